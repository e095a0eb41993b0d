/* SPDX-License-Identifier: MIT */
/*
 * From values of property sets to PROPVARIANT. A single value is one element,
 * a vector many. What was allocated before a failure is given back.
 */
#include "stg/propvalue.h"

#include <stdlib.h>
#include <string.h>

#include <stg/hresult.h>
#include <stg/safearray.h>

#include "base/bytes.h"
#include "base/checked.h"
#include "oleps/codepage.h"
#include "stg/guidbytes.h"
#include "stg/hresult_oleps.h"
#include "stg/propvariant.h"
#include "stg/vartype.h"

struct reading {
	uint16_t codepage;
	struct propmemory *memory;
};

bool
propvalue_is_indirect(VARTYPE vt)
{
	return (vt >= VT_STREAM && vt <= VT_STORED_OBJECT) ||
		vt == VT_VERSIONED_STREAM;
}

/* Give memory of malloc() away as the reader's. */
static HRESULT
hand_over(const struct reading *r, void *block, size_t size, void **out)
{
	*out = propmemory_allocate(r->memory, size);
	if (*out)
		memcpy(*out, block, size);
	free(block);
	return *out ? S_OK : E_OUTOFMEMORY;
}

static size_t
before_nul(const uint16_t *units, size_t length)
{
	size_t n = 0;

	while (n < length && units[n] != 0)
		n++;
	return n;
}

HRESULT
propvalue_text(const struct oleps_bytes *bytes, uint16_t codepage,
	OLECHAR **units, size_t *length)
{
	uint16_t *decoded;
	size_t bad = 0;
	int status = oleps_text_decode(codepage, bytes->data, bytes->size,
		&decoded, length, &bad);

	if (status != OLEPS_OK)
		return hresult_from_oleps(status);
	*length = before_nul(decoded, *length);
	*units = (OLECHAR *)decoded;
	return S_OK;
}

/* In the set's code page as it is, but UTF-16 becomes UTF-8. */
static HRESULT
read_lpstr(const struct reading *r, const struct oleps_bytes *bytes,
	LPSTR *out)
{
	const uint8_t *nul = NULL;
	size_t length = bytes->size;
	size_t bad = 0;
	OLECHAR *units;
	uint8_t *text;
	void *given;
	HRESULT hr;
	int status;

	if (r->codepage != OLEPS_CP_UNICODE) {
		if (length)
			nul = memchr(bytes->data, 0, length);
		if (nul)
			length = (size_t)(nul - bytes->data);
		*out = propmemory_allocate(r->memory, length + 1);
		if (!*out)
			return E_OUTOFMEMORY;
		if (length)
			memcpy(*out, bytes->data, length);
		(*out)[length] = 0;
		return S_OK;
	}
	hr = propvalue_text(bytes, r->codepage, &units, &length);
	if (FAILED(hr))
		return hr;
	/* What UTF-8 has no way to say is a question mark here; VT_LPWSTR and
	 * VT_BSTR give it as it is. */
	status = oleps_text_encode(PROPVALUE_ANSI, (const uint16_t *)units,
		length, &text, &length, &bad);
	free(units);
	if (status != OLEPS_OK)
		return hresult_from_oleps(status);
	hr = hand_over(r, text, length + 1, &given);
	*out = given;
	return hr;
}

static HRESULT
read_lpwstr(const struct reading *r, const struct oleps_bytes *bytes,
	LPWSTR *out)
{
	size_t length = bytes->size / 2;
	OLECHAR *text;

	text = propmemory_allocate(r->memory, (length + 1) * sizeof *text);
	if (!text)
		return E_OUTOFMEMORY;
	if (length)
		get_le16s(bytes->data, (uint16_t *)text, length);
	text[length] = 0;
	*out = text;
	return S_OK;
}

/* With the NULs that are in it, but for the one at its end. */
static HRESULT
read_bstr(const struct reading *r, const struct oleps_bytes *bytes, BSTR *out)
{
	uint16_t *units;
	size_t length;
	size_t bad = 0;
	int status;

	*out = NULL;
	if (bytes->size == 0)
		return S_OK;
	status = oleps_text_decode(r->codepage, bytes->data, bytes->size,
		&units, &length, &bad);
	if (status != OLEPS_OK)
		return hresult_from_oleps(status);
	if (length > 0 && units[length - 1] == 0)
		length--;
	*out = SysAllocStringLen((const OLECHAR *)units, (UINT)length);
	free(units);
	if (*out)
		r->memory->total += (length + 1) * 2 + 4;
	return *out ? S_OK : E_OUTOFMEMORY;
}

static HRESULT
read_blob(const struct reading *r, const struct oleps_bytes *bytes, BLOB *out)
{
	out->cbSize = bytes->size;
	out->pBlobData = NULL;
	if (bytes->size == 0)
		return S_OK;
	out->pBlobData = propmemory_allocate(r->memory, bytes->size);
	if (!out->pBlobData)
		return E_OUTOFMEMORY;
	memcpy(out->pBlobData, bytes->data, bytes->size);
	return S_OK;
}

static HRESULT
read_clip(const struct reading *r, const struct oleps_bytes *bytes,
	CLIPDATA *out)
{
	out->cbSize = 4;
	out->ulClipFmt = 0;
	out->pClipData = NULL;
	if (bytes->size < 4)
		return S_OK;
	out->cbSize = bytes->size;
	out->ulClipFmt = (LONG)get_le32(bytes->data);
	if (bytes->size == 4)
		return S_OK;
	out->pClipData = propmemory_allocate(r->memory, bytes->size - 4);
	if (!out->pClipData)
		return E_OUTOFMEMORY;
	memcpy(out->pClipData, bytes->data + 4, bytes->size - 4);
	return S_OK;
}

static void
read_number(const struct oleps_value *value, void *out)
{
	uint8_t byte = (uint8_t)value->bits;
	uint16_t word = (uint16_t)value->bits;
	uint32_t dword = (uint32_t)value->bits;
	FILETIME time = { dword, (DWORD)(value->bits >> 32) };

	if (value->type == OLEPS_FILETIME) {
		memcpy(out, &time, sizeof time);
		return;
	}
	switch (vartype_of(value->type).size) {
	case 1:
		memcpy(out, &byte, sizeof byte);
		break;
	case 2:
		memcpy(out, &word, sizeof word);
		break;
	case 4:
		memcpy(out, &dword, sizeof dword);
		break;
	default:
		memcpy(out, &value->bits, sizeof value->bits);
		break;
	}
}

static void
read_decimal(const uint8_t bytes[16], void *out)
{
	DECIMAL decimal = { .wReserved = get_le16(bytes) };

	decimal.scale = bytes[2];
	decimal.sign = bytes[3];
	decimal.Hi32 = get_le32(bytes + 4);
	decimal.Lo64 = get_le64(bytes + 8);
	memcpy(out, &decimal, sizeof decimal);
}

static HRESULT
read_element(const struct reading *r, const struct oleps_value *value,
	void *out)
{
	GUID guid;

	switch ((enum oleps_type)value->type) {
	case OLEPS_LPSTR:
		return read_lpstr(r, &value->bytes, out);
	case OLEPS_LPWSTR:
		return read_lpwstr(r, &value->bytes, out);
	case OLEPS_BSTR:
		return read_bstr(r, &value->bytes, out);
	case OLEPS_BLOB:
	case OLEPS_BLOB_OBJECT:
		return read_blob(r, &value->bytes, out);
	case OLEPS_CF:
		return read_clip(r, &value->bytes, out);
	case OLEPS_DECIMAL:
		read_decimal(value->fixed, out);
		return S_OK;
	case OLEPS_CLSID:
		guid = guid_from_bytes(value->fixed);
		memcpy(out, &guid, sizeof guid);
		return S_OK;
	default:
		read_number(value, out);
		return S_OK;
	}
}

/* The value lies elsewhere in memory, a pointer in the PROPVARIANT. */
static HRESULT
read_pointed(const struct reading *r, const struct oleps_value *value,
	PROPVARIANT *out)
{
	size_t size = vartype_of(value->type).size;
	void *block = propmemory_allocate(r->memory, size);
	HRESULT hr;

	if (!block)
		return E_OUTOFMEMORY;
	hr = read_element(r, value, block);
	if (FAILED(hr)) {
		propmemory_free(r->memory, block);
		return hr;
	}
	out->puuid = block;
	return S_OK;
}

/* The name of what lives beside the set. */
static HRESULT
read_name(const struct reading *r, const struct oleps_bytes *bytes,
	PROPVARIANT *out)
{
	OLECHAR *units;
	size_t length;
	void *given;
	HRESULT hr = propvalue_text(bytes, r->codepage, &units, &length);

	if (FAILED(hr))
		return hr;
	units[length] = 0;
	hr = hand_over(r, units, (length + 1) * sizeof *units, &given);
	out->pwszVal = given;
	return hr;
}

static HRESULT
read_versioned(const struct reading *r, const struct oleps_value *value,
	PROPVARIANT *out)
{
	VERSIONEDSTREAM *versioned =
		propmemory_allocate(r->memory, sizeof *versioned);

	if (!versioned)
		return E_OUTOFMEMORY;
	versioned->guidVersion = guid_from_bytes(value->versioned.guid);
	versioned->pStream = NULL;
	out->pVersionedStream = versioned;
	return S_OK;
}

static HRESULT read_any(const struct reading *r,
	const struct oleps_value *value, PROPVARIANT *out);

/*
 * A value in a vector of values. What lives beside the set has no business in
 * there, and its name in place of an interface would be released.
 */
static HRESULT
read_inner(const struct reading *r, const struct oleps_value *value,
	PROPVARIANT *out)
{
	return propvalue_is_indirect(value->type) ? S_OK
						  : read_any(r, value, out);
}

/* Elements of any type; room is for zeros first. */
static HRESULT
read_vector(const struct reading *r, const struct oleps_value *value,
	PROPVARIANT *out)
{
	VARTYPE vt = value->type & VT_TYPEMASK;
	struct vartype type = vartype_of(vt);
	uint32_t count = value->list->count;
	uint8_t *elements = NULL;
	size_t size;
	HRESULT hr = S_OK;

	if (!checked_mul_size(count, type.size, &size) || size > UINT32_MAX)
		return E_OUTOFMEMORY;
	if (count) {
		elements = propmemory_allocate(r->memory, size);
		if (!elements)
			return E_OUTOFMEMORY;
		memset(elements, 0, size);
	}
	out->caub.cElems = count;
	out->caub.pElems = elements;
	for (uint32_t i = 0; i < count && SUCCEEDED(hr); i++) {
		struct oleps_value element = oleps_element(value, i);
		uint8_t *place = elements + (size_t)i * type.size;

		if (vt == VT_VARIANT)
			hr = read_inner(r, &element, (void *)place);
		else
			hr = read_element(r, &element, place);
	}
	return FAILED(hr) ? hr : S_OK;
}

/* Values in arrays are VARIANTs, which have fewer types. */
static HRESULT
read_variant(const struct reading *r, const struct oleps_value *value,
	void *place)
{
	struct vartype type = vartype_of(value->type);
	VARIANT variant;
	HRESULT hr;

	VariantInit(&variant);
	if (!(type.places & VARTYPE_ARRAY) || value->type == VT_VARIANT ||
		value->form == OLEPS_FORM_OPAQUE)
		return S_OK;
	hr = read_element(r, value, value->type == VT_DECIMAL
		? (void *)&variant.decVal : (void *)&variant.llVal);
	variant.vt = value->type;
	if (SUCCEEDED(hr))
		memcpy(place, &variant, sizeof variant);
	return hr;
}

/* Dimensions are in the order of the descriptor, the rightmost one first. */
static SAFEARRAY *
make_array(VARTYPE vt, const struct oleps_list *list)
{
	SAFEARRAYBOUND bounds[OLEPS_DIMENSIONS];
	uint32_t count = list->dimension_count;

	if (count == 0 || count > OLEPS_DIMENSIONS)
		return NULL;
	for (uint32_t i = 0; i < count; i++) {
		const struct oleps_dimension *d =
			&list->dimensions[count - 1 - i];

		bounds[i].cElements = d->size;
		bounds[i].lLbound = d->lower;
	}
	return SafeArrayCreate(vt, count, bounds);
}

static HRESULT
read_array(const struct reading *r, const struct oleps_value *value,
	PROPVARIANT *out)
{
	VARTYPE vt = value->type & VT_TYPEMASK;
	SAFEARRAY *array = make_array(vt, value->list);
	HRESULT hr = S_OK;

	if (!array)
		return E_OUTOFMEMORY;
	out->parray = array;
	r->memory->total += sizeof *array +
		(array->cDims - 1) * sizeof array->rgsabound[0] +
		(size_t)value->list->count * array->cbElements;
	for (uint32_t i = 0; i < value->list->count && SUCCEEDED(hr); i++) {
		struct oleps_value element = oleps_element(value, i);
		uint8_t *place = (uint8_t *)array->pvData +
			(size_t)i * array->cbElements;

		if (vt == VT_VARIANT)
			hr = read_variant(r, &element, place);
		else
			hr = read_element(r, &element, place);
	}
	return hr;
}

static HRESULT
read_plain(const struct reading *r, const struct oleps_value *value,
	PROPVARIANT *out)
{
	switch ((enum oleps_type)value->type) {
	case OLEPS_EMPTY:
	case OLEPS_NULL:
		return S_OK;
	case OLEPS_CF:
	case OLEPS_CLSID:
		return read_pointed(r, value, out);
	case OLEPS_VERSIONED_STREAM:
		return read_versioned(r, value, out);
	case OLEPS_STREAM:
	case OLEPS_STORAGE:
	case OLEPS_STREAMED_OBJECT:
	case OLEPS_STORED_OBJECT:
		return read_name(r, &value->bytes, out);
	case OLEPS_DECIMAL:
		return read_element(r, value, &out->decVal);
	default:
		return read_element(r, value, &out->puuid);
	}
}

/* On failure, out holds what was read and can be cleared. */
static HRESULT
read_any(const struct reading *r, const struct oleps_value *value,
	PROPVARIANT *out)
{
	HRESULT hr;

	PropVariantInit(out);
	if (value->form == OLEPS_FORM_OPAQUE)
		return S_FALSE;
	if (value->type & (OLEPS_VECTOR | OLEPS_ARRAY)) {
		out->vt = value->type;
		return value->type & OLEPS_VECTOR ? read_vector(r, value, out)
						  : read_array(r, value, out);
	}
	hr = read_plain(r, value, out);
	/* A DECIMAL begins where the type is. */
	if (SUCCEEDED(hr))
		out->vt = value->type;
	return hr;
}

HRESULT
propvalue_read(const struct oleps_value *value, uint16_t codepage,
	struct propmemory *memory, PROPVARIANT *out)
{
	struct reading r = { codepage, memory };
	HRESULT hr = read_any(&r, value, out);

	if (FAILED(hr))
		propvariant_clear(memory, out);
	return hr;
}
