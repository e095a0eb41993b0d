/* SPDX-License-Identifier: MIT */
/* chclsid: classes of storages. */
#define COBJMACROS
#include <string.h>

#include "change.h"

static const struct option_spec specs[] = {
	{ .name = NULL },
};

static HRESULT
set_class(IStorage *storage, const void *clsid)
{
	return IStorage_SetClass(storage, (const CLSID *)clsid);
}

static enum exit_code
run_chclsid(int count, char **operands)
{
	CLSID clsid = { 0 };
	const struct change change = {
		.apply = set_class,
		.value = &clsid,
		.what = "class",
		.failed = "cannot set the class",
	};

	if (strcmp(operands[1], "none") != 0 &&
		FAILED(stg_guid_from_text(operands[1], &clsid))) {
		report_usage("%s: not a class", operands[1]);
		return EXIT_FAILED;
	}
	return change_each(count, operands, &change);
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
