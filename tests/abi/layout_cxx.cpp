/* SPDX-License-Identifier: MIT */
/*
 * The binary interface in C++: the compiler proves the sizes and offsets that C
 * has, and the types of methods; running it proves that each method has the
 * slot that C calls.
 */
#include <cstddef>
#include <cstdio>
#include <cstring>
#include <type_traits>

#include <stg/stg.h>

static constexpr bool wide = sizeof(void *) == 8;
static constexpr bool little = __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__;

#define TYPE(type, size64, size32) \
	static_assert(sizeof(type) == (wide ? (size64) : (size32)));
#define MEMBER(type, member, offset64, size64, offset32, size32)             \
	static_assert(                                                       \
		offsetof(type, member) == (wide ? (offset64) : (offset32))); \
	static_assert(sizeof(static_cast<type *>(nullptr)->member) ==        \
		      (wide ? (size64) : (size32)));
#define HALF(type, member, offset, size)        \
	static_assert(offsetof(type, member) == \
		      (little ? (offset) : (offset) ^ (size)));
#define OURS(type, size) static_assert(!wide || sizeof(type) == (size));
#define OUR_MEMBER(type, member, offset) \
	static_assert(!wide || offsetof(type, member) == (offset));
#include "layout.def"

// Interfaces are classes of a single pointer that nobody destroys.
#define TABLE(interface_, slots)                             \
	static_assert(sizeof(interface_) == sizeof(void *)); \
	static_assert(std::is_abstract_v<interface_>);       \
	static_assert(!std::has_virtual_destructor_v<interface_>);
#define SLOT(interface_, number, result, method, arguments, parameters)
#define VOID_SLOT(interface_, number, method, arguments, parameters)
#include "slots.def"
#undef TABLE
#undef SLOT
#undef VOID_SLOT

// The type of a pointer to a method, from that of the function in C.
template <typename T> struct method_type;
template <typename R, typename I, typename... A>
struct method_type<R(I *, A...)> {
	using type = R (I::*)(A...);
};

// The number of the slot that a call of the method goes through.
template <typename T>
static std::size_t
slot_of(T method)
{
	// Itanium C++ ABI, 2.3: a pointer to a virtual method holds its offset
	// in the table, plus 1 where the adjustment does not hold that bit.
	std::ptrdiff_t parts[2];
	static_assert(sizeof(method) == sizeof(parts));
	std::memcpy(parts, &method, sizeof(parts));
	return static_cast<std::size_t>(parts[0]) / sizeof(void *);
}

static int failures;

static void
expect(std::size_t slot, std::size_t number, const char *name)
{
	if (slot == number)
		return;
	std::fprintf(stderr, "%s: slot %zu, not %zu\n", name, slot, number);
	failures++;
}

int
main()
{
#define TABLE(interface_, slots)
#define SLOT(interface_, number, result, method, arguments, parameters) \
	expect(slot_of<method_type<result parameters>::type>(           \
		       &interface_::method),                            \
		number, #interface_ "::" #method);
#define VOID_SLOT(interface_, number, method, arguments, parameters) \
	SLOT(interface_, number, void, method, arguments, parameters)
#include "slots.def"
	SLOT(PMemoryAllocator, 0, void *, Allocate, (cbSize),
		(PMemoryAllocator *, ULONG))
	VOID_SLOT(PMemoryAllocator, 1, Free, (pv), (PMemoryAllocator *, void *))
	return failures != 0;
}
