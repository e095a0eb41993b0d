/* SPDX-License-Identifier: MIT */
/* cp: copies in a file, between files, from and to the file system. */
#define COBJMACROS
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "arrive.h"
#include "escape.h"
#include "graft.h"
#include "memory.h"
#include "plant.h"
#include "side.h"
#include "target.h"
#include "unpack.h"

static struct {
	bool recursive;
} options;

static const struct option_spec specs[] = {
	{ 'r', "recursive", OPTION_FLAG, &options.recursive, NULL,
		"copy storages and directories with all that they hold" },
	{ .name = NULL },
};

/* The last name of a path, to be freed. */
static char *
last_name(const char *path)
{
	size_t end = strlen(path), start;

	while (end > 0 && path[end - 1] == '/')
		end--;
	for (start = end; start > 0 && path[start - 1] != '/';)
		start--;
	return memory_copy(path + start, end - start);
}

static enum exit_code
check_storage(const struct place *place, bool is_storage)
{
	if (!is_storage || options.recursive)
		return EXIT_DONE;
	report_text(place, "is a storage; see --recursive");
	return EXIT_FAILED;
}

static enum exit_code
copy_within(struct edit *edit, const char *from, const char *to)
{
	struct place place = { edit->place.file, from };
	struct slot source, target = { .parent = NULL };
	char *name = last_name(from);
	enum exit_code code = slot_find(&source, edit, from, false);
	HRESULT hr = S_OK;

	if (code == EXIT_DONE && !source.exists)
		code = slot_missing(&source, edit);
	if (code == EXIT_DONE)
		code = check_storage(&place, source.is_storage);
	if (code == EXIT_DONE && source.is_root) {
		report_text(&place, "cannot be copied into itself");
		code = EXIT_FAILED;
	}
	if (code == EXIT_DONE)
		code = arrive(&target, &source, edit, to, name,
			source.is_storage);
	if (code == EXIT_DONE)
		hr = graft_element(source.parent, source.name, target.parent,
			target.name);
	if (FAILED(hr))
		code = edit_failed(edit, to, "cannot copy", hr);
	slot_done(&target);
	slot_done(&source);
	free(name);
	return code;
}

/* The storage above the source; *name is the source in it. */
static HRESULT
open_above(struct target *target, const char *from, IStorage **parent,
	OLECHAR name[STG_NAME_UNITS + 1])
{
	char *last = last_name(from);
	size_t length = strlen(from);
	HRESULT hr = name_parse(last, strlen(last), name);
	char *above;

	while (length > 0 && from[length - 1] == '/')
		length--;
	above = memory_copy(from, length - strlen(last));
	if (SUCCEEDED(hr))
		hr = stg_open_storage(
			target->storage, above, STREAM_MODE, parent);
	free(above);
	free(last);
	return hr;
}

/* All of a file, as a storage of another one. */
static HRESULT
copy_root(struct target *source, const struct slot *slot)
{
	IStorage *storage = NULL;
	HRESULT hr = storage_make(slot->parent, slot->name, &storage);

	if (SUCCEEDED(hr))
		hr = graft_all(source->storage, storage);
	if (storage)
		IStorage_Release(storage);
	return hr;
}

static enum exit_code
copy_between(struct target *source, struct edit *edit, const char *from,
	const char *to)
{
	OLECHAR units[STG_NAME_UNITS + 1];
	struct place place = { source->place.file, from };
	IStorage *parent = NULL;
	struct slot slot = { .parent = NULL };
	struct stg_element element;
	char *name = last_name(from);
	enum exit_code code = EXIT_DONE;
	HRESULT hr = stg_stat(source->storage, from, &element);
	bool is_storage = SUCCEEDED(hr) && element.type == STGTY_STORAGE;

	if (FAILED(hr)) {
		report(&place, "cannot find", hr);
		code = exit_of(hr);
	}
	if (code == EXIT_DONE)
		code = check_storage(&place, is_storage);
	if (code == EXIT_DONE)
		code = arrive(&slot, NULL, edit, to,
			*name ? name : source->place.file, is_storage);
	if (code == EXIT_DONE && !*name)
		hr = copy_root(source, &slot);
	else if (code == EXIT_DONE)
		hr = open_above(source, from, &parent, units);
	if (code == EXIT_DONE && parent && SUCCEEDED(hr))
		hr = graft_element(parent, units, slot.parent, slot.name);
	if (code == EXIT_DONE && FAILED(hr))
		code = edit_failed(edit, to, "cannot copy", hr);
	if (parent)
		IStorage_Release(parent);
	slot_done(&slot);
	free(name);
	return code;
}

static enum exit_code
copy_in(struct edit *edit, const char *from, const char *to)
{
	struct slot slot = { .parent = NULL };
	enum exit_code code = EXIT_DONE;
	char *name = last_name(from);
	struct stat st;

	if (stat(from, &st) != 0) {
		report_errno(
			&(struct place){ from, NULL }, "cannot open", errno);
		code = EXIT_FAILED;
	}
	if (code == EXIT_DONE)
		code = arrive(&slot, NULL, edit, to, name,
			S_ISDIR(st.st_mode));
	if (code == EXIT_DONE)
		code = plant(edit, slot.parent, slot.name, from,
			options.recursive);
	slot_done(&slot);
	free(name);
	return code;
}

/* Half of what is damaged is not put into another file. */
static enum exit_code
copy_from_file(struct edit *edit, const struct side sides[2])
{
	struct target source;
	enum exit_code code = target_open(&source, sides[0].file);

	if (code == EXIT_DONE)
		code = copy_between(
			&source, edit, sides[0].inner, sides[1].inner);
	return target_close(&source, code);
}

/*
 * The file that is changed is opened first: if the source is in it, too, what
 * is copied is as it was.
 */
static enum exit_code
copy_into(const struct side sides[2])
{
	struct edit edit;
	enum exit_code code = edit_open(&edit, sides[1].file);

	if (code != EXIT_DONE)
		;
	else if (sides[0].inner && sides_meet(sides))
		code = copy_within(&edit, sides[0].inner, sides[1].inner);
	else if (sides[0].inner)
		code = copy_from_file(&edit, sides);
	else
		code = copy_in(&edit, sides[0].file, sides[1].inner);
	return edit_close(&edit, code);
}

static enum exit_code
copy_out(const struct side sides[2])
{
	struct target source;
	enum exit_code code = target_open(&source, sides[0].file);

	if (source.storage)
		code = exit_worse(code,
			unpack(&source, sides[0].inner, sides[1].file,
				options.recursive));
	return target_close(&source, code);
}

static enum exit_code
run_cp(int count, char **operands)
{
	struct side sides[2];
	enum exit_code code = EXIT_FAILED;

	sides_parse(count, operands, sides);
	if (sides[1].inner)
		code = copy_into(sides);
	else if (sides[0].inner)
		code = copy_out(sides);
	else
		report_usage("neither %s nor %s is FILE//INNER-PATH of a file",
			sides[0].file, sides[1].file);
	side_done(&sides[0]);
	side_done(&sides[1]);
	return code;
}

const struct command command_cp = {
	.name = "cp",
	.arguments = "[-r] SOURCE TARGET | [-r] FILE FROM TO",
	.summary = "copy elements, also from and to the file system",
	.details = "Copies a stream or file, or with --recursive a storage or "
		   "directory. FILE//INNER-PATH, where FILE is a file, is "
		   "an element, everything else a path of the file "
		   "system. If the target is a storage or directory, the "
		   "copy is made in it; a stream or file is replaced.",
	.options = specs,
	.operands_min = 2,
	.operands_max = 3,
	.run = run_cp,
};
