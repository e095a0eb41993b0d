/* SPDX-License-Identifier: MIT */
/* Global blocks, and constants for files and waiting. */
#ifndef STG_COMPAT_WINBASE_H
#define STG_COMPAT_WINBASE_H

#include <string.h>

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

#endif
