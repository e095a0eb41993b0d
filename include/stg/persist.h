/* SPDX-License-Identifier: MIT */
/*
 * Objects that save themselves: interfaces for programs to implement, which the
 * functions of <stg/ole.h> call.
 */
#ifndef STG_PERSIST_H
#define STG_PERSIST_H

#include <stg/automation.h>
#include <stg/storage.h>
#include <stg/stream.h>

#if STG_CXX_INTERFACES
#define STG_SLOTS_IPersist
#else
#define STG_SLOTS_IPersist						\
	STG_SLOTS_IUnknown						\
	STDMETHOD(GetClassID)(THIS_ CLSID *pClassID) PURE;
#endif

/** Tells the class that can load what the object saves. */
#define INTERFACE IPersist
DECLARE_INTERFACE_(IPersist, IUnknown)
{
	STG_SLOTS_IUnknown

	/**
	 * Gives the class.
	 *
	 * @param pClassID  receives it
	 * @return S_OK; E_FAIL: none
	 */
	STDMETHOD(GetClassID)(THIS_ CLSID *pClassID) PURE;
};
#undef INTERFACE
STG_DECLARE_IID(IPersist);
typedef IPersist *LPPERSIST;

/** An object that saves itself into a stream. */
#define INTERFACE IPersistStream
DECLARE_INTERFACE_(IPersistStream, IPersist)
{
	STG_SLOTS_IPersist

	/** @return S_OK: changed since it was saved; S_FALSE: not */
	STDMETHOD(IsDirty)(THIS) PURE;

	/**
	 * Takes the state from a stream, from its position on. The class was
	 * read before.
	 *
	 * @param pStm  the stream, not to be kept
	 * @return S_OK; E_OUTOFMEMORY; E_FAIL; what Read returns
	 */
	STDMETHOD(Load)(THIS_ IStream *pStm) PURE;

	/**
	 * Writes the state to a stream, at its position; not the class.
	 *
	 * @param pStm         the stream, not to be kept
	 * @param fClearDirty  TRUE: unchanged from now on
	 * @return S_OK; STG_E_CANTSAVE; STG_E_MEDIUMFULL; what Write returns
	 */
	STDMETHOD(Save)(THIS_ IStream *pStm, BOOL fClearDirty) PURE;

	/**
	 * Tells how much Save may write at most. May be left out.
	 *
	 * @param pcbSize  receives the bytes
	 * @return S_OK; E_NOTIMPL
	 */
	STDMETHOD(GetSizeMax)(THIS_ ULARGE_INTEGER *pcbSize) PURE;
};
#undef INTERFACE
STG_DECLARE_IID(IPersistStream);
typedef IPersistStream *LPPERSISTSTREAM;

/** The same for an object that must be told when it begins anew. */
#define INTERFACE IPersistStreamInit
DECLARE_INTERFACE_(IPersistStreamInit, IPersist)
{
	STG_SLOTS_IPersist

	/** @return S_OK: changed since it was saved; S_FALSE: not */
	STDMETHOD(IsDirty)(THIS) PURE;

	/** As IPersistStream::Load. @return as there */
	STDMETHOD(Load)(THIS_ IStream *pStm) PURE;

	/** As IPersistStream::Save. @return as there */
	STDMETHOD(Save)(THIS_ IStream *pStm, BOOL fClearDirty) PURE;

	/** As IPersistStream::GetSizeMax. @return as there */
	STDMETHOD(GetSizeMax)(THIS_ ULARGE_INTEGER *pCbSize) PURE;

	/** Begins anew. @return S_OK; E_NOTIMPL; E_UNEXPECTED: loaded */
	STDMETHOD(InitNew)(THIS) PURE;
};
#undef INTERFACE
STG_DECLARE_IID(IPersistStreamInit);
typedef IPersistStreamInit *LPPERSISTSTREAMINIT;

/** An object that saves itself into a block of memory of fixed size. */
#define INTERFACE IPersistMemory
DECLARE_INTERFACE_(IPersistMemory, IPersist)
{
	STG_SLOTS_IPersist

	/** @return S_OK: changed since it was saved; S_FALSE: not */
	STDMETHOD(IsDirty)(THIS) PURE;

	/**
	 * Takes the state from memory.
	 *
	 * @param pMem    the block
	 * @param cbSize  its size in bytes
	 * @return S_OK; E_UNEXPECTED: loaded or begun already; E_POINTER;
	 *	E_INVALIDARG: too small
	 */
	STDMETHOD(Load)(THIS_ LPVOID pMem, ULONG cbSize) PURE;

	/**
	 * Writes the state to memory.
	 *
	 * @param pMem         the block
	 * @param fClearDirty  TRUE: unchanged from now on
	 * @param cbSize       its size in bytes
	 * @return S_OK; E_UNEXPECTED: neither loaded nor begun; E_INVALIDARG:
	 *	too small
	 */
	STDMETHOD(Save)(THIS_ LPVOID pMem, BOOL fClearDirty,
			ULONG cbSize) PURE;

	/** As IPersistStream::GetSizeMax, with 32 bits. @return as there */
	STDMETHOD(GetSizeMax)(THIS_ ULONG *pCbSize) PURE;

	/** Begins anew. @return S_OK; E_NOTIMPL; E_UNEXPECTED: loaded */
	STDMETHOD(InitNew)(THIS) PURE;
};
#undef INTERFACE
STG_DECLARE_IID(IPersistMemory);
typedef IPersistMemory *LPPERSISTMEMORY;

/**
 * An object that lives in a storage. After InitNew or Load it may read and
 * write there as it likes; after Save it must not write, until SaveCompleted;
 * after HandsOffStorage it has no storage at all, until SaveCompleted.
 */
#define INTERFACE IPersistStorage
DECLARE_INTERFACE_(IPersistStorage, IPersist)
{
	STG_SLOTS_IPersist

	/** @return S_OK: changed since it was saved; S_FALSE: not */
	STDMETHOD(IsDirty)(THIS) PURE;

	/**
	 * Begins in an empty storage.
	 *
	 * @param pStg  the storage, to be kept with a reference
	 * @return S_OK; CO_E_ALREADYINITIALIZED; E_OUTOFMEMORY; E_FAIL
	 */
	STDMETHOD(InitNew)(THIS_ IStorage *pStg) PURE;

	/**
	 * Takes the state from a storage.
	 *
	 * @param pStg  the storage, to be kept with a reference
	 * @return S_OK; CO_E_ALREADYINITIALIZED; E_OUTOFMEMORY; E_FAIL
	 */
	STDMETHOD(Load)(THIS_ IStorage *pStg) PURE;

	/**
	 * Writes the state to a storage, neither its class nor a commit.
	 *
	 * @param pStgSave     the storage
	 * @param fSameAsLoad  TRUE: the storage of InitNew or Load, so that
	 *	what did not change may stay
	 * @return S_OK; STG_E_MEDIUMFULL; E_FAIL
	 */
	STDMETHOD(Save)(THIS_ IStorage *pStgSave, BOOL fSameAsLoad) PURE;

	/**
	 * Lets the object write again.
	 *
	 * @param pStgNew  the storage to keep from now on; NULL: the same
	 * @return S_OK; E_OUTOFMEMORY; E_INVALIDARG; E_UNEXPECTED
	 */
	STDMETHOD(SaveCompleted)(THIS_ IStorage *pStgNew) PURE;

	/** Has the object release its storage. @return S_OK; E_UNEXPECTED */
	STDMETHOD(HandsOffStorage)(THIS) PURE;
};
#undef INTERFACE
STG_DECLARE_IID(IPersistStorage);
typedef IPersistStorage *LPPERSISTSTORAGE;

/** An object that lives in a file. */
#define INTERFACE IPersistFile
DECLARE_INTERFACE_(IPersistFile, IPersist)
{
	STG_SLOTS_IPersist

	/** @return S_OK: changed since it was saved; S_FALSE: not */
	STDMETHOD(IsDirty)(THIS) PURE;

	/**
	 * Takes the state from a file, the current one from now on.
	 *
	 * @param pszFileName  its absolute path
	 * @param dwMode       STGM_…
	 * @return S_OK; E_OUTOFMEMORY; E_FAIL; an error of the file system
	 */
	STDMETHOD(Load)(THIS_ LPCOLESTR pszFileName, DWORD dwMode) PURE;

	/**
	 * Writes the state to a file, and no more until SaveCompleted.
	 *
	 * @param pszFileName  its absolute path; NULL: the current file
	 * @param fRemember    TRUE: the current one from now on, and unchanged;
	 *	FALSE: a copy alone
	 * @return S_OK; an error of the file system
	 */
	STDMETHOD(Save)(THIS_ LPCOLESTR pszFileName, BOOL fRemember) PURE;

	/**
	 * Lets the object write again.
	 *
	 * @param pszFileName  the file that was saved
	 * @return S_OK
	 */
	STDMETHOD(SaveCompleted)(THIS_ LPCOLESTR pszFileName) PURE;

	/**
	 * Gives the path of the current file, or a pattern to ask for one.
	 *
	 * @param ppszFileName  receives it, for CoTaskMemFree
	 * @return S_OK: a path; S_FALSE: a pattern, as "*.txt"; E_OUTOFMEMORY;
	 *	E_FAIL
	 */
	STDMETHOD(GetCurFile)(THIS_ LPOLESTR *ppszFileName) PURE;
};
#undef INTERFACE
STG_DECLARE_IID(IPersistFile);
typedef IPersistFile *LPPERSISTFILE;

/** Takes note of what goes wrong with single properties. */
#define INTERFACE IErrorLog
DECLARE_INTERFACE_(IErrorLog, IUnknown)
{
	STG_SLOTS_IUnknown

	/**
	 * Notes an error.
	 *
	 * @param pszPropName  the property
	 * @param pExcepInfo   the error, whose strings stay the caller's
	 * @return S_OK
	 */
	STDMETHOD(AddError)(THIS_ LPCOLESTR pszPropName,
			    EXCEPINFO *pExcepInfo) PURE;
};
#undef INTERFACE
STG_DECLARE_IID(IErrorLog);
typedef IErrorLog *LPERRORLOG;

/** Values by name. */
#define INTERFACE IPropertyBag
DECLARE_INTERFACE_(IPropertyBag, IUnknown)
{
	STG_SLOTS_IUnknown

	/**
	 * Gives a value.
	 *
	 * @param pszPropName  its name
	 * @param pVar         receives it, for VariantClear; on entry its vt is
	 *	the type wanted, or VT_EMPTY for any
	 * @param pErrorLog    notes what goes wrong, or NULL
	 * @return S_OK; E_INVALIDARG: no such name, or not of that type;
	 *	E_POINTER; E_FAIL
	 */
	STDMETHOD(Read)(THIS_ LPCOLESTR pszPropName, VARIANT *pVar,
			IErrorLog *pErrorLog) PURE;

	/**
	 * Takes a value.
	 *
	 * @param pszPropName  its name
	 * @param pVar         the value, which stays the caller's
	 * @return S_OK; E_POINTER; E_FAIL
	 */
	STDMETHOD(Write)(THIS_ LPCOLESTR pszPropName, VARIANT *pVar) PURE;
};
#undef INTERFACE
STG_DECLARE_IID(IPropertyBag);
typedef IPropertyBag *LPPROPERTYBAG;

/** An object that saves itself as values by name. */
#define INTERFACE IPersistPropertyBag
DECLARE_INTERFACE_(IPersistPropertyBag, IPersist)
{
	STG_SLOTS_IPersist

	/** Begins anew. @return S_OK; E_NOTIMPL; E_UNEXPECTED: loaded */
	STDMETHOD(InitNew)(THIS) PURE;

	/**
	 * Takes the state from a bag.
	 *
	 * @param pPropBag   the bag, not to be kept
	 * @param pErrorLog  notes what goes wrong, or NULL
	 * @return S_OK; E_UNEXPECTED: loaded or begun; E_FAIL
	 */
	STDMETHOD(Load)(THIS_ IPropertyBag *pPropBag,
			IErrorLog *pErrorLog) PURE;

	/**
	 * Writes the state to a bag.
	 *
	 * @param pPropBag            the bag, not to be kept
	 * @param fClearDirty         TRUE: unchanged from now on
	 * @param fSaveAllProperties  FALSE: what has its default may be left
	 *	out
	 * @return S_OK; STG_E_CANTSAVE; E_FAIL
	 */
	STDMETHOD(Save)(THIS_ IPropertyBag *pPropBag, BOOL fClearDirty,
			BOOL fSaveAllProperties) PURE;
};
#undef INTERFACE
STG_DECLARE_IID(IPersistPropertyBag);
typedef IPersistPropertyBag *LPPERSISTPROPERTYBAG;

STG_BEGIN_DECLS

/**
 * Makes a property bag in memory, empty at first. Names are the same whatever
 * their case in ASCII; values are copied, and not converted.
 *
 * @param bag  receives it; NULL on failure
 * @return S_OK; E_OUTOFMEMORY; E_POINTER
 */
STG_API HRESULT stg_create_property_bag(IPropertyBag **bag);

STG_END_DECLS

#if defined(COBJMACROS) && !STG_CXX_INTERFACES
#include <stg/cobjmacros.h>
#endif

#endif
