/* SPDX-License-Identifier: MIT */
#include "support/images.h"

#include <stdio.h>
#include <string.h>

#include "cfb/check.h"
#include "cfb/directory.h"
#include "cfb/tree.h"
#include "support/suite.h"

void
tally_defect(const struct cfb_defect *defect, void *context)
{
	struct tally *tally = context;
	const struct cfb_defect_info *info = cfb_defect_info(defect->id);

	ck_assert_ptr_nonnull(info);
	tally->of[defect->id]++;
	tally->total++;
	tally->damage += info->severity == CFB_DAMAGE;
	tally->last = *defect;
}

const char *
tally_text(const struct tally *tally)
{
	static char text[2000];
	size_t length = 0;

	text[0] = '\0';
	for (unsigned id = 0; id < CFB_DEFECT_LIMIT; id++) {
		if (tally->of[id] == 0 || length + 32 > sizeof text)
			continue;
		length += (size_t)snprintf(text + length, sizeof text - length,
			"%s%u", length ? " " : "", id);
		if (tally->of[id] > 1)
			length += (size_t)snprintf(text + length,
				sizeof text - length, "x%u", tally->of[id]);
	}
	return text;
}

int
image_try(struct image *image, struct builder *builder,
	enum cfb_strictness strictness)
{
	int status;

	memset(image, 0, sizeof *image);
	image->builder = builder;
	spy_init(&image->spy, builder_device(builder));
	status = cfb_file_open(&image->spy.device, strictness, tally_defect,
		&image->tally, &image->file);
	if (status != CFB_OK)
		device_close(&image->spy.device);
	return status;
}

void
image_open(struct image *image, struct builder *builder)
{
	ck_assert_int_eq(image_try(image, builder, CFB_TOLERANT), CFB_OK);
}

void
image_open_text(struct image *image, const char *text)
{
	image_open(image, recipe_make(text));
}

void
image_close(struct image *image)
{
	cfb_file_close(image->file);
	ck_assert_uint_eq(image->spy.closes, 1);
	builder_destroy(image->builder);
}

uint32_t
image_find(struct image *image, const char *path, struct cfb_dirent *entry)
{
	uint32_t id = CFB_ROOT;

	ck_assert_int_eq(
		cfb_directory_entry(image->file, CFB_ROOT, entry), CFB_OK);
	while (*path) {
		uint16_t name[CFB_NAME_MAX];
		size_t units = 0;

		for (; *path && *path != '/'; path++)
			name[units++] = (unsigned char)*path;
		path += *path == '/';
		ck_assert_int_eq(
			cfb_tree_find(image->file, id, name, units, &id, entry),
			CFB_OK);
	}
	return id;
}

static bool
count_defect(const struct cfb_defect *defect, void *context)
{
	tally_defect(defect, context);
	return true;
}

int
image_check(struct builder *builder, struct tally *tally)
{
	struct cfb_check_totals totals;
	int status;

	memset(tally, 0, sizeof *tally);
	status = cfb_check(
		builder_device(builder), count_defect, tally, &totals);
	builder_destroy(builder);
	return status;
}
