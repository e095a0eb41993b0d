/* SPDX-License-Identifier: MIT */
/* The stream \1Ole through the documented functions. */
#include <stdlib.h>

#include <stg/ole.h>

#include "base/bytes.h"
#include "oleds/olestream.h"
#include "persist/element.h"

#define HEAD_SIZE   20 /* a stream without a moniker */
#define FLAGS_AT    4
#define STREAM_MOST 65536

#define READ      (STGM_READ | STGM_SHARE_EXCLUSIVE)
#define READWRITE (STGM_READWRITE | STGM_SHARE_EXCLUSIVE)

static HRESULT
read_record(IStorage *storage, struct blob *blob,
	struct oleds_olestream *record)
{
	HRESULT hr = element_read(storage, NAME_OLE, STREAM_MOST, blob);

	if (FAILED(hr))
		return hr;
	hr = hresult_from_oleds(oleds_olestream_decode(blob_span(blob),
		OLEDS_TOLERANT, record));
	if (FAILED(hr)) {
		free(blob->bytes);
		blob->bytes = NULL;
	}
	return hr;
}

static HRESULT
write_head(IStorage *storage, uint32_t flags, uint32_t reserved)
{
	struct oleds_olestream record = {
		.version = OLEDS_OLE_VERSION,
		.flags = flags,
		.reserved = reserved,
		.has_moniker = true,
	};
	uint8_t bytes[HEAD_SIZE];

	oleds_olestream_encode(&record, bytes, sizeof bytes);
	return element_write(storage, NAME_OLE, bytes, sizeof bytes);
}

HRESULT
GetConvertStg(LPSTORAGE pStg)
{
	struct oleds_olestream record;
	struct blob blob;
	HRESULT hr;

	if (!pStg)
		return E_INVALIDARG;
	hr = read_record(pStg, &blob, &record);
	if (FAILED(hr))
		return hr;
	free(blob.bytes);
	return record.flags & OLEDS_OLE_CONVERT ? S_OK : S_FALSE;
}

static HRESULT
seek_to(IStream *stream, uint64_t place)
{
	LARGE_INTEGER move = { .QuadPart = (LONGLONG)place };

	return IStream_Seek(stream, move, STREAM_SEEK_SET, NULL);
}

/* All but the bit stays as it is, whatever follows. */
static HRESULT
set_bit(IStream *stream, bool convert)
{
	uint8_t head[FLAGS_AT + 4];
	uint32_t flags;
	size_t done;
	HRESULT hr = read_fully(stream, head, sizeof head, &done);

	if (FAILED(hr))
		return hr;
	if (done < sizeof head)
		return STG_E_READFAULT;
	if (get_le32(head) != OLEDS_OLE_VERSION)
		return DV_E_CLIPFORMAT;
	flags = get_le32(head + FLAGS_AT) & ~(uint32_t)OLEDS_OLE_CONVERT;
	put_le32(head + FLAGS_AT, convert ? flags | OLEDS_OLE_CONVERT : flags);
	hr = seek_to(stream, FLAGS_AT);
	return FAILED(hr) ? hr : write_fully(stream, head + FLAGS_AT, 4);
}

HRESULT
SetConvertStg(LPSTORAGE pStg, BOOL fConvert)
{
	IStream *stream = NULL;
	HRESULT hr;

	if (!pStg)
		return E_INVALIDARG;
	hr = IStorage_OpenStream(pStg, NAME_OLE, NULL, READWRITE, 0, &stream);
	if (hr == STG_E_FILENOTFOUND)
		return write_head(pStg, fConvert ? OLEDS_OLE_CONVERT : 0, 0);
	if (FAILED(hr))
		return hr;
	hr = set_bit(stream, fConvert);
	if (SUCCEEDED(hr))
		hr = IStream_Commit(stream, STGC_DEFAULT);
	IStream_Release(stream);
	return hr;
}

/* The stream, behind what was read of it. */
static HRESULT
open_behind(IStorage *storage, const struct oleds_olestream *record,
	IStream **stream)
{
	HRESULT hr = IStorage_OpenStream(storage, NAME_OLE, NULL, READ, 0,
		stream);

	if (FAILED(hr))
		return hr;
	hr = seek_to(*stream, HEAD_SIZE + record->moniker.length);
	if (FAILED(hr)) {
		IStream_Release(*stream);
		*stream = NULL;
	}
	return hr;
}

HRESULT
ReadOleStg(LPSTORAGE pstg, DWORD *pdwFlags, DWORD *pdwOptUpdate,
	DWORD *pdwReserved, LPMONIKER *ppmk, LPSTREAM *ppstmOut)
{
	struct oleds_olestream record;
	struct blob blob;
	HRESULT hr;

	if (ppmk)
		*ppmk = NULL;
	if (ppstmOut)
		*ppstmOut = NULL;
	if (!pstg)
		return E_INVALIDARG;
	hr = read_record(pstg, &blob, &record);
	if (FAILED(hr))
		return hr;
	if (pdwFlags)
		*pdwFlags = record.flags;
	if (pdwOptUpdate)
		*pdwOptUpdate = record.update;
	if (pdwReserved)
		*pdwReserved = record.reserved;
	if (ppstmOut)
		hr = open_behind(pstg, &record, ppstmOut);
	free(blob.bytes);
	return hr;
}

HRESULT
WriteOleStg(LPSTORAGE pstg, IOleObject *pOleObj, DWORD dwReserved,
	LPSTREAM *ppstmOut)
{
	HRESULT hr;

	(void)pOleObj;
	if (ppstmOut)
		*ppstmOut = NULL;
	if (!pstg)
		return E_INVALIDARG;
	hr = write_head(pstg, 0, dwReserved);
	if (FAILED(hr) || !ppstmOut)
		return hr;
	hr = IStorage_OpenStream(pstg, NAME_OLE, NULL, READWRITE, 0, ppstmOut);
	return FAILED(hr) ? hr : seek_to(*ppstmOut, HEAD_SIZE);
}
