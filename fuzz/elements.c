/* SPDX-License-Identifier: MIT */
/*
 * A path leads to its element unless a sibling of the same name is found
 * first, at the element or at a storage above it; only below storages that
 * were found can anything be said.
 */
#include "elements.h"

#include <ctype.h>
#include <string.h>

#include <stg/hresult.h>

#include "cfb/name.h"
#include "prove.h"

#define PATH_ROOM (64 * 1024)
#define LOOK_UPS  64 /* about so many, when there are more */
#define DEPTH_MAX 12 /* storages open at once */
#define OPENS_MAX 64

static size_t
depth_of(const char *path)
{
	size_t depth = *path != '\0';

	for (; *path; path++)
		depth += *path == '/';
	return depth;
}

/* The place of the storage above; the walk shows it before its elements. */
static size_t
parent_of(const struct elements *elements, ULONG depth)
{
	size_t i = elements->count;

	while (i > 0 && elements->kept[i - 1].depth >= depth)
		i--;
	return i > 0 ? i - 1 : 0;
}

static void
keep(struct elements *elements, const struct stg_element *element)
{
	struct element *kept = &elements->kept[elements->count];
	size_t length = strlen(element->path) + 1;

	/* From the first one that is left out on, none has its parent here. */
	if (elements->count == ELEMENTS_KEPT || length > elements->path_room)
		elements->path_room = 0;
	if (elements->path_room == 0)
		return;
	elements->path_room -= length;
	kept->path = malloc(length);
	PROVE(kept->path);
	memcpy(kept->path, element->path, length);
	kept->id = element->id;
	kept->type = element->type;
	kept->size = element->size;
	kept->depth = element->depth;
	kept->parent = parent_of(elements, element->depth);
	kept->found = false;
	elements->count++;
}

static HRESULT
take_element(const struct stg_element *element, void *context)
{
	struct elements *elements = context;
	uint32_t id = element->id;

	PROVE(id < elements->limit);
	PROVE(!(elements->seen[id / 8] >> (id % 8) & 1));
	elements->seen[id / 8] |= (uint8_t)(1U << (id % 8));
	PROVE((id == 0) == (elements->total == 0));
	PROVE(depth_of(element->path) == element->depth);
	PROVE(element->name_length <= STG_NAME_UNITS);
	PROVE(element->type == STGTY_STORAGE || element->type == STGTY_STREAM);
	PROVE(element->type == STGTY_STREAM || element->size == 0);
	elements->total++;
	elements->streams += element->type == STGTY_STREAM;
	elements->in_root += element->depth == 1;
	keep(elements, element);
	return S_OK;
}

void
elements_list(struct elements *elements, IStorage *root, size_t size)
{
	elements->count = elements->total = 0;
	elements->streams = elements->in_root = 0;
	elements->path_room = PATH_ROOM;
	/* A directory entry has 128 bytes, a cut sector at most 65,536. */
	elements->limit = size / 128 + 512;
	elements->seen = calloc(elements->limit / 8 + 1, 1);
	PROVE(elements->seen);
	elements->hr =
		stg_walk(root, "", STG_WALK_DEFAULT, take_element, elements);
	PROVE(elements->hr == S_OK || elements->hr == STG_E_DOCFILECORRUPT);
}

void
elements_done(struct elements *elements)
{
	for (size_t i = 0; i < elements->count; i++)
		free(elements->kept[i].path);
	free(elements->seen);
}

static const char *
last_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

static bool
names_equal(const char *a, const char *b)
{
	OLECHAR units[2][STG_NAME_UNITS + 1];
	size_t count[2];

	a = last_name(a);
	b = last_name(b);
	if (*a == '\0' || *b == '\0')
		return *a == *b;
	PROVE(SUCCEEDED(stg_name_unescape(a, strlen(a), units[0], &count[0])));
	PROVE(SUCCEEDED(stg_name_unescape(b, strlen(b), units[1], &count[1])));
	return cfb_name_compare((const uint16_t *)units[0], count[0],
		       (const uint16_t *)units[1], count[1]) == 0;
}

static void
look_up(struct elements *elements, struct element *one, IStorage *root,
	bool whole)
{
	struct stg_element found;
	HRESULT hr;

	if (!elements->kept[one->parent].found && one->depth != 0)
		return;
	hr = stg_stat(root, one->path, &found);
	PROVE(hr == S_OK || (!whole && hr == STG_E_DOCFILECORRUPT));
	if (FAILED(hr))
		return;
	one->found = found.id == one->id;
	if (!one->found) {
		PROVE(names_equal(found.path, one->path));
		return;
	}
	PROVE(strcmp(found.path, one->path) == 0);
	PROVE(found.type == one->type && found.size == one->size);
	PROVE(found.depth == one->depth);
}

/* The same path in other letters, unless they might be an escape's. */
static void
look_up_in_capitals(const struct element *one, IStorage *root)
{
	struct stg_element found;
	char path[256];
	size_t i;

	if (!one->found || strchr(one->path, '\\'))
		return;
	for (i = 0; i + 1 < sizeof path && one->path[i]; i++)
		path[i] = (char)toupper((unsigned char)one->path[i]);
	path[i] = '\0';
	if (one->path[i] != '\0')
		return;
	PROVE(stg_stat(root, path, &found) == S_OK);
	PROVE(found.id == one->id);
}

void
elements_look_up(struct elements *elements, IStorage *root, bool whole,
	struct dice *dice)
{
	size_t most = whole ? LOOK_UPS : LOOK_UPS / 4;
	size_t names = 8 * most; /* on all the paths */
	struct stg_element found;

	for (size_t i = 0; i < elements->count; i++) {
		struct element *one = &elements->kept[i];

		/* Some of many, but storages for the sake of what is below. */
		if (one->type == STGTY_STREAM &&
			dice_below(dice, elements->count) >= most)
			continue;
		if (one->depth > names)
			break;
		names -= one->depth;
		look_up(elements, one, root, whole);
		if (whole && dice_below(dice, 8) == 0)
			look_up_in_capitals(one, root);
	}
	PROVE(FAILED(stg_stat(root, "no such/element", &found)));
}

struct visit {
	IStorage *open[DEPTH_MAX]; /* each below one before it */
	bool listed[DEPTH_MAX];
	size_t depth;
	size_t opens;
	struct dice *dice;
};

static void
enter(struct visit *visit, IStorage *storage, const STATSTG *stat)
{
	IStorage *inner;
	HRESULT hr;

	if (stat->type != STGTY_STORAGE || visit->depth == DEPTH_MAX ||
		visit->opens == OPENS_MAX)
		return;
	visit->opens++;
	hr = IStorage_OpenStorage(storage, stat->pwcsName, NULL,
		STGM_READ | STGM_SHARE_EXCLUSIVE, NULL, 0, &inner);
	PROVE(SUCCEEDED(hr) == (inner != NULL));
	if (FAILED(hr))
		return;
	visit->listed[visit->depth] = false;
	visit->open[visit->depth++] = inner;
}

static size_t
count_rest(IEnumSTATSTG *list, struct dice *dice)
{
	size_t count = 0;
	HRESULT hr = S_OK;

	while (hr == S_OK) {
		STATSTG stats[4];
		ULONG got;

		hr = IEnumSTATSTG_Next(
			list, 1 + (ULONG)dice_below(dice, 4), stats, &got);
		for (ULONG i = 0; i < got; i++)
			CoTaskMemFree(stats[i].pwcsName);
		count += got;
	}
	return count;
}

/* How many elements a storage has; some storages among them are entered. */
static size_t
enumerate(struct visit *visit, IStorage *storage, IEnumSTATSTG *list)
{
	IEnumSTATSTG *clone = NULL;
	STATSTG stats[4];
	size_t count;
	ULONG got;
	HRESULT hr = IEnumSTATSTG_Next(list, 4, stats, &got);

	PROVE(hr == (got == 4 ? S_OK : S_FALSE) || FAILED(hr));
	for (ULONG i = 0; i < got; i++) {
		enter(visit, storage, &stats[i]);
		CoTaskMemFree(stats[i].pwcsName);
	}
	if (FAILED(hr))
		return 0;
	count = count_rest(list, visit->dice);
	PROVE(IEnumSTATSTG_Reset(list) == S_OK);
	PROVE(IEnumSTATSTG_Skip(list, got) == S_OK);
	PROVE(IEnumSTATSTG_Clone(list, &clone) == S_OK);
	PROVE(count_rest(clone, visit->dice) == count);
	IEnumSTATSTG_Release(clone);
	return got + count;
}

static size_t
list_storage(struct visit *visit, IStorage *storage)
{
	IEnumSTATSTG *list;
	STATSTG stat;
	size_t count;

	if (FAILED(IStorage_EnumElements(storage, 0, NULL, 0, &list)))
		return 0;
	count = enumerate(visit, storage, list);
	IEnumSTATSTG_Release(list);
	if (IStorage_Stat(storage, &stat, STATFLAG_DEFAULT) == S_OK)
		CoTaskMemFree(stat.pwcsName);
	return count;
}

void
elements_enumerate(
	const struct elements *elements, IStorage *root, struct dice *dice)
{
	struct visit visit = {
		.dice = dice, .depth = 1, .open = { root }, .listed = { true }
	};
	size_t count = list_storage(&visit, root);

	PROVE(elements->hr != S_OK || count == elements->in_root);
	while (visit.depth > 1) {
		size_t top = visit.depth - 1;

		if (visit.listed[top]) {
			IStorage_Release(visit.open[top]);
			visit.depth--;
			continue;
		}
		visit.listed[top] = true;
		(void)list_storage(&visit, visit.open[top]);
	}
}
