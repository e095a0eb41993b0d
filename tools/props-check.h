/* SPDX-License-Identifier: MIT */
/* Are the property sets of a storage in order? */
#ifndef PROPS_CHECK_H
#define PROPS_CHECK_H

#include "cmd.h"

/* The operands are a file and, perhaps, the path of a storage in it. */
enum exit_code props_check(int count, char **operands);

#endif
