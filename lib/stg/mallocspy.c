/* SPDX-License-Identifier: MIT */
/*
 * A spy may give out other addresses than the allocator's, so what it saw being
 * allocated has to come by it again when it is freed: these blocks are kept in
 * a table, by the addresses that the program has. Everything happens under one
 * lock, from the spy's first call of an operation to its second, as promised.
 */
#include "stg/mallocspy.h"

#include <pthread.h>
#include <stdint.h>

#include <stg/memory.h>

#include "base/container.h"
#include "base/hash.h"
#include "stg/taskmem.h"

struct block {
	struct hash_node node;
	void *address;
};

atomic_bool mallocspy_there;

static struct {
	pthread_mutex_t lock;
	IMallocSpy *spy;    /* NULL: none */
	bool ending;        /* as soon as its blocks are gone */
	struct hash blocks;
} watch = { .lock = PTHREAD_MUTEX_INITIALIZER };

static uint32_t
key_of(const void *address)
{
	uint64_t number = (uintptr_t)address >> 4;

	return (uint32_t)(number ^ number >> 32);
}

/* Under the lock, like all that follows but what others call. */
static struct block *
find(const void *address)
{
	struct hash_node *node = hash_find(&watch.blocks, key_of(address));

	while (node &&
		container_of(node, struct block, node)->address != address)
		node = hash_again(node);
	return node ? container_of(node, struct block, node) : NULL;
}

static void
add(struct block *block, void *address)
{
	block->address = address;
	hash_add(&watch.blocks, &block->node, key_of(address));
}

/* One that is about to go sees nothing but what it has touched. */
static bool
is_watched(const struct block *block)
{
	return block || (watch.spy && !watch.ending);
}

/* End the spy if its time has come. @return it, to be released later */
static IMallocSpy *
let_go(void)
{
	IMallocSpy *spy = watch.spy;

	if (!spy || !watch.ending || watch.blocks.count > 0)
		return NULL;
	watch.spy = NULL;
	watch.ending = false;
	hash_done(&watch.blocks);
	atomic_store(&mallocspy_there, false);
	return spy;
}

/* It may free task memory itself when it ends: not under the lock. */
static void
unlock_and_release(void)
{
	IMallocSpy *spy = let_go();

	pthread_mutex_unlock(&watch.lock);
	if (spy)
		IMallocSpy_Release(spy);
}

static void *
spied_alloc(size_t size)
{
	struct block *block = malloc(sizeof *block);
	void *address = NULL;
	size_t actual;

	if (!block)
		return NULL;
	actual = IMallocSpy_PreAlloc(watch.spy, size);
	/* This is how a spy makes an allocation fail. */
	if (actual > 0 || size == 0)
		address = IMallocSpy_PostAlloc(watch.spy,
			taskmem_alloc(actual));
	if (address)
		add(block, address);
	else
		free(block);
	return address;
}

void *
mallocspy_alloc(size_t size)
{
	void *address;

	pthread_mutex_lock(&watch.lock);
	address = is_watched(NULL) ? spied_alloc(size) : taskmem_alloc(size);
	pthread_mutex_unlock(&watch.lock);
	return address;
}

static void *
spied_realloc(struct block *block, void *address, size_t size)
{
	void *actual = address;
	void *moved;

	size = IMallocSpy_PreRealloc(watch.spy, address, size, &actual,
		block != NULL);
	if (size == 0)
		return NULL;
	moved = IMallocSpy_PostRealloc(watch.spy, realloc(actual, size),
		block != NULL);
	if (block && moved) {
		hash_remove(&watch.blocks, &block->node);
		add(block, moved);
	}
	return moved;
}

void *
mallocspy_realloc(void *address, size_t size)
{
	struct block *block;

	pthread_mutex_lock(&watch.lock);
	block = find(address);
	address = is_watched(block) ? spied_realloc(block, address, size) :
		realloc(address, size);
	pthread_mutex_unlock(&watch.lock);
	return address;
}

static void
spied_free(struct block *block, void *address)
{
	free(IMallocSpy_PreFree(watch.spy, address, block != NULL));
	IMallocSpy_PostFree(watch.spy, block != NULL);
	if (!block)
		return;
	hash_remove(&watch.blocks, &block->node);
	free(block);
}

void
mallocspy_free(void *address)
{
	struct block *block;

	pthread_mutex_lock(&watch.lock);
	block = find(address);
	if (is_watched(block))
		spied_free(block, address);
	else
		free(address);
	unlock_and_release();
}

size_t
mallocspy_get_size(void *address)
{
	struct block *block;
	size_t size;

	pthread_mutex_lock(&watch.lock);
	block = find(address);
	if (is_watched(block)) {
		void *actual = IMallocSpy_PreGetSize(watch.spy, address,
			block != NULL);

		size = IMallocSpy_PostGetSize(watch.spy,
			taskmem_get_size(actual), block != NULL);
	} else {
		size = taskmem_get_size(address);
	}
	pthread_mutex_unlock(&watch.lock);
	return size;
}

int
mallocspy_did_alloc(void *address)
{
	struct block *block;
	int did;

	pthread_mutex_lock(&watch.lock);
	block = find(address);
	if (is_watched(block)) {
		void *actual = IMallocSpy_PreDidAlloc(watch.spy, address,
			block != NULL);

		did = IMallocSpy_PostDidAlloc(watch.spy, address,
			block != NULL, block ? 1 : taskmem_did_alloc(actual));
	} else {
		did = taskmem_did_alloc(address);
	}
	pthread_mutex_unlock(&watch.lock);
	return did;
}

void
mallocspy_minimize(void)
{
	bool watched;

	pthread_mutex_lock(&watch.lock);
	watched = is_watched(NULL);
	if (watched)
		IMallocSpy_PreHeapMinimize(watch.spy);
	taskmem_minimize();
	if (watched)
		IMallocSpy_PostHeapMinimize(watch.spy);
	pthread_mutex_unlock(&watch.lock);
}

HRESULT
CoRegisterMallocSpy(LPMALLOCSPY pMallocSpy)
{
	bool taken;
	void *spy;

	if (!pMallocSpy ||
		FAILED(IMallocSpy_QueryInterface(pMallocSpy, &IID_IMallocSpy,
			&spy)))
		return E_INVALIDARG;
	pthread_mutex_lock(&watch.lock);
	taken = watch.spy != NULL;
	if (!taken) {
		watch.spy = spy;
		atomic_store(&mallocspy_there, true);
	}
	pthread_mutex_unlock(&watch.lock);
	if (taken)
		IMallocSpy_Release((IMallocSpy *)spy);
	return taken ? CO_E_OBJISREG : S_OK;
}

HRESULT
CoRevokeMallocSpy(void)
{
	HRESULT hr = S_OK;

	pthread_mutex_lock(&watch.lock);
	if (!watch.spy)
		hr = CO_E_OBJNOTREG;
	else if (watch.blocks.count > 0)
		hr = E_ACCESSDENIED;
	watch.ending = watch.spy != NULL;
	unlock_and_release();
	return hr;
}
