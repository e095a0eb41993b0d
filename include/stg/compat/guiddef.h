/* SPDX-License-Identifier: MIT */
/* GUIDs. */
#ifndef STG_COMPAT_GUIDDEF_H
#define STG_COMPAT_GUIDDEF_H

#include <stg/guid.h>

#endif
