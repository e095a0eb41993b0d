/* SPDX-License-Identifier: MIT */
/* Sections, properties and names under change. */
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "oleps/decode.h"
#include "oleps/encode.h"
#include "support/suite.h"

static const uint8_t summary[16] = { 0x02, 0xD5, 0xCD, 0xD5, 0x9C, 0x2E, 0x1B,
	0x10, 0x93, 0x97, 0x08, 0x00, 0x2B, 0x2C, 0xF9, 0xAE };

static struct oleps_set *set;
static struct oleps_section *section;

static void
setup(void)
{
	set = oleps_set_create();
	ck_assert_ptr_nonnull(set);
	ck_assert_int_eq(oleps_section_add(set, summary, 1252, 0x409, &section),
		OLEPS_OK);
}

static void
teardown(void)
{
	oleps_set_destroy(set);
}

static void
put_number(uint32_t id, uint64_t bits)
{
	struct oleps_value value = oleps_number(OLEPS_I4, bits);

	ck_assert_int_eq(oleps_put(section, id, &value), OLEPS_OK);
}

/* Through bytes and back. */
static void
reopen(unsigned flags)
{
	uint8_t *bytes = NULL;
	size_t size;

	ck_assert_int_eq(oleps_encode(set, flags, 0, &bytes, &size), OLEPS_OK);
	oleps_set_destroy(set);
	set = NULL;
	ck_assert_int_eq(oleps_decode(bytes, size, NULL, &set), OLEPS_OK);
	section = set->sections[0];
	free(bytes);
}

START_TEST(many_properties_are_found_after_any_change)
{
	for (uint32_t i = 0; i < 3000; i++)
		put_number(2 + i * 7919 % 3001, i);
	for (uint32_t i = 0; i < 3000; i += 3)
		ck_assert_int_eq(
			oleps_remove(section, 2 + i * 7919 % 3001), OLEPS_OK);
	reopen(0);
	for (uint32_t i = 0; i < 3000; i++) {
		const struct oleps_property *it =
			oleps_find(section, 2 + i * 7919 % 3001);

		if (i % 3 == 0)
			ck_assert_ptr_null(it);
		else
			ck_assert_uint_eq(it->value.bits, i);
	}
	ck_assert_int_eq(oleps_remove(section, 99999), OLEPS_NOT_FOUND);
}
END_TEST

START_TEST(what_is_left_alone_keeps_its_bytes)
{
	uint8_t *bytes = NULL, *changed = NULL;
	size_t size, changed_size;

	put_number(2, 7);
	put_number(3, 8);
	ck_assert_int_eq(oleps_encode(set, 0, 0, &bytes, &size), OLEPS_OK);
	/* Padding of the code page, which is a number of 16 bits. */
	bytes[48 + 8 + 4 * 8 + 6] = 0xAA;
	oleps_set_destroy(set);
	ck_assert_int_eq(oleps_decode(bytes, size, NULL, &set), OLEPS_OK);
	section = set->sections[0];
	put_number(3, 9);
	ck_assert_int_eq(
		oleps_encode(set, 0, 0, &changed, &changed_size), OLEPS_OK);
	ck_assert_uint_eq(changed_size, size);
	bytes[size - 4] = 9;
	ck_assert_mem_eq(changed, bytes, size);
	free(changed);
	ck_assert_int_eq(oleps_encode(set, OLEPS_ENCODE_ANEW, 0, &changed,
				 &changed_size),
		OLEPS_OK);
	ck_assert_uint_eq(changed[48 + 8 + 4 * 8 + 6], 0);
	free(changed);
	free(bytes);
}
END_TEST

/* With the zeros of padding behind it this would be code page 233. */
START_TEST(what_was_cut_short_does_not_become_a_value)
{
	static const uint8_t cut[] = { OLEPS_I2, 0, 0, 0, 233 };
	uint8_t *bytes = NULL;
	size_t size;

	put_number(2, 7);
	put_number(3, 8);
	ck_assert_int_eq(oleps_encode(set, 0, 0, &bytes, &size), OLEPS_OK);
	/* The code page is at 40, and the locale at 48, from the section. */
	bytes[48 + 8 + 4] = 43;
	memcpy(bytes + 48 + 43, cut, sizeof cut);
	oleps_set_destroy(set);
	ck_assert_int_eq(oleps_decode(bytes, size, NULL, &set), OLEPS_OK);
	section = set->sections[0];
	put_number(2, 9);
	reopen(0);
	ck_assert(!section->has_codepage);
	ck_assert_uint_eq(section->codepage, 1252);
	ck_assert_uint_eq(section->locale, 0x409);
	ck_assert_uint_eq(oleps_find(section, 2)->value.bits, 9);
	ck_assert_uint_eq(oleps_find(section, 3)->value.bits, 8);
	free(bytes);
}
END_TEST

/* The last property of the set one byte further on. */
static void
push_last(uint8_t *bytes, size_t size, size_t entry)
{
	size_t offset = 48 + get_le32(bytes + 48 + entry + 4);

	memmove(bytes + offset + 1, bytes + offset, size - offset);
	put_le32(bytes + 48 + entry + 4, (uint32_t)(offset + 1 - 48));
	put_le32(bytes + 48, get_le32(bytes + 48) + 4);
}

START_TEST(a_list_reads_the_same_wherever_it_is)
{
	struct oleps_value value;
	uint8_t *bytes = NULL, *room;
	size_t size;

	put_number(2, 7);
	ck_assert_int_eq(oleps_list(OLEPS_VECTOR | OLEPS_VARIANT, 2, NULL, 0,
		&value), OLEPS_OK);
	value.list->values[0] = oleps_number(OLEPS_UI1, 5);
	value.list->values[1] = oleps_number(OLEPS_I4, 6);
	ck_assert_int_eq(oleps_put(section, 3, &value), OLEPS_OK);
	ck_assert_int_eq(oleps_encode(set, 0, 0, &bytes, &size), OLEPS_OK);
	room = realloc(bytes, size + 4);
	ck_assert_ptr_nonnull(room);
	memset(room + size, 0, 4);
	/* Behind code page, locale and the number. */
	push_last(room, size, 8 + 3 * 8);
	oleps_set_destroy(set);
	ck_assert_int_eq(oleps_decode(room, size + 4, NULL, &set), OLEPS_OK);
	section = set->sections[0];
	for (int i = 0; i < 2; i++) {
		const struct oleps_value *list = &oleps_find(section, 3)->value;

		ck_assert_uint_eq(list->form, OLEPS_FORM_VALUES);
		ck_assert_uint_eq(list->list->values[0].bits, 5);
		ck_assert_uint_eq(list->list->values[1].bits, 6);
		put_number(2, 9);
		reopen(0);
	}
	free(room);
}
END_TEST

static void
count_layouts(const struct oleps_defect *defect, void *context)
{
	unsigned *count = context;

	*count += defect->id == OLEPS_DEFECT_LIST_LAYOUT;
}

static unsigned
decode_counting(const uint8_t *bytes, size_t size)
{
	unsigned count = 0;
	struct oleps_options options = { 0, count_layouts, &count };

	oleps_set_destroy(set);
	ck_assert_int_eq(oleps_decode(bytes, size, &options, &set), OLEPS_OK);
	section = set->sections[0];
	return count;
}

START_TEST(a_list_in_the_other_layout_is_put_right_when_it_moves)
{
	struct oleps_value value;
	uint8_t *bytes = NULL;
	size_t size;

	put_number(2, 7);
	ck_assert_int_eq(oleps_list(OLEPS_VECTOR | OLEPS_LPSTR, 2, NULL, 0,
		&value), OLEPS_OK);
	for (int i = 0; i < 2; i++)
		ck_assert_int_eq(oleps_bytes(OLEPS_LPSTR, OLEPS_FORM_BYTES,
			"ab", 3, &value.list->values[i]), OLEPS_OK);
	ck_assert_int_eq(oleps_put(section, 3, &value), OLEPS_OK);
	ck_assert_int_eq(oleps_encode(set, 0, 0, &bytes, &size), OLEPS_OK);
	/* Filled up as others are, it becomes the titles of parts. */
	put_le32(bytes + 48 + 8 + 3 * 8, 13);
	ck_assert_uint_eq(decode_counting(bytes, size), 1);
	free(bytes);
	put_number(2, 9);
	ck_assert_int_eq(oleps_encode(set, 0, 0, &bytes, &size), OLEPS_OK);
	ck_assert_uint_eq(decode_counting(bytes, size), 0);
	value = oleps_find(section, 13)->value;
	ck_assert_uint_eq(value.list->count, 2);
	ck_assert_mem_eq(value.list->values[1].bytes.data, "ab", 3);
	free(bytes);
}
END_TEST

/*
 * Filled up, the list has three bytes behind it; with the padding of what is
 * kept they are four, and it would be read as one that is not filled up.
 */
START_TEST(a_list_with_something_behind_it_reads_the_same)
{
	struct oleps_value value;
	uint8_t *bytes = NULL, *moved;
	size_t size, at;

	put_number(2, 7);
	ck_assert_int_eq(oleps_list(OLEPS_VECTOR | OLEPS_VARIANT, 2, NULL, 0,
		&value), OLEPS_OK);
	ck_assert_int_eq(oleps_bytes(OLEPS_LPSTR, OLEPS_FORM_BYTES, "Title", 6,
		&value.list->values[0]), OLEPS_OK);
	value.list->values[1] = oleps_number(OLEPS_I4, 1);
	ck_assert_int_eq(oleps_put(section, 12, &value), OLEPS_OK);
	ck_assert_int_eq(oleps_encode(set, 0, 0, &bytes, &size), OLEPS_OK);
	at = 48 + get_le32(bytes + 48 + 8 + 3 * 8 + 4);
	moved = calloc(1, size + 1);
	ck_assert_ptr_nonnull(moved);
	memcpy(moved, bytes, at);
	memcpy(moved + at + 1, bytes + at, size - at);
	put_le32(moved + 48 + 8 + 3 * 8, 3);
	put_le32(moved + 48 + 8 + 3 * 8 + 4, (uint32_t)(at - 48 + 1));
	oleps_set_destroy(set);
	ck_assert_int_eq(oleps_decode(moved, size, NULL, &set), OLEPS_OK);
	section = set->sections[0];
	put_number(2, 9);
	reopen(0);
	value = oleps_find(section, 3)->value;
	ck_assert_int_eq(value.form, OLEPS_FORM_VALUES);
	ck_assert_uint_eq(value.list->count, 2);
	ck_assert_uint_eq(value.list->values[1].type, OLEPS_EMPTY);
	free(moved);
	free(bytes);
}
END_TEST

START_TEST(version_is_raised_when_a_type_asks_and_never_lowered)
{
	struct oleps_value value = oleps_number(OLEPS_I1, 1);

	put_number(2, 7);
	ck_assert_uint_eq(set->version, 0);
	ck_assert_int_eq(oleps_put(section, 2, &value), OLEPS_OK);
	ck_assert_uint_eq(set->version, 1);
	put_number(2, 7);
	reopen(0);
	ck_assert_uint_eq(set->version, 1);
}
END_TEST

START_TEST(special_properties_are_what_the_section_says)
{
	struct oleps_value page = oleps_number(OLEPS_I2, 65001);
	struct oleps_value behavior = oleps_number(OLEPS_UI4, 1);

	ck_assert_uint_eq(section->codepage, 1252);
	ck_assert_uint_eq(section->locale, 0x409);
	ck_assert_int_eq(
		oleps_put(section, OLEPS_ID_CODEPAGE, &page), OLEPS_OK);
	ck_assert_int_eq(
		oleps_put(section, OLEPS_ID_BEHAVIOR, &behavior), OLEPS_OK);
	reopen(0);
	ck_assert_uint_eq(section->codepage, 65001);
	ck_assert_uint_eq(section->behavior, 1);
	ck_assert_uint_eq(set->version, 1);
	ck_assert_int_eq(oleps_remove(section, OLEPS_ID_CODEPAGE), OLEPS_OK);
	ck_assert(!section->has_codepage);
}
END_TEST

START_TEST(dictionary_and_illegal_ids_hold_no_value)
{
	struct oleps_value value = oleps_number(OLEPS_I4, 1);

	ck_assert_int_eq(oleps_put(section, OLEPS_ID_DICTIONARY, &value),
		OLEPS_BAD_TYPE);
	ck_assert_int_eq(
		oleps_put(section, OLEPS_ID_ILLEGAL, &value), OLEPS_BAD_TYPE);
	ck_assert_int_eq(
		oleps_remove(section, OLEPS_ID_DICTIONARY), OLEPS_NOT_FOUND);
}
END_TEST

static void
name(uint32_t id, const char *text)
{
	uint16_t units[64];
	size_t length = 0;

	for (; text[length] != '\0'; length++)
		units[length] = (uint8_t)text[length];
	ck_assert_int_eq(oleps_name_put(section, id, units, length), OLEPS_OK);
}

static uint32_t
find(const char *text)
{
	uint16_t units[64];
	size_t length = 0;
	uint32_t id = 0;

	for (; text[length] != '\0'; length++)
		units[length] = (uint8_t)text[length];
	return oleps_name_find(section, units, length, &id) == OLEPS_OK ? id
									: 0;
}

START_TEST(names_are_unique_both_ways)
{
	static const uint16_t pages[] = { 1252, 1200, 65001, 932 };
	struct oleps_value page = oleps_number(OLEPS_I2, pages[_i]);

	ck_assert_int_eq(
		oleps_put(section, OLEPS_ID_CODEPAGE, &page), OLEPS_OK);
	name(2, "Alpha");
	name(3, "Beta");
	name(4, "ALPHA");
	ck_assert_uint_eq(find("alpha"), 4);
	ck_assert_ptr_null(oleps_name_of(section, 2));
	name(3, "Gamma");
	ck_assert_uint_eq(find("beta"), 0);
	reopen(0);
	ck_assert_uint_eq(section->name_count, 2);
	ck_assert_uint_eq(find("alpha"), 4);
	ck_assert_uint_eq(find("gamma"), 3);
	ck_assert_int_eq(oleps_name_remove(section, 3), OLEPS_OK);
	ck_assert_int_eq(oleps_name_remove(section, 3), OLEPS_NOT_FOUND);
	oleps_names_clear(section);
	reopen(0);
	ck_assert_uint_eq(section->name_count, 0);
	ck_assert_ptr_null(oleps_find(section, OLEPS_ID_DICTIONARY));
}
END_TEST

START_TEST(case_counts_where_the_behavior_says_so)
{
	struct oleps_value behavior = oleps_number(OLEPS_UI4, 1);

	ck_assert_int_eq(
		oleps_put(section, OLEPS_ID_BEHAVIOR, &behavior), OLEPS_OK);
	name(2, "alpha");
	name(3, "ALPHA");
	reopen(0);
	ck_assert_uint_eq(find("alpha"), 2);
	ck_assert_uint_eq(find("ALPHA"), 3);
	ck_assert_uint_eq(find("Alpha"), 0);
}
END_TEST

START_TEST(names_beyond_the_code_page_are_refused)
{
	ck_assert_int_eq(oleps_name_put(section, 2, (uint16_t[]){ 0x65E5 }, 1),
		OLEPS_NO_TRANSLATION);
	ck_assert_uint_eq(section->name_count, 0);
}
END_TEST

/* [MS-OSHARED] 2.3.3.1: heading pairs and titles of parts in ANSI sets. */
START_TEST(titles_of_parts_are_packed)
{
	struct oleps_value titles;

	for (uint32_t id = 13; id <= 14; id++) {
		ck_assert_int_eq(oleps_list(OLEPS_VECTOR | OLEPS_LPSTR, 2, NULL,
					 0, &titles),
			OLEPS_OK);
		ck_assert_int_eq(oleps_bytes(OLEPS_LPSTR, OLEPS_FORM_BYTES, "a",
					 2, &titles.list->values[0]),
			OLEPS_OK);
		ck_assert_int_eq(oleps_put(section, id, &titles), OLEPS_OK);
	}
	reopen(OLEPS_ENCODE_ANEW);
	ck_assert(oleps_find(section, 13)->value.unpadded);
	ck_assert(!oleps_find(section, 14)->value.unpadded);
	ck_assert_uint_eq(oleps_find(section, 13)->value.list->count, 2);
}
END_TEST

START_TEST(sections_come_and_go)
{
	struct oleps_section *other = NULL;
	uint8_t fmtid[16];

	put_number(2, 7);
	memcpy(fmtid, summary, 16);
	fmtid[0] = 5;
	ck_assert_int_eq(
		oleps_section_add(set, fmtid, 1200, 0, &other), OLEPS_OK);
	reopen(0);
	ck_assert_uint_eq(set->count, 2);
	other = oleps_section(set, fmtid);
	ck_assert_ptr_nonnull(other);
	ck_assert_uint_eq(other->codepage, 1200);
	oleps_section_remove(set, oleps_section(set, summary));
	reopen(0);
	ck_assert_uint_eq(set->count, 1);
	ck_assert_ptr_null(oleps_section(set, summary));
}
END_TEST

int
main(void)
{
	struct suite suite = suite_begin("set");

	tcase_add_checked_fixture(suite.tcase, setup, teardown);
	TEST(&suite, many_properties_are_found_after_any_change);
	TEST(&suite, what_is_left_alone_keeps_its_bytes);
	TEST(&suite, what_was_cut_short_does_not_become_a_value);
	TEST(&suite, a_list_reads_the_same_wherever_it_is);
	TEST(&suite, a_list_in_the_other_layout_is_put_right_when_it_moves);
	TEST(&suite, a_list_with_something_behind_it_reads_the_same);
	TEST(&suite, version_is_raised_when_a_type_asks_and_never_lowered);
	TEST(&suite, special_properties_are_what_the_section_says);
	TEST(&suite, dictionary_and_illegal_ids_hold_no_value);
	TEST_EACH(&suite, names_are_unique_both_ways, 4);
	TEST(&suite, case_counts_where_the_behavior_says_so);
	TEST(&suite, names_beyond_the_code_page_are_refused);
	TEST(&suite, titles_of_parts_are_packed);
	TEST(&suite, sections_come_and_go);
	return suite_end(&suite);
}
