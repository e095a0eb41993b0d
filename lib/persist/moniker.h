/* SPDX-License-Identifier: MIT */
/*
 * The bytes of the two names that a link needs, as files hold them: a file, and
 * an item in it. [MS-OSHARED] 2.3.7.6 to 2.3.7.8
 */
#ifndef STG_PERSIST_MONIKER_H
#define STG_PERSIST_MONIKER_H

#include "oleds/wire.h"

/**
 * Encode the name of a file, and of an item in it unless that is empty; both
 * with a NUL. Returns the bytes that it takes.
 */
size_t moniker_encode(struct oleds_span file, struct oleds_span item,
	uint8_t *bytes, size_t room);

/** Decode such a name. @return OLEDS_OK; OLEDS_SHORT; OLEDS_BAD: another */
enum oleds_status moniker_decode(struct oleds_span bytes,
	struct oleds_span *file, struct oleds_span *item);

#endif
