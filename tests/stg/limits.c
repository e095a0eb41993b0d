/* SPDX-License-Identifier: MIT */
/*
 * Hostile files: opened, listed, checked and read in memory that their size
 * bounds, in a small stack, and without more work than they are long. Work is
 * counted, in bytes of the device and in work of sectors, and not timed.
 */
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>

#include <stg/cobjmacros.h>
#include <stg/stg.h>

#include "base/bytes.h"
#include "cfb/directory.h"
#include "cfb/extents.h"
#include "cfb/name.h"
#include "support/arrays.h"
#include "support/heap.h"
#include "support/random.h"
#include "support/suite.h"

#define READ (STGM_READ | STGM_SHARE_EXCLUSIVE)

#define STACK_MOST ((size_t)64 << 10)
#define STACK_ROOM ((size_t)1 << 20)

/* Sanitizers put more into a frame than the compiler does. */
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define SANITIZED 1
#endif
#endif
#ifndef SANITIZED
#define SANITIZED 0
#endif

/* --- Counting work -------------------------------------------------------- */

/* Sectors that chains are decoded to, entries looked at, names compared. */
static unsigned long long work;

int __real_cfb_extents_reach(
	struct cfb_file *file, struct cfb_extents *extents, uint32_t index);
int __wrap_cfb_extents_reach(
	struct cfb_file *file, struct cfb_extents *extents, uint32_t index);
int __real_cfb_extents_reach_end(
	struct cfb_file *file, struct cfb_extents *extents);
int __wrap_cfb_extents_reach_end(
	struct cfb_file *file, struct cfb_extents *extents);
int __real_cfb_directory_raw(
	struct cfb_file *file, uint32_t id, const uint8_t **raw);
int __wrap_cfb_directory_raw(
	struct cfb_file *file, uint32_t id, const uint8_t **raw);
int __real_cfb_directory_entry(
	struct cfb_file *file, uint32_t id, struct cfb_dirent *entry);
int __wrap_cfb_directory_entry(
	struct cfb_file *file, uint32_t id, struct cfb_dirent *entry);
int __real_cfb_name_compare(
	const uint16_t *a, size_t a_units, const uint16_t *b, size_t b_units);
int __wrap_cfb_name_compare(
	const uint16_t *a, size_t a_units, const uint16_t *b, size_t b_units);

int
__wrap_cfb_extents_reach(
	struct cfb_file *file, struct cfb_extents *extents, uint32_t index)
{
	uint32_t before = extents->length;
	int status = __real_cfb_extents_reach(file, extents, index);

	work += 1 + extents->length - before;
	return status;
}

int
__wrap_cfb_extents_reach_end(struct cfb_file *file, struct cfb_extents *extents)
{
	uint32_t before = extents->length;
	int status = __real_cfb_extents_reach_end(file, extents);

	work += 1 + extents->length - before;
	return status;
}

int
__wrap_cfb_directory_raw(
	struct cfb_file *file, uint32_t id, const uint8_t **raw)
{
	work++;
	return __real_cfb_directory_raw(file, id, raw);
}

int
__wrap_cfb_directory_entry(
	struct cfb_file *file, uint32_t id, struct cfb_dirent *entry)
{
	work++;
	return __real_cfb_directory_entry(file, id, entry);
}

int
__wrap_cfb_name_compare(
	const uint16_t *a, size_t a_units, const uint16_t *b, size_t b_units)
{
	work++;
	return __real_cfb_name_compare(a, a_units, b, b_units);
}

/* --- What is done with each file ------------------------------------------ */

struct visit {
	IStorage *root;
	unsigned elements;
	unsigned opened;
	unsigned long long bytes;
};

/*
 * Of all streams together: how many, bytes from their beginnings, and ends. In
 * a tree that leads from everywhere to everything, each path costs as much as
 * the whole tree, so that opening all of them would be no fair task.
 */
#define OPEN_MOST 20
#define READ_MOST (1 << 20)
#define ENDS_MOST 10

/* The end needs the whole chain, and the beginning comes with it. */
static void
read_end(struct visit *v, IStream *stream)
{
	LARGE_INTEGER move = { .QuadPart = -1 };
	uint8_t byte;

	if (v->opened > ENDS_MOST)
		return;
	if (SUCCEEDED(IStream_Seek(stream, move, STREAM_SEEK_END, NULL)))
		(void)IStream_Read(stream, &byte, 1, NULL);
}

static HRESULT
visit(const struct stg_element *e, void *context)
{
	struct visit *v = context;
	uint8_t bytes[4096];
	IStream *stream;
	ULONG got;

	v->elements++;
	if (e->type != STGTY_STREAM || v->bytes > READ_MOST ||
		v->opened++ >= OPEN_MOST)
		return S_OK;
	if (FAILED(stg_open_stream(v->root, e->path, READ, &stream)))
		return S_OK;
	do {
		if (FAILED(IStream_Read(stream, bytes, sizeof bytes, &got)))
			break;
		v->bytes += got;
	} while (got != 0 && v->bytes <= READ_MOST);
	read_end(v, stream);
	IStream_Release(stream);
	return S_OK;
}

static void
enumerate(IStorage *root)
{
	IEnumSTATSTG *list;
	STATSTG stat;

	ck_hr(IStorage_EnumElements(root, 0, NULL, 0, &list), S_OK);
	while (IEnumSTATSTG_Next(list, 1, &stat, NULL) == S_OK)
		CoTaskMemFree(stat.pwcsName);
	IEnumSTATSTG_Release(list);
}

static void *
open_list_check(void *context)
{
	struct array *array = context;
	ILockBytes *bytes = &array->ILockBytes_iface;
	struct visit v = { .elements = 0 };

	(void)stg_check_lockbytes(bytes, 0, NULL, NULL, NULL);
	if (FAILED(StgOpenStorageOnILockBytes(
		    bytes, NULL, READ, NULL, 0, &v.root)))
		return NULL;
	enumerate(v.root);
	(void)stg_walk(v.root, "", STG_WALK_DEFAULT, visit, &v);
	IStorage_Release(v.root);
	return NULL;
}

/* Runs in a stack of zeros and returns how much of it was touched. */
static size_t
run_in_stack(void *(*fn)(void *), void *context)
{
	uint8_t *stack = mmap(NULL, STACK_ROOM, PROT_READ | PROT_WRITE,
		MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	pthread_attr_t attributes;
	pthread_t thread;
	size_t untouched = 0;

	ck_assert_ptr_ne(stack, MAP_FAILED);
	pthread_attr_init(&attributes);
	ck_assert_int_eq(
		pthread_attr_setstack(&attributes, stack, STACK_ROOM), 0);
	ck_assert_int_eq(pthread_create(&thread, &attributes, fn, context), 0);
	pthread_join(thread, NULL);
	pthread_attr_destroy(&attributes);
	while (untouched < STACK_ROOM && stack[untouched] == 0)
		untouched++;
	munmap(stack, STACK_ROOM);
	return STACK_ROOM - untouched;
}

/* What must not pass a limit, and by how much it did. */
static void
check_limit(const char *file, const char *what, unsigned long long value,
	unsigned long long limit)
{
	ck_assert_msg(value <= limit, "%s: %s %llu of %llu", file, what, value,
		limit);
}

/* Runs everything on an array, which goes. */
static void
check_limits(const char *file, struct array *array)
{
	uint64_t size;
	size_t stack;

	ck_assert_int_eq(device_size(&array->spy.device, &size), 0);
	heap_begin();
	work = 0;
	stack = run_in_stack(open_list_check, array);
	check_limit(file, "heap", heap_peak(), (1 << 20) + size + size / 2);
	check_limit(file, "heap left", heap_left(), 0);
	if (!SANITIZED)
		check_limit(file, "stack", stack, STACK_MOST);
	/* Each entry of 128 bytes is looked at some dozen times. */
	check_limit(file, "work", work, 50000 + size / 2);
	check_limit(
		file, "bytes read", array->spy.bytes, (4 << 20) + 12 * size);
	ILockBytes_Release(&array->ILockBytes_iface);
}

static const char *const prefixes[] = { "bad-", "odd-", "good-", "big-bad-" };

START_TEST(recipes_keep_to_the_limits)
{
	struct recipe_names names;

	recipe_names_find(&names, prefixes[_i]);
	for (size_t i = 0; i < names.count; i++)
		check_limits(names.names[i],
			array_make(recipe_load(names.names[i])));
	recipe_names_done(&names);
}
END_TEST

/* --- Files that only a program would make --------------------------------- */

/*
 * `sectors` sectors of 512 bytes: the FAT at the end, the DIFAT before it,
 * everything else zero, all links FREESECT.
 */
struct image {
	uint8_t *bytes;
	uint32_t sectors;
	uint32_t fat; /* first sector of the FAT */
};

static uint8_t *
sector_at(struct image *image, uint32_t sector)
{
	ck_assert_uint_lt(sector, image->sectors);
	return image->bytes + ((size_t)sector + 1) * 512;
}

static void
link_sector(struct image *image, uint32_t sector, uint32_t next)
{
	put_le32(sector_at(image, image->fat) + (size_t)sector * 4, next);
}

static void
link_chain(struct image *image, uint32_t first, uint32_t count)
{
	for (uint32_t i = 0; i + 1 < count; i++)
		link_sector(image, first + i, first + i + 1);
	link_sector(image, first + count - 1, 0xfffffffe);
}

static uint32_t
put_difat(struct image *image, uint32_t fat_sectors)
{
	uint32_t count =
		fat_sectors <= 109 ? 0 : (fat_sectors - 109 + 126) / 127;
	uint32_t first = image->fat - count;

	for (uint32_t i = 0; i < 109; i++)
		put_le32(image->bytes + 76 + 4 * i,
			i < fat_sectors ? image->fat + i : 0xffffffff);
	for (uint32_t i = 0; i < count; i++) {
		uint8_t *at = sector_at(image, first + i);

		for (uint32_t j = 0; j < 127; j++) {
			uint32_t n = 109 + i * 127 + j;

			put_le32(at + 4 * j,
				n < fat_sectors ? image->fat + n : 0xffffffff);
		}
		put_le32(at + 508, i + 1 < count ? first + i + 1 : 0xfffffffe);
		link_sector(image, first + i, 0xfffffffc);
	}
	put_le32(image->bytes + 68, count ? first : 0xfffffffe);
	put_le32(image->bytes + 72, count);
	return first;
}

static struct image
make_image(size_t size)
{
	static const uint8_t signature[] = { 0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1,
		0x1a, 0xe1 };
	struct image image = { .sectors = (uint32_t)(size / 512 - 1) };
	uint32_t fat_sectors = (image.sectors + 127) / 128;

	image.bytes = calloc((size_t)image.sectors + 1, 512);
	ck_assert_ptr_nonnull(image.bytes);
	image.fat = image.sectors - fat_sectors;
	memcpy(image.bytes, signature, sizeof signature);
	put_le16(image.bytes + 24, 0x3e);
	put_le16(image.bytes + 26, 3);
	put_le16(image.bytes + 28, 0xfffe);
	put_le16(image.bytes + 30, 9);
	put_le16(image.bytes + 32, 6);
	put_le32(image.bytes + 44, fat_sectors);
	put_le32(image.bytes + 56, 4096);
	put_le32(image.bytes + 60, 0xfffffffe);
	memset(sector_at(&image, image.fat), 0xff, (size_t)fat_sectors * 512);
	for (uint32_t i = 0; i < fat_sectors; i++)
		link_sector(&image, image.fat + i, 0xfffffffd);
	put_difat(&image, fat_sectors);
	return image;
}

static struct array *
array_of(struct image *image)
{
	return array_make_bytes(
		image->bytes, ((size_t)image->sectors + 1) * 512);
}

/* The entries of a directory in one contiguous chain from sector 0. */
static uint8_t *
entry_at(struct image *image, uint32_t id)
{
	return sector_at(image, id / 4) + (size_t)(id % 4) * 128;
}

static void
put_entry(struct image *image, uint32_t id, uint8_t type, uint32_t start,
	uint64_t size)
{
	uint8_t *at = entry_at(image, id);

	for (unsigned i = 0; i < 6; i++)
		put_le16(at + 2 * i, (uint16_t)('0' + (id >> 3 * (5 - i) & 7)));
	put_le16(at + 64, 14);
	at[66] = type;
	at[67] = 1;
	memset(at + 68, 0xff, 12);
	put_le32(at + 116, start);
	put_le64(at + 120, size);
}

/* `count` streams below the root, in a list; the root is entry 0. */
static void
put_streams(struct image *image, uint32_t count, uint32_t start, uint64_t size)
{
	put_entry(image, 0, 5, 0xfffffffe, 0);
	put_le32(entry_at(image, 0) + 76, count ? 1 : 0xffffffff);
	for (uint32_t id = 1; id <= count; id++) {
		put_entry(image, id, 2, start, size);
		if (id < count)
			put_le32(entry_at(image, id) + 72, id + 1);
	}
	link_chain(image, 0, count / 4 + 1);
}

#define MB ((size_t)1 << 20)

static const char *const large_trees[] = {
	"tree list\nrepeat 250000 stream \"{6}\"\n",
	"tree backlist\nrepeat 250000 stream \"{6}\"\n",
	"repeat 250000 enter \"d\"\n",
	"tree list declared\nrepeat 50000 storage \"{6}\"\n",
};

START_TEST(directory_of_32_mb_keeps_to_the_limits)
{
	check_limits(large_trees[_i], array_make(recipe_make(large_trees[_i])));
}
END_TEST

START_TEST(streams_that_are_all_one_chain_keep_to_the_limits)
{
	struct image image = make_image(32 * MB);

	put_streams(&image, 120000, 30000, 10 * MB);
	link_chain(&image, 30000, 30000);
	check_limits("cross-linked streams", array_of(&image));
}
END_TEST

/* The header counts every stream among the small ones. */
static void
put_mini_chain(struct image *image, uint32_t first, uint32_t sectors)
{
	put_le32(image->bytes + 56, 0xffffffff);
	put_le32(image->bytes + 60, first);
	put_le32(image->bytes + 64, sectors);
	link_chain(image, first, sectors);
	put_le32(entry_at(image, 0) + 116, first);
	put_le64(entry_at(image, 0) + 120, (uint64_t)sectors * 512);
}

START_TEST(small_streams_that_are_all_one_chain_keep_to_the_limits)
{
	struct image image = make_image(4 * MB);

	put_streams(&image, 14000, 0, 2 * MB);
	put_mini_chain(&image, 3600, 3500);
	for (uint32_t i = 0; i < 3500 * 128; i++)
		put_le32(sector_at(&image, 3600) + 4 * i, i + 1);
	check_limits("cross-linked small streams", array_of(&image));
}
END_TEST

START_TEST(one_chain_for_everything_keeps_to_the_limits)
{
	struct image image = make_image(4 * MB);

	put_streams(&image, 30000, 0, 100000);
	put_mini_chain(&image, 0, image.fat);
	check_limits("one chain for everything", array_of(&image));
}
END_TEST

/* A mini chain that jumps with each mini sector, however small these are. */
START_TEST(mini_sectors_of_any_size_keep_to_the_limits)
{
	struct image image = make_image(2 * MB);
	unsigned shift = (unsigned)_i;
	uint32_t sectors = image.fat - 10;
	uint32_t minis = (uint32_t)(2 * MB >> shift);

	if (minis > sectors * 128)
		minis = sectors * 128;
	put_streams(&image, 5, minis - 1, 0xfffffffe);
	put_mini_chain(&image, 10, sectors);
	put_le16(image.bytes + 32, (uint16_t)shift);
	for (uint32_t i = 0; i < minis; i++)
		put_le32(sector_at(&image, 10) + 4 * i, i - 1);
	check_limits("backward mini chain", array_of(&image));
}
END_TEST

START_TEST(looping_difat_keeps_to_the_limits)
{
	struct image image = make_image(32 * MB);
	uint32_t first = get_le32(image.bytes + 68);

	put_streams(&image, 100, 30000, 10 * MB);
	link_chain(&image, 30000, 30000);
	put_le32(sector_at(&image, first) + 508, first);
	check_limits("looping DIFAT", array_of(&image));
}
END_TEST

START_TEST(random_links_keep_to_the_limits)
{
	struct image image = make_image(32 * MB);
	uint32_t range = image.fat - 25001;
	uint64_t state = (uint64_t)_i;

	put_streams(&image, 100000, 0, 10 * MB);
	for (uint32_t i = 25001; i < image.fat; i++)
		link_sector(&image, i, 25001 + random_below(&state, range));
	for (uint32_t id = 1; id <= 100000; id++)
		put_le32(entry_at(&image, id) + 116,
			25001 + random_below(&state, range));
	check_limits("random links", array_of(&image));
}
END_TEST

START_TEST(random_trees_keep_to_the_limits)
{
	struct image image = make_image(8 * MB);
	uint64_t state = (uint64_t)_i;

	put_streams(&image, 50000, 0, 0);
	for (uint32_t id = 0; id <= 50000; id++) {
		uint8_t *at = entry_at(&image, id);

		if (random_below(&state, 2))
			at[66] = 1;
		for (unsigned link = 68; link <= 76; link += 4)
			put_le32(at + link, random_below(&state, 50100));
	}
	entry_at(&image, 0)[66] = 5;
	check_limits("random trees", array_of(&image));
}
END_TEST

/* Looked up as well, which is what equal names could make slow. */
START_TEST(equal_names_keep_to_the_limits)
{
	struct image image = make_image(32 * MB);
	struct array *array;
	IStream *stream;
	IStorage *root;

	put_streams(&image, 200000, 0, 0);
	for (uint32_t id = 1; id <= 200000; id++)
		memset(entry_at(&image, id), 'x', 12);
	array = array_of(&image);
	root = array_open(array);
	work = 0;
	ck_hr(stg_open_stream(root, "missing", READ, &stream),
		STG_E_FILENOTFOUND);
	ck_hr(stg_open_stream(root, "none", READ, &stream), STG_E_FILENOTFOUND);
	check_limit("equal names", "work", work, 16 * MB);
	IStorage_Release(root);
	check_limits("equal names", array);
}
END_TEST

START_TEST(random_bytes_keep_to_the_limits)
{
	uint64_t state = (uint64_t)_i;
	struct image image = make_image(1 * MB);

	put_streams(&image, 1000, 0, 5000);
	/* All but what is needed to open it at all. */
	random_bytes(&state, image.bytes + 36, 512 - 36);
	put_le32(image.bytes + 48, random_below(&state, image.sectors));
	put_le32(image.bytes + 76, image.fat);
	random_bytes(&state, sector_at(&image, 0), (size_t)image.sectors * 512);
	check_limits("random bytes", array_of(&image));
}
END_TEST

int
main(void)
{
	struct suite suite = suite_begin("limits");

	TEST_EACH(&suite, recipes_keep_to_the_limits, ARRAY_SIZE(prefixes));
	TEST_EACH(&suite, directory_of_32_mb_keeps_to_the_limits,
		ARRAY_SIZE(large_trees));
	TEST(&suite, streams_that_are_all_one_chain_keep_to_the_limits);
	TEST(&suite, small_streams_that_are_all_one_chain_keep_to_the_limits);
	TEST(&suite, one_chain_for_everything_keeps_to_the_limits);
	TEST_EACH(&suite, mini_sectors_of_any_size_keep_to_the_limits, 11);
	TEST(&suite, looping_difat_keeps_to_the_limits);
	TEST(&suite, random_links_keep_to_the_limits);
	TEST(&suite, random_trees_keep_to_the_limits);
	TEST(&suite, equal_names_keep_to_the_limits);
	TEST_EACH(&suite, random_bytes_keep_to_the_limits, 20);
	return suite_end(&suite);
}
