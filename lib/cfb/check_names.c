/* SPDX-License-Identifier: MIT */
/*
 * Names that one storage has twice, [MS-CFB] 2.6.4. Where names ascend there
 * are none, and the listing tells of equal ones that follow each other. Others
 * lie apart, which takes a tree that is out of order: its entries are sorted,
 * by a hash at first, so that few names are read again.
 */
#include <stdlib.h>

#include "cfb/checker.h"
#include "cfb/directory.h"
#include "cfb/name.h"

struct named {
	uint32_t hash;
	uint32_t at; /* in the listing */
};

struct names {
	struct cfb_file *file;
	const uint32_t *ids; /* of the listing */
	struct named *items;
	int status;          /* of what was read while they were sorted */
};

/* The order of two names; equal, once something cannot be read. */
static int
compare_names(struct names *names, uint32_t a, uint32_t b)
{
	struct cfb_dirent entry;
	const uint8_t *raw;

	if (names->status == CFB_OK)
		names->status = cfb_directory_entry(names->file, names->ids[a],
			&entry);
	if (names->status == CFB_OK)
		names->status = cfb_directory_raw(names->file, names->ids[b],
			&raw);
	return names->status == CFB_OK
			? cfb_dirent_compare(entry.name, entry.units, raw) : 0;
}

static int
compare_named(const void *a, const void *b, void *context)
{
	const struct named *one = a;
	const struct named *other = b;
	int order;

	if (one->hash != other->hash)
		return one->hash < other->hash ? -1 : 1;
	order = one->at == other->at
			? 0 : compare_names(context, one->at, other->at);
	if (order != 0)
		return order;
	return (one->at > other->at) - (one->at < other->at);
}

static int
sort(struct names *names, uint32_t count)
{
	for (uint32_t i = 0; i < count; i++) {
		struct cfb_dirent entry;
		int status = cfb_directory_entry(names->file, names->ids[i],
			&entry);

		if (status != CFB_OK)
			return status;
		names->items[i].hash = cfb_name_hash(entry.name, entry.units);
		names->items[i].at = i;
	}
	qsort_r(names->items, count, sizeof *names->items, compare_named,
		names);
	return names->status;
}

/* Each one but the first of its name, unless it comes right behind another. */
static int
tell(struct cfb_checker *checker, struct names *names, uint32_t count)
{
	for (uint32_t i = 1; i < count; i++) {
		const struct named *last = &names->items[i - 1];
		const struct named *item = &names->items[i];
		int status;

		if (item->hash != last->hash || item->at == last->at + 1 ||
			compare_names(names, last->at, item->at) != 0)
			continue;
		status = names->status == CFB_OK ? checker_note(checker,
			CFB_DEFECT_TREE_DUPLICATE, CFB_NOWHERE,
			names->ids[item->at], names->ids[last->at])
			: names->status;
		if (status != CFB_OK)
			return status;
	}
	return CFB_OK;
}

int
checker_names(struct cfb_checker *checker, const struct cfb_listing *listing)
{
	struct names names = { .file = checker->file, .ids = listing->ids };
	int status;

	if (listing->ordered || listing->count < 2)
		return CFB_OK;
	names.items = malloc((size_t)listing->count * sizeof *names.items);
	if (!names.items)
		return CFB_NO_MEMORY;
	status = sort(&names, listing->count);
	if (status == CFB_OK)
		status = tell(checker, &names, listing->count);
	free(names.items);
	return status;
}
