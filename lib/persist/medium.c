/* SPDX-License-Identifier: MIT */
/* Data that change hands. */
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <stg/ole.h>

#include "stg/utf8.h"

/* A file is removed with the medium, unless somebody else is responsible. */
static void
release_file(LPOLESTR name, bool remove_it)
{
	char *path = remove_it && name ? stg_utf8_from_olestr(name) : NULL;

	if (path)
		(void)unlink(path);
	free(path);
	CoTaskMemFree(name);
}

void
ReleaseStgMedium(LPSTGMEDIUM pmedium)
{
	if (!pmedium)
		return;
	switch (pmedium->tymed) {
	case TYMED_HGLOBAL:
	case TYMED_MFPICT:
		if (!pmedium->pUnkForRelease)
			GlobalFree(pmedium->hGlobal);
		break;
	case TYMED_FILE:
		release_file(pmedium->lpszFileName, !pmedium->pUnkForRelease);
		break;
	case TYMED_ISTREAM:
		if (pmedium->pstm)
			IStream_Release(pmedium->pstm);
		break;
	case TYMED_ISTORAGE:
		if (pmedium->pstg)
			IStorage_Release(pmedium->pstg);
		break;
	default:
		break;
	}
	if (pmedium->pUnkForRelease)
		IUnknown_Release(pmedium->pUnkForRelease);
	memset(pmedium, 0, sizeof *pmedium);
}
