/* SPDX-License-Identifier: MIT */
/* Annotations of parameters, which mean nothing here. */
#ifndef STG_COMPAT_SPECSTRINGS_H
#define STG_COMPAT_SPECSTRINGS_H

#include <stg/compat/sal.h>

#endif
