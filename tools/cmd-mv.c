/* SPDX-License-Identifier: MIT */
/* mv: elements under another name, in another storage, in another file. */
#define COBJMACROS
#include <string.h>

#include "arrive.h"
#include "graft.h"
#include "side.h"

static const struct option_spec specs[] = {
	{ .name = NULL },
};

static enum exit_code
find_source(struct slot *slot, struct edit *edit, const char *path)
{
	enum exit_code code = slot_find(slot, edit, path, false);

	if (code == EXIT_DONE && slot->is_root) {
		report_text(&(struct place){ edit->place.file, path },
			"the root storage cannot be moved");
		return EXIT_FAILED;
	}
	if (code == EXIT_DONE && !slot->exists)
		return slot_missing(slot, edit);
	return code;
}

/* The name, as it was typed. */
static const char *
last_name(const struct slot *slot)
{
	const char *slash = strrchr(slot->path, '/');

	return slash ? slash + 1 : slot->path;
}

static enum exit_code
move_within(struct edit *edit, const char *from, const char *to)
{
	struct slot source, target = { .parent = NULL };
	enum exit_code code = find_source(&source, edit, from);
	HRESULT hr = S_OK;

	if (code == EXIT_DONE)
		code = arrive(&target, &source, edit, to, last_name(&source),
			source.is_storage);
	if (code == EXIT_DONE && target.parent_id == source.parent_id)
		hr = IStorage_RenameElement(
			source.parent, source.name, target.name);
	else if (code == EXIT_DONE)
		hr = IStorage_MoveElementTo(source.parent, source.name,
			target.parent, target.name, STGMOVE_MOVE);
	if (FAILED(hr))
		code = edit_failed(edit, to, "cannot move", hr);
	slot_done(&target);
	slot_done(&source);
	return code;
}

/* Copied there, removed here. */
static enum exit_code
move_across(struct edit *from_edit, struct edit *to_edit, const char *from,
	const char *to)
{
	struct slot source, target = { .parent = NULL };
	enum exit_code code = find_source(&source, from_edit, from);
	HRESULT hr = S_OK;

	if (code == EXIT_DONE)
		code = arrive(&target, NULL, to_edit, to, last_name(&source),
			source.is_storage);
	if (code == EXIT_DONE)
		hr = graft_element(source.parent, source.name, target.parent,
			target.name);
	if (FAILED(hr))
		code = edit_failed(to_edit, to, "cannot move", hr);
	else if (code == EXIT_DONE)
		hr = IStorage_DestroyElement(source.parent, source.name);
	if (code == EXIT_DONE && FAILED(hr))
		code = edit_failed(from_edit, from, "cannot remove", hr);
	slot_done(&target);
	slot_done(&source);
	return code;
}

static enum exit_code
move_between_files(const struct side sides[2])
{
	int first = sides_first(sides);
	struct edit edits[2];
	enum exit_code code = edit_open(&edits[first], sides[first].file);

	if (code != EXIT_DONE)
		return edit_close(&edits[first], code);
	code = edit_open(&edits[!first], sides[!first].file);
	if (code == EXIT_DONE)
		code = move_across(&edits[0], &edits[1], sides[0].inner,
			sides[1].inner);
	/* First the new one: at no time it is in neither file. */
	code = edit_close(&edits[1], code);
	return edit_close(&edits[0], code);
}

static enum exit_code
run_mv(int count, char **operands)
{
	struct side sides[2];
	enum exit_code code = EXIT_FAILED;
	struct edit edit;

	sides_parse(count, operands, sides);
	if (!sides[0].inner || !sides[1].inner) {
		report_usage("%s: not FILE//INNER-PATH of a file; see cp",
			sides[sides[0].inner ? 1 : 0].file);
	} else if (sides_meet(sides)) {
		code = edit_open(&edit, sides[0].file);
		if (code == EXIT_DONE)
			code = move_within(
				&edit, sides[0].inner, sides[1].inner);
		code = edit_close(&edit, code);
	} else if (sides_are_nested(sides)) {
		report_usage("%s and %s change one file; see cp and rm",
			sides[0].file, sides[1].file);
	} else {
		code = move_between_files(sides);
	}
	side_done(&sides[0]);
	side_done(&sides[1]);
	return code;
}

const struct command command_mv = {
	.name = "mv",
	.arguments = "FILE//FROM FILE//TO | FILE FROM TO",
	.summary = "move or rename an element",
	.details = "Moves a stream or storage to another name, or into a "
		   "storage, of the same file or another one. A stream "
		   "replaces a stream.",
	.options = specs,
	.operands_min = 2,
	.operands_max = 3,
	.run = run_mv,
};
