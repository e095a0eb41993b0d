/* SPDX-License-Identifier: MIT */
#define COBJMACROS
#include "unpack.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "content.h"
#include "folder.h"
#include "litter.h"
#include "memory.h"
#include "replace.h"
#include "storage.h"

static enum exit_code
failed(const struct target *source, const char *inner, const char *what,
	HRESULT hr)
{
	report(&(struct place){ source->place.file, inner }, what, hr);
	return exit_of(hr);
}

/* A stream into a file that is open. */
static enum exit_code
drain(struct target *source, const char *inner, int fd, const char *path)
{
	IStream *stream;
	HRESULT hr = stg_open_stream(
		source->storage, inner, STREAM_MODE, &stream);
	int error = 0;

	if (FAILED(hr))
		return failed(source, inner, "cannot open", hr);
	hr = stream_drain(stream, fd, &error);
	IStream_Release(stream);
	if (error) {
		report_errno(
			&(struct place){ path, NULL }, "cannot write", error);
		return EXIT_FAILED;
	}
	return SUCCEEDED(hr) ? EXIT_DONE
			     : failed(source, inner, "cannot read", hr);
}

static enum exit_code
unpack_stream(struct target *source, const char *inner, const char *path)
{
	struct replacement replacement;
	enum exit_code code = replace_begin(&replacement, path, true);

	if (code != EXIT_DONE)
		return code;
	code = drain(source, inner, replacement.fd, path);
	if (code == EXIT_DONE)
		return replace_finish(&replacement);
	replace_drop(&replacement);
	return code;
}

/* What the file has; more is asked for where streams overlap. */
static enum exit_code
check_sizes(struct target *source, const struct listing *listing)
{
	struct stg_header_info header;
	uint64_t total = 0;

	if (FAILED(stg_get_header(source->storage, &header)))
		return EXIT_DAMAGED;
	for (size_t i = 0; i < listing->count; i++)
		total += listing->items[i].size;
	if (total <= header.file_size)
		return EXIT_DONE;
	report_text(&source->place,
		"the streams have more bytes than the file");
	return EXIT_DAMAGED;
}

static enum exit_code
unpack_file(struct target *source, struct folders *folders,
	const struct listing *listing, size_t i)
{
	struct text name = { 0 }, path = { 0 }, inner = { 0 };
	enum exit_code code;
	int fd;

	item_path(listing, i, &inner);
	folders_name(folders, listing, i, &name, &path);
	fd = folders_create(folders, name.data, false);
	if (fd < 0) {
		report_errno(&(struct place){ path.data, NULL },
			"cannot create", errno);
		code = EXIT_FAILED;
	} else {
		litter_add(path.data);
		code = drain(source, inner.data, fd, path.data);
		if (close(fd) != 0 && code == EXIT_DONE) {
			report_errno(&(struct place){ path.data, NULL },
				"cannot write", errno);
			code = EXIT_FAILED;
		}
	}
	text_done(&name);
	text_done(&path);
	text_done(&inner);
	return code;
}

static enum exit_code
unpack_items(struct target *source, struct folders *folders,
	const struct listing *listing)
{
	enum exit_code code = EXIT_DONE;
	uint32_t none;

	for (size_t i = 1; i < listing->count && code == EXIT_DONE; i++) {
		const struct item *item = &listing->items[i];

		if (!folders_enter(folders, listing,
			    item->is_storage ? (uint32_t)i : item->parent,
			    &none))
			code = EXIT_FAILED;
		else if (item->is_storage)
			litter_add(folders->path.data);
		else
			code = unpack_file(source, folders, listing, i);
	}
	return code;
}

static enum exit_code
unpack_storage(struct target *source, const char *inner, const char *path)
{
	struct folders *folders = memory_resize(NULL, 1, sizeof(*folders));
	struct listing listing;
	enum exit_code code =
		listing_read(&listing, source, inner, DEPTH_LIMIT);

	memset(folders, 0, sizeof(*folders));
	if (code == EXIT_DONE)
		code = check_sizes(source, &listing);
	if (code == EXIT_DONE && mkdir(path, 0777) != 0) {
		report_errno(&(struct place){ path, NULL },
			"cannot make the directory", errno);
		code = EXIT_FAILED;
	}
	if (code == EXIT_DONE) {
		litter_add(path);
		if (!folders_begin(folders, path, false))
			code = EXIT_FAILED;
		else
			code = unpack_items(source, folders, &listing);
		folders_done(folders);
		if (code == EXIT_DONE && source->remarks.damage > 0)
			code = EXIT_DAMAGED;
		/* Otherwise all of it goes when the program ends. */
		if (code == EXIT_DONE)
			litter_forget_new();
	}
	listing_done(&listing);
	free(folders);
	return code;
}

static bool
is_directory(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

/* Below the directory, called like the element. */
static void
go_below(struct text *to, const char *path, struct stg_element *element)
{
	struct taken taken = { 0 };
	struct text name = { 0 };

	safe_name(&name, &taken, 0, element->name, element->name_length);
	text_addf(to, "%s/%s", path, name.data);
	text_done(&name);
	taken_done(&taken);
}

enum exit_code
unpack(struct target *source, const char *inner, const char *path,
	bool recursive)
{
	struct stg_element element;
	struct text to = { 0 };
	HRESULT hr = stg_stat(source->storage, inner, &element);
	enum exit_code code;

	if (FAILED(hr))
		return failed(source, inner, "cannot find", hr);
	if (element.type == STGTY_STORAGE && !recursive) {
		report_text(&(struct place){ source->place.file, inner },
			"is a storage; see --recursive");
		return EXIT_FAILED;
	}
	if (is_directory(path))
		go_below(&to, path, &element);
	else
		text_add(&to, path);
	code = element.type == STGTY_STORAGE
		       ? unpack_storage(source, inner, to.data)
		       : unpack_stream(source, inner, to.data);
	text_done(&to);
	return code;
}
