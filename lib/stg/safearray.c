/* SPDX-License-Identifier: MIT */
/*
 * SAFEARRAY: descriptors and blocks of elements, as they come and go. Sixteen
 * bytes before a descriptor say what it is of: the identifier of an interface
 * or, right before it, the type of its elements or the description of a
 * record. Arrays in other memory than ours have flags that say so.
 */
#include "stg/safearray.h"

#include <stdlib.h>
#include <string.h>

#include <stg/hresult.h>
#include <stg/memory.h>

#include "base/checked.h"
#include "stg/vartype.h"

#define IN_FRONT sizeof(GUID)

/* The descriptor, or the elements, are not from our allocator. */
#define FOREIGN (FADF_AUTO | FADF_STATIC | FADF_EMBEDDED)

static const IID IID_dispatch = { 0x00020400, 0, 0,
	{ 0xC0, 0, 0, 0, 0, 0, 0, 0x46 } };

static uint8_t *
in_front(SAFEARRAY *psa, size_t length)
{
	return (uint8_t *)psa - length;
}

static bool
has_iid(const SAFEARRAY *psa)
{
	return psa->fFeatures & FADF_HAVEIID;
}

bool
safearray_count(const SAFEARRAY *psa, size_t *count)
{
	bool fits = true;

	*count = 1;
	for (USHORT i = 0; i < psa->cDims; i++) {
		size_t n = psa->rgsabound[i].cElements;

		/* None in one direction is none, whatever the others say. */
		if (n == 0) {
			*count = 0;
			return true;
		}
		fits = fits && checked_mul_size(*count, n, count);
	}
	return fits;
}

bool
safearray_size(const SAFEARRAY *psa, size_t *size)
{
	return safearray_count(psa, size) &&
		checked_mul_size(*size, psa->cbElements, size) &&
		*size <= PTRDIFF_MAX;
}

HRESULT
SafeArrayAllocDescriptor(UINT cDims, SAFEARRAY **ppsaOut)
{
	uint8_t *block;
	SAFEARRAY *psa;

	if (!ppsaOut)
		return E_INVALIDARG;
	*ppsaOut = NULL;
	if (cDims == 0 || cDims > UINT16_MAX)
		return E_INVALIDARG;
	block = calloc(1, IN_FRONT + sizeof *psa +
		(cDims - 1) * sizeof(SAFEARRAYBOUND));
	if (!block)
		return E_OUTOFMEMORY;
	psa = (void *)(block + IN_FRONT);
	psa->cDims = (USHORT)cDims;
	*ppsaOut = psa;
	return S_OK;
}

static USHORT
features_of(VARTYPE vt)
{
	switch (vt) {
	case VT_BSTR:
		return FADF_BSTR | FADF_HAVEVARTYPE;
	case VT_UNKNOWN:
		return FADF_UNKNOWN | FADF_HAVEIID;
	case VT_DISPATCH:
		return FADF_DISPATCH | FADF_HAVEIID;
	case VT_VARIANT:
		return FADF_VARIANT | FADF_HAVEVARTYPE;
	case VT_RECORD:
		return FADF_RECORD;
	default:
		return FADF_HAVEVARTYPE;
	}
}

HRESULT
SafeArrayAllocDescriptorEx(VARTYPE vt, UINT cDims, SAFEARRAY **ppsaOut)
{
	struct vartype type = vartype_of(vt);
	HRESULT hr = SafeArrayAllocDescriptor(cDims, ppsaOut);
	DWORD number = vt;
	SAFEARRAY *psa;

	if (FAILED(hr))
		return hr;
	psa = *ppsaOut;
	psa->fFeatures = features_of(vt);
	psa->cbElements = vt != VT_RECORD ? type.size : 0;
	if (vt == VT_UNKNOWN)
		(void)SafeArraySetIID(psa, &IID_IUnknown);
	else if (vt == VT_DISPATCH)
		(void)SafeArraySetIID(psa, &IID_dispatch);
	else if (vt != VT_RECORD)
		memcpy(in_front(psa, sizeof number), &number, sizeof number);
	return S_OK;
}

HRESULT
SafeArrayAllocData(SAFEARRAY *psa)
{
	size_t size;

	if (!psa)
		return E_INVALIDARG;
	if (!safearray_size(psa, &size))
		return E_OUTOFMEMORY;
	psa->pvData = calloc(1, size ? size : 1);
	return psa->pvData ? S_OK : E_OUTOFMEMORY;
}

SAFEARRAY *
SafeArrayCreateEx(VARTYPE vt, UINT cDims, SAFEARRAYBOUND *rgsabound,
	PVOID pvExtra)
{
	SAFEARRAY *psa;

	/* Elements of records have a size that only their class knows. */
	if (!rgsabound || vt == VT_RECORD ||
		!(vartype_of(vt).places & VARTYPE_ARRAY) ||
		FAILED(SafeArrayAllocDescriptorEx(vt, cDims, &psa)))
		return NULL;
	if (pvExtra && has_iid(psa))
		(void)SafeArraySetIID(psa, (const GUID *)pvExtra);
	for (UINT i = 0; i < cDims; i++)
		psa->rgsabound[i] = rgsabound[cDims - 1 - i];
	if (FAILED(SafeArrayAllocData(psa))) {
		(void)SafeArrayDestroyDescriptor(psa);
		return NULL;
	}
	return psa;
}

SAFEARRAY *
SafeArrayCreate(VARTYPE vt, UINT cDims, SAFEARRAYBOUND *rgsabound)
{
	return SafeArrayCreateEx(vt, cDims, rgsabound, NULL);
}

SAFEARRAY *
SafeArrayCreateVectorEx(VARTYPE vt, LONG lLbound, ULONG cElements,
	PVOID pvExtra)
{
	SAFEARRAYBOUND bound = { cElements, lLbound };

	return SafeArrayCreateEx(vt, 1, &bound, pvExtra);
}

SAFEARRAY *
SafeArrayCreateVector(VARTYPE vt, LONG lLbound, ULONG cElements)
{
	return SafeArrayCreateVectorEx(vt, lLbound, cElements, NULL);
}

HRESULT
SafeArrayDestroyDescriptor(SAFEARRAY *psa)
{
	IRecordInfo *record;

	if (!psa)
		return S_OK;
	if (psa->cLocks != 0)
		return DISP_E_ARRAYISLOCKED;
	if (psa->fFeatures & FOREIGN)
		return S_OK;
	if (SUCCEEDED(SafeArrayGetRecordInfo(psa, &record))) {
		/* Once for what was asked for, once for what is given up. */
		IUnknown_Release((IUnknown *)(void *)record);
		IUnknown_Release((IUnknown *)(void *)record);
	}
	free(in_front(psa, IN_FRONT));
	return S_OK;
}

HRESULT
SafeArrayDestroyData(SAFEARRAY *psa)
{
	size_t size;

	if (!psa)
		return E_INVALIDARG;
	if (psa->cLocks != 0)
		return DISP_E_ARRAYISLOCKED;
	if (!psa->pvData || !safearray_size(psa, &size))
		return S_OK;
	if (psa->cbElements)
		safearray_clear(psa, psa->pvData, size / psa->cbElements);
	if (psa->fFeatures & FOREIGN)
		return S_OK;
	free(psa->pvData);
	psa->pvData = NULL;
	return S_OK;
}

HRESULT
SafeArrayDestroy(SAFEARRAY *psa)
{
	HRESULT hr;

	if (!psa)
		return S_OK;
	hr = SafeArrayDestroyData(psa);
	return SUCCEEDED(hr) ? SafeArrayDestroyDescriptor(psa) : hr;
}

HRESULT
SafeArrayGetVartype(SAFEARRAY *psa, VARTYPE *pvt)
{
	DWORD number;

	if (!psa || !pvt)
		return E_INVALIDARG;
	if (psa->fFeatures & FADF_HAVEVARTYPE) {
		memcpy(&number, in_front(psa, sizeof number), sizeof number);
		*pvt = (VARTYPE)number;
	} else if (psa->fFeatures & FADF_RECORD) {
		*pvt = VT_RECORD;
	} else if (psa->fFeatures & FADF_DISPATCH) {
		*pvt = VT_DISPATCH;
	} else if (psa->fFeatures & FADF_UNKNOWN) {
		*pvt = VT_UNKNOWN;
	} else if (psa->fFeatures & FADF_BSTR) {
		*pvt = VT_BSTR;
	} else if (psa->fFeatures & FADF_VARIANT) {
		*pvt = VT_VARIANT;
	} else {
		return E_INVALIDARG;
	}
	return S_OK;
}

HRESULT
SafeArraySetIID(SAFEARRAY *psa, REFGUID guid)
{
	if (!psa || !guid || !has_iid(psa))
		return E_INVALIDARG;
	memcpy(in_front(psa, sizeof *guid), guid, sizeof *guid);
	return S_OK;
}

HRESULT
SafeArrayGetIID(SAFEARRAY *psa, GUID *pguid)
{
	if (!psa || !pguid || !has_iid(psa))
		return E_INVALIDARG;
	memcpy(pguid, in_front(psa, sizeof *pguid), sizeof *pguid);
	return S_OK;
}

static IRecordInfo *
record_of(SAFEARRAY *psa)
{
	IRecordInfo *record;

	memcpy(&record, in_front(psa, sizeof record), sizeof record);
	return record;
}

HRESULT
SafeArraySetRecordInfo(SAFEARRAY *psa, IRecordInfo *prinfo)
{
	IRecordInfo *old;

	if (!psa || !(psa->fFeatures & FADF_RECORD))
		return E_INVALIDARG;
	old = record_of(psa);
	if (prinfo)
		IUnknown_AddRef((IUnknown *)(void *)prinfo);
	if (old)
		IUnknown_Release((IUnknown *)(void *)old);
	memcpy(in_front(psa, sizeof prinfo), &prinfo, sizeof prinfo);
	return S_OK;
}

HRESULT
SafeArrayGetRecordInfo(SAFEARRAY *psa, IRecordInfo **prinfo)
{
	if (!prinfo)
		return E_INVALIDARG;
	*prinfo = NULL;
	if (!psa || !(psa->fFeatures & FADF_RECORD) || !record_of(psa))
		return E_INVALIDARG;
	*prinfo = record_of(psa);
	IUnknown_AddRef((IUnknown *)(void *)*prinfo);
	return S_OK;
}
