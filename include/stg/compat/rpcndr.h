/* SPDX-License-Identifier: MIT */
/*
 * What headers that were generated from interface descriptions begin with. The
 * word for a signed byte is left out: it is too common a name for a macro.
 */
#ifndef STG_COMPAT_RPCNDR_H
#define STG_COMPAT_RPCNDR_H

#include <stg/compat/windef.h>
#include <stg/guid.h>
#include <stg/unknown.h>

/* The least version that generated headers accept. */
#ifndef __RPCNDR_H_VERSION__
#define __RPCNDR_H_VERSION__	500
#endif

#ifndef BEGIN_INTERFACE
#define BEGIN_INTERFACE
#define END_INTERFACE
#endif

#ifndef CONST_VTBL
#define CONST_VTBL		const
#endif

#define MIDL_INTERFACE(iid)	struct
#define DECLSPEC_UUID(iid)
#define DECLSPEC_NOVTABLE
#define DECLSPEC_XFGVIRT(base, method)

#define __RPC_API
#define __RPC_CALLEE
#define __RPC_FAR
#define __RPC_STUB
#define __RPC_USER
#define RPC_ENTRY

typedef unsigned char byte;
typedef unsigned char boolean;
typedef LONGLONG hyper;
typedef ULONGLONG MIDL_uhyper;

#endif
