/* SPDX-License-Identifier: MIT */
/* Streams to values: every defect by its number, and what is left in it. */
#include <stdlib.h>
#include <string.h>

#include "oleps/cases.h"
#include "oleps/decode.h"
#include "oleps/encode.h"
#include "support/heap.h"
#include "support/suite.h"

#define TOLD_MAX 4096

struct told {
	uint16_t numbers[TOLD_MAX];
	size_t count;
};

static void
note(const struct oleps_defect *defect, void *context)
{
	struct told *told = context;

	ck_assert_ptr_nonnull(oleps_defect_info(defect->id));
	if (told->count < TOLD_MAX)
		told->numbers[told->count++] = (uint16_t)defect->id;
}

static struct oleps_set *
decode_text(const char *text, struct told *told)
{
	struct oleps_options options = { 0, note, told };
	struct oleps_set *set = NULL;
	size_t size;
	uint8_t *bytes = oleps_case_bytes(text, &size);

	ck_assert_int_eq(oleps_decode(bytes, size, &options, &set), OLEPS_OK);
	free(bytes);
	return set;
}

static struct oleps_set *
decode_case(const char *name)
{
	struct told told = { .count = 0 };

	return decode_text(oleps_case_named(name)->text, &told);
}

START_TEST(each_case_tells_its_defects)
{
	const struct oleps_case *it = &oleps_cases[_i];
	struct told told = { .count = 0 };
	size_t wanted = 0;

	oleps_set_destroy(decode_text(it->text, &told));
	while (wanted < CASE_DEFECTS && it->defects[wanted] != 0)
		wanted++;
	ck_assert_msg(told.count >= wanted &&
			      (wanted == CASE_DEFECTS || told.count == wanted),
		"%s: %zu defects, the first is %d", it->name, told.count,
		told.count != 0 ? told.numbers[0] : 0);
	for (size_t i = 0; i < wanted; i++)
		ck_assert_msg(told.numbers[i] == it->defects[i],
			"%s: %d in place of %d", it->name, told.numbers[i],
			it->defects[i]);
}
END_TEST

START_TEST(each_case_comes_out_as_it_was)
{
	size_t size, out_size;
	uint8_t *bytes = oleps_case_bytes(oleps_cases[_i].text, &size);
	struct oleps_set *set = NULL;
	uint8_t *out = NULL;

	ck_assert_int_eq(oleps_decode(bytes, size, NULL, &set), OLEPS_OK);
	ck_assert_int_eq(oleps_encode(set, 0, 0, &out, &out_size), OLEPS_OK);
	ck_assert_uint_eq(out_size, size);
	ck_assert_mem_eq(out, bytes, size);
	free(out);
	free(bytes);
	oleps_set_destroy(set);
}
END_TEST

/* What a stream claims to have costs nothing: 4 KiB of it, even less. */
START_TEST(each_case_takes_memory_by_its_size)
{
	size_t size, room = 4096;
	uint8_t *bytes = oleps_case_bytes(oleps_cases[_i].text, &size);
	uint8_t *stream = calloc(1, room);
	struct oleps_set *set = NULL;

	ck_assert_ptr_nonnull(stream);
	ck_assert_uint_le(size, room);
	memcpy(stream, bytes, size);
	heap_begin();
	ck_assert_int_eq(oleps_decode(stream, room, NULL, &set), OLEPS_OK);
	ck_assert_uint_le(heap_peak(), 16 * room);
	oleps_set_destroy(set);
	ck_assert_uint_eq(heap_left(), 0);
	free(stream);
	free(bytes);
}
END_TEST

/* Cut anywhere, a stream is refused or read, never overrun. */
START_TEST(each_case_can_be_cut_anywhere)
{
	size_t size;
	uint8_t *bytes = oleps_case_bytes(oleps_cases[_i].text, &size);

	for (size_t cut = 0; cut < size; cut++) {
		uint8_t *part = malloc(cut + 1);
		struct oleps_set *set = NULL;
		int status;

		ck_assert_ptr_nonnull(part);
		memcpy(part, bytes, cut);
		part = realloc(part, cut == 0 ? 1 : cut);
		status = oleps_decode(part, cut, NULL, &set);
		ck_assert_int_eq(status, cut < 28 ? OLEPS_NOT_OLEPS : OLEPS_OK);
		oleps_set_destroy(set);
		free(part);
	}
	free(bytes);
}
END_TEST

START_TEST(every_defect_has_a_case)
{
	/* Only many values over each other come to this. */
	static const uint16_t elsewhere[] = { OLEPS_DEFECT_VALUE_SHARED,
		OLEPS_DEFECT_DICTIONARY_LENGTH };
	const struct oleps_defect_info *info;

	for (unsigned i = 0; (info = oleps_defect_at(i)) != NULL; i++) {
		bool found = false;

		for (size_t j = 0; j < oleps_case_count; j++) {
			for (size_t k = 0; k < CASE_DEFECTS; k++)
				found |= oleps_cases[j].defects[k] ==
					 info->number;
		}
		for (size_t j = 0; j < ARRAY_SIZE(elsewhere); j++)
			found |= elsewhere[j] == info->number;
		ck_assert_msg(found, "%d", info->number);
	}
}
END_TEST

START_TEST(other_bytes_are_no_set)
{
	uint8_t bytes[48] = { 0xFF, 0xFE };
	struct oleps_set *set = NULL;

	ck_assert_int_eq(
		oleps_decode(bytes, sizeof bytes, NULL, &set), OLEPS_NOT_OLEPS);
	bytes[0] = 0xFE;
	bytes[1] = 0xFF;
	ck_assert_int_eq(oleps_decode(bytes, 27, NULL, &set), OLEPS_NOT_OLEPS);
	ck_assert_ptr_null(set);
}
END_TEST

START_TEST(limit_is_2_mib_unless_another_is_given)
{
	size_t size = OLEPS_LIMIT + 1;
	struct oleps_options options = { .limit = size };
	struct oleps_set *set = NULL;
	uint8_t *bytes = calloc(1, size);

	ck_assert_ptr_nonnull(bytes);
	bytes[0] = 0xFE;
	bytes[1] = 0xFF;
	ck_assert_int_eq(
		oleps_decode(bytes, size, NULL, &set), OLEPS_TOO_LARGE);
	ck_assert_int_eq(oleps_decode(bytes, size - 1, NULL, &set), OLEPS_OK);
	oleps_set_destroy(set);
	ck_assert_int_eq(oleps_decode(bytes, size, &options, &set), OLEPS_OK);
	oleps_set_destroy(set);
	free(bytes);
}
END_TEST

/* A megabyte that is one vector after the other, all over the same bytes. */
START_TEST(values_over_each_other_cost_a_multiple_of_the_stream)
{
	size_t size = 1 << 20, count = 20000;
	struct told *told = calloc(1, sizeof *told);
	struct oleps_options options = { 0, note, told };
	uint8_t *bytes = calloc(1, size);
	struct oleps_set *set = NULL;
	uint64_t total = 0;
	bool shared = false;

	ck_assert_ptr_nonnull(told);
	ck_assert_ptr_nonnull(bytes);
	memcpy(bytes, (uint8_t[]){ 0xFE, 0xFF }, 2);
	bytes[24] = 1;
	bytes[44] = 48;
	bytes[50] = 0x10; /* the section: 1 MiB and some */
	memcpy(bytes + 52, (uint8_t[]){ count & 0xFF, count >> 8 }, 2);
	for (size_t i = 0; i < count; i++) {
		uint8_t *p = bytes + 56 + 8 * i;
		size_t offset = 8 + 8 * count;

		memcpy(p, (uint8_t[]){ i & 0xFF, i >> 8 & 0xFF, 1, 0 }, 4);
		memcpy(p + 4,
			(uint8_t[]){ offset & 0xFF, offset >> 8 & 0xFF,
				offset >> 16 & 0xFF, 0 },
			4);
	}
	/* VT_BLOB of all that is left */
	memcpy(bytes + 56 + 8 * count, (uint8_t[]){ 65, 0, 0, 0, 0, 0, 8 }, 7);
	ck_assert_int_eq(oleps_decode(bytes, size, &options, &set), OLEPS_OK);
	for (size_t i = 0; i < set->sections[0]->count; i++)
		total += set->sections[0]->properties[i].value.bytes.size;
	ck_assert_uint_le(total, 4 * size);
	for (size_t i = 0; i < told->count; i++)
		shared |= told->numbers[i] == OLEPS_DEFECT_VALUE_SHARED;
	ck_assert(shared);
	oleps_set_destroy(set);
	free(bytes);
	free(told);
}
END_TEST

static const struct oleps_value *
value_of(const struct oleps_set *set, uint32_t id)
{
	const struct oleps_property *property =
		oleps_find(set->sections[0], id);

	ck_assert_ptr_nonnull(property);
	return &property->value;
}

START_TEST(text_keeps_the_bytes_of_its_code_page)
{
	struct oleps_set *set = decode_case("text-nul-within");
	const struct oleps_value *value = value_of(set, 2);

	ck_assert_uint_eq(set->sections[0]->codepage, 1252);
	ck_assert_uint_eq(value->type, OLEPS_LPSTR);
	ck_assert_uint_eq(value->bytes.size, 4);
	ck_assert_mem_eq(value->bytes.data, "a\0b", 4);
	oleps_set_destroy(set);
}
END_TEST

START_TEST(signed_code_pages_are_understood)
{
	struct oleps_set *set = decode_case("codepage-utf8");

	ck_assert_uint_eq(set->sections[0]->codepage, 65001);
	ck_assert(set->sections[0]->has_codepage);
	oleps_set_destroy(set);
}
END_TEST

START_TEST(unknown_types_stay_as_bytes)
{
	struct oleps_set *set = decode_case("type-unknown");
	const struct oleps_value *value = value_of(set, 2);

	ck_assert_uint_eq(value->form, OLEPS_FORM_OPAQUE);
	ck_assert_uint_eq(value->type, 999);
	ck_assert_uint_eq(value->bytes.size, 8);
	oleps_set_destroy(set);
}
END_TEST

START_TEST(packed_and_padded_lists_hold_the_same)
{
	struct oleps_set *padded = decode_case("vector-padded");
	struct oleps_set *packed = decode_case("vector-unpadded");
	const struct oleps_value *a = value_of(padded, 13);
	const struct oleps_value *b = value_of(packed, 3);

	ck_assert(oleps_value_equal(a, b));
	ck_assert(a->unpadded && !b->unpadded);
	oleps_set_destroy(padded);
	oleps_set_destroy(packed);
}
END_TEST

START_TEST(names_are_read_whatever_their_lengths_count)
{
	static const char *const cases[] = { "dictionary", "dictionary-wide",
		"dictionary-wide-in-bytes", "dictionary-unterminated" };
	struct oleps_set *set = decode_case(cases[_i]);
	uint32_t id = 0;

	ck_assert_uint_eq(set->sections[0]->name_count, 1);
	ck_assert_int_eq(
		oleps_name_find(set->sections[0],
			(const uint16_t[]){ 'N', 'a', 'm', 'e' }, 4, &id),
		OLEPS_OK);
	ck_assert_uint_eq(id, 2);
	oleps_set_destroy(set);
}
END_TEST

START_TEST(of_two_with_one_id_the_first_is_found)
{
	struct oleps_set *set = decode_case("id-twice");

	ck_assert_uint_eq(set->sections[0]->count, 3);
	ck_assert_uint_eq(value_of(set, 2)->bits, 9);
	oleps_set_destroy(set);
}
END_TEST

START_TEST(section_beside_its_offset_is_found)
{
	struct oleps_set *set = decode_case("section-moved");

	ck_assert_uint_eq(value_of(set, 2)->bits, 9);
	oleps_set_destroy(set);
}
END_TEST

int
main(void)
{
	struct suite suite = suite_begin("decode");

	TEST_EACH(&suite, each_case_tells_its_defects, oleps_case_count);
	TEST_EACH(&suite, each_case_comes_out_as_it_was, oleps_case_count);
	TEST_EACH(&suite, each_case_takes_memory_by_its_size,
		oleps_case_count);
	TEST_EACH(&suite, each_case_can_be_cut_anywhere, oleps_case_count);
	TEST(&suite, every_defect_has_a_case);
	TEST(&suite, other_bytes_are_no_set);
	TEST(&suite, limit_is_2_mib_unless_another_is_given);
	TEST(&suite, values_over_each_other_cost_a_multiple_of_the_stream);
	TEST(&suite, text_keeps_the_bytes_of_its_code_page);
	TEST(&suite, signed_code_pages_are_understood);
	TEST(&suite, unknown_types_stay_as_bytes);
	TEST(&suite, packed_and_padded_lists_hold_the_same);
	TEST_EACH(&suite, names_are_read_whatever_their_lengths_count, 4);
	TEST(&suite, of_two_with_one_id_the_first_is_found);
	TEST(&suite, section_beside_its_offset_is_found);
	return suite_end(&suite);
}
