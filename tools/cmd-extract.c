/* SPDX-License-Identifier: MIT */
/* extract: streams become files, storages become folders. */
#define COBJMACROS
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "content.h"
#include "describe.h"
#include "folder.h"
#include "manifest.h"
#include "match.h"
#include "memory.h"
#include "progress.h"
#include "storage.h"
#include "terminal.h"

static struct {
	const char *folder;
	bool dry;
	bool force;
	bool verbose;
	bool manifest;
} options = { .folder = "." };

static const struct option_spec specs[] = {
	{ 'C', "directory", OPTION_TEXT, &options.folder, "DIR",
		"extract to DIR, which is made if it is missing (.)" },
	{ 'n', "dry-run", OPTION_FLAG, &options.dry, NULL,
		"only show which files would be made" },
	{ 'f', "force", OPTION_FLAG, &options.force, NULL,
		"replace files that exist" },
	{ 'v', "verbose", OPTION_FLAG, &options.verbose, NULL,
		"show each file that is made" },
	{ 0, "manifest", OPTION_FLAG, &options.manifest, NULL,
		"write a manifest too, from which pack makes the same again" },
	{ .name = NULL },
};

/* How many bytes come out of a file at most. */
#define BUDGET_FACTOR 4
#define BUDGET_LEAST  (UINT64_C(1) << 20)

struct extraction {
	struct target *target;
	struct listing listing;
	bool *wanted;
	struct folders folders;
	struct manifest_writer manifest;
	struct json json;
	char *chunk;
	uint64_t budget; /* bytes that may still come */
	uint64_t done;
	uint64_t files;
	uint64_t made; /* folders */
	bool stopped;
	/* Of the element at hand. */
	struct text inner;
	struct text name;
	struct text path;
};

/* A storage that is wanted comes with all that it holds. */
static size_t
choose(struct extraction *e, const struct globs *globs, uint64_t *bytes)
{
	const struct listing *listing = &e->listing;
	size_t chosen = 0, end = 0;

	*bytes = 0;
	e->wanted = memory_resize(NULL, listing->count, sizeof(bool));
	for (size_t i = 0; i < listing->count; i++) {
		if (i > 0 && i >= end && globs_match(globs, listing, i))
			end = listing->items[i].end;
		e->wanted[i] = i < end;
		if (!e->wanted[i])
			continue;
		chosen++;
		if (!listing->items[i].is_storage)
			*bytes += listing->items[i].size;
	}
	return chosen;
}

static struct place
place_of(const struct extraction *e)
{
	return (struct place){ e->target->place.file, e->inner.data };
}

static enum exit_code
copy(struct extraction *e, IStream *stream, int fd)
{
	struct place place = place_of(e);
	HRESULT hr;
	size_t length;
	int error;

	do {
		hr = stream_read(stream, e->chunk, CHUNK_SIZE, &length);
		if (length > e->budget) {
			report_text(&place,
				"stopped: the streams overlap and have far "
				"more bytes than the file");
			e->stopped = true;
			return EXIT_DAMAGED;
		}
		error = write_all(fd, e->chunk, length);
		if (error != 0) {
			report_errno(&(struct place){ e->path.data, NULL },
				"cannot write", error);
			e->stopped = true;
			return EXIT_FAILED;
		}
		e->budget -= length;
		e->done += length;
		progress_show(e->done, e->inner.data);
	} while (SUCCEEDED(hr) && length == CHUNK_SIZE);
	if (SUCCEEDED(hr))
		return EXIT_DONE;
	report(&place, "extracted only in part", hr);
	return exit_of(hr);
}

/* Of two elements of one name, only one can be opened by it. */
static bool
is_hidden(const struct extraction *e, size_t i)
{
	struct stg_element element;

	return FAILED(stg_stat(e->target->storage, e->inner.data, &element)) ||
	       element.id != e->listing.items[i].id;
}

static enum exit_code
open_element(struct extraction *e, size_t i, IStream **stream)
{
	struct place place = place_of(e);
	HRESULT hr;

	if (is_hidden(e, i)) {
		report_text(&place,
			"cannot be opened: another element has the same name");
		return EXIT_DAMAGED;
	}
	hr = stg_open_stream(
		e->target->storage, e->inner.data, STREAM_MODE, stream);
	if (SUCCEEDED(hr))
		return EXIT_DONE;
	report(&place, "cannot open", hr);
	return exit_of(hr);
}

static enum exit_code
write_file(struct extraction *e, IStream *stream)
{
	struct place path = { e->path.data, NULL };
	int fd = folders_create(&e->folders, e->name.data, options.force);
	enum exit_code code;

	if (fd < 0 && errno == EEXIST) {
		report_text(&path, "exists already; see --force");
		return EXIT_FAILED;
	}
	if (fd < 0) {
		report_errno(&path, "cannot create", errno);
		return EXIT_FAILED;
	}
	code = copy(e, stream, fd);
	if (close(fd) != 0 && code != EXIT_FAILED) {
		report_errno(&path, "cannot write", errno);
		e->stopped = true;
		code = EXIT_FAILED;
	}
	/* Half a file, for want of room, must not pass for a whole one. */
	if (code == EXIT_FAILED)
		unlinkat(folders_fd(&e->folders), e->name.data, 0);
	else
		e->files++;
	return code;
}

static enum exit_code
extract_stream(struct extraction *e, size_t i)
{
	IStream *stream;
	enum exit_code code = open_element(e, i, &stream);

	if (code != EXIT_DONE)
		return code;
	if (options.dry)
		e->files++;
	else
		code = write_file(e, stream);
	IStream_Release(stream);
	return code;
}

static const char *
state_name(enum exit_code code)
{
	if (code == EXIT_DONE)
		return options.dry ? "planned" : "done";
	return code == EXIT_DAMAGED ? "damaged" : "failed";
}

static void
show(struct extraction *e, size_t i, enum exit_code code)
{
	const struct item *item = &e->listing.items[i];

	if (e->json.active) {
		json_object_begin(&e->json, NULL);
		json_text(&e->json, "path", e->inner.data);
		json_text(&e->json, "type",
			item->is_storage ? "storage" : "stream");
		json_text(&e->json, "file", e->path.data);
		if (!item->is_storage)
			json_number(&e->json, "size", item->size);
		json_text(&e->json, "state", state_name(code));
		json_object_end(&e->json);
	} else if (options.dry || options.verbose) {
		printf("%s -> ", terminal_safe(STREAM_OUTPUT, e->inner.data));
		printf("%s\n", terminal_safe(STREAM_OUTPUT, e->path.data));
	}
}

/* The index behind what was dealt with. */
static size_t
extract_item(struct extraction *e, size_t i, enum exit_code *code)
{
	const struct listing *listing = &e->listing;
	bool is_storage = listing->items[i].is_storage;
	uint32_t folder = is_storage ? (uint32_t)i : listing->items[i].parent;
	enum exit_code now = EXIT_DONE;
	uint32_t failed;

	text_clear(&e->inner);
	item_path(listing, i, &e->inner);
	if (!folders_enter(&e->folders, listing, folder, &failed)) {
		*code = exit_worse(*code, EXIT_FAILED);
		return listing->items[failed].end;
	}
	if (is_storage) {
		e->made++;
		text_clear(&e->path);
		text_add(&e->path, e->folders.path.data);
	} else {
		folders_name(&e->folders, listing, i, &e->name, &e->path);
		now = extract_stream(e, i);
	}
	show(e, i, now);
	manifest_add(&e->manifest, listing, &e->folders, i,
		now == EXIT_DONE && !is_storage ? e->path.data : NULL);
	*code = exit_worse(*code, now);
	return i + 1;
}

static void
print_totals(const struct extraction *e)
{
	struct text text = { 0 };

	describe_things(&text, e->files, "file", "files");
	text_add(&text, ", ");
	describe_things(&text, e->made, "directory", "directories");
	if (!options.dry) {
		text_add(&text, ", ");
		describe_things(&text, e->done, "byte", "bytes");
	}
	printf("%s\n", text.data);
	text_done(&text);
}

/*
 * Where streams share sectors, a small file could fill any disk. Some damage of
 * this kind is to be survived, so there is room for a multiple of the file.
 */
static uint64_t
budget_for(uint64_t file_size)
{
	if (file_size > (UINT64_MAX - BUDGET_LEAST) / BUDGET_FACTOR)
		return UINT64_MAX;
	return file_size * BUDGET_FACTOR + BUDGET_LEAST;
}

static enum exit_code
extract_chosen(struct extraction *e, uint64_t bytes)
{
	struct stg_header_info header;
	enum exit_code code = EXIT_DONE;
	HRESULT hr = stg_get_header(e->target->storage, &header);

	if (FAILED(hr)) {
		report(&e->target->place, "cannot read the header", hr);
		return exit_of(hr);
	}
	if (!folders_begin(&e->folders, options.folder, options.dry)) {
		folders_done(&e->folders);
		return EXIT_FAILED;
	}
	e->budget = budget_for(header.file_size);
	if (options.manifest && !options.dry)
		code = manifest_begin(&e->manifest, e->target, &e->folders,
			e->listing.count, options.force);
	if (code != EXIT_DONE) {
		folders_done(&e->folders);
		return code;
	}
	manifest_add(&e->manifest, &e->listing, &e->folders, 0, NULL);
	e->chunk = memory_resize(NULL, CHUNK_SIZE, 1);
	json_begin(&e->json, "extract", e->target->shown.data);
	json_list(&e->json, "elements");
	progress_begin(bytes);
	for (size_t i = 1; i < e->listing.count && !e->stopped;)
		i = e->wanted[i] ? extract_item(e, i, &code) : i + 1;
	progress_end();
	json_list_end(&e->json);
	json_end(&e->json);
	if (!e->json.active)
		print_totals(e);
	code = exit_worse(code, manifest_end(&e->manifest));
	free(e->chunk);
	folders_done(&e->folders);
	return code;
}

static enum exit_code
extract(struct target *target, const struct globs *globs, bool all)
{
	struct extraction e = { .target = target };
	enum exit_code code =
		listing_read(&e.listing, target, "", DEPTH_DEFAULT);
	uint64_t bytes;

	if (e.listing.count > 0) {
		if (choose(&e, globs, &bytes) == 0 && !all) {
			report_text(&target->place, "no element matches");
			code = exit_worse(code, EXIT_NEGATIVE);
		} else {
			code = exit_worse(code, extract_chosen(&e, bytes));
		}
	}
	free(e.wanted);
	text_done(&e.inner);
	text_done(&e.name);
	text_done(&e.path);
	listing_done(&e.listing);
	return code;
}

static enum exit_code
run_extract(int count, char **operands)
{
	struct globs *globs = globs_compile(count - 1, operands + 1);
	enum exit_code code = EXIT_FAILED;
	struct target target;

	if (globs) {
		code = target_open(&target, operands[0]);
		if (target.storage)
			code = exit_worse(code,
				extract(&target, globs, count == 1));
		code = target_close(&target, code);
	}
	globs_destroy(globs);
	return code;
}

const struct command command_extract = {
	.name = "extract",
	.arguments = "[-nfv] [-C DIR] FILE [GLOB...]",
	.summary = "write streams to files and storages to directories",
	.details = "Extracts everything, or the elements that match a "
		   "pattern, with all that the storages among them "
		   "hold. Names are made safe; nothing is written "
		   "outside of DIR; what can be read of damaged "
		   "streams is extracted.",
	.options = specs,
	.operands_min = 1,
	.operands_max = -1,
	.json = true,
	.run = run_extract,
};
