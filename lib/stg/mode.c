/* SPDX-License-Identifier: MIT */
/*
 * Each rule is a row: a mode that has the flags of `flags` (under `mask`), and
 * then matches the second pair too, gets the answer. The first row that fits
 * decides, so the order of the rows is the order of the checks.
 */
#include "stg/mode.h"

#include <stddef.h>

#include <stg/hresult.h>

#define KNOWN                                                            \
	(STG_ACCESS_MASK | STG_SHARE_MASK | STGM_PRIORITY | STGM_CREATE | \
		STGM_CONVERT | STGM_TRANSACTED | STGM_NOSCRATCH |         \
		STGM_NOSNAPSHOT | STGM_DIRECT_SWMR | STGM_SIMPLE |        \
		STGM_DELETEONRELEASE)

#define ACCESS_SHARE (STG_ACCESS_MASK | STG_SHARE_MASK)

struct rule {
	DWORD mask;    /* the rule is about modes ... */
	DWORD flags;   /* ... that are these under the mask, */
	DWORD bad;     /* and that have any of these */
	HRESULT answer;
};

/* Matches any mode at all: "has any of `bad`". */
#define ANY 0, 0

static const struct rule root_open_rules[] = {
	{ ANY, ~KNOWN, STG_E_INVALIDFLAG },
	{ ANY, STGM_DELETEONRELEASE, STG_E_INVALIDFUNCTION },
	{ ANY, STGM_CREATE | STGM_CONVERT, STG_E_INVALIDFLAG },
	{ STGM_PRIORITY, STGM_PRIORITY,
		STGM_TRANSACTED | STGM_SIMPLE | STGM_NOSCRATCH |
			STGM_NOSNAPSHOT | STGM_DIRECT_SWMR | STGM_WRITE |
			STGM_READWRITE,
		STG_E_INVALIDFLAG },
	{ STGM_TRANSACTED, 0, STGM_NOSCRATCH | STGM_NOSNAPSHOT,
		STG_E_INVALIDFLAG },
	{ STGM_TRANSACTED, STGM_TRANSACTED, STGM_SIMPLE | STGM_DIRECT_SWMR,
		STG_E_INVALIDFLAG },
	{ STG_SHARE_MASK, STGM_SHARE_EXCLUSIVE, STGM_NOSNAPSHOT,
		STG_E_INVALIDFLAG },
	{ STG_SHARE_MASK, STGM_SHARE_DENY_WRITE, STGM_NOSNAPSHOT,
		STG_E_INVALIDFLAG },
};

static const struct rule root_create_rules[] = {
	{ ANY, ~KNOWN, STG_E_INVALIDFLAG },
	{ ANY, STGM_PRIORITY, STG_E_INVALIDFLAG },
	{ STGM_CREATE, STGM_CREATE, STGM_CONVERT | STGM_NOSNAPSHOT,
		STG_E_INVALIDFLAG },
	{ STGM_CONVERT, STGM_CONVERT, STGM_NOSNAPSHOT | STGM_DELETEONRELEASE,
		STG_E_INVALIDFLAG },
	{ STGM_TRANSACTED, 0, STGM_NOSCRATCH | STGM_NOSNAPSHOT,
		STG_E_INVALIDFLAG },
	{ STGM_TRANSACTED, STGM_TRANSACTED, STGM_SIMPLE | STGM_DIRECT_SWMR,
		STG_E_INVALIDFLAG },
	{ STG_SHARE_MASK, STGM_SHARE_EXCLUSIVE, STGM_NOSNAPSHOT,
		STG_E_INVALIDFLAG },
	{ STG_SHARE_MASK, STGM_SHARE_DENY_WRITE, STGM_NOSNAPSHOT,
		STG_E_INVALIDFLAG },
};

static const struct rule element_rules[] = {
	{ ANY, ~KNOWN, STG_E_INVALIDFLAG },
	{ ANY, STGM_DELETEONRELEASE, STG_E_INVALIDFUNCTION },
	{ ANY,
		STGM_PRIORITY | STGM_NOSCRATCH | STGM_NOSNAPSHOT |
			STGM_DIRECT_SWMR,
		STG_E_INVALIDFLAG },
};

static HRESULT
apply(const struct rule *rules, size_t count, DWORD mode)
{
	for (size_t i = 0; i < count; i++) {
		if ((mode & rules[i].mask) == rules[i].flags &&
			(mode & rules[i].bad) != 0)
			return rules[i].answer;
	}
	return S_OK;
}

/* Numbers, not bits: access 3 and shares above DENY_NONE are nothing. */
static bool
numbers_are_valid(DWORD mode)
{
	return mode_access(mode) <= STGM_READWRITE &&
		(mode & STG_SHARE_MASK) <= STGM_SHARE_DENY_NONE;
}

static bool
direct_root_is_valid(DWORD mode)
{
	switch (mode & ACCESS_SHARE) {
	case STGM_READ | STGM_SHARE_EXCLUSIVE:
	case STGM_WRITE | STGM_SHARE_EXCLUSIVE:
	case STGM_READWRITE | STGM_SHARE_EXCLUSIVE:
		return !(mode & STGM_DIRECT_SWMR);
	case STGM_READ | STGM_SHARE_DENY_WRITE:
		return !(mode & (STGM_DIRECT_SWMR | STGM_SIMPLE));
	case STGM_READWRITE | STGM_SHARE_DENY_WRITE:
	case STGM_READ | STGM_SHARE_DENY_NONE:
		return (mode & (STGM_DIRECT_SWMR | STGM_SIMPLE)) ==
			STGM_DIRECT_SWMR;
	default:
		return false;
	}
}

HRESULT
mode_check_root_open(DWORD mode)
{
	HRESULT hr;

	if (!numbers_are_valid(mode))
		return STG_E_INVALIDFLAG;
	hr = apply(root_open_rules,
		sizeof root_open_rules / sizeof root_open_rules[0], mode);
	if (FAILED(hr))
		return hr;
	if (mode & (STGM_PRIORITY | STGM_TRANSACTED))
		return S_OK;
	return direct_root_is_valid(mode) ? S_OK : STG_E_INVALIDFLAG;
}

HRESULT
mode_check_root_create(DWORD mode)
{
	HRESULT hr;

	if (!numbers_are_valid(mode) || mode_access(mode) == STGM_READ)
		return STG_E_INVALIDFLAG;
	hr = apply(root_create_rules,
		sizeof root_create_rules / sizeof root_create_rules[0], mode);
	if (FAILED(hr) || (mode & STGM_TRANSACTED))
		return hr;
	return direct_root_is_valid(mode) ? S_OK : STG_E_INVALIDFLAG;
}

static HRESULT
check_element(DWORD mode)
{
	HRESULT hr;

	if (!numbers_are_valid(mode))
		return STG_E_INVALIDFLAG;
	hr = apply(element_rules,
		sizeof element_rules / sizeof element_rules[0], mode);
	if (FAILED(hr))
		return hr;
	if ((mode & STG_SHARE_MASK) != STGM_SHARE_EXCLUSIVE)
		return STG_E_INVALIDFLAG;
	return S_OK;
}

/* Does `mode` ask for more than `parent` may do? */
static bool
exceeds(DWORD mode, DWORD parent)
{
	if (parent & STGM_TRANSACTED)
		return false;
	return (mode_can_write(mode) && !mode_can_write(parent)) ||
		(mode_can_read(mode) && !mode_can_read(parent));
}

HRESULT
mode_check_open_stream(DWORD mode, DWORD parent)
{
	HRESULT hr = check_element(mode);

	if (FAILED(hr))
		return hr;
	if (mode & STGM_TRANSACTED)
		return STG_E_INVALIDFUNCTION;
	if ((mode & (STGM_CREATE | STGM_CONVERT)) || exceeds(mode, parent))
		return STG_E_INVALIDFLAG;
	return S_OK;
}

HRESULT
mode_check_open_storage(DWORD mode, DWORD parent)
{
	HRESULT hr = check_element(mode);

	if (FAILED(hr))
		return hr;
	if (mode & (STGM_CREATE | STGM_CONVERT))
		return STG_E_INVALIDFLAG;
	return exceeds(mode, parent) ? STG_E_ACCESSDENIED : S_OK;
}

HRESULT
mode_check_create_stream(DWORD mode, DWORD parent)
{
	HRESULT hr = check_element(mode);

	if (FAILED(hr))
		return hr;
	if (mode & STGM_TRANSACTED)
		return STG_E_INVALIDFUNCTION;
	if (mode & STGM_CONVERT)
		return STG_E_INVALIDFLAG;
	return exceeds(mode, parent) ? STG_E_ACCESSDENIED : S_OK;
}

HRESULT
mode_check_create_storage(DWORD mode, DWORD parent)
{
	HRESULT hr;

	/* Alone among the four, this one calls it a wrong flag. */
	if (mode & STGM_DELETEONRELEASE)
		return STG_E_INVALIDFLAG;
	hr = check_element(mode);
	if (FAILED(hr))
		return hr;
	if ((mode & (STGM_CREATE | STGM_CONVERT)) ==
		(STGM_CREATE | STGM_CONVERT))
		return STG_E_INVALIDFLAG;
	return exceeds(mode, parent) ? STG_E_ACCESSDENIED : S_OK;
}
