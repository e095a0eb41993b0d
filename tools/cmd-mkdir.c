/* SPDX-License-Identifier: MIT */
/* mkdir: new storages. */
#define COBJMACROS
#include "slot.h"

static struct {
	bool parents;
} options;

static const struct option_spec specs[] = {
	{ 'p', "parents", OPTION_FLAG, &options.parents, NULL,
		"make the storages above too; existing ones are no error" },
	{ .name = NULL },
};

static enum exit_code
make(struct edit *edit, const char *path)
{
	struct slot slot;
	IStorage *storage = NULL;
	enum exit_code code = slot_find(&slot, edit, path, options.parents);
	HRESULT hr;

	if (code == EXIT_DONE && !(options.parents && slot.is_storage)) {
		hr = slot.exists ? STG_E_FILEALREADYEXISTS
				 : storage_make(slot.parent, slot.name,
					   &storage);
		if (FAILED(hr))
			code = edit_failed(edit, path, "cannot make", hr);
		if (storage)
			IStorage_Release(storage);
	}
	slot_done(&slot);
	return code;
}

static enum exit_code
run_mkdir(int count, char **operands)
{
	struct edit edit;
	enum exit_code code = edit_open(&edit, operands[0]);

	for (int i = 1; i < count && code == EXIT_DONE; i++)
		code = make(&edit, operands[i]);
	return edit_close(&edit, code);
}

const struct command command_mkdir = {
	.name = "mkdir",
	.arguments = "[-p] FILE INNER-PATH...",
	.summary = "make storages",
	.details = "Makes storages without elements: all of them, or none.",
	.options = specs,
	.operands_min = 2,
	.operands_max = -1,
	.needs_path = true,
	.run = run_mkdir,
};
