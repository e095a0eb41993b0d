/* SPDX-License-Identifier: MIT */
/*
 * Property sets: typed values under numbers or names, in a stream or storage
 * whose name follows from the identifier of the set's format. [MS-OLEPS]
 */
#ifndef STG_PROPSET_H
#define STG_PROPSET_H

#include <stg/propid.h>
#include <stg/propvariant.h>
#include <stg/storage.h>

/* How a set is created. */
#define PROPSETFLAG_DEFAULT		0u /* in a stream, text in UTF-16 */
#define PROPSETFLAG_NONSIMPLE		1u /* in a storage: any value */
#define PROPSETFLAG_ANSI		2u /* text in the system's code page */
#define PROPSETFLAG_UNBUFFERED		4u /* StgCreatePropStg: no cache */
#define PROPSETFLAG_CASE_SENSITIVE	8u /* names may differ in case alone */

/* How PROPSPEC names a property. */
#define PRSPEC_INVALID	0xFFFFFFFFu
#define PRSPEC_LPWSTR	0u
#define PRSPEC_PROPID	1u

/** A property, by number or by name. */
typedef struct tagPROPSPEC {
	ULONG	ulKind;		/* PRSPEC_LPWSTR or PRSPEC_PROPID */
	STG_NAMELESS union {
		PROPID		propid;
		LPOLESTR	lpwstr;
	};
} PROPSPEC;

/** A property as IPropertyStorage::Enum lists it. */
typedef struct tagSTATPROPSTG {
	LPOLESTR	lpwstrName;	/* or NULL; task memory */
	PROPID		propid;
	VARTYPE		vt;
} STATPROPSTG;

/** A property set as IPropertySetStorage::Enum lists it. */
typedef struct tagSTATPROPSETSTG {
	FMTID		fmtid;
	CLSID		clsid;
	DWORD		grfFlags;	/* PROPSETFLAG_…, as far as known */
	FILETIME	mtime;		/* times are 0 unless NONSIMPLE */
	FILETIME	ctime;
	FILETIME	atime;
	DWORD		dwOSVersion;	/* which system wrote it */
} STATPROPSETSTG;

/* The parts of dwOSVersion. */
#define PROPSETHDR_OSVER_KIND(version)	HIWORD(version)
#define PROPSETHDR_OSVER_MAJOR(version)	LOBYTE(LOWORD(version))
#define PROPSETHDR_OSVER_MINOR(version)	HIBYTE(LOWORD(version))
#define PROPSETHDR_OSVERSION_UNKNOWN	0xFFFFFFFFu

/* The most code units of a property set's element name, without the NUL. */
#define CCH_MAX_PROPSTG_NAME	31

/** Lists the properties of a set, as they were when it was made. */
#define INTERFACE IEnumSTATPROPSTG
DECLARE_INTERFACE_(IEnumSTATPROPSTG, IUnknown)
{
	STG_SLOTS_IUnknown

	/**
	 * Delivers the next properties.
	 *
	 * @param celt          how many are wanted
	 * @param rgelt         receives them; the caller frees each lpwstrName
	 * @param pceltFetched  receives how many there were; may be NULL when
	 *	celt is 1
	 * @return S_OK: all of them; S_FALSE: fewer; STG_E_INVALIDPARAMETER;
	 *	STG_E_INSUFFICIENTMEMORY
	 */
	STDMETHOD(Next)(THIS_ ULONG celt, STATPROPSTG *rgelt,
			ULONG *pceltFetched) PURE;

	/**
	 * Passes over properties.
	 *
	 * @param celt  how many
	 * @return S_OK; S_FALSE: fewer were left, or celt is 0; at the end now
	 */
	STDMETHOD(Skip)(THIS_ ULONG celt) PURE;

	/** Starts again. @return S_OK; STG_E_INVALIDHANDLE: the set is gone */
	STDMETHOD(Reset)(THIS) PURE;

	/**
	 * Makes a second enumerator at the same place.
	 *
	 * @param ppenum  receives it; NULL on failure
	 * @return S_OK; STG_E_INVALIDPARAMETER; STG_E_INSUFFICIENTMEMORY
	 */
	STDMETHOD(Clone)(THIS_ IEnumSTATPROPSTG **ppenum) PURE;
};
#undef INTERFACE
STG_DECLARE_IID(IEnumSTATPROPSTG);

/** Lists the property sets of a storage. */
#define INTERFACE IEnumSTATPROPSETSTG
DECLARE_INTERFACE_(IEnumSTATPROPSETSTG, IUnknown)
{
	STG_SLOTS_IUnknown

	/**
	 * Delivers the next sets.
	 *
	 * @param celt          how many are wanted
	 * @param rgelt         receives them
	 * @param pceltFetched  receives how many there were; may be NULL when
	 *	celt is 1
	 * @return S_OK: all of them; S_FALSE: fewer; STG_E_INVALIDPARAMETER
	 */
	STDMETHOD(Next)(THIS_ ULONG celt, STATPROPSETSTG *rgelt,
			ULONG *pceltFetched) PURE;

	/** Passes over sets, as IEnumSTATPROPSTG::Skip does. */
	STDMETHOD(Skip)(THIS_ ULONG celt) PURE;

	/** Starts again. @return S_OK; STG_E_INVALIDHANDLE */
	STDMETHOD(Reset)(THIS) PURE;

	/** Makes a second enumerator, as IEnumSTATPROPSTG::Clone does. */
	STDMETHOD(Clone)(THIS_ IEnumSTATPROPSETSTG **ppenum) PURE;
};
#undef INTERFACE
STG_DECLARE_IID(IEnumSTATPROPSETSTG);

/**
 * A property set. What is written stays in memory until Commit, the last
 * Release, or Commit, CopyTo or MoveElementTo of the storage.
 *
 * Every method may return STG_E_REVERTED (the set was deleted, or its storage
 * is gone), STG_E_INSUFFICIENTMEMORY and E_UNEXPECTED.
 */
#define INTERFACE IPropertyStorage
DECLARE_INTERFACE_(IPropertyStorage, IUnknown)
{
	STG_SLOTS_IUnknown

	/**
	 * Reads properties. What does not exist is VT_EMPTY.
	 *
	 * @param cpspec     their number
	 * @param rgpspec    which
	 * @param rgpropvar  receives the values, for PropVariantClear; what it
	 *	held is not freed
	 * @return S_OK: one or more; S_FALSE: none; STG_E_ACCESSDENIED: a
	 *	stream or storage value is open; E_INVALIDARG: NULL;
	 *	STG_E_INVALIDPARAMETER: bad ulKind;
	 *	HRESULT_FROM_WIN32(ERROR_NO_UNICODE_TRANSLATION)
	 */
	STDMETHOD(ReadMultiple)(THIS_ ULONG cpspec, const PROPSPEC rgpspec[],
				PROPVARIANT rgpropvar[]) PURE;

	/**
	 * Writes properties, whether they exist or not. Streams and storages
	 * are copied. After a failure it is undefined which were written.
	 *
	 * @param cpspec           their number
	 * @param rgpspec          which; a number PID_ILLEGAL is passed over
	 * @param rgpropvar        their values
	 * @param propidNameFirst  the least number to give to a new name, at
	 *	least PID_FIRST_USABLE
	 * @return S_OK; STG_E_ACCESSDENIED: opened for reading;
	 *	STG_E_INVALIDPARAMETER: a bad kind or type of a value, a
	 *	property that cannot be written, or propidNameFirst;
	 *	STG_E_PROPSETMISMATCHED: only in PROPSETFLAG_NONSIMPLE sets;
	 *	E_INVALIDARG: NULL; STG_E_MEDIUMFULL; STG_E_WRITEFAULT;
	 *	HRESULT_FROM_WIN32(ERROR_NO_UNICODE_TRANSLATION)
	 */
	STDMETHOD(WriteMultiple)(THIS_ ULONG cpspec, const PROPSPEC rgpspec[],
				 const PROPVARIANT rgpropvar[],
				 PROPID propidNameFirst) PURE;

	/**
	 * Deletes properties. What does not exist is passed over.
	 *
	 * @param cpspec   their number
	 * @param rgpspec  which
	 * @return S_OK; STG_E_ACCESSDENIED: opened for reading;
	 *	STG_E_INVALIDPARAMETER: one that cannot be deleted
	 */
	STDMETHOD(DeleteMultiple)(THIS_ ULONG cpspec,
				  const PROPSPEC rgpspec[]) PURE;

	/**
	 * Reads the names that properties have.
	 *
	 * @param cpropid       their number
	 * @param rgpropid      which
	 * @param rglpwstrName  receives the names, for CoTaskMemFree, or NULL
	 * @return S_OK: one or more; S_FALSE: none; E_INVALIDARG: NULL
	 */
	STDMETHOD(ReadPropertyNames)(THIS_ ULONG cpropid,
				     const PROPID rgpropid[],
				     LPOLESTR rglpwstrName[]) PURE;

	/**
	 * Gives names to properties, which need not exist. Number 0 stands for
	 * the set itself.
	 *
	 * @param cpropid       their number
	 * @param rgpropid      which; PID_ILLEGAL is passed over
	 * @param rglpwstrName  the names
	 * @return S_OK; STG_E_INVALIDNAME: too long;
	 *	STG_E_ACCESSDENIED: opened for reading;
	 *	STG_E_INVALIDPARAMETER; E_INVALIDARG: NULL;
	 *	HRESULT_FROM_WIN32(ERROR_NO_UNICODE_TRANSLATION)
	 */
	STDMETHOD(WritePropertyNames)(THIS_ ULONG cpropid,
				      const PROPID rgpropid[],
				      const LPOLESTR rglpwstrName[]) PURE;

	/**
	 * Takes the names of properties away.
	 *
	 * @param cpropid   their number
	 * @param rgpropid  which; PID_DICTIONARY alone for all
	 * @return S_OK; STG_E_ACCESSDENIED: opened for reading;
	 *	STG_E_INVALIDPARAMETER; E_INVALIDARG: NULL
	 */
	STDMETHOD(DeletePropertyNames)(THIS_ ULONG cpropid,
				       const PROPID rgpropid[]) PURE;

	/**
	 * Writes what changed to the set's stream, and commits the storage of a
	 * PROPSETFLAG_NONSIMPLE set.
	 *
	 * @param grfCommitFlags  STGC_…
	 * @return S_OK; STG_E_NOTCURRENT; STG_E_ACCESSDENIED;
	 *	STG_E_INVALIDFLAG; STG_E_MEDIUMFULL
	 */
	STDMETHOD(Commit)(THIS_ DWORD grfCommitFlags) PURE;

	/**
	 * Reverts a PROPSETFLAG_NONSIMPLE set to its last commit. Nothing
	 * happens to others.
	 *
	 * @return S_OK
	 */
	STDMETHOD(Revert)(THIS) PURE;

	/**
	 * Makes an enumerator of the ordinary properties: without code page,
	 * dictionary, locale and behaviour.
	 *
	 * @param ppenum  receives it; NULL on failure
	 * @return S_OK; E_INVALIDARG: NULL
	 */
	STDMETHOD(Enum)(THIS_ IEnumSTATPROPSTG **ppenum) PURE;

	/**
	 * Sets the times of a PROPSETFLAG_NONSIMPLE set; others have none.
	 *
	 * @param pctime  creation, or NULL to leave it
	 * @param patime  last access, or NULL
	 * @param pmtime  last change, or NULL to leave it
	 * @return S_OK; STG_E_ACCESSDENIED: opened for reading
	 */
	STDMETHOD(SetTimes)(THIS_ const FILETIME *pctime,
			    const FILETIME *patime,
			    const FILETIME *pmtime) PURE;

	/**
	 * Sets the class of the set.
	 *
	 * @param clsid  the class
	 * @return S_OK; STG_E_ACCESSDENIED: opened for reading
	 */
	STDMETHOD(SetClass)(THIS_ REFCLSID clsid) PURE;

	/**
	 * Describes the set.
	 *
	 * @param pstatpsstg  receives it
	 * @return S_OK; STG_E_INVALIDPARAMETER: NULL
	 */
	STDMETHOD(Stat)(THIS_ STATPROPSETSTG *pstatpsstg) PURE;
};
#undef INTERFACE
STG_DECLARE_IID(IPropertyStorage);
typedef IPropertyStorage *LPPROPERTYSTORAGE;

/**
 * The property sets of a storage. FMTID_UserDefinedProperties shares the stream
 * of FMTID_DocSummaryInformation; one of the two can be open at a time.
 */
#define INTERFACE IPropertySetStorage
DECLARE_INTERFACE_(IPropertySetStorage, IUnknown)
{
	STG_SLOTS_IUnknown

	/**
	 * Creates a set and opens it.
	 *
	 * @param rfmtid    its format, from which its name follows
	 * @param pclsid    its class, or NULL for CLSID_NULL
	 * @param grfFlags  PROPSETFLAG_…
	 * @param grfMode   STGM_READWRITE, STGM_SHARE_EXCLUSIVE, STGM_CREATE to
	 *	replace a set, STGM_TRANSACTED with PROPSETFLAG_NONSIMPLE: the
	 *	set is there at once, empty, and Revert leads back to that
	 * @param ppprstg   receives the set; NULL on failure
	 * @return S_OK; STG_E_FILEALREADYEXISTS; STG_E_ACCESSDENIED;
	 *	STG_E_INVALIDFLAG: another mode; STG_E_INVALIDPARAMETER;
	 *	STG_E_INVALIDFUNCTION: in a storage opened with STGM_SIMPLE, or
	 *	made so with another set open, or with PROPSETFLAG_NONSIMPLE;
	 *	E_INVALIDARG: NULL; STG_E_REVERTED; STG_E_INSUFFICIENTMEMORY
	 */
	STDMETHOD(Create)(THIS_ REFFMTID rfmtid, const CLSID *pclsid,
			  DWORD grfFlags, DWORD grfMode,
			  IPropertyStorage **ppprstg) PURE;

	/**
	 * Opens a set.
	 *
	 * @param rfmtid   its format
	 * @param grfMode  STGM_READ or STGM_READWRITE, and STGM_SHARE_EXCLUSIVE
	 * @param ppprstg  receives the set; NULL on failure
	 * @return S_OK; STG_E_FILENOTFOUND; STG_E_ACCESSDENIED: open, or less
	 *	access is granted; STG_E_INVALIDHEADER: damaged;
	 *	STG_E_INVALIDFLAG: another mode; STG_E_INVALIDFUNCTION: in a
	 *	storage that is being made with STGM_SIMPLE, or opened so with
	 *	another set open; E_INVALIDARG: NULL; STG_E_REVERTED;
	 *	STG_E_INSUFFICIENTMEMORY
	 */
	STDMETHOD(Open)(THIS_ REFFMTID rfmtid, DWORD grfMode,
			IPropertyStorage **ppprstg) PURE;

	/**
	 * Deletes a set; with FMTID_DocSummaryInformation goes
	 * FMTID_UserDefinedProperties.
	 *
	 * @param rfmtid  its format
	 * @return S_OK; STG_E_FILENOTFOUND; STG_E_ACCESSDENIED: read-only;
	 *	STG_E_REVERTED
	 */
	STDMETHOD(Delete)(THIS_ REFFMTID rfmtid) PURE;

	/**
	 * Makes an enumerator of the sets. A set of user-defined properties is
	 * not listed by itself.
	 *
	 * @param ppenum  receives it; NULL on failure
	 * @return S_OK; E_INVALIDARG: NULL; STG_E_REVERTED;
	 *	STG_E_INSUFFICIENTMEMORY
	 */
	STDMETHOD(Enum)(THIS_ IEnumSTATPROPSETSTG **ppenum) PURE;
};
#undef INTERFACE
STG_DECLARE_IID(IPropertySetStorage);
typedef IPropertySetStorage *LPPROPERTYSETSTORAGE;

STG_BEGIN_DECLS

/**
 * Makes property sets available in any storage, by its public methods. What is
 * written must be committed before the storage is.
 *
 * @param pStorage      the storage, referenced until the object ends
 * @param dwReserved    0
 * @param ppPropSetStg  receives the object; NULL on failure
 * @return S_OK; E_INVALIDARG: NULL; STG_E_INVALIDPARAMETER: dwReserved;
 *	STG_E_INSUFFICIENTMEMORY
 */
STG_API HRESULT StgCreatePropSetStg(IStorage *pStorage, DWORD dwReserved,
				    IPropertySetStorage **ppPropSetStg);

/**
 * Creates a property set in a stream or storage of any name.
 *
 * @param pUnk        an IStream, or with PROPSETFLAG_NONSIMPLE an IStorage
 * @param fmtid       the format of the set
 * @param pclsid      its class, or NULL
 * @param grfFlags    PROPSETFLAG_…
 * @param dwReserved  0
 * @param ppPropStg   receives the set; NULL on failure
 * @return S_OK; STG_E_FILEALREADYEXISTS; STG_E_ACCESSDENIED;
 *	STG_E_INVALIDFLAG; STG_E_INVALIDPARAMETER; E_INVALIDARG; E_UNEXPECTED;
 *	STG_E_INSUFFICIENTMEMORY
 */
STG_API HRESULT StgCreatePropStg(IUnknown *pUnk, REFFMTID fmtid,
				 const CLSID *pclsid, DWORD grfFlags,
				 DWORD dwReserved,
				 IPropertyStorage **ppPropStg);

/**
 * Opens the property set in a stream or storage.
 *
 * @param pUnk        an IStream, or with PROPSETFLAG_NONSIMPLE an IStorage
 * @param fmtid       the format of the set
 * @param grfFlags    PROPSETFLAG_…; sets with PROPSETFLAG_ANSI open with
 *	PROPSETFLAG_DEFAULT too
 * @param dwReserved  0
 * @param ppPropStg   receives the set; NULL on failure
 * @return S_OK; STG_E_FILENOTFOUND: no set of that format;
 *	STG_E_INVALIDHEADER: damaged; STG_E_ACCESSDENIED; STG_E_INVALIDFLAG;
 *	STG_E_INVALIDPARAMETER; STG_E_INSUFFICIENTMEMORY
 */
STG_API HRESULT StgOpenPropStg(IUnknown *pUnk, REFFMTID fmtid, DWORD grfFlags,
			       DWORD dwReserved,
			       IPropertyStorage **ppPropStg);

/**
 * Writes the name of the element that holds a set: [MS-OLEPS] 2.23.
 *
 * @param pfmtid   its format
 * @param oszName  receives up to 31 code units and a NUL
 * @return S_OK; E_INVALIDARG: NULL
 */
STG_API HRESULT FmtIdToPropStgName(const FMTID *pfmtid, LPOLESTR oszName);

/**
 * Reads the format of a set from the name of its element, in either case.
 *
 * @param oszName  the name
 * @param pfmtid   receives the format
 * @return S_OK; E_INVALIDARG: pfmtid is NULL; STG_E_INVALIDNAME: NULL, or not
 *	a name of a set
 */
STG_API HRESULT PropStgNameToFmtId(const LPOLESTR oszName, FMTID *pfmtid);

STG_END_DECLS

#if defined(COBJMACROS) && !STG_CXX_INTERFACES
#include <stg/cobjmacros.h>
#endif

#endif
