/* SPDX-License-Identifier: MIT */
/* Paths of files as Stat shows them. */
#ifndef STG_STG_PATH_H
#define STG_STG_PATH_H

#include <stg/hresult.h>

/**
 * The path with the working directory before it if it is relative; nothing is
 * resolved. For free(). NULL on failure, with errno.
 */
char *path_absolute(const char *path);

/**
 * The same in UTF-16 (stg/utf8.h), for CoTaskMemFree(); NULL on failure.
 * @return S_OK; STG_E_INSUFFICIENTMEMORY; another error of the file system
 */
HRESULT path_absolute_olestr(const char *path, OLECHAR **name);

#endif
