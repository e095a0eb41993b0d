/* SPDX-License-Identifier: MIT */
#define COBJMACROS
#include "edit.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "edit-inner.h"
#include "litter.h"
#include "memory.h"
#include "moment.h"
#include "storage.h"
#include "target.h"

/* A script's; see edit_share(). */
static struct edit *common;
static bool common_has_input;

static bool
is_common(const char *path)
{
	return common && common->root &&
	       target_is_same_file(common->path, path);
}

IStorage *
edit_shared_root(const char *path)
{
	return is_common(path) ? common->root : NULL;
}

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

/* Is the file that is locked still the one of that name? */
static bool
is_current(const struct edit *edit)
{
	struct stat locked, named;

	return fstat(edit->lock, &locked) == 0 &&
	       stat(edit->path, &named) == 0 &&
	       locked.st_ino == named.st_ino && locked.st_dev == named.st_dev;
}

/*
 * The file, once nobody else of us changes it. Where there are no such locks,
 * those of the library remain, which are waited for as --wait says.
 */
static enum exit_code
lock(struct edit *edit)
{
	struct stat st;

	for (;;) {
		if (stat(edit->path, &st) != 0)
			return fail(edit, "cannot open");
		if (!S_ISREG(st.st_mode)) {
			report_text(&edit->place, "cannot change: it is %s",
				S_ISDIR(st.st_mode) ? "a directory"
						    : "not a regular file");
			return EXIT_FAILED;
		}
		if (faccessat(AT_FDCWD, edit->path, W_OK, AT_EACCESS) != 0)
			return fail(edit, "cannot change");
		edit->lock = open(edit->path, O_RDONLY | O_CLOEXEC);
		if (edit->lock < 0)
			return fail(edit, "cannot open");
		(void)flock(edit->lock, LOCK_EX);
		if (is_current(edit))
			return EXIT_DONE;
		edit_unlock(edit);
	}
}

void
edit_unlock(struct edit *edit)
{
	if (edit->lock >= 0)
		close(edit->lock);
	edit->lock = -1;
}

/* Programs that have it open in another way are told of here. */
static enum exit_code
open_root(const struct edit *edit, DWORD mode, IStorage **root)
{
	HRESULT hr = storage_open_root(edit->path, mode, root);
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

static enum exit_code
use_root(struct edit *edit, HRESULT hr)
{
	if (FAILED(hr)) {
		report(&edit->place, "cannot create", hr);
		return exit_of(hr) == EXIT_DAMAGED ? EXIT_DAMAGED : EXIT_FAILED;
	}
	edit_watch(edit);
	return EXIT_DONE;
}

void
edit_watch(struct edit *edit)
{
	/* It outlives those who share it. */
	struct edit *owner = edit->shares ? common : edit;

	stg_set_defect_callback(edit->root, remarks_take, &owner->remarks);
}

static void
init(struct edit *edit, const char *path)
{
	*edit = (struct edit){
		.place = { path, NULL },
		.replacement = { .fd = -1 },
		.lock = -1,
	};
}

void
edit_share(struct edit *edit, bool has_input)
{
	common = edit;
	common_has_input = has_input;
}

bool
edit_is_shared(void)
{
	return common != NULL;
}

bool
edit_has_input(void)
{
	return common && common_has_input;
}

static enum exit_code
open_file(struct edit *edit)
{
	enum exit_code code = moment_check() ? lock(edit) : EXIT_FAILED;

	if (code == EXIT_DONE)
		code = open_root(edit, ROOT_EDIT_MODE, &edit->root);
	if (code != EXIT_DONE)
		return code;
	/* Nobody else writes to it; what is not committed lies behind it. */
	litter_add_tail(edit->path);
	edit_watch(edit);
	return EXIT_DONE;
}

enum exit_code
edit_open(struct edit *edit, const char *path)
{
	enum exit_code code = EXIT_DONE;
	const char *rest;

	init(edit, path);
	rest = target_split(path, &edit->path);
	edit->shares = is_common(edit->path);
	if (edit->shares) {
		edit->root = common->root;
		IStorage_AddRef(edit->root);
	} else {
		code = open_file(edit);
	}
	return code == EXIT_DONE ? edit_go_in(edit, rest) : code;
}

enum exit_code
edit_try(struct edit *edit, const char *path)
{
	enum exit_code code;

	init(edit, path);
	(void)target_split(path, &edit->path);
	code = moment_check() ? open_root(edit, ROOT_MODE, &edit->guard)
			      : EXIT_FAILED;
	if (code == EXIT_DONE)
		code = open_root(
			edit, ROOT_MODE | STGM_TRANSACTED, &edit->root);
	if (code == EXIT_DONE)
		edit_watch(edit);
	return code;
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

/* Whoever changes the file that is replaced would change it for nobody. */
static enum exit_code
hold_old(struct edit *edit)
{
	HRESULT hr = storage_open_root(edit->path, ROOT_MODE, &edit->guard);

	/* What is no compound file nobody shares. */
	if (exit_of(hr) != EXIT_BUSY)
		return EXIT_DONE;
	report(&edit->place, "cannot replace", hr);
	return EXIT_BUSY;
}

enum exit_code
edit_create(struct edit *edit, const char *path, unsigned version, bool force)
{
	enum exit_code code = EXIT_FAILED;

	init(edit, path);
	edit->path = memory_copy(path, strlen(path));
	if (moment_check())
		code = force ? hold_old(edit) : EXIT_DONE;
	if (code == EXIT_DONE)
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
	edit->path = memory_copy(path, strlen(path));
	code = moment_check() ? lock(edit) : EXIT_FAILED;
	if (code == EXIT_DONE)
		code = open_root(edit, ROOT_MODE, &edit->guard);
	if (code == EXIT_DONE)
		code = replace_begin(&edit->replacement, path, true);
	if (code != EXIT_DONE)
		return code;
	hr = stg_get_header(edit->guard, header);
	if (SUCCEEDED(hr))
		hr = create_root(edit, header->major);
	return use_root(edit, hr);
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

/* From here on no signal takes it back; after a failure there is nothing to. */
static enum exit_code
commit(struct edit *edit)
{
	bool is_new = edit->replacement.fd >= 0;
	HRESULT hr;

	litter_hold();
	litter_forget(edit->path);
	/* A new file goes to the disk at once, before its name. */
	hr = IStorage_Commit(edit->root,
		is_new ? STGC_DANGEROUSLYCOMMITMERELYTODISKCACHE
		       : STGC_DEFAULT);
	if (is_new || FAILED(hr))
		litter_release();
	return SUCCEEDED(hr) ? EXIT_DONE
			     : edit_failed(edit, NULL, "cannot write", hr);
}

enum exit_code
edit_commit(struct edit *edit)
{
	enum exit_code code = commit(edit);

	litter_add_tail(edit->path);
	litter_release();
	return code;
}

/* Its tail is cut with that; then the file may be somebody else's. */
static void
release(struct edit *edit)
{
	if (!edit->root)
		return;
	litter_hold();
	litter_forget(edit->path);
	IStorage_Release(edit->root);
	litter_release();
}

enum exit_code
edit_close(struct edit *edit, enum exit_code code)
{
	if (edit->shares)
		return leave_common(edit, code);
	code = edit_come_out(edit, code);
	if (edit->root && code == EXIT_DONE)
		code = commit(edit);
	release(edit);
	if (code == EXIT_DONE && edit->replacement.fd >= 0)
		code = replace_finish(&edit->replacement);
	else
		replace_drop(&edit->replacement);
	if (code == EXIT_DONE && edit->left_out > 0)
		code = EXIT_DAMAGED;
	if (edit->guard)
		IStorage_Release(edit->guard);
	edit_unlock(edit);
	if (remarks_report(&edit->remarks, &edit->place))
		code = exit_worse(code, EXIT_DAMAGED);
	free(edit->path);
	return code;
}
