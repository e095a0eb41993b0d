/* SPDX-License-Identifier: MIT */
/* <stg/helpers.h>: text in Windows code pages and in UTF-8. */
#include <stdlib.h>
#include <string.h>

#include <stg/helpers.h>
#include <stg/memory.h>

#include "oleps/codepage.h"
#include "stg/hresult_oleps.h"

/* From malloc() to task memory, with a NUL behind it. */
static HRESULT
hand_out(uint8_t *bytes, size_t size, char **out)
{
	char *copy = CoTaskMemAlloc(size + 1);

	if (copy) {
		memcpy(copy, bytes, size);
		copy[size] = '\0';
	}
	free(bytes);
	*out = copy;
	return copy ? S_OK : E_OUTOFMEMORY;
}

HRESULT
stg_codepage_to_utf8(WORD codepage, const void *bytes, size_t size, char **text)
{
	uint16_t *units = NULL;
	uint8_t *made = NULL;
	size_t length, made_size, bad;
	int status;

	if (!text)
		return STG_E_INVALIDPOINTER;
	*text = NULL;
	if (!bytes && size != 0)
		return STG_E_INVALIDPOINTER;
	status =
		oleps_text_decode(codepage, bytes, size, &units, &length, &bad);
	if (status == OLEPS_OK)
		status = oleps_text_encode(
			OLEPS_CP_UTF8, units, length, &made, &made_size, &bad);
	free(units);
	if (status != OLEPS_OK)
		return hresult_from_oleps(status);
	return hand_out(made, made_size, text);
}

HRESULT
stg_codepage_from_utf8(
	WORD codepage, const char *text, char **bytes, size_t *size)
{
	uint16_t *units = NULL;
	uint8_t *made = NULL;
	size_t length, made_size;
	int status;

	if (!bytes || !size)
		return STG_E_INVALIDPOINTER;
	*bytes = NULL;
	*size = 0;
	if (!text)
		return STG_E_INVALIDPOINTER;
	status = oleps_text_decode(OLEPS_CP_UTF8, (const uint8_t *)text,
		strlen(text), &units, &length, NULL);
	if (status == OLEPS_OK)
		status = oleps_text_encode(
			codepage, units, length, &made, &made_size, NULL);
	free(units);
	if (status != OLEPS_OK)
		return hresult_from_oleps(status);
	*size = made_size;
	return hand_out(made, made_size, bytes);
}
