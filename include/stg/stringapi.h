/* SPDX-License-Identifier: MIT */
/*
 * Text in code pages against UTF-16, as programs from Windows ask for it.
 * Others may find stg_codepage_to_utf8() and its reverse in <stg/helpers.h>
 * easier to use.
 */
#ifndef STG_STRINGAPI_H
#define STG_STRINGAPI_H

#include <stg/types.h>

/* Code pages that have names; any other is given by its number. */
#define CP_ACP			0	/* of the system, which is UTF-8 here */
#define CP_OEMCP		1	/* the same */
#define CP_THREAD_ACP		3	/* the same */
#define CP_UTF8			65001

/* Of MultiByteToWideChar. */
#define MB_PRECOMPOSED		0x1	/* has no effect, as the next two */
#define MB_COMPOSITE		0x2
#define MB_USEGLYPHCHARS	0x4
#define MB_ERR_INVALID_CHARS	0x8	/* fail; else they become U+FFFD */

/* Of WideCharToMultiByte. */
#define WC_DISCARDNS		0x10	/* has no effect, as the next two */
#define WC_SEPCHARS		0x20
#define WC_DEFAULTCHAR		0x40
#define WC_ERR_INVALID_CHARS	0x80	/* UTF-8: fail at a lone surrogate */
#define WC_COMPOSITECHECK	0x200	/* has no effect */
#define WC_NO_BEST_FIT_CHARS	0x400	/* is always so */

STG_BEGIN_DECLS

/**
 * Turns text of a code page into UTF-16.
 *
 * Where it fails, GetLastError says ERROR_INVALID_PARAMETER: no text, no such
 * code page; ERROR_INVALID_FLAGS; ERROR_INSUFFICIENT_BUFFER: the room is too
 * small, nothing was written; ERROR_NO_UNICODE_TRANSLATION: see
 * MB_ERR_INVALID_CHARS; ERROR_NOT_ENOUGH_MEMORY.
 *
 * @param CodePage        CP_… or a number
 * @param dwFlags         MB_…
 * @param lpMultiByteStr  the text
 * @param cbMultiByte     its bytes; -1: up to its NUL, which is turned too
 * @param lpWideCharStr   receives UTF-16; not used if cchWideChar is 0
 * @param cchWideChar     room in code units; 0: only count
 * @return the code units written, or needed; 0: it failed
 */
STG_API int MultiByteToWideChar(UINT CodePage, DWORD dwFlags,
				LPCSTR lpMultiByteStr, int cbMultiByte,
				LPWSTR lpWideCharStr, int cchWideChar);

/**
 * Turns UTF-16 into text of a code page. What the code page does not have
 * becomes the default character; in UTF-8 a lone surrogate becomes U+FFFD.
 *
 * Where it fails, GetLastError says as above; ERROR_INVALID_PARAMETER also for
 * a default character, or an answer about it, with UTF-8.
 *
 * @param CodePage           CP_… or a number
 * @param dwFlags            WC_…
 * @param lpWideCharStr      the text
 * @param cchWideChar        its code units; -1: up to its NUL, which is turned
 *	too
 * @param lpMultiByteStr     receives the bytes; not used if cbMultiByte is 0
 * @param cbMultiByte        room in bytes; 0: only count
 * @param lpDefaultChar      the default character; NULL: a question mark
 * @param lpUsedDefaultChar  receives whether it was used; may be NULL
 * @return the bytes written, or needed; 0: it failed
 */
STG_API int WideCharToMultiByte(UINT CodePage, DWORD dwFlags,
				LPCWSTR lpWideCharStr, int cchWideChar,
				LPSTR lpMultiByteStr, int cbMultiByte,
				LPCSTR lpDefaultChar, LPBOOL lpUsedDefaultChar);

STG_END_DECLS

#endif
