/* SPDX-License-Identifier: MIT */
/*
 * Files of other writers, sound, odd and damaged, are changed at random. What
 * was not touched is as it was, what was touched is right, and what had no
 * damage has none afterwards.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/idset.h"
#include "cfb/directory.h"
#include "cfb/edit.h"
#include "cfb/edit_world.h"
#include "cfb/element.h"
#include "cfb/listing.h"
#include "support/random.h"
#include "support/recipes.h"
#include "support/suite.h"

/* A stream as it was before the changes. */
struct kept {
	uint32_t id;
	uint32_t storage;
	uint8_t *bytes; /* NULL: it could not be read */
	size_t size;
	bool gone;
	bool touched;   /* since the last commit */
};

struct edited {
	struct trial trial;
	struct cfb_file *file;
	struct kept *kept;
	size_t count;
	uint32_t *storages;
	size_t storage_count;
	uint64_t random;
	bool damaged;
	bool crossed; /* writing to one stream writes to another one */
};

#define KEPT_MAX 20000

static void
keep_stream(struct edited *edited, uint32_t storage, uint32_t id,
	const struct cfb_dirent *entry)
{
	struct kept *kept = &edited->kept[edited->count++];
	struct cfb_stream stream;
	size_t done = 0;

	ck_assert_uint_lt(edited->count, KEPT_MAX);
	memset(kept, 0, sizeof *kept);
	kept->id = id;
	kept->storage = storage;
	cfb_stream_open(edited->file, id, entry, &stream);
	if (stream.size < 64 << 20) {
		kept->size = (size_t)stream.size;
		kept->bytes = malloc(kept->size + 1);
		ck_assert_ptr_nonnull(kept->bytes);
		if (cfb_stream_read(edited->file, &stream, 0, kept->bytes,
			kept->size, &done) != CFB_OK) {
			free(kept->bytes);
			kept->bytes = NULL;
		}
	}
	cfb_stream_close(&stream);
}

static void
keep_all(struct edited *edited)
{
	struct idset seen;

	idset_init(&seen);
	edited->kept = calloc(KEPT_MAX, sizeof *edited->kept);
	edited->storages = calloc(KEPT_MAX, sizeof *edited->storages);
	ck_assert(edited->kept && edited->storages);
	edited->storages[edited->storage_count++] = CFB_ROOT;
	for (size_t s = 0; s < edited->storage_count; s++) {
		struct cfb_listing listing;

		if (cfb_listing_make(edited->file, edited->storages[s], &seen,
			&listing) != CFB_OK)
			continue;
		for (uint32_t i = 0; i < listing.count; i++) {
			struct cfb_dirent entry;

			if (cfb_directory_entry(edited->file, listing.ids[i],
				&entry) != CFB_OK)
				continue;
			if (cfb_dirent_is_stream(&entry))
				keep_stream(edited, edited->storages[s],
					listing.ids[i], &entry);
			else if (edited->storage_count < KEPT_MAX)
				edited->storages[edited->storage_count++] =
					listing.ids[i];
		}
		cfb_listing_done(&listing);
	}
	idset_done(&seen);
}

/* What a sound file may not answer, and a damaged one may. */
static bool
worked(const struct edited *edited, int status)
{
	ck_assert_msg(status == CFB_OK || (edited->damaged &&
		status == CFB_CORRUPT) || status == CFB_EXISTS ||
		(edited->damaged && status == CFB_NOT_FOUND), "status %#x",
		(unsigned)status);
	return status == CFB_OK;
}

static void
ignore(uint32_t id, void *context)
{
	(void)id;
	(void)context;
}

/* Write to a stream, which is `kept` or new. */
static void
write_some(struct edited *edited, uint32_t id, struct kept *kept)
{
	struct cfb_stream stream;
	struct cfb_dirent entry;
	uint8_t bytes[9000];
	size_t length = 1 + random_below(&edited->random, sizeof bytes);
	size_t offset = 0;
	size_t done;

	random_bytes(&edited->random, bytes, length);
	if (kept) {
		kept->touched = true;
		offset = random_below(&edited->random,
			(uint32_t)kept->size + 1);
		if (!kept->bytes)
			return;
	}
	ck_assert_int_eq(cfb_directory_entry(edited->file, id, &entry),
		CFB_OK);
	cfb_stream_open(edited->file, id, &entry, &stream);
	if (worked(edited, cfb_stream_write(edited->file, &stream, offset,
		bytes, length, &done)) && worked(edited, cfb_stream_flush(
		edited->file, &stream)) && kept) {
		if (offset + length > kept->size) {
			kept->size = offset + length;
			kept->bytes = realloc(kept->bytes, kept->size);
			ck_assert_ptr_nonnull(kept->bytes);
		}
		memcpy(kept->bytes + offset, bytes, length);
	}
	cfb_stream_close(&stream);
}

static size_t
make_name(struct edited *edited, uint16_t name[8])
{
	size_t units = 2 + random_below(&edited->random, 6);

	for (size_t i = 0; i < units; i++)
		name[i] = (uint16_t)("qxyzQ~7"[random_below(&edited->random,
			7)]);
	return units;
}

static void
change(struct edited *edited)
{
	struct kept *kept = edited->count ? &edited->kept[random_below(
		&edited->random, (uint32_t)edited->count)] : NULL;
	uint32_t storage = edited->storages[random_below(&edited->random,
		(uint32_t)edited->storage_count)];
	uint16_t name[8];
	size_t units = make_name(edited, name);
	uint32_t id;

	switch (random_below(&edited->random, 6)) {
	case 0:
	case 1:
		if (worked(edited, cfb_element_create(edited->file, storage,
			name, units, true, 0, &id)))
			write_some(edited, id, NULL);
		break;
	case 2:
		(void)worked(edited, cfb_element_create(edited->file, storage,
			name, units, false, 0, &id));
		break;
	case 3:
		if (kept && !kept->gone && worked(edited, cfb_element_destroy(
			edited->file, kept->storage, kept->id, ignore, NULL)))
			kept->gone = true;
		break;
	case 4:
		if (kept && !kept->gone)
			(void)worked(edited, cfb_element_rename(edited->file,
				kept->storage, kept->id, name, units));
		break;
	default:
		if (kept && !kept->gone)
			write_some(edited, kept->id, kept);
		break;
	}
}

static void
compare_kept(struct edited *edited, struct cfb_file *file)
{
	for (size_t i = 0; i < edited->count; i++) {
		struct kept *kept = &edited->kept[i];
		struct cfb_stream stream;
		struct cfb_dirent entry;
		uint8_t *bytes;
		size_t done;

		/* What no commit took is as it was, or in part as it is. */
		if (kept->gone || !kept->bytes || edited->crossed ||
			kept->touched)
			continue;
		ck_assert_int_eq(cfb_directory_entry(file, kept->id, &entry),
			CFB_OK);
		ck_assert(cfb_dirent_is_stream(&entry));
		cfb_stream_open(file, kept->id, &entry, &stream);
		ck_assert_uint_eq(stream.size, kept->size);
		bytes = malloc(kept->size + 1);
		ck_assert_ptr_nonnull(bytes);
		ck_assert_int_eq(cfb_stream_read(file, &stream, 0, bytes,
			kept->size, &done), CFB_OK);
		ck_assert_mem_eq(bytes, kept->bytes, kept->size);
		free(bytes);
		cfb_stream_close(&stream);
	}
}

static void
run(struct edited *edited, const struct defects *before)
{
	struct cfb_file *file;
	struct defects after = { .print = false };

	for (unsigned round = 0; round < 3; round++) {
		for (unsigned i = 0; i < 8; i++)
			change(edited);
		if (!worked(edited, cfb_commit(edited->file, 0)))
			continue;
		for (size_t i = 0; i < edited->count; i++)
			edited->kept[i].touched = false;
	}
	cfb_edit_finish(edited->file);
	cfb_file_close(edited->file);
	ck_assert_int_eq(cfb_file_open(trial_view(&edited->trial),
		CFB_TOLERANT, NULL, NULL, &file), CFB_OK);
	compare_kept(edited, file);
	cfb_file_close(file);
	ck_assert_int_eq(check_device(trial_view(&edited->trial), &after),
		CFB_OK);
	if (before->damage == 0 && after.damage != 0) {
		after.print = true;
		(void)!check_device(trial_view(&edited->trial), &after);
	}
	if (before->damage == 0)
		ck_assert_uint_eq(after.damage, 0);
	if (before->all == 0)
		ck_assert_uint_eq(after.all, 0);
	if (before->damage == 0)
		ck_assert_uint_le(after.lost, before->lost);
}

/* False: it is refused. */
static bool
edit_recipe(const char *name, uint64_t seed)
{
	struct edited edited = { .random = seed };
	struct builder *builder = recipe_load(name);
	struct defects before = { .print = false };
	uint8_t *image;
	size_t size;
	int status;

	ck_assert(builder_is_laid_out(builder) || builder_lay_out(builder));
	ck_assert(builder_render(builder, &image, &size));
	builder_destroy(builder);
	trial_init_with(&edited.trial, image, size);
	(void)!check_device(trial_view(&edited.trial), &before);
	edited.damaged = before.damage != 0;
	edited.crossed = strstr(name, "-cross-") != NULL ||
		strcmp(name, "bad-ministream-start-stream") == 0;
	status = cfb_file_open(&edited.trial.device, CFB_CAREFUL, NULL, NULL,
		&edited.file);
	if (status == CFB_OK) {
		status = cfb_edit_begin(edited.file);
		if (status != CFB_OK)
			cfb_file_close(edited.file);
	}
	if (status == CFB_OK) {
		keep_all(&edited);
		run(&edited, &before);
	}
	if (status != CFB_OK) {
		size_t length;
		uint8_t *bytes = trial_bytes(&edited.trial, &length);

		ck_assert_uint_eq(length, size);
		ck_assert_mem_eq(bytes, image, size);
		free(bytes);
	}
	for (size_t i = 0; i < edited.count; i++)
		free(edited.kept[i].bytes);
	free(edited.kept);
	free(edited.storages);
	trial_done(&edited.trial);
	free(image);
	return status == CFB_OK;
}

static const char *const prefixes[] = { "good-", "odd-", "bad-" };

#define SLICES 6

static void
edit_many(const char *name)
{
	const char *factor = getenv("EDIT_FACTOR");
	unsigned edits = strncmp(name, "bad-", 4) == 0 ? 40 : 12;

	/* For another look now and then. */
	if (factor)
		edits *= (unsigned)strtoul(factor, NULL, 10);
	/* With CK_FORK=no, the last name is the one that failed. */
	if (getenv("EDIT_VERBOSE"))
		fprintf(stderr, "%s\n", name);
	for (unsigned seed = 1; seed <= edits; seed++) {
		bool done;

		if (getenv("EDIT_VERBOSE"))
			fprintf(stderr, "\tseed %u\n", seed);
		done = edit_recipe(name, seed);
		ck_assert_msg(done || strncmp(name, "good-", 5) != 0, "%s",
			name);
		if (!done && getenv("EDIT_VERBOSE"))
			fprintf(stderr, "\trefused\n");
		if (!done)
			break;
	}
}

START_TEST(what_is_not_touched_stays_as_it_was)
{
	struct recipe_names names;

	recipe_names_find(&names, prefixes[_i / SLICES]);
	for (size_t i = 0; i < names.count; i++) {
		if (i % SLICES == (size_t)_i % SLICES)
			edit_many(names.names[i]);
	}
	recipe_names_done(&names);
}
END_TEST

int
main(void)
{
	struct suite suite = suite_begin("edit_recipes");

	TEST_EACH(&suite, what_is_not_touched_stays_as_it_was,
		SLICES * ARRAY_SIZE(prefixes));
	return suite_end(&suite);
}
