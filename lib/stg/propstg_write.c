/* SPDX-License-Identifier: MIT */
/* IPropertyStorage: properties and names that are written and deleted. */
#include "base/utf16.h"
#include "stg/propstg.h"

#include <stdlib.h>
#include <string.h>

#include <stg/hresult.h>

#include "oleps/encode.h"
#include "stg/hresult_oleps.h"
#include "stg/propname.h"
#include "stg/propvalue.h"
#include "stg/propvariant.h"

/* The most code units of a name, so that it fits version 0. */
#define NAME_UNITS 255

/* What an entry of the table and paddings take at most. */
#define OVERHEAD 24

static bool
is_special(PROPID propid)
{
	return propid < PID_FIRST_USABLE ||
		(propid >= PID_MIN_READONLY && propid <= PID_MAX_READONLY);
}

static HRESULT
check_name(const OLECHAR *name)
{
	size_t units = utf16_length(name);

	return units > 0 && units <= NAME_UNITS ? S_OK : STG_E_INVALIDNAME;
}

/* The first number from `first` on that stands for nothing yet. */
static HRESULT
find_free(struct propstg *p, PROPID first, PROPID *propid)
{
	PROPID id = p->first_name == first ? p->next_name : first;

	if (first < PID_FIRST_USABLE || first >= PID_MIN_READONLY)
		return STG_E_INVALIDPARAMETER;
	while (id < PID_MIN_READONLY && (oleps_find(p->section, id) ||
		oleps_name_of(p->section, id)))
		id++;
	if (id >= PID_MIN_READONLY)
		return STG_E_INVALIDPARAMETER;
	p->first_name = first;
	p->next_name = id;
	*propid = id;
	return S_OK;
}

/* The bytes that a value takes, with as many more for each part of it. */
static size_t
size_of(const struct oleps_value *value, size_t more)
{
	size_t size = more;

	switch ((enum oleps_form)value->form) {
	case OLEPS_FORM_BYTES:
	case OLEPS_FORM_OPAQUE:
		return size + value->bytes.size;
	case OLEPS_FORM_VERSIONED:
		return size + value->versioned.name.size;
	case OLEPS_FORM_PACKED:
		return size + (size_t)oleps_element_size(value->type &
			OLEPS_TYPE_MASK) * value->list->count;
	case OLEPS_FORM_VALUES:
		for (uint32_t i = 0; i < value->list->count; i++)
			size += size_of(&value->list->values[i], more);
		return size;
	default:
		return size;
	}
}

/*
 * May the set grow by `more` and shrink by `less`? Bounds are kept in mind, and
 * the size is taken only when they are reached.
 */
static HRESULT
check_size(struct propstg *p, size_t more, size_t less)
{
	uint8_t *bytes;
	size_t size;
	HRESULT hr;

	p->size += more;
	if (p->size <= p->limit)
		return S_OK;
	hr = hresult_from_oleps(oleps_encode(p->set, 0, p->limit, &bytes,
		&size));
	if (FAILED(hr))
		return hr;
	free(bytes);
	p->size = size + more - (less < size ? less : size);
	return p->size <= p->limit ? S_OK : STG_E_INSUFFICIENTMEMORY;
}

/* Code page and locale, which text and names in the set depend on. */
static HRESULT
write_special(struct propstg *p, PROPID propid, const PROPVARIANT *var)
{
	struct oleps_value value;
	HRESULT hr;

	for (size_t i = 0; i < p->section->count; i++) {
		PROPID id = p->section->properties[i].id;

		if (!is_special(id))
			return STG_E_INVALIDPARAMETER;
	}
	if (p->section->name_count != 0 ||
		(propid == PID_CODEPAGE && var->vt != VT_I2) ||
		(propid == PID_LOCALE && var->vt != VT_UI4) ||
		(propid != PID_CODEPAGE && propid != PID_LOCALE))
		return STG_E_INVALIDPARAMETER;
	hr = propvalue_write(var, p->section->codepage, NULL, &value);
	if (SUCCEEDED(hr))
		hr = hresult_from_oleps(oleps_put(p->section, propid, &value));
	return hr;
}

/* Take a property out with what is beside the set, its name not. */
static HRESULT
remove_value(struct propstg *p, PROPID propid)
{
	const struct oleps_property *property = oleps_find(p->section, propid);

	if (!property)
		return S_OK;
	propstg_drop_beside(p, &property->value, NULL);
	p->first_name = 0;
	return hresult_from_oleps(oleps_remove(p->section, propid));
}

/* A value that was made, and whose element is there. */
static HRESULT
put_value(struct propstg *p, PROPID propid, struct oleps_value *value,
	const OLECHAR *element)
{
	const struct oleps_property *old = oleps_find(p->section, propid);

	if (old)
		propstg_drop_beside(p, &old->value, element);
	return hresult_from_oleps(oleps_put(p->section, propid, value));
}

static HRESULT
write_value(struct propstg *p, PROPID propid, const PROPVARIANT *var)
{
	bool beside = propvalue_is_indirect(var->vt);
	OLECHAR element[PROPNAME_VALUE_SIZE];
	const struct oleps_property *old;
	struct oleps_value value;
	HRESULT hr;

	if (var->vt == VT_EMPTY)
		return remove_value(p, propid);
	if (beside && !p->storage)
		return STG_E_PROPSETMISMATCHED;
	propname_of_value(propid, element);
	hr = propvalue_write(var, p->section->codepage, element, &value);
	if (FAILED(hr))
		return hr;
	old = oleps_find(p->section, propid);
	hr = check_size(p, size_of(&value, OVERHEAD), old
			? size_of(&old->value, 0) : 0);
	if (SUCCEEDED(hr) && beside)
		hr = propstg_write_beside(p, element, var);
	if (SUCCEEDED(hr))
		hr = put_value(p, propid, &value, beside ? element : NULL);
	if (FAILED(hr))
		oleps_value_clear(&value);
	return hr;
}

static HRESULT
put_name(struct propstg *p, PROPID propid, const OLECHAR *name)
{
	size_t units = utf16_length(name);
	HRESULT hr = check_size(p, OVERHEAD + 4 * units, 0);

	if (FAILED(hr))
		return hr;
	return hresult_from_oleps(oleps_name_put(p->section, propid,
		(const uint16_t *)name, units));
}

/* A value under a name that nothing has yet. */
static HRESULT
write_named(struct propstg *p, const OLECHAR *name, const PROPVARIANT *var,
	PROPID first)
{
	PROPID propid;
	HRESULT hr = check_name(name);

	if (SUCCEEDED(hr))
		hr = find_free(p, first, &propid);
	if (SUCCEEDED(hr))
		hr = put_name(p, propid, name);
	if (FAILED(hr))
		return hr;
	hr = write_value(p, propid, var);
	if (FAILED(hr))
		(void)!oleps_name_remove(p->section, propid);
	return hr;
}

static HRESULT
write_one(struct propstg *p, const PROPSPEC *spec, const PROPVARIANT *var,
	PROPID first)
{
	PROPVARIANT direct;
	PROPID propid;
	HRESULT hr;

	if (spec->ulKind == PRSPEC_PROPID && spec->propid == PID_ILLEGAL)
		return S_OK;
	hr = propstg_resolve(p, spec, &propid);
	if (FAILED(hr) && hr != STG_E_FILENOTFOUND)
		return hr;
	if (hr == STG_E_FILENOTFOUND) {
		hr = propvalue_dereference(var, &direct);
		if (FAILED(hr))
			return hr;
		return write_named(p, spec->lpwstr, &direct, first);
	}
	hr = propvalue_dereference(var, &direct);
	if (FAILED(hr))
		return hr;
	if (is_special(propid))
		return write_special(p, propid, &direct);
	return write_value(p, propid, &direct);
}

HRESULT
propstg_WriteMultiple(IPropertyStorage *iface, ULONG cpspec,
	const PROPSPEC rgpspec[], const PROPVARIANT rgpropvar[],
	PROPID propidNameFirst)
{
	struct propstg *p = propstg_from_interface(iface);
	HRESULT hr;
	ULONG i;

	if (cpspec && (!rgpspec || !rgpropvar))
		return E_INVALIDARG;
	hr = propstg_enter_to_write(p);
	if (FAILED(hr))
		return hr;
	for (i = 0; i < cpspec && SUCCEEDED(hr); i++)
		hr = write_one(p, &rgpspec[i], &rgpropvar[i],
			propidNameFirst);
	if (i > 0) {
		HRESULT touched = propstg_touch(p);

		if (SUCCEEDED(hr))
			hr = touched;
	}
	propstg_leave(p);
	return hr == E_OUTOFMEMORY ? STG_E_INSUFFICIENTMEMORY : hr;
}

static HRESULT
delete_one(struct propstg *p, const PROPSPEC *spec)
{
	PROPID propid;
	HRESULT hr = propstg_resolve(p, spec, &propid);

	if (hr == STG_E_FILENOTFOUND)
		return S_OK;
	if (FAILED(hr))
		return hr;
	if (is_special(propid))
		return STG_E_INVALIDPARAMETER;
	return remove_value(p, propid);
}

HRESULT
propstg_DeleteMultiple(IPropertyStorage *iface, ULONG cpspec,
	const PROPSPEC rgpspec[])
{
	struct propstg *p = propstg_from_interface(iface);
	HRESULT hr;

	if (cpspec && !rgpspec)
		return E_INVALIDARG;
	hr = propstg_enter_to_write(p);
	if (FAILED(hr))
		return hr;
	for (ULONG i = 0; i < cpspec && SUCCEEDED(hr); i++)
		hr = delete_one(p, &rgpspec[i]);
	if (cpspec && SUCCEEDED(hr))
		hr = propstg_touch(p);
	else if (cpspec)
		(void)propstg_touch(p);
	propstg_leave(p);
	return hr;
}

static HRESULT
write_name(struct propstg *p, PROPID propid, const OLECHAR *name)
{
	HRESULT hr;

	if (propid == PID_ILLEGAL)
		return S_OK;
	/* Number 0 is the set itself. */
	if (!name || (propid != PID_DICTIONARY && is_special(propid)))
		return STG_E_INVALIDPARAMETER;
	hr = check_name(name);
	return SUCCEEDED(hr) ? put_name(p, propid, name) : hr;
}

HRESULT
propstg_WritePropertyNames(IPropertyStorage *iface, ULONG cpropid,
	const PROPID rgpropid[], const LPOLESTR rglpwstrName[])
{
	struct propstg *p = propstg_from_interface(iface);
	HRESULT hr;

	if (cpropid && (!rgpropid || !rglpwstrName))
		return E_INVALIDARG;
	hr = propstg_enter_to_write(p);
	if (FAILED(hr))
		return hr;
	for (ULONG i = 0; i < cpropid && SUCCEEDED(hr); i++)
		hr = write_name(p, rgpropid[i], rglpwstrName[i]);
	p->first_name = 0;
	if (cpropid && SUCCEEDED(hr))
		hr = propstg_touch(p);
	else if (cpropid)
		(void)propstg_touch(p);
	propstg_leave(p);
	return hr;
}

static HRESULT
delete_names(struct propstg *p, ULONG count, const PROPID ids[])
{
	/* The whole dictionary, and nothing beside it. */
	for (ULONG i = 0; i < count; i++) {
		if (ids[i] == PID_DICTIONARY && count != 1)
			return STG_E_INVALIDPARAMETER;
	}
	if (ids[0] == PID_DICTIONARY) {
		oleps_names_clear(p->section);
		return S_OK;
	}
	for (ULONG i = 0; i < count; i++)
		(void)!oleps_name_remove(p->section, ids[i]);
	return S_OK;
}

HRESULT
propstg_DeletePropertyNames(IPropertyStorage *iface, ULONG cpropid,
	const PROPID rgpropid[])
{
	struct propstg *p = propstg_from_interface(iface);
	HRESULT hr;

	if (cpropid && !rgpropid)
		return E_INVALIDARG;
	hr = propstg_enter_to_write(p);
	if (FAILED(hr))
		return hr;
	if (cpropid)
		hr = delete_names(p, cpropid, rgpropid);
	p->first_name = 0;
	if (cpropid && SUCCEEDED(hr))
		hr = propstg_touch(p);
	propstg_leave(p);
	return hr;
}
