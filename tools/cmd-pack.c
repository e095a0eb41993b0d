/* SPDX-License-Identifier: MIT */
/* pack: a compound file of what is in a directory. */
#define COBJMACROS
#include "manifest.h"
#include "moment.h"
#include "plant.h"
#include "version.h"

static struct {
	struct new_file file;
	bool plain;
	bool manifest;
} options = { .file = { .version = VERSION_UNSET } };

static const struct option_spec specs[] = {
	NEW_FILE_OPTIONS(options.file,
		"version of the format (as in the manifest, else 3)"),
	{ 0, "manifest", OPTION_FLAG, &options.manifest, NULL,
		"fail if there is no manifest" },
	{ 0, "plain", OPTION_FLAG, &options.plain, NULL,
		"pay no attention to a manifest" },
	{ .name = NULL },
};

static HRESULT
set_root(IStorage *root, const struct facts *facts)
{
	FILETIME mtime = moment_clamp(&facts->mtime);
	HRESULT hr = IStorage_SetClass(root, &facts->clsid);

	if (SUCCEEDED(hr))
		hr = IStorage_SetStateBits(
			root, facts->state_bits, UINT32_MAX);
	if (SUCCEEDED(hr) && (mtime.dwLowDateTime || mtime.dwHighDateTime))
		hr = IStorage_SetElementTimes(root, NULL, NULL, NULL, &mtime);
	return hr;
}

static enum exit_code
pack(struct edit *edit, const char *directory, struct manifest *manifest)
{
	const struct facts *facts =
		manifest ? manifest_find(manifest, "") : NULL;
	HRESULT hr = facts ? set_root(edit->root, facts) : S_OK;
	enum exit_code code;

	if (FAILED(hr))
		return edit_failed(edit, "", "cannot write", hr);
	code = plant_all(edit, directory, manifest);
	/* What is below an element that was left out was not looked for. */
	if (code == EXIT_DONE && manifest && edit->left_out == 0 &&
		!manifest_is_used(manifest, directory))
		code = EXIT_FAILED;
	return code;
}

static enum exit_code
run_pack(int count, char **operands)
{
	struct manifest *manifest = NULL;
	unsigned version = version_of(options.file.version);
	enum exit_code code = EXIT_DONE;
	struct edit edit;

	(void)count;
	if (!options.plain)
		code = manifest_load(&manifest, operands[0]);
	if (code == EXIT_DONE && options.manifest && !manifest) {
		report_text(&(struct place){ operands[0], NULL },
			"there is no manifest, " MANIFEST_NAME);
		code = EXIT_FAILED;
	}
	if (code != EXIT_DONE)
		return code;
	if (manifest && options.file.version == VERSION_UNSET)
		version = manifest_version(manifest);
	code = edit_create(&edit, operands[1], version, options.file.force);
	if (code == EXIT_DONE)
		code = pack(&edit, operands[0], manifest);
	code = edit_close(&edit, code);
	manifest_free(manifest);
	return code;
}

const struct command command_pack = {
	.name = "pack",
	.arguments = "[-f] [-V 3|4] DIR FILE",
	.summary = "make a compound file of a directory",
	.details = "Makes a compound file whose streams are the files and "
		   "whose storages are the directories in DIR, with what "
		   "a manifest of extract --manifest says about them. "
		   "File names are read as escaped.",
	.options = specs,
	.operands_min = 2,
	.operands_max = 2,
	.run = run_pack,
};
