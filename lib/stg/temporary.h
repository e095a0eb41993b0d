/* SPDX-License-Identifier: MIT */
/* Temporary files. */
#ifndef STG_STG_TEMPORARY_H
#define STG_STG_TEMPORARY_H

#include <stg/types.h>

/** Make an empty file of a name that nobody has; for free(). */
HRESULT temporary_path(char **path);

#endif
