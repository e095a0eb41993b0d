/* SPDX-License-Identifier: MIT */
/* <stg/propvarutil.h>: values of any type that are read as text. */
#include <stg/propvarutil.h>

#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <stg/guid.h>

#include "base/checked.h"
#include "base/utf16.h"
#include "oleps/codepage.h"
#include "stg/hresult_oleps.h"
#include "stg/propelement.h"
#include "stg/propvariant.h"

#define NUMBER_TEXT 32

static HRESULT
copy(const OLECHAR *text, LPWSTR *out)
{
	*out = propvariant_duplicate_text(text, utf16_length(text));
	return *out ? S_OK : E_OUTOFMEMORY;
}

static HRESULT
copy_utf8(const char *text, LPWSTR *out)
{
	uint16_t *units;
	size_t length;
	int status;

	if (!text)
		return E_INVALIDARG;
	status = oleps_text_decode(OLEPS_CP_UTF8, (const uint8_t *)text,
		strlen(text), &units, &length, NULL);
	if (status == OLEPS_NO_MEMORY)
		return E_OUTOFMEMORY;
	if (status != OLEPS_OK)
		return hresult_from_oleps(status);
	*out = propvariant_duplicate_text(units, length);
	free(units);
	return *out ? S_OK : E_OUTOFMEMORY;
}

/* As many digits as tell the number from its neighbours. */
static HRESULT
write_real(double value, char text[NUMBER_TEXT])
{
	locale_t c = newlocale(LC_ALL_MASK, "C", (locale_t)0);
	locale_t old;
	double back;

	if (!c)
		return E_OUTOFMEMORY;
	old = uselocale(c);
	(void)snprintf(text, NUMBER_TEXT, "%.15G", value);
	back = strtod(text, NULL);
	if (back < value || back > value)
		(void)snprintf(text, NUMBER_TEXT, "%.17G", value);
	(void)uselocale(old);
	freelocale(c);
	return S_OK;
}

static HRESULT
copy_number(const PROPVARIANT *v, LPWSTR *out)
{
	OLECHAR units[NUMBER_TEXT];
	char text[NUMBER_TEXT];
	ULONGLONG positive;
	LONGLONG whole;
	double real;
	HRESULT hr = PropVariantToDouble(v, &real);

	if (v->vt == VT_DATE)
		hr = DISP_E_TYPEMISMATCH; /* a number would not tell */
	if (FAILED(hr))
		return hr;
	if (v->vt == VT_R4 || v->vt == VT_R8 || v->vt == VT_CY ||
		v->vt == VT_DECIMAL)
		hr = write_real(real, text);
	else if (SUCCEEDED(PropVariantToInt64(v, &whole)))
		(void)snprintf(text, sizeof text, "%lld", (long long)whole);
	else if (SUCCEEDED(PropVariantToUInt64(v, &positive)))
		(void)snprintf(text, sizeof text, "%llu",
			(unsigned long long)positive);
	if (FAILED(hr))
		return hr;
	for (size_t i = 0; i <= strlen(text); i++)
		units[i] = (OLECHAR)text[i];
	return copy(units, out);
}

/* A single value; *out is NULL before. */
static HRESULT
copy_single(const PROPVARIANT *v, LPWSTR *out)
{
	switch (v->vt) {
	case VT_EMPTY:
	case VT_NULL:
		return copy(OLESTR(""), out);
	case VT_LPWSTR:
	case VT_BSTR:
		return copy(v->pwszVal ? v->pwszVal : OLESTR(""), out);
	case VT_LPSTR:
		return copy_utf8(v->pszVal, out);
	case VT_CLSID:
		return StringFromCLSID(v->puuid, out);
	default:
		return copy_number(v, out);
	}
}

/* Append text and what separates it from the text before. */
static HRESULT
append(LPWSTR *text, size_t *units, const OLECHAR *more)
{
	static const OLECHAR between[] = { ';', ' ' };
	size_t length = utf16_length(more);
	size_t total;
	LPWSTR grown;

	if (!checked_mul_size(*units + length + 3, sizeof **text, &total))
		return E_OUTOFMEMORY;
	grown = CoTaskMemRealloc(*text, total);
	if (!grown)
		return E_OUTOFMEMORY;
	*text = grown;
	if (*units > 0) {
		memcpy(grown + *units, between, sizeof between);
		*units += sizeof between / sizeof *between;
	}
	memcpy(grown + *units, more, (length + 1) * sizeof *more);
	*units += length;
	return S_OK;
}

static HRESULT
copy_many(const PROPVARIANT *v, LPWSTR *out)
{
	ULONG count = PropVariantGetElementCount(v);
	HRESULT hr = copy(OLESTR(""), out);
	PROPVARIANT element;
	size_t units = 0;

	for (ULONG i = 0; SUCCEEDED(hr) && i < count; i++) {
		LPWSTR text = NULL;

		if (propelement_at(v, i, &element))
			hr = copy_single(&element, &text);
		else
			hr = DISP_E_TYPEMISMATCH;
		if (SUCCEEDED(hr))
			hr = append(out, &units, text);
		CoTaskMemFree(text);
	}
	if (SUCCEEDED(hr))
		return S_OK;
	CoTaskMemFree(*out);
	*out = NULL;
	return hr;
}

HRESULT
PropVariantToStringAlloc(REFPROPVARIANT propvar, LPWSTR *ppszOut)
{
	*ppszOut = NULL;
	if (propvar->vt & (VT_VECTOR | VT_ARRAY))
		return copy_many(propvar, ppszOut);
	return copy_single(propvar, ppszOut);
}

HRESULT
PropVariantToString(REFPROPVARIANT propvar, LPWSTR psz, UINT cch)
{
	LPWSTR text;
	size_t units;
	HRESULT hr;

	if (!psz || cch == 0)
		return E_INVALIDARG;
	psz[0] = 0;
	hr = PropVariantToStringAlloc(propvar, &text);
	if (FAILED(hr))
		return hr;
	units = utf16_length(text);
	if (units >= cch) {
		hr = STRSAFE_E_INSUFFICIENT_BUFFER;
		units = cch - 1;
	}
	memcpy(psz, text, units * sizeof *psz);
	psz[units] = 0;
	CoTaskMemFree(text);
	return hr;
}

PCWSTR
PropVariantToStringWithDefault(REFPROPVARIANT propvarIn, LPCWSTR pszDefault)
{
	if (propvarIn->vt == VT_BSTR && !propvarIn->bstrVal)
		return OLESTR("");
	if (propvarIn->vt != VT_LPWSTR && propvarIn->vt != VT_BSTR)
		return pszDefault;
	return propvarIn->pwszVal ? propvarIn->pwszVal : pszDefault;
}

HRESULT
PropVariantToBSTR(REFPROPVARIANT propvar, BSTR *pbstrOut)
{
	LPWSTR text;
	HRESULT hr = PropVariantToStringAlloc(propvar, &text);

	*pbstrOut = NULL;
	if (FAILED(hr))
		return hr;
	*pbstrOut = SysAllocString(text);
	CoTaskMemFree(text);
	return *pbstrOut ? S_OK : E_OUTOFMEMORY;
}

HRESULT
propelement_utf8(const PROPVARIANT *pvar, LPSTR *out)
{
	uint8_t *bytes;
	size_t size;
	LPWSTR text;
	int status;
	HRESULT hr = PropVariantToStringAlloc(pvar, &text);

	*out = NULL;
	if (FAILED(hr))
		return hr;
	status = oleps_text_encode(OLEPS_CP_UTF8, text,
		utf16_length(text), &bytes, &size, NULL);
	CoTaskMemFree(text);
	if (status == OLEPS_NO_MEMORY)
		return E_OUTOFMEMORY;
	if (status != OLEPS_OK)
		return hresult_from_oleps(status);
	*out = propvariant_duplicate(bytes, size + 1);
	free(bytes);
	return *out ? S_OK : E_OUTOFMEMORY;
}
