/* SPDX-License-Identifier: MIT */
/* The file of a test, of a name that nobody else has. */
#ifndef STG_TESTS_PLACE_H
#define STG_TESTS_PLACE_H

#include <stdio.h>
#include <unistd.h>

#include "support.h"

static char path[64];
static OLECHAR name[64];

/* Fixtures: each test is a process of its own. */
static void
place_begin(void)
{
	snprintf(path, sizeof path, "/tmp/stg-test-%ld", (long)getpid());
	for (size_t i = 0; i <= strlen(path); i++)
		name[i] = (unsigned char)path[i];
	(void)unlink(path);
}

static void
place_end(void)
{
	(void)unlink(path);
}

#endif
