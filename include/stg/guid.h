/* SPDX-License-Identifier: MIT */
/*
 * GUIDs: the 128-bit names of interfaces (IID), classes (CLSID) and property
 * set formats (FMTID), how to compare them and how to read and write them as
 * text.
 */
#ifndef STG_GUID_H
#define STG_GUID_H

#include <string.h>

#include <stg/define_guid.h>
#include <stg/hresult.h>
#include <stg/types.h>

typedef struct _GUID {
	DWORD	Data1;
	WORD	Data2;
	WORD	Data3;
	BYTE	Data4[8];
} GUID;

typedef GUID IID;
typedef GUID CLSID;
typedef GUID FMTID;
typedef GUID UUID;
typedef GUID *LPGUID;
typedef const GUID *LPCGUID;
typedef IID *LPIID;
typedef CLSID *LPCLSID;
typedef FMTID *LPFMTID;

/* How a GUID is handed to a function: a reference in C++, a pointer in C. */
#ifdef __cplusplus
typedef const GUID &REFGUID;
typedef const IID &REFIID;
typedef const CLSID &REFCLSID;
typedef const FMTID &REFFMTID;
#else
typedef const GUID *REFGUID;
typedef const IID *REFIID;
typedef const CLSID *REFCLSID;
typedef const FMTID *REFFMTID;
#endif

STG_BEGIN_DECLS

/* All bits zero: no interface, no class, no format. */
extern STG_API const GUID GUID_NULL;
extern STG_API const IID IID_NULL;
extern STG_API const CLSID CLSID_NULL;
extern STG_API const FMTID FMTID_NULL;

STG_END_DECLS

#ifdef __cplusplus

inline int
IsEqualGUID(REFGUID one, REFGUID other)
{
	return memcmp(&one, &other, sizeof(GUID)) == 0;
}

inline bool
operator==(REFGUID one, REFGUID other)
{
	return memcmp(&one, &other, sizeof(GUID)) == 0;
}

inline bool
operator!=(REFGUID one, REFGUID other)
{
	return memcmp(&one, &other, sizeof(GUID)) != 0;
}

#else
#define IsEqualGUID(one, other)	(memcmp((one), (other), sizeof(GUID)) == 0)
#endif

#define InlineIsEqualGUID(one, other)	IsEqualGUID(one, other)
#define IsEqualIID(one, other)		IsEqualGUID(one, other)
#define IsEqualCLSID(one, other)	IsEqualGUID(one, other)
#define IsEqualFMTID(one, other)	IsEqualGUID(one, other)

STG_BEGIN_DECLS

/**
 * Makes a new GUID, random (version 4 of RFC 4122).
 *
 * @param pguid  receives it
 * @return S_OK; E_INVALIDARG: NULL; otherwise the error of the system's
 *	source of random numbers, as HRESULT
 */
STG_API HRESULT CoCreateGuid(GUID *pguid);

/**
 * Writes a GUID as text in braces with upper-case digits, 38 characters and a
 * NUL.
 *
 * @param rguid   the GUID
 * @param lpsz    receives the text, NUL included
 * @param cchMax  room at lpsz in UTF-16 code units
 * @return the code units written, the NUL counted (39); 0: too little room
 */
STG_API int StringFromGUID2(REFGUID rguid, LPOLESTR lpsz, int cchMax);

/**
 * Writes a class identifier as text, as StringFromGUID2 does.
 *
 * @param rclsid  the identifier
 * @param lplpsz  receives the text, which the caller frees by CoTaskMemFree;
 *	NULL on failure
 * @return S_OK; E_OUTOFMEMORY; E_INVALIDARG: NULL
 */
STG_API HRESULT StringFromCLSID(REFCLSID rclsid, LPOLESTR *lplpsz);

/** The same for an interface identifier. */
STG_API HRESULT StringFromIID(REFIID rclsid, LPOLESTR *lplpsz);

/**
 * Reads a class identifier from its text in braces, digits of either case.
 *
 * @param lpsz    the text, or NULL for CLSID_NULL
 * @param pclsid  receives the identifier, zeros on failure
 * @return S_OK; CO_E_CLASSSTRING: not such a text; E_INVALIDARG: pclsid is NULL
 */
STG_API HRESULT CLSIDFromString(LPCOLESTR lpsz, LPCLSID pclsid);

/**
 * Reads an interface identifier from its text.
 *
 * @param lpsz   the text, or NULL for IID_NULL
 * @param lpiid  receives the identifier, zeros on failure
 * @return S_OK; CO_E_IIDSTRING: not such a text; E_INVALIDARG: lpiid is NULL
 */
STG_API HRESULT IIDFromString(LPCOLESTR lpsz, LPIID lpiid);

STG_END_DECLS

#endif
