/* SPDX-License-Identifier: MIT */
/* The bytes of property sets in JSON. */
#ifndef PROPS_EXPORT_H
#define PROPS_EXPORT_H

#include "json.h"
#include "propset.h"

/*
 * The bytes of the set's stream, as a member "bytes" of an object; or all that
 * is in its storage, as "elements". The set is of no use afterwards.
 */
void props_export_bytes(struct json *json, struct propset *set);

#endif
