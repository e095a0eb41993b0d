/* SPDX-License-Identifier: MIT */
/* What is other in one storage than in another one. */
#ifndef COMPARE_H
#define COMPARE_H

#include <stg/storage.h>

/*
 * Prints the inner paths of what is gone, new or other, with -, + or ~ before
 * them.
 */
HRESULT compare_print(IStorage *before, IStorage *after);

#endif
