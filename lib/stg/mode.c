/* SPDX-License-Identifier: MIT */
/*
 * Each rule is a row: a mode that has the flags of `flags` (under `mask`), and
 * then any of `bad`, gets the answer. The first row that fits decides, so the
 * order of the rows is the order of the checks.
 */
#include "stg/mode.h"

#include <stddef.h>

#include <stg/hresult.h>

#define KNOWN                                                            \
	(STG_ACCESS_MASK | STG_SHARE_MASK | STGM_PRIORITY | STGM_CREATE | \
		STGM_CONVERT | STGM_TRANSACTED | STGM_NOSCRATCH |         \
		STGM_NOSNAPSHOT | STGM_DIRECT_SWMR | STGM_SIMPLE |        \
		STGM_DELETEONRELEASE)

/* Matches any mode at all: "has any of `bad`". */
#define ANY 0, 0

#define NOT(flag) (flag), 0
#define HAS(flag) (flag), (flag)

#define OPEN   MODE_OPEN
#define CREATE MODE_CREATE
#define BOTH   (MODE_OPEN | MODE_CREATE)

const struct mode_rule mode_root_rules[] = {
	{ BOTH, ANY, ~KNOWN, STG_E_INVALIDFLAG },
	{ OPEN, ANY, STGM_DELETEONRELEASE, STG_E_INVALIDFUNCTION },
	{ OPEN, ANY, STGM_CREATE | STGM_CONVERT, STG_E_INVALIDFLAG },
	{ CREATE, ANY, STGM_PRIORITY, STG_E_INVALIDFLAG },
	{ CREATE, HAS(STGM_CREATE), STGM_CONVERT | STGM_NOSNAPSHOT,
		STG_E_INVALIDFLAG },
	{ CREATE, HAS(STGM_CONVERT), STGM_NOSNAPSHOT | STGM_DELETEONRELEASE,
		STG_E_INVALIDFLAG },
	{ OPEN, HAS(STGM_PRIORITY),
		STGM_TRANSACTED | STGM_SIMPLE | STGM_NOSCRATCH |
			STGM_NOSNAPSHOT | STGM_DIRECT_SWMR | STGM_WRITE |
			STGM_READWRITE,
		STG_E_INVALIDFLAG },
	{ BOTH, NOT(STGM_TRANSACTED), STGM_NOSCRATCH | STGM_NOSNAPSHOT,
		STG_E_INVALIDFLAG },
	{ BOTH, HAS(STGM_TRANSACTED), STGM_SIMPLE | STGM_DIRECT_SWMR,
		STG_E_INVALIDFLAG },
	{ BOTH, STG_SHARE_MASK, STGM_SHARE_EXCLUSIVE, STGM_NOSNAPSHOT,
		STG_E_INVALIDFLAG },
	{ BOTH, STG_SHARE_MASK, STGM_SHARE_DENY_WRITE, STGM_NOSNAPSHOT,
		STG_E_INVALIDFLAG },
};
const size_t mode_root_rule_count =
	sizeof mode_root_rules / sizeof mode_root_rules[0];

/* Transacted roots take every access and sharing, direct ones only these. */
const struct mode_direct mode_direct_roots[] = {
	{ OPEN, STGM_READ | STGM_SHARE_EXCLUSIVE, STGM_SIMPLE },
	{ OPEN, STGM_READ | STGM_SHARE_DENY_WRITE, 0 },
	{ BOTH, STGM_WRITE | STGM_SHARE_EXCLUSIVE, 0 },
	{ BOTH, STGM_READWRITE | STGM_SHARE_EXCLUSIVE, STGM_SIMPLE },
	{ BOTH, STGM_READWRITE | STGM_SHARE_DENY_WRITE | STGM_DIRECT_SWMR, 0 },
	{ OPEN, STGM_READ | STGM_SHARE_DENY_NONE | STGM_DIRECT_SWMR, 0 },
};
const size_t mode_direct_root_count =
	sizeof mode_direct_roots / sizeof mode_direct_roots[0];

static const struct mode_rule element_rules[] = {
	{ BOTH, ANY, ~KNOWN, STG_E_INVALIDFLAG },
	{ BOTH, ANY, STGM_DELETEONRELEASE, STG_E_INVALIDFUNCTION },
	{ BOTH, ANY,
		STGM_PRIORITY | STGM_NOSCRATCH | STGM_NOSNAPSHOT |
			STGM_DIRECT_SWMR,
		STG_E_INVALIDFLAG },
};

static HRESULT
apply(const struct mode_rule *rules, size_t count, unsigned operation,
	DWORD mode)
{
	for (size_t i = 0; i < count; i++) {
		if ((rules[i].operations & operation) &&
			(mode & rules[i].mask) == rules[i].flags &&
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
direct_root_is_valid(unsigned operation, DWORD mode)
{
	DWORD flags = mode & (STG_ACCESS_MASK | STG_SHARE_MASK |
		STGM_DIRECT_SWMR | STGM_SIMPLE);

	for (size_t i = 0; i < mode_direct_root_count; i++) {
		const struct mode_direct *row = &mode_direct_roots[i];

		if ((row->operations & operation) &&
			(flags & ~row->optional) == row->flags)
			return true;
	}
	return false;
}

static HRESULT
check_root(unsigned operation, DWORD mode)
{
	HRESULT hr;

	if (!numbers_are_valid(mode) ||
		(operation == CREATE && mode_access(mode) == STGM_READ))
		return STG_E_INVALIDFLAG;
	hr = apply(mode_root_rules, mode_root_rule_count, operation, mode);
	if (FAILED(hr) || (mode & (STGM_PRIORITY | STGM_TRANSACTED)))
		return hr;
	return direct_root_is_valid(operation, mode) ? S_OK
						     : STG_E_INVALIDFLAG;
}

HRESULT
mode_check_root_open(DWORD mode)
{
	return check_root(OPEN, mode);
}

HRESULT
mode_check_root_create(DWORD mode)
{
	return check_root(CREATE, mode);
}

static HRESULT
check_element(DWORD mode)
{
	HRESULT hr;

	if (!numbers_are_valid(mode))
		return STG_E_INVALIDFLAG;
	hr = apply(element_rules,
		sizeof element_rules / sizeof element_rules[0], BOTH, mode);
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
