/* SPDX-License-Identifier: MIT */
/* GUIDs between the bytes of a file and text. */
#include "base/guid.h"

#include <string.h>

#include "support/random.h"
#include "support/suite.h"

/* {00020906-0000-0000-C000-000000000046}, as a file holds it */
static const uint8_t word_class[GUID_BYTES] = { 0x06, 0x09, 0x02, 0, 0, 0, 0, 0,
	0xc0, 0, 0, 0, 0, 0, 0, 0x46 };

START_TEST(first_three_fields_are_little_endian)
{
	static const uint8_t guid[GUID_BYTES] = { 0x33, 0x22, 0x11, 0x00, 0x55,
		0x44, 0x77, 0x66, 0x88, 0x99, 0xaa, 0xbb, 0xcc, 0xdd, 0xee,
		0xff };
	char text[GUID_TEXT_SIZE];

	guid_to_text(guid, text);
	ck_assert_str_eq(text, "{00112233-4455-6677-8899-AABBCCDDEEFF}");
	guid_to_text(word_class, text);
	ck_assert_str_eq(text, "{00020906-0000-0000-C000-000000000046}");
}
END_TEST

START_TEST(text_fills_its_room_exactly)
{
	char text[GUID_TEXT_SIZE + 1];

	memset(text, 'x', sizeof text);
	guid_to_text(word_class, text);
	ck_assert_uint_eq(strlen(text), GUID_TEXT_SIZE - 1);
	ck_assert_int_eq(text[GUID_TEXT_SIZE], 'x');
}
END_TEST

START_TEST(text_comes_back_as_the_same_bytes)
{
	uint64_t state = 1;

	for (int i = 0; i < 1000; i++) {
		uint8_t guid[GUID_BYTES];
		uint8_t back[GUID_BYTES];
		char text[GUID_TEXT_SIZE];

		random_bytes(&state, guid, sizeof guid);
		guid_to_text(guid, text);
		ck_assert(guid_from_text(text, 38, back));
		ck_assert_mem_eq(guid, back, sizeof guid);
		ck_assert(guid_from_text(text + 1, 36, back));
		ck_assert_mem_eq(guid, back, sizeof guid);
	}
}
END_TEST

START_TEST(digits_of_either_case_are_read)
{
	uint8_t upper[GUID_BYTES];
	uint8_t lower[GUID_BYTES];

	ck_assert(guid_from_text(
		"ABCDEFAB-ABCD-EF01-2345-6789ABCDEF01", 36, upper));
	ck_assert(guid_from_text(
		"{abcdefab-abcd-ef01-2345-6789abcdef01}", 38, lower));
	ck_assert_mem_eq(upper, lower, sizeof upper);
}
END_TEST

static const char *const malformed[] = {
	"",
	"{",
	"{00020906-0000-0000-C000-00000000004}",
	"{00020906-0000-0000-C000-0000000000460}",
	"{00020906-0000-0000-C000-000000000046",
	"00020906-0000-0000-C000-000000000046}",
	"(00020906-0000-0000-C000-000000000046)",
	"{00020906-0000-0000-C000-000000000046]",
	"{00020906_0000-0000-C000-000000000046}",
	"{0002090-60000-0000-C000-000000000046}",
	"{00020906-0000-0000-C000000000000046-}",
	"{0002090G-0000-0000-C000-000000000046}",
	"{0x020906-0000-0000-C000-000000000046}",
	"{+0020906-0000-0000-C000-000000000046}",
	" 00020906-0000-0000-C000-000000000046 ",
	"00020906-0000-0000-C000-00000000004 ",
	"00020906000000000C000000000000000046",
};

START_TEST(malformed_text_leaves_the_guid_alone)
{
	const char *text = malformed[_i];
	uint8_t guid[GUID_BYTES];

	memcpy(guid, word_class, sizeof guid);
	ck_assert_msg(!guid_from_text(text, strlen(text), guid), "%s", text);
	ck_assert_mem_eq(guid, word_class, sizeof guid);
}
END_TEST

START_TEST(only_zeros_are_null)
{
	uint8_t guid[GUID_BYTES] = { 0 };

	ck_assert(guid_is_null(guid));
	for (size_t i = 0; i < sizeof guid; i++) {
		guid[i] = 1;
		ck_assert(!guid_is_null(guid));
		guid[i] = 0;
	}
}
END_TEST

int
main(void)
{
	struct suite suite = suite_begin("guid");

	TEST(&suite, first_three_fields_are_little_endian);
	TEST(&suite, text_fills_its_room_exactly);
	TEST(&suite, text_comes_back_as_the_same_bytes);
	TEST(&suite, digits_of_either_case_are_read);
	TEST_EACH(&suite, malformed_text_leaves_the_guid_alone,
		ARRAY_SIZE(malformed));
	TEST(&suite, only_zeros_are_null);
	return suite_end(&suite);
}
