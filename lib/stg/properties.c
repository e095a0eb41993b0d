/* SPDX-License-Identifier: MIT */
/*
 * <stg/properties.h>: properties in one call each. Everything goes through
 * IPropertySetStorage, of the storage itself where it has one.
 */
#include <stg/properties.h>

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include <stg/helpers.h>
#include <stg/hresult.h>
#include <stg/memory.h>

#include "base/upcase.h"
#include "base/utf16.h"
#include "oleps/codepage.h"
#include "stg/hresult_oleps.h"
#include "stg/propvariant.h"

#define READ	(STGM_READ | STGM_SHARE_EXCLUSIVE)
#define WRITE	(STGM_READWRITE | STGM_SHARE_EXCLUSIVE)
#define CUSTOM	(&FMTID_UserDefinedProperties)

/* A set that is open for one call. */
struct access {
	IPropertyStorage *set;
	uint16_t codepage;
};

static HRESULT
find_sets(IStorage *storage, IPropertySetStorage **sets)
{
	HRESULT hr = IStorage_QueryInterface(storage, &IID_IPropertySetStorage,
		(void **)sets);

	if (hr == E_NOINTERFACE)
		hr = StgCreatePropSetStg(storage, 0, sets);
	return hr;
}

static PROPSPEC
spec_of(PROPID propid)
{
	PROPSPEC spec = { .ulKind = PRSPEC_PROPID };

	spec.propid = propid;
	return spec;
}

static HRESULT
read_codepage(struct access *access)
{
	PROPSPEC spec = spec_of(PID_CODEPAGE);
	PROPVARIANT value;
	HRESULT hr = IPropertyStorage_ReadMultiple(access->set, 1, &spec,
		&value);

	if (FAILED(hr))
		return hr;
	access->codepage = (uint16_t)value.iVal;
	return S_OK;
}

/* Open a set, or create it where it is missing and to be written. */
static HRESULT
begin(struct access *access, IStorage *storage, const FMTID *fmtid,
	DWORD mode)
{
	IPropertySetStorage *sets;
	HRESULT hr;

	if (!storage || !fmtid)
		return E_INVALIDARG;
	hr = find_sets(storage, &sets);
	if (FAILED(hr))
		return hr;
	hr = IPropertySetStorage_Open(sets, fmtid, mode, &access->set);
	if (hr == STG_E_FILENOTFOUND && mode == WRITE)
		hr = IPropertySetStorage_Create(sets, fmtid, NULL,
			PROPSETFLAG_ANSI, mode, &access->set);
	IPropertySetStorage_Release(sets);
	if (FAILED(hr))
		return hr;
	hr = read_codepage(access);
	if (FAILED(hr))
		IPropertyStorage_Release(access->set);
	return hr;
}

/* Release tells of no failure, so what was written is committed first. */
static HRESULT
finish(struct access *access, HRESULT hr)
{
	if (SUCCEEDED(hr))
		hr = IPropertyStorage_Commit(access->set, STGC_DEFAULT);
	IPropertyStorage_Release(access->set);
	return hr;
}

static HRESULT
read_value(struct access *access, const PROPSPEC *spec, PROPVARIANT *value)
{
	HRESULT hr = IPropertyStorage_ReadMultiple(access->set, 1, spec,
		value);

	return hr == S_FALSE ? STG_E_FILENOTFOUND : hr;
}

static HRESULT
to_utf8(const OLECHAR *units, size_t length, char **text)
{
	uint8_t *bytes;
	size_t size;
	size_t bad = 0;
	int status = oleps_text_encode(OLEPS_CP_UTF8, (const uint16_t *)units,
		length, &bytes, &size, &bad);

	if (status != OLEPS_OK)
		return hresult_from_oleps(status);
	*text = propvariant_duplicate(bytes, size + 1);
	free(bytes);
	return *text ? S_OK : STG_E_INSUFFICIENTMEMORY;
}

static HRESULT
from_utf8(const char *text, OLECHAR **units, size_t *length)
{
	uint16_t *decoded;
	int status = oleps_text_decode(OLEPS_CP_UTF8, (const uint8_t *)text,
		strlen(text), &decoded, length, NULL);

	if (status == OLEPS_OK)
		*units = (OLECHAR *)decoded;
	return hresult_from_oleps(status);
}

/* The text of a set of code page 1200 is UTF-8 already when it is read. */
static HRESULT
text_of(const struct access *access, const PROPVARIANT *value, char **text)
{
	uint16_t *units;
	size_t length;
	size_t bad = 0;
	HRESULT hr;
	int status;

	if (value->vt == VT_LPWSTR)
		return to_utf8(value->pwszVal,
			utf16_length(value->pwszVal), text);
	if (value->vt == VT_BSTR)
		return to_utf8(value->bstrVal, SysStringLen(value->bstrVal),
			text);
	if (value->vt != VT_LPSTR)
		return DISP_E_TYPEMISMATCH;
	status = oleps_text_decode(access->codepage == OLEPS_CP_UNICODE
		? OLEPS_CP_UTF8 : access->codepage,
		(const uint8_t *)value->pszVal, strlen(value->pszVal), &units,
		&length, &bad);
	if (status != OLEPS_OK)
		return hresult_from_oleps(status);
	hr = to_utf8((const OLECHAR *)units, length, text);
	free(units);
	return hr;
}

static HRESULT
read_text(struct access *access, const PROPSPEC *spec, char **text)
{
	PROPVARIANT value;
	HRESULT hr = read_value(access, spec, &value);

	if (FAILED(hr))
		return hr;
	hr = text_of(access, &value, text);
	(void)PropVariantClear(&value);
	return hr;
}

static HRESULT
write_value(struct access *access, const PROPSPEC *spec,
	const PROPVARIANT *value)
{
	return IPropertyStorage_WriteMultiple(access->set, 1, spec, value,
		PID_FIRST_USABLE);
}

/* Bytes of the set's code page; or code units, if that is wanted. */
static HRESULT
write_text(struct access *access, const PROPSPEC *spec, const char *text,
	bool or_wide)
{
	PROPVARIANT value = { .vt = VT_LPSTR };
	uint8_t *bytes;
	OLECHAR *units = NULL;
	size_t length;
	HRESULT hr = from_utf8(text, &units, &length);
	int status;

	if (FAILED(hr))
		return hr;
	if (access->codepage == OLEPS_CP_UNICODE) {
		value.pszVal = (LPSTR)(uintptr_t)text;
		free(units);
		return write_value(access, spec, &value);
	}
	status = oleps_text_encode(access->codepage, (const uint16_t *)units,
		length, &bytes, &length, NULL);
	hr = hresult_from_oleps(status);
	if (status == OLEPS_OK) {
		value.pszVal = (char *)bytes;
		hr = write_value(access, spec, &value);
		free(bytes);
	} else if (or_wide && status != OLEPS_NO_MEMORY) {
		value.vt = VT_LPWSTR;
		value.pwszVal = units;
		hr = write_value(access, spec, &value);
	}
	free(units);
	return hr;
}

HRESULT
stg_get_text(IStorage *storage, REFFMTID fmtid, PROPID propid, char **text)
{
	PROPSPEC spec = spec_of(propid);
	struct access access;
	HRESULT hr;

	if (!text)
		return E_INVALIDARG;
	*text = NULL;
	hr = begin(&access, storage, fmtid, READ);
	if (FAILED(hr))
		return hr;
	hr = read_text(&access, &spec, text);
	IPropertyStorage_Release(access.set);
	return hr;
}

/* Delete a property and, where it has one, its name. */
static HRESULT
delete(IStorage *storage, const FMTID *fmtid, const PROPSPEC *spec)
{
	struct access access;
	HRESULT hr = begin(&access, storage, fmtid, READ);

	/* A set is not created so that nothing may be in it. */
	if (hr == STG_E_FILENOTFOUND)
		return S_OK;
	if (FAILED(hr))
		return hr;
	IPropertyStorage_Release(access.set);
	hr = begin(&access, storage, fmtid, WRITE);
	if (FAILED(hr))
		return hr;
	return finish(&access, IPropertyStorage_DeleteMultiple(access.set, 1,
		spec));
}

HRESULT
stg_set_text(IStorage *storage, REFFMTID fmtid, PROPID propid,
	const char *text)
{
	PROPSPEC spec = spec_of(propid);
	struct access access;
	HRESULT hr;

	if (!text)
		return delete(storage, fmtid, &spec);
	hr = begin(&access, storage, fmtid, WRITE);
	if (FAILED(hr))
		return hr;
	return finish(&access, write_text(&access, &spec, text, false));
}

HRESULT
stg_get_time(IStorage *storage, REFFMTID fmtid, PROPID propid,
	struct timespec *time)
{
	PROPSPEC spec = spec_of(propid);
	struct access access;
	PROPVARIANT value;
	HRESULT hr;

	if (!time)
		return E_INVALIDARG;
	hr = begin(&access, storage, fmtid, READ);
	if (FAILED(hr))
		return hr;
	hr = read_value(&access, &spec, &value);
	IPropertyStorage_Release(access.set);
	if (FAILED(hr))
		return hr;
	if (value.vt != VT_FILETIME)
		hr = DISP_E_TYPEMISMATCH;
	else if (!value.filetime.dwLowDateTime &&
		!value.filetime.dwHighDateTime)
		hr = STG_E_FILENOTFOUND;
	else
		stg_filetime_to_timespec(&value.filetime, time);
	(void)PropVariantClear(&value);
	return hr;
}

HRESULT
stg_set_time(IStorage *storage, REFFMTID fmtid, PROPID propid,
	const struct timespec *time)
{
	PROPVARIANT value = { .vt = VT_FILETIME };
	PROPSPEC spec = spec_of(propid);
	struct access access;
	HRESULT hr;

	if (!time)
		return delete(storage, fmtid, &spec);
	if (!stg_timespec_to_filetime(time, &value.filetime))
		return E_INVALIDARG;
	hr = begin(&access, storage, fmtid, WRITE);
	if (FAILED(hr))
		return hr;
	return finish(&access, write_value(&access, &spec, &value));
}

/* A custom property by name, for free() of its text. */
static HRESULT
name_spec(const char *name, PROPSPEC *spec)
{
	OLECHAR *units = NULL;
	size_t length;
	HRESULT hr;

	if (!name)
		return E_INVALIDARG;
	hr = from_utf8(name, &units, &length);
	if (FAILED(hr))
		return hr;
	spec->ulKind = PRSPEC_LPWSTR;
	spec->lpwstr = units;
	return S_OK;
}

HRESULT
stg_get_custom(IStorage *storage, const char *name, PROPVARIANT *value)
{
	struct access access;
	PROPSPEC spec;
	HRESULT hr;

	if (!value)
		return E_INVALIDARG;
	PropVariantInit(value);
	hr = name_spec(name, &spec);
	if (FAILED(hr))
		return hr;
	hr = begin(&access, storage, CUSTOM, READ);
	if (SUCCEEDED(hr)) {
		hr = read_value(&access, &spec, value);
		IPropertyStorage_Release(access.set);
	}
	free(spec.lpwstr);
	return hr;
}

HRESULT
stg_get_custom_text(IStorage *storage, const char *name, char **text)
{
	struct access access;
	PROPSPEC spec;
	HRESULT hr;

	if (!text)
		return E_INVALIDARG;
	*text = NULL;
	hr = name_spec(name, &spec);
	if (FAILED(hr))
		return hr;
	hr = begin(&access, storage, CUSTOM, READ);
	if (SUCCEEDED(hr)) {
		hr = read_text(&access, &spec, text);
		IPropertyStorage_Release(access.set);
	}
	free(spec.lpwstr);
	return hr;
}

static bool
is_same_text(const OLECHAR *one, const OLECHAR *other)
{
	while (*one && upcase(*one) == upcase(*other)) {
		one++;
		other++;
	}
	return *one == *other;
}

/* The number of a name, which sets find in either case. */
static HRESULT
find_number(struct access *access, const OLECHAR *name, PROPID *propid)
{
	IEnumSTATPROPSTG *list;
	STATPROPSTG stat;
	HRESULT hr = IPropertyStorage_Enum(access->set, &list);

	if (FAILED(hr))
		return hr;
	*propid = PID_ILLEGAL;
	while (*propid == PID_ILLEGAL &&
		(hr = IEnumSTATPROPSTG_Next(list, 1, &stat, NULL)) == S_OK) {
		if (stat.lpwstrName && is_same_text(stat.lpwstrName, name))
			*propid = stat.propid;
		CoTaskMemFree(stat.lpwstrName);
	}
	IEnumSTATPROPSTG_Release(list);
	return FAILED(hr) ? hr : S_OK;
}

/* The value goes by the name as it was given, and then the name itself. */
static HRESULT
delete_custom(struct access *access, const PROPSPEC *spec)
{
	PROPID propid;
	HRESULT hr = find_number(access, spec->lpwstr, &propid);

	if (SUCCEEDED(hr))
		hr = IPropertyStorage_DeleteMultiple(access->set, 1, spec);
	if (SUCCEEDED(hr) && propid != PID_ILLEGAL)
		hr = IPropertyStorage_DeletePropertyNames(access->set, 1,
			&propid);
	return hr;
}

/* Either a value, or text, or nothing in place of what there is. */
static HRESULT
set_custom(IStorage *storage, const char *name, const PROPVARIANT *value,
	const char *text)
{
	bool anything = value || text;
	struct access access;
	PROPSPEC spec;
	HRESULT hr = name_spec(name, &spec);

	if (FAILED(hr))
		return hr;
	hr = begin(&access, storage, CUSTOM, anything ? WRITE : READ);
	if (SUCCEEDED(hr) && !anything) {
		IPropertyStorage_Release(access.set);
		hr = begin(&access, storage, CUSTOM, WRITE);
	}
	if (SUCCEEDED(hr)) {
		if (value)
			hr = write_value(&access, &spec, value);
		else if (text)
			hr = write_text(&access, &spec, text, true);
		else
			hr = delete_custom(&access, &spec);
		hr = finish(&access, hr);
	} else if (hr == STG_E_FILENOTFOUND && !anything) {
		hr = S_OK;
	}
	free(spec.lpwstr);
	return hr;
}

HRESULT
stg_set_custom(IStorage *storage, const char *name, const PROPVARIANT *value)
{
	return set_custom(storage, name, value, NULL);
}

HRESULT
stg_set_custom_text(IStorage *storage, const char *name, const char *text)
{
	return set_custom(storage, name, NULL, text);
}

/* Hand one property over; what cannot be read is left out. */
static HRESULT
visit(struct access *access, const STATPROPSTG *stat, stg_custom_fn custom,
	void *context)
{
	PROPSPEC spec = spec_of(stat->propid);
	PROPVARIANT value;
	char *name;
	HRESULT hr = to_utf8(stat->lpwstrName,
		utf16_length(stat->lpwstrName), &name);

	if (FAILED(hr))
		return hr;
	hr = read_value(access, &spec, &value);
	if (SUCCEEDED(hr)) {
		hr = custom(name, &value, context);
		(void)PropVariantClear(&value);
	} else if (hr == STG_E_FILENOTFOUND) {
		hr = S_OK;
	}
	CoTaskMemFree(name);
	return hr;
}

static HRESULT
visit_all(struct access *access, IEnumSTATPROPSTG *list, stg_custom_fn custom,
	void *context)
{
	STATPROPSTG stat;
	HRESULT hr;

	for (;;) {
		hr = IEnumSTATPROPSTG_Next(list, 1, &stat, NULL);
		if (hr != S_OK)
			return FAILED(hr) ? hr : S_OK;
		if (stat.lpwstrName)
			hr = visit(access, &stat, custom, context);
		CoTaskMemFree(stat.lpwstrName);
		if (hr != S_OK)
			return hr;
	}
}

HRESULT
stg_walk_custom(IStorage *storage, stg_custom_fn custom, void *context)
{
	IEnumSTATPROPSTG *list;
	struct access access;
	HRESULT hr;

	if (!custom)
		return E_INVALIDARG;
	hr = begin(&access, storage, CUSTOM, READ);
	if (FAILED(hr))
		return hr == STG_E_FILENOTFOUND ? S_OK : hr;
	hr = IPropertyStorage_Enum(access.set, &list);
	if (SUCCEEDED(hr)) {
		hr = visit_all(&access, list, custom, context);
		IEnumSTATPROPSTG_Release(list);
	}
	IPropertyStorage_Release(access.set);
	return hr;
}
