/* SPDX-License-Identifier: MIT */
/* Files as objects. */
#include <stdlib.h>
#include <string.h>

#include <stg/ole.h>

#include "oleds/native.h"
#include "persist/ansi.h"
#include "persist/element.h"

#define DATA_MOST ((size_t)UINT32_MAX)

/* Unicode counts, if it is there. */
static OLECHAR *
decode(struct oleds_span narrow, struct oleds_span wide)
{
	return wide.length > 0 ? wide_decode(wide) : ansi_decode(narrow);
}

static HRESULT
fill(const struct blob *blob, struct stg_package *package)
{
	struct oleds_native native;
	struct oleds_package record;

	if (oleds_native_decode(blob_span(blob), OLEDS_TOLERANT, &native) !=
			OLEDS_OK ||
		oleds_package_decode(native.data, OLEDS_TOLERANT, &record) !=
			OLEDS_OK)
		return S_FALSE;
	package->label = decode(record.label, record.wide_label);
	package->source = decode(record.source, record.wide_source);
	package->temporary = decode(record.temporary, record.wide_temporary);
	package->linked = record.kind == OLEDS_PACKAGE_LINKED;
	if (record.data.bytes)
		package->offset =
			(ULONGLONG)(record.data.bytes - blob->bytes);
	package->size = record.data.length;
	if (package->label && package->source && package->temporary)
		return S_OK;
	stg_free_package(package);
	return E_OUTOFMEMORY;
}

HRESULT
stg_read_package(IStorage *storage, struct stg_package *package)
{
	struct blob blob;
	HRESULT hr;

	if (!package)
		return E_INVALIDARG;
	memset(package, 0, sizeof *package);
	if (!storage)
		return E_INVALIDARG;
	hr = element_read(storage, NAME_OLE10NATIVE, DATA_MOST, &blob);
	if (FAILED(hr))
		return hr;
	hr = fill(&blob, package);
	free(blob.bytes);
	return hr;
}

void
stg_free_package(struct stg_package *package)
{
	if (!package)
		return;
	CoTaskMemFree(package->label);
	CoTaskMemFree(package->source);
	CoTaskMemFree(package->temporary);
	memset(package, 0, sizeof *package);
}
