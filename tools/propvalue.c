/* SPDX-License-Identifier: MIT */
/*
 * Each type has one way to be written, which is read again: numbers in
 * decimal, errors in hexadecimal, times in ISO 8601, currencies with four
 * decimals. Sizes stand for what is no text.
 */
#define COBJMACROS
#include <inttypes.h>
#include <string.h>

#include <stg/helpers.h>
#include <stg/memory.h>
#include <stg/propvarutil.h>
#include <stg/safearray.h>

#include "bytes.h"
#include "describe.h"
#include "moment.h"
#include "propvalue.h"

#define NESTING 8

/* A hundred years: what is longer was meant as a point in time, to 9999. */
#define DURATION_MOST (36525 * DAY * TICKS)
#define TIME_MOST     (3067671 * DAY * TICKS)

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
	static const char vector[] = "vector of ", array[] = "array of ";
	VARTYPE flag = 0;

	if (strncmp(name, vector, sizeof vector - 1) == 0)
		flag = VT_VECTOR;
	else if (strncmp(name, array, sizeof array - 1) == 0)
		flag = VT_ARRAY;
	if (flag)
		name += (flag == VT_VECTOR ? sizeof vector : sizeof array) - 1;
	for (size_t i = 0; i < TYPE_COUNT; i++) {
		if (strcmp(types[i].name, name) == 0) {
			*vt = types[i].vt | flag;
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

static void
add_time(struct text *text, const FILETIME *time, bool duration)
{
	uint64_t ticks = ticks_of(time), seconds = ticks / TICKS;

	if (!duration && ticks == 0) {
		text_add(text, "none");
	} else if (!duration ||
		   (ticks > DURATION_MOST && ticks < TIME_MOST)) {
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

/* A whole number of 96 bits, and where its point is. */
static void
add_decimal(struct text *text, const DECIMAL *decimal)
{
	uint32_t parts[] = { decimal->Hi32, decimal->Mid32, decimal->Lo32 };
	char digits[40];
	unsigned count = 0;

	bool whole = decimal->scale > SCALE_MOST;
	unsigned scale = whole ? 0 : decimal->scale;

	while (parts[0] || parts[1] || parts[2] || count <= scale) {
		uint64_t rest = 0;

		for (int i = 0; i < 3; i++) {
			rest = rest << 32 | parts[i];
			parts[i] = (uint32_t)(rest / 10);
			rest %= 10;
		}
		digits[count++] = (char)('0' + rest);
		if (count == sizeof digits)
			break;
	}
	if (decimal->sign & DECIMAL_NEG)
		text_add(text, "-");
	while (count-- > 0) {
		text_addf(text, "%c", digits[count]);
		if (count != 0 && count == scale)
			text_add(text, ".");
	}
	/* No decimal has so many places; they are not made up. */
	if (whole)
		text_addf(text, "e-%u", decimal->scale);
}

/* Formats of the clipboard that Windows numbers. */
static void
add_windows_format(struct text *text, const BYTE *data)
{
	static const char *const formats[] = { NULL, "text", "bitmap",
		"metafile", "SYLK", "DIF", "TIFF", "OEM text", "DIB", "palette",
		"pen data", "RIFF", "wave", "Unicode text",
		"enhanced metafile", NULL, NULL, "DIB version 5" };
	ULONG format = get_le32(data);

	if (format < sizeof formats / sizeof formats[0] && formats[format])
		text_add(text, formats[format]);
	else
		text_addf(text, "Windows format %" PRIu32, (uint32_t)format);
}

/*
 * Thumbnails: which format, and how large. [MS-OLEPS] 2.11: -1 stands before a
 * number of Windows, -2 before four characters of the Macintosh, -3 before a
 * format identifier, a length before a name.
 */
static void
add_clip(struct text *text, const CLIPDATA *clip)
{
	const BYTE *data = clip ? clip->pClipData : NULL;
	ULONG size = clip && clip->cbSize >= 4 ? clip->cbSize - 4 : 0;
	long format = clip ? clip->ulClipFmt : 0;

	if (format == -1 && size >= 4) {
		add_windows_format(text, data);
	} else if (format == -2 && size >= 4) {
		text_add(text, "Macintosh ");
		text_add_bytes(text, (const char *)data, 4);
	} else if (format > 0 && (ULONG)format < size) {
		text_add_bytes(text, (const char *)data,
			strnlen((const char *)data, (size_t)format));
	} else if (format != 0) {
		text_addf(text, "format %ld", format);
	}
	text_addf(text, "%s%" PRIu32 " bytes", text->length ? ", " : "",
		(uint32_t)size);
}

/* A stream or storage beside the set: what it is called, and how large. */
static void
add_beside(struct text *text, const PROPVARIANT *value)
{
	bool storage = value->vt == VT_STORAGE || value->vt == VT_STORED_OBJECT;
	IStream *stream = value->vt == VT_VERSIONED_STREAM
				  ? value->pVersionedStream->pStream
				  : value->pStream;
	STATSTG stat = { .pwcsName = NULL };
	HRESULT hr = STG_E_FILENOTFOUND;

	if (storage && value->pStorage)
		hr = IStorage_Stat(value->pStorage, &stat, STATFLAG_DEFAULT);
	else if (!storage && stream)
		hr = IStream_Stat(stream, &stat, STATFLAG_DEFAULT);
	if (FAILED(hr)) {
		text_add(text, "missing");
		return;
	}
	add_units(text, stat.pwcsName);
	if (!storage)
		text_addf(text, ", %" PRIu64 " bytes",
			(uint64_t)stat.cbSize.QuadPart);
	CoTaskMemFree(stat.pwcsName);
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
propvalue_show(struct text *text, const PROPVARIANT *value, WORD codepage,
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
	case VT_DECIMAL:
		add_decimal(text, &value->decVal);
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
	case VT_STREAM:
	case VT_STORAGE:
	case VT_STREAMED_OBJECT:
	case VT_STORED_OBJECT:
	case VT_VERSIONED_STREAM:
		add_beside(text, value);
		break;
	default:
		add_number(text, value);
		break;
	}
}

/* --- Lists ---------------------------------------------------------------- */

bool
propvalue_is_list(const PROPVARIANT *value)
{
	return value->vt & (VT_VECTOR | VT_ARRAY);
}

ULONG
propvalue_count(const PROPVARIANT *value)
{
	return propvalue_is_list(value) ? PropVariantGetElementCount(value) : 0;
}

/* Elements of an array, of all dimensions, follow each other. */
static PROPVARIANT
array_element(const PROPVARIANT *array, ULONG i)
{
	const SAFEARRAY *psa = array->parray;
	const BYTE *from = (const BYTE *)psa->pvData + i * psa->cbElements;
	PROPVARIANT one;

	PropVariantInit(&one);
	if ((array->vt & VT_TYPEMASK) == VT_VARIANT ||
		(array->vt & VT_TYPEMASK) == VT_DECIMAL)
		memcpy(&one, from, psa->cbElements);
	else
		memcpy(&one.bVal, from, psa->cbElements);
	if ((array->vt & VT_TYPEMASK) != VT_VARIANT)
		one.vt = array->vt & VT_TYPEMASK;
	return one;
}

PROPVARIANT
propvalue_element(const PROPVARIANT *vector, ULONG i)
{
	PROPVARIANT one;

	if (vector->vt & VT_ARRAY)
		return array_element(vector, i);
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

static void put_json(struct json *json, const char *key,
	const PROPVARIANT *value, WORD codepage, bool duration, unsigned depth);

/* An element that has its own type says so. */
static void
put_element(struct json *json, const PROPVARIANT *list, ULONG i, WORD codepage,
	bool duration, unsigned depth)
{
	PROPVARIANT one = propvalue_element(list, i);
	struct text type = { 0 };

	if ((list->vt & VT_TYPEMASK) != VT_VARIANT) {
		put_json(json, NULL, &one, codepage, duration, depth);
		return;
	}
	propvalue_type(&type, one.vt);
	json_object_begin(json, NULL);
	json_text(json, "type", text_get(&type));
	put_json(json, "value", &one, codepage, duration, depth);
	json_object_end(json);
	text_done(&type);
}

/* As deep as a set can be, so that it may call itself. */
static void
put_json(struct json *json, const char *key, const PROPVARIANT *value,
	WORD codepage, bool duration, unsigned depth)
{
	struct text text = { 0 };

	if (propvalue_is_list(value) && depth <= NESTING) {
		json_array_begin(json, key);
		for (ULONG i = 0; i < propvalue_count(value); i++)
			put_element(json, value, i, codepage, duration,
				depth + 1);
		json_array_end(json);
		return;
	}
	propvalue_show(&text, value, codepage, duration);
	json_text(json, key, text_get(&text));
	text_done(&text);
}

void
propvalue_json(struct json *json, const char *key, const PROPVARIANT *value,
	WORD codepage, bool duration)
{
	put_json(json, key, value, codepage, duration, 0);
}
