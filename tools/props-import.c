/* SPDX-License-Identifier: MIT */
/*
 * The bytes of a stream come first, so that nothing is lost that JSON has no
 * word for; the values beside them count where somebody changed them.
 */
#define COBJMACROS
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#ifdef HAVE_JANSSON
#include <jansson.h>
#endif

#include <stg/helpers.h>
#include <stg/memory.h>

#include "content.h"
#include "memory.h"
#include "props-import.h"
#include "propset.h"
#include "propvalue.h"
#include "slot.h"

#ifdef HAVE_JANSSON

struct import {
	json_t *sets;
	const char *bad; /* the value that cannot be written */
};

static const char *
text_of(json_t *object, const char *key)
{
	return json_string_value(json_object_get(object, key));
}

/* --- Streams -------------------------------------------------------------- */

static HRESULT
put_stream(const struct slot *slot, const char *hex)
{
	IStream *stream = NULL;
	ULONG size;
	BYTE *bytes = propvalue_from_hex(hex, &size);
	HRESULT hr = STG_E_INVALIDPARAMETER;

	if (bytes)
		hr = stream_make(slot->parent, slot->name, &stream);
	if (SUCCEEDED(hr))
		hr = stream_write(stream, bytes, size);
	if (stream)
		IStream_Release(stream);
	CoTaskMemFree(bytes);
	return hr;
}

/* Without what was in it. */
static HRESULT
put_storage(const struct slot *slot, json_t *object)
{
	const char *text = text_of(object, "class");
	DWORD bits = (DWORD)json_integer_value(
		json_object_get(object, "state-bits"));
	IStorage *storage = NULL;
	CLSID clsid;
	HRESULT hr = S_OK;

	if (!text || FAILED(stg_guid_from_text(text, &clsid)))
		return STG_E_INVALIDPARAMETER;
	if (slot->exists)
		hr = IStorage_DestroyElement(slot->parent, slot->name);
	if (SUCCEEDED(hr))
		hr = storage_make(slot->parent, slot->name, &storage);
	if (SUCCEEDED(hr))
		hr = IStorage_SetClass(storage, &clsid);
	if (SUCCEEDED(hr))
		hr = IStorage_SetStateBits(storage, bits, 0xFFFFFFFF);
	if (storage)
		IStorage_Release(storage);
	return hr;
}

/* What the object says of the element at a path: bytes, or a storage. */
static HRESULT
put_element(struct edit *edit, const char *path, json_t *object)
{
	const char *bytes = text_of(object, "bytes");
	struct slot slot;
	HRESULT hr = STG_E_INVALIDNAME;

	if (slot_find(&slot, edit, path, false) == EXIT_DONE && !slot.is_root &&
		!(bytes && slot.exists && slot.is_storage))
		hr = bytes ? put_stream(&slot, bytes)
			   : put_storage(&slot, object);
	slot_done(&slot);
	return hr;
}

/* A set with values beside it: its storage first, then what is in it. */
static HRESULT
put_elements(struct edit *edit, const char *name, json_t *elements)
{
	HRESULT hr = S_OK;
	json_t *object;
	size_t i;

	json_array_foreach(elements, i, object)
	{
		const char *inner = text_of(object, "path");
		struct text path = { 0 };

		text_addf(&path, inner && *inner ? "%s/%s" : "%s", name, inner);
		if (SUCCEEDED(hr))
			hr = inner ? put_element(edit, text_get(&path), object)
				   : STG_E_INVALIDPARAMETER;
		text_done(&path);
	}
	return hr;
}

static HRESULT
put_set(struct edit *edit, json_t *object)
{
	json_t *elements = json_object_get(object, "elements");
	const char *name = text_of(object, "stream");

	if (name && elements)
		return put_elements(edit, name, elements);
	if (name && text_of(object, "bytes"))
		return put_element(edit, name, object);
	return S_OK;
}

/* --- Values --------------------------------------------------------------- */

/* The value as props export writes it. */
static json_t *
value_now(const struct propset *set, PROPID propid)
{
	struct json json = { .active = true };
	char *text = NULL;
	size_t size = 0;
	PROPVARIANT value;
	json_t *object;

	json.out = open_memstream(&text, &size);
	if (!json.out)
		memory_exhausted();
	json_object_begin(&json, NULL);
	if (propset_read(set, propid, &value) == S_OK)
		propvalue_json(&json, "value", &value, set->codepage,
			propset_is_duration(&set->fmtid, propid));
	json_object_end(&json);
	fclose(json.out);
	PropVariantClear(&value);
	object = json_loads(text, 0, NULL);
	free(text);
	return object;
}

/* What propvalue_json() writes for an element, or for a value but a list. */
static bool
read_one(PROPVARIANT *value, VARTYPE vt, json_t *wanted, WORD codepage)
{
	const char *text = json_string_value(wanted);

	if (vt == VT_VARIANT) {
		const char *type = text_of(wanted, "type");

		text = text_of(wanted, "value");
		if (!type || !propvalue_type_parse(type, &vt) ||
			vt == VT_VARIANT)
			return false;
	}
	return text && propvalue_parse(value, vt, text, codepage);
}

static bool
read_list(PROPVARIANT *value, VARTYPE vt, json_t *wanted, WORD codepage)
{
	size_t size = json_array_size(wanted);
	PROPVARIANT *elements = memory_resize(NULL, size + 1, sizeof *elements);
	ULONG count = 0;
	bool ok = json_is_array(wanted);

	while (ok && count < size) {
		ok = read_one(&elements[count], vt & VT_TYPEMASK,
			json_array_get(wanted, count), codepage);
		count += ok;
	}
	if (ok)
		ok = propvalue_list(value, vt, elements, count);
	else
		while (count-- > 0)
			(void)PropVariantClear(&elements[count]);
	free(elements);
	return ok;
}

static bool
read_value(PROPVARIANT *value, json_t *entry, WORD codepage)
{
	const char *type = text_of(entry, "type");
	json_t *wanted = json_object_get(entry, "value");
	VARTYPE vt;

	if (!type || !propvalue_type_parse(type, &vt))
		return false;
	return vt & (VT_VECTOR | VT_ARRAY)
		       ? read_list(value, vt, wanted, codepage)
		       : read_one(value, vt, wanted, codepage);
}

static HRESULT
write_value(struct propset *set, struct import *import, PROPID propid,
	json_t *wanted)
{
	PROPSPEC spec = { .ulKind = PRSPEC_PROPID };
	PROPVARIANT value;
	HRESULT hr;

	spec.propid = propid;
	if (!read_value(&value, wanted, set->codepage)) {
		import->bad = text_of(wanted, "name");
		return STG_E_INVALIDPARAMETER;
	}
	hr = IPropertyStorage_WriteMultiple(
		set->set, 1, &spec, &value, PID_FIRST_USABLE);
	PropVariantClear(&value);
	return hr;
}

/* The entry of a property. */
static json_t *
entry_of(json_t *properties, PROPID propid)
{
	json_t *entry;
	size_t i;

	json_array_foreach(properties, i, entry)
	{
		if (json_integer_value(json_object_get(entry, "id")) == propid)
			return entry;
	}
	return NULL;
}

static HRESULT
apply_entry(struct propset *set, struct import *import, json_t *entry)
{
	PROPID propid =
		(PROPID)json_integer_value(json_object_get(entry, "id"));
	json_t *now = value_now(set, propid);
	bool same = json_equal(
		json_object_get(now, "value"), json_object_get(entry, "value"));

	json_decref(now);
	/* What is not understood has no value on either side. */
	if (same || (!json_object_get(entry, "value") && propid))
		return S_OK;
	return write_value(set, import, propid, entry);
}

static HRESULT
remove_others(struct propset *set, json_t *properties)
{
	PROPSPEC spec = { .ulKind = PRSPEC_PROPID };
	IEnumSTATPROPSTG *list;
	STATPROPSTG property;
	HRESULT hr = IPropertyStorage_Enum(set->set, &list);

	while (hr == S_OK &&
		IEnumSTATPROPSTG_Next(list, 1, &property, NULL) == S_OK) {
		spec.propid = property.propid;
		if (!entry_of(properties, property.propid))
			hr = IPropertyStorage_DeleteMultiple(
				set->set, 1, &spec);
		CoTaskMemFree(property.lpwstrName);
	}
	if (list)
		IEnumSTATPROPSTG_Release(list);
	return hr;
}

static HRESULT
apply_set(struct propset *set, void *context)
{
	struct import *import = context;
	struct text format = { 0 };
	json_t *object, *entry, *properties;
	size_t i, j;
	HRESULT hr = S_OK;

	propset_format(&format, &set->fmtid);
	json_array_foreach(import->sets, i, object)
	{
		const char *stream = text_of(object, "stream");
		const char *name = text_of(object, "set");

		if (!stream || !name ||
			strcmp(stream, text_get(&set->shown)) != 0 ||
			strcmp(name, text_get(&format)) != 0)
			continue;
		properties = json_object_get(object, "properties");
		hr = remove_others(set, properties);
		json_array_foreach(properties, j, entry)
		{
			if (hr == S_OK)
				hr = apply_entry(set, import, entry);
		}
		break;
	}
	text_done(&format);
	return hr;
}

enum exit_code
props_import(struct edit *edit, const char *path)
{
	struct place place = { path, NULL };
	struct import import = { .sets = NULL };
	struct propset_walk walk = { edit->root, STGM_READWRITE, edit->place,
		apply_set, &import, false };
	json_error_t error;
	json_t *document = json_load_file(path, JSON_REJECT_DUPLICATES, &error);
	json_t *object;
	HRESULT hr = S_OK;
	size_t i;

	import.sets = json_object_get(document, "sets");
	if (!json_is_array(import.sets)) {
		report_text(&place, "no property sets: line %d: %s", error.line,
			document ? "no \"sets\"" : error.text);
		json_decref(document);
		return EXIT_FAILED;
	}
	json_array_foreach(import.sets, i, object)
	{
		if (SUCCEEDED(hr))
			hr = put_set(edit, object);
	}
	if (SUCCEEDED(hr))
		hr = propset_each(&walk);
	if (import.bad)
		report_text(&place, "%s: not a value that can be written",
			import.bad);
	else if (FAILED(hr))
		report(&edit->place, "cannot import", hr);
	json_decref(document);
	return SUCCEEDED(hr) ? EXIT_DONE : EXIT_FAILED;
}

#else

enum exit_code
props_import(struct edit *edit, const char *path)
{
	(void)path;
	report_text(&edit->place, "this program was built without jansson");
	return EXIT_FAILED;
}

#endif
