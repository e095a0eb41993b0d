/* SPDX-License-Identifier: MIT */
/*
 * The order in which the contents of a compound file lie in it, for files that
 * are read over a slow line. Obsolete.
 */
#ifndef STG_LAYOUT_H
#define STG_LAYOUT_H

#include <stg/lockbytes.h>

/** One step of a layout: bytes of an element that come next. */
typedef struct tagStorageLayout {
	DWORD		LayoutType;	/* STGTY_…, or STGTY_REPEAT */
	OLECHAR		*pwcsElementName; /* path from the root, by '\' */
	LARGE_INTEGER	cOffset;	/* first byte; rounds of a repetition */
	LARGE_INTEGER	cBytes;		/* their number, or STG_TOEND */
} StorageLayout;

/** Arranges the contents of the file of a root storage. */
#define INTERFACE ILayoutStorage
DECLARE_INTERFACE_(ILayoutStorage, IUnknown)
{
	STG_SLOTS_IUnknown

	/**
	 * Sets the order for the next ReLayoutDocfile.
	 *
	 * @param pStorageLayout      the steps
	 * @param nEntries            their number
	 * @param glfInterleavedFlag  0
	 * @return S_OK; STG_E_INVALIDPOINTER; STG_E_INVALIDFLAG;
	 *	STG_E_INVALIDPARAMETER; STG_E_PATHNOTFOUND; STG_E_INUSE;
	 *	STG_E_INSUFFICIENTMEMORY
	 */
	STDMETHOD(LayoutScript)(THIS_ StorageLayout *pStorageLayout,
				DWORD nEntries,
				DWORD glfInterleavedFlag) PURE;

	/** Starts to note what is read. @return S_OK; STG_E_INUSE: does */
	STDMETHOD(BeginMonitor)(THIS) PURE;

	/** Ends that; the order of reading is the layout. @return S_OK */
	STDMETHOD(EndMonitor)(THIS) PURE;

	/**
	 * Writes the file in the chosen order into a new one.
	 *
	 * @param pwcsNewDfName  path of the new file
	 * @return S_OK; STG_E_INVALIDNAME; STG_E_UNKNOWN; and as
	 *	StgCreateDocfile
	 */
	STDMETHOD(ReLayoutDocfile)(THIS_ OLECHAR *pwcsNewDfName) PURE;

	/** The same into a byte array. @return as ReLayoutDocfile */
	STDMETHOD(ReLayoutDocfileOnILockBytes)(THIS_
					       ILockBytes *pILockBytes) PURE;
};
#undef INTERFACE
STG_DECLARE_IID(ILayoutStorage);

#if defined(COBJMACROS) && !STG_CXX_INTERFACES
#include <stg/cobjmacros.h>
#endif

#endif
