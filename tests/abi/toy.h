/* SPDX-License-Identifier: MIT */
/*
 * A stream that does nothing but remember how it was called, once written in C
 * and once in C++, and callers of all its methods in both. Whoever calls must
 * be understood by whoever is called.
 */
#ifndef TESTS_ABI_TOY_H
#define TESTS_ABI_TOY_H

#include <stg/stg.h>

/* The last call of any toy: the slot and the arguments as numbers. */
struct toy_call {
	unsigned slot;
	unsigned count;
	unsigned long long arguments[6];
};

/* What each method of a toy returns, unless it is AddRef or Release. */
#define TOY_RESULT(slot) MAKE_HRESULT(SEVERITY_SUCCESS, FACILITY_ITF, slot)

STG_BEGIN_DECLS

extern struct toy_call toy_last;

/** Remembers a call; `count` arguments follow as unsigned long long. */
void toy_note(unsigned slot, unsigned count, ...);

/** @return 1 if the last call was this one, else 0 and a message */
int toy_was(const char *who, unsigned slot, unsigned count, ...);

/** @return 1 if the name is CONTENTS */
int toy_is_contents(const OLECHAR *name);

/* One object each, which is never freed; the references are counted. */
IStream *toy_in_c(void);
IStream *toy_in_cxx(void);

/* Call every method; @return the number of calls that went wrong. */
int toy_call_from_c(IStream *stream, const char *who);
int toy_call_from_macros(IStream *stream, const char *who);
int toy_call_from_cxx(IStream *stream, const char *who);
int toy_call_from_wide(IStream *stream, const char *who);

STG_END_DECLS

#endif
