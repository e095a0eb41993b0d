/* SPDX-License-Identifier: MIT */
/* The times of files, and what is refused for being obsolete. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>

#include <stg/docfile.h>
#include <stg/helpers.h>
#include <stg/hresult.h>

#include "io/device.h"
#include "stg/errno_hresult.h"
#include "stg/utf8.h"

static struct timespec
to_timespec(const FILETIME *filetime)
{
	struct timespec time = { .tv_nsec = UTIME_OMIT };

	if (filetime)
		stg_filetime_to_timespec(filetime, &time);
	return time;
}

HRESULT
StgSetTimes(const WCHAR *lpszName, const FILETIME *pctime,
	const FILETIME *patime, const FILETIME *pmtime)
{
	struct timespec times[2];
	HRESULT hr = S_OK;
	char *path;

	/* No system call sets the time of creation. */
	(void)pctime;
	if (!lpszName || !*lpszName)
		return STG_E_INVALIDNAME;
	times[0] = to_timespec(patime);
	times[1] = to_timespec(pmtime);
	path = stg_utf8_from_olestr(lpszName);
	if (!path)
		return hresult_from_errno(errno, IO_OPEN);
	if (utimensat(AT_FDCWD, path, times, 0) != 0)
		hr = hresult_from_open(path, errno);
	free(path);
	return hr;
}

HRESULT
StgOpenLayoutDocfile(const OLECHAR *pwcsDfName, DWORD grfMode, DWORD reserved,
	IStorage **ppstgOpen)
{
	(void)pwcsDfName;
	(void)grfMode;
	(void)reserved;
	if (!ppstgOpen)
		return STG_E_INVALIDPOINTER;
	*ppstgOpen = NULL;
	/* Documented as not supported any more; nothing has ILayoutStorage. */
	return STG_E_UNIMPLEMENTEDFUNCTION;
}
