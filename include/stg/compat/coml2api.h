/* SPDX-License-Identifier: MIT */
/* The functions that open storages, and property sets. */
#ifndef STG_COMPAT_COML2API_H
#define STG_COMPAT_COML2API_H

#include <stg/compat/objidl.h>

#include <stg/docfile.h>
#include <stg/propset.h>

#endif
