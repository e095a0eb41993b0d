/* SPDX-License-Identifier: MIT */
#define COBJMACROS
#include "target.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "edit.h"
#include "escape.h"
#include "memory.h"
#include "storage.h"

/* Files in files in files. */
#define LEVELS_MAX 32

#define BETWEEN "//"

static bool
exists(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && !S_ISDIR(st.st_mode);
}

const char *
target_split(const char *argument, char **file)
{
	size_t length = strlen(argument);

	*file = memory_copy(argument, length);
	if (exists(*file))
		return NULL;
	while (length-- > 1) {
		if (strncmp(argument + length, BETWEEN, strlen(BETWEEN)) != 0)
			continue;
		(*file)[length] = '\0';
		if (exists(*file))
			return argument + length + strlen(BETWEEN);
	}
	/* The message shall name what is missing. */
	strcpy(*file, argument);
	return NULL;
}

bool
target_is_same_file(const char *a_path, const char *b_path)
{
	struct stat a, b;

	return stat(a_path, &a) == 0 && stat(b_path, &b) == 0 &&
	       a.st_dev == b.st_dev && a.st_ino == b.st_ino;
}

char *
target_next_path(const char **paths)
{
	const char *end = strstr(*paths, BETWEEN);
	char *path;

	if (!end)
		end = *paths + strlen(*paths);
	path = memory_copy(*paths, (size_t)(end - *paths));
	*paths = *end ? end + strlen(BETWEEN) : NULL;
	return path;
}

/* Reading a pipe or a directory as a file would block or say little. */
static enum exit_code
check_kind(const struct target *target)
{
	struct stat st;

	if (stat(target->path, &st) != 0) {
		report_errno(&target->place, "cannot open", errno);
		return EXIT_FAILED;
	}
	if (S_ISREG(st.st_mode) || S_ISBLK(st.st_mode))
		return EXIT_DONE;
	report_text(&target->place, "cannot open: %s",
		S_ISDIR(st.st_mode) ? "it is a directory"
				    : "it is not a regular file");
	return EXIT_FAILED;
}

static struct level *
add_level(struct target *target)
{
	struct level *level;

	target->levels = memory_grow(target->levels, &target->level_room,
		target->level_count + 1, sizeof(*target->levels));
	level = &target->levels[target->level_count++];
	*level = (struct level){ 0 };
	return level;
}

static enum exit_code
report_open(const struct place *place, HRESULT hr)
{
	if (hr == STG_E_FILEALREADYEXISTS)
		report_text(place, "not a compound file");
	else
		report(place, "cannot open", hr);
	return exit_of(hr) == EXIT_NEGATIVE ? EXIT_FAILED : exit_of(hr);
}

static void
use_storage(struct target *target, struct level *level)
{
	target->storage = level->storage;
	stg_set_defect_callback(level->storage, remarks_take, &target->remarks);
}

static enum exit_code
open_file(struct target *target)
{
	struct level *level = add_level(target);
	IStorage *shared = edit_shared_root(target->path);
	HRESULT hr = S_OK;

	if (shared) {
		/* Who shares it takes note of damage. */
		IStorage_AddRef(shared);
		target->storage = level->storage = shared;
		return EXIT_DONE;
	}
	hr = root_read(target->path, &level->storage);
	if (FAILED(hr))
		return report_open(&target->place, hr);
	use_storage(target, level);
	return EXIT_DONE;
}

static bool
is_storage(IStorage *storage, const char *path)
{
	struct stg_element element;

	return SUCCEEDED(stg_stat(storage, path, &element)) &&
	       element.type == STGTY_STORAGE;
}

static enum exit_code
open_part(struct target *target, const char *path, const struct place *place)
{
	struct level *level = add_level(target);
	HRESULT hr = stg_open_storage(
		target->storage, path, STREAM_MODE, &level->storage);

	if (FAILED(hr)) {
		report(place, "cannot open", hr);
		return exit_of(hr);
	}
	target->storage = level->storage;
	target->part = true;
	return EXIT_DONE;
}

/* Find the bytes of a file in a file. */
static enum exit_code
locate_inner(struct target *target, const char *path, const struct place *place)
{
	struct level *level = add_level(target);
	enum exit_code code =
		embedded_open(&level->embedded, target->storage, path, place);

	target->bytes = level->embedded.bytes;
	target->part = false;
	return code;
}

static enum exit_code
open_inner(struct target *target, const struct place *place)
{
	struct level *level = &target->levels[target->level_count - 1];
	HRESULT hr = StgOpenStorageOnILockBytes(
		target->bytes, NULL, ROOT_MODE, NULL, 0, &level->storage);

	if (FAILED(hr))
		return report_open(place, hr);
	use_storage(target, level);
	return EXIT_DONE;
}

/* One step inwards; what is not to be opened is only found. */
static enum exit_code
step(struct target *target, const char *path, bool open,
	const struct place *place)
{
	enum exit_code code;

	if (target->level_count == LEVELS_MAX) {
		report_text(place, "too many files inside of files");
		return EXIT_FAILED;
	}
	if (is_storage(target->storage, path))
		return open_part(target, path, place);
	code = locate_inner(target, path, place);
	if (target->bytes && open)
		code = exit_worse(code, open_inner(target, place));
	return code;
}

static enum exit_code
descend(struct target *target, const char *rest, bool open_last)
{
	struct text shown = { 0 };
	enum exit_code code = EXIT_DONE;

	while (rest) {
		char *path = target_next_path(&rest);
		struct place place = { target->path, NULL };
		size_t before = target->level_count;

		text_add(&shown, shown.length > 0 ? BETWEEN : "");
		text_add(&shown, path);
		place.inner = shown.data;
		code = exit_worse(
			code, step(target, path, rest || open_last, &place));
		free(path);
		target->storage = target->level_count > before
					  ? target->levels[before].storage
					  : NULL;
		if (!target->storage)
			break;
	}
	text_done(&shown);
	return code;
}

static enum exit_code
begin(struct target *target, const char *argument, bool open_last)
{
	enum exit_code code;
	const char *rest;

	*target = (struct target){ .place = { argument, NULL } };
	escape_bytes(&target->shown, argument, strlen(argument));
	rest = target_split(argument, &target->path);
	code = check_kind(target);
	if (code == EXIT_DONE && (rest || open_last))
		code = open_file(target);
	if (code == EXIT_DONE)
		code = descend(target, rest, open_last);
	return code;
}

enum exit_code
target_open(struct target *target, const char *argument)
{
	return begin(target, argument, true);
}

enum exit_code
target_locate(struct target *target, const char *argument)
{
	return begin(target, argument, false);
}

enum exit_code
target_close(struct target *target, enum exit_code code)
{
	if (remarks_report(&target->remarks, &target->place))
		code = exit_worse(code, EXIT_DAMAGED);
	/* The outer ones hold what the inner ones live in. */
	while (target->level_count > 0) {
		struct level *level = &target->levels[--target->level_count];

		if (level->storage)
			IStorage_Release(level->storage);
		embedded_close(&level->embedded);
	}
	free(target->levels);
	free(target->path);
	text_done(&target->shown);
	return code;
}
