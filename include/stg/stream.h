/* SPDX-License-Identifier: MIT */
/*
 * Streams: a run of bytes with a position, as an element of a storage or in a
 * global block of memory.
 */
#ifndef STG_STREAM_H
#define STG_STREAM_H

#include <stg/memory.h>
#include <stg/statstg.h>

/** What any sequence of bytes can do. */
#define INTERFACE ISequentialStream
#if STG_CXX_INTERFACES
#define STG_SLOTS_ISequentialStream
#else
#define STG_SLOTS_ISequentialStream					\
	STG_SLOTS_IUnknown						\
	STDMETHOD(Read)(THIS_ void *pv, ULONG cb, ULONG *pcbRead) PURE;	\
	STDMETHOD(Write)(THIS_ const void *pv, ULONG cb,		\
			 ULONG *pcbWritten) PURE;
#endif
DECLARE_INTERFACE_(ISequentialStream, IUnknown)
{
	STG_SLOTS_IUnknown

	/**
	 * Reads from the position on and moves it by what was read.
	 *
	 * @param pv       receives the bytes
	 * @param cb       how many are wanted
	 * @param pcbRead  receives how many there were, also on failure; may be
	 *	NULL
	 * @return S_OK, with fewer bytes at the end and none beyond it (other
	 *	implementations may say S_FALSE then);
	 *	STG_E_INVALIDPOINTER: pv is NULL;
	 *	STG_E_ACCESSDENIED: opened for writing only;
	 *	STG_E_REVERTED; STG_E_READFAULT: the device failed;
	 *	STG_E_DOCFILECORRUPT: the rest cannot be found in the file
	 */
	STDMETHOD(Read)(THIS_ void *pv, ULONG cb, ULONG *pcbRead) PURE;

	/**
	 * Writes at the position and moves it by what was written. The stream
	 * grows as needed; what lies between its old end and the position
	 * then is undefined.
	 *
	 * @param pv          the bytes, valid even if cb is 0
	 * @param cb          how many there are; 0 changes nothing
	 * @param pcbWritten  receives how many were written, also on failure;
	 *	may be NULL
	 * @return S_OK; STG_E_INVALIDPOINTER: pv is NULL;
	 *	STG_E_ACCESSDENIED: opened for reading only; STG_E_MEDIUMFULL;
	 *	STG_E_CANTSAVE; STG_E_REVERTED; STG_E_WRITEFAULT
	 */
	STDMETHOD(Write)(THIS_ const void *pv, ULONG cb,
			 ULONG *pcbWritten) PURE;
};
#undef INTERFACE
STG_DECLARE_IID(ISequentialStream);

/**
 * A stream that can seek. Sizes and positions count bytes; in version 3 of the
 * file format a stream ends at 2 GB [MS-CFB] 2.6.3.
 *
 * All methods may return STG_E_REVERTED: the stream's storage was released,
 * destroyed or reverted, or the stream itself was destroyed. As documented, a
 * stream of a compound file does not answer to ISequentialStream, though it
 * begins with its slots.
 */
#define INTERFACE IStream
DECLARE_INTERFACE_(IStream, ISequentialStream)
{
	STG_SLOTS_ISequentialStream

	/**
	 * Moves the position, also beyond the end.
	 *
	 * @param dlibMove          by how much; taken as unsigned with
	 *	STREAM_SEEK_SET
	 * @param dwOrigin          STREAM_SEEK_…
	 * @param plibNewPosition   receives the position from the start; may be
	 *	NULL
	 * @return S_OK; STG_E_INVALIDFUNCTION: unknown origin, or before the
	 *	start; STG_E_INVALIDPOINTER. Streams on global memory say
	 *	STG_E_SEEKERROR for a bad move
	 */
	STDMETHOD(Seek)(THIS_ LARGE_INTEGER dlibMove, DWORD dwOrigin,
			ULARGE_INTEGER *plibNewPosition) PURE;

	/**
	 * Cuts the stream short or makes it longer, the new bytes being
	 * undefined. The position stays, even if it now is beyond the end.
	 *
	 * @param libNewSize  the new size
	 * @return S_OK; STG_E_INVALIDFUNCTION: more than the format allows;
	 *	STG_E_ACCESSDENIED: opened for reading only; STG_E_MEDIUMFULL
	 */
	STDMETHOD(SetSize)(THIS_ ULARGE_INTEGER libNewSize) PURE;

	/**
	 * Copies from this position to the position of another stream, which
	 * may be a clone of this one, and moves both.
	 *
	 * @param pstm         the other stream
	 * @param cb           how many bytes; the largest number for all
	 * @param pcbRead      receives how many were read; may be NULL
	 * @param pcbWritten   receives how many the other one took; may be NULL
	 * @return S_OK, also when the end came first or the other one took
	 *	less; STG_E_INVALIDPOINTER; STG_E_MEDIUMFULL; what the other
	 *	stream's Write returns. The numbers mean nothing on failure
	 */
	STDMETHOD(CopyTo)(THIS_ IStream *pstm, ULARGE_INTEGER cb,
			  ULARGE_INTEGER *pcbRead,
			  ULARGE_INTEGER *pcbWritten) PURE;

	/**
	 * Hands buffered bytes to the storage. Nothing is committed there.
	 *
	 * @param grfCommitFlags  STGC_… other than STGC_CONSOLIDATE
	 * @return S_OK; STG_E_MEDIUMFULL; STG_E_INVALIDFLAG
	 */
	STDMETHOD(Commit)(THIS_ DWORD grfCommitFlags) PURE;

	/** Has no effect. @return S_OK */
	STDMETHOD(Revert)(THIS) PURE;

	/**
	 * Is not supported for ranges of a stream.
	 *
	 * @param libOffset   first byte
	 * @param cb          number of bytes
	 * @param dwLockType  LOCK_…
	 * @return STG_E_INVALIDFUNCTION
	 */
	STDMETHOD(LockRegion)(THIS_ ULARGE_INTEGER libOffset,
			      ULARGE_INTEGER cb, DWORD dwLockType) PURE;

	/** As LockRegion. @return STG_E_INVALIDFUNCTION */
	STDMETHOD(UnlockRegion)(THIS_ ULARGE_INTEGER libOffset,
				ULARGE_INTEGER cb, DWORD dwLockType) PURE;

	/**
	 * Describes the stream; its times and class are zero.
	 *
	 * @param pstatstg     receives it; the caller frees pwcsName
	 * @param grfStatFlag  STATFLAG_DEFAULT, or STATFLAG_NONAME
	 * @return S_OK; STG_E_INVALIDPOINTER; STG_E_INVALIDFLAG;
	 *	STG_E_INSUFFICIENTMEMORY
	 */
	STDMETHOD(Stat)(THIS_ STATSTG *pstatstg, DWORD grfStatFlag) PURE;

	/**
	 * Makes a second object on the same bytes with a position of its own,
	 * at first the same. Each sees at once what the other writes.
	 *
	 * @param ppstm  receives it; NULL on failure
	 * @return S_OK; STG_E_INVALIDPOINTER; STG_E_INSUFFICIENTMEMORY;
	 *	STG_E_INVALIDFUNCTION: in a storage opened with STGM_SIMPLE
	 */
	STDMETHOD(Clone)(THIS_ IStream **ppstm) PURE;
};
#undef INTERFACE
STG_DECLARE_IID(IStream);
typedef IStream *LPSTREAM;

STG_BEGIN_DECLS

/**
 * Makes a stream on a global block of memory. Its size is that of the block
 * and its position 0; positions have 32 bits. Clones share the block.
 *
 * @param hGlobal           the block, or NULL to allocate one of no bytes
 * @param fDeleteOnRelease  TRUE: the last release frees the block;
 *	FALSE: the caller does, also if it was allocated here
 * @param ppstm             receives the stream; NULL on failure
 * @return S_OK; E_INVALIDARG: not a block, or ppstm is NULL; E_OUTOFMEMORY
 */
STG_API HRESULT CreateStreamOnHGlobal(HGLOBAL hGlobal, BOOL fDeleteOnRelease,
				      LPSTREAM *ppstm);

/**
 * Gives the block of such a stream. Writing may change the handle.
 *
 * @param pstm      a stream of CreateStreamOnHGlobal
 * @param phglobal  receives the handle, which still belongs to the stream
 * @return S_OK; E_INVALIDARG: another kind of stream, or NULL
 */
STG_API HRESULT GetHGlobalFromStream(LPSTREAM pstm, HGLOBAL *phglobal);

/**
 * Makes a stream in memory of its own.
 *
 * @param pInit   what it holds at first, which is copied; NULL: nothing
 * @param cbInit  bytes there
 * @return the stream, at position 0; NULL: no memory
 */
STG_API IStream *SHCreateMemStream(const BYTE *pInit, UINT cbInit);

STG_END_DECLS

#if defined(COBJMACROS) && !STG_CXX_INTERFACES
#include <stg/cobjmacros.h>
#endif

#endif
