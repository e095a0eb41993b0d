/* SPDX-License-Identifier: MIT */
#define COBJMACROS
#include "embedded.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include <stg/ole.h>

#include "bytes.h"
#include "memory.h"
#include "powerpoint.h"
#include "spool.h"
#include "storage.h"
#include "window.h"

/*
 * Some put the length of the file before it: \1Ole10Native [MS-OLEDS] 2.3.6,
 * and HWP in the objects of BinData.
 */
#define LENGTH_SIZE 4

#define NATIVE_DATA "\\x01Ole10Native"

/* Where in a stream something is to be looked for. */
struct range {
	uint64_t offset;
	uint64_t size;
};

bool
is_signature(const void *bytes)
{
	static const uint8_t signature[SIGNATURE_SIZE] = { 0xD0, 0xCF, 0x11,
		0xE0, 0xA1, 0xB1, 0x1A, 0xE1 };

	return memcmp(bytes, signature, SIGNATURE_SIZE) == 0;
}

/* How far behind the beginning the signature stands; -1: nowhere. */
static int
signature_at(const uint8_t *bytes, size_t length)
{
	if (length >= SIGNATURE_SIZE && is_signature(bytes))
		return 0;
	if (length >= LENGTH_SIZE + SIGNATURE_SIZE &&
		is_signature(bytes + LENGTH_SIZE))
		return LENGTH_SIZE;
	return -1;
}

struct probe {
	uint8_t bytes[LENGTH_SIZE + SIGNATURE_SIZE];
	size_t length;
};

static HRESULT
fill_probe(const void *bytes, size_t length, void *context)
{
	struct probe *probe = context;
	size_t room = sizeof(probe->bytes) - probe->length;

	if (length > room)
		length = room;
	memcpy(probe->bytes + probe->length, bytes, length);
	probe->length += length;
	return S_OK;
}

/* The place of the signature in what comes out of a few inflated bytes. */
static int
inflated_signature(
	IStream *stream, uint64_t offset, enum stg_inflate_format format)
{
	struct probe probe = { .length = 0 };

	if (FAILED(stream_seek(stream, offset)))
		return -1;
	/* A failure behind these bytes matters only later. */
	(void)stg_inflate(
		stream, format, sizeof(probe.bytes), fill_probe, &probe, NULL);
	return signature_at(probe.bytes, probe.length);
}

static HRESULT
lay_window(ILockBytes *base, struct range range, ILockBytes **bytes)
{
	*bytes = window_create(base, range.offset, range.size);
	ILockBytes_Release(base);
	return S_OK;
}

static HRESULT
open_plain(IStream *stream, struct range range, ILockBytes **bytes)
{
	HRESULT hr = stg_lockbytes_on_stream(stream, bytes);

	if (FAILED(hr) || range.offset == 0)
		return hr;
	return lay_window(*bytes, range, bytes);
}

/* S_FALSE: inflated only in part; the reason goes to *damage. */
static HRESULT
open_inflated(IStream *stream, struct range range,
	enum stg_inflate_format format, int skip, ILockBytes **bytes,
	HRESULT *damage)
{
	struct range whole = { (uint64_t)skip, INT64_MAX };
	STATSTG stat;
	HRESULT hr = spool_inflate(
		stream, range.offset, format, settings.inflate_limit, bytes);

	if (!*bytes)
		return hr;
	*damage = hr;
	if (skip == 0)
		return S_OK;
	hr = ILockBytes_Stat(*bytes, &stat, STATFLAG_NONAME);
	if (FAILED(hr))
		return hr;
	whole.size = stat.cbSize.QuadPart - whole.offset;
	return lay_window(*bytes, whole, bytes);
}

/* Plain, zlib and deflate, in this order. */
static HRESULT
open_range(struct embedded *embedded, struct range range, HRESULT *damage)
{
	IStream *stream = embedded->stream;
	ILockBytes **bytes = &embedded->bytes;
	static const enum stg_inflate_format formats[] = { STG_INFLATE_ZLIB,
		STG_INFLATE_RAW };
	uint8_t head[LENGTH_SIZE + SIGNATURE_SIZE];
	size_t length;
	int at;
	HRESULT hr = stream_seek(stream, range.offset);

	if (SUCCEEDED(hr))
		hr = stream_read(stream, head, sizeof(head), &length);
	if (FAILED(hr))
		return hr;
	at = signature_at(head, length);
	if (at >= 0) {
		range.offset += (uint64_t)at;
		range.size -= (uint64_t)at;
		embedded->plain = true;
		embedded->offset = range.offset;
		return open_plain(stream, range, bytes);
	}
	for (size_t i = 0; i < 2; i++) {
		at = inflated_signature(stream, range.offset, formats[i]);
		if (at >= 0)
			return open_inflated(
				stream, range, formats[i], at, bytes, damage);
	}
	return STG_E_FILEALREADYEXISTS;
}

/* [MS-PPT] 2.10.34: instance 1 has the inflated length before zlib data. */
static bool
range_of_record(const struct ppt_record *record, struct range *range)
{
	unsigned skip = record->instance == 1 ? LENGTH_SIZE : 0;

	if (record->type != PPT_OBJECT_STORAGE || record->length < skip)
		return false;
	range->offset = record->offset + PPT_RECORD_HEADER + skip;
	range->size = record->length - skip;
	return true;
}

/* Narrow the range to the record that "@OFFSET" or "#N" asks for. */
static bool
find_record(IStream *stream, const char *suffix, struct range *range)
{
	struct ppt_record record;
	struct reader reader;
	bool found = false;
	uint64_t number = strtoull(suffix + 1, NULL, 0);

	if (SUCCEEDED(reader_init(&reader, stream))) {
		if (*suffix == '@')
			found = ppt_record_at(&reader, number, &record);
		else if (number > 0)
			found = ppt_find_object(&reader, number, &record);
	}
	reader_done(&reader);
	return found && range_of_record(&record, range);
}

/* "@" or "#" with a number behind it, at the end of a path; or NULL. */
static const char *
find_suffix(const char *path)
{
	const char *at = strrchr(path, '@');
	const char *number = strrchr(path, '#');
	const char *suffix = at > number ? at : number;
	char *end;

	if (!suffix || suffix[1] < '0' || suffix[1] > '9')
		return NULL;
	errno = 0;
	strtoull(suffix + 1, &end, 0);
	return *end == '\0' && errno == 0 ? suffix : NULL;
}

/* A name that really ends like that comes before a record. */
static HRESULT
open_addressed(IStorage *storage, const char *path, IStream **stream,
	const char **suffix)
{
	HRESULT hr = stg_open_stream(storage, path, STREAM_MODE, stream);
	char *shorter;

	*suffix = NULL;
	if (SUCCEEDED(hr))
		return hr;
	*suffix = find_suffix(path);
	if (!*suffix)
		return hr;
	shorter = memory_copy(path, (size_t)(*suffix - path));
	hr = stg_open_stream(storage, shorter, STREAM_MODE, stream);
	free(shorter);
	return hr;
}

/* A document of PowerPoint is no compound file itself, yet it may hold some. */
static bool
has_objects(IStream *stream)
{
	struct ppt_record record;
	struct reader reader;
	bool found = SUCCEEDED(reader_init(&reader, stream)) &&
		     ppt_find_object(&reader, 1, &record);

	reader_done(&reader);
	return found;
}

static enum exit_code
report_failure(const struct place *place, IStream *stream, HRESULT hr)
{
	if (hr == STG_E_FILEALREADYEXISTS) {
		report_text(place, "no compound file in this stream%s",
			has_objects(stream) ? "; its objects are #1 and so on"
					    : "");
		return EXIT_NOT_CFB;
	}
	report(place, "cannot open", hr);
	return exit_of(hr);
}

/* What was inflated is used as far as it goes. */
static enum exit_code
report_damage(const struct place *place, HRESULT damage)
{
	if (damage == S_OK)
		return EXIT_DONE;
	if (damage == S_FALSE)
		report_text(place,
			"inflated no further than %" PRIu64
			" bytes; see --inflate-limit",
			settings.inflate_limit);
	else
		report(place, "inflated only in part", damage);
	return EXIT_DAMAGED;
}

/* A Package has the bytes of its file, and more, in \1Ole10Native. */
static bool
range_of_package(IStorage *storage, const char *path, struct range *range)
{
	const char *slash = strrchr(path, '/');
	struct stg_package package;
	IStorage *parent = NULL;
	char *above;
	bool found;

	if (strcmp(slash ? slash + 1 : path, NATIVE_DATA) != 0)
		return false;
	above = memory_copy(path, slash ? (size_t)(slash - path) : 0);
	found = SUCCEEDED(stg_open_storage(
			storage, above, STREAM_MODE, &parent)) &&
		stg_read_package(parent, &package) == S_OK;
	free(above);
	if (parent)
		IStorage_Release(parent);
	if (!found)
		return false;
	range->offset = package.offset;
	range->size = package.size;
	found = !package.linked;
	stg_free_package(&package);
	return found;
}

/* S_FALSE: there is no such record. */
static HRESULT
find(struct embedded *embedded, IStorage *storage, const char *path,
	HRESULT *damage)
{
	struct range range = { 0, 0 };
	const char *suffix;
	bool part;
	HRESULT hr;

	*embedded = (struct embedded){ 0 };
	*damage = S_OK;
	/* It is read by its parent, so before the stream is open. */
	part = range_of_package(storage, path, &range);
	hr = open_addressed(storage, path, &embedded->stream, &suffix);
	if (SUCCEEDED(hr) && !part)
		hr = stream_size(embedded->stream, &range.size);
	if (FAILED(hr))
		return hr;
	if (suffix && !find_record(embedded->stream, suffix, &range))
		return S_FALSE;
	hr = open_range(embedded, range, damage);
	if (suffix || part)
		embedded->plain = false; /* there is more in the stream */
	return FAILED(hr) ? hr : S_OK;
}

enum exit_code
embedded_open(struct embedded *embedded, IStorage *storage, const char *path,
	const struct place *place)
{
	HRESULT damage;
	HRESULT hr = find(embedded, storage, path, &damage);

	if (hr == S_FALSE) {
		report_text(place, "no embedded object there");
		return EXIT_NEGATIVE;
	}
	if (FAILED(hr))
		return report_failure(place, embedded->stream, hr);
	return report_damage(place, damage);
}

bool
embedded_is_there(IStorage *storage, const char *path)
{
	struct embedded embedded;
	HRESULT damage;
	bool there = find(&embedded, storage, path, &damage) == S_OK;

	embedded_close(&embedded);
	return there;
}

void
embedded_close(struct embedded *embedded)
{
	if (embedded->bytes)
		ILockBytes_Release(embedded->bytes);
	if (embedded->stream)
		IStream_Release(embedded->stream);
	*embedded = (struct embedded){ 0 };
}
