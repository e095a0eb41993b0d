/* SPDX-License-Identifier: MIT */
/* Objects into storages and streams, and back to life. */
#include <stg/ole.h>

#include "persist/multi.h"

/* The beginning of IOleObject, which is not declared: an object's site. */
struct ole_object {
	const struct ole_object_vtbl {
		HRESULT (*QueryInterface)(struct ole_object *, REFIID, void **);
		ULONG (*AddRef)(struct ole_object *);
		ULONG (*Release)(struct ole_object *);
		HRESULT (*SetClientSite)(struct ole_object *,
			IOleClientSite *);
	} *lpVtbl;
};

static const IID iid_IOleObject = { 0x00000112, 0, 0,
	{ 0xC0, 0, 0, 0, 0, 0, 0, 0x46 } };

#define CONTEXTS (CLSCTX_INPROC | CLSCTX_LOCAL_SERVER)

HRESULT
OleSave(LPPERSISTSTORAGE pPS, LPSTORAGE pStg, BOOL fSameAsLoad)
{
	CLSID clsid;
	HRESULT hr;

	if (!pPS || !pStg)
		return STG_E_INVALIDPOINTER;
	hr = IPersistStorage_GetClassID(pPS, &clsid);
	if (SUCCEEDED(hr))
		hr = WriteClassStg(pStg, &clsid);
	if (SUCCEEDED(hr))
		hr = IPersistStorage_Save(pPS, pStg, fSameAsLoad);
	if (SUCCEEDED(hr))
		hr = IStorage_Commit(pStg, STGC_DEFAULT);
	return hr;
}

HRESULT
OleSaveToStream(LPPERSISTSTREAM pPStm, LPSTREAM pStm)
{
	CLSID clsid;
	HRESULT hr;

	if (!pPStm)
		return OLE_E_BLANK;
	if (!pStm)
		return E_INVALIDARG;
	hr = IPersistStream_GetClassID(pPStm, &clsid);
	if (SUCCEEDED(hr))
		hr = WriteClassStm(pStm, &clsid);
	if (SUCCEEDED(hr))
		hr = IPersistStream_Save(pPStm, pStm, TRUE);
	return hr;
}

/* An object without sites does not mind. */
static HRESULT
set_site(IUnknown *object, IOleClientSite *site)
{
	void *found;
	struct ole_object *ole;
	HRESULT hr;

	if (!site || FAILED(IUnknown_QueryInterface(object, &iid_IOleObject,
		    &found)))
		return S_OK;
	ole = found;
	hr = ole->lpVtbl->SetClientSite(ole, site);
	ole->lpVtbl->Release(ole);
	return hr;
}

static HRESULT
load_storage(IUnknown *object, IStorage *storage)
{
	void *found;
	HRESULT hr = IUnknown_QueryInterface(object, &IID_IPersistStorage,
		&found);

	if (FAILED(hr))
		return hr;
	hr = IPersistStorage_Load((IPersistStorage *)found, storage);
	IPersistStorage_Release((IPersistStorage *)found);
	return hr;
}

HRESULT
OleLoad(LPSTORAGE pStg, REFIID riid, LPOLECLIENTSITE pClientSite,
	LPVOID *ppvObj)
{
	IUnknown *object;
	void *made;
	CLSID clsid;
	HRESULT hr;

	if (!ppvObj)
		return E_INVALIDARG;
	*ppvObj = NULL;
	if (!pStg || !riid)
		return E_INVALIDARG;
	/* That a class is not converted, as most are not, is no failure. */
	hr = OleDoAutoConvert(pStg, &clsid);
	if (hr == E_OUTOFMEMORY)
		return hr;
	hr = ReadClassStg(pStg, &clsid);
	if (SUCCEEDED(hr))
		hr = CoCreateInstance(&clsid, NULL, CONTEXTS, &IID_IUnknown,
			&made);
	if (FAILED(hr))
		return hr;
	object = made;
	hr = set_site(object, pClientSite);
	if (SUCCEEDED(hr))
		hr = load_storage(object, pStg);
	if (SUCCEEDED(hr))
		hr = IUnknown_QueryInterface(object, riid, ppvObj);
	IUnknown_Release(object);
	return hr;
}

/* By whichever of the two an object has. */
static HRESULT
load_stream(IUnknown *object, IStream *stream)
{
	void *found;
	HRESULT hr = IUnknown_QueryInterface(object, &IID_IPersistStream,
		&found);

	if (SUCCEEDED(hr)) {
		hr = IPersistStream_Load((IPersistStream *)found, stream);
		IPersistStream_Release((IPersistStream *)found);
		return hr;
	}
	hr = IUnknown_QueryInterface(object, &IID_IPersistStreamInit, &found);
	if (FAILED(hr))
		return hr;
	hr = IPersistStreamInit_Load((IPersistStreamInit *)found, stream);
	IPersistStreamInit_Release((IPersistStreamInit *)found);
	return hr;
}

HRESULT
OleLoadFromStream(LPSTREAM pStm, REFIID iidInterface, LPVOID *ppvObj)
{
	IUnknown *object;
	void *made;
	CLSID clsid;
	HRESULT hr;

	if (!ppvObj)
		return E_INVALIDARG;
	*ppvObj = NULL;
	if (!pStm || !iidInterface)
		return E_INVALIDARG;
	hr = ReadClassStm(pStm, &clsid);
	if (FAILED(hr) || IsEqualCLSID(&clsid, &CLSID_NULL))
		return hr;
	hr = CoCreateInstance(&clsid, NULL, CONTEXTS, &IID_IUnknown, &made);
	if (FAILED(hr))
		return hr;
	object = made;
	hr = load_stream(object, pStm);
	if (SUCCEEDED(hr))
		hr = IUnknown_QueryInterface(object, iidInterface, ppvObj);
	IUnknown_Release(object);
	return hr;
}

HRESULT
CoGetInstanceFromIStorage(COSERVERINFO *pServerInfo, CLSID *pClsid,
	IUnknown *punkOuter, DWORD dwClsCtx, IStorage *pstg, DWORD dwCount,
	MULTI_QI *pResults)
{
	MULTI_QI unknown = { &IID_IUnknown, NULL, S_OK };
	CLSID clsid;
	HRESULT hr = S_OK;

	if (!pstg || dwCount == 0 || !pResults)
		return E_INVALIDARG;
	for (DWORD i = 0; i < dwCount; i++) {
		pResults[i].pItf = NULL;
		pResults[i].hr = E_NOINTERFACE;
	}
	if (pClsid)
		clsid = *pClsid;
	else
		hr = ReadClassStg(pstg, &clsid);
	if (SUCCEEDED(hr))
		hr = CoCreateInstanceEx(&clsid, punkOuter, dwClsCtx,
			pServerInfo, 1, &unknown);
	if (FAILED(hr))
		return hr;
	hr = load_storage(unknown.pItf, pstg);
	if (SUCCEEDED(hr))
		hr = multi_query(unknown.pItf, dwCount, pResults);
	IUnknown_Release(unknown.pItf);
	return hr;
}
