/* SPDX-License-Identifier: MIT */
/* Property sets and their values. */
#ifndef STG_COMPAT_PROPIDL_H
#define STG_COMPAT_PROPIDL_H

#include <stg/docfile.h>
#include <stg/propset.h>

#endif
