/* SPDX-License-Identifier: MIT */
/*
 * Who has a file open: /proc tells the locks of each descriptor of the
 * processes that we may look at; the rest is found by asking for each byte.
 * Classic locks belong to a process (another implementation has them), those
 * of an open file description to its descriptors.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <stg/helpers.h>
#include <stg/hresult.h>

#include "io/device.h"
#include "stg/errno_hresult.h"
#include "stg/share.h"

#define DOOR   0x92
#define COMMIT 0x80
#define BYTES  0x100

struct search {
	struct stat st;        /* of the file */
	stg_lock_fn fn;
	void *context;
	bool stopped;
	bool told[BYTES];      /* bytes from LOCK_BASE that have a holder */
};

static const DWORD meanings[SHARE_KINDS] = {
	[SHARE_PRIORITY] = STG_LOCK_PRIORITY,
	[SHARE_PRIORITY_COMMIT] = STG_LOCK_PRIORITY,
	[SHARE_NOSNAPSHOT] = STG_LOCK_NOSNAPSHOT,
	[SHARE_READER] = STG_LOCK_READ,
	[SHARE_WRITER] = STG_LOCK_WRITE,
	[SHARE_DENY_READ] = STG_LOCK_DENY_READ,
	[SHARE_DENY_WRITE] = STG_LOCK_DENY_WRITE,
};

static bool
overlaps(struct lock_range a, struct lock_range b)
{
	return a.first <= b.last && b.first <= a.last;
}

/* What a lock on these bytes says. */
static DWORD
meaning_of(struct lock_range range)
{
	const struct lock_range door = { LOCK_BASE + DOOR, LOCK_BASE + DOOR };
	const struct lock_range commit = { LOCK_BASE + COMMIT,
		LOCK_BASE + COMMIT };
	DWORD held = 0;

	/* A commit holds the bytes of others as well, and means none. */
	if (overlaps(range, commit))
		return STG_LOCK_COMMIT;
	for (int kind = 0; kind < SHARE_KINDS; kind++) {
		if (overlaps(range, share_range((enum share_kind)kind)))
			held |= meanings[kind];
	}
	if (overlaps(range, share_range_in_place()))
		held |= STG_LOCK_READ;
	if (overlaps(range, door))
		held |= STG_LOCK_OPENING;
	return held ? held : STG_LOCK_OTHER;
}

static void
mark_told(struct search *search, struct lock_range range)
{
	for (unsigned i = 0; i < BYTES; i++) {
		struct lock_range byte = { LOCK_BASE + i, LOCK_BASE + i };

		if (overlaps(range, byte))
			search->told[i] = true;
	}
}

static void
tell(struct search *search, LONG pid, DWORD held)
{
	const struct stg_lock lock = { pid, held };

	if (held != 0 && !search->stopped)
		search->stopped = !search->fn(&lock, search->context);
}

/* The range of a line of a descriptor's information; false: it has none. */
static bool
parse_line(const char *line, struct lock_range *range, bool *classic)
{
	char kind[16];
	char end[24];

	/* lock:	1: OFDLCK  ADVISORY  WRITE -1 00:2a:1234 0 EOF */
	if (sscanf(line, "lock: %*d: %15s %*s %*s %*d %*s %" SCNu64 " %23s",
		kind, &range->first, end) != 3)
		return false;
	*classic = strcmp(kind, "POSIX") == 0;
	range->last = strcmp(end, "EOF") == 0 ? UINT64_MAX
					      : strtoull(end, NULL, 10);
	return *classic || strcmp(kind, "OFDLCK") == 0;
}

/* All locks of one descriptor; classic ones count once a process. */
static DWORD
read_locks(struct search *search, const char *path, bool *had_classic)
{
	FILE *file = fopen(path, "re");
	struct lock_range range;
	bool saw_classic = false;
	bool classic;
	DWORD held = 0;
	char line[256];

	while (file && fgets(line, sizeof line, file)) {
		if (!parse_line(line, &range, &classic))
			continue;
		mark_told(search, range);
		saw_classic |= classic;
		if (!classic || !*had_classic)
			held |= meaning_of(range);
	}
	if (file)
		fclose(file);
	*had_classic |= saw_classic;
	return held;
}

static void
look_at_process(struct search *search, const char *pid)
{
	char path[64];
	bool had_classic = false;
	struct dirent *entry;
	DIR *folder;

	snprintf(path, sizeof path, "/proc/%.16s/fd", pid);
	folder = opendir(path);
	while (folder && !search->stopped && (entry = readdir(folder))) {
		struct stat st;

		if (entry->d_name[0] == '.' ||
			fstatat(dirfd(folder), entry->d_name, &st, 0) != 0 ||
			st.st_ino != search->st.st_ino ||
			st.st_dev != search->st.st_dev)
			continue;
		snprintf(path, sizeof path, "/proc/%.16s/fdinfo/%.16s", pid,
			entry->d_name);
		tell(search, (LONG)atol(pid), read_locks(search, path,
			&had_classic));
	}
	if (folder)
		closedir(folder);
}

static void
look_at_processes(struct search *search)
{
	DIR *folder = opendir("/proc");
	struct dirent *entry;

	while (folder && !search->stopped && (entry = readdir(folder))) {
		if (entry->d_name[0] >= '1' && entry->d_name[0] <= '9')
			look_at_process(search, entry->d_name);
	}
	if (folder)
		closedir(folder);
}

/* Bytes that somebody holds whom we could not see. */
static void
ask_for_rest(struct search *search, int fd)
{
	for (unsigned i = 0; i < BYTES && !search->stopped; i++) {
		struct lock_range byte = { LOCK_BASE + i, LOCK_BASE + i };
		struct flock lock = { .l_type = F_WRLCK,
			.l_whence = SEEK_SET, .l_start = (off_t)byte.first,
			.l_len = 1 };

		if (search->told[i] || fcntl(fd, F_OFD_GETLK, &lock) != 0 ||
			lock.l_type == F_UNLCK)
			continue;
		byte.first = (uint64_t)lock.l_start;
		byte.last = lock.l_len == 0 ? UINT64_MAX
				: byte.first + (uint64_t)lock.l_len - 1;
		mark_told(search, byte);
		tell(search, lock.l_pid > 0 ? (LONG)lock.l_pid : 0,
			meaning_of(byte));
	}
}

HRESULT
stg_list_locks(const char *path, stg_lock_fn fn, void *context)
{
	struct search search = { .fn = fn, .context = context };
	int fd;

	if (!path || !fn)
		return STG_E_INVALIDPOINTER;
	do {
		fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	} while (fd < 0 && errno == EINTR);
	if (fd < 0)
		return hresult_from_open(path, errno);
	if (fstat(fd, &search.st) != 0) {
		close(fd);
		return hresult_from_errno(errno, IO_OPEN);
	}
	look_at_processes(&search);
	ask_for_rest(&search, fd);
	close(fd);
	return search.stopped ? S_FALSE : S_OK;
}
