/* SPDX-License-Identifier: MIT */
/* What the test programs of the objects do in the same way. */
#ifndef STG_TESTS_SUPPORT_H
#define STG_TESTS_SUPPORT_H

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <stg/cobjmacros.h>
#include <stg/stg.h>

#include "support/suite.h"

#define ck_hr(expression, expected) \
	ck_assert_uint_eq((ULONG)(expression), (ULONG)(expected))

/* Run tests, each between `setup` and `teardown`, which may be NULL. */
static inline int
run_tests_with(const char *name, SFun setup, SFun teardown,
	const TTest *const *tests, size_t count)
{
	struct suite suite = suite_begin(name);

	tcase_add_checked_fixture(suite.tcase, setup, teardown);
	for (size_t i = 0; i < count; i++)
		TEST(&suite, tests[i]);
	return suite_end(&suite);
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

/* A designated table with a method left out has NULL there, silently. */
static inline void
ck_every_slot_is_filled(const void *vtbl, size_t size)
{
	const char *slots = vtbl;

	for (size_t i = 0; i < size; i += sizeof(void *)) {
		void *slot;

		memcpy(&slot, slots + i, sizeof slot);
		ck_assert_ptr_nonnull(slot);
	}
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
