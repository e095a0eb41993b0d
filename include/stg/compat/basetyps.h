/* SPDX-License-Identifier: MIT */
/* Linkage, calling convention and declaration of interfaces. */
#ifndef STG_COMPAT_BASETYPS_H
#define STG_COMPAT_BASETYPS_H

#include <stg/abi.h>
#include <stg/guid.h>

#endif
