/* SPDX-License-Identifier: MIT */
/* Directory entries: places of fields, and how long a name is. */
#include "cfb/dirent.h"

#include <string.h>

#include "base/bytes.h"
#include "support/random.h"
#include "support/recipes.h"
#include "support/suite.h"

START_TEST(encoding_undoes_decoding_of_any_bytes)
{
	uint64_t state = 1;

	for (int i = 0; i < 3000; i++) {
		uint8_t raw[CFB_DIRENT_SIZE];
		uint8_t back[CFB_DIRENT_SIZE];
		struct cfb_dirent entry;

		random_bytes(&state, raw, sizeof raw);
		cfb_dirent_decode(raw, &entry);
		cfb_dirent_encode(&entry, back);
		ck_assert_mem_eq(raw, back, sizeof raw);
	}
}
END_TEST

START_TEST(each_field_has_its_place)
{
	struct builder *b = recipe_make(
		"stream \"Alpha\" = \"x\"\n"
		"entry 1.type = 0x11\n"
		"entry 1.color = 0x12\n"
		"entry 1.left = 0x21222324\n"
		"entry 1.right = 0x25262728\n"
		"entry 1.child = 0x31323334\n"
		"entry 1.clsid = {00112233-4455-6677-8899-AABBCCDDEEFF}\n"
		"entry 1.state = 0x35363738\n"
		"entry 1.ctime = 0x4142434445464748\n"
		"entry 1.mtime = 0x5152535455565758\n"
		"entry 1.start = 0x61626364\n"
		"entry 1.size = 0x7172737475767778\n");
	struct builder_field field;
	uint8_t raw[CFB_DIRENT_SIZE];
	struct cfb_dirent e;

	ck_assert(builder_entry_field(b, 1, "raw", &field));
	ck_assert_uint_eq(
		builder_read(b, field.offset, raw, sizeof raw), sizeof raw);
	builder_destroy(b);
	cfb_dirent_decode(raw, &e);
	ck_assert_uint_eq(e.name_bytes, 12);
	ck_assert_uint_eq(e.units, 5);
	ck_assert_mem_eq(e.name, u"Alpha", 12);
	ck_assert_uint_eq(e.type, 0x11);
	ck_assert_uint_eq(e.color, 0x12);
	ck_assert_uint_eq(e.left, 0x21222324);
	ck_assert_uint_eq(e.right, 0x25262728);
	ck_assert_uint_eq(e.child, 0x31323334);
	ck_assert_mem_eq(e.clsid, "\x33\x22\x11\x00\x55\x44\x77\x66", 8);
	ck_assert_uint_eq(e.state_bits, 0x35363738);
	ck_assert_uint_eq(e.ctime, UINT64_C(0x4142434445464748));
	ck_assert_uint_eq(e.mtime, UINT64_C(0x5152535455565758));
	ck_assert_uint_eq(e.start, 0x61626364);
	ck_assert_uint_eq(e.size, UINT64_C(0x7172737475767778));
}
END_TEST

/* The length that we go by, for a stored one and a field full of letters. */
static unsigned
units_of(uint16_t name_bytes, unsigned letters)
{
	uint8_t raw[CFB_DIRENT_SIZE] = { 0 };
	struct cfb_dirent entry;

	for (unsigned i = 0; i < letters; i++)
		put_le16(raw + 2 * i, 'x');
	put_le16(raw + 64, name_bytes);
	cfb_dirent_decode(raw, &entry);
	return entry.units;
}

START_TEST(stored_length_decides)
{
	for (unsigned units = 0; units <= 31; units++) {
		uint16_t bytes = (uint16_t)(2 * units + 2);

		ck_assert_uint_eq(units_of(bytes, units), units);
		/* Neither an early NUL nor a missing one matters. */
		ck_assert_uint_eq(units_of(bytes, 0), units);
		ck_assert_uint_eq(units_of(bytes, 32), units);
	}
}
END_TEST

START_TEST(odd_length_is_rounded_down)
{
	ck_assert_uint_eq(units_of(3, 32), 0);
	ck_assert_uint_eq(units_of(11, 32), 4);
	ck_assert_uint_eq(units_of(63, 32), 30);
}
END_TEST

START_TEST(impossible_length_gives_way_to_the_first_nul)
{
	static const uint16_t lengths[] = { 0, 1, 65, 66, 1000, 65535 };
	uint16_t bytes = lengths[_i];

	ck_assert_uint_eq(units_of(bytes, 0), 0);
	ck_assert_uint_eq(units_of(bytes, 7), 7);
	ck_assert_uint_eq(units_of(bytes, 31), 31);
	ck_assert_uint_eq(units_of(bytes, 32), 31);
}
END_TEST

START_TEST(storages_streams_and_roots_are_elements)
{
	for (unsigned type = 0; type < 256; type++) {
		struct cfb_dirent entry = { .type = (uint8_t)type };

		ck_assert_int_eq(cfb_dirent_is_element(&entry),
			type == 1 || type == 2 || type == 5);
		ck_assert_int_eq(cfb_dirent_is_stream(&entry), type == 2);
	}
}
END_TEST

int
main(void)
{
	struct suite suite = suite_begin("dirent");

	TEST(&suite, encoding_undoes_decoding_of_any_bytes);
	TEST(&suite, each_field_has_its_place);
	TEST(&suite, stored_length_decides);
	TEST(&suite, odd_length_is_rounded_down);
	TEST_EACH(&suite, impossible_length_gives_way_to_the_first_nul, 6);
	TEST(&suite, storages_streams_and_roots_are_elements);
	return suite_end(&suite);
}
