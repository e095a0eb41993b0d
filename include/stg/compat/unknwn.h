/* SPDX-License-Identifier: MIT */
/* IUnknown and IClassFactory. */
#ifndef STG_COMPAT_UNKNWN_H
#define STG_COMPAT_UNKNWN_H

#include <stg/unknown.h>

#endif
