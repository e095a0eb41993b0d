/* SPDX-License-Identifier: MIT */
/*
 * Any bytes as each of the streams that describe an object. What a decoder
 * takes is encoded to the same bytes; what a strict one takes, a tolerant one
 * takes too; and as an object of OLE 1, it becomes a storage and comes back.
 */
#include <stdlib.h>
#include <string.h>

#include <stg/stg.h>

#include "oleds/compobj.h"
#include "oleds/native.h"
#include "oleds/ole1.h"
#include "oleds/olestream.h"
#include "oleds/presentation.h"

#include "heap.h"
#include "prove.h"

/* A storage in memory, and a few copies of what was put into it. */
#define HEAP_FIXED ((size_t)1 << 20)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static uint8_t *again; /* as large as the input */

static void
prove_same(struct oleds_span bytes, size_t length)
{
	PROVE(length == bytes.length);
	PROVE(memcmp(again, bytes.bytes, length) == 0);
}

#define ROUND(name, type, decode, encode)                                      \
	static void name(struct oleds_span bytes)                              \
	{                                                                      \
		bool taken[2];                                                 \
	\
		for (int i = 0; i < 2; i++) {                                  \
			enum oleds_level level = (enum oleds_level)i;          \
			struct type record;                                    \
	\
			taken[i] = decode == OLEDS_OK;                         \
			if (taken[i])                                          \
				prove_same(bytes, encode(&record, again,       \
					bytes.length));                        \
		}                                                              \
		PROVE(taken[OLEDS_TOLERANT] || !taken[OLEDS_STRICT]);          \
	}

ROUND(try_compobj, oleds_compobj,
	oleds_compobj_decode(bytes, level, &record, NULL),
	oleds_compobj_encode)
ROUND(try_ole, oleds_olestream,
	oleds_olestream_decode(bytes, level, &record), oleds_olestream_encode)
ROUND(try_native, oleds_native, oleds_native_decode(bytes, level, &record),
	oleds_native_encode)
ROUND(try_package, oleds_package,
	oleds_package_decode(bytes, level, &record), oleds_package_encode)
ROUND(try_presentation, oleds_presentation,
	oleds_presentation_decode(bytes, level, &record),
	oleds_presentation_encode)
ROUND(try_objinfo, oleds_objinfo, oleds_objinfo_decode(bytes, level, &record),
	oleds_objinfo_encode)

static void
try_item(struct oleds_span bytes)
{
	struct oleds_span text, rest;

	if (oleds_item_decode(bytes, OLEDS_TOLERANT, &text, &rest) == OLEDS_OK)
		prove_same(bytes,
			oleds_item_encode(text, rest, again, bytes.length));
}

static void
try_ole1(struct oleds_span bytes)
{
	struct oleds_ole1 record;
	size_t size;
	enum oleds_status status = oleds_ole1_decode(bytes, &record, &size);

	if (status == OLEDS_SHORT)
		PROVE(size > bytes.length);
	if (status != OLEDS_OK)
		return;
	PROVE(size <= bytes.length);
	bytes.length = size;
	prove_same(bytes, oleds_ole1_encode(&record, again, size));
}

/* --- The input as a stream of OLE 1 --- */

struct tape {
	OLESTREAM stream;
	struct oleds_span left;
	size_t put;
};

static DWORD
tape_get(LPOLESTREAM stream, void *bytes, DWORD length)
{
	struct tape *tape = (struct tape *)(void *)stream;

	if (length > tape->left.length)
		return 0;
	memcpy(bytes, tape->left.bytes, length);
	tape->left.bytes += length;
	tape->left.length -= length;
	return length;
}

static DWORD
tape_put(LPOLESTREAM stream, const void *bytes, DWORD length)
{
	struct tape *tape = (struct tape *)(void *)stream;

	(void)bytes;
	tape->put += length;
	return length;
}

static OLESTREAMVTBL tape_vtbl = { tape_get, tape_put };

static IStorage *
new_storage(void)
{
	ILockBytes *bytes;
	IStorage *root;

	PROVE(CreateILockBytesOnHGlobal(NULL, TRUE, &bytes) == S_OK);
	PROVE(StgCreateDocfileOnILockBytes(bytes,
		STGM_CREATE | STGM_READWRITE | STGM_SHARE_EXCLUSIVE, 0,
		&root) == S_OK);
	ILockBytes_Release(bytes);
	return root;
}

static void
try_conversion(struct oleds_span bytes)
{
	struct tape tape = { { &tape_vtbl }, bytes, 0 };
	IStorage *root = new_storage();
	HRESULT hr = OleConvertOLESTREAMToIStorage(&tape.stream, root, NULL);

	if (SUCCEEDED(hr))
		hr = OleConvertIStorageToOLESTREAM(root, &tape.stream);
	PROVE(FAILED(hr) || tape.put > 0);
	PROVE(IStorage_Release(root) == 0);
}

/* The input as the streams that the documented functions read. */
static void
try_functions(const uint8_t *data, size_t size)
{
	static const OLECHAR *const names[] = { u"\1CompObj", u"\1Ole" };
	IStorage *root = new_storage();
	LPOLESTR text;

	for (int i = 0; i < 2; i++) {
		IStream *stream;

		PROVE(IStorage_CreateStream(root, names[i], STGM_READWRITE |
			STGM_SHARE_EXCLUSIVE, 0, 0, &stream) == S_OK);
		PROVE(IStream_Write(stream, data, (ULONG)size, NULL) == S_OK);
		IStream_Release(stream);
	}
	PROVE(SUCCEEDED(ReadFmtUserTypeStg(root, NULL, &text)) ==
		(text != NULL));
	CoTaskMemFree(text);
	if (SUCCEEDED(GetConvertStg(root))) {
		PROVE(SetConvertStg(root, TRUE) == S_OK);
		PROVE(GetConvertStg(root) == S_OK);
	}
	PROVE(IStorage_Release(root) == 0);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct oleds_span bytes = { data, size };

	if (size == 0)
		return 0;
	heap_begin();
	again = malloc(size);
	PROVE(again);
	try_compobj(bytes);
	try_ole(bytes);
	try_native(bytes);
	try_package(bytes);
	try_presentation(bytes);
	try_objinfo(bytes);
	try_item(bytes);
	try_ole1(bytes);
	try_functions(data, size);
	try_conversion(bytes);
	free(again);
	heap_prove(HEAP_FIXED + 16 * size);
	return 0;
}
