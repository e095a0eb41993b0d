/* SPDX-License-Identifier: MIT */
/* Property sets and their values. */
#ifndef STG_COMPAT_PROPIDLBASE_H
#define STG_COMPAT_PROPIDLBASE_H

#include <stg/propset.h>

#endif
