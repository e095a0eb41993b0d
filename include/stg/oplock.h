/* SPDX-License-Identifier: MIT */
/*
 * Interfaces that storages of other file systems have. No object of this
 * library offers them; they are declared for programs that ask.
 */
#ifndef STG_OPLOCK_H
#define STG_OPLOCK_H

#include <stg/unknown.h>

/** A lock that a caller can wait for. */
#define INTERFACE IBlockingLock
DECLARE_INTERFACE_(IBlockingLock, IUnknown)
{
	STG_SLOTS_IUnknown

	/**
	 * Takes the lock.
	 *
	 * @param dwTimeout  the longest wait in milliseconds
	 * @return S_OK; a failure: the time is up
	 */
	STDMETHOD(Lock)(THIS_ DWORD dwTimeout) PURE;

	/** Gives the lock back. @return S_OK */
	STDMETHOD(Unlock)(THIS) PURE;
};
#undef INTERFACE
STG_DECLARE_IID(IBlockingLock);

/** Keeps times and notices of changes quiet. */
#define INTERFACE ITimeAndNoticeControl
DECLARE_INTERFACE_(ITimeAndNoticeControl, IUnknown)
{
	STG_SLOTS_IUnknown

	/** Suppresses them; the arguments are undocumented. @return S_OK */
	STDMETHOD(SuppressChanges)(THIS_ DWORD res1, DWORD res2) PURE;
};
#undef INTERFACE
STG_DECLARE_IID(ITimeAndNoticeControl);

/** Opens storages under an opportunistic lock. */
#define INTERFACE IOplockStorage
DECLARE_INTERFACE_(IOplockStorage, IUnknown)
{
	STG_SLOTS_IUnknown

	/**
	 * Creates a storage; the arguments are those of the function
	 * StgCreateStorageEx.
	 *
	 * @return as that function
	 */
	STDMETHOD(CreateStorageEx)(THIS_ LPCWSTR pwcsName, DWORD grfMode,
				   DWORD stgfmt, DWORD grfAttrs, REFIID riid,
				   void **ppstgOpen) PURE;

	/** Opens one, as StgOpenStorageEx. @return as that function */
	STDMETHOD(OpenStorageEx)(THIS_ LPCWSTR pwcsName, DWORD grfMode,
				 DWORD stgfmt, DWORD grfAttrs, REFIID riid,
				 void **ppstgOpen) PURE;
};
#undef INTERFACE
STG_DECLARE_IID(IOplockStorage);

#if defined(COBJMACROS) && !STG_CXX_INTERFACES
#include <stg/cobjmacros.h>
#endif

#endif
