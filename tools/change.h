/* SPDX-License-Identifier: MIT */
/* Verbs that change a property of storages: FILE VALUE [INNER-PATH...]. */
#ifndef CHANGE_H
#define CHANGE_H

#include "slot.h"

struct change {
	HRESULT (*apply)(IStorage *storage, const void *value);
	const void *value;
	const char *what;   /* which a stream does not have */
	const char *failed; /* what is said when it does not work */
};

/* To the storages behind the value in the operands, or else to the root. */
enum exit_code
change_each(int count, char **operands, const struct change *change);

#endif
