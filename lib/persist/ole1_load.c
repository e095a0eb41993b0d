/* SPDX-License-Identifier: MIT */
/*
 * Objects of OLE 1 become storages. Native data that are a compound file
 * themselves, as those of newer applications, are copied into the storage;
 * others become \1Ole10Native.
 */
#include "persist/ole1.h"

#include <stdlib.h>
#include <string.h>

#include <stg/docfile.h>

#include "base/bytes.h"
#include "oleds/native.h"
#include "oleds/olestream.h"
#include "oleds/presentation.h"
#include "persist/ansi.h"
#include "persist/element.h"
#include "persist/moniker.h"

#define PIECE ((size_t)1 << 16)

static const struct {
	const char *name;
	CLIPFORMAT format;
} pictures[] = {
	{ "METAFILEPICT", OLEDS_CF_METAFILEPICT },
	{ "DIB", OLEDS_CF_DIB },
	{ "BITMAP", OLEDS_CF_BITMAP },
};

#define PICTURES (sizeof pictures / sizeof pictures[0])

CLIPFORMAT
ole1_format(const struct oleds_ole1_picture *picture)
{
	if (!picture->standard)
		return (CLIPFORMAT)picture->format;
	for (size_t i = 0; i < PICTURES; i++)
		if (strcmp((const char *)picture->class_name.bytes,
			    pictures[i].name) == 0)
			return pictures[i].format;
	return 0;
}

struct oleds_span
ole1_class_name(CLIPFORMAT format)
{
	struct oleds_span span = { NULL, 0 };

	for (size_t i = 0; i < PICTURES; i++) {
		if (pictures[i].format != format)
			continue;
		span.bytes = (const uint8_t *)pictures[i].name;
		span.length = strlen(pictures[i].name) + 1;
	}
	return span;
}

struct ole1_picture
ole1_picture_of(const struct oleds_ole1_picture *picture)
{
	struct ole1_picture plain = {
		.format = ole1_format(picture),
		.width = (LONG)picture->width,
		.height = (LONG)picture->height,
		.data = picture->data,
	};

	if (plain.height < 0 && plain.height != INT32_MIN)
		plain.height = -plain.height;
	if (plain.format == OLEDS_CF_METAFILEPICT && picture->standard &&
		plain.data.length >= OLEDS_OLE1_PICTURE_HEAD) {
		plain.data.bytes += OLEDS_OLE1_PICTURE_HEAD;
		plain.data.length -= OLEDS_OLE1_PICTURE_HEAD;
	}
	return plain;
}

/* --- Reading an object, and not one byte of what follows --- */

static HRESULT
get_more(LPOLESTREAM source, size_t wanted, struct blob *blob, size_t *room)
{
	size_t piece = wanted - blob->length;

	/* A length is a claim; memory follows what really comes. */
	if (piece > PIECE)
		piece = PIECE;
	if (piece > *room - blob->length) {
		size_t more = 2 * *room > blob->length + piece ? 2 * *room :
			blob->length + piece;
		uint8_t *moved = realloc(blob->bytes, more);

		if (!moved)
			return E_OUTOFMEMORY;
		blob->bytes = moved;
		*room = more;
	}
	if (source->lpstbl->Get(source, blob->bytes + blob->length,
		    (DWORD)piece) != piece)
		return CONVERT10_E_OLESTREAM_GET;
	blob->length += piece;
	return S_OK;
}

static HRESULT
read_object(LPOLESTREAM source, struct blob *blob, struct oleds_ole1 *record)
{
	enum oleds_status status;
	size_t room = 0, wanted;
	HRESULT hr = S_OK;

	*blob = (struct blob){ NULL, 0 };
	while ((status = oleds_ole1_decode(blob_span(blob), record,
			&wanted)) == OLEDS_SHORT && SUCCEEDED(hr))
		while (SUCCEEDED(hr) && blob->length < wanted)
			hr = get_more(source, wanted, blob, &room);
	if (SUCCEEDED(hr) && status != OLEDS_OK)
		hr = CONVERT10_E_OLESTREAM_FMT;
	return hr;
}

/* --- Writing it into the storage --- */

static HRESULT
write_encoded(IStorage *storage, const OLECHAR *name, uint8_t *bytes,
	size_t size)
{
	HRESULT hr = bytes ? element_write(storage, name, bytes, size) :
		E_OUTOFMEMORY;

	free(bytes);
	return hr;
}

static HRESULT
write_native(IStorage *storage, struct oleds_span data)
{
	struct oleds_native native = { (uint32_t)data.length, data,
		{ NULL, 0 } };
	size_t size = oleds_native_encode(&native, NULL, 0);
	uint8_t *bytes = malloc(size);

	if (bytes)
		oleds_native_encode(&native, bytes, size);
	return write_encoded(storage, NAME_OLE10NATIVE, bytes, size);
}

static HRESULT
write_item(IStorage *storage, struct oleds_span item)
{
	size_t size = 4 + item.length;
	uint8_t *bytes;

	if (item.length <= 1)
		return S_OK;
	bytes = malloc(size);
	if (bytes)
		oleds_item_encode(item, (struct oleds_span){ NULL, 0 }, bytes,
			size);
	return write_encoded(storage, NAME_OLE10ITEMNAME, bytes, size);
}

/* A compound file in memory, as a storage. S_FALSE: these bytes are none. */
static HRESULT
open_image(struct oleds_span image, IStorage **root)
{
	ULARGE_INTEGER zero = { .QuadPart = 0 };
	ILockBytes *bytes;
	HRESULT hr = CreateILockBytesOnHGlobal(NULL, TRUE, &bytes);

	*root = NULL;
	if (FAILED(hr))
		return hr;
	hr = ILockBytes_WriteAt(bytes, zero, image.bytes, (ULONG)image.length,
		NULL);
	if (SUCCEEDED(hr))
		hr = StgIsStorageILockBytes(bytes);
	if (hr == S_OK)
		hr = StgOpenStorageOnILockBytes(bytes, NULL,
			STGM_READ | STGM_SHARE_DENY_WRITE, NULL, 0, root);
	ILockBytes_Release(bytes);
	return hr;
}

/* The class is written by the caller. */
static HRESULT
write_contents(IStorage *storage, const struct oleds_ole1 *record,
	bool *is_newer)
{
	IStorage *image;
	HRESULT hr = open_image(record->native, &image);

	*is_newer = hr == S_OK;
	if (FAILED(hr) && hr != STG_E_FILEALREADYEXISTS &&
		hr != STG_E_INVALIDHEADER)
		return hr;
	if (*is_newer) {
		hr = IStorage_CopyTo(image, 0, NULL, NULL, storage);
		IStorage_Release(image);
		return hr;
	}
	hr = write_native(storage, record->native);
	return FAILED(hr) ? hr : write_item(storage, record->item);
}

/* The class of OLE 1 is a ProgID; one that nobody knows is no class. */
static HRESULT
write_class(IStorage *storage, const struct oleds_ole1 *record)
{
	OLECHAR *name = ansi_decode(record->class_name);
	CLSID clsid = CLSID_NULL;
	HRESULT hr;

	if (!name)
		return E_OUTOFMEMORY;
	(void)CLSIDFromProgID(name, &clsid);
	hr = WriteClassStg(storage, &clsid);
	if (SUCCEEDED(hr))
		hr = WriteFmtUserTypeStg(storage, 0, name);
	CoTaskMemFree(name);
	return hr;
}

static HRESULT
write_embedded(IStorage *storage, const struct oleds_ole1 *record)
{
	bool is_newer;
	HRESULT hr = write_contents(storage, record, &is_newer);

	if (SUCCEEDED(hr) && !is_newer)
		hr = write_class(storage, record);
	/* A newer object brought its own. */
	if (SUCCEEDED(hr) && GetConvertStg(storage) == STG_E_FILENOTFOUND)
		hr = WriteOleStg(storage, NULL, 0, NULL);
	return hr;
}

static HRESULT
write_link(IStorage *storage, const struct oleds_ole1 *record)
{
	struct oleds_olestream link = {
		.version = OLEDS_OLE_VERSION,
		.flags = OLEDS_OLE_LINK,
		.update = record->update == 0 ? OLEDS_UPDATE_ALWAYS :
			OLEDS_UPDATE_ONCALL,
		.has_moniker = true,
		.has_link = true,
		.indicator = UINT32_MAX,
	};
	size_t size = moniker_encode(record->topic, record->item, NULL, 0);
	uint8_t *moniker = size > 0 ? malloc(size) : NULL;
	uint8_t *bytes = NULL;
	HRESULT hr;

	if (!moniker)
		return E_OUTOFMEMORY;
	moniker_encode(record->topic, record->item, moniker, size);
	link.absolute = (struct oleds_span){ moniker, size };
	size = oleds_olestream_encode(&link, NULL, 0);
	bytes = malloc(size);
	if (bytes)
		oleds_olestream_encode(&link, bytes, size);
	hr = write_encoded(storage, NAME_OLE, bytes, size);
	free(moniker);
	return FAILED(hr) ? hr : WriteClassStg(storage, &CLSID_StdOleLink);
}

static HRESULT
write_picture(IStorage *storage, const struct ole1_picture *picture)
{
	struct oleds_presentation record = {
		.format = { .marker = OLEDS_FORMAT_WINDOWS,
			.id = picture->format },
		.device_size = 4,
		.aspect = 1,
		.index = UINT32_MAX,
		.advise = 2,
		.width = (uint32_t)picture->width,
		.height = (uint32_t)picture->height,
		.data = picture->data,
	};
	size_t size = oleds_presentation_encode(&record, NULL, 0);
	uint8_t *bytes = malloc(size);

	if (bytes)
		oleds_presentation_encode(&record, bytes, size);
	return write_encoded(storage, NAME_PRESENTATION, bytes, size);
}

/* --- The documented functions --- */

struct link_query {
	DWORD options;
	void *context;
	OLESTREAMQUERYCONVERTOLELINKCALLBACK fn;
};

static HRESULT
ask_callback(const struct link_query *query, const struct oleds_ole1 *record)
{
	LPOLESTR text[4] = { ansi_decode(record->class_name),
		ansi_decode(record->topic), ansi_decode(record->item),
		record->network.length > 1 ? ansi_decode(record->network) :
			NULL };
	CLSID clsid = CLSID_NULL;
	HRESULT hr = E_OUTOFMEMORY;

	if (text[0] && text[1] && text[2]) {
		(void)CLSIDFromProgID(text[0], &clsid);
		hr = query->fn(&clsid, text[0], text[1], text[2], text[3],
			record->update, query->context);
	}
	for (size_t i = 0; i < 4; i++)
		CoTaskMemFree(text[i]);
	return hr;
}

static HRESULT
judge_link(const struct link_query *query, const struct oleds_ole1 *record)
{
	if (record->kind != OLEDS_OLE1_LINKED)
		return S_OK;
	if (query->options & OLESTREAM_CONVERSION_DISABLEOLELINK)
		return CONVERT10_E_OLESTREAM_FMT;
	return query->fn ? ask_callback(query, record) : S_OK;
}

/* Hand a presentation out as bytes. */
static HRESULT
fill_medium(const struct ole1_picture *picture, LPSTGMEDIUM medium)
{
	HGLOBAL block = GlobalAlloc(GMEM_MOVEABLE, picture->data.length);
	void *bytes = block ? GlobalLock(block) : NULL;

	if (!bytes) {
		GlobalFree(block);
		return E_OUTOFMEMORY;
	}
	if (picture->data.length > 0)
		memcpy(bytes, picture->data.bytes, picture->data.length);
	GlobalUnlock(block);
	medium->tymed = TYMED_HGLOBAL;
	medium->hGlobal = block;
	return S_OK;
}

static HRESULT
convert(LPOLESTREAM source, IStorage *storage, const struct link_query *query,
	struct ole1_picture *picture, LPSTGMEDIUM medium)
{
	struct oleds_ole1 record;
	struct blob blob;
	HRESULT hr;

	memset(picture, 0, sizeof *picture);
	if (!source || !source->lpstbl || !storage)
		return E_INVALIDARG;
	hr = read_object(source, &blob, &record);
	if (SUCCEEDED(hr))
		hr = judge_link(query, &record);
	if (SUCCEEDED(hr))
		hr = record.kind == OLEDS_OLE1_LINKED ?
			write_link(storage, &record) :
			write_embedded(storage, &record);
	if (SUCCEEDED(hr))
		*picture = ole1_picture_of(&record.picture);
	if (SUCCEEDED(hr) && picture->format == 0)
		hr = CONVERT10_S_NO_PRESENTATION;
	else if (SUCCEEDED(hr))
		hr = medium ? fill_medium(picture, medium) :
			write_picture(storage, picture);
	free(blob.bytes);
	return hr;
}

HRESULT
OleConvertOLESTREAMToIStorage2(LPOLESTREAM lpolestream, LPSTORAGE pstg,
	const DVTARGETDEVICE *ptd, DWORD opt, void *pvCallbackContext,
	OLESTREAMQUERYCONVERTOLELINKCALLBACK pQueryConvertOLELinkCallback)
{
	struct link_query query = { opt, pvCallbackContext,
		pQueryConvertOLELinkCallback };
	struct ole1_picture picture;

	(void)ptd;
	return convert(lpolestream, pstg, &query, &picture, NULL);
}

HRESULT
OleConvertOLESTREAMToIStorage(LPOLESTREAM lpolestream, LPSTORAGE pstg,
	const DVTARGETDEVICE *ptd)
{
	return OleConvertOLESTREAMToIStorage2(lpolestream, pstg, ptd,
		OLESTREAM_CONVERSION_DEFAULT, NULL, NULL);
}

HRESULT
OleConvertOLESTREAMToIStorageEx2(LPOLESTREAM polestm, LPSTORAGE pstg,
	CLIPFORMAT *pcfFormat, LONG *plwWidth, LONG *plHeight, DWORD *pdwSize,
	LPSTGMEDIUM pmedium, DWORD opt, void *pvCallbackContext,
	OLESTREAMQUERYCONVERTOLELINKCALLBACK pQueryConvertOLELinkCallback)
{
	struct link_query query = { opt, pvCallbackContext,
		pQueryConvertOLELinkCallback };
	struct ole1_picture picture;
	HRESULT hr;

	if (!pcfFormat || !plwWidth || !plHeight || !pdwSize || !pmedium)
		return E_INVALIDARG;
	memset(pmedium, 0, sizeof *pmedium);
	hr = convert(polestm, pstg, &query, &picture, pmedium);
	*pcfFormat = SUCCEEDED(hr) ? picture.format : 0;
	*plwWidth = picture.width;
	*plHeight = picture.height;
	*pdwSize = (DWORD)picture.data.length;
	return hr;
}

HRESULT
OleConvertOLESTREAMToIStorageEx(LPOLESTREAM polestm, LPSTORAGE pstg,
	CLIPFORMAT *pcfFormat, LONG *plwWidth, LONG *plHeight, DWORD *pdwSize,
	LPSTGMEDIUM pmedium)
{
	return OleConvertOLESTREAMToIStorageEx2(polestm, pstg, pcfFormat,
		plwWidth, plHeight, pdwSize, pmedium,
		OLESTREAM_CONVERSION_DEFAULT, NULL, NULL);
}
