/* SPDX-License-Identifier: MIT */
/* Storages are entered by recursion: tests make no deep trees. */
#include "crash/library.h"

#include <stdlib.h>

#define BUFFER 65536 /* a multiple of DIGEST_PIECE */

/* What is done with each element. */
struct walk {
	bool full;
	struct digest *digest; /* or NULL */
};

static HRESULT
read_all(IStream *stream, uint64_t size, struct plain *into,
	uint64_t *contents)
{
	uint8_t *buffer = sure(malloc(BUFFER));
	uint64_t at = 0;
	HRESULT hr = S_OK;

	*contents = 0;
	while (SUCCEEDED(hr) && at < size) {
		ULONG got = 0;

		hr = IStream_Read(stream, buffer, BUFFER, &got);
		if (SUCCEEDED(hr) && got != (size - at < BUFFER ? size - at
								: BUFFER))
			hr = STG_E_READFAULT;
		if (FAILED(hr))
			break;
		if (into)
			plain_write(into, (size_t)at, buffer, got);
		for (ULONG i = 0; i < got; i += DIGEST_PIECE)
			*contents += digest_place(digest_bytes(buffer + i,
				got - i < DIGEST_PIECE ? got - i
						       : DIGEST_PIECE),
				(at + i) / DIGEST_PIECE);
		at += got;
	}
	free(buffer);
	return hr;
}

static size_t
length_of(const OLECHAR *name)
{
	size_t n = 0;

	while (name[n])
		n++;
	return n;
}

static HRESULT walk_storage(const struct walk *walk, IStorage *storage,
	uint64_t path, struct plain *into);

static HRESULT
walk_stream(const struct walk *walk, IStorage *storage, const STATSTG *stat,
	uint64_t path, struct plain *into)
{
	static const uint8_t none[16];
	uint64_t size = stat->cbSize.QuadPart;
	uint64_t contents = 0;
	IStream *stream;
	STATSTG own;
	HRESULT hr = IStorage_OpenStream(storage, stat->pwcsName, NULL,
		MODE_READ, 0, &stream);

	if (FAILED(hr))
		return hr;
	hr = IStream_Stat(stream, &own, STATFLAG_NONAME);
	if (SUCCEEDED(hr) && own.cbSize.QuadPart != size)
		hr = STG_E_DOCFILECORRUPT;
	if (SUCCEEDED(hr) && (walk->full || into || size <= DIGEST_LIGHT_MAX))
		hr = read_all(stream, size, into, &contents);
	IStream_Release(stream);
	if (SUCCEEDED(hr) && walk->digest)
		digest_add(walk->digest, path, DIGEST_STREAM, none, 0, size,
			contents);
	return hr;
}

static HRESULT
walk_element(const struct walk *walk, IStorage *storage, const STATSTG *stat,
	uint64_t path, struct plain *into)
{
	struct plain *node = NULL;
	IStorage *child;
	HRESULT hr;

	path = digest_path(path, stat->pwcsName, length_of(stat->pwcsName));
	if (into)
		node = plain_add(into, stat->pwcsName,
			stat->type == STGTY_STREAM ? DIGEST_STREAM
						   : DIGEST_STORAGE);
	if (stat->type == STGTY_STREAM)
		return walk_stream(walk, storage, stat, path, node);
	hr = IStorage_OpenStorage(storage, stat->pwcsName, NULL, MODE_READ,
		NULL, 0, &child);
	if (FAILED(hr))
		return hr;
	hr = walk_storage(walk, child, path, node);
	IStorage_Release(child);
	return hr;
}

static HRESULT
walk_elements(const struct walk *walk, IStorage *storage, uint64_t path,
	struct plain *into)
{
	IEnumSTATSTG *list;
	HRESULT hr = IStorage_EnumElements(storage, 0, NULL, 0, &list);

	if (FAILED(hr))
		return hr;
	while (SUCCEEDED(hr)) {
		STATSTG stat;
		ULONG got = 0;

		hr = IEnumSTATSTG_Next(list, 1, &stat, &got);
		if (hr != S_OK)
			break;
		hr = walk_element(walk, storage, &stat, path, into);
		CoTaskMemFree(stat.pwcsName);
	}
	IEnumSTATSTG_Release(list);
	return FAILED(hr) ? hr : S_OK;
}

static HRESULT
walk_storage(const struct walk *walk, IStorage *storage, uint64_t path,
	struct plain *into)
{
	uint8_t clsid[16];
	STATSTG stat;
	HRESULT hr = IStorage_Stat(storage, &stat, STATFLAG_NONAME);

	if (FAILED(hr))
		return hr;
	/* On disk, a GUID's numbers are little-endian. */
	for (int i = 0; i < 4; i++)
		clsid[i] = (uint8_t)(stat.clsid.Data1 >> 8 * i);
	for (int i = 0; i < 2; i++) {
		clsid[4 + i] = (uint8_t)(stat.clsid.Data2 >> 8 * i);
		clsid[6 + i] = (uint8_t)(stat.clsid.Data3 >> 8 * i);
	}
	memcpy(clsid + 8, stat.clsid.Data4, 8);
	if (walk->digest)
		digest_add(walk->digest, path, DIGEST_STORAGE, clsid,
			stat.grfStateBits, 0, 0);
	if (into) {
		memcpy(into->clsid, clsid, sizeof clsid);
		into->bits = stat.grfStateBits;
	}
	return walk_elements(walk, storage, path, into);
}

HRESULT
library_walk(IStorage *storage, bool full, struct digest *digest)
{
	struct walk walk = { full, digest };

	memset(digest, 0, sizeof *digest);
	return walk_storage(&walk, storage, 1, NULL);
}

HRESULT
library_load(IStorage *storage, struct plain *into)
{
	struct walk walk = { true, NULL };

	return walk_storage(&walk, storage, 1, into);
}

HRESULT
library_digest(const struct image *image, bool full, struct digest *digest)
{
	struct recorder recorder;
	struct image copy;
	IStorage *root;
	HRESULT hr;

	image_copy(&copy, image);
	recorder_init(&recorder, &copy);
	hr = StgOpenStorageOnILockBytes(&recorder.ILockBytes_iface, NULL,
		MODE_READ, NULL, 0, &root);
	if (SUCCEEDED(hr)) {
		hr = library_walk(root, full, digest);
		IStorage_Release(root);
	}
	recorder_done(&recorder);
	return hr;
}
