/* SPDX-License-Identifier: MIT */
/*
 * Each type has one way to be written, which is read again: numbers in
 * decimal, errors in hexadecimal, times in ISO 8601, currencies with four
 * decimals. Sizes stand for what is no text.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <stg/helpers.h>
#include <stg/memory.h>

#include "describe.h"
#include "moment.h"
#include "propvalue.h"

#define TICKS    UINT64_C(10000000) /* of a FILETIME in a second */
#define DAY      UINT64_C(86400)
#define DAY_1899 109205 /* 1899-12-30, in days since 1601, which a DATE is 0 */
#define NESTING  8

static const struct {
	VARTYPE vt;
	const char *name;
} types[] = {
	{ VT_EMPTY, "empty" },
	{ VT_NULL, "null" },
	{ VT_I1, "i1" },
	{ VT_UI1, "ui1" },
	{ VT_I2, "i2" },
	{ VT_UI2, "ui2" },
	{ VT_I4, "i4" },
	{ VT_UI4, "ui4" },
	{ VT_INT, "int" },
	{ VT_UINT, "uint" },
	{ VT_I8, "i8" },
	{ VT_UI8, "ui8" },
	{ VT_R4, "r4" },
	{ VT_R8, "r8" },
	{ VT_CY, "cy" },
	{ VT_DATE, "date" },
	{ VT_BSTR, "bstr" },
	{ VT_ERROR, "error" },
	{ VT_BOOL, "bool" },
	{ VT_VARIANT, "variant" },
	{ VT_DECIMAL, "decimal" },
	{ VT_LPSTR, "lpstr" },
	{ VT_LPWSTR, "lpwstr" },
	{ VT_FILETIME, "filetime" },
	{ VT_BLOB, "blob" },
	{ VT_STREAM, "stream" },
	{ VT_STORAGE, "storage" },
	{ VT_STREAMED_OBJECT, "streamed-object" },
	{ VT_STORED_OBJECT, "stored-object" },
	{ VT_BLOB_OBJECT, "blob-object" },
	{ VT_CF, "cf" },
	{ VT_CLSID, "clsid" },
	{ VT_VERSIONED_STREAM, "versioned-stream" },
};

#define TYPE_COUNT (sizeof types / sizeof types[0])

void
propvalue_type(struct text *text, VARTYPE vt)
{
	if (vt & VT_VECTOR)
		text_add(text, "vector of ");
	if (vt & VT_ARRAY)
		text_add(text, "array of ");
	for (size_t i = 0; i < TYPE_COUNT; i++) {
		if (types[i].vt == (vt & VT_TYPEMASK)) {
			text_add(text, types[i].name);
			return;
		}
	}
	text_addf(text, "0x%04X", vt & VT_TYPEMASK);
}

bool
propvalue_type_parse(const char *name, VARTYPE *vt)
{
	for (size_t i = 0; i < TYPE_COUNT; i++) {
		if (strcmp(types[i].name, name) == 0) {
			*vt = types[i].vt;
			return true;
		}
	}
	return false;
}

/* --- To text -------------------------------------------------------------- */

static void
add_codepage(struct text *text, const char *bytes, size_t size, WORD codepage)
{
	char *made;

	/* Nothing is known that a byte could mean there: Western is a guess. */
	if (FAILED(stg_codepage_to_utf8(codepage, bytes, size, &made)) &&
		FAILED(stg_codepage_to_utf8(1252, bytes, size, &made)))
		return;
	text_add(text, made);
	CoTaskMemFree(made);
}

static void
add_units(struct text *text, const OLECHAR *units)
{
	struct text bytes = { 0 };

	/* 1200 is little-endian whatever the machine is. */
	for (; units && *units; units++) {
		char pair[2] = { (char)(*units & 0xFF), (char)(*units >> 8) };

		text_add_bytes(&bytes, pair, 2);
	}
	if (bytes.length != 0)
		add_codepage(text, bytes.data, bytes.length, 1200);
	text_done(&bytes);
}

static uint64_t
ticks_of(const FILETIME *time)
{
	return (uint64_t)time->dwHighDateTime << 32 | time->dwLowDateTime;
}

static void
add_time(struct text *text, const FILETIME *time, bool duration)
{
	uint64_t ticks = ticks_of(time), seconds = ticks / TICKS;

	if (!duration && ticks == 0) {
		text_add(text, "none");
	} else if (!duration) {
		describe_time(text, time);
	} else {
		text_addf(text, "%" PRIu64 ":%02u:%02u", seconds / 3600,
			(unsigned)(seconds / 60 % 60),
			(unsigned)(seconds % 60));
		if (ticks % TICKS)
			text_addf(text, ".%07u", (unsigned)(ticks % TICKS));
	}
}

/* Days, of which the fraction goes on in the same direction. */
static void
add_date(struct text *text, double days)
{
	double ticks = (days + DAY_1899) * (double)(DAY * TICKS);
	uint64_t whole;
	FILETIME time;

	if (!(ticks > 0 && ticks < 1.8e19) || days < 0) {
		text_addf(text, "%.17g", days);
		return;
	}
	whole = (uint64_t)(ticks / 1e4 + 0.5) * 10000;
	time.dwLowDateTime = (DWORD)whole;
	time.dwHighDateTime = (DWORD)(whole >> 32);
	describe_time(text, &time);
}

static void
add_currency(struct text *text, int64_t amount)
{
	uint64_t size = amount < 0 ? 0 - (uint64_t)amount : (uint64_t)amount;

	text_addf(text, "%s%" PRIu64 ".%04u", amount < 0 ? "-" : "",
		size / 10000, (unsigned)(size % 10000));
}

/* Thumbnails: which format, and how large. */
static void
add_clip(struct text *text, const CLIPDATA *clip)
{
	static const char *const formats[] = { NULL, "text", "bitmap",
		"metafile", NULL, NULL, "TIFF", NULL, "DIB" };
	const BYTE *data = clip ? clip->pClipData : NULL;
	ULONG size = clip && clip->cbSize >= 4 ? clip->cbSize - 4 : 0;
	ULONG format = 0;

	if (clip && clip->ulClipFmt == -1 && size >= 4)
		format = data[0] | (ULONG)data[1] << 8 | (ULONG)data[2] << 16 |
			 (ULONG)data[3] << 24;
	if (format < sizeof formats / sizeof formats[0] && formats[format])
		text_addf(text, "%s, ", formats[format]);
	else if (clip)
		text_addf(
			text, "format %" PRId32 ", ", (int32_t)clip->ulClipFmt);
	text_addf(text, "%" PRIu32 " bytes", (uint32_t)size);
}

static void
add_guid(struct text *text, const CLSID *clsid)
{
	char guid[STG_GUID_TEXT_SIZE];

	if (!clsid)
		return;
	stg_guid_to_text(clsid, guid);
	text_add(text, guid);
}

static void
add_number(struct text *text, const PROPVARIANT *value)
{
	switch (value->vt) {
	case VT_I1:
		text_addf(text, "%d", (signed char)value->cVal);
		break;
	case VT_UI1:
		text_addf(text, "%u", value->bVal);
		break;
	case VT_I2:
		text_addf(text, "%d", value->iVal);
		break;
	case VT_UI2:
		text_addf(text, "%u", value->uiVal);
		break;
	case VT_I4:
	case VT_INT:
		text_addf(text, "%" PRId32, (int32_t)value->lVal);
		break;
	case VT_UI4:
	case VT_UINT:
		text_addf(text, "%" PRIu32, (uint32_t)value->ulVal);
		break;
	case VT_ERROR:
		text_addf(text, "0x%08" PRIX32, (uint32_t)value->scode);
		break;
	case VT_I8:
		text_addf(text, "%" PRId64, (int64_t)value->hVal.QuadPart);
		break;
	case VT_UI8:
		text_addf(text, "%" PRIu64, (uint64_t)value->uhVal.QuadPart);
		break;
	case VT_R4:
		text_addf(text, "%.9g", (double)value->fltVal);
		break;
	case VT_R8:
		text_addf(text, "%.17g", value->dblVal);
		break;
	default:
		break;
	}
}

void
propvalue_text(struct text *text, const PROPVARIANT *value, WORD codepage,
	bool duration)
{
	switch (value->vt) {
	case VT_BOOL:
		text_add(text, value->boolVal ? "true" : "false");
		break;
	case VT_CY:
		add_currency(text, value->cyVal.int64);
		break;
	case VT_DATE:
		add_date(text, value->date);
		break;
	case VT_FILETIME:
		add_time(text, &value->filetime, duration);
		break;
	case VT_LPSTR:
		if (value->pszVal)
			add_codepage(text, value->pszVal, strlen(value->pszVal),
				codepage == 1200 ? 65001 : codepage);
		break;
	case VT_LPWSTR:
		add_units(text, value->pwszVal);
		break;
	case VT_BSTR:
		add_units(text, value->bstrVal);
		break;
	case VT_BLOB:
	case VT_BLOB_OBJECT:
		text_addf(text, "%" PRIu32 " bytes",
			(uint32_t)value->blob.cbSize);
		break;
	case VT_CF:
		add_clip(text, value->pclipdata);
		break;
	case VT_CLSID:
		add_guid(text, value->puuid);
		break;
	default:
		add_number(text, value);
		break;
	}
}

/* --- Vectors -------------------------------------------------------------- */

ULONG
propvalue_count(const PROPVARIANT *value)
{
	/* All vectors begin with their count. */
	return value->vt & VT_VECTOR ? value->cac.cElems : 0;
}

PROPVARIANT
propvalue_element(const PROPVARIANT *vector, ULONG i)
{
	PROPVARIANT one;

	PropVariantInit(&one);
	one.vt = vector->vt & VT_TYPEMASK;
	switch (one.vt) {
	case VT_I1:
	case VT_UI1:
		one.bVal = vector->caub.pElems[i];
		break;
	case VT_I2:
	case VT_UI2:
	case VT_BOOL:
		one.iVal = vector->cai.pElems[i];
		break;
	case VT_I4:
	case VT_UI4:
	case VT_R4:
	case VT_ERROR:
		one.lVal = vector->cal.pElems[i];
		break;
	case VT_I8:
	case VT_UI8:
	case VT_R8:
	case VT_CY:
	case VT_DATE:
	case VT_FILETIME:
		one.hVal = vector->cah.pElems[i];
		break;
	case VT_LPSTR:
		one.pszVal = vector->calpstr.pElems[i];
		break;
	case VT_LPWSTR:
		one.pwszVal = vector->calpwstr.pElems[i];
		break;
	case VT_BSTR:
		one.bstrVal = vector->cabstr.pElems[i];
		break;
	case VT_CLSID:
		one.puuid = &vector->cauuid.pElems[i];
		break;
	case VT_CF:
		one.pclipdata = &vector->caclipdata.pElems[i];
		break;
	case VT_VARIANT:
		one = vector->capropvar.pElems[i];
		break;
	default:
		one.vt = VT_EMPTY;
		break;
	}
	return one;
}

/* As deep as a set can be, so that it may call itself. */
static void
put_json(struct json *json, const char *key, const PROPVARIANT *value,
	WORD codepage, bool duration, unsigned depth)
{
	struct text text = { 0 };

	if (value->vt & VT_VECTOR && depth <= NESTING) {
		json_array_begin(json, key);
		for (ULONG i = 0; i < propvalue_count(value); i++) {
			PROPVARIANT one = propvalue_element(value, i);

			put_json(json, NULL, &one, codepage, duration,
				depth + 1);
		}
		json_array_end(json);
		return;
	}
	propvalue_text(&text, value, codepage, duration);
	json_text(json, key, text_get(&text));
	text_done(&text);
}

void
propvalue_json(struct json *json, const char *key, const PROPVARIANT *value,
	WORD codepage, bool duration)
{
	put_json(json, key, value, codepage, duration, 0);
}

/* --- From text ------------------------------------------------------------ */

static bool
parse_integer(const char *text, int64_t least, uint64_t most, uint64_t *bits)
{
	bool negative = *text == '-';
	char *end;

	if (*text == '\0' ||
		strspn(text, "-0123456789xXabcdefABCDEF") != strlen(text))
		return false;
	errno = 0;
	if (negative) {
		int64_t number = strtoll(text, &end, 0);

		*bits = (uint64_t)number;
		return errno == 0 && *end == '\0' && number >= least;
	}
	*bits = strtoull(text, &end, 0);
	return errno == 0 && *end == '\0' && *bits <= most;
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

static bool
parse_number(PROPVARIANT *value, VARTYPE vt, const char *text)
{
	static const struct {
		VARTYPE vt;
		int64_t least;
		uint64_t most;
	} ranges[] = {
		{ VT_I1, INT8_MIN, INT8_MAX },
		{ VT_UI1, 0, UINT8_MAX },
		{ VT_I2, INT16_MIN, INT16_MAX },
		{ VT_UI2, 0, UINT16_MAX },
		{ VT_I4, INT32_MIN, INT32_MAX },
		{ VT_UI4, 0, UINT32_MAX },
		{ VT_INT, INT32_MIN, INT32_MAX },
		{ VT_UINT, 0, UINT32_MAX },
		{ VT_ERROR, INT32_MIN, UINT32_MAX },
		{ VT_I8, INT64_MIN, INT64_MAX },
		{ VT_UI8, 0, UINT64_MAX },
	};
	uint64_t bits;

	for (size_t i = 0; i < sizeof ranges / sizeof ranges[0]; i++) {
		if (ranges[i].vt != vt)
			continue;
		if (!parse_integer(
			    text, ranges[i].least, ranges[i].most, &bits))
			return false;
		if (vt == VT_I1 || vt == VT_UI1)
			value->bVal = (UCHAR)bits;
		else if (vt == VT_I2 || vt == VT_UI2)
			value->uiVal = (USHORT)bits;
		else if (vt == VT_I8 || vt == VT_UI8)
			value->uhVal.QuadPart = bits;
		else
			value->ulVal = (ULONG)bits;
		return true;
	}
	return false;
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
	if (!parse(value, vt, text, codepage))
		return false;
	value->vt = vt;
	return true;
}
