/* SPDX-License-Identifier: MIT */
/*
 * Versions of a large file that readers hold where they lie, while a writer
 * commits and is killed beside them. What a version needs is not written to as
 * long as it is held, its readers see it whole to the end, and of each commit a
 * crash leaves the version before or the one after, as ever.
 *
 * The library works on a real file, as only such a one has locks; what it does
 * to it is done to a recorder as well. CRASH_STEPS says how many commits there
 * are, CRASH_SEED which.
 */
#include <errno.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

#include "crash/library.h"
#include "crash/states.h"
#include "crash/strict.h"
#include "crash/world.h"
#include "stg/share.h"
#include "support/suite.h"

#define READER  (STGM_READ | STGM_SHARE_DENY_NONE | STGM_TRANSACTED)
#define BALLAST 4400000 /* larger files than 4 MB are read in place */
#define SPILL   (17 << 20) /* more than changes may take in memory */
#define KEEPERS 3

static const struct profile kinds[] = {
	{ .name = "shared", .create = 3, .write = 8, .resize = 2,
		.destroy = 2, .rename = 1, .storage = 1, .properties = 1,
		.nested = 1, .small = 3, .cutoff = 1, .large = 2,
		.unsynced = 4, .elements = 12, .ballast = BALLAST,
		.shared = true, .rival = 5 },
	{ .name = "readers", .create = 3, .write = 8, .resize = 2,
		.destroy = 2, .rename = 1, .storage = 1, .properties = 1,
		.nested = 1, .small = 3, .cutoff = 1, .large = 2,
		.unsynced = 4, .elements = 12, .ballast = BALLAST,
		.readers = true },
};

/* Somebody who has the file open, and what it sees. */
struct keeper {
	IStorage *root;
	uint8_t header[IMAGE_BLOCK];
	uint64_t digest;
	bool in_place; /* or a copy of it */
};

struct place {
	char path[40];
	struct world world;
	struct judge judge;
	struct image durable; /* as of the last barrier */
	bool weak;            /* the last commit had none */
	struct keeper keepers[KEEPERS];
	unsigned kept;
	unsigned kills;
	char wrong[400];
};

/* --- What is done to the file ----------------------------------------------*/

static struct recorder mirror;
static dev_t device;
static ino_t inode;           /* 0: nothing is recorded */
static unsigned held_in_place; /* so many versions were */
static bool heedless;          /* writers do not mind who reads in place */

ssize_t __real_pwritev(int fd, const struct iovec *v, int n, off_t offset);
int __real_ftruncate(int fd, off_t length);
HRESULT __real_share_read_in_place(struct share *share, uint32_t number);
HRESULT __real_share_probe_in_place(struct share *share);

ssize_t __wrap_pwritev(int fd, const struct iovec *v, int n, off_t offset);
int __wrap_ftruncate(int fd, off_t length);
int __wrap_fdatasync(int fd);
int __wrap_ioctl(int fd, unsigned long request, ...);
HRESULT __wrap_share_read_in_place(struct share *share, uint32_t number);
HRESULT __wrap_share_probe_in_place(struct share *share);

static bool
is_recorded(int fd)
{
	struct stat st;

	return inode != 0 && fstat(fd, &st) == 0 && st.st_ino == inode &&
		st.st_dev == device;
}

ssize_t
__wrap_pwritev(int fd, const struct iovec *v, int n, off_t offset)
{
	ssize_t done = __real_pwritev(fd, v, n, offset);
	ILockBytes *bytes = &mirror.ILockBytes_iface;
	ULARGE_INTEGER at = { .QuadPart = (ULONGLONG)offset };
	size_t left = done > 0 && is_recorded(fd) ? (size_t)done : 0;

	for (int i = 0; left != 0; i++) {
		size_t part = v[i].iov_len < left ? v[i].iov_len : left;

		ILockBytes_WriteAt(bytes, at, v[i].iov_base, (ULONG)part,
			NULL);
		at.QuadPart += part;
		left -= part;
	}
	return done;
}

int
__wrap_ftruncate(int fd, off_t length)
{
	ULARGE_INTEGER size = { .QuadPart = (ULONGLONG)length };
	int result = __real_ftruncate(fd, length);

	if (result == 0 && is_recorded(fd))
		ILockBytes_SetSize(&mirror.ILockBytes_iface, size);
	return result;
}

/* No power is cut here, so that there is nothing to wait for. */
int
__wrap_fdatasync(int fd)
{
	if (is_recorded(fd))
		ILockBytes_Flush(&mirror.ILockBytes_iface);
	return 0;
}

/* Clones of the file would do instead, where they can be had. */
int
__wrap_ioctl(int fd, unsigned long request, ...)
{
	(void)fd;
	(void)request;
	errno = ENOTTY;
	return -1;
}

HRESULT
__wrap_share_read_in_place(struct share *share, uint32_t number)
{
	HRESULT hr = __real_share_read_in_place(share, number);

	held_in_place += hr == S_OK;
	return hr;
}

HRESULT
__wrap_share_probe_in_place(struct share *share)
{
	return heedless ? S_OK : __real_share_probe_in_place(share);
}

/* --- Who holds a version ---------------------------------------------------*/

static void
complain(struct place *place, const char *what, const char *why)
{
	if (!place->wrong[0])
		snprintf(place->wrong, sizeof place->wrong, "%s: %s", what,
			why);
}

static void
keep_version(struct place *place)
{
	struct keeper *keeper = &place->keepers[place->kept];
	unsigned before = held_in_place;
	HRESULT hr = stg_open(place->path, READER, &keeper->root);

	if (FAILED(hr)) {
		complain(place, "opening for reading", stg_hresult_name(hr));
		return;
	}
	keeper->in_place = held_in_place != before;
	image_read(&mirror.image, 0, keeper->header, sizeof keeper->header);
	keeper->digest = plain_digest(place->world.committed).full;
	place->kept++;
}

static void
let_go(struct place *place)
{
	while (place->kept != 0) {
		place->kept--;
		IStorage_Release(place->keepers[place->kept].root);
	}
}

/* The version that a header names is there still, whatever came later. */
static void
check_sectors(struct place *place, const struct keeper *keeper)
{
	struct strict_report report;
	struct image image;

	image_copy(&image, &mirror.image);
	image_write(&image, 0, keeper->header, sizeof keeper->header);
	if (!strict_check(&image, true, &report))
		complain(place, "a version that is held", report.why);
	else if (report.digest.full != keeper->digest)
		complain(place, "a version that is held", "overwritten");
	image_done(&image);
}

static void
check_reader(struct place *place, const struct keeper *keeper)
{
	struct digest digest;
	HRESULT hr = library_walk(keeper->root, true, &digest);

	if (FAILED(hr))
		complain(place, "reading a version that is held",
			stg_hresult_name(hr));
	else if (digest.full != keeper->digest)
		complain(place, "reading a version that is held",
			"another one");
}

/* A copy needs nothing of the file. */
static void
check_keepers(struct place *place)
{
	for (unsigned i = 0; i < place->kept; i++) {
		check_reader(place, &place->keepers[i]);
		if (place->keepers[i].in_place)
			check_sectors(place, &place->keepers[i]);
	}
}

/* All see one version: those of a later one could only have a copy. */
static void
change_keepers(struct place *place)
{
	unsigned count = 1 + world_roll(&place->world, KEEPERS);

	if (place->kept != 0 && world_roll(&place->world, 6) != 0)
		return;
	let_go(place);
	while (count-- > 0)
		keep_version(place);
}

/* --- Commits and kills -----------------------------------------------------*/

static void
forget(struct place *place)
{
	events_drop(&mirror.log, mirror.log.count);
	image_done(&place->durable);
	image_copy(&place->durable, &mirror.image);
	place->weak = false;
}

/* What there was up to now is what later crashes begin with. */
static void
put_image(struct place *place, struct image *image)
{
	struct stat st;

	inode = 0;
	ck_assert_int_eq(image_save(image, place->path), 0);
	ck_assert_int_eq(stat(place->path, &st), 0);
	if (mirror.refs != 0)
		recorder_done(&mirror);
	recorder_init(&mirror, image);
	mirror.logging = true;
	device = st.st_dev;
	inode = st.st_ino;
	forget(place);
}

/*
 * The writer is killed at some point of its commit, and another one comes;
 * those who hold a version stay, and have not looked in between.
 */
static void
be_killed(struct place *place, const struct plain *old)
{
	struct sample *sample = &place->judge.samples[SAMPLE_KILL];
	struct world *world = &place->world;
	const struct profile *profile = world->profile;
	uint64_t seed = random_next(&place->judge.random);
	struct plain *tree;
	struct image image;

	if (sample->version == VERSION_NONE)
		return;
	image_copy(&image, &sample->image);
	tree = plain_copy(sample->version & VERSION_NEW ? world->committed
							: old);
	world_close(world, NULL);
	put_image(place, &image);
	world_open_path(world, profile, true, seed, place->path, tree);
	place->kills++;
}

static void
judge_step(struct place *place, size_t begin, const struct plain *old,
	DWORD flags)
{
	struct judge *judge = &place->judge;
	struct world *world = &place->world;

	judge->old = plain_digest(old);
	judge->new = plain_digest(world->committed);
	judge->cuts = !place->weak &&
		!(flags & STGC_DANGEROUSLYCOMMITMERELYTODISKCACHE);
	judge_commit(judge, &place->durable, &mirror.log, begin);
	if (!judge->wrong[0])
		judge_image(judge, &mirror.image, VERSION_NEW, "committed");
	if (judge->wrong[0])
		complain(place, "a crash", judge->wrong);
}

static void
finish_step(struct place *place, const struct plain *old, DWORD flags)
{
	place->weak = (flags & STGC_DANGEROUSLYCOMMITMERELYTODISKCACHE) != 0;
	if (place->wrong[0])
		return;
	if (world_roll(&place->world, 4) == 0)
		be_killed(place, old);
	else if (place->weak)
		forget(place);
	else
		events_settle(&mirror.log, &place->durable);
	check_keepers(place);
}

static void
commit(struct place *place)
{
	struct world *world = &place->world;
	unsigned unsynced = world->profile->unsynced;
	DWORD flags = unsynced && world_roll(world, unsynced) == 0
			? STGC_DANGEROUSLYCOMMITMERELYTODISKCACHE
			: STGC_DEFAULT;
	struct plain *old = plain_copy(world->committed);
	size_t begin = mirror.log.count;

	world_commit(world, flags);
	if (world->wrong[0])
		complain(place, "writing", world->wrong);
	else
		judge_step(place, begin, old, flags);
	finish_step(place, old, flags);
	plain_free(old);
}

static void
step(struct place *place)
{
	struct world *world = &place->world;

	change_keepers(place);
	if (world_roll(world, 8) == 0) {
		world_edit(world, 1 + world_roll(world, 4));
		world_revert(world);
	}
	world_edit(world, 1 + world_roll(world, 5));
	if (world->profile->rival && world_roll(world,
		world->profile->rival) == 0) {
		world_rival(world);
		forget(place);
		check_keepers(place);
	}
	commit(place);
}

/* --- Tests -----------------------------------------------------------------*/

static unsigned
number_from(const char *variable, unsigned otherwise)
{
	const char *text = getenv(variable);

	return text ? (unsigned)strtoul(text, NULL, 0) : otherwise;
}

static void
begin(struct place *place, const struct profile *profile, unsigned version,
	uint64_t seed)
{
	char template[] = "crash-place-XXXXXX";
	struct plain *tree;
	struct image image;

	memset(place, 0, sizeof *place);
	ck_assert_ptr_nonnull(mkdtemp(template));
	snprintf(place->path, sizeof place->path, "%s/file", template);
	judge_init(&place->judge, ~seed);
	place->judge.tears = true;
	place->judge.large = true;
	place->judge.budget = 60;
	world_create(&place->world, profile, version, true, seed);
	ck_assert_str_eq(place->world.wrong, "");
	tree = plain_copy(place->world.committed);
	world_close(&place->world, &image);
	put_image(place, &image);
	world_open_path(&place->world, profile, true, seed, place->path, tree);
	ck_assert_str_eq(place->world.wrong, "");
}

/* Nothing is left but the file. */
static void
end(struct place *place)
{
	let_go(place);
	world_close(&place->world, NULL);
	inode = 0;
	recorder_done(&mirror);
	image_done(&place->durable);
	judge_done(&place->judge);
	unlink(place->path);
	*strrchr(place->path, '/') = '\0';
	ck_assert_int_eq(rmdir(place->path), 0);
}

static void
run_steps(struct place *place, unsigned steps)
{
	for (unsigned i = 0; i < steps && !place->wrong[0]; i++)
		step(place);
}

START_TEST(a_version_that_is_held_outlives_commits_and_kills)
{
	const struct profile *profile = &kinds[_i / 2];
	uint64_t seed = number_from("CRASH_SEED", 1) * 4 + (unsigned)_i;
	struct place place;

	begin(&place, profile, 3 + (unsigned)_i % 2, seed);
	run_steps(&place, number_from("CRASH_STEPS", 6));
	ck_assert_msg(!place.wrong[0], "%s, seed %llu: %s", profile->name,
		(unsigned long long)seed, place.wrong);
	ck_assert_uint_gt(held_in_place, 0);
	printf("%llu crash states beside versions in place (%s), %u of them "
		"with their readers\n",
		(unsigned long long)judge_states(&place.judge), profile->name,
		place.kills);
	end(&place);
}
END_TEST

/* The changes of one transaction are more than memory is used for. */
START_TEST(changes_that_wait_in_a_file_are_committed_whole)
{
	static const uint16_t name[] = { 'w', 0 };
	struct place place;
	struct world *world = &place.world;
	struct plain *node;
	IStream *stream;
	uint8_t *bytes = sure(calloc(1, SPILL));

	begin(&place, &kinds[0], 3, 9);
	place.judge.budget = 12;
	keep_version(&place);
	for (size_t i = 0; i < SPILL; i += 512)
		memcpy(bytes + i, &i, sizeof i);
	ck_assert_int_eq(IStorage_CreateStream(world->root, name, MODE_WRITE,
		0, 0, &stream), S_OK);
	ck_assert_int_eq(IStream_Write(stream, bytes, SPILL, NULL), S_OK);
	IStream_Release(stream);
	node = plain_add(world->now, name, DIGEST_STREAM);
	plain_write(node, 0, bytes, SPILL);
	free(bytes);
	commit(&place);
	run_steps(&place, 1);
	ck_assert_msg(!place.wrong[0], "%s", place.wrong);
	end(&place);
}
END_TEST

/* The suite is tested itself. */
START_TEST(writers_who_do_not_mind_are_noticed)
{
	struct place place;

	heedless = true;
	begin(&place, &kinds[_i], 3, 5);
	run_steps(&place, 40);
	ck_assert_str_ne(place.wrong, "");
	end(&place);
}
END_TEST

int
main(void)
{
	struct suite suite = suite_begin("crash/in_place");

	tcase_set_timeout(suite.tcase, 600);
	TEST_EACH(&suite, a_version_that_is_held_outlives_commits_and_kills,
		2 * ARRAY_SIZE(kinds));
	TEST(&suite, changes_that_wait_in_a_file_are_committed_whole);
	TEST_EACH(&suite, writers_who_do_not_mind_are_noticed,
		ARRAY_SIZE(kinds));
	return suite_end(&suite);
}
