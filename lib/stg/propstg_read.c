/* SPDX-License-Identifier: MIT */
/* IPropertyStorage: which properties there are, their values and names. */
#include "base/utf16.h"
#include "stg/propstg.h"

#include <string.h>

#include <stg/hresult.h>
#include <stg/memory.h>

#include "stg/hresult_oleps.h"
#include "stg/propvalue.h"
#include "stg/propvariant.h"

/* Of a type that nobody knows, there is nothing to be read. */
bool
propstg_is_ordinary(const struct oleps_property *property)
{
	return property->value.type != OLEPS_EMPTY &&
		property->value.form != OLEPS_FORM_OPAQUE;
}

HRESULT
propstg_resolve(const struct propstg *p, const PROPSPEC *spec,
	PROPID *propid)
{
	if (spec->ulKind == PRSPEC_PROPID) {
		*propid = spec->propid;
		return S_OK;
	}
	if (spec->ulKind != PRSPEC_LPWSTR || !spec->lpwstr)
		return STG_E_INVALIDPARAMETER;
	return hresult_from_oleps(oleps_name_find(p->section,
		(const uint16_t *)spec->lpwstr,
		utf16_length(spec->lpwstr), propid));
}

/* S_FALSE: there is none, and the value is VT_EMPTY. */
static HRESULT
read_one(struct propstg *p, const PROPSPEC *spec, PROPVARIANT *out)
{
	struct propmemory memory = { NULL, 0 };
	const struct oleps_property *property;
	PROPID propid;
	HRESULT hr = propstg_resolve(p, spec, &propid);

	if (hr == STG_E_FILENOTFOUND)
		return S_FALSE;
	if (FAILED(hr))
		return hr;
	if (propid == PID_DICTIONARY)
		return S_FALSE;
	/* Also where the set does not say. */
	if (propid == PID_CODEPAGE) {
		out->vt = VT_I2;
		out->iVal = (SHORT)p->section->codepage;
		return S_OK;
	}
	property = oleps_find(p->section, propid);
	if (!property || !propstg_is_ordinary(property))
		return S_FALSE;
	if (propvalue_is_indirect(property->value.type))
		return propstg_open_beside(p, &property->value, out);
	return propvalue_read(&property->value, p->section->codepage, &memory,
		out);
}

HRESULT
propstg_ReadMultiple(IPropertyStorage *iface, ULONG cpspec,
	const PROPSPEC rgpspec[], PROPVARIANT rgpropvar[])
{
	struct propstg *p = propstg_from_interface(iface);
	ULONG found = 0;
	HRESULT hr;
	ULONG i;

	if (cpspec && (!rgpspec || !rgpropvar))
		return E_INVALIDARG;
	for (i = 0; i < cpspec; i++)
		PropVariantInit(&rgpropvar[i]);
	hr = propstg_enter(p);
	if (FAILED(hr))
		return hr;
	for (i = 0; i < cpspec && SUCCEEDED(hr); i++) {
		hr = read_one(p, &rgpspec[i], &rgpropvar[i]);
		found += hr == S_OK;
	}
	propstg_leave(p);
	if (FAILED(hr)) {
		while (i-- > 0)
			(void)PropVariantClear(&rgpropvar[i]);
		return hr == E_OUTOFMEMORY ? STG_E_INSUFFICIENTMEMORY : hr;
	}
	return found ? S_OK : S_FALSE;
}

static HRESULT
copy_name(const struct oleps_name *name, LPOLESTR *out)
{
	size_t size = (name->length + (size_t)1) * sizeof **out;

	*out = propvariant_duplicate(name->units, size);
	return *out ? S_OK : STG_E_INSUFFICIENTMEMORY;
}

HRESULT
propstg_ReadPropertyNames(IPropertyStorage *iface, ULONG cpropid,
	const PROPID rgpropid[], LPOLESTR rglpwstrName[])
{
	struct propstg *p = propstg_from_interface(iface);
	ULONG found = 0;
	HRESULT hr;

	if (cpropid && (!rgpropid || !rglpwstrName))
		return E_INVALIDARG;
	for (ULONG i = 0; i < cpropid; i++)
		rglpwstrName[i] = NULL;
	hr = propstg_enter(p);
	if (FAILED(hr))
		return hr;
	for (ULONG i = 0; i < cpropid && SUCCEEDED(hr); i++) {
		const struct oleps_name *name =
			oleps_name_of(p->section, rgpropid[i]);

		if (!name)
			continue;
		hr = copy_name(name, &rglpwstrName[i]);
		found++;
	}
	propstg_leave(p);
	for (ULONG i = 0; i < cpropid && FAILED(hr); i++) {
		CoTaskMemFree(rglpwstrName[i]);
		rglpwstrName[i] = NULL;
	}
	if (FAILED(hr))
		return hr;
	return found ? S_OK : S_FALSE;
}
