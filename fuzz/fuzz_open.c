/* SPDX-License-Identifier: MIT */
/*
 * Opens any bytes as a compound file and does all that can be done with one
 * that is only read: check, list, look up, enumerate, read, copy; at each
 * level of strictness. What must hold is claimed along the way.
 */
#include <stg/docfile.h>
#include <stg/hresult.h>

#include "bytes.h"
#include "contents.h"
#include "heap.h"
#include "mutate.h"
#include "prove.h"

#define HEAP_FIXED ((size_t)1 << 20)

/* Large, and used by one input at a time. */
static struct verdict verdict, again;
static struct elements elements;

static void
explore(IStorage *root, struct bytes *bytes, enum stg_strictness level,
	struct dice *dice)
{
	bool whole = level == STG_TOLERANT;
	struct contents contents = { .budget = 16384 };

	if (whole)
		contents.budget = 65536 + 2 * (uint64_t)bytes->size;
	elements_list(&elements, root, bytes->size);
	PROVE(!whole || elements.hr == S_OK);
	PROVE(elements.total <= verdict.summary.entries);
	elements_look_up(&elements, root, whole, dice);
	contents_read(
		&contents, &elements, root, whole ? &verdict : NULL, dice);
	if (whole) {
		elements_enumerate(&elements, root, dice);
		contents_copy(&contents, &elements, root,
			65536 + 2 * (uint64_t)bytes->size);
	}
	elements_done(&elements);
}

static void
open_at(struct bytes *bytes, enum stg_strictness level, struct dice *dice)
{
	IStorage *root;
	HRESULT hr = StgOpenStorageOnILockBytes(&bytes->ILockBytes_iface, NULL,
		STGM_READ | STGM_SHARE_DENY_WRITE, NULL, 0, &root);

	PROVE(SUCCEEDED(hr) == (root != NULL));
	verdict_prove_open(&verdict, hr);
	if (FAILED(hr))
		return;
	hr = stg_set_strictness(root, level);
	PROVE(hr == S_OK ||
		(level != STG_TOLERANT && hr == STG_E_DOCFILECORRUPT));
	if (SUCCEEDED(hr))
		explore(root, bytes, level, dice);
	PROVE(IStorage_Release(root) == 0);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct dice dice = dice_from(data, size);
	struct bytes bytes;

	heap_begin();
	bytes_init(&bytes, data, size);
	verdict_make(&verdict, &bytes.ILockBytes_iface);
	for (int level = STG_TOLERANT; level <= STG_STRICT; level++)
		open_at(&bytes, (enum stg_strictness)level, &dice);
	verdict_make(&again, &bytes.ILockBytes_iface);
	verdict_prove_same(&verdict, &again);
	PROVE(bytes.refs == 1);
	/* What is kept here of the elements is counted with it. */
	heap_prove(HEAP_FIXED + size + size / 2);
	return 0;
}

size_t
LLVMFuzzerCustomMutator(
	uint8_t *data, size_t size, size_t max_size, unsigned int seed)
{
	return mutate_file(data, size, max_size, seed);
}
