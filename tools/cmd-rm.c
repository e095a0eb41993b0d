/* SPDX-License-Identifier: MIT */
/* rm: elements go. */
#define COBJMACROS
#include "slot.h"

static struct {
	bool recursive;
	bool force;
} options;

static const struct option_spec specs[] = {
	{ 'r', "recursive", OPTION_FLAG, &options.recursive, NULL,
		"remove storages with all that they hold" },
	{ 'f', "force", OPTION_FLAG, &options.force, NULL,
		"pass over elements that do not exist" },
	{ .name = NULL },
};

static enum exit_code
judge(const struct edit *edit, const struct slot *slot, const char *path)
{
	struct place place = { edit->place.file, path };

	if (slot->is_root) {
		report_text(&place, "the root storage cannot be removed");
		return EXIT_FAILED;
	}
	if (!slot->exists)
		return slot_missing(slot, edit);
	if (slot->is_storage && !options.recursive) {
		report_text(&place, "is a storage; see --recursive");
		return EXIT_FAILED;
	}
	return EXIT_DONE;
}

static enum exit_code
destroy(struct edit *edit, const char *path)
{
	struct slot slot;
	enum exit_code code = slot_find(&slot, edit, path, false);
	HRESULT hr = S_OK;

	if (code == EXIT_DONE && !slot.exists && options.force) {
		slot_done(&slot);
		return EXIT_DONE;
	}
	if (code == EXIT_DONE)
		code = judge(edit, &slot, path);
	if (code == EXIT_DONE)
		hr = IStorage_DestroyElement(slot.parent, slot.name);
	if (FAILED(hr))
		code = edit_failed(edit, path, "cannot remove", hr);
	slot_done(&slot);
	return code;
}

static enum exit_code
run_rm(int count, char **operands)
{
	struct edit edit;
	enum exit_code code = edit_open(&edit, operands[0]);

	for (int i = 1; i < count && code == EXIT_DONE; i++)
		code = destroy(&edit, operands[i]);
	return edit_close(&edit, code);
}

const struct command command_rm = {
	.name = "rm",
	.arguments = "[-rf] FILE INNER-PATH...",
	.summary = "remove elements",
	.details = "Removes streams and, with --recursive, storages: all that "
		   "are named, or none.",
	.options = specs,
	.operands_min = 2,
	.operands_max = -1,
	.needs_path = true,
	.run = run_rm,
};
