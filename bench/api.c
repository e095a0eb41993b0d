/* SPDX-License-Identifier: MIT */
/* Thin, so that the library is measured and not this. */
#include "api.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

IStorage *
api_open(const char *path)
{
	IStorage *root;

	return SUCCEEDED(
		       stg_open(path, STGM_READ | STGM_SHARE_DENY_WRITE, &root))
		       ? root
		       : NULL;
}

bool
api_read_stream(IStream *stream, void *buffer, size_t piece)
{
	HRESULT hr;
	ULONG got;

	do {
		hr = IStream_Read(stream, buffer, (ULONG)piece, &got);
	} while (SUCCEEDED(hr) && got == piece);
	IStream_Release(stream);
	return SUCCEEDED(hr);
}

static const OLECHAR *
widen(const char *name, OLECHAR units[32])
{
	size_t i = 0;

	for (; name[i] && i < 31; i++)
		units[i] = (unsigned char)name[i];
	units[i] = 0;
	return units;
}

IStream *
api_open_stream(IStorage *storage, const char *name)
{
	OLECHAR units[32];
	IStream *stream;

	return SUCCEEDED(IStorage_OpenStream(
		       storage, widen(name, units), NULL, API_READ, 0, &stream))
		       ? stream
		       : NULL;
}

IStorage *
api_open_storage(IStorage *storage, const char *name)
{
	OLECHAR units[32];
	IStorage *inner;

	return SUCCEEDED(IStorage_OpenStorage(storage, widen(name, units), NULL,
		       API_READ, NULL, 0, &inner))
		       ? inner
		       : NULL;
}

#define API_WRITE (STGM_READWRITE | STGM_SHARE_EXCLUSIVE)

IStorage *
api_open_writable(const char *path)
{
	IStorage *root;

	return SUCCEEDED(stg_open(path, API_WRITE, &root)) ? root : NULL;
}

IStorage *
api_create(const char *path, int version)
{
	STGOPTIONS options = { 1, 0, version == 4 ? 4096 : 512, NULL };
	OLECHAR units[4096];
	void *root = NULL;
	size_t i = 0;

	for (; path[i] && i < 4095; i++)
		units[i] = (unsigned char)path[i];
	units[i] = 0;
	/* As the floor does; cutting a file is not what is measured. */
	(void)unlink(path);
	return SUCCEEDED(StgCreateStorageEx(units, STGM_CREATE | API_WRITE,
		       STGFMT_DOCFILE, 0, &options, NULL, &IID_IStorage,
		       &root))
		       ? root
		       : NULL;
}

bool
api_close(IStorage *root)
{
	HRESULT hr;

	if (!root)
		return false;
	hr = IStorage_Commit(root, STGC_DANGEROUSLYCOMMITMERELYTODISKCACHE);
	IStorage_Release(root);
	return SUCCEEDED(hr);
}

IStream *
api_create_stream(IStorage *storage, const char *name)
{
	OLECHAR units[32];
	IStream *stream;

	return SUCCEEDED(IStorage_CreateStream(storage, widen(name, units),
		       API_WRITE, 0, 0, &stream))
		       ? stream
		       : NULL;
}

bool
api_destroy(IStorage *storage, const char *name)
{
	OLECHAR units[32];

	return SUCCEEDED(
		IStorage_DestroyElement(storage, widen(name, units)));
}

char *
api_path(const char *directory, const char *name)
{
	size_t size = strlen(directory) + strlen(name) + 2;
	char *path = malloc(size);

	if (path)
		snprintf(path, size, "%s/%s", directory, name);
	return path;
}
