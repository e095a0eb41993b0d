/* SPDX-License-Identifier: MIT */
/* What a runtime adds to the classes of this process. */
#ifndef STG_PERSIST_HOOKS_H
#define STG_PERSIST_HOOKS_H

#include <stg/class.h>

/** A copy of the hooks, of size 0 and all NULL if none are set. */
struct stg_class_hooks hooks_now(void);

#endif
