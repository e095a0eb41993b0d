/* SPDX-License-Identifier: MIT */
/* compact: the same file without unused sectors and with streams in a piece. */
#define COBJMACROS
#include "edit.h"
#include "graft.h"
#include "listing.h"
#include "target.h"

static struct {
	bool force;
} options;

static const struct option_spec specs[] = {
	{ 'f', "force", OPTION_FLAG, &options.force, NULL,
		"replace OUT if it exists" },
	{ .name = NULL },
};

/* [MS-CFB] 2.6.2: the root has a time of the last change alone. */
static HRESULT
copy_root_time(IStorage *source, IStorage *root)
{
	struct stg_element element;
	HRESULT hr = stg_stat(source, "", &element);

	if (FAILED(hr) || (element.mtime.dwLowDateTime == 0 &&
				  element.mtime.dwHighDateTime == 0))
		return hr;
	return IStorage_SetElementTimes(
		root, NULL, NULL, NULL, &element.mtime);
}

/* A file that is replaced may lose nothing; a copy tells what it lacks. */
static enum exit_code
copy(struct edit *edit, IStorage *source, const struct remarks *remarks,
	bool replaces)
{
	HRESULT hr = graft_all(source, edit->root);

	if (hr == STG_E_INVALIDNAME)
		edit->left_out =
			graft_report_refused(source, edit->place.file);
	if (edit->left_out > 0 && !replaces)
		hr = S_OK;
	if (SUCCEEDED(hr))
		hr = copy_root_time(source, edit->root);
	if (SUCCEEDED(hr))
		hr = graft_compare(source, edit->root);
	/* What is lost in the copy is better kept where it is. */
	if (SUCCEEDED(hr) && remarks->damage > 0)
		hr = STG_E_DOCFILECORRUPT;
	return SUCCEEDED(hr) ? EXIT_DONE
			     : edit_failed(edit, NULL, "cannot copy", hr);
}

/* Into another file. */
static enum exit_code
compact_to(const char *in, const char *out)
{
	struct stg_header_info header = { .major = 3 };
	struct target target;
	struct edit edit;
	enum exit_code code = target_open(&target, in);

	if (code == EXIT_DONE &&
		FAILED(stg_get_header(target.storage, &header)))
		code = EXIT_DAMAGED;
	if (code == EXIT_DONE) {
		code = edit_create(&edit, out, header.major, options.force);
		if (code == EXIT_DONE)
			code = copy(&edit, target.storage, &target.remarks,
				false);
		code = edit_close(&edit, code);
	}
	return target_close(&target, code);
}

/* In the place of the file. */
static enum exit_code
compact_here(const char *path)
{
	struct stg_header_info header = { .major = 3 };
	struct remarks remarks = { .damage = 0 };
	struct edit edit;
	enum exit_code code = edit_recreate(&edit, path, &header);

	if (code == EXIT_DONE) {
		stg_set_defect_callback(edit.guard, remarks_take, &remarks);
		code = copy(&edit, edit.guard, &remarks, true);
	}
	code = edit_close(&edit, code);
	if (remarks_report(&remarks, &(struct place){ path, NULL }))
		code = exit_worse(code, EXIT_DAMAGED);
	return code;
}

static enum exit_code
run_compact(int count, char **operands)
{
	if (count == 1)
		return compact_here(operands[0]);
	return compact_to(operands[0], operands[1]);
}

const struct command command_compact = {
	.name = "compact",
	.arguments = "[-f] IN [OUT]",
	.summary = "copy a file without unused space",
	.details = "Copies everything into a new file of the same version, "
		   "OUT, or one that takes the place of IN: without unused "
		   "sectors, each stream in one piece. Damaged files are "
		   "refused.",
	.options = specs,
	.operands_min = 1,
	.operands_max = 2,
	.run = run_compact,
};
