/* SPDX-License-Identifier: MIT */
/* Words that sources use in declarations. */
#ifndef STG_COMPAT_MINWINDEF_H
#define STG_COMPAT_MINWINDEF_H

#include <stg/compat/windef.h>

#endif
