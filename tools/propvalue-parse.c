/* SPDX-License-Identifier: MIT */
/* What people write, to values. */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <stg/helpers.h>
#include <stg/memory.h>
#include <stg/propvarutil.h>
#include <stg/safearray.h>

#include "memory.h"
#include "moment.h"
#include "propvalue.h"

/* --- From text ------------------------------------------------------------ */

/* A VT_I8 if it is negative, or else a VT_UI8. */
static bool
parse_integer(const char *text, PROPVARIANT *number)
{
	char *end;

	if (*text == '\0' ||
		strspn(text, "-0123456789xXabcdefABCDEF") != strlen(text))
		return false;
	errno = 0;
	if (*text == '-')
		(void)InitPropVariantFromInt64(strtoll(text, &end, 0), number);
	else
		(void)InitPropVariantFromUInt64(
			strtoull(text, &end, 0), number);
	return errno == 0 && *end == '\0';
}

static bool
parse_real(const char *text, double *number)
{
	char *end;

	*number = strtod(text, &end);
	return *text != '\0' && *end == '\0';
}

/* H:MM:SS and tenths of microseconds. */
static bool
parse_duration(const char *text, FILETIME *time)
{
	unsigned long long hours, ticks;
	unsigned minutes, seconds, part = 0;
	int used = 0;

	if (sscanf(text, "%llu:%2u:%2u%n", &hours, &minutes, &seconds, &used) !=
		3)
		return false;
	if (text[used] == '.' && sscanf(text + used, ".%7u", &part) == 1 &&
		strlen(text + used) == 8)
		used += 8;
	if (text[used] != '\0' || hours > 100000000 || minutes > 59 ||
		seconds > 59)
		return false;
	ticks = ((hours * 60 + minutes) * 60 + seconds) * TICKS + part;
	time->dwLowDateTime = (DWORD)ticks;
	time->dwHighDateTime = (DWORD)(ticks >> 32);
	return true;
}

static bool
parse_date(const char *text, double *date)
{
	FILETIME time;

	if (!moment_parse(text, &time))
		return parse_real(text, date);
	*date = (double)ticks_of(&time) / (double)(DAY * TICKS) - DAY_1899;
	return true;
}

static bool
parse_currency(const char *text, int64_t *amount)
{
	long double number;
	char *end;

	number = strtold(text, &end) * 10000;
	if (*text == '\0' || *end != '\0' ||
		!(number < 9.2e18L && number > -9.2e18L))
		return false;
	*amount = (int64_t)(number + (number < 0 ? -0.5L : 0.5L));
	return true;
}

static bool
parse_bytes(PROPVARIANT *value, const char *text, WORD codepage)
{
	size_t size;

	return SUCCEEDED(
		stg_codepage_from_utf8(codepage == 1200 ? 65001 : codepage,
			text, &value->pszVal, &size));
}

static bool
parse_units(PROPVARIANT *value, VARTYPE vt, const char *text)
{
	char *bytes;
	size_t size;
	OLECHAR *units;

	if (FAILED(stg_codepage_from_utf8(1200, text, &bytes, &size)))
		return false;
	units = CoTaskMemAlloc(size + sizeof *units);
	for (size_t i = 0; units && i < size / 2; i++)
		units[i] = (OLECHAR)((unsigned char)bytes[2 * i] |
				     (unsigned char)bytes[2 * i + 1] << 8);
	CoTaskMemFree(bytes);
	if (!units)
		return false;
	units[size / 2] = 0;
	value->pwszVal = units;
	if (vt == VT_BSTR) {
		value->bstrVal = SysAllocString(units);
		CoTaskMemFree(units);
	}
	return value->pwszVal != NULL;
}

static bool
parse_guid(PROPVARIANT *value, const char *text)
{
	CLSID clsid;

	if (FAILED(stg_guid_from_text(text, &clsid)))
		return false;
	value->puuid = CoTaskMemAlloc(sizeof clsid);
	if (value->puuid)
		*value->puuid = clsid;
	return value->puuid != NULL;
}

/* Results are written with a sign and without. */
static bool
parse_number(PROPVARIANT *value, VARTYPE vt, const char *text)
{
	PROPVARIANT number;

	if (!parse_integer(text, &number))
		return false;
	if (vt == VT_ERROR)
		vt = number.vt == VT_I8 ? VT_I4 : VT_UI4;
	return IsVarTypeInteger(vt) &&
	       SUCCEEDED(PropVariantChangeType(
		       value, &number, PVCHF_DEFAULT, vt));
}

/* A number of 96 bits with a point in it. */
static bool
parse_decimal(DECIMAL *decimal, const char *text)
{
	bool negative = *text == '-', point = false;
	uint32_t parts[3] = { 0, 0, 0 };
	unsigned digits = 0;

	memset(decimal, 0, sizeof *decimal);
	for (text += negative; *text; text++) {
		uint64_t rest = (uint64_t)(*text - '0');

		if (*text == '.' && !point) {
			point = true;
			continue;
		}
		if (*text < '0' || *text > '9')
			return false;
		digits++;
		decimal->scale += point;
		for (int i = 0; i < 3; i++) {
			rest += (uint64_t)parts[i] * 10;
			parts[i] = (uint32_t)rest;
			rest >>= 32;
		}
		if (rest != 0 || decimal->scale > SCALE_MOST)
			return false;
	}
	decimal->sign = negative ? DECIMAL_NEG : 0;
	decimal->Lo32 = parts[0];
	decimal->Mid32 = parts[1];
	decimal->Hi32 = parts[2];
	return digits != 0;
}

/* --- Bytes ---------------------------------------------------------------- */

static int
digit(char c)
{
	static const char digits[] = "0123456789abcdef";
	const char *found = c ? strchr(digits, c | 0x20) : NULL;

	return found ? (int)(found - digits) : -1;
}

BYTE *
propvalue_from_hex(const char *hex, ULONG *size)
{
	size_t length = strlen(hex);
	BYTE *bytes;

	if (length % 2 != 0 || length / 2 > 0x7FFFFFFF)
		return NULL;
	*size = (ULONG)(length / 2);
	bytes = CoTaskMemAlloc(*size + 1);
	for (size_t i = 0; bytes && i < *size; i++) {
		int high = digit(hex[2 * i]), low = digit(hex[2 * i + 1]);

		if (high < 0 || low < 0) {
			CoTaskMemFree(bytes);
			return NULL;
		}
		bytes[i] = (BYTE)(high << 4 | low);
	}
	return bytes;
}

static bool
parse_blob(PROPVARIANT *value, const char *text)
{
	value->blob.pBlobData = propvalue_from_hex(text, &value->blob.cbSize);
	return value->blob.pBlobData != NULL;
}

/* FORMAT:BYTES. */
static bool
parse_clip(PROPVARIANT *value, const char *text)
{
	char *colon;
	CLIPDATA clip;

	errno = 0;
	clip.ulClipFmt = (LONG)strtol(text, &colon, 0);
	if (errno != 0 || *colon != ':')
		return false;
	clip.pClipData = propvalue_from_hex(colon + 1, &clip.cbSize);
	clip.cbSize += (ULONG)sizeof clip.ulClipFmt;
	value->pclipdata = clip.pClipData ? CoTaskMemAlloc(sizeof clip) : NULL;
	if (value->pclipdata)
		*value->pclipdata = clip;
	else
		CoTaskMemFree(clip.pClipData);
	return value->pclipdata != NULL;
}

/* --- Lists ---------------------------------------------------------------- */

/* The bytes of an element in a vector; 0: there are no such vectors. */
static size_t
element_size(VARTYPE vt)
{
	switch (vt) {
	case VT_I1:
	case VT_UI1:
		return 1;
	case VT_I2:
	case VT_UI2:
	case VT_BOOL:
		return 2;
	case VT_I4:
	case VT_UI4:
	case VT_R4:
	case VT_ERROR:
		return 4;
	case VT_I8:
	case VT_UI8:
	case VT_R8:
	case VT_CY:
	case VT_DATE:
	case VT_FILETIME:
		return 8;
	case VT_BSTR:
	case VT_LPSTR:
	case VT_LPWSTR:
		return sizeof(void *);
	case VT_CLSID:
		return sizeof(CLSID);
	case VT_CF:
		return sizeof(CLIPDATA);
	case VT_VARIANT:
		return sizeof(PROPVARIANT);
	default:
		return 0;
	}
}

/* The element's own memory becomes the vector's. */
static void
move_element(BYTE *to, VARTYPE vt, PROPVARIANT *from)
{
	switch (vt) {
	case VT_CLSID:
	case VT_CF:
		memcpy(to, from->puuid, element_size(vt));
		CoTaskMemFree(from->puuid);
		break;
	case VT_VARIANT:
		memcpy(to, from, sizeof *from);
		break;
	default:
		memcpy(to, &from->bVal, element_size(vt));
		break;
	}
	PropVariantInit(from);
}

static bool
make_vector(PROPVARIANT *value, PROPVARIANT *elements, ULONG count)
{
	VARTYPE vt = value->vt & VT_TYPEMASK;
	size_t size = element_size(vt);
	BYTE *block = size ? CoTaskMemAlloc(count * size + 1) : NULL;

	if (!block)
		return false;
	for (ULONG i = 0; i < count; i++)
		move_element(block + i * size, vt, &elements[i]);
	value->caub.cElems = count;
	value->caub.pElems = block;
	return true;
}

/* Of one dimension, counted from 0. */
static bool
make_array(PROPVARIANT *value, PROPVARIANT *elements, ULONG count)
{
	VARTYPE vt = value->vt & VT_TYPEMASK;
	bool whole = vt == VT_VARIANT || vt == VT_DECIMAL;
	SAFEARRAY *array = SafeArrayCreateVector(vt, 0, count);

	value->parray = array;
	for (ULONG i = 0; array && i < count; i++) {
		memcpy((BYTE *)array->pvData + i * array->cbElements,
			whole ? (void *)&elements[i] : &elements[i].bVal,
			array->cbElements);
		PropVariantInit(&elements[i]);
	}
	return array != NULL;
}

bool
propvalue_list(
	PROPVARIANT *value, VARTYPE vt, PROPVARIANT *elements, ULONG count)
{
	bool made;

	PropVariantInit(value);
	value->vt = vt;
	made = vt & VT_VECTOR ? make_vector(value, elements, count)
			      : make_array(value, elements, count);
	for (ULONG i = 0; i < count; i++)
		(void)PropVariantClear(&elements[i]);
	if (!made)
		PropVariantInit(value);
	return made;
}

/* The part up to a semicolon, without the backslashes before special ones. */
static const char *
take_part(const char *text, char *part)
{
	for (; *text && *text != ';'; text++) {
		if (*text == '\\' && text[1])
			text++;
		*part++ = *text;
	}
	*part = '\0';
	return *text ? text + 1 : NULL;
}

static bool
parse_element(
	PROPVARIANT *element, VARTYPE vt, const char *text, WORD codepage)
{
	const char *colon = strchr(text, ':');
	char name[32];
	bool known;

	if (vt != VT_VARIANT)
		return propvalue_parse(element, vt, text, codepage);
	if (!colon || (size_t)(colon - text) >= sizeof name)
		return false;
	memcpy(name, text, (size_t)(colon - text));
	name[colon - text] = '\0';
	known = propvalue_type_parse(name, &vt);
	return known && element_size(vt) && vt != VT_VARIANT &&
	       propvalue_parse(element, vt, colon + 1, codepage);
}

static bool
parse_list(PROPVARIANT *value, VARTYPE vt, const char *text, WORD codepage)
{
	char *part = memory_resize(NULL, strlen(text) + 1, 1);
	PROPVARIANT *elements = NULL;
	size_t room = 0;
	ULONG count = 0;
	bool ok = true;

	if (*text == '\0')
		text = NULL;
	while (ok && text) {
		text = take_part(text, part);
		elements = memory_grow(
			elements, &room, count + (size_t)1, sizeof *elements);
		ok = parse_element(&elements[count], vt & VT_TYPEMASK, part,
			codepage);
		count += ok;
	}
	if (ok)
		ok = propvalue_list(value, vt, elements, count);
	else
		while (count-- > 0)
			(void)PropVariantClear(&elements[count]);
	free(elements);
	free(part);
	return ok;
}

static bool
parse(PROPVARIANT *value, VARTYPE vt, const char *text, WORD codepage)
{
	double real;
	int64_t amount;

	switch (vt) {
	case VT_EMPTY:
	case VT_NULL:
		return *text == '\0';
	case VT_BOOL:
		value->boolVal = strcmp(text, "true") == 0 ? VARIANT_TRUE
							   : VARIANT_FALSE;
		return value->boolVal || strcmp(text, "false") == 0;
	case VT_R4:
		if (!parse_real(text, &real))
			return false;
		value->fltVal = (FLOAT)real;
		return true;
	case VT_R8:
		return parse_real(text, &value->dblVal);
	case VT_DATE:
		return parse_date(text, &value->date);
	case VT_CY:
		if (!parse_currency(text, &amount))
			return false;
		value->cyVal.int64 = amount;
		return true;
	case VT_DECIMAL:
		return parse_decimal(&value->decVal, text);
	case VT_BLOB:
	case VT_BLOB_OBJECT:
		return parse_blob(value, text);
	case VT_CF:
		return parse_clip(value, text);
	case VT_FILETIME:
		return parse_duration(text, &value->filetime) ||
		       moment_parse(text, &value->filetime);
	case VT_LPSTR:
		return parse_bytes(value, text, codepage);
	case VT_LPWSTR:
	case VT_BSTR:
		return parse_units(value, vt, text);
	case VT_CLSID:
		return parse_guid(value, text);
	default:
		return parse_number(value, vt, text);
	}
}

bool
propvalue_parse(PROPVARIANT *value, VARTYPE vt, const char *text, WORD codepage)
{
	PropVariantInit(value);
	if (vt & (VT_VECTOR | VT_ARRAY))
		return parse_list(value, vt, text, codepage);
	if (!parse(value, vt, text, codepage)) {
		PropVariantInit(value);
		return false;
	}
	value->vt = vt;
	return true;
}
