/* SPDX-License-Identifier: MIT */
/* From what the engine returns to results, and results as words. */
#include "stg/hresult.h"

#include <errno.h>
#include <string.h>

#include <stg/helpers.h>
#include <stg/hresult.h>

#include "cfb/status.h"
#include "support/suite.h"

#define ck_hr(expression, expected) \
	ck_assert_uint_eq((ULONG)(expression), (ULONG)(expected))

static const struct {
	int status;
	HRESULT hr;
} statuses[] = {
	{ CFB_OK, S_OK },
	{ CFB_NOT_CFB, STG_E_FILEALREADYEXISTS },
	{ CFB_OLD_FORMAT, STG_E_OLDFORMAT },
	{ CFB_BAD_HEADER, STG_E_INVALIDHEADER },
	{ CFB_CORRUPT, STG_E_DOCFILECORRUPT },
	{ CFB_NOT_FOUND, STG_E_FILENOTFOUND },
	{ CFB_NO_MEMORY, STG_E_INSUFFICIENTMEMORY },
	{ CFB_STOPPED, S_FALSE },
	{ IO_OPEN | ENOENT, STG_E_FILENOTFOUND },
	{ IO_OPEN | EACCES, STG_E_ACCESSDENIED },
	{ IO_OPEN | EPERM, STG_E_ACCESSDENIED },
	{ IO_OPEN | EROFS, STG_E_DISKISWRITEPROTECTED },
	{ IO_OPEN | EMFILE, STG_E_TOOMANYOPENFILES },
	{ IO_OPEN | ENFILE, STG_E_TOOMANYOPENFILES },
	{ IO_OPEN | EEXIST, STG_E_FILEALREADYEXISTS },
	{ IO_OPEN | ENOMEM, STG_E_INSUFFICIENTMEMORY },
	{ IO_READ | EIO, STG_E_READFAULT },
	{ IO_WRITE | EIO, STG_E_WRITEFAULT },
	{ IO_WRITE | ENOSPC, STG_E_MEDIUMFULL },
	{ IO_WRITE | EDQUOT, STG_E_MEDIUMFULL },
};

START_TEST(each_status_has_its_result)
{
	ck_hr(hresult_from_status(statuses[_i].status), statuses[_i].hr);
}
END_TEST

START_TEST(results_of_others_come_back_unchanged)
{
	static const HRESULT results[] = { E_FAIL, E_PENDING, E_ABORT,
		STG_E_READFAULT, (HRESULT)0x80070005, (HRESULT)0x80ab1234,
		(HRESULT)0xffffffff, (HRESULT)0x80000000 };

	for (size_t i = 0; i < ARRAY_SIZE(results); i++)
		ck_hr(hresult_from_status(results[i]), results[i]);
}
END_TEST

START_TEST(known_results_have_a_name_and_a_sentence)
{
	static const struct {
		HRESULT hr;
		const char *name;
	} rows[] = {
		{ S_OK, "S_OK" },
		{ S_FALSE, "S_FALSE" },
		{ E_NOINTERFACE, "E_NOINTERFACE" },
		{ E_PENDING, "E_PENDING" },
		{ STG_E_FILENOTFOUND, "STG_E_FILENOTFOUND" },
		{ STG_E_DOCFILECORRUPT, "STG_E_DOCFILECORRUPT" },
		{ STG_E_REVERTED, "STG_E_REVERTED" },
		{ STG_E_OLDFORMAT, "STG_E_OLDFORMAT" },
		{ STG_S_CONVERTED, "STG_S_CONVERTED" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		const char *text = stg_hresult_text(rows[i].hr);

		ck_assert_str_eq(stg_hresult_name(rows[i].hr), rows[i].name);
		ck_assert_uint_gt(strlen(text), 3);
	}
}
END_TEST

START_TEST(unknown_result_has_a_sentence_all_the_same)
{
	ck_assert_ptr_null(stg_hresult_name((HRESULT)0x80ab1234));
	ck_assert_ptr_nonnull(stg_hresult_text((HRESULT)0x80ab1234));
	ck_assert_ptr_nonnull(stg_hresult_text((HRESULT)0x12345));
}
END_TEST

int
main(void)
{
	struct suite suite = suite_begin("hresult");

	TEST_EACH(&suite, each_status_has_its_result, ARRAY_SIZE(statuses));
	TEST(&suite, results_of_others_come_back_unchanged);
	TEST(&suite, known_results_have_a_name_and_a_sentence);
	TEST(&suite, unknown_result_has_a_sentence_all_the_same);
	return suite_end(&suite);
}
