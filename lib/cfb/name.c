/* SPDX-License-Identifier: MIT */
/*
 * [MS-CFB] 2.6.4 compares lengths before letters, and code units rather than
 * characters: surrogates are never folded, and no locale has a say.
 */
#include "cfb/name.h"

#include "base/upcase.h"

int
cfb_name_compare(const uint16_t *a, size_t a_units, const uint16_t *b,
	size_t b_units)
{
	if (a_units != b_units)
		return a_units < b_units ? -1 : 1;
	for (size_t i = 0; i < a_units; i++) {
		int difference;

		if (a[i] == b[i])
			continue;
		difference = upcase(a[i]) - upcase(b[i]);
		if (difference != 0)
			return difference;
	}
	return 0;
}

uint32_t
cfb_name_hash(const uint16_t *name, size_t units)
{
	uint32_t hash = 2166136261U; /* FNV-1a, by code units */

	for (size_t i = 0; i < units; i++)
		hash = (hash ^ upcase(name[i])) * 16777619U;
	return hash ^ hash >> 15;
}

bool
cfb_name_is_legal(const uint16_t *name, size_t units)
{
	if (units == 0 || units > CFB_NAME_MAX)
		return false;
	for (size_t i = 0; i < units; i++) {
		if (cfb_name_unit_forbidden(name[i]))
			return false;
	}
	return true;
}
