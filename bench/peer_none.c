/* SPDX-License-Identifier: MIT */
/* No libgsf to compare with. */
#include "peer.h"

bool
peer_is_there(void)
{
	return false;
}

bool
peer_open(const char *path)
{
	(void)path;
	return false;
}

bool
peer_read_all(const char *path)
{
	(void)path;
	return false;
}

bool
peer_read_sequentially(
	const char *path, const char *name, void *buffer, size_t piece)
{
	(void)path;
	(void)name;
	(void)buffer;
	(void)piece;
	return false;
}

bool
peer_read_randomly(const char *path, const char *name, const uint64_t *offsets,
	size_t count, void *buffer, size_t piece)
{
	(void)path;
	(void)name;
	(void)offsets;
	(void)count;
	(void)buffer;
	(void)piece;
	return false;
}

bool
peer_read_names(const char *path, const char *const *names, size_t count)
{
	(void)path;
	(void)names;
	(void)count;
	return false;
}

bool
peer_descend(const char *path, const char *const *names, size_t count)
{
	(void)path;
	(void)names;
	(void)count;
	return false;
}

bool
peer_read_summary(const char *path)
{
	(void)path;
	return false;
}
