/* SPDX-License-Identifier: MIT */
#include "cfb/reader.h"

#include <string.h>

#include "cfb/contents.h"
#include "cfb/directory.h"
#include "cfb/status.h"
#include "cfb/version.h"

void
cfb_reader_init(struct cfb_reader *reader, const struct cfb_versions *shared,
	struct cfb_version *version, uint32_t id)
{
	memset(reader, 0, sizeof *reader);
	reader->shared = shared;
	reader->version = version;
	reader->id = id;
}

void
cfb_reader_done(struct cfb_reader *reader)
{
	if (reader->open)
		cfb_stream_close(&reader->stream);
	reader->open = false;
}

int
cfb_reader_prepare(struct cfb_file *file, struct cfb_reader *reader,
	bool *own)
{
	struct cfb_dirent entry;
	int status;

	*own = cfb_version_has_contents(reader->version, reader->id);
	if (*own)
		return CFB_OK;
	if (reader->open && reader->epoch != reader->shared->epoch)
		cfb_reader_done(reader);
	if (reader->open)
		return CFB_OK;
	/* A virtual element has contents, or is gone. */
	if (reader->id >= CFB_VIRTUAL)
		return CFB_CORRUPT;
	status = cfb_directory_entry(file, reader->id, &entry);
	if (status != CFB_OK)
		return status == CFB_NOT_FOUND ? CFB_CORRUPT : status;
	cfb_stream_open(file, reader->id, &entry, &reader->stream);
	reader->open = true;
	reader->epoch = reader->shared->epoch;
	return CFB_OK;
}

int
cfb_reader_read(struct cfb_file *file, struct cfb_reader *reader,
	uint64_t offset, void *bytes, size_t length, size_t *done)
{
	bool own;
	int status = cfb_reader_prepare(file, reader, &own);

	*done = 0;
	if (status != CFB_OK)
		return status;
	return own ? cfb_version_read(file, reader->version, reader->id,
		offset, bytes, length, done)
		   : cfb_stream_read(file, &reader->stream, offset, bytes,
			length, done);
}

uint32_t
cfb_reader_sector(const struct cfb_reader *reader, uint32_t index)
{
	const struct cfb_stream *stream = &reader->stream;

	if (!reader->open || reader->epoch != reader->shared->epoch ||
		stream->mini || index >= stream->extents.length)
		return CFB_NOWHERE;
	return cfb_extents_sector(&stream->extents, index);
}
