/* SPDX-License-Identifier: MIT */
/*
 * The use of COM by this thread: how often it was begun, and with which model.
 * Nothing else in the library looks at it.
 */
#include <stg/initialize.h>

#include "persist/hooks.h"

#define FLAGS_ALL (COINIT_APARTMENTTHREADED | COINIT_DISABLE_OLE1DDE | \
	COINIT_SPEED_OVER_MEMORY)

static _Thread_local struct {
	size_t begun;
	DWORD model;
} thread;

static HRESULT
begin(DWORD flags)
{
	struct stg_class_hooks hooks = hooks_now();

	return hooks.thread_begins ? hooks.thread_begins(hooks.context, flags)
				   : S_OK;
}

HRESULT
CoInitializeEx(LPVOID pvReserved, DWORD dwCoInit)
{
	DWORD model = dwCoInit & COINIT_APARTMENTTHREADED;
	HRESULT hr = S_FALSE;

	if (pvReserved || (dwCoInit & ~(DWORD)FLAGS_ALL))
		return E_INVALIDARG;
	if (thread.begun != 0 && thread.model != model)
		return RPC_E_CHANGED_MODE;
	if (thread.begun == 0)
		hr = begin(dwCoInit);
	if (FAILED(hr))
		return hr;
	thread.model = model;
	thread.begun++;
	return hr;
}

HRESULT
CoInitialize(LPVOID pvReserved)
{
	return CoInitializeEx(pvReserved, COINIT_APARTMENTTHREADED);
}

void
CoUninitialize(void)
{
	struct stg_class_hooks hooks;

	if (thread.begun == 0 || --thread.begun != 0)
		return;
	hooks = hooks_now();
	if (hooks.thread_ends)
		hooks.thread_ends(hooks.context);
}

HRESULT
OleInitialize(LPVOID pvReserved)
{
	return CoInitialize(pvReserved);
}

void
OleUninitialize(void)
{
	CoUninitialize();
}
