/* SPDX-License-Identifier: MIT */
#include "support/contents.h"

#include <stdlib.h>
#include <string.h>

#include "base/checked.h"
#include "cfb/directory.h"
#include "cfb/stream.h"
#include "support/suite.h"

int
contents_compare(struct image *image, uint32_t id, size_t piece)
{
	uint8_t *got = malloc(piece);
	uint8_t *wanted = malloc(piece);
	struct cfb_dirent entry;
	struct cfb_stream stream;
	uint64_t offset = 0;
	int status = CFB_OK;

	ck_assert(got && wanted);
	ck_assert_int_eq(cfb_directory_entry(image->file, id, &entry), CFB_OK);
	cfb_stream_open(image->file, id, &entry, &stream);
	while (status == CFB_OK && offset < stream.size) {
		size_t n = (size_t)min_u64(piece, stream.size - offset);
		size_t done = 0;

		status = cfb_stream_read(
			image->file, &stream, offset, got, n, &done);
		ck_assert_uint_le(done, n);
		ck_assert_uint_eq(builder_content(image->builder, id, offset,
					  wanted, done),
			done);
		ck_assert(memcmp(got, wanted, done) == 0);
		if (status == CFB_OK)
			ck_assert_uint_eq(done, n);
		offset += n;
	}
	cfb_stream_close(&stream);
	free(got);
	free(wanted);
	return status;
}

bool
contents_same(struct image *image, uint32_t id)
{
	uint64_t size = builder_entry(image->builder, id)->size;
	uint8_t *wanted = malloc((size_t)size + 1);
	uint8_t *got;
	size_t length;
	bool same;
	int status;

	ck_assert_ptr_nonnull(wanted);
	builder_content(image->builder, id, 0, wanted, (size_t)size);
	got = contents_read(
		image, id, 1 << 20, (size_t)size + 1, &length, &status);
	same = status == CFB_OK && length == size &&
	       memcmp(got, wanted, length) == 0;
	free(wanted);
	free(got);
	return same;
}

void
contents_compare_all(struct image *image)
{
	uint32_t count = builder_entries(image->builder);

	for (uint32_t id = 1; id < count; id++) {
		const struct builder_entry *described =
			builder_entry(image->builder, id);
		struct cfb_dirent entry;
		int status;

		if (described->type != BUILDER_STREAM)
			continue;
		ck_assert_int_eq(
			cfb_directory_entry(image->file, id, &entry), CFB_OK);
		if (!cfb_dirent_is_stream(&entry))
			continue;
		ck_assert_uint_eq(
			cfb_dirent_size(image->file, &entry), described->size);
		status = contents_compare(image, id, 100000);
		ck_assert_msg(status == CFB_OK, "stream %u: status %d, %s",
			(unsigned)id, status, tally_text(&image->tally));
	}
}

uint8_t *
contents_read(struct image *image, uint32_t id, size_t piece, size_t limit,
	size_t *length, int *status)
{
	struct cfb_dirent entry;
	struct cfb_stream stream;
	uint8_t *bytes;
	size_t size;

	ck_assert_int_eq(cfb_directory_entry(image->file, id, &entry), CFB_OK);
	cfb_stream_open(image->file, id, &entry, &stream);
	size = (size_t)min_u64(stream.size, limit);
	bytes = malloc(size + 1);
	ck_assert_ptr_nonnull(bytes);
	*length = 0;
	*status = CFB_OK;
	while (*status == CFB_OK && *length < size) {
		size_t n = min_size(piece, size - *length);
		size_t done = 0;

		*status = cfb_stream_read(image->file, &stream, *length,
			bytes + *length, n, &done);
		ck_assert_uint_le(done, n);
		*length += done;
	}
	cfb_stream_close(&stream);
	return bytes;
}
