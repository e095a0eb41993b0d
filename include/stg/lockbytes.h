/* SPDX-License-Identifier: MIT */
/*
 * ILockBytes, the array of bytes that a compound file may live in instead of a
 * file, to be implemented by a program or made on a global block of memory.
 */
#ifndef STG_LOCKBYTES_H
#define STG_LOCKBYTES_H

#include <stg/memory.h>
#include <stg/statstg.h>

/**
 * An array of bytes, addressed by offset. Codes that an implementation returns
 * and the library does not know come back from the storage unchanged.
 */
#define INTERFACE ILockBytes
DECLARE_INTERFACE_(ILockBytes, IUnknown)
{
	STG_SLOTS_IUnknown

	/**
	 * Reads bytes.
	 *
	 * @param ulOffset  of the first one
	 * @param pv        receives them
	 * @param cb        how many are wanted
	 * @param pcbRead   receives how many there were; may be NULL
	 * @return S_OK, with fewer bytes at the end; STG_E_ACCESSDENIED;
	 *	STG_E_READFAULT; E_FAIL; E_PENDING: not there yet
	 */
	STDMETHOD(ReadAt)(THIS_ ULARGE_INTEGER ulOffset, void *pv, ULONG cb,
			  ULONG *pcbRead) PURE;

	/**
	 * Writes bytes. The array grows as needed; a gap is undefined.
	 *
	 * @param ulOffset    of the first one
	 * @param pv          the bytes
	 * @param cb          how many there are; 0 changes nothing
	 * @param pcbWritten  receives how many were written, also on failure;
	 *	may be NULL
	 * @return S_OK; STG_E_ACCESSDENIED; STG_E_WRITEFAULT;
	 *	STG_E_MEDIUMFULL; E_FAIL
	 */
	STDMETHOD(WriteAt)(THIS_ ULARGE_INTEGER ulOffset, const void *pv,
			   ULONG cb, ULONG *pcbWritten) PURE;

	/**
	 * Brings what was written to the medium.
	 *
	 * @return S_OK; STG_E_ACCESSDENIED; STG_E_MEDIUMFULL;
	 *	STG_E_WRITEFAULT; STG_E_TOOMANYOPENFILES
	 */
	STDMETHOD(Flush)(THIS) PURE;

	/**
	 * Cuts the array short or makes it longer, the new bytes being
	 * undefined.
	 *
	 * @param cb  the new size in bytes
	 * @return S_OK; STG_E_ACCESSDENIED; STG_E_MEDIUMFULL
	 */
	STDMETHOD(SetSize)(THIS_ ULARGE_INTEGER cb) PURE;

	/**
	 * Locks a range, which may lie beyond the end. It is never called if
	 * Stat reports no supported locks.
	 *
	 * @param libOffset   first byte
	 * @param cb          number of bytes
	 * @param dwLockType  LOCK_…
	 * @return S_OK; STG_E_INVALIDFUNCTION: not supported;
	 *	STG_E_ACCESSDENIED or STG_E_LOCKVIOLATION: somebody else has it
	 */
	STDMETHOD(LockRegion)(THIS_ ULARGE_INTEGER libOffset,
			      ULARGE_INTEGER cb, DWORD dwLockType) PURE;

	/**
	 * Ends a lock; the arguments are the very ones of LockRegion.
	 *
	 * @return S_OK; STG_E_INVALIDFUNCTION; STG_E_LOCKVIOLATION: no such
	 *	lock
	 */
	STDMETHOD(UnlockRegion)(THIS_ ULARGE_INTEGER libOffset,
				ULARGE_INTEGER cb, DWORD dwLockType) PURE;

	/**
	 * Describes the array: type STGTY_LOCKBYTES, cbSize, the times as far
	 * as known, grfLocksSupported, and a name or NULL.
	 *
	 * @param pstatstg     receives it; the caller frees pwcsName
	 * @param grfStatFlag  STATFLAG_DEFAULT, or STATFLAG_NONAME
	 * @return S_OK; STG_E_INVALIDPOINTER; STG_E_INVALIDFLAG;
	 *	STG_E_ACCESSDENIED; STG_E_INSUFFICIENTMEMORY or E_OUTOFMEMORY
	 */
	STDMETHOD(Stat)(THIS_ STATSTG *pstatstg, DWORD grfStatFlag) PURE;
};
#undef INTERFACE
STG_DECLARE_IID(ILockBytes);
typedef ILockBytes *LPLOCKBYTES;

STG_BEGIN_DECLS

/**
 * Makes a byte array on a global block of memory. It supports no locks.
 *
 * @param hGlobal           the block, whose size becomes the array's, or NULL
 *	to allocate one of no bytes
 * @param fDeleteOnRelease  TRUE: the last release frees the block;
 *	FALSE: the caller does, also if it was allocated here
 * @param pplkbyt           receives the array; NULL on failure
 * @return S_OK; E_INVALIDARG: not a block, or pplkbyt is NULL; E_OUTOFMEMORY
 */
STG_API HRESULT CreateILockBytesOnHGlobal(HGLOBAL hGlobal,
					  BOOL fDeleteOnRelease,
					  LPLOCKBYTES *pplkbyt);

/**
 * Gives the block of such an array. Writing may change the handle.
 *
 * @param plkbyt    an array of CreateILockBytesOnHGlobal
 * @param phglobal  receives the handle, which still belongs to the array
 * @return S_OK; E_INVALIDARG: another kind of array, or NULL
 */
STG_API HRESULT GetHGlobalFromILockBytes(LPLOCKBYTES plkbyt,
					 HGLOBAL *phglobal);

STG_END_DECLS

#if defined(COBJMACROS) && !STG_CXX_INTERFACES
#include <stg/cobjmacros.h>
#endif

#endif
