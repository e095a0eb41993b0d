/* SPDX-License-Identifier: MIT */
/* The header's bytes and fields; the builder knows its places on its own. */
#include "cfb/header.h"

#include <string.h>

#include "base/bytes.h"
#include "support/random.h"
#include "support/recipes.h"
#include "support/suite.h"

static const uint8_t signature[] = { 0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a,
	0xe1 };
static const uint8_t old_signature[] = { 0x0e, 0x11, 0xfc, 0x0d, 0xd0, 0xcf,
	0x11, 0xe0 };

START_TEST(encoding_undoes_decoding_of_any_bytes)
{
	uint64_t state = 1;

	for (int i = 0; i < 1000; i++) {
		uint8_t raw[CFB_HEADER_SIZE];
		uint8_t back[CFB_HEADER_SIZE];
		struct cfb_header header;

		random_bytes(&state, raw, sizeof raw);
		memcpy(raw, signature, sizeof signature);
		cfb_header_decode(raw, &header);
		cfb_header_encode(&header, back);
		ck_assert_mem_eq(raw, back, sizeof raw);
	}
}
END_TEST

/* The image of a recipe's header, decoded. */
static struct cfb_header
header_of(const char *text)
{
	struct builder *b = recipe_make(text);
	uint8_t raw[CFB_HEADER_SIZE];
	struct cfb_header header;

	ck_assert_uint_eq(builder_read(b, 0, raw, sizeof raw), sizeof raw);
	cfb_header_decode(raw, &header);
	builder_destroy(b);
	return header;
}

START_TEST(each_field_has_its_place)
{
	struct cfb_header h =
		header_of("stream \"A\" = count(5000)\n"
			  "header.clsid = hex(01 02 03)\n"
			  "header.minor = 0x1112\n"
			  "header.major = 0x1314\n"
			  "header.byte_order = 0x1516\n"
			  "header.sector_shift = 0x1718\n"
			  "header.mini_shift = 0x191a\n"
			  "header.reserved = hex(21 22 23)\n"
			  "header.directory_sectors = 0x31323334\n"
			  "header.fat_sectors = 0x35363738\n"
			  "header.directory_start = 0x41424344\n"
			  "header.transaction = 0x45464748\n"
			  "header.cutoff = 0x51525354\n"
			  "header.minifat_start = 0x55565758\n"
			  "header.minifat_sectors = 0x61626364\n"
			  "header.difat_start = 0x65666768\n"
			  "header.difat_sectors = 0x71727374\n"
			  "difat[0] = 0x75767778\n"
			  "difat[108] = 0x81828384\n");

	ck_assert_mem_eq(h.clsid, "\1\2\3\0", 4);
	ck_assert_uint_eq(h.minor_version, 0x1112);
	ck_assert_uint_eq(h.major_version, 0x1314);
	ck_assert_uint_eq(h.byte_order, 0x1516);
	ck_assert_uint_eq(h.sector_shift, 0x1718);
	ck_assert_uint_eq(h.mini_sector_shift, 0x191a);
	ck_assert_mem_eq(h.reserved, "\x21\x22\x23\0\0\0", 6);
	ck_assert_uint_eq(h.directory_sectors, 0x31323334);
	ck_assert_uint_eq(h.fat_sectors, 0x35363738);
	ck_assert_uint_eq(h.first_directory, 0x41424344);
	ck_assert_uint_eq(h.transaction_signature, 0x45464748);
	ck_assert_uint_eq(h.mini_cutoff, 0x51525354);
	ck_assert_uint_eq(h.first_minifat, 0x55565758);
	ck_assert_uint_eq(h.minifat_sectors, 0x61626364);
	ck_assert_uint_eq(h.first_difat, 0x65666768);
	ck_assert_uint_eq(h.difat_sectors, 0x71727374);
	ck_assert_uint_eq(h.difat[0], 0x75767778);
	ck_assert_uint_eq(h.difat[1], CFB_FREESECT);
	ck_assert_uint_eq(h.difat[108], 0x81828384);
}
END_TEST

START_TEST(encoding_writes_the_signature)
{
	struct cfb_header header = { .mini_cutoff = 4096 };
	uint8_t raw[CFB_HEADER_SIZE];

	memset(raw, 0xaa, sizeof raw);
	cfb_header_encode(&header, raw);
	ck_assert_mem_eq(raw, signature, sizeof signature);
	ck_assert_uint_eq(get_le32(raw + 56), 4096);
}
END_TEST

START_TEST(signature_is_known_by_eight_bytes)
{
	ck_assert(cfb_header_has_signature(signature, 8));
	ck_assert(!cfb_header_has_signature(signature, 7));
	ck_assert(!cfb_header_has_signature(signature, 0));
	ck_assert(!cfb_header_has_signature(old_signature, 8));
	for (size_t i = 0; i < 8; i++) {
		uint8_t raw[8];

		memcpy(raw, signature, sizeof raw);
		raw[i] ^= 1;
		ck_assert(!cfb_header_has_signature(raw, sizeof raw));
	}
}
END_TEST

/* Its last byte is told in two ways. */
START_TEST(signature_of_beta_files_is_known_as_such)
{
	uint8_t raw[8];

	memcpy(raw, old_signature, sizeof raw);
	for (unsigned last = 0; last < 256; last++) {
		raw[7] = (uint8_t)last;
		ck_assert_int_eq(cfb_header_has_old_signature(raw, 8),
			last == 0xe0 || last == 0x0e);
	}
	ck_assert(!cfb_header_has_old_signature(old_signature, 7));
	ck_assert(!cfb_header_has_old_signature(signature, 8));
}
END_TEST

int
main(void)
{
	struct suite suite = suite_begin("header");

	TEST(&suite, encoding_undoes_decoding_of_any_bytes);
	TEST(&suite, each_field_has_its_place);
	TEST(&suite, encoding_writes_the_signature);
	TEST(&suite, signature_is_known_by_eight_bytes);
	TEST(&suite, signature_of_beta_files_is_known_as_such);
	return suite_end(&suite);
}
