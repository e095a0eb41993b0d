/* SPDX-License-Identifier: MIT */
/*
 * DEFINE_GUID declares a GUID or, where INITGUID was defined before, defines
 * it; several files of a program may define the same one. This header is read
 * anew each time it is included, so that INITGUID may appear in between.
 */
#include <stg/abi.h>

#undef DEFINE_GUID
#undef DEFINE_OLEGUID
#undef STG_DEFINED_GUID

#if defined(INITGUID) && defined(__cplusplus)
#define STG_DEFINED_GUID(name)	EXTERN_C const GUID STG_ANY_DEFINITION name
#else
#define STG_DEFINED_GUID(name)	const GUID STG_ANY_DEFINITION name
#endif

#ifdef INITGUID
#define DEFINE_GUID(name, l, w1, w2, b1, b2, b3, b4, b5, b6, b7, b8)	\
	STG_DEFINED_GUID(name) =					\
		{ l, w1, w2, { b1, b2, b3, b4, b5, b6, b7, b8 } }
#else
#define DEFINE_GUID(name, l, w1, w2, b1, b2, b3, b4, b5, b6, b7, b8)	\
	EXTERN_C const GUID name
#endif

/* The same for the GUIDs that end in C000-000000000046. */
#define DEFINE_OLEGUID(name, l, w1, w2)					\
	DEFINE_GUID(name, l, w1, w2, 0xC0, 0, 0, 0, 0, 0, 0, 0x46)
