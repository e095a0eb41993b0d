/* SPDX-License-Identifier: MIT */
/* Each caller calls each toy. */
#include "toy.h"

int
main(void)
{
	IStream *in_c = toy_in_c();
	int failures = 0;

	failures += toy_call_from_c(in_c, "C to C");
	failures += toy_call_from_macros(in_c, "macros to C");
	failures += toy_call_from_wide(in_c, "wide C to C");
#ifdef HAVE_CXX_TOY
	IStream *in_cxx = toy_in_cxx();

	failures += toy_call_from_cxx(in_c, "C++ to C");
	failures += toy_call_from_c(in_cxx, "C to C++");
	failures += toy_call_from_macros(in_cxx, "macros to C++");
	failures += toy_call_from_wide(in_cxx, "wide C to C++");
	failures += toy_call_from_cxx(in_cxx, "C++ to C++");
#endif
	return failures != 0;
}
