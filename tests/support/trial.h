/* SPDX-License-Identifier: MIT */
/*
 * A device to try writers on: sparse, so that it holds terabytes of nothing,
 * with a log of every change, and with failures on request. From the log, the
 * bytes at every moment of the past can be had again.
 */
#ifndef TESTS_SUPPORT_TRIAL_H
#define TESTS_SUPPORT_TRIAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "io/device.h"

enum trial_kind { TRIAL_WRITE, TRIAL_RESIZE, TRIAL_SYNC };

struct trial_change {
	enum trial_kind kind;
	uint64_t offset; /* or the new size */
	size_t length;
	uint8_t *bytes;
};

struct trial {
	struct device device;
	uint8_t ***tables;  /* of pages; NULL: zeros */
	size_t table_count;
	uint64_t size;
	uint64_t held;      /* bytes in pages */

	bool logging;
	struct trial_change *log;
	size_t log_count;
	size_t log_capacity;

	unsigned changes;   /* writes, resizes and syncs so far */
	unsigned fail_at;   /* the change of this number, from 1; 0: none */
	bool fail_on;       /* and all later ones */
	int failure;        /* errno */
	bool lost_sync;     /* a sync failed, or a write of the first sector */
	bool partly;        /* half of a write that fails arrives */
	unsigned reads;
	unsigned fail_read_at;
	bool fail_reads_on;
	uint64_t limit;     /* bytes; ENOSPC beyond */
	unsigned closes;
	bool *busy;         /* set while the device works, if not NULL */
	uint64_t never;     /* writing here ends the test; 0: nowhere */
};

/* Lives in a test, which gives away &trial.device. */
void trial_init(struct trial *trial);
void trial_init_with(struct trial *trial, const void *bytes, size_t length);
/* Closing the device does not free anything; this does. */
void trial_done(struct trial *trial);

/* Begin a log, and forget the one there was. */
void trial_log(struct trial *trial);
void trial_log_clear(struct trial *trial);

/* Apply a change to a device that keeps no log; the first `length` bytes. */
void trial_apply(struct trial *trial, const struct trial_change *change,
	size_t length);

/* All that the device holds, for free(). */
uint8_t *trial_bytes(struct trial *trial, size_t *length);

/* A device that reads another one and leaves it alone; closing frees it. */
struct device *trial_view(struct trial *trial);

#endif
