/* SPDX-License-Identifier: MIT */
#define COBJMACROS
#include "archives.h"

#ifdef HAVE_LIBARCHIVE

#include <archive.h>
#include <archive_entry.h>

#include <stdlib.h>
#include <string.h>

#include "content.h"
#include "listing.h"
#include "memory.h"
#include "moment.h"
#include "slot.h"

#define BLOCK_SIZE 65536

bool
archive_is_possible(void)
{
	return true;
}

static enum exit_code
failed(const char *path, struct archive *archive, const char *what)
{
	const char *why = archive_error_string(archive);

	report_text(&(struct place){ path, NULL }, "%s: %s", what,
		why ? why : "unknown error");
	return EXIT_FAILED;
}

/* "./a//b/" is "a/b"; what leads upwards is refused. */
static bool
clean(struct text *inner, const char *name)
{
	text_clear(inner);
	while (*name) {
		size_t length = strcspn(name, "/");

		if (length == 2 && memcmp(name, "..", 2) == 0)
			return false;
		if (length > 0 && !(length == 1 && *name == '.')) {
			text_add(inner, inner->length > 0 ? "/" : "");
			text_add_bytes(inner, name, length);
		}
		name += length + (name[length] == '/');
	}
	return true;
}

/* Files have names that no element can have. */
static bool
can_be_named(const char *path)
{
	OLECHAR name[STG_NAME_UNITS + 1];
	bool allowed = true;

	while (allowed && *path) {
		size_t length = strcspn(path, "/");
		size_t units = 0;

		allowed = SUCCEEDED(name_parse(path, length, name));
		while (allowed && name[units] != 0)
			units++;
		allowed = allowed && name_is_allowed(name, units);
		path += length + (path[length] == '/');
	}
	return allowed;
}

static HRESULT
fill(IStream *stream, struct archive *archive, bool *archive_failed)
{
	char *chunk = memory_resize(NULL, CHUNK_SIZE, 1);
	HRESULT hr = S_OK;
	la_ssize_t got = 1;

	while (SUCCEEDED(hr) && got > 0) {
		got = archive_read_data(archive, chunk, CHUNK_SIZE);
		if (got > 0)
			hr = stream_write(stream, chunk, (size_t)got);
	}
	*archive_failed = got < 0;
	free(chunk);
	return hr;
}

static enum exit_code
import_storage(struct edit *edit, const struct slot *slot,
	struct archive_entry *entry)
{
	struct timespec when = { archive_entry_mtime(entry),
		archive_entry_mtime_nsec(entry) };
	FILETIME time = moment_of_timespec(&when);
	IStorage *storage = NULL;
	HRESULT hr = S_OK;

	if (slot->is_root)
		return EXIT_DONE;
	if (!slot->is_storage)
		hr = storage_make(slot->parent, slot->name, &storage);
	if (SUCCEEDED(hr) && archive_entry_mtime_is_set(entry))
		hr = IStorage_SetElementTimes(
			slot->parent, slot->name, &time, NULL, &time);
	if (storage)
		IStorage_Release(storage);
	return SUCCEEDED(hr) ? EXIT_DONE
			     : edit_failed(edit, slot->path, "cannot make",
				       hr);
}

/* A second entry of one name is the newer one, in archives. */
static enum exit_code
import_stream(struct edit *edit, const struct slot *slot,
	struct archive *archive, const char *path)
{
	IStream *stream = NULL;
	bool broken = false;
	HRESULT hr = slot->is_storage
			     ? STG_E_FILEALREADYEXISTS
			     : stream_make(slot->parent, slot->name, &stream);

	if (SUCCEEDED(hr))
		hr = fill(stream, archive, &broken);
	if (stream)
		IStream_Release(stream);
	if (broken)
		return failed(path, archive, "cannot read");
	return SUCCEEDED(hr) ? EXIT_DONE
			     : edit_failed(edit, slot->path, "cannot write",
				       hr);
}

static enum exit_code
import_element(struct edit *edit, struct archive *archive,
	struct archive_entry *entry, const char *inner, const char *path)
{
	struct slot slot;
	enum exit_code code = slot_find(&slot, edit, inner, true);

	if (code == EXIT_DONE && archive_entry_filetype(entry) == AE_IFDIR)
		code = import_storage(edit, &slot, entry);
	else if (code == EXIT_DONE)
		code = import_stream(edit, &slot, archive, path);
	slot_done(&slot);
	return code;
}

static enum exit_code
import_entry(struct edit *edit, struct archive *archive,
	struct archive_entry *entry, const char *path)
{
	const char *name = archive_entry_pathname_utf8(entry);
	struct place place = { path, name };
	struct text inner = { 0 };
	mode_t type = archive_entry_filetype(entry);
	enum exit_code code;

	if (!name || !clean(&inner, name)) {
		report_text(&place, "is not a name for an element");
		code = EXIT_FAILED;
	} else if ((type != AE_IFREG && type != AE_IFDIR) ||
		   archive_entry_hardlink(entry)) {
		report_text(&place, "is neither a file nor a directory");
		code = EXIT_FAILED;
	} else if (!can_be_named(text_get(&inner))) {
		report(&place, "cannot be the name of an element",
			STG_E_INVALIDNAME);
		edit->left_out++;
		code = EXIT_DONE;
	} else {
		code = import_element(edit, archive, entry, text_get(&inner),
			path);
	}
	text_done(&inner);
	return code;
}

enum exit_code
archive_import(struct edit *edit, const char *path)
{
	struct archive *archive = archive_read_new();
	struct archive_entry *entry;
	enum exit_code code = EXIT_DONE;
	int got = ARCHIVE_OK;

	archive_read_support_filter_all(archive);
	archive_read_support_format_tar(archive);
	archive_read_support_format_zip(archive);
	if (archive_read_open_filename(archive,
		    strcmp(path, "-") == 0 ? NULL : path,
		    BLOCK_SIZE) != ARCHIVE_OK)
		code = failed(path, archive, "cannot open");
	while (code == EXIT_DONE) {
		got = archive_read_next_header(archive, &entry);
		if (got == ARCHIVE_EOF)
			break;
		/* A warning leaves something out, and that is not all. */
		if (got != ARCHIVE_OK)
			code = failed(path, archive, "cannot read");
		else
			code = import_entry(edit, archive, entry, path);
	}
	archive_read_free(archive);
	return code;
}

static enum exit_code
export_contents(struct archive *archive, struct target *target,
	const char *inner, const char *path)
{
	char *chunk = memory_resize(NULL, CHUNK_SIZE, 1);
	struct place place = { target->place.file, inner };
	enum exit_code code = EXIT_DONE;
	size_t length = CHUNK_SIZE;
	IStream *stream = NULL;
	HRESULT hr = stg_open_stream(
		target->storage, inner, STREAM_MODE, &stream);

	while (SUCCEEDED(hr) && length == CHUNK_SIZE && code == EXIT_DONE) {
		hr = stream_read(stream, chunk, CHUNK_SIZE, &length);
		if (SUCCEEDED(hr) && length > 0 &&
			archive_write_data(archive, chunk, length) !=
				(la_ssize_t)length)
			code = failed(path, archive, "cannot write");
	}
	if (stream)
		IStream_Release(stream);
	free(chunk);
	if (FAILED(hr)) {
		report(&place, "cannot read", hr);
		return exit_of(hr);
	}
	return code;
}

/*
 * A dot in front of a name is escaped: archives know other "." and "..". Names
 * in zip with '\\' but no '/' are taken for such of another system, in which
 * '\\' divides, so they get a '/'.
 */
static void
guard_dots(struct text *name, const char *inner)
{
	text_clear(name);
	if (!strchr(inner, '/'))
		text_add(name, *inner == '.' || strchr(inner, '\\') ? "./"
									 : "");
	for (const char *at = inner; *at; at++) {
		if (*at == '.' && (at == inner || at[-1] == '/'))
			text_add(name, "\\x2E");
		else
			text_add_bytes(name, at, 1);
	}
}

static void
describe(struct archive_entry *entry, const struct item *item,
	const char *name)
{
	FILETIME time = moment_clamp(&item->mtime);
	struct timespec when = { 0, 0 };

	if (time.dwLowDateTime || time.dwHighDateTime)
		stg_filetime_to_timespec(&time, &when);
	archive_entry_clear(entry);
	archive_entry_set_pathname_utf8(entry, name);
	archive_entry_set_filetype(
		entry, item->is_storage ? AE_IFDIR : AE_IFREG);
	archive_entry_set_perm(entry, item->is_storage ? 0755 : 0644);
	archive_entry_set_mtime(entry, when.tv_sec, when.tv_nsec);
	if (!item->is_storage)
		archive_entry_set_size(entry, (la_int64_t)item->size);
}

static enum exit_code
export_all(struct archive *archive, struct target *target,
	const struct listing *listing, const char *path)
{
	struct archive_entry *entry = archive_entry_new();
	enum exit_code code = EXIT_DONE;
	struct text inner = { 0 }, name = { 0 };

	for (size_t i = 1; i < listing->count && code == EXIT_DONE; i++) {
		const struct item *item = &listing->items[i];

		text_clear(&inner);
		item_path(listing, i, &inner);
		guard_dots(&name, inner.data);
		describe(entry, item, name.data);
		if (archive_write_header(archive, entry) != ARCHIVE_OK)
			code = failed(path, archive, "cannot write");
		else if (!item->is_storage)
			code = export_contents(
				archive, target, inner.data, path);
	}
	text_done(&inner);
	text_done(&name);
	archive_entry_free(entry);
	return code;
}

enum exit_code
archive_export(struct target *target, int fd, const char *path,
	enum archive_format format)
{
	struct archive *archive = archive_write_new();
	struct listing listing;
	enum exit_code code =
		listing_read(&listing, target, "", DEPTH_LIMIT);

	if (format == ARCHIVE_ZIP)
		archive_write_set_format_zip(archive);
	else
		archive_write_set_format_pax_restricted(archive);
	/* No padding, the same whether it goes to a file or a pipe. */
	archive_write_set_bytes_in_last_block(archive, 1);
	if (code == EXIT_DONE &&
		archive_write_set_options(archive,
			"hdrcharset=UTF-8") < ARCHIVE_WARN)
		code = failed(path, archive, "cannot write");
	if (code == EXIT_DONE && archive_write_open_fd(archive, fd) !=
					 ARCHIVE_OK)
		code = failed(path, archive, "cannot write");
	if (code == EXIT_DONE)
		code = export_all(archive, target, &listing, path);
	if (code == EXIT_DONE && archive_write_close(archive) != ARCHIVE_OK)
		code = failed(path, archive, "cannot write");
	archive_write_free(archive);
	listing_done(&listing);
	return code;
}

#else

bool
archive_is_possible(void)
{
	report_usage("this stgbrowse was built without libarchive, so it "
		     "cannot read or write archives");
	return false;
}

enum exit_code
archive_import(struct edit *edit, const char *path)
{
	(void)edit, (void)path;
	return EXIT_FAILED;
}

enum exit_code
archive_export(struct target *target, int fd, const char *path,
	enum archive_format format)
{
	(void)target, (void)fd, (void)path, (void)format;
	return EXIT_FAILED;
}

#endif
