/* SPDX-License-Identifier: MIT */
/*
 * The binary interface in C, proved by the compiler: sizes, offsets, and for
 * each slot of each table its place and its exact type. Running it proves that
 * the parts of numbers are where they belong.
 */
#include <stddef.h>

#include <stg/stg.h>

#define WIDE   (sizeof(void *) == 8)
#define LITTLE (__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__)

/* Types, as they are with pointers of either size. */
#define TYPE(type, size64, size32)                                   \
	_Static_assert(sizeof(type) == (WIDE ? (size64) : (size32)), \
		"size of " #type);
#define MEMBER(type, member, offset64, size64, offset32, size32)             \
	_Static_assert(                                                      \
		offsetof(type, member) == (WIDE ? (offset64) : (offset32)),  \
		"offset of " #type "." #member);                             \
	_Static_assert(                                                      \
		sizeof(((type *)0)->member) == (WIDE ? (size64) : (size32)), \
		"size of " #type "." #member);
#define HALF(type, member, offset, size)                                \
	_Static_assert(offsetof(type, member) ==                        \
			       (LITTLE ? (offset) : (offset) ^ (size)), \
		"offset of " #type "." #member);
#define OURS(type, size) \
	_Static_assert(!WIDE || sizeof(type) == (size), "size of " #type);
#define OUR_MEMBER(type, member, offset)                            \
	_Static_assert(!WIDE || offsetof(type, member) == (offset), \
		"offset of " #type "." #member);
#include "layout.def"

/* Tables: an object is a pointer to its table and nothing else. */
#define TABLE(interface_, slots)                                               \
	_Static_assert(                                                        \
		sizeof(interface_) == sizeof(void *), "size of " #interface_); \
	_Static_assert(sizeof(interface_##Vtbl) == (slots) * sizeof(void *),   \
		"number of slots of " #interface_);
#define SLOT(interface_, number, result, method, arguments, parameters) \
	_Static_assert(offsetof(interface_##Vtbl, method) ==            \
			       (number) * sizeof(void *),               \
		"slot of " #interface_ "." #method);                    \
	_Static_assert(_Generic(((interface_##Vtbl *)0)->method,        \
			       result(*) parameters : 1, default : 0),  \
		"type of " #interface_ "." #method);
#define VOID_SLOT(interface_, number, method, arguments, parameters) \
	SLOT(interface_, number, void, method, arguments, parameters)
#include "slots.def"

TABLE(PMemoryAllocator, 2)
SLOT(PMemoryAllocator, 0, void *, Allocate, (This, cbSize),
	(PMemoryAllocator * This, ULONG cbSize))
VOID_SLOT(PMemoryAllocator, 1, Free, (This, pv),
	(PMemoryAllocator * This, void *pv))

/* Halves and wholes agree whatever the order of bytes is. */
static int
halves_agree(void)
{
	LARGE_INTEGER large = { .QuadPart = -0x0123456789ABCDEFLL };
	ULARGE_INTEGER ularge = { .QuadPart = 0x89ABCDEF01234567ULL };
	CY cy = { .int64 = -0x0123456789ABCDEFLL };
	DECIMAL decimal = { .Lo64 = 0x89ABCDEF01234567ULL,
		.signscale = 0x800A };

	return large.LowPart == 0x76543211 && large.HighPart == -0x01234568 &&
	       large.u.LowPart == 0x76543211 &&
	       large.u.HighPart == -0x01234568 &&
	       ularge.LowPart == 0x01234567 && ularge.HighPart == 0x89ABCDEF &&
	       ularge.u.LowPart == 0x01234567 &&
	       ularge.u.HighPart == 0x89ABCDEF && cy.Lo == 0x76543211 &&
	       cy.Hi == -0x01234568 && decimal.Lo32 == 0x01234567 &&
	       decimal.Mid32 == 0x89ABCDEF && decimal.scale == 10 &&
	       decimal.sign == DECIMAL_NEG;
}

int
main(void)
{
	return !halves_agree();
}
