/* SPDX-License-Identifier: MIT */
/*
 * Opens one file as it is told, a line of standard input at a time, and
 * answers with the result. The same source is compiled for this platform, with
 * libstg, and for Windows, so that programs of both share a file.
 *
 *	sharer FILE
 *
 *	open SLOT MODE [PRIORITY]  MODE in hexadecimal; PRIORITY is the slot of
 *	                           a root to hand over, which is empty then
 *	create SLOT MODE
 *	commit SLOT FLAGS
 *	revert SLOT
 *	wait SLOT MILLISECONDS     IDirectWriterLock::WaitForWriteAccess
 *	leave SLOT                 IDirectWriterLock::ReleaseWriteAccess
 *	put SLOT NUMBER            write it to the stream "number"
 *	get SLOT                   and read it
 *	fill SLOT NUMBER           write it to all of a stream of 5 MB, "large"
 *	sum SLOT                   read that; an error where it is mixed
 *	close SLOT
 *
 * An answer is a line: the HRESULT in hexadecimal, and for `get` and `sum` the
 * number.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <windows.h>

#include <objbase.h>

#define SLOTS    32
#define PATH_UNITS 1024
#define WORDS    16384
#define PIECES   80

static const OLECHAR number_name[] = { 'n', 'u', 'm', 'b', 'e', 'r', 0 };

static const OLECHAR large_name[] = { 'l', 'a', 'r', 'g', 'e', 0 };

/* The compat headers and those of Windows both declare the interface. */
static const IID writer_lock_iid = { 0x0e6d4d92, 0x6738, 0x11cf,
	{ 0x96, 0x08, 0x00, 0xaa, 0x00, 0x68, 0x0d, 0xb4 } };

static OLECHAR path[PATH_UNITS];
static IStorage *slots[SLOTS];

static void
widen(const char *text)
{
	size_t i = 0;

	for (; text[i] != '\0' && i + 1 < PATH_UNITS; i++)
		path[i] = (OLECHAR)(unsigned char)text[i];
	path[i] = 0;
}

static HRESULT
open_root(unsigned slot, unsigned mode, int priority)
{
	IStorage *handed = NULL;

	if (priority >= 0) {
		handed = slots[priority % SLOTS];
		slots[priority % SLOTS] = NULL;
	}
	return StgOpenStorage(handed ? NULL : path, handed, mode, NULL, 0,
		&slots[slot]);
}

static HRESULT
put_number(IStorage *root, unsigned number)
{
	IStream *stream;
	HRESULT hr = IStorage_CreateStream(root, number_name,
		STGM_CREATE | STGM_READWRITE | STGM_SHARE_EXCLUSIVE, 0, 0,
		&stream);

	if (FAILED(hr))
		return hr;
	hr = IStream_Write(stream, &number, sizeof number, NULL);
	IStream_Release(stream);
	return hr;
}

static HRESULT
get_number(IStorage *root, unsigned *number)
{
	IStream *stream;
	HRESULT hr = IStorage_OpenStream(root, number_name, NULL,
		STGM_READ | STGM_SHARE_EXCLUSIVE, 0, &stream);

	*number = 0;
	if (FAILED(hr))
		return hr;
	hr = IStream_Read(stream, number, sizeof *number, NULL);
	IStream_Release(stream);
	return hr;
}

static HRESULT
fill_large(IStorage *root, unsigned number)
{
	static unsigned words[WORDS];
	IStream *stream;
	HRESULT hr = IStorage_CreateStream(root, large_name,
		STGM_CREATE | STGM_READWRITE | STGM_SHARE_EXCLUSIVE, 0, 0,
		&stream);

	if (FAILED(hr))
		return hr;
	for (int i = 0; i < WORDS; i++)
		words[i] = number;
	for (int i = 0; SUCCEEDED(hr) && i < PIECES; i++)
		hr = IStream_Write(stream, words, sizeof words, NULL);
	IStream_Release(stream);
	return hr;
}

static HRESULT
read_large(IStorage *root, unsigned *number)
{
	static unsigned words[WORDS];
	IStream *stream;
	ULONG got = 0;
	HRESULT hr = IStorage_OpenStream(root, large_name, NULL,
		STGM_READ | STGM_SHARE_EXCLUSIVE, 0, &stream);

	*number = 0;
	if (FAILED(hr))
		return hr;
	for (int i = 0; SUCCEEDED(hr) && i < PIECES; i++) {
		hr = IStream_Read(stream, words, sizeof words, &got);
		if (SUCCEEDED(hr) && got != sizeof words)
			hr = STG_E_READFAULT;
		if (SUCCEEDED(hr) && i == 0)
			*number = words[0];
		for (int j = 0; SUCCEEDED(hr) && j < WORDS; j++) {
			if (words[j] != *number)
				hr = STG_E_DOCFILECORRUPT;
		}
	}
	IStream_Release(stream);
	return hr;
}

static HRESULT
use_writer_lock(IStorage *root, int wait, unsigned milliseconds)
{
	IDirectWriterLock *lock;
	void *found;
	HRESULT hr = IStorage_QueryInterface(root, &writer_lock_iid, &found);

	if (FAILED(hr))
		return hr;
	lock = found;
	hr = wait ? lock->lpVtbl->WaitForWriteAccess(lock, milliseconds)
		  : lock->lpVtbl->ReleaseWriteAccess(lock);
	lock->lpVtbl->Release(lock);
	return hr;
}

static HRESULT
on_root(const char *verb, unsigned slot, unsigned argument)
{
	IStorage *root = slots[slot];

	if (!root)
		return STG_E_INVALIDHANDLE;
	if (strcmp(verb, "commit") == 0)
		return IStorage_Commit(root, argument);
	if (strcmp(verb, "revert") == 0)
		return IStorage_Revert(root);
	if (strcmp(verb, "wait") == 0)
		return use_writer_lock(root, 1, argument);
	if (strcmp(verb, "leave") == 0)
		return use_writer_lock(root, 0, 0);
	if (strcmp(verb, "put") == 0)
		return put_number(root, argument);
	if (strcmp(verb, "fill") == 0)
		return fill_large(root, argument);
	if (strcmp(verb, "close") != 0)
		return E_INVALIDARG;
	slots[slot] = NULL;
	IStorage_Release(root);
	return S_OK;
}

static void
obey(const char *line)
{
	char verb[16];
	unsigned slot = 0;
	unsigned argument = 0;
	unsigned number = 0;
	int priority = -1;
	HRESULT hr;

	if (sscanf(line, "%15s %u %x %d", verb, &slot, &argument,
		&priority) < 2) {
		printf("%08x\n", (unsigned)E_INVALIDARG);
		return;
	}
	slot %= SLOTS;
	if ((strcmp(verb, "get") == 0 || strcmp(verb, "sum") == 0) &&
		slots[slot]) {
		hr = verb[0] == 'g' ? get_number(slots[slot], &number)
				    : read_large(slots[slot], &number);
		printf("%08x %u\n", (unsigned)hr, number);
		return;
	}
	if (strcmp(verb, "open") == 0)
		hr = open_root(slot, argument, priority);
	else if (strcmp(verb, "create") == 0)
		hr = StgCreateDocfile(path, argument, 0, &slots[slot]);
	else
		hr = on_root(verb, slot, argument);
	printf("%08x\n", (unsigned)hr);
}

int
main(int argc, char **argv)
{
	char line[128];

	if (argc != 2) {
		fputs("usage: sharer FILE\n", stderr);
		return 2;
	}
	widen(argv[1]);
	while (fgets(line, sizeof line, stdin)) {
		obey(line);
		fflush(stdout);
	}
	return 0;
}
