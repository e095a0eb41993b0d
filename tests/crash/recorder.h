/* SPDX-License-Identifier: MIT */
/*
 * A byte array that logs what is done to it, so that everything that a crash
 * could leave can be rebuilt. It can be made to fail, and to break the rules
 * that commits rely on: then the suite has to notice.
 */
#ifndef TESTS_CRASH_RECORDER_H
#define TESTS_CRASH_RECORDER_H

#include <stdbool.h>

#include <stg/stg.h>

#include "crash/image.h"

enum event_kind { EVENT_WRITE, EVENT_RESIZE, EVENT_SYNC };

struct event {
	enum event_kind kind;
	uint64_t offset; /* or the new size */
	size_t length;
	uint8_t *bytes;
};

struct events {
	struct event *list;
	size_t count;
	size_t capacity;
};

/* Forget the first `count`. */
void events_drop(struct events *events, size_t count);

/* Bring to an image what the last barrier did, and forget that. */
void events_settle(struct events *events, struct image *durable);

/* What the array does wrong on purpose. */
enum recorder_fault {
	FAULT_NONE,
	FAULT_NO_FIRST_SYNC, /* the barrier before a header is ignored */
	FAULT_NO_SYNC,       /* every barrier is */
	FAULT_LIVE_SECTOR,   /* a sector that the header names is damaged */
	FAULT_NO_RECORD,     /* writes of recovery records are lost */
	FAULT_EARLY_HEADER,  /* the header comes before the barrier */
	FAULT_LIMIT
};

struct recorder {
	ILockBytes ILockBytes_iface;
	unsigned refs;
	struct image image;
	bool logging;
	struct events log;
	enum recorder_fault fault;

	/* The change of this number, from 1, fails; 0: none does. */
	unsigned changes;
	unsigned fail_at;
	bool fail_on;     /* and all later ones */
	bool partly;      /* half of a write that fails arrives */
	HRESULT failure;
	bool lost_sync;   /* a sync or a write of the header has failed */

};

/* Lives with its owner; takes the image over. */
void recorder_init(struct recorder *recorder, struct image *image);
/* Only the owner's reference may be left. */
void recorder_done(struct recorder *recorder);

/* Whether a write holds a recovery record. */
bool event_is_record(const struct event *event);

#endif
