/* SPDX-License-Identifier: MIT */
/* A caller in C, through COBJMACROS. */
#define COBJMACROS
#include "toy.h"

#include <stdio.h>

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
toy_call_from_macros(IStream *stream, const char *who)
{
	return call_unknown(stream, who) + call_bytes(stream, who) +
	       call_rest(stream, who);
}
