/* SPDX-License-Identifier: MIT */
/*
 * One table for the process. Callers take a copy under the lock and call its
 * functions without it, so that these may call back.
 */
#include "persist/hooks.h"

#include <pthread.h>
#include <string.h>

/* The table had at least these when it was first published. */
#define SIZE_LEAST offsetof(struct stg_class_hooks, get_class_object)

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct stg_class_hooks current;

struct stg_class_hooks
hooks_now(void)
{
	struct stg_class_hooks hooks;

	pthread_mutex_lock(&lock);
	hooks = current;
	pthread_mutex_unlock(&lock);
	return hooks;
}

HRESULT
stg_set_class_hooks(const struct stg_class_hooks *hooks,
	struct stg_class_hooks *previous)
{
	struct stg_class_hooks next;

	if (hooks && hooks->size < SIZE_LEAST)
		return E_INVALIDARG;
	memset(&next, 0, sizeof next);
	/* A newer program's functions at the end are not known here. */
	if (hooks)
		memcpy(&next, hooks, hooks->size < sizeof next ? hooks->size :
			sizeof next);
	pthread_mutex_lock(&lock);
	if (previous)
		*previous = current;
	current = next;
	pthread_mutex_unlock(&lock);
	return S_OK;
}
