/* SPDX-License-Identifier: MIT */
/* Values to bytes: every type, alone and in lists, and what cannot be. */
#include <stdlib.h>
#include <string.h>

#include "oleps/decode.h"
#include "oleps/encode.h"
#include "support/suite.h"

static const uint16_t numbers[] = { OLEPS_I1, OLEPS_UI1, OLEPS_I2, OLEPS_UI2,
	OLEPS_BOOL, OLEPS_I4, OLEPS_UI4, OLEPS_INT, OLEPS_UINT, OLEPS_ERROR,
	OLEPS_R4, OLEPS_R8, OLEPS_I8, OLEPS_UI8, OLEPS_CY, OLEPS_DATE,
	OLEPS_FILETIME };
static const uint16_t bytes_types[] = { OLEPS_LPSTR, OLEPS_LPWSTR, OLEPS_BSTR,
	OLEPS_BLOB, OLEPS_BLOB_OBJECT, OLEPS_CF, OLEPS_STREAM, OLEPS_STORAGE,
	OLEPS_STREAMED_OBJECT, OLEPS_STORED_OBJECT };
static const uint8_t sixteen[16] = { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13,
	14, 15, 16 };
static const uint8_t fmtid[16] = { 0xE0, 0x85, 0x9F, 0xF2, 0xF9, 0x4F, 0x68,
	0x10, 0xAB, 0x91, 0x08, 0x00, 0x2B, 0x27, 0xB3, 0xD9 };

/* A value has so many bytes with its type, and comes back as it was. */
static void
check_value(struct oleps_value *value, size_t wanted)
{
	struct oleps_value again = { 0 };
	uint8_t *bytes = NULL;
	size_t size = 0, used = 0;

	ck_assert_int_eq(oleps_value_encode(value, &bytes, &size), OLEPS_OK);
	ck_assert_uint_eq(size, wanted);
	ck_assert_int_eq(
		oleps_value_decode(bytes, size, &again, &used), OLEPS_OK);
	ck_assert_uint_eq(used, size);
	ck_assert(oleps_value_equal(value, &again));
	for (size_t cut = 0; cut + 4 <= size; cut++) {
		struct oleps_value part = { 0 };
		int status = oleps_value_decode(bytes, cut, &part, &used);

		ck_assert(status == OLEPS_OK || status == OLEPS_CORRUPT);
		oleps_value_clear(&part);
	}
	free(bytes);
	oleps_value_clear(&again);
	oleps_value_clear(value);
}

START_TEST(numbers_take_their_width_up_to_4)
{
	struct oleps_value value =
		oleps_number(numbers[_i], 0x8877665544332211);
	unsigned size = oleps_element_size(numbers[_i]);

	check_value(&value, 4 + (size < 4 ? 4 : size));
}
END_TEST

START_TEST(fixed_values_take_16)
{
	struct oleps_value decimal = oleps_fixed(OLEPS_DECIMAL, sixteen);
	struct oleps_value clsid = oleps_fixed(OLEPS_CLSID, sixteen);
	struct oleps_value null = { .type = OLEPS_NULL };

	check_value(&decimal, 20);
	check_value(&clsid, 20);
	check_value(&null, 4);
}
END_TEST

START_TEST(bytes_take_their_count_and_padding)
{
	struct oleps_value value;

	ck_assert_int_eq(oleps_bytes(bytes_types[_i], OLEPS_FORM_BYTES, sixteen,
				 6, &value),
		OLEPS_OK);
	check_value(&value, 4 + 4 + 8);
	ck_assert_int_eq(
		oleps_bytes(bytes_types[_i], OLEPS_FORM_BYTES, NULL, 0, &value),
		OLEPS_OK);
	check_value(&value, 8);
}
END_TEST

START_TEST(versioned_streams_have_a_guid_and_a_name)
{
	struct oleps_value value;

	ck_assert_int_eq(
		oleps_versioned(sixteen, "prop2", 6, &value), OLEPS_OK);
	check_value(&value, 4 + 16 + 4 + 8);
}
END_TEST

START_TEST(vectors_of_numbers_are_packed)
{
	uint16_t type = numbers[_i] | OLEPS_VECTOR;
	struct oleps_value value;
	size_t size = 3 * (size_t)oleps_element_size(type);

	if (numbers[_i] == OLEPS_INT || numbers[_i] == OLEPS_UINT) {
		ck_assert_int_eq(
			oleps_list(type, 3, NULL, 0, &value), OLEPS_BAD_TYPE);
		return;
	}
	ck_assert_int_eq(oleps_list(type, 3, NULL, 0, &value), OLEPS_OK);
	for (uint32_t i = 0; i < 3; i++) {
		struct oleps_value number = oleps_number(numbers[_i], i + 250);
		struct oleps_value back;

		oleps_set_element(&value, i, &number);
		back = oleps_element(&value, i);
		ck_assert(oleps_value_equal(&number, &back));
	}
	check_value(&value, 8 + (size + 3) / 4 * 4);
}
END_TEST

START_TEST(vectors_of_text_are_padded_each)
{
	struct oleps_value value;

	ck_assert_int_eq(
		oleps_list(OLEPS_VECTOR | OLEPS_LPSTR, 2, NULL, 0, &value),
		OLEPS_OK);
	for (uint32_t i = 0; i < 2; i++)
		ck_assert_int_eq(oleps_bytes(OLEPS_LPSTR, OLEPS_FORM_BYTES, "a",
					 2, &value.list->values[i]),
			OLEPS_OK);
	check_value(&value, 8 + 2 * 8);
}
END_TEST

START_TEST(arrays_have_dimensions)
{
	static const struct oleps_dimension dimensions[] = { { 2, -1 },
		{ 3, 5 } };
	struct oleps_value value;

	ck_assert_int_eq(oleps_list(OLEPS_ARRAY | OLEPS_DECIMAL, 6, dimensions,
				 2, &value),
		OLEPS_OK);
	check_value(&value, 4 + 8 + 16 + 6 * 16);
	ck_assert_int_eq(
		oleps_list(OLEPS_ARRAY | OLEPS_BSTR, 6, dimensions, 2, &value),
		OLEPS_OK);
	check_value(&value, 4 + 8 + 16 + 6 * 4);
}
END_TEST

/* A vector of one variant, which is a vector of one variant... */
static struct oleps_value
nested(unsigned depth)
{
	struct oleps_value value = oleps_number(OLEPS_I4, 7);

	while (depth-- > 0) {
		struct oleps_value around;

		ck_assert_int_eq(oleps_list(OLEPS_VECTOR | OLEPS_VARIANT, 1,
					 NULL, 0, &around),
			OLEPS_OK);
		around.list->values[0] = value;
		value = around;
	}
	return value;
}

START_TEST(values_nest_8_deep_and_no_deeper)
{
	struct oleps_value fine = nested(OLEPS_NESTING);
	struct oleps_value deep = nested(OLEPS_NESTING + 1);
	uint8_t *bytes = NULL;
	size_t size;

	check_value(&fine, 4 + OLEPS_NESTING * 8 + 4);
	ck_assert_int_eq(
		oleps_value_encode(&deep, &bytes, &size), OLEPS_TOO_DEEP);
	oleps_value_clear(&deep);
}
END_TEST

START_TEST(limit_holds_for_what_is_written)
{
	struct oleps_set *set = oleps_set_create();
	struct oleps_section *section = NULL;
	uint8_t *blob = calloc(1, OLEPS_LIMIT), *bytes = NULL;
	struct oleps_value value;
	size_t size;

	ck_assert_int_eq(
		oleps_section_add(set, fmtid, 1200, 0, &section), OLEPS_OK);
	ck_assert_int_eq(oleps_bytes(OLEPS_BLOB, OLEPS_FORM_BYTES, blob,
				 OLEPS_LIMIT - 100, &value),
		OLEPS_OK);
	ck_assert_int_eq(oleps_put(section, 2, &value), OLEPS_OK);
	ck_assert_int_eq(oleps_encode(set, 0, 0, &bytes, &size), OLEPS_OK);
	free(bytes);
	bytes = NULL;
	ck_assert_int_eq(
		oleps_bytes(OLEPS_BLOB, OLEPS_FORM_BYTES, blob, 100, &value),
		OLEPS_OK);
	ck_assert_int_eq(oleps_put(section, 3, &value), OLEPS_OK);
	ck_assert_int_eq(
		oleps_encode(set, 0, 0, &bytes, &size), OLEPS_TOO_LARGE);
	ck_assert_ptr_null(bytes);
	ck_assert_int_eq(
		oleps_encode(set, 0, 3U << 20, &bytes, &size), OLEPS_OK);
	free(bytes);
	free(blob);
	oleps_set_destroy(set);
}
END_TEST

/* [MS-OLEPS] 3.1 has the same beginning, with other properties. */
START_TEST(new_set_is_as_the_specification_has_it)
{
	static const uint8_t wanted[] = { 0xFE, 0xFF, 0, 0, 6, 0, 2, 0, 0, 0, 0,
		0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0xE0, 0x85,
		0x9F, 0xF2, 0xF9, 0x4F, 0x68, 0x10, 0xAB, 0x91, 0x08, 0x00,
		0x2B, 0x27, 0xB3, 0xD9, 48, 0, 0, 0,
		/* the section */
		64, 0, 0, 0, 3, 0, 0, 0, 0, 0, 0, 0, 32, 0, 0, 0, 1, 0, 0, 0,
		48, 0, 0, 0, 2, 0, 0, 0, 56, 0, 0, 0,
		/* the dictionary: 2 is "é" */
		1, 0, 0, 0, 2, 0, 0, 0, 2, 0, 0, 0, 0xE9, 0, 0, 0,
		/* 1252; 7 */
		2, 0, 0, 0, 0xE4, 4, 0, 0, 3, 0, 0, 0, 7, 0, 0, 0 };
	struct oleps_set *set = oleps_set_create();
	struct oleps_section *section = NULL;
	struct oleps_value seven = oleps_number(OLEPS_I4, 7);
	uint8_t *bytes = NULL;
	size_t size;

	ck_assert_int_eq(
		oleps_section_add(set, fmtid, 1252, 0, &section), OLEPS_OK);
	ck_assert_int_eq(oleps_put(section, 2, &seven), OLEPS_OK);
	ck_assert_int_eq(
		oleps_name_put(section, 2, (uint16_t[]){ 0xE9 }, 1), OLEPS_OK);
	ck_assert_int_eq(oleps_encode(set, 0, 0, &bytes, &size), OLEPS_OK);
	ck_assert_uint_eq(size, sizeof wanted);
	ck_assert_mem_eq(bytes, wanted, size);
	free(bytes);
	oleps_set_destroy(set);
}
END_TEST

int
main(void)
{
	struct suite suite = suite_begin("encode");

	TEST_EACH(
		&suite, numbers_take_their_width_up_to_4, ARRAY_SIZE(numbers));
	TEST(&suite, fixed_values_take_16);
	TEST_EACH(&suite, bytes_take_their_count_and_padding,
		ARRAY_SIZE(bytes_types));
	TEST(&suite, versioned_streams_have_a_guid_and_a_name);
	TEST_EACH(&suite, vectors_of_numbers_are_packed, ARRAY_SIZE(numbers));
	TEST(&suite, vectors_of_text_are_padded_each);
	TEST(&suite, arrays_have_dimensions);
	TEST(&suite, values_nest_8_deep_and_no_deeper);
	TEST(&suite, limit_holds_for_what_is_written);
	TEST(&suite, new_set_is_as_the_specification_has_it);
	return suite_end(&suite);
}
