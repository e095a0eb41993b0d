/* SPDX-License-Identifier: MIT */
/* The elements of vectors and arrays as values, and values as C types. */
#ifndef STG_STG_PROPELEMENT_H
#define STG_STG_PROPELEMENT_H

#include <stdbool.h>

#include <stg/propvariant.h>

/* The numbers that functions are named for. */
#define PROPELEMENT_NUMBERS(entry)                                            \
	entry(Int16, SHORT, VT_I2)                                            \
	entry(UInt16, USHORT, VT_UI2)                                         \
	entry(Int32, LONG, VT_I4)                                             \
	entry(UInt32, ULONG, VT_UI4)                                          \
	entry(Int64, LONGLONG, VT_I8)                                         \
	entry(UInt64, ULONGLONG, VT_UI8)                                      \
	entry(Double, DOUBLE, VT_R8)

static inline bool
propelement_is_text(VARTYPE vt)
{
	return vt == VT_LPWSTR || vt == VT_BSTR || vt == VT_LPSTR;
}

/**
 * Make a value of an element without copying what it holds; anything but a
 * vector or array is its own only element. false: no such element.
 */
bool propelement_at(const PROPVARIANT *pvar, ULONG i, PROPVARIANT *element);

/**
 * Make a vector of a single value, within which it lies and which holds what
 * it holds. false: no vector can have its type.
 */
bool propelement_as_vector(const PROPVARIANT *pvar, PROPVARIANT *vector);

/**
 * Read a value as the C type that goes with `vt`: BOOL, a whole number, DOUBLE,
 * DATE, FILETIME, or LPWSTR in task memory. *out is 0 on failure.
 */
HRESULT propelement_to(const PROPVARIANT *pvar, VARTYPE vt, void *out);

/** Whether a value is text that PropVariantToInt32 reads as 0x…. */
bool propelement_is_hexadecimal(const PROPVARIANT *pvar);

/**
 * The date of a VT_FILETIME, in local time and to the second, or that a number
 * counts; 0 on failure: DISP_E_OVERFLOW, DISP_E_TYPEMISMATCH.
 */
HRESULT propelement_date(const PROPVARIANT *pvar, DATE *date);

/** What PropVariantToStringAlloc gives, in UTF-8; NULL on failure. */
HRESULT propelement_utf8(const PROPVARIANT *pvar, LPSTR *out);

/** Make a vector of `count` zeros; without memory, the value is empty. */
HRESULT propelement_zeros(VARTYPE vt, ULONG count, PROPVARIANT *vector);

#endif
