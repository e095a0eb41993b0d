/* SPDX-License-Identifier: MIT */
/*
 * Values of properties that are many of one type, vectors and arrays: made of
 * what the caller has, and read element by element. <stg/propvarutil.h>
 * includes this.
 */
#ifndef STG_PROPVECTOR_H
#define STG_PROPVECTOR_H

#include <stg/hresult.h>
#include <stg/memory.h>
#include <stg/propvariant.h>

STG_BEGIN_DECLS

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

/**
 * Makes a VT_VECTOR of VT_BOOL.
 *
 * @param prgf      the values
 * @param cElems    their number
 * @param ppropvar  receives the value, for PropVariantClear
 * @return S_OK; E_OUTOFMEMORY, and the value is empty
 */
STG_API HRESULT InitPropVariantFromBooleanVector(const BOOL *prgf, ULONG cElems,
	PROPVARIANT *ppropvar);

/** The same of VT_I2. */
STG_API HRESULT InitPropVariantFromInt16Vector(const SHORT *prgn, ULONG cElems,
	PROPVARIANT *ppropvar);

/** The same of VT_UI2. */
STG_API HRESULT InitPropVariantFromUInt16Vector(const USHORT *prgn,
	ULONG cElems, PROPVARIANT *ppropvar);

/** The same of VT_I4. */
STG_API HRESULT InitPropVariantFromInt32Vector(const LONG *prgn, ULONG cElems,
	PROPVARIANT *ppropvar);

/** The same of VT_UI4. */
STG_API HRESULT InitPropVariantFromUInt32Vector(const ULONG *prgn, ULONG cElems,
	PROPVARIANT *ppropvar);

/** The same of VT_I8. */
STG_API HRESULT InitPropVariantFromInt64Vector(const LONGLONG *prgn,
	ULONG cElems, PROPVARIANT *ppropvar);

/** The same of VT_UI8. */
STG_API HRESULT InitPropVariantFromUInt64Vector(const ULONGLONG *prgn,
	ULONG cElems, PROPVARIANT *ppropvar);

/** The same of VT_R8. */
STG_API HRESULT InitPropVariantFromDoubleVector(const DOUBLE *prgn,
	ULONG cElems, PROPVARIANT *ppropvar);

/** The same of VT_FILETIME. */
STG_API HRESULT InitPropVariantFromFileTimeVector(const FILETIME *prgft,
	ULONG cElems, PROPVARIANT *ppropvar);

/**
 * Makes a VT_VECTOR of VT_LPWSTR of a list such as "one; two". Blanks around
 * the values do not count, nor do values that are empty.
 *
 * @param psz       the list; NULL is allowed
 * @param ppropvar  receives the value, for PropVariantClear; VT_EMPTY if the
 *	list holds no value
 * @return S_OK; E_OUTOFMEMORY, and the value is empty
 */
STG_API HRESULT InitPropVariantFromStringAsVector(PCWSTR psz,
						  PROPVARIANT *ppropvar);

/**
 * Copies an element of a vector or array.
 *
 * @param propvarIn  the vector or array; anything else is its own element 0
 * @param iElem      the index of the element
 * @param ppropvar   receives the copy, for PropVariantClear
 * @return S_OK; E_INVALIDARG: no such element; E_OUTOFMEMORY;
 *	DISP_E_BADVARTYPE
 */
STG_API HRESULT InitPropVariantFromPropVariantVectorElem(
	REFPROPVARIANT propvarIn, ULONG iElem, PROPVARIANT *ppropvar);

/**
 * Copies a value as a vector of that one element; a vector stays as it is.
 *
 * @param propvarSingle   the value
 * @param ppropvarVector  receives the vector, for PropVariantClear
 * @return S_OK; DISP_E_TYPEMISMATCH: no vector has that type; E_OUTOFMEMORY
 */
STG_API HRESULT InitPropVariantVectorFromPropVariant(
	REFPROPVARIANT propvarSingle, PROPVARIANT *ppropvarVector);

/** @return the elements of a vector; 0: VT_EMPTY; 1 for anything else */
STG_API ULONG PropVariantGetElementCount(REFPROPVARIANT propvar);

/**
 * Reads an element of a vector or array of VT_BOOL.
 *
 * @param propvar  the value; a VT_BOOL is its own element 0
 * @param iElem    the index of the element
 * @param pfVal    receives it; 0 on failure
 * @return S_OK; E_INVALIDARG: no such element, or of another type
 */
STG_API HRESULT PropVariantGetBooleanElem(REFPROPVARIANT propvar, ULONG iElem,
	BOOL *pfVal);

/** The same of VT_I2. */
STG_API HRESULT PropVariantGetInt16Elem(REFPROPVARIANT propvar, ULONG iElem,
	SHORT *pnVal);

/** The same of VT_UI2. */
STG_API HRESULT PropVariantGetUInt16Elem(REFPROPVARIANT propvar, ULONG iElem,
	USHORT *pnVal);

/** The same of VT_I4. */
STG_API HRESULT PropVariantGetInt32Elem(REFPROPVARIANT propvar, ULONG iElem,
	LONG *pnVal);

/** The same of VT_UI4. */
STG_API HRESULT PropVariantGetUInt32Elem(REFPROPVARIANT propvar, ULONG iElem,
	ULONG *pnVal);

/** The same of VT_I8. */
STG_API HRESULT PropVariantGetInt64Elem(REFPROPVARIANT propvar, ULONG iElem,
	LONGLONG *pnVal);

/** The same of VT_UI8. */
STG_API HRESULT PropVariantGetUInt64Elem(REFPROPVARIANT propvar, ULONG iElem,
	ULONGLONG *pnVal);

/** The same of VT_R8. */
STG_API HRESULT PropVariantGetDoubleElem(REFPROPVARIANT propvar, ULONG iElem,
	DOUBLE *pnVal);

/** The same of VT_FILETIME. */
STG_API HRESULT PropVariantGetFileTimeElem(REFPROPVARIANT propvar, ULONG iElem,
	FILETIME *pftVal);

/**
 * The same of VT_LPWSTR, VT_BSTR or, taken as UTF-8, VT_LPSTR. The text is for
 * CoTaskMemFree. @return as the others, and as PropVariantToStringAlloc
 */
STG_API HRESULT PropVariantGetStringElem(REFPROPVARIANT propvar, ULONG iElem,
	LPWSTR *ppszVal);

/**
 * Reads the elements of a vector or array of VT_BOOL.
 *
 * @param propvar  the value
 * @param prgf     receives the elements
 * @param crgf     room there
 * @param pcElem   receives their number; 0 on failure
 * @return S_OK; TYPE_E_BUFFERTOOSMALL: there are more; E_INVALIDARG: not a
 *	vector or array of that type
 */
STG_API HRESULT PropVariantToBooleanVector(REFPROPVARIANT propvar, BOOL *prgf,
	ULONG crgf, ULONG *pcElem);

/** The same of VT_I2. */
STG_API HRESULT PropVariantToInt16Vector(REFPROPVARIANT propvar, SHORT *prgn,
	ULONG crgn, ULONG *pcElem);

/** The same of VT_UI2. */
STG_API HRESULT PropVariantToUInt16Vector(REFPROPVARIANT propvar, USHORT *prgn,
	ULONG crgn, ULONG *pcElem);

/** The same of VT_I4. */
STG_API HRESULT PropVariantToInt32Vector(REFPROPVARIANT propvar, LONG *prgn,
	ULONG crgn, ULONG *pcElem);

/** The same of VT_UI4. */
STG_API HRESULT PropVariantToUInt32Vector(REFPROPVARIANT propvar, ULONG *prgn,
	ULONG crgn, ULONG *pcElem);

/** The same of VT_I8. */
STG_API HRESULT PropVariantToInt64Vector(REFPROPVARIANT propvar, LONGLONG *prgn,
	ULONG crgn, ULONG *pcElem);

/** The same of VT_UI8. */
STG_API HRESULT PropVariantToUInt64Vector(REFPROPVARIANT propvar,
	ULONGLONG *prgn, ULONG crgn, ULONG *pcElem);

/** The same of VT_R8. */
STG_API HRESULT PropVariantToDoubleVector(REFPROPVARIANT propvar, DOUBLE *prgn,
	ULONG crgn, ULONG *pcElem);

/** The same of VT_FILETIME. */
STG_API HRESULT PropVariantToFileTimeVector(REFPROPVARIANT propvar,
	FILETIME *prgft, ULONG crgft, ULONG *pcElem);

/**
 * The same of VT_LPWSTR, VT_BSTR or, taken as UTF-8, VT_LPSTR. Each text is for
 * CoTaskMemFree. @return as the others, and as PropVariantToStringAlloc
 */
STG_API HRESULT PropVariantToStringVector(REFPROPVARIANT propvar, LPWSTR *prgsz,
	ULONG crgsz, ULONG *pcElem);

/**
 * Reads the elements of a vector or array of VT_BOOL into memory of their own.
 *
 * @param propvar  the value
 * @param pprgf    receives the elements, for CoTaskMemFree; NULL on failure
 * @param pcElem   receives their number; 0 on failure
 * @return S_OK; E_INVALIDARG: not a vector or array of that type;
 *	E_OUTOFMEMORY
 */
STG_API HRESULT PropVariantToBooleanVectorAlloc(REFPROPVARIANT propvar,
	BOOL **pprgf, ULONG *pcElem);

/** The same of VT_I2. */
STG_API HRESULT PropVariantToInt16VectorAlloc(REFPROPVARIANT propvar,
	SHORT **pprgn, ULONG *pcElem);

/** The same of VT_UI2. */
STG_API HRESULT PropVariantToUInt16VectorAlloc(REFPROPVARIANT propvar,
	USHORT **pprgn, ULONG *pcElem);

/** The same of VT_I4. */
STG_API HRESULT PropVariantToInt32VectorAlloc(REFPROPVARIANT propvar,
	LONG **pprgn, ULONG *pcElem);

/** The same of VT_UI4. */
STG_API HRESULT PropVariantToUInt32VectorAlloc(REFPROPVARIANT propvar,
	ULONG **pprgn, ULONG *pcElem);

/** The same of VT_I8. */
STG_API HRESULT PropVariantToInt64VectorAlloc(REFPROPVARIANT propvar,
	LONGLONG **pprgn, ULONG *pcElem);

/** The same of VT_UI8. */
STG_API HRESULT PropVariantToUInt64VectorAlloc(REFPROPVARIANT propvar,
	ULONGLONG **pprgn, ULONG *pcElem);

/** The same of VT_R8. */
STG_API HRESULT PropVariantToDoubleVectorAlloc(REFPROPVARIANT propvar,
	DOUBLE **pprgn, ULONG *pcElem);

/** The same of VT_FILETIME. */
STG_API HRESULT PropVariantToFileTimeVectorAlloc(REFPROPVARIANT propvar,
	FILETIME **pprgft, ULONG *pcElem);

/**
 * The same of VT_LPWSTR, VT_BSTR or, taken as UTF-8, VT_LPSTR. Each text is for
 * CoTaskMemFree too. @return as the others, and as PropVariantToStringAlloc
 */
STG_API HRESULT PropVariantToStringVectorAlloc(REFPROPVARIANT propvar,
	LPWSTR **pprgsz, ULONG *pcElem);

STG_END_DECLS

#endif
