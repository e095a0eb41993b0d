/* SPDX-License-Identifier: MIT */
#include "oleds/compobj.h"

#include "oleds/sample.h"

#define MARKER 0x71B239F4

static void
add_header(struct sample *sample)
{
	add_u32(sample, 0xFFFE0001);
	add_u32(sample, 0x00000A03);
	add_u32(sample, 0xFFFFFFFF);
	add(sample, "0123456789abcdef", 16);
}

/* What most applications write. */
static void
add_usual(struct sample *sample)
{
	add_header(sample);
	add_text(sample, "Sample Chart");
	add_text(sample, "SampleChart");
	add_text(sample, "Sample.Chart.1");
	add_u32(sample, MARKER);
	add_zeros(sample, 12);
}

static void
ck_decodes(const struct sample *sample, enum oleds_level level,
	enum oleds_compobj_part parts)
{
	struct oleds_compobj record;

	ck_assert_int_eq(oleds_compobj_decode(span_of(sample), level, &record,
		NULL), OLEDS_OK);
	ck_assert_int_eq(record.parts, parts);
	ck_comes_back(sample, oleds_compobj_encode, &record);
}

START_TEST(usual_stream_is_read)
{
	struct sample sample = { .length = 0 };
	struct oleds_compobj record;

	add_usual(&sample);
	ck_assert_int_eq(oleds_compobj_decode(span_of(&sample), OLEDS_STRICT,
		&record, NULL), OLEDS_OK);
	ck_assert(span_is(record.user_type, "Sample Chart"));
	ck_assert(span_is(record.format.name, "SampleChart"));
	ck_assert(span_is(record.prog_id, "Sample.Chart.1"));
	ck_assert_mem_eq(record.clsid, "0123456789abcdef", 16);
	ck_decodes(&sample, OLEDS_STRICT, COMPOBJ_ALL);
}
END_TEST

START_TEST(format_is_a_number_or_a_name)
{
	static const uint32_t markers[] = { OLEDS_FORMAT_WINDOWS,
		OLEDS_FORMAT_MAC };

	for (size_t i = 0; i < ARRAY_SIZE(markers); i++) {
		struct sample sample = { .length = 0 };
		struct oleds_compobj record;

		add_header(&sample);
		add_text(&sample, "T");
		add_u32(&sample, markers[i]);
		add_u32(&sample, 0x1234);
		ck_assert_int_eq(oleds_compobj_decode(span_of(&sample),
			OLEDS_STRICT, &record, NULL), OLEDS_OK);
		ck_assert_uint_eq(record.format.id, 0x1234);
		ck_decodes(&sample, OLEDS_STRICT, COMPOBJ_FORMAT);
	}
}
END_TEST

/* In Unicode the length counts bytes. */
START_TEST(unicode_part_is_read)
{
	struct sample sample = { .length = 0 };
	struct oleds_compobj record;

	add_header(&sample);
	add_text(&sample, "?");
	add_u32(&sample, 0);
	add_u32(&sample, 0);
	add_u32(&sample, MARKER);
	add_u32(&sample, 4);
	add(&sample, "\x3b\x04\0", 4);
	add_u32(&sample, 0);
	add_u32(&sample, 0);
	ck_decodes(&sample, OLEDS_STRICT, COMPOBJ_ALL);
	oleds_compobj_decode(span_of(&sample), OLEDS_STRICT, &record, NULL);
	ck_assert_uint_eq(record.wide_user_type.length, 4);
}
END_TEST

/* Every prefix of a stream is taken as far as it goes, and given back. */
START_TEST(any_prefix_comes_back)
{
	struct sample whole = { .length = 0 };

	add_usual(&whole);
	for (size_t length = 0; length < whole.length; length++) {
		struct sample cut = whole;
		struct oleds_compobj record;
		enum oleds_status status;

		cut.length = length;
		status = oleds_compobj_decode(span_of(&cut), OLEDS_TOLERANT,
			&record, NULL);
		ck_assert_int_eq(status, length < 28 ? OLEDS_SHORT : OLEDS_OK);
		if (status == OLEDS_OK)
			ck_comes_back(&cut, oleds_compobj_encode, &record);
	}
}
END_TEST

START_TEST(other_marker_ends_the_record)
{
	struct sample sample = { .length = 0 };

	add_header(&sample);
	add_text(&sample, "T");
	add_u32(&sample, 0);
	add_text(&sample, "P.1");
	add_u32(&sample, 0);
	add_zeros(&sample, 7);
	ck_decodes(&sample, OLEDS_STRICT, COMPOBJ_PROG_ID);
}
END_TEST

START_TEST(strict_refuses_what_tolerant_takes)
{
	struct sample sample = { .length = 0 };
	struct oleds_compobj record = { .first = 7 };

	add_usual(&sample);
	add_zeros(&sample, 1);
	ck_decodes(&sample, OLEDS_TOLERANT, COMPOBJ_ALL);
	ck_assert_int_eq(oleds_compobj_decode(span_of(&sample), OLEDS_STRICT,
		&record, NULL), OLEDS_REST);
	/* A record is left alone on failure. */
	ck_assert_uint_eq(record.first, 7);
}
END_TEST

START_TEST(format_with_a_long_name_is_bad)
{
	struct sample sample = { .length = 0 };
	struct oleds_compobj record;
	enum oleds_status why;

	add_header(&sample);
	add_text(&sample, "T");
	add_u32(&sample, 0x191);
	add_zeros(&sample, 100);
	ck_assert_int_eq(oleds_compobj_decode(span_of(&sample), OLEDS_STRICT,
		&record, NULL), OLEDS_BAD);
	ck_assert_int_eq(oleds_compobj_decode(span_of(&sample), OLEDS_TOLERANT,
		&record, &why), OLEDS_OK);
	ck_assert_int_eq(why, OLEDS_BAD);
	ck_decodes(&sample, OLEDS_TOLERANT, COMPOBJ_USER_TYPE);
}
END_TEST

START_TEST(length_beyond_the_end_is_short)
{
	struct sample sample = { .length = 0 };
	struct oleds_compobj record;

	add_header(&sample);
	add_u32(&sample, 0xFFFFFFFF);
	ck_assert_int_eq(oleds_compobj_decode(span_of(&sample), OLEDS_STRICT,
		&record, NULL), OLEDS_SHORT);
	ck_decodes(&sample, OLEDS_TOLERANT, COMPOBJ_HEADER);
}
END_TEST

int
main(void)
{
	struct suite suite = suite_begin("oleds/compobj");

	TEST(&suite, usual_stream_is_read);
	TEST(&suite, format_is_a_number_or_a_name);
	TEST(&suite, unicode_part_is_read);
	TEST(&suite, any_prefix_comes_back);
	TEST(&suite, other_marker_ends_the_record);
	TEST(&suite, strict_refuses_what_tolerant_takes);
	TEST(&suite, format_with_a_long_name_is_bad);
	TEST(&suite, length_beyond_the_end_is_short);
	return suite_end(&suite);
}
