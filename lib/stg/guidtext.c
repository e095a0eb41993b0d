/* SPDX-License-Identifier: MIT */
/*
 * GUIDs as text, in UTF-16 for the documented functions and in UTF-8 for our
 * own, and new GUIDs (RFC 4122, version 4). There is no registry, so names of
 * programs are no class identifiers here.
 */
#include <stg/guid.h>

#include <errno.h>
#include <sys/random.h>

#include <stg/helpers.h>
#include <stg/memory.h>

#include "base/guid.h"
#include "stg/errno_hresult.h"
#include "stg/guidbytes.h"

void
stg_guid_to_text(REFGUID guid, char text[STG_GUID_TEXT_SIZE])
{
	uint8_t bytes[GUID_BYTES];

	guid_to_bytes(guid, bytes);
	guid_to_text(bytes, text);
}

HRESULT
stg_guid_from_text(const char *text, GUID *guid)
{
	uint8_t bytes[GUID_BYTES];

	if (!text || !guid)
		return E_INVALIDARG;
	if (!guid_from_text(text, strnlen(text, GUID_TEXT_SIZE), bytes))
		return CO_E_CLASSSTRING;
	*guid = guid_from_bytes(bytes);
	return S_OK;
}

int
StringFromGUID2(REFGUID rguid, LPOLESTR lpsz, int cchMax)
{
	char text[STG_GUID_TEXT_SIZE];

	if (!rguid || !lpsz || cchMax < STG_GUID_TEXT_SIZE)
		return 0;
	stg_guid_to_text(rguid, text);
	for (int i = 0; i < STG_GUID_TEXT_SIZE; i++)
		lpsz[i] = (OLECHAR)text[i];
	return STG_GUID_TEXT_SIZE;
}

HRESULT
StringFromCLSID(REFCLSID rclsid, LPOLESTR *lplpsz)
{
	if (!lplpsz)
		return E_INVALIDARG;
	*lplpsz = NULL;
	if (!rclsid)
		return E_INVALIDARG;
	*lplpsz = CoTaskMemAlloc(STG_GUID_TEXT_SIZE * sizeof **lplpsz);
	if (!*lplpsz)
		return E_OUTOFMEMORY;
	(void)StringFromGUID2(rclsid, *lplpsz, STG_GUID_TEXT_SIZE);
	return S_OK;
}

HRESULT
StringFromIID(REFIID rclsid, LPOLESTR *lplpsz)
{
	return StringFromCLSID(rclsid, lplpsz);
}

/*
 * Copy what may be a GUID to ASCII, at most one character more than one has.
 * Returns how many, or 0 where something else than ASCII appears.
 */
static size_t
copy_ascii(LPCOLESTR from, char to[STG_GUID_TEXT_SIZE])
{
	size_t n;

	for (n = 0; n < STG_GUID_TEXT_SIZE && from[n] != 0; n++) {
		if (from[n] > 0x7F)
			return 0;
		to[n] = (char)from[n];
	}
	return n;
}

static HRESULT
read_guid(LPCOLESTR text, GUID *guid, HRESULT otherwise)
{
	char ascii[STG_GUID_TEXT_SIZE];
	uint8_t bytes[GUID_BYTES];
	size_t length;

	if (!guid)
		return E_INVALIDARG;
	memset(guid, 0, sizeof *guid);
	if (!text)
		return S_OK;
	/* guid_from_text() would do without the braces; they are not optional
	 * here. */
	length = copy_ascii(text, ascii);
	if (length != STG_GUID_TEXT_SIZE - 1 ||
		!guid_from_text(ascii, length, bytes))
		return otherwise;
	*guid = guid_from_bytes(bytes);
	return S_OK;
}

HRESULT
CLSIDFromString(LPCOLESTR lpsz, LPCLSID pclsid)
{
	return read_guid(lpsz, pclsid, CO_E_CLASSSTRING);
}

HRESULT
IIDFromString(LPCOLESTR lpsz, LPIID lpiid)
{
	return read_guid(lpsz, lpiid, CO_E_IIDSTRING);
}

HRESULT
CoCreateGuid(GUID *pguid)
{
	GUID guid;
	ssize_t n;

	if (!pguid)
		return E_INVALIDARG;
	/* So few bytes come all at once or not at all: getrandom(2). */
	do {
		n = getrandom(&guid, sizeof guid, 0);
	} while (n < 0 && errno == EINTR);
	if (n != (ssize_t)sizeof guid)
		return hresult_from_errno(n < 0 ? errno : EIO, IO_READ);
	guid.Data3 = (WORD)((guid.Data3 & 0x0FFF) | 0x4000);
	guid.Data4[0] = (BYTE)((guid.Data4[0] & 0x3F) | 0x80);
	*pguid = guid;
	return S_OK;
}
