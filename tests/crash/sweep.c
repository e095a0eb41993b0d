/* SPDX-License-Identifier: MIT */
/*
 * Each call of the system fails in turn, once or from then on, and so does
 * each allocation, while a file is opened, changed, committed and released.
 * Nothing succeeds that was not done, what was committed is there, objects
 * revert and release, and no other file is left.
 */
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <sys/uio.h>
#include <unistd.h>

#include "crash/library.h"
#include "crash/strict.h"
#include "crash/world.h"
#include "support/suite.h"

/* How calls of the system fail. */
struct fault {
	const char *name;
	int error;    /* errno; 0: writes are short */
	bool on;      /* all later ones do as well */
	bool memory;  /* allocations, and no calls */
};

static const struct fault faults[] = {
	{ "ENOSPC", ENOSPC, false, false },
	{ "ENOSPC from then on", ENOSPC, true, false },
	{ "EDQUOT", EDQUOT, false, false },
	{ "EDQUOT from then on", EDQUOT, true, false },
	{ "EIO", EIO, false, false },
	{ "EIO from then on", EIO, true, false },
	{ "EINTR", EINTR, false, false },
	{ "EINTR again and again", EINTR, true, false },
	{ "short", 0, false, false },
	{ "short from then on", 0, true, false },
	{ "memory", ENOMEM, false, true },
	{ "memory from then on", ENOMEM, true, true },
};

static const struct fault *fault;
static unsigned long calls;
static unsigned long fail_at; /* 0: no call does */

/* Calls that are interrupted are made again, so that this has to end. */
#define INTERRUPTIONS 20

/* Is it the turn of the call that is counted already? */
static bool
is_hit(void)
{
	if (fail_at == 0 || calls < fail_at)
		return false;
	return calls == fail_at || (fault->on && (fault->error != EINTR ||
		calls < fail_at + INTERRUPTIONS));
}

static bool
is_due(void)
{
	calls++;
	return is_hit();
}

/* Does this call fail altogether? */
static bool
fails(bool writes)
{
	if (!library_works || fault->memory || !is_due())
		return false;
	/* There is room for what is read. */
	if (fault->error == 0 || (!writes && fault->error != EIO &&
		fault->error != EINTR))
		return false;
	errno = fault->error;
	return true;
}

ssize_t __real_pread(int fd, void *bytes, size_t length, off_t offset);
ssize_t __real_preadv(int fd, const struct iovec *v, int n, off_t offset);
ssize_t __real_pwrite(int fd, const void *bytes, size_t length, off_t offset);
ssize_t __real_pwritev(int fd, const struct iovec *v, int n, off_t offset);
int __real_ftruncate(int fd, off_t length);
void *__real_malloc(size_t size);
void *__real_calloc(size_t count, size_t size);
void *__real_realloc(void *block, size_t size);

ssize_t __wrap_pread(int fd, void *bytes, size_t length, off_t offset);
ssize_t __wrap_preadv(int fd, const struct iovec *v, int n, off_t offset);
ssize_t __wrap_pwrite(int fd, const void *bytes, size_t length, off_t offset);
ssize_t __wrap_pwritev(int fd, const struct iovec *v, int n, off_t offset);
int __wrap_ftruncate(int fd, off_t length);
int __wrap_fdatasync(int fd);
int __wrap_fsync(int fd);
void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t count, size_t size);
void *__wrap_realloc(void *block, size_t size);

ssize_t
__wrap_pread(int fd, void *bytes, size_t length, off_t offset)
{
	return fails(false) ? -1 : __real_pread(fd, bytes, length, offset);
}

ssize_t
__wrap_preadv(int fd, const struct iovec *v, int n, off_t offset)
{
	return fails(false) ? -1 : __real_preadv(fd, v, n, offset);
}

static bool
is_short(void)
{
	return !fault->memory && fault->error == 0 && is_hit();
}

ssize_t
__wrap_pwrite(int fd, const void *bytes, size_t length, off_t offset)
{
	if (fails(true))
		return -1;
	if (library_works && is_short())
		length = length / 2 + 1;
	return __real_pwrite(fd, bytes, length, offset);
}

ssize_t
__wrap_pwritev(int fd, const struct iovec *v, int n, off_t offset)
{
	if (fails(true))
		return -1;
	if (library_works && is_short())
		return __real_pwrite(fd, v[0].iov_base,
			v[0].iov_len / 2 + 1 < v[0].iov_len
				? v[0].iov_len / 2 + 1 : v[0].iov_len, offset);
	return __real_pwritev(fd, v, n, offset);
}

int
__wrap_ftruncate(int fd, off_t length)
{
	return fails(true) ? -1 : __real_ftruncate(fd, length);
}

int
__wrap_fdatasync(int fd)
{
	/* No power is cut here, so that there is nothing to wait for. */
	(void)fd;
	return fails(true) ? -1 : 0;
}

int
__wrap_fsync(int fd)
{
	(void)fd;
	return fails(true) ? -1 : 0;
}

static bool
lacks_memory(void)
{
	if (!library_works || !fault || !fault->memory || !is_due())
		return false;
	errno = ENOMEM;
	return true;
}

void *
__wrap_malloc(size_t size)
{
	return lacks_memory() ? NULL : __real_malloc(size);
}

void *
__wrap_calloc(size_t count, size_t size)
{
	return lacks_memory() ? NULL : __real_calloc(count, size);
}

void *
__wrap_realloc(void *block, size_t size)
{
	return lacks_memory() ? NULL : __real_realloc(block, size);
}

/* What is done while something fails. */
struct scenario {
	const char *profile;
	unsigned version;
	bool transacted;
	unsigned stride; /* one call of so many fails */
};

static const struct scenario scenarios[] = {
	{ "small", 3, false, 1 },
	{ "mixed", 4, false, 1 },
	{ "small", 3, true, 1 },
	{ "mixed", 4, true, 1 },
	{ "nested", 3, true, 1 },
	{ "consolidate", 3, true, 1 },
	{ "overwrite", 3, true, 1 },
	{ "shared", 3, true, 1 },
};

static char folder[] = "crash-sweep-XXXXXX";
static char path[40];
static struct image initial;
static struct plain *initial_tree;

static void
prepare(const struct scenario *s)
{
	struct world world;

	world_create(&world, profile_find(s->profile), s->version, false, 11);
	ck_assert_str_eq(world.wrong, "");
	initial_tree = plain_copy(world.committed);
	world_close(&world, &initial);
}

/* What the file may hold afterwards. */
struct outcome {
	struct plain *sure;  /* the last commit that succeeded */
	struct plain *maybe; /* one that failed later, or NULL */
	HRESULT failure;
	char wrong[160];
	const char *then;    /* what was done after that */
};

static void
keep(struct plain **to, const struct plain *from)
{
	plain_free(*to);
	*to = from ? plain_copy(from) : NULL;
}

static void
commit(struct world *world, struct outcome *outcome)
{
	if (world->wrong[0])
		return;
	world_commit(world, world->profile->commit);
	if (world->wrong[0]) {
		keep(&outcome->maybe, world->now);
		return;
	}
	keep(&outcome->sure, world->now);
	keep(&outcome->maybe, NULL);
}

/*
 * Whoever meets a failure may revert, may try once more, or gives up: all of
 * it in turn. A second commit counts if it says that it succeeded.
 */
static void
recover(struct world *world, struct outcome *outcome)
{
	outcome->failure = world->failure;
	memcpy(outcome->wrong, world->wrong, sizeof outcome->wrong);
	if (!world->root || !world->wrong[0] || calls % 3 == 0)
		return;
	world->wrong[0] = '\0';
	outcome->then = "reverted";
	if (calls % 3 == 1) {
		library_works = true;
		if (world->transacted)
			(void)IStorage_Revert(world->root);
		library_works = false;
		return;
	}
	outcome->then = "not committed again";
	if (!outcome->maybe || !world->transacted)
		return;
	commit(world, outcome);
	if (!world->wrong[0])
		outcome->then = "committed again";
}

static void
act(const struct scenario *s, struct outcome *outcome)
{
	struct world world;

	outcome->sure = plain_copy(initial_tree);
	outcome->then = "released";
	world_open_path(&world, profile_find(s->profile), s->transacted, 5,
		path, plain_copy(initial_tree));
	if (world.root && !world.wrong[0]) {
		world_edit(&world, 5);
		commit(&world, outcome);
		world_edit(&world, 5);
		commit(&world, outcome);
	}
	recover(&world, outcome);
	world_close(&world, NULL);
}

static void
assert_alone(void)
{
	DIR *list = opendir(folder);
	unsigned count = 0;

	while (list && readdir(list))
		count++;
	if (list)
		closedir(list);
	ck_assert_uint_eq(count, 3);
}

static bool
is_documented(HRESULT hr)
{
	switch (fault->error) {
	case ENOSPC:
	case EDQUOT:
		return hr == STG_E_MEDIUMFULL;
	case EIO:
		return hr == STG_E_READFAULT || hr == STG_E_WRITEFAULT;
	case ENOMEM:
		return hr == STG_E_INSUFFICIENTMEMORY || hr == E_OUTOFMEMORY;
	case EINTR:
		return hr == STG_E_WRITEFAULT || hr == STG_E_READFAULT;
	default:
		return false;
	}
}

static void
assert_versions(const struct scenario *s, const struct outcome *outcome,
	unsigned long number)
{
	struct strict_report report;
	struct digest digest;
	struct image image;
	uint64_t sure = plain_digest(outcome->sure).full;
	uint64_t maybe = outcome->maybe ? plain_digest(outcome->maybe).full
					: sure;

	ck_assert_int_eq(image_load(&image, path), 0);
	ck_assert_msg(strict_check(&image, false, &report),
		"%s at %lu (%s): %s", fault->name, number, outcome->wrong,
		report.why);
	ck_assert_int_eq(library_digest(&image, true, &digest), S_OK);
	ck_assert_uint_eq(digest.full, report.digest.full);
	/* In direct mode, what went well before stays, committed or not. */
	if (s->transacted || !outcome->wrong[0])
		ck_assert_msg(digest.full == sure || digest.full == maybe,
			"%s at %lu (%s), %s: neither version", fault->name,
			number, outcome->wrong, outcome->then);
	image_done(&image);
}

/* False: there is no such call any more. */
static bool
sweep_one(const struct scenario *s, unsigned long number)
{
	struct outcome outcome = { NULL, NULL, S_OK, "", "" };
	bool met;

	/* Some file systems bring to the disk what is written over. */
	unlink(path);
	ck_assert_int_eq(image_save(&initial, path), 0);
	calls = 0;
	fail_at = number;
	act(s, &outcome);
	met = calls >= number;
	fail_at = 0;
	if (outcome.wrong[0])
		ck_assert_msg(is_documented(outcome.failure),
			"%s at %lu: %s", fault->name, number, outcome.wrong);
	assert_versions(s, &outcome, number);
	plain_free(outcome.sure);
	plain_free(outcome.maybe);
	return met;
}

static void
sweep(const struct scenario *s)
{
	unsigned long number = 1;

	ck_assert_ptr_nonnull(mkdtemp(folder));
	snprintf(path, sizeof path, "%s/file", folder);
	setenv("TMPDIR", folder, 1);
	prepare(s);
	while (sweep_one(s, number))
		number += s->stride;
	ck_assert_uint_gt(number, 10);
	assert_alone();
	unlink(path);
	rmdir(folder);
	image_done(&initial);
	plain_free(initial_tree);
}

START_TEST(whatever_fails_a_version_is_left)
{
	const struct scenario *s = &scenarios[_i / ARRAY_SIZE(faults)];

	fault = &faults[_i % ARRAY_SIZE(faults)];
	if (!s->transacted || world_can_transact())
		sweep(s);
}
END_TEST

int
main(void)
{
	struct suite suite = suite_begin("crash/sweep");

	fault = &faults[0];
	TEST_EACH(&suite, whatever_fails_a_version_is_left,
		ARRAY_SIZE(faults) * ARRAY_SIZE(scenarios));
	return suite_end(&suite);
}
