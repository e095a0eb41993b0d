/* SPDX-License-Identifier: MIT */
/*
 * Any bytes as a property set in a stream or beside its values, or as a whole
 * file with sets in it: they are listed, read, copied, and, where the set is
 * ours to change, written back and read again. The first byte says which.
 * Tables of code pages come and go in the C library as it pleases, so the heap
 * is left to the sanitizer.
 */
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include <stg/stg.h>

#include "bytes.h"
#include "prove.h"

#define SHARE	   STGM_SHARE_EXCLUSIVE
#define RW	   (STGM_READWRITE | STGM_SHARE_EXCLUSIVE)
#define UNKNOWN_CP HRESULT_FROM_WIN32(ERROR_NO_UNICODE_TRANSLATION)

#define PROPERTIES_MOST 64

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* A property as it was read, in bytes; NULL: it cannot be said in UTF-16. */
struct memo {
	PROPID propid;
	SERIALIZEDPROPERTYVALUE *bytes;
	ULONG size;
};

static HRESULT
read_one(IPropertyStorage *set, PROPID propid, PROPVARIANT *value)
{
	PROPSPEC spec = { .ulKind = PRSPEC_PROPID };

	spec.propid = propid;
	memset(value, 0x55, sizeof *value);
	return IPropertyStorage_ReadMultiple(set, 1, &spec, value);
}

static bool
is_beside(VARTYPE vt)
{
	return (vt >= VT_STREAM && vt <= VT_STORED_OBJECT) ||
		vt == VT_VERSIONED_STREAM;
}

/* A vector of no classes is not among the types that can be copied. */
static void
copy_and_clear(PROPVARIANT *value)
{
	bool odd = value->vt == (VT_VECTOR | VT_CLSID) &&
		!value->cauuid.pElems;
	PROPVARIANT copy;

	PROVE(PropVariantCopy(&copy, value) ==
		(odd ? DISP_E_BADVARTYPE : S_OK));
	if (!odd)
		PROVE(PropVariantClear(&copy) == S_OK);
	PROVE(PropVariantClear(value) ==
		(odd ? STG_E_INVALIDPARAMETER : S_OK));
}

/* What is listed can be read, unless nobody knows its code page. */
static void
visit(IPropertyStorage *set, const STATPROPSTG *stat, struct memo *memo)
{
	PROPVARIANT value;
	HRESULT hr = read_one(set, stat->propid, &value);

	memo->propid = stat->propid;
	memo->bytes = NULL;
	PROVE(hr == S_OK || hr == UNKNOWN_CP || is_beside(stat->vt));
	PROVE(hr == S_OK || value.vt == VT_EMPTY);
	if (hr != S_OK)
		return;
	PROVE(value.vt == stat->vt || is_beside(stat->vt));
	if (!is_beside(stat->vt))
		(void)StgSerializePropVariant(&value, &memo->bytes,
			&memo->size);
	copy_and_clear(&value);
}

static size_t
visit_all(IPropertyStorage *set, struct memo *memos)
{
	IEnumSTATPROPSTG *list;
	STATPROPSTG stat;
	size_t count = 0;

	PROVE(IPropertyStorage_Enum(set, &list) == S_OK);
	while (count < PROPERTIES_MOST &&
		IEnumSTATPROPSTG_Next(list, 1, &stat, NULL) == S_OK) {
		visit(set, &stat, &memos[count++]);
		CoTaskMemFree(stat.lpwstrName);
	}
	PROVE(IEnumSTATPROPSTG_Release(list) == 0);
	return count;
}

static void
forget(struct memo *memos, size_t count)
{
	for (size_t i = 0; i < count; i++)
		CoTaskMemFree(memos[i].bytes);
}

static void
look_around(IPropertyStorage *set)
{
	STATPROPSETSTG stat;
	PROPVARIANT value;

	PROVE(IPropertyStorage_Stat(set, &stat) == S_OK);
	PROVE(read_one(set, PID_CODEPAGE, &value) == S_OK);
	PROVE(value.vt == VT_I2);
	PROVE(read_one(set, PID_DICTIONARY, &value) == S_FALSE);
}

/* Write every other value where it was, and one more. */
static bool
write_back(IPropertyStorage *set, const struct memo *memos, size_t count)
{
	PROPVARIANT value = { .vt = VT_I4 };
	PROPSPEC spec = { .ulKind = PRSPEC_LPWSTR };

	for (size_t i = 0; i < count; i += 2) {
		PROPSPEC by_id = { .ulKind = PRSPEC_PROPID };
		PROPVARIANT old;

		by_id.propid = memos[i].propid;
		if (!memos[i].bytes ||
			read_one(set, memos[i].propid, &old) != S_OK)
			continue;
		if (FAILED(IPropertyStorage_WriteMultiple(set, 1, &by_id, &old,
			    2))) {
			(void)PropVariantClear(&old);
			return false;
		}
		(void)PropVariantClear(&old);
	}
	spec.lpwstr = (LPOLESTR)(uintptr_t)u"one more";
	return SUCCEEDED(IPropertyStorage_WriteMultiple(set, 1, &spec, &value,
			0x100)) &&
		SUCCEEDED(IPropertyStorage_Commit(set, STGC_DEFAULT));
}

/* What was written is read, and so is what was left alone. */
static void
compare(IPropertyStorage *set, const struct memo *memos, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		SERIALIZEDPROPERTYVALUE *bytes;
		PROPVARIANT value;
		ULONG size;

		if (!memos[i].bytes)
			continue;
		PROVE(read_one(set, memos[i].propid, &value) == S_OK);
		PROVE(StgSerializePropVariant(&value, &bytes, &size) == S_OK);
		PROVE(size == memos[i].size);
		PROVE(memcmp(bytes, memos[i].bytes, size) == 0);
		CoTaskMemFree(bytes);
		(void)PropVariantClear(&value);
	}
}

static void
change(IPropertySetStorage *sets, const FMTID *fmtid)
{
	static struct memo memos[PROPERTIES_MOST];
	IPropertyStorage *set;
	size_t count;
	bool written;

	if (FAILED(IPropertySetStorage_Open(sets, fmtid, RW, &set))) {
		PROVE(!set);
		return;
	}
	look_around(set);
	count = visit_all(set, memos);
	written = write_back(set, memos, count);
	PROVE(IPropertyStorage_Release(set) == 0);
	if (written) {
		PROVE(IPropertySetStorage_Open(sets, fmtid, STGM_READ | SHARE,
			&set) == S_OK);
		compare(set, memos, count);
		PROVE(IPropertyStorage_Release(set) == 0);
	}
	forget(memos, count);
}

static void
fill(IStorage *storage, const OLECHAR *name, const uint8_t *data, size_t size)
{
	IStream *stream;

	PROVE(IStorage_CreateStream(storage, name, RW, 0, 0, &stream) == S_OK);
	PROVE(IStream_Write(stream, data, (ULONG)size, NULL) == S_OK);
	PROVE(IStream_Release(stream) == 0);
}

/* The bytes as the stream of a set, or as CONTENTS beside two values. */
static void
make_set(IStorage *root, const FMTID *fmtid, bool beside, const uint8_t *data,
	size_t size)
{
	OLECHAR name[CCH_MAX_PROPSTG_NAME + 1];
	IStorage *storage;

	PROVE(FmtIdToPropStgName(fmtid, name) == S_OK);
	if (!beside) {
		fill(root, name, data, size);
		return;
	}
	PROVE(IStorage_CreateStorage(root, name, RW, 0, 0, &storage) == S_OK);
	fill(storage, u"CONTENTS", data, size);
	fill(storage, u"prop2", data, size < 8 ? size : 8);
	PROVE(IStorage_Release(storage) == 0);
}

static void
try_set(const FMTID *const fmtids[2], bool beside, const uint8_t *data,
	size_t size)
{
	IPropertySetStorage *sets;
	ILockBytes *bytes;
	IStorage *root;

	PROVE(CreateILockBytesOnHGlobal(NULL, TRUE, &bytes) == S_OK);
	PROVE(StgCreateDocfileOnILockBytes(bytes, STGM_CREATE | RW, 0, &root) ==
		S_OK);
	make_set(root, fmtids[0], beside, data, size);
	PROVE(IStorage_QueryInterface(root, &IID_IPropertySetStorage,
		(void **)&sets) == S_OK);
	for (int i = 0; i < 2 && fmtids[i]; i++)
		change(sets, fmtids[i]);
	IPropertySetStorage_Release(sets);
	PROVE(IStorage_Release(root) == 0);
	PROVE(ILockBytes_Release(bytes) == 0);
}

static void
read_set(IPropertySetStorage *sets, const FMTID *fmtid)
{
	static struct memo memos[PROPERTIES_MOST];
	IPropertyStorage *set;

	if (FAILED(IPropertySetStorage_Open(sets, fmtid, STGM_READ | SHARE,
		    &set)))
		return;
	look_around(set);
	forget(memos, visit_all(set, memos));
	PROVE(IPropertyStorage_Release(set) == 0);
}

/* A file whose tables may be in any state. */
static void
try_file(const uint8_t *data, size_t size)
{
	IEnumSTATPROPSETSTG *list;
	IPropertySetStorage *sets;
	STATPROPSETSTG stat;
	struct bytes bytes;
	IStorage *root;

	bytes_init(&bytes, data, size);
	if (FAILED(StgOpenStorageOnILockBytes(&bytes.ILockBytes_iface, NULL,
		    STGM_READ | SHARE, NULL, 0, &root)))
		return;
	PROVE(IStorage_QueryInterface(root, &IID_IPropertySetStorage,
		(void **)&sets) == S_OK);
	if (SUCCEEDED(IPropertySetStorage_Enum(sets, &list))) {
		for (int i = 0; i < PROPERTIES_MOST &&
			IEnumSTATPROPSETSTG_Next(list, 1, &stat, NULL) == S_OK;
			i++)
			read_set(sets, &stat.fmtid);
		PROVE(IEnumSTATPROPSETSTG_Release(list) == 0);
	}
	read_set(sets, &FMTID_UserDefinedProperties);
	IPropertySetStorage_Release(sets);
	PROVE(IStorage_Release(root) == 0);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const FMTID *summary[2] = { &FMTID_SummaryInformation, NULL };
	const FMTID *document[2] = { &FMTID_DocSummaryInformation,
		&FMTID_UserDefinedProperties };

	switch (size ? data[0] & 3 : -1) {
	case 0:
		try_set(summary, false, data + 1, size - 1);
		break;
	case 1:
		try_set(document, false, data + 1, size - 1);
		break;
	case 2:
		try_set(summary, true, data + 1, size - 1);
		break;
	case 3:
		try_file(data + 1, size - 1);
		break;
	}
	return 0;
}
