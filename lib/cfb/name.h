/* SPDX-License-Identifier: MIT */
/* Names of elements: their order, equality and legality, [MS-CFB] 2.6.4. */
#ifndef STG_CFB_NAME_H
#define STG_CFB_NAME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "cfb/format.h"

/**
 * Order of siblings: the shorter name first, then by upper-cased code units.
 * Returns a value below, at or above 0. Lengths are in code units.
 */
int cfb_name_compare(const uint16_t *a, size_t a_units, const uint16_t *b,
	size_t b_units);

/** A hash that names which compare equal share. */
uint32_t cfb_name_hash(const uint16_t *name, size_t units);

/** [MS-CFB] 2.6.1: these four characters may not be in a name. */
static inline bool
cfb_name_unit_forbidden(uint16_t unit)
{
	return unit == '/' || unit == '\\' || unit == ':' || unit == '!';
}

/** May an element be given this name? Neither empty nor too long either. */
bool cfb_name_is_legal(const uint16_t *name, size_t units);

#endif
