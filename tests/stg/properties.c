/* SPDX-License-Identifier: MIT */
/* Properties in one call each, with text in UTF-8. */
#include "propset.h"

static void
ck_title(const char *title)
{
	char *text = GARBAGE;

	ck_hr(stg_get_title(root, &text), S_OK);
	ck_assert_str_eq(text, title);
	CoTaskMemFree(text);
}

START_TEST(a_title_is_written_and_read)
{
	char *text = GARBAGE;

	ck_hr(stg_get_title(root, &text), STG_E_FILENOTFOUND);
	ck_assert_ptr_null(text);
	ck_hr(stg_set_title(root, NULL), S_OK);
	ck_hr(IPropertySetStorage_Delete(sets, &FMTID_SummaryInformation),
		STG_E_FILENOTFOUND);
	ck_hr(stg_set_title(root, "\xE2\x82\xAC uro"), S_OK);
	ck_title("\xE2\x82\xAC uro");
	ck_hr(stg_set_author(root, "somebody"), S_OK);
	ck_hr(stg_set_company(root, "some people"), S_OK);
	reopen(STGM_READWRITE);
	ck_title("\xE2\x82\xAC uro");
	ck_hr(stg_set_title(root, NULL), S_OK);
	ck_hr(stg_get_title(root, &text), STG_E_FILENOTFOUND);
	ck_hr(stg_get_author(root, &text), S_OK);
	ck_assert_str_eq(text, "somebody");
	CoTaskMemFree(text);
	ck_hr(stg_set_title(root, "\xFF"),
		HRESULT_FROM_WIN32(ERROR_NO_UNICODE_TRANSLATION));
}
END_TEST

START_TEST(text_goes_through_the_code_page_of_the_set)
{
	IPropertyStorage *set = create_set(&FMTID_SummaryInformation, 0);
	PROPVARIANT value = { .vt = VT_I2 };

	value.iVal = 1252;
	ck_hr(write_id(set, PID_CODEPAGE, &value), S_OK);
	ck_hr(write_text(set, PIDSI_TITLE, "\x80"), S_OK);
	IPropertyStorage_Release(set);
	ck_title("\xE2\x82\xAC");
	ck_hr(stg_set_title(root, "\xC3\xA4"), S_OK);
	set = open_set(&FMTID_SummaryInformation, STGM_READ);
	ck_text(set, PIDSI_TITLE, "\xE4");
	IPropertyStorage_Release(set);
	ck_hr(stg_set_title(root, "\xE4\xB8\x80"),
		HRESULT_FROM_WIN32(ERROR_NO_UNICODE_TRANSLATION));
	ck_title("\xC3\xA4");
}
END_TEST

START_TEST(sets_in_utf16_do_as_well)
{
	IPropertyStorage *set = create_set(&FMTID_SummaryInformation, 0);
	PROPVARIANT value = { .vt = VT_LPWSTR };
	char *text;

	value.pwszVal = (LPWSTR)(uintptr_t)u"\u4E00";
	ck_hr(write_id(set, PIDSI_SUBJECT, &value), S_OK);
	IPropertyStorage_Release(set);
	ck_hr(stg_set_title(root, "\xE4\xB8\x80"), S_OK);
	ck_title("\xE4\xB8\x80");
	ck_hr(stg_get_subject(root, &text), S_OK);
	ck_assert_str_eq(text, "\xE4\xB8\x80");
	CoTaskMemFree(text);
}
END_TEST

START_TEST(times_are_those_of_the_system)
{
	struct timespec time = { 1234567890, 123456700 };
	struct timespec read;
	char *text;

	ck_hr(stg_get_created(root, &read), STG_E_FILENOTFOUND);
	ck_hr(stg_set_created(root, &time), S_OK);
	ck_hr(stg_get_created(root, &read), S_OK);
	ck_assert_int_eq(read.tv_sec, time.tv_sec);
	ck_assert_int_eq(read.tv_nsec, time.tv_nsec);
	ck_hr(stg_get_text(root, &FMTID_SummaryInformation, PIDSI_CREATE_DTM,
		&text), DISP_E_TYPEMISMATCH);
	ck_assert_ptr_null(text);
	ck_hr(stg_set_title(root, "title"), S_OK);
	ck_hr(stg_get_time(root, &FMTID_SummaryInformation, PIDSI_TITLE,
		&read), DISP_E_TYPEMISMATCH);
	time.tv_sec = -20000000000;
	ck_hr(stg_set_created(root, &time), E_INVALIDARG);
	ck_hr(stg_set_created(root, NULL), S_OK);
	ck_hr(stg_get_created(root, &read), STG_E_FILENOTFOUND);
}
END_TEST

static HRESULT
count(const char *name, const PROPVARIANT *value, void *context)
{
	ck_assert_str_eq(name, "Zahl");
	ck_assert_int_eq(value->lVal, 7);
	++*(int *)context;
	return S_OK;
}

static HRESULT
stop(const char *name, const PROPVARIANT *value, void *context)
{
	(void)name;
	(void)value;
	(void)context;
	return S_FALSE;
}

START_TEST(custom_properties_have_names)
{
	PROPVARIANT value = { .vt = VT_I4 };
	PROPVARIANT read;
	char *text = GARBAGE;
	int calls = 0;

	ck_hr(stg_get_custom(root, "none", &read), STG_E_FILENOTFOUND);
	ck_assert_uint_eq(read.vt, VT_EMPTY);
	ck_hr(stg_walk_custom(root, count, &calls), S_OK);
	ck_assert_int_eq(calls, 0);
	value.lVal = 7;
	ck_hr(stg_set_custom(root, "Zahl", &value), S_OK);
	ck_hr(stg_walk_custom(root, count, &calls), S_OK);
	ck_assert_int_eq(calls, 1);
	ck_hr(stg_walk_custom(root, stop, NULL), S_FALSE);
	ck_hr(stg_set_custom_text(root, "\xC3\xA4", "\xE4\xB8\x80"), S_OK);
	reopen(STGM_READWRITE);
	ck_hr(stg_get_custom(root, "zahl", &read), S_OK);
	ck_assert_int_eq(read.lVal, 7);
	ck_hr(stg_get_custom_text(root, "\xC3\xA4", &text), S_OK);
	ck_assert_str_eq(text, "\xE4\xB8\x80");
	CoTaskMemFree(text);
	ck_hr(stg_get_custom_text(root, "Zahl", &text), DISP_E_TYPEMISMATCH);
	ck_assert_ptr_null(text);
	ck_hr(stg_set_custom_text(root, "\xC3\xA4", NULL), S_OK);
	ck_hr(stg_get_custom_text(root, "\xC3\xA4", &text),
		STG_E_FILENOTFOUND);
	calls = 0;
	ck_hr(stg_walk_custom(root, count, &calls), S_OK);
	ck_assert_int_eq(calls, 1);
	ck_hr(stg_set_custom(root, "none", NULL), S_OK);
}
END_TEST

START_TEST(custom_text_that_a_code_page_cannot_say_is_wide)
{
	IPropertyStorage *set = create_set(&FMTID_UserDefinedProperties, 0);
	PROPVARIANT value = { .vt = VT_I2 };
	char *text;

	value.iVal = 1252;
	ck_hr(write_id(set, PID_CODEPAGE, &value), S_OK);
	IPropertyStorage_Release(set);
	ck_hr(stg_set_custom_text(root, "a", "\xE4\xB8\x80"), S_OK);
	ck_hr(stg_get_custom(root, "a", &value), S_OK);
	ck_assert_uint_eq(value.vt, VT_LPWSTR);
	ck_hr(PropVariantClear(&value), S_OK);
	ck_hr(stg_get_custom_text(root, "a", &text), S_OK);
	ck_assert_str_eq(text, "\xE4\xB8\x80");
	CoTaskMemFree(text);
}
END_TEST

START_TEST(nulls_are_refused)
{
	struct timespec time;
	PROPVARIANT value;
	char *text = GARBAGE;

	ck_hr(stg_get_title(NULL, &text), E_INVALIDARG);
	ck_assert_ptr_null(text);
	ck_hr(stg_get_title(root, NULL), E_INVALIDARG);
	ck_hr(stg_set_title(NULL, "x"), E_INVALIDARG);
	ck_hr(stg_get_created(NULL, &time), E_INVALIDARG);
	ck_hr(stg_get_created(root, NULL), E_INVALIDARG);
	ck_hr(stg_get_custom(root, NULL, &value), E_INVALIDARG);
	ck_hr(stg_get_custom(root, "x", NULL), E_INVALIDARG);
	ck_hr(stg_set_custom(root, NULL, NULL), E_INVALIDARG);
	ck_hr(stg_walk_custom(root, NULL, NULL), E_INVALIDARG);
}
END_TEST

START_TEST(a_read_only_storage_stays_as_it_is)
{
	ck_hr(stg_set_title(root, "title"), S_OK);
	reopen(STGM_READ);
	ck_title("title");
	ck_hr(stg_set_title(root, "other"), STG_E_ACCESSDENIED);
	ck_hr(stg_set_title(root, NULL), STG_E_ACCESSDENIED);
}
END_TEST

int
main(void)
{
	const TTest *const tests[] = {
		a_title_is_written_and_read,
		text_goes_through_the_code_page_of_the_set,
		sets_in_utf16_do_as_well,
		times_are_those_of_the_system,
		custom_properties_have_names,
		custom_text_that_a_code_page_cannot_say_is_wide,
		nulls_are_refused,
		a_read_only_storage_stays_as_it_is,
	};

	return run_tests_with("properties", new_root, drop_root, tests,
		ARRAY_SIZE(tests));
}
