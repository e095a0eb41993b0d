/* SPDX-License-Identifier: MIT */
#include "oleds/presentation.h"

#include "oleds/sample.h"

static void
add_presentation(struct sample *sample, uint32_t format)
{
	add_u32(sample, OLEDS_FORMAT_WINDOWS);
	add_u32(sample, format);
	add_u32(sample, 4);
	add_u32(sample, 1);
	add_u32(sample, 0xFFFFFFFF);
	add_u32(sample, 2);
	add_u32(sample, 0);
	add_u32(sample, 300);
	add_u32(sample, 200);
	add_u32(sample, 6);
	add(sample, "pixels", 6);
}

static struct oleds_presentation
decode(const struct sample *sample)
{
	struct oleds_presentation record;

	ck_assert_int_eq(oleds_presentation_decode(span_of(sample),
		OLEDS_STRICT, &record), OLEDS_OK);
	ck_comes_back(sample, oleds_presentation_encode, &record);
	return record;
}

START_TEST(picture_is_read)
{
	struct sample sample = { .length = 0 };
	struct oleds_presentation record;

	add_presentation(&sample, OLEDS_CF_DIB);
	record = decode(&sample);
	ck_assert_uint_eq(record.width, 300);
	ck_assert_uint_eq(record.height, 200);
	ck_assert_mem_eq(record.data.bytes, "pixels", 6);
	ck_assert_uint_eq(record.device.length, 0);
	ck_assert(!record.has_toc);
}
END_TEST

START_TEST(table_of_contents_is_found)
{
	struct sample sample = { .length = 0 };
	struct oleds_presentation record;

	add_presentation(&sample, OLEDS_CF_METAFILEPICT);
	add_zeros(&sample, 18);
	add_u32(&sample, 0x494E414E);
	add_u32(&sample, 2);
	record = decode(&sample);
	ck_assert(record.has_toc);
	ck_assert_uint_eq(record.toc_count, 2);
}
END_TEST

START_TEST(picture_cut_short_is_none)
{
	struct sample sample = { .length = 0 };
	struct oleds_presentation record;
	size_t whole;

	add_presentation(&sample, OLEDS_CF_DIB);
	whole = sample.length;
	for (sample.length = 0; sample.length < whole; sample.length++)
		ck_assert_int_eq(oleds_presentation_decode(span_of(&sample),
			OLEDS_TOLERANT, &record), OLEDS_SHORT);
}
END_TEST

START_TEST(device_of_no_size_is_bad)
{
	struct sample sample = { .length = 0 };
	struct oleds_presentation record;

	add_presentation(&sample, OLEDS_CF_DIB);
	put_le32(sample.bytes + 8, 3);
	ck_assert_int_eq(oleds_presentation_decode(span_of(&sample),
		OLEDS_TOLERANT, &record), OLEDS_BAD);
	put_le32(sample.bytes + 8, 0xFFFFFFFF);
	ck_assert_int_eq(oleds_presentation_decode(span_of(&sample),
		OLEDS_TOLERANT, &record), OLEDS_SHORT);
}
END_TEST

START_TEST(object_info_has_two_numbers_or_three)
{
	struct sample sample = { .length = 0 };
	struct oleds_objinfo record;

	add_u16(&sample, OLEDS_OBJINFO_ICON);
	add_u16(&sample, 3);
	for (size_t i = 0; i < 2; i++) {
		ck_assert_int_eq(oleds_objinfo_decode(span_of(&sample),
			OLEDS_STRICT, &record), OLEDS_OK);
		ck_assert_uint_eq(record.flags, OLEDS_OBJINFO_ICON);
		ck_assert_uint_eq(record.format, 3);
		ck_assert_int_eq(record.has_flags_2, i == 1);
		ck_comes_back(&sample, oleds_objinfo_encode, &record);
		add_u16(&sample, 13);
	}
	ck_assert_int_eq(oleds_objinfo_decode(span_of(&sample), OLEDS_STRICT,
		&record), OLEDS_REST);
}
END_TEST

int
main(void)
{
	struct suite suite = suite_begin("oleds/presentation");

	TEST(&suite, picture_is_read);
	TEST(&suite, table_of_contents_is_found);
	TEST(&suite, picture_cut_short_is_none);
	TEST(&suite, device_of_no_size_is_bad);
	TEST(&suite, object_info_has_two_numbers_or_three);
	return suite_end(&suite);
}
