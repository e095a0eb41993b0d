/* SPDX-License-Identifier: MIT */
/*
 * From PROPVARIANT to values of property sets. What a caller hands in is
 * taken at its word as far as lengths go; types are judged here.
 */
#include "base/utf16.h"
#include "stg/propvalue.h"

#include <stdlib.h>
#include <string.h>

#include <stg/hresult.h>
#include <stg/safearray.h>

#include "base/bytes.h"
#include "oleps/codepage.h"
#include "stg/guidbytes.h"
#include "stg/hresult_oleps.h"
#include "stg/propvariant.h"
#include "stg/safearray.h"
#include "stg/ticks.h"
#include "stg/vartype.h"

struct writing {
	uint16_t codepage;
	unsigned depth; /* of values in values */
};

_Static_assert(sizeof(VARIANT) == sizeof(PROPVARIANT),
	"values in arrays are read as properties are");

static HRESULT
take_bytes(VARTYPE vt, const void *bytes, size_t size,
	struct oleps_value *out)
{
	return hresult_from_oleps(oleps_bytes(vt, OLEPS_FORM_BYTES, bytes,
		size, out));
}

/* Code units as a set has them in memory and file alike. */
static HRESULT
take_units(VARTYPE vt, const OLECHAR *units, size_t length,
	struct oleps_value *out)
{
	uint8_t *bytes;
	size_t size;
	HRESULT hr;
	int status = oleps_text_encode(OLEPS_CP_UNICODE,
		(const uint16_t *)units, length, &bytes, &size, NULL);

	if (status != OLEPS_OK)
		return hresult_from_oleps(status);
	hr = take_bytes(vt, bytes, size, out);
	free(bytes);
	return hr;
}

/* Text in the code page of the set, with the NUL that is behind it. */
static HRESULT
take_text(const struct writing *w, VARTYPE vt, const OLECHAR *units,
	size_t length, struct oleps_value *out)
{
	uint8_t *bytes;
	size_t size;
	HRESULT hr;
	int status = oleps_text_encode(w->codepage, (const uint16_t *)units,
		length + 1, &bytes, &size, NULL);

	if (status != OLEPS_OK)
		return hresult_from_oleps(status);
	hr = take_bytes(vt, bytes, size, out);
	free(bytes);
	return hr;
}

/* UTF-8 becomes UTF-16; anything else is what the set's code page says. */
static HRESULT
write_lpstr(const struct writing *w, const char *text,
	struct oleps_value *out)
{
	uint16_t *units;
	size_t length;
	HRESULT hr;
	int status;

	if (!text)
		return take_bytes(VT_LPSTR, NULL, 0, out);
	if (w->codepage != OLEPS_CP_UNICODE)
		return take_bytes(VT_LPSTR, text, strlen(text) + 1, out);
	status = oleps_text_decode(PROPVALUE_ANSI, (const uint8_t *)text,
		strlen(text), &units, &length, NULL);
	if (status != OLEPS_OK)
		return hresult_from_oleps(status);
	hr = take_text(w, VT_LPSTR, (const OLECHAR *)units, length, out);
	free(units);
	return hr;
}

static HRESULT
write_lpwstr(const OLECHAR *text, struct oleps_value *out)
{
	if (!text)
		return take_bytes(VT_LPWSTR, NULL, 0, out);
	return take_units(VT_LPWSTR, text, utf16_length(text) + 1, out);
}

static HRESULT
write_bstr(const struct writing *w, BSTR text, struct oleps_value *out)
{
	if (!text)
		return take_bytes(VT_BSTR, NULL, 0, out);
	return take_text(w, VT_BSTR, text, SysStringLen(text), out);
}

static HRESULT
write_clip(const CLIPDATA *clip, struct oleps_value *out)
{
	uint8_t *bytes;
	HRESULT hr;

	if (clip->cbSize < 4 || (clip->cbSize > 4 && !clip->pClipData))
		return STG_E_INVALIDPARAMETER;
	bytes = malloc(clip->cbSize);
	if (!bytes)
		return E_OUTOFMEMORY;
	put_le32(bytes, (uint32_t)clip->ulClipFmt);
	if (clip->cbSize > 4)
		memcpy(bytes + 4, clip->pClipData, clip->cbSize - 4);
	hr = take_bytes(VT_CF, bytes, clip->cbSize, out);
	free(bytes);
	return hr;
}

static struct oleps_value
number_at(VARTYPE vt, const void *place)
{
	uint8_t byte;
	uint16_t word;
	uint32_t dword;
	uint64_t quad;
	FILETIME time;

	if (vt == VT_FILETIME) {
		memcpy(&time, place, sizeof time);
		return oleps_number(vt, ticks_of(&time));
	}
	switch (vartype_of(vt).size) {
	case 1:
		memcpy(&byte, place, sizeof byte);
		return oleps_number(vt, byte);
	case 2:
		memcpy(&word, place, sizeof word);
		return oleps_number(vt, word);
	case 4:
		memcpy(&dword, place, sizeof dword);
		return oleps_number(vt, dword);
	default:
		memcpy(&quad, place, sizeof quad);
		return oleps_number(vt, quad);
	}
}

static struct oleps_value
decimal_at(const void *place)
{
	uint8_t bytes[16];
	DECIMAL decimal;

	memcpy(&decimal, place, sizeof decimal);
	put_le16(bytes, 0);
	bytes[2] = decimal.scale;
	bytes[3] = decimal.sign;
	put_le32(bytes + 4, decimal.Hi32);
	put_le64(bytes + 8, decimal.Lo64);
	return oleps_fixed(VT_DECIMAL, bytes);
}

static struct oleps_value
clsid_at(const void *place)
{
	uint8_t bytes[16];
	CLSID clsid;

	memcpy(&clsid, place, sizeof clsid);
	guid_to_bytes(&clsid, bytes);
	return oleps_fixed(VT_CLSID, bytes);
}

static void *
pointer_at(const void *place)
{
	void *pointer;

	memcpy(&pointer, place, sizeof pointer);
	return pointer;
}

static HRESULT
write_element(const struct writing *w, VARTYPE vt, const void *place,
	struct oleps_value *out)
{
	BLOB blob;

	switch (vt) {
	case VT_LPSTR:
		return write_lpstr(w, pointer_at(place), out);
	case VT_LPWSTR:
		return write_lpwstr(pointer_at(place), out);
	case VT_BSTR:
		return write_bstr(w, pointer_at(place), out);
	case VT_BLOB:
	case VT_BLOB_OBJECT:
		memcpy(&blob, place, sizeof blob);
		if (blob.cbSize && !blob.pBlobData)
			return STG_E_INVALIDPARAMETER;
		return take_bytes(vt, blob.pBlobData, blob.cbSize, out);
	case VT_CF:
		return write_clip(place, out);
	case VT_CLSID:
		*out = clsid_at(place);
		return S_OK;
	case VT_DECIMAL:
		*out = decimal_at(place);
		return S_OK;
	default:
		*out = number_at(vt, place);
		return S_OK;
	}
}

static HRESULT write_any(const struct writing *w, const PROPVARIANT *pvar,
	const OLECHAR *name, struct oleps_value *out);

/* A value in a vector or array of values. */
static HRESULT
write_inner(const struct writing *w, const void *place,
	struct oleps_value *out)
{
	struct writing inner = { w->codepage, w->depth + 1 };
	PROPVARIANT value;

	memcpy(&value, place, sizeof value);
	if (inner.depth > OLEPS_NESTING || propvalue_is_indirect(value.vt) ||
		value.vt & VT_BYREF)
		return STG_E_INVALIDPARAMETER;
	return write_any(&inner, &value, NULL, out);
}

/* Fill a list that was made for as many elements. */
static HRESULT
write_elements(const struct writing *w, VARTYPE vt, const uint8_t *elements,
	struct oleps_value *out)
{
	size_t size = vartype_of(vt).size;
	HRESULT hr = S_OK;

	for (uint32_t i = 0; i < out->list->count && SUCCEEDED(hr); i++) {
		const uint8_t *place = elements + (size_t)i * size;
		struct oleps_value element = { 0 };

		if (vt == VT_VARIANT)
			hr = write_inner(w, place, &element);
		else
			hr = write_element(w, vt, place, &element);
		if (FAILED(hr))
			break;
		if (out->form == OLEPS_FORM_PACKED)
			oleps_set_element(out, i, &element);
		else
			out->list->values[i] = element;
	}
	if (FAILED(hr))
		oleps_value_clear(out);
	return hr;
}

static HRESULT
write_vector(const struct writing *w, const PROPVARIANT *pvar,
	struct oleps_value *out)
{
	HRESULT hr;

	if (pvar->caub.cElems && !pvar->caub.pElems)
		return STG_E_INVALIDPARAMETER;
	hr = hresult_from_oleps(oleps_list(pvar->vt, pvar->caub.cElems, NULL,
		0, out));
	if (FAILED(hr))
		return hr;
	return write_elements(w, pvar->vt & VT_TYPEMASK, pvar->caub.pElems,
		out);
}

static HRESULT
write_array(const struct writing *w, const PROPVARIANT *pvar,
	struct oleps_value *out)
{
	struct oleps_dimension dimensions[OLEPS_DIMENSIONS];
	VARTYPE vt = pvar->vt & VT_TYPEMASK;
	SAFEARRAY *array = pvar->parray;
	size_t count;
	HRESULT hr;

	if (!array || !array->pvData || array->cDims == 0 ||
		array->cDims > OLEPS_DIMENSIONS ||
		array->cbElements != vartype_of(vt).size ||
		!safearray_count(array, &count) || count > UINT32_MAX)
		return STG_E_INVALIDPARAMETER;
	for (USHORT i = 0; i < array->cDims; i++) {
		dimensions[i].size = array->rgsabound[i].cElements;
		dimensions[i].lower = array->rgsabound[i].lLbound;
	}
	hr = hresult_from_oleps(oleps_list(pvar->vt, (uint32_t)count,
		dimensions, array->cDims, out));
	if (FAILED(hr))
		return hr;
	return write_elements(w, vt, array->pvData, out);
}

/* A name in the set's code page. */
static HRESULT
write_name(const struct writing *w, const PROPVARIANT *pvar,
	const OLECHAR *name, struct oleps_value *out)
{
	uint8_t guid[16] = { 0 };
	struct oleps_value text;
	HRESULT hr;

	if (!name)
		return STG_E_INVALIDPARAMETER;
	hr = take_text(w, pvar->vt == VT_VERSIONED_STREAM ? VT_STREAM
			: pvar->vt, name, utf16_length(name), &text);
	if (FAILED(hr) || pvar->vt != VT_VERSIONED_STREAM) {
		if (SUCCEEDED(hr))
			*out = text;
		return hr;
	}
	if (pvar->pVersionedStream)
		guid_to_bytes(&pvar->pVersionedStream->guidVersion, guid);
	hr = hresult_from_oleps(oleps_versioned(guid, text.bytes.data,
		text.bytes.size, out));
	oleps_value_clear(&text);
	return hr;
}

static HRESULT
write_any(const struct writing *w, const PROPVARIANT *pvar,
	const OLECHAR *name, struct oleps_value *out)
{
	static const struct oleps_value nothing;

	if (oleps_form_of(pvar->vt) == OLEPS_FORM_OPAQUE)
		return STG_E_INVALIDPARAMETER;
	if (pvar->vt & VT_VECTOR)
		return write_vector(w, pvar, out);
	if (pvar->vt & VT_ARRAY)
		return write_array(w, pvar, out);
	if (propvalue_is_indirect(pvar->vt))
		return write_name(w, pvar, name, out);
	switch (pvar->vt) {
	case VT_EMPTY:
	case VT_NULL:
		*out = nothing;
		out->type = pvar->vt;
		return S_OK;
	case VT_CF:
	case VT_CLSID:
		if (!pvar->puuid)
			return STG_E_INVALIDPARAMETER;
		return write_element(w, pvar->vt, pvar->puuid, out);
	case VT_DECIMAL:
		return write_element(w, pvar->vt, &pvar->decVal, out);
	default:
		return write_element(w, pvar->vt, &pvar->puuid, out);
	}
}

HRESULT
propvalue_write(const PROPVARIANT *pvar, uint16_t codepage,
	const OLECHAR *name, struct oleps_value *out)
{
	struct writing w = { codepage, 0 };
	PROPVARIANT direct;
	HRESULT hr = propvalue_dereference(pvar, &direct);

	return SUCCEEDED(hr) ? write_any(&w, &direct, name, out) : hr;
}

HRESULT
propvalue_dereference(const PROPVARIANT *pvar, PROPVARIANT *direct)
{
	VARTYPE vt = pvar->vt & ~VT_BYREF;

	memcpy(direct, pvar, sizeof *direct);
	if (!(pvar->vt & VT_BYREF))
		return S_OK;
	if (!pvar->puuid || !vartype_is_valid(pvar->vt))
		return STG_E_INVALIDPARAMETER;
	if (vt == VT_VARIANT) {
		memcpy(direct, pvar->pvarVal, sizeof *direct);
		return direct->vt & VT_BYREF ? STG_E_INVALIDPARAMETER : S_OK;
	}
	PropVariantInit(direct);
	if (vt == VT_DECIMAL)
		direct->decVal = *pvar->pdecVal;
	else if (vt & VT_ARRAY)
		direct->parray = *pvar->pparray;
	else
		memcpy(&direct->puuid, pvar->puuid, vartype_of(vt).size);
	direct->vt = vt;
	return S_OK;
}
