/* SPDX-License-Identifier: MIT */
/*
 * BSTR: UTF-16 text with its length in bytes in the 32 bits before it and a
 * NUL behind it. The prefix takes eight bytes, so that the text is aligned
 * as the block is. NULL stands for the empty string everywhere.
 */
#include <stg/automation.h>

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/container.h"
#include "base/utf16.h"

struct bstr {
	uint32_t unused;
	uint32_t length; /* in bytes, without the NUL */
	OLECHAR text[];
};

/* A byte completes an odd length, and two make the NUL. */
#define TERMINATOR 3

static struct bstr *
from_BSTR(BSTR text)
{
	char *bytes = (char *)text;

	return (struct bstr *)(void *)(bytes - offsetof(struct bstr, text));
}

static BSTR
allocate(size_t length)
{
	struct bstr *bstr;

	if (length > UINT32_MAX ||
		length > SIZE_MAX - sizeof *bstr - TERMINATOR)
		return NULL;
	bstr = malloc(sizeof *bstr + length + TERMINATOR);
	if (!bstr)
		return NULL;
	bstr->unused = 0;
	bstr->length = (uint32_t)length;
	memset((char *)bstr->text + length, 0, TERMINATOR);
	return bstr->text;
}

static BSTR
allocate_units(const OLECHAR *text, size_t units)
{
	BSTR bstr;

	if (units > UINT32_MAX / sizeof(OLECHAR))
		return NULL;
	bstr = allocate(units * sizeof(OLECHAR));
	if (bstr && text)
		memcpy(bstr, text, units * sizeof(OLECHAR));
	return bstr;
}

BSTR
SysAllocString(const OLECHAR *psz)
{
	return psz ? allocate_units(psz, utf16_length(psz)) : NULL;
}

BSTR
SysAllocStringLen(const OLECHAR *strIn, UINT ui)
{
	return allocate_units(strIn, ui);
}

BSTR
SysAllocStringByteLen(LPCSTR psz, UINT len)
{
	BSTR bstr = allocate(len);

	if (bstr && psz)
		memcpy(bstr, psz, len);
	return bstr;
}

/* The new text may lie within the old string, which goes last therefore. */
static INT
replace(BSTR *bstr, BSTR by)
{
	SysFreeString(*bstr);
	*bstr = by;
	return TRUE;
}

INT
SysReAllocString(BSTR *pbstr, const OLECHAR *psz)
{
	BSTR bstr;

	if (!pbstr)
		return FALSE;
	bstr = SysAllocString(psz);
	if (psz && !bstr)
		return FALSE;
	return replace(pbstr, bstr);
}

/* Without new text the old one stays, as far as it fits. */
INT
SysReAllocStringLen(BSTR *pbstr, const OLECHAR *psz, unsigned int len)
{
	BSTR bstr;

	if (!pbstr)
		return FALSE;
	bstr = allocate_units(psz, len);
	if (!bstr)
		return FALSE;
	if (!psz && *pbstr) {
		UINT old = SysStringLen(*pbstr);

		memcpy(bstr, *pbstr, (old < len ? old : len) * sizeof *bstr);
	}
	return replace(pbstr, bstr);
}

void
SysFreeString(BSTR bstrString)
{
	if (bstrString)
		free(from_BSTR(bstrString));
}

UINT
SysStringLen(BSTR bstr)
{
	return SysStringByteLen(bstr) / (UINT)sizeof(OLECHAR);
}

UINT
SysStringByteLen(BSTR bstr)
{
	return bstr ? from_BSTR(bstr)->length : 0;
}
