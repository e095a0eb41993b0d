/* SPDX-License-Identifier: MIT */
/*
 * From here on, DEFINE_GUID defines what it names. There is no guard: what
 * follows has an effect after other headers, too.
 */
#ifndef INITGUID
#define INITGUID
#endif

#include <stg/guid.h>
#include <stg/define_guid.h>
