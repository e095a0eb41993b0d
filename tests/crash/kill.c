/* SPDX-License-Identifier: MIT */
/*
 * Killing for real: a child commits one version after the other to a file,
 * and is killed at some moment. What is left must be the last version that it
 * had committed or the one that it was about to.
 *
 * A version is known from its number alone, so that nothing has to be kept.
 */
#include <dirent.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "crash/library.h"
#include "crash/strict.h"
#include "crash/world.h"

#define STREAMS 8

struct killing {
	char folder[32];
	char path[48];
	bool transacted;
	bool shared;      /* each other child lets other writers in */
	uint64_t random;
	uint64_t version; /* that the file holds */
	uint64_t committed;
	uint64_t between; /* kills that left the version that was coming */
};

static void
set_name(uint16_t name[32], char letter, unsigned number)
{
	memset(name, 0, 32 * sizeof *name);
	name[0] = (unsigned char)letter;
	name[1] = (uint16_t)('0' + number);
}

/* The contents that a version gave to a stream. */
static uint8_t *
contents(uint64_t version, size_t *size)
{
	uint64_t state = version;
	uint8_t *bytes;

	*size = random_below(&state, 3) ? random_below(&state, 4000)
					: random_below(&state, 40000);
	bytes = sure(malloc(*size + 8));
	for (size_t i = 0; i < *size; i += 8) {
		uint64_t word = random_next(&state);

		memcpy(bytes + i, &word, 8);
	}
	return bytes;
}

static struct plain *
describe(uint64_t version)
{
	struct plain *root = plain_root();
	struct plain *storage;
	uint16_t name[32];

	for (uint64_t v = version < STREAMS ? 0 : version - STREAMS + 1;
		v <= version; v++) {
		size_t size;
		uint8_t *bytes = contents(v, &size);

		set_name(name, 's', (unsigned)(v % STREAMS));
		plain_write(plain_add(root, name, DIGEST_STREAM), 0, bytes,
			size);
		free(bytes);
	}
	set_name(name, 'd', 0);
	storage = plain_add(root, name, DIGEST_STORAGE);
	storage->bits = (uint32_t)version;
	set_name(name, 'r', (unsigned)(version % 3));
	plain_write(plain_add(storage, name, DIGEST_STREAM), 0, &version, 8);
	return root;
}

static HRESULT
put(IStorage *storage, const uint16_t *name, const void *bytes, size_t size)
{
	IStream *stream;
	ULONG done;
	HRESULT hr = IStorage_CreateStream(storage, name,
		MODE_WRITE | STGM_CREATE, 0, 0, &stream);

	if (FAILED(hr))
		return hr;
	hr = IStream_Write(stream, bytes, (ULONG)size, &done);
	IStream_Release(stream);
	return hr;
}

/* From one version to the next one. */
static HRESULT
advance(IStorage *root, uint64_t version)
{
	uint16_t before[32];
	uint16_t name[32];
	IStorage *storage;
	size_t size;
	uint8_t *bytes = contents(version, &size);
	HRESULT hr;

	set_name(name, 's', (unsigned)(version % STREAMS));
	hr = put(root, name, bytes, size);
	free(bytes);
	set_name(name, 'd', 0);
	if (SUCCEEDED(hr))
		hr = IStorage_OpenStorage(root, name, NULL, MODE_WRITE, NULL,
			0, &storage);
	if (FAILED(hr))
		return hr;
	set_name(before, 'r', (unsigned)((version + 2) % 3));
	set_name(name, 'r', (unsigned)(version % 3));
	hr = IStorage_RenameElement(storage, before, name);
	if (SUCCEEDED(hr))
		hr = put(storage, name, &version, 8);
	if (SUCCEEDED(hr))
		hr = IStorage_SetStateBits(storage, (DWORD)version,
			0xFFFFFFFF);
	IStorage_Release(storage);
	return hr;
}

static HRESULT
create(const struct killing *k)
{
	static const uint64_t version = 0;
	struct plain *tree = describe(0);
	uint16_t name[32];
	uint16_t path[64];
	IStorage *storage = NULL;
	IStorage *root;
	HRESULT hr;

	for (size_t i = 0; i <= strlen(k->path); i++)
		path[i] = (unsigned char)k->path[i];
	hr = StgCreateDocfile(path, MODE_WRITE | STGM_CREATE, 0, &root);
	if (FAILED(hr))
		return hr;
	hr = put(root, tree->first->name, tree->first->contents->bytes,
		tree->first->contents->size);
	set_name(name, 'd', 0);
	if (SUCCEEDED(hr))
		hr = IStorage_CreateStorage(root, name, MODE_WRITE, 0, 0,
			&storage);
	set_name(name, 'r', 0);
	if (SUCCEEDED(hr))
		hr = put(storage, name, &version, 8);
	if (storage)
		IStorage_Release(storage);
	if (SUCCEEDED(hr))
		hr = IStorage_Commit(root, STGC_DEFAULT);
	IStorage_Release(root);
	plain_free(tree);
	return hr;
}

/* What the parent hears: 'b' begins a commit, 'c' has committed. */
static void
tell(int fd, char what)
{
	if (write(fd, &what, 1) != 1)
		_exit(3);
}

/* Commits until it is killed. */
static _Noreturn void
child(const struct killing *k, int fd)
{
	uint64_t version = k->version;
	DWORD alone = MODE_WRITE | (k->transacted ? STGM_TRANSACTED : 0);
	IStorage *root;
	HRESULT hr = stg_open(k->path, k->shared ? MODE_SHARED : alone,
		&root);

	while (SUCCEEDED(hr)) {
		DWORD flags = version % 3 == 0 ? STGC_DEFAULT
			: STGC_DANGEROUSLYCOMMITMERELYTODISKCACHE;

		if (version % 11 == 0)
			flags = STGC_CONSOLIDATE;
		hr = advance(root, ++version);
		tell(fd, 'b');
		if (SUCCEEDED(hr))
			hr = IStorage_Commit(root, flags);
		if (SUCCEEDED(hr))
			tell(fd, 'c');
	}
	fprintf(stderr, "version %llu: %s\n", (unsigned long long)version,
		stg_hresult_name(hr) ? stg_hresult_name(hr) : "?");
	_exit(2);
}

static uint64_t
hear(int fd, uint64_t wanted, uint64_t counts[256])
{
	uint64_t heard = 0;
	unsigned char c;

	while (heard < wanted && read(fd, &c, 1) == 1) {
		counts[c]++;
		heard++;
	}
	return heard;
}

static bool
is_version(const struct killing *k, const struct image *image,
	uint64_t version)
{
	struct plain *tree = describe(version);
	struct digest expected = plain_digest(tree);
	struct strict_report report;
	struct digest digest;
	bool is;

	plain_free(tree);
	is = strict_check(image, false, &report) &&
		report.digest.full == expected.full;
	if (is && (FAILED(library_digest(image, true, &digest)) ||
		digest.full != expected.full))
		fprintf(stderr, "%s: the library reads something else\n",
			k->path);
	return is && digest.full == expected.full;
}

/* One child; false when what it leaves is no version. */
static bool
round_of(struct killing *k)
{
	uint64_t counts[256] = { 0 };
	uint64_t wanted = 1 + random_below(&k->random, 12);
	volatile uint64_t spin = random_below(&k->random, 200000);
	struct image image;
	uint64_t coming;
	int status;
	int fds[2];
	pid_t pid;

	if (pipe(fds) != 0)
		abort();
	pid = fork();
	if (pid == 0) {
		close(fds[0]);
		child(k, fds[1]);
	}
	close(fds[1]);
	hear(fds[0], wanted, counts);
	while (spin != 0)
		spin--;
	kill(pid, SIGKILL);
	waitpid(pid, &status, 0);
	hear(fds[0], UINT64_MAX, counts);
	close(fds[0]);
	if (!WIFSIGNALED(status) || WTERMSIG(status) != SIGKILL)
		return false;
	k->committed += counts['c'];
	k->version += counts['c'];
	coming = k->version + (counts['b'] - counts['c']);
	if (image_load(&image, k->path) != 0)
		return false;
	if (coming != k->version && is_version(k, &image, coming)) {
		k->version = coming;
		k->between++;
	} else if (!is_version(k, &image, k->version)) {
		fprintf(stderr, "%s is neither version %llu nor %llu\n",
			k->path, (unsigned long long)k->version,
			(unsigned long long)coming);
		return false;
	}
	image_done(&image);
	return true;
}

/* There is the file and nothing else. */
static bool
is_tidy(const struct killing *k)
{
	DIR *folder = opendir(k->folder);
	unsigned count = 0;

	while (folder && readdir(folder))
		count++;
	if (folder)
		closedir(folder);
	if (count != 3)
		fprintf(stderr, "%s: something was left behind\n", k->folder);
	return count == 3;
}

int
main(int argc, char **argv)
{
	unsigned long rounds = argc > 1 ? strtoul(argv[1], NULL, 0) : 100;
	struct killing k = { .folder = "crash-kill-XXXXXX" };
	unsigned long i = 0;
	bool good = true;

	k.random = argc > 2 ? strtoull(argv[2], NULL, 0) : 1;
	k.transacted = world_can_transact();
	if (!mkdtemp(k.folder)) {
		perror(k.folder);
		return 1;
	}
	snprintf(k.path, sizeof k.path, "%s/file", k.folder);
	good = SUCCEEDED(create(&k));
	for (; good && i < rounds; i++) {
		k.shared = k.transacted && i % 2 != 0;
		good = round_of(&k);
	}
	good = good && is_tidy(&k);
	printf("%lu kills, %llu commits, %llu times the version that was "
		"coming was there\n", i, (unsigned long long)k.committed,
		(unsigned long long)k.between);
	if (good) {
		unlink(k.path);
		rmdir(k.folder);
	} else {
		printf("FAILED: %s\n", k.path);
	}
	return !good;
}
