/* SPDX-License-Identifier: MIT */
/* IUnknown and IClassFactory. */
#ifndef STG_COMPAT_UNKNWNBASE_H
#define STG_COMPAT_UNKNWNBASE_H

#include <stg/unknown.h>

#endif
