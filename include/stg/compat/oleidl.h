/* SPDX-License-Identifier: MIT */
/* What there is of the interfaces for linked and embedded objects. */
#ifndef STG_COMPAT_OLEIDL_H
#define STG_COMPAT_OLEIDL_H

#include <stg/ole.h>

#endif
