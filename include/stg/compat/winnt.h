/* SPDX-License-Identifier: MIT */
/*
 * Characters that are wide or not as UNICODE says, and literals of them.
 */
#ifndef STG_COMPAT_WINNT_H
#define STG_COMPAT_WINNT_H

#include <stg/compat/windef.h>

#ifdef UNICODE
typedef WCHAR	TCHAR;
#define TEXT(text)	OLESTR(text)
#else
typedef char	TCHAR;
#define TEXT(text)	text
#endif
typedef TCHAR		*LPTSTR, *PTSTR;
typedef const TCHAR	*LPCTSTR, *PCTSTR;

#ifndef ARRAYSIZE
#define ARRAYSIZE(array)	(sizeof(array) / sizeof((array)[0]))
#endif
#ifndef UNREFERENCED_PARAMETER
#define UNREFERENCED_PARAMETER(parameter)	((void)(parameter))
#endif

#endif
