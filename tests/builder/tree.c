/* SPDX-License-Identifier: MIT */
/*
 * Sibling trees ([MS-CFB] 2.6.4): the order of names and the shapes that a
 * storage's children can be given.
 */
#include "builder.h"

#include <stdlib.h>

#include "model.h"

/* A stretch of lower-case letters; with step 2 every other one is lower. */
struct letters {
	uint16_t first, last;
	int upper; /* what to add */
	uint16_t step;
};

/*
 * Enough of the simple case mapping for what recipes name things: Latin,
 * Greek, Cyrillic, Armenian and full-width letters, and the places where
 * [MS-CFB] 2.6.4 departs from Unicode.
 */
static const struct letters lower[] = {
	{ 0x0061, 0x007a, -32, 1 },
	{ 0x00e0, 0x00f6, -32, 1 },
	{ 0x00f8, 0x00fe, -32, 1 },
	{ 0x00ff, 0x00ff, 0x178 - 0xff, 1 },
	{ 0x0101, 0x012f, -1, 2 },
	{ 0x0133, 0x0137, -1, 2 },
	{ 0x013a, 0x0148, -1, 2 },
	{ 0x014b, 0x0177, -1, 2 },
	{ 0x017a, 0x017e, -1, 2 },
	{ 0x023a, 0x023a, 0x2c65 - 0x23a, 1 },
	{ 0x023e, 0x023e, 0x2c66 - 0x23e, 1 },
	{ 0x03ac, 0x03ac, -38, 1 },
	{ 0x03ad, 0x03af, -37, 1 },
	{ 0x03b1, 0x03c1, -32, 1 },
	{ 0x03c2, 0x03c2, -31, 1 },
	{ 0x03c3, 0x03cb, -32, 1 },
	{ 0x03cc, 0x03cc, -64, 1 },
	{ 0x03cd, 0x03ce, -63, 1 },
	{ 0x0430, 0x044f, -32, 1 },
	{ 0x0450, 0x045f, -80, 1 },
	{ 0x0461, 0x0481, -1, 2 },
	{ 0x0561, 0x0586, -48, 1 },
	{ 0x1e01, 0x1e95, -1, 2 },
	{ 0x1fcc, 0x1fcc, 0x1fc3 - 0x1fcc, 1 },
	{ 0xff41, 0xff5a, -32, 1 },
};

static unsigned int
upper_case(unsigned int unit)
{
	for (size_t i = 0; i < sizeof(lower) / sizeof(lower[0]); i++) {
		const struct letters *l = &lower[i];

		if (unit >= l->first && unit <= l->last &&
			(unit - l->first) % l->step == 0)
			return (unsigned int)((int)unit + l->upper);
	}
	return unit;
}

static int
by_name(const void *a, const void *b)
{
	const struct builder_entry *x = *(struct builder_entry *const *)a;
	const struct builder_entry *y = *(struct builder_entry *const *)b;

	if (x->units != y->units)
		return x->units < y->units ? -1 : 1;
	for (unsigned int i = 0; i < x->units; i++) {
		unsigned int p = upper_case(x->name[i]);
		unsigned int q = upper_case(y->name[i]);

		if (p != q)
			return p < q ? -1 : 1;
	}
	return x < y ? -1 : x > y;
}

/* The depth of the first level that is not full: its nodes are red. */
static unsigned int
red_depth(size_t count)
{
	unsigned int depth = 0;

	while (count >= ((size_t)2 << depth) - 1)
		depth++;
	return depth;
}

/*
 * The halves of each half differ by one node at most, so all levels but the
 * last are full.  As deep as the logarithm of the count.
 */
static uint32_t
halve(struct builder *b, struct builder_entry **list, size_t count,
	unsigned int depth, unsigned int red)
{
	struct builder_entry *middle;

	if (count == 0)
		return BUILDER_NONE;
	middle = list[count / 2];
	middle->left = halve(b, list, count / 2, depth + 1, red);
	middle->right = halve(
		b, list + count / 2 + 1, count - count / 2 - 1, depth + 1, red);
	middle->color = depth < red;
	return (uint32_t)(middle - b->entries);
}

static uint32_t
chain_up(struct builder *b, struct builder_entry **list, size_t count,
	bool backwards)
{
	uint32_t next = BUILDER_NONE;

	for (size_t i = 0; i < count; i++) {
		struct builder_entry *entry =
			list[backwards ? i : count - 1 - i];

		entry->left = backwards ? next : BUILDER_NONE;
		entry->right = backwards ? BUILDER_NONE : next;
		entry->color = 1;
		next = (uint32_t)(entry - b->entries);
	}
	return next;
}

static void
plant_one(struct builder *b, struct builder_entry *parent,
	struct builder_entry **list)
{
	const struct builder_tree *tree =
		parent->has_tree ? &parent->tree : &b->options.tree;
	size_t count = 0;

	for (uint32_t id = parent->first; id != BUILDER_NONE;
		id = b->entries[id].next)
		list[count++] = &b->entries[id];
	if (!tree->declared)
		qsort(list, count, sizeof(struct builder_entry *), by_name);
	if (tree->shape == BUILDER_BALANCED)
		parent->child = halve(b, list, count, 0, red_depth(count));
	else
		parent->child = chain_up(
			b, list, count, tree->shape == BUILDER_BACKLIST);
}

bool
builder_plant(struct builder *b)
{
	struct builder_entry **list =
		malloc(b->entry_count * sizeof(struct builder_entry *));

	if (list == NULL)
		return builder_no_memory(b);
	b->entries[0].color = 1;
	for (size_t i = 0; i < b->entry_count; i++) {
		if (b->entries[i].first != BUILDER_NONE)
			plant_one(b, &b->entries[i], list);
	}
	free(list);
	return true;
}
