/* SPDX-License-Identifier: MIT */
/* Which class a file belongs to. */
#include <stdlib.h>
#include <string.h>

#include <stg/docfile.h>
#include <stg/helpers.h>
#include <stg/ole.h>

#include "base/utf16.h"
#include "persist/ansi.h"
#include "persist/registry.h"
#include "stg/utf8.h"

#define PATTERN_MOST 256

struct subject {
	const OLECHAR *name;
	ILockBytes *bytes;
	ULONGLONG size;
};

static HRESULT
class_of_storage(LPCOLESTR name, CLSID *clsid)
{
	IStorage *root;
	HRESULT hr = StgOpenStorage(name, NULL,
		STGM_READ | STGM_SHARE_DENY_WRITE, NULL, 0, &root);

	if (FAILED(hr))
		return hr;
	hr = ReadClassStg(root, clsid);
	IStorage_Release(root);
	return SUCCEEDED(hr) && IsEqualCLSID(clsid, &CLSID_NULL) ? S_FALSE : hr;
}

/* The end of a name, whatever its case. */
static bool
ends_with(const OLECHAR *name, const char *end)
{
	size_t length = utf16_length(name);
	size_t count = strlen(end);

	if (length < count)
		return false;
	for (name += length - count; *end != '\0'; name++, end++)
		if (olestr_lower(*name) !=
			olestr_lower((unsigned char)*end))
			return false;
	return true;
}

static HRESULT
match_pattern(const struct stg_file_type *type, void *context)
{
	const struct subject *subject = context;
	const uint8_t *pattern = type->pattern;
	const uint8_t *mask = type->mask;
	uint8_t bytes[PATTERN_MOST];
	ULARGE_INTEGER at;
	ULONG got = 0;

	if (!pattern)
		return S_FALSE;
	at.QuadPart = type->offset >= 0 ? (ULONGLONG)type->offset :
		subject->size - (0 - (ULONGLONG)type->offset);
	if (type->offset < 0 &&
		subject->size < 0 - (ULONGLONG)type->offset)
		return S_FALSE;
	if (FAILED(ILockBytes_ReadAt(subject->bytes, at, bytes,
		    (ULONG)type->length, &got)) || got < type->length)
		return S_FALSE;
	for (size_t i = 0; i < type->length; i++)
		if ((bytes[i] & mask[i]) != (pattern[i] & mask[i]))
			return S_FALSE;
	return S_OK;
}

static HRESULT
match_extension(const struct stg_file_type *type, void *context)
{
	const struct subject *subject = context;

	return type->extension && ends_with(subject->name, type->extension) ?
		S_OK : S_FALSE;
}

/* Any bytes that are not those of a storage are looked at as they are. */
static HRESULT
open_bytes(LPCOLESTR name, ILockBytes **bytes)
{
	char *path = stg_utf8_from_olestr(name);
	HRESULT hr;

	*bytes = NULL;
	if (!path)
		return E_OUTOFMEMORY;
	hr = stg_lockbytes_on_file(path, STGM_READ, bytes);
	free(path);
	return hr;
}

HRESULT
GetClassFile(LPCOLESTR szFilename, CLSID *pclsid)
{
	struct subject subject = { .name = szFilename };
	STATSTG stat;
	HRESULT hr;

	if (!pclsid)
		return E_INVALIDARG;
	*pclsid = CLSID_NULL;
	if (!szFilename)
		return E_INVALIDARG;
	if (class_of_storage(szFilename, pclsid) == S_OK)
		return S_OK;
	hr = open_bytes(szFilename, &subject.bytes);
	if (FAILED(hr))
		return hr == E_OUTOFMEMORY ? hr : MK_E_CANTOPENFILE;
	hr = ILockBytes_Stat(subject.bytes, &stat, STATFLAG_NONAME);
	subject.size = SUCCEEDED(hr) ? stat.cbSize.QuadPart : 0;
	hr = registry_find_type(match_pattern, &subject, pclsid);
	if (hr == S_FALSE)
		hr = registry_find_type(match_extension, &subject, pclsid);
	ILockBytes_Release(subject.bytes);
	return hr == S_FALSE ? MK_E_INVALIDEXTENSION : hr;
}
