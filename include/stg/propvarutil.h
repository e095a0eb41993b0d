/* SPDX-License-Identifier: MIT */
/*
 * Short ways to make values of properties, and to read them as numbers and
 * text whatever type they have.
 */
#ifndef STG_PROPVARUTIL_H
#define STG_PROPVARUTIL_H

#include <stg/hresult.h>
#include <stg/memory.h>
#include <stg/propvariant.h>

/* How values are handed to the functions that only read them. */
#ifdef __cplusplus
typedef const PROPVARIANT &REFPROPVARIANT;
#else
typedef const PROPVARIANT *REFPROPVARIANT;
#endif

STG_BEGIN_DECLS

/** Makes a VT_BOOL. @return S_OK */
static inline HRESULT
InitPropVariantFromBoolean(BOOL fVal, PROPVARIANT *ppropvar)
{
	PropVariantInit(ppropvar);
	ppropvar->vt = VT_BOOL;
	ppropvar->boolVal = fVal ? VARIANT_TRUE : VARIANT_FALSE;
	return S_OK;
}

/** Makes a VT_I2. @return S_OK */
static inline HRESULT
InitPropVariantFromInt16(SHORT nVal, PROPVARIANT *ppropvar)
{
	PropVariantInit(ppropvar);
	ppropvar->vt = VT_I2;
	ppropvar->iVal = nVal;
	return S_OK;
}

/** Makes a VT_UI2. @return S_OK */
static inline HRESULT
InitPropVariantFromUInt16(USHORT uiVal, PROPVARIANT *ppropvar)
{
	PropVariantInit(ppropvar);
	ppropvar->vt = VT_UI2;
	ppropvar->uiVal = uiVal;
	return S_OK;
}

/** Makes a VT_I4. @return S_OK */
static inline HRESULT
InitPropVariantFromInt32(LONG lVal, PROPVARIANT *ppropvar)
{
	PropVariantInit(ppropvar);
	ppropvar->vt = VT_I4;
	ppropvar->lVal = lVal;
	return S_OK;
}

/** Makes a VT_UI4. @return S_OK */
static inline HRESULT
InitPropVariantFromUInt32(ULONG ulVal, PROPVARIANT *ppropvar)
{
	PropVariantInit(ppropvar);
	ppropvar->vt = VT_UI4;
	ppropvar->ulVal = ulVal;
	return S_OK;
}

/** Makes a VT_I8. @return S_OK */
static inline HRESULT
InitPropVariantFromInt64(LONGLONG llVal, PROPVARIANT *ppropvar)
{
	PropVariantInit(ppropvar);
	ppropvar->vt = VT_I8;
	ppropvar->hVal.QuadPart = llVal;
	return S_OK;
}

/** Makes a VT_UI8. @return S_OK */
static inline HRESULT
InitPropVariantFromUInt64(ULONGLONG ullVal, PROPVARIANT *ppropvar)
{
	PropVariantInit(ppropvar);
	ppropvar->vt = VT_UI8;
	ppropvar->uhVal.QuadPart = ullVal;
	return S_OK;
}

/** Makes a VT_R8. @return S_OK */
static inline HRESULT
InitPropVariantFromDouble(DOUBLE dblVal, PROPVARIANT *ppropvar)
{
	PropVariantInit(ppropvar);
	ppropvar->vt = VT_R8;
	ppropvar->dblVal = dblVal;
	return S_OK;
}

/** Makes a VT_FILETIME. @return S_OK */
static inline HRESULT
InitPropVariantFromFileTime(const FILETIME *pftIn, PROPVARIANT *ppropvar)
{
	PropVariantInit(ppropvar);
	ppropvar->vt = VT_FILETIME;
	ppropvar->filetime = *pftIn;
	return S_OK;
}

/** Makes a VT_LPWSTR. @return S_OK; E_INVALIDARG: NULL; E_OUTOFMEMORY */
STG_API HRESULT InitPropVariantFromString(PCWSTR psz, PROPVARIANT *ppropvar);

/** Makes a VT_CLSID, for PropVariantClear. @return S_OK; E_OUTOFMEMORY */
STG_API HRESULT InitPropVariantFromCLSID(REFCLSID clsid,
					 PROPVARIANT *ppropvar);

/**
 * Makes a VT_VECTOR of VT_UI1.
 *
 * @param pv        the bytes
 * @param cb        their number
 * @param ppropvar  receives the value, for PropVariantClear
 * @return S_OK; E_OUTOFMEMORY, and the value is empty
 */
STG_API HRESULT InitPropVariantFromBuffer(const void *pv, UINT cb,
					  PROPVARIANT *ppropvar);

/**
 * Makes a VT_VECTOR of VT_LPWSTR.
 *
 * @param prgsz     the texts
 * @param cElems    their number
 * @param ppropvar  receives the value, for PropVariantClear
 * @return S_OK; E_OUTOFMEMORY, and the value is empty
 */
STG_API HRESULT InitPropVariantFromStringVector(PCWSTR *prgsz, ULONG cElems,
						PROPVARIANT *ppropvar);

/** @return the elements of a vector; 0: VT_EMPTY; 1 for anything else */
STG_API ULONG PropVariantGetElementCount(REFPROPVARIANT propvar);

/**
 * Reads a number of any type, or a VT_BOOL, as one of 32 bits.
 *
 * @param propvarIn  the value
 * @param plRet      receives it; 0 on failure
 * @return S_OK; DISP_E_TYPEMISMATCH: not a number; DISP_E_OVERFLOW: beyond 32
 *	bits
 */
STG_API HRESULT PropVariantToInt32(REFPROPVARIANT propvarIn, LONG *plRet);

/** The same without a sign. */
STG_API HRESULT PropVariantToUInt32(REFPROPVARIANT propvarIn, ULONG *pulRet);

/** The same with 64 bits. */
STG_API HRESULT PropVariantToInt64(REFPROPVARIANT propvarIn,
				   LONGLONG *pllRet);

/** The same with 64 bits and without a sign. */
STG_API HRESULT PropVariantToUInt64(REFPROPVARIANT propvarIn,
				    ULONGLONG *pullRet);

/** The same with a fraction. */
STG_API HRESULT PropVariantToDouble(REFPROPVARIANT propvarIn,
				    DOUBLE *pdblRet);

/** Whether a number is not 0. @return S_OK; DISP_E_TYPEMISMATCH */
STG_API HRESULT PropVariantToBoolean(REFPROPVARIANT propvarIn, BOOL *pfRet);

/**
 * Copies text of type VT_LPWSTR, VT_BSTR or, taken as UTF-8, VT_LPSTR.
 *
 * @param propvar  the value
 * @param ppszOut  receives the text, for CoTaskMemFree; NULL on failure
 * @return S_OK; DISP_E_TYPEMISMATCH: not a text; E_OUTOFMEMORY; E_INVALIDARG;
 *	HRESULT_FROM_WIN32(ERROR_NO_UNICODE_TRANSLATION): not UTF-8
 */
STG_API HRESULT PropVariantToStringAlloc(REFPROPVARIANT propvar,
					 LPWSTR *ppszOut);

STG_END_DECLS

#endif
