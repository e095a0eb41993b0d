/* SPDX-License-Identifier: MIT */
/* Limits of walks over whole trees of storages. */
#ifndef STG_STG_WALK_H
#define STG_STG_WALK_H

/*
 * Storages nested deeper are not walked into. A file of some megabytes can
 * claim a hundred thousand levels, and their paths alone would take gigabytes.
 */
#define WALK_DEPTH_MAX 2048

#endif
