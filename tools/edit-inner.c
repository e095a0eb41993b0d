/* SPDX-License-Identifier: MIT */
#define COBJMACROS
#include "edit-inner.h"

#include <stdlib.h>
#include <string.h>

#include "bytes.h"
#include "content.h"
#include "embedded.h"
#include "memory.h"
#include "storage.h"
#include "target.h"

#define LEVELS_MAX 32

/* What some put before a file in a stream; see embedded.c. */
#define LENGTH_SIZE 4

struct edit_level {
	IStorage *outside; /* the storage that the path begins with */
	char *path;
	ILockBytes *bytes; /* a copy of the file; NULL: a storage */
	bool counted;      /* its length stands before it */
};

static enum exit_code
fail(const struct place *place, const char *what, HRESULT hr)
{
	if (hr == STG_E_FILEALREADYEXISTS)
		report_text(place, "not a compound file");
	else
		report(place, what, hr);
	return exit_of(hr);
}

static HRESULT
read_at(ILockBytes *bytes, uint64_t offset, void *buffer, ULONG size,
	ULONG *got)
{
	ULARGE_INTEGER at = { .QuadPart = offset };

	*got = 0;
	return ILockBytes_ReadAt(bytes, at, buffer, size, got);
}

static HRESULT
copy_bytes(ILockBytes *from, ILockBytes *to)
{
	char *buffer = memory_resize(NULL, CHUNK_SIZE, 1);
	ULARGE_INTEGER at = { .QuadPart = 0 };
	ULONG got = CHUNK_SIZE;
	ULONG put;
	HRESULT hr = S_OK;

	while (SUCCEEDED(hr) && got == CHUNK_SIZE) {
		hr = read_at(from, at.QuadPart, buffer, CHUNK_SIZE, &got);
		if (SUCCEEDED(hr) && got != 0)
			hr = ILockBytes_WriteAt(to, at, buffer, got, &put);
		at.QuadPart += got;
	}
	free(buffer);
	return hr;
}

/* Does the length of what follows stand before it, and nothing behind? */
static bool
is_counted(const struct embedded *embedded)
{
	uint8_t bytes[LENGTH_SIZE];
	uint64_t size;
	size_t length;

	return embedded->offset == LENGTH_SIZE &&
	       SUCCEEDED(stream_size(embedded->stream, &size)) &&
	       SUCCEEDED(stream_seek(embedded->stream, 0)) &&
	       SUCCEEDED(stream_read(
		       embedded->stream, bytes, LENGTH_SIZE, &length)) &&
	       length == LENGTH_SIZE && get_le32(bytes) == size - LENGTH_SIZE;
}

/* Can the stream be written anew, and is all of it understood? */
static enum exit_code
judge(struct edit_level *level, const struct embedded *embedded,
	const struct place *place)
{
	level->counted = is_counted(embedded);
	if (embedded->plain && (embedded->offset == 0 || level->counted))
		return EXIT_DONE;
	report_text(place,
		embedded->plain
			? "cannot change: the stream holds more than this file"
			: "cannot change: the file is compressed, or a part "
			  "of its stream");
	return EXIT_FAILED;
}

static enum exit_code
open_copy(struct edit *edit, struct edit_level *level,
	const struct embedded *embedded, const struct place *place)
{
	IStorage *root = NULL;
	HRESULT hr = CreateILockBytesOnHGlobal(NULL, TRUE, &level->bytes);

	if (SUCCEEDED(hr))
		hr = copy_bytes(embedded->bytes, level->bytes);
	if (SUCCEEDED(hr))
		hr = StgOpenStorageOnILockBytes(
			level->bytes, NULL, EDIT_MODE, NULL, 0, &root);
	if (FAILED(hr))
		return fail(place, "cannot open", hr);
	edit->root = root;
	return EXIT_DONE;
}

static enum exit_code
enter_file(struct edit *edit, struct edit_level *level,
	const struct place *place)
{
	struct embedded embedded;
	enum exit_code code = embedded_open(
		&embedded, level->outside, level->path, place);

	if (code == EXIT_DONE)
		code = judge(level, &embedded, place);
	if (code == EXIT_DONE)
		code = open_copy(edit, level, &embedded, place);
	embedded_close(&embedded);
	return code;
}

static enum exit_code
enter(struct edit *edit, struct edit_level *level, const struct place *place)
{
	struct stg_element element;
	IStorage *storage = NULL;
	enum exit_code code = EXIT_DONE;
	HRESULT hr = stg_stat(level->outside, level->path, &element);

	if (SUCCEEDED(hr) && element.type != STGTY_STORAGE) {
		code = enter_file(edit, level, place);
	} else if (SUCCEEDED(hr)) {
		hr = stg_open_storage(
			level->outside, level->path, EDIT_MODE, &storage);
		edit->root = storage;
	}
	if (FAILED(hr))
		return fail(place, "cannot open", hr);
	if (edit->root)
		edit_watch(edit);
	return code;
}

enum exit_code
edit_go_in(struct edit *edit, const char *paths)
{
	struct text shown = { 0 };
	enum exit_code code = EXIT_DONE;

	while (paths && code == EXIT_DONE) {
		struct place place = { edit->path, NULL };
		struct edit_level *level;

		if (edit->level_count == LEVELS_MAX) {
			report_text(&place, "too many files inside of files");
			code = EXIT_FAILED;
			break;
		}
		edit->levels = memory_grow(edit->levels, &edit->level_room,
			edit->level_count + 1, sizeof(*edit->levels));
		level = &edit->levels[edit->level_count++];
		*level = (struct edit_level){
			.outside = edit->root,
			.path = target_next_path(&paths),
		};
		edit->root = NULL;
		text_add(&shown, shown.length > 0 ? "//" : "");
		text_add(&shown, level->path);
		place.inner = shown.data;
		code = enter(edit, level, &place);
	}
	text_done(&shown);
	return code;
}

static HRESULT
write_bytes(IStream *stream, const struct edit_level *level, uint64_t size)
{
	char *buffer = memory_resize(NULL, CHUNK_SIZE, 1);
	uint64_t at = 0;
	HRESULT hr = S_OK;

	while (SUCCEEDED(hr) && at < size) {
		ULONG wanted = size - at < CHUNK_SIZE ? (ULONG)(size - at)
						      : CHUNK_SIZE;
		ULONG got;

		hr = read_at(level->bytes, at, buffer, wanted, &got);
		if (SUCCEEDED(hr) && got != wanted)
			hr = STG_E_READFAULT;
		if (SUCCEEDED(hr))
			hr = stream_write(stream, buffer, got);
		at += wanted;
	}
	free(buffer);
	return hr;
}

/* The stream gets the file as it is now. */
static HRESULT
write_back(const struct edit_level *level)
{
	ULARGE_INTEGER end = { .QuadPart = 0 };
	uint8_t length[LENGTH_SIZE];
	IStream *stream = NULL;
	STATSTG stat;
	HRESULT hr = ILockBytes_Stat(level->bytes, &stat, STATFLAG_NONAME);

	if (SUCCEEDED(hr))
		hr = stg_open_stream(
			level->outside, level->path, EDIT_MODE, &stream);
	if (SUCCEEDED(hr) && level->counted) {
		for (size_t i = 0; i < LENGTH_SIZE; i++)
			length[i] = (uint8_t)(stat.cbSize.QuadPart >> (8 * i));
		end.QuadPart = LENGTH_SIZE;
		hr = stream_write(stream, length, LENGTH_SIZE);
	}
	if (SUCCEEDED(hr))
		hr = write_bytes(stream, level, stat.cbSize.QuadPart);
	end.QuadPart += stat.cbSize.QuadPart;
	if (SUCCEEDED(hr))
		hr = IStream_SetSize(stream, end);
	if (stream)
		IStream_Release(stream);
	return hr;
}

static enum exit_code
leave(struct edit *edit, struct edit_level *level, enum exit_code code)
{
	struct place place = { edit->place.file, NULL };
	HRESULT hr = S_OK;

	if (edit->root && level->bytes && code == EXIT_DONE)
		hr = IStorage_Commit(
			edit->root, STGC_DANGEROUSLYCOMMITMERELYTODISKCACHE);
	if (edit->root)
		IStorage_Release(edit->root);
	if (SUCCEEDED(hr) && level->bytes && code == EXIT_DONE)
		hr = write_back(level);
	if (FAILED(hr))
		code = fail(&place, "cannot write", hr);
	if (level->bytes)
		ILockBytes_Release(level->bytes);
	edit->root = level->outside;
	free(level->path);
	return code;
}

enum exit_code
edit_come_out(struct edit *edit, enum exit_code code)
{
	while (edit->level_count > 0)
		code = leave(edit, &edit->levels[--edit->level_count], code);
	free(edit->levels);
	edit->levels = NULL;
	return code;
}
