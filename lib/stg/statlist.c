/* SPDX-License-Identifier: MIT */
/* Lists that enumerators share. */
#include "stg/statlist.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <stg/hresult.h>

#include "base/checked.h"
#include "base/refs.h"

struct statlist *
statlist_create(const struct statlist_kind *kind)
{
	struct statlist *list = calloc(1, sizeof *list);

	if (!list)
		return NULL;
	list->kind = kind;
	atomic_init(&list->refs, 1);
	return list;
}

void
statlist_ref(struct statlist *list)
{
	refs_take(&list->refs);
}

void
statlist_unref(struct statlist *list)
{
	if (refs_drop(&list->refs) != 0)
		return;
	for (size_t i = 0; list->kind->done && i < list->count; i++)
		list->kind->done(list->stats + i * list->kind->size);
	free(list->stats);
	free(list);
}

void *
statlist_add(struct statlist *list)
{
	unsigned char *stat;
	size_t size;

	if (list->count == list->room) {
		size_t room = list->room ? 2 * list->room : 8;

		if (!checked_mul_size(room, list->kind->size, &size))
			return NULL;
		stat = realloc(list->stats, size);
		if (!stat)
			return NULL;
		list->stats = stat;
		list->room = room;
	}
	stat = list->stats + list->count++ * list->kind->size;
	return memset(stat, 0, list->kind->size);
}

/* Move on by as many as there are, up to `celt`; returns the first of them. */
static size_t
take(struct statcursor *cursor, ULONG *celt)
{
	size_t first = atomic_load(&cursor->next);
	ULONG taken;

	do {
		size_t left = cursor->list->count - first;

		taken = *celt < left ? *celt : (ULONG)left;
	} while (!atomic_compare_exchange_weak(&cursor->next, &first,
		first + taken));
	*celt = taken;
	return first;
}

/* Copy some; all or none. */
static HRESULT
copy_stats(const struct statlist *list, size_t first, ULONG count,
	unsigned char *to)
{
	const struct statlist_kind *kind = list->kind;
	const unsigned char *from;
	HRESULT hr = S_OK;
	ULONG i;

	/* A list that nothing was added to has no memory. */
	if (count == 0)
		return S_OK;
	from = list->stats + first * kind->size;
	if (!kind->copy) {
		memcpy(to, from, count * kind->size);
		return S_OK;
	}
	for (i = 0; i < count && SUCCEEDED(hr); i++)
		hr = kind->copy(from + i * kind->size, to + i * kind->size);
	if (FAILED(hr)) {
		for (ULONG j = 0; kind->done && j + 1 < i; j++)
			kind->done(to + j * kind->size);
		memset(to, 0, count * kind->size);
	}
	return hr;
}

HRESULT
statcursor_next(struct statcursor *cursor, ULONG celt, void *rgelt,
	ULONG *pceltFetched)
{
	ULONG taken = celt;
	size_t first;
	HRESULT hr;

	if (pceltFetched)
		*pceltFetched = 0;
	if (!rgelt || (!pceltFetched && celt != 1))
		return STG_E_INVALIDPARAMETER;
	memset(rgelt, 0, celt * cursor->list->kind->size);
	first = take(cursor, &taken);
	hr = copy_stats(cursor->list, first, taken, rgelt);
	if (FAILED(hr)) {
		atomic_store(&cursor->next, first);
		return hr;
	}
	if (pceltFetched)
		*pceltFetched = taken;
	return taken == celt ? S_OK : S_FALSE;
}

HRESULT
statcursor_skip(struct statcursor *cursor, ULONG celt)
{
	ULONG taken = celt ? celt : UINT32_MAX;

	(void)take(cursor, &taken);
	return celt && taken == celt ? S_OK : S_FALSE;
}

HRESULT
statcursor_reset(struct statcursor *cursor)
{
	atomic_store(&cursor->next, 0);
	return S_OK;
}
