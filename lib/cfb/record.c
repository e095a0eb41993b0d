/* SPDX-License-Identifier: MIT */
/*
 * A list of differences, followed by a trailer, with which the file ends:
 *
 *	2  offset in the header         0  magic
 *	2  count                        8  where the file ends
 *	n  old bytes                   16  CRC-32 of the old header
 *	n  new bytes                   20  CRC-32 of the new header
 *	                               24  length of the list
 *	                               28  CRC-32 of list and trailer so far
 *
 * In front of the list is the transaction number since which nothing that was
 * committed harms a version before it, and the CRC-32 of that and the record.
 *
 * A header of which every byte is that of the old or of the new header, some
 * one and some the other, is a torn one. Everything that the new header
 * names was on the medium before the first byte of it was written, so the new
 * version is whole. A commit writes another record, or spoils the one that
 * there is, so that no later header is taken for such a mix.
 */
#include "cfb/record.h"

#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "base/bytes.h"
#include "base/checked.h"
#include "cfb/status.h"

#define TRAILER_SIZE CFB_RECORD_TRAILER
#define MARK_SIZE    CFB_RECORD_MARK
#define CHECKSUM     28
#define STEP         512 /* records end at multiples of it */
#define PIECE        65536
#define ENTRY_SIZE   4
#define ROOM_SHIFT   12
#define JOIN         3 /* fewer bytes in common cost no more than an entry */

static const uint8_t magic[8] = { 0xA5, 's', 't', 'g', 'M', 'E', 'N', 'D' };

/* Bytes that differ, from `at` on; `count` is 0 when there are no more. */
static void
next_difference(const uint8_t *from, const uint8_t *to, size_t at,
	size_t *first, size_t *count)
{
	size_t end;

	while (at < CFB_HEADER_SIZE && from[at] == to[at])
		at++;
	*first = end = at;
	for (; at < CFB_HEADER_SIZE && at < end + JOIN; at++) {
		if (from[at] != to[at])
			end = at + 1;
	}
	*count = end - *first;
}

size_t
cfb_record_length(const uint8_t from[CFB_HEADER_SIZE],
	const uint8_t to[CFB_HEADER_SIZE])
{
	size_t length = MARK_SIZE + TRAILER_SIZE;
	size_t first = 0;
	size_t count = 0;

	for (;;) {
		next_difference(from, to, first + count, &first, &count);
		if (count == 0)
			return length;
		length += ENTRY_SIZE + 2 * count;
	}
}

static uint32_t
checksum(const uint8_t *bytes, size_t length)
{
	return (uint32_t)crc32(0, bytes, (unsigned)length);
}

/* Of the transaction number, and the record behind it. */
static uint32_t
check_mark(const uint8_t *start, size_t length)
{
	uint32_t sum = checksum(start, 4);

	return (uint32_t)crc32(sum, start + MARK_SIZE,
		(unsigned)(length - MARK_SIZE));
}

void
cfb_record_make(const uint8_t from[CFB_HEADER_SIZE],
	const uint8_t to[CFB_HEADER_SIZE], uint32_t since, uint64_t end,
	uint8_t *bytes, size_t length)
{
	size_t used = cfb_record_length(from, to);
	uint8_t *start = bytes + (length - used);
	uint8_t *list = start + MARK_SIZE;
	uint8_t *trailer = bytes + (length - TRAILER_SIZE);
	uint8_t *at = list;
	size_t first = 0;
	size_t count = 0;

	memset(bytes, 0, length);
	while (at < trailer) {
		next_difference(from, to, first + count, &first, &count);
		put_le16(at, (uint16_t)first);
		put_le16(at + 2, (uint16_t)count);
		memcpy(at + ENTRY_SIZE, from + first, count);
		memcpy(at + ENTRY_SIZE + count, to + first, count);
		at += ENTRY_SIZE + 2 * count;
	}
	memcpy(trailer, magic, sizeof magic);
	put_le64(trailer + 8, end);
	put_le32(trailer + 16, checksum(from, CFB_HEADER_SIZE));
	put_le32(trailer + 20, checksum(to, CFB_HEADER_SIZE));
	put_le32(trailer + 24, (uint32_t)(trailer - list));
	put_le32(trailer + CHECKSUM, checksum(list,
		(size_t)(trailer - list) + CHECKSUM));
	put_le32(start, since);
	put_le32(start + 4, check_mark(start, used));
}

static uint64_t
round_up(uint64_t size, unsigned shift)
{
	uint64_t mask = ((uint64_t)1 << shift) - 1;

	return (size + mask) & ~mask;
}

size_t
cfb_record_place(const uint8_t from[CFB_HEADER_SIZE],
	const uint8_t to[CFB_HEADER_SIZE], uint32_t since,
	unsigned sector_shift, uint64_t *end, uint8_t bytes[CFB_RECORD_ROOM])
{
	size_t length = cfb_record_length(from, to);
	uint64_t size = round_up(length, sector_shift);
	uint64_t at = round_up(*end, sector_shift);

	if (at < CFB_V3_SIZE_MAX && at + size > CFB_RANGE_LOCK_OFFSET)
		at = CFB_V3_SIZE_MAX;
	*end = at + size;
	length = (size_t)round_up(length, sector_shift < ROOM_SHIFT
			? sector_shift : ROOM_SHIFT);
	cfb_record_make(from, to, since, *end, bytes, length);
	return length;
}

static bool
ends_with(const uint8_t trailer[CFB_RECORD_TRAILER], uint64_t end)
{
	return memcmp(trailer, magic, sizeof magic) == 0 &&
		get_le64(trailer + 8) == end;
}

int
cfb_record_spoil(struct device *device, uint64_t end)
{
	uint8_t trailer[TRAILER_SIZE];
	uint64_t at = end - sizeof trailer;
	size_t done;
	int status = end < sizeof trailer ? CFB_NOT_FOUND
		: device_read(device, at, trailer, sizeof trailer, &done);

	/* Something else may have come to lie there. */
	if (status != CFB_OK || done < sizeof trailer ||
		!ends_with(trailer, end))
		return status == CFB_NOT_FOUND ? CFB_OK : status;
	memset(trailer, 0, sizeof trailer);
	return device_write(device, at, trailer, sizeof trailer);
}

/* The list of the record with which `bytes` end; NULL if they do not. */
static const uint8_t *
find_list(const uint8_t *bytes, size_t length, uint64_t end)
{
	const uint8_t *trailer = bytes + length - TRAILER_SIZE;
	size_t used;

	if (length < TRAILER_SIZE || !ends_with(trailer, end))
		return NULL;
	used = get_le32(trailer + 24);
	if (used > length - TRAILER_SIZE || checksum(trailer - used,
		used + TRAILER_SIZE - 4) != get_le32(trailer + CHECKSUM))
		return NULL;
	return trailer - used;
}

/*
 * Make of a header the old and the new one. False: it has bytes that are
 * neither's, or the list is none.
 */
static bool
take_apart(const uint8_t *list, const uint8_t *trailer, const uint8_t *raw,
	uint8_t *from, uint8_t *to)
{
	memcpy(from, raw, CFB_HEADER_SIZE);
	memcpy(to, raw, CFB_HEADER_SIZE);
	while (trailer - list >= ENTRY_SIZE) {
		size_t first = get_le16(list);
		size_t count = get_le16(list + 2);
		const uint8_t *bytes = list + ENTRY_SIZE;

		list = bytes;
		if (first + count > CFB_HEADER_SIZE ||
			2 * count > (size_t)(trailer - list))
			return false;
		for (size_t i = 0; i < count; i++) {
			if (raw[first + i] != bytes[i] &&
				raw[first + i] != bytes[count + i])
				return false;
		}
		memcpy(from + first, bytes, count);
		memcpy(to + first, bytes + count, count);
		list += 2 * count;
	}
	return checksum(from, CFB_HEADER_SIZE) == get_le32(trailer + 16) &&
		checksum(to, CFB_HEADER_SIZE) == get_le32(trailer + 20);
}

/* False: there is none. */
static bool
get_mark(const uint8_t *bytes, size_t length, const uint8_t *list,
	uint32_t *since)
{
	const uint8_t *start = list - MARK_SIZE;

	if (list - bytes < MARK_SIZE || check_mark(start,
		(size_t)(bytes + length - start)) != get_le32(start + 4))
		return false;
	*since = get_le32(start);
	return true;
}

/* What a record tells of a header. */
struct findings {
	bool found;
	uint8_t from[CFB_HEADER_SIZE];
	uint8_t to[CFB_HEADER_SIZE];
	bool marked;
	uint32_t since;
};

/* Returns what the device did when it failed. */
static int
find(struct device *device, uint64_t size, const uint8_t *raw,
	struct findings *findings)
{
	uint8_t bytes[CFB_RECORD_MAX];
	const uint8_t *list;
	size_t length;
	size_t done;
	int status;

	findings->found = findings->marked = false;
	if (size < CFB_HEADER_SIZE + TRAILER_SIZE)
		return 0;
	length = (size_t)min_u64(sizeof bytes, size - CFB_HEADER_SIZE);
	status = device_read(device, size - length, bytes, length, &done);
	if (status != 0 || done < length)
		return status;
	list = find_list(bytes, length, size);
	if (!list || !take_apart(list, bytes + length - TRAILER_SIZE, raw,
		findings->from, findings->to))
		return 0;
	findings->found = true;
	findings->marked = get_mark(bytes, length, list, &findings->since);
	return 0;
}

/* Is it the old header, or the new one, and not a torn one? */
static bool
is_whole(const struct findings *findings, const uint8_t *raw)
{
	return memcmp(raw, findings->from, CFB_HEADER_SIZE) == 0 ||
		memcmp(raw, findings->to, CFB_HEADER_SIZE) == 0;
}

/* Where in a piece of the device the last record seems to end; 0: nowhere. */
static size_t
last_end(const uint8_t *piece, size_t length, uint64_t offset)
{
	for (; length >= STEP; length -= STEP) {
		if (ends_with(piece + length - TRAILER_SIZE, offset + length))
			return length;
	}
	return 0;
}

/* From `*end` backwards, not below `floor`; both are multiples of STEP. */
static int
seek_back(struct device *device, uint64_t *end, uint64_t floor, bool *found)
{
	uint8_t *piece = malloc(PIECE);
	int status = piece ? CFB_OK : CFB_NO_MEMORY;

	*found = false;
	while (status == CFB_OK && !*found && *end > floor) {
		size_t length = (size_t)min_u64(PIECE, *end - floor);
		size_t done;
		size_t at = 0;

		*end -= length;
		status = device_read(device, *end, piece, length, &done);
		if (status == CFB_OK && done == length)
			at = last_end(piece, length, *end);
		*found = at != 0;
		*end += at;
	}
	free(piece);
	return status;
}

int
cfb_record_since(struct device *device, const uint8_t raw[CFB_HEADER_SIZE],
	uint64_t floor, uint32_t *since)
{
	struct findings findings;
	uint64_t end;
	bool found = false;
	int status = device_size(device, &end);

	floor -= floor % STEP;
	end -= status == 0 ? end % STEP : 0;
	for (; status == 0; end -= STEP) {
		status = seek_back(device, &end, floor, &found);
		if (status != 0 || !found)
			return status != 0 ? status : CFB_NOT_FOUND;
		status = find(device, end, raw, &findings);
		if (status == 0 && findings.marked &&
			is_whole(&findings, raw))
			break;
	}
	if (status == 0)
		*since = findings.since;
	return status;
}

int
cfb_record_apply(struct device *device, uint64_t size,
	uint8_t raw[CFB_HEADER_SIZE], enum cfb_record_found *found)
{
	struct findings findings;
	int status = find(device, size, raw, &findings);

	*found = CFB_RECORD_NONE;
	if (status != 0 || !findings.found)
		return status;
	*found = CFB_RECORD_WHOLE;
	if (is_whole(&findings, raw))
		return 0;
	*found = CFB_RECORD_MENDED;
	memcpy(raw, findings.to, CFB_HEADER_SIZE);
	return 0;
}

int
cfb_record_mend(struct device *device, bool write, bool *torn)
{
	uint8_t raw[CFB_HEADER_SIZE];
	enum cfb_record_found found = CFB_RECORD_NONE;
	uint64_t size;
	size_t done;
	int status = device_size(device, &size);

	if (status == CFB_OK)
		status = device_read(device, 0, raw, sizeof raw, &done);
	if (status == CFB_OK && done == sizeof raw)
		status = cfb_record_apply(device, size, raw, &found);
	if (status != CFB_OK)
		return status;
	if (!cfb_header_has_signature(raw, done))
		return CFB_NOT_CFB;
	*torn = found == CFB_RECORD_MENDED;
	if (!*torn || !write)
		return CFB_OK;
	status = device_write(device, 0, raw, sizeof raw);
	return status == CFB_OK ? device_sync(device) : status;
}

int
cfb_record_finish(struct device *device)
{
	bool torn;
	int status = cfb_record_mend(device, true, &torn);

	return status == CFB_NOT_CFB ? CFB_OK : status;
}
