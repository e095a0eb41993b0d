/* SPDX-License-Identifier: MIT */
/* Heads of declarations, as generated headers expect them. */
#ifndef STG_COMPAT_RPC_H
#define STG_COMPAT_RPC_H

#include <stg/compat/rpcndr.h>
#include <stg/compat/windef.h>

typedef LONG RPC_STATUS;
typedef void *RPC_IF_HANDLE;

#ifndef RPC_S_OK
#define RPC_S_OK		0
#endif

#endif
