/* SPDX-License-Identifier: MIT */
/* recover: a file put right where it is. */
#define COBJMACROS
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include <stg/check.h>

#include "cmd.h"
#include "report.h"
#include "storage.h"
#include "terminal.h"

static struct {
	bool header;
	bool dry_run;
} options;

static const struct option_spec specs[] = {
	{ 'H', "header", OPTION_FLAG, &options.header, NULL,
		"mend a header that was torn when it was written" },
	{ 'n', "dry-run", OPTION_FLAG, &options.dry_run, NULL,
		"say what would be done, and change nothing" },
	{ .name = NULL },
};

static enum exit_code
run_recover(int count, char **operands)
{
	struct place place = { operands[0], NULL };
	const char *done = "is whole; nothing was changed";
	uint64_t since = 0;
	HRESULT hr;

	(void)count;
	if (!options.header) {
		report_usage("what? see --header");
		return EXIT_FAILED;
	}
	do {
		hr = stg_recover_header(place.file, options.dry_run
				? STG_RECOVER_DRY_RUN : 0);
	} while (busy_again(hr, &since));
	if (hr == STG_E_FILEALREADYEXISTS) {
		report(&place, "cannot recover", hr);
		return EXIT_NOT_CFB;
	}
	if (FAILED(hr)) {
		report(&place, "cannot recover", hr);
		return exit_of(hr) == EXIT_BUSY ? EXIT_BUSY : EXIT_FAILED;
	}
	if (hr == S_OK)
		done = options.dry_run ? "is torn and can be mended"
				       : "was torn and is mended";
	printf("%s: the header %s\n", terminal_safe(STREAM_OUTPUT,
		place.file), done);
	return EXIT_DONE;
}

const struct command command_recover = {
	.name = "recover",
	.arguments = "-H [-n] FILE",
	.summary = "mend a file in its place",
	.details = "Puts right what a writer left that was stopped. With "
		   "--header, the header, from the record at the end of the "
		   "file; nothing else is written.",
	.options = specs,
	.operands_min = 1,
	.operands_max = 1,
	.run = run_recover,
};
