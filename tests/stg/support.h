/* SPDX-License-Identifier: MIT */
/* What every test program of the objects does in the same way. */
#ifndef STG_TESTS_SUPPORT_H
#define STG_TESTS_SUPPORT_H

#include <check.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <stg/cobjmacros.h>
#include <stg/stg.h>

#define ARRAY_SIZE(array) (sizeof(array) / sizeof((array)[0]))

#define ck_hr(expression, expected) \
	ck_assert_uint_eq((ULONG)(expression), (ULONG)(expected))

/* Run tests, each between `setup` and `teardown`, which may be NULL. */
static inline int
run_tests_with(const char *name, SFun setup, SFun teardown,
	const TTest *const *tests, size_t count)
{
	Suite *suite = suite_create(name);
	TCase *tcase = tcase_create(name);
	SRunner *runner;
	int failed;

	tcase_add_checked_fixture(tcase, setup, teardown);
	for (size_t i = 0; i < count; i++)
		tcase_add_test(tcase, tests[i]);
	suite_add_tcase(suite, tcase);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}

static inline int
run_tests(const char *name, const TTest *const *tests, size_t count)
{
	return run_tests_with(name, NULL, NULL, tests, count);
}

static inline ULARGE_INTEGER
at(uint64_t offset)
{
	ULARGE_INTEGER number = { .QuadPart = offset };

	return number;
}

/* Whether an OLECHAR string is this ASCII text. */
static inline bool
is_text(const OLECHAR *text, const char *ascii)
{
	if (!text)
		return false;
	while (*ascii && *text == (unsigned char)*ascii) {
		ascii++;
		text++;
	}
	return *text == 0 && *ascii == 0;
}

#endif
