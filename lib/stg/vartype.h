/* SPDX-License-Identifier: MIT */
/*
 * What each type of values is: where it may stand, how much room an element
 * of it takes in a vector or array, and what has to be done to copy or free
 * one. [MS-OLEPS] 2.2
 */
#ifndef STG_STG_VARTYPE_H
#define STG_STG_VARTYPE_H

#include <stdbool.h>
#include <stddef.h>

#include <stg/propvariant.h>

/* Where a type may stand in a PROPVARIANT. */
#define VARTYPE_PLAIN  0x1u
#define VARTYPE_VECTOR 0x2u
#define VARTYPE_ARRAY  0x4u
#define VARTYPE_BYREF  0x8u

/* What an element holds besides its bits. */
enum vartype_holds {
	HOLDS_NOTHING,
	HOLDS_BSTR,
	HOLDS_LPSTR,
	HOLDS_LPWSTR,
	HOLDS_INTERFACE,
	HOLDS_BLOB,
	HOLDS_CLIPDATA,   /* in a vector; else a pointer to it */
	HOLDS_CLSID,      /* in a vector; else a pointer to it */
	HOLDS_VERSIONED,  /* a pointer to a GUID and an interface */
	HOLDS_PROPVARIANT /* in a vector */
};

struct vartype {
	unsigned places; /* VARTYPE_..., 0: no type */
	unsigned size;   /* bytes of an element in a vector or array */
	enum vartype_holds holds;
};

/** A type without VT_VECTOR, VT_ARRAY and VT_BYREF; places is 0 for others. */
struct vartype vartype_of(VARTYPE vt);

/** Whether a PROPVARIANT may have this type, flags included. */
bool vartype_is_valid(VARTYPE vt);

#endif
