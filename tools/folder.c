/* SPDX-License-Identifier: MIT */
#include "folder.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define OPEN_FOLDER (O_RDONLY | O_DIRECTORY | O_CLOEXEC)

/* Names follow behind a slash of their own. */
static void
add_path(struct text *text, const char *path)
{
	size_t length = strlen(path);

	while (length > 0 && path[length - 1] == '/')
		length--;
	text_add_bytes(text, path, length);
}

bool
folders_begin(struct folders *folders, const char *path, bool dry)
{
	struct place place = { path, NULL };

	*folders = (struct folders){ .dry = dry };
	add_path(&folders->path, path);
	folders->stack[0] = (struct folder){ 0, -1, folders->path.length };
	folders->depth = 1;
	if (dry)
		return true;
	if (mkdir(path, 0777) != 0 && errno != EEXIST) {
		report_errno(&place, "cannot make the directory", errno);
		return false;
	}
	/* The user chose this one, link or not. */
	folders->stack[0].fd = open(path, OPEN_FOLDER);
	if (folders->stack[0].fd >= 0)
		return true;
	report_errno(&place, "cannot open the directory", errno);
	return false;
}

static struct folder *
innermost(struct folders *folders)
{
	return &folders->stack[folders->depth - 1];
}

static void
leave(struct folders *folders)
{
	if (innermost(folders)->fd >= 0)
		close(innermost(folders)->fd);
	folders->depth--;
}

void
folders_done(struct folders *folders)
{
	while (folders->depth > 0)
		leave(folders);
	text_done(&folders->path);
	taken_done(&folders->taken);
}

int
folders_fd(const struct folders *folders)
{
	return folders->stack[folders->depth - 1].fd;
}

void
folders_name(struct folders *folders, const struct listing *listing, size_t i,
	struct text *name, struct text *path)
{
	safe_name(name, &folders->taken, listing->items[i].parent,
		item_units(listing, i), listing->items[i].name_length);
	text_clear(path);
	text_add_bytes(
		path, folders->path.data, innermost(folders)->path_length);
	text_addf(path, "/%s", name->data);
}

static int
make_folder(int fd, const char *name)
{
	if (mkdirat(fd, name, 0777) != 0 && errno != EEXIST)
		return -1;
	return openat(fd, name, OPEN_FOLDER | O_NOFOLLOW);
}

static bool
push(struct folders *folders, const struct listing *listing, uint32_t storage)
{
	struct folder next = { storage, -1, 0 };
	struct text name = { 0 };
	struct text path = { 0 };

	folders_name(folders, listing, storage, &name, &path);
	if (!folders->dry) {
		next.fd = make_folder(folders_fd(folders), name.data);
		if (next.fd < 0)
			report_errno(&(struct place){ path.data, NULL },
				"cannot make the directory", errno);
	}
	next.path_length = path.length;
	text_clear(&folders->path);
	text_add(&folders->path, path.data);
	text_done(&name);
	text_done(&path);
	if (!folders->dry && next.fd < 0)
		return false;
	folders->stack[folders->depth++] = next;
	return true;
}

bool
folders_enter(struct folders *folders, const struct listing *listing,
	uint32_t storage, uint32_t *failed)
{
	uint32_t chain[DEPTH_LIMIT + 1];
	size_t length = 0;

	for (uint32_t at = storage; listing->items[at].parent != NO_ITEM;
		at = listing->items[at].parent)
		chain[length++] = at;
	/* chain[length - depth] belongs at stack[depth]. */
	while (folders->depth > 1 &&
		(folders->depth - 1 > length ||
			innermost(folders)->item !=
				chain[length - (folders->depth - 1)]))
		leave(folders);
	while (folders->depth - 1 < length) {
		*failed = chain[length - folders->depth];
		if (!push(folders, listing, *failed))
			return false;
	}
	return true;
}

int
folders_create(const struct folders *folders, const char *name, bool replace)
{
	int fd = folders_fd(folders);

	/*
	 * What stands there is taken away rather than written to: it may be a
	 * pipe, or another name of a file elsewhere.
	 */
	if (replace && unlinkat(fd, name, 0) != 0 && errno != ENOENT)
		return -1;
	return openat(fd, name,
		O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0666);
}
