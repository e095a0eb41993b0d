/* SPDX-License-Identifier: MIT */
/* Property sets from the JSON that props export writes. */
#ifndef PROPS_IMPORT_H
#define PROPS_IMPORT_H

#include "edit.h"

/*
 * Puts the streams of a document back byte for byte, and then whatever its
 * values say otherwise: a value that was changed is written, one that was
 * taken out is removed. Reports failures.
 */
enum exit_code props_import(struct edit *edit, const char *path);

#endif
