/* SPDX-License-Identifier: MIT */
/*
 * Whatever [MS-CFB] demands of the header, the FAT, its DIFAT, the mini FAT
 * and the directory; and that each sector in use has one owner.
 */
#include "crash/strict.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#define MAXREGSECT 0xFFFFFFFAU
#define DIFSECT    0xFFFFFFFCU
#define FATSECT    0xFFFFFFFDU
#define ENDOFCHAIN 0xFFFFFFFEU
#define FREESECT   0xFFFFFFFFU
#define NOSTREAM   0xFFFFFFFFU

#define HEADER_DIFAT 109
#define ENTRY        128
#define MINI         64
#define CUTOFF       4096

/* Offsets in a directory entry, 2.6.1. */
#define AT_NAME_LENGTH 64
#define AT_TYPE        66
#define AT_COLOR       67
#define AT_LEFT        68
#define AT_RIGHT       72
#define AT_CHILD       76
#define AT_CLSID       80
#define AT_BITS        96
#define AT_TIMES       100
#define AT_START       116
#define AT_SIZE        120

/* A chain that was followed. */
struct run {
	uint32_t *sectors;
	uint32_t count;
};

struct strict {
	const struct image *image;
	bool foreign;
	struct strict_report *report;
	const uint8_t *header;
	bool wide;           /* version 4 */
	unsigned shift;
	uint32_t size;       /* of a sector */
	uint32_t sectors;    /* that lie wholly in the file */
	struct run fat;      /* where it lies */
	uint32_t *entries;   /* what it says */
	uint32_t entry_count;
	uint8_t *owned;
	struct run directory;
	struct run minifat;
	struct run ministream;
	uint32_t *minis;
	uint32_t mini_count;
	uint8_t *mini_owned;
	uint32_t mini_used;
	uint8_t *seen;       /* directory entries that were reached */
	uint32_t ids;
	struct digest digest;
};

static uint32_t
u16(const uint8_t *p)
{
	return (uint32_t)p[0] | (uint32_t)p[1] << 8;
}

static uint32_t
u32(const uint8_t *p)
{
	return u16(p) | u16(p + 2) << 16;
}

static uint64_t
u64(const uint8_t *p)
{
	return (uint64_t)u32(p) | (uint64_t)u32(p + 4) << 32;
}

static bool
all_are(const uint8_t *bytes, uint8_t value, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (bytes[i] != value)
			return false;
	return true;
}

static bool __attribute__((format(printf, 2, 3)))
wrong(struct strict *s, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(s->report->why, sizeof s->report->why, format, arguments);
	va_end(arguments);
	return false;
}

/* The block that holds the byte of a sector. */
static const uint8_t *
sector_bytes(const struct strict *s, uint32_t sector, uint32_t at)
{
	uint64_t offset = ((uint64_t)sector + 1) * s->size + at;

	return image_block(s->image, offset / IMAGE_BLOCK) +
		offset % IMAGE_BLOCK;
}

static bool
check_header(struct strict *s)
{
	const uint8_t *h = s->header;

	if (s->image->size < IMAGE_BLOCK)
		return wrong(s, "no header");
	if (memcmp(h, "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", 8) != 0)
		return wrong(s, "no signature");
	if (!all_are(h + 8, 0, 16) && !s->foreign)
		return wrong(s, "header: class is set");
	if (u16(h + 24) != 0x3E && !s->foreign)
		return wrong(s, "header: minor version %u", u16(h + 24));
	if (u16(h + 26) != 3 && u16(h + 26) != 4)
		return wrong(s, "header: major version %u", u16(h + 26));
	s->wide = u16(h + 26) == 4;
	s->shift = s->wide ? 12 : 9;
	s->size = 1U << s->shift;
	if (u16(h + 28) != 0xFFFE || u16(h + 30) != s->shift ||
		u16(h + 32) != 6)
		return wrong(s, "header: byte order or sector size");
	if (!all_are(h + 34, 0, 6))
		return wrong(s, "header: reserved bytes");
	if (!s->wide && u32(h + 40) != 0)
		return wrong(s, "header: directory sectors in version 3");
	if (u32(h + 56) != CUTOFF)
		return wrong(s, "header: cutoff %u", u32(h + 56));
	for (uint64_t i = 1; i < s->size / IMAGE_BLOCK && !s->foreign; i++)
		if (!all_are(image_block(s->image, i), 0, IMAGE_BLOCK))
			return wrong(s, "header: rest of its sector");
	if (s->image->size < s->size)
		return wrong(s, "header sector is cut");
	s->sectors = (uint32_t)((s->image->size - s->size) >> s->shift);
	return true;
}

/* A sector gets its one owner. */
static bool
own(struct strict *s, uint32_t sector, const char *what)
{
	if (sector >= s->sectors)
		return wrong(s, "%s: sector %u of %u", what, sector,
			s->sectors);
	if (s->owned[sector])
		return wrong(s, "%s: sector %u has another owner", what,
			sector);
	s->owned[sector] = 1;
	s->report->used++;
	return true;
}

static bool
list_fat_sector(struct strict *s, uint32_t sector, uint32_t index,
	uint32_t count)
{
	if (index >= count) {
		if (sector != FREESECT)
			return wrong(s, "DIFAT: entry %u behind the end",
				index);
		return true;
	}
	s->fat.sectors[index] = sector;
	return own(s, sector, "FAT");
}

/* 2.5: the DIFAT names the sectors of the FAT. */
static bool
load_difat(struct strict *s, struct run *difat)
{
	uint32_t count = u32(s->header + 44);
	uint32_t next = u32(s->header + 68);
	uint32_t chained = u32(s->header + 72);
	uint32_t per = s->size / 4 - 1;
	uint32_t index = 0;

	if (count == 0 || count > s->sectors || chained > s->sectors)
		return wrong(s, "header: %u FAT and %u DIFAT sectors", count,
			chained);
	s->fat.count = count;
	s->fat.sectors = sure(malloc(count * sizeof(uint32_t)));
	difat->sectors = sure(malloc((chained + 1) * sizeof(uint32_t)));
	for (; index < HEADER_DIFAT; index++)
		if (!list_fat_sector(s, u32(s->header + 76 + 4 * index), index,
			count))
			return false;
	for (uint32_t i = 0; i < chained; i++) {
		if (!own(s, next, "DIFAT"))
			return false;
		difat->sectors[difat->count++] = next;
		for (uint32_t j = 0; j < per; j++, index++)
			if (!list_fat_sector(s, u32(sector_bytes(s, next,
				4 * j)), index, count))
				return false;
		next = u32(sector_bytes(s, next, 4 * per));
	}
	if (next != ENDOFCHAIN && !(s->foreign && next == FREESECT))
		return wrong(s, "DIFAT goes on after %u sectors", chained);
	return index >= count || wrong(s, "DIFAT ends before the FAT");
}

static bool
load_fat(struct strict *s)
{
	struct run difat = { NULL, 0 };
	uint32_t per = s->size / 4;
	bool good = load_difat(s, &difat);

	s->entry_count = s->fat.count * per;
	if (good)
		s->entries = sure(malloc((size_t)s->fat.count * s->size));
	for (uint32_t i = 0; good && i < s->fat.count; i++)
		for (uint32_t j = 0; j < per; j++)
			s->entries[i * per + j] = u32(sector_bytes(s,
				s->fat.sectors[i], 4 * j));
	for (uint32_t i = 0; good && i < s->fat.count; i++)
		if (s->fat.sectors[i] >= s->entry_count ||
			s->entries[s->fat.sectors[i]] != FATSECT)
			good = wrong(s, "FAT sector %u is not marked",
				s->fat.sectors[i]);
	for (uint32_t i = 0; good && i < difat.count; i++)
		if (difat.sectors[i] >= s->entry_count ||
			s->entries[difat.sectors[i]] != DIFSECT)
			good = wrong(s, "DIFAT sector %u is not marked",
				difat.sectors[i]);
	free(difat.sectors);
	return good;
}

/* Every sector of a chain, each with this owner alone. */
static bool
follow(struct strict *s, uint32_t start, struct run *run, const char *what)
{
	uint32_t capacity = 0;

	while (start != ENDOFCHAIN) {
		if (start >= s->entry_count)
			return wrong(s, "%s: sector %u is not in the FAT",
				what, start);
		if (!own(s, start, what))
			return false;
		if (run->count == capacity) {
			capacity = capacity ? capacity * 2 : 8;
			run->sectors = sure(realloc(run->sectors,
				capacity * sizeof(uint32_t)));
		}
		run->sectors[run->count++] = start;
		start = s->entries[start];
		if (start > MAXREGSECT && start != ENDOFCHAIN)
			return wrong(s, "%s: chain ends in %#x", what, start);
	}
	return true;
}

static bool
load_minifat(struct strict *s)
{
	uint32_t start = u32(s->header + 60);
	uint32_t count = u32(s->header + 64);
	uint32_t per = s->size / 4;

	if (s->foreign && count == 0)
		start = ENDOFCHAIN;
	if (!follow(s, start, &s->minifat, "mini FAT"))
		return false;
	if (s->minifat.count != count)
		return wrong(s, "mini FAT has %u sectors, not %u",
			s->minifat.count, count);
	s->mini_count = count * per;
	s->minis = sure(malloc((size_t)count * s->size + 1));
	s->mini_owned = sure(calloc((size_t)s->mini_count + 1, 1));
	for (uint32_t i = 0; i < count; i++)
		for (uint32_t j = 0; j < per; j++)
			s->minis[i * per + j] = u32(sector_bytes(s,
				s->minifat.sectors[i], 4 * j));
	return true;
}

static const uint8_t *
entry_of(const struct strict *s, uint32_t id)
{
	uint32_t per = s->size / ENTRY;

	return sector_bytes(s, s->directory.sectors[id / per],
		id % per * ENTRY);
}

static bool
load_directory(struct strict *s)
{
	if (!follow(s, u32(s->header + 48), &s->directory, "directory"))
		return false;
	if (s->directory.count == 0)
		return wrong(s, "no directory");
	if (s->wide && s->directory.count != u32(s->header + 40))
		return wrong(s, "directory has %u sectors, not %u",
			s->directory.count, u32(s->header + 40));
	s->ids = s->directory.count * (s->size / ENTRY);
	s->seen = sure(calloc(s->ids, 1));
	return true;
}

static bool
check_name(struct strict *s, uint32_t id, const uint8_t *e)
{
	uint32_t length = u16(e + AT_NAME_LENGTH);

	if (length < 4 || length > 64 || length % 2 != 0 ||
		u16(e + length - 2) != 0)
		return wrong(s, "entry %u: length %u of its name", id, length);
	for (uint32_t i = 0; i + 2 < length; i += 2) {
		uint32_t c = u16(e + i);

		if (c == '/' || c == '\\' || c == ':' || c == '!')
			return wrong(s, "entry %u: character %#x", id, c);
	}
	if (!s->foreign && !all_are(e + length, 0, 64 - length))
		return wrong(s, "entry %u: bytes behind its name", id);
	return true;
}

/* Enough of the simple case conversion for the names of these tests. */
static uint32_t
upper(uint32_t c)
{
	if ((c >= 'a' && c <= 'z') ||
		(c >= 0xE0 && c <= 0xFE && c != 0xF7) ||
		(c >= 0x3B1 && c <= 0x3C9 && c != 0x3C2) ||
		(c >= 0x430 && c <= 0x44F))
		return c - 32;
	if (c >= 0x450 && c <= 0x45F)
		return c - 80;
	return c == 0xFF ? 0x178 : c;
}

/* 2.6.4: shorter names come first, then by upper-cased units. */
static int
compare_names(const uint8_t *a, const uint8_t *b)
{
	uint32_t length = u16(a + AT_NAME_LENGTH);
	uint32_t other = u16(b + AT_NAME_LENGTH);

	if (length != other)
		return length < other ? -1 : 1;
	for (uint32_t i = 0; i + 2 < length; i += 2) {
		uint32_t x = upper(u16(a + i));
		uint32_t y = upper(u16(b + i));

		if (x != y)
			return x < y ? -1 : 1;
	}
	return 0;
}

/* The digest of contents in sectors, by their blocks. */
static uint64_t
large_contents(const struct strict *s, const struct run *run, uint64_t size)
{
	unsigned per = s->size / IMAGE_BLOCK;
	uint64_t sum = 0;

	for (uint64_t i = 0; i * IMAGE_BLOCK < size; i++) {
		uint64_t block = ((uint64_t)run->sectors[i / per] + 1) * per +
			i % per;
		uint64_t left = size - i * IMAGE_BLOCK;

		sum += digest_place(left >= IMAGE_BLOCK
				? image_block_digest(s->image, block)
				: digest_bytes(image_block(s->image, block),
					(size_t)left), i);
	}
	return sum;
}

static bool
check_large(struct strict *s, uint32_t id, uint32_t start, uint64_t size,
	uint64_t *contents)
{
	struct run run = { NULL, 0 };
	uint64_t needed = (size + s->size - 1) >> s->shift;
	bool good = follow(s, start, &run, "stream");

	if (good && (run.count < needed ||
		(run.count > needed && !s->foreign)))
		good = wrong(s, "stream %u: %u sectors for %llu bytes", id,
			run.count, (unsigned long long)size);
	if (good)
		*contents = large_contents(s, &run, size);
	free(run.sectors);
	return good;
}

static bool
read_mini(struct strict *s, uint32_t mini, uint8_t *bytes, size_t length)
{
	uint64_t at = (uint64_t)mini * MINI;
	uint64_t index = at >> s->shift;

	if (index >= s->ministream.count)
		return wrong(s, "mini sector %u lies behind the end", mini);
	memcpy(bytes, sector_bytes(s, s->ministream.sectors[index],
		(uint32_t)(at & (s->size - 1))), length);
	return true;
}

/* Take the mini sectors of a stream, and its bytes out of them. */
static bool
check_small(struct strict *s, uint32_t id, uint32_t mini, uint64_t size,
	uint64_t *contents)
{
	uint8_t bytes[CUTOFF];
	uint64_t done = 0;

	while (mini != ENDOFCHAIN) {
		uint64_t left = size - done;

		if (mini >= s->mini_count)
			return wrong(s, "stream %u: mini sector %u", id, mini);
		if (s->mini_owned[mini])
			return wrong(s, "mini sector %u has two owners", mini);
		s->mini_owned[mini] = 1;
		if (mini >= s->mini_used)
			s->mini_used = mini + 1;
		if (left == 0 && !s->foreign)
			return wrong(s, "stream %u: chain is too long", id);
		left = left < MINI ? left : MINI;
		if (left != 0 && !read_mini(s, mini, bytes + done,
			(size_t)left))
			return false;
		done += left;
		mini = s->minis[mini];
	}
	if (done < size)
		return wrong(s, "stream %u: chain is too short", id);
	*contents = digest_contents(bytes, size);
	return true;
}

static bool
check_stream(struct strict *s, uint32_t id, const uint8_t *e, uint64_t path)
{
	uint32_t start = u32(e + AT_START);
	uint64_t size = s->wide || !s->foreign ? u64(e + AT_SIZE)
					       : u32(e + AT_SIZE);
	uint64_t contents = 0;
	bool good = true;

	if (u32(e + AT_CHILD) != NOSTREAM && !s->foreign)
		return wrong(s, "stream %u has children", id);
	if (!all_are(e + AT_CLSID, 0, 36) && !s->foreign)
		return wrong(s, "stream %u: class, bits or times", id);
	if (size > s->image->size)
		return wrong(s, "stream %u: too large", id);
	if (size >= CUTOFF)
		good = check_large(s, id, start, size, &contents);
	else if (size != 0)
		good = check_small(s, id, start, size, &contents);
	else if (start != ENDOFCHAIN && !s->foreign)
		return wrong(s, "stream %u is empty and starts at %#x", id,
			start);
	if (good)
		digest_add(&s->digest, path, DIGEST_STREAM,
			(const uint8_t[16]){ 0 }, 0, size, contents);
	return good;
}

static bool
check_storage(struct strict *s, uint32_t id, const uint8_t *e, uint64_t path)
{
	if (!s->foreign && (u32(e + AT_START) != 0 || u64(e + AT_SIZE) != 0))
		return wrong(s, "storage %u: start or size", id);
	digest_add(&s->digest, path, DIGEST_STORAGE, e + AT_CLSID,
		u32(e + AT_BITS), 0, 0);
	return true;
}

/* What is still to be visited: a subtree of siblings. */
struct visit {
	uint32_t id;
	uint32_t low, high; /* names lie between these entries' */
	uint64_t path;      /* of the storage */
	bool red;           /* the parent is */
	unsigned black;     /* black ones above, the same to every leaf */
	unsigned *expected;
};

struct visits {
	struct visit *list;
	size_t count;
	size_t capacity;
	unsigned **expected; /* one for each storage, to be freed */
	size_t trees;
};

static void
push(struct visits *visits, struct visit visit)
{
	if (visits->count == visits->capacity) {
		visits->capacity = visits->capacity ? visits->capacity * 2 : 64;
		visits->list = sure(realloc(visits->list,
			visits->capacity * sizeof visit));
	}
	visits->list[visits->count++] = visit;
}

static void
push_tree(struct visits *visits, uint32_t root, uint64_t path)
{
	struct visit visit = { root, NOSTREAM, NOSTREAM, path, true, 0, NULL };

	if (root == NOSTREAM)
		return;
	visit.expected = sure(calloc(1, sizeof *visit.expected));
	visits->expected = sure(realloc(visits->expected,
		(visits->trees + 1) * sizeof *visits->expected));
	visits->expected[visits->trees++] = visit.expected;
	push(visits, visit);
}

/* 2.6.4: a leaf; as many black nodes above as above every other. */
static bool
check_leaf(struct strict *s, const struct visit *visit)
{
	if (*visit->expected == 0)
		*visit->expected = visit->black + 1;
	if (!s->foreign && *visit->expected != visit->black + 1)
		return wrong(s, "unequal numbers of black entries");
	return true;
}

static bool
check_place(struct strict *s, const struct visit *visit, const uint8_t *e)
{
	uint32_t id = visit->id;

	if (e[AT_COLOR] > 1)
		return wrong(s, "entry %u: colour %u", id, e[AT_COLOR]);
	if (!s->foreign && visit->red && e[AT_COLOR] == 0)
		return wrong(s, "entry %u: red below red", id);
	if (visit->low != NOSTREAM &&
		compare_names(entry_of(s, visit->low), e) >= 0)
		return wrong(s, "entry %u: out of order", id);
	if (visit->high != NOSTREAM &&
		compare_names(entry_of(s, visit->high), e) <= 0)
		return wrong(s, "entry %u: out of order", id);
	return true;
}

static bool
check_element(struct strict *s, struct visits *visits, uint32_t id,
	const uint8_t *e, uint64_t storage)
{
	uint16_t name[32];
	size_t length = u16(e + AT_NAME_LENGTH) / 2 - 1;
	uint64_t path;

	for (size_t i = 0; i < length; i++)
		name[i] = (uint16_t)u16(e + 2 * i);
	path = digest_path(storage, name, length);
	if (e[AT_TYPE] == 2)
		return check_stream(s, id, e, path);
	if (e[AT_TYPE] != 1)
		return wrong(s, "entry %u: type %u", id, e[AT_TYPE]);
	push_tree(visits, u32(e + AT_CHILD), path);
	return check_storage(s, id, e, path);
}

static bool
visit_entry(struct strict *s, struct visits *visits, struct visit visit)
{
	struct visit below = visit;
	const uint8_t *e;

	if (visit.id == NOSTREAM)
		return check_leaf(s, &visit);
	if (visit.id >= s->ids || s->seen[visit.id])
		return wrong(s, "entry %u: no such, or met twice", visit.id);
	s->seen[visit.id] = 1;
	e = entry_of(s, visit.id);
	if (!check_name(s, visit.id, e) || !check_place(s, &visit, e) ||
		!check_element(s, visits, visit.id, e, visit.path))
		return false;
	below.red = e[AT_COLOR] == 0;
	below.black += e[AT_COLOR];
	below.id = u32(e + AT_LEFT);
	below.high = visit.id;
	push(visits, below);
	below.id = u32(e + AT_RIGHT);
	below.high = visit.high;
	below.low = visit.id;
	push(visits, below);
	return true;
}

static bool
check_root(struct strict *s, struct visits *visits)
{
	const uint8_t *e = entry_of(s, 0);
	uint64_t size = s->wide || !s->foreign ? u64(e + AT_SIZE)
					       : u32(e + AT_SIZE);
	uint64_t room;

	s->seen[0] = 1;
	if (e[AT_TYPE] != 5 || !check_name(s, 0, e))
		return wrong(s, "the first entry is no root");
	if (u32(e + AT_LEFT) != NOSTREAM || u32(e + AT_RIGHT) != NOSTREAM)
		return wrong(s, "the root has siblings");
	if (s->foreign && size == 0)
		s->ministream.count = 0;
	else if (!follow(s, u32(e + AT_START), &s->ministream, "mini stream"))
		return false;
	room = (uint64_t)s->ministream.count << s->shift;
	if (size > room || (!s->foreign && (size % MINI != 0 ||
		room - size >= s->size)))
		return wrong(s, "mini stream of %llu bytes in %llu",
			(unsigned long long)size, (unsigned long long)room);
	digest_add(&s->digest, 1, DIGEST_STORAGE, e + AT_CLSID,
		u32(e + AT_BITS), 0, 0);
	push_tree(visits, u32(e + AT_CHILD), 1);
	return true;
}

static bool
check_tree(struct strict *s)
{
	struct visits visits = { NULL, 0, 0, NULL, 0 };
	bool good = check_root(s, &visits);
	uint64_t size;

	while (good && visits.count != 0)
		good = visit_entry(s, &visits, visits.list[--visits.count]);
	for (size_t i = 0; i < visits.trees; i++)
		free(visits.expected[i]);
	free(visits.expected);
	free(visits.list);
	size = s->wide ? u64(entry_of(s, 0) + AT_SIZE)
		       : u32(entry_of(s, 0) + AT_SIZE);
	if (good && (uint64_t)s->mini_used * MINI > size)
		return wrong(s, "mini sector %u behind %llu bytes",
			s->mini_used - 1, (unsigned long long)size);
	return good;
}

/* Entries that no tree leads to are free ones. */
static bool
check_free_entries(struct strict *s)
{
	for (uint32_t id = 0; id < s->ids; id++) {
		const uint8_t *e = entry_of(s, id);

		if (s->seen[id])
			continue;
		if (e[AT_TYPE] != 0 && !s->foreign)
			return wrong(s, "entry %u is lost", id);
		if (!s->foreign && (!all_are(e, 0, AT_LEFT) ||
			!all_are(e + AT_LEFT, 0xFF, 12) ||
			!all_are(e + AT_CLSID, 0, ENTRY - AT_CLSID)))
			return wrong(s, "entry %u is free and not empty", id);
	}
	return true;
}

/* Nothing that is used is free; what is lost is counted. */
static bool
check_free_sectors(struct strict *s)
{
	for (uint32_t i = 0; i < s->entry_count; i++) {
		if (i >= s->sectors && s->entries[i] != FREESECT &&
			!s->foreign)
			return wrong(s, "sector %u: %#x behind the end", i,
				s->entries[i]);
		if (i < s->sectors && !s->owned[i] &&
			s->entries[i] != FREESECT)
			s->report->leaked++;
	}
	return true;
}

bool
strict_check(const struct image *image, bool foreign,
	struct strict_report *report)
{
	struct strict s = { .image = image, .foreign = foreign,
		.report = report, .header = image_block(image, 0) };
	bool good;

	memset(report, 0, sizeof *report);
	good = check_header(&s);
	s.owned = sure(calloc((size_t)s.sectors + 1, 1));
	good = good && load_fat(&s) && load_directory(&s) &&
		load_minifat(&s) && check_tree(&s) &&
		check_free_entries(&s) && check_free_sectors(&s);
	report->sectors = s.sectors;
	report->digest = s.digest;
	free(s.owned);
	free(s.fat.sectors);
	free(s.entries);
	free(s.directory.sectors);
	free(s.minifat.sectors);
	free(s.ministream.sectors);
	free(s.minis);
	free(s.mini_owned);
	free(s.seen);
	return good;
}
