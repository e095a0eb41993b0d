/* SPDX-License-Identifier: MIT */
/* A caller in C, through the tables. */
#include "toy.h"

#include <stdio.h>

#define CALL(method, ...) stream->lpVtbl->method(stream, __VA_ARGS__)
#define CALL0(method)     stream->lpVtbl->method(stream)
#define IID_ARGUMENT(iid) (&(iid))
#define CHECK(condition)                                                  \
	((condition) ? (void)0                                            \
		     : (void)(failures++,                                 \
			       fprintf(stderr, "%s: not true: %s\n", who, \
				       #condition)))
#include "toy_calls.h"

int
toy_call_from_c(IStream *stream, const char *who)
{
	return call_unknown(stream, who) + call_bytes(stream, who) +
	       call_rest(stream, who);
}
