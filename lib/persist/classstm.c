/* SPDX-License-Identifier: MIT */
/* The class of a storage, and the one in front of an object in a stream. */
#include <stg/ole.h>

#include "persist/element.h"
#include "stg/guidbytes.h"

HRESULT
ReadClassStg(LPSTORAGE pStg, CLSID *pclsid)
{
	STATSTG stat;
	HRESULT hr;

	if (!pclsid)
		return E_INVALIDARG;
	*pclsid = CLSID_NULL;
	if (!pStg)
		return E_INVALIDARG;
	hr = IStorage_Stat(pStg, &stat, STATFLAG_NONAME);
	if (SUCCEEDED(hr))
		*pclsid = stat.clsid;
	return hr;
}

HRESULT
WriteClassStg(LPSTORAGE pStg, REFCLSID rclsid)
{
	if (!pStg)
		return E_INVALIDARG;
	if (!rclsid)
		return STG_E_INVALIDPOINTER;
	return IStorage_SetClass(pStg, rclsid);
}

HRESULT
ReadClassStm(LPSTREAM pStm, CLSID *pclsid)
{
	uint8_t bytes[16];
	size_t done;
	HRESULT hr;

	if (!pStm || !pclsid)
		return E_INVALIDARG;
	*pclsid = CLSID_NULL;
	hr = read_fully(pStm, bytes, sizeof bytes, &done);
	if (SUCCEEDED(hr) && done < sizeof bytes)
		hr = STG_E_READFAULT;
	if (SUCCEEDED(hr))
		*pclsid = guid_from_bytes(bytes);
	return hr;
}

HRESULT
WriteClassStm(LPSTREAM pStm, REFCLSID rclsid)
{
	uint8_t bytes[16];

	if (!pStm || !rclsid)
		return E_INVALIDARG;
	guid_to_bytes(rclsid, bytes);
	return write_fully(pStm, bytes, sizeof bytes);
}
