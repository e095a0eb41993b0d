/* SPDX-License-Identifier: MIT */
/* <stg/helpers.h>: what well-known identifiers and names mean. */
#include <stg/helpers.h>

#include "stg/guidbytes.h"
#include "stg/known/known.h"

const char *
stg_class_name(REFCLSID clsid)
{
	uint8_t bytes[16];

	if (!clsid)
		return NULL;
	guid_to_bytes(clsid, bytes);
	return known_class(bytes);
}

const char *
stg_fmtid_name(REFFMTID fmtid)
{
	uint8_t bytes[16];

	if (!fmtid)
		return NULL;
	guid_to_bytes(fmtid, bytes);
	return known_format(bytes);
}

const char *
stg_property_name(REFFMTID fmtid, PROPID propid)
{
	uint8_t bytes[16];

	if (!fmtid)
		return NULL;
	switch (propid) {
	case PID_DICTIONARY:
		return "dictionary";
	case PID_CODEPAGE:
		return "codepage";
	case PID_LOCALE:
		return "locale";
	case PID_BEHAVIOR:
		return "behavior";
	default:
		guid_to_bytes(fmtid, bytes);
		return known_property(bytes, propid);
	}
}

const char *
stg_element_meaning(const OLECHAR *name, size_t length)
{
	return name ? known_element(name, length) : NULL;
}

size_t
stg_msi_name(const OLECHAR *name, size_t length, char *text, size_t size)
{
	return name && text ? known_msi_name(name, length, text, size) : 0;
}

static bool
has_element(const char *path, void *context)
{
	struct stg_element element;

	return SUCCEEDED(stg_stat(context, path, &element));
}

const char *
stg_application_name(IStorage *root)
{
	uint8_t bytes[16];
	STATSTG stat;

	if (!root || FAILED(IStorage_Stat(root, &stat, STATFLAG_NONAME)))
		return NULL;
	guid_to_bytes(&stat.clsid, bytes);
	return known_application(bytes, has_element, root);
}
