/* SPDX-License-Identifier: MIT */
/* Values as sequences of bytes. */
#ifndef STG_COMPAT_PROPVARUTIL_H
#define STG_COMPAT_PROPVARUTIL_H

#include <stg/propvarutil.h>
#include <stg/variantutil.h>

#endif
