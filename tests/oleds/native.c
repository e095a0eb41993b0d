/* SPDX-License-Identifier: MIT */
#include "oleds/native.h"

#include "oleds/sample.h"

static void
add_package(struct sample *sample)
{
	add_u16(sample, 2);
	add(sample, "label.txt", 10);
	add(sample, "C:\\label.txt", 13);
	add_u16(sample, 0);
	add_u16(sample, OLEDS_PACKAGE_EMBEDDED);
	add_text(sample, "C:\\TEMP\\label.txt");
	add_u32(sample, 5);
	add(sample, "bytes", 5);
}

/* UTF-16 with the number of code units before it. */
static void
add_units(struct sample *sample, const char *text)
{
	add_u32(sample, (uint32_t)strlen(text));
	for (; *text; text++)
		add_u16(sample, (unsigned char)*text);
}

static struct oleds_package
decode_package(const struct sample *sample, enum oleds_level level)
{
	struct oleds_package record;

	ck_assert_int_eq(oleds_package_decode(span_of(sample), level, &record),
		OLEDS_OK);
	ck_comes_back(sample, oleds_package_encode, &record);
	return record;
}

START_TEST(package_is_read)
{
	struct sample sample = { .length = 0 };
	struct oleds_package record;

	add_package(&sample);
	record = decode_package(&sample, OLEDS_STRICT);
	ck_assert(span_is(record.label, "label.txt"));
	ck_assert(span_is(record.source, "C:\\label.txt"));
	ck_assert(span_is(record.temporary, "C:\\TEMP\\label.txt"));
	ck_assert_uint_eq(record.data.length, 5);
	ck_assert_mem_eq(record.data.bytes, "bytes", 5);
	ck_assert(!record.has_wide);
}
END_TEST

START_TEST(package_may_have_its_names_in_unicode)
{
	struct sample sample = { .length = 0 };
	struct oleds_package record;

	add_package(&sample);
	add_units(&sample, "C:\\TEMP\\l");
	add_units(&sample, "label");
	add_units(&sample, "C:\\l");
	record = decode_package(&sample, OLEDS_STRICT);
	ck_assert(record.has_wide);
	ck_assert_uint_eq(record.wide_label.length, 10);
	/* Cut short, they are as good as none. */
	sample.length--;
	record = decode_package(&sample, OLEDS_TOLERANT);
	ck_assert(!record.has_wide);
	ck_assert_int_eq(oleds_package_decode(span_of(&sample), OLEDS_STRICT,
		&record), OLEDS_REST);
}
END_TEST

START_TEST(package_may_end_with_two_zeros)
{
	struct sample sample = { .length = 0 };

	add_package(&sample);
	add_zeros(&sample, 2);
	decode_package(&sample, OLEDS_STRICT);
}
END_TEST

START_TEST(linked_package_holds_no_data)
{
	struct sample sample = { .length = 0 };
	struct oleds_package record;

	add_u16(&sample, 2);
	add(&sample, "a\0b", 4);
	add_u16(&sample, 0);
	add_u16(&sample, OLEDS_PACKAGE_LINKED);
	add_text(&sample, "C:\\a");
	record = decode_package(&sample, OLEDS_STRICT);
	ck_assert_uint_eq(record.data.length, 0);
}
END_TEST

START_TEST(package_cut_short_is_none)
{
	struct sample sample = { .length = 0 };
	struct oleds_package record;
	size_t whole;

	add_package(&sample);
	whole = sample.length;
	for (sample.length = 0; sample.length < whole; sample.length++)
		ck_assert_int_ne(oleds_package_decode(span_of(&sample),
			OLEDS_TOLERANT, &record), OLEDS_OK);
}
END_TEST

START_TEST(other_data_are_no_package)
{
	struct sample sample = { .length = 0 };
	struct oleds_package record;

	/* An equation begins with the same number. */
	add_u16(&sample, 2);
	add(&sample, "\0\0\3\0\x0a\1\0\0\0\0\0\0", 12);
	ck_assert_int_eq(oleds_package_decode(span_of(&sample), OLEDS_TOLERANT,
		&record), OLEDS_BAD);
}
END_TEST

START_TEST(native_data_are_read)
{
	struct sample sample = { .length = 0 };
	struct oleds_native record;

	add_u32(&sample, 3);
	add(&sample, "abc", 3);
	ck_assert_int_eq(oleds_native_decode(span_of(&sample), OLEDS_STRICT,
		&record), OLEDS_OK);
	ck_assert_uint_eq(record.data.length, 3);
	ck_comes_back(&sample, oleds_native_encode, &record);
	add(&sample, "d", 1);
	ck_assert_int_eq(oleds_native_decode(span_of(&sample), OLEDS_STRICT,
		&record), OLEDS_REST);
	ck_assert_int_eq(oleds_native_decode(span_of(&sample), OLEDS_TOLERANT,
		&record), OLEDS_OK);
	ck_comes_back(&sample, oleds_native_encode, &record);
}
END_TEST

START_TEST(native_data_cut_short_come_back)
{
	struct sample sample = { .length = 0 };
	struct oleds_native record;

	add_u32(&sample, 1000);
	add(&sample, "abc", 3);
	ck_assert_int_eq(oleds_native_decode(span_of(&sample), OLEDS_STRICT,
		&record), OLEDS_SHORT);
	ck_assert_int_eq(oleds_native_decode(span_of(&sample), OLEDS_TOLERANT,
		&record), OLEDS_OK);
	ck_assert_uint_eq(record.data.length, 3);
	ck_comes_back(&sample, oleds_native_encode, &record);
	sample.length = 3;
	ck_assert_int_eq(oleds_native_decode(span_of(&sample), OLEDS_TOLERANT,
		&record), OLEDS_SHORT);
}
END_TEST

START_TEST(item_name_is_one_string)
{
	struct sample sample = { .length = 0 };
	struct oleds_span text, rest;
	uint8_t bytes[64];

	add_text(&sample, "Sheet1!A1");
	ck_assert_int_eq(oleds_item_decode(span_of(&sample), OLEDS_STRICT,
		&text, &rest), OLEDS_OK);
	ck_assert(span_is(text, "Sheet1!A1"));
	ck_assert_uint_eq(oleds_item_encode(text, rest, bytes, sizeof bytes),
		sample.length);
	ck_assert_mem_eq(bytes, sample.bytes, sample.length);
	sample.length--;
	ck_assert_int_eq(oleds_item_decode(span_of(&sample), OLEDS_TOLERANT,
		&text, &rest), OLEDS_SHORT);
}
END_TEST

int
main(void)
{
	struct suite suite = suite_begin("oleds/native");

	TEST(&suite, package_is_read);
	TEST(&suite, package_may_have_its_names_in_unicode);
	TEST(&suite, package_may_end_with_two_zeros);
	TEST(&suite, linked_package_holds_no_data);
	TEST(&suite, package_cut_short_is_none);
	TEST(&suite, other_data_are_no_package);
	TEST(&suite, native_data_are_read);
	TEST(&suite, native_data_cut_short_come_back);
	TEST(&suite, item_name_is_one_string);
	return suite_end(&suite);
}
