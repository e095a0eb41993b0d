/* SPDX-License-Identifier: MIT */
/*
 * Integers, characters and the small structures that everything else is made
 * of. Widths are those of the documented interfaces on every machine: LONG,
 * ULONG, DWORD and BOOL have 32 bits, also where `long` has 64.
 */
#ifndef STG_TYPES_H
#define STG_TYPES_H

#include <stddef.h>
#include <stdint.h>
#if !defined(__cplusplus)
#include <uchar.h>
#endif

#include <stg/abi.h>

typedef int8_t		INT8;
typedef uint8_t		UINT8;
typedef int16_t		INT16;
typedef uint16_t	UINT16;
typedef int32_t		INT32;
typedef uint32_t	UINT32;
typedef long long	INT64;
typedef unsigned long long UINT64;

typedef char		CHAR;
typedef unsigned char	UCHAR;
typedef uint8_t		BYTE;
typedef int16_t		SHORT;
typedef uint16_t	USHORT;
typedef uint16_t	WORD;
typedef int		INT;
typedef unsigned int	UINT;
typedef int32_t		LONG;
typedef LONG		HRESULT;	/* <stg/hresult.h> */
typedef uint32_t	ULONG;
typedef uint32_t	DWORD;
typedef long long	LONGLONG;
typedef unsigned long long ULONGLONG;
typedef ULONGLONG	DWORDLONG;
typedef float		FLOAT;
typedef double		DOUBLE;
typedef int		BOOL;
typedef BYTE		BOOLEAN;
typedef size_t		SIZE_T;
typedef intptr_t	INT_PTR;
typedef uintptr_t	UINT_PTR;
typedef intptr_t	LONG_PTR;
typedef uintptr_t	ULONG_PTR;
typedef uintptr_t	DWORD_PTR;

typedef void		*PVOID, *LPVOID;
typedef const void	*LPCVOID;
typedef BYTE		*PBYTE, *LPBYTE;
typedef WORD		*PWORD, *LPWORD;
typedef DWORD		*PDWORD, *LPDWORD;
typedef LONG		*PLONG, *LPLONG;
typedef ULONG		*PULONG;
typedef BOOL		*PBOOL, *LPBOOL;

#ifndef TRUE
#define TRUE	1
#endif
#ifndef FALSE
#define FALSE	0
#endif

/*
 * A UTF-16 code unit. It is char16_t, so that u"…" makes a string of them,
 * or wchar_t where the compiler was told to make that 16 bits wide
 * (-fshort-wchar), so that L"…" does. The layout is the same.
 */
#if defined(__SIZEOF_WCHAR_T__) && __SIZEOF_WCHAR_T__ == 2
typedef wchar_t		WCHAR;
#define STG_OLESTR_(text)	L##text
#else
typedef char16_t	WCHAR;
#define STG_OLESTR_(text)	u##text
#endif
typedef WCHAR		OLECHAR;
typedef WCHAR		*LPWSTR, *PWSTR;
typedef const WCHAR	*LPCWSTR, *PCWSTR;
typedef OLECHAR		*LPOLESTR;
typedef const OLECHAR	*LPCOLESTR;
typedef char		*LPSTR, *PSTR;
typedef const char	*LPCSTR, *PCSTR;

/* A literal in UTF-16: OLESTR("CONTENTS"). */
#define OLESTR(text)	STG_OLESTR_(text)

/* 64 bits in two halves. QuadPart and the halves agree on every machine. */
typedef union _LARGE_INTEGER {
#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
	STG_NAMELESS struct {
		LONG	HighPart;
		DWORD	LowPart;
	};
	struct {
		LONG	HighPart;
		DWORD	LowPart;
	} u;
#else
	STG_NAMELESS struct {
		DWORD	LowPart;
		LONG	HighPart;
	};
	struct {
		DWORD	LowPart;
		LONG	HighPart;
	} u;
#endif
	LONGLONG	QuadPart;
} LARGE_INTEGER, *PLARGE_INTEGER;

typedef union _ULARGE_INTEGER {
#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
	STG_NAMELESS struct {
		DWORD	HighPart;
		DWORD	LowPart;
	};
	struct {
		DWORD	HighPart;
		DWORD	LowPart;
	} u;
#else
	STG_NAMELESS struct {
		DWORD	LowPart;
		DWORD	HighPart;
	};
	struct {
		DWORD	LowPart;
		DWORD	HighPart;
	} u;
#endif
	ULONGLONG	QuadPart;
} ULARGE_INTEGER, *PULARGE_INTEGER;

/*
 * A moment in ticks of 100 ns since 1601-01-01 00:00 UTC, or a duration in such
 * ticks; two zeros stand for "not recorded".
 */
typedef struct _FILETIME {
	DWORD	dwLowDateTime;
	DWORD	dwHighDateTime;
} FILETIME, *PFILETIME, *LPFILETIME;

/* A block of GlobalAlloc: see <stg/memory.h>. */
typedef void		*HANDLE;
typedef HANDLE		HGLOBAL;

/* A clipboard format number. */
typedef WORD		CLIPFORMAT;

/* Halves and bytes of a number. */
#define LOWORD(value)	((WORD)((DWORD_PTR)(value) & 0xffff))
#define HIWORD(value)	((WORD)(((DWORD_PTR)(value) >> 16) & 0xffff))
#define LOBYTE(value)	((BYTE)((DWORD_PTR)(value) & 0xff))
#define HIBYTE(value)	((BYTE)(((DWORD_PTR)(value) >> 8) & 0xff))
#define MAKEWORD(low, high)						\
	((WORD)(((BYTE)(low)) | (WORD)((WORD)((BYTE)(high)) << 8)))
#define MAKELONG(low, high)						\
	((LONG)(((DWORD)(WORD)(low)) | ((DWORD)(WORD)(high) << 16)))

#endif
