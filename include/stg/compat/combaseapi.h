/* SPDX-License-Identifier: MIT */
/* Task memory, GUIDs as text, streams on memory, values. */
#ifndef STG_COMPAT_COMBASEAPI_H
#define STG_COMPAT_COMBASEAPI_H

#include <stg/guid.h>
#include <stg/initialize.h>
#include <stg/memory.h>
#include <stg/ole.h>
#include <stg/propvariant.h>
#include <stg/stream.h>
#include <stg/systemtime.h>

#include <stg/compat/winole.h>

#endif
