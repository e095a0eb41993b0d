/* SPDX-License-Identifier: MIT */
/* Values, arrays and property bags. */
#ifndef STG_COMPAT_OAIDL_H
#define STG_COMPAT_OAIDL_H

#include <stg/automation.h>
#include <stg/persist.h>
#include <stg/safearray.h>

#endif
