/* SPDX-License-Identifier: MIT */
/* Objects in storages become those of OLE 1: the reverse of ole1_load.c. */
#include "persist/ole1.h"

#include <stdlib.h>
#include <string.h>

#include <stg/docfile.h>

#include "base/bytes.h"
#include "oleds/compobj.h"
#include "oleds/native.h"
#include "oleds/olestream.h"
#include "oleds/presentation.h"
#include "persist/ansi.h"
#include "persist/element.h"
#include "persist/moniker.h"

#define SMALL_MOST ((size_t)1 << 20)
#define DATA_MOST  ((size_t)UINT32_MAX)
#define MM_ANISOTROPIC 8

/* What the spans of a record point to. */
struct parts {
	struct blob compobj, ole, native, item, presentation;
	uint8_t *picture;
	struct oleds_span class_name;
};

static void
parts_done(struct parts *parts)
{
	free(parts->compobj.bytes);
	free(parts->ole.bytes);
	free(parts->native.bytes);
	free(parts->item.bytes);
	free(parts->presentation.bytes);
	free(parts->picture);
	text_free(parts->class_name);
}

/* A stream that is not there is as good as an empty one. */
static HRESULT
read_if_there(IStorage *storage, const OLECHAR *name, size_t most,
	struct blob *blob)
{
	HRESULT hr = element_read(storage, name, most, blob);

	return hr == STG_E_FILENOTFOUND ? S_FALSE : hr;
}

/* By the class, else as the object says. */
static HRESULT
find_class_name(IStorage *storage, struct parts *parts)
{
	struct oleds_compobj compobj;
	LPOLESTR prog_id;
	CLSID clsid;
	HRESULT hr = ReadClassStg(storage, &clsid);

	if (FAILED(hr))
		return hr;
	if (SUCCEEDED(ProgIDFromCLSID(&clsid, &prog_id))) {
		parts->class_name = ansi_encode(prog_id);
		CoTaskMemFree(prog_id);
		return parts->class_name.bytes ? S_OK : E_OUTOFMEMORY;
	}
	hr = read_if_there(storage, NAME_COMPOBJ, SMALL_MOST, &parts->compobj);
	if (FAILED(hr) || hr == S_FALSE)
		return hr;
	if (oleds_compobj_decode(blob_span(&parts->compobj), OLEDS_TOLERANT,
		    &compobj, NULL) != OLEDS_OK)
		return S_FALSE;
	prog_id = ansi_decode(compobj.prog_id.length > 1 ? compobj.prog_id :
		compobj.user_type);
	if (!prog_id)
		return E_OUTOFMEMORY;
	parts->class_name = ansi_encode(prog_id);
	CoTaskMemFree(prog_id);
	return parts->class_name.bytes ? S_OK : E_OUTOFMEMORY;
}

/* The whole storage as the bytes of a compound file. */
static HRESULT
copy_to_array(IStorage *storage, ILockBytes *bytes)
{
	IStorage *copy;
	HRESULT hr = StgCreateDocfileOnILockBytes(bytes,
		STGM_CREATE | STGM_READWRITE | STGM_SHARE_EXCLUSIVE, 0, &copy);

	if (FAILED(hr))
		return hr;
	hr = IStorage_CopyTo(storage, 0, NULL, NULL, copy);
	if (SUCCEEDED(hr))
		hr = IStorage_Commit(copy, STGC_DEFAULT);
	IStorage_Release(copy);
	return hr;
}

static HRESULT
read_array(ILockBytes *bytes, struct blob *blob)
{
	ULARGE_INTEGER zero = { .QuadPart = 0 };
	STATSTG stat;
	ULONG got = 0;
	HRESULT hr = ILockBytes_Stat(bytes, &stat, STATFLAG_NONAME);

	if (FAILED(hr))
		return hr;
	if (stat.cbSize.QuadPart > DATA_MOST)
		return CONVERT10_E_STG_FMT;
	blob->length = (size_t)stat.cbSize.QuadPart;
	blob->bytes = malloc(blob->length > 0 ? blob->length : 1);
	if (!blob->bytes)
		return E_OUTOFMEMORY;
	hr = ILockBytes_ReadAt(bytes, zero, blob->bytes, (ULONG)blob->length,
		&got);
	return SUCCEEDED(hr) && got < blob->length ? STG_E_READFAULT : hr;
}

static HRESULT
make_image(IStorage *storage, struct blob *blob)
{
	ILockBytes *bytes;
	HRESULT hr = CreateILockBytesOnHGlobal(NULL, TRUE, &bytes);

	if (FAILED(hr))
		return hr;
	hr = copy_to_array(storage, bytes);
	if (SUCCEEDED(hr))
		hr = read_array(bytes, blob);
	ILockBytes_Release(bytes);
	return hr;
}

static HRESULT
find_native(IStorage *storage, struct parts *parts, struct oleds_ole1 *record)
{
	struct oleds_native native;
	struct oleds_span rest;
	HRESULT hr = read_if_there(storage, NAME_OLE10NATIVE, DATA_MOST,
		&parts->native);

	if (FAILED(hr))
		return hr;
	if (hr == S_FALSE) {
		hr = make_image(storage, &parts->native);
		record->native = blob_span(&parts->native);
		return hr;
	}
	if (oleds_native_decode(blob_span(&parts->native), OLEDS_TOLERANT,
		    &native) != OLEDS_OK)
		return CONVERT10_E_STG_FMT;
	record->native = native.data;
	hr = read_if_there(storage, NAME_OLE10ITEMNAME, SMALL_MOST,
		&parts->item);
	if (hr == S_OK && oleds_item_decode(blob_span(&parts->item),
		OLEDS_TOLERANT, &record->item, &rest) != OLEDS_OK)
		record->item = (struct oleds_span){ NULL, 0 };
	return FAILED(hr) ? hr : S_OK;
}

/* Metafiles get back what OLE 1 has before them. */
static HRESULT
set_picture(struct parts *parts, const struct ole1_picture *picture,
	struct oleds_ole1_picture *out)
{
	size_t head = picture->format == OLEDS_CF_METAFILEPICT ?
		OLEDS_OLE1_PICTURE_HEAD : 0;

	out->version = OLEDS_OLE1_VERSION;
	out->class_name = ole1_class_name(picture->format);
	if (out->class_name.length == 0)
		return CONVERT10_S_NO_PRESENTATION;
	if (picture->data.length > DATA_MOST - head)
		return CONVERT10_E_STG_FMT;
	parts->picture = malloc(picture->data.length + head + 1);
	if (!parts->picture)
		return E_OUTOFMEMORY;
	if (head > 0) {
		put_le16(parts->picture, MM_ANISOTROPIC);
		put_le16(parts->picture + 2, (uint16_t)picture->width);
		put_le16(parts->picture + 4, (uint16_t)picture->height);
		put_le16(parts->picture + 6, 0);
	}
	if (picture->data.length > 0)
		memcpy(parts->picture + head, picture->data.bytes,
			picture->data.length);
	out->kind = OLEDS_OLE1_PRESENTATION;
	out->standard = true;
	out->width = (uint32_t)picture->width;
	out->height = 0 - (uint32_t)picture->height;
	out->data = (struct oleds_span){ parts->picture,
		picture->data.length + head };
	return S_OK;
}

static HRESULT
find_picture(IStorage *storage, struct parts *parts,
	struct ole1_picture *picture)
{
	struct oleds_presentation record;
	HRESULT hr = read_if_there(storage, NAME_PRESENTATION, DATA_MOST,
		&parts->presentation);

	memset(picture, 0, sizeof *picture);
	if (hr != S_OK)
		return hr;
	if (oleds_presentation_decode(blob_span(&parts->presentation),
		    OLEDS_TOLERANT, &record) != OLEDS_OK)
		return S_FALSE;
	picture->format = (CLIPFORMAT)record.format.id;
	picture->width = (LONG)record.width;
	picture->height = (LONG)record.height;
	picture->data = record.data;
	return S_OK;
}

static HRESULT
fill_link(const struct oleds_olestream *ole, struct oleds_ole1 *record)
{
	record->kind = OLEDS_OLE1_LINKED;
	record->update = ole->update == OLEDS_UPDATE_ONCALL ? 2 : 0;
	if (!ole->has_link || moniker_decode(ole->absolute, &record->topic,
		&record->item) != OLEDS_OK)
		return CONVERT10_E_STG_FMT;
	return S_OK;
}

static HRESULT
fill(IStorage *storage, struct parts *parts, struct oleds_ole1 *record)
{
	struct oleds_olestream ole;
	HRESULT hr = element_read(storage, NAME_OLE, SMALL_MOST, &parts->ole);

	if (hr == STG_E_FILENOTFOUND)
		return CONVERT10_E_STG_NO_STD_STREAM;
	if (FAILED(hr))
		return hr;
	if (oleds_olestream_decode(blob_span(&parts->ole), OLEDS_TOLERANT,
		    &ole) != OLEDS_OK)
		return CONVERT10_E_STG_FMT;
	hr = find_class_name(storage, parts);
	if (FAILED(hr))
		return hr;
	record->version = OLEDS_OLE1_VERSION;
	record->class_name = parts->class_name;
	if (ole.flags & OLEDS_OLE_LINK)
		return fill_link(&ole, record);
	record->kind = OLEDS_OLE1_EMBEDDED;
	return find_native(storage, parts, record);
}

static HRESULT
put_record(LPOLESTREAM target, const struct oleds_ole1 *record)
{
	size_t size = oleds_ole1_encode(record, NULL, 0);
	uint8_t *bytes;
	HRESULT hr = S_OK;

	if (size == 0 || size > UINT32_MAX)
		return CONVERT10_E_STG_FMT;
	bytes = malloc(size);
	if (!bytes)
		return E_OUTOFMEMORY;
	oleds_ole1_encode(record, bytes, size);
	if (target->lpstbl->Put(target, bytes, (DWORD)size) != size)
		hr = CONVERT10_E_OLESTREAM_PUT;
	free(bytes);
	return hr;
}

/* With a picture from the caller, or the storage's own for NULL. */
static HRESULT
convert(IStorage *storage, LPOLESTREAM target,
	const struct ole1_picture *given)
{
	struct oleds_ole1 record = { .version = 0 };
	struct parts parts = { .picture = NULL };
	struct ole1_picture found;
	HRESULT picture_hr = CONVERT10_S_NO_PRESENTATION;
	HRESULT hr;

	if (!storage || !target || !target->lpstbl)
		return E_INVALIDARG;
	hr = fill(storage, &parts, &record);
	if (SUCCEEDED(hr) && !given) {
		hr = find_picture(storage, &parts, &found);
		given = &found;
	}
	if (SUCCEEDED(hr)) {
		picture_hr = set_picture(&parts, given, &record.picture);
		hr = FAILED(picture_hr) ? picture_hr :
			put_record(target, &record);
	}
	parts_done(&parts);
	return FAILED(hr) ? hr : picture_hr;
}

HRESULT
OleConvertIStorageToOLESTREAM(LPSTORAGE pstg, LPOLESTREAM lpolestream)
{
	return convert(pstg, lpolestream, NULL);
}

HRESULT
OleConvertIStorageToOLESTREAMEx(LPSTORAGE pstg, CLIPFORMAT cfFormat,
	LONG lWidth, LONG lHeight, DWORD dwSize, LPSTGMEDIUM pmedium,
	LPOLESTREAM polestm)
{
	struct ole1_picture picture = { cfFormat, lWidth, lHeight,
		{ NULL, 0 } };
	HRESULT hr;

	if (cfFormat == 0)
		return convert(pstg, polestm, &picture);
	if (!pmedium)
		return E_INVALIDARG;
	if (pmedium->tymed != TYMED_HGLOBAL ||
		GlobalSize(pmedium->hGlobal) < dwSize)
		return DV_E_TYMED;
	picture.data.bytes = GlobalLock(pmedium->hGlobal);
	picture.data.length = dwSize;
	hr = convert(pstg, polestm, &picture);
	GlobalUnlock(pmedium->hGlobal);
	return hr;
}
