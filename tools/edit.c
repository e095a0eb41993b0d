/* SPDX-License-Identifier: MIT */
#define COBJMACROS
#include "edit.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <linux/fs.h>

#include "edit-inner.h"
#include "memory.h"
#include "moment.h"
#include "storage.h"
#include "target.h"

#define COPY_MAX (64u << 20)

/* A script's; see edit_share(). */
static struct edit *common;

static enum exit_code
fail(const struct edit *edit, const char *what)
{
	report_errno(&edit->place, what, errno);
	return EXIT_FAILED;
}

enum exit_code
edit_failed(const struct edit *edit, const char *inner, const char *what,
	HRESULT hr)
{
	struct place place = { edit->place.file, inner };

	if (hr == STG_E_FILEALREADYEXISTS) {
		report_text(&place, "exists already");
		return EXIT_FAILED;
	}
	report(&place, what, hr);
	return exit_of(hr);
}

/* Is the file that is open still the one of that name? */
static bool
is_current(const struct edit *edit, const char *path)
{
	struct stat open_one, named;

	return fstat(edit->old, &open_one) == 0 && stat(path, &named) == 0 &&
	       open_one.st_ino == named.st_ino &&
	       open_one.st_dev == named.st_dev;
}

/* The file, once nobody else of us is about to replace it. */
static enum exit_code
open_old(struct edit *edit, const char *path)
{
	struct stat st;

	for (;;) {
		if (stat(path, &st) != 0)
			return fail(edit, "cannot open");
		if (!S_ISREG(st.st_mode)) {
			report_text(&edit->place, "cannot change: it is %s",
				S_ISDIR(st.st_mode) ? "a directory"
						    : "not a regular file");
			return EXIT_FAILED;
		}
		if (faccessat(AT_FDCWD, path, W_OK, AT_EACCESS) != 0)
			return fail(edit, "cannot change");
		edit->old = open(path, O_RDONLY | O_CLOEXEC);
		if (edit->old < 0)
			return fail(edit, "cannot open");
		/* Where there are no such locks, the check below remains. */
		(void)flock(edit->old, LOCK_EX);
		if (is_current(edit, path))
			return EXIT_DONE;
		close(edit->old);
		edit->old = -1;
	}
}

/* Programs that have it open for writing are told of here. */
static enum exit_code
guard_old(struct edit *edit, const char *path)
{
	HRESULT hr = root_open(path, ROOT_MODE, &edit->guard);
	enum exit_code code;

	if (SUCCEEDED(hr))
		return EXIT_DONE;
	code = exit_of(hr);
	if (hr == STG_E_FILEALREADYEXISTS)
		report_text(&edit->place, "not a compound file");
	else
		report(&edit->place, "cannot open", hr);
	return code == EXIT_NEGATIVE ? EXIT_FAILED : code;
}

static bool
copy_by_hand(int from, int to)
{
	char *buffer = memory_resize(NULL, CHUNK_SIZE, 1);
	ssize_t got = 0, put = 0;

	while (put >= 0) {
		got = read(from, buffer, CHUNK_SIZE);
		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			break;
		for (ssize_t at = 0; at < got && put >= 0; at += put)
			put = write(to, buffer + at, (size_t)(got - at));
	}
	free(buffer);
	return got == 0 && put >= 0;
}

/* Blocks that are shared, else copied by the kernel, else by us. */
static bool
copy_file(int from, int to)
{
	ssize_t done;
	bool any = false;

	if (ioctl(to, FICLONE, from) == 0)
		return true;
	for (;;) {
		done = copy_file_range(from, NULL, to, NULL, COPY_MAX, 0);
		if (done == 0)
			return any || copy_by_hand(from, to);
		if (done < 0 && errno == EINTR)
			continue;
		if (done < 0)
			break;
		any = true;
	}
	if (errno == ENOSPC || errno == EDQUOT || errno == EFBIG)
		return false;
	return copy_by_hand(from, to);
}

static enum exit_code
use_root(struct edit *edit, HRESULT hr)
{
	if (FAILED(hr)) {
		report(&edit->place, "cannot open", hr);
		return exit_of(hr) == EXIT_DAMAGED ? EXIT_DAMAGED : EXIT_FAILED;
	}
	stg_set_defect_callback(edit->root, remarks_take, &edit->remarks);
	return EXIT_DONE;
}

static enum exit_code
open_copy(struct edit *edit)
{
	if (!copy_file(edit->old, edit->replacement.fd))
		return fail(edit, "cannot copy");
	return use_root(edit,
		stg_open(edit->replacement.spare.data, EDIT_MODE, &edit->root));
}

static void
init(struct edit *edit, const char *path)
{
	*edit = (struct edit){
		.place = { path, NULL },
		.replacement = { .fd = -1 },
		.old = -1,
	};
}

static enum exit_code
begin(struct edit *edit, const char *path)
{
	enum exit_code code = EXIT_FAILED;

	if (common && common != edit && strcmp(common->path, path) == 0) {
		report_text(&edit->place, "is being changed by the script");
		return EXIT_FAILED;
	}
	if (moment_check())
		code = open_old(edit, path);
	if (code == EXIT_DONE)
		code = guard_old(edit, path);
	if (code == EXIT_DONE)
		code = replace_begin(&edit->replacement, path, true);
	return code;
}

void
edit_share(struct edit *edit)
{
	common = edit;
}

static bool
is_common(const char *path)
{
	return common && common->root && strcmp(common->path, path) == 0;
}

enum exit_code
edit_open(struct edit *edit, const char *path)
{
	enum exit_code code;
	const char *rest;

	init(edit, path);
	rest = target_split(path, &edit->path);
	if (is_common(edit->path)) {
		edit->shares = true;
		edit->root = common->root;
		IStorage_AddRef(edit->root);
		return edit_go_in(edit, rest);
	}
	code = begin(edit, edit->path);
	if (code == EXIT_DONE)
		code = open_copy(edit);
	return code == EXIT_DONE ? edit_go_in(edit, rest) : code;
}

/* The name of the new file may be no UTF-8; that of its descriptor is. */
static HRESULT
create_root(struct edit *edit, unsigned version)
{
	STGOPTIONS options = {
		.usVersion = 1,
		.ulSectorSize = version == 4 ? 4096 : 512,
	};
	OLECHAR name[32];
	char text[32];
	size_t i = 0;
	void *root = NULL;
	HRESULT hr;

	snprintf(text, sizeof(text), "/proc/self/fd/%d", edit->replacement.fd);
	do {
		name[i] = (OLECHAR)text[i];
	} while (text[i++] != '\0');
	hr = StgCreateStorageEx(name, EDIT_MODE | STGM_CREATE, STGFMT_DOCFILE,
		0, &options, NULL, &IID_IStorage, &root);
	edit->root = root;
	return hr;
}

enum exit_code
edit_create(struct edit *edit, const char *path, unsigned version, bool force)
{
	enum exit_code code = EXIT_FAILED;

	init(edit, path);
	if (moment_check())
		code = replace_begin(&edit->replacement, path, force);
	return code == EXIT_DONE ? use_root(edit, create_root(edit, version))
				 : code;
}

enum exit_code
edit_recreate(
	struct edit *edit, const char *path, struct stg_header_info *header)
{
	enum exit_code code;
	HRESULT hr;

	init(edit, path);
	code = begin(edit, path);
	if (code != EXIT_DONE)
		return code;
	hr = stg_get_header(edit->guard, header);
	if (SUCCEEDED(hr))
		hr = create_root(edit, header->major);
	return use_root(edit, hr);
}

enum exit_code
edit_drop(struct edit *edit, enum exit_code code)
{
	if (code != EXIT_DONE)
		return edit_close(edit, code);
	/* Any other end than success drops the changes. */
	code = edit_close(edit, EXIT_NEGATIVE);
	return code == EXIT_NEGATIVE ? EXIT_DONE : code;
}

/* What the change is part of goes on. */
static enum exit_code
leave_common(struct edit *edit, enum exit_code code)
{
	code = edit_come_out(edit, code);
	common->left_out += edit->left_out;
	IStorage_Release(edit->root);
	free(edit->path);
	return code;
}

enum exit_code
edit_close(struct edit *edit, enum exit_code code)
{
	HRESULT hr;

	if (edit->shares)
		return leave_common(edit, code);
	code = edit_come_out(edit, code);
	if (edit->root && code == EXIT_DONE) {
		/* Everything goes to the disk at once, before the name. */
		hr = IStorage_Commit(
			edit->root, STGC_DANGEROUSLYCOMMITMERELYTODISKCACHE);
		if (FAILED(hr))
			code = edit_failed(edit, NULL, "cannot write", hr);
	}
	if (edit->root)
		IStorage_Release(edit->root);
	if (code == EXIT_DONE && edit->replacement.fd >= 0)
		code = replace_finish(&edit->replacement);
	else
		replace_drop(&edit->replacement);
	if (code == EXIT_DONE && edit->left_out > 0)
		code = EXIT_DAMAGED;
	if (edit->guard)
		IStorage_Release(edit->guard);
	if (edit->old >= 0)
		close(edit->old);
	if (remarks_report(&edit->remarks, &edit->place))
		code = exit_worse(code, EXIT_DAMAGED);
	free(edit->path);
	return code;
}
