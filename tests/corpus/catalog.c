/* SPDX-License-Identifier: MIT */
/* Lists of what compound files hold. */
#include "catalog.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct item *
catalog_add(struct catalog *catalog, const char *path, DWORD type)
{
	struct item *item;

	if (catalog->count == catalog->capacity) {
		catalog->capacity = catalog->capacity ? catalog->capacity * 2
						      : 32;
		catalog->items = realloc(catalog->items,
			catalog->capacity * sizeof *catalog->items);
		if (!catalog->items)
			abort();
	}
	item = &catalog->items[catalog->count++];
	memset(item, 0, sizeof *item);
	item->path = strdup(path);
	if (!item->path)
		abort();
	item->type = type;
	item->readable = true;
	return item;
}

struct item *
catalog_find(const struct catalog *catalog, const char *path)
{
	for (size_t i = 0; i < catalog->count; i++)
		if (strcmp(catalog->items[i].path, path) == 0)
			return &catalog->items[i];
	return NULL;
}

static void
forget(struct item *item)
{
	free(item->path);
	free(item->bytes);
}

void
catalog_done(struct catalog *catalog)
{
	for (size_t i = 0; i < catalog->count; i++)
		forget(&catalog->items[i]);
	free(catalog->items);
	memset(catalog, 0, sizeof *catalog);
}

/* The rest of a path behind that of a storage, or NULL. */
static const char *
below(const char *path, const char *storage)
{
	size_t length = strlen(storage);

	if (strncmp(path, storage, length) != 0)
		return NULL;
	return path[length] == '/' || path[length] == '\0' ? path + length
							   : NULL;
}

void
catalog_remove(struct catalog *catalog, const char *path)
{
	char *gone = strdup(path);
	size_t kept = 0;

	if (!gone)
		abort();
	for (size_t i = 0; i < catalog->count; i++) {
		if (below(catalog->items[i].path, gone))
			forget(&catalog->items[i]);
		else
			catalog->items[kept++] = catalog->items[i];
	}
	catalog->count = kept;
	free(gone);
}

void
catalog_rename(struct catalog *catalog, const char *path, const char *to)
{
	char *old = strdup(path);

	if (!old)
		abort();
	for (size_t i = 0; i < catalog->count; i++) {
		struct item *item = &catalog->items[i];
		const char *rest = below(item->path, old);
		char *renamed;

		if (!rest)
			continue;
		if (asprintf(&renamed, "%s%s", to, rest) < 0)
			abort();
		free(item->path);
		item->path = renamed;
	}
	free(old);
}

static int
compare_items(const void *a, const void *b)
{
	const struct item *left = a;
	const struct item *right = b;
	int order = strcmp(left->path, right->path);

	if (order == 0 && left->type != right->type)
		order = left->type < right->type ? -1 : 1;
	return order;
}

static void
sort(struct catalog *catalog)
{
	if (catalog->count == 0)
		return;
	qsort(catalog->items, catalog->count, sizeof *catalog->items,
		compare_items);
	for (size_t i = 1; i < catalog->count; i++) {
		struct item *one = &catalog->items[i - 1];
		struct item *other = &catalog->items[i];

		if (strcmp(one->path, other->path) == 0)
			one->doubled = other->doubled = true;
	}
}

void
catalog_seal(struct catalog *catalog)
{
	for (size_t i = 0; i < catalog->count; i++) {
		struct item *item = &catalog->items[i];
		struct sha256_ctx sha;

		if (!item->bytes)
			continue;
		sha256_init(&sha);
		sha256_update(&sha, (size_t)item->size, item->bytes);
		sha256_digest(&sha, sizeof item->digest, item->digest);
	}
	sort(catalog);
}

static bool
digest_stream(IStorage *root, struct item *item)
{
	static unsigned char buffer[65536];
	struct sha256_ctx sha;
	ULONGLONG total = 0;
	IStream *stream;
	ULONG got;
	HRESULT hr = stg_open_stream(root, item->path,
		STGM_READ | STGM_SHARE_EXCLUSIVE, &stream);

	if (FAILED(hr))
		return false;
	sha256_init(&sha);
	do {
		got = 0;
		hr = IStream_Read(stream, buffer, sizeof buffer, &got);
		sha256_update(&sha, got, buffer);
		total += got;
	} while (SUCCEEDED(hr) && got != 0);
	IStream_Release(stream);
	sha256_digest(&sha, sizeof item->digest, item->digest);
	return SUCCEEDED(hr) && total == item->size;
}

static HRESULT
take(const struct stg_element *element, void *context)
{
	struct item *item = catalog_add(context, element->path, element->type);

	item->size = element->type == STGTY_STREAM ? element->size : 0;
	item->clsid = element->clsid;
	item->state_bits = element->state_bits;
	item->ctime = element->ctime;
	item->mtime = element->mtime;
	return S_OK;
}

HRESULT
catalog_read(struct catalog *catalog, IStorage *root)
{
	HRESULT hr;

	memset(catalog, 0, sizeof *catalog);
	hr = stg_walk(root, "", STG_WALK_DEFAULT, take, catalog);
	for (size_t i = 0; i < catalog->count; i++) {
		struct item *item = &catalog->items[i];

		if (item->type != STGTY_STREAM)
			continue;
		item->readable = digest_stream(root, item);
		catalog->bytes += item->readable ? item->size : 0;
	}
	sort(catalog);
	return hr;
}

static bool
same_stream(const struct item *a, const struct item *b)
{
	return a->readable == b->readable && a->size == b->size &&
		memcmp(a->digest, b->digest, sizeof a->digest) == 0;
}

static bool
same_storage(const struct item *a, const struct item *b, bool times)
{
	if (!IsEqualGUID(&a->clsid, &b->clsid) ||
		a->state_bits != b->state_bits)
		return false;
	return !times || a->touched ||
		(memcmp(&a->ctime, &b->ctime, sizeof a->ctime) == 0 &&
		memcmp(&a->mtime, &b->mtime, sizeof a->mtime) == 0);
}

static bool
is_excused(const struct item *item)
{
	return !item->readable || item->doubled;
}

static void
tell(const char *label, const char *what, const struct item *item)
{
	if (label)
		printf("%s: %s: \"%s\" (%s, %llu bytes)\n", label, what,
			item->path,
			item->type == STGTY_STREAM ? "stream" : "storage",
			(unsigned long long)item->size);
}

static void
compare_pair(const struct item *a, const struct item *b, bool times,
	const char *label, struct difference *difference)
{
	bool same = a->type == STGTY_STREAM ? same_stream(a, b)
					    : same_storage(a, b, times);

	if (same) {
		difference->same++;
		difference->bytes += a->size;
		return;
	}
	difference->changed++;
	difference->excused += is_excused(a);
	if (!is_excused(a))
		tell(label, "differs", a);
}

void
catalog_compare(const struct catalog *expected, const struct catalog *found,
	bool times, const char *label, struct difference *difference)
{
	size_t i = 0;
	size_t j = 0;

	memset(difference, 0, sizeof *difference);
	while (i < expected->count || j < found->count) {
		const struct item *a = &expected->items[i];
		const struct item *b = &found->items[j];
		int order = i == expected->count ? 1 :
			j == found->count ? -1 : compare_items(a, b);

		if (order < 0) {
			difference->missing++;
			difference->excused += is_excused(a);
			if (!is_excused(a))
				tell(label, "missing", a);
		} else if (order > 0) {
			difference->surplus++;
			tell(label, "surplus", b);
		} else {
			compare_pair(a, b, times, label, difference);
		}
		i += order <= 0;
		j += order >= 0;
	}
}
