/* SPDX-License-Identifier: MIT */
/*
 * Takes every file of a folder that opens through two round trips.
 *
 * Copy: IStorage::CopyTo into a fresh file of version 3, in memory, and into
 * one of version 4. The copy holds the same and has no defect. What is damaged
 * in the source, or has no legal name, may be missing; the copy then ends there
 * with an error.
 *
 * Edit: a copy of each file without damage is changed in place by a random
 * script, always the same for a file, and compared with what the script
 * believes. Streams that the script did not touch are as before, and the file
 * has no defect that it did not have.
 */
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <stg/stg.h>

#include "catalog.h"
#include "rewrite.h"

#define STEPS 30
#define RW (STGM_READWRITE | STGM_SHARE_EXCLUSIVE)

/* Defects by their numbers. */
#define NUMBERS 1024

struct defects {
	unsigned counts[NUMBERS];
	struct stg_check_summary summary;
};

struct copies {
	size_t files, same, partly, elements, wrong;
	ULONGLONG bytes;
};

struct totals {
	size_t files, refused, damaged;
	struct copies copies[2]; /* of version 3 and 4 */
	size_t edited, left_alone, elements, cured, wrong;
	ULONGLONG bytes;
};

struct subject {
	const char *file;
	uint8_t *bytes;
	size_t size;
	IStorage *root; /* open for reading */
	struct catalog catalog;
	struct defects defects;
};

static bool verbose;
static uint64_t other_seed; /* 0: the usual scripts */

static HRESULT
take_defect(const struct stg_defect *defect, void *context)
{
	struct defects *defects = context;

	if (defect->number < NUMBERS)
		defects->counts[defect->number]++;
	return S_OK;
}

static HRESULT
check(ILockBytes *lockbytes, struct defects *defects)
{
	memset(defects, 0, sizeof *defects);
	return stg_check_lockbytes(lockbytes, 0, take_defect, defects,
		&defects->summary);
}

static void
print_defects(const char *file, const char *what,
	const struct defects *defects, const struct defects *before)
{
	for (unsigned i = 0; i < NUMBERS; i++) {
		const struct stg_defect_kind *kind = stg_defect_info(i);
		unsigned old = before ? before->counts[i] : 0;

		if (defects->counts[i] > old && kind)
			printf("%s: %s: %u of %s, were %u\n", file, what,
				defects->counts[i], kind->name, old);
	}
}

static bool
is_clean(const struct defects *defects)
{
	return defects->summary.benign == 0 && defects->summary.deviant == 0
		&& defects->summary.damage == 0;
}

/* The same, but for names, which a copy takes over as they are. */
static bool
is_clean_copy(const struct defects *copy, const struct defects *source)
{
	for (unsigned i = 0; i < NUMBERS; i++) {
		const struct stg_defect_kind *kind = stg_defect_info(i);

		if (copy->counts[i] == 0)
			continue;
		if (!kind || source->counts[i] == 0 ||
			strncmp(kind->name, "name-", 5) != 0)
			return false;
	}
	return true;
}

/* A byte array in memory, holding a copy of the bytes. */
static ILockBytes *
in_memory(const void *bytes, size_t size)
{
	ULARGE_INTEGER offset = { .QuadPart = 0 };
	ILockBytes *lockbytes;
	ULONG put = 0;

	if (FAILED(CreateILockBytesOnHGlobal(NULL, TRUE, &lockbytes)))
		abort();
	if (size != 0 && (FAILED(ILockBytes_WriteAt(lockbytes, offset, bytes,
		(ULONG)size, &put)) || put != size))
		abort();
	return lockbytes;
}

/* --- Copies ---------------------------------------------------------------*/

/*
 * An element that CopyTo cannot give to another file under its name: the
 * interfaces refuse some characters, and see a name as ended by a NUL.
 */
static bool
has_odd_name(const struct catalog *catalog)
{
	for (size_t i = 0; i < catalog->count; i++) {
		const char *path = catalog->items[i].path;

		if (catalog->items[i].doubled || strstr(path, "\\x2F") ||
			strstr(path, "\\\\") || strstr(path, "\\x00") ||
			strstr(path, "\\e") || strpbrk(path, ":!"))
			return true;
	}
	return false;
}

static void
judge_copy(struct subject *subject, HRESULT hr, const struct catalog *found,
	const struct defects *defects, struct copies *copies)
{
	bool whole = subject->defects.summary.damage == 0 &&
		!has_odd_name(&subject->catalog);
	struct difference d;
	bool wrong;

	catalog_compare(&subject->catalog, found, false,
		whole || verbose ? subject->file : NULL, &d);
	copies->files++;
	copies->elements += d.same;
	copies->bytes += d.bytes;
	wrong = !is_clean_copy(defects, &subject->defects) ||
		(whole && d.surplus != 0);
	if (d.missing == 0 && d.changed == 0 && (SUCCEEDED(hr) || !whole))
		copies->same++;
	else if (whole || SUCCEEDED(hr)) /* or lost in silence */
		wrong = true;
	else if (d.missing + d.changed > d.excused &&
		!has_odd_name(&subject->catalog))
		wrong = true; /* what could be read is to arrive */
	else
		copies->partly++;
	if (!wrong)
		return;
	copies->wrong++;
	print_defects(subject->file, "copy", defects, NULL);
	printf("WRONG %s: copy: %s, %zu the same, %zu missing, %zu surplus, "
		"%zu changed, %zu excused\n", subject->file,
		stg_hresult_name(hr), d.same, d.missing, d.surplus, d.changed,
		d.excused);
}

/* Read and check a copy that was closed. */
static void
inspect_copy(struct subject *subject, ILockBytes *lockbytes, HRESULT hr,
	struct copies *copies)
{
	struct catalog found = { 0 };
	struct defects defects;
	IStorage *root = NULL;
	HRESULT open_hr = StgOpenStorageOnILockBytes(lockbytes, NULL,
		STGM_READ | STGM_SHARE_DENY_WRITE, NULL, 0, &root);

	if (SUCCEEDED(open_hr))
		open_hr = catalog_read(&found, root);
	if (root)
		IStorage_Release(root);
	if (SUCCEEDED(open_hr))
		open_hr = check(lockbytes, &defects);
	if (SUCCEEDED(open_hr)) {
		judge_copy(subject, hr, &found, &defects, copies);
	} else {
		copies->files++;
		copies->wrong++;
		printf("WRONG %s: copy: opened with %s\n", subject->file,
			stg_hresult_name(open_hr));
	}
	catalog_done(&found);
}

static void
copy_to_3(struct subject *subject, struct copies *copies)
{
	ILockBytes *lockbytes = in_memory(NULL, 0);
	IStorage *copy = NULL;
	HRESULT hr = StgCreateDocfileOnILockBytes(lockbytes,
		STGM_CREATE | RW, 0, &copy);

	if (SUCCEEDED(hr))
		hr = IStorage_CopyTo(subject->root, 0, NULL, NULL, copy);
	if (copy)
		IStorage_Release(copy);
	inspect_copy(subject, lockbytes, hr, copies);
	ILockBytes_Release(lockbytes);
}

static void
copy_to_4(struct subject *subject, const char *path, struct copies *copies)
{
	STGOPTIONS options = { .usVersion = 1, .ulSectorSize = 4096 };
	OLECHAR name[256];
	ILockBytes *lockbytes;
	IStorage *copy = NULL;
	size_t i = 0;
	HRESULT hr;

	do
		name[i] = (OLECHAR)path[i];
	while (path[i++] != '\0' && i < 256);
	hr = StgCreateStorageEx(name, STGM_CREATE | RW, STGFMT_DOCFILE, 0,
		&options, NULL, &IID_IStorage, (void **)&copy);
	if (SUCCEEDED(hr))
		hr = IStorage_CopyTo(subject->root, 0, NULL, NULL, copy);
	if (copy)
		IStorage_Release(copy);
	if (FAILED(stg_lockbytes_on_file(path, STGM_READ, &lockbytes)))
		abort();
	inspect_copy(subject, lockbytes, hr, copies);
	ILockBytes_Release(lockbytes);
}

/* --- Edits ----------------------------------------------------------------*/

static uint64_t
seed_of(const char *file)
{
	uint64_t seed = UINT64_C(0xcbf29ce484222325);

	for (; *file; file++)
		seed = (seed ^ (unsigned char)*file) *
			UINT64_C(0x100000001b3);
	return seed;
}

static HRESULT
edit(const struct subject *subject, ILockBytes *lockbytes,
	struct catalog *catalog)
{
	IStorage *root = NULL;
	HRESULT hr = StgOpenStorageOnILockBytes(lockbytes, NULL, RW, NULL, 0,
		&root);

	if (SUCCEEDED(hr))
		hr = catalog_read(catalog, root);
	if (SUCCEEDED(hr)) {
		catalog->items[0].touched = true;
		hr = rewrite(root, catalog, seed_of(subject->file) ^
			other_seed, STEPS, subject->file);
	}
	if (SUCCEEDED(hr))
		hr = IStorage_Commit(root,
			STGC_DANGEROUSLYCOMMITMERELYTODISKCACHE);
	if (root)
		IStorage_Release(root);
	catalog_seal(catalog);
	return hr;
}

static bool
has_new_defects(const struct defects *after, const struct defects *before)
{
	for (unsigned i = 0; i < NUMBERS; i++)
		if (after->counts[i] != 0 && before->counts[i] == 0)
			return true;
	return after->summary.damage > 0;
}

static void
judge_edit(const struct subject *subject, ILockBytes *lockbytes,
	const struct catalog *expected, struct totals *totals)
{
	struct catalog found = { 0 };
	struct difference d = { 0 };
	struct defects defects;
	IStorage *root = NULL;
	HRESULT hr = StgOpenStorageOnILockBytes(lockbytes, NULL,
		STGM_READ | STGM_SHARE_DENY_WRITE, NULL, 0, &root);

	if (SUCCEEDED(hr))
		hr = catalog_read(&found, root);
	if (root)
		IStorage_Release(root);
	if (SUCCEEDED(hr))
		hr = check(lockbytes, &defects);
	if (SUCCEEDED(hr)) {
		catalog_compare(expected, &found, true, subject->file, &d);
		totals->elements += d.same;
		totals->bytes += d.bytes;
		totals->cured += is_clean(&defects) &&
			!is_clean(&subject->defects);
	}
	if (FAILED(hr) || d.missing != 0 || d.surplus != 0 || d.changed != 0 ||
		has_new_defects(&defects, &subject->defects)) {
		totals->wrong++;
		if (SUCCEEDED(hr))
			print_defects(subject->file, "edited", &defects,
				&subject->defects);
		printf("WRONG %s: edited: %s, %zu the same, %zu missing, "
			"%zu surplus, %zu changed\n", subject->file,
			stg_hresult_name(hr), d.same, d.missing, d.surplus,
			d.changed);
	}
	catalog_done(&found);
}

/*
 * Files of a cutoff or of mini sectors that [MS-CFB] 2.2 does not allow are
 * read, but not changed.
 */
static bool
may_edit(const struct subject *subject)
{
	struct stg_header_info info;

	return FAILED(stg_get_header(subject->root, &info)) ||
		(info.mini_sector_shift == 6 && info.cutoff == 4096);
}

static void
edit_copy(const struct subject *subject, struct totals *totals)
{
	ILockBytes *lockbytes = in_memory(subject->bytes, subject->size);
	struct catalog catalog = { 0 };
	HRESULT hr = edit(subject, lockbytes, &catalog);

	totals->edited++;
	if (FAILED(hr)) {
		totals->wrong++;
		printf("WRONG %s: not edited: %s\n", subject->file,
			stg_hresult_name(hr));
	} else {
		judge_edit(subject, lockbytes, &catalog, totals);
	}
	catalog_done(&catalog);
	ILockBytes_Release(lockbytes);
}

/* --- The folder -----------------------------------------------------------*/

static bool
load(struct subject *subject, const char *folder)
{
	char *path;
	FILE *file;
	long size = -1;

	if (asprintf(&path, "%s/%s", folder, subject->file) < 0)
		abort();
	file = fopen(path, "rb");
	free(path);
	if (file && fseek(file, 0, SEEK_END) == 0)
		size = ftell(file);
	if (size >= 0) {
		rewind(file);
		subject->size = (size_t)size;
		subject->bytes = malloc(subject->size + 1);
		if (!subject->bytes)
			abort();
		if (fread(subject->bytes, 1, subject->size, file) !=
			subject->size)
			size = -1;
	}
	if (file)
		fclose(file);
	return size >= 0;
}

static void
take_subject(struct subject *subject, const char *scratch,
	struct totals *totals)
{
	ILockBytes *lockbytes = in_memory(subject->bytes, subject->size);
	HRESULT hr = StgOpenStorageOnILockBytes(lockbytes, NULL,
		STGM_READ | STGM_SHARE_DENY_WRITE, NULL, 0, &subject->root);

	totals->files++;
	if (SUCCEEDED(hr))
		hr = check(lockbytes, &subject->defects);
	if (SUCCEEDED(hr)) {
		bool damaged = subject->defects.summary.damage != 0;

		(void)catalog_read(&subject->catalog, subject->root);
		totals->damaged += damaged;
		copy_to_3(subject, &totals->copies[0]);
		copy_to_4(subject, scratch, &totals->copies[1]);
		if (!damaged && may_edit(subject))
			edit_copy(subject, totals);
		else if (!damaged)
			totals->left_alone++;
	} else {
		totals->refused++;
	}
	if (subject->root)
		IStorage_Release(subject->root);
	ILockBytes_Release(lockbytes);
	catalog_done(&subject->catalog);
}

static void
print_copies(const char *name, const struct copies *copies)
{
	printf("%-20s %6zu %6zu %6zu %9zu %12llu %6zu\n", name, copies->files,
		copies->same, copies->partly, copies->elements,
		(unsigned long long)copies->bytes, copies->wrong);
}

static int
print_totals(const struct totals *totals, double seconds)
{
	size_t wrong = totals->wrong + totals->copies[0].wrong +
		totals->copies[1].wrong;
	size_t all = totals->edited + totals->copies[0].files +
		totals->copies[1].files;

	printf("\n%zu files, %zu refused, %zu damaged; %.1f s\n\n",
		totals->files, totals->refused, totals->damaged, seconds);
	printf("%-20s %6s %6s %6s %9s %12s %6s\n", "round trip", "files",
		"same", "partly", "elements", "bytes", "wrong");
	print_copies("copy to version 3", &totals->copies[0]);
	print_copies("copy to version 4", &totals->copies[1]);
	printf("%-20s %6zu %6zu %6s %9zu %12llu %6zu\n", "edit in place",
		totals->edited, totals->edited - totals->wrong, "-",
		totals->elements, (unsigned long long)totals->bytes,
		totals->wrong);
	printf("\n%d operations on each file; %zu lost all their defects; "
		"%zu cannot be changed\n", STEPS, totals->cured,
		totals->left_alone);
	printf("%zu passed, %zu failed\n", all - wrong, wrong);
	return wrong == 0 ? 0 : 1;
}

static double
now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static int
is_file(const struct dirent *entry)
{
	return entry->d_name[0] != '.' &&
		strcmp(entry->d_name, "MANIFEST.jsonl") != 0;
}

static int
run(const char *folder, const char *only)
{
	char scratch[] = "/tmp/roundtrip-XXXXXX";
	struct totals totals = { 0 };
	struct dirent **entries;
	double start = now();
	int count = scandir(folder, &entries, is_file, alphasort);
	int fd = mkstemp(scratch);

	if (count < 0 || fd < 0) {
		fprintf(stderr, "check_roundtrip: %s: %s\n", folder,
			strerror(errno));
		return 2;
	}
	close(fd);
	for (int i = 0; i < count; i++) {
		struct subject subject = { .file = entries[i]->d_name };

		if ((!only || strcmp(only, subject.file) == 0) &&
			load(&subject, folder))
			take_subject(&subject, scratch, &totals);
		free(subject.bytes);
		free(entries[i]);
	}
	free(entries);
	unlink(scratch);
	return print_totals(&totals, now() - start);
}

int
main(int argc, char **argv)
{
	int option;

	while ((option = getopt(argc, argv, "vs:")) != -1) {
		if (option == 'v')
			verbose = true;
		else if (option == 's')
			other_seed = strtoull(optarg, NULL, 0);
	}
	if (argc - optind < 1 || argc - optind > 2) {
		fprintf(stderr, "usage: check_roundtrip [-v] [-s SEED] "
			"FOLDER [FILE]\n");
		return 2;
	}
	return run(argv[optind], argc - optind == 2 ? argv[optind + 1] : NULL);
}
