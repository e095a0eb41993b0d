/* SPDX-License-Identifier: MIT */
/* Threads that work at once. Each has a structure that begins with a member. */
#ifndef STG_TESTS_CREW_H
#define STG_TESTS_CREW_H

#include <pthread.h>

#include "support.h"

struct member {
	pthread_t thread;
	unsigned number;   /* from 0 */
	const char *wrong; /* the first claim that did not hold, or NULL */
};

/* Check's assertions belong to the main thread. */
#define EXPECT(worker, claim)                                     \
	do {                                                      \
		if (!(claim) && !(worker)->member.wrong)          \
			(worker)->member.wrong = #claim;          \
	} while (0)

/* Let `count` of them, each of `size` bytes, do their work. */
static inline void
crew_run(void *workers, size_t count, size_t size, void *(*work)(void *))
{
	char *bytes = workers;

	for (size_t i = 0; i < count; i++) {
		struct member *member = (void *)(bytes + i * size);

		member->number = (unsigned)i;
		ck_assert_int_eq(pthread_create(&member->thread, NULL, work,
			member), 0);
	}
	for (size_t i = 0; i < count; i++) {
		struct member *member = (void *)(bytes + i * size);

		pthread_join(member->thread, NULL);
	}
	for (size_t i = 0; i < count; i++) {
		struct member *member = (void *)(bytes + i * size);

		ck_assert_msg(!member->wrong, "thread %zu: %s", i,
			member->wrong);
	}
}

#endif
