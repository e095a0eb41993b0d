/* SPDX-License-Identifier: MIT */
#define COBJMACROS
#include "plant.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "content.h"
#include "listing.h"
#include "manifest.h"
#include "memory.h"
#include "moment.h"
#include "slot.h"

#define OPEN_FILE (O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)

/* A directory whose entries are being planted. */
struct bed {
	int fd;
	IStorage *storage;
	char **names;
	size_t count;
	size_t next;
	size_t path_length;
};

struct planting {
	struct edit *edit;
	struct manifest *manifest;
	struct text path; /* of what is at hand */
	size_t base;      /* what of it the manifest does not have */
	struct bed stack[DEPTH_LIMIT];
	unsigned depth;
};

static enum exit_code
fail(const struct planting *p, const char *what)
{
	report_errno(&(struct place){ p->path.data, NULL }, what, errno);
	return EXIT_FAILED;
}

static enum exit_code
refuse(const struct planting *p, const char *why)
{
	report_text(&(struct place){ p->path.data, NULL }, "%s", why);
	return EXIT_FAILED;
}

static enum exit_code
fail_stg(const struct planting *p, const char *what, HRESULT hr)
{
	struct place place = { p->path.data, NULL };

	if (hr == STG_E_FILEALREADYEXISTS) {
		report_text(&place, "another element has the same name");
		return EXIT_FAILED;
	}
	report(&place, what, hr);
	return EXIT_FAILED;
}

static int
by_bytes(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static bool
read_names(struct bed *bed, DIR *dir)
{
	const struct dirent *entry;
	size_t room = 0;

	for (errno = 0; (entry = readdir(dir)) != NULL; errno = 0) {
		const char *name = entry->d_name;

		if (strcmp(name, ".") == 0 || strcmp(name, "..") == 0)
			continue;
		bed->names = memory_grow(bed->names, &room, bed->count + 1,
			sizeof(*bed->names));
		bed->names[bed->count++] = memory_copy(name, strlen(name));
	}
	if (bed->count > 0)
		qsort(bed->names, bed->count, sizeof(*bed->names), by_bytes);
	return errno == 0;
}

static void
leave(struct planting *p)
{
	struct bed *bed = &p->stack[--p->depth];

	IStorage_Release(bed->storage);
	close(bed->fd);
	for (size_t i = 0; i < bed->count; i++)
		free(bed->names[i]);
	free(bed->names);
}

/* Takes the descriptor and the storage over. */
static enum exit_code
enter(struct planting *p, int fd, IStorage *storage)
{
	struct bed *bed = &p->stack[p->depth];
	int copy = fcntl(fd, F_DUPFD_CLOEXEC, 0);
	DIR *dir = copy < 0 ? NULL : fdopendir(copy);
	enum exit_code code = EXIT_DONE;

	*bed = (struct bed){ fd, storage, NULL, 0, 0, p->path.length };
	p->depth++;
	if (!dir) {
		code = fail(p, "cannot list");
		if (copy >= 0)
			close(copy);
		return code;
	}
	if (!read_names(bed, dir))
		code = fail(p, "cannot list");
	closedir(dir);
	return code;
}

static HRESULT
set_facts(struct planting *p, IStorage *parent, const OLECHAR *name,
	IStorage *storage, const struct stat *st)
{
	const struct facts *facts = p->manifest
					    ? manifest_find(p->manifest,
						      p->path.data + p->base)
					    : NULL;
	FILETIME ctime = moment_of_timespec(&st->st_mtim);
	FILETIME mtime = ctime;
	HRESULT hr = S_OK;

	if (facts) {
		ctime = moment_clamp(&facts->ctime);
		mtime = moment_clamp(&facts->mtime);
		hr = IStorage_SetClass(storage, &facts->clsid);
		if (SUCCEEDED(hr))
			hr = IStorage_SetStateBits(
				storage, facts->state_bits, UINT32_MAX);
	}
	if (SUCCEEDED(hr))
		hr = IStorage_SetElementTimes(
			parent, name, &ctime, NULL, &mtime);
	return hr;
}

/* A storage for the directory, to be filled next. */
static enum exit_code
plant_directory(struct planting *p, IStorage *parent, const OLECHAR *name,
	int fd, const struct stat *st)
{
	IStorage *storage = NULL;
	HRESULT hr = STG_E_INVALIDNAME;

	if (p->depth == DEPTH_LIMIT) {
		close(fd);
		return refuse(p, "is nested too deep");
	}
	hr = IStorage_CreateStorage(parent, name, EDIT_MODE | STGM_FAILIFTHERE,
		0, 0, &storage);
	if (SUCCEEDED(hr))
		hr = set_facts(p, parent, name, storage, st);
	if (SUCCEEDED(hr))
		return enter(p, fd, storage);
	if (storage)
		IStorage_Release(storage);
	close(fd);
	return fail_stg(p, "cannot make a storage of it", hr);
}

static enum exit_code
plant_file(struct planting *p, IStorage *parent, const OLECHAR *name, int fd)
{
	IStream *stream = NULL;
	HRESULT hr = IStorage_CreateStream(
		parent, name, EDIT_MODE | STGM_FAILIFTHERE, 0, 0, &stream);
	int error = 0;

	if (SUCCEEDED(hr))
		hr = stream_fill(stream, fd, &error);
	if (error) {
		errno = error;
		return fail(p, "cannot read");
	}
	return SUCCEEDED(hr) ? EXIT_DONE
			     : fail_stg(p, "cannot make a stream of it", hr);
}

/* Takes the descriptor over. */
static enum exit_code
plant_one(struct planting *p, IStorage *parent, const OLECHAR *name, int fd,
	bool recursive)
{
	enum exit_code code;
	struct stat st;

	if (fstat(fd, &st) != 0)
		code = fail(p, "cannot read");
	else if (S_ISDIR(st.st_mode) && recursive)
		return plant_directory(p, parent, name, fd, &st);
	else if (S_ISDIR(st.st_mode))
		code = refuse(p, "is a directory; see --recursive");
	else if (!S_ISREG(st.st_mode))
		code = refuse(p, "is neither a file nor a directory");
	else
		code = plant_file(p, parent, name, fd);
	close(fd);
	return code;
}

/* What the manifest calls it, or what the file is called. */
static HRESULT
find_name(struct planting *p, const char *file, OLECHAR name[], bool *listed)
{
	const struct facts *facts = NULL;
	size_t length = 0;
	HRESULT hr;

	if (p->manifest)
		facts = manifest_find(p->manifest, p->path.data + p->base);
	if (facts)
		file = facts->name;
	*listed = facts != NULL;
	hr = name_parse(file, strlen(file), name);
	while (SUCCEEDED(hr) && name[length] != 0)
		length++;
	if (FAILED(hr))
		return hr;
	return (facts ? name_is_possible : name_is_allowed)(name, length)
		       ? S_OK
		       : STG_E_INVALIDNAME;
}

/*
 * Another writer gave an element a name that we may not give: the rest of its
 * file is packed without it.
 */
static enum exit_code
leave_out(struct planting *p, HRESULT hr, bool listed)
{
	enum exit_code code =
		fail_stg(p, "cannot be the name of an element", hr);

	if (hr != STG_E_INVALIDNAME || !listed)
		return code;
	p->edit->left_out++;
	return EXIT_DONE;
}

static enum exit_code
plant_next(struct planting *p)
{
	struct bed *bed = &p->stack[p->depth - 1];
	OLECHAR name[STG_NAME_UNITS + 1];
	const char *file = bed->names[bed->next++];
	bool listed;
	HRESULT hr;
	int fd;

	p->path.length = bed->path_length;
	text_addf(&p->path, "/%s", file);
	if (p->depth == 1 && strcmp(file, MANIFEST_NAME) == 0)
		return EXIT_DONE;
	hr = find_name(p, file, name, &listed);
	if (FAILED(hr))
		return leave_out(p, hr, listed);
	fd = openat(bed->fd, file, OPEN_FILE);
	if (fd < 0 && errno == ELOOP)
		return refuse(p, "is a symbolic link");
	if (fd < 0)
		return fail(p, "cannot open");
	return plant_one(p, bed->storage, name, fd, true);
}

static enum exit_code
run(struct planting *p, enum exit_code code)
{
	while (p->depth > 0) {
		struct bed *bed = &p->stack[p->depth - 1];

		if (code == EXIT_DONE && bed->next < bed->count)
			code = plant_next(p);
		else
			leave(p);
	}
	return code;
}

static struct planting *
begin(struct edit *edit, const char *path, struct manifest *manifest)
{
	struct planting *p = memory_resize(NULL, 1, sizeof(*p));

	p->edit = edit;
	p->manifest = manifest;
	p->depth = 0;
	p->path = (struct text){ 0 };
	text_add(&p->path, path);
	p->base = p->path.length + 1;
	return p;
}

static void
end(struct planting *p)
{
	text_done(&p->path);
	free(p);
}

enum exit_code
plant(struct edit *edit, IStorage *parent, const OLECHAR *name,
	const char *path, bool recursive)
{
	struct planting *p = begin(edit, path, NULL);
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	enum exit_code code;

	if (fd < 0)
		code = fail(p, "cannot open");
	else
		code = run(p, plant_one(p, parent, name, fd, recursive));
	end(p);
	return code;
}

enum exit_code
plant_all(struct edit *edit, const char *path, struct manifest *manifest)
{
	struct planting *p = begin(edit, path, manifest);
	int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	enum exit_code code;

	if (fd < 0) {
		code = fail(p, "cannot open");
	} else {
		IStorage_AddRef(edit->root);
		/* What is listed has the name that it had. */
		(void)stg_allow_names(edit->root, manifest != NULL);
		code = run(p, enter(p, fd, edit->root));
		(void)stg_allow_names(edit->root, FALSE);
	}
	end(p);
	return code;
}
