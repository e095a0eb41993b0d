/* SPDX-License-Identifier: MIT */
/* [MS-OLEPS] 2.21: the formats of the sections stand behind the header. */
#define COBJMACROS
#include <inttypes.h>
#include <string.h>

#include <stg/check.h>
#include <stg/helpers.h>
#include <stg/memory.h>

#include "bytes.h"
#include "describe.h"
#include "escape.h"
#include "propset.h"

#define HEADER_SIZE  28
#define FMTID_SIZE   20
#define SECTIONS_MAX 16

/* The defect, which loses nothing but is not shown. */
#define TYPE_UNKNOWN 1402

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

struct place
propset_place(const struct place *place, const char *shown, struct text *path)
{
	text_clear(path);
	if (place->inner && *place->inner)
		text_addf(path, "%s/", place->inner);
	text_add(path, shown);
	return (struct place){ place->file, text_get(path) };
}

/* A set that cannot be read, is none, or is empty. */
static void
pass_over(struct propset_walk *walk, const struct propset *set, HRESULT hr)
{
	struct text path = { 0 };
	struct place place =
		propset_place(&walk->place, text_get(&set->shown), &path);

	if (hr == STG_E_INVALIDHEADER) {
		report_text(&place, "named like a property set, but is none");
	} else if (hr == STG_E_FILENOTFOUND) {
		report_text(&place, "named like a property set, but has no "
				    "CONTENTS");
	} else if (SUCCEEDED(hr)) {
		report_text(&place, "a property set without a section");
	} else {
		report(&place, "cannot read the property set", hr);
		walk->damaged = true;
	}
	text_done(&path);
}

struct losses {
	unsigned damage;
	unsigned unknown;
};

static HRESULT
count_loss(const struct stg_defect *defect, void *context)
{
	struct losses *losses = context;

	losses->damage += defect->severity == STG_SEVERITY_DAMAGE;
	losses->unknown += defect->number == TYPE_UNKNOWN;
	return S_OK;
}

/* Whoever reads a set is told that it is not all of it. */
static void
tell_losses(struct propset_walk *walk, struct propset *set, IStream *stream)
{
	struct losses losses = { 0 };
	struct text path = { 0 }, text = { 0 };
	struct place place;

	if (walk->mode & STGM_READWRITE ||
		FAILED(stg_check_propset(stream, 0, count_loss, &losses,
			NULL)) ||
		losses.damage + losses.unknown == 0)
		return;
	if (losses.damage) {
		text_add(&text, "damaged in ");
		describe_things(&text, losses.damage, "place", "places");
	}
	if (losses.unknown) {
		text_add(&text, losses.damage ? ", and " : "");
		describe_things(&text, losses.unknown,
			"value of an unknown type", "values of unknown types");
	}
	place = propset_place(&walk->place, text_get(&set->shown), &path);
	report_text(&place, "%s; \"props check\" shows where",
		text_get(&text));
	walk->damaged |= losses.damage != 0;
	text_done(&path);
	text_done(&text);
}

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
open_section(struct propset_walk *walk, IUnknown *source, DWORD flags,
	struct propset *set)
{
	HRESULT hr = StgOpenPropStg(source, &set->fmtid, flags, 0, &set->set);

	if (FAILED(hr)) {
		pass_over(walk, set, hr);
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

/* All sets of a stream, which is the source itself or in it. */
static HRESULT
visit_sections(struct propset_walk *walk, struct propset *set,
	const FMTID *fmtids, ULONG count, IUnknown *source, DWORD flags)
{
	HRESULT hr = S_OK;

	for (ULONG i = 0; i < count && hr == S_OK; i++) {
		set->fmtid = fmtids[i];
		set->section = i;
		hr = open_section(walk, source, flags, set);
	}
	return hr;
}

/* The formats in a stream; what it has lost is told. */
static ULONG
look_into(struct propset_walk *walk, struct propset *set, IStream *stream,
	FMTID fmtids[SECTIONS_MAX])
{
	ULONG count = read_formats(stream, fmtids);

	if (count != 0)
		tell_losses(walk, set, stream);
	else
		pass_over(walk, set, stg_check_propset(stream, 0, NULL, NULL,
			NULL));
	return count;
}

static HRESULT
visit_stream(struct propset_walk *walk, struct propset *set)
{
	FMTID fmtids[SECTIONS_MAX];
	IStream *stream;
	ULONG count;
	HRESULT hr = IStorage_OpenStream(walk->storage, set->name, NULL,
		walk->mode | STGM_SHARE_EXCLUSIVE, 0, &stream);

	if (FAILED(hr)) {
		pass_over(walk, set, hr);
		return S_OK;
	}
	set->stream = stream;
	count = look_into(walk, set, stream, fmtids);
	hr = visit_sections(walk, set, fmtids, count, (IUnknown *)stream, 0);
	IStream_Release(stream);
	return hr;
}

/* [MS-OLEPS] 2.20: of a set with values beside it, a stream has the others. */
static HRESULT
visit_contents(struct propset_walk *walk, struct propset *set)
{
	static const OLECHAR contents[] = OLESTR("CONTENTS");
	FMTID fmtids[SECTIONS_MAX];
	IStream *stream;
	ULONG count;
	HRESULT hr = IStorage_OpenStream(set->storage, contents, NULL,
		STGM_READ | STGM_SHARE_EXCLUSIVE, 0, &stream);

	if (FAILED(hr)) {
		pass_over(walk, set, hr);
		return S_OK;
	}
	count = look_into(walk, set, stream, fmtids);
	IStream_Release(stream);
	return visit_sections(walk, set, fmtids, count,
		(IUnknown *)set->storage, PROPSETFLAG_NONSIMPLE);
}

static HRESULT
visit_storage(struct propset_walk *walk, struct propset *set)
{
	IStorage *storage;
	HRESULT hr = IStorage_OpenStorage(walk->storage, set->name, NULL,
		walk->mode | STGM_SHARE_EXCLUSIVE, NULL, 0, &storage);

	if (FAILED(hr)) {
		pass_over(walk, set, hr);
		return S_OK;
	}
	set->storage = storage;
	hr = visit_contents(walk, set);
	IStorage_Release(storage);
	return hr;
}

static HRESULT
visit(struct propset_walk *walk, const STATSTG *stat)
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
propset_each(struct propset_walk *walk)
{
	IEnumSTATSTG *list;
	STATSTG stat;
	HRESULT hr = IStorage_EnumElements(walk->storage, 0, NULL, 0, &list);

	if (FAILED(hr))
		return hr;
	while (hr == S_OK && IEnumSTATSTG_Next(list, 1, &stat, NULL) == S_OK) {
		if (stat.pwcsName[0] == 5)
			hr = visit(walk, &stat);
		CoTaskMemFree(stat.pwcsName);
	}
	IEnumSTATSTG_Release(list);
	return hr;
}
