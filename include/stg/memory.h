/* SPDX-License-Identifier: MIT */
/*
 * Memory that changes hands: the task allocator, for everything that one side
 * of an interface allocates and the other frees, and global blocks, which
 * memory streams and byte arrays live in.
 */
#ifndef STG_MEMORY_H
#define STG_MEMORY_H

#include <stg/unknown.h>

/** The task allocator as an object. Any thread may call it. */
#define INTERFACE IMalloc
DECLARE_INTERFACE_(IMalloc, IUnknown)
{
	STG_SLOTS_IUnknown

	/**
	 * Allocates a block.
	 *
	 * @param cb  its size in bytes; 0 gives a block of no use, not NULL
	 * @return the block; NULL: no memory
	 */
	STDMETHOD_(void *, Alloc)(THIS_ SIZE_T cb) PURE;

	/**
	 * Changes the size of a block, which may move it.
	 *
	 * @param pv  the block, or NULL to allocate one
	 * @param cb  the new size in bytes; 0 frees the block
	 * @return the block; NULL: no memory and pv unchanged, or pv was freed
	 */
	STDMETHOD_(void *, Realloc)(THIS_ void *pv, SIZE_T cb) PURE;

	/** Frees a block. NULL is allowed. */
	STDMETHOD_(void, Free)(THIS_ void *pv) PURE;

	/** @return the bytes of a block, at least those asked for; -1: NULL */
	STDMETHOD_(SIZE_T, GetSize)(THIS_ void *pv) PURE;

	/** @return 1: the block is of this allocator; 0: not; -1: unknown */
	STDMETHOD_(int, DidAlloc)(THIS_ void *pv) PURE;

	/** Gives memory that is free back to the system. */
	STDMETHOD_(void, HeapMinimize)(THIS) PURE;
};
#undef INTERFACE
STG_DECLARE_IID(IMalloc);
typedef IMalloc *LPMALLOC;

/**
 * Sees what the task allocator is asked for: for programs to implement and
 * CoRegisterMallocSpy to take. There are two methods for each operation, one
 * before and one after it. From the first to the second no other thread gets
 * anywhere near the spy, and neither may use task memory itself.
 *
 * A spy may ask for more than the program did, to keep something of its own
 * beside the block, and give the program another address than the allocator's:
 * it is the program's that it is handed later, to turn it back.
 *
 * fSpyed is TRUE for blocks that were allocated while the spy was there. The
 * others have nothing of the spy in them and must be passed on as they are.
 * NULL is never handed to it: freeing NULL is no call, reallocating it is an
 * allocation, and reallocating to nothing frees.
 */
#define INTERFACE IMallocSpy
DECLARE_INTERFACE_(IMallocSpy, IUnknown)
{
	STG_SLOTS_IUnknown

	/**
	 * Before an allocation.
	 *
	 * @param cbRequest  bytes that are asked for
	 * @return bytes to allocate, at least as many; 0 though some were asked
	 *	for: the allocation fails, and PostAlloc is not called
	 */
	STDMETHOD_(SIZE_T, PreAlloc)(THIS_ SIZE_T cbRequest) PURE;

	/**
	 * After it.
	 *
	 * @param pActual  the block of the allocator; NULL: no memory
	 * @return the block for the program; NULL: no memory
	 */
	STDMETHOD_(void *, PostAlloc)(THIS_ void *pActual) PURE;

	/**
	 * Before a block is freed.
	 *
	 * @param pRequest  the block as the program has it
	 * @param fSpyed    whether the spy saw it allocated
	 * @return the block of the allocator
	 */
	STDMETHOD_(void *, PreFree)(THIS_ void *pRequest, BOOL fSpyed) PURE;

	/** After it. @param fSpyed whether the spy saw it allocated */
	STDMETHOD_(void, PostFree)(THIS_ BOOL fSpyed) PURE;

	/**
	 * Before a block changes its size.
	 *
	 * @param pRequest      the block as the program has it
	 * @param cbRequest     bytes that are asked for, not 0
	 * @param ppNewRequest  receives the block of the allocator
	 * @param fSpyed        whether the spy saw it allocated
	 * @return bytes to allocate, at least as many; 0: it fails, the block
	 *	stays as it is, and PostRealloc is not called
	 */
	STDMETHOD_(SIZE_T, PreRealloc)(THIS_ void *pRequest, SIZE_T cbRequest,
				       void **ppNewRequest, BOOL fSpyed) PURE;

	/**
	 * After it.
	 *
	 * @param pActual  the block of the allocator; NULL: no memory, and the
	 *	old one is still there
	 * @param fSpyed   whether the spy saw it allocated
	 * @return the block for the program; NULL: no memory
	 */
	STDMETHOD_(void *, PostRealloc)(THIS_ void *pActual, BOOL fSpyed) PURE;

	/**
	 * Before the size of a block is told.
	 *
	 * @param pRequest  the block as the program has it
	 * @param fSpyed    whether the spy saw it allocated
	 * @return the block of the allocator
	 */
	STDMETHOD_(void *, PreGetSize)(THIS_ void *pRequest, BOOL fSpyed) PURE;

	/**
	 * After it.
	 *
	 * @param cbActual  bytes of the block of the allocator
	 * @param fSpyed    whether the spy saw it allocated
	 * @return bytes that the program has
	 */
	STDMETHOD_(SIZE_T, PostGetSize)(THIS_ SIZE_T cbActual,
					BOOL fSpyed) PURE;

	/**
	 * Before it is told whose a block is.
	 *
	 * @param pRequest  the block as the program has it
	 * @param fSpyed    whether the spy saw it allocated
	 * @return the block of the allocator
	 */
	STDMETHOD_(void *, PreDidAlloc)(THIS_ void *pRequest,
					BOOL fSpyed) PURE;

	/**
	 * After it.
	 *
	 * @param pRequest  the block as the program has it
	 * @param fSpyed    whether the spy saw it allocated
	 * @param fActual   the answer: 1 of a block that the spy saw allocated,
	 *	else as IMalloc::DidAlloc
	 * @return the answer for the program
	 */
	STDMETHOD_(int, PostDidAlloc)(THIS_ void *pRequest, BOOL fSpyed,
				      int fActual) PURE;

	/** Before memory is given back to the system. */
	STDMETHOD_(void, PreHeapMinimize)(THIS) PURE;

	/** After it. */
	STDMETHOD_(void, PostHeapMinimize)(THIS) PURE;
};
#undef INTERFACE
STG_DECLARE_IID(IMallocSpy);
typedef IMallocSpy *LPMALLOCSPY;

STG_BEGIN_DECLS

/** The one context that CoGetMalloc knows. */
#define MEMCTX_TASK	1

/**
 * Gives the task allocator.
 *
 * @param dwMemContext  MEMCTX_TASK
 * @param ppMalloc      receives it, to be released by the caller
 * @return S_OK; E_INVALIDARG: another context, or NULL
 */
STG_API HRESULT CoGetMalloc(DWORD dwMemContext, LPMALLOC *ppMalloc);

/**
 * Allocates task memory.
 *
 * @param cb  bytes; 0 gives a block of no use, not NULL
 * @return the block, for CoTaskMemFree; NULL: no memory
 */
STG_API LPVOID CoTaskMemAlloc(SIZE_T cb);

/**
 * Changes the size of a block of task memory, which may move it.
 *
 * @param pv  the block, or NULL to allocate one
 * @param cb  the new size in bytes; 0 frees the block
 * @return the block; NULL: no memory and pv unchanged, or pv was freed
 */
STG_API LPVOID CoTaskMemRealloc(LPVOID pv, SIZE_T cb);

/** Frees a block of task memory. NULL is allowed. */
STG_API void CoTaskMemFree(LPVOID pv);

/**
 * Sets a spy on the task allocator, which sees each call of IMalloc and of the
 * functions above from now on: to find what is never freed, or freed twice, or
 * written over. Without one they cost what malloc costs. Global blocks and
 * texts of type BSTR are not of the task allocator.
 *
 * @param pMallocSpy  the spy; it is asked for IMallocSpy and referenced
 * @return S_OK; CO_E_OBJISREG: there is one; E_INVALIDARG: NULL, or it has no
 *	IMallocSpy
 */
STG_API HRESULT CoRegisterMallocSpy(LPMALLOCSPY pMallocSpy);

/**
 * Takes the spy away and releases it. As long as there are blocks which were
 * allocated while it was there it has to stay, as only it knows what they look
 * like: from now on it sees nothing else, and goes with the last of them. To be
 * called once, then, whatever it returns.
 *
 * @return S_OK; CO_E_OBJNOTREG: there is none; E_ACCESSDENIED: not yet, because
 *	of such blocks
 */
STG_API HRESULT CoRevokeMallocSpy(void);

/* How a global block is allocated. */
#define GMEM_FIXED	0x0000	/* the handle is the address */
#define GMEM_MOVEABLE	0x0002	/* the handle stays when the block grows */
#define GMEM_ZEROINIT	0x0040	/* filled with zeros, and what grows too */
#define GMEM_NOCOMPACT	0x0010	/* has no effect */
#define GMEM_NODISCARD	0x0020	/* has no effect */
#define GMEM_MODIFY	0x0080	/* GlobalReAlloc changes flags alone */
#define GMEM_SHARE	0x2000	/* has no effect */
#define GMEM_DDESHARE	0x2000	/* has no effect */
#define GMEM_LOCKCOUNT	0x00FF	/* of what GlobalFlags returns */
#define GMEM_INVALID_HANDLE 0x8000	/* GlobalFlags: no such block */
#define GHND		(GMEM_MOVEABLE | GMEM_ZEROINIT)
#define GPTR		(GMEM_FIXED | GMEM_ZEROINIT)

/**
 * Allocates a global block.
 *
 * @param uFlags   GMEM_…
 * @param dwBytes  its size
 * @return its handle, for GlobalFree; NULL: no memory
 */
STG_API HGLOBAL GlobalAlloc(UINT uFlags, SIZE_T dwBytes);

/**
 * Changes the size of a global block. A moveable one keeps its handle; a fixed
 * one may get another unless GMEM_MOVEABLE is absent and it fits in place.
 *
 * @param hMem     the block
 * @param dwBytes  the new size
 * @param uFlags   GMEM_ZEROINIT, GMEM_MOVEABLE (allows a fixed block to move)
 * @return its handle from now on; NULL: no memory, and the block is unchanged
 */
STG_API HGLOBAL GlobalReAlloc(HGLOBAL hMem, SIZE_T dwBytes, UINT uFlags);

/** Frees a global block. @return NULL; the handle itself: not a valid one */
STG_API HGLOBAL GlobalFree(HGLOBAL hMem);

/**
 * Gives the address of a block, which stays until the matching GlobalUnlock.
 *
 * @return the first byte; NULL: not a valid handle
 */
STG_API LPVOID GlobalLock(HGLOBAL hMem);

/** Ends one GlobalLock. @return TRUE: locked still, or a fixed block */
STG_API BOOL GlobalUnlock(HGLOBAL hMem);

/** @return the exact size of a block in bytes; 0: not a valid handle */
STG_API SIZE_T GlobalSize(HGLOBAL hMem);

/** @return the locks of a block (GMEM_LOCKCOUNT), or GMEM_INVALID_HANDLE */
STG_API UINT GlobalFlags(HGLOBAL hMem);

/** @return the handle of the block that begins at an address; NULL: none */
STG_API HGLOBAL GlobalHandle(LPCVOID pMem);

STG_END_DECLS

#if defined(COBJMACROS) && !STG_CXX_INTERFACES
#include <stg/cobjmacros.h>
#endif

#endif
