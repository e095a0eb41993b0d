/* SPDX-License-Identifier: MIT */
/*
 * Heads of declarations, as headers for objects write them. No header of that
 * name exists elsewhere.
 */
#ifndef STG_COMPAT_WINOLE_H
#define STG_COMPAT_WINOLE_H

#include <stg/abi.h>
#include <stg/compat/windef.h>

#define WINOLEAPI		EXTERN_C HRESULT STDAPICALLTYPE
#define WINOLEAPI_(type)	EXTERN_C type STDAPICALLTYPE
#define WINOLEAUTAPI		EXTERN_C HRESULT STDAPICALLTYPE
#define WINOLEAUTAPI_(type)	EXTERN_C type STDAPICALLTYPE

#endif
