/* SPDX-License-Identifier: MIT */
/* Storages and the functions that open them; task memory. */
#ifndef STG_COMPAT_OBJBASE_H
#define STG_COMPAT_OBJBASE_H

#include <stg/compat/combaseapi.h>
#include <stg/compat/objidl.h>

#include <stg/docfile.h>

#endif
