/* SPDX-License-Identifier: MIT */
/*
 * A storage of somebody else, in memory: what copying needs of IStorage and
 * IStream, by their documented methods. Every call that changes something is
 * counted, and one of them can be told to fail.
 */
#ifndef TESTS_SUPPORT_MOCK_H
#define TESTS_SUPPORT_MOCK_H

#include <stdbool.h>
#include <stdint.h>

#include <stg/stg.h>

struct mock_world {
	unsigned calls;   /* that change something */
	unsigned fail_at; /* the call of this number, from 1, fails … */
	HRESULT failure;  /* … with this */
	ULONG at_most;    /* bytes in one Write; 0: no bound */
	unsigned alive;   /* interfaces that were handed out */
	unsigned foreign; /* calls of methods that copying has no use for */
	/* Called before each call that changes something, if set. */
	void (*hook)(void *context);
	void *context;
};

/* A root storage with one reference; it goes with its last one. */
IStorage *mock_make(struct mock_world *world);

/*
 * The tree below a storage in the order of creation, names in canonical form:
 * "A=4 B(C=0)" is a stream of four bytes and a storage with an empty one.
 * Valid until the next call.
 */
const char *mock_text(IStorage *storage);

/* The bytes of a stream by a path of ASCII names; NULL: there is none. */
const uint8_t *mock_bytes(IStorage *storage, const char *path, size_t *size);
/* The class of a storage by such a path. */
const CLSID *mock_class(IStorage *storage, const char *path);
DWORD mock_state(IStorage *storage, const char *path);
/* Creates elements beforehand, not counted. */
void mock_put_stream(IStorage *storage, const char *name, const char *text);
IStorage *mock_put_storage(IStorage *storage, const char *name);

#endif
