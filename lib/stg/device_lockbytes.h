/* SPDX-License-Identifier: MIT */
/* A caller's byte array as a device of the engine. */
#ifndef STG_STG_DEVICE_LOCKBYTES_H
#define STG_STG_DEVICE_LOCKBYTES_H

#include <stg/lockbytes.h>

#include "io/device.h"

/**
 * Make a device of `lockbytes`, with a reference that closing it gives back.
 * The array's failures come out of the device as they are: negative.
 */
MUST_CHECK int
lockbytes_device_open(ILockBytes *lockbytes, struct device **device);

#endif
