/* SPDX-License-Identifier: MIT */
/*
 * A byte array that is read while it still arrives: IFillLockBytes for whoever
 * brings the bytes, ILockBytes for whoever reads them.
 */
#ifndef STG_STG_FILL_H
#define STG_STG_FILL_H

#include <stg/async.h>
#include <stg/lockbytes.h>

/** The tables, for the test that every slot is filled. */
extern const IFillLockBytesVtbl fill_vtbl;
extern const ILockBytesVtbl filled_vtbl;

#endif
