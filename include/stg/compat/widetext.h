/* SPDX-License-Identifier: MIT */
/*
 * Text in UTF-16 that a NUL ends: what the C library has for wchar_t, here for
 * WCHAR, whichever of its types that is. Case is that of ASCII.
 */
#ifndef STG_COMPAT_WIDETEXT_H
#define STG_COMPAT_WIDETEXT_H

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <stg/types.h>

/* What is found in text that is only read may be text to write, as in C. */
static inline WCHAR *
stg_wcsfound(const WCHAR *at)
{
	return (WCHAR *)(uintptr_t)at;
}

static inline size_t
stg_wcsnlen(const WCHAR *text, size_t most)
{
	size_t length = 0;

	while (length < most && text[length] != 0)
		length++;
	return length;
}

static inline size_t
stg_wcslen(const WCHAR *text)
{
	return stg_wcsnlen(text, (size_t)-1);
}

static inline WCHAR *
stg_wcscpy(WCHAR *to, const WCHAR *from)
{
	memcpy(to, from, (stg_wcslen(from) + 1) * sizeof *to);
	return to;
}

static inline WCHAR *
stg_wcsncpy(WCHAR *to, const WCHAR *from, size_t count)
{
	size_t length = stg_wcsnlen(from, count);

	memcpy(to, from, length * sizeof *to);
	memset(to + length, 0, (count - length) * sizeof *to);
	return to;
}

static inline WCHAR *
stg_wcscat(WCHAR *to, const WCHAR *from)
{
	stg_wcscpy(to + stg_wcslen(to), from);
	return to;
}

static inline WCHAR *
stg_wcsncat(WCHAR *to, const WCHAR *from, size_t count)
{
	WCHAR *end = to + stg_wcslen(to);
	size_t length = stg_wcsnlen(from, count);

	memcpy(end, from, length * sizeof *to);
	end[length] = 0;
	return to;
}

static inline int
stg_wcsncmp(const WCHAR *one, const WCHAR *other, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (one[i] != other[i] || one[i] == 0)
			return one[i] - other[i];
	}
	return 0;
}

static inline int
stg_wcscmp(const WCHAR *one, const WCHAR *other)
{
	return stg_wcsncmp(one, other, (size_t)-1);
}

static inline WCHAR
stg_wclower(WCHAR unit)
{
	return unit >= 0x41 && unit <= 0x5A ? (WCHAR)(unit + 0x20) : unit;
}

static inline int
stg_wcsnicmp(const WCHAR *one, const WCHAR *other, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		WCHAR a = stg_wclower(one[i]);
		WCHAR b = stg_wclower(other[i]);

		if (a != b || a == 0)
			return a - b;
	}
	return 0;
}

static inline int
stg_wcsicmp(const WCHAR *one, const WCHAR *other)
{
	return stg_wcsnicmp(one, other, (size_t)-1);
}

static inline WCHAR *
stg_wcschr(const WCHAR *text, WCHAR unit)
{
	while (*text != unit && *text != 0)
		text++;
	return *text == unit ? stg_wcsfound(text) : NULL;
}

static inline WCHAR *
stg_wcsrchr(const WCHAR *text, WCHAR unit)
{
	const WCHAR *at = text + stg_wcslen(text);

	while (at > text && *at != unit)
		at--;
	return *at == unit ? stg_wcsfound(at) : NULL;
}

static inline WCHAR *
stg_wcsstr(const WCHAR *text, const WCHAR *part)
{
	size_t length = stg_wcslen(part);

	for (; stg_wcsncmp(text, part, length) != 0; text++) {
		if (*text == 0)
			return NULL;
	}
	return stg_wcsfound(text);
}

/* Units in front that are among the others, or are not. */
static inline size_t
stg_wcsspan(const WCHAR *text, const WCHAR *others, int among)
{
	size_t length = 0;

	while (text[length] != 0 &&
		(stg_wcschr(others, text[length]) != NULL) == (among != 0))
		length++;
	return length;
}

static inline WCHAR *
stg_wcspbrk(const WCHAR *text, const WCHAR *others)
{
	text += stg_wcsspan(text, others, 0);
	return *text ? stg_wcsfound(text) : NULL;
}

static inline WCHAR *
stg_wcsdup(const WCHAR *text)
{
	size_t size = (stg_wcslen(text) + 1) * sizeof *text;
	WCHAR *copy = (WCHAR *)malloc(size);

	return copy ? (WCHAR *)memcpy(copy, text, size) : NULL;
}

#endif
