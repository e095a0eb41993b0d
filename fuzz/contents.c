/* SPDX-License-Identifier: MIT */
/*
 * What was read of a stream is kept as far as it fits, so that reading at
 * other places and through clones can be compared with it.
 */
#include "contents.h"

#include <string.h>

#include <stg/hresult.h>

#include "prove.h"
#include "sink.h"

#define KEPT_MAX    32768
#define PIECE_MAX   8192
#define STREAMS_MAX 128

/* Pieces end where the array does, so that one byte more is noticed. */
static uint8_t kept[KEPT_MAX];
static uint8_t pieces[PIECE_MAX];

static size_t
choose_piece(struct dice *dice)
{
	static const size_t usual[] = { 1, 64, 512, 513, 4096, PIECE_MAX };

	if (dice_below(dice, 4) == 0)
		return usual[dice_below(dice, sizeof usual / sizeof *usual)];
	return 1 + dice_below(dice, PIECE_MAX);
}

static HRESULT
read_piece(IStream *stream, size_t wanted, uint8_t **piece, size_t *got)
{
	ULONG n = UINT32_MAX;
	HRESULT hr;

	*piece = pieces + PIECE_MAX - wanted;
	hr = IStream_Read(stream, *piece, (ULONG)wanted, &n);
	PROVE(n <= wanted);
	PROVE(hr == S_OK || hr == STG_E_DOCFILECORRUPT);
	*got = n;
	return hr;
}

static void
keep(uint64_t position, const uint8_t *piece, size_t length)
{
	if (position >= KEPT_MAX)
		return;
	if (length > KEPT_MAX - position)
		length = (size_t)(KEPT_MAX - position);
	memcpy(kept + position, piece, length);
}

static void
check_stat(IStream *stream, const struct element *one)
{
	STATSTG stat;

	PROVE(IStream_Stat(stream, &stat, STATFLAG_DEFAULT) == S_OK);
	PROVE(stat.type == STGTY_STREAM);
	PROVE(stat.cbSize.QuadPart == one->size);
	PROVE(stat.pwcsName);
	CoTaskMemFree(stat.pwcsName);
}

/* How many bytes there were; less than the size only with a failure. */
static uint64_t
read_forward(struct contents *contents, IStream *stream, uint64_t size,
	struct dice *dice, HRESULT *hr)
{
	uint64_t position = 0;

	do {
		size_t wanted = choose_piece(dice);
		uint8_t *piece;
		size_t got;

		*hr = read_piece(stream, wanted, &piece, &got);
		keep(position, piece, got);
		position += got;
		contents->budget -=
			got < contents->budget ? got : contents->budget;
		PROVE(position <= size);
		PROVE(FAILED(*hr) || got == wanted || position == size);
	} while (*hr == S_OK && position < size && contents->budget != 0);
	return position;
}

/* Anywhere among the first `length` bytes, everything reads as before. */
static void
read_again(IStream *stream, uint64_t length, struct dice *dice)
{
	LARGE_INTEGER to;
	ULARGE_INTEGER now;
	uint8_t *piece;
	size_t got;
	size_t wanted = choose_piece(dice);

	if (length > KEPT_MAX)
		length = KEPT_MAX;
	to.QuadPart = (LONGLONG)dice_below(dice, (size_t)length);
	if (wanted > length - (uint64_t)to.QuadPart)
		wanted = (size_t)(length - (uint64_t)to.QuadPart);
	PROVE(IStream_Seek(stream, to, STREAM_SEEK_SET, &now) == S_OK);
	PROVE(now.QuadPart == (uint64_t)to.QuadPart);
	PROVE(read_piece(stream, wanted, &piece, &got) == S_OK);
	PROVE(got == wanted);
	PROVE(memcmp(piece, kept + to.QuadPart, got) == 0);
}

static void
read_clone(IStream *stream, uint64_t length, struct dice *dice)
{
	IStream *clone = NULL;

	PROVE(IStream_Clone(stream, &clone) == S_OK);
	read_again(clone, length, dice);
	IStream_Release(clone);
	read_again(stream, length, dice);
}

static void
copy_stream(IStream *stream, uint64_t length, HRESULT read_hr)
{
	LARGE_INTEGER start = { .QuadPart = 0 };
	ULARGE_INTEGER all = { .QuadPart = UINT64_MAX };
	ULARGE_INTEGER read, written;
	struct sink sink;
	HRESULT hr;

	sink_init(&sink, UINT64_MAX);
	PROVE(IStream_Seek(stream, start, STREAM_SEEK_SET, NULL) == S_OK);
	hr = IStream_CopyTo(stream, &sink.IStream_iface, all, &read, &written);
	PROVE(hr == read_hr);
	PROVE(sink.bytes == length);
	PROVE(read.QuadPart == length && written.QuadPart == length);
	PROVE(sink.refs == 1);
}

static void
read_stream(struct contents *contents, const struct element *one,
	IStream *stream, const struct verdict *verdict, struct dice *dice)
{
	HRESULT hr;
	uint64_t length;

	check_stat(stream, one);
	length = read_forward(contents, stream, one->size, dice, &hr);
	if (FAILED(hr) || length < one->size)
		contents->all = false;
	else
		contents->bytes += length;
	if (FAILED(hr) && verdict)
		PROVE(verdict_is_damaged(verdict, one->id));
	if ((FAILED(hr) || length == one->size) && length <= contents->budget) {
		contents->budget -= length;
		copy_stream(stream, length, hr);
	}
	if (length != 0)
		read_clone(stream, length, dice);
}

void
contents_read(struct contents *contents, const struct elements *elements,
	IStorage *root, const struct verdict *verdict, struct dice *dice)
{
	size_t streams = 0;

	contents->bytes = 0;
	contents->all = elements->hr == S_OK;
	for (size_t i = 0; i < elements->count; i++) {
		const struct element *one = &elements->kept[i];
		IStream *stream;
		HRESULT hr;

		if (!one->found || one->type != STGTY_STREAM)
			continue;
		if (contents->budget == 0 || streams == STREAMS_MAX)
			break;
		streams++;
		hr = stg_open_stream(root, one->path,
			STGM_READ | STGM_SHARE_EXCLUSIVE, &stream);
		PROVE(hr == S_OK || (!verdict && hr == STG_E_DOCFILECORRUPT));
		if (FAILED(hr))
			continue;
		read_stream(contents, one, stream, verdict, dice);
		IStream_Release(stream);
	}
	contents->all &= streams == elements->streams;
}

void
contents_copy(const struct contents *contents, const struct elements *elements,
	IStorage *root, uint64_t limit)
{
	struct sink sink;
	HRESULT hr;

	sink_init(&sink, limit);
	hr = IStorage_CopyTo(root, 0, NULL, NULL, &sink.IStorage_iface);
	PROVE(sink.refs == 1);
	PROVE(hr == S_OK || hr == STG_E_MEDIUMFULL ||
		hr == STG_E_DOCFILECORRUPT || hr == STG_E_INVALIDNAME);
	if (hr == S_OK && elements->hr == S_OK) {
		PROVE(sink.streams == elements->streams);
		PROVE(sink.storages + sink.streams + 1 == elements->total);
	}
	/* Links that cannot be followed and names that no other storage can
	 * have are told of. */
	if (contents->all && hr == S_OK)
		PROVE(sink.bytes == contents->bytes);
}
