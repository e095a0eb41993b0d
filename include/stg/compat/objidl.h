/* SPDX-License-Identifier: MIT */
/* Storages, streams, byte arrays, objects that save themselves. */
#ifndef STG_COMPAT_OBJIDL_H
#define STG_COMPAT_OBJIDL_H

#include <stg/async.h>
#include <stg/layout.h>
#include <stg/lockbytes.h>
#include <stg/memory.h>
#include <stg/ole.h>
#include <stg/oplock.h>
#include <stg/persist.h>
#include <stg/propid.h>
#include <stg/storage.h>
#include <stg/stream.h>

#endif
