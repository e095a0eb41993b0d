/* SPDX-License-Identifier: MIT */
/*
 * STATSTG, which describes a storage, a stream or a byte array, the enumerator
 * that delivers it for the elements of a storage, and lists of element names.
 */
#ifndef STG_STATSTG_H
#define STG_STATSTG_H

#include <stg/mode.h>
#include <stg/unknown.h>

typedef struct tagSTATSTG {
	LPOLESTR	pwcsName;	/* task memory, for CoTaskMemFree */
	DWORD		type;		/* STGTY_… */
	ULARGE_INTEGER	cbSize;		/* bytes; streams and byte arrays */
	FILETIME	mtime;		/* last change */
	FILETIME	ctime;		/* creation */
	FILETIME	atime;		/* last access */
	DWORD		grfMode;	/* STGM_… of the open; Stat only */
	DWORD		grfLocksSupported; /* LOCK_…; byte arrays only */
	CLSID		clsid;		/* storages only */
	DWORD		grfStateBits;	/* storages only */
	DWORD		reserved;
} STATSTG;

/*
 * A list of names, ended by a NULL pointer: the elements that an operation
 * leaves out.
 */
typedef LPOLESTR *SNB;

/**
 * Lists the elements of a storage, in the order of its directory: by length of
 * the name, then by its upper-cased code units [MS-CFB] 2.6.4. The list is
 * live: elements that come during the enumeration show, those that go do not.
 *
 * An enumerator is not counted in the references of the storage, but keeps the
 * file open and locked; it still lists what it could after the last release of
 * the root. When a storage within another one is destroyed, its enumerators
 * answer STG_E_REVERTED to all but AddRef, Release and QueryInterface.
 */
#define INTERFACE IEnumSTATSTG
DECLARE_INTERFACE_(IEnumSTATSTG, IUnknown)
{
	STG_SLOTS_IUnknown

	/**
	 * Delivers the next elements. Their grfMode means nothing.
	 *
	 * @param celt          how many are wanted
	 * @param rgelt         receives them; the caller frees each pwcsName.
	 *	At the end the next one is zeroed
	 * @param pceltFetched  receives how many there were; may be NULL when
	 *	celt is 1
	 * @return S_OK: all of them; S_FALSE: fewer; STG_E_INVALIDPOINTER;
	 *	STG_E_INVALIDPARAMETER: pceltFetched is missing;
	 *	STG_E_INSUFFICIENTMEMORY; STG_E_DOCFILECORRUPT
	 */
	STDMETHOD(Next)(THIS_ ULONG celt, STATSTG *rgelt,
			ULONG *pceltFetched) PURE;

	/** Passes over celt elements. @return S_OK; S_FALSE: fewer were left */
	STDMETHOD(Skip)(THIS_ ULONG celt) PURE;

	/** Starts again at the first element. @return S_OK */
	STDMETHOD(Reset)(THIS) PURE;

	/**
	 * Makes a second enumerator at the same place.
	 *
	 * @param ppenum  receives it; NULL on failure
	 * @return S_OK; STG_E_INVALIDPOINTER; STG_E_INSUFFICIENTMEMORY
	 */
	STDMETHOD(Clone)(THIS_ IEnumSTATSTG **ppenum) PURE;
};
#undef INTERFACE
STG_DECLARE_IID(IEnumSTATSTG);
typedef IEnumSTATSTG *LPENUMSTATSTG;

#if defined(COBJMACROS) && !STG_CXX_INTERFACES
#include <stg/cobjmacros.h>
#endif

#endif
