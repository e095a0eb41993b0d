/* SPDX-License-Identifier: MIT */
/* A part of a byte array, as a byte array that can only be read. */
#ifndef WINDOW_H
#define WINDOW_H

#include <stdint.h>

#include <stg/lockbytes.h>

/* The array is referenced; what lies beyond its end is missing here too. */
ILockBytes *window_create(ILockBytes *base, uint64_t offset, uint64_t size);

#endif
