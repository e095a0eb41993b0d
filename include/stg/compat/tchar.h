/* SPDX-License-Identifier: MIT */
/* Literals that are wide or not as UNICODE says. */
#ifndef STG_COMPAT_TCHAR_H
#define STG_COMPAT_TCHAR_H

#include <stg/compat/winnt.h>

#ifndef _T
#define _T(text)	TEXT(text)
#define _TEXT(text)	TEXT(text)
#endif

#endif
