/* SPDX-License-Identifier: MIT */
/*
 * Each operation is done twice: in the file through the public functions, in
 * the catalogue as anybody would do it to arrays of bytes.
 */
#include "rewrite.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/random.h"

#define RW (STGM_READWRITE | STGM_SHARE_EXCLUSIVE)

struct rewrite {
	IStorage *root;
	struct catalog *catalog;
	uint64_t random;
	unsigned serial; /* of the next name */
};

/* The bytes before the last name of a path, and the name in code units. */
static bool
split(const char *path, char **parent, OLECHAR name[STG_NAME_UNITS + 1])
{
	const char *slash = strrchr(path, '/');
	const char *last = slash ? slash + 1 : path;
	size_t units;

	if (FAILED(stg_name_unescape(last, strlen(last), name, &units)))
		return false;
	for (size_t i = 0; i < units; i++)
		if (name[i] == 0 || name[i] == '/' || name[i] == '\\' ||
			name[i] == ':' || name[i] == '!')
			return false;
	*parent = strndup(path, slash ? (size_t)(slash - path) : 0);
	return *parent && units != 0;
}

/*
 * What cannot be named by the interfaces, or not for sure, is left alone:
 * names with a NUL or an illegal character, and all below a doubled name.
 */
static bool
may_touch(const struct rewrite *rewrite, const struct item *item)
{
	const struct catalog *catalog = rewrite->catalog;
	char *path = strdup(item->path);
	bool may = path != NULL;

	while (may && path[0] != '\0') {
		const struct item *one = catalog_find(catalog, path);
		OLECHAR name[STG_NAME_UNITS + 1];
		char *parent = NULL;

		may = one && !one->doubled && split(path, &parent, name);
		if (may)
			strcpy(path, parent);
		free(parent);
	}
	free(path);
	return may;
}

/* Some element of the wanted type, or NULL. */
static struct item *
pick(struct rewrite *rewrite, DWORD type)
{
	struct catalog *catalog = rewrite->catalog;

	for (unsigned tries = 0; tries < 40; tries++) {
		struct item *item = &catalog->items[random_below(
			&rewrite->random, (uint32_t)catalog->count)];

		if (item->type == type && may_touch(rewrite, item))
			return item;
	}
	return NULL;
}

/* Sizes about the limits of mini sectors, sectors and mini streams. */
static ULONG
some_size(struct rewrite *rewrite)
{
	static const ULONG limits[] = { 64, 512, 4096, 8192, 20000 };
	ULONG limit = limits[random_below(&rewrite->random, 5)];

	if (random_below(&rewrite->random, 4) == 0)
		return limit - 1 + random_below(&rewrite->random, 3);
	return random_below(&rewrite->random, limit + 1);
}

/* Some bytes, never NULL. */
static uint8_t *
some_bytes(struct rewrite *rewrite, ULONG size)
{
	uint8_t *bytes = malloc((size_t)size + 1);

	if (!bytes)
		abort();
	random_bytes(&rewrite->random, bytes, size);
	return bytes;
}

static HRESULT
seek(IStream *stream, ULONGLONG offset)
{
	LARGE_INTEGER move;

	move.QuadPart = (LONGLONG)offset;
	return IStream_Seek(stream, move, STREAM_SEEK_SET, NULL);
}

/* The bytes of a stream, as they are before the first change. */
static HRESULT
load(struct item *item, IStream *stream)
{
	ULONG got = 0;
	HRESULT hr;

	if (item->bytes)
		return S_OK;
	item->bytes = malloc((size_t)item->size + 1);
	if (!item->bytes)
		abort();
	hr = seek(stream, 0);
	if (SUCCEEDED(hr))
		hr = IStream_Read(stream, item->bytes, (ULONG)item->size,
			&got);
	return SUCCEEDED(hr) && got != item->size ? STG_E_READFAULT : hr;
}

/* The stream, open, its bytes in the catalogue. */
static HRESULT
open_item(struct rewrite *rewrite, struct item *item, IStream **stream)
{
	HRESULT hr = stg_open_stream(rewrite->root, item->path, RW, stream);

	if (FAILED(hr))
		return hr;
	hr = load(item, *stream);
	if (FAILED(hr))
		IStream_Release(*stream);
	return hr;
}

static void
resize(struct item *item, ULONGLONG size)
{
	item->bytes = realloc(item->bytes, (size_t)size + 1);
	if (!item->bytes)
		abort();
	if (size > item->size)
		memset(item->bytes + item->size, 0,
			(size_t)(size - item->size));
	item->size = size;
}

static HRESULT
write_at(struct rewrite *rewrite, ULONGLONG offset, struct item *item,
	IStream *stream)
{
	ULONG size = some_size(rewrite);
	uint8_t *bytes = some_bytes(rewrite, size);
	ULONG put = 0;
	HRESULT hr = seek(stream, offset);

	if (SUCCEEDED(hr))
		hr = IStream_Write(stream, bytes, size, &put);
	if (SUCCEEDED(hr) && put != size)
		hr = STG_E_WRITEFAULT;
	if (SUCCEEDED(hr) && size != 0) {
		if (offset + size > item->size)
			resize(item, offset + size);
		memcpy(item->bytes + offset, bytes, size);
	}
	free(bytes);
	return hr;
}

static HRESULT
do_write(struct rewrite *rewrite, bool append)
{
	struct item *item = pick(rewrite, STGTY_STREAM);
	IStream *stream;
	ULONGLONG offset;
	HRESULT hr;

	if (!item)
		return S_FALSE;
	hr = open_item(rewrite, item, &stream);
	if (FAILED(hr))
		return hr;
	offset = append ? item->size
			: random_below(&rewrite->random,
				  (uint32_t)item->size + 1);
	hr = write_at(rewrite, offset, item, stream);
	IStream_Release(stream);
	return hr;
}

static HRESULT
do_append(struct rewrite *rewrite)
{
	return do_write(rewrite, true);
}

static HRESULT
do_overwrite(struct rewrite *rewrite)
{
	return do_write(rewrite, false);
}

/* Mostly shorter, sometimes longer. */
static HRESULT
do_truncate(struct rewrite *rewrite)
{
	struct item *item = pick(rewrite, STGTY_STREAM);
	IStream *stream;
	ULARGE_INTEGER size;
	HRESULT hr;

	if (!item)
		return S_FALSE;
	hr = open_item(rewrite, item, &stream);
	if (FAILED(hr))
		return hr;
	size.QuadPart = random_below(&rewrite->random,
		(uint32_t)item->size + 1);
	if (random_below(&rewrite->random, 4) == 0)
		size.QuadPart = item->size + some_size(rewrite);
	hr = IStream_SetSize(stream, size);
	if (SUCCEEDED(hr))
		resize(item, size.QuadPart);
	IStream_Release(stream);
	return hr;
}

/* A name that no element has, as text and in code units. */
static char *
some_name(struct rewrite *rewrite, const char *parent,
	OLECHAR name[STG_NAME_UNITS + 1])
{
	unsigned more = random_below(&rewrite->random, 12);
	char text[STG_NAME_UNITS + 1];
	char *path;
	size_t i;

	i = (size_t)snprintf(text, sizeof text, "New %u", rewrite->serial++);
	while (more-- > 0)
		text[i++] = (char)('a' + random_below(&rewrite->random, 26));
	text[i] = '\0';
	for (i = 0; text[i]; i++)
		name[i] = (OLECHAR)text[i];
	name[i] = 0;
	if (asprintf(&path, "%s%s%s", parent, parent[0] ? "/" : "", text) < 0)
		abort();
	return path;
}

static HRESULT
make(struct rewrite *rewrite, DWORD type)
{
	struct item *parent = pick(rewrite, STGTY_STORAGE);
	OLECHAR name[STG_NAME_UNITS + 1];
	IStorage *storage;
	IStorage *made = NULL;
	IStream *stream = NULL;
	struct item *item;
	char *path;
	HRESULT hr;

	if (!parent)
		return S_FALSE;
	hr = stg_open_storage(rewrite->root, parent->path, RW, &storage);
	if (FAILED(hr))
		return hr;
	parent->touched = true;
	path = some_name(rewrite, parent->path, name);
	hr = type == STGTY_STREAM
		? IStorage_CreateStream(storage, name, RW, 0, 0, &stream)
		: IStorage_CreateStorage(storage, name, RW, 0, 0, &made);
	item = catalog_add(rewrite->catalog, path, type);
	item->touched = true;
	if (made)
		IStorage_Release(made);
	if (stream) {
		resize(item, 0);
		hr = write_at(rewrite, 0, item, stream);
		IStream_Release(stream);
	}
	IStorage_Release(storage);
	free(path);
	return hr;
}

static HRESULT
do_add_stream(struct rewrite *rewrite)
{
	return make(rewrite, STGTY_STREAM);
}

static HRESULT
do_add_storage(struct rewrite *rewrite)
{
	return make(rewrite, STGTY_STORAGE);
}

/* Open what holds an element that is not the root. */
static HRESULT
open_parent(struct rewrite *rewrite, const struct item *item,
	IStorage **storage, char **parent, OLECHAR name[STG_NAME_UNITS + 1])
{
	struct item *holder;

	if (!split(item->path, parent, name))
		return E_UNEXPECTED;
	holder = catalog_find(rewrite->catalog, *parent);
	if (!holder)
		return E_UNEXPECTED;
	holder->touched = true;
	return stg_open_storage(rewrite->root, *parent, RW, storage);
}

/* Any element, sometimes a storage, never the root. */
static struct item *
pick_element(struct rewrite *rewrite)
{
	bool storage = random_below(&rewrite->random, 4) == 0;
	struct item *item = pick(rewrite, storage ? STGTY_STORAGE
						  : STGTY_STREAM);

	return item && item->path[0] != '\0' ? item : NULL;
}

static HRESULT
do_remove(struct rewrite *rewrite)
{
	struct item *item = pick_element(rewrite);
	OLECHAR name[STG_NAME_UNITS + 1];
	char *parent = NULL;
	IStorage *storage;
	HRESULT hr;

	if (!item)
		return S_FALSE;
	hr = open_parent(rewrite, item, &storage, &parent, name);
	free(parent);
	if (FAILED(hr))
		return hr;
	hr = IStorage_DestroyElement(storage, name);
	if (SUCCEEDED(hr))
		catalog_remove(rewrite->catalog, item->path);
	IStorage_Release(storage);
	return hr;
}

static HRESULT
do_rename(struct rewrite *rewrite)
{
	struct item *item = pick_element(rewrite);
	OLECHAR name[STG_NAME_UNITS + 1];
	OLECHAR other[STG_NAME_UNITS + 1];
	char *parent = NULL;
	IStorage *storage;
	char *path;
	HRESULT hr;

	if (!item)
		return S_FALSE;
	hr = open_parent(rewrite, item, &storage, &parent, name);
	if (FAILED(hr)) {
		free(parent);
		return hr;
	}
	path = some_name(rewrite, parent, other);
	hr = IStorage_RenameElement(storage, name, other);
	item->touched = true;
	if (SUCCEEDED(hr))
		catalog_rename(rewrite->catalog, item->path, path);
	IStorage_Release(storage);
	free(parent);
	free(path);
	return hr;
}

static HRESULT
do_set(struct rewrite *rewrite)
{
	struct item *item = pick(rewrite, STGTY_STORAGE);
	IStorage *storage;
	HRESULT hr;

	if (!item)
		return S_FALSE;
	hr = stg_open_storage(rewrite->root, item->path, RW, &storage);
	if (FAILED(hr))
		return hr;
	item->touched = true;
	random_bytes(&rewrite->random, &item->clsid, sizeof item->clsid);
	item->state_bits = (DWORD)random_next(&rewrite->random);
	hr = IStorage_SetClass(storage, &item->clsid);
	if (SUCCEEDED(hr))
		hr = IStorage_SetStateBits(storage, item->state_bits,
			0xFFFFFFFF);
	IStorage_Release(storage);
	return hr;
}

static const struct {
	const char *name;
	HRESULT (*run)(struct rewrite *rewrite);
} operations[] = {
	{ "append", do_append },
	{ "append", do_append },
	{ "overwrite", do_overwrite },
	{ "truncate", do_truncate },
	{ "add a stream", do_add_stream },
	{ "add a stream", do_add_stream },
	{ "add a storage", do_add_storage },
	{ "remove", do_remove },
	{ "rename", do_rename },
	{ "set class and state", do_set },
};

HRESULT
rewrite(IStorage *root, struct catalog *catalog, uint64_t seed,
	unsigned steps, const char *label)
{
	struct rewrite rewrite = { .root = root, .catalog = catalog,
		.random = seed };

	for (unsigned i = 0; i < steps; i++) {
		uint32_t which = random_below(&rewrite.random,
			sizeof operations / sizeof *operations);
		HRESULT hr = operations[which].run(&rewrite);

		if (FAILED(hr)) {
			printf("%s: step %u: %s: %s\n", label, i,
				operations[which].name, stg_hresult_name(hr));
			return hr;
		}
	}
	return S_OK;
}
