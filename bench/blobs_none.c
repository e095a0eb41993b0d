/* SPDX-License-Identifier: MIT */
/* Without SQLite there is nobody to compare with. */
#include "blobs.h"

bool
blobs_are_there(void)
{
	return false;
}

bool
blobs_write(const char *path, size_t size, size_t piece, const void *bytes)
{
	(void)path;
	(void)size;
	(void)piece;
	(void)bytes;
	return false;
}

bool
blobs_create(const char *path, const char *const *names, size_t count,
	const void *bytes, size_t size)
{
	(void)path;
	(void)names;
	(void)count;
	(void)bytes;
	(void)size;
	return false;
}

bool
blobs_churn(const char *path, const char *const *names, size_t count,
	const void *bytes, size_t size)
{
	return blobs_create(path, names, count, bytes, size);
}

bool
blobs_make(const char *path, size_t small, uint64_t large)
{
	(void)path;
	(void)small;
	(void)large;
	return false;
}

void *
blobs_open(const char *path)
{
	(void)path;
	return NULL;
}

bool
blobs_put(void *handle, bool small, uint64_t offset, const void *bytes,
	size_t length)
{
	(void)handle;
	(void)small;
	(void)offset;
	(void)bytes;
	(void)length;
	return false;
}

bool
blobs_commit(void *handle)
{
	(void)handle;
	return false;
}

void
blobs_close(void *handle)
{
	(void)handle;
}
