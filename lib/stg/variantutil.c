/* SPDX-License-Identifier: MIT */
/*
 * <stg/variantutil.h>: values of automation are read as those of properties
 * are, and made of those.
 */
#include <stg/variantutil.h>

#include <string.h>

#include <stg/systemtime.h>

#include "stg/propautomation.h"
#include "stg/propelement.h"

BOOL
IsVariantArray(REFVARIANT var)
{
	return (var->vt & VT_ARRAY) != 0;
}

BOOL
IsVariantString(REFVARIANT var)
{
	return VariantToStringWithDefault(var, NULL) != NULL;
}

void
ClearVariantArray(VARIANT *pvars, UINT cvars)
{
	for (UINT i = 0; i < cvars; i++)
		(void)VariantClear(&pvars[i]);
}

/* --- Made --- */

/* The vector is only looked at while it is copied. */
static HRESULT
make_array(VARTYPE vt, const void *elements, ULONG count, VARIANT *pvar)
{
	PROPVARIANT vector;

	PropVariantInit(&vector);
	vector.vt = VT_VECTOR | vt;
	vector.caub.cElems = count;
	memcpy(&vector.caub.pElems, &elements, sizeof elements);
	return PropVariantToVariant(&vector, pvar);
}

#define ARRAY_OF(name, type, vt)                                              \
	HRESULT                                                               \
	InitVariantFrom##name##Array(const type *elements, ULONG cElems,      \
		VARIANT *pvar)                                                \
	{                                                                     \
		return make_array(vt, elements, cElems, pvar);                \
	}

PROPELEMENT_NUMBERS(ARRAY_OF)
ARRAY_OF(FileTime, FILETIME, VT_FILETIME)

HRESULT
InitVariantFromBuffer(const void *pv, UINT cb, VARIANT *pvar)
{
	return make_array(VT_UI1, pv, cb, pvar);
}

HRESULT
InitVariantFromStringArray(PCWSTR *prgsz, ULONG cElems, VARIANT *pvar)
{
	return make_array(VT_LPWSTR, prgsz, cElems, pvar);
}

HRESULT
InitVariantFromBooleanArray(const BOOL *prgf, ULONG cElems, VARIANT *pvar)
{
	PROPVARIANT vector;
	HRESULT hr = InitPropVariantFromBooleanVector(prgf, cElems, &vector);

	VariantInit(pvar);
	if (SUCCEEDED(hr))
		hr = PropVariantToVariant(&vector, pvar);
	(void)PropVariantClear(&vector);
	return hr;
}

HRESULT
InitVariantFromString(PCWSTR psz, VARIANT *pvar)
{
	VariantInit(pvar);
	if (!psz)
		return E_INVALIDARG;
	pvar->bstrVal = SysAllocString(psz);
	if (!pvar->bstrVal)
		return E_OUTOFMEMORY;
	pvar->vt = VT_BSTR;
	return S_OK;
}

static HRESULT
make_interface(VARTYPE vt, void *pointer, VARIANT *pvar)
{
	VariantInit(pvar);
	pvar->vt = vt;
	pvar->punkVal = pointer;
	if (pvar->punkVal)
		IUnknown_AddRef(pvar->punkVal);
	return S_OK;
}

HRESULT
InitVariantFromUnknown(IUnknown *punk, VARIANT *pvar)
{
	return make_interface(VT_UNKNOWN, punk, pvar);
}

HRESULT
InitVariantFromDispatch(IDispatch *pdisp, VARIANT *pvar)
{
	return make_interface(VT_DISPATCH, pdisp, pvar);
}

/* What becomes one by conversion; `v` holds nothing of its own. */
HRESULT
InitVariantFromGUIDAsString(REFGUID guid, VARIANT *pvar)
{
	PROPVARIANT v;

	PropVariantInit(&v);
	v.vt = VT_CLSID;
	memcpy(&v.puuid, &guid, sizeof guid);
	return PropVariantToVariant(&v, pvar);
}

HRESULT
InitVariantFromFileTime(const FILETIME *pft, VARIANT *pvar)
{
	PROPVARIANT v;

	(void)InitPropVariantFromFileTime(pft, &v);
	return PropVariantToVariant(&v, pvar);
}

HRESULT
InitVariantFromVariantArrayElem(REFVARIANT varIn, ULONG iElem, VARIANT *pvar)
{
	PROPVARIANT view, element;
	HRESULT hr = propautomation_view(varIn, &view);

	VariantInit(pvar);
	if (FAILED(hr))
		return hr;
	if (!propelement_at(&view, iElem, &element))
		return E_INVALIDARG;
	return PropVariantToVariant(&element, pvar);
}

/* --- Read --- */

/* A view that failed is empty, and reading it leaves nothing to be freed. */
#define READ(var, call)                                                       \
	PROPVARIANT view;                                                     \
	HRESULT hr = propautomation_view(var, &view);                         \
	HRESULT read = call;                                                  \
	return FAILED(hr) ? hr : read

#define READERS(name, type, vt)                                               \
	HRESULT                                                               \
	VariantTo##name(REFVARIANT varIn, type *out)                          \
	{                                                                     \
		READ(varIn, PropVariantTo##name(&view, out));                 \
	}                                                                     \
	type VariantTo##name##WithDefault(REFVARIANT varIn, type otherwise)   \
	{                                                                     \
		PROPVARIANT view;                                             \
		(void)propautomation_view(varIn, &view);                      \
		return PropVariantTo##name##WithDefault(&view, otherwise);    \
	}

#define ELEMENT_READERS(name, type, vt)                                       \
	HRESULT                                                               \
	VariantGet##name##Elem(REFVARIANT var, ULONG iElem, type *out)        \
	{                                                                     \
		READ(var, PropVariantGet##name##Elem(&view, iElem, out));     \
	}                                                                     \
	HRESULT                                                               \
	VariantTo##name##Array(REFVARIANT var, type *out, ULONG room,         \
		ULONG *pcElem)                                                \
	{                                                                     \
		READ(var, PropVariantTo##name##Vector(&view, out, room,       \
			pcElem));                                             \
	}                                                                     \
	HRESULT                                                               \
	VariantTo##name##ArrayAlloc(REFVARIANT var, type **out,               \
		ULONG *pcElem)                                                \
	{                                                                     \
		READ(var, PropVariantTo##name##VectorAlloc(&view, out,        \
			pcElem));                                             \
	}

READERS(Boolean, BOOL, VT_BOOL)
PROPELEMENT_NUMBERS(READERS)
ELEMENT_READERS(Boolean, BOOL, VT_BOOL)
PROPELEMENT_NUMBERS(ELEMENT_READERS)
ELEMENT_READERS(String, LPWSTR, VT_LPWSTR)

HRESULT
VariantToStringAlloc(REFVARIANT varIn, LPWSTR *ppszBuf)
{
	PROPVARIANT view;
	HRESULT hr = propautomation_view(varIn, &view);

	*ppszBuf = NULL;
	return FAILED(hr) ? hr : PropVariantToStringAlloc(&view, ppszBuf);
}

HRESULT
VariantToString(REFVARIANT varIn, LPWSTR pszBuf, UINT cchBuf)
{
	READ(varIn, PropVariantToString(&view, pszBuf, cchBuf));
}

PCWSTR
VariantToStringWithDefault(REFVARIANT varIn, LPCWSTR pszDefault)
{
	PROPVARIANT view;

	(void)propautomation_view(varIn, &view);
	return PropVariantToStringWithDefault(&view, pszDefault);
}

HRESULT
VariantToBuffer(REFVARIANT varIn, void *pv, UINT cb)
{
	READ(varIn, PropVariantToBuffer(&view, pv, cb));
}

HRESULT
VariantToGUID(REFVARIANT varIn, GUID *pguid)
{
	READ(varIn, PropVariantToGUID(&view, pguid));
}

HRESULT
VariantToFileTime(REFVARIANT varIn, PSTIME_FLAGS stfOut, FILETIME *pftOut)
{
	READ(varIn, PropVariantToFileTime(&view, stfOut, pftOut));
}

HRESULT
VariantToDosDateTime(REFVARIANT varIn, WORD *pwDate, WORD *pwTime)
{
	FILETIME time;
	HRESULT hr = VariantToFileTime(varIn, PSTF_LOCAL, &time);

	*pwDate = 0;
	*pwTime = 0;
	if (FAILED(hr))
		return hr;
	return CoFileTimeToDosDateTime(&time, pwDate, pwTime)
		       ? S_OK
		       : DISP_E_OVERFLOW;
}

ULONG
VariantGetElementCount(REFVARIANT varIn)
{
	PROPVARIANT view;

	(void)propautomation_view(varIn, &view);
	return PropVariantGetElementCount(&view);
}

int
VariantCompare(REFVARIANT var1, REFVARIANT var2)
{
	PROPVARIANT view, other;

	(void)propautomation_view(var1, &view);
	(void)propautomation_view(var2, &other);
	return PropVariantCompare(&view, &other);
}
