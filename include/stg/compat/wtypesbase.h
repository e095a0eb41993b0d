/* SPDX-License-Identifier: MIT */
/* Basic types. */
#ifndef STG_COMPAT_WTYPESBASE_H
#define STG_COMPAT_WTYPESBASE_H

#include <stg/automation.h>
#include <stg/ole.h>
#include <stg/types.h>

#endif
