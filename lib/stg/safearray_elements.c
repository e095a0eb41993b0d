/* SPDX-License-Identifier: MIT */
/*
 * SAFEARRAY: bounds, locks and elements. The index of the leftmost dimension
 * runs fastest, and its bounds are the last ones in the descriptor.
 */
#include "stg/safearray.h"

#include <stdlib.h>
#include <string.h>

#include <stg/hresult.h>

#define HOLDERS (FADF_BSTR | FADF_UNKNOWN | FADF_DISPATCH | FADF_VARIANT)

static HRESULT
deepen_bstr(BSTR *element)
{
	if (!*element)
		return S_OK;
	*element = SysAllocStringByteLen((const char *)*element,
		SysStringByteLen(*element));
	return *element ? S_OK : E_OUTOFMEMORY;
}

static HRESULT
deepen_variant(VARIANT *element)
{
	VARIANT copy;
	HRESULT hr;

	VariantInit(&copy);
	hr = VariantCopy(&copy, element);
	if (SUCCEEDED(hr))
		*element = copy;
	return hr;
}

static HRESULT
deepen_element(const SAFEARRAY *psa, void *element)
{
	if (psa->fFeatures & FADF_BSTR)
		return deepen_bstr(element);
	if (psa->fFeatures & FADF_VARIANT)
		return deepen_variant(element);
	if (*(IUnknown **)element)
		IUnknown_AddRef(*(IUnknown **)element);
	return S_OK;
}

static void
clear_element(const SAFEARRAY *psa, void *element)
{
	if (psa->fFeatures & FADF_BSTR)
		SysFreeString(*(BSTR *)element);
	else if (psa->fFeatures & FADF_VARIANT)
		(void)VariantClear(element);
	else if (*(IUnknown **)element)
		IUnknown_Release(*(IUnknown **)element);
}

void
safearray_clear(const SAFEARRAY *psa, void *elements, size_t count)
{
	uint8_t *bytes = elements;

	for (size_t i = 0; i < count && (psa->fFeatures & HOLDERS); i++)
		clear_element(psa, bytes + i * psa->cbElements);
	memset(elements, 0, count * psa->cbElements);
}

HRESULT
safearray_deepen(const SAFEARRAY *psa, void *elements, size_t count)
{
	uint8_t *bytes = elements;
	HRESULT hr = S_OK;
	size_t i;

	if (!(psa->fFeatures & HOLDERS))
		return S_OK;
	for (i = 0; i < count && SUCCEEDED(hr); i++)
		hr = deepen_element(psa, bytes + i * psa->cbElements);
	/* The one that failed holds nothing of ours. */
	if (FAILED(hr))
		safearray_clear(psa, elements, i - 1);
	return hr;
}

UINT
SafeArrayGetDim(SAFEARRAY *psa)
{
	return psa ? psa->cDims : 0;
}

UINT
SafeArrayGetElemsize(SAFEARRAY *psa)
{
	return psa ? psa->cbElements : 0;
}

/* The bounds of a dimension; the leftmost one is 1. */
static const SAFEARRAYBOUND *
bound_of(const SAFEARRAY *psa, UINT dimension)
{
	return &psa->rgsabound[psa->cDims - dimension];
}

HRESULT
SafeArrayGetLBound(SAFEARRAY *psa, UINT nDim, LONG *plLbound)
{
	if (!psa || !plLbound)
		return E_INVALIDARG;
	if (nDim == 0 || nDim > psa->cDims)
		return DISP_E_BADINDEX;
	*plLbound = bound_of(psa, nDim)->lLbound;
	return S_OK;
}

HRESULT
SafeArrayGetUBound(SAFEARRAY *psa, UINT nDim, LONG *plUbound)
{
	const SAFEARRAYBOUND *bound;

	if (!psa || !plUbound)
		return E_INVALIDARG;
	if (nDim == 0 || nDim > psa->cDims)
		return DISP_E_BADINDEX;
	bound = bound_of(psa, nDim);
	*plUbound = (LONG)((ULONG)bound->lLbound + bound->cElements - 1);
	return S_OK;
}

HRESULT
SafeArrayLock(SAFEARRAY *psa)
{
	if (!psa)
		return E_INVALIDARG;
	if (psa->cLocks == UINT16_MAX)
		return E_UNEXPECTED;
	psa->cLocks++;
	return S_OK;
}

HRESULT
SafeArrayUnlock(SAFEARRAY *psa)
{
	if (!psa)
		return E_INVALIDARG;
	if (psa->cLocks == 0)
		return E_UNEXPECTED;
	psa->cLocks--;
	return S_OK;
}

HRESULT
SafeArrayAccessData(SAFEARRAY *psa, void **ppvData)
{
	HRESULT hr;

	if (!ppvData)
		return E_INVALIDARG;
	*ppvData = NULL;
	hr = SafeArrayLock(psa);
	if (SUCCEEDED(hr))
		*ppvData = psa->pvData;
	return hr;
}

HRESULT
SafeArrayUnaccessData(SAFEARRAY *psa)
{
	return SafeArrayUnlock(psa);
}

HRESULT
SafeArrayPtrOfIndex(SAFEARRAY *psa, LONG *rgIndices, void **ppvData)
{
	size_t place = 0;

	if (!ppvData)
		return E_INVALIDARG;
	*ppvData = NULL;
	if (!psa || !rgIndices || !psa->pvData)
		return E_INVALIDARG;
	for (UINT d = psa->cDims; d >= 1; d--) {
		const SAFEARRAYBOUND *bound = bound_of(psa, d);
		int64_t index = (int64_t)rgIndices[d - 1] - bound->lLbound;

		if (index < 0 || index >= (int64_t)bound->cElements)
			return DISP_E_BADINDEX;
		place = place * bound->cElements + (size_t)index;
	}
	*ppvData = (uint8_t *)psa->pvData + place * psa->cbElements;
	return S_OK;
}

HRESULT
SafeArrayGetElement(SAFEARRAY *psa, LONG *rgIndices, void *pv)
{
	void *element;
	HRESULT hr;

	if (!pv)
		return E_INVALIDARG;
	hr = SafeArrayPtrOfIndex(psa, rgIndices, &element);
	if (FAILED(hr))
		return hr;
	memcpy(pv, element, psa->cbElements);
	return safearray_deepen(psa, pv, 1);
}

/* Strings and interfaces are passed themselves, other values by address. */
HRESULT
SafeArrayPutElement(SAFEARRAY *psa, LONG *rgIndices, void *pv)
{
	bool itself = psa && (psa->fFeatures & HOLDERS) &&
		!(psa->fFeatures & FADF_VARIANT);
	void *element;
	void *held = pv;
	HRESULT hr;

	if (!pv && !itself)
		return E_INVALIDARG;
	hr = SafeArrayPtrOfIndex(psa, rgIndices, &element);
	if (FAILED(hr))
		return hr;
	if (psa->fFeatures & FADF_VARIANT)
		return VariantCopy(element, pv);
	if (!itself) {
		memcpy(element, pv, psa->cbElements);
		return S_OK;
	}
	hr = safearray_deepen(psa, &held, 1);
	if (FAILED(hr))
		return hr;
	safearray_clear(psa, element, 1);
	memcpy(element, &held, sizeof held);
	return S_OK;
}

static bool
have_same_shape(const SAFEARRAY *one, const SAFEARRAY *other)
{
	if (one->cDims != other->cDims || one->cbElements != other->cbElements)
		return false;
	for (USHORT i = 0; i < one->cDims; i++) {
		if (one->rgsabound[i].cElements !=
			other->rgsabound[i].cElements)
			return false;
	}
	return true;
}

/* A copy of all elements in a block of its own. */
static HRESULT
copy_elements(const SAFEARRAY *psa, size_t *size, void **elements)
{
	HRESULT hr;

	if (!safearray_size(psa, size))
		return E_OUTOFMEMORY;
	*elements = malloc(*size ? *size : 1);
	if (!*elements)
		return E_OUTOFMEMORY;
	memcpy(*elements, psa->pvData, *size);
	hr = psa->cbElements ? safearray_deepen(psa, *elements,
			*size / psa->cbElements) : S_OK;
	if (FAILED(hr))
		free(*elements);
	return hr;
}

HRESULT
SafeArrayCopyData(SAFEARRAY *psaSource, SAFEARRAY *psaTarget)
{
	void *elements;
	size_t size;
	HRESULT hr;

	if (!psaSource || !psaTarget || !psaSource->pvData ||
		!psaTarget->pvData || !have_same_shape(psaSource, psaTarget) ||
		(psaSource->fFeatures & HOLDERS) !=
		(psaTarget->fFeatures & HOLDERS))
		return E_INVALIDARG;
	if (psaSource == psaTarget)
		return S_OK;
	hr = copy_elements(psaSource, &size, &elements);
	if (FAILED(hr))
		return hr;
	if (psaTarget->cbElements)
		safearray_clear(psaTarget, psaTarget->pvData,
			size / psaTarget->cbElements);
	memcpy(psaTarget->pvData, elements, size);
	free(elements);
	return S_OK;
}

/* A descriptor for copies, which are never of foreign memory. */
static HRESULT
copy_descriptor(SAFEARRAY *psa, SAFEARRAY **copy)
{
	IRecordInfo *record;
	VARTYPE vt;
	GUID iid;
	HRESULT hr;

	if (SUCCEEDED(SafeArrayGetVartype(psa, &vt)))
		hr = SafeArrayAllocDescriptorEx(vt, psa->cDims, copy);
	else
		hr = SafeArrayAllocDescriptor(psa->cDims, copy);
	if (FAILED(hr))
		return hr;
	(*copy)->cbElements = psa->cbElements;
	memcpy((*copy)->rgsabound, psa->rgsabound,
		psa->cDims * sizeof *psa->rgsabound);
	if (SUCCEEDED(SafeArrayGetIID(psa, &iid)))
		(void)SafeArraySetIID(*copy, &iid);
	if (SUCCEEDED(SafeArrayGetRecordInfo(psa, &record))) {
		(void)SafeArraySetRecordInfo(*copy, record);
		IUnknown_Release((IUnknown *)(void *)record);
	}
	return S_OK;
}

HRESULT
SafeArrayCopy(SAFEARRAY *psa, SAFEARRAY **ppsaOut)
{
	SAFEARRAY *copy;
	size_t size;
	HRESULT hr;

	if (!ppsaOut)
		return E_INVALIDARG;
	*ppsaOut = NULL;
	if (!psa)
		return S_OK;
	/* Records are copied by their class alone. */
	if (psa->fFeatures & FADF_RECORD || psa->cDims == 0)
		return E_INVALIDARG;
	hr = copy_descriptor(psa, &copy);
	if (FAILED(hr))
		return hr;
	if (psa->pvData)
		hr = copy_elements(psa, &size, &copy->pvData);
	if (FAILED(hr)) {
		copy->pvData = NULL;
		(void)SafeArrayDestroyDescriptor(copy);
		return hr;
	}
	*ppsaOut = copy;
	return S_OK;
}

HRESULT
SafeArrayRedim(SAFEARRAY *psa, SAFEARRAYBOUND *psaboundNew)
{
	SAFEARRAYBOUND old;
	uint8_t *elements;
	size_t before;
	size_t after;

	if (!psa || !psaboundNew || (psa->fFeatures & FADF_FIXEDSIZE) ||
		psa->cbElements == 0)
		return E_INVALIDARG;
	if (psa->cLocks != 0)
		return DISP_E_ARRAYISLOCKED;
	old = psa->rgsabound[0];
	if (!safearray_size(psa, &before))
		return E_OUTOFMEMORY;
	psa->rgsabound[0] = *psaboundNew;
	elements = safearray_size(psa, &after) ? calloc(1, after ? after : 1)
			: NULL;
	if (!elements) {
		psa->rgsabound[0] = old;
		return E_OUTOFMEMORY;
	}
	if (psa->pvData) {
		memcpy(elements, psa->pvData, before < after ? before : after);
		if (after < before)
			safearray_clear(psa, (uint8_t *)psa->pvData + after,
				(before - after) / psa->cbElements);
		if (!(psa->fFeatures & (FADF_AUTO | FADF_STATIC |
			FADF_EMBEDDED)))
			free(psa->pvData);
	}
	psa->pvData = elements;
	return S_OK;
}
