/* SPDX-License-Identifier: MIT */
/*
 * IDirectWriterLock: one writer among readers, STGM_DIRECT_SWMR.
 *
 * A writer that waits denies reading from the start, so that readers who come
 * one after the other, never all gone at once, do not keep it waiting for
 * ever. What was changed is committed before readers are let in again.
 */
#include <time.h>

#include <stg/cobjmacros.h>
#include <stg/hresult.h>

#include "base/container.h"
#include "cfb/edit.h"
#include "stg/hresult.h"
#include "stg/root_storage.h"

#define FOR_EVER 0xFFFFFFFFU
#define PAUSE_NS 1000000

static struct storage *
from_IDirectWriterLock(IDirectWriterLock *iface)
{
	return container_of(iface, struct storage, IDirectWriterLock_iface);
}

static HRESULT
writer_lock_QueryInterface(IDirectWriterLock *iface, REFIID riid,
	void **ppvObject)
{
	return IStorage_QueryInterface(
		&from_IDirectWriterLock(iface)->IStorage_iface, riid,
		ppvObject);
}

static ULONG
writer_lock_AddRef(IDirectWriterLock *iface)
{
	return IStorage_AddRef(&from_IDirectWriterLock(iface)->IStorage_iface);
}

static ULONG
writer_lock_Release(IDirectWriterLock *iface)
{
	return IStorage_Release(
		&from_IDirectWriterLock(iface)->IStorage_iface);
}

static uint64_t
now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
}

/* Try once. Under the lock; S_FALSE: readers are in the way. */
static HRESULT
attempt(struct storage *storage)
{
	struct root *root = storage->object.root;
	HRESULT hr = storage_alive(storage);

	if (SUCCEEDED(hr))
		hr = share_deny_readers(&root->share);
	if (hr == S_OK)
		root->may_write = true;
	return hr;
}

static HRESULT
wait_for_readers(struct storage *storage, DWORD timeout)
{
	const struct timespec pause = { 0, PAUSE_NS };
	struct root *root = storage->object.root;
	uint64_t start = now_ms();
	HRESULT hr = attempt(storage);

	while (hr == S_FALSE) {
		if (timeout != FOR_EVER && now_ms() - start >= timeout)
			break;
		root_unlock(root);
		nanosleep(&pause, NULL);
		root_lock(root);
		if (root->may_write)
			return S_FALSE; /* another thread was first */
		hr = attempt(storage);
	}
	if (hr == S_OK)
		return hr;
	share_admit_readers(&root->share);
	return hr == S_FALSE ? STG_E_INUSE : hr;
}

static HRESULT
writer_lock_WaitForWriteAccess(IDirectWriterLock *iface, DWORD dwTimeout)
{
	struct storage *storage = from_IDirectWriterLock(iface);
	struct root *root = storage->object.root;
	HRESULT hr;

	root_lock(root);
	hr = storage_alive(storage);
	if (SUCCEEDED(hr))
		hr = root->may_write ? S_FALSE
				     : wait_for_readers(storage, dwTimeout);
	root_unlock(root);
	return hr;
}

static HRESULT
writer_lock_ReleaseWriteAccess(IDirectWriterLock *iface)
{
	struct storage *storage = from_IDirectWriterLock(iface);
	struct root *root = storage->object.root;
	HRESULT hr;

	root_lock(root);
	hr = storage_alive(storage);
	if (SUCCEEDED(hr) && root->may_write)
		hr = hresult_from_status(cfb_commit(root->file,
			CFB_COMMIT_DURABLE));
	/* Whoever could not write all of it still has the right to. */
	if (SUCCEEDED(hr) && root->may_write) {
		root->may_write = false;
		share_admit_readers(&root->share);
	}
	root_unlock(root);
	return hr;
}

static HRESULT
writer_lock_HaveWriteAccess(IDirectWriterLock *iface)
{
	struct storage *storage = from_IDirectWriterLock(iface);
	struct root *root = storage->object.root;
	HRESULT hr;

	root_lock(root);
	hr = storage_alive(storage);
	if (SUCCEEDED(hr) && !root->may_write)
		hr = S_FALSE;
	root_unlock(root);
	return hr;
}

const IDirectWriterLockVtbl writer_lock_vtbl = {
	.QueryInterface = writer_lock_QueryInterface,
	.AddRef = writer_lock_AddRef,
	.Release = writer_lock_Release,
	.WaitForWriteAccess = writer_lock_WaitForWriteAccess,
	.ReleaseWriteAccess = writer_lock_ReleaseWriteAccess,
	.HaveWriteAccess = writer_lock_HaveWriteAccess,
};
