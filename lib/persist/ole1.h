/* SPDX-License-Identifier: MIT */
/* What the two directions of the conversion from and to OLE 1 share. */
#ifndef STG_PERSIST_OLE1_H
#define STG_PERSIST_OLE1_H

#include <stg/ole.h>

#include "oleds/ole1.h"

/* A presentation that goes through a medium instead of a stream. */
struct ole1_picture {
	CLIPFORMAT format; /* 0: none */
	LONG width, height;
	struct oleds_span data;
};

/** The format that the class name of a presentation stands for; 0: none. */
CLIPFORMAT ole1_format(const struct oleds_ole1_picture *picture);

/** The name that stands for a format, with its NUL; length 0: none. */
struct oleds_span ole1_class_name(CLIPFORMAT format);

/** The bytes themselves, and the height as it is on paper. */
struct ole1_picture ole1_picture_of(const struct oleds_ole1_picture *picture);

#endif
