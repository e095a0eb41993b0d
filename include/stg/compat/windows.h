/* SPDX-License-Identifier: MIT */
/*
 * The part of the big header that storage code uses. As there,
 * WIN32_LEAN_AND_MEAN leaves out ole2.h.
 */
#ifndef STG_COMPAT_WINDOWS_H
#define STG_COMPAT_WINDOWS_H

#include <stg/compat/winbase.h>
#include <stg/compat/windef.h>
#include <stg/compat/winerror.h>
#include <stg/compat/winnls.h>
#include <stg/compat/winnt.h>
#include <stg/compat/winuser.h>
#include <stg/guid.h>

#ifndef WIN32_LEAN_AND_MEAN
#include <stg/compat/ole2.h>
#endif

#endif
