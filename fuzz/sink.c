/* SPDX-License-Identifier: MIT */
/*
 * One object plays all storages and streams, since nothing is kept of them.
 * Methods that a copy has no reason to call are not there: calling one ends
 * the program at address 0.
 */
#include "sink.h"

#include <stg/hresult.h>

#include "base/container.h"
#include "cfb/format.h"
#include "prove.h"

static struct sink *
from_IStorage(IStorage *iface)
{
	return container_of(iface, struct sink, IStorage_iface);
}

static struct sink *
from_IStream(IStream *iface)
{
	return container_of(iface, struct sink, IStream_iface);
}

static ULONG
sink_release(struct sink *sink)
{
	PROVE(sink->refs > 1);
	return --sink->refs;
}

/* Room for `count` more of anything? */
static HRESULT
take(struct sink *sink, uint64_t *counter, uint64_t count)
{
	if (sink->storages + sink->streams + sink->bytes + count > sink->limit)
		return STG_E_MEDIUMFULL;
	*counter += count;
	return S_OK;
}

static void
check_name(const OLECHAR *name)
{
	size_t units = 0;

	while (name[units] != 0)
		units++;
	PROVE(units <= CFB_NAME_MAX);
}

static HRESULT
sink_storage_QueryInterface(IStorage *iface, REFIID riid, void **ppvObject)
{
	*ppvObject = NULL;
	if (!IsEqualIID(riid, &IID_IUnknown) &&
		!IsEqualIID(riid, &IID_IStorage))
		return E_NOINTERFACE;
	IStorage_AddRef(iface);
	*ppvObject = iface;
	return S_OK;
}

static ULONG
sink_storage_AddRef(IStorage *iface)
{
	return ++from_IStorage(iface)->refs;
}

static ULONG
sink_storage_Release(IStorage *iface)
{
	return sink_release(from_IStorage(iface));
}

static HRESULT
sink_storage_CreateStream(IStorage *iface, const OLECHAR *pwcsName,
	DWORD grfMode, DWORD reserved1, DWORD reserved2, IStream **ppstm)
{
	struct sink *sink = from_IStorage(iface);
	HRESULT hr = take(sink, &sink->streams, 1);

	(void)grfMode;
	PROVE(reserved1 == 0 && reserved2 == 0);
	check_name(pwcsName);
	*ppstm = NULL;
	if (FAILED(hr))
		return hr;
	sink->refs++;
	*ppstm = &sink->IStream_iface;
	return S_OK;
}

static HRESULT
sink_storage_CreateStorage(IStorage *iface, const OLECHAR *pwcsName,
	DWORD grfMode, DWORD reserved1, DWORD reserved2, IStorage **ppstg)
{
	struct sink *sink = from_IStorage(iface);
	HRESULT hr = take(sink, &sink->storages, 1);

	(void)grfMode;
	PROVE(reserved1 == 0 && reserved2 == 0);
	check_name(pwcsName);
	*ppstg = NULL;
	if (FAILED(hr))
		return hr;
	IStorage_AddRef(iface);
	*ppstg = iface;
	return S_OK;
}

static HRESULT
sink_storage_SetClass(IStorage *iface, REFCLSID clsid)
{
	(void)iface;
	PROVE(clsid);
	return S_OK;
}

static HRESULT
sink_storage_SetStateBits(IStorage *iface, DWORD grfStateBits, DWORD grfMask)
{
	(void)iface;
	(void)grfStateBits;
	(void)grfMask;
	return S_OK;
}

static const IStorageVtbl sink_storage_vtbl = {
	.QueryInterface = sink_storage_QueryInterface,
	.AddRef = sink_storage_AddRef,
	.Release = sink_storage_Release,
	.CreateStream = sink_storage_CreateStream,
	.CreateStorage = sink_storage_CreateStorage,
	.SetClass = sink_storage_SetClass,
	.SetStateBits = sink_storage_SetStateBits,
};

static HRESULT
sink_stream_QueryInterface(IStream *iface, REFIID riid, void **ppvObject)
{
	*ppvObject = NULL;
	if (!IsEqualIID(riid, &IID_IUnknown) && !IsEqualIID(riid, &IID_IStream))
		return E_NOINTERFACE;
	IStream_AddRef(iface);
	*ppvObject = iface;
	return S_OK;
}

static ULONG
sink_stream_AddRef(IStream *iface)
{
	return ++from_IStream(iface)->refs;
}

static ULONG
sink_stream_Release(IStream *iface)
{
	return sink_release(from_IStream(iface));
}

static HRESULT
sink_stream_Write(IStream *iface, const void *pv, ULONG cb, ULONG *pcbWritten)
{
	struct sink *sink = from_IStream(iface);
	HRESULT hr = take(sink, &sink->bytes, cb);

	PROVE(pv);
	*pcbWritten = SUCCEEDED(hr) ? cb : 0;
	return hr;
}

static const IStreamVtbl sink_stream_vtbl = {
	.QueryInterface = sink_stream_QueryInterface,
	.AddRef = sink_stream_AddRef,
	.Release = sink_stream_Release,
	.Write = sink_stream_Write,
};

void
sink_init(struct sink *sink, uint64_t limit)
{
	*sink = (struct sink){ .limit = limit, .refs = 1 };
	sink->IStorage_iface.lpVtbl = &sink_storage_vtbl;
	sink->IStream_iface.lpVtbl = &sink_stream_vtbl;
}
