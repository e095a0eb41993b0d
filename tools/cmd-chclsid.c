/* SPDX-License-Identifier: MIT */
/* chclsid: classes of storages. */
#define COBJMACROS
#include <string.h>

#include "slot.h"

static const struct option_spec specs[] = {
	{ .name = NULL },
};

static enum exit_code
set(struct edit *edit, const char *path, const CLSID *clsid)
{
	struct slot slot;
	IStorage *storage = NULL;
	enum exit_code code = slot_find(&slot, edit, path, false);
	HRESULT hr = S_OK;

	if (code == EXIT_DONE && slot.exists && !slot.is_storage) {
		report_text(&(struct place){ edit->place.file, path },
			"is a stream, which has no class");
		code = EXIT_FAILED;
	}
	if (code == EXIT_DONE)
		hr = slot_open(&slot, &storage);
	if (SUCCEEDED(hr) && storage)
		hr = IStorage_SetClass(storage, clsid);
	if (FAILED(hr))
		code = edit_failed(edit, path, "cannot set the class", hr);
	if (storage)
		IStorage_Release(storage);
	slot_done(&slot);
	return code;
}

static enum exit_code
run_chclsid(int count, char **operands)
{
	CLSID clsid = { 0 };
	struct edit edit;
	enum exit_code code;

	if (strcmp(operands[1], "none") != 0 &&
		FAILED(stg_guid_from_text(operands[1], &clsid))) {
		report_usage("%s: not a class", operands[1]);
		return EXIT_FAILED;
	}
	code = edit_open(&edit, operands[0]);
	if (code == EXIT_DONE && count == 2)
		code = set(&edit, "", &clsid);
	for (int i = 2; i < count && code == EXIT_DONE; i++)
		code = set(&edit, operands[i], &clsid);
	return edit_close(&edit, code);
}

const struct command command_chclsid = {
	.name = "chclsid",
	.arguments = "FILE CLSID|none [INNER-PATH...]",
	.summary = "set the class of storages",
	.details = "Sets the class of storages, or of the root. It reads "
		   "{00020906-0000-0000-C000-000000000046}, with or without "
		   "the braces.",
	.options = specs,
	.operands_min = 2,
	.operands_max = -1,
	.run = run_chclsid,
};
