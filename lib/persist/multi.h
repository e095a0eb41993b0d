/* SPDX-License-Identifier: MIT */
/* Several interfaces of one object. */
#ifndef STG_PERSIST_MULTI_H
#define STG_PERSIST_MULTI_H

#include <stg/class.h>

/**
 * Ask an object for all that is wanted of it.
 * @return S_OK: all; CO_S_NOTALLINTERFACES: some; E_NOINTERFACE: none
 */
HRESULT multi_query(IUnknown *object, DWORD count, MULTI_QI *results);

#endif
