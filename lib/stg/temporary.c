/* SPDX-License-Identifier: MIT */
/* Names of files that nobody has, in the folder for temporary files. */
#include "stg/temporary.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <stg/hresult.h>

#include "io/device.h"
#include "stg/errno_hresult.h"

HRESULT
temporary_path(char **path)
{
	const char *folder = getenv("TMPDIR");
	size_t size;
	int fd;

	if (!folder || folder[0] != '/')
		folder = "/tmp";
	size = strlen(folder) + 16;
	*path = malloc(size);
	if (!*path)
		return STG_E_INSUFFICIENTMEMORY;
	snprintf(*path, size, "%s/stgXXXXXX", folder);
	fd = mkstemp(*path);
	if (fd < 0) {
		free(*path);
		return hresult_from_errno(errno, IO_OPEN);
	}
	close(fd);
	return S_OK;
}
