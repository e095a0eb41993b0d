/* SPDX-License-Identifier: MIT */
/*
 * From a member back to the structure around it. The conditional makes both
 * gcc and clang diagnose a pointer of another type than the member's.
 */
#ifndef STG_BASE_CONTAINER_H
#define STG_BASE_CONTAINER_H

#include <stddef.h>

#define container_of(ptr, type, member)                                 \
	((type *)(void *)((char *)(1 ? (ptr) : &((type *)0)->member) -  \
			  offsetof(type, member)))

#endif
