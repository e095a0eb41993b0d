/* SPDX-License-Identifier: MIT */
/*
 * <stg/stringapi.h>: the code pages of property sets for whoever asks in the
 * manner of Windows. Text is converted whole and then copied.
 */
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include <stg/compat/winerror.h>
#include <stg/lasterror.h>
#include <stg/stringapi.h>

#include "base/utf16.h"
#include "oleps/buffer.h"
#include "oleps/codepage.h"

#define MB_ALL (MB_PRECOMPOSED | MB_COMPOSITE | MB_USEGLYPHCHARS | \
	MB_ERR_INVALID_CHARS)
#define WC_ALL (WC_DISCARDNS | WC_SEPCHARS | WC_DEFAULTCHAR | \
	WC_ERR_INVALID_CHARS | WC_COMPOSITECHECK | WC_NO_BEST_FIT_CHARS)

/* --- What both have -------------------------------------------------------*/

static int
fail(DWORD error)
{
	SetLastError(error);
	return 0;
}

static DWORD
error_of(int status)
{
	switch (status) {
	case OLEPS_NO_MEMORY:
		return ERROR_NOT_ENOUGH_MEMORY;
	case OLEPS_NO_TRANSLATION:
		return ERROR_NO_UNICODE_TRANSLATION;
	default:
		return ERROR_INVALID_PARAMETER;
	}
}

/* The code page that a number stands for. UTF-16 is not among the bytes. */
static bool
find_codepage(UINT number, uint16_t *codepage)
{
	bool system = number == CP_ACP || number == CP_OEMCP ||
		number == CP_THREAD_ACP;

	if (number > UINT16_MAX || number == OLEPS_CP_UNICODE)
		return false;
	*codepage = system ? OLEPS_CP_UTF8 : (uint16_t)number;
	return true;
}

static bool
is_text(const void *text, int length, const void *room, int size)
{
	return text && length != 0 && length >= -1 && size >= 0 &&
		(size == 0 || (room && room != text));
}

/* As many as `count` things of `each` bytes, if there is room. */
static int
hand_out(const void *made, size_t count, size_t each, void *room, int size)
{
	if (count > INT_MAX || (size != 0 && (int)count > size))
		return fail(ERROR_INSUFFICIENT_BUFFER);
	if (size != 0)
		memcpy(room, made, count * each);
	return (int)count;
}

/* --- To UTF-16 ------------------------------------------------------------*/

int
MultiByteToWideChar(UINT CodePage, DWORD dwFlags, LPCSTR lpMultiByteStr,
	int cbMultiByte, LPWSTR lpWideCharStr, int cchWideChar)
{
	bool strict = dwFlags & MB_ERR_INVALID_CHARS;
	uint16_t *units = NULL;
	uint16_t codepage;
	size_t length, size, bad;
	int status, count;

	if (!is_text(lpMultiByteStr, cbMultiByte, lpWideCharStr,
		cchWideChar) || !find_codepage(CodePage, &codepage))
		return fail(ERROR_INVALID_PARAMETER);
	if (dwFlags & ~(DWORD)MB_ALL)
		return fail(ERROR_INVALID_FLAGS);
	size = cbMultiByte < 0 ? strlen(lpMultiByteStr) + 1
			       : (size_t)cbMultiByte;
	status = oleps_text_decode(codepage, (const uint8_t *)lpMultiByteStr,
		size, &units, &length, strict ? NULL : &bad);
	if (status != OLEPS_OK)
		return fail(error_of(status));
	count = hand_out(units, length, sizeof *units, lpWideCharStr,
		cchWideChar);
	free(units);
	return count;
}

/* --- From UTF-16 ----------------------------------------------------------*/

/* Character by character, with something else for what cannot be said. */
static int
encode_each(uint16_t codepage, const uint16_t *units, size_t length,
	const char *instead, struct oleps_buffer *out)
{
	int status = OLEPS_OK;

	while (length != 0 && status == OLEPS_OK) {
		uint32_t point;
		uint8_t *bytes;
		size_t size;
		size_t used = utf16_decode(units, length, &point);

		status = oleps_text_encode(codepage, units, used, &bytes,
			&size, NULL);
		if (status == OLEPS_OK) {
			oleps_add(out, bytes, size);
			free(bytes);
		} else if (status == OLEPS_NO_TRANSLATION) {
			oleps_add(out, instead, strlen(instead));
			status = OLEPS_OK;
		}
		if (out->failed)
			status = OLEPS_NO_MEMORY;
		units += used;
		length -= used;
	}
	return status;
}

/* All of it; *bad is the number of characters that cannot be said. */
static int
encode(uint16_t codepage, const uint16_t *units, size_t length,
	const char *instead, struct oleps_buffer *out, size_t *bad)
{
	int status = oleps_text_encode(codepage, units, length, &out->data,
		&out->size, bad);

	if (status != OLEPS_OK || *bad == 0 || strcmp(instead, "?") == 0)
		return status;
	free(out->data);
	*out = (struct oleps_buffer){ 0 };
	return encode_each(codepage, units, length, instead, out);
}

int
WideCharToMultiByte(UINT CodePage, DWORD dwFlags, LPCWSTR lpWideCharStr,
	int cchWideChar, LPSTR lpMultiByteStr, int cbMultiByte,
	LPCSTR lpDefaultChar, LPBOOL lpUsedDefaultChar)
{
	char instead[UTF8_MAX] = "?";
	struct oleps_buffer out = { 0 };
	size_t length, bad = 0;
	uint16_t codepage;
	bool utf8;
	int status, count;

	if (!is_text(lpWideCharStr, cchWideChar, lpMultiByteStr,
		cbMultiByte) || !find_codepage(CodePage, &codepage))
		return fail(ERROR_INVALID_PARAMETER);
	utf8 = codepage == OLEPS_CP_UTF8;
	if (utf8 && CodePage == CP_UTF8 && (lpDefaultChar ||
		lpUsedDefaultChar))
		return fail(ERROR_INVALID_PARAMETER);
	if ((dwFlags & ~(DWORD)WC_ALL) ||
		(!utf8 && (dwFlags & WC_ERR_INVALID_CHARS)))
		return fail(ERROR_INVALID_FLAGS);
	if (lpDefaultChar)
		instead[0] = *lpDefaultChar;
	else if (utf8)
		strcpy(instead, "\xEF\xBF\xBD");
	length = cchWideChar < 0 ? utf16_length(lpWideCharStr) + 1
				 : (size_t)cchWideChar;
	status = encode(codepage, (const uint16_t *)lpWideCharStr, length,
		instead, &out, &bad);
	if (status == OLEPS_OK && bad != 0 && (dwFlags & WC_ERR_INVALID_CHARS))
		status = OLEPS_NO_TRANSLATION;
	if (status == OLEPS_OK && lpUsedDefaultChar)
		*lpUsedDefaultChar = bad != 0;
	count = status == OLEPS_OK ? hand_out(out.data, out.size, 1,
		lpMultiByteStr, cbMultiByte) : fail(error_of(status));
	free(out.data);
	return count;
}
