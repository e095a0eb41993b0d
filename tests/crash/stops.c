/* SPDX-License-Identifier: MIT */
/*
 * Files that are made beside others: IRootStorage::SwitchToFile, and the verbs
 * of stgbrowse that put a whole new file into the place of an old one. Each is
 * killed before every call of the system that changes a file, and within
 * writes, by a limit to the size of files. The old file is whole, until the new
 * one has its name; a file that can be opened is whole; and no name is given to
 * what was not brought to the medium.
 */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

/* After the system's, whose names the other one takes. */
#include <linux/ptrace.h>

#include "crash/library.h"
#include "crash/strict.h"
#include "crash/world.h"
#include "support/suite.h"

#define BALLAST   1500000 /* more than one call copies */
#define NO_TRACES 99 /* how a child ends that may not be watched */

enum { CALL_OTHER, CALL_WRITE, CALL_SYNC, CALL_NAME };

/* What a call of the system does to files. */
static int
kind_of(unsigned long long number)
{
	switch (number) {
	case SYS_pwrite64:
	case SYS_pwritev:
	case SYS_write:
	case SYS_writev:
	case SYS_ftruncate:
	case SYS_copy_file_range:
		return CALL_WRITE;
	case SYS_fsync:
	case SYS_fdatasync:
		return CALL_SYNC;
#ifdef SYS_rename
	case SYS_rename:
#endif
#ifdef SYS_renameat
	case SYS_renameat:
#endif
	case SYS_renameat2:
		return CALL_NAME;
	default:
		return CALL_OTHER;
	}
}

/* --- A child that is stopped ----------------------------------------------*/

static char folder[32];
static char old_path[48];
static char new_path[48];

struct stop {
	unsigned long call;  /* killed before this one; 0: before none */
	rlim_t limit;        /* of the size of a file; 0: none */
	unsigned long calls; /* that were met */
	bool unsynced;       /* what has been written */
	bool early;          /* a name was given to that */
	int status;
};

static bool
has_ended_well(const struct stop *stop)
{
	return WIFEXITED(stop->status) && WEXITSTATUS(stop->status) == 0;
}

typedef void act_fn(int number);

static _Noreturn void
be_child(act_fn *act, int number, const struct stop *stop)
{
	struct rlimit limit = { stop->limit, stop->limit };

	if (ptrace(PTRACE_TRACEME, 0, NULL, NULL) != 0)
		_exit(NO_TRACES);
	raise(SIGSTOP);
	if (stop->limit != 0 && setrlimit(RLIMIT_FSIZE, &limit) != 0)
		_exit(NO_TRACES);
	act(number);
	_exit(0);
}

/* At the beginning of a call; true: the child ends here. */
static bool
meet_call(struct stop *stop, pid_t child)
{
	struct ptrace_syscall_info info;
	int kind;

	if (ptrace(PTRACE_GET_SYSCALL_INFO, child, (void *)sizeof info,
		&info) <= 0 || info.op != PTRACE_SYSCALL_INFO_ENTRY)
		return false;
	kind = kind_of(info.entry.nr);
	/* What is said to people is no matter. */
	if (kind == CALL_OTHER || (kind == CALL_WRITE &&
		info.entry.args[0] <= STDERR_FILENO))
		return false;
	stop->calls++;
	if (stop->calls == stop->call)
		return true;
	if (kind == CALL_NAME && stop->unsynced)
		stop->early = true;
	stop->unsynced = kind == CALL_WRITE ||
		(kind != CALL_SYNC && stop->unsynced);
	return false;
}

static void
watch(struct stop *stop, pid_t child)
{
	int signal = 0;

	for (;;) {
		int status;

		if (ptrace(PTRACE_SYSCALL, child, NULL,
			(void *)(intptr_t)signal) != 0 ||
			waitpid(child, &status, 0) != child)
			break;
		stop->status = status;
		if (!WIFSTOPPED(status))
			return;
		signal = WSTOPSIG(status);
		if (signal == (SIGTRAP | 0x80) && meet_call(stop, child))
			break;
		if (signal == (SIGTRAP | 0x80) || signal == SIGTRAP)
			signal = 0;
	}
	kill(child, SIGKILL);
	waitpid(child, &stop->status, 0);
}

/* False: there are no traces of processes here. */
static bool
run_child(act_fn *act, int number, struct stop *stop)
{
	pid_t child;
	int status;

	fflush(NULL);
	child = fork();
	ck_assert_int_ge(child, 0);
	if (child == 0)
		be_child(act, number, stop);
	ck_assert_int_eq(waitpid(child, &status, 0), child);
	if (!WIFSTOPPED(status))
		return false;
	if (ptrace(PTRACE_SETOPTIONS, child, NULL, (void *)(
		PTRACE_O_TRACESYSGOOD | PTRACE_O_EXITKILL)) != 0) {
		kill(child, SIGKILL);
		waitpid(child, &status, 0);
		return false;
	}
	watch(stop, child);
	return true;
}

/* --- What there is afterwards ----------------------------------------------*/

static struct image initial;
static struct plain *initial_tree;
static uint64_t digest_before;
static uint64_t digest_after;

/* The library opens it; then it has to be whole. */
static bool
is_taken(const char *path, uint64_t *digest)
{
	struct strict_report report;
	struct digest seen;
	struct image image;
	bool taken;

	if (access(path, F_OK) != 0)
		return false;
	ck_assert_int_eq(image_load(&image, path), 0);
	taken = SUCCEEDED(library_digest(&image, true, &seen));
	if (!taken) {
		/* It does not even begin like one. */
		uint8_t begin[8] = { 0 };

		image_read(&image, 0, begin, sizeof begin);
		ck_assert_uint_ne(begin[0], 0xD0);
	} else {
		ck_assert_msg(strict_check(&image, true, &report), "%s: %s",
			path, report.why);
		ck_assert_uint_eq(report.digest.full, seen.full);
		*digest = seen.full;
	}
	image_done(&image);
	return taken;
}

static void
assert_one_of_both(const char *path)
{
	uint64_t digest;

	ck_assert_msg(is_taken(path, &digest), "%s", path);
	ck_assert(digest == digest_before || digest == digest_after);
}

static void
clean(void)
{
	char command[128];

	snprintf(command, sizeof command, "rm -rf %s/* %s/.[a-z]*", folder,
		folder);
	ck_assert_int_eq(system(command), 0);
}

/* --- SwitchToFile ----------------------------------------------------------*/

static const DWORD modes[] = { MODE_WRITE, MODE_WRITE | STGM_TRANSACTED,
	MODE_SHARED };

static const struct profile kinds[] = {
	{ .name = "alone", .create = 3, .write = 4, .destroy = 1, .small = 2,
		.large = 2, .elements = 12, .ballast = BALLAST },
	{ .name = "alone", .create = 3, .write = 4, .destroy = 1, .small = 2,
		.large = 2, .elements = 12, .ballast = BALLAST },
	{ .name = "shared", .create = 3, .write = 4, .destroy = 1, .small = 2,
		.large = 2, .elements = 12, .ballast = BALLAST,
		.shared = true },
};

/* What is not committed yet goes to the new file, and is committed there. */
static void
do_switch(int number, const char *path, struct world *world)
{
	bool transacted = (modes[number] & STGM_TRANSACTED) != 0;
	IRootStorage *root;
	OLECHAR name[48];

	for (size_t i = 0; i < sizeof new_path; i++)
		name[i] = (unsigned char)new_path[i];
	world_open_path(world, &kinds[number], transacted, 77, path,
		plain_copy(initial_tree));
	if (transacted)
		world_edit(world, 3);
	if (world->wrong[0] || FAILED(IStorage_QueryInterface(world->root,
		&IID_IRootStorage, (void **)&root)))
		abort();
	if (FAILED(IRootStorage_SwitchToFile(root, name)))
		abort();
	IRootStorage_Release(root);
	world_edit(world, 3);
	world_commit(world, STGC_DEFAULT);
	if (world->wrong[0])
		abort();
}

static void
act_switch(int number)
{
	struct world world;

	do_switch(number, old_path, &world);
}

static void
assert_switched(const struct stop *stop)
{
	uint64_t digest;

	ck_assert(is_taken(old_path, &digest));
	ck_assert_uint_eq(digest, digest_before);
	if (is_taken(new_path, &digest))
		ck_assert(digest == digest_before || digest == digest_after);
	else
		ck_assert(!has_ended_well(stop));
}

/* --- stgbrowse -------------------------------------------------------------*/

/* "old" and "new" are the files. */
static const char *const verbs[][6] = {
	{ "compact", "-f", "old", "old" },
	{ "compact", "old", "new" },
	{ "pack", "-f", "dir", "old" },
	{ "pack", "dir", "new" },
	{ "create", "-f", "old" },
	{ "import", "-f", "old.tar", "old" },
};

static void
act_verb(int number)
{
	char *arguments[8] = { NULL };
	char program[4096];

	if (!realpath("stgbrowse", program))
		_exit(2);
	arguments[0] = program;
	for (size_t i = 0; i < 6 && verbs[number][i]; i++)
		arguments[i + 1] = (char *)(uintptr_t)verbs[number][i];
	if (chdir(folder) != 0 || !freopen("/dev/null", "w", stderr))
		_exit(2);
	/* Leaks cannot be looked for in a process that is watched. */
	setenv("ASAN_OPTIONS", "detect_leaks=0", 1);
	execv(program, arguments);
	_exit(2);
}

static void
assert_replaced(const struct stop *stop)
{
	uint64_t digest;

	assert_one_of_both(old_path);
	if (is_taken(new_path, &digest))
		ck_assert_uint_eq(digest, digest_after);
	else
		ck_assert(access(new_path, F_OK) != 0);
	ck_assert(!stop->early);
}

/* --- All of them -----------------------------------------------------------*/

struct operation {
	act_fn *act;
	void (*check)(const struct stop *stop);
	int number;
};

/* Beside the file, a folder and an archive of one stream. */
static void
prepare_folder(void)
{
	char command[256];

	ck_assert_int_eq(image_save(&initial, old_path), 0);
	snprintf(command, sizeof command, "cd %s && mkdir dir && "
		"head -c 9000 /dev/zero >dir/a && tar -cf old.tar dir",
		folder);
	ck_assert_int_eq(system(command), 0);
}

/* False: nothing can be watched. */
static bool
run_once(const struct operation *o, struct stop *stop)
{
	bool watched;

	prepare_folder();
	watched = run_child(o->act, o->number, stop);
	if (watched)
		o->check(stop);
	clean();
	return watched;
}

static void
stop_everywhere(const struct operation *o, rlim_t step)
{
	struct stop stop = { .call = 1 };
	unsigned long states = 0;

	while (run_once(o, &stop) && !has_ended_well(&stop)) {
		stop = (struct stop){ .call = stop.call + 1 };
		states++;
	}
	if (states == 0)
		return;
	ck_assert_uint_gt(states, 4);
	stop = (struct stop){ .limit = step / 2 };
	while (run_once(o, &stop) && !has_ended_well(&stop)) {
		stop = (struct stop){ .limit = stop.limit + step };
		states++;
	}
	printf("%lu crash states of files beside others\n", states);
}

static void
begin(void)
{
	struct world world;

	strcpy(folder, "crash-stops-XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(folder));
	snprintf(old_path, sizeof old_path, "%s/old", folder);
	snprintf(new_path, sizeof new_path, "%s/new", folder);
	world_create(&world, &kinds[0], 3, false, 13);
	ck_assert_str_eq(world.wrong, "");
	initial_tree = plain_copy(world.committed);
	world_close(&world, &initial);
	digest_before = plain_digest(initial_tree).full;
}

static void
end(void)
{
	ck_assert_int_eq(rmdir(folder), 0);
	plain_free(initial_tree);
	image_done(&initial);
}

START_TEST(a_switch_leaves_one_file_and_a_whole_one_or_none)
{
	const struct operation operation = { act_switch, assert_switched, _i };
	struct world world;

	prepare_folder();
	do_switch(_i, old_path, &world);
	digest_after = plain_digest(world.committed).full;
	world_close(&world, NULL);
	clean();
	stop_everywhere(&operation, 200000);
}
END_TEST

START_TEST(a_file_is_replaced_by_a_whole_one_or_stays)
{
	const struct operation operation = { act_verb, assert_replaced, _i };
	struct stop stop = { 0 };
	bool on_itself = strcmp(verbs[_i][0], "compact") == 0;

	if (access("stgbrowse", X_OK) != 0)
		return;
	prepare_folder();
	if (!run_child(act_verb, _i, &stop))
		return;
	ck_assert_int_eq(stop.status, 0);
	if (!is_taken(new_path, &digest_after))
		ck_assert(is_taken(old_path, &digest_after));
	ck_assert(on_itself == (digest_after == digest_before));
	clean();
	stop_everywhere(&operation, on_itself ? 200000 : 16384);
}
END_TEST

static bool
may_watch(void)
{
	int status = 0;
	pid_t child = fork();

	if (child == 0)
		_exit(ptrace(PTRACE_TRACEME, 0, NULL, NULL) != 0);
	return child > 0 && waitpid(child, &status, 0) == child && status == 0;
}

int
main(void)
{
	struct suite suite;

	if (!may_watch()) {
		fprintf(stderr, "no process may watch another one here\n");
		return 77;
	}
	suite = suite_begin("crash/stops");

	tcase_add_checked_fixture(suite.tcase, begin, end);
	TEST_EACH(&suite, a_switch_leaves_one_file_and_a_whole_one_or_none,
		ARRAY_SIZE(modes));
	TEST_EACH(&suite, a_file_is_replaced_by_a_whole_one_or_stays,
		ARRAY_SIZE(verbs));
	return suite_end(&suite);
}
