/* SPDX-License-Identifier: MIT */
/*
 * A path holds the way from the storage down: ids[0] is the storage, and
 * ids[i + 1] hangs on link dirs[i] of ids[i]. A sound tree of 2^32 entries is
 * 64 levels deep at most, and trees are made sure of before they are changed.
 */
#include "cfb/tree_edit.h"

#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "cfb/colors.h"
#include "cfb/directory.h"
#include "cfb/edit.h"
#include "cfb/index.h"
#include "cfb/listing.h"
#include "cfb/name.h"

#define DEPTH_MAX 72

enum direction { LEFT, RIGHT, CHILD };

struct path {
	struct cfb_file *file;
	int status; /* the first failure; nothing is done after it */
	bool changed; /* something was */
	unsigned depth;
	uint32_t ids[DEPTH_MAX + 2];
	uint8_t dirs[DEPTH_MAX + 2];
};

static uint32_t
link_of(struct path *path, uint32_t id, unsigned dir)
{
	const uint8_t *raw;

	if (path->status == CFB_OK)
		path->status = cfb_directory_raw(path->file, id, &raw);
	return path->status == CFB_OK ? get_le32(raw + 68 + 4 * dir)
				      : CFB_NOSTREAM;
}

static void
set_link(struct path *path, uint32_t id, unsigned dir, uint32_t to)
{
	uint8_t *raw;

	if (path->status == CFB_OK)
		path->status = cfb_directory_edit(path->file, id, &raw);
	if (path->status != CFB_OK)
		return;
	put_le32(raw + 68 + 4 * dir, to);
	path->changed = true;
}

static unsigned
color_of(struct path *path, uint32_t id)
{
	const uint8_t *raw;

	if (id == CFB_NOSTREAM)
		return CFB_BLACK;
	if (path->status == CFB_OK)
		path->status = cfb_directory_raw(path->file, id, &raw);
	return path->status == CFB_OK ? raw[67] : CFB_BLACK;
}

static void
set_color(struct path *path, uint32_t id, unsigned color)
{
	uint8_t *raw;

	if (path->status == CFB_OK && color_of(path, id) != color)
		path->status = cfb_directory_edit(path->file, id, &raw);
	else
		return;
	if (path->status != CFB_OK)
		return;
	raw[67] = (uint8_t)color;
	path->changed = true;
}

/* How it went. A tree that was changed in part is no tree. */
static int
outcome(const struct path *path)
{
	if (path->status != CFB_OK && path->changed)
		cfb_edit_doubt(path->file, path->status);
	return path->status;
}

static void
push(struct path *path, uint32_t id, unsigned dir)
{
	if (path->depth > DEPTH_MAX) {
		path->status = CFB_CORRUPT;
		return;
	}
	path->ids[path->depth] = id;
	path->dirs[path->depth] = (uint8_t)dir;
	path->depth++;
}

/*
 * Go down to where `name` is or would be. Returns the entry that has it, or
 * CFB_NOSTREAM; the path ends above.
 */
static uint32_t
descend(struct path *path, uint32_t storage, const struct cfb_dirent *name)
{
	uint32_t at = link_of(path, storage, CHILD);

	push(path, storage, CHILD);
	while (path->status == CFB_OK && at != CFB_NOSTREAM) {
		const uint8_t *raw;
		int order;

		path->status = cfb_directory_raw(path->file, at, &raw);
		if (path->status != CFB_OK)
			break;
		order = cfb_dirent_compare(name->name, name->units, raw);
		if (order == 0)
			return at;
		push(path, at, order < 0 ? LEFT : RIGHT);
		at = get_le32(raw + (order < 0 ? 68 : 72));
	}
	return CFB_NOSTREAM;
}

/*
 * A red entry was hung below the end of the path. Go up until no red one has
 * a red one above it.
 */
static void
fix_insert(struct path *path, uint32_t n)
{
	unsigned d = path->depth; /* ids[d - 1] is above n */

	while (path->status == CFB_OK && d >= 3) {
		uint32_t p = path->ids[d - 1];
		uint32_t g = path->ids[d - 2];
		unsigned pdir = path->dirs[d - 2];
		unsigned ndir = path->dirs[d - 1];
		uint32_t u;

		if (color_of(path, p) == CFB_BLACK)
			return;
		u = link_of(path, g, !pdir);
		if (color_of(path, u) == CFB_RED) {
			set_color(path, p, CFB_BLACK);
			set_color(path, u, CFB_BLACK);
			set_color(path, g, CFB_RED);
			n = g;
			d -= 2;
			continue;
		}
		if (ndir != pdir) {
			set_link(path, p, ndir, link_of(path, n, pdir));
			set_link(path, n, pdir, p);
			set_link(path, g, pdir, n);
			p = n;
		}
		set_link(path, g, pdir, link_of(path, p, !pdir));
		set_link(path, p, !pdir, g);
		set_link(path, path->ids[d - 3], path->dirs[d - 3], p);
		set_color(path, p, CFB_BLACK);
		set_color(path, g, CFB_RED);
		return;
	}
	/* The topmost entry is black, which harms nothing. */
	if (d == 2)
		set_color(path, path->ids[1], CFB_BLACK);
	else if (d == 1)
		set_color(path, n, CFB_BLACK);
}

static int
compare_names(const void *a, const void *b)
{
	const struct cfb_dirent *x = *(struct cfb_dirent *const *)a;
	const struct cfb_dirent *y = *(struct cfb_dirent *const *)b;

	return cfb_name_compare(x->name, x->units, y->name, y->units);
}

/* A range of the sorted entries that is to become a subtree. */
struct range {
	uint32_t low;
	uint32_t high; /* behind the last */
	uint32_t above;
	uint8_t dir;
	uint8_t level;
};

static unsigned
deepest_level(uint32_t count)
{
	unsigned level = 0;

	while (count >>= 1)
		level++;
	return level;
}

/*
 * Hang sorted entries on the storage as a tree whose levels are full but for
 * the deepest; that one is red, all others are black.
 */
static void
hang(struct path *path, uint32_t storage, const uint32_t *ids,
	uint32_t count)
{
	unsigned deepest = deepest_level(count);
	bool full = ((count + 1) & count) == 0;
	struct range stack[2 * 32 + 2];
	unsigned depth = 0;

	set_link(path, storage, CHILD, CFB_NOSTREAM);
	if (count != 0)
		stack[depth++] = (struct range){ 0, count, storage, CHILD,
			0 };
	while (path->status == CFB_OK && depth != 0) {
		struct range r = stack[--depth];
		uint32_t middle = r.low + (r.high - r.low) / 2;
		uint32_t id = ids[middle];
		bool red = r.level == deepest && !full && r.level != 0;

		set_link(path, r.above, r.dir, id);
		set_link(path, id, LEFT, CFB_NOSTREAM);
		set_link(path, id, RIGHT, CFB_NOSTREAM);
		set_color(path, id, red ? CFB_RED : CFB_BLACK);
		if (r.low < middle)
			stack[depth++] = (struct range){ r.low, middle, id,
				LEFT, (uint8_t)(r.level + 1) };
		if (middle + 1 < r.high)
			stack[depth++] = (struct range){ middle + 1, r.high,
				id, RIGHT, (uint8_t)(r.level + 1) };
	}
}

/* Build the tree of a storage anew from what its links lead to. */
static int
rebuild(struct cfb_file *file, uint32_t storage,
	const struct cfb_listing *listing)
{
	struct path path = { .file = file };
	uint32_t count = listing->count;
	struct cfb_dirent *entries = calloc(count + 1, sizeof *entries);
	struct cfb_dirent **sorted = calloc(count + 1, sizeof *sorted);
	uint32_t *ids = calloc(count + 1, sizeof *ids);

	if (!entries || !sorted || !ids)
		path.status = CFB_NO_MEMORY;
	for (uint32_t i = 0; path.status == CFB_OK && i < count; i++) {
		path.status = cfb_directory_entry(file, listing->ids[i],
			&entries[i]);
		sorted[i] = &entries[i];
	}
	if (path.status == CFB_OK) {
		qsort(sorted, count, sizeof *sorted, compare_names);
		for (uint32_t i = 0; i < count; i++)
			ids[i] = listing->ids[sorted[i] - entries];
		hang(&path, storage, ids, count);
	}
	free(entries);
	free(sorted);
	free(ids);
	return outcome(&path);
}

static int
is_sound(struct cfb_file *file, uint32_t storage, bool *sound)
{
	struct cfb_colors colors;
	const uint8_t *raw;
	uint32_t top;
	int status = cfb_directory_raw(file, storage, &raw);

	if (status != CFB_OK)
		return status;
	top = get_le32(raw + 76);
	*sound = top == CFB_NOSTREAM;
	if (*sound)
		return CFB_OK;
	status = cfb_colors_judge(file, top, &colors);
	*sound = status == CFB_OK && cfb_colors_are_sound(&colors);
	return status;
}

int
cfb_tree_prepare(struct cfb_file *file, uint32_t storage)
{
	const struct cfb_index *index = cfb_index_get(file, storage);
	struct cfb_listing listing;
	bool sound = false;
	int status;

	if (index && index->sound)
		return CFB_OK;
	status = cfb_listing_make(file, storage, NULL, &listing);
	if (status != CFB_OK)
		return status;
	if (listing.damaged)
		status = CFB_CORRUPT; /* what it does not show would be lost */
	else if (listing.ordered)
		status = is_sound(file, storage, &sound);
	if (status == CFB_OK && !sound)
		status = rebuild(file, storage, &listing);
	cfb_listing_done(&listing);
	return status == CFB_OK ? cfb_index_set_sound(file, storage) : status;
}

int
cfb_tree_insert(struct cfb_file *file, uint32_t storage, uint32_t id)
{
	struct path path = { .file = file };
	struct cfb_dirent entry;

	path.status = cfb_tree_prepare(file, storage);
	if (path.status == CFB_OK)
		path.status = cfb_directory_entry(file, id, &entry);
	if (path.status != CFB_OK)
		return path.status;
	if (descend(&path, storage, &entry) != CFB_NOSTREAM)
		return CFB_EXISTS;
	set_link(&path, id, LEFT, CFB_NOSTREAM);
	set_link(&path, id, RIGHT, CFB_NOSTREAM);
	set_color(&path, id, CFB_RED);
	path.changed = false; /* of the tree, nothing yet */
	set_link(&path, path.ids[path.depth - 1],
		path.dirs[path.depth - 1], id);
	fix_insert(&path, id);
	return outcome(&path);
}

/* Turn the links between p and its child s around: s goes up, p to `dir`. */
static void
rotate(struct path *path, uint32_t above, unsigned above_dir, uint32_t p,
	uint32_t s, unsigned dir)
{
	set_link(path, p, !dir, link_of(path, s, dir));
	set_link(path, s, dir, p);
	set_link(path, above, above_dir, s);
}

/*
 * The side `dirs[d]` of ids[d] lacks a black entry. Go up until it is made up
 * for. `d` counts places in the path.
 */
static void
fix_remove(struct path *path, uint32_t x)
{
	unsigned d = path->depth - 1;

	while (path->status == CFB_OK && d >= 1 &&
		color_of(path, x) == CFB_BLACK) {
		uint32_t p = path->ids[d];
		unsigned dir = path->dirs[d];
		uint32_t s = link_of(path, p, !dir);
		uint32_t near;
		uint32_t far;

		if (s == CFB_NOSTREAM) {
			if (path->status == CFB_OK)
				path->status = CFB_CORRUPT;
			return;
		}
		if (color_of(path, s) == CFB_RED) {
			set_color(path, s, CFB_BLACK);
			set_color(path, p, CFB_RED);
			rotate(path, path->ids[d - 1], path->dirs[d - 1], p,
				s, dir);
			path->ids[d] = s;
			path->ids[d + 1] = p;
			path->dirs[d + 1] = (uint8_t)dir;
			d++;
			s = link_of(path, p, !dir);
		}
		near = link_of(path, s, dir);
		far = link_of(path, s, !dir);
		if (color_of(path, near) == CFB_BLACK &&
			color_of(path, far) == CFB_BLACK) {
			set_color(path, s, CFB_RED);
			x = p;
			d--;
			continue;
		}
		if (color_of(path, far) == CFB_BLACK) {
			set_color(path, near, CFB_BLACK);
			set_color(path, s, CFB_RED);
			rotate(path, p, !dir, s, near, !dir);
			far = s;
			s = near;
		}
		set_color(path, s, color_of(path, p));
		set_color(path, p, CFB_BLACK);
		set_color(path, far, CFB_BLACK);
		rotate(path, path->ids[d - 1], path->dirs[d - 1], p, s, dir);
		return;
	}
	if (x != CFB_NOSTREAM)
		set_color(path, x, CFB_BLACK);
}

/*
 * Entry `id` has two children: exchange its place with the next one in order,
 * links and colours, so that it has one at most. The path then leads to it.
 */
static void
swap_with_next(struct path *path, uint32_t id)
{
	unsigned at = path->depth; /* where id comes in the path */
	uint32_t next = link_of(path, id, RIGHT);
	unsigned color = color_of(path, id);
	uint32_t left;

	push(path, id, RIGHT);
	while (path->status == CFB_OK &&
		(left = link_of(path, next, LEFT)) != CFB_NOSTREAM) {
		push(path, next, LEFT);
		next = left;
	}
	if (path->status != CFB_OK)
		return;
	set_color(path, id, color_of(path, next));
	set_color(path, next, color);
	left = link_of(path, next, RIGHT);
	set_link(path, path->ids[at - 1], path->dirs[at - 1], next);
	set_link(path, next, LEFT, link_of(path, id, LEFT));
	if (link_of(path, id, RIGHT) == next) {
		set_link(path, next, RIGHT, id);
	} else {
		set_link(path, next, RIGHT, link_of(path, id, RIGHT));
		set_link(path, path->ids[path->depth - 1], LEFT, id);
	}
	set_link(path, id, LEFT, CFB_NOSTREAM);
	set_link(path, id, RIGHT, left);
	path->ids[at] = next;
}

int
cfb_tree_remove(struct cfb_file *file, uint32_t storage, uint32_t id)
{
	struct path path = { .file = file };
	struct cfb_dirent entry;
	uint32_t child;
	bool black;

	path.status = cfb_tree_prepare(file, storage);
	if (path.status == CFB_OK)
		path.status = cfb_directory_entry(file, id, &entry);
	if (path.status != CFB_OK)
		return path.status;
	if (descend(&path, storage, &entry) != id)
		return path.status == CFB_OK ? CFB_NOT_FOUND : path.status;
	if (link_of(&path, id, LEFT) != CFB_NOSTREAM &&
		link_of(&path, id, RIGHT) != CFB_NOSTREAM)
		swap_with_next(&path, id);
	child = link_of(&path, id, LEFT);
	if (child == CFB_NOSTREAM)
		child = link_of(&path, id, RIGHT);
	black = color_of(&path, id) == CFB_BLACK;
	set_link(&path, path.ids[path.depth - 1],
		path.dirs[path.depth - 1], child);
	if (black)
		fix_remove(&path, child);
	return outcome(&path);
}
