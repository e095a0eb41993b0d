/* SPDX-License-Identifier: MIT */
/*
 * VARIANT, as elements of arrays are. Its types are those of PROPVARIANT that
 * may stand in an array or behind a reference.
 */
#include <stg/automation.h>

#include <string.h>

#include <stg/hresult.h>
#include <stg/safearray.h>

#include "stg/vartype.h"

/* Bits by which a VARIANT may be more than one plain value. */
#define FLAGS (VT_ARRAY | VT_BYREF)

static bool
is_valid(VARTYPE vt)
{
	VARTYPE base = vt & VT_TYPEMASK;
	unsigned places = vartype_of(base).places;

	if (vt & ~(VT_TYPEMASK | FLAGS))
		return false;
	if (base == VT_VARIANT && !(vt & FLAGS))
		return false;
	if (base == VT_EMPTY || base == VT_NULL)
		return !(vt & FLAGS);
	return places & VARTYPE_BYREF;
}

void
VariantInit(VARIANTARG *pvarg)
{
	if (pvarg)
		memset(pvarg, 0, sizeof *pvarg);
}

HRESULT
VariantClear(VARIANTARG *pvarg)
{
	HRESULT hr = S_OK;

	if (!pvarg)
		return E_INVALIDARG;
	if (!is_valid(pvarg->vt))
		return DISP_E_BADVARTYPE;
	if (pvarg->vt & VT_BYREF)
		hr = S_OK;
	else if (pvarg->vt & VT_ARRAY)
		hr = SafeArrayDestroy(pvarg->parray);
	else if (pvarg->vt == VT_BSTR)
		SysFreeString(pvarg->bstrVal);
	else if ((pvarg->vt == VT_UNKNOWN || pvarg->vt == VT_DISPATCH) &&
		pvarg->punkVal)
		IUnknown_Release(pvarg->punkVal);
	if (SUCCEEDED(hr))
		VariantInit(pvarg);
	return hr;
}

/* A copy of all bytes becomes one of what they point to. */
static HRESULT
deepen(VARIANT *copy)
{
	if (copy->vt & VT_BYREF)
		return S_OK;
	if (copy->vt & VT_ARRAY)
		return SafeArrayCopy(copy->parray, &copy->parray);
	if (copy->vt == VT_BSTR && copy->bstrVal) {
		copy->bstrVal = SysAllocStringByteLen(
			(const char *)copy->bstrVal,
			SysStringByteLen(copy->bstrVal));
		return copy->bstrVal ? S_OK : E_OUTOFMEMORY;
	}
	if ((copy->vt == VT_UNKNOWN || copy->vt == VT_DISPATCH) &&
		copy->punkVal)
		IUnknown_AddRef(copy->punkVal);
	return S_OK;
}

HRESULT
VariantCopy(VARIANTARG *pvargDest, const VARIANTARG *pvargSrc)
{
	VARIANT copy;
	VARIANT kept;
	HRESULT hr;

	if (!pvargDest || !pvargSrc)
		return E_INVALIDARG;
	if (!is_valid(pvargSrc->vt))
		return DISP_E_BADVARTYPE;
	if (pvargDest == pvargSrc)
		return S_OK;
	copy = *pvargSrc;
	hr = deepen(&copy);
	if (FAILED(hr))
		return hr;
	hr = VariantClear(pvargDest);
	if (FAILED(hr)) {
		kept = copy;
		(void)VariantClear(&kept);
		return hr;
	}
	*pvargDest = copy;
	return S_OK;
}
