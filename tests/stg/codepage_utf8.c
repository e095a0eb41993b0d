/* SPDX-License-Identifier: MIT */
/* Text of Windows code pages as UTF-8, and names of properties. */
#include <string.h>

#include <stg/stg.h>

#include "support.h"

START_TEST(text_goes_both_ways)
{
	static const struct {
		WORD codepage;
		const char *bytes;
		size_t size;
		const char *text;
	} texts[] = {
		{ 1252, "a\x80", 2, "a\xE2\x82\xAC" },
		{ 1200, "a\0\xAC\x20", 4, "a\xE2\x82\xAC" },
		{ 65001, "\xC3\xBC", 2, "\xC3\xBC" },
		{ 932, "\x93\xFA", 2, "\xE6\x97\xA5" },
		{ 1252, "", 0, "" },
	};

	for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
		char *text = NULL, *bytes = NULL;
		size_t size = 99;

		ck_hr(stg_codepage_to_utf8(texts[i].codepage, texts[i].bytes,
			      texts[i].size, &text),
			S_OK);
		ck_assert_str_eq(text, texts[i].text);
		ck_hr(stg_codepage_from_utf8(
			      texts[i].codepage, text, &bytes, &size),
			S_OK);
		ck_assert_uint_eq(size, texts[i].size);
		ck_assert_mem_eq(bytes, texts[i].bytes, size);
		CoTaskMemFree(text);
		CoTaskMemFree(bytes);
	}
}
END_TEST

START_TEST(what_cannot_be_said_is_refused)
{
	char *text = (char *)1;
	size_t size = 99;

	ck_hr(stg_codepage_from_utf8(1252, "\xE6\x97\xA5", &text, &size),
		HRESULT_FROM_WIN32(ERROR_NO_UNICODE_TRANSLATION));
	ck_assert_ptr_null(text);
	ck_assert_uint_eq(size, 0);
	ck_hr(stg_codepage_from_utf8(1252, "\xFF", &text, &size),
		HRESULT_FROM_WIN32(ERROR_NO_UNICODE_TRANSLATION));
	ck_assert(FAILED(stg_codepage_to_utf8(9999, "a", 1, &text)));
	ck_assert_ptr_null(text);
	ck_hr(stg_codepage_to_utf8(1252, "a", 1, NULL),
		STG_E_INVALIDPOINTER);
	ck_hr(stg_codepage_to_utf8(1252, NULL, 1, &text),
		STG_E_INVALIDPOINTER);
}
END_TEST

START_TEST(properties_of_known_sets_have_names)
{
	ck_assert_str_eq(
		stg_property_name(&FMTID_SummaryInformation, PIDSI_TITLE),
		"title");
	ck_assert_str_eq(stg_property_name(&FMTID_DocSummaryInformation,
				 PIDDSI_COMPANY),
		"company");
	ck_assert_str_eq(
		stg_property_name(&FMTID_SummaryInformation, PID_CODEPAGE),
		"codepage");
	ck_assert_ptr_null(
		stg_property_name(&FMTID_SummaryInformation, 4294967295u));
	ck_assert_ptr_null(
		stg_property_name(&FMTID_UserDefinedProperties, 2));
	ck_assert_ptr_null(stg_property_name(NULL, 2));
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("codepage_utf8");
	TCase *tcase = tcase_create("codepage_utf8");
	SRunner *runner = srunner_create(suite);
	int failed;

	tcase_add_test(tcase, text_goes_both_ways);
	tcase_add_test(tcase, what_cannot_be_said_is_refused);
	tcase_add_test(tcase, properties_of_known_sets_have_names);
	suite_add_tcase(suite, tcase);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed == 0 ? 0 : 1;
}
