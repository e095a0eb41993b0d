/* SPDX-License-Identifier: MIT */
/*
 * Storages: directories of streams and of further storages, in one file, and
 * what only the root of the file can do.
 */
#ifndef STG_STORAGE_H
#define STG_STORAGE_H

#include <stg/statstg.h>
#include <stg/stream.h>

/**
 * A storage. Its elements have names of 1 to 31 UTF-16 code units without
 * `/ \ : !`, which are compared without regard to case by the format's own rule
 * [MS-CFB] 2.6.1 and 2.6.4; streams and storages share one name space.
 *
 * Elements do not keep their storage alive: when it is released for the last
 * time, reverted or destroyed, they all answer STG_E_REVERTED.
 *
 * Every method may return STG_E_REVERTED, STG_E_INSUFFICIENTMEMORY,
 * STG_E_TOOMANYOPENFILES, STG_E_READFAULT and STG_E_WRITEFAULT when the device
 * fails, STG_E_DOCFILECORRUPT when what it needs is damaged in the file, and
 * STG_E_UNIMPLEMENTEDFUNCTION for what this version cannot do.
 * Reserved arguments are zero, else STG_E_INVALIDPARAMETER. Pointers that are
 * received are NULL on failure.
 */
#define INTERFACE IStorage
DECLARE_INTERFACE_(IStorage, IUnknown)
{
	STG_SLOTS_IUnknown

	/**
	 * Creates a stream and opens it.
	 *
	 * @param pwcsName   its name
	 * @param grfMode    access, STGM_SHARE_EXCLUSIVE, and STGM_CREATE to
	 *	replace an element of that name
	 * @param reserved1  0
	 * @param reserved2  0
	 * @param ppstm      receives the stream
	 * @return S_OK; STG_E_FILEALREADYEXISTS: the name is taken;
	 *	STG_E_ACCESSDENIED: the storage is read-only;
	 *	STG_E_INVALIDFLAG: bad mode, or another share mode;
	 *	STG_E_INVALIDFUNCTION: STGM_TRANSACTED or STGM_DELETEONRELEASE;
	 *	STG_E_INVALIDNAME; STG_E_INVALIDPOINTER;
	 *	STG_E_INVALIDPARAMETER
	 */
	STDMETHOD(CreateStream)(THIS_ const OLECHAR *pwcsName, DWORD grfMode,
				DWORD reserved1, DWORD reserved2,
				IStream **ppstm) PURE;

	/**
	 * Opens a stream, which can be open once at a time.
	 *
	 * @param pwcsName   its name
	 * @param reserved1  NULL
	 * @param grfMode    access and STGM_SHARE_EXCLUSIVE
	 * @param reserved2  0
	 * @param ppstm      receives the stream
	 * @return S_OK; STG_E_FILENOTFOUND: no stream of that name;
	 *	STG_E_ACCESSDENIED: it is open;
	 *	STG_E_INVALIDFLAG: bad mode, another share mode, or more access
	 *	than a direct storage has; STG_E_INVALIDFUNCTION:
	 *	STGM_TRANSACTED or STGM_DELETEONRELEASE;
	 *	STG_E_INVALIDNAME; STG_E_INVALIDPOINTER;
	 *	STG_E_INVALIDPARAMETER
	 */
	STDMETHOD(OpenStream)(THIS_ const OLECHAR *pwcsName, void *reserved1,
			      DWORD grfMode, DWORD reserved2,
			      IStream **ppstm) PURE;

	/**
	 * Creates a storage within this one and opens it.
	 *
	 * @param pwcsName   its name
	 * @param grfMode    access, STGM_SHARE_EXCLUSIVE, STGM_TRANSACTED if
	 *	wanted, and STGM_CREATE to replace an element of that name or
	 *	STGM_CONVERT to turn a stream of that name into a storage that
	 *	holds it as CONTENTS
	 * @param reserved1  0
	 * @param reserved2  0
	 * @param ppstg      receives the storage
	 * @return S_OK; STG_S_CONVERTED; STG_E_FILEALREADYEXISTS;
	 *	STG_E_ACCESSDENIED: this storage is read-only;
	 *	STG_E_INVALIDFLAG: bad mode, or STGM_DELETEONRELEASE;
	 *	STG_E_INVALIDFUNCTION: not in a storage opened with STGM_SIMPLE;
	 *	STG_E_INVALIDNAME; STG_E_INVALIDPOINTER;
	 *	STG_E_INVALIDPARAMETER
	 */
	STDMETHOD(CreateStorage)(THIS_ const OLECHAR *pwcsName, DWORD grfMode,
				 DWORD reserved1, DWORD reserved2,
				 IStorage **ppstg) PURE;

	/**
	 * Opens a storage within this one; it can be open once at a time.
	 *
	 * @param pwcsName      its name
	 * @param pstgPriority  NULL
	 * @param grfMode       access, STGM_SHARE_EXCLUSIVE, and
	 *	STGM_TRANSACTED if wanted
	 * @param snbExclude    NULL
	 * @param reserved      0
	 * @param ppstg         receives the storage
	 * @return S_OK; STG_E_FILENOTFOUND: no storage of that name;
	 *	STG_E_ACCESSDENIED: it is open, or less access is granted here;
	 *	STG_E_INVALIDFLAG: bad mode, or another share mode;
	 *	STG_E_INVALIDFUNCTION: STGM_DELETEONRELEASE, or this storage was
	 *	opened with STGM_SIMPLE; STG_E_INVALIDNAME;
	 *	STG_E_INVALIDPOINTER; STG_E_INVALIDPARAMETER
	 */
	STDMETHOD(OpenStorage)(THIS_ const OLECHAR *pwcsName,
			       IStorage *pstgPriority, DWORD grfMode,
			       SNB snbExclude, DWORD reserved,
			       IStorage **ppstg) PURE;

	/**
	 * Copies all elements into another storage, by its public methods, down
	 * to the last level. A stream replaces one of its name, a storage is
	 * merged into one of its name. Open property sets are flushed first.
	 *
	 * @param ciidExclude    length of the next list
	 * @param rgiidExclude   what to leave out: IID_IStorage for storages,
	 *	IID_IStream for streams; NULL for nothing
	 * @param snbExclude     names of elements at the top level to leave
	 *	out, or NULL; names that do not exist are ignored
	 * @param pstgDest       the other storage
	 * @return S_OK; STG_E_ACCESSDENIED: pstgDest is this storage or below
	 *	it, or read-only; STG_E_MEDIUMFULL; STG_E_INVALIDPOINTER;
	 *	STG_E_INVALIDPARAMETER; what the methods of pstgDest return
	 */
	STDMETHOD(CopyTo)(THIS_ DWORD ciidExclude, const IID *rgiidExclude,
			  SNB snbExclude, IStorage *pstgDest) PURE;

	/**
	 * Moves or copies an element, which is not open, to another storage.
	 *
	 * @param pwcsName     its name
	 * @param pstgDest     the other storage, open for writing
	 * @param pwcsNewName  its name there
	 * @param grfFlags     STGMOVE_MOVE or STGMOVE_COPY
	 * @return S_OK; STG_E_FILENOTFOUND; STG_E_FILEALREADYEXISTS;
	 *	STG_E_ACCESSDENIED: open, read-only, or onto or into itself;
	 *	STG_E_INVALIDFLAG; STG_E_INVALIDNAME; STG_E_INVALIDPOINTER;
	 *	STG_E_MEDIUMFULL
	 */
	STDMETHOD(MoveElementTo)(THIS_ const OLECHAR *pwcsName,
				 IStorage *pstgDest, const OLECHAR *pwcsNewName,
				 DWORD grfFlags) PURE;

	/**
	 * Commits the changes of a transacted storage to the next outer level;
	 * those of a transacted root, or the buffers of a direct one, to the
	 * file. Changes that a transacted element has not committed stay out.
	 *
	 * @param grfCommitFlags  STGC_…
	 * @return S_OK; STG_S_MULTIPLEOPENS, STG_S_CANNOTCONSOLIDATE or
	 *	STG_S_CONSOLIDATIONFAILED: committed, but not consolidated;
	 *	STG_E_NOTCURRENT: somebody else committed, nothing was done;
	 *	STG_E_ACCESSDENIED: opened for reading;
	 *	STG_E_INVALIDFLAG; STG_E_MEDIUMFULL;
	 *	STG_E_INVALIDHEADER: the file's header is no longer valid
	 */
	STDMETHOD(Commit)(THIS_ DWORD grfCommitFlags) PURE;

	/**
	 * Drops the changes since the last commit of a transacted storage; all
	 * open elements answer STG_E_REVERTED from then on. In direct mode
	 * nothing happens.
	 *
	 * @return S_OK
	 */
	STDMETHOD(Revert)(THIS) PURE;

	/**
	 * Makes an enumerator of the elements.
	 *
	 * @param reserved1  0
	 * @param reserved2  NULL
	 * @param reserved3  0
	 * @param ppenum     receives it
	 * @return S_OK; STG_E_ACCESSDENIED: opened for writing only;
	 *	STG_E_INVALIDPOINTER; STG_E_INVALIDPARAMETER
	 */
	STDMETHOD(EnumElements)(THIS_ DWORD reserved1, void *reserved2,
				DWORD reserved3, IEnumSTATSTG **ppenum) PURE;

	/**
	 * Removes an element and what is below it. Open objects on it answer
	 * STG_E_REVERTED from then on.
	 *
	 * @param pwcsName  its name
	 * @return S_OK; STG_E_FILENOTFOUND; STG_E_ACCESSDENIED: read-only, the
	 *	name existing or not; STG_E_INVALIDNAME; STG_E_INVALIDPOINTER
	 */
	STDMETHOD(DestroyElement)(THIS_ const OLECHAR *pwcsName) PURE;

	/**
	 * Gives an element another name. It is not open meanwhile.
	 *
	 * @param pwcsOldName  its name
	 * @param pwcsNewName  the other one
	 * @return S_OK; STG_E_FILENOTFOUND; STG_E_FILEALREADYEXISTS;
	 *	STG_E_ACCESSDENIED: read-only, or open; STG_E_INVALIDNAME;
	 *	STG_E_INVALIDPOINTER
	 */
	STDMETHOD(RenameElement)(THIS_ const OLECHAR *pwcsOldName,
				 const OLECHAR *pwcsNewName) PURE;

	/**
	 * Sets the times of a storage within this one, or of this one. Streams
	 * have no times and no element has a time of access: those are ignored.
	 *
	 * @param pwcsName  its name, or NULL for this storage, a root
	 * @param pctime    creation, or NULL to leave it
	 * @param patime    last access, or NULL
	 * @param pmtime    last change, or NULL to leave it
	 * @return S_OK; STG_E_FILENOTFOUND; STG_E_ACCESSDENIED: read-only;
	 *	STG_E_INVALIDNAME
	 */
	STDMETHOD(SetElementTimes)(THIS_ const OLECHAR *pwcsName,
				   const FILETIME *pctime,
				   const FILETIME *patime,
				   const FILETIME *pmtime) PURE;

	/**
	 * Sets the class of this storage; at first it is CLSID_NULL.
	 *
	 * @param clsid  the class
	 * @return S_OK; STG_E_ACCESSDENIED: read-only; STG_E_MEDIUMFULL
	 */
	STDMETHOD(SetClass)(THIS_ REFCLSID clsid) PURE;

	/**
	 * Sets some of the 32 state bits, which are free for programs to use.
	 *
	 * @param grfStateBits  their new values
	 * @param grfMask       which of them
	 * @return S_OK; STG_E_ACCESSDENIED: read-only
	 */
	STDMETHOD(SetStateBits)(THIS_ DWORD grfStateBits, DWORD grfMask) PURE;

	/**
	 * Describes this storage. The root's name is the file's absolute path,
	 * or the name that its byte array has, if any.
	 *
	 * @param pstatstg     receives it; the caller frees pwcsName
	 * @param grfStatFlag  STATFLAG_DEFAULT, or STATFLAG_NONAME
	 * @return S_OK; STG_E_INVALIDPOINTER; STG_E_INVALIDFLAG
	 */
	STDMETHOD(Stat)(THIS_ STATSTG *pstatstg, DWORD grfStatFlag) PURE;
};
#undef INTERFACE
STG_DECLARE_IID(IStorage);
typedef IStorage *LPSTORAGE;

/** What only a root storage in a file can do. */
#define INTERFACE IRootStorage
DECLARE_INTERFACE_(IRootStorage, IUnknown)
{
	STG_SLOTS_IUnknown

	/**
	 * Copies the file, goes on in the copy, uncommitted changes included,
	 * and leaves the old one alone. No element is open meanwhile. Should
	 * it be stopped, the new file is missing, no compound file, or whole.
	 *
	 * @param pszFile  path of a new file, or NULL for a temporary one,
	 *	whose name Stat tells
	 * @return S_OK; STG_E_FILEALREADYEXISTS; STG_E_ACCESSDENIED;
	 *	STG_E_MEDIUMFULL; STG_E_NOTFILEBASEDSTORAGE: the storage lies in
	 *	a byte array; STG_E_EXTANTMARSHALLINGS
	 */
	STDMETHOD(SwitchToFile)(THIS_ LPOLESTR pszFile) PURE;
};
#undef INTERFACE
STG_DECLARE_IID(IRootStorage);
typedef IRootStorage *LPROOTSTORAGE;

/**
 * The right to write in a root opened with
 * STGM_DIRECT_SWMR|STGM_READWRITE|STGM_SHARE_DENY_WRITE, which readers share.
 * Writing without it is STG_E_ACCESSDENIED, readers or not.
 */
#define INTERFACE IDirectWriterLock
DECLARE_INTERFACE_(IDirectWriterLock, IUnknown)
{
	STG_SLOTS_IUnknown

	/**
	 * Waits until all readers are gone and keeps new ones out.
	 *
	 * @param dwTimeout  for how long at most, in milliseconds; 0xFFFFFFFF
	 *	for ever
	 * @return S_OK; S_FALSE: had already; STG_E_INUSE: the time is up
	 */
	STDMETHOD(WaitForWriteAccess)(THIS_ DWORD dwTimeout) PURE;

	/** Lets readers in again. @return S_OK */
	STDMETHOD(ReleaseWriteAccess)(THIS) PURE;

	/** @return S_OK: the right is ours; S_FALSE: it is not */
	STDMETHOD(HaveWriteAccess)(THIS) PURE;
};
#undef INTERFACE
STG_DECLARE_IID(IDirectWriterLock);

#if defined(COBJMACROS) && !STG_CXX_INTERFACES
#include <stg/cobjmacros.h>
#endif

#endif
