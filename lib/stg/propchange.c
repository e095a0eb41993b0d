/* SPDX-License-Identifier: MIT */
/*
 * <stg/propvarutil.h>: values that become values of another type, by what
 * PropVariantTo… reads from them.
 */
#include <stg/propvarutil.h>

#include <float.h>

#include "stg/propelement.h"

#define CURRENCY_LEAST (-9223372036854775000.0)
#define CURRENCY_MOST  9223372036854775000.0

/* Names instead of numbers, for a VT_BOOL that becomes text. */
static const PROPVARIANT *
name_boolean(const PROPVARIANT *v, PROPVAR_CHANGE_FLAGS flags,
	PROPVARIANT *named)
{
	static OLECHAR true_name[] = { 'T', 'r', 'u', 'e', 0 };
	static OLECHAR false_name[] = { 'F', 'a', 'l', 's', 'e', 0 };

	if (v->vt != VT_BOOL || !(flags & PVCHF_ALPHABOOL))
		return v;
	PropVariantInit(named);
	named->vt = VT_LPWSTR;
	named->pwszVal = v->boolVal ? true_name : false_name;
	return named;
}

static HRESULT
change_to_boolean(const PROPVARIANT *v, PROPVARIANT *made)
{
	BOOL truth;
	HRESULT hr = PropVariantToBoolean(v, &truth);

	made->boolVal = truth ? VARIANT_TRUE : VARIANT_FALSE;
	return hr;
}

static HRESULT
change_to_float(const PROPVARIANT *v, PROPVARIANT *made)
{
	double real;
	HRESULT hr = PropVariantToDouble(v, &real);

	if (real > FLT_MAX || real < -FLT_MAX)
		return INTSAFE_E_ARITHMETIC_OVERFLOW;
	made->fltVal = (FLOAT)real;
	return hr;
}

/* To the nearest amount. */
static HRESULT
change_to_currency(const PROPVARIANT *v, PROPVARIANT *made)
{
	double real;
	HRESULT hr = PropVariantToDouble(v, &real);

	real *= 10000;
	if (!(real > CURRENCY_LEAST && real < CURRENCY_MOST))
		return INTSAFE_E_ARITHMETIC_OVERFLOW;
	made->cyVal.int64 = (LONGLONG)(real < 0 ? real - 0.5 : real + 0.5);
	return hr;
}

static HRESULT
change_to_number(const PROPVARIANT *v, PROPVAR_CHANGE_FLAGS flags, VARTYPE vt,
	PROPVARIANT *made)
{
	if (flags & PVCHF_NOHEXSTRING && propelement_is_hexadecimal(v))
		return DISP_E_TYPEMISMATCH;
	if (vt == VT_BOOL)
		return change_to_boolean(v, made);
	if (vt == VT_R4)
		return change_to_float(v, made);
	if (vt == VT_CY)
		return change_to_currency(v, made);
	return propelement_to(v, vt, &made->uhVal);
}

static HRESULT
change_to_clsid(const PROPVARIANT *v, PROPVARIANT *made)
{
	GUID guid;
	HRESULT hr = PropVariantToGUID(v, &guid);

	return SUCCEEDED(hr) ? InitPropVariantFromCLSID(&guid, made) : hr;
}

/* Set what goes with the type; the type itself is set by the caller. */
static HRESULT
change(const PROPVARIANT *v, PROPVAR_CHANGE_FLAGS flags, VARTYPE vt,
	PROPVARIANT *made)
{
	PROPVARIANT named;

	switch (vt) {
	case VT_EMPTY:
	case VT_NULL:
		return S_OK;
	case VT_CLSID:
		return change_to_clsid(v, made);
	case VT_BSTR:
		return PropVariantToBSTR(name_boolean(v, flags, &named),
			&made->bstrVal);
	case VT_LPSTR:
		return propelement_utf8(name_boolean(v, flags, &named),
			&made->pszVal);
	case VT_LPWSTR:
		v = name_boolean(v, flags, &named);
		return propelement_to(v, vt, &made->pwszVal);
	case VT_FILETIME:
		return propelement_to(v, vt, &made->filetime);
	case VT_BOOL:
	case VT_I1:
	case VT_UI1:
	case VT_I2:
	case VT_UI2:
	case VT_I4:
	case VT_UI4:
	case VT_INT:
	case VT_UINT:
	case VT_I8:
	case VT_UI8:
	case VT_R4:
	case VT_R8:
	case VT_CY:
	case VT_DATE:
		return change_to_number(v, flags, vt, made);
	default:
		return DISP_E_TYPEMISMATCH;
	}
}

HRESULT
PropVariantChangeType(PROPVARIANT *ppropvarDest, REFPROPVARIANT propvarSrc,
	PROPVAR_CHANGE_FLAGS flags, VARTYPE vt)
{
	PROPVARIANT made;
	HRESULT hr;

	if (propvarSrc->vt == vt)
		return PropVariantCopy(ppropvarDest, propvarSrc);
	PropVariantInit(&made);
	hr = change(propvarSrc, flags, vt, &made);
	if (FAILED(hr))
		return hr;
	made.vt = vt;
	*ppropvarDest = made;
	return S_OK;
}
