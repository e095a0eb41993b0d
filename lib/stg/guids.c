/* SPDX-License-Identifier: MIT */
/*
 * The GUIDs that the public headers declare: interfaces, property set formats
 * and classes.
 */
#include <stg/stg.h>

#define GUID_OF(name, l, w1, w2, b1, b2, b3, b4, b5, b6, b7, b8)	\
	const GUID name = { l, w1, w2, { b1, b2, b3, b4, b5, b6, b7, b8 } }

/* The many that end in C000-000000000046. */
#define OLE_GUID_OF(name, l) \
	GUID_OF(name, l, 0, 0, 0xC0, 0, 0, 0, 0, 0, 0, 0x46)

#define GUID_OF_ZEROS(name) GUID_OF(name, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)

GUID_OF_ZEROS(GUID_NULL);
GUID_OF_ZEROS(IID_NULL);
GUID_OF_ZEROS(CLSID_NULL);
GUID_OF_ZEROS(FMTID_NULL);

OLE_GUID_OF(IID_IUnknown, 0x00000000);
OLE_GUID_OF(IID_IClassFactory, 0x00000001);
OLE_GUID_OF(IID_IMalloc, 0x00000002);
OLE_GUID_OF(IID_ILockBytes, 0x0000000A);
OLE_GUID_OF(IID_IStorage, 0x0000000B);
OLE_GUID_OF(IID_IStream, 0x0000000C);
OLE_GUID_OF(IID_IEnumSTATSTG, 0x0000000D);
OLE_GUID_OF(IID_IRootStorage, 0x00000012);
GUID_OF(IID_ISequentialStream, 0x0C733A30, 0x2A1C, 0x11CE,
	0xAD, 0xE5, 0x00, 0xAA, 0x00, 0x44, 0x77, 0x3D);
GUID_OF(IID_IDirectWriterLock, 0x0E6D4D92, 0x6738, 0x11CF,
	0x96, 0x08, 0x00, 0xAA, 0x00, 0x68, 0x0D, 0xB4);
