/* SPDX-License-Identifier: MIT */
/*
 * Short ways to make values of properties, and to read them as numbers, text
 * and times whatever type they have; those that are many are in
 * <stg/propvector.h>, and those of automation in <stg/variantutil.h>.
 *
 * Of <propvarutil.h> of Windows, what needs a shell, resources or another
 * object system is left out: STRRET, Init…FromResource, values of the Windows
 * Runtime.
 */
#ifndef STG_PROPVARUTIL_H
#define STG_PROPVARUTIL_H

#include <stg/hresult.h>
#include <stg/memory.h>
#include <stg/propvariant.h>
#include <stg/propvector.h>

/* A text was cut off, as <strsafe.h> names it. */
#ifndef STRSAFE_E_INSUFFICIENT_BUFFER
#define STRSAFE_E_INSUFFICIENT_BUFFER	_HRESULT_TYPEDEF_(0x8007007A)
#endif

/** What a time is given in. */
typedef enum tagPSTIME_FLAGS {
	PSTF_UTC = 0,
	PSTF_LOCAL = 1
} PSTIME_FLAGS;

/** Down to which part two times are compared. */
typedef enum tagPROPVAR_COMPARE_UNIT {
	PVCU_DEFAULT = 0,	/* as they are */
	PVCU_SECOND = 1,
	PVCU_MINUTE = 2,
	PVCU_HOUR = 3,
	PVCU_DAY = 4,
	PVCU_MONTH = 5,
	PVCU_YEAR = 6
} PROPVAR_COMPARE_UNIT;

/** How text and what is empty are compared. */
enum tagPROPVAR_COMPARE_FLAGS {
	PVCF_DEFAULT = 0,	/* no case; runs of digits are numbers */
	PVCF_TREATEMPTYASGREATERTHAN = 0x1,
	PVCF_USESTRCMP = 0x2,	/* code unit by code unit */
	PVCF_USESTRCMPC = 0x4,	/* the same */
	PVCF_USESTRCMPI = 0x8,	/* without case */
	PVCF_USESTRCMPIC = 0x10, /* the same */
	PVCF_DIGITSASNUMBERS_CASESENSITIVE = 0x20
};
typedef int PROPVAR_COMPARE_FLAGS;

/** How values are changed; others than those explained are ignored. */
enum tagPROPVAR_CHANGE_FLAGS {
	PVCHF_DEFAULT = 0,
	PVCHF_NOVALUEPROP = 0x1,
	PVCHF_ALPHABOOL = 0x2,	/* a VT_BOOL is "True" or "False" as text */
	PVCHF_NOUSEROVERRIDE = 0x4,
	PVCHF_LOCALBOOL = 0x8,
	PVCHF_NOHEXSTRING = 0x10 /* text such as 0x10 is no number */
};
typedef int PROPVAR_CHANGE_FLAGS;

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

/** Makes a VT_VECTOR of VT_UI1 of a GUID. @return S_OK; E_OUTOFMEMORY */
STG_API HRESULT InitPropVariantFromGUIDAsBuffer(REFGUID guid,
						PROPVARIANT *ppropvar);

/** Makes a VT_LPWSTR of a GUID in braces. @return S_OK; E_OUTOFMEMORY */
STG_API HRESULT InitPropVariantFromGUIDAsString(REFGUID guid,
						PROPVARIANT *ppropvar);

/** @return TRUE: VT_R4 or VT_R8 */
static inline BOOL
IsVarTypeFloat(VARTYPE vt)
{
	return vt == VT_R4 || vt == VT_R8;
}

/** @return TRUE: whole numbers with a sign */
static inline BOOL
IsVarTypeSignedInteger(VARTYPE vt)
{
	return vt == VT_I1 || vt == VT_I2 || vt == VT_I4 || vt == VT_I8 ||
	       vt == VT_INT;
}

/** @return TRUE: whole numbers without a sign */
static inline BOOL
IsVarTypeUnsignedInteger(VARTYPE vt)
{
	return vt == VT_UI1 || vt == VT_UI2 || vt == VT_UI4 || vt == VT_UI8 ||
	       vt == VT_UINT;
}

/** @return TRUE: whole numbers */
static inline BOOL
IsVarTypeInteger(VARTYPE vt)
{
	return IsVarTypeSignedInteger(vt) || IsVarTypeUnsignedInteger(vt);
}

/** @return TRUE: whole numbers, VT_R4 or VT_R8 */
static inline BOOL
IsVarTypeNumber(VARTYPE vt)
{
	return IsVarTypeInteger(vt) || IsVarTypeFloat(vt);
}

/** @return TRUE: a value is a vector or an array */
STG_API BOOL IsPropVariantVector(REFPROPVARIANT propvar);

/** @return TRUE: PropVariantToStringWithDefault would give its text */
STG_API BOOL IsPropVariantString(REFPROPVARIANT propvar);

/** Clears many values by PropVariantClear. */
STG_API void ClearPropVariantArray(PROPVARIANT *rgPropVar, UINT cVars);

/**
 * Reads a number of any type as one of 32 bits: VT_CY, VT_DECIMAL and the days
 * of VT_DATE too, VT_EMPTY as 0, VT_BOOL as 0 or, if true, with all bits set,
 * and text that is a number, in decimal digits or as 0x…. A fraction is cut
 * off.
 *
 * @param propvarIn  the value
 * @param plRet      receives it; 0 on failure
 * @return S_OK; DISP_E_TYPEMISMATCH: not a number;
 *	INTSAFE_E_ARITHMETIC_OVERFLOW: beyond 32 bits
 */
STG_API HRESULT PropVariantToInt32(REFPROPVARIANT propvarIn, LONG *plRet);

/** The same without a sign. */
STG_API HRESULT PropVariantToUInt32(REFPROPVARIANT propvarIn, ULONG *pulRet);

/** The same with 16 bits. */
STG_API HRESULT PropVariantToInt16(REFPROPVARIANT propvarIn, SHORT *piRet);

/** The same with 16 bits and without a sign. */
STG_API HRESULT PropVariantToUInt16(REFPROPVARIANT propvarIn, USHORT *puiRet);

/** The same with 64 bits. */
STG_API HRESULT PropVariantToInt64(REFPROPVARIANT propvarIn,
				   LONGLONG *pllRet);

/** The same with 64 bits and without a sign. */
STG_API HRESULT PropVariantToUInt64(REFPROPVARIANT propvarIn,
				    ULONGLONG *pullRet);

/** The same with a fraction. */
STG_API HRESULT PropVariantToDouble(REFPROPVARIANT propvarIn,
				    DOUBLE *pdblRet);

/**
 * Whether a number is not 0; text may be "true", "false", "#TRUE#" or "#FALSE#"
 * too. @return S_OK; DISP_E_TYPEMISMATCH
 */
STG_API HRESULT PropVariantToBoolean(REFPROPVARIANT propvarIn, BOOL *pfRet);

/** @return what PropVariantToBoolean reads; fDefault: VT_EMPTY, or it fails */
STG_API BOOL PropVariantToBooleanWithDefault(REFPROPVARIANT propvarIn,
					     BOOL fDefault);

/** The same of PropVariantToInt16. */
STG_API SHORT PropVariantToInt16WithDefault(REFPROPVARIANT propvarIn,
	SHORT iDefault);

/** The same of PropVariantToUInt16. */
STG_API USHORT PropVariantToUInt16WithDefault(REFPROPVARIANT propvarIn,
	USHORT uiDefault);

/** The same of PropVariantToInt32. */
STG_API LONG PropVariantToInt32WithDefault(REFPROPVARIANT propvarIn,
	LONG lDefault);

/** The same of PropVariantToUInt32. */
STG_API ULONG PropVariantToUInt32WithDefault(REFPROPVARIANT propvarIn,
	ULONG ulDefault);

/** The same of PropVariantToInt64. */
STG_API LONGLONG PropVariantToInt64WithDefault(REFPROPVARIANT propvarIn,
	LONGLONG llDefault);

/** The same of PropVariantToUInt64. */
STG_API ULONGLONG PropVariantToUInt64WithDefault(REFPROPVARIANT propvarIn,
	ULONGLONG ullDefault);

/** The same of PropVariantToDouble. */
STG_API DOUBLE PropVariantToDoubleWithDefault(REFPROPVARIANT propvarIn,
	DOUBLE dblDefault);

/**
 * Copies text of type VT_LPWSTR, VT_BSTR or, taken as UTF-8, VT_LPSTR. Numbers
 * become decimal digits, a VT_BOOL -1 or 0, a VT_CLSID a GUID in braces,
 * VT_EMPTY and VT_NULL an empty text, and vectors and arrays of those a list
 * such as "one; two".
 *
 * @param propvar  the value
 * @param ppszOut  receives the text, for CoTaskMemFree; NULL on failure
 * @return S_OK; DISP_E_TYPEMISMATCH: of another type; E_OUTOFMEMORY;
 *	E_INVALIDARG;
 *	HRESULT_FROM_WIN32(ERROR_NO_UNICODE_TRANSLATION): not UTF-8
 */
STG_API HRESULT PropVariantToStringAlloc(REFPROPVARIANT propvar,
					 LPWSTR *ppszOut);

/**
 * Copies the same text into a buffer.
 *
 * @param propvar  the value
 * @param psz      receives the text with its NUL; empty on failure
 * @param cch      room there, in code units
 * @return as PropVariantToStringAlloc; STRSAFE_E_INSUFFICIENT_BUFFER: as much
 *	of the text as there is room for was copied, with a NUL
 */
STG_API HRESULT PropVariantToString(REFPROPVARIANT propvar, LPWSTR psz,
				    UINT cch);

/**
 * Gives the text of a VT_LPWSTR or VT_BSTR, without copying it. There is none
 * in a VT_LPWSTR of NULL; that of a VT_BSTR of NULL is empty.
 *
 * @param propvarIn   the value, to which the text belongs
 * @param pszDefault  what is given for other types
 * @return the text, or pszDefault
 */
STG_API PCWSTR PropVariantToStringWithDefault(REFPROPVARIANT propvarIn,
					      LPCWSTR pszDefault);

/** As PropVariantToStringAlloc, for SysFreeString. */
STG_API HRESULT PropVariantToBSTR(REFPROPVARIANT propvar, BSTR *pbstrOut);

/**
 * Copies the first bytes of a VT_VECTOR or VT_ARRAY of VT_UI1.
 *
 * @param propvar  the value
 * @param pv       receives the bytes
 * @param cb       their number
 * @return S_OK; E_INVALIDARG: of another type; E_FAIL: there are fewer
 */
STG_API HRESULT PropVariantToBuffer(REFPROPVARIANT propvar, void *pv, UINT cb);

/**
 * Reads a VT_CLSID, a GUID in braces in text, or one in a VT_VECTOR or VT_ARRAY
 * of VT_UI1.
 *
 * @param propvar  the value
 * @param pguid    receives the GUID; zeros on failure
 * @return S_OK; DISP_E_TYPEMISMATCH: of another type; E_INVALIDARG: text that
 *	is no GUID, or NULL; E_FAIL: too few bytes; E_OUTOFMEMORY
 */
STG_API HRESULT PropVariantToGUID(REFPROPVARIANT propvar, GUID *pguid);

/**
 * Reads a VT_FILETIME, which is in UTC, or a VT_DATE, which is local time and
 * is taken to the second.
 *
 * @param propvar  the value
 * @param pstfOut  PSTF_UTC or PSTF_LOCAL: what the result is in
 * @param pftOut   receives the time; 0 on failure
 * @return S_OK; DISP_E_TYPEMISMATCH: of another type; DISP_E_OVERFLOW
 */
STG_API HRESULT PropVariantToFileTime(REFPROPVARIANT propvar,
				      PSTIME_FLAGS pstfOut, FILETIME *pftOut);

/**
 * Compares two values: times as times, numbers as numbers, all else as text.
 * Vectors and arrays are compared element by element, the shorter one being
 * less if it is how the other one begins. VT_EMPTY, VT_NULL and vectors of
 * nothing are equal, and less than all else.
 *
 * @param propvar1  a value
 * @param propvar2  another one
 * @param unit      the least part of times, in UTC, that counts
 * @param flags     how text is compared, by the same rules in every locale
 * @return -1, 0 or 1: propvar1 is less, equal or greater; values that cannot be
 *	compared are in the order of their types
 */
STG_API int PropVariantCompareEx(REFPROPVARIANT propvar1,
				 REFPROPVARIANT propvar2,
				 PROPVAR_COMPARE_UNIT unit,
				 PROPVAR_COMPARE_FLAGS flags);

/** The same with PVCU_DEFAULT and PVCF_DEFAULT. */
static inline int
PropVariantCompare(REFPROPVARIANT propvar1, REFPROPVARIANT propvar2)
{
	return PropVariantCompareEx(propvar1, propvar2, PVCU_DEFAULT,
		PVCF_DEFAULT);
}

/**
 * Makes a value of another type: whole numbers, VT_R4, VT_R8, VT_CY, VT_DATE
 * and VT_BOOL as PropVariantToInt32 and the like read them, but no VT_DATE of
 * text; VT_DATE of a VT_FILETIME in local time, to the second; VT_LPWSTR,
 * VT_BSTR and, in UTF-8, VT_LPSTR as PropVariantToStringAlloc does; VT_CLSID as
 * PropVariantToGUID does; VT_FILETIME as PropVariantToFileTime does, in UTC;
 * VT_EMPTY and VT_NULL of anything. A value that has the type already is
 * copied.
 *
 * @param ppropvarDest  receives the value, for PropVariantClear; what it held
 *	is not freed; unchanged on failure
 * @param propvarSrc    the value
 * @param flags         PVCHF_…
 * @param vt            the type
 * @return S_OK; DISP_E_TYPEMISMATCH: not possible; otherwise as the functions
 *	that were named
 */
STG_API HRESULT PropVariantChangeType(PROPVARIANT *ppropvarDest,
				      REFPROPVARIANT propvarSrc,
				      PROPVAR_CHANGE_FLAGS flags, VARTYPE vt);

STG_END_DECLS

#endif
