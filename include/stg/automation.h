/* SPDX-License-Identifier: MIT */
/*
 * Types of automation that property values are made of: counted strings
 * (BSTR), arrays with bounds, decimal numbers, currency and dates, and VARIANT.
 */
#ifndef STG_AUTOMATION_H
#define STG_AUTOMATION_H

#include <stg/unknown.h>

/*
 * A string of UTF-16 code units with its length in bytes in the 32 bits before
 * the first one and a NUL behind the last. NULL is the empty string.
 */
typedef OLECHAR	*BSTR;
typedef BSTR	*LPBSTR;

STG_BEGIN_DECLS

/** Copies a string up to its NUL. @return for SysFreeString; NULL: no memory */
STG_API BSTR SysAllocString(const OLECHAR *psz);

/**
 * Makes a string of a length.
 *
 * @param strIn  the code units, NULs included, or NULL for a string of
 *	undefined contents
 * @param ui     their number
 * @return the string, for SysFreeString; NULL: no memory
 */
STG_API BSTR SysAllocStringLen(const OLECHAR *strIn, UINT ui);

/**
 * Makes a string of bytes, which need not be text.
 *
 * @param psz  the bytes, or NULL for undefined contents
 * @param len  their number
 * @return the string, for SysFreeString; NULL: no memory
 */
STG_API BSTR SysAllocStringByteLen(LPCSTR psz, UINT len);

/**
 * Replaces a string by a copy of another one.
 *
 * @param pbstr  the string, freed and replaced
 * @param psz    the other one, which may lie within it
 * @return TRUE; FALSE: no memory, and *pbstr is as it was
 */
STG_API INT SysReAllocString(BSTR *pbstr, const OLECHAR *psz);

/** The same with a length in code units, as SysAllocStringLen. */
STG_API INT SysReAllocStringLen(BSTR *pbstr, const OLECHAR *psz, UINT len);

/** Frees a string. NULL is allowed. */
STG_API void SysFreeString(BSTR bstrString);

/** @return the length in code units without the NUL; 0 for NULL */
STG_API UINT SysStringLen(BSTR bstr);

/** @return the length in bytes without the NUL; 0 for NULL */
STG_API UINT SysStringByteLen(BSTR bstr);

STG_END_DECLS

#endif
