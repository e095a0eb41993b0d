/* SPDX-License-Identifier: MIT */
/*
 * The frozen upper-case table by which element names are compared
 * ([MS-CFB] 2.6.4): the simple mappings of Unicode 5.0 with the exceptions
 * that the specification documents. It never changes with the locale or with
 * newer versions of Unicode, since directory trees on disk are sorted by it.
 */
#ifndef STG_BASE_UPCASE_H
#define STG_BASE_UPCASE_H

#include <stdint.h>

/** Upper case of a code unit outside ASCII; use upcase(). */
uint16_t upcase_lookup(uint16_t unit);

static inline uint16_t
upcase(uint16_t unit)
{
	if (unit < 0x80)
		return unit >= 'a' && unit <= 'z' ? (uint16_t)(unit - 32)
						  : unit;
	return upcase_lookup(unit);
}

#endif
