/* SPDX-License-Identifier: MIT */
/*
 * Claims of operations whose memory is short. Check allocates as well, so what
 * is wrong meanwhile is only noted.
 */
#ifndef TESTS_SUPPORT_SHORT_H
#define TESTS_SUPPORT_SHORT_H

#include <stdbool.h>

#include <stg/hresult.h>
#include <stg/unknown.h>

static const char *wrong;

#define expect(condition)                   \
	do {                                \
		if (!(condition))           \
			wrong = #condition; \
	} while (0)

static inline bool
is_short(HRESULT hr)
{
	return hr == STG_E_INSUFFICIENTMEMORY || hr == E_OUTOFMEMORY;
}

/* Give back what a call returned, which is NULL if it failed. */
static inline HRESULT
give_back(HRESULT hr, void *object)
{
	if (SUCCEEDED(hr))
		IUnknown_Release((IUnknown *)object);
	else
		expect(object == NULL);
	return hr;
}

#endif
