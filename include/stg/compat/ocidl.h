/* SPDX-License-Identifier: MIT */
/* Objects that save themselves into streams, memory and bags. */
#ifndef STG_COMPAT_OCIDL_H
#define STG_COMPAT_OCIDL_H

#include <stg/persist.h>

#endif
