/* SPDX-License-Identifier: MIT */
/* Basic types, types of values. */
#ifndef STG_COMPAT_WTYPES_H
#define STG_COMPAT_WTYPES_H

#include <stg/automation.h>
#include <stg/ole.h>
#include <stg/types.h>

#endif
