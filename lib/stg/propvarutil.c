/* SPDX-License-Identifier: MIT */
/* <stg/propvarutil.h>: values that are made, and read as other types. */
#include <stg/propvarutil.h>

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include <stg/safearray.h>

#include "base/checked.h"
#include "oleps/codepage.h"
#include "stg/hresult_oleps.h"
#include "stg/propvariant.h"
#include "stg/safearray.h"

static LPWSTR
copy_text(const OLECHAR *text)
{
	return propvariant_duplicate(text,
		(propvariant_units(text) + 1) * sizeof *text);
}

HRESULT
InitPropVariantFromString(PCWSTR psz, PROPVARIANT *ppropvar)
{
	PropVariantInit(ppropvar);
	if (!psz)
		return E_INVALIDARG;
	ppropvar->pwszVal = copy_text(psz);
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
InitPropVariantFromBuffer(const void *pv, UINT cb, PROPVARIANT *ppropvar)
{
	PropVariantInit(ppropvar);
	ppropvar->caub.pElems = propvariant_duplicate(pv, cb);
	if (!ppropvar->caub.pElems)
		return E_OUTOFMEMORY;
	ppropvar->caub.cElems = cb;
	ppropvar->vt = VT_VECTOR | VT_UI1;
	return S_OK;
}

HRESULT
InitPropVariantFromStringVector(PCWSTR *prgsz, ULONG cElems,
	PROPVARIANT *ppropvar)
{
	LPWSTR *texts;
	size_t size;

	PropVariantInit(ppropvar);
	if (!checked_mul_size(cElems, sizeof *texts, &size))
		return E_OUTOFMEMORY;
	texts = CoTaskMemAlloc(size);
	if (!texts)
		return E_OUTOFMEMORY;
	memset(texts, 0, size);
	ppropvar->vt = VT_VECTOR | VT_LPWSTR;
	ppropvar->calpwstr.cElems = cElems;
	ppropvar->calpwstr.pElems = texts;
	for (ULONG i = 0; i < cElems; i++) {
		texts[i] = copy_text(prgsz[i]);
		if (!texts[i]) {
			(void)PropVariantClear(ppropvar);
			return E_OUTOFMEMORY;
		}
	}
	return S_OK;
}

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

/* A number without its type. */
struct number {
	enum { WHOLE, UNSIGNED, REAL } kind;
	LONGLONG whole;
	ULONGLONG unsigned_;
	double real;
};

static bool
set_whole(struct number *n, LONGLONG value)
{
	n->kind = WHOLE;
	n->whole = value;
	return true;
}

static bool
set_unsigned(struct number *n, ULONGLONG value)
{
	if (value <= INT64_MAX)
		return set_whole(n, (LONGLONG)value);
	n->kind = UNSIGNED;
	n->unsigned_ = value;
	return true;
}

static bool
set_real(struct number *n, double value)
{
	n->kind = REAL;
	n->real = value;
	return true;
}

static bool
number_of(const PROPVARIANT *v, struct number *n)
{
	switch (v->vt) {
	case VT_I1:
		return set_whole(n, (signed char)v->bVal);
	case VT_UI1:
		return set_whole(n, v->bVal);
	case VT_I2:
		return set_whole(n, v->iVal);
	case VT_UI2:
		return set_whole(n, v->uiVal);
	case VT_BOOL:
		return set_whole(n, v->boolVal != VARIANT_FALSE);
	case VT_I4:
	case VT_INT:
		return set_whole(n, v->lVal);
	case VT_UI4:
	case VT_UINT:
		return set_whole(n, v->ulVal);
	case VT_I8:
		return set_whole(n, v->hVal.QuadPart);
	case VT_UI8:
		return set_unsigned(n, v->uhVal.QuadPart);
	case VT_R4:
		return set_real(n, (double)v->fltVal);
	case VT_R8:
		return set_real(n, v->dblVal);
	default:
		return false;
	}
}

/* A fraction is cut off; a NaN is in no range. */
static HRESULT
to_whole(const PROPVARIANT *v, LONGLONG least, LONGLONG most, LONGLONG *out)
{
	struct number n;

	*out = 0;
	if (!number_of(v, &n))
		return DISP_E_TYPEMISMATCH;
	if (n.kind == UNSIGNED)
		return DISP_E_OVERFLOW;
	if (n.kind == REAL) {
		if (!(n.real > -9223372036854775808.0 &&
			n.real < 9223372036854775808.0))
			return DISP_E_OVERFLOW;
		n.whole = (LONGLONG)n.real;
	}
	if (n.whole < least || n.whole > most)
		return DISP_E_OVERFLOW;
	*out = n.whole;
	return S_OK;
}

HRESULT
PropVariantToInt32(REFPROPVARIANT propvarIn, LONG *plRet)
{
	LONGLONG whole;
	HRESULT hr = to_whole(propvarIn, INT32_MIN, INT32_MAX, &whole);

	*plRet = (LONG)whole;
	return hr;
}

HRESULT
PropVariantToUInt32(REFPROPVARIANT propvarIn, ULONG *pulRet)
{
	LONGLONG whole;
	HRESULT hr = to_whole(propvarIn, 0, UINT32_MAX, &whole);

	*pulRet = (ULONG)whole;
	return hr;
}

HRESULT
PropVariantToInt64(REFPROPVARIANT propvarIn, LONGLONG *pllRet)
{
	return to_whole(propvarIn, INT64_MIN, INT64_MAX, pllRet);
}

HRESULT
PropVariantToUInt64(REFPROPVARIANT propvarIn, ULONGLONG *pullRet)
{
	LONGLONG whole;
	HRESULT hr;

	if (propvarIn->vt == VT_UI8) {
		*pullRet = propvarIn->uhVal.QuadPart;
		return S_OK;
	}
	hr = to_whole(propvarIn, 0, INT64_MAX, &whole);
	*pullRet = (ULONGLONG)whole;
	return hr;
}

HRESULT
PropVariantToDouble(REFPROPVARIANT propvarIn, DOUBLE *pdblRet)
{
	struct number n;

	*pdblRet = 0;
	if (!number_of(propvarIn, &n))
		return DISP_E_TYPEMISMATCH;
	if (n.kind == REAL)
		*pdblRet = n.real;
	else if (n.kind == UNSIGNED)
		*pdblRet = (double)n.unsigned_;
	else
		*pdblRet = (double)n.whole;
	return S_OK;
}

HRESULT
PropVariantToBoolean(REFPROPVARIANT propvarIn, BOOL *pfRet)
{
	double value;
	HRESULT hr = PropVariantToDouble(propvarIn, &value);

	*pfRet = SUCCEEDED(hr) && (value < 0 || value > 0);
	return hr;
}

HRESULT
PropVariantToStringAlloc(REFPROPVARIANT propvar, LPWSTR *ppszOut)
{
	uint16_t *units;
	size_t length;
	int status;

	*ppszOut = NULL;
	if (propvar->vt == VT_LPWSTR || propvar->vt == VT_BSTR) {
		*ppszOut = copy_text(propvar->pwszVal ? propvar->pwszVal
						      : OLESTR(""));
		return *ppszOut ? S_OK : E_OUTOFMEMORY;
	}
	if (propvar->vt != VT_LPSTR)
		return DISP_E_TYPEMISMATCH;
	if (!propvar->pszVal)
		return E_INVALIDARG;
	status = oleps_text_decode(OLEPS_CP_UTF8,
		(const uint8_t *)propvar->pszVal, strlen(propvar->pszVal),
		&units, &length, NULL);
	if (status == OLEPS_NO_MEMORY)
		return E_OUTOFMEMORY;
	if (status != OLEPS_OK)
		return hresult_from_oleps(status);
	*ppszOut = propvariant_duplicate(units, (length + 1) * sizeof *units);
	free(units);
	return *ppszOut ? S_OK : E_OUTOFMEMORY;
}
