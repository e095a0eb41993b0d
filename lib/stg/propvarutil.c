/* SPDX-License-Identifier: MIT */
/* <stg/propvarutil.h>: values that are made of what the caller has. */
#include <stg/propvarutil.h>

#include <stdbool.h>
#include <string.h>

#include <stg/guid.h>

#include "base/checked.h"
#include "base/utf16.h"
#include "stg/propelement.h"
#include "stg/propvariant.h"
#include "stg/vartype.h"

BOOL
IsPropVariantVector(REFPROPVARIANT propvar)
{
	return (propvar->vt & (VT_VECTOR | VT_ARRAY)) != 0;
}

BOOL
IsPropVariantString(REFPROPVARIANT propvar)
{
	return PropVariantToStringWithDefault(propvar, NULL) != NULL;
}

void
ClearPropVariantArray(PROPVARIANT *rgPropVar, UINT cVars)
{
	(void)FreePropVariantArray(cVars, rgPropVar);
}

HRESULT
InitPropVariantFromString(PCWSTR psz, PROPVARIANT *ppropvar)
{
	PropVariantInit(ppropvar);
	if (!psz)
		return E_INVALIDARG;
	ppropvar->pwszVal =
		propvariant_duplicate_text(psz, utf16_length(psz));
	if (!ppropvar->pwszVal)
		return E_OUTOFMEMORY;
	ppropvar->vt = VT_LPWSTR;
	return S_OK;
}

HRESULT
InitPropVariantFromCLSID(REFCLSID clsid, PROPVARIANT *ppropvar)
{
	PropVariantInit(ppropvar);
	ppropvar->puuid = propvariant_duplicate(clsid, sizeof *clsid);
	if (!ppropvar->puuid)
		return E_OUTOFMEMORY;
	ppropvar->vt = VT_CLSID;
	return S_OK;
}

HRESULT
InitPropVariantFromGUIDAsString(REFGUID guid, PROPVARIANT *ppropvar)
{
	HRESULT hr;

	PropVariantInit(ppropvar);
	hr = StringFromCLSID(guid, &ppropvar->pwszVal);
	if (SUCCEEDED(hr))
		ppropvar->vt = VT_LPWSTR;
	return hr;
}

/* A vector whose elements hold nothing besides their bits. */
static HRESULT
make_vector(VARTYPE vt, const void *elements, ULONG count,
	PROPVARIANT *ppropvar)
{
	size_t size;

	PropVariantInit(ppropvar);
	if (!checked_mul_size(count, vartype_of(vt).size, &size))
		return E_OUTOFMEMORY;
	ppropvar->caub.pElems = propvariant_duplicate(elements, size);
	if (!ppropvar->caub.pElems)
		return E_OUTOFMEMORY;
	ppropvar->caub.cElems = count;
	ppropvar->vt = VT_VECTOR | vt;
	return S_OK;
}

HRESULT
InitPropVariantFromBuffer(const void *pv, UINT cb, PROPVARIANT *ppropvar)
{
	return make_vector(VT_UI1, pv, cb, ppropvar);
}

HRESULT
InitPropVariantFromGUIDAsBuffer(REFGUID guid, PROPVARIANT *ppropvar)
{
	return make_vector(VT_UI1, guid, sizeof *guid, ppropvar);
}

#define VECTOR_OF(name, type, vt)                                             \
	HRESULT                                                               \
	InitPropVariantFrom##name##Vector(const type *elements, ULONG cElems, \
		PROPVARIANT *ppropvar)                                        \
	{                                                                     \
		return make_vector(vt, elements, cElems, ppropvar);           \
	}

PROPELEMENT_NUMBERS(VECTOR_OF)
VECTOR_OF(FileTime, FILETIME, VT_FILETIME)

HRESULT
InitPropVariantFromBooleanVector(const BOOL *prgf, ULONG cElems,
	PROPVARIANT *ppropvar)
{
	HRESULT hr = propelement_zeros(VT_BOOL, cElems, ppropvar);

	if (FAILED(hr))
		return hr;
	for (ULONG i = 0; i < cElems; i++)
		ppropvar->cabool.pElems[i] =
			prgf[i] ? VARIANT_TRUE : VARIANT_FALSE;
	return S_OK;
}

/* The text becomes element `i`; without memory, the vector is cleared. */
static HRESULT
put_text(PROPVARIANT *ppropvar, ULONG i, PCWSTR text, size_t units)
{
	LPWSTR copy = propvariant_duplicate_text(text, units);

	ppropvar->calpwstr.pElems[i] = copy;
	if (copy)
		return S_OK;
	(void)PropVariantClear(ppropvar);
	return E_OUTOFMEMORY;
}

HRESULT
InitPropVariantFromStringVector(PCWSTR *prgsz, ULONG cElems,
	PROPVARIANT *ppropvar)
{
	HRESULT hr = propelement_zeros(VT_LPWSTR, cElems, ppropvar);

	for (ULONG i = 0; SUCCEEDED(hr) && i < cElems; i++)
		hr = put_text(ppropvar, i, prgsz[i],
			utf16_length(prgsz[i]));
	return hr;
}

static bool
is_blank(OLECHAR unit)
{
	return unit == ' ' || (unit >= '\t' && unit <= '\r');
}

/*
 * Find the next value of a list at *list, without the blanks around it, and go
 * behind it. Returns its units; 0: there is none.
 */
static size_t
next_value(PCWSTR *list, PCWSTR *value)
{
	PCWSTR end = *list;
	size_t units;

	while (is_blank(*end) || *end == ';')
		end++;
	*value = end;
	while (*end && *end != ';')
		end++;
	*list = end;
	units = (size_t)(end - *value);
	while (units > 0 && is_blank((*value)[units - 1]))
		units--;
	return units;
}

HRESULT
InitPropVariantFromStringAsVector(PCWSTR psz, PROPVARIANT *ppropvar)
{
	PCWSTR list = psz;
	PCWSTR value;
	ULONG count = 0;
	size_t units;
	HRESULT hr;

	PropVariantInit(ppropvar);
	while (list && next_value(&list, &value) > 0)
		count++;
	if (count == 0)
		return S_OK;
	hr = propelement_zeros(VT_LPWSTR, count, ppropvar);
	list = psz;
	for (ULONG i = 0; SUCCEEDED(hr) && i < count; i++) {
		units = next_value(&list, &value);
		hr = put_text(ppropvar, i, value, units);
	}
	return hr;
}

HRESULT
InitPropVariantFromPropVariantVectorElem(REFPROPVARIANT propvarIn, ULONG iElem,
	PROPVARIANT *ppropvar)
{
	PROPVARIANT element;

	PropVariantInit(ppropvar);
	if (!propelement_at(propvarIn, iElem, &element))
		return E_INVALIDARG;
	return PropVariantCopy(ppropvar, &element);
}

HRESULT
InitPropVariantVectorFromPropVariant(REFPROPVARIANT propvarSingle,
	PROPVARIANT *ppropvarVector)
{
	PROPVARIANT vector;

	PropVariantInit(ppropvarVector);
	if (propvarSingle->vt & VT_VECTOR)
		return PropVariantCopy(ppropvarVector, propvarSingle);
	if (!propelement_as_vector(propvarSingle, &vector))
		return DISP_E_TYPEMISMATCH;
	return PropVariantCopy(ppropvarVector, &vector);
}
