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

/* IMallocSpy */
#define IMallocSpy_QueryInterface(This, riid, ppvObject) \
	(This)->lpVtbl->QueryInterface(This, riid, ppvObject)
#define IMallocSpy_AddRef(This) (This)->lpVtbl->AddRef(This)
#define IMallocSpy_Release(This) (This)->lpVtbl->Release(This)
#define IMallocSpy_PreAlloc(This, cbRequest) \
	(This)->lpVtbl->PreAlloc(This, cbRequest)
#define IMallocSpy_PostAlloc(This, pActual) \
	(This)->lpVtbl->PostAlloc(This, pActual)
#define IMallocSpy_PreFree(This, pRequest, fSpyed) \
	(This)->lpVtbl->PreFree(This, pRequest, fSpyed)
#define IMallocSpy_PostFree(This, fSpyed) (This)->lpVtbl->PostFree(This, fSpyed)
#define IMallocSpy_PreRealloc(This, pRequest, cbRequest, ppNewRequest, fSpyed) \
	(This)->lpVtbl->PreRealloc(This, pRequest, cbRequest, ppNewRequest, \
				   fSpyed)
#define IMallocSpy_PostRealloc(This, pActual, fSpyed) \
	(This)->lpVtbl->PostRealloc(This, pActual, fSpyed)
#define IMallocSpy_PreGetSize(This, pRequest, fSpyed) \
	(This)->lpVtbl->PreGetSize(This, pRequest, fSpyed)
#define IMallocSpy_PostGetSize(This, cbActual, fSpyed) \
	(This)->lpVtbl->PostGetSize(This, cbActual, fSpyed)
#define IMallocSpy_PreDidAlloc(This, pRequest, fSpyed) \
	(This)->lpVtbl->PreDidAlloc(This, pRequest, fSpyed)
#define IMallocSpy_PostDidAlloc(This, pRequest, fSpyed, fActual) \
	(This)->lpVtbl->PostDidAlloc(This, pRequest, fSpyed, fActual)
#define IMallocSpy_PreHeapMinimize(This) (This)->lpVtbl->PreHeapMinimize(This)
#define IMallocSpy_PostHeapMinimize(This) (This)->lpVtbl->PostHeapMinimize(This)

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

/* IFillLockBytes */
#define IFillLockBytes_QueryInterface(This, riid, ppvObject) \
	(This)->lpVtbl->QueryInterface(This, riid, ppvObject)
#define IFillLockBytes_AddRef(This) (This)->lpVtbl->AddRef(This)
#define IFillLockBytes_Release(This) (This)->lpVtbl->Release(This)
#define IFillLockBytes_FillAppend(This, pv, cb, pcbWritten) \
	(This)->lpVtbl->FillAppend(This, pv, cb, pcbWritten)
#define IFillLockBytes_FillAt(This, ulOffset, pv, cb, pcbWritten) \
	(This)->lpVtbl->FillAt(This, ulOffset, pv, cb, pcbWritten)
#define IFillLockBytes_SetFillSize(This, ulSize) \
	(This)->lpVtbl->SetFillSize(This, ulSize)
#define IFillLockBytes_Terminate(This, bCanceled) \
	(This)->lpVtbl->Terminate(This, bCanceled)

/* IProgressNotify */
#define IProgressNotify_QueryInterface(This, riid, ppvObject) \
	(This)->lpVtbl->QueryInterface(This, riid, ppvObject)
#define IProgressNotify_AddRef(This) (This)->lpVtbl->AddRef(This)
#define IProgressNotify_Release(This) (This)->lpVtbl->Release(This)
#define IProgressNotify_OnProgress(This, dwProgressCurrent, dwProgressMaximum, \
		fAccurate, fOwner) \
	(This)->lpVtbl->OnProgress(This, dwProgressCurrent, dwProgressMaximum, \
		fAccurate, fOwner)

/* ILayoutStorage */
#define ILayoutStorage_QueryInterface(This, riid, ppvObject) \
	(This)->lpVtbl->QueryInterface(This, riid, ppvObject)
#define ILayoutStorage_AddRef(This) (This)->lpVtbl->AddRef(This)
#define ILayoutStorage_Release(This) (This)->lpVtbl->Release(This)
#define ILayoutStorage_LayoutScript(This, pStorageLayout, nEntries, \
		glfInterleavedFlag) \
	(This)->lpVtbl->LayoutScript(This, pStorageLayout, nEntries, \
		glfInterleavedFlag)
#define ILayoutStorage_BeginMonitor(This) (This)->lpVtbl->BeginMonitor(This)
#define ILayoutStorage_EndMonitor(This) (This)->lpVtbl->EndMonitor(This)
#define ILayoutStorage_ReLayoutDocfile(This, pwcsNewDfName) \
	(This)->lpVtbl->ReLayoutDocfile(This, pwcsNewDfName)
#define ILayoutStorage_ReLayoutDocfileOnILockBytes(This, pILockBytes) \
	(This)->lpVtbl->ReLayoutDocfileOnILockBytes(This, pILockBytes)

/* IBlockingLock */
#define IBlockingLock_QueryInterface(This, riid, ppvObject) \
	(This)->lpVtbl->QueryInterface(This, riid, ppvObject)
#define IBlockingLock_AddRef(This) (This)->lpVtbl->AddRef(This)
#define IBlockingLock_Release(This) (This)->lpVtbl->Release(This)
#define IBlockingLock_Lock(This, dwTimeout) \
	(This)->lpVtbl->Lock(This, dwTimeout)
#define IBlockingLock_Unlock(This) (This)->lpVtbl->Unlock(This)

/* ITimeAndNoticeControl */
#define ITimeAndNoticeControl_QueryInterface(This, riid, ppvObject) \
	(This)->lpVtbl->QueryInterface(This, riid, ppvObject)
#define ITimeAndNoticeControl_AddRef(This) (This)->lpVtbl->AddRef(This)
#define ITimeAndNoticeControl_Release(This) (This)->lpVtbl->Release(This)
#define ITimeAndNoticeControl_SuppressChanges(This, res1, res2) \
	(This)->lpVtbl->SuppressChanges(This, res1, res2)

/* IOplockStorage */
#define IOplockStorage_QueryInterface(This, riid, ppvObject) \
	(This)->lpVtbl->QueryInterface(This, riid, ppvObject)
#define IOplockStorage_AddRef(This) (This)->lpVtbl->AddRef(This)
#define IOplockStorage_Release(This) (This)->lpVtbl->Release(This)
#define IOplockStorage_CreateStorageEx(This, pwcsName, grfMode, stgfmt, \
		grfAttrs, riid, ppstgOpen) \
	(This)->lpVtbl->CreateStorageEx(This, pwcsName, grfMode, stgfmt, \
		grfAttrs, riid, ppstgOpen)
#define IOplockStorage_OpenStorageEx(This, pwcsName, grfMode, stgfmt, \
		grfAttrs, riid, ppstgOpen) \
	(This)->lpVtbl->OpenStorageEx(This, pwcsName, grfMode, stgfmt, \
		grfAttrs, riid, ppstgOpen)

/* IEnumSTATPROPSTG */
#define IEnumSTATPROPSTG_QueryInterface(This, riid, ppvObject) \
	(This)->lpVtbl->QueryInterface(This, riid, ppvObject)
#define IEnumSTATPROPSTG_AddRef(This) (This)->lpVtbl->AddRef(This)
#define IEnumSTATPROPSTG_Release(This) (This)->lpVtbl->Release(This)
#define IEnumSTATPROPSTG_Next(This, celt, rgelt, pceltFetched) \
	(This)->lpVtbl->Next(This, celt, rgelt, pceltFetched)
#define IEnumSTATPROPSTG_Skip(This, celt) (This)->lpVtbl->Skip(This, celt)
#define IEnumSTATPROPSTG_Reset(This) (This)->lpVtbl->Reset(This)
#define IEnumSTATPROPSTG_Clone(This, ppenum) (This)->lpVtbl->Clone(This, ppenum)

/* IEnumSTATPROPSETSTG */
#define IEnumSTATPROPSETSTG_QueryInterface(This, riid, ppvObject) \
	(This)->lpVtbl->QueryInterface(This, riid, ppvObject)
#define IEnumSTATPROPSETSTG_AddRef(This) (This)->lpVtbl->AddRef(This)
#define IEnumSTATPROPSETSTG_Release(This) (This)->lpVtbl->Release(This)
#define IEnumSTATPROPSETSTG_Next(This, celt, rgelt, pceltFetched) \
	(This)->lpVtbl->Next(This, celt, rgelt, pceltFetched)
#define IEnumSTATPROPSETSTG_Skip(This, celt) (This)->lpVtbl->Skip(This, celt)
#define IEnumSTATPROPSETSTG_Reset(This) (This)->lpVtbl->Reset(This)
#define IEnumSTATPROPSETSTG_Clone(This, ppenum) \
	(This)->lpVtbl->Clone(This, ppenum)

/* IPropertyStorage */
#define IPropertyStorage_QueryInterface(This, riid, ppvObject) \
	(This)->lpVtbl->QueryInterface(This, riid, ppvObject)
#define IPropertyStorage_AddRef(This) (This)->lpVtbl->AddRef(This)
#define IPropertyStorage_Release(This) (This)->lpVtbl->Release(This)
#define IPropertyStorage_ReadMultiple(This, cpspec, rgpspec, rgpropvar) \
	(This)->lpVtbl->ReadMultiple(This, cpspec, rgpspec, rgpropvar)
#define IPropertyStorage_WriteMultiple(This, cpspec, rgpspec, rgpropvar, \
		propidNameFirst) \
	(This)->lpVtbl->WriteMultiple(This, cpspec, rgpspec, rgpropvar, \
		propidNameFirst)
#define IPropertyStorage_DeleteMultiple(This, cpspec, rgpspec) \
	(This)->lpVtbl->DeleteMultiple(This, cpspec, rgpspec)
#define IPropertyStorage_ReadPropertyNames(This, cpropid, rgpropid, \
		rglpwstrName) \
	(This)->lpVtbl->ReadPropertyNames(This, cpropid, rgpropid, \
		rglpwstrName)
#define IPropertyStorage_WritePropertyNames(This, cpropid, rgpropid, \
		rglpwstrName) \
	(This)->lpVtbl->WritePropertyNames(This, cpropid, rgpropid, \
		rglpwstrName)
#define IPropertyStorage_DeletePropertyNames(This, cpropid, rgpropid) \
	(This)->lpVtbl->DeletePropertyNames(This, cpropid, rgpropid)
#define IPropertyStorage_Commit(This, grfCommitFlags) \
	(This)->lpVtbl->Commit(This, grfCommitFlags)
#define IPropertyStorage_Revert(This) (This)->lpVtbl->Revert(This)
#define IPropertyStorage_Enum(This, ppenum) (This)->lpVtbl->Enum(This, ppenum)
#define IPropertyStorage_SetTimes(This, pctime, patime, pmtime) \
	(This)->lpVtbl->SetTimes(This, pctime, patime, pmtime)
#define IPropertyStorage_SetClass(This, clsid) \
	(This)->lpVtbl->SetClass(This, clsid)
#define IPropertyStorage_Stat(This, pstatpsstg) \
	(This)->lpVtbl->Stat(This, pstatpsstg)

/* IPropertySetStorage */
#define IPropertySetStorage_QueryInterface(This, riid, ppvObject) \
	(This)->lpVtbl->QueryInterface(This, riid, ppvObject)
#define IPropertySetStorage_AddRef(This) (This)->lpVtbl->AddRef(This)
#define IPropertySetStorage_Release(This) (This)->lpVtbl->Release(This)
#define IPropertySetStorage_Create(This, rfmtid, pclsid, grfFlags, grfMode, \
		ppprstg) \
	(This)->lpVtbl->Create(This, rfmtid, pclsid, grfFlags, grfMode, \
		ppprstg)
#define IPropertySetStorage_Open(This, rfmtid, grfMode, ppprstg) \
	(This)->lpVtbl->Open(This, rfmtid, grfMode, ppprstg)
#define IPropertySetStorage_Delete(This, rfmtid) \
	(This)->lpVtbl->Delete(This, rfmtid)
#define IPropertySetStorage_Enum(This, ppenum) \
	(This)->lpVtbl->Enum(This, ppenum)

/* IPersist */
#define IPersist_QueryInterface(This, riid, ppvObject) \
	(This)->lpVtbl->QueryInterface(This, riid, ppvObject)
#define IPersist_AddRef(This) (This)->lpVtbl->AddRef(This)
#define IPersist_Release(This) (This)->lpVtbl->Release(This)
#define IPersist_GetClassID(This, pClassID) \
	(This)->lpVtbl->GetClassID(This, pClassID)

/* IPersistStream */
#define IPersistStream_QueryInterface(This, riid, ppvObject) \
	(This)->lpVtbl->QueryInterface(This, riid, ppvObject)
#define IPersistStream_AddRef(This) (This)->lpVtbl->AddRef(This)
#define IPersistStream_Release(This) (This)->lpVtbl->Release(This)
#define IPersistStream_GetClassID(This, pClassID) \
	(This)->lpVtbl->GetClassID(This, pClassID)
#define IPersistStream_IsDirty(This) (This)->lpVtbl->IsDirty(This)
#define IPersistStream_Load(This, pStm) (This)->lpVtbl->Load(This, pStm)
#define IPersistStream_Save(This, pStm, fClearDirty) \
	(This)->lpVtbl->Save(This, pStm, fClearDirty)
#define IPersistStream_GetSizeMax(This, pcbSize) \
	(This)->lpVtbl->GetSizeMax(This, pcbSize)

/* IPersistStreamInit */
#define IPersistStreamInit_QueryInterface(This, riid, ppvObject) \
	(This)->lpVtbl->QueryInterface(This, riid, ppvObject)
#define IPersistStreamInit_AddRef(This) (This)->lpVtbl->AddRef(This)
#define IPersistStreamInit_Release(This) (This)->lpVtbl->Release(This)
#define IPersistStreamInit_GetClassID(This, pClassID) \
	(This)->lpVtbl->GetClassID(This, pClassID)
#define IPersistStreamInit_IsDirty(This) (This)->lpVtbl->IsDirty(This)
#define IPersistStreamInit_Load(This, pStm) (This)->lpVtbl->Load(This, pStm)
#define IPersistStreamInit_Save(This, pStm, fClearDirty) \
	(This)->lpVtbl->Save(This, pStm, fClearDirty)
#define IPersistStreamInit_GetSizeMax(This, pCbSize) \
	(This)->lpVtbl->GetSizeMax(This, pCbSize)
#define IPersistStreamInit_InitNew(This) (This)->lpVtbl->InitNew(This)

/* IPersistMemory */
#define IPersistMemory_QueryInterface(This, riid, ppvObject) \
	(This)->lpVtbl->QueryInterface(This, riid, ppvObject)
#define IPersistMemory_AddRef(This) (This)->lpVtbl->AddRef(This)
#define IPersistMemory_Release(This) (This)->lpVtbl->Release(This)
#define IPersistMemory_GetClassID(This, pClassID) \
	(This)->lpVtbl->GetClassID(This, pClassID)
#define IPersistMemory_IsDirty(This) (This)->lpVtbl->IsDirty(This)
#define IPersistMemory_Load(This, pMem, cbSize) \
	(This)->lpVtbl->Load(This, pMem, cbSize)
#define IPersistMemory_Save(This, pMem, fClearDirty, cbSize) \
	(This)->lpVtbl->Save(This, pMem, fClearDirty, cbSize)
#define IPersistMemory_GetSizeMax(This, pCbSize) \
	(This)->lpVtbl->GetSizeMax(This, pCbSize)
#define IPersistMemory_InitNew(This) (This)->lpVtbl->InitNew(This)

/* IPersistStorage */
#define IPersistStorage_QueryInterface(This, riid, ppvObject) \
	(This)->lpVtbl->QueryInterface(This, riid, ppvObject)
#define IPersistStorage_AddRef(This) (This)->lpVtbl->AddRef(This)
#define IPersistStorage_Release(This) (This)->lpVtbl->Release(This)
#define IPersistStorage_GetClassID(This, pClassID) \
	(This)->lpVtbl->GetClassID(This, pClassID)
#define IPersistStorage_IsDirty(This) (This)->lpVtbl->IsDirty(This)
#define IPersistStorage_InitNew(This, pStg) (This)->lpVtbl->InitNew(This, pStg)
#define IPersistStorage_Load(This, pStg) (This)->lpVtbl->Load(This, pStg)
#define IPersistStorage_Save(This, pStgSave, fSameAsLoad) \
	(This)->lpVtbl->Save(This, pStgSave, fSameAsLoad)
#define IPersistStorage_SaveCompleted(This, pStgNew) \
	(This)->lpVtbl->SaveCompleted(This, pStgNew)
#define IPersistStorage_HandsOffStorage(This) \
	(This)->lpVtbl->HandsOffStorage(This)

/* IPersistFile */
#define IPersistFile_QueryInterface(This, riid, ppvObject) \
	(This)->lpVtbl->QueryInterface(This, riid, ppvObject)
#define IPersistFile_AddRef(This) (This)->lpVtbl->AddRef(This)
#define IPersistFile_Release(This) (This)->lpVtbl->Release(This)
#define IPersistFile_GetClassID(This, pClassID) \
	(This)->lpVtbl->GetClassID(This, pClassID)
#define IPersistFile_IsDirty(This) (This)->lpVtbl->IsDirty(This)
#define IPersistFile_Load(This, pszFileName, dwMode) \
	(This)->lpVtbl->Load(This, pszFileName, dwMode)
#define IPersistFile_Save(This, pszFileName, fRemember) \
	(This)->lpVtbl->Save(This, pszFileName, fRemember)
#define IPersistFile_SaveCompleted(This, pszFileName) \
	(This)->lpVtbl->SaveCompleted(This, pszFileName)
#define IPersistFile_GetCurFile(This, ppszFileName) \
	(This)->lpVtbl->GetCurFile(This, ppszFileName)

/* IErrorLog */
#define IErrorLog_QueryInterface(This, riid, ppvObject) \
	(This)->lpVtbl->QueryInterface(This, riid, ppvObject)
#define IErrorLog_AddRef(This) (This)->lpVtbl->AddRef(This)
#define IErrorLog_Release(This) (This)->lpVtbl->Release(This)
#define IErrorLog_AddError(This, pszPropName, pExcepInfo) \
	(This)->lpVtbl->AddError(This, pszPropName, pExcepInfo)

/* IPropertyBag */
#define IPropertyBag_QueryInterface(This, riid, ppvObject) \
	(This)->lpVtbl->QueryInterface(This, riid, ppvObject)
#define IPropertyBag_AddRef(This) (This)->lpVtbl->AddRef(This)
#define IPropertyBag_Release(This) (This)->lpVtbl->Release(This)
#define IPropertyBag_Read(This, pszPropName, pVar, pErrorLog) \
	(This)->lpVtbl->Read(This, pszPropName, pVar, pErrorLog)
#define IPropertyBag_Write(This, pszPropName, pVar) \
	(This)->lpVtbl->Write(This, pszPropName, pVar)

/* IPersistPropertyBag */
#define IPersistPropertyBag_QueryInterface(This, riid, ppvObject) \
	(This)->lpVtbl->QueryInterface(This, riid, ppvObject)
#define IPersistPropertyBag_AddRef(This) (This)->lpVtbl->AddRef(This)
#define IPersistPropertyBag_Release(This) (This)->lpVtbl->Release(This)
#define IPersistPropertyBag_GetClassID(This, pClassID) \
	(This)->lpVtbl->GetClassID(This, pClassID)
#define IPersistPropertyBag_InitNew(This) (This)->lpVtbl->InitNew(This)
#define IPersistPropertyBag_Load(This, pPropBag, pErrorLog) \
	(This)->lpVtbl->Load(This, pPropBag, pErrorLog)
#define IPersistPropertyBag_Save(This, pPropBag, fClearDirty, \
		fSaveAllProperties) \
	(This)->lpVtbl->Save(This, pPropBag, fClearDirty, fSaveAllProperties)

#endif
