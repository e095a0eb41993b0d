/* SPDX-License-Identifier: MIT */
/*
 * Compound files that are read while they still arrive. Obsolete; declared for
 * programs that implement or mention these interfaces.
 */
#ifndef STG_ASYNC_H
#define STG_ASYNC_H

#include <stg/unknown.h>

/** The side that fills a byte array with what arrives. */
#define INTERFACE IFillLockBytes
DECLARE_INTERFACE_(IFillLockBytes, IUnknown)
{
	STG_SLOTS_IUnknown

	/**
	 * Adds bytes behind those that are there.
	 *
	 * @param pv          the bytes
	 * @param cb          their number
	 * @param pcbWritten  receives how many were written; may be NULL
	 * @return S_OK; E_INVALIDARG; E_OUTOFMEMORY; E_UNEXPECTED; E_FAIL
	 */
	STDMETHOD(FillAppend)(THIS_ const void *pv, ULONG cb,
			      ULONG *pcbWritten) PURE;

	/**
	 * Writes bytes at a place.
	 *
	 * @param ulOffset    of the first one
	 * @param pv          the bytes
	 * @param cb          their number
	 * @param pcbWritten  receives how many were written; may be NULL
	 * @return as FillAppend
	 */
	STDMETHOD(FillAt)(THIS_ ULARGE_INTEGER ulOffset, const void *pv,
			  ULONG cb, ULONG *pcbWritten) PURE;

	/**
	 * Tells the final size. Reading beyond it is E_FAIL from then on, not
	 * E_PENDING.
	 *
	 * @param ulSize  in bytes
	 * @return as FillAppend
	 */
	STDMETHOD(SetFillSize)(THIS_ ULARGE_INTEGER ulSize) PURE;

	/**
	 * Ends the filling: nothing is E_PENDING any more.
	 *
	 * @param bCanceled  TRUE: before all was there; reading what is not
	 *	there is STG_E_INCOMPLETE then
	 * @return as FillAppend
	 */
	STDMETHOD(Terminate)(THIS_ BOOL bCanceled) PURE;
};
#undef INTERFACE
STG_DECLARE_IID(IFillLockBytes);

/**
 * Hears how far a call has come that waits for data. The storages of this
 * library do not wait, and have no connection point for it.
 */
#define INTERFACE IProgressNotify
DECLARE_INTERFACE_(IProgressNotify, IUnknown)
{
	STG_SLOTS_IUnknown

	/**
	 * Is called while data are missing, and decides what becomes of the
	 * call that needs them. The sink that registered first owns the
	 * decision.
	 *
	 * @param dwProgressCurrent  bytes that are there
	 * @param dwProgressMaximum  bytes that are needed
	 * @param fAccurate          TRUE: the numbers are exact
	 * @param fOwner             TRUE: this sink decides
	 * @return STG_S_BLOCK: wait; STG_S_RETRYNOW: try again at once;
	 *	STG_S_MONITORING: ask the next sink; E_PENDING: let the call
	 *	return E_PENDING
	 */
	STDMETHOD(OnProgress)(THIS_ DWORD dwProgressCurrent,
			      DWORD dwProgressMaximum, BOOL fAccurate,
			      BOOL fOwner) PURE;
};
#undef INTERFACE
STG_DECLARE_IID(IProgressNotify);

#if defined(COBJMACROS) && !STG_CXX_INTERFACES
#include <stg/cobjmacros.h>
#endif

#endif
