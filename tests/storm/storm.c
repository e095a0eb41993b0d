/* SPDX-License-Identifier: MIT */
/*
 * Many processes open, change, commit, revert and close one file, and are
 * killed at any moment. A commit adds one to a number that the file holds
 * twice. Whatever anybody reads, with locks or without, has to be one version
 * that was committed; no addition is lost, nobody hangs, no lock stays behind.
 *
 * With BALLAST, which is so many bytes, versions are read in place.
 *
 *	storm FILE [STEPS [SEED [BALLAST]]]
 *
 * STORM_READER names a program that reads the file meanwhile, see reader.py.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <stg/cobjmacros.h>
#include <stg/stg.h>

#define WRITERS   8
#define NUMBERS   (1 << 20)
#define COPIES    3000
#define LIMIT_MS  20000
#define FILE_MAX  (64 << 20)

#define RW_X      (STGM_READWRITE | STGM_SHARE_EXCLUSIVE)
#define STREAM_R  (STGM_READ | STGM_SHARE_EXCLUSIVE)
#define LATER     STGC_DANGEROUSLYCOMMITMERELYTODISKCACHE

/* What all processes share. */
struct score {
	atomic_uint tried[NUMBERS]; /* commits of this number that began */
	atomic_uint done[NUMBERS];  /* ... and that said S_OK */
	atomic_uint steps;
	atomic_uint commits;
	atomic_uint not_current;
	atomic_uint refused;        /* opens that others forbade */
	atomic_uint unlocked_reads;
	atomic_bool stop;
	atomic_bool failed;
	_Atomic uint64_t since[WRITERS + 1]; /* when each began its step, ms */
};

static struct score *score;
static const char *path;
static OLECHAR wide_path[256];
static uint64_t dice;

static const OLECHAR small_name[] = { 's', 0 };
static const OLECHAR large_name[] = { 'l', 0 };
static const OLECHAR ballast_name[] = { 'b', 0 };

static const DWORD modes[] = {
	STGM_TRANSACTED | STGM_READWRITE | STGM_SHARE_DENY_NONE,
	STGM_TRANSACTED | STGM_READWRITE | STGM_SHARE_DENY_NONE,
	STGM_TRANSACTED | STGM_READWRITE | STGM_SHARE_DENY_NONE,
	STGM_TRANSACTED | STGM_READWRITE | STGM_SHARE_DENY_WRITE,
	STGM_TRANSACTED | RW_X,
	STGM_TRANSACTED | STGM_READ | STGM_SHARE_DENY_NONE,
	STGM_READ | STGM_SHARE_DENY_WRITE,
	STGM_READ | STGM_SHARE_DENY_NONE | STGM_PRIORITY,
	RW_X,
};

#define MODES (sizeof modes / sizeof modes[0])

static unsigned
roll(unsigned sides)
{
	dice ^= dice << 13;
	dice ^= dice >> 7;
	dice ^= dice << 17;
	return (unsigned)(dice >> 32) % sides;
}

static uint64_t
now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
}

static void
wrong(const char *what, unsigned number, HRESULT hr)
{
	fprintf(stderr, "storm: %d: %s: number %u, %s 0x%08x\n",
		(int)getpid(), what, number,
		stg_hresult_name(hr) ? stg_hresult_name(hr) : "",
		(unsigned)hr);
	atomic_store(&score->failed, true);
	atomic_store(&score->stop, true);
}

static void
begin_step(unsigned who)
{
	atomic_store(&score->since[who], now_ms());
	atomic_fetch_add(&score->steps, 1);
}

/* --- The number ------------------------------------------------------------*/

static HRESULT
read_number(IStorage *root, const OLECHAR *name, uint32_t *number)
{
	uint32_t values[COPIES];
	IStream *stream;
	ULONG got = 0;
	HRESULT hr = IStorage_OpenStream(root, name, NULL, STREAM_R, 0,
		&stream);

	if (FAILED(hr))
		return hr;
	hr = IStream_Read(stream, values, sizeof values, &got);
	IStream_Release(stream);
	if (FAILED(hr))
		return hr;
	*number = values[0];
	for (size_t i = 1; i < got / sizeof values[0]; i++) {
		if (values[i] != values[0])
			return STG_E_DOCFILECORRUPT;
	}
	return got == 0 ? STG_E_READFAULT : S_OK;
}

static HRESULT
write_number(IStorage *root, const OLECHAR *name, uint32_t number,
	size_t copies)
{
	uint32_t values[COPIES];
	IStream *stream;
	HRESULT hr = IStorage_CreateStream(root, name, STGM_CREATE | RW_X, 0,
		0, &stream);

	if (FAILED(hr))
		return hr;
	for (size_t i = 0; i < copies; i++)
		values[i] = number;
	hr = IStream_Write(stream, values, (ULONG)(copies * sizeof values[0]),
		NULL);
	IStream_Release(stream);
	return hr;
}

static HRESULT
write_both(IStorage *root, uint32_t number)
{
	HRESULT hr = write_number(root, small_name, number, 10);

	return FAILED(hr) ? hr : write_number(root, large_name, number,
		1100 + number % (COPIES - 1100));
}

/* Both streams hold one number, which was committed. */
static bool
check_number(IStorage *root, uint32_t *number, const char *what)
{
	uint32_t other = 0;
	HRESULT hr = read_number(root, small_name, number);

	if (SUCCEEDED(hr))
		hr = read_number(root, large_name, &other);
	if (FAILED(hr) || other != *number) {
		wrong(what, *number, hr);
		return false;
	}
	if (*number >= NUMBERS || (*number != 0 &&
		atomic_load(&score->tried[*number]) == 0)) {
		wrong("nobody committed this", *number, S_OK);
		return false;
	}
	return true;
}

/* --- One of the processes --------------------------------------------------*/

static bool
is_expected(HRESULT hr)
{
	return hr == STG_E_SHAREVIOLATION || hr == STG_E_LOCKVIOLATION ||
		hr == STG_E_TOOMANYOPENFILES;
}

static void
commit(IStorage *root, uint32_t next)
{
	HRESULT hr;

	if (next >= NUMBERS) {
		atomic_store(&score->stop, true);
		return;
	}
	atomic_fetch_add(&score->tried[next], 1);
	hr = IStorage_Commit(root, STGC_ONLYIFCURRENT |
		(roll(20) == 0 ? 0 : LATER));
	if (hr == STG_E_NOTCURRENT || hr == STG_E_LOCKVIOLATION) {
		/* What was written is not to be taken for committed. */
		atomic_fetch_add(&score->not_current, 1);
		(void)IStorage_Revert(root);
		return;
	}
	if (FAILED(hr)) {
		wrong("commit", next, hr);
		return;
	}
	if (atomic_fetch_add(&score->done[next], 1) != 0)
		wrong("two committed the same", next, S_OK);
	atomic_fetch_add(&score->commits, 1);
}

static void
change(unsigned who, IStorage *root, DWORD mode)
{
	uint32_t number = 0;
	uint32_t again = 0;
	HRESULT hr;

	begin_step(who);
	if (!check_number(root, &number, "before a change"))
		return;
	hr = write_both(root, number + 1);
	if (FAILED(hr)) {
		wrong("writing", number, hr);
		return;
	}
	begin_step(who);
	if ((mode & STGM_TRANSACTED) && roll(4) == 0) {
		hr = IStorage_Revert(root);
		if (FAILED(hr))
			wrong("revert", number, hr);
		else if (check_number(root, &again, "after revert") &&
			again != number)
			wrong("not reverted", again, hr);
		return;
	}
	commit(root, number + 1);
}

static void
use(unsigned who, IStorage *root, DWORD mode)
{
	bool writes = (mode & STG_ACCESS_MASK) != STGM_READ;
	uint32_t number;

	/* In direct mode what was written is committed in any case. */
	if (writes && !(mode & STGM_TRANSACTED)) {
		change(who, root, mode);
		return;
	}
	for (unsigned i = roll(4); i > 0 && !score->stop; i--) {
		if (writes && roll(3) != 0) {
			change(who, root, mode);
		} else {
			begin_step(who);
			(void)check_number(root, &number, "reading");
		}
	}
}

static void
run_process(unsigned who)
{
	while (!atomic_load(&score->stop)) {
		DWORD mode = modes[roll(MODES)];
		IStorage *root;
		HRESULT hr;

		begin_step(who);
		hr = StgOpenStorage(wide_path, NULL, mode, NULL, 0, &root);
		if (is_expected(hr)) {
			atomic_fetch_add(&score->refused, 1);
			if (roll(8) == 0)
				usleep(roll(2000));
			continue;
		}
		if (FAILED(hr)) {
			wrong("open", mode, hr);
			break;
		}
		use(who, root, mode);
		begin_step(who);
		IStorage_Release(root);
	}
	_exit(0);
}

/* --- A reader that takes no locks ------------------------------------------*/

static size_t
read_file(int fd, char *bytes, char header[512])
{
	ssize_t got = pread(fd, header, 512, 0) == 512
			? pread(fd, bytes, FILE_MAX, 0) : -1;
	char after[512];

	if (got < 512 || pread(fd, after, sizeof after, 0) != 512 ||
		memcmp(header, after, sizeof after) != 0 ||
		memcmp(header, bytes, sizeof after) != 0)
		return 0;
	return (size_t)got;
}

static void
read_bytes(const char *bytes, size_t size)
{
	ULARGE_INTEGER start = { .QuadPart = 0 };
	ILockBytes *array;
	IStorage *root;
	uint32_t number;
	HRESULT hr = CreateILockBytesOnHGlobal(NULL, TRUE, &array);

	if (SUCCEEDED(hr))
		hr = ILockBytes_WriteAt(array, start, bytes, (ULONG)size,
			NULL);
	if (SUCCEEDED(hr))
		hr = StgOpenStorageOnILockBytes(array, NULL, STREAM_R, NULL,
			0, &root);
	if (FAILED(hr)) {
		wrong("opening without locks", 0, hr);
		return;
	}
	(void)check_number(root, &number, "reading without locks");
	IStorage_Release(root);
	ILockBytes_Release(array);
	atomic_fetch_add(&score->unlocked_reads, 1);
}

static void
run_reader(void)
{
	char *bytes = malloc(FILE_MAX);
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	char header[512];

	while (bytes && fd >= 0 && !atomic_load(&score->stop)) {
		size_t size;

		atomic_store(&score->since[WRITERS], now_ms());
		size = read_file(fd, bytes, header);
		if (size != 0)
			read_bytes(bytes, size);
		usleep(500);
	}
	_exit(bytes && fd >= 0 ? 0 : 1);
}

/* --- All of them -----------------------------------------------------------*/

/* The exit status of a child that was told to end; who does not is killed. */
static int
await(pid_t child, unsigned who)
{
	int status = 0;

	for (int wait = 0; waitpid(child, &status, WNOHANG) == 0; wait++) {
		if (wait == LIMIT_MS / 10) {
			wrong("does not end", who, S_OK);
			kill(child, SIGKILL);
		}
		usleep(10000);
	}
	return status;
}

static pid_t
start(unsigned who, uint64_t seed)
{
	pid_t child = fork();

	if (child < 0) {
		perror("storm: fork");
		exit(2);
	}
	if (child == 0) {
		dice = seed * UINT64_C(0x9E3779B97F4A7C15) + who + 1;
		roll(2);
		if (who == WRITERS)
			run_reader();
		run_process(who);
	}
	return child;
}

/* Another program that reads, in a process of its own; 0: there is none. */
static pid_t
start_program(void)
{
	const char *program = getenv("STORM_READER");
	pid_t child = program ? fork() : 0;

	if (program && child == 0) {
		execlp(program, program, path, (char *)NULL);
		_exit(77);
	}
	return child;
}

static void
end_program(pid_t child)
{
	int status;

	if (child <= 0)
		return;
	kill(child, SIGTERM);
	status = await(child, WRITERS + 1);
	/* It may not have got as far as to mind the signal. */
	if (WIFSIGNALED(status) && WTERMSIG(status) == SIGTERM)
		status = 0;
	if (!WIFEXITED(status))
		wrong("the other program ended badly", 0, S_OK);
	else if (WEXITSTATUS(status) == 77)
		fprintf(stderr, "storm: no other program reads\n");
	else if (WEXITSTATUS(status) != 0)
		wrong("the other program read no version", 0, S_OK);
}

static void
check_hangs(void)
{
	uint64_t now = now_ms();

	for (unsigned i = 0; i <= WRITERS; i++) {
		uint64_t since = atomic_load(&score->since[i]);

		if (since != 0 && now > since + LIMIT_MS) {
			fprintf(stderr, "storm: process %u hangs\n", i);
			atomic_store(&score->failed, true);
			atomic_store(&score->stop, true);
		}
	}
}

static unsigned
blow(unsigned steps, uint64_t seed)
{
	pid_t children[WRITERS + 1];
	unsigned kills = 0;

	for (unsigned i = 0; i <= WRITERS; i++)
		children[i] = start(i, seed);
	while (!atomic_load(&score->stop) &&
		atomic_load(&score->steps) < steps) {
		unsigned victim = roll(WRITERS);

		usleep(10000 + roll(40000));
		check_hangs();
		kill(children[victim], SIGKILL);
		waitpid(children[victim], NULL, 0);
		kills++;
		atomic_store(&score->since[victim], 0);
		children[victim] = start(victim, seed + kills * 101);
	}
	atomic_store(&score->stop, true);
	for (unsigned i = 0; i <= WRITERS; i++) {
		int status = await(children[i], i);

		if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
			wrong("ended badly", i, S_OK);
	}
	return kills;
}

static bool
print_lock(const struct stg_lock *lock)
{
	fprintf(stderr, "storm: process %d holds 0x%x\n", (int)lock->pid,
		(unsigned)lock->held);
	return true;
}

static BOOL
complain(const struct stg_lock *lock, void *context)
{
	*(bool *)context = print_lock(lock);
	return TRUE;
}

/* Every number up to the last was committed, once as far as is known. */
static void
check_end(void)
{
	IStorage *root;
	uint32_t last = 0;
	bool held = false;
	HRESULT hr = stg_list_locks(path, complain, &held);

	if (FAILED(hr) || held)
		wrong("locks stay behind", 0, hr);
	hr = StgOpenStorage(wide_path, NULL, RW_X, NULL, 0, &root);
	if (FAILED(hr)) {
		wrong("opening at the end", 0, hr);
		return;
	}
	if (check_number(root, &last, "at the end")) {
		for (uint32_t i = 1; i <= last; i++) {
			if (atomic_load(&score->tried[i]) == 0)
				wrong("skipped", i, S_OK);
		}
		for (uint32_t i = last + 1; i < NUMBERS; i++) {
			if (atomic_load(&score->done[i]) != 0)
				wrong("lost", i, S_OK);
		}
	}
	IStorage_Release(root);
	hr = stg_check_file(path, 0, NULL, NULL, NULL);
	if (hr != S_OK)
		wrong("the file at the end", last, hr);
}

/* A stream that nobody changes, and everybody goes on to have. */
static HRESULT
write_ballast(IStorage *root, size_t size)
{
	static const char bytes[65536];
	IStream *stream;
	HRESULT hr = IStorage_CreateStream(root, ballast_name, RW_X, 0, 0,
		&stream);

	if (FAILED(hr))
		return hr;
	for (size_t at = 0; SUCCEEDED(hr) && at < size; at += sizeof bytes)
		hr = IStream_Write(stream, bytes, sizeof bytes, NULL);
	IStream_Release(stream);
	return hr;
}

static void
make_file(size_t ballast)
{
	IStorage *root;
	HRESULT hr;
	size_t i = 0;

	for (; path[i] != '\0' && i < 255; i++)
		wide_path[i] = (unsigned char)path[i];
	wide_path[i] = 0;
	hr = StgCreateDocfile(wide_path, RW_X | STGM_CREATE, 0, &root);
	if (SUCCEEDED(hr))
		hr = write_both(root, 0);
	if (SUCCEEDED(hr) && ballast != 0)
		hr = write_ballast(root, ballast);
	if (FAILED(hr)) {
		fprintf(stderr, "storm: %s: 0x%08x\n", path, (unsigned)hr);
		exit(2);
	}
	IStorage_Release(root);
}

int
main(int argc, char **argv)
{
	unsigned steps = argc > 2 ? (unsigned)atol(argv[2]) : 3000;
	uint64_t seed = argc > 3 ? (uint64_t)atoll(argv[3]) : 1;
	size_t ballast = argc > 4 ? (size_t)atol(argv[4]) : 0;
	char own_path[64];
	struct stat st;
	unsigned kills;
	pid_t program;

	snprintf(own_path, sizeof own_path, "/tmp/stg-storm-%d",
		(int)getpid());
	path = argc > 1 ? argv[1] : own_path;
	score = mmap(NULL, sizeof *score, PROT_READ | PROT_WRITE,
		MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (score == MAP_FAILED) {
		perror("storm: mmap");
		return 2;
	}
	dice = seed * 7919 + 17;
	make_file(ballast);
	program = start_program();
	kills = blow(steps, seed);
	end_program(program);
	check_end();
	printf("storm: %u steps, %u commits, %u not current, %u refused, "
	       "%u killed, %u read without locks, %lld bytes: %s\n",
		score->steps, score->commits, score->not_current,
		score->refused, kills, score->unlocked_reads,
		stat(path, &st) == 0 ? (long long)st.st_size : -1LL,
		score->failed ? "WRONG" : "all right");
	if (!score->failed && argc < 2)
		(void)unlink(path);
	return score->failed ? 1 : 0;
}
