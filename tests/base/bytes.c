/* SPDX-License-Identifier: MIT */
/* Little-endian numbers, at any alignment. */
#include "base/bytes.h"

#include <string.h>

#include "support/random.h"
#include "support/suite.h"

START_TEST(lowest_byte_comes_first)
{
	static const uint8_t raw[] = { 1, 2, 3, 4, 5, 6, 7, 0x88 };

	ck_assert_uint_eq(get_le16(raw), 0x0201);
	ck_assert_uint_eq(get_le32(raw), 0x04030201);
	ck_assert_uint_eq(get_le64(raw), UINT64_C(0x8807060504030201));
}
END_TEST

START_TEST(highest_bit_is_no_sign)
{
	static const uint8_t raw[] = { 0, 0xff, 0, 0xff, 0, 0xff, 0, 0xff };

	ck_assert_uint_eq(get_le16(raw), 0xff00);
	ck_assert_uint_eq(get_le32(raw), 0xff00ff00);
	ck_assert_uint_eq(get_le64(raw), UINT64_C(0xff00ff00ff00ff00));
}
END_TEST

START_TEST(put_touches_no_other_byte)
{
	for (size_t at = 1; at < 9; at++) {
		uint8_t raw[18];

		memset(raw, 0xaa, sizeof raw);
		put_le16(raw + at, 0x1122);
		ck_assert_uint_eq(raw[at - 1], 0xaa);
		ck_assert_uint_eq(raw[at + 2], 0xaa);
		put_le32(raw + at, 0x11223344);
		ck_assert_uint_eq(raw[at - 1], 0xaa);
		ck_assert_uint_eq(raw[at + 4], 0xaa);
		put_le64(raw + at, UINT64_C(0x1122334455667788));
		ck_assert_uint_eq(raw[at - 1], 0xaa);
		ck_assert_uint_eq(raw[at + 8], 0xaa);
		ck_assert_uint_eq(raw[at], 0x88);
		ck_assert_uint_eq(raw[at + 7], 0x11);
	}
}
END_TEST

START_TEST(get_gives_what_put_took)
{
	uint64_t state = 1;

	for (int i = 0; i < 10000; i++) {
		uint8_t raw[15];
		uint8_t *at = raw + random_below(&state, 8);
		uint64_t value = random_next(&state);

		put_le16(at, (uint16_t)value);
		ck_assert_uint_eq(get_le16(at), (uint16_t)value);
		put_le32(at, (uint32_t)value);
		ck_assert_uint_eq(get_le32(at), (uint32_t)value);
		put_le64(at, value);
		ck_assert_uint_eq(get_le64(at), value);
	}
}
END_TEST

int
main(void)
{
	struct suite suite = suite_begin("bytes");

	TEST(&suite, lowest_byte_comes_first);
	TEST(&suite, highest_bit_is_no_sign);
	TEST(&suite, put_touches_no_other_byte);
	TEST(&suite, get_gives_what_put_took);
	return suite_end(&suite);
}
