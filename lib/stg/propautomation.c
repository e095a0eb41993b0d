/* SPDX-License-Identifier: MIT */
/*
 * <stg/propvarutil.h>: values of properties become values of automation, and
 * the reverse. Both have the same bits for the types that both know; the others
 * are converted, of vectors and arrays element by element.
 */
#include "stg/propautomation.h"

#include <assert.h>
#include <string.h>

#include <stg/hresult.h>
#include <stg/propvarutil.h>
#include <stg/safearray.h>
#include <stg/stream.h>
#include <stg/variantutil.h>

#include "stg/propelement.h"
#include "stg/vartype.h"

static_assert(sizeof(VARIANT) == sizeof(PROPVARIANT),
	"elements of arrays are either");

/* Converts a single value; *made is empty before, and after a failure. */
typedef HRESULT convert_fn(const PROPVARIANT *v, PROPVARIANT *made);

/* What may stand behind a reference are the types of automation. */
static bool
is_automation(VARTYPE vt)
{
	VARTYPE base = vt & VT_TYPEMASK;

	if (vt == VT_EMPTY || vt == VT_NULL)
		return true;
	if (vt & VT_VECTOR || base == VT_RECORD || vt == VT_VARIANT ||
		vt == (VT_BYREF | VT_VARIANT))
		return false;
	return vartype_is_valid(vt) &&
	       vartype_of(base).places & VARTYPE_BYREF;
}

/* --- What a VARIANT holds --- */

/* Copy the bits that a value refers to; the type says how many. */
static HRESULT
follow(const VARIANT *var, PROPVARIANT *view)
{
	VARTYPE vt = var->vt & (VARTYPE)~VT_BYREF;

	if (!var->byref)
		return E_INVALIDARG;
	if (vt & VT_ARRAY)
		memcpy(&view->parray, var->byref, sizeof view->parray);
	else if (vt == VT_DECIMAL)
		memcpy(view, var->byref, sizeof(DECIMAL));
	else
		memcpy(&view->puuid, var->byref, vartype_of(vt).size);
	view->vt = vt;
	return S_OK;
}

HRESULT
propautomation_view(const VARIANT *var, PROPVARIANT *view)
{
	PropVariantInit(view);
	if (var->vt == (VT_BYREF | VT_VARIANT)) {
		var = var->pvarVal;
		if (!var)
			return E_INVALIDARG;
	}
	if (!is_automation(var->vt))
		return DISP_E_BADVARTYPE;
	if (var->vt & VT_BYREF)
		return follow(var, view);
	memcpy(view, var, sizeof *view);
	return S_OK;
}

/* --- Elements --- */

/*
 * Fill `elements`, zeros that have room for those of `many`, each of which
 * becomes one of type `vt`. After a failure, the rest are zeros.
 */
static HRESULT
fill(const PROPVARIANT *many, convert_fn *convert, VARTYPE vt, void *elements)
{
	ULONG count = PropVariantGetElementCount(many);
	size_t size = vartype_of(vt).size;
	HRESULT hr = S_OK;

	for (ULONG i = 0; SUCCEEDED(hr) && i < count; i++) {
		BYTE *to = (BYTE *)elements + (size_t)i * size;
		PROPVARIANT element, made;

		if (!propelement_at(many, i, &element))
			return DISP_E_BADVARTYPE;
		PropVariantInit(&made);
		hr = convert(&element, &made);
		if (FAILED(hr))
			break;
		if (vt == VT_VARIANT || vt == VT_DECIMAL)
			memcpy(to, &made, size);
		else
			memcpy(to, &made.puuid, size);
	}
	return hr;
}

/* --- To automation --- */

static VARTYPE
automation_type(VARTYPE vt)
{
	switch (vt) {
	case VT_LPSTR:
	case VT_LPWSTR:
	case VT_CLSID:
		return VT_BSTR;
	case VT_FILETIME:
		return VT_DATE;
	case VT_BLOB:
	case VT_STREAM:
	case VT_STREAMED_OBJECT:
	case VT_STORAGE:
	case VT_STORED_OBJECT:
		return VT_UNKNOWN;
	default:
		return vt;
	}
}

static HRESULT
copy_to_unknown(const PROPVARIANT *v, PROPVARIANT *made)
{
	if (v->vt != VT_BLOB) {
		made->punkVal = v->punkVal;
		if (made->punkVal)
			IUnknown_AddRef(made->punkVal);
		return S_OK;
	}
	made->pStream = SHCreateMemStream(v->blob.pBlobData, v->blob.cbSize);
	return made->pStream ? S_OK : E_OUTOFMEMORY;
}

static HRESULT
single_to_automation(const PROPVARIANT *v, PROPVARIANT *made)
{
	VARTYPE vt = automation_type(v->vt);
	HRESULT hr;

	if (vt == v->vt)
		return is_automation(vt) ? PropVariantCopy(made, v)
					 : DISP_E_BADVARTYPE;
	if (vt == VT_UNKNOWN)
		hr = copy_to_unknown(v, made);
	else if (vt == VT_DATE)
		hr = propelement_to(v, vt, &made->date);
	else
		hr = PropVariantToBSTR(v, &made->bstrVal);
	if (SUCCEEDED(hr))
		made->vt = vt;
	return hr;
}

static HRESULT
vector_to_array(const PROPVARIANT *v, PROPVARIANT *made)
{
	VARTYPE vt = automation_type(v->vt & VT_TYPEMASK);
	HRESULT hr;

	if (!vartype_is_valid(v->vt) || !is_automation(VT_ARRAY | vt))
		return DISP_E_BADVARTYPE;
	made->parray = SafeArrayCreateVector(vt, 0, v->caub.cElems);
	if (!made->parray)
		return E_OUTOFMEMORY;
	made->vt = VT_ARRAY | vt;
	hr = fill(v, single_to_automation, vt, made->parray->pvData);
	if (FAILED(hr))
		(void)PropVariantClear(made);
	return hr;
}

HRESULT
PropVariantToVariant(const PROPVARIANT *pPropVar, VARIANT *pVar)
{
	PROPVARIANT made;
	HRESULT hr;

	PropVariantInit(&made);
	hr = pPropVar->vt & VT_VECTOR ? vector_to_array(pPropVar, &made)
				      : single_to_automation(pPropVar, &made);
	memcpy(pVar, &made, sizeof *pVar);
	return hr;
}

/* --- From automation --- */

static VARTYPE
property_type(VARTYPE vt)
{
	if (vt == VT_BSTR)
		return VT_LPWSTR;
	return vt == VT_DATE ? VT_FILETIME : vt;
}

/* An object that is a stream is one as a property, too. */
static HRESULT
copy_unknown(const PROPVARIANT *v, PROPVARIANT *made)
{
	IUnknown *unknown = v->punkVal;
	void *stream;

	if (!unknown || FAILED(IUnknown_QueryInterface(unknown, &IID_IStream,
				&stream)))
		return PropVariantCopy(made, v);
	made->vt = VT_STREAM;
	made->pStream = stream;
	return S_OK;
}

static HRESULT
single_to_property(const PROPVARIANT *v, PROPVARIANT *made)
{
	VARTYPE vt = property_type(v->vt);
	HRESULT hr;

	if (vt == VT_UNKNOWN)
		return copy_unknown(v, made);
	if (vt == v->vt)
		return PropVariantCopy(made, v);
	hr = propelement_to(v, vt, &made->uhVal);
	if (SUCCEEDED(hr))
		made->vt = vt;
	return hr;
}

/* Elements of arrays may refer to something, as any VARIANT. */
static HRESULT
element_to_property(const PROPVARIANT *v, PROPVARIANT *made)
{
	PROPVARIANT view;
	VARIANT var;
	HRESULT hr;

	memcpy(&var, v, sizeof var);
	hr = propautomation_view(&var, &view);
	return SUCCEEDED(hr) ? single_to_property(&view, made) : hr;
}

/* An array that no vector can be stays one. */
static HRESULT
array_to_vector(const PROPVARIANT *v, PROPVARIANT *made)
{
	VARTYPE vt = property_type(v->vt & VT_TYPEMASK);
	HRESULT hr;

	if (!v->parray || SafeArrayGetDim(v->parray) != 1 ||
		!vartype_is_valid(VT_VECTOR | vt))
		return PropVariantCopy(made, v);
	hr = propelement_zeros(vt, PropVariantGetElementCount(v), made);
	if (FAILED(hr))
		return hr;
	hr = fill(v, element_to_property, vt, made->caub.pElems);
	if (FAILED(hr))
		(void)PropVariantClear(made);
	return hr;
}

HRESULT
VariantToPropVariant(const VARIANT *pVar, PROPVARIANT *pPropVar)
{
	PROPVARIANT view;
	HRESULT hr = propautomation_view(pVar, &view);

	PropVariantInit(pPropVar);
	if (FAILED(hr))
		return hr;
	if (view.vt & VT_ARRAY)
		return array_to_vector(&view, pPropVar);
	return single_to_property(&view, pPropVar);
}
