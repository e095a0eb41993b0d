/* SPDX-License-Identifier: MIT */
#include "replace.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/xattr.h>
#include <unistd.h>

#include "litter.h"
#include "memory.h"
#include "report.h"

/* As long as names of files may be, with room for what is added. */
#define SPARE_PREFIX_MAX 200

static enum exit_code
fail(const char *path, const char *what)
{
	report_errno(&(struct place){ path, NULL }, what, errno);
	return EXIT_FAILED;
}

/* Where the last component of a path begins. */
static const char *
last_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

static enum exit_code
look_at_old(struct replacement *r, const char *path, bool force)
{
	struct place place = { path, NULL };
	char *real;

	r->path = memory_copy(path, strlen(path));
	if (lstat(path, &r->old) != 0)
		return errno == ENOENT ? EXIT_DONE
				       : fail(path, "cannot create");
	if (!force) {
		report_text(&place, "exists already; see --force");
		return EXIT_FAILED;
	}
	/* A link stays one; a link to nowhere is no place for a file. */
	real = realpath(path, NULL);
	if (!real || stat(real, &r->old) != 0) {
		free(real);
		return fail(path, "cannot replace");
	}
	free(r->path);
	r->path = real;
	r->replaces = true;
	if (S_ISREG(r->old.st_mode))
		return EXIT_DONE;
	report_text(&place, "cannot replace: it is not a regular file");
	return EXIT_FAILED;
}

static void
done(struct replacement *r)
{
	if (r->fd >= 0)
		close(r->fd);
	r->fd = -1;
	free(r->path);
	r->path = NULL;
	text_done(&r->spare);
}

enum exit_code
replace_begin(struct replacement *r, const char *path, bool force)
{
	enum exit_code code;
	const char *name;

	*r = (struct replacement){ .fd = -1 };
	code = look_at_old(r, path, force);
	if (code != EXIT_DONE) {
		done(r);
		return code;
	}
	name = last_name(r->path);
	text_add_bytes(&r->spare, r->path, (size_t)(name - r->path));
	text_addf(&r->spare, ".%.*s.XXXXXX", SPARE_PREFIX_MAX, name);
	/* No signal shall come between the file and the note about it. */
	litter_hold();
	r->fd = mkostemp(r->spare.data, O_CLOEXEC);
	if (r->fd >= 0)
		litter_add(r->spare.data);
	litter_release();
	if (r->fd < 0) {
		code = fail(path, "cannot create a file beside it");
		done(r);
	}
	return code;
}

/* What the system or the file system does not let us have is left. */
static bool
is_out_of_reach(int error)
{
	return error == EPERM || error == EACCES || error == ENOTSUP ||
	       error == EINVAL || error == ENODATA;
}

static bool
copy_attribute(const struct replacement *r, const char *name)
{
	ssize_t size = getxattr(r->path, name, NULL, 0);
	char *value;
	bool done;

	if (size < 0)
		return is_out_of_reach(errno);
	value = memory_resize(NULL, (size_t)size + 1, 1);
	size = getxattr(r->path, name, value, (size_t)size);
	done = size >= 0 &&
	       fsetxattr(r->fd, name, value, (size_t)size, 0) == 0;
	done = done || is_out_of_reach(errno);
	free(value);
	return done;
}

/* Access control lists are among them. */
static bool
copy_attributes(const struct replacement *r)
{
	ssize_t size = listxattr(r->path, NULL, 0);
	char *names;
	bool done = true;

	if (size <= 0)
		return size == 0 || is_out_of_reach(errno);
	names = memory_resize(NULL, (size_t)size + 1, 1);
	size = listxattr(r->path, names, (size_t)size);
	for (ssize_t at = 0; done && at < size;
		at += (ssize_t)strlen(names + at) + 1)
		done = copy_attribute(r, names + at);
	free(names);
	return done && size >= 0;
}

static bool
set_rights(const struct replacement *r)
{
	mode_t mask;

	if (!r->replaces) {
		mask = umask(0);
		umask(mask);
		return fchmod(r->fd, 0666 & ~mask) == 0;
	}
	/* Only root may give files away; a group can at least be tried. */
	if (fchown(r->fd, r->old.st_uid, r->old.st_gid) != 0)
		if (fchown(r->fd, (uid_t)-1, r->old.st_gid) != 0)
			errno = 0;
	/* The mode first: a list says more about the group than it does. */
	return fchmod(r->fd, r->old.st_mode & 07777) == 0 &&
	       copy_attributes(r);
}

/* That the file is called so is on the disk when its directory is. */
static void
sync_directory(const char *path)
{
	size_t length = (size_t)(last_name(path) - path);
	char *directory =
		length ? memory_copy(path, length) : memory_copy(".", 1);
	int fd = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (fd >= 0) {
		(void)fsync(fd);
		close(fd);
	}
	free(directory);
}

/* Somebody else may have made or replaced the file in the meantime. */
static bool
is_as_it_was(const struct replacement *r)
{
	struct stat now;

	if (!r->replaces)
		return true;
	return stat(r->path, &now) == 0 && now.st_ino == r->old.st_ino &&
	       now.st_dev == r->old.st_dev;
}

static bool
give_name(const struct replacement *r)
{
	if (r->replaces)
		return rename(r->spare.data, r->path) == 0;
	if (renameat2(AT_FDCWD, r->spare.data, AT_FDCWD, r->path,
		    RENAME_NOREPLACE) == 0)
		return true;
	/* Not every file system knows how to. */
	return errno == EINVAL && rename(r->spare.data, r->path) == 0;
}

enum exit_code
replace_finish(struct replacement *r)
{
	struct place place = { r->path, NULL };
	bool named = false;
	bool written;

	(void)futimens(r->fd, NULL);
	written = set_rights(r) && fsync(r->fd) == 0;
	if (!written) {
		report_errno(&place, "cannot write", errno);
	} else if (!is_as_it_was(r)) {
		report_text(&place, "somebody else has replaced it meanwhile");
	} else {
		litter_hold();
		named = give_name(r);
		if (named)
			litter_forget(r->spare.data);
		else
			report_errno(&place, "cannot replace", errno);
		litter_release();
	}
	if (!named) {
		replace_drop(r);
		return EXIT_FAILED;
	}
	sync_directory(r->path);
	done(r);
	return EXIT_DONE;
}

void
replace_drop(struct replacement *r)
{
	if (r->fd < 0)
		return;
	unlink(r->spare.data);
	litter_forget(r->spare.data);
	done(r);
}
