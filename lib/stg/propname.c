/* SPDX-License-Identifier: MIT */
/*
 * Names of the elements that hold property sets: the control character 5, and
 * either a name of the set's own or its identifier in groups of five bits.
 * [MS-OLEPS] 2.23 and 2.24
 */
#include "stg/propname.h"

#include <stdbool.h>
#include <stdio.h>

#include <stg/hresult.h>

#include "stg/guidbytes.h"

#define PREFIX 5
#define GROUPS 26

static const char digits[] = "abcdefghijklmnopqrstuvwxyz012345";

static const struct own_name {
	const FMTID *fmtid;
	const char *name;
} own_names[] = {
	{ &FMTID_SummaryInformation, "SummaryInformation" },
	{ &FMTID_DocSummaryInformation, "DocumentSummaryInformation" },
	{ &FMTID_UserDefinedProperties, "DocumentSummaryInformation" },
	{ &FMTID_GlobalInfo, "GlobalInfo" },
	{ &FMTID_ImageContents, "ImageContents" },
	{ &FMTID_ImageInfo, "ImageInfo" },
};

#define OWN_NAMES (sizeof own_names / sizeof own_names[0])

/* Bits i to i + 4 of 128 bits, the last ones being zeros. */
static unsigned
bits_at(const uint8_t bytes[16], unsigned i)
{
	unsigned pair = bytes[i / 8];

	if (i / 8 + 1 < 16)
		pair |= (unsigned)bytes[i / 8 + 1] << 8;
	return pair >> i % 8 & 31;
}

HRESULT
FmtIdToPropStgName(const FMTID *pfmtid, LPOLESTR oszName)
{
	uint8_t bytes[16];

	if (!pfmtid || !oszName)
		return E_INVALIDARG;
	*oszName++ = PREFIX;
	for (size_t i = 0; i < OWN_NAMES; i++) {
		const char *name = own_names[i].name;

		if (!IsEqualGUID(pfmtid, own_names[i].fmtid))
			continue;
		while (*name)
			*oszName++ = (unsigned char)*name++;
		*oszName = 0;
		return S_OK;
	}
	guid_to_bytes(pfmtid, bytes);
	for (unsigned i = 0; i < GROUPS; i++) {
		char digit = digits[bits_at(bytes, 5 * i)];

		/* A letter that begins with a byte is a capital. */
		if (5 * i % 8 == 0 && digit >= 'a')
			digit = (char)(digit - 'a' + 'A');
		*oszName++ = (unsigned char)digit;
	}
	*oszName = 0;
	return S_OK;
}

static OLECHAR
fold(OLECHAR unit)
{
	return unit >= 'A' && unit <= 'Z' ? (OLECHAR)(unit - 'A' + 'a') : unit;
}

static bool
is_name(const OLECHAR *text, const char *name)
{
	while (*name && fold(*text) == fold((unsigned char)*name)) {
		text++;
		name++;
	}
	return *text == 0 && *name == 0;
}

/* What five bits a digit of a name stands for; -1: it is none. */
static int
value_of(OLECHAR unit)
{
	unit = fold(unit);
	if (unit >= 'a' && unit <= 'z')
		return unit - 'a';
	return unit >= '0' && unit <= '5' ? unit - '0' + 26 : -1;
}

HRESULT
PropStgNameToFmtId(const LPOLESTR oszName, FMTID *pfmtid)
{
	const OLECHAR *text = oszName;
	uint8_t bytes[16 + 1] = { 0 };

	if (!pfmtid)
		return E_INVALIDARG;
	if (!text || *text++ != PREFIX)
		return STG_E_INVALIDNAME;
	for (size_t i = 0; i < OWN_NAMES; i++) {
		if (is_name(text, own_names[i].name)) {
			*pfmtid = *own_names[i].fmtid;
			return S_OK;
		}
	}
	for (unsigned i = 0; i < GROUPS; i++) {
		int value = value_of(text[i]);
		unsigned shifted;

		if (value < 0)
			return STG_E_INVALIDNAME;
		shifted = (unsigned)value << 5 * i % 8;
		bytes[5 * i / 8] |= (uint8_t)shifted;
		bytes[5 * i / 8 + (shifted > 255)] |= (uint8_t)(shifted >> 8);
	}
	if (text[GROUPS] != 0 || bytes[16] != 0)
		return STG_E_INVALIDNAME;
	*pfmtid = guid_from_bytes(bytes);
	return S_OK;
}

void
propname_of_value(PROPID propid, OLECHAR name[PROPNAME_VALUE_SIZE])
{
	char text[PROPNAME_VALUE_SIZE];
	size_t i = 0;

	(void)snprintf(text, sizeof text, "prop%u", (unsigned)propid);
	do
		name[i] = (unsigned char)text[i];
	while (text[i++] != 0);
}
