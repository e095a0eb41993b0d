/* SPDX-License-Identifier: MIT */
/*
 * Types of automation that property values are made of: counted strings
 * (BSTR), decimal numbers, currency and dates, the numbers of types, and
 * VARIANT. Arrays are in <stg/safearray.h>.
 */
#ifndef STG_AUTOMATION_H
#define STG_AUTOMATION_H

#include <stg/unknown.h>

/* Interfaces that values may point to; the library only counts references. */
typedef struct IDispatch IDispatch;
typedef struct IRecordInfo IRecordInfo;
typedef struct tagSAFEARRAY SAFEARRAY;
typedef SAFEARRAY *LPSAFEARRAY;

/*
 * A string of UTF-16 code units with its length in bytes in the 32 bits before
 * the first one and a NUL behind the last. NULL is the empty string.
 */
typedef OLECHAR	*BSTR;
typedef BSTR	*LPBSTR;

/* Days since 1899-12-30 00:00 local time; the fraction is the time of day. */
typedef double	DATE;

/* TRUE has all bits set. */
typedef SHORT	VARIANT_BOOL;
#define VARIANT_TRUE	((VARIANT_BOOL)-1)
#define VARIANT_FALSE	((VARIANT_BOOL)0)

/* An amount of money in 1/10000. */
typedef union tagCY {
#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
	STG_NAMELESS struct {
		LONG	Hi;
		ULONG	Lo;
	};
#else
	STG_NAMELESS struct {
		ULONG	Lo;
		LONG	Hi;
	};
#endif
	LONGLONG	int64;
} CY;
typedef CY *LPCY;

/*
 * The number (-1)^(sign / 128) * (Hi32 * 2^64 + Lo64) / 10^scale, with a scale
 * from 0 to 28. In a VARIANT or PROPVARIANT, wReserved is the type.
 */
typedef struct tagDEC {
	USHORT	wReserved;
	STG_NAMELESS union {
#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
		STG_NAMELESS struct {
			BYTE	sign;	/* 0, or DECIMAL_NEG */
			BYTE	scale;
		};
#else
		STG_NAMELESS struct {
			BYTE	scale;
			BYTE	sign;	/* 0, or DECIMAL_NEG */
		};
#endif
		USHORT	signscale;
	};
	ULONG	Hi32;
	STG_NAMELESS union {
#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
		STG_NAMELESS struct {
			ULONG	Mid32;
			ULONG	Lo32;
		};
#else
		STG_NAMELESS struct {
			ULONG	Lo32;
			ULONG	Mid32;
		};
#endif
		ULONGLONG Lo64;
	};
} DECIMAL;
typedef DECIMAL *LPDECIMAL;
#define DECIMAL_NEG	((BYTE)0x80)

/* The type of a value: a number of VARENUM, and how there are many of it. */
typedef unsigned short VARTYPE;

/* The numbers are those that property sets hold too: [MS-OLEPS] 2.2. */
enum VARENUM {
	VT_EMPTY = 0,		/* nothing */
	VT_NULL = 1,		/* nothing, as SQL means it */
	VT_I2 = 2,		/* SHORT */
	VT_I4 = 3,		/* LONG */
	VT_R4 = 4,		/* FLOAT */
	VT_R8 = 5,		/* DOUBLE */
	VT_CY = 6,		/* CY */
	VT_DATE = 7,		/* DATE */
	VT_BSTR = 8,		/* BSTR */
	VT_DISPATCH = 9,	/* IDispatch * */
	VT_ERROR = 10,		/* SCODE */
	VT_BOOL = 11,		/* VARIANT_BOOL */
	VT_VARIANT = 12,	/* a value with its own type; in many, by ref */
	VT_UNKNOWN = 13,	/* IUnknown * */
	VT_DECIMAL = 14,	/* DECIMAL */
	VT_I1 = 16,		/* CHAR */
	VT_UI1 = 17,		/* UCHAR */
	VT_UI2 = 18,		/* USHORT */
	VT_UI4 = 19,		/* ULONG */
	VT_I8 = 20,		/* LARGE_INTEGER, LONGLONG */
	VT_UI8 = 21,		/* ULARGE_INTEGER, ULONGLONG */
	VT_INT = 22,		/* INT */
	VT_UINT = 23,		/* UINT */
	VT_VOID = 24,		/* from here on, in type descriptions only */
	VT_HRESULT = 25,
	VT_PTR = 26,
	VT_SAFEARRAY = 27,
	VT_CARRAY = 28,
	VT_USERDEFINED = 29,
	VT_LPSTR = 30,		/* text in a code page, up to a NUL */
	VT_LPWSTR = 31,		/* UTF-16, up to a NUL */
	VT_RECORD = 36,		/* a structure with an IRecordInfo */
	VT_INT_PTR = 37,
	VT_UINT_PTR = 38,
	VT_FILETIME = 64,	/* FILETIME */
	VT_BLOB = 65,		/* bytes with their number */
	VT_STREAM = 66,		/* IStream * */
	VT_STORAGE = 67,	/* IStorage * */
	VT_STREAMED_OBJECT = 68, /* IStream * that holds an object */
	VT_STORED_OBJECT = 69,	/* IStorage * that holds an object */
	VT_BLOB_OBJECT = 70,	/* bytes of an object */
	VT_CF = 71,		/* CLIPDATA * */
	VT_CLSID = 72,		/* CLSID * */
	VT_VERSIONED_STREAM = 73, /* an IStream * with a GUID */
	VT_BSTR_BLOB = 0xfff,	/* reserved */
	VT_VECTOR = 0x1000,	/* or-ed: many, with their number */
	VT_ARRAY = 0x2000,	/* or-ed: SAFEARRAY */
	VT_BYREF = 0x4000,	/* or-ed: a pointer to the value */
	VT_RESERVED = 0x8000,
	VT_ILLEGAL = 0xffff,
	VT_ILLEGALMASKED = 0xfff,
	VT_TYPEMASK = 0xfff	/* the bits that are not or-ed */
};

/* A length and bytes. */
typedef struct tagBLOB {
	ULONG	cbSize;
	BYTE	*pBlobData;
} BLOB, *LPBLOB;

typedef struct tagBSTRBLOB {
	ULONG	cbSize;
	BYTE	*pData;
} BSTRBLOB, *LPBSTRBLOB;

/* Data of a clipboard format. */
typedef struct tagCLIPDATA {
	ULONG	cbSize;		/* of ulClipFmt and the data, in bytes */
	LONG	ulClipFmt;	/* -1: Windows, -2: Macintosh, -3: a FMTID */
	BYTE	*pClipData;
} CLIPDATA;

/* The bytes at pClipData. */
#define CBPCLIPDATA(clipdata)						\
	((clipdata).cbSize - sizeof((clipdata).ulClipFmt))

/** A value with its type. A DECIMAL covers the whole structure. */
typedef struct tagVARIANT VARIANT;
typedef VARIANT *LPVARIANT;
typedef VARIANT VARIANTARG;
typedef VARIANT *LPVARIANTARG;

struct tagVARIANT {
	STG_NAMELESS union {
		STG_NAMELESS struct {
			VARTYPE		vt;
			WORD		wReserved1;
			WORD		wReserved2;
			WORD		wReserved3;
			STG_NAMELESS union {
				LONGLONG	llVal;
				LONG		lVal;
				BYTE		bVal;
				SHORT		iVal;
				FLOAT		fltVal;
				DOUBLE		dblVal;
				VARIANT_BOOL	boolVal;
				SCODE		scode;
				CY		cyVal;
				DATE		date;
				BSTR		bstrVal;
				IUnknown	*punkVal;
				IDispatch	*pdispVal;
				SAFEARRAY	*parray;
				BYTE		*pbVal;
				SHORT		*piVal;
				LONG		*plVal;
				LONGLONG	*pllVal;
				FLOAT		*pfltVal;
				DOUBLE		*pdblVal;
				VARIANT_BOOL	*pboolVal;
				SCODE		*pscode;
				CY		*pcyVal;
				DATE		*pdate;
				BSTR		*pbstrVal;
				IUnknown	**ppunkVal;
				IDispatch	**ppdispVal;
				SAFEARRAY	**pparray;
				VARIANT		*pvarVal;
				PVOID		byref;
				CHAR		cVal;
				USHORT		uiVal;
				ULONG		ulVal;
				ULONGLONG	ullVal;
				INT		intVal;
				UINT		uintVal;
				DECIMAL		*pdecVal;
				CHAR		*pcVal;
				USHORT		*puiVal;
				ULONG		*pulVal;
				ULONGLONG	*pullVal;
				INT		*pintVal;
				UINT		*puintVal;
				STG_NAMELESS struct {
					PVOID		pvRecord;
					IRecordInfo	*pRecInfo;
				};
			};
		};
		DECIMAL		decVal;
	};
};

#define V_VT(variant)		((variant)->vt)
#define V_ISBYREF(variant)	(V_VT(variant) & VT_BYREF)
#define V_ISARRAY(variant)	(V_VT(variant) & VT_ARRAY)
#define V_ISVECTOR(variant)	(V_VT(variant) & VT_VECTOR)

/** What went wrong in a call, for IErrorLog. */
typedef struct tagEXCEPINFO {
	WORD	wCode;			/* an error number, or 0 for scode */
	WORD	wReserved;
	BSTR	bstrSource;
	BSTR	bstrDescription;
	BSTR	bstrHelpFile;
	DWORD	dwHelpContext;
	PVOID	pvReserved;
	HRESULT	(STDAPICALLTYPE *pfnDeferredFillIn)(struct tagEXCEPINFO *);
	SCODE	scode;
} EXCEPINFO, *LPEXCEPINFO;

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
STG_API INT SysReAllocStringLen(BSTR *pbstr, const OLECHAR *psz,
				unsigned int len);

/** Frees a string. NULL is allowed. */
STG_API void SysFreeString(BSTR bstrString);

/** @return the length in code units without the NUL; 0 for NULL */
STG_API UINT SysStringLen(BSTR bstr);

/** @return the length in bytes without the NUL; 0 for NULL */
STG_API UINT SysStringByteLen(BSTR bstr);

/** Makes a VARIANT empty, whatever it held. */
STG_API void VariantInit(VARIANTARG *pvarg);

/**
 * Frees what a VARIANT holds and makes it empty.
 *
 * @param pvarg  the value
 * @return S_OK; E_INVALIDARG: NULL; DISP_E_BADVARTYPE: not a type of VARIANT;
 *	DISP_E_ARRAYISLOCKED
 */
STG_API HRESULT VariantClear(VARIANTARG *pvarg);

/**
 * Copies a VARIANT in depth over another one, which is cleared first. What is
 * held by reference is not followed.
 *
 * @param pvargDest  receives the copy
 * @param pvargSrc   the value
 * @return S_OK; E_INVALIDARG: NULL; E_OUTOFMEMORY; DISP_E_BADVARTYPE;
 *	DISP_E_ARRAYISLOCKED
 */
STG_API HRESULT VariantCopy(VARIANTARG *pvargDest, const VARIANTARG *pvargSrc);

STG_END_DECLS

#endif
