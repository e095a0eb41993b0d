/* SPDX-License-Identifier: MIT */
/*
 * Values that live beside a set: streams and storages next to its CONTENTS,
 * whose names are what the set holds. [MS-OLEPS] 2.20 and 2.21
 */
#include "stg/propstg.h"

#include <stdlib.h>

#include <stg/hresult.h>
#include <stg/memory.h>

#include "stg/guidbytes.h"
#include "stg/propvalue.h"

#define EXCLUSIVE STGM_SHARE_EXCLUSIVE
#define ANEW	  (STGM_CREATE | STGM_READWRITE | STGM_SHARE_EXCLUSIVE)

static bool
is_storage(VARTYPE vt)
{
	return vt == VT_STORAGE || vt == VT_STORED_OBJECT;
}

static const struct oleps_bytes *
name_of(const struct oleps_value *value)
{
	return value->type == VT_VERSIONED_STREAM ? &value->versioned.name
						  : &value->bytes;
}

/* The name for free(), with a NUL. */
static HRESULT
read_name(const struct propstg *p, const struct oleps_value *value,
	OLECHAR **name)
{
	size_t length;
	HRESULT hr = propvalue_text(name_of(value), p->section->codepage, name,
		&length);

	if (SUCCEEDED(hr))
		(*name)[length] = 0;
	return hr;
}

static HRESULT
open_named(struct propstg *p, const struct oleps_value *value,
	const OLECHAR *name, PROPVARIANT *out)
{
	DWORD mode = (p->mode & 3) | EXCLUSIVE;
	IStream *stream = NULL;
	HRESULT hr;

	if (is_storage(value->type))
		return IStorage_OpenStorage(p->storage, name, NULL, mode, NULL,
			0, &out->pStorage);
	hr = IStorage_OpenStream(p->storage, name, NULL, mode, 0, &stream);
	if (FAILED(hr) || value->type != VT_VERSIONED_STREAM) {
		out->pStream = stream;
		return hr;
	}
	out->pVersionedStream = CoTaskMemAlloc(sizeof(VERSIONEDSTREAM));
	if (!out->pVersionedStream) {
		IStream_Release(stream);
		return STG_E_INSUFFICIENTMEMORY;
	}
	out->pVersionedStream->guidVersion =
		guid_from_bytes(value->versioned.guid);
	out->pVersionedStream->pStream = stream;
	return S_OK;
}

HRESULT
propstg_open_beside(struct propstg *p, const struct oleps_value *value,
	PROPVARIANT *out)
{
	OLECHAR *name;
	HRESULT hr;

	PropVariantInit(out);
	/* A stream has nothing beside it, whatever the set in it says. */
	if (!p->storage)
		return S_OK;
	hr = read_name(p, value, &name);
	if (FAILED(hr))
		return hr;
	hr = open_named(p, value, name, out);
	free(name);
	/* What is missing, or of another kind, is a value without contents. */
	if (hr == STG_E_FILENOTFOUND || hr == STG_E_INVALIDNAME)
		hr = S_OK;
	if (SUCCEEDED(hr) && (out->pStream ||
		value->type != VT_VERSIONED_STREAM))
		out->vt = value->type;
	return hr;
}

static HRESULT
copy_stream(struct propstg *p, const OLECHAR *name, IStream *source)
{
	ULARGE_INTEGER all = { .QuadPart = UINT64_MAX };
	IStream *stream;
	HRESULT hr = IStorage_CreateStream(p->storage, name, ANEW, 0, 0,
		&stream);

	if (FAILED(hr))
		return hr;
	if (source)
		hr = IStream_CopyTo(source, stream, all, NULL, NULL);
	if (SUCCEEDED(hr))
		hr = IStream_Commit(stream, STGC_DEFAULT);
	IStream_Release(stream);
	return hr;
}

static HRESULT
copy_storage(struct propstg *p, const OLECHAR *name, IStorage *source)
{
	IStorage *storage;
	HRESULT hr = IStorage_CreateStorage(p->storage, name, ANEW, 0, 0,
		&storage);

	if (FAILED(hr))
		return hr;
	if (source)
		hr = IStorage_CopyTo(source, 0, NULL, NULL, storage);
	if (SUCCEEDED(hr))
		hr = IStorage_Commit(storage, STGC_DEFAULT);
	IStorage_Release(storage);
	return hr;
}

/* Without a source, an empty element is made. */
HRESULT
propstg_write_beside(struct propstg *p, const OLECHAR *name,
	const PROPVARIANT *value)
{
	if (is_storage(value->vt))
		return copy_storage(p, name, value->pStorage);
	if (value->vt != VT_VERSIONED_STREAM)
		return copy_stream(p, name, value->pStream);
	if (!value->pVersionedStream)
		return STG_E_INVALIDPARAMETER;
	return copy_stream(p, name, value->pVersionedStream->pStream);
}

static bool
is_same_name(const OLECHAR *one, const OLECHAR *other)
{
	while (*one && *one == *other) {
		one++;
		other++;
	}
	return *one == *other;
}

/* A value goes, and its element too unless it is called `but`. */
void
propstg_drop_beside(struct propstg *p, const struct oleps_value *value,
	const OLECHAR *but)
{
	OLECHAR *name;

	if (!p->storage || !propvalue_is_indirect(value->type) ||
		value->form == OLEPS_FORM_OPAQUE ||
		FAILED(read_name(p, value, &name)))
		return;
	/* The set itself is no value, though a damaged one may say so. */
	if (!is_same_name(name, OLESTR("CONTENTS")) &&
		!(but && is_same_name(name, but)))
		(void)IStorage_DestroyElement(p->storage, name);
	free(name);
}
