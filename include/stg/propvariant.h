/* SPDX-License-Identifier: MIT */
/*
 * PROPVARIANT, the value of a property, and what is done with such values.
 */
#ifndef STG_PROPVARIANT_H
#define STG_PROPVARIANT_H

#include <string.h>

#include <stg/automation.h>
#include <stg/propid.h>
#include <stg/storage.h>
#include <stg/stream.h>

/** A stream with a GUID for its version. */
typedef struct tagVersionedStream {
	GUID	guidVersion;
	IStream	*pStream;
} VERSIONEDSTREAM, *LPVERSIONEDSTREAM;

/** The value of a property. A DECIMAL covers the first 16 bytes. */
typedef struct tagPROPVARIANT PROPVARIANT;
typedef PROPVARIANT *LPPROPVARIANT;

/* How values are handed to the functions that only read them. */
#ifdef __cplusplus
typedef const PROPVARIANT &REFPROPVARIANT;
#else
typedef const PROPVARIANT *REFPROPVARIANT;
#endif

/* Many values of one type, for VT_VECTOR: their number and the first one. */
#define STG_COUNTED_ARRAY(name, type)	\
	typedef struct tag##name {	\
		ULONG	cElems;		\
		type	*pElems;	\
	} name

STG_COUNTED_ARRAY(CAC, CHAR);
STG_COUNTED_ARRAY(CAUB, UCHAR);
STG_COUNTED_ARRAY(CAI, SHORT);
STG_COUNTED_ARRAY(CAUI, USHORT);
STG_COUNTED_ARRAY(CAL, LONG);
STG_COUNTED_ARRAY(CAUL, ULONG);
STG_COUNTED_ARRAY(CAH, LARGE_INTEGER);
STG_COUNTED_ARRAY(CAUH, ULARGE_INTEGER);
STG_COUNTED_ARRAY(CAFLT, FLOAT);
STG_COUNTED_ARRAY(CADBL, DOUBLE);
STG_COUNTED_ARRAY(CABOOL, VARIANT_BOOL);
STG_COUNTED_ARRAY(CASCODE, SCODE);
STG_COUNTED_ARRAY(CACY, CY);
STG_COUNTED_ARRAY(CADATE, DATE);
STG_COUNTED_ARRAY(CAFILETIME, FILETIME);
STG_COUNTED_ARRAY(CACLSID, CLSID);
STG_COUNTED_ARRAY(CACLIPDATA, CLIPDATA);
STG_COUNTED_ARRAY(CABSTR, BSTR);
STG_COUNTED_ARRAY(CABSTRBLOB, BSTRBLOB);
STG_COUNTED_ARRAY(CALPSTR, LPSTR);
STG_COUNTED_ARRAY(CALPWSTR, LPWSTR);
STG_COUNTED_ARRAY(CAPROPVARIANT, PROPVARIANT);

#undef STG_COUNTED_ARRAY

typedef WORD PROPVAR_PAD1;
typedef WORD PROPVAR_PAD2;
typedef WORD PROPVAR_PAD3;

struct tagPROPVARIANT {
	STG_NAMELESS union {
		STG_NAMELESS struct {
			VARTYPE		vt;
			PROPVAR_PAD1	wReserved1;
			PROPVAR_PAD2	wReserved2;
			PROPVAR_PAD3	wReserved3;
			STG_NAMELESS union {
				CHAR		cVal;
				UCHAR		bVal;
				SHORT		iVal;
				USHORT		uiVal;
				LONG		lVal;
				ULONG		ulVal;
				INT		intVal;
				UINT		uintVal;
				LARGE_INTEGER	hVal;
				ULARGE_INTEGER	uhVal;
				FLOAT		fltVal;
				DOUBLE		dblVal;
				VARIANT_BOOL	boolVal;
				SCODE		scode;
				CY		cyVal;
				DATE		date;
				FILETIME	filetime;
				CLSID		*puuid;
				CLIPDATA	*pclipdata;
				BSTR		bstrVal;
				BSTRBLOB	bstrblobVal;
				BLOB		blob;
				LPSTR		pszVal;
				LPWSTR		pwszVal;
				IUnknown	*punkVal;
				IDispatch	*pdispVal;
				IStream		*pStream;
				IStorage	*pStorage;
				LPVERSIONEDSTREAM pVersionedStream;
				LPSAFEARRAY	parray;
				CAC		cac;
				CAUB		caub;
				CAI		cai;
				CAUI		caui;
				CAL		cal;
				CAUL		caul;
				CAH		cah;
				CAUH		cauh;
				CAFLT		caflt;
				CADBL		cadbl;
				CABOOL		cabool;
				CASCODE		cascode;
				CACY		cacy;
				CADATE		cadate;
				CAFILETIME	cafiletime;
				CACLSID		cauuid;
				CACLIPDATA	caclipdata;
				CABSTR		cabstr;
				CABSTRBLOB	cabstrblob;
				CALPSTR		calpstr;
				CALPWSTR	calpwstr;
				CAPROPVARIANT	capropvar;
				CHAR		*pcVal;
				UCHAR		*pbVal;
				SHORT		*piVal;
				USHORT		*puiVal;
				LONG		*plVal;
				ULONG		*pulVal;
				INT		*pintVal;
				UINT		*puintVal;
				FLOAT		*pfltVal;
				DOUBLE		*pdblVal;
				VARIANT_BOOL	*pboolVal;
				DECIMAL		*pdecVal;
				SCODE		*pscode;
				CY		*pcyVal;
				DATE		*pdate;
				BSTR		*pbstrVal;
				IUnknown	**ppunkVal;
				IDispatch	**ppdispVal;
				LPSAFEARRAY	*pparray;
				PROPVARIANT	*pvarVal;
			};
		};
		DECIMAL		decVal;
	};
};

/* A value as a property set holds it: [MS-OLEPS] 2.15. */
typedef struct tagSERIALIZEDPROPERTYVALUE {
	DWORD	dwType;		/* VARTYPE, then what belongs to the type */
	BYTE	rgb[1];
} SERIALIZEDPROPERTYVALUE;

/** Where StgConvertPropertyToVariant gets memory for a value from. */
#define INTERFACE PMemoryAllocator
DECLARE_INTERFACE(PMemoryAllocator)
{
	/** @return a block of cbSize bytes; NULL: no memory */
	STDMETHOD_(void *, Allocate)(THIS_ ULONG cbSize) PURE;

	/** Frees a block. */
	STDMETHOD_(void, Free)(THIS_ void *pv) PURE;
};
#undef INTERFACE

/* Makes a value empty, whatever it held. */
#ifdef __cplusplus
inline void
PropVariantInit(PROPVARIANT *pvar)
{
	memset(static_cast<void *>(pvar), 0, sizeof(*pvar));
}
#else
#define PropVariantInit(pvar)	memset((pvar), 0, sizeof(PROPVARIANT))
#endif

STG_BEGIN_DECLS

/**
 * Frees what a value holds and makes it empty: text, blobs and vectors by
 * CoTaskMemFree, BSTR by SysFreeString, arrays by SafeArrayDestroy, interfaces
 * by Release. What is held by reference is left alone.
 *
 * @param pvar  the value; NULL is allowed
 * @return S_OK; STG_E_INVALIDPARAMETER: not a type that a property can have;
 *	the value is made empty all the same
 */
STG_API HRESULT PropVariantClear(PROPVARIANT *pvar);

/**
 * Copies a value in depth. Interfaces get one more reference; what is held by
 * reference is not followed.
 *
 * @param pvarDest  receives the copy; what it held is not freed
 * @param pvarSrc   the value
 * @return S_OK; DISP_E_BADVARTYPE: not a type that a property can have, and
 *	pvarDest is unchanged; E_OUTOFMEMORY; E_INVALIDARG: NULL
 */
STG_API HRESULT PropVariantCopy(PROPVARIANT *pvarDest,
				const PROPVARIANT *pvarSrc);

/**
 * Clears many values, all of them even if one fails.
 *
 * @param cVariants  their number
 * @param rgvars     the values
 * @return S_OK; E_INVALIDARG: rgvars is NULL; STG_E_INVALIDPARAMETER: one had
 *	a bad type
 */
STG_API HRESULT FreePropVariantArray(ULONG cVariants, PROPVARIANT *rgvars);

/**
 * Writes a value as property sets hold it, padded to 4 bytes: [MS-OLEPS] 2.15.
 *
 * @param pvar         the value
 * @param CodePage     of the set's text; 1200 is UTF-16
 * @param pprop        receives the bytes; NULL to ask for the size
 * @param pcb          room at pprop in bytes; receives the size
 * @param pid          the property's identifier, or PID_ILLEGAL
 * @param fReserved    FALSE
 * @param pcIndirect   for values that live beside the set (streams, storages),
 *	counts them to name them; receives the new count; may be NULL
 * @return pprop; NULL: pprop was NULL, too little room, or a type that cannot
 *	be written
 */
STG_API SERIALIZEDPROPERTYVALUE *StgConvertVariantToProperty(
	const PROPVARIANT *pvar, USHORT CodePage,
	SERIALIZEDPROPERTYVALUE *pprop, ULONG *pcb, PROPID pid,
	BOOLEAN fReserved, ULONG *pcIndirect);

/**
 * Reads a value as property sets hold it.
 *
 * @param pprop     its bytes, aligned to 4
 * @param CodePage  of the set's text
 * @param pvar      receives the value; VT_EMPTY if that is not possible
 * @param pma       provides memory, instead of the task allocator
 * @return TRUE: the value lives beside the set and its name was read; FALSE
 */
STG_API BOOLEAN StgConvertPropertyToVariant(
	const SERIALIZEDPROPERTYVALUE *pprop, USHORT CodePage,
	PROPVARIANT *pvar, PMemoryAllocator *pma);

/**
 * Writes a value with text in UTF-16, in memory that it allocates.
 *
 * @param ppropvar  the value
 * @param ppProp    receives the bytes, for CoTaskMemFree; NULL on failure
 * @param pcb       receives their number
 * @return S_OK; E_INVALIDARG; E_OUTOFMEMORY; DISP_E_BADVARTYPE
 */
STG_API HRESULT StgSerializePropVariant(const PROPVARIANT *ppropvar,
					SERIALIZEDPROPERTYVALUE **ppProp,
					ULONG *pcb);

/**
 * Reads such a value.
 *
 * @param pprop     its bytes
 * @param cbMax     their number
 * @param ppropvar  receives the value, for PropVariantClear; empty on failure
 * @return S_OK; E_INVALIDARG; E_OUTOFMEMORY; STG_E_INVALIDPARAMETER: not a
 *	value
 */
STG_API HRESULT StgDeserializePropVariant(const SERIALIZEDPROPERTYVALUE *pprop,
					  ULONG cbMax, PROPVARIANT *ppropvar);

/**
 * Tells the memory that a value of a property set will take, besides the
 * PROPVARIANT, once it is read.
 *
 * @param pProp      its bytes, aligned to 4
 * @param cbProp     their number
 * @param CodePage   of the set's text
 * @param bReserved  0
 * @return bytes; 0: none, or not a value
 */
STG_API ULONG StgPropertyLengthAsVariant(const SERIALIZEDPROPERTYVALUE *pProp,
					 ULONG cbProp, USHORT CodePage,
					 BYTE bReserved);

STG_END_DECLS

#endif
