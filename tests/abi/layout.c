/* SPDX-License-Identifier: MIT */
/*
 * The binary interface in C, proved by the compiler: sizes, offsets, and for
 * each slot of each table its place and its exact type. Running it proves
 * nothing more.
 */
#include <stddef.h>

#include <stg/stg.h>

#define WIDE (sizeof(void *) == 8)

/* Types, as they are with pointers of either size. */
#define TYPE(type, size64, size32)                         \
	_Static_assert(sizeof(type) == (WIDE ? (size64) : (size32)), \
		       "size of " #type);
#define MEMBER(type, member, offset64, size64, offset32, size32)             \
	_Static_assert(offsetof(type, member) ==                             \
			       (WIDE ? (offset64) : (offset32)),             \
		       "offset of " #type "." #member);                      \
	_Static_assert(sizeof(((type *)0)->member) ==                        \
			       (WIDE ? (size64) : (size32)),                 \
		       "size of " #type "." #member);
#define OURS(type, size) \
	_Static_assert(!WIDE || sizeof(type) == (size), "size of " #type);
#define OUR_MEMBER(type, member, offset)                               \
	_Static_assert(!WIDE || offsetof(type, member) == (offset),    \
		       "offset of " #type "." #member);
#include "layout.def"

/* Tables: an object is a pointer to its table and nothing else. */
#define TABLE(interface_, slots)                                          \
	_Static_assert(sizeof(interface_) == sizeof(void *),              \
		       "size of " #interface_);                           \
	_Static_assert(sizeof(interface_##Vtbl) ==                        \
			       (slots) * sizeof(void *),                  \
		       "number of slots of " #interface_);
#define SLOT(interface_, number, result, method, arguments, parameters)       \
	_Static_assert(offsetof(interface_##Vtbl, method) ==                  \
			       (number) * sizeof(void *),                     \
		       "slot of " #interface_ "." #method);                   \
	_Static_assert(_Generic(((interface_##Vtbl *)0)->method,              \
				result (*) parameters : 1, default : 0),      \
		       "type of " #interface_ "." #method);
#define VOID_SLOT(interface_, number, method, arguments, parameters) \
	SLOT(interface_, number, void, method, arguments, parameters)
#include "slots.def"

TABLE(PMemoryAllocator, 2)
SLOT(PMemoryAllocator, 0, void *, Allocate, (This, cbSize),
     (PMemoryAllocator *This, ULONG cbSize))
VOID_SLOT(PMemoryAllocator, 1, Free, (This, pv),
	  (PMemoryAllocator *This, void *pv))

int
main(void)
{
	return 0;
}
