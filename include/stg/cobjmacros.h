/* SPDX-License-Identifier: MIT */
/*
 * Method calls in C without naming the table: IStream_Read(stream, …) for
 * stream->lpVtbl->Read(stream, …), for each method of each interface, inherited
 * ones too. The headers of the interfaces include this if COBJMACROS is
 * defined.
 */
#ifndef STG_COBJMACROS_H
#define STG_COBJMACROS_H

/* IUnknown */
#define IUnknown_QueryInterface(This, riid, ppvObject) \
	(This)->lpVtbl->QueryInterface(This, riid, ppvObject)
#define IUnknown_AddRef(This) (This)->lpVtbl->AddRef(This)
#define IUnknown_Release(This) (This)->lpVtbl->Release(This)

/* IClassFactory */
#define IClassFactory_QueryInterface(This, riid, ppvObject) \
	(This)->lpVtbl->QueryInterface(This, riid, ppvObject)
#define IClassFactory_AddRef(This) (This)->lpVtbl->AddRef(This)
#define IClassFactory_Release(This) (This)->lpVtbl->Release(This)
#define IClassFactory_CreateInstance(This, pUnkOuter, riid, ppvObject) \
	(This)->lpVtbl->CreateInstance(This, pUnkOuter, riid, ppvObject)
#define IClassFactory_LockServer(This, fLock) \
	(This)->lpVtbl->LockServer(This, fLock)

/* IMalloc */
#define IMalloc_QueryInterface(This, riid, ppvObject) \
	(This)->lpVtbl->QueryInterface(This, riid, ppvObject)
#define IMalloc_AddRef(This) (This)->lpVtbl->AddRef(This)
#define IMalloc_Release(This) (This)->lpVtbl->Release(This)
#define IMalloc_Alloc(This, cb) (This)->lpVtbl->Alloc(This, cb)
#define IMalloc_Realloc(This, pv, cb) (This)->lpVtbl->Realloc(This, pv, cb)
#define IMalloc_Free(This, pv) (This)->lpVtbl->Free(This, pv)
#define IMalloc_GetSize(This, pv) (This)->lpVtbl->GetSize(This, pv)
#define IMalloc_DidAlloc(This, pv) (This)->lpVtbl->DidAlloc(This, pv)
#define IMalloc_HeapMinimize(This) (This)->lpVtbl->HeapMinimize(This)

/* IEnumSTATSTG */
#define IEnumSTATSTG_QueryInterface(This, riid, ppvObject) \
	(This)->lpVtbl->QueryInterface(This, riid, ppvObject)
#define IEnumSTATSTG_AddRef(This) (This)->lpVtbl->AddRef(This)
#define IEnumSTATSTG_Release(This) (This)->lpVtbl->Release(This)
#define IEnumSTATSTG_Next(This, celt, rgelt, pceltFetched) \
	(This)->lpVtbl->Next(This, celt, rgelt, pceltFetched)
#define IEnumSTATSTG_Skip(This, celt) (This)->lpVtbl->Skip(This, celt)
#define IEnumSTATSTG_Reset(This) (This)->lpVtbl->Reset(This)
#define IEnumSTATSTG_Clone(This, ppenum) (This)->lpVtbl->Clone(This, ppenum)

/* ISequentialStream */
#define ISequentialStream_QueryInterface(This, riid, ppvObject) \
	(This)->lpVtbl->QueryInterface(This, riid, ppvObject)
#define ISequentialStream_AddRef(This) (This)->lpVtbl->AddRef(This)
#define ISequentialStream_Release(This) (This)->lpVtbl->Release(This)
#define ISequentialStream_Read(This, pv, cb, pcbRead) \
	(This)->lpVtbl->Read(This, pv, cb, pcbRead)
#define ISequentialStream_Write(This, pv, cb, pcbWritten) \
	(This)->lpVtbl->Write(This, pv, cb, pcbWritten)

/* IStream */
#define IStream_QueryInterface(This, riid, ppvObject) \
	(This)->lpVtbl->QueryInterface(This, riid, ppvObject)
#define IStream_AddRef(This) (This)->lpVtbl->AddRef(This)
#define IStream_Release(This) (This)->lpVtbl->Release(This)
#define IStream_Read(This, pv, cb, pcbRead) \
	(This)->lpVtbl->Read(This, pv, cb, pcbRead)
#define IStream_Write(This, pv, cb, pcbWritten) \
	(This)->lpVtbl->Write(This, pv, cb, pcbWritten)
#define IStream_Seek(This, dlibMove, dwOrigin, plibNewPosition) \
	(This)->lpVtbl->Seek(This, dlibMove, dwOrigin, plibNewPosition)
#define IStream_SetSize(This, libNewSize) \
	(This)->lpVtbl->SetSize(This, libNewSize)
#define IStream_CopyTo(This, pstm, cb, pcbRead, pcbWritten) \
	(This)->lpVtbl->CopyTo(This, pstm, cb, pcbRead, pcbWritten)
#define IStream_Commit(This, grfCommitFlags) \
	(This)->lpVtbl->Commit(This, grfCommitFlags)
#define IStream_Revert(This) (This)->lpVtbl->Revert(This)
#define IStream_LockRegion(This, libOffset, cb, dwLockType) \
	(This)->lpVtbl->LockRegion(This, libOffset, cb, dwLockType)
#define IStream_UnlockRegion(This, libOffset, cb, dwLockType) \
	(This)->lpVtbl->UnlockRegion(This, libOffset, cb, dwLockType)
#define IStream_Stat(This, pstatstg, grfStatFlag) \
	(This)->lpVtbl->Stat(This, pstatstg, grfStatFlag)
#define IStream_Clone(This, ppstm) (This)->lpVtbl->Clone(This, ppstm)

/* ILockBytes */
#define ILockBytes_QueryInterface(This, riid, ppvObject) \
	(This)->lpVtbl->QueryInterface(This, riid, ppvObject)
#define ILockBytes_AddRef(This) (This)->lpVtbl->AddRef(This)
#define ILockBytes_Release(This) (This)->lpVtbl->Release(This)
#define ILockBytes_ReadAt(This, ulOffset, pv, cb, pcbRead) \
	(This)->lpVtbl->ReadAt(This, ulOffset, pv, cb, pcbRead)
#define ILockBytes_WriteAt(This, ulOffset, pv, cb, pcbWritten) \
	(This)->lpVtbl->WriteAt(This, ulOffset, pv, cb, pcbWritten)
#define ILockBytes_Flush(This) (This)->lpVtbl->Flush(This)
#define ILockBytes_SetSize(This, cb) (This)->lpVtbl->SetSize(This, cb)
#define ILockBytes_LockRegion(This, libOffset, cb, dwLockType) \
	(This)->lpVtbl->LockRegion(This, libOffset, cb, dwLockType)
#define ILockBytes_UnlockRegion(This, libOffset, cb, dwLockType) \
	(This)->lpVtbl->UnlockRegion(This, libOffset, cb, dwLockType)
#define ILockBytes_Stat(This, pstatstg, grfStatFlag) \
	(This)->lpVtbl->Stat(This, pstatstg, grfStatFlag)

/* IStorage */
#define IStorage_QueryInterface(This, riid, ppvObject) \
	(This)->lpVtbl->QueryInterface(This, riid, ppvObject)
#define IStorage_AddRef(This) (This)->lpVtbl->AddRef(This)
#define IStorage_Release(This) (This)->lpVtbl->Release(This)
#define IStorage_CreateStream(This, pwcsName, grfMode, reserved1, reserved2, \
		ppstm) \
	(This)->lpVtbl->CreateStream(This, pwcsName, grfMode, reserved1, \
		reserved2, ppstm)
#define IStorage_OpenStream(This, pwcsName, reserved1, grfMode, reserved2, \
		ppstm) \
	(This)->lpVtbl->OpenStream(This, pwcsName, reserved1, grfMode, \
		reserved2, ppstm)
#define IStorage_CreateStorage(This, pwcsName, grfMode, reserved1, reserved2, \
		ppstg) \
	(This)->lpVtbl->CreateStorage(This, pwcsName, grfMode, reserved1, \
		reserved2, ppstg)
#define IStorage_OpenStorage(This, pwcsName, pstgPriority, grfMode, \
		snbExclude, reserved, ppstg) \
	(This)->lpVtbl->OpenStorage(This, pwcsName, pstgPriority, grfMode, \
		snbExclude, reserved, ppstg)
#define IStorage_CopyTo(This, ciidExclude, rgiidExclude, snbExclude, pstgDest) \
	(This)->lpVtbl->CopyTo(This, ciidExclude, rgiidExclude, snbExclude, \
		pstgDest)
#define IStorage_MoveElementTo(This, pwcsName, pstgDest, pwcsNewName, \
		grfFlags) \
	(This)->lpVtbl->MoveElementTo(This, pwcsName, pstgDest, pwcsNewName, \
		grfFlags)
#define IStorage_Commit(This, grfCommitFlags) \
	(This)->lpVtbl->Commit(This, grfCommitFlags)
#define IStorage_Revert(This) (This)->lpVtbl->Revert(This)
#define IStorage_EnumElements(This, reserved1, reserved2, reserved3, ppenum) \
	(This)->lpVtbl->EnumElements(This, reserved1, reserved2, reserved3, \
		ppenum)
#define IStorage_DestroyElement(This, pwcsName) \
	(This)->lpVtbl->DestroyElement(This, pwcsName)
#define IStorage_RenameElement(This, pwcsOldName, pwcsNewName) \
	(This)->lpVtbl->RenameElement(This, pwcsOldName, pwcsNewName)
#define IStorage_SetElementTimes(This, pwcsName, pctime, patime, pmtime) \
	(This)->lpVtbl->SetElementTimes(This, pwcsName, pctime, patime, \
		pmtime)
#define IStorage_SetClass(This, clsid) (This)->lpVtbl->SetClass(This, clsid)
#define IStorage_SetStateBits(This, grfStateBits, grfMask) \
	(This)->lpVtbl->SetStateBits(This, grfStateBits, grfMask)
#define IStorage_Stat(This, pstatstg, grfStatFlag) \
	(This)->lpVtbl->Stat(This, pstatstg, grfStatFlag)

/* IRootStorage */
#define IRootStorage_QueryInterface(This, riid, ppvObject) \
	(This)->lpVtbl->QueryInterface(This, riid, ppvObject)
#define IRootStorage_AddRef(This) (This)->lpVtbl->AddRef(This)
#define IRootStorage_Release(This) (This)->lpVtbl->Release(This)
#define IRootStorage_SwitchToFile(This, pszFile) \
	(This)->lpVtbl->SwitchToFile(This, pszFile)

/* IDirectWriterLock */
#define IDirectWriterLock_QueryInterface(This, riid, ppvObject) \
	(This)->lpVtbl->QueryInterface(This, riid, ppvObject)
#define IDirectWriterLock_AddRef(This) (This)->lpVtbl->AddRef(This)
#define IDirectWriterLock_Release(This) (This)->lpVtbl->Release(This)
#define IDirectWriterLock_WaitForWriteAccess(This, dwTimeout) \
	(This)->lpVtbl->WaitForWriteAccess(This, dwTimeout)
#define IDirectWriterLock_ReleaseWriteAccess(This) \
	(This)->lpVtbl->ReleaseWriteAccess(This)
#define IDirectWriterLock_HaveWriteAccess(This) \
	(This)->lpVtbl->HaveWriteAccess(This)

#endif
