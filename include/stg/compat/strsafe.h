/* SPDX-License-Identifier: MIT */
/* Copying text into a room that may be too small. Sizes are in code units. */
#ifndef STG_COMPAT_STRSAFE_H
#define STG_COMPAT_STRSAFE_H

#include <stg/compat/widetext.h>
#include <stg/hresult.h>

#define STRSAFE_MAX_CCH		2147483647
#ifndef STRSAFE_E_INSUFFICIENT_BUFFER
#define STRSAFE_E_INSUFFICIENT_BUFFER	_HRESULT_TYPEDEF_(0x8007007A)
#endif
#define STRSAFE_E_INVALID_PARAMETER	_HRESULT_TYPEDEF_(0x80070057)

/** @return S_OK; STRSAFE_E_INVALID_PARAMETER: no NUL within `most` units */
static inline HRESULT
StringCchLengthW(LPCWSTR text, size_t most, size_t *length)
{
	size_t count = text && most <= STRSAFE_MAX_CCH ?
		stg_wcsnlen(text, most) : most;

	if (length)
		*length = count < most ? count : 0;
	return count < most ? S_OK : STRSAFE_E_INVALID_PARAMETER;
}

/**
 * Copies at most `count` units; there is a NUL behind them in any case.
 *
 * @return S_OK; STRSAFE_E_INSUFFICIENT_BUFFER: cut;
 *	STRSAFE_E_INVALID_PARAMETER: no room at all
 */
static inline HRESULT
StringCchCopyNW(LPWSTR to, size_t room, LPCWSTR from, size_t count)
{
	size_t length;

	if (room == 0 || room > STRSAFE_MAX_CCH)
		return STRSAFE_E_INVALID_PARAMETER;
	length = stg_wcsnlen(from, count < room ? count : room);
	if (length == room)
		length--;
	memmove(to, from, length * sizeof *to);
	to[length] = 0;
	return length == count || from[length] == 0 ?
		S_OK : STRSAFE_E_INSUFFICIENT_BUFFER;
}

/** As StringCchCopyNW, up to the NUL. */
static inline HRESULT
StringCchCopyW(LPWSTR to, size_t room, LPCWSTR from)
{
	return StringCchCopyNW(to, room, from, STRSAFE_MAX_CCH);
}

/** Appends; results as of StringCchCopyW. */
static inline HRESULT
StringCchCatW(LPWSTR to, size_t room, LPCWSTR from)
{
	size_t length;
	HRESULT hr = StringCchLengthW(to, room, &length);

	return FAILED(hr) ? hr : StringCchCopyW(to + length, room - length,
		from);
}

#ifdef UNICODE
#define StringCchLength	StringCchLengthW
#define StringCchCopyN	StringCchCopyNW
#define StringCchCopy	StringCchCopyW
#define StringCchCat	StringCchCatW
#endif

#endif
