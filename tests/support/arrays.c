/* SPDX-License-Identifier: MIT */
#include "support/arrays.h"

#include <string.h>

#include <stg/cobjmacros.h>

#include "base/container.h"
#include "io/memory.h"
#include "support/suite.h"

static struct array *
from_ILockBytes(ILockBytes *iface)
{
	return container_of(iface, struct array, ILockBytes_iface);
}

static HRESULT
array_QueryInterface(ILockBytes *iface, REFIID riid, void **object)
{
	*object = NULL;
	if (!IsEqualIID(riid, &IID_IUnknown) &&
		!IsEqualIID(riid, &IID_ILockBytes))
		return E_NOINTERFACE;
	ILockBytes_AddRef(iface);
	*object = iface;
	return S_OK;
}

static ULONG
array_AddRef(ILockBytes *iface)
{
	return atomic_fetch_add(&from_ILockBytes(iface)->refs, 1) + 1;
}

static ULONG
array_Release(ILockBytes *iface)
{
	struct array *array = from_ILockBytes(iface);
	ULONG refs = atomic_fetch_sub(&array->refs, 1) - 1;

	if (refs != 0)
		return refs;
	if (array->gone)
		*array->gone = true;
	device_close(&array->spy.device);
	if (array->builder)
		builder_destroy(array->builder);
	free(array->bytes);
	free(array);
	return 0;
}

static HRESULT
array_ReadAt(ILockBytes *iface, ULARGE_INTEGER offset, void *pv, ULONG cb,
	ULONG *done)
{
	struct array *array = from_ILockBytes(iface);
	unsigned number = atomic_fetch_add(&array->reads, 1) + 1;
	size_t got = 0;

	*done = 0;
	if (number == array->fail_at)
		return array->failure;
	if (array->at_most && cb > array->at_most)
		cb = array->at_most;
	/* No assertion: those of Check allocate memory. */
	if (device_read(&array->spy.device, offset.QuadPart, pv, cb, &got) != 0)
		abort();
	*done = (ULONG)got;
	return S_OK;
}

static HRESULT
array_WriteAt(ILockBytes *iface, ULARGE_INTEGER offset, const void *pv,
	ULONG cb, ULONG *done)
{
	(void)offset;
	(void)pv;
	(void)cb;
	(void)done;
	atomic_fetch_add(&from_ILockBytes(iface)->changes, 1);
	return STG_E_ACCESSDENIED;
}

static HRESULT
array_Flush(ILockBytes *iface)
{
	atomic_fetch_add(&from_ILockBytes(iface)->changes, 1);
	return S_OK;
}

static HRESULT
array_SetSize(ILockBytes *iface, ULARGE_INTEGER size)
{
	(void)size;
	atomic_fetch_add(&from_ILockBytes(iface)->changes, 1);
	return STG_E_ACCESSDENIED;
}

static HRESULT
array_LockRegion(ILockBytes *iface, ULARGE_INTEGER offset,
	ULARGE_INTEGER length, DWORD type)
{
	(void)offset;
	(void)length;
	(void)type;
	atomic_fetch_add(&from_ILockBytes(iface)->locks, 1);
	return STG_E_INVALIDFUNCTION;
}

static OLECHAR *
copy_text(const OLECHAR *text)
{
	size_t units = 0;
	OLECHAR *copy;

	while (text[units] != 0)
		units++;
	copy = CoTaskMemAlloc((units + 1) * sizeof *copy);
	ck_assert_ptr_nonnull(copy);
	memcpy(copy, text, (units + 1) * sizeof *copy);
	return copy;
}

static HRESULT
array_Stat(ILockBytes *iface, STATSTG *stat, DWORD flags)
{
	struct array *array = from_ILockBytes(iface);
	uint64_t size;

	atomic_fetch_add(&array->stats, 1);
	memset(stat, 0, sizeof *stat);
	if (FAILED(array->stat_failure))
		return array->stat_failure;
	stat->type = STGTY_LOCKBYTES;
	if (device_size(&array->spy.device, &size) != 0)
		abort();
	stat->cbSize.QuadPart = size;
	stat->mtime.dwLowDateTime = 1000;
	stat->ctime.dwLowDateTime = 2000;
	stat->atime.dwLowDateTime = 3000;
	stat->grfLocksSupported = array->locks_supported;
	if (flags == STATFLAG_DEFAULT && array->name)
		stat->pwcsName = copy_text(array->name);
	return S_OK;
}

static const ILockBytesVtbl array_vtbl = {
	.QueryInterface = array_QueryInterface,
	.AddRef = array_AddRef,
	.Release = array_Release,
	.ReadAt = array_ReadAt,
	.WriteAt = array_WriteAt,
	.Flush = array_Flush,
	.SetSize = array_SetSize,
	.LockRegion = array_LockRegion,
	.UnlockRegion = array_LockRegion,
	.Stat = array_Stat,
};

static struct array *
make(struct device *device)
{
	struct array *array = calloc(1, sizeof *array);

	ck_assert_ptr_nonnull(array);
	array->ILockBytes_iface.lpVtbl = &array_vtbl;
	atomic_init(&array->refs, 1);
	spy_init(&array->spy, device);
	return array;
}

struct array *
array_make(struct builder *builder)
{
	struct array *array = make(builder_device(builder));

	array->builder = builder;
	return array;
}

struct array *
array_make_bytes(void *bytes, size_t length)
{
	struct device *device;
	struct array *array;

	ck_assert_int_eq(memory_device_open(bytes, length, &device), 0);
	array = make(device);
	array->bytes = bytes;
	return array;
}

IStorage *
array_open(struct array *array)
{
	IStorage *root = NULL;

	ck_hr(StgOpenStorageOnILockBytes(&array->ILockBytes_iface, NULL,
		      STGM_READ | STGM_SHARE_EXCLUSIVE, NULL, 0, &root),
		S_OK);
	ck_assert_ptr_nonnull(root);
	return root;
}

static IStorage *
open_alone(struct builder *builder)
{
	struct array *array = array_make(builder);
	IStorage *root = array_open(array);

	/* What the root keeps is the last reference. */
	ck_assert_uint_eq(ILockBytes_Release(&array->ILockBytes_iface), 1);
	return root;
}

IStorage *
storage_of(const char *text)
{
	return open_alone(recipe_make(text));
}

IStorage *
storage_of_recipe(const char *name)
{
	return open_alone(recipe_load(name));
}
