/* SPDX-License-Identifier: MIT */
/*
 * The recovery record: what tells of a header that was torn while a commit
 * wrote it, which version it was to be. It is written behind everything else
 * before the header is, in sectors that the FAT calls free, so that the file
 * ends with it, and a glance at the end of the file finds it.
 */
#ifndef STG_CFB_RECORD_H
#define STG_CFB_RECORD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "cfb/header.h"
#include "io/device.h"

/* What the record of two headers that have nothing in common takes. */
#define CFB_RECORD_MAX 1536

/* What a record ends with: without it, there is none. */
#define CFB_RECORD_TRAILER 32

/* What it begins with: it is a record without that as well. */
#define CFB_RECORD_MARK 8

/** How many bytes the record of two headers takes. */
size_t cfb_record_length(const uint8_t from[CFB_HEADER_SIZE],
	const uint8_t to[CFB_HEADER_SIZE]);

/**
 * Fill `bytes` with the record for a file that ends behind it at `end`: the
 * last bytes are the record, those before it zero. `length` is at least what
 * cfb_record_length() returns. `since` is for cfb_record_since().
 */
void cfb_record_make(const uint8_t from[CFB_HEADER_SIZE],
	const uint8_t to[CFB_HEADER_SIZE], uint32_t since, uint64_t end,
	uint8_t *bytes, size_t length);

/* What is written of a record at the most. */
#define CFB_RECORD_ROOM 4096

/**
 * The same where contents end at `*end`, in whole sectors and clear of the
 * range locks: it belongs at the returned number of bytes before `*end`, which
 * is where the file ends with it.
 */
size_t cfb_record_place(const uint8_t from[CFB_HEADER_SIZE],
	const uint8_t to[CFB_HEADER_SIZE], uint32_t since,
	unsigned sector_shift, uint64_t *end, uint8_t bytes[CFB_RECORD_ROOM]);

/** Let a record that ends at `end` be none, if there is one. */
MUST_CHECK int cfb_record_spoil(struct device *device, uint64_t end);

enum cfb_record_found {
	CFB_RECORD_NONE,   /* no record, or none that is for this header */
	CFB_RECORD_WHOLE,  /* the header is whole, the old or the new one */
	CFB_RECORD_MENDED  /* it was torn and is the new one now */
};

/**
 * Look for a record at the end of a device of `size` bytes, and mend the
 * header, of which `raw` holds what the device does, with its help. Returns
 * what the device did when it failed.
 */
MUST_CHECK int cfb_record_apply(struct device *device, uint64_t size,
	uint8_t raw[CFB_HEADER_SIZE], enum cfb_record_found *found);

/**
 * If a device has, behind `floor`, the record of a commit that wrote this
 * header, or was about to replace it: from which transaction number on all that
 * was committed left alone what a version since needs. CFB_NOT_FOUND: it does
 * not. What is not committed, or was given up, may lie behind it.
 */
MUST_CHECK int cfb_record_since(struct device *device,
	const uint8_t raw[CFB_HEADER_SIZE], uint64_t floor, uint32_t *since);

/**
 * Mend the header on a device, if it is torn, and bring that to the medium;
 * without `write`, only find out. Writes nothing else. CFB_NOT_CFB when what
 * comes out is no header of a compound file.
 */
MUST_CHECK int cfb_record_mend(struct device *device, bool write, bool *torn);

/**
 * The same before others than the engine write to the device, or behind the
 * record. No compound file is as good as a whole one.
 */
MUST_CHECK int cfb_record_finish(struct device *device);

#endif
