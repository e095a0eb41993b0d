/* SPDX-License-Identifier: MIT */
#define COBJMACROS
#include "change.h"

static enum exit_code
change_one(struct edit *edit, const char *path, const struct change *change)
{
	struct slot slot;
	IStorage *storage = NULL;
	enum exit_code code = slot_find(&slot, edit, path, false);
	HRESULT hr = S_OK;

	if (code == EXIT_DONE && slot.exists && !slot.is_storage) {
		report_text(&(struct place){ edit->place.file, path },
			"is a stream, which has no %s", change->what);
		code = EXIT_FAILED;
	}
	if (code == EXIT_DONE)
		hr = slot_open(&slot, &storage);
	if (SUCCEEDED(hr) && storage)
		hr = change->apply(storage, change->value);
	if (FAILED(hr))
		code = edit_failed(edit, path, change->failed, hr);
	if (storage)
		IStorage_Release(storage);
	slot_done(&slot);
	return code;
}

enum exit_code
change_each(int count, char **operands, const struct change *change)
{
	struct edit edit;
	enum exit_code code = edit_open(&edit, operands[0]);

	if (code == EXIT_DONE && count == 2)
		code = change_one(&edit, "", change);
	for (int i = 2; i < count && code == EXIT_DONE; i++)
		code = change_one(&edit, operands[i], change);
	return edit_close(&edit, code);
}
