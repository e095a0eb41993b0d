/* SPDX-License-Identifier: MIT */
/*
 * \1CompObj through the documented functions. Of the two forms of a text the
 * Unicode one is believed, if there is one. A format that has a name is known
 * by another number in each process: persist/clipformat.c.
 */
#include <stdlib.h>

#include <stg/class.h>
#include <stg/ole.h>

#include "oleds/compobj.h"
#include "persist/ansi.h"
#include "persist/element.h"
#include "stg/guidbytes.h"

#define STREAM_MOST    65536
#define NAME_MOST      256 /* code units of a format's name */
#define FORMAT_NAMED   0xC000
#define FIRST_NUMBER   0xFFFE0001
#define SECOND_NUMBER  0x00000A03
#define FORMAT_LONGEST 0x190

/* All that is allocated for a record. */
struct texts {
	struct oleds_span user_type, wide_user_type;
	struct oleds_span format, wide_format;
	struct oleds_span prog_id, wide_prog_id;
};

static void
texts_done(struct texts *texts)
{
	text_free(texts->user_type);
	text_free(texts->wide_user_type);
	text_free(texts->format);
	text_free(texts->wide_format);
	text_free(texts->prog_id);
	text_free(texts->wide_prog_id);
}

static bool
encode_both(const OLECHAR *text, struct oleds_span *narrow,
	struct oleds_span *wide)
{
	*narrow = ansi_encode(text);
	*wide = wide_encode(text);
	return narrow->bytes && wide->bytes;
}

static HRESULT
set_format(CLIPFORMAT cf, struct texts *texts, struct oleds_compobj *record)
{
	OLECHAR name[NAME_MOST];

	if (cf == 0)
		return S_OK;
	if (cf < FORMAT_NAMED) {
		record->format.marker = OLEDS_FORMAT_WINDOWS;
		record->format.id = cf;
		record->wide_format = record->format;
		return S_OK;
	}
	if (GetClipboardFormatNameW(cf, name, NAME_MOST) == 0)
		return DV_E_CLIPFORMAT;
	if (!encode_both(name, &texts->format, &texts->wide_format))
		return E_OUTOFMEMORY;
	if (texts->format.length > FORMAT_LONGEST)
		return DV_E_CLIPFORMAT;
	record->format.marker = (uint32_t)texts->format.length;
	record->format.name = texts->format;
	record->wide_format.marker = (uint32_t)texts->wide_format.length;
	record->wide_format.name = texts->wide_format;
	return S_OK;
}

/* A class without a ProgID leaves it out. */
static HRESULT
set_prog_id(REFCLSID clsid, struct texts *texts, struct oleds_compobj *record)
{
	OLECHAR *prog_id;
	bool done;

	if (FAILED(ProgIDFromCLSID(clsid, &prog_id)))
		return S_OK;
	done = encode_both(prog_id, &texts->prog_id, &texts->wide_prog_id);
	CoTaskMemFree(prog_id);
	record->prog_id = texts->prog_id;
	record->wide_prog_id = texts->wide_prog_id;
	return done ? S_OK : E_OUTOFMEMORY;
}

static HRESULT
fill(IStorage *storage, CLIPFORMAT cf, const OLECHAR *user_type,
	struct texts *texts, struct oleds_compobj *record)
{
	CLSID clsid;
	HRESULT hr = ReadClassStg(storage, &clsid);

	if (FAILED(hr))
		return hr;
	record->first = FIRST_NUMBER;
	record->version = SECOND_NUMBER;
	record->mark = UINT32_MAX;
	guid_to_bytes(&clsid, record->clsid);
	record->parts = COMPOBJ_ALL;
	if (!encode_both(user_type, &texts->user_type, &texts->wide_user_type))
		return E_OUTOFMEMORY;
	record->user_type = texts->user_type;
	record->wide_user_type = texts->wide_user_type;
	hr = set_format(cf, texts, record);
	return FAILED(hr) ? hr : set_prog_id(&clsid, texts, record);
}

HRESULT
WriteFmtUserTypeStg(LPSTORAGE pstg, CLIPFORMAT cf, LPOLESTR lpszUserType)
{
	struct oleds_compobj record = { .parts = COMPOBJ_NOTHING };
	struct texts texts = { .format = { NULL, 0 } };
	uint8_t *bytes = NULL;
	size_t size = 0;
	HRESULT hr;

	if (!pstg || !lpszUserType)
		return E_INVALIDARG;
	hr = fill(pstg, cf, lpszUserType, &texts, &record);
	if (SUCCEEDED(hr)) {
		size = oleds_compobj_encode(&record, NULL, 0);
		bytes = size > 0 ? malloc(size) : NULL;
		hr = bytes ? S_OK : E_OUTOFMEMORY;
	}
	if (SUCCEEDED(hr)) {
		oleds_compobj_encode(&record, bytes, size);
		hr = element_write(pstg, NAME_COMPOBJ, bytes, size);
	}
	free(bytes);
	texts_done(&texts);
	return hr;
}

static HRESULT
get_format(const struct oleds_compobj *record, CLIPFORMAT *cf)
{
	OLECHAR *name;

	*cf = 0;
	if (record->format.name.length == 0) {
		*cf = (CLIPFORMAT)record->format.id;
		return S_OK;
	}
	name = record->wide_format.name.length != 0 ?
		wide_decode(record->wide_format.name) :
		ansi_decode(record->format.name);
	if (!name)
		return E_OUTOFMEMORY;
	*cf = (CLIPFORMAT)RegisterClipboardFormatW(name);
	CoTaskMemFree(name);
	return S_OK;
}

static HRESULT
get_both(const struct blob *blob, CLIPFORMAT *cf, LPOLESTR *user_type)
{
	struct oleds_compobj record;
	enum oleds_status why;
	enum oleds_status status = oleds_compobj_decode(blob_span(blob),
		OLEDS_TOLERANT, &record, &why);
	HRESULT hr = S_OK;

	if (status != OLEDS_OK || record.parts < COMPOBJ_FORMAT)
		return hresult_from_oleds(status != OLEDS_OK ? status : why);
	if (cf)
		hr = get_format(&record, cf);
	if (FAILED(hr) || !user_type)
		return hr;
	*user_type = record.wide_user_type.length != 0 ?
		wide_decode(record.wide_user_type) :
		ansi_decode(record.user_type);
	return *user_type ? S_OK : E_OUTOFMEMORY;
}

HRESULT
ReadFmtUserTypeStg(LPSTORAGE pstg, CLIPFORMAT *pcf, LPOLESTR *lplpszUserType)
{
	struct blob blob;
	HRESULT hr;

	if (pcf)
		*pcf = 0;
	if (lplpszUserType)
		*lplpszUserType = NULL;
	if (!pstg)
		return E_INVALIDARG;
	hr = element_read(pstg, NAME_COMPOBJ, STREAM_MOST, &blob);
	if (FAILED(hr))
		return hr;
	hr = get_both(&blob, pcf, lplpszUserType);
	if (FAILED(hr) && pcf)
		*pcf = 0;
	free(blob.bytes);
	return hr;
}
