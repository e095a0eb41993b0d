/* SPDX-License-Identifier: MIT */
/*
 * A page keeps one bit a sector that says whether its bytes were loaded. The
 * table of slots grows to the highest page asked for: eight bytes for each
 * 4 KiB of metadata, which the length of the file bounds, since locate()
 * answers for sectors of the file only.
 */
#include "cfb/pages.h"

#include <stdlib.h>
#include <string.h>

#include "base/checked.h"
#include "base/container.h"
#include "cfb/file.h"
#include "cfb/status.h"

#define PAGE_SHIFT  12
#define POOL_BUDGET ((size_t)16 << 20)
#define POOL_SPARE  ((size_t)512 << 10)
#define DIRTY_FEW   16 /* pages */

void
cfb_page_pool_init(struct cfb_page_pool *pool)
{
	list_init(&pool->pages);
	pool->used = 0;
	pool->dirty = 0;
	pool->budget = POOL_BUDGET;
}

void
cfb_page_pool_bound(struct cfb_page_pool *pool, uint64_t size)
{
	pool->budget = size < POOL_BUDGET - POOL_SPARE
			? (size_t)size + POOL_SPARE : POOL_BUDGET;
}

void
cfb_pages_init(struct cfb_pages *pages, struct cfb_file *file,
	cfb_locate_fn *locate, uint8_t fill)
{
	unsigned shift = file->sector_shift;

	memset(pages, 0, sizeof *pages);
	pages->locate = locate;
	list_init(&pages->dirty);
	pages->fill = fill;
	pages->sector_shift = file->sector_shift;
	pages->shift = shift < PAGE_SHIFT ? (uint8_t)(PAGE_SHIFT - shift) : 0;
}

static size_t
page_size(const struct cfb_file *file, const struct cfb_pages *pages)
{
	return (size_t)1 << (file->sector_shift + pages->shift);
}

static void
drop_page(struct cfb_file *file, struct cfb_page *page)
{
	for (uint32_t bits = page->dirty; bits; bits &= bits - 1)
		file->pool.dirty--;
	list_remove(&page->link);
	page->owner->slots[page->number] = NULL;
	file->pool.used -= page_size(file, page->owner);
	free(page);
}

void
cfb_pages_done(struct cfb_pages *pages, struct cfb_file *file)
{
	for (uint32_t i = 0; i < pages->count; i++) {
		if (pages->slots[i])
			drop_page(file, pages->slots[i]);
	}
	free(pages->slots);
	pages->slots = NULL;
	pages->count = 0;
}

/* Drop the oldest pages; one that was used meanwhile gets a second chance. */
static void
make_room(struct cfb_file *file, size_t size)
{
	struct cfb_page_pool *pool = &file->pool;

	while (pool->used + size > pool->budget && !list_empty(&pool->pages)) {
		struct cfb_page *page = container_of(pool->pages.next,
			struct cfb_page, link);

		if (page->used) {
			page->used = false;
			list_remove(&page->link);
			list_append(&pool->pages, &page->link);
		} else {
			drop_page(file, page);
		}
	}
}

static int
grow_slots(struct cfb_pages *pages, uint32_t number)
{
	uint32_t count = pages->count ? pages->count : 16;
	struct cfb_page **slots;
	size_t bytes;

	if (number < pages->count)
		return CFB_OK;
	while (count <= number)
		count = count > UINT32_MAX / 2 ? UINT32_MAX : count * 2;
	if (!checked_mul_size(count, sizeof *slots, &bytes))
		return CFB_NO_MEMORY;
	slots = realloc(pages->slots, bytes);
	if (!slots)
		return CFB_NO_MEMORY;
	memset(slots + pages->count, 0,
		(count - pages->count) * sizeof *slots);
	pages->slots = slots;
	pages->count = count;
	return CFB_OK;
}

static int
make_page(struct cfb_file *file, struct cfb_pages *pages, uint32_t number,
	struct cfb_page **made)
{
	size_t size = page_size(file, pages);
	struct cfb_page *page;
	int status = grow_slots(pages, number);

	if (status != CFB_OK)
		return status;
	make_room(file, size);
	page = malloc(sizeof *page + size);
	if (!page)
		return CFB_NO_MEMORY;
	page->owner = pages;
	page->number = number;
	page->valid = 0;
	page->dirty = 0;
	page->fresh = 0;
	page->used = false;
	list_init(&page->link);
	list_append(&file->pool.pages, &page->link);
	file->pool.used += size;
	pages->slots[number] = page;
	*made = page;
	return CFB_OK;
}

/*
 * Load sector `at` of the page, and with it those behind it that lie behind
 * it in the file too and are not loaded yet.
 */
static int
load(struct cfb_file *file, struct cfb_page *page, uint32_t at,
	uint32_t sector, uint32_t run)
{
	struct cfb_pages *pages = page->owner;
	uint32_t limit = 1U << pages->shift;
	uint8_t *bytes = page->bytes + ((size_t)at << file->sector_shift);
	uint32_t n = 1;
	size_t wanted;
	size_t done;
	int status;

	while (n < run && at + n < limit && !(page->valid >> (at + n) & 1) &&
		sector + n < file->sectors)
		n++;
	wanted = (size_t)n << file->sector_shift;
	status = device_read(file->device, cfb_sector_offset(file, sector),
		bytes, wanted, &done);
	if (status != 0)
		return status;
	if (done < wanted) {
		if (cfb_sector_offset(file, sector) + done < file->size)
			return CFB_CORRUPT; /* cut short under us */
		memset(bytes + done, pages->fill, wanted - done);
		pages->cut = 1;
	}
	for (uint32_t i = 0; i < n; i++)
		page->valid |= 1U << (at + i);
	return CFB_OK;
}

static struct cfb_page *
find_page(const struct cfb_pages *pages, uint32_t index)
{
	uint32_t number = index >> pages->shift;

	return number < pages->count ? pages->slots[number] : NULL;
}

/*
 * Where is sector `index`? In a page that is not there yet, what comes before
 * it may be wanted next: `skip` says how many sectors do, if all lie together.
 */
static int
locate(struct cfb_file *file, struct cfb_pages *pages, uint32_t index,
	uint32_t *sector, uint32_t *run, uint32_t *skip)
{
	uint32_t at = index & ((1U << pages->shift) - 1);
	int status = CFB_NOT_FOUND;

	*skip = 0;
	if (at != 0 && !find_page(pages, index))
		status = pages->locate(file, pages, index - at, sector, run);
	if (status != CFB_OK && status != CFB_NOT_FOUND)
		return status;
	if (status != CFB_OK || *run <= at)
		return pages->locate(file, pages, index, sector, run);
	*skip = at;
	*sector += at;
	*run -= at;
	return CFB_OK;
}

/* The page that holds sector `index`, with that sector loaded. */
static int
get_page(struct cfb_file *file, struct cfb_pages *pages, uint32_t index,
	struct cfb_page **found)
{
	uint32_t number = index >> pages->shift;
	uint32_t at = index & ((1U << pages->shift) - 1);
	struct cfb_page *page = find_page(pages, index);
	uint32_t sector;
	uint32_t skip;
	uint32_t run;
	int status;

	if (!page || !(page->valid >> at & 1)) {
		/* May load other pages, so it comes first. */
		status = locate(file, pages, index, &sector, &run, &skip);
		if (status != CFB_OK)
			return status;
		page = find_page(pages, index);
		if (!page) {
			status = make_page(file, pages, number, &page);
			if (status != CFB_OK)
				return status;
		}
		if (skip != 0 && page->valid == 0)
			status = load(file, page, at - skip, sector - skip,
				run + skip);
		if (status == CFB_OK && !(page->valid >> at & 1))
			status = load(file, page, at, sector, run);
		if (status != CFB_OK)
			return status;
	} else {
		page->used = true;
	}
	*found = page;
	return CFB_OK;
}

static uint8_t *
sector_bytes(const struct cfb_file *file, struct cfb_page *page,
	uint32_t index)
{
	uint32_t at = index & ((1U << page->owner->shift) - 1);

	return page->bytes + ((size_t)at << file->sector_shift);
}

int
cfb_pages_load(struct cfb_file *file, struct cfb_pages *pages,
	uint32_t index, const uint8_t **bytes)
{
	struct cfb_page *page;
	int status = get_page(file, pages, index, &page);

	if (status == CFB_OK)
		*bytes = sector_bytes(file, page, index);
	return status;
}

static void
mark_dirty(struct cfb_file *file, struct cfb_page *page, uint32_t index)
{
	uint32_t bit = 1U << (index & ((1U << page->owner->shift) - 1));

	if (page->dirty & bit)
		return;
	if (page->dirty == 0) {
		list_remove(&page->link);
		list_append(&page->owner->dirty, &page->link);
	}
	page->dirty |= bit;
	file->pool.dirty++;
}

int
cfb_pages_soil(struct cfb_file *file, struct cfb_pages *pages,
	uint32_t index, uint8_t **bytes)
{
	struct cfb_page *page;
	int status = get_page(file, pages, index, &page);

	if (status != CFB_OK)
		return status;
	mark_dirty(file, page, index);
	*bytes = sector_bytes(file, page, index);
	return CFB_OK;
}

int
cfb_pages_add(struct cfb_file *file, struct cfb_pages *pages, uint32_t index,
	uint8_t **bytes)
{
	uint32_t bit = 1U << (index & ((1U << pages->shift) - 1));
	struct cfb_page *page = find_page(pages, index);

	if (!page) {
		int status = make_page(file, pages, index >> pages->shift,
			&page);

		if (status != CFB_OK)
			return status;
	}
	page->valid |= bit;
	page->fresh |= bit;
	mark_dirty(file, page, index);
	*bytes = sector_bytes(file, page, index);
	memset(*bytes, pages->fill, (size_t)1 << file->sector_shift);
	return CFB_OK;
}

void
cfb_pages_cut(struct cfb_file *file, struct cfb_pages *pages, uint32_t index)
{
	uint32_t number = index >> pages->shift;
	uint32_t keep = (1U << (index & ((1U << pages->shift) - 1))) - 1;
	struct cfb_page *page = find_page(pages, index);

	for (uint32_t i = number + (keep != 0); i < pages->count; i++) {
		if (pages->slots[i])
			drop_page(file, pages->slots[i]);
	}
	if (!page || keep == 0)
		return;
	for (uint32_t bits = page->dirty & ~keep; bits; bits &= bits - 1)
		file->pool.dirty--;
	page->valid &= keep;
	page->fresh &= keep;
	page->dirty &= keep;
	list_remove(&page->link);
	list_append(page->dirty ? &pages->dirty : &file->pool.pages,
		&page->link);
}

/* The dirty ones of a page, behind the `n` that are listed. */
static size_t
list_page(const struct cfb_page *page, struct cfb_dirty *list, size_t n)
{
	const struct cfb_pages *pages = page->owner;

	for (uint32_t at = 0; page->dirty >> at; at++) {
		if (!(page->dirty >> at & 1))
			continue;
		list[n].index = page->number << pages->shift | at;
		list[n].fresh = page->fresh >> at & 1;
		list[n].bytes = page->bytes +
			((size_t)at << pages->sector_shift);
		n++;
	}
	return n;
}

/* The dirty pages in order, if they are few; else one more than that. */
static size_t
sort_few(const struct cfb_pages *pages, const struct cfb_page *few[DIRTY_FEW])
{
	size_t count = 0;

	for (struct list *l = pages->dirty.next; l != &pages->dirty;
		l = l->next) {
		const struct cfb_page *page = container_of(l, struct cfb_page,
			link);
		size_t at = count++;

		if (count > DIRTY_FEW)
			break;
		for (; at != 0 && few[at - 1]->number > page->number; at--)
			few[at] = few[at - 1];
		few[at] = page;
	}
	return count;
}

int
cfb_pages_list_dirty(const struct cfb_file *file,
	const struct cfb_pages *pages, struct cfb_dirty **dirty,
	size_t *count)
{
	struct cfb_dirty *list = malloc((file->pool.dirty + 1) * sizeof *list);
	const struct cfb_page *few[DIRTY_FEW];
	size_t n = 0;
	size_t found;

	if (!list)
		return CFB_NO_MEMORY;
	/* In a large file, few of many slots may be worth a look. */
	found = sort_few(pages, few);
	for (size_t i = 0; found <= DIRTY_FEW && i < found; i++)
		n = list_page(few[i], list, n);
	for (uint32_t i = 0; found > DIRTY_FEW && i < pages->count; i++) {
		if (pages->slots[i])
			n = list_page(pages->slots[i], list, n);
	}
	*dirty = list;
	*count = n;
	return CFB_OK;
}

void
cfb_pages_set_fresh(struct cfb_pages *pages, uint32_t index)
{
	struct cfb_page *page = find_page(pages, index);

	if (page)
		page->fresh |= 1U << (index & ((1U << pages->shift) - 1));
}

bool
cfb_pages_is_stale(const struct cfb_pages *pages, uint32_t index)
{
	const struct cfb_page *page = find_page(pages, index);

	return page && (page->dirty & ~page->fresh) >>
		(index & ((1U << pages->shift) - 1)) & 1;
}

void
cfb_pages_set_stale(struct cfb_pages *pages, uint32_t index)
{
	struct cfb_page *page = find_page(pages, index);

	if (page)
		page->fresh &= ~(1U << (index & ((1U << pages->shift) - 1)));
}

void
cfb_pages_clean(struct cfb_file *file, struct cfb_pages *pages)
{
	while (!list_empty(&pages->dirty)) {
		struct cfb_page *page = container_of(pages->dirty.next,
			struct cfb_page, link);

		for (uint32_t bits = page->dirty; bits; bits &= bits - 1)
			file->pool.dirty--;
		page->dirty = 0;
		page->fresh = 0;
		list_remove(&page->link);
		list_append(&file->pool.pages, &page->link);
	}
}
