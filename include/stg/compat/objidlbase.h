/* SPDX-License-Identifier: MIT */
/* Streams and the task allocator. */
#ifndef STG_COMPAT_OBJIDLBASE_H
#define STG_COMPAT_OBJIDLBASE_H

#include <stg/memory.h>
#include <stg/stream.h>

#endif
