/* SPDX-License-Identifier: MIT */
/*
 * PROPVARIANT: what a value holds is copied and freed element by element, the
 * single value being one element and a vector many. Values in values nest as
 * deep as whoever built them has nested them; what is read from a property
 * set nests eight deep at most.
 */
#include "stg/propvariant.h"

#include <string.h>

#include <stg/hresult.h>
#include <stg/memory.h>
#include <stg/safearray.h>

#include "base/checked.h"
#include "base/utf16.h"
#include "stg/vartype.h"

void *
propvariant_duplicate(const void *bytes, size_t length)
{
	void *copy = CoTaskMemAlloc(length);

	if (copy && length)
		memcpy(copy, bytes, length);
	return copy;
}

LPWSTR
propvariant_duplicate_text(const OLECHAR *text, size_t units)
{
	LPWSTR copy = CoTaskMemAlloc((units + 1) * sizeof *copy);

	if (!copy)
		return NULL;
	memcpy(copy, text, units * sizeof *copy);
	copy[units] = 0;
	return copy;
}

/* Replace *pointer, which is not NULL, by a copy of what it points to. */
static HRESULT
duplicate(void **pointer, size_t length)
{
	void *copy = propvariant_duplicate(*pointer, length);

	if (!copy)
		return E_OUTOFMEMORY;
	*pointer = copy;
	return S_OK;
}

static HRESULT
copy_clipdata(CLIPDATA *clip)
{
	void *data = clip->pClipData;
	HRESULT hr;

	if (!data)
		return S_OK;
	if (clip->cbSize < sizeof clip->ulClipFmt)
		return E_INVALIDARG;
	hr = duplicate(&data, CBPCLIPDATA(*clip));
	if (SUCCEEDED(hr))
		clip->pClipData = data;
	return hr;
}

static HRESULT
copy_blob(BLOB *blob)
{
	void *data = blob->pBlobData;
	HRESULT hr;

	if (!data)
		return S_OK;
	hr = duplicate(&data, blob->cbSize);
	if (SUCCEEDED(hr))
		blob->pBlobData = data;
	return hr;
}

static HRESULT
copy_versioned(LPVERSIONEDSTREAM *versioned)
{
	void *copy = *versioned;
	HRESULT hr = duplicate(&copy, sizeof **versioned);

	if (FAILED(hr))
		return hr;
	*versioned = copy;
	if ((*versioned)->pStream)
		(void)(*versioned)->pStream->lpVtbl->AddRef(
			(*versioned)->pStream);
	return S_OK;
}

/* A pointer to text; the copy of a BSTR ends at its first NUL. */
static HRESULT
copy_text(enum vartype_holds holds, void **pointer)
{
	if (!*pointer)
		return S_OK;
	if (holds == HOLDS_LPSTR)
		return duplicate(pointer, strlen(*pointer) + 1);
	if (holds == HOLDS_LPWSTR)
		return duplicate(pointer,
			(utf16_length(*pointer) + 1) * sizeof(OLECHAR));
	*pointer = SysAllocString(*pointer);
	return *pointer ? S_OK : E_OUTOFMEMORY;
}

static HRESULT
copy_element(enum vartype_holds holds, void *element)
{
	void **pointer = element;
	IUnknown *unknown;

	switch (holds) {
	case HOLDS_NOTHING:
	case HOLDS_CLSID:
		return S_OK;
	case HOLDS_BSTR:
	case HOLDS_LPSTR:
	case HOLDS_LPWSTR:
		return copy_text(holds, pointer);
	case HOLDS_INTERFACE:
		unknown = *pointer;
		if (unknown)
			IUnknown_AddRef(unknown);
		return S_OK;
	case HOLDS_BLOB:
		return copy_blob(element);
	case HOLDS_CLIPDATA:
		return copy_clipdata(element);
	case HOLDS_VERSIONED:
		return *pointer ? copy_versioned(element) : S_OK;
	case HOLDS_PROPVARIANT:
		return PropVariantCopy(element, element);
	}
	return E_UNEXPECTED;
}

static void
clear_versioned(struct propmemory *memory, VERSIONEDSTREAM *versioned)
{
	if (!versioned)
		return;
	if (versioned->pStream)
		(void)versioned->pStream->lpVtbl->Release(versioned->pStream);
	propmemory_free(memory, versioned);
}

static HRESULT
clear_element(struct propmemory *memory, enum vartype_holds holds,
	void *element)
{
	void **pointer = element;
	IUnknown *unknown;

	switch (holds) {
	case HOLDS_NOTHING:
	case HOLDS_CLSID:
		break;
	case HOLDS_BSTR:
		SysFreeString(*pointer);
		break;
	case HOLDS_LPSTR:
	case HOLDS_LPWSTR:
		propmemory_free(memory, *pointer);
		break;
	case HOLDS_INTERFACE:
		unknown = *pointer;
		if (unknown)
			IUnknown_Release(unknown);
		break;
	case HOLDS_BLOB:
		propmemory_free(memory, ((BLOB *)element)->pBlobData);
		break;
	case HOLDS_CLIPDATA:
		propmemory_free(memory, ((CLIPDATA *)element)->pClipData);
		break;
	case HOLDS_VERSIONED:
		clear_versioned(memory, *pointer);
		break;
	case HOLDS_PROPVARIANT:
		return propvariant_clear(memory, element);
	}
	return S_OK;
}

/* A CLSID or a versioned stream is no type without a value of it. */
static bool
is_valid(const PROPVARIANT *pvar)
{
	if (pvar->vt == VT_CLSID || pvar->vt == VT_VERSIONED_STREAM)
		return pvar->puuid != NULL;
	if (pvar->vt == (VT_VECTOR | VT_CLSID))
		return pvar->cauuid.pElems != NULL;
	return vartype_is_valid(pvar->vt);
}

/* The elements of a vector, whatever they are; all have the same layout. */
static HRESULT
copy_vector(struct vartype type, CAUB *vector)
{
	uint8_t *elements;
	size_t size;
	HRESULT hr = S_OK;
	struct propmemory task = { NULL, 0 };
	ULONG i;

	if (!vector->pElems)
		return S_OK;
	if (!checked_mul_size(vector->cElems, type.size, &size))
		return E_OUTOFMEMORY;
	elements = propvariant_duplicate(vector->pElems, size);
	if (!elements)
		return E_OUTOFMEMORY;
	for (i = 0; i < vector->cElems; i++) {
		hr = copy_element(type.holds, elements + (size_t)i * type.size);
		if (FAILED(hr))
			break;
	}
	if (FAILED(hr)) {
		while (i-- > 0)
			(void)clear_element(&task, type.holds,
				elements + (size_t)i * type.size);
		CoTaskMemFree(elements);
		return hr;
	}
	vector->pElems = elements;
	return S_OK;
}

static HRESULT
clear_vector(struct propmemory *memory, struct vartype type,
	const CAUB *vector)
{
	HRESULT hr = S_OK;

	if (!vector->pElems)
		return S_OK;
	for (ULONG i = 0; i < vector->cElems; i++) {
		HRESULT one = clear_element(memory, type.holds,
			vector->pElems + (size_t)i * type.size);

		if (FAILED(one))
			hr = one;
	}
	propmemory_free(memory, vector->pElems);
	return hr;
}

/* A value that is a pointer to what a vector has as its element. */
static HRESULT
copy_pointed(struct vartype type, void **pointer)
{
	HRESULT hr;

	if (!*pointer)
		return S_OK;
	hr = duplicate(pointer, type.size);
	if (FAILED(hr))
		return hr;
	hr = copy_element(type.holds, *pointer);
	if (FAILED(hr))
		CoTaskMemFree(*pointer);
	return hr;
}

static bool
is_pointed(struct vartype type)
{
	return type.holds == HOLDS_CLIPDATA || type.holds == HOLDS_CLSID;
}

/* What a plain VT_VARIANT would point to is nobody's. */
static HRESULT
copy_plain(struct vartype type, PROPVARIANT *pvar)
{
	if (type.holds == HOLDS_PROPVARIANT)
		return S_OK;
	if (is_pointed(type))
		return copy_pointed(type, (void **)&pvar->puuid);
	return copy_element(type.holds, &pvar->puuid);
}

static HRESULT
clear_plain(struct propmemory *memory, struct vartype type, PROPVARIANT *pvar)
{
	if (type.holds == HOLDS_PROPVARIANT)
		return S_OK;
	if (!is_pointed(type))
		return clear_element(memory, type.holds, &pvar->puuid);
	if (pvar->puuid)
		(void)clear_element(memory, type.holds, pvar->puuid);
	propmemory_free(memory, pvar->puuid);
	return S_OK;
}

HRESULT
propvariant_clear(struct propmemory *memory, PROPVARIANT *pvar)
{
	struct vartype type;
	HRESULT hr = S_OK;

	type = vartype_of(pvar->vt & VT_TYPEMASK);
	if (!is_valid(pvar))
		hr = STG_E_INVALIDPARAMETER;
	else if (pvar->vt & VT_BYREF)
		hr = S_OK;
	else if (pvar->vt & VT_ARRAY)
		(void)SafeArrayDestroy(pvar->parray);
	else if (pvar->vt & VT_VECTOR)
		hr = clear_vector(memory, type, &pvar->caub);
	else
		hr = clear_plain(memory, type, pvar);
	PropVariantInit(pvar);
	return hr;
}

HRESULT
PropVariantClear(PROPVARIANT *pvar)
{
	struct propmemory task = { NULL, 0 };

	return pvar ? propvariant_clear(&task, pvar) : S_OK;
}

HRESULT
PropVariantCopy(PROPVARIANT *pvarDest, const PROPVARIANT *pvarSrc)
{
	struct vartype type;
	PROPVARIANT copy;
	HRESULT hr = S_OK;

	if (!pvarDest || !pvarSrc)
		return E_INVALIDARG;
	if (!is_valid(pvarSrc))
		return DISP_E_BADVARTYPE;
	memcpy(&copy, pvarSrc, sizeof copy);
	type = vartype_of(copy.vt & VT_TYPEMASK);
	if (copy.vt & VT_BYREF)
		hr = S_OK;
	else if (copy.vt & VT_ARRAY)
		hr = SafeArrayCopy(copy.parray, &copy.parray);
	else if (copy.vt & VT_VECTOR)
		hr = copy_vector(type, &copy.caub);
	else
		hr = copy_plain(type, &copy);
	if (SUCCEEDED(hr))
		memcpy(pvarDest, &copy, sizeof copy);
	return hr;
}

HRESULT
FreePropVariantArray(ULONG cVariants, PROPVARIANT *rgvars)
{
	HRESULT hr = S_OK;

	if (!rgvars)
		return E_INVALIDARG;
	for (ULONG i = 0; i < cVariants; i++) {
		HRESULT one = PropVariantClear(&rgvars[i]);

		if (FAILED(one))
			hr = one;
	}
	return hr;
}
