/* SPDX-License-Identifier: MIT */
/*
 * Claims that a fuzz target makes about the library. One that does not hold
 * ends the program, whatever NDEBUG says, so that the fuzzer keeps the input.
 */
#ifndef FUZZ_PROVE_H
#define FUZZ_PROVE_H

#include <stdio.h>
#include <stdlib.h>

#define PROVE(claim) \
	((claim) ? (void)0 : prove_failed(#claim, __FILE__, __LINE__))

static inline _Noreturn void
prove_failed(const char *claim, const char *file, int line)
{
	fprintf(stderr, "%s:%d: does not hold: %s\n", file, line, claim);
	abort();
}

#endif
