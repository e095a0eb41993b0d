/* SPDX-License-Identifier: MIT */
/*
 * Values of automation, VARIANT, made and read as those of properties are, and
 * turned into those. <stg/propvarutil.h> says what the functions make of each
 * type. What a VARIANT refers to by VT_BYREF is read as if it were held.
 */
#ifndef STG_VARIANTUTIL_H
#define STG_VARIANTUTIL_H

#include <stg/automation.h>
#include <stg/hresult.h>
#include <stg/propvarutil.h>

/* How values are handed to the functions that only read them. */
#ifdef __cplusplus
typedef const VARIANT &REFVARIANT;
#else
typedef const VARIANT *REFVARIANT;
#endif

STG_BEGIN_DECLS

/**
 * Copies a value of a property into one of automation. VT_LPWSTR, VT_LPSTR, as
 * UTF-8, and VT_CLSID, in braces, become VT_BSTR; VT_FILETIME becomes VT_DATE,
 * local time to the second; VT_BLOB, as a new stream, and streams and storages
 * become VT_UNKNOWN; vectors become arrays of the types that their elements
 * become. All other types stay what they are.
 *
 * @param pPropVar  the value
 * @param pVar      receives the copy, for VariantClear; what it held is not
 *	freed; empty on failure
 * @return S_OK; DISP_E_BADVARTYPE: automation has no such type;
 *	DISP_E_OVERFLOW: no VT_DATE; E_OUTOFMEMORY;
 *	HRESULT_FROM_WIN32(ERROR_NO_UNICODE_TRANSLATION): not UTF-8
 */
STG_API HRESULT PropVariantToVariant(const PROPVARIANT *pPropVar,
				     VARIANT *pVar);

/**
 * Copies a value of automation into one of a property. VT_BSTR becomes
 * VT_LPWSTR, VT_DATE becomes VT_FILETIME, VT_UNKNOWN becomes VT_STREAM if the
 * object is one, and arrays of one dimension become vectors of the types that
 * their elements become, if there are such vectors. All other types stay what
 * they are; what is referred to is copied.
 *
 * @param pVar      the value
 * @param pPropVar  receives the copy, for PropVariantClear; what it held is not
 *	freed; empty on failure
 * @return S_OK; DISP_E_BADVARTYPE: not a type of automation, or a record;
 *	DISP_E_OVERFLOW: no VT_FILETIME; E_INVALIDARG: a reference is NULL;
 *	E_OUTOFMEMORY
 */
STG_API HRESULT VariantToPropVariant(const VARIANT *pVar,
				     PROPVARIANT *pPropVar);

/** @return TRUE: a VARIANT is an array */
STG_API BOOL IsVariantArray(REFVARIANT var);

/** @return TRUE: VariantToStringWithDefault would give its text */
STG_API BOOL IsVariantString(REFVARIANT var);

/** Clears many values by VariantClear. */
STG_API void ClearVariantArray(VARIANT *pvars, UINT cvars);

/** Makes a VT_BOOL. @return S_OK */
static inline HRESULT
InitVariantFromBoolean(BOOL fVal, VARIANT *pvar)
{
	VariantInit(pvar);
	pvar->vt = VT_BOOL;
	pvar->boolVal = fVal ? VARIANT_TRUE : VARIANT_FALSE;
	return S_OK;
}

/** Makes a VT_I2. @return S_OK */
static inline HRESULT
InitVariantFromInt16(SHORT iVal, VARIANT *pvar)
{
	VariantInit(pvar);
	pvar->vt = VT_I2;
	pvar->iVal = iVal;
	return S_OK;
}

/** Makes a VT_UI2. @return S_OK */
static inline HRESULT
InitVariantFromUInt16(USHORT uiVal, VARIANT *pvar)
{
	VariantInit(pvar);
	pvar->vt = VT_UI2;
	pvar->uiVal = uiVal;
	return S_OK;
}

/** Makes a VT_I4. @return S_OK */
static inline HRESULT
InitVariantFromInt32(LONG lVal, VARIANT *pvar)
{
	VariantInit(pvar);
	pvar->vt = VT_I4;
	pvar->lVal = lVal;
	return S_OK;
}

/** Makes a VT_UI4. @return S_OK */
static inline HRESULT
InitVariantFromUInt32(ULONG ulVal, VARIANT *pvar)
{
	VariantInit(pvar);
	pvar->vt = VT_UI4;
	pvar->ulVal = ulVal;
	return S_OK;
}

/** Makes a VT_I8. @return S_OK */
static inline HRESULT
InitVariantFromInt64(LONGLONG llVal, VARIANT *pvar)
{
	VariantInit(pvar);
	pvar->vt = VT_I8;
	pvar->llVal = llVal;
	return S_OK;
}

/** Makes a VT_UI8. @return S_OK */
static inline HRESULT
InitVariantFromUInt64(ULONGLONG ullVal, VARIANT *pvar)
{
	VariantInit(pvar);
	pvar->vt = VT_UI8;
	pvar->ullVal = ullVal;
	return S_OK;
}

/** Makes a VT_R8. @return S_OK */
static inline HRESULT
InitVariantFromDouble(DOUBLE dblVal, VARIANT *pvar)
{
	VariantInit(pvar);
	pvar->vt = VT_R8;
	pvar->dblVal = dblVal;
	return S_OK;
}

/** Makes a VT_BSTR. @return S_OK; E_INVALIDARG: NULL; E_OUTOFMEMORY */
STG_API HRESULT InitVariantFromString(PCWSTR psz, VARIANT *pvar);

/** Makes a VT_UNKNOWN with another reference; NULL is allowed. @return S_OK */
STG_API HRESULT InitVariantFromUnknown(IUnknown *punk, VARIANT *pvar);

/** The same of VT_DISPATCH. */
STG_API HRESULT InitVariantFromDispatch(IDispatch *pdisp, VARIANT *pvar);

/** Makes a VT_BSTR of a GUID in braces. @return S_OK; E_OUTOFMEMORY */
STG_API HRESULT InitVariantFromGUIDAsString(REFGUID guid, VARIANT *pvar);

/** Makes a VT_DATE, as PropVariantToVariant. @return S_OK; DISP_E_OVERFLOW */
STG_API HRESULT InitVariantFromFileTime(const FILETIME *pft, VARIANT *pvar);

/**
 * Makes a VT_ARRAY of VT_UI1.
 *
 * @param pv    the bytes
 * @param cb    their number
 * @param pvar  receives the value, for VariantClear
 * @return S_OK; E_OUTOFMEMORY, and the value is empty
 */
STG_API HRESULT InitVariantFromBuffer(const void *pv, UINT cb, VARIANT *pvar);

/**
 * Makes a VT_ARRAY of VT_BOOL.
 *
 * @param prgf    the values
 * @param cElems  their number
 * @param pvar    receives the value, for VariantClear
 * @return S_OK; E_OUTOFMEMORY, and the value is empty
 */
STG_API HRESULT InitVariantFromBooleanArray(const BOOL *prgf, ULONG cElems,
	VARIANT *pvar);

/** The same of VT_I2. */
STG_API HRESULT InitVariantFromInt16Array(const SHORT *prgn, ULONG cElems,
	VARIANT *pvar);

/** The same of VT_UI2. */
STG_API HRESULT InitVariantFromUInt16Array(const USHORT *prgn, ULONG cElems,
	VARIANT *pvar);

/** The same of VT_I4. */
STG_API HRESULT InitVariantFromInt32Array(const LONG *prgn, ULONG cElems,
	VARIANT *pvar);

/** The same of VT_UI4. */
STG_API HRESULT InitVariantFromUInt32Array(const ULONG *prgn, ULONG cElems,
	VARIANT *pvar);

/** The same of VT_I8. */
STG_API HRESULT InitVariantFromInt64Array(const LONGLONG *prgn, ULONG cElems,
	VARIANT *pvar);

/** The same of VT_UI8. */
STG_API HRESULT InitVariantFromUInt64Array(const ULONGLONG *prgn, ULONG cElems,
	VARIANT *pvar);

/** The same of VT_R8. */
STG_API HRESULT InitVariantFromDoubleArray(const DOUBLE *prgn, ULONG cElems,
	VARIANT *pvar);

/** The same of VT_BSTR. */
STG_API HRESULT InitVariantFromStringArray(PCWSTR *prgsz, ULONG cElems,
	VARIANT *pvar);

/** The same of VT_DATE. @return also as InitVariantFromFileTime */
STG_API HRESULT InitVariantFromFileTimeArray(const FILETIME *prgft,
	ULONG cElems, VARIANT *pvar);

/**
 * Copies an element of an array.
 *
 * @param varIn  the array; anything else is its own element 0
 * @param iElem  the index of the element, from 0 on
 * @param pvar   receives the copy, for VariantClear
 * @return S_OK; E_INVALIDARG: no such element; E_OUTOFMEMORY;
 *	DISP_E_BADVARTYPE
 */
STG_API HRESULT InitVariantFromVariantArrayElem(REFVARIANT varIn, ULONG iElem,
	VARIANT *pvar);

/**
 * Reads a value as PropVariantToBoolean.
 *
 * @param varIn  the value
 * @param pfRet  receives it; FALSE on failure
 * @return as PropVariantToBoolean; DISP_E_BADVARTYPE: not a type of automation;
 *	E_INVALIDARG: a reference is NULL
 */
STG_API HRESULT VariantToBoolean(REFVARIANT varIn, BOOL *pfRet);

/** The same by PropVariantToInt16. */
STG_API HRESULT VariantToInt16(REFVARIANT varIn, SHORT *pRet);

/** The same by PropVariantToUInt16. */
STG_API HRESULT VariantToUInt16(REFVARIANT varIn, USHORT *pRet);

/** The same by PropVariantToInt32. */
STG_API HRESULT VariantToInt32(REFVARIANT varIn, LONG *pRet);

/** The same by PropVariantToUInt32. */
STG_API HRESULT VariantToUInt32(REFVARIANT varIn, ULONG *pRet);

/** The same by PropVariantToInt64. */
STG_API HRESULT VariantToInt64(REFVARIANT varIn, LONGLONG *pRet);

/** The same by PropVariantToUInt64. */
STG_API HRESULT VariantToUInt64(REFVARIANT varIn, ULONGLONG *pRet);

/** The same by PropVariantToDouble. */
STG_API HRESULT VariantToDouble(REFVARIANT varIn, DOUBLE *pRet);

/** @return what VariantToBoolean reads; fDefault: VT_EMPTY, or it fails */
STG_API BOOL VariantToBooleanWithDefault(REFVARIANT varIn, BOOL fDefault);

/** The same of VariantToInt16. */
STG_API SHORT VariantToInt16WithDefault(REFVARIANT varIn,
	SHORT otherwise);

/** The same of VariantToUInt16. */
STG_API USHORT VariantToUInt16WithDefault(REFVARIANT varIn,
	USHORT otherwise);

/** The same of VariantToInt32. */
STG_API LONG VariantToInt32WithDefault(REFVARIANT varIn,
	LONG otherwise);

/** The same of VariantToUInt32. */
STG_API ULONG VariantToUInt32WithDefault(REFVARIANT varIn,
	ULONG otherwise);

/** The same of VariantToInt64. */
STG_API LONGLONG VariantToInt64WithDefault(REFVARIANT varIn,
	LONGLONG otherwise);

/** The same of VariantToUInt64. */
STG_API ULONGLONG VariantToUInt64WithDefault(REFVARIANT varIn,
	ULONGLONG otherwise);

/** The same of VariantToDouble. */
STG_API DOUBLE VariantToDoubleWithDefault(REFVARIANT varIn,
	DOUBLE otherwise);

/** The same as PropVariantToStringAlloc; for CoTaskMemFree. */
STG_API HRESULT VariantToStringAlloc(REFVARIANT varIn, LPWSTR *ppszBuf);

/** The same as PropVariantToString. */
STG_API HRESULT VariantToString(REFVARIANT varIn, LPWSTR pszBuf, UINT cchBuf);

/** As PropVariantToStringWithDefault: the text belongs to the value. */
STG_API PCWSTR VariantToStringWithDefault(REFVARIANT varIn,
					  LPCWSTR pszDefault);

/** The same as PropVariantToBuffer. */
STG_API HRESULT VariantToBuffer(REFVARIANT varIn, void *pv, UINT cb);

/** The same as PropVariantToGUID. */
STG_API HRESULT VariantToGUID(REFVARIANT varIn, GUID *pguid);

/** The same as PropVariantToFileTime. */
STG_API HRESULT VariantToFileTime(REFVARIANT varIn, PSTIME_FLAGS stfOut,
				  FILETIME *pftOut);

/**
 * Reads a time as VariantToFileTime does, as local time of FAT directories.
 *
 * @param varIn   the value
 * @param pwDate  receives years since 1980, month and day: 7, 4, 5 bits; 0 on
 *	failure
 * @param pwTime  receives hour, minute and half seconds: 5, 6, 5 bits
 * @return as VariantToFileTime; DISP_E_OVERFLOW: before 1980 or after 2107
 */
STG_API HRESULT VariantToDosDateTime(REFVARIANT varIn, WORD *pwDate,
				     WORD *pwTime);

/** @return the elements of an array; 0: VT_EMPTY; 1 for anything else */
STG_API ULONG VariantGetElementCount(REFVARIANT varIn);

/** @return as PropVariantCompare */
STG_API int VariantCompare(REFVARIANT var1, REFVARIANT var2);

/** Reads an element as PropVariantGetBooleanElem does. */
STG_API HRESULT VariantGetBooleanElem(REFVARIANT var, ULONG iElem, BOOL *pfVal);

/** The same by PropVariantGetInt16Elem. */
STG_API HRESULT VariantGetInt16Elem(REFVARIANT var, ULONG iElem,
	SHORT *pnVal);

/** The same by PropVariantGetUInt16Elem. */
STG_API HRESULT VariantGetUInt16Elem(REFVARIANT var, ULONG iElem,
	USHORT *pnVal);

/** The same by PropVariantGetInt32Elem. */
STG_API HRESULT VariantGetInt32Elem(REFVARIANT var, ULONG iElem,
	LONG *pnVal);

/** The same by PropVariantGetUInt32Elem. */
STG_API HRESULT VariantGetUInt32Elem(REFVARIANT var, ULONG iElem,
	ULONG *pnVal);

/** The same by PropVariantGetInt64Elem. */
STG_API HRESULT VariantGetInt64Elem(REFVARIANT var, ULONG iElem,
	LONGLONG *pnVal);

/** The same by PropVariantGetUInt64Elem. */
STG_API HRESULT VariantGetUInt64Elem(REFVARIANT var, ULONG iElem,
	ULONGLONG *pnVal);

/** The same by PropVariantGetDoubleElem. */
STG_API HRESULT VariantGetDoubleElem(REFVARIANT var, ULONG iElem,
	DOUBLE *pnVal);

/** The same by PropVariantGetStringElem; for CoTaskMemFree. */
STG_API HRESULT VariantGetStringElem(REFVARIANT var, ULONG iElem,
	LPWSTR *ppszVal);

/** Reads all elements as PropVariantToBooleanVector. */
STG_API HRESULT VariantToBooleanArray(REFVARIANT var, BOOL *prgf, ULONG crgf,
	ULONG *pcElem);

/** The same by PropVariantToInt16Vector. */
STG_API HRESULT VariantToInt16Array(REFVARIANT var, SHORT *prgn,
	ULONG crgn, ULONG *pcElem);

/** The same by PropVariantToUInt16Vector. */
STG_API HRESULT VariantToUInt16Array(REFVARIANT var, USHORT *prgn,
	ULONG crgn, ULONG *pcElem);

/** The same by PropVariantToInt32Vector. */
STG_API HRESULT VariantToInt32Array(REFVARIANT var, LONG *prgn,
	ULONG crgn, ULONG *pcElem);

/** The same by PropVariantToUInt32Vector. */
STG_API HRESULT VariantToUInt32Array(REFVARIANT var, ULONG *prgn,
	ULONG crgn, ULONG *pcElem);

/** The same by PropVariantToInt64Vector. */
STG_API HRESULT VariantToInt64Array(REFVARIANT var, LONGLONG *prgn,
	ULONG crgn, ULONG *pcElem);

/** The same by PropVariantToUInt64Vector. */
STG_API HRESULT VariantToUInt64Array(REFVARIANT var, ULONGLONG *prgn,
	ULONG crgn, ULONG *pcElem);

/** The same by PropVariantToDoubleVector. */
STG_API HRESULT VariantToDoubleArray(REFVARIANT var, DOUBLE *prgn,
	ULONG crgn, ULONG *pcElem);

/** The same by PropVariantToStringVector. */
STG_API HRESULT VariantToStringArray(REFVARIANT var, LPWSTR *prgsz,
	ULONG crgsz, ULONG *pcElem);

/** Reads all elements as PropVariantToBooleanVectorAlloc. */
STG_API HRESULT VariantToBooleanArrayAlloc(REFVARIANT var, BOOL **pprgf,
	ULONG *pcElem);

/** The same by PropVariantToInt16VectorAlloc. */
STG_API HRESULT VariantToInt16ArrayAlloc(REFVARIANT var,
	SHORT **pprgn, ULONG *pcElem);

/** The same by PropVariantToUInt16VectorAlloc. */
STG_API HRESULT VariantToUInt16ArrayAlloc(REFVARIANT var,
	USHORT **pprgn, ULONG *pcElem);

/** The same by PropVariantToInt32VectorAlloc. */
STG_API HRESULT VariantToInt32ArrayAlloc(REFVARIANT var,
	LONG **pprgn, ULONG *pcElem);

/** The same by PropVariantToUInt32VectorAlloc. */
STG_API HRESULT VariantToUInt32ArrayAlloc(REFVARIANT var,
	ULONG **pprgn, ULONG *pcElem);

/** The same by PropVariantToInt64VectorAlloc. */
STG_API HRESULT VariantToInt64ArrayAlloc(REFVARIANT var,
	LONGLONG **pprgn, ULONG *pcElem);

/** The same by PropVariantToUInt64VectorAlloc. */
STG_API HRESULT VariantToUInt64ArrayAlloc(REFVARIANT var,
	ULONGLONG **pprgn, ULONG *pcElem);

/** The same by PropVariantToDoubleVectorAlloc. */
STG_API HRESULT VariantToDoubleArrayAlloc(REFVARIANT var,
	DOUBLE **pprgn, ULONG *pcElem);

/** The same by PropVariantToStringVectorAlloc. */
STG_API HRESULT VariantToStringArrayAlloc(REFVARIANT var, LPWSTR **pprgsz,
	ULONG *pcElem);

STG_END_DECLS

#endif
