/* SPDX-License-Identifier: MIT */
/* What there is of the interfaces of controls. */
#ifndef STG_COMPAT_OLECTL_H
#define STG_COMPAT_OLECTL_H

#include <stg/compat/ocidl.h>
#include <stg/ole.h>

#endif
