/* SPDX-License-Identifier: MIT */
/* Objects that become those of a newer class when they are loaded. */
#include <stg/ole.h>

#include "persist/hooks.h"
#include "persist/registry.h"

#define CHAIN_MOST 64

HRESULT
OleGetAutoConvert(REFCLSID clsidOld, LPCLSID pClsidNew)
{
	struct stg_class_hooks hooks;
	HRESULT hr;

	if (!pClsidNew)
		return E_INVALIDARG;
	*pClsidNew = CLSID_NULL;
	if (!clsidOld)
		return E_INVALIDARG;
	hr = registry_get_link(clsidOld, LINK_AUTO_CONVERT, pClsidNew);
	if (SUCCEEDED(hr))
		return hr;
	hooks = hooks_now();
	if (hooks.auto_convert)
		hr = hooks.auto_convert(hooks.context, clsidOld, pClsidNew);
	if (FAILED(hr))
		*pClsidNew = CLSID_NULL;
	return hr;
}

/* The name of a class for users; the one that is there if it has none. */
static HRESULT
user_type_of(REFCLSID clsid, LPOLESTR *user_type)
{
	struct stg_class_hooks hooks;
	HRESULT hr = registry_get_user_type(clsid, user_type);

	if (hr == S_OK || hr == E_OUTOFMEMORY)
		return hr;
	hooks = hooks_now();
	return hooks.user_type_of ?
		hooks.user_type_of(hooks.context, clsid, user_type) : S_FALSE;
}

static HRESULT
set_user_type(IStorage *storage, REFCLSID clsid)
{
	LPOLESTR user_type = NULL;
	LPOLESTR old = NULL;
	CLIPFORMAT format = 0;
	HRESULT hr = user_type_of(clsid, &user_type);

	if (hr == E_OUTOFMEMORY)
		return hr;
	if (hr != S_OK)
		user_type = NULL;
	/* An object without such a stream gets one if there is a name. */
	hr = ReadFmtUserTypeStg(storage, &format, &old);
	if (SUCCEEDED(hr) || user_type)
		hr = WriteFmtUserTypeStg(storage, format,
			user_type ? user_type : old);
	else
		hr = S_OK;
	CoTaskMemFree(user_type);
	CoTaskMemFree(old);
	return hr;
}

HRESULT
OleDoAutoConvert(LPSTORAGE pStg, LPCLSID pClsidNew)
{
	CLSID clsid, next;
	HRESULT hr;

	if (!pClsidNew)
		return E_INVALIDARG;
	*pClsidNew = CLSID_NULL;
	if (!pStg)
		return E_INVALIDARG;
	hr = ReadClassStg(pStg, &clsid);
	if (FAILED(hr))
		return hr;
	*pClsidNew = clsid;
	hr = OleGetAutoConvert(&clsid, &next);
	if (FAILED(hr))
		return hr;
	for (int i = 0; i < CHAIN_MOST && SUCCEEDED(hr); i++) {
		clsid = next;
		hr = OleGetAutoConvert(&clsid, &next);
	}
	hr = WriteClassStg(pStg, &clsid);
	if (SUCCEEDED(hr))
		hr = set_user_type(pStg, &clsid);
	if (SUCCEEDED(hr))
		hr = SetConvertStg(pStg, TRUE);
	if (SUCCEEDED(hr))
		*pClsidNew = clsid;
	return hr;
}

/* Those that the reserved range of OLE 1 holds. */
BOOL
CoIsOle1Class(REFCLSID rclsid)
{
	static const BYTE tail[8] = { 0xC0, 0, 0, 0, 0, 0, 0, 0x46 };

	return rclsid && rclsid->Data2 == 0 && rclsid->Data3 == 0 &&
		(rclsid->Data1 >> 16) == 0x0003 &&
		memcmp(rclsid->Data4, tail, sizeof tail) == 0;
}
