/* SPDX-License-Identifier: MIT */
/*
 * What iconv calls the code pages of Windows. C libraries know most of them
 * as CP and the number; the table has those that have another name.
 */
#ifndef STG_OLEPS_CODEPAGE_NAMES_H
#define STG_OLEPS_CODEPAGE_NAMES_H

#include <stdbool.h>
#include <stdint.h>

#define OLEPS_ENCODING_SIZE 24

/**
 * The name to try as `attempt`, 0 first; false when there is no other.
 */
bool oleps_encoding_name(
	uint16_t codepage, unsigned attempt, char name[OLEPS_ENCODING_SIZE]);

#endif
