/* SPDX-License-Identifier: MIT */
/* GUIDs to and from text, in both encodings, and new ones. */
#include "support.h"

#define SAMPLE_TEXT "{00020906-0000-0000-C000-000000000046}"
#define MIXED_TEXT  "{01234567-89AB-CDEF-FEDC-BA9876543210}"

static const GUID sample = { 0x00020906, 0, 0,
	{ 0xC0, 0, 0, 0, 0, 0, 0, 0x46 } };
static const GUID mixed = { 0x01234567, 0x89AB, 0xCDEF,
	{ 0xFE, 0xDC, 0xBA, 0x98, 0x76, 0x54, 0x32, 0x10 } };
static const GUID ones = { 0xFFFFFFFF, 0xFFFF, 0xFFFF,
	{ 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF } };

/* Widen ASCII into a block of just its size, so that reading on is noticed. */
static OLECHAR *
widen(const char *ascii)
{
	size_t size = strlen(ascii) + 1;
	OLECHAR *text = malloc(size * sizeof *text);

	ck_assert_ptr_nonnull(text);
	for (size_t i = 0; i < size; i++)
		text[i] = (unsigned char)ascii[i];
	return text;
}

static HRESULT
clsid_from(const char *ascii, CLSID *clsid)
{
	OLECHAR *text = widen(ascii);
	HRESULT hr = CLSIDFromString(text, clsid);

	free(text);
	return hr;
}

START_TEST(text_is_upper_case_in_braces)
{
	OLECHAR text[STG_GUID_TEXT_SIZE];
	char ascii[STG_GUID_TEXT_SIZE];

	ck_assert_int_eq(StringFromGUID2(&mixed, text, 39), 39);
	ck_assert(is_text(text, MIXED_TEXT));
	stg_guid_to_text(&mixed, ascii);
	ck_assert_str_eq(ascii, MIXED_TEXT);
}
END_TEST

START_TEST(too_little_room_gives_nothing)
{
	OLECHAR text[STG_GUID_TEXT_SIZE] = { 'x' };

	ck_assert_int_eq(StringFromGUID2(&sample, text, 38), 0);
	ck_assert_int_eq(StringFromGUID2(&sample, text, 0), 0);
	ck_assert_int_eq(StringFromGUID2(&sample, text, -1), 0);
	ck_assert_uint_eq(text[0], 'x');
}
END_TEST

START_TEST(allocated_text_is_task_memory)
{
	OLECHAR *text;

	ck_hr(StringFromCLSID(&sample, &text), S_OK);
	ck_assert(is_text(text, SAMPLE_TEXT));
	CoTaskMemFree(text);
	ck_hr(StringFromIID(&mixed, &text), S_OK);
	ck_assert(is_text(text, MIXED_TEXT));
	CoTaskMemFree(text);
	ck_hr(StringFromCLSID(&sample, NULL), E_INVALIDARG);
	ck_hr(StringFromCLSID(NULL, &text), E_INVALIDARG);
	ck_assert_ptr_null(text);
}
END_TEST

START_TEST(digits_are_read_in_either_case)
{
	CLSID clsid;

	ck_hr(clsid_from("{01234567-89ab-CDef-fEdC-BA9876543210}", &clsid),
		S_OK);
	ck_assert(IsEqualCLSID(&clsid, &mixed));
}
END_TEST

START_TEST(no_text_is_the_null_identifier)
{
	GUID guid = ones;

	ck_hr(CLSIDFromString(NULL, &guid), S_OK);
	ck_assert(IsEqualGUID(&guid, &GUID_NULL));
	guid = ones;
	ck_hr(IIDFromString(NULL, &guid), S_OK);
	ck_assert(IsEqualGUID(&guid, &GUID_NULL));
}
END_TEST

START_TEST(anything_else_is_not_a_guid)
{
	static const char *const texts[] = {
		"",
		"{",
		"{}",
		"Word.Document.8",
		"00020906-0000-0000-C000-000000000046",
		"{00020906-0000-0000-C000-000000000046",
		"00020906-0000-0000-C000-000000000046}",
		"{00020906-0000-0000-C000-000000000046}x",
		"{00020906-0000-0000-C000-00000000046}",
		"{00020906-0000-0000-C000-0000000000466}",
		"{00020906-0000-0000-C0000-00000000046}",
		"{00020906-0000-0000-C000-00000000004G}",
		"(00020906-0000-0000-C000-000000000046)",
		"{00020906 0000 0000 C000 000000000046}",
		" {00020906-0000-0000-C000-000000000046}",
		"{0x020906-0000-0000-C000-000000000046}",
		"{+0020906-0000-0000-C000-000000000046}",
	};

	for (size_t i = 0; i < ARRAY_SIZE(texts); i++) {
		GUID guid = ones;

		ck_hr(clsid_from(texts[i], &guid), CO_E_CLASSSTRING);
		ck_assert(IsEqualGUID(&guid, &GUID_NULL));
	}
}
END_TEST

START_TEST(letters_of_other_scripts_are_no_digits)
{
	OLECHAR *text = widen(SAMPLE_TEXT);
	CLSID clsid;

	text[1] = 0x0130; /* its low byte is a digit */
	ck_hr(CLSIDFromString(text, &clsid), CO_E_CLASSSTRING);
	free(text);
}
END_TEST

START_TEST(interfaces_have_an_error_of_their_own)
{
	OLECHAR *good = widen(SAMPLE_TEXT);
	OLECHAR *bad = widen("IUnknown");
	IID iid = ones;

	ck_hr(IIDFromString(bad, &iid), CO_E_IIDSTRING);
	ck_assert(IsEqualIID(&iid, &IID_NULL));
	ck_hr(IIDFromString(good, &iid), S_OK);
	ck_assert(IsEqualIID(&iid, &sample));
	free(good);
	free(bad);
}
END_TEST

START_TEST(nowhere_to_put_it_is_an_invalid_argument)
{
	OLECHAR *text = widen(SAMPLE_TEXT);

	ck_hr(CLSIDFromString(text, NULL), E_INVALIDARG);
	ck_hr(IIDFromString(text, NULL), E_INVALIDARG);
	ck_hr(CLSIDFromString(NULL, NULL), E_INVALIDARG);
	ck_hr(CoCreateGuid(NULL), E_INVALIDARG);
	free(text);
}
END_TEST

START_TEST(utf8_text_needs_no_braces)
{
	GUID guid = ones;

	ck_hr(stg_guid_from_text(SAMPLE_TEXT, &guid), S_OK);
	ck_assert(IsEqualGUID(&guid, &sample));
	ck_hr(stg_guid_from_text("01234567-89ab-cdef-fedc-ba9876543210", &guid),
		S_OK);
	ck_assert(IsEqualGUID(&guid, &mixed));
}
END_TEST

START_TEST(bad_utf8_text_leaves_the_guid_alone)
{
	GUID guid = ones;

	ck_hr(stg_guid_from_text("", &guid), CO_E_CLASSSTRING);
	ck_hr(stg_guid_from_text(SAMPLE_TEXT " ", &guid), CO_E_CLASSSTRING);
	ck_hr(stg_guid_from_text(NULL, &guid), E_INVALIDARG);
	ck_hr(stg_guid_from_text(SAMPLE_TEXT, NULL), E_INVALIDARG);
	ck_assert(IsEqualGUID(&guid, &ones));
}
END_TEST

START_TEST(new_guids_are_random_ones_of_version_4)
{
	GUID last = GUID_NULL;

	for (int i = 0; i < 100; i++) {
		GUID guid;

		ck_hr(CoCreateGuid(&guid), S_OK);
		ck_assert_uint_eq(guid.Data3 >> 12, 4);
		ck_assert_uint_eq(guid.Data4[0] >> 6, 2);
		ck_assert(!IsEqualGUID(&guid, &last));
		last = guid;
	}
}
END_TEST

int
main(void)
{
	const TTest *const tests[] = {
		text_is_upper_case_in_braces,
		too_little_room_gives_nothing,
		allocated_text_is_task_memory,
		digits_are_read_in_either_case,
		no_text_is_the_null_identifier,
		anything_else_is_not_a_guid,
		letters_of_other_scripts_are_no_digits,
		interfaces_have_an_error_of_their_own,
		nowhere_to_put_it_is_an_invalid_argument,
		utf8_text_needs_no_braces,
		bad_utf8_text_leaves_the_guid_alone,
		new_guids_are_random_ones_of_version_4,
	};

	return run_tests("guidtext", tests, ARRAY_SIZE(tests));
}
