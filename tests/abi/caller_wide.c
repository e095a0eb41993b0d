/* SPDX-License-Identifier: MIT */
/*
 * A caller in C whose wchar_t has 16 bits (-fshort-wchar), so that L"…" is a
 * name. What it calls was compiled without.
 */
#define COBJMACROS
#include "toy.h"

#include <stdio.h>

_Static_assert(sizeof(L'x') == 2, "compile this with -fshort-wchar");
_Static_assert(sizeof(OLESTR("CONTENTS")) == 18, "16 bits a character");

#define CALL(method, ...) IStream_##method(stream, __VA_ARGS__)
#define CALL0(method)     IStream_##method(stream)
#define IID_ARGUMENT(iid) (&(iid))
#define CHECK(condition)                                                  \
	((condition) ? (void)0                                            \
		     : (void)(failures++,                                 \
			       fprintf(stderr, "%s: not true: %s\n", who, \
				       #condition)))
#include "toy_calls.h"

int
toy_call_from_wide(IStream *stream, const char *who)
{
	int failures = 0;

	CHECK(toy_is_contents(L"CONTENTS"));
	CHECK(!toy_is_contents(L"CONTENT"));
	return failures + call_unknown(stream, who) + call_bytes(stream, who) +
	       call_rest(stream, who);
}
