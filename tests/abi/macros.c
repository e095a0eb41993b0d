/* SPDX-License-Identifier: MIT */
/*
 * COBJMACROS: each method of each interface has its macro, which calls the slot
 * of that name with the arguments in order. The compiler proves it, as the
 * results and parameters are those of the slots.
 */
#define COBJMACROS
#include <stg/stg.h>

#define UNUSED __attribute__((unused))

#define TABLE(interface_, slots)
#define SLOT(interface_, number, result, method, arguments, parameters) \
	static UNUSED result call_##interface_##_##method parameters    \
	{                                                               \
		return interface_##_##method arguments;                 \
	}
#define VOID_SLOT(interface_, number, method, arguments, parameters) \
	static UNUSED void call_##interface_##_##method parameters   \
	{                                                            \
		interface_##_##method arguments;                     \
	}
#include "slots.def"

int
main(void)
{
	return 0;
}
