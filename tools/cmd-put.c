/* SPDX-License-Identifier: MIT */
/* put: a stream gets its contents from a file or the standard input. */
#define COBJMACROS
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "content.h"
#include "slot.h"
#include "spool.h"

static struct {
	bool parents;
} options;

static const struct option_spec specs[] = {
	{ 'p', "parents", OPTION_FLAG, &options.parents, NULL,
		"make the storages above that are missing" },
	{ .name = NULL },
};

static int
fail_source(const char *path, const char *what)
{
	report_errno(&(struct place){ path, NULL }, what, errno);
	return -1;
}

/*
 * A pipe is read to its end before the file is opened: whoever writes to it may
 * be reading the file, and should not keep others from it for long.
 */
static int
take_pipe(int fd, const char *path)
{
	int spooled = spool_input(fd);

	if (fd != STDIN_FILENO)
		close(fd);
	return spooled < 0 ? fail_source(path, "cannot read") : spooled;
}

/* What is to be read; -1: reported. */
static int
open_source(const char *path)
{
	bool is_input = strcmp(path, "-") == 0;
	int fd = is_input ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
	struct stat st;

	if (is_input && edit_has_input()) {
		report_usage("the standard input is the script");
		return -1;
	}
	if (fd < 0 || fstat(fd, &st) != 0)
		return fail_source(path, "cannot open");
	if (S_ISREG(st.st_mode) || edit_is_shared())
		return fd;
	if (!S_ISDIR(st.st_mode))
		return take_pipe(fd, path);
	close(fd);
	errno = EISDIR;
	return fail_source(path, "cannot open");
}

static enum exit_code
fill(struct edit *edit, const struct slot *slot, int fd, const char *source)
{
	IStream *stream = NULL;
	HRESULT hr = stream_make(slot->parent, slot->name, &stream);
	int error = 0;

	if (SUCCEEDED(hr))
		hr = stream_fill(stream, fd, &error);
	if (error) {
		errno = error;
		(void)fail_source(source, "cannot read");
		return EXIT_FAILED;
	}
	return SUCCEEDED(hr) ? EXIT_DONE
			     : edit_failed(edit, slot->path, "cannot write",
				       hr);
}

static enum exit_code
put(struct edit *edit, const char *path, int fd, const char *source)
{
	struct slot slot;
	enum exit_code code = slot_find(&slot, edit, path, options.parents);

	if (code == EXIT_DONE && slot.is_storage) {
		report_text(&(struct place){ edit->place.file, path },
			"is a storage, not a stream");
		code = EXIT_FAILED;
	}
	if (code == EXIT_DONE)
		code = fill(edit, &slot, fd, source);
	slot_done(&slot);
	return code;
}

static enum exit_code
run_put(int count, char **operands)
{
	const char *source = count > 2 ? operands[2] : "-";
	struct edit edit;
	enum exit_code code;
	int fd = open_source(source);

	if (fd < 0)
		return EXIT_FAILED;
	code = edit_open(&edit, operands[0]);
	if (code == EXIT_DONE)
		code = put(&edit, operands[1], fd, source);
	if (fd != STDIN_FILENO)
		close(fd);
	return edit_close(&edit, code);
}

const struct command command_put = {
	.name = "put",
	.arguments = "[-p] FILE INNER-PATH [SOURCE|-]",
	.summary = "write a stream",
	.details = "Writes a file, or the standard input, into a stream, "
		   "which is made, or gets these contents instead of its "
		   "old ones.",
	.options = specs,
	.operands_min = 2,
	.operands_max = 3,
	.run = run_put,
};
