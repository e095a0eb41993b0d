/* SPDX-License-Identifier: MIT */
/*
 * Single values as property sets hold them, for callers: [MS-OLEPS] 2.15.
 */
#include <stg/propvariant.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <stg/hresult.h>

#include "oleps/codepage.h"
#include "oleps/decode.h"
#include "oleps/encode.h"
#include "stg/hresult_oleps.h"
#include "stg/propname.h"
#include "stg/propvalue.h"
#include "stg/propvariant.h"

/* Encode a value to memory for free(). */
static HRESULT
encode(const PROPVARIANT *pvar, uint16_t codepage, PROPID pid,
	uint8_t **bytes, size_t *size)
{
	OLECHAR name[PROPNAME_VALUE_SIZE];
	struct oleps_value value;
	HRESULT hr;

	propname_of_value(pid, name);
	hr = propvalue_write(pvar, codepage, name, &value);
	if (FAILED(hr))
		return hr;
	hr = hresult_from_oleps(oleps_value_encode(&value, bytes, size));
	oleps_value_clear(&value);
	if (SUCCEEDED(hr) && *size > UINT32_MAX) {
		free(*bytes);
		hr = E_OUTOFMEMORY;
	}
	return hr;
}

SERIALIZEDPROPERTYVALUE *
StgConvertVariantToProperty(const PROPVARIANT *pvar, USHORT CodePage,
	SERIALIZEDPROPERTYVALUE *pprop, ULONG *pcb, PROPID pid,
	BOOLEAN fReserved, ULONG *pcIndirect)
{
	uint8_t *bytes;
	ULONG room;
	size_t size;

	(void)fReserved;
	if (!pvar || !pcb)
		return NULL;
	room = pprop ? *pcb : 0;
	*pcb = 0;
	if (FAILED(encode(pvar, CodePage, pid, &bytes, &size)))
		return NULL;
	*pcb = (ULONG)size;
	if (size <= room)
		memcpy(pprop, bytes, size);
	else
		pprop = NULL;
	free(bytes);
	if (pprop && pcIndirect && propvalue_is_indirect(pvar->vt))
		++*pcIndirect;
	return pprop;
}

BOOLEAN
StgConvertPropertyToVariant(const SERIALIZEDPROPERTYVALUE *pprop,
	USHORT CodePage, PROPVARIANT *pvar, PMemoryAllocator *pma)
{
	struct propmemory memory = { pma, 0 };
	struct oleps_value value;
	size_t used;
	HRESULT hr;

	if (!pvar)
		return FALSE;
	PropVariantInit(pvar);
	/* There is no telling where the bytes end but from themselves. */
	if (!pprop || oleps_value_decode((const uint8_t *)pprop, OLEPS_LIMIT,
			&value, &used) != OLEPS_OK)
		return FALSE;
	hr = propvalue_read(&value, CodePage, &memory, pvar);
	oleps_value_clear(&value);
	return SUCCEEDED(hr) && propvalue_is_indirect(pvar->vt);
}

HRESULT
StgSerializePropVariant(const PROPVARIANT *ppropvar,
	SERIALIZEDPROPERTYVALUE **ppProp, ULONG *pcb)
{
	uint8_t *bytes;
	size_t size;
	HRESULT hr;

	if (ppProp)
		*ppProp = NULL;
	if (pcb)
		*pcb = 0;
	if (!ppropvar || !ppProp || !pcb)
		return E_INVALIDARG;
	if (propvalue_is_indirect(ppropvar->vt))
		return DISP_E_BADVARTYPE;
	hr = encode(ppropvar, OLEPS_CP_UNICODE, PID_ILLEGAL, &bytes, &size);
	if (hr == STG_E_INVALIDPARAMETER)
		return DISP_E_BADVARTYPE;
	if (FAILED(hr))
		return hr == STG_E_INSUFFICIENTMEMORY ? E_OUTOFMEMORY : hr;
	*ppProp = propvariant_duplicate(bytes, size);
	free(bytes);
	if (!*ppProp)
		return E_OUTOFMEMORY;
	*pcb = (ULONG)size;
	return S_OK;
}

/* Decode a value that does not live beside its set. */
static HRESULT
decode(const SERIALIZEDPROPERTYVALUE *pprop, ULONG size, uint16_t codepage,
	struct propmemory *memory, PROPVARIANT *pvar)
{
	struct oleps_value value;
	size_t used;
	HRESULT hr = hresult_from_oleps(oleps_value_decode(
		(const uint8_t *)pprop, size, &value, &used));

	if (hr == STG_E_INVALIDHEADER)
		return STG_E_INVALIDPARAMETER;
	if (FAILED(hr))
		return hr;
	hr = S_FALSE;
	if (!propvalue_is_indirect(value.type))
		hr = propvalue_read(&value, codepage, memory, pvar);
	oleps_value_clear(&value);
	return hr == S_FALSE ? STG_E_INVALIDPARAMETER : hr;
}

HRESULT
StgDeserializePropVariant(const SERIALIZEDPROPERTYVALUE *pprop, ULONG cbMax,
	PROPVARIANT *ppropvar)
{
	struct propmemory memory = { NULL, 0 };
	HRESULT hr;

	if (!ppropvar)
		return E_INVALIDARG;
	PropVariantInit(ppropvar);
	if (!pprop)
		return E_INVALIDARG;
	hr = decode(pprop, cbMax, OLEPS_CP_UNICODE, &memory, ppropvar);
	return hr == STG_E_INSUFFICIENTMEMORY ? E_OUTOFMEMORY : hr;
}

ULONG
StgPropertyLengthAsVariant(const SERIALIZEDPROPERTYVALUE *pProp, ULONG cbProp,
	USHORT CodePage, BYTE bReserved)
{
	struct propmemory memory = { NULL, 0 };
	PROPVARIANT value;

	(void)bReserved;
	if (!pProp || FAILED(decode(pProp, cbProp, CodePage, &memory, &value)))
		return 0;
	(void)PropVariantClear(&value);
	return memory.total > UINT32_MAX ? UINT32_MAX : (ULONG)memory.total;
}
