/* SPDX-License-Identifier: MIT */
/* The types of values as one table. [MS-OLEPS] 2.2 */
#include "stg/vartype.h"

#define P   VARTYPE_PLAIN
#define V   VARTYPE_VECTOR
#define A   VARTYPE_ARRAY
#define R   VARTYPE_BYREF
#define AR  (VARTYPE_ARRAY | VARTYPE_BYREF)
#define ALL (P | V | AR)

#define PTR ((unsigned)sizeof(void *))

static const struct vartype types[] = {
	[VT_EMPTY] = { P, 0, HOLDS_NOTHING },
	[VT_NULL] = { P, 0, HOLDS_NOTHING },
	[VT_I2] = { ALL, 2, HOLDS_NOTHING },
	[VT_I4] = { ALL, 4, HOLDS_NOTHING },
	[VT_R4] = { ALL, 4, HOLDS_NOTHING },
	[VT_R8] = { ALL, 8, HOLDS_NOTHING },
	[VT_CY] = { ALL, 8, HOLDS_NOTHING },
	[VT_DATE] = { ALL, 8, HOLDS_NOTHING },
	[VT_BSTR] = { ALL, PTR, HOLDS_BSTR },
	[VT_DISPATCH] = { P | AR, PTR, HOLDS_INTERFACE },
	[VT_ERROR] = { ALL, 4, HOLDS_NOTHING },
	[VT_BOOL] = { ALL, 2, HOLDS_NOTHING },
	[VT_VARIANT] = { ALL, (unsigned)sizeof(PROPVARIANT),
		HOLDS_PROPVARIANT },
	[VT_UNKNOWN] = { P | AR, PTR, HOLDS_INTERFACE },
	[VT_DECIMAL] = { P | AR, (unsigned)sizeof(DECIMAL), HOLDS_NOTHING },
	[VT_I1] = { ALL, 1, HOLDS_NOTHING },
	[VT_UI1] = { ALL, 1, HOLDS_NOTHING },
	[VT_UI2] = { ALL, 2, HOLDS_NOTHING },
	[VT_UI4] = { ALL, 4, HOLDS_NOTHING },
	[VT_I8] = { ALL, 8, HOLDS_NOTHING },
	[VT_UI8] = { ALL, 8, HOLDS_NOTHING },
	[VT_INT] = { P | AR, 4, HOLDS_NOTHING },
	[VT_UINT] = { P | AR, 4, HOLDS_NOTHING },
	[VT_LPSTR] = { P | V, PTR, HOLDS_LPSTR },
	[VT_LPWSTR] = { P | V, PTR, HOLDS_LPWSTR },
	/* Neither pointer of a record is followed. */
	[VT_RECORD] = { P | AR, PTR, HOLDS_NOTHING },
	[VT_FILETIME] = { P | V, 8, HOLDS_NOTHING },
	[VT_BLOB] = { P, 0, HOLDS_BLOB },
	[VT_STREAM] = { P, 0, HOLDS_INTERFACE },
	[VT_STORAGE] = { P, 0, HOLDS_INTERFACE },
	[VT_STREAMED_OBJECT] = { P, 0, HOLDS_INTERFACE },
	[VT_STORED_OBJECT] = { P, 0, HOLDS_INTERFACE },
	[VT_BLOB_OBJECT] = { P, 0, HOLDS_BLOB },
	[VT_CF] = { P | V, (unsigned)sizeof(CLIPDATA), HOLDS_CLIPDATA },
	/* These two are types as long as there is something to hold. */
	[VT_CLSID] = { P | V, (unsigned)sizeof(CLSID), HOLDS_CLSID },
	[VT_VERSIONED_STREAM] = { P, 0, HOLDS_VERSIONED },
};

struct vartype
vartype_of(VARTYPE vt)
{
	static const struct vartype none = { 0, 0, HOLDS_NOTHING };

	return vt < sizeof types / sizeof *types ? types[vt] : none;
}

bool
vartype_is_valid(VARTYPE vt)
{
	unsigned places = vartype_of(vt & VT_TYPEMASK).places;

	switch (vt & ~VT_TYPEMASK) {
	case 0:
		return places & VARTYPE_PLAIN;
	case VT_VECTOR:
		return places & VARTYPE_VECTOR;
	case VT_ARRAY:
	case VT_ARRAY | VT_BYREF:
		return places & VARTYPE_ARRAY;
	case VT_BYREF:
		return places & VARTYPE_BYREF;
	default:
		return false;
	}
}
