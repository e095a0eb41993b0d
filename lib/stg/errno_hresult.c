/* SPDX-License-Identifier: MIT */
/*
 * What a program can do about an error decides the result; numbers that leave
 * no choice become a read or a write fault.
 */
#include "stg/errno_hresult.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

HRESULT
hresult_from_errno(int err, int operation)
{
	switch (err) {
	case 0:
		return S_OK;
	case ENOENT:
		return STG_E_FILENOTFOUND;
	case ENOTDIR:
	case ELOOP:
		return STG_E_PATHNOTFOUND;
	case ENAMETOOLONG:
	case EILSEQ:
		return STG_E_INVALIDNAME;
	case EACCES:
	case EPERM:
	case EISDIR:
	case EBADF: /* the descriptor was not opened for this operation */
		return STG_E_ACCESSDENIED;
	case EROFS:
		return STG_E_DISKISWRITEPROTECTED;
	case ENOSPC:
	case EDQUOT:
	case EFBIG:
		return STG_E_MEDIUMFULL;
	case EMFILE:
	case ENFILE:
		return STG_E_TOOMANYOPENFILES;
	case EEXIST:
		return STG_E_FILEALREADYEXISTS;
	case EBUSY:
	case ETXTBSY:
	case EAGAIN: /* somebody holds a lease on the file: fcntl(2) */
		return STG_E_SHAREVIOLATION;
	case ENOLCK:
		return STG_E_LOCKVIOLATION;
	case ENOMEM:
		return STG_E_INSUFFICIENTMEMORY;
	case ESTALE: /* the version that was read is there no more */
		return STG_E_NOTCURRENT;
	case ESPIPE:
		return STG_E_SEEKERROR;
	}
	return operation == IO_WRITE ? STG_E_WRITEFAULT : STG_E_READFAULT;
}

/* The length of the part of a path that names the directory of its last
 * component, without the slashes between; 0 if there is none. */
static size_t
directory_length(const char *path)
{
	size_t n = strlen(path);

	while (n > 0 && path[n - 1] == '/')
		n--;
	while (n > 0 && path[n - 1] != '/')
		n--;
	while (n > 1 && path[n - 1] == '/')
		n--;
	return n;
}

static bool
directory_is_missing(const char *path)
{
	size_t length = directory_length(path);
	struct stat st;
	char *directory;
	bool missing;

	if (length == 0)
		return false;
	directory = strndup(path, length);
	if (!directory)
		return false;
	missing = stat(directory, &st) != 0 && errno == ENOENT;
	free(directory);
	return missing;
}

HRESULT
hresult_from_open(const char *path, int err)
{
	if (err == ENOENT && directory_is_missing(path))
		return STG_E_PATHNOTFOUND;
	return hresult_from_errno(err, IO_OPEN);
}
