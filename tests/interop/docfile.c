/* SPDX-License-Identifier: MIT */
/*
 * Writes, changes and lists compound files as a script says. The same source
 * is compiled for this platform, with libstg, and for Windows, so that another
 * implementation of the interfaces does the very same.
 *
 *	docfile run SCRIPT
 *	docfile list FILE...
 *
 * A script has an operation a line, words separated by blanks:
 *
 *	pool FILE                   bytes for `write`
 *	create FILE 3|4             make and open a file
 *	open FILE                   open one for changes
 *	commit
 *	close
 *	mkdir PATH
 *	stream PATH
 *	write PATH OFFSET LENGTH SEED  the pool's bytes from SEED on, again and
 *	                            again
 *	size PATH BYTES
 *	remove PATH
 *	rename PATH NAME
 *	class PATH HEX              16 bytes as they are in memory
 *	state PATH NUMBER
 *	times PATH CREATED CHANGED  ticks in hexadecimal
 *
 * In paths, \uHHHH is a code unit, "/" separates names, "." is the root.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <windows.h>

#include <objbase.h>

#define UNITS     31
#define WORDS     8
#define PATH_SIZE 65536
#define PIECE     65536
#define RW        (STGM_READWRITE | STGM_SHARE_EXCLUSIVE)

typedef OLECHAR name_text[UNITS + 2];

static unsigned char *pool;
static size_t pool_size;
static IStorage *root;

static void
die(const char *what, const char *which)
{
	fprintf(stderr, "docfile: %s: %s\n", what, which);
	exit(2);
}

/* --- Text -----------------------------------------------------------------*/

static void
widen(const char *text, OLECHAR *wide, size_t room)
{
	size_t i = 0;

	for (; text[i] != '\0' && i + 1 < room; i++)
		wide[i] = (OLECHAR)(unsigned char)text[i];
	wide[i] = 0;
}

/* Take one name off a path; returns what follows it, or NULL at the end. */
static const char *
next_name(const char *path, name_text name)
{
	size_t n = 0;

	while (*path != '\0' && *path != '/') {
		unsigned unit = (unsigned char)*path++;

		if (unit == '\\') {
			if (sscanf(path, "u%4x", &unit) != 1)
				die("bad escape", path);
			path += 5;
		}
		if (n <= UNITS)
			name[n++] = (OLECHAR)unit;
	}
	name[n] = 0;
	return *path == '/' ? path + 1 : NULL;
}

/* Append a name to a path; returns the new length. */
static size_t
append_name(char *path, size_t length, const OLECHAR *name)
{
	if (length != 0)
		path[length++] = '/';
	for (; *name; name++) {
		unsigned unit = *name;

		if (length + 8 > PATH_SIZE)
			die("path too long", path);
		if (unit > 0x20 && unit < 0x7F && unit != '\\' && unit != '/')
			path[length++] = (char)unit;
		else
			length += (size_t)sprintf(path + length, "\\u%04x",
				unit);
	}
	path[length] = '\0';
	return length;
}

/* --- Listing --------------------------------------------------------------*/

static unsigned long
crc_of(unsigned long crc, const unsigned char *bytes, size_t length)
{
	static unsigned long table[256];

	for (unsigned i = 0; table[255] == 0 && i < 256; i++) {
		unsigned long c = i;

		for (int bit = 0; bit < 8; bit++)
			c = c & 1 ? 0xEDB88320UL ^ c >> 1 : c >> 1;
		table[i] = c;
	}
	while (length-- > 0)
		crc = table[(crc ^ *bytes++) & 0xFF] ^ crc >> 8;
	return crc;
}

static HRESULT
list_stream(IStorage *storage, const OLECHAR *name, const char *path)
{
	static unsigned char buffer[PIECE];
	unsigned long crc = 0xFFFFFFFFUL;
	unsigned long size = 0;
	IStream *stream;
	ULONG got;
	HRESULT hr = IStorage_OpenStream(storage, name, NULL,
		STGM_READ | STGM_SHARE_EXCLUSIVE, 0, &stream);

	if (FAILED(hr))
		return hr;
	do {
		got = 0;
		hr = IStream_Read(stream, buffer, sizeof buffer, &got);
		crc = crc_of(crc, buffer, got);
		size += got;
	} while (SUCCEEDED(hr) && got != 0);
	IStream_Release(stream);
	printf("S %s %lu %08lx\n", path, size, crc ^ 0xFFFFFFFFUL);
	return hr;
}

static void
print_storage(const char *path, const STATSTG *stat)
{
	const unsigned char *id = (const unsigned char *)&stat->clsid;

	printf("D %s ", path[0] ? path : ".");
	for (unsigned i = 0; i < 16; i++)
		printf("%02x", id[i]);
	printf(" %lu %08lx%08lx %08lx%08lx\n",
		(unsigned long)stat->grfStateBits,
		(unsigned long)stat->ctime.dwHighDateTime,
		(unsigned long)stat->ctime.dwLowDateTime,
		(unsigned long)stat->mtime.dwHighDateTime,
		(unsigned long)stat->mtime.dwLowDateTime);
}

static HRESULT list_storage(IStorage *storage, char *path, size_t length);

static HRESULT
list_element(IStorage *storage, const STATSTG *stat, char *path,
	size_t length)
{
	IStorage *inner;
	HRESULT hr;

	length = append_name(path, length, stat->pwcsName);
	if (stat->type == STGTY_STREAM)
		return list_stream(storage, stat->pwcsName, path);
	hr = IStorage_OpenStorage(storage, stat->pwcsName, NULL,
		STGM_READ | STGM_SHARE_EXCLUSIVE, NULL, 0, &inner);
	if (FAILED(hr))
		return hr;
	hr = list_storage(inner, path, length);
	IStorage_Release(inner);
	return hr;
}

/* As deep as the files of this test are. */
static HRESULT
list_storage(IStorage *storage, char *path, size_t length)
{
	IEnumSTATSTG *elements;
	STATSTG stat;
	HRESULT hr = IStorage_Stat(storage, &stat, STATFLAG_NONAME);

	if (SUCCEEDED(hr)) {
		print_storage(path, &stat);
		hr = IStorage_EnumElements(storage, 0, NULL, 0, &elements);
	}
	if (FAILED(hr))
		return hr;
	while (SUCCEEDED(hr) && (hr = IEnumSTATSTG_Next(elements, 1, &stat,
		NULL)) == S_OK) {
		hr = list_element(storage, &stat, path, length);
		path[length] = '\0';
		CoTaskMemFree(stat.pwcsName);
	}
	IEnumSTATSTG_Release(elements);
	return hr;
}

static int
list(const char *file)
{
	static char path[PATH_SIZE];
	OLECHAR name[1024];
	IStorage *storage;
	HRESULT hr;

	widen(file, name, 1024);
	hr = StgOpenStorage(name, NULL, STGM_READ | STGM_SHARE_DENY_WRITE,
		NULL, 0, &storage);
	if (SUCCEEDED(hr)) {
		path[0] = '\0';
		hr = list_storage(storage, path, 0);
		IStorage_Release(storage);
	}
	if (FAILED(hr))
		printf("E %s %08lx\n", file, (unsigned long)(DWORD)hr);
	else
		printf("F %s\n", file);
	return FAILED(hr);
}

/* --- Changes --------------------------------------------------------------*/

/* Open the storage that holds the last name of a path. */
static HRESULT
open_parent(const char *path, IStorage **parent, name_text name)
{
	/* Elements of a storage that is released are dead, so all of the way
	 * stays open until close_way(). */
	static IStorage *way[1024];
	static unsigned depth;
	HRESULT hr = S_OK;

	while (depth > 0) {
		depth--;
		IStorage_Release(way[depth]);
	}
	*parent = root;
	if (!path)
		return S_OK;
	while (SUCCEEDED(hr) && (path = next_name(path, name)) != NULL) {
		if (depth == 1024)
			die("too deep", path);
		hr = IStorage_OpenStorage(*parent, name, NULL, RW, NULL, 0,
			&way[depth]);
		if (SUCCEEDED(hr))
			*parent = way[depth++];
	}
	return hr;
}

static void
close_way(void)
{
	IStorage *parent;

	(void)open_parent(NULL, &parent, NULL);
}

static HRESULT
do_pool(char **words)
{
	FILE *file = fopen(words[1], "rb");

	if (!file)
		die("cannot open", words[1]);
	pool = malloc(1 << 24);
	pool_size = pool ? fread(pool, 1, 1 << 24, file) : 0;
	fclose(file);
	return pool_size ? S_OK : E_FAIL;
}

static HRESULT
do_create(char **words)
{
	STGOPTIONS options = { 0 };
	OLECHAR name[1024];

	widen(words[1], name, 1024);
	options.usVersion = 1;
	options.ulSectorSize = words[2][0] == '4' ? 4096 : 512;
	return StgCreateStorageEx(name, STGM_CREATE | RW, STGFMT_DOCFILE, 0,
		&options, NULL, &IID_IStorage, (void **)&root);
}

static HRESULT
do_open(char **words)
{
	OLECHAR name[1024];

	widen(words[1], name, 1024);
	return StgOpenStorage(name, NULL, RW, NULL, 0, &root);
}

static HRESULT
do_commit(char **words)
{
	(void)words;
	return IStorage_Commit(root, STGC_DEFAULT);
}

static HRESULT
do_close(char **words)
{
	(void)words;
	IStorage_Release(root);
	root = NULL;
	return S_OK;
}

static HRESULT
do_mkdir(char **words)
{
	IStorage *parent;
	IStorage *made;
	name_text name;
	HRESULT hr = open_parent(words[1], &parent, name);

	if (SUCCEEDED(hr))
		hr = IStorage_CreateStorage(parent, name, RW, 0, 0, &made);
	if (SUCCEEDED(hr))
		IStorage_Release(made);
	return hr;
}

static HRESULT
do_stream(char **words)
{
	IStorage *parent;
	IStream *made;
	name_text name;
	HRESULT hr = open_parent(words[1], &parent, name);

	if (SUCCEEDED(hr))
		hr = IStorage_CreateStream(parent, name, RW, 0, 0, &made);
	if (SUCCEEDED(hr))
		IStream_Release(made);
	return hr;
}

static HRESULT
open_stream(const char *path, IStream **stream)
{
	IStorage *parent;
	name_text name;
	HRESULT hr = open_parent(path, &parent, name);

	return FAILED(hr) ? hr : IStorage_OpenStream(parent, name, NULL, RW,
		0, stream);
}

static HRESULT
do_write(char **words)
{
	size_t left = strtoul(words[3], NULL, 10);
	size_t at = strtoul(words[4], NULL, 10);
	LARGE_INTEGER offset;
	IStream *stream;
	HRESULT hr = open_stream(words[1], &stream);

	if (FAILED(hr))
		return hr;
	offset.QuadPart = (LONGLONG)strtoul(words[2], NULL, 10);
	hr = IStream_Seek(stream, offset, STREAM_SEEK_SET, NULL);
	while (SUCCEEDED(hr) && left != 0) {
		size_t n = pool_size - (at %= pool_size);
		ULONG put = 0;

		n = n < left ? n : left;
		hr = IStream_Write(stream, pool + at, (ULONG)n, &put);
		if (SUCCEEDED(hr) && put != n)
			hr = E_FAIL;
		at += n;
		left -= n;
	}
	IStream_Release(stream);
	return hr;
}

static HRESULT
do_size(char **words)
{
	ULARGE_INTEGER size;
	IStream *stream;
	HRESULT hr = open_stream(words[1], &stream);

	if (FAILED(hr))
		return hr;
	size.QuadPart = strtoul(words[2], NULL, 10);
	hr = IStream_SetSize(stream, size);
	IStream_Release(stream);
	return hr;
}

static HRESULT
do_remove(char **words)
{
	IStorage *parent;
	name_text name;
	HRESULT hr = open_parent(words[1], &parent, name);

	return FAILED(hr) ? hr : IStorage_DestroyElement(parent, name);
}

static HRESULT
do_rename(char **words)
{
	IStorage *parent;
	name_text name;
	name_text to;
	HRESULT hr = open_parent(words[1], &parent, name);

	(void)next_name(words[2], to);
	return FAILED(hr) ? hr : IStorage_RenameElement(parent, name, to);
}

/* The storage itself; "." gives the root another reference. */
static HRESULT
open_storage(const char *path, IStorage **storage)
{
	IStorage *parent;
	name_text name;
	HRESULT hr = S_OK;

	if (strcmp(path, ".") == 0) {
		*storage = root;
		IStorage_AddRef(root);
		return S_OK;
	}
	hr = open_parent(path, &parent, name);
	return FAILED(hr) ? hr : IStorage_OpenStorage(parent, name, NULL, RW,
		NULL, 0, storage);
}

static HRESULT
do_class(char **words)
{
	unsigned char bytes[16];
	IStorage *storage;
	CLSID id;
	HRESULT hr = open_storage(words[1], &storage);

	if (FAILED(hr))
		return hr;
	for (unsigned i = 0; i < 16; i++) {
		unsigned byte = 0;

		if (sscanf(words[2] + 2 * i, "%2x", &byte) != 1)
			die("bad class", words[2]);
		bytes[i] = (unsigned char)byte;
	}
	memcpy(&id, bytes, sizeof id);
	hr = IStorage_SetClass(storage, &id);
	IStorage_Release(storage);
	return hr;
}

static HRESULT
do_state(char **words)
{
	IStorage *storage;
	HRESULT hr = open_storage(words[1], &storage);

	if (FAILED(hr))
		return hr;
	hr = IStorage_SetStateBits(storage,
		(DWORD)strtoul(words[2], NULL, 10), 0xFFFFFFFF);
	IStorage_Release(storage);
	return hr;
}

static FILETIME
ticks(const char *text)
{
	unsigned high = 0;
	unsigned low = 0;
	FILETIME time;

	if (sscanf(text, "%8x%8x", &high, &low) != 2)
		die("bad time", text);
	time.dwHighDateTime = high;
	time.dwLowDateTime = low;
	return time;
}

static HRESULT
do_times(char **words)
{
	FILETIME created = ticks(words[2]);
	FILETIME changed = ticks(words[3]);
	IStorage *parent;
	name_text name;
	HRESULT hr = open_parent(words[1], &parent, name);

	return FAILED(hr) ? hr : IStorage_SetElementTimes(parent, name,
		&created, NULL, &changed);
}

static const struct operation {
	const char *name;
	unsigned words;
	HRESULT (*run)(char **words);
} operations[] = {
	{ "pool", 2, do_pool },
	{ "create", 3, do_create },
	{ "open", 2, do_open },
	{ "commit", 1, do_commit },
	{ "close", 1, do_close },
	{ "mkdir", 2, do_mkdir },
	{ "stream", 2, do_stream },
	{ "write", 5, do_write },
	{ "size", 3, do_size },
	{ "remove", 2, do_remove },
	{ "rename", 3, do_rename },
	{ "class", 3, do_class },
	{ "state", 3, do_state },
	{ "times", 4, do_times },
};

static HRESULT
run_line(char *line)
{
	char *words[WORDS];
	unsigned count = 0;
	char *word = strtok(line, " \r\n");

	for (; word && count < WORDS; word = strtok(NULL, " \r\n"))
		words[count++] = word;
	if (count == 0)
		return S_OK;
	for (size_t i = 0; i < sizeof operations / sizeof *operations; i++) {
		const struct operation *operation = &operations[i];
		HRESULT hr;

		if (strcmp(operation->name, words[0]) != 0 ||
			operation->words != count)
			continue;
		hr = operation->run(words);
		close_way();
		return hr;
	}
	die("no such operation", words[0]);
	return E_FAIL;
}

static int
run(const char *script)
{
	static char line[PATH_SIZE];
	FILE *file = fopen(script, "rb");
	unsigned number = 0;
	HRESULT hr = S_OK;

	if (!file)
		die("cannot open", script);
	while (SUCCEEDED(hr) && fgets(line, sizeof line, file)) {
		number++;
		hr = run_line(line);
	}
	fclose(file);
	if (FAILED(hr))
		fprintf(stderr, "docfile: %s:%u: %08lx\n", script, number,
			(unsigned long)(DWORD)hr);
	if (root)
		IStorage_Release(root);
	free(pool);
	return FAILED(hr);
}

int
main(int argc, char **argv)
{
	int status = 0;

	if (argc == 3 && strcmp(argv[1], "run") == 0)
		return run(argv[2]);
	if (argc < 3 || strcmp(argv[1], "list") != 0)
		die("usage", "docfile run SCRIPT | docfile list FILE...");
	for (int i = 2; i < argc; i++)
		status |= list(argv[i]);
	return status;
}
