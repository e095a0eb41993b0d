/* SPDX-License-Identifier: MIT */
/* The list of defects: numbers, names and sentences. */
#include "cfb/defect.h"

#include <ctype.h>
#include <stdbool.h>
#include <string.h>

#include "support/suite.h"

START_TEST(defects_are_listed_by_ascending_number)
{
	unsigned last = 0;
	unsigned position = 0;
	const struct cfb_defect_info *info;

	while ((info = cfb_defect_at(position))) {
		ck_assert_uint_gt(info->number, last);
		last = info->number;
		position++;
	}
	ck_assert_uint_gt(position, 100);
	ck_assert_uint_eq(last + 1, CFB_DEFECT_LIMIT);
	ck_assert_ptr_null(cfb_defect_at(position + 1));
	ck_assert_ptr_null(cfb_defect_at((unsigned)-1));
}
END_TEST

START_TEST(number_leads_to_its_defect_and_to_nothing_else)
{
	unsigned found = 0;
	unsigned position = 0;

	for (unsigned number = 0; number < 2000; number++) {
		const struct cfb_defect_info *info = cfb_defect_info(number);

		if (!info)
			continue;
		ck_assert_uint_eq(info->number, number);
		found++;
	}
	while (cfb_defect_at(position))
		position++;
	ck_assert_uint_eq(found, position);
	ck_assert_ptr_null(cfb_defect_info(0));
	ck_assert_ptr_null(cfb_defect_info((unsigned)-1));
}
END_TEST

START_TEST(numbers_are_permanent)
{
	/* A sample that must never change, one of each hundred. */
	static const struct {
		unsigned number;
		const char *name;
	} sample[] = {
		{ 104, "header-byte-order" },
		{ 207, "difat-loop" },
		{ 313, "fat-cross-link" },
		{ 404, "directory-loop" },
		{ 421, "entry-second-root" },
		{ 503, "name-unterminated" },
		{ 606, "tree-orphan" },
		{ 704, "minifat-loop" },
		{ 757, "ministream-short" },
		{ 806, "stream-short" },
		{ 830, "mini-cross-link" },
		{ 901, "file-partial" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(sample); i++)
		ck_assert_str_eq(cfb_defect_info(sample[i].number)->name,
			sample[i].name);
}
END_TEST

START_TEST(names_are_lower_case_and_different)
{
	const struct cfb_defect_info *info;

	for (unsigned i = 0; (info = cfb_defect_at(i)); i++) {
		for (const char *c = info->name; *c; c++)
			ck_assert_msg(islower((unsigned char)*c) || *c == '-',
				"%s", info->name);
		for (unsigned j = 0; j < i; j++)
			ck_assert_str_ne(info->name, cfb_defect_at(j)->name);
	}
}
END_TEST

START_TEST(texts_are_clauses_of_their_own)
{
	const struct cfb_defect_info *info;

	for (unsigned i = 0; (info = cfb_defect_at(i)); i++) {
		size_t length = strlen(info->text);

		ck_assert_uint_gt(length, 10);
		ck_assert_msg(info->text[length - 1] != '.', "%s", info->text);
		for (unsigned j = 0; j < i; j++)
			ck_assert_str_ne(info->text, cfb_defect_at(j)->text);
	}
}
END_TEST

START_TEST(each_has_a_severity_and_a_section)
{
	const struct cfb_defect_info *info;

	for (unsigned i = 0; (info = cfb_defect_at(i)); i++) {
		ck_assert(info->severity == CFB_BENIGN ||
			  info->severity == CFB_DEVIANT ||
			  info->severity == CFB_DAMAGE);
		ck_assert_msg(strncmp(info->section, "2.", 2) == 0, "%s",
			info->section);
	}
}
END_TEST

int
main(void)
{
	struct suite suite = suite_begin("defect");

	TEST(&suite, defects_are_listed_by_ascending_number);
	TEST(&suite, number_leads_to_its_defect_and_to_nothing_else);
	TEST(&suite, numbers_are_permanent);
	TEST(&suite, names_are_lower_case_and_different);
	TEST(&suite, texts_are_clauses_of_their_own);
	TEST(&suite, each_has_a_severity_and_a_section);
	return suite_end(&suite);
}
