/* SPDX-License-Identifier: MIT */
/*
 * Links and ".." stay as they are: what a program gave is what it shall
 * recognize.
 */
#include "stg/path.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "stg/errno_hresult.h"
#include "stg/utf8.h"

static const char *
skip_dots(const char *path)
{
	while (path[0] == '.' && path[1] == '/') {
		path += 2;
		while (*path == '/')
			path++;
	}
	return path;
}

/* "/" is the one directory that ends in a slash already. */
static char *
join(const char *directory, const char *path)
{
	size_t directory_length =
		strcmp(directory, "/") == 0 ? 0 : strlen(directory);
	size_t path_size = strlen(path) + 1;
	char *joined = malloc(directory_length + 1 + path_size);

	if (!joined)
		return NULL;
	memcpy(joined, directory, directory_length);
	joined[directory_length] = '/';
	memcpy(joined + directory_length + 1, path, path_size);
	return joined;
}

char *
path_absolute(const char *path)
{
	char *directory;
	char *joined;

	if (*path == '/')
		return strdup(path);
	directory = getcwd(NULL, 0);
	if (!directory)
		return NULL;
	joined = join(directory, skip_dots(path));
	free(directory);
	return joined;
}

HRESULT
path_absolute_olestr(const char *path, OLECHAR **name)
{
	char *absolute = path_absolute(path);
	HRESULT hr;

	*name = NULL;
	if (!absolute)
		return hresult_from_errno(errno, IO_OPEN);
	hr = stg_olestr_from_utf8(absolute, name);
	free(absolute);
	return hr;
}
