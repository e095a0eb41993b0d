/* SPDX-License-Identifier: MIT */
/*
 * A test program: one suite of one case, whose functions are claims. Output
 * and the choice of tests follow Check's environment variables.
 */
#ifndef TESTS_SUPPORT_SUITE_H
#define TESTS_SUPPORT_SUITE_H

#include <check.h>
#include <stdlib.h>

#define ARRAY_SIZE(array) (sizeof(array) / sizeof((array)[0]))

/* Seconds; sanitizers on a busy machine are slow. */
#define SUITE_TIMEOUT 120

struct suite {
	TCase *tcase;
	SRunner *runner;
};

#define TEST(suite, claim) tcase_add_test((suite)->tcase, claim)
/* The claim runs for each _i from 0 to count - 1. */
#define TEST_EACH(suite, claim, count) \
	tcase_add_loop_test((suite)->tcase, claim, 0, (int)(count))

static inline struct suite
suite_begin(const char *name)
{
	Suite *s = suite_create(name);
	struct suite suite = { tcase_create(name), srunner_create(s) };

	tcase_set_timeout(suite.tcase, SUITE_TIMEOUT);
	suite_add_tcase(s, suite.tcase);
	return suite;
}

/* What main() returns. */
static inline int
suite_end(struct suite *suite)
{
	int failed;

	srunner_run_all(suite->runner, CK_ENV);
	failed = srunner_ntests_failed(suite->runner);
	srunner_free(suite->runner);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

#endif
