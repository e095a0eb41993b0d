/* SPDX-License-Identifier: MIT */
/* Inflating: formats, bounds, damage in the data and in the stream below. */
#include <zlib.h>

#include "foreign_stream.h"
#include "support.h"

/* What a sink saw, and when it shall stop. */
struct sink {
	uint8_t *bytes;
	size_t length;
	size_t capacity;
	unsigned calls;
	HRESULT answer;
};

static HRESULT
take(const void *bytes, size_t length, void *context)
{
	struct sink *sink = context;

	sink->calls++;
	ck_assert_uint_gt(length, 0);
	ck_assert_uint_le(length, sink->capacity - sink->length);
	memcpy(sink->bytes + sink->length, bytes, length);
	sink->length += length;
	return sink->answer;
}

struct sample {
	uint8_t *plain;
	size_t length;
	uint8_t *packed;
	size_t packed_length;
	size_t middle; /* where the second half of `plain` is in `packed` */
	struct sink sink;
};

/* Bytes that compress somewhat, packed as zlib or raw deflate. */
static void
sample_init(struct sample *sample, size_t length, enum stg_inflate_format as)
{
	uint32_t random = 1;
	z_stream z;

	memset(sample, 0, sizeof *sample);
	memset(&z, 0, sizeof z);
	sample->length = length;
	sample->plain = malloc(length + 1);
	sample->packed = malloc(length * 2 + 100);
	sample->sink.bytes = malloc(length + 1);
	sample->sink.capacity = length;
	ck_assert(sample->plain && sample->packed && sample->sink.bytes);
	for (size_t i = 0; i < length; i++) {
		random = random * 1103515245 + 12345;
		sample->plain[i] = random >> 16 & 0x3F;
	}
	ck_assert_int_eq(deflateInit2(&z, 6, Z_DEFLATED,
				 as == STG_INFLATE_RAW ? -15 : 15, 8,
				 Z_DEFAULT_STRATEGY),
		Z_OK);
	z.next_in = sample->plain;
	z.avail_in = (uInt)(length / 2);
	z.next_out = sample->packed;
	z.avail_out = (uInt)(length * 2 + 100);
	ck_assert_int_eq(deflate(&z, Z_FULL_FLUSH), Z_OK);
	sample->middle = z.total_out;
	z.avail_in = (uInt)(length - length / 2);
	ck_assert_int_eq(deflate(&z, Z_FINISH), Z_STREAM_END);
	sample->packed_length = z.total_out;
	deflateEnd(&z);
}

static void
sample_done(struct sample *sample)
{
	free(sample->plain);
	free(sample->packed);
	free(sample->sink.bytes);
}

static void
stream_init(struct foreign_stream *stream, const struct sample *sample)
{
	foreign_stream_init(stream, sample->packed, sample->packed_length,
		sample->packed_length);
}

/* Inflate the sample, and compare what came with its beginning. */
static HRESULT
unpack(struct sample *sample, struct foreign_stream *stream,
	enum stg_inflate_format format, ULONGLONG limit)
{
	ULONGLONG size = 99;
	HRESULT hr;

	sample->sink.length = 0;
	sample->sink.calls = 0;
	hr = stg_inflate(&stream->IStream_iface, format, limit, take,
		&sample->sink, &size);
	ck_assert_uint_eq(size, sample->sink.length);
	ck_assert_mem_eq(
		sample->sink.bytes, sample->plain, sample->sink.length);
	return hr;
}

static HRESULT
unpack_whole(
	struct sample *sample, enum stg_inflate_format format, ULONGLONG limit)
{
	struct foreign_stream stream;
	HRESULT hr;

	stream_init(&stream, sample);
	hr = unpack(sample, &stream, format, limit);
	foreign_stream_done(&stream);
	return hr;
}

static const size_t lengths[] = { 0, 1, 65535, 65536, 65537, 500000 };

START_TEST(both_formats_are_inflated_and_told_apart)
{
	static const enum stg_inflate_format formats[] = { STG_INFLATE_ZLIB,
		STG_INFLATE_RAW };

	for (size_t i = 0; i < 2 * ARRAY_SIZE(lengths); i++) {
		struct sample sample;

		sample_init(&sample, lengths[i / 2], formats[i % 2]);
		ck_hr(unpack_whole(&sample, formats[i % 2], UINT64_MAX), S_OK);
		ck_assert_uint_eq(sample.sink.length, lengths[i / 2]);
		ck_hr(unpack_whole(&sample, STG_INFLATE_AUTO, UINT64_MAX),
			S_OK);
		ck_assert_uint_eq(sample.sink.length, lengths[i / 2]);
		sample_done(&sample);
	}
}
END_TEST

START_TEST(the_wrong_format_is_corrupt)
{
	struct sample sample;

	sample_init(&sample, 1000, STG_INFLATE_RAW);
	ck_hr(unpack_whole(&sample, STG_INFLATE_ZLIB, UINT64_MAX),
		STG_E_DOCFILECORRUPT);
	ck_assert_uint_eq(sample.sink.length, 0);
	sample_done(&sample);
}
END_TEST

START_TEST(a_stream_may_deliver_byte_by_byte)
{
	struct foreign_stream stream;
	struct sample sample;

	sample_init(&sample, 100000, STG_INFLATE_ZLIB);
	stream_init(&stream, &sample);
	stream.at_most = 1;
	ck_hr(unpack(&sample, &stream, STG_INFLATE_AUTO, UINT64_MAX), S_OK);
	ck_assert_uint_eq(sample.sink.length, 100000);
	foreign_stream_done(&stream);
	sample_done(&sample);
}
END_TEST

START_TEST(inflating_begins_at_the_streams_position)
{
	struct foreign_stream stream;
	struct sample sample;

	sample_init(&sample, 1000, STG_INFLATE_ZLIB);
	foreign_stream_init(&stream, "12345678", 8, sample.packed_length + 8);
	memcpy(stream.bytes + 8, sample.packed, sample.packed_length);
	stream.size += sample.packed_length;
	stream.position = 8;
	ck_hr(unpack(&sample, &stream, STG_INFLATE_AUTO, UINT64_MAX), S_OK);
	ck_assert_uint_eq(sample.sink.length, 1000);
	foreign_stream_done(&stream);
	sample_done(&sample);
}
END_TEST

START_TEST(bytes_behind_the_data_are_no_concern)
{
	struct sample sample;

	sample_init(&sample, 1000, STG_INFLATE_ZLIB);
	memset(sample.packed + sample.packed_length, 0xAA, 50);
	sample.packed_length += 50;
	ck_hr(unpack_whole(&sample, STG_INFLATE_AUTO, UINT64_MAX), S_OK);
	ck_assert_uint_eq(sample.sink.length, 1000);
	sample_done(&sample);
}
END_TEST

START_TEST(the_limit_is_exact)
{
	static const ULONGLONG limits[] = { 0, 1, 65535, 65536, 65537, 131071,
		131072, 199999 };
	struct sample sample;

	sample_init(&sample, 200000, STG_INFLATE_RAW);
	for (size_t i = 0; i < ARRAY_SIZE(limits); i++) {
		ck_hr(unpack_whole(&sample, STG_INFLATE_RAW, limits[i]),
			S_FALSE);
		ck_assert_uint_eq(sample.sink.length, limits[i]);
	}
	ck_hr(unpack_whole(&sample, STG_INFLATE_RAW, 200000), S_OK);
	ck_assert_uint_eq(sample.sink.length, 200000);
	sample_done(&sample);
	sample_init(&sample, 0, STG_INFLATE_RAW);
	ck_hr(unpack_whole(&sample, STG_INFLATE_RAW, 0), S_OK);
	sample_done(&sample);
}
END_TEST

START_TEST(every_cut_is_incomplete_and_delivers_what_there_is)
{
	struct sample sample;
	size_t whole;
	size_t last = 0;

	sample_init(&sample, 3000, STG_INFLATE_ZLIB);
	whole = sample.packed_length;
	for (size_t n = 0; n < whole; n++) {
		sample.packed_length = n;
		ck_hr(unpack_whole(&sample, STG_INFLATE_ZLIB, UINT64_MAX),
			STG_E_INCOMPLETE);
		ck_assert_uint_ge(sample.sink.length, last);
		last = sample.sink.length;
	}
	ck_assert_uint_eq(last, 3000); /* the checksum alone was missing */
	sample_done(&sample);
}
END_TEST

START_TEST(damage_is_reported_after_what_came_before_it)
{
	struct sample sample;

	sample_init(&sample, 300000, STG_INFLATE_ZLIB);
	sample.packed[sample.middle] = 0x07; /* a block of no known type */
	ck_hr(unpack_whole(&sample, STG_INFLATE_AUTO, UINT64_MAX),
		STG_E_DOCFILECORRUPT);
	ck_assert_uint_eq(sample.sink.length, 150000);
	sample_done(&sample);
}
END_TEST

START_TEST(a_wrong_checksum_is_corrupt)
{
	struct sample sample;

	sample_init(&sample, 1000, STG_INFLATE_ZLIB);
	sample.packed[sample.packed_length - 1] ^= 1;
	ck_hr(unpack_whole(&sample, STG_INFLATE_AUTO, UINT64_MAX),
		STG_E_DOCFILECORRUPT);
	ck_assert_uint_eq(sample.sink.length, 1000);
	sample_done(&sample);
}
END_TEST

START_TEST(a_preset_dictionary_is_corrupt)
{
	struct sample sample;

	sample_init(&sample, 100, STG_INFLATE_ZLIB);
	memcpy(sample.packed, "\x78\xBB\x01\x02\x03\x04", 6);
	ck_hr(unpack_whole(&sample, STG_INFLATE_AUTO, UINT64_MAX),
		STG_E_DOCFILECORRUPT);
	sample_done(&sample);
}
END_TEST

START_TEST(a_damaged_stream_is_inflated_up_to_the_damage)
{
	struct foreign_stream stream;
	struct sample sample;

	sample_init(&sample, 300000, STG_INFLATE_ZLIB);
	stream_init(&stream, &sample);
	stream.bad_from = sample.middle;
	stream.error = (HRESULT)0x8004BEEF;
	ck_hr(unpack(&sample, &stream, STG_INFLATE_AUTO, UINT64_MAX),
		0x8004BEEF);
	ck_assert_uint_eq(sample.sink.length, 150000);
	foreign_stream_done(&stream);
	sample_done(&sample);
}
END_TEST

START_TEST(damage_of_the_stream_behind_the_data_is_no_concern)
{
	struct foreign_stream stream;
	struct sample sample;

	sample_init(&sample, 1000, STG_INFLATE_ZLIB);
	sample.packed_length += 10;
	stream_init(&stream, &sample);
	stream.bad_from = sample.packed_length - 10;
	stream.error = STG_E_READFAULT;
	ck_hr(unpack(&sample, &stream, STG_INFLATE_AUTO, UINT64_MAX), S_OK);
	ck_assert_uint_eq(sample.sink.length, 1000);
	foreign_stream_done(&stream);
	sample_done(&sample);
}
END_TEST

START_TEST(a_stream_that_claims_too_much_is_not_believed)
{
	struct foreign_stream stream;
	struct sample sample;

	sample_init(&sample, 1000, STG_INFLATE_ZLIB);
	stream_init(&stream, &sample);
	stream.claims = 0x7FFFFFFF;
	ck_hr(unpack(&sample, &stream, STG_INFLATE_AUTO, UINT64_MAX), S_OK);
	ck_assert_uint_eq(sample.sink.length, 1000);
	foreign_stream_done(&stream);
	sample_done(&sample);
}
END_TEST

START_TEST(the_sink_ends_it_by_anything_but_ok)
{
	static const HRESULT answers[] = { S_FALSE, STG_E_MEDIUMFULL, 42 };
	struct sample sample;

	sample_init(&sample, 300000, STG_INFLATE_ZLIB);
	for (size_t i = 0; i < ARRAY_SIZE(answers); i++) {
		sample.sink.answer = answers[i];
		ck_hr(unpack_whole(&sample, STG_INFLATE_AUTO, UINT64_MAX),
			answers[i]);
		ck_assert_uint_eq(sample.sink.calls, 1);
	}
	sample_done(&sample);
}
END_TEST

START_TEST(bad_arguments_are_refused)
{
	struct foreign_stream stream;
	struct sink sink = { NULL, 0, 0, 0, S_OK };
	ULONGLONG size = 99;

	foreign_stream_init(&stream, "", 0, 0);
	ck_hr(stg_inflate(NULL, STG_INFLATE_AUTO, 1, take, &sink, &size),
		STG_E_INVALIDPOINTER);
	ck_assert_uint_eq(size, 0);
	ck_hr(stg_inflate(&stream.IStream_iface, STG_INFLATE_AUTO, 1, NULL,
		      &sink, NULL),
		STG_E_INVALIDPOINTER);
	ck_hr(stg_inflate(&stream.IStream_iface, (enum stg_inflate_format)3, 1,
		      take, &sink, NULL),
		STG_E_INVALIDPARAMETER);
	ck_hr(stg_inflate(&stream.IStream_iface, STG_INFLATE_AUTO, 1, take,
		      &sink, NULL),
		STG_E_INCOMPLETE);
	foreign_stream_done(&stream);
}
END_TEST

int
main(void)
{
	const TTest *const tests[] = {
		both_formats_are_inflated_and_told_apart,
		the_wrong_format_is_corrupt,
		a_stream_may_deliver_byte_by_byte,
		inflating_begins_at_the_streams_position,
		bytes_behind_the_data_are_no_concern,
		the_limit_is_exact,
		every_cut_is_incomplete_and_delivers_what_there_is,
		damage_is_reported_after_what_came_before_it,
		a_wrong_checksum_is_corrupt,
		a_preset_dictionary_is_corrupt,
		a_damaged_stream_is_inflated_up_to_the_damage,
		damage_of_the_stream_behind_the_data_is_no_concern,
		a_stream_that_claims_too_much_is_not_believed,
		the_sink_ends_it_by_anything_but_ok,
		bad_arguments_are_refused,
	};

	return run_tests("inflate", tests, ARRAY_SIZE(tests));
}
