/* SPDX-License-Identifier: MIT */
/*
 * The calls by which a thread begins and ends its use of COM.
 *
 * Nothing in this library asks for them: objects of storages may be used from
 * any thread at any time. They are for programs that make these calls as they
 * are used to, and get the results that they are used to. The library counts
 * them, thread by thread, and tells a runtime that has set class hooks
 * (<stg/class.h>) of the first call and of the last one.
 */
#ifndef STG_INITIALIZE_H
#define STG_INITIALIZE_H

#include <stg/types.h>

/* How objects that a thread makes may be called. */
typedef enum tagCOINIT {
	COINIT_MULTITHREADED = 0x0,
	COINIT_APARTMENTTHREADED = 0x2,
	COINIT_DISABLE_OLE1DDE = 0x4,	/* nothing to disable here */
	COINIT_SPEED_OVER_MEMORY = 0x8	/* no effect here */
} COINIT;

STG_BEGIN_DECLS

/**
 * Begins the use of COM on this thread. Each call that succeeds, S_FALSE
 * included, is to be balanced by CoUninitialize.
 *
 * @param pvReserved  NULL
 * @param dwCoInit    COINIT_…
 * @return S_OK; S_FALSE: begun already, with the same model;
 *	RPC_E_CHANGED_MODE: begun already, with the other model; E_INVALIDARG:
 *	pvReserved is not NULL, or an unknown flag; what a hook returns
 */
STG_API HRESULT CoInitializeEx(LPVOID pvReserved, DWORD dwCoInit);

/** CoInitializeEx with COINIT_APARTMENTTHREADED. */
STG_API HRESULT CoInitialize(LPVOID pvReserved);

/** Takes back one call that succeeded; without one it does nothing. */
STG_API void CoUninitialize(void);

/** The same as CoInitialize: there is no more to OLE here. */
STG_API HRESULT OleInitialize(LPVOID pvReserved);

/** The same as CoUninitialize. */
STG_API void OleUninitialize(void);

STG_END_DECLS

#endif
