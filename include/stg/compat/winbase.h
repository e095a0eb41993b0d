/* SPDX-License-Identifier: MIT */
/* Global blocks, and constants for files and waiting. */
#ifndef STG_COMPAT_WINBASE_H
#define STG_COMPAT_WINBASE_H

#include <string.h>

#include <stg/compat/widetext.h>
#include <stg/compat/winnt.h>
#include <stg/lasterror.h>
#include <stg/memory.h>
#include <stg/mode.h>
#include <stg/systemtime.h>

#ifndef INFINITE
#define INFINITE		0xFFFFFFFFu
#endif
#define INVALID_HANDLE_VALUE	((HANDLE)(LONG_PTR)-1)

#define ZeroMemory(destination, length)	memset((destination), 0, (length))
#define FillMemory(destination, length, fill)				\
	memset((destination), (fill), (length))
#define CopyMemory(destination, source, length)				\
	memcpy((destination), (source), (length))
#define MoveMemory(destination, source, length)				\
	memmove((destination), (source), (length))

/** @return the code units before the NUL; 0: NULL */
static inline int
lstrlenW(LPCWSTR text)
{
	return text ? (int)stg_wcslen(text) : 0;
}

#define lstrcpyW(to, from)	stg_wcscpy((to), (from))
#define lstrcatW(to, from)	stg_wcscat((to), (from))
#ifdef UNICODE
#define lstrlen			lstrlenW
#define lstrcpy			lstrcpyW
#define lstrcat			lstrcatW
#endif

#endif
