/* SPDX-License-Identifier: MIT */
/* Saving, loading and converting objects, and all of objbase.h. */
#ifndef STG_COMPAT_OLE2_H
#define STG_COMPAT_OLE2_H

#include <stg/compat/objbase.h>
#include <stg/compat/oleauto.h>

#include <stg/ole.h>

#endif
