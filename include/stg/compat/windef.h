/* SPDX-License-Identifier: MIT */
/*
 * Words that sources use in declarations. Lower-case words that programs use
 * as names (interface, min, max, near, far, small) are not among them;
 * a source that needs one can have it by -Dinterface=struct.
 */
#ifndef STG_COMPAT_WINDEF_H
#define STG_COMPAT_WINDEF_H

#include <wchar.h>

#include <stg/compat/sal.h>
#include <stg/compat/shortwchar.h>
#include <stg/types.h>

#ifndef CONST
#define CONST		const
#endif
#ifndef VOID
#define VOID		void
#endif
#ifndef FAR
#define FAR
#endif
#ifndef NEAR
#define NEAR
#endif
#ifndef IN
#define IN
#endif
#ifndef OUT
#define OUT
#endif
#ifndef OPTIONAL
#define OPTIONAL
#endif

#ifndef WINAPI
#define WINAPI
#define WINAPIV
#define APIENTRY
#define CALLBACK
#endif
#ifndef __stdcall
#define __stdcall
#endif
#ifndef __cdecl
#define __cdecl
#endif
#ifndef __int64
#define __int64		long long
#define __int32		int
#define __int16		short
#define __int8		char
#endif
#ifndef FORCEINLINE
#define FORCEINLINE	inline __attribute__((always_inline))
#endif
#ifndef UNALIGNED
#define UNALIGNED
#endif

#ifndef MAX_PATH
#define MAX_PATH	260
#endif

typedef HANDLE	HWND;
typedef HANDLE	HINSTANCE;
typedef HINSTANCE HMODULE;
typedef DWORD	LCID;
typedef WORD	LANGID;
typedef DWORD	COLORREF;
typedef float	*PFLOAT;
typedef int	*PINT, *LPINT;
typedef UINT	*PUINT, *LPUINT;
typedef USHORT	*PUSHORT;
typedef UCHAR	*PUCHAR;
typedef CHAR	*PCHAR;
typedef WCHAR	*PWCHAR;
typedef size_t	*PSIZE_T;
typedef HANDLE	*PHANDLE, *LPHANDLE;
typedef LONGLONG *PLONGLONG;
typedef ULONGLONG *PULONGLONG;

typedef struct tagPOINT {
	LONG	x;
	LONG	y;
} POINT, *PPOINT, *LPPOINT;

typedef struct tagSIZE {
	LONG	cx;
	LONG	cy;
} SIZE, *PSIZE, *LPSIZE;

typedef struct tagRECT {
	LONG	left;
	LONG	top;
	LONG	right;
	LONG	bottom;
} RECT, *PRECT, *LPRECT;

#endif
