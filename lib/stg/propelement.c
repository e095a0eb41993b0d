/* SPDX-License-Identifier: MIT */
/*
 * <stg/propvarutil.h>: values that are many, read element by element. The
 * elements have the type that is asked for; only text may be of any kind.
 */
#include "stg/propelement.h"

#include <string.h>

#include <stg/propvarutil.h>
#include <stg/safearray.h>

#include "base/checked.h"
#include "stg/safearray.h"
#include "stg/vartype.h"

#define MANY (VT_VECTOR | VT_ARRAY)

ULONG
PropVariantGetElementCount(REFPROPVARIANT propvar)
{
	size_t count;

	if (propvar->vt & VT_VECTOR)
		return propvar->caub.cElems;
	if (!(propvar->vt & VT_ARRAY))
		return propvar->vt != VT_EMPTY;
	if (propvar->vt & VT_BYREF || !propvar->parray ||
		!safearray_count(propvar->parray, &count))
		return 0;
	return (ULONG)count;
}

/* The first element of a vector or array; NULL: there is none. */
static const BYTE *
first_of(const PROPVARIANT *pvar, size_t size)
{
	if (pvar->vt & VT_VECTOR)
		return pvar->caub.pElems;
	return pvar->parray->cbElements == size ? pvar->parray->pvData : NULL;
}

bool
propelement_at(const PROPVARIANT *pvar, ULONG i, PROPVARIANT *element)
{
	VARTYPE vt = pvar->vt & VT_TYPEMASK;
	struct vartype type = vartype_of(vt);
	const BYTE *at;

	if (pvar->vt & VT_BYREF || i >= PropVariantGetElementCount(pvar))
		return false;
	memcpy(element, pvar, sizeof *element);
	if (!(pvar->vt & MANY))
		return true;
	at = first_of(pvar, type.size);
	if (!at || !vartype_is_valid(pvar->vt))
		return false;
	at += (size_t)i * type.size;
	PropVariantInit(element);
	if (vt == VT_VARIANT || vt == VT_DECIMAL)
		memcpy(element, at, type.size);
	else if (vt == VT_CLSID || vt == VT_CF)
		memcpy(&element->puuid, &at, sizeof at);
	else
		memcpy(&element->puuid, at, type.size);
	if (vt != VT_VARIANT)
		element->vt = vt;
	return true;
}

bool
propelement_as_vector(const PROPVARIANT *pvar, PROPVARIANT *vector)
{
	const void *at = &pvar->puuid;

	if (pvar->vt & ~VT_TYPEMASK || pvar->vt == VT_VARIANT ||
		!vartype_is_valid(VT_VECTOR | pvar->vt))
		return false;
	if (pvar->vt == VT_CLSID || pvar->vt == VT_CF)
		at = pvar->puuid;
	if (!at)
		return false;
	PropVariantInit(vector);
	vector->vt = VT_VECTOR | pvar->vt;
	vector->caub.cElems = 1;
	memcpy(&vector->caub.pElems, &at, sizeof at);
	return true;
}

HRESULT
propelement_zeros(VARTYPE vt, ULONG count, PROPVARIANT *vector)
{
	size_t size;

	PropVariantInit(vector);
	if (!checked_mul_size(count, vartype_of(vt).size, &size))
		return E_OUTOFMEMORY;
	vector->caub.pElems = CoTaskMemAlloc(size);
	if (!vector->caub.pElems)
		return E_OUTOFMEMORY;
	memset(vector->caub.pElems, 0, size);
	vector->caub.cElems = count;
	vector->vt = VT_VECTOR | vt;
	return S_OK;
}

static bool
is_of(const PROPVARIANT *pvar, VARTYPE vt)
{
	VARTYPE own = pvar->vt & VT_TYPEMASK;

	if (pvar->vt & VT_BYREF)
		return false;
	return vt == VT_LPWSTR ? propelement_is_text(own) : own == vt;
}

/* Read one element; of any other type than `vt`, there is none. */
static HRESULT
read_element(const PROPVARIANT *pvar, ULONG i, VARTYPE vt, void *out,
	size_t size)
{
	PROPVARIANT element;

	memset(out, 0, size);
	if (!is_of(pvar, vt) || !propelement_at(pvar, i, &element))
		return E_INVALIDARG;
	return propelement_to(&element, vt, out);
}

static void
free_texts(LPWSTR *texts, ULONG count)
{
	while (count-- > 0) {
		CoTaskMemFree(texts[count]);
		texts[count] = NULL;
	}
}

static HRESULT
read_elements(const PROPVARIANT *pvar, VARTYPE vt, void *out, size_t size,
	ULONG room, ULONG *count)
{
	ULONG n = PropVariantGetElementCount(pvar);

	*count = 0;
	if (!(pvar->vt & MANY) || !is_of(pvar, vt))
		return E_INVALIDARG;
	if (n > room)
		return TYPE_E_BUFFERTOOSMALL;
	for (ULONG i = 0; i < n; i++) {
		HRESULT hr = read_element(pvar, i, vt, (char *)out + i * size,
			size);

		if (SUCCEEDED(hr))
			continue;
		if (vt == VT_LPWSTR)
			free_texts(out, i);
		return hr;
	}
	*count = n;
	return S_OK;
}

/* The same into task memory; NULL on failure. */
static void *
allocate_elements(const PROPVARIANT *pvar, VARTYPE vt, size_t size,
	ULONG *count, HRESULT *hr)
{
	ULONG n = PropVariantGetElementCount(pvar);
	void *elements;
	size_t total;

	*count = 0;
	*hr = E_INVALIDARG;
	if (!(pvar->vt & MANY) || !is_of(pvar, vt))
		return NULL;
	*hr = E_OUTOFMEMORY;
	if (!checked_mul_size(n, size, &total))
		return NULL;
	elements = CoTaskMemAlloc(total);
	if (!elements)
		return NULL;
	*hr = read_elements(pvar, vt, elements, size, n, count);
	if (SUCCEEDED(*hr))
		return elements;
	CoTaskMemFree(elements);
	return NULL;
}

#define READERS(name, type, vt)                                               \
	HRESULT                                                               \
	PropVariantGet##name##Elem(REFPROPVARIANT propvar, ULONG iElem,       \
		type *out)                                                    \
	{                                                                     \
		return read_element(propvar, iElem, vt, out, sizeof *out);    \
	}                                                                     \
	HRESULT                                                               \
	PropVariantTo##name##Vector(REFPROPVARIANT propvar, type *out,        \
		ULONG room, ULONG *pcElem)                                    \
	{                                                                     \
		return read_elements(propvar, vt, out, sizeof *out, room,     \
			pcElem);                                              \
	}                                                                     \
	HRESULT                                                               \
	PropVariantTo##name##VectorAlloc(REFPROPVARIANT propvar, type **out,  \
		ULONG *pcElem)                                                \
	{                                                                     \
		HRESULT hr;                                                   \
		*out = allocate_elements(propvar, vt, sizeof **out, pcElem,   \
			&hr);                                                 \
		return hr;                                                    \
	}

READERS(Boolean, BOOL, VT_BOOL)
PROPELEMENT_NUMBERS(READERS)
READERS(FileTime, FILETIME, VT_FILETIME)
READERS(String, LPWSTR, VT_LPWSTR)
