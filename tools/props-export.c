/* SPDX-License-Identifier: MIT */
/*
 * So that nothing is lost that JSON has no word for, a set is exported with
 * all bytes of its stream. One with values beside it is a storage: its
 * elements follow each other, each storage before what is in it.
 */
#define COBJMACROS
#include <stg/helpers.h>
#include <stg/memory.h>

#include "props-export.h"

/* What a stream holds, in hexadecimal; what cannot be read is left out. */
static void
put_stream(struct json *json, IStream *stream)
{
	struct text hex = { 0 };
	BYTE bytes[4096];
	ULONG size = 0;
	LARGE_INTEGER zero = { .QuadPart = 0 };
	HRESULT hr = IStream_Seek(stream, zero, STREAM_SEEK_SET, NULL);

	do {
		if (SUCCEEDED(hr))
			hr = IStream_Read(stream, bytes, sizeof bytes, &size);
		for (ULONG i = 0; SUCCEEDED(hr) && i < size; i++)
			text_addf(&hex, "%02x", bytes[i]);
	} while (SUCCEEDED(hr) && size != 0);
	if (SUCCEEDED(hr))
		json_text(json, "bytes", text_get(&hex));
	text_done(&hex);
}

struct elements {
	struct json *json;
	IStorage *storage;
};

static void
put_storage(struct json *json, const struct stg_element *element)
{
	char guid[STG_GUID_TEXT_SIZE];

	stg_guid_to_text(&element->clsid, guid);
	json_text(json, "class", guid);
	json_number(json, "state-bits", element->state_bits);
}

static HRESULT
put_element(const struct stg_element *element, void *context)
{
	struct elements *e = context;
	IStream *stream;

	json_object_begin(e->json, NULL);
	json_text(e->json, "path", element->path);
	if (element->type == STGTY_STORAGE) {
		put_storage(e->json, element);
	} else if (SUCCEEDED(stg_open_stream(e->storage,
			   element->path, STGM_READ | STGM_SHARE_EXCLUSIVE,
			   &stream))) {
		put_stream(e->json, stream);
		IStream_Release(stream);
	}
	json_object_end(e->json);
	return S_OK;
}

void
props_export_bytes(struct json *json, struct propset *set)
{
	struct elements elements = { json, set->storage };
	IStream *copy;

	if (set->storage) {
		/* It keeps its CONTENTS to itself. */
		propset_let_go(set);
		json_array_begin(json, "elements");
		(void)stg_walk(set->storage, "", STG_WALK_DEFAULT, put_element,
			&elements);
		json_array_end(json);
	} else if (set->stream &&
		   SUCCEEDED(IStream_Clone(set->stream, &copy))) {
		put_stream(json, copy);
		IStream_Release(copy);
	}
}
