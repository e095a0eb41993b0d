/* SPDX-License-Identifier: MIT */
/* A picture: bytes of whatever format, in a stream. */
#ifndef PICTURE_H
#define PICTURE_H

#include <stg/stg.h>

extern const CLSID CLSID_Picture;
extern const struct stg_object_class picture_class;

/* A new one, with a copy of the bytes. */
HRESULT picture_create(const void *bytes, ULONG length,
		       IPersistStream **picture);
/* How many bytes one of this program's pictures has. */
ULONG picture_length(IPersistStream *picture);

#endif
