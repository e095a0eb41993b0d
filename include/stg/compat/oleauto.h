/* SPDX-License-Identifier: MIT */
/* Strings, values and arrays of automation. */
#ifndef STG_COMPAT_OLEAUTO_H
#define STG_COMPAT_OLEAUTO_H

#include <stg/automation.h>
#include <stg/compat/oaidl.h>
#include <stg/compat/winole.h>
#include <stg/safearray.h>

#endif
