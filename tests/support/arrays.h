/* SPDX-License-Identifier: MIT */
/*
 * Byte arrays of other people: an ILockBytes that keeps the contract over the
 * image of a recipe, and breaks it where a test wants it to. It answers to
 * IUnknown and ILockBytes and goes with its last reference.
 */
#ifndef TESTS_SUPPORT_ARRAYS_H
#define TESTS_SUPPORT_ARRAYS_H

#include <stdatomic.h>
#include <stdbool.h>

#include <stg/stg.h>

#include "support/devices.h"
#include "support/recipes.h"

#define ck_hr(expression, expected) \
	ck_assert_uint_eq((ULONG)(expression), (ULONG)(expected))

struct array {
	ILockBytes ILockBytes_iface;
	atomic_uint refs;
	struct builder *builder; /* destroyed with the array, or NULL … */
	void *bytes;             /* … for an image that is freed with it */
	struct spy spy;          /* reads the image */
	bool *gone;              /* set when the array goes, if not NULL */

	atomic_uint reads, stats, changes, locks; /* calls */
	unsigned fail_at; /* the read of this number, from 1, … */
	HRESULT failure;  /* … returns this */
	HRESULT stat_failure;
	ULONG at_most;       /* bytes in one read; 0: no bound */
	const OLECHAR *name; /* what Stat tells, or NULL */
	DWORD locks_supported;
};

/* An array of one reference; takes the builder over. */
struct array *array_make(struct builder *builder);
/* The same of bytes from malloc(), which it takes over. */
struct array *array_make_bytes(void *bytes, size_t length);

/* The root storage on an array, opened for reading; takes a reference. */
IStorage *array_open(struct array *array);

/* The root storage of a recipe, which is all that there is. */
IStorage *storage_of(const char *text);
IStorage *storage_of_recipe(const char *name);

#endif
