/* SPDX-License-Identifier: MIT */
/* Storages to put objects into. */
#ifndef TESTS_PERSIST_DOCUMENTS_H
#define TESTS_PERSIST_DOCUMENTS_H

#include "stg/support.h"

#define EXCLUSIVE (STGM_READWRITE | STGM_SHARE_EXCLUSIVE)

/* A new one in memory. */
static inline IStorage *
new_document(void)
{
	ILockBytes *bytes;
	IStorage *root;

	ck_hr(CreateILockBytesOnHGlobal(NULL, TRUE, &bytes), S_OK);
	ck_hr(StgCreateDocfileOnILockBytes(bytes, STGM_CREATE | EXCLUSIVE, 0,
		&root), S_OK);
	ILockBytes_Release(bytes);
	return root;
}

static inline IStream *
new_stream(IStorage *storage, const OLECHAR *name)
{
	IStream *stream;

	ck_hr(IStorage_CreateStream(storage, name, STGM_CREATE | EXCLUSIVE, 0,
		0, &stream), S_OK);
	return stream;
}

static inline void
put_stream(IStorage *storage, const OLECHAR *name, const void *bytes,
	size_t length)
{
	IStream *stream = new_stream(storage, name);

	ck_hr(IStream_Write(stream, bytes, (ULONG)length, NULL), S_OK);
	IStream_Release(stream);
}

/* What a stream holds, no more than the room. */
static inline size_t
get_stream(IStorage *storage, const OLECHAR *name, void *bytes, size_t room)
{
	IStream *stream;
	ULONG length;

	ck_hr(IStorage_OpenStream(storage, name, NULL,
		STGM_READ | STGM_SHARE_EXCLUSIVE, 0, &stream), S_OK);
	ck_hr(IStream_Read(stream, bytes, (ULONG)room, &length), S_OK);
	IStream_Release(stream);
	return length;
}

static inline void
rewind_stream(IStream *stream)
{
	LARGE_INTEGER zero = { .QuadPart = 0 };

	ck_hr(IStream_Seek(stream, zero, STREAM_SEEK_SET, NULL), S_OK);
}

#endif
