/* SPDX-License-Identifier: MIT */
/*
 * Creating compound files: StgCreateDocfile and its relatives, on files and on
 * byte arrays. STGM_CONVERT keeps what a file held as the stream CONTENTS of
 * the new one; meanwhile it waits in an unlinked temporary file.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <stg/docfile.h>
#include <stg/hresult.h>
#include <stg/memory.h>

#include "io/file.h"
#include "stg/device_lockbytes.h"
#include "stg/errno_hresult.h"
#include "stg/hresult.h"
#include "stg/mode.h"
#include "stg/path.h"
#include "stg/root.h"
#include "stg/storage.h"
#include "stg/utf8.h"

#define BUFFER_SIZE 65536

/* What of the valid modes cannot be had yet. */
static HRESULT
check_mode(DWORD mode)
{
	HRESULT hr = mode_check_root_create(mode);

	if (SUCCEEDED(hr) && (mode & (STGM_TRANSACTED | STGM_SIMPLE |
		STGM_DIRECT_SWMR)))
		return STG_E_UNIMPLEMENTEDFUNCTION;
	return hr;
}

/* Copy what a device holds to a file; its size is known then. */
static HRESULT
save_old(struct device *device, FILE *file, uint64_t *size)
{
	char *buffer = malloc(BUFFER_SIZE);
	HRESULT hr = buffer ? S_OK : STG_E_INSUFFICIENTMEMORY;
	size_t got = BUFFER_SIZE;

	*size = 0;
	while (SUCCEEDED(hr) && got == BUFFER_SIZE) {
		hr = hresult_from_status(device_read(device, *size, buffer,
			BUFFER_SIZE, &got));
		if (SUCCEEDED(hr) && fwrite(buffer, 1, got, file) != got)
			hr = hresult_from_errno(errno, IO_WRITE);
		*size += got;
	}
	if (SUCCEEDED(hr) && fflush(file) != 0)
		hr = hresult_from_errno(errno, IO_WRITE);
	free(buffer);
	return hr;
}

static HRESULT
restore_old(FILE *file, IStorage *storage)
{
	static const OLECHAR name[] = { 'C', 'O', 'N', 'T', 'E', 'N', 'T',
		'S', 0 };
	char *buffer = malloc(BUFFER_SIZE);
	IStream *stream = NULL;
	HRESULT hr = STG_E_INSUFFICIENTMEMORY;
	size_t got;

	rewind(file);
	if (buffer)
		hr = IStorage_CreateStream(storage, name,
			STGM_WRITE | STGM_SHARE_EXCLUSIVE, 0, 0, &stream);
	while (SUCCEEDED(hr) && (got = fread(buffer, 1, BUFFER_SIZE, file)) !=
		0) {
		ULONG put;

		hr = IStream_Write(stream, buffer, (ULONG)got, &put);
	}
	if (stream)
		IStream_Release(stream);
	free(buffer);
	return hr;
}

/* The new file on a device that is ready for it. All is taken over. */
static HRESULT
create_on_device(struct device *device, DWORD mode, unsigned version,
	OLECHAR *name, ILockBytes *lockbytes, char *delete_path,
	IStorage **storage)
{
	struct root *root;
	HRESULT hr = root_open(device, version == 4 ? ROOT_CREATE_4
						    : ROOT_CREATE_3,
		name, lockbytes, &root);

	if (FAILED(hr)) {
		free(delete_path);
		return hr;
	}
	root->delete_path = delete_path;
	return storage_create_root(root, mode, storage);
}

/* The same, with what there is as CONTENTS. */
static HRESULT
convert_on_device(struct device *device, DWORD mode, unsigned version,
	OLECHAR *name, ILockBytes *lockbytes, IStorage **storage)
{
	FILE *file = tmpfile();
	uint64_t size = 0;
	HRESULT hr = file ? save_old(device, file, &size)
			  : hresult_from_errno(errno, IO_OPEN);

	if (FAILED(hr)) {
		device_close(device);
		CoTaskMemFree(name);
	} else {
		hr = create_on_device(device, mode, version, name, lockbytes,
			NULL, storage);
	}
	if (SUCCEEDED(hr)) {
		hr = restore_old(file, *storage);
		if (FAILED(hr)) {
			IStorage_Release(*storage);
			*storage = NULL;
		}
	}
	if (file)
		fclose(file);
	return FAILED(hr) ? hr : STG_S_CONVERTED;
}

/* A file of a name that nobody has, in the folder for temporary files. */
static HRESULT
temporary_path(char **path)
{
	const char *folder = getenv("TMPDIR");
	size_t size;
	int fd;

	if (!folder || folder[0] != '/')
		folder = "/tmp";
	size = strlen(folder) + 16;
	*path = malloc(size);
	if (!*path)
		return STG_E_INSUFFICIENTMEMORY;
	snprintf(*path, size, "%s/stgXXXXXX", folder);
	fd = mkstemp(*path);
	if (fd < 0) {
		free(*path);
		return hresult_from_errno(errno, IO_OPEN);
	}
	close(fd);
	return S_OK;
}

static HRESULT
create_file(const char *path, DWORD mode, unsigned version,
	IStorage **storage)
{
	bool existing = (mode & (STGM_CREATE | STGM_CONVERT)) != 0;
	struct device *device;
	char *delete_path = NULL;
	OLECHAR *name;
	uint64_t size;
	HRESULT hr;
	int status = file_device_create(path, existing, &device);

	if (status != 0)
		return hresult_from_open(path, IO_ERRNO(status));
	hr = hresult_from_status(device_size(device, &size));
	if (SUCCEEDED(hr))
		hr = path_absolute_olestr(path, &name);
	if (FAILED(hr)) {
		device_close(device);
		return hr;
	}
	if ((mode & STGM_CONVERT) && size != 0)
		return convert_on_device(device, mode, version, name, NULL,
			storage);
	if (mode & STGM_DELETEONRELEASE)
		delete_path = path_absolute(path);
	return create_on_device(device, mode, version, name, NULL,
		delete_path, storage);
}

/* The name may be NULL: a temporary file. */
static HRESULT
create_named(const WCHAR *name, DWORD mode, unsigned version,
	IStorage **storage)
{
	char *path;
	HRESULT hr;

	if (name) {
		if (!*name)
			return STG_E_INVALIDNAME;
		path = stg_utf8_from_olestr(name);
		hr = path ? S_OK : hresult_from_errno(errno, IO_OPEN);
	} else {
		hr = temporary_path(&path);
		mode |= STGM_CREATE;
	}
	if (FAILED(hr))
		return hr;
	hr = create_file(path, mode, version, storage);
	free(path);
	return hr;
}

HRESULT
StgCreateDocfile(const WCHAR *pwcsName, DWORD grfMode, DWORD reserved,
	IStorage **ppstgOpen)
{
	HRESULT hr;

	if (!ppstgOpen)
		return STG_E_INVALIDPOINTER;
	*ppstgOpen = NULL;
	if (reserved != 0)
		return STG_E_INVALIDPARAMETER;
	hr = check_mode(grfMode);
	return FAILED(hr) ? hr : create_named(pwcsName, grfMode, 3,
		ppstgOpen);
}

/* What is documented for format, attributes and options to be. */
static HRESULT
check_ex(DWORD mode, DWORD stgfmt, DWORD attributes,
	const STGOPTIONS *options, void *security, unsigned *version)
{
	*version = 3;
	if (security)
		return STG_E_INVALIDPARAMETER;
	if (stgfmt != STGFMT_STORAGE && stgfmt != STGFMT_DOCFILE)
		return STG_E_INVALIDPARAMETER;
	if (attributes != 0 && (stgfmt != STGFMT_DOCFILE ||
		attributes != FILE_FLAG_NO_BUFFERING))
		return STG_E_INVALIDPARAMETER;
	if (!options)
		return S_OK;
	if (stgfmt != STGFMT_DOCFILE || options->usVersion < 1 ||
		options->usVersion > 2 || options->reserved != 0)
		return STG_E_INVALIDPARAMETER;
	if (options->ulSectorSize == 4096)
		*version = 4;
	else if (options->ulSectorSize != 512)
		return STG_E_INVALIDPARAMETER;
	if (*version == 4 && (mode & STGM_SIMPLE))
		return STG_E_INVALIDPARAMETER;
	return S_OK;
}

HRESULT
StgCreateStorageEx(const WCHAR *pwcsName, DWORD grfMode, DWORD stgfmt,
	DWORD grfAttrs, STGOPTIONS *pStgOptions, void *pSecurityDescriptor,
	REFIID riid, void **ppObjectOpen)
{
	IStorage *storage = NULL;
	unsigned version;
	HRESULT hr;

	if (!ppObjectOpen)
		return STG_E_INVALIDPOINTER;
	*ppObjectOpen = NULL;
	hr = check_ex(grfMode, stgfmt, grfAttrs, pStgOptions,
		pSecurityDescriptor, &version);
	if (SUCCEEDED(hr) && !IsEqualIID(riid, &IID_IStorage))
		hr = E_NOINTERFACE;
	if (SUCCEEDED(hr))
		hr = check_mode(grfMode);
	if (SUCCEEDED(hr))
		hr = create_named(pwcsName, grfMode, version, &storage);
	*ppObjectOpen = storage;
	return hr;
}

HRESULT
StgCreateDocfileOnILockBytes(ILockBytes *plkbyt, DWORD grfMode,
	DWORD reserved, IStorage **ppstgOpen)
{
	struct device *device;
	OLECHAR *name = NULL;
	STATSTG stat;
	HRESULT hr;
	int status;

	if (!ppstgOpen)
		return STG_E_INVALIDPOINTER;
	*ppstgOpen = NULL;
	if (!plkbyt)
		return STG_E_INVALIDPOINTER;
	if (reserved != 0)
		return STG_E_INVALIDPARAMETER;
	hr = check_mode(grfMode & ~STGM_SIMPLE);
	if (FAILED(hr))
		return hr;
	/* The bytes exist, so FAILIFTHERE always fails. */
	if (!(grfMode & (STGM_CREATE | STGM_CONVERT)))
		return STG_E_FILEALREADYEXISTS;
	memset(&stat, 0, sizeof stat);
	hr = ILockBytes_Stat(plkbyt, &stat, STATFLAG_DEFAULT);
	if (FAILED(hr))
		return hr;
	name = stat.pwcsName;
	status = lockbytes_device_open(plkbyt, &device);
	if (status != 0) {
		CoTaskMemFree(name);
		return hresult_from_status(status);
	}
	if ((grfMode & STGM_CONVERT) && stat.cbSize.QuadPart != 0)
		return convert_on_device(device, grfMode, 3, name, plkbyt,
			ppstgOpen);
	return create_on_device(device, grfMode, 3, name, plkbyt, NULL,
		ppstgOpen);
}
