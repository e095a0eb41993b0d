/* SPDX-License-Identifier: MIT */
/*
 * Property sets between streams and memory. A stream is read whole and written
 * whole, and never written when nothing changed.
 */
#include "stg/propstg.h"

#include <stdlib.h>
#include <string.h>

#include <stg/hresult.h>

#include "oleps/codepage.h"
#include "oleps/decode.h"
#include "oleps/encode.h"
#include "stg/guidbytes.h"
#include "stg/hresult_oleps.h"
#include "stg/propvalue.h"

/* Larger sets than may be written are read, up to here. */
#define READ_LIMIT (64U << 20)

/* Sets are made in this language, as far as one has to be named. */
#define LOCALE 0x0409

static HRESULT
rewind_stream(IStream *stream)
{
	LARGE_INTEGER zero = { .QuadPart = 0 };

	return IStream_Seek(stream, zero, STREAM_SEEK_SET, NULL);
}

/* Read up to `size` bytes; *got says how many there were. */
static HRESULT
read_all(IStream *stream, uint8_t *bytes, size_t size, size_t *got)
{
	HRESULT hr = rewind_stream(stream);

	*got = 0;
	while (SUCCEEDED(hr) && *got < size) {
		ULONG part = 0;

		hr = IStream_Read(stream, bytes + *got, (ULONG)(size - *got),
			&part);
		if (part == 0 || part > size - *got)
			break;
		*got += part;
	}
	return FAILED(hr) ? hr : S_OK;
}

HRESULT
propstg_decode_telling(IStream *stream, oleps_defect_fn *defect, void *context,
	struct oleps_set **set, size_t *size)
{
	struct oleps_options options = { READ_LIMIT, defect, context };
	uint8_t *bytes;
	STATSTG stat;
	HRESULT hr;

	memset(&stat, 0, sizeof stat);
	hr = IStream_Stat(stream, &stat, STATFLAG_NONAME);
	if (FAILED(hr))
		return hr;
	if (stat.cbSize.QuadPart > READ_LIMIT)
		return STG_E_INSUFFICIENTMEMORY;
	bytes = malloc((size_t)stat.cbSize.QuadPart + 1);
	if (!bytes)
		return STG_E_INSUFFICIENTMEMORY;
	hr = read_all(stream, bytes, (size_t)stat.cbSize.QuadPart, size);
	if (SUCCEEDED(hr))
		hr = hresult_from_oleps(oleps_decode(bytes, *size, &options,
			set));
	free(bytes);
	return hr;
}

HRESULT
propstg_decode(IStream *stream, struct oleps_set **set, size_t *size)
{
	return propstg_decode_telling(stream, NULL, NULL, set, size);
}

static HRESULT
write_all(IStream *stream, const uint8_t *bytes, size_t size)
{
	ULARGE_INTEGER end = { .QuadPart = size };
	HRESULT hr = rewind_stream(stream);
	size_t done = 0;

	while (SUCCEEDED(hr) && done < size) {
		ULONG part = 0;

		hr = IStream_Write(stream, bytes + done, (ULONG)(size - done),
			&part);
		if (SUCCEEDED(hr) && (part == 0 || part > size - done))
			hr = STG_E_WRITEFAULT;
		done += part;
	}
	return SUCCEEDED(hr) ? IStream_SetSize(stream, end) : hr;
}

HRESULT
propstg_encode(IStream *stream, const struct oleps_set *set, size_t limit,
	size_t *size)
{
	uint8_t *bytes;
	HRESULT hr = hresult_from_oleps(oleps_encode(set, 0, limit, &bytes,
		size));

	if (FAILED(hr))
		return hr;
	hr = write_all(stream, bytes, *size);
	free(bytes);
	return hr;
}

HRESULT
propstg_flush(struct propstg *p)
{
	HRESULT hr;

	if (!p->changed || !p->stream)
		return S_OK;
	hr = propstg_encode(p->stream, p->set, p->limit, &p->size);
	if (SUCCEEDED(hr))
		p->changed = false;
	return hr;
}

static void
take_set(struct propstg *p, struct oleps_set *set,
	struct oleps_section *section)
{
	oleps_set_destroy(p->set);
	p->set = set;
	p->section = section;
	p->first_name = 0;
}

HRESULT
propstg_load(struct propstg *p)
{
	struct oleps_section *section;
	struct oleps_set *set;
	uint8_t fmtid[16];
	size_t size;
	HRESULT hr = propstg_decode(p->stream, &set, &size);

	if (FAILED(hr))
		return hr;
	guid_to_bytes(&p->fmtid, fmtid);
	section = oleps_section(set, fmtid);
	if (!section) {
		oleps_set_destroy(set);
		return STG_E_FILENOTFOUND;
	}
	take_set(p, set, section);
	p->size = size;
	p->limit = size > OLEPS_LIMIT ? size : OLEPS_LIMIT;
	p->changed = false;
	return S_OK;
}

static HRESULT
add_section(struct oleps_set *set, const FMTID *fmtid, DWORD flags,
	struct oleps_section **section)
{
	uint16_t codepage = flags & PROPSETFLAG_ANSI ? PROPVALUE_ANSI
						     : OLEPS_CP_UNICODE;
	struct oleps_value behavior = oleps_number(OLEPS_UI4,
		OLEPS_BEHAVIOR_CASE_SENSITIVE);
	uint8_t bytes[16];
	HRESULT hr;

	guid_to_bytes(fmtid, bytes);
	hr = hresult_from_oleps(oleps_section_add(set, bytes, codepage, LOCALE,
		section));
	if (FAILED(hr) || !(flags & PROPSETFLAG_CASE_SENSITIVE))
		return hr;
	hr = hresult_from_oleps(oleps_put(*section, OLEPS_ID_BEHAVIOR,
		&behavior));
	if (SUCCEEDED(hr))
		oleps_set_raise_version(set);
	return hr;
}

/* The first section is that of the document: [MS-OLEPS] 2.21. */
static void
move_to_front(struct oleps_set *set, const struct oleps_section *section)
{
	size_t i = 0;

	while (i < set->count && set->sections[i] != section)
		i++;
	for (; i > 0 && i < set->count; i--) {
		struct oleps_section *other = set->sections[i - 1];

		set->sections[i - 1] = set->sections[i];
		set->sections[i] = other;
	}
}

/* Make the section anew within a set; another one in there stays. */
static HRESULT
renew_section(struct oleps_set *set, const struct propstg_plan *plan,
	struct oleps_section **section)
{
	const FMTID *document = &FMTID_DocSummaryInformation;
	struct oleps_section *first;
	uint8_t bytes[16];
	HRESULT hr = S_OK;

	guid_to_bytes(plan->fmtid, bytes);
	first = oleps_section(set, bytes);
	if (first)
		oleps_section_remove(set, first);
	guid_to_bytes(document, bytes);
	if (IsEqualGUID(plan->fmtid, &FMTID_UserDefinedProperties) &&
		!oleps_section(set, bytes)) {
		hr = add_section(set, document, plan->flags &
			~PROPSETFLAG_CASE_SENSITIVE, &first);
		if (SUCCEEDED(hr))
			move_to_front(set, first);
	}
	if (SUCCEEDED(hr))
		hr = add_section(set, plan->fmtid, plan->flags, section);
	if (SUCCEEDED(hr) && IsEqualGUID(plan->fmtid, document))
		move_to_front(set, *section);
	return hr;
}

static bool
is_shared(const FMTID *fmtid)
{
	return IsEqualGUID(fmtid, &FMTID_DocSummaryInformation) ||
		IsEqualGUID(fmtid, &FMTID_UserDefinedProperties);
}

HRESULT
propstg_begin(struct propstg *p, const struct propstg_plan *plan)
{
	struct oleps_section *section;
	struct oleps_set *set = NULL;
	uint8_t bytes[16];
	size_t size = 0;
	HRESULT hr = S_OK;

	/* Streams that hold no set are taken as empty. */
	if (is_shared(plan->fmtid))
		hr = propstg_decode(p->stream, &set, &size);
	if (hr == STG_E_INVALIDHEADER) {
		hr = S_OK;
		set = NULL;
	}
	if (FAILED(hr))
		return hr;
	if (!set)
		set = oleps_set_create();
	if (!set)
		return STG_E_INSUFFICIENTMEMORY;
	hr = renew_section(set, plan, &section);
	if (FAILED(hr)) {
		oleps_set_destroy(set);
		return hr;
	}
	guid_to_bytes(plan->clsid ? plan->clsid : &CLSID_NULL, bytes);
	oleps_set_class(set, bytes);
	take_set(p, set, section);
	p->size = size;
	p->limit = size > OLEPS_LIMIT ? size : OLEPS_LIMIT;
	p->changed = true;
	return S_OK;
}
