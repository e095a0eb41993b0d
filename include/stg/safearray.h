/* SPDX-License-Identifier: MIT */
/*
 * Arrays of one to many dimensions that know their bounds, as values of type
 * VT_ARRAY hold them.
 */
#ifndef STG_SAFEARRAY_H
#define STG_SAFEARRAY_H

#include <stg/automation.h>

/* A dimension: its indices run from lLbound to lLbound + cElements - 1. */
typedef struct tagSAFEARRAYBOUND {
	ULONG	cElements;
	LONG	lLbound;
} SAFEARRAYBOUND, *LPSAFEARRAYBOUND;

/*
 * The array. Its elements lie in one block, the index of the leftmost dimension
 * running fastest. rgsabound has cDims members, the rightmost dimension first.
 */
struct tagSAFEARRAY {
	USHORT		cDims;
	USHORT		fFeatures;	/* FADF_… */
	ULONG		cbElements;	/* bytes of an element */
	ULONG		cLocks;
	PVOID		pvData;
	SAFEARRAYBOUND	rgsabound[1];
};

#define FADF_AUTO		0x0001	/* lies on the stack */
#define FADF_STATIC		0x0002	/* lies in static memory */
#define FADF_EMBEDDED		0x0004	/* is part of a structure */
#define FADF_FIXEDSIZE		0x0010	/* may not change its size */
#define FADF_RECORD		0x0020	/* of records */
#define FADF_HAVEIID		0x0040	/* of interfaces, with their IID */
#define FADF_HAVEVARTYPE	0x0080	/* its type is known */
#define FADF_BSTR		0x0100	/* of BSTR */
#define FADF_UNKNOWN		0x0200	/* of IUnknown * */
#define FADF_DISPATCH		0x0400	/* of IDispatch * */
#define FADF_VARIANT		0x0800	/* of VARIANT */
#define FADF_RESERVED		0xF008

STG_BEGIN_DECLS

/**
 * Makes an array of zeros.
 *
 * @param vt         type of its elements, without VT_ARRAY, VT_BYREF, VT_VECTOR
 * @param cDims      number of dimensions, 1 to 65535
 * @param rgsabound  their bounds, the leftmost one first
 * @return the array, for SafeArrayDestroy; NULL: no memory, or bad arguments
 */
STG_API SAFEARRAY *SafeArrayCreate(VARTYPE vt, UINT cDims,
				   SAFEARRAYBOUND *rgsabound);

/** The same with further information on records or interfaces. */
STG_API SAFEARRAY *SafeArrayCreateEx(VARTYPE vt, UINT cDims,
				     SAFEARRAYBOUND *rgsabound, PVOID pvExtra);

/**
 * Makes an array of one dimension.
 *
 * @param vt         type of its elements
 * @param lLbound    the lowest index
 * @param cElements  number of elements
 * @return as SafeArrayCreate
 */
STG_API SAFEARRAY *SafeArrayCreateVector(VARTYPE vt, LONG lLbound,
					 ULONG cElements);

/** The same with further information on records or interfaces. */
STG_API SAFEARRAY *SafeArrayCreateVectorEx(VARTYPE vt, LONG lLbound,
					   ULONG cElements, PVOID pvExtra);

/**
 * Makes the descriptor of an array alone.
 *
 * @param cDims    number of dimensions
 * @param ppsaOut  receives it, for SafeArrayDestroyDescriptor; NULL on failure
 * @return S_OK; E_INVALIDARG; E_OUTOFMEMORY
 */
STG_API HRESULT SafeArrayAllocDescriptor(UINT cDims, SAFEARRAY **ppsaOut);

/** The same for elements of type vt, which the descriptor then knows. */
STG_API HRESULT SafeArrayAllocDescriptorEx(VARTYPE vt, UINT cDims,
					   SAFEARRAY **ppsaOut);

/** Makes the elements, zeros. @return S_OK; E_INVALIDARG; E_OUTOFMEMORY */
STG_API HRESULT SafeArrayAllocData(SAFEARRAY *psa);

/**
 * Frees an array and what its elements hold. NULL is allowed.
 *
 * @return S_OK; E_INVALIDARG; DISP_E_ARRAYISLOCKED
 */
STG_API HRESULT SafeArrayDestroy(SAFEARRAY *psa);

/** Frees its elements alone. @return as SafeArrayDestroy */
STG_API HRESULT SafeArrayDestroyData(SAFEARRAY *psa);

/** Frees its descriptor alone. @return as SafeArrayDestroy */
STG_API HRESULT SafeArrayDestroyDescriptor(SAFEARRAY *psa);

/**
 * Copies an array with its elements in depth.
 *
 * @param psa      the array, or NULL
 * @param ppsaOut  receives the copy; NULL on failure, and for NULL
 * @return S_OK; E_INVALIDARG; E_OUTOFMEMORY
 */
STG_API HRESULT SafeArrayCopy(SAFEARRAY *psa, SAFEARRAY **ppsaOut);

/** Copies the elements into an array of the same bounds and type. */
STG_API HRESULT SafeArrayCopyData(SAFEARRAY *psaSource, SAFEARRAY *psaTarget);

/** Changes the bounds of the rightmost dimension. */
STG_API HRESULT SafeArrayRedim(SAFEARRAY *psa, SAFEARRAYBOUND *psaboundNew);

/** @return the number of dimensions; 0 for NULL */
STG_API UINT SafeArrayGetDim(SAFEARRAY *psa);

/** @return the bytes of an element; 0 for NULL */
STG_API UINT SafeArrayGetElemsize(SAFEARRAY *psa);

/** @return S_OK; E_INVALIDARG: its type is unknown */
STG_API HRESULT SafeArrayGetVartype(SAFEARRAY *psa, VARTYPE *pvt);

/**
 * Gives the lowest index of a dimension.
 *
 * @param psa       the array
 * @param nDim      the dimension; the leftmost one is 1
 * @param plLbound  receives the index
 * @return S_OK; E_INVALIDARG; DISP_E_BADINDEX: no such dimension
 */
STG_API HRESULT SafeArrayGetLBound(SAFEARRAY *psa, UINT nDim, LONG *plLbound);

/** The same for its highest index. */
STG_API HRESULT SafeArrayGetUBound(SAFEARRAY *psa, UINT nDim, LONG *plUbound);

/** Adds a lock: size and place stay. @return S_OK; E_INVALIDARG */
STG_API HRESULT SafeArrayLock(SAFEARRAY *psa);

/** Takes a lock away. @return S_OK; E_UNEXPECTED: there is none */
STG_API HRESULT SafeArrayUnlock(SAFEARRAY *psa);

/** Locks the array and gives its first element. @return as SafeArrayLock */
STG_API HRESULT SafeArrayAccessData(SAFEARRAY *psa, void **ppvData);

/** Ends that. @return as SafeArrayUnlock */
STG_API HRESULT SafeArrayUnaccessData(SAFEARRAY *psa);

/**
 * Copies an element out, in depth.
 *
 * @param psa        the array
 * @param rgIndices  an index for each dimension, the leftmost one first
 * @param pv         receives the copy
 * @return S_OK; E_INVALIDARG; DISP_E_BADINDEX; E_OUTOFMEMORY
 */
STG_API HRESULT SafeArrayGetElement(SAFEARRAY *psa, LONG *rgIndices, void *pv);

/** Copies an element in; strings and interfaces are passed themselves. */
STG_API HRESULT SafeArrayPutElement(SAFEARRAY *psa, LONG *rgIndices, void *pv);

/** Gives the address of an element of a locked array. */
STG_API HRESULT SafeArrayPtrOfIndex(SAFEARRAY *psa, LONG *rgIndices,
				    void **ppvData);

/** Sets the identifier of the interfaces in the array. */
STG_API HRESULT SafeArraySetIID(SAFEARRAY *psa, REFGUID guid);

/** Gives it. */
STG_API HRESULT SafeArrayGetIID(SAFEARRAY *psa, GUID *pguid);

/** Sets the description of the records in the array. */
STG_API HRESULT SafeArraySetRecordInfo(SAFEARRAY *psa, IRecordInfo *prinfo);

/** Gives it. */
STG_API HRESULT SafeArrayGetRecordInfo(SAFEARRAY *psa, IRecordInfo **prinfo);

STG_END_DECLS

#endif
