/* SPDX-License-Identifier: MIT */
/*
 * The value of a property: [MS-OLEPS] 2.2 to 2.15. Every type has one of few
 * forms. Text stays as the bytes that the stream has, so that nothing is lost
 * before somebody asks for characters (oleps/codepage.h), and whatever is not
 * understood stays a row of bytes. Numbers in vectors and arrays stay packed:
 * what a stream says never takes more memory than a multiple of its length.
 */
#ifndef STG_OLEPS_VALUE_H
#define STG_OLEPS_VALUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "oleps/status.h"

/* [MS-OLEPS] 2.2; the same numbers as VT_... */
enum oleps_type {
	OLEPS_EMPTY = 0,
	OLEPS_NULL = 1,
	OLEPS_I2 = 2,
	OLEPS_I4 = 3,
	OLEPS_R4 = 4,
	OLEPS_R8 = 5,
	OLEPS_CY = 6,
	OLEPS_DATE = 7,
	OLEPS_BSTR = 8,
	OLEPS_ERROR = 10,
	OLEPS_BOOL = 11,
	OLEPS_VARIANT = 12,
	OLEPS_DECIMAL = 14,
	OLEPS_I1 = 16,
	OLEPS_UI1 = 17,
	OLEPS_UI2 = 18,
	OLEPS_UI4 = 19,
	OLEPS_I8 = 20,
	OLEPS_UI8 = 21,
	OLEPS_INT = 22,
	OLEPS_UINT = 23,
	OLEPS_LPSTR = 30,
	OLEPS_LPWSTR = 31,
	OLEPS_FILETIME = 64,
	OLEPS_BLOB = 65,
	OLEPS_STREAM = 66,
	OLEPS_STORAGE = 67,
	OLEPS_STREAMED_OBJECT = 68,
	OLEPS_STORED_OBJECT = 69,
	OLEPS_BLOB_OBJECT = 70,
	OLEPS_CF = 71,
	OLEPS_CLSID = 72,
	OLEPS_VERSIONED_STREAM = 73
};

#define OLEPS_VECTOR    0x1000
#define OLEPS_ARRAY     0x2000
#define OLEPS_TYPE_MASK 0x0FFF

#define OLEPS_NESTING    8  /* values within values */
#define OLEPS_DIMENSIONS 31 /* of an array; 2.14.2 */

/* How the value of a type is held. */
enum oleps_form {
	OLEPS_FORM_NOTHING,   /* EMPTY, NULL */
	OLEPS_FORM_NUMBER,    /* `bits`: numbers, BOOL, CY, DATE, FILETIME */
	OLEPS_FORM_FIXED,     /* `fixed`: DECIMAL, CLSID */
	OLEPS_FORM_BYTES,     /* `bytes`: text, blobs, CF, names of elements */
	OLEPS_FORM_VERSIONED, /* `versioned`: VERSIONED_STREAM */
	OLEPS_FORM_PACKED,    /* `list`: many NUMBER or FIXED, as bytes */
	OLEPS_FORM_VALUES,    /* `list`: many of anything else */
	OLEPS_FORM_OPAQUE     /* `bytes`: all that is behind the type */
};

/*
 * LPSTR, BSTR, names of elements: as many bytes as the count says, the NUL
 * included where there is one. LPWSTR: two bytes for each unit. CF: the four
 * bytes of the format, then the data. Little-endian throughout; NULL when the
 * size is 0.
 */
struct oleps_bytes {
	uint8_t *data;
	uint32_t size;
};

/* The stream's version, 16 bytes as a file has them, and the name. */
struct oleps_versioned {
	uint8_t *guid;
	struct oleps_bytes name;
};

struct oleps_dimension {
	uint32_t size;
	int32_t lower;
};

struct oleps_value;

/*
 * A vector has no dimensions. The elements of an array are
 * in the order of the stream, the last index running fastest.
 */
struct oleps_list {
	uint32_t count;
	uint32_t dimension_count;           /* 0: a vector */
	struct oleps_dimension *dimensions; /* of an array */
	union {
		uint8_t *packed;            /* FORM_PACKED, as in a file */
		struct oleps_value *values; /* FORM_VALUES */
	};
};

/*
 * `type` is what the stream says: a type, with OLEPS_VECTOR or OLEPS_ARRAY.
 * Zeros are a valid value (OLEPS_EMPTY).
 */
struct oleps_value {
	uint16_t type;
	uint8_t form;  /* enum oleps_form */
	bool unpadded; /* elements are to be written without padding */
	bool relaid;   /* read in the other layout, or ending between both */
	union {
		uint64_t bits; /* zero-extended: (int32_t)bits for OLEPS_I4 */
		uint8_t fixed[16];
		struct oleps_bytes bytes;
		struct oleps_versioned versioned;
		struct oleps_list *list;
	};
};

/** The form that a value of this type has; OPAQUE for an unknown type. */
enum oleps_form oleps_form_of(uint16_t type);

/** The bytes of an element of this type in a list; 0 if they differ. */
unsigned oleps_element_size(uint16_t type);

/** Does a set need version 1 to hold it? [MS-OLEPS] 2.2 */
bool oleps_needs_version_1(uint16_t type);

/** A value of FORM_NUMBER. Bits beyond the type's width are cut off. */
struct oleps_value oleps_number(uint16_t type, uint64_t bits);

/** A value of FORM_FIXED. */
struct oleps_value oleps_fixed(uint16_t type, const uint8_t bytes[16]);

/** A value of FORM_BYTES, or any type as FORM_OPAQUE; copies the bytes. */
OLEPS_MUST_CHECK int oleps_bytes(uint16_t type, enum oleps_form form,
	const void *bytes, size_t size, struct oleps_value *value);

/** A VERSIONED_STREAM; copies both. */
OLEPS_MUST_CHECK int oleps_versioned(const uint8_t guid[16], const void *name,
	size_t size, struct oleps_value *value);

/**
 * A list of `count` zero or empty elements to be filled by oleps_set_element()
 * or, in FORM_VALUES, through list->values. Dimensions are copied; their
 * sizes must multiply to `count`. OLEPS_BAD_TYPE, OLEPS_TOO_LARGE.
 */
OLEPS_MUST_CHECK int oleps_list(uint16_t type, uint32_t count,
	const struct oleps_dimension *dimensions, uint32_t dimension_count,
	struct oleps_value *value);

/**
 * An element of a list, of the list's element type or, in lists of VARIANT, of
 * its own. It belongs to the list: do not free it.
 */
struct oleps_value
oleps_element(const struct oleps_value *list, uint32_t index);

/** Put a number or fixed value into a list of FORM_PACKED. */
void oleps_set_element(struct oleps_value *list, uint32_t index,
	const struct oleps_value *element);

/** Free what a value holds and leave OLEPS_EMPTY. */
void oleps_value_clear(struct oleps_value *value);

OLEPS_MUST_CHECK int
oleps_value_copy(const struct oleps_value *value, struct oleps_value *copy);

bool
oleps_value_equal(const struct oleps_value *a, const struct oleps_value *b);

#endif
