/* SPDX-License-Identifier: MIT */
#include "support/mock.h"

#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <stg/cobjmacros.h>

#include "base/container.h"
#include "support/suite.h"

/* Elements stay as long as their root; interfaces on them come and go. */
struct node {
	struct mock_world *world;
	struct node *next; /* sibling */
	struct node *children;
	OLECHAR name[STG_NAME_UNITS + 1];
	bool is_storage;
	CLSID clsid;
	DWORD state;
	uint8_t *bytes;
	size_t size;
};

struct mock_storage {
	IStorage IStorage_iface;
	ULONG refs;
	struct node *node;
	bool is_root;
};

struct mock_stream {
	IStream IStream_iface;
	ULONG refs;
	struct node *node;
	size_t position;
};

static const IStorageVtbl storage_vtbl;
static const IStreamVtbl stream_vtbl;

static struct mock_storage *
from_IStorage(IStorage *iface)
{
	return container_of(iface, struct mock_storage, IStorage_iface);
}

static struct mock_stream *
from_IStream(IStream *iface)
{
	return container_of(iface, struct mock_stream, IStream_iface);
}

static size_t
units_of(const OLECHAR *name)
{
	size_t n = 0;

	while (name[n] != 0)
		n++;
	return n;
}

static struct node *
find_node(struct node *parent, const OLECHAR *name)
{
	size_t units = units_of(name);
	struct node *node = parent->children;

	while (node &&
		(units_of(node->name) != units ||
			memcmp(node->name, name, units * sizeof *name) != 0))
		node = node->next;
	return node;
}

static struct node *
add_node(struct node *parent, const OLECHAR *name, bool is_storage)
{
	struct node **end = &parent->children;
	struct node *node = calloc(1, sizeof *node);
	size_t units = units_of(name);

	ck_assert_ptr_nonnull(node);
	ck_assert_uint_le(units, STG_NAME_UNITS);
	memcpy(node->name, name, units * sizeof *name);
	node->world = parent->world;
	node->is_storage = is_storage;
	while (*end)
		end = &(*end)->next;
	*end = node;
	return node;
}

static void
free_nodes(struct node *node)
{
	/* Trees here are as deep as those of the tests: a few thousand. */
	while (node) {
		struct node *next = node->next;

		if (node->children) {
			struct node *last = node->children;

			while (last->next)
				last = last->next;
			last->next = next;
			next = node->children;
		}
		free(node->bytes);
		free(node);
		node = next;
	}
}

static IStorage *
wrap_storage(struct node *node, bool is_root)
{
	struct mock_storage *storage = calloc(1, sizeof *storage);

	ck_assert_ptr_nonnull(storage);
	storage->IStorage_iface.lpVtbl = &storage_vtbl;
	storage->refs = 1;
	storage->node = node;
	storage->is_root = is_root;
	node->world->alive++;
	return &storage->IStorage_iface;
}

/* Count a call that changes something; is it the one that fails? */
static HRESULT
begin_call(struct mock_world *world)
{
	world->calls++;
	if (world->hook)
		world->hook(world->context);
	return world->calls == world->fail_at ? world->failure : S_OK;
}

static HRESULT
stream_QueryInterface(IStream *iface, REFIID riid, void **out)
{
	*out = NULL;
	if (!IsEqualIID(riid, &IID_IUnknown) && !IsEqualIID(riid, &IID_IStream))
		return E_NOINTERFACE;
	IStream_AddRef(iface);
	*out = iface;
	return S_OK;
}

static ULONG
stream_AddRef(IStream *iface)
{
	return ++from_IStream(iface)->refs;
}

static ULONG
stream_Release(IStream *iface)
{
	struct mock_stream *stream = from_IStream(iface);
	ULONG refs = --stream->refs;

	if (refs == 0) {
		stream->node->world->alive--;
		free(stream);
	}
	return refs;
}

static HRESULT
stream_Write(IStream *iface, const void *pv, ULONG cb, ULONG *done)
{
	struct mock_stream *stream = from_IStream(iface);
	struct node *node = stream->node;
	HRESULT hr = begin_call(node->world);
	ULONG n = cb;

	if (done)
		*done = 0;
	if (FAILED(hr))
		return hr;
	if (node->world->at_most && n > node->world->at_most)
		n = node->world->at_most;
	if (stream->position + n > node->size) {
		node->bytes = realloc(node->bytes, stream->position + n);
		ck_assert_ptr_nonnull(node->bytes);
		node->size = stream->position + n;
	}
	if (n > 0)
		memcpy(node->bytes + stream->position, pv, n);
	stream->position += n;
	if (done)
		*done = n;
	return S_OK;
}

static HRESULT
unused(struct mock_world *world)
{
	world->foreign++;
	return E_NOTIMPL;
}

static HRESULT
stream_Read(IStream *iface, void *pv, ULONG cb, ULONG *done)
{
	(void)pv;
	(void)cb;
	(void)done;
	return unused(from_IStream(iface)->node->world);
}

static HRESULT
stream_Seek(IStream *iface, LARGE_INTEGER move, DWORD origin,
	ULARGE_INTEGER *position)
{
	(void)move;
	(void)origin;
	(void)position;
	return unused(from_IStream(iface)->node->world);
}

static HRESULT
stream_SetSize(IStream *iface, ULARGE_INTEGER size)
{
	(void)size;
	return unused(from_IStream(iface)->node->world);
}

static HRESULT
stream_CopyTo(IStream *iface, IStream *to, ULARGE_INTEGER cb,
	ULARGE_INTEGER *got, ULARGE_INTEGER *put)
{
	(void)to;
	(void)cb;
	(void)got;
	(void)put;
	return unused(from_IStream(iface)->node->world);
}

static HRESULT
stream_Commit(IStream *iface, DWORD flags)
{
	(void)flags;
	return begin_call(from_IStream(iface)->node->world);
}

static HRESULT
stream_Revert(IStream *iface)
{
	return unused(from_IStream(iface)->node->world);
}

static HRESULT
stream_LockRegion(
	IStream *iface, ULARGE_INTEGER offset, ULARGE_INTEGER cb, DWORD type)
{
	(void)offset;
	(void)cb;
	(void)type;
	return unused(from_IStream(iface)->node->world);
}

static HRESULT
stream_Stat(IStream *iface, STATSTG *stat, DWORD flags)
{
	(void)stat;
	(void)flags;
	return unused(from_IStream(iface)->node->world);
}

static HRESULT
stream_Clone(IStream *iface, IStream **out)
{
	*out = NULL;
	return unused(from_IStream(iface)->node->world);
}

static const IStreamVtbl stream_vtbl = {
	.QueryInterface = stream_QueryInterface,
	.AddRef = stream_AddRef,
	.Release = stream_Release,
	.Read = stream_Read,
	.Write = stream_Write,
	.Seek = stream_Seek,
	.SetSize = stream_SetSize,
	.CopyTo = stream_CopyTo,
	.Commit = stream_Commit,
	.Revert = stream_Revert,
	.LockRegion = stream_LockRegion,
	.UnlockRegion = stream_LockRegion,
	.Stat = stream_Stat,
	.Clone = stream_Clone,
};

static HRESULT
storage_QueryInterface(IStorage *iface, REFIID riid, void **out)
{
	*out = NULL;
	if (!IsEqualIID(riid, &IID_IUnknown) &&
		!IsEqualIID(riid, &IID_IStorage))
		return E_NOINTERFACE;
	IStorage_AddRef(iface);
	*out = iface;
	return S_OK;
}

static ULONG
storage_AddRef(IStorage *iface)
{
	return ++from_IStorage(iface)->refs;
}

static ULONG
storage_Release(IStorage *iface)
{
	struct mock_storage *storage = from_IStorage(iface);
	ULONG refs = --storage->refs;

	if (refs != 0)
		return refs;
	storage->node->world->alive--;
	if (storage->is_root)
		free_nodes(storage->node);
	free(storage);
	return 0;
}

/* What is there already stays for storages and is emptied for streams. */
static HRESULT
make_node(IStorage *iface, const OLECHAR *name, DWORD mode, bool is_storage,
	struct node **out)
{
	struct node *parent = from_IStorage(iface)->node;
	struct node *node = find_node(parent, name);

	if (node && !(mode & STGM_CREATE))
		return STG_E_FILEALREADYEXISTS;
	if (!node)
		node = add_node(parent, name, is_storage);
	node->is_storage = is_storage;
	node->size = 0;
	*out = node;
	return S_OK;
}

static HRESULT
storage_CreateStream(IStorage *iface, const OLECHAR *name, DWORD mode,
	DWORD reserved1, DWORD reserved2, IStream **out)
{
	HRESULT hr = begin_call(from_IStorage(iface)->node->world);
	struct mock_stream *stream;
	struct node *node;

	*out = NULL;
	ck_assert_uint_eq(reserved1, 0);
	ck_assert_uint_eq(reserved2, 0);
	ck_assert_uint_eq(mode & STG_SHARE_MASK, STGM_SHARE_EXCLUSIVE);
	if (SUCCEEDED(hr))
		hr = make_node(iface, name, mode, false, &node);
	if (FAILED(hr))
		return hr;
	stream = calloc(1, sizeof *stream);
	ck_assert_ptr_nonnull(stream);
	stream->IStream_iface.lpVtbl = &stream_vtbl;
	stream->refs = 1;
	stream->node = node;
	node->world->alive++;
	*out = &stream->IStream_iface;
	return S_OK;
}

static HRESULT
storage_OpenStream(IStorage *iface, const OLECHAR *name, void *reserved1,
	DWORD mode, DWORD reserved2, IStream **out)
{
	(void)name;
	(void)reserved1;
	(void)mode;
	(void)reserved2;
	*out = NULL;
	return unused(from_IStorage(iface)->node->world);
}

static HRESULT
storage_CreateStorage(IStorage *iface, const OLECHAR *name, DWORD mode,
	DWORD reserved1, DWORD reserved2, IStorage **out)
{
	HRESULT hr = begin_call(from_IStorage(iface)->node->world);
	struct node *node;

	*out = NULL;
	ck_assert_uint_eq(reserved1, 0);
	ck_assert_uint_eq(reserved2, 0);
	ck_assert_uint_eq(mode & STG_SHARE_MASK, STGM_SHARE_EXCLUSIVE);
	if (SUCCEEDED(hr))
		hr = make_node(iface, name, mode, true, &node);
	if (SUCCEEDED(hr))
		*out = wrap_storage(node, false);
	return hr;
}

static HRESULT
storage_OpenStorage(IStorage *iface, const OLECHAR *name, IStorage *priority,
	DWORD mode, SNB exclude, DWORD reserved, IStorage **out)
{
	struct node *parent = from_IStorage(iface)->node;
	HRESULT hr = begin_call(parent->world);
	struct node *node = find_node(parent, name);

	*out = NULL;
	ck_assert_ptr_null(priority);
	ck_assert_ptr_null(exclude);
	ck_assert_uint_eq(reserved, 0);
	ck_assert_uint_eq(mode & STG_SHARE_MASK, STGM_SHARE_EXCLUSIVE);
	if (FAILED(hr))
		return hr;
	if (!node || !node->is_storage)
		return STG_E_FILENOTFOUND;
	*out = wrap_storage(node, false);
	return S_OK;
}

static HRESULT
storage_CopyTo(IStorage *iface, DWORD count, const IID *exclude, SNB names,
	IStorage *to)
{
	(void)count;
	(void)exclude;
	(void)names;
	(void)to;
	return unused(from_IStorage(iface)->node->world);
}

static HRESULT
storage_MoveElementTo(IStorage *iface, const OLECHAR *name, IStorage *to,
	const OLECHAR *new_name, DWORD flags)
{
	(void)name;
	(void)to;
	(void)new_name;
	(void)flags;
	return unused(from_IStorage(iface)->node->world);
}

static HRESULT
storage_Commit(IStorage *iface, DWORD flags)
{
	(void)flags;
	return begin_call(from_IStorage(iface)->node->world);
}

static HRESULT
storage_Revert(IStorage *iface)
{
	return unused(from_IStorage(iface)->node->world);
}

static HRESULT
storage_EnumElements(IStorage *iface, DWORD reserved1, void *reserved2,
	DWORD reserved3, IEnumSTATSTG **out)
{
	(void)reserved1;
	(void)reserved2;
	(void)reserved3;
	*out = NULL;
	return unused(from_IStorage(iface)->node->world);
}

static HRESULT
storage_DestroyElement(IStorage *iface, const OLECHAR *name)
{
	(void)name;
	return unused(from_IStorage(iface)->node->world);
}

static HRESULT
storage_RenameElement(
	IStorage *iface, const OLECHAR *old_name, const OLECHAR *new_name)
{
	(void)old_name;
	(void)new_name;
	return unused(from_IStorage(iface)->node->world);
}

static HRESULT
storage_SetElementTimes(IStorage *iface, const OLECHAR *name,
	const FILETIME *ctime, const FILETIME *atime, const FILETIME *mtime)
{
	(void)name;
	(void)ctime;
	(void)atime;
	(void)mtime;
	return begin_call(from_IStorage(iface)->node->world);
}

static HRESULT
storage_SetClass(IStorage *iface, REFCLSID clsid)
{
	struct node *node = from_IStorage(iface)->node;
	HRESULT hr = begin_call(node->world);

	if (SUCCEEDED(hr))
		node->clsid = *clsid;
	return hr;
}

static HRESULT
storage_SetStateBits(IStorage *iface, DWORD bits, DWORD mask)
{
	struct node *node = from_IStorage(iface)->node;
	HRESULT hr = begin_call(node->world);

	if (SUCCEEDED(hr))
		node->state = (node->state & ~mask) | (bits & mask);
	return hr;
}

static HRESULT
storage_Stat(IStorage *iface, STATSTG *stat, DWORD flags)
{
	(void)stat;
	(void)flags;
	return unused(from_IStorage(iface)->node->world);
}

static const IStorageVtbl storage_vtbl = {
	.QueryInterface = storage_QueryInterface,
	.AddRef = storage_AddRef,
	.Release = storage_Release,
	.CreateStream = storage_CreateStream,
	.OpenStream = storage_OpenStream,
	.CreateStorage = storage_CreateStorage,
	.OpenStorage = storage_OpenStorage,
	.CopyTo = storage_CopyTo,
	.MoveElementTo = storage_MoveElementTo,
	.Commit = storage_Commit,
	.Revert = storage_Revert,
	.EnumElements = storage_EnumElements,
	.DestroyElement = storage_DestroyElement,
	.RenameElement = storage_RenameElement,
	.SetElementTimes = storage_SetElementTimes,
	.SetClass = storage_SetClass,
	.SetStateBits = storage_SetStateBits,
	.Stat = storage_Stat,
};

IStorage *
mock_make(struct mock_world *world)
{
	struct node *root = calloc(1, sizeof *root);

	ck_assert_ptr_nonnull(root);
	root->world = world;
	root->is_storage = true;
	return wrap_storage(root, true);
}

static struct node *
follow(IStorage *storage, const char *path)
{
	struct node *node = from_IStorage(storage)->node;

	while (node && *path) {
		OLECHAR name[STG_NAME_UNITS + 1] = { 0 };
		size_t n = strcspn(path, "/");

		ck_assert_uint_le(n, STG_NAME_UNITS);
		for (size_t i = 0; i < n; i++)
			name[i] = (unsigned char)path[i];
		node = find_node(node, name);
		path += n + (path[n] == '/');
	}
	return node;
}

const uint8_t *
mock_bytes(IStorage *storage, const char *path, size_t *size)
{
	static const uint8_t nothing[1];
	const struct node *node = follow(storage, path);

	if (!node || node->is_storage)
		return NULL;
	*size = node->size;
	return node->bytes ? node->bytes : nothing;
}

const CLSID *
mock_class(IStorage *storage, const char *path)
{
	const struct node *node = follow(storage, path);

	ck_assert_msg(node && node->is_storage, "%s", path);
	return &node->clsid;
}

DWORD
mock_state(IStorage *storage, const char *path)
{
	const struct node *node = follow(storage, path);

	ck_assert_msg(node && node->is_storage, "%s", path);
	return node->state;
}

/* Depth is that of the tests' own trees. */
static void
print_children(FILE *out, const struct node *node)
{
	const char *comma = "";

	for (node = node->children; node; node = node->next) {
		char name[STG_NAME_TEXT_SIZE];

		stg_name_escape(
			node->name, units_of(node->name), name, sizeof name);
		fprintf(out, "%s%s", comma, name);
		comma = " ";
		if (!node->is_storage) {
			fprintf(out, "=%zu", node->size);
			continue;
		}
		fputc('(', out);
		print_children(out, node);
		fputc(')', out);
	}
}

const char *
mock_text(IStorage *storage)
{
	static char text[4000];
	FILE *out = fmemopen(text, sizeof text, "w");

	ck_assert_ptr_nonnull(out);
	print_children(out, from_IStorage(storage)->node);
	fclose(out);
	return text;
}

static struct node *
put(IStorage *storage, const char *name, bool is_storage)
{
	OLECHAR units[STG_NAME_UNITS + 1] = { 0 };

	for (size_t i = 0; name[i]; i++)
		units[i] = (unsigned char)name[i];
	return add_node(from_IStorage(storage)->node, units, is_storage);
}

void
mock_put_stream(IStorage *storage, const char *name, const char *text)
{
	struct node *node = put(storage, name, false);

	node->bytes = (uint8_t *)strdup(text);
	node->size = strlen(text);
}

IStorage *
mock_put_storage(IStorage *storage, const char *name)
{
	return wrap_storage(put(storage, name, true), false);
}
