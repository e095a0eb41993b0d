/* SPDX-License-Identifier: MIT */
/* The option that chooses the version of a new file. */
#ifndef VERSION_H
#define VERSION_H

#define VERSION_CHOICES "3|4"
#define VERSION_UNSET   2u

static inline unsigned
version_of(unsigned choice)
{
	return choice == 1 ? 4 : 3;
}

#endif
