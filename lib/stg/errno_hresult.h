/* SPDX-License-Identifier: MIT */
/* From the system's error numbers to an HRESULT. */
#ifndef STG_STG_ERRNO_HRESULT_H
#define STG_STG_ERRNO_HRESULT_H

#include <stg/hresult.h>

#include "io/device.h"

/**
 * `err` is an errno and `operation` what met it: IO_OPEN, IO_READ, IO_WRITE.
 * Which part of a path is missing cannot be told here: ENOENT gives
 * STG_E_FILENOTFOUND.
 */
HRESULT hresult_from_errno(int err, int operation);

/**
 * The same for `err` of opening `path`, with STG_E_PATHNOTFOUND when it is
 * the directory of the file that is missing.
 */
HRESULT hresult_from_open(const char *path, int err);

#endif
