/* SPDX-License-Identifier: MIT */
/* [MS-OLEPS] 2.21: the formats of the sections stand behind the header. */
#define COBJMACROS
#include <inttypes.h>
#include <string.h>

#include <stg/helpers.h>
#include <stg/memory.h>

#include "bytes.h"
#include "escape.h"
#include "propset.h"

#define HEADER_SIZE  28
#define FMTID_SIZE   20
#define SECTIONS_MAX 16

static const struct {
	const char *name;
	const FMTID *fmtid;
} formats[] = {
	{ "summary", &FMTID_SummaryInformation },
	{ "document", &FMTID_DocSummaryInformation },
	{ "user", &FMTID_UserDefinedProperties },
};

#define FORMAT_COUNT (sizeof formats / sizeof formats[0])

bool
propset_format_parse(const char *text, size_t length, FMTID *fmtid)
{
	char guid[STG_GUID_TEXT_SIZE];

	for (size_t i = 0; i < FORMAT_COUNT; i++) {
		if (strlen(formats[i].name) == length &&
			memcmp(formats[i].name, text, length) == 0) {
			*fmtid = *formats[i].fmtid;
			return true;
		}
	}
	if (length >= sizeof guid)
		return false;
	memcpy(guid, text, length);
	guid[length] = '\0';
	return SUCCEEDED(stg_guid_from_text(guid, fmtid));
}

void
propset_format(struct text *text, const FMTID *fmtid)
{
	char guid[STG_GUID_TEXT_SIZE];

	for (size_t i = 0; i < FORMAT_COUNT; i++) {
		if (IsEqualGUID(fmtid, formats[i].fmtid)) {
			text_add(text, formats[i].name);
			return;
		}
	}
	stg_guid_to_text(fmtid, guid);
	text_add(text, guid);
}

void
propset_property(struct text *text, const struct propset *set,
	const STATPROPSTG *property)
{
	const char *known = stg_property_name(&set->fmtid, property->propid);
	size_t length = 0;

	if (property->lpwstrName) {
		while (property->lpwstrName[length])
			length++;
		escape_units(text, property->lpwstrName, length);
	} else if (known) {
		text_add(text, known);
	} else {
		text_addf(text, "#%" PRIu32, (uint32_t)property->propid);
	}
}

bool
propset_is_duration(const FMTID *fmtid, PROPID propid)
{
	return propid == PIDSI_EDITTIME &&
	       IsEqualGUID(fmtid, &FMTID_SummaryInformation);
}

HRESULT
propset_read(const struct propset *set, PROPID propid, PROPVARIANT *value)
{
	PROPSPEC spec = { .ulKind = PRSPEC_PROPID };

	spec.propid = propid;
	PropVariantInit(value);
	return IPropertyStorage_ReadMultiple(set->set, 1, &spec, value);
}

/* --- The sets of a storage ------------------------------------------------ */

struct walk {
	IStorage *storage;
	DWORD mode;
	propset_fn fn;
	void *context;
	unsigned *failed;
};

static void
learn_codepage(struct propset *set)
{
	PROPVARIANT value;

	set->codepage = 1252;
	if (propset_read(set, PID_CODEPAGE, &value) == S_OK &&
		value.vt == VT_I2)
		set->codepage = (WORD)value.iVal;
	PropVariantClear(&value);
}

void
propset_let_go(struct propset *set)
{
	if (set->set)
		IPropertyStorage_Release(set->set);
	set->set = NULL;
}

static HRESULT
open_section(const struct walk *walk, IUnknown *source, DWORD flags,
	struct propset *set)
{
	HRESULT hr = StgOpenPropStg(source, &set->fmtid, flags, 0, &set->set);

	if (FAILED(hr)) {
		++*walk->failed;
		return S_OK;
	}
	learn_codepage(set);
	hr = walk->fn(set, walk->context);
	if (hr == S_OK && set->set && walk->mode & STGM_READWRITE)
		hr = IPropertyStorage_Commit(set->set, STGC_DEFAULT);
	propset_let_go(set);
	return hr;
}

/* The formats of a stream; returns how many. */
static ULONG
read_formats(IStream *stream, FMTID fmtids[SECTIONS_MAX])
{
	BYTE head[HEADER_SIZE + SECTIONS_MAX * FMTID_SIZE];
	LARGE_INTEGER zero = { .QuadPart = 0 };
	ULONG size = 0, count;

	if (FAILED(IStream_Read(stream, head, sizeof head, &size)) ||
		FAILED(IStream_Seek(stream, zero, STREAM_SEEK_SET, NULL)) ||
		size < HEADER_SIZE || head[0] != 0xFE || head[1] != 0xFF)
		return 0;
	count = get_le32(head + 24);
	if (count > (size - HEADER_SIZE) / FMTID_SIZE)
		count = (size - HEADER_SIZE) / FMTID_SIZE;
	for (ULONG i = 0; i < count; i++) {
		const BYTE *p = head + HEADER_SIZE + i * FMTID_SIZE;

		fmtids[i].Data1 = get_le32(p);
		fmtids[i].Data2 = get_le16(p + 4);
		fmtids[i].Data3 = get_le16(p + 6);
		memcpy(fmtids[i].Data4, p + 8, 8);
	}
	return count;
}

static HRESULT
visit_stream(const struct walk *walk, struct propset *set)
{
	FMTID fmtids[SECTIONS_MAX];
	IStream *stream;
	ULONG count;
	HRESULT hr = IStorage_OpenStream(walk->storage, set->name, NULL,
		walk->mode | STGM_SHARE_EXCLUSIVE, 0, &stream);

	if (FAILED(hr)) {
		++*walk->failed;
		return S_OK;
	}
	set->stream = stream;
	count = read_formats(stream, fmtids);
	if (count == 0)
		++*walk->failed;
	for (ULONG i = 0; i < count && hr == S_OK; i++) {
		set->fmtid = fmtids[i];
		set->section = i;
		hr = open_section(walk, (IUnknown *)stream, 0, set);
	}
	IStream_Release(stream);
	return hr;
}

/* A set with values beside it: its name is all that tells its format. */
static HRESULT
visit_storage(const struct walk *walk, struct propset *set)
{
	OLECHAR name[CCH_MAX_PROPSTG_NAME + 1];
	IStorage *storage;
	HRESULT hr;

	memcpy(name, set->name, sizeof name);
	if (FAILED(PropStgNameToFmtId(name, &set->fmtid)))
		return S_OK;
	hr = IStorage_OpenStorage(walk->storage, set->name, NULL,
		walk->mode | STGM_SHARE_EXCLUSIVE, NULL, 0, &storage);
	if (FAILED(hr)) {
		++*walk->failed;
		return S_OK;
	}
	set->storage = storage;
	hr = open_section(
		walk, (IUnknown *)storage, PROPSETFLAG_NONSIMPLE, set);
	IStorage_Release(storage);
	return hr;
}

static HRESULT
visit(const struct walk *walk, const STATSTG *stat)
{
	OLECHAR name[CCH_MAX_PROPSTG_NAME + 1] = { 0 };
	struct propset set = { .name = name };
	size_t length = 0;
	HRESULT hr;

	for (; stat->pwcsName[length] && length < CCH_MAX_PROPSTG_NAME;
		length++)
		name[length] = stat->pwcsName[length];
	escape_name(&set.shown, name, length);
	hr = stat->type == STGTY_STREAM ? visit_stream(walk, &set)
					: visit_storage(walk, &set);
	text_done(&set.shown);
	return hr;
}

HRESULT
propset_each(IStorage *storage, DWORD mode, propset_fn fn, void *context,
	unsigned *failed)
{
	struct walk walk = { storage, mode, fn, context, failed };
	IEnumSTATSTG *list;
	STATSTG stat;
	HRESULT hr = IStorage_EnumElements(storage, 0, NULL, 0, &list);

	if (FAILED(hr))
		return hr;
	while (hr == S_OK && IEnumSTATSTG_Next(list, 1, &stat, NULL) == S_OK) {
		if (stat.pwcsName[0] == 5)
			hr = visit(&walk, &stat);
		CoTaskMemFree(stat.pwcsName);
	}
	IEnumSTATSTG_Release(list);
	return hr;
}
