/* SPDX-License-Identifier: MIT */
/*
 * The functions that create and open compound files, in files and in byte
 * arrays. File names are UTF-16 and reach the file system as UTF-8;
 * stg_open() in <stg/helpers.h> takes the path as it is.
 */
#ifndef STG_DOCFILE_H
#define STG_DOCFILE_H

#include <stg/lockbytes.h>
#include <stg/mode.h>
#include <stg/storage.h>

struct IFillLockBytes;

/* The version of STGOPTIONS that has all its members. */
#define STGOPTIONS_VERSION	2

/** Further wishes for a compound file, with STGFMT_DOCFILE. */
typedef struct tagSTGOPTIONS {
	USHORT		usVersion;	/* 1, or 2 with pwcsTemplateFile */
	USHORT		reserved;	/* 0 */
	ULONG		ulSectorSize;	/* 512 or 4096 bytes */
	const WCHAR	*pwcsTemplateFile; /* for encrypted files; ignored */
} STGOPTIONS;

/* There is no such thing here: pass NULL. */
typedef void *PSECURITY_DESCRIPTOR;

/* How connection points of an asynchronous storage pass to its elements. */
#define ASYNC_MODE_COMPATIBILITY	0x00000001u
#define ASYNC_MODE_DEFAULT		0x00000000u

STG_BEGIN_DECLS

/**
 * Creates a compound file of 512-byte sectors and opens its root storage.
 *
 * In transacted mode an existing file stays as it is until the first commit; in
 * direct mode STGM_CREATE empties it once the locks are held.
 *
 * @param pwcsName   path of the file, or NULL for a temporary file, whose name
 *	IStorage::Stat tells and which stays unless STGM_DELETEONRELEASE
 * @param grfMode    access (STGM_WRITE or STGM_READWRITE), sharing,
 *	STGM_CREATE, STGM_CONVERT or STGM_FAILIFTHERE, others of <stg/mode.h>
 * @param reserved   0
 * @param ppstgOpen  receives the root storage; NULL on failure
 * @return S_OK; STG_S_CONVERTED: the old contents are stream CONTENTS now;
 *	STG_E_FILEALREADYEXISTS: exists, and neither CREATE nor CONVERT;
 *	STG_E_INVALIDFLAG: no such combination, or STGM_READ;
 *	STG_E_INVALIDPARAMETER: reserved; STG_E_INVALIDPOINTER: ppstgOpen is
 *	NULL; STG_E_INVALIDNAME; STG_E_PATHNOTFOUND; STG_E_ACCESSDENIED;
 *	STG_E_DISKISWRITEPROTECTED; STG_E_SHAREVIOLATION, STG_E_LOCKVIOLATION:
 *	open elsewhere; STG_E_TOOMANYOPENFILES; STG_E_MEDIUMFULL;
 *	STG_E_INSUFFICIENTMEMORY
 */
STG_API HRESULT StgCreateDocfile(const WCHAR *pwcsName, DWORD grfMode,
				 DWORD reserved, IStorage **ppstgOpen);

/**
 * Creates a compound file in a byte array, which takes the part of a file that
 * exists already. Its sectors have 512 bytes.
 *
 * @param plkbyt     the byte array, referenced until the root ends
 * @param grfMode    as StgCreateDocfile, with STGM_CREATE or STGM_CONVERT;
 *	STGM_SIMPLE is ignored
 * @param reserved   0
 * @param ppstgOpen  receives the root storage; NULL on failure
 * @return as StgCreateDocfile; STG_E_FILEALREADYEXISTS: neither CREATE nor
 *	CONVERT; and what the methods of plkbyt return
 */
STG_API HRESULT StgCreateDocfileOnILockBytes(ILockBytes *plkbyt, DWORD grfMode,
					     DWORD reserved,
					     IStorage **ppstgOpen);

/**
 * Creates a compound file with a choice of the sector size.
 *
 * @param pwcsName             path of the file, or NULL for a temporary one
 * @param grfMode              as StgCreateDocfile
 * @param stgfmt               STGFMT_STORAGE; STGFMT_DOCFILE, for which alone
 *	pStgOptions counts
 * @param grfAttrs             0, or FILE_FLAG_NO_BUFFERING with STGFMT_DOCFILE
 * @param pStgOptions          the sector size, or NULL for 512 bytes; 4096
 *	makes a file of version 4 [MS-CFB] 2.2, not possible with STGM_SIMPLE
 * @param pSecurityDescriptor  NULL
 * @param riid                 IID_IStorage or IID_IPropertySetStorage
 * @param ppObjectOpen         receives that interface; NULL on failure
 * @return as StgCreateDocfile; STG_E_INVALIDPARAMETER: format, attributes,
 *	options or security descriptor; E_NOINTERFACE: another riid
 */
STG_API HRESULT StgCreateStorageEx(const WCHAR *pwcsName, DWORD grfMode,
				   DWORD stgfmt, DWORD grfAttrs,
				   STGOPTIONS *pStgOptions,
				   PSECURITY_DESCRIPTOR pSecurityDescriptor,
				   REFIID riid, void **ppObjectOpen);

/**
 * Opens a compound file.
 *
 * @param pwcsName      path of the file; ignored if pstgPriority is given
 * @param pstgPriority  a root that was opened with STGM_PRIORITY on the same
 *	file and is released by this call, or NULL
 * @param grfMode       access, sharing and others of <stg/mode.h>
 * @param snbExclude    names of elements of the root to empty, or NULL
 * @param reserved      0
 * @param ppstgOpen     receives the root storage; NULL on failure
 * @return S_OK; STG_E_FILENOTFOUND; STG_E_PATHNOTFOUND: no such directory;
 *	STG_E_FILEALREADYEXISTS: the file is not a compound file;
 *	STG_E_INVALIDHEADER: it is, but its header is damaged;
 *	STG_E_OLDDLL: of a version that is too new; STG_E_OLDFORMAT: of a format
 *	that predates version 3; STG_E_NOTSIMPLEFORMAT: STGM_SIMPLE does not
 *	suit it; STG_E_DOCFILECORRUPT: no directory can be read;
 *	STG_E_INVALIDFLAG: no such combination; STG_E_INVALIDFUNCTION:
 *	STGM_DELETEONRELEASE; STG_E_INVALIDNAME: no name, no pstgPriority;
 *	STG_E_INVALIDPOINTER: ppstgOpen is NULL; STG_E_INVALIDPARAMETER:
 *	reserved; STG_E_ACCESSDENIED; STG_E_SHAREVIOLATION: open elsewhere in a
 *	mode that forbids this one; STG_E_LOCKVIOLATION: open elsewhere with
 *	STGM_PRIORITY; STG_E_TOOMANYOPENFILES: 20 opens exist;
 *	STG_E_READFAULT; STG_E_INSUFFICIENTMEMORY
 */
STG_API HRESULT StgOpenStorage(const WCHAR *pwcsName, IStorage *pstgPriority,
			       DWORD grfMode, SNB snbExclude, DWORD reserved,
			       IStorage **ppstgOpen);

/**
 * Opens a compound file in a byte array. Others are kept out only if the array
 * supports LOCK_ONLYONCE.
 *
 * @param plkbyt        the byte array, referenced until the root ends
 * @param pstgPriority  a storage to release, or NULL
 * @param grfMode       as StgOpenStorage; STGM_SIMPLE is ignored
 * @param snbExclude    names of elements of the root to empty, or NULL
 * @param reserved      0
 * @param ppstgOpen     receives the root storage; NULL on failure
 * @return as StgOpenStorage, and what the methods of plkbyt return
 */
STG_API HRESULT StgOpenStorageOnILockBytes(ILockBytes *plkbyt,
					   IStorage *pstgPriority,
					   DWORD grfMode, SNB snbExclude,
					   DWORD reserved,
					   IStorage **ppstgOpen);

/**
 * Opens a compound file and asks for one of two interfaces.
 *
 * @param pwcsName             path of the file
 * @param grfMode              as StgOpenStorage
 * @param stgfmt               STGFMT_STORAGE, STGFMT_DOCFILE, or
 *	STGFMT_ANY to go by the file's contents
 * @param grfAttrs             0, or FILE_FLAG_NO_BUFFERING with STGFMT_DOCFILE
 * @param pStgOptions          with STGFMT_DOCFILE, receives the sector size;
 *	usVersion must be set; or NULL
 * @param pSecurityDescriptor  NULL
 * @param riid                 IID_IStorage or IID_IPropertySetStorage
 * @param ppObjectOpen         receives that interface; NULL on failure
 * @return as StgOpenStorage; STG_E_INVALIDPARAMETER: format, attributes,
 *	options or security descriptor; E_NOINTERFACE: another riid
 */
STG_API HRESULT StgOpenStorageEx(const WCHAR *pwcsName, DWORD grfMode,
				 DWORD stgfmt, DWORD grfAttrs,
				 STGOPTIONS *pStgOptions,
				 PSECURITY_DESCRIPTOR pSecurityDescriptor,
				 REFIID riid, void **ppObjectOpen);

/**
 * Tells whether a file begins like a compound file [MS-CFB] 2.2. Nothing else
 * of it is looked at.
 *
 * @param pwcsName  path of the file
 * @return S_OK: it does; S_FALSE: it does not; STG_E_FILENOTFOUND;
 *	STG_E_PATHNOTFOUND; STG_E_INVALIDNAME: NULL or empty;
 *	STG_E_ACCESSDENIED; STG_E_READFAULT
 */
STG_API HRESULT StgIsStorageFile(const WCHAR *pwcsName);

/**
 * The same for a byte array.
 *
 * @param plkbyt  the array
 * @return S_OK; S_FALSE, also when it is empty; STG_E_INVALIDPOINTER: NULL;
 *	what its ReadAt returns
 */
STG_API HRESULT StgIsStorageILockBytes(ILockBytes *plkbyt);

/**
 * Sets the times of a file. What the file system does not keep is ignored.
 *
 * @param lpszName  path of the file
 * @param pctime    creation, or NULL to leave it
 * @param patime    last access, or NULL to leave it
 * @param pmtime    last change, or NULL to leave it
 * @return S_OK; STG_E_FILENOTFOUND; STG_E_PATHNOTFOUND; STG_E_INVALIDNAME;
 *	STG_E_ACCESSDENIED; STG_E_DISKISWRITEPROTECTED
 */
STG_API HRESULT StgSetTimes(const WCHAR *lpszName, const FILETIME *pctime,
			    const FILETIME *patime, const FILETIME *pmtime);

/**
 * Opens a compound file whose root offers ILayoutStorage. Obsolete.
 *
 * @param pwcsDfName  path of the file
 * @param grfMode     as StgOpenStorage
 * @param reserved    0
 * @param ppstgOpen   receives the root storage; NULL on failure
 * @return as StgOpenStorageOnILockBytes; E_INVALIDARG; E_OUTOFMEMORY;
 *	E_UNEXPECTED; E_FAIL
 */
STG_API HRESULT StgOpenLayoutDocfile(const OLECHAR *pwcsDfName, DWORD grfMode,
				     DWORD reserved, IStorage **ppstgOpen);

/**
 * Opens a compound file that is still arriving. Calls that need what is not
 * there yet return E_PENDING. Obsolete.
 *
 * @param pflb        receives the file's bytes; of StgGetIFillLockBytesOn…
 * @param grfMode     as StgOpenStorage
 * @param asyncFlags  ASYNC_MODE_…, which are about connection points for
 *	IProgressNotify; storages here have none, and never wait
 * @param ppstgOpen   receives the root storage; NULL on failure
 * @return as StgOpenStorageOnILockBytes; E_INVALIDARG; E_OUTOFMEMORY;
 *	E_UNEXPECTED; E_FAIL
 */
STG_API HRESULT StgOpenAsyncDocfileOnIFillLockBytes(struct IFillLockBytes *pflb,
						    DWORD grfMode,
						    DWORD asyncFlags,
						    IStorage **ppstgOpen);

/**
 * Wraps a byte array so that it can be filled while it is read. Obsolete.
 *
 * @param pilb   the array
 * @param ppflb  receives the wrapper; NULL on failure
 * @return S_OK; E_INVALIDARG; E_OUTOFMEMORY
 */
STG_API HRESULT StgGetIFillLockBytesOnILockBytes(ILockBytes *pilb,
						 struct IFillLockBytes **ppflb);

/** The same on a new file of that path. Obsolete. */
STG_API HRESULT StgGetIFillLockBytesOnFile(const OLECHAR *pwcsName,
					   struct IFillLockBytes **ppflb);

STG_END_DECLS

#endif
