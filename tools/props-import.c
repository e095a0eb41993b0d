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

static int
digit(char c)
{
	const char *digits = "0123456789abcdef";
	const char *found = c ? strchr(digits, c) : NULL;

	return found ? (int)(found - digits) : -1;
}

/* Hexadecimal digits to bytes in place of them; false: they are none. */
static bool
from_hex(const char *hex, char **bytes, size_t *size)
{
	size_t length = strlen(hex);

	*bytes = memory_resize(NULL, length / 2 + 1, 1);
	*size = length / 2;
	for (size_t i = 0; i < length / 2; i++) {
		int high = digit(hex[2 * i]), low = digit(hex[2 * i + 1]);

		if (high < 0 || low < 0)
			return false;
		(*bytes)[i] = (char)(high << 4 | low);
	}
	return length % 2 == 0;
}

static HRESULT
put_stream(struct edit *edit, const char *name, const char *hex)
{
	struct slot slot;
	IStream *stream = NULL;
	char *bytes = NULL;
	size_t size;
	HRESULT hr = STG_E_INVALIDNAME;

	if (slot_find(&slot, edit, name, false) == EXIT_DONE && !slot.is_root &&
		!slot.is_storage)
		hr = stream_make(slot.parent, slot.name, &stream);
	if (SUCCEEDED(hr) && !from_hex(hex, &bytes, &size))
		hr = STG_E_INVALIDPARAMETER;
	if (SUCCEEDED(hr))
		hr = stream_write(stream, bytes, size);
	if (stream)
		IStream_Release(stream);
	free(bytes);
	slot_done(&slot);
	return hr;
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

static HRESULT
write_value(struct propset *set, struct import *import, PROPID propid,
	json_t *wanted)
{
	PROPSPEC spec = { .ulKind = PRSPEC_PROPID };
	const char *type = text_of(wanted, "type");
	const char *text = text_of(wanted, "value");
	PROPVARIANT value;
	VARTYPE vt;
	HRESULT hr;

	spec.propid = propid;
	if (!type || !text || !propvalue_type_parse(type, &vt) ||
		!propvalue_parse(&value, vt, text, set->codepage)) {
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
	unsigned failed = 0;
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
		const char *name = text_of(object, "stream");
		const char *bytes = text_of(object, "bytes");

		if (SUCCEEDED(hr) && name && bytes)
			hr = put_stream(edit, name, bytes);
	}
	if (SUCCEEDED(hr))
		hr = propset_each(edit->root, STGM_READWRITE, apply_set,
			&import, &failed);
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
