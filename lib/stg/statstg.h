/* SPDX-License-Identifier: MIT */
/* Filling a STATSTG from a directory entry. */
#ifndef STG_STG_STATSTG_H
#define STG_STG_STATSTG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <stg/statstg.h>

struct cfb_dirent;
struct cfb_file;

/** STATFLAG_DEFAULT and STATFLAG_NONAME pass, others do not. */
HRESULT statstg_check(const STATSTG *stat, DWORD flags);

/** A copy of `units` code units and a NUL in task memory, or NULL. */
OLECHAR *statstg_copy_name(const OLECHAR *name, size_t units);

/** Everything that the entry tells; the name only if `with_name`. */
HRESULT statstg_from_entry(const struct cfb_file *file,
	const struct cfb_dirent *entry, bool with_name, STATSTG *stat);

#endif
