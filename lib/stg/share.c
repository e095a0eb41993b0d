/* SPDX-License-Identifier: MIT */
/*
 * Byte 0x92 is held while an open looks at the bytes of others and takes its
 * own, so that two never pass each other. A byte once had is not exchanged for
 * another kind of lock, and nobody waits inside the kernel, where two who wait
 * for each other would hang: waiting is trying again, for 20 seconds at most.
 */
#include "stg/share.h"

#include <string.h>
#include <time.h>

#include <stg/hresult.h>

#include "io/file.h"
#include "stg/mode.h"

#define COMMIT_FIRST 0x80
#define DOOR         0x92
#define LAST_READER  0xa6
#define LAST_DENIER  0xe2
#define IN_PLACE     (UINT64_C(1) << 62) /* far behind all data */
#define WAIT_NS      UINT64_C(20000000000)
#define PAUSE_MIN_NS 20000
#define PAUSE_MAX_NS 5000000

static const struct {
	uint8_t first;
	uint8_t last;
} kinds[SHARE_KINDS] = {
	[SHARE_PRIORITY] = { 0x58, 0x6b },
	[SHARE_PRIORITY_COMMIT] = { 0x81, 0x91 },
	[SHARE_NOSNAPSHOT] = { 0x6c, 0x6c },
	[SHARE_READER] = { 0x93, 0xa6 },
	[SHARE_WRITER] = { 0xa7, 0xba },
	[SHARE_DENY_READ] = { 0xbb, 0xce },
	[SHARE_DENY_WRITE] = { 0xcf, 0xe2 },
};

static struct lock_range
bytes(unsigned first, unsigned last)
{
	struct lock_range range = { LOCK_BASE + first, LOCK_BASE + last };

	return range;
}

struct lock_range
share_range(enum share_kind kind)
{
	return bytes(kinds[kind].first, kinds[kind].last);
}

void
share_init(struct share *share)
{
	memset(share, 0, sizeof *share);
	share->place.fd = -1;
}

static uint64_t
now_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * 1000000000 + (uint64_t)now.tv_nsec;
}

/* Sleep longer each time, and not all for the same time. */
static void
pause_again(uint64_t *pause)
{
	struct timespec time = { 0, 0 };

	time.tv_nsec = (long)(*pause / 2 + now_ns() % (*pause / 2 + 1));
	nanosleep(&time, NULL);
	if (*pause < PAUSE_MAX_NS)
		*pause *= 2;
}

/* Try until it is there; S_FALSE still when the time is up. */
static HRESULT
wait_for(struct share *share, struct lock_range range,
	HRESULT (*attempt)(struct lock_place *, struct lock_range))
{
	uint64_t pause = PAUSE_MIN_NS;
	uint64_t end = 0;
	HRESULT hr = attempt(&share->place, range);

	while (hr == S_FALSE) {
		uint64_t now = now_ns();

		if (end == 0)
			end = now + WAIT_NS;
		if (now >= end)
			break;
		pause_again(&pause);
		hr = attempt(&share->place, range);
	}
	return hr == S_FALSE ? STG_E_LOCKVIOLATION : hr;
}

HRESULT
share_enter(struct share *share)
{
	if (!lock_place_works(&share->place))
		return S_OK;
	return wait_for(share, bytes(DOOR, DOOR), lock_take);
}

void
share_leave(struct share *share)
{
	lock_drop(&share->place, bytes(DOOR, DOOR));
}

/* Take the first byte of a kind that nobody else has. */
static HRESULT
take(struct share *share, enum share_kind kind)
{
	for (unsigned at = kinds[kind].first; at <= kinds[kind].last; at++) {
		/* Shared locks do not get into each other's way. */
		HRESULT hr = share->place.read_only
				? lock_probe(&share->place, bytes(at, at))
				: S_OK;

		if (hr == S_OK)
			hr = lock_take(&share->place, bytes(at, at));
		if (hr == S_OK)
			share->held[kind] = (uint8_t)at;
		if (hr != S_FALSE)
			return hr;
	}
	return STG_E_TOOMANYOPENFILES;
}

static void
drop(struct share *share, enum share_kind kind)
{
	unsigned at = share->held[kind];

	if (at != 0)
		lock_drop(&share->place, bytes(at, at));
	share->held[kind] = 0;
}

/* Does somebody else hold a byte of a kind? Our own one is left out. */
static HRESULT
probe(struct share *share, enum share_kind kind)
{
	unsigned own = share->held[kind];
	HRESULT hr = S_OK;

	if (share->place.fd >= 0 || own == 0)
		return lock_probe(&share->place, share_range(kind));
	if (own > kinds[kind].first)
		hr = lock_probe(&share->place, bytes(kinds[kind].first,
			own - 1));
	if (hr == S_OK && own < kinds[kind].last)
		hr = lock_probe(&share->place, bytes(own + 1,
			kinds[kind].last));
	return hr;
}

/* --- What an open does and denies -----------------------------------------*/

static bool
denies_reading(DWORD mode)
{
	DWORD share = mode & STG_SHARE_MASK;

	return !(mode & STGM_PRIORITY) && (share == STGM_SHARE_EXCLUSIVE ||
		share == STGM_SHARE_DENY_READ);
}

static bool
denies_writing(DWORD mode)
{
	DWORD share = mode & STG_SHARE_MASK;

	return !(mode & STGM_PRIORITY) && (share == STGM_SHARE_EXCLUSIVE ||
		share == STGM_SHARE_DENY_WRITE);
}

static bool
is_exclusive(DWORD mode)
{
	return denies_reading(mode) && denies_writing(mode);
}

/* It holds no byte of its own on Windows, and marks two together here. */
static bool
is_common_reader(DWORD mode)
{
	return !(mode & (STGM_TRANSACTED | STGM_PRIORITY)) &&
		(mode & (STG_ACCESS_MASK | STG_SHARE_MASK)) ==
		(STGM_READ | STGM_SHARE_DENY_WRITE);
}

/* Transacted opens that admit writers keep the version they have found. */
static bool
takes_snapshot(DWORD mode)
{
	DWORD share = mode & STG_SHARE_MASK;

	return (mode & STGM_TRANSACTED) && !(mode & STGM_NOSNAPSHOT) &&
		(share == STGM_SHARE_DENY_NONE || share == 0);
}

/* One kind in the way, and the answer to it. */
static HRESULT
refuse_if_held(struct share *share, bool asked, enum share_kind kind)
{
	HRESULT hr = asked ? probe(share, kind) : S_OK;

	return hr == S_FALSE ? STG_E_SHAREVIOLATION : hr;
}

/* Readers are in the way: if one has priority, that is told apart. */
static HRESULT
check_readers(struct share *share, DWORD mode)
{
	HRESULT hr = denies_reading(mode) ? probe(share, SHARE_READER) : S_OK;

	if (hr != S_FALSE)
		return hr;
	hr = is_exclusive(mode) ? probe(share, SHARE_PRIORITY) : S_OK;
	if (FAILED(hr))
		return hr;
	return hr == S_FALSE ? STG_E_LOCKVIOLATION : STG_E_SHAREVIOLATION;
}

/* No byte of another open that writes or denies anything. */
static HRESULT
check_alone(struct share *share)
{
	HRESULT hr = S_OK;

	for (int kind = SHARE_WRITER; hr == S_OK && kind < SHARE_KINDS; kind++)
		hr = probe(share, (enum share_kind)kind);
	return hr == S_FALSE ? STG_E_LOCKVIOLATION : hr;
}

/* Any lock at all, on data too; the door is ours. */
static HRESULT
check_whole(struct share *share)
{
	struct lock_range below = { 0, LOCK_BASE + DOOR - 1 };
	HRESULT hr = lock_probe(&share->place, below);

	if (hr == S_OK)
		hr = lock_probe(&share->place, bytes(DOOR + 1, 0xff));
	return hr == S_FALSE ? STG_E_LOCKVIOLATION : hr;
}

static HRESULT
check(struct share *share, DWORD mode)
{
	bool alone = (mode & STGM_NOSNAPSHOT) != 0;
	HRESULT hr = refuse_if_held(share, mode_can_read(mode),
		SHARE_DENY_READ);

	if (SUCCEEDED(hr))
		hr = refuse_if_held(share, mode_can_write(mode),
			SHARE_DENY_WRITE);
	if (SUCCEEDED(hr) && !alone)
		hr = refuse_if_held(share, denies_writing(mode),
			SHARE_WRITER);
	if (SUCCEEDED(hr))
		hr = check_readers(share, mode);
	if (SUCCEEDED(hr) && alone)
		hr = check_alone(share);
	if (SUCCEEDED(hr) && mode_access(mode) == STGM_READ &&
		is_exclusive(mode))
		hr = check_whole(share);
	return hr;
}

/* The bytes of common readers are nice to have, and no more. */
static void
mark(struct share *share)
{
	(void)lock_take_shared(&share->place, bytes(LAST_READER, LAST_READER));
	(void)lock_take_shared(&share->place, bytes(LAST_DENIER, LAST_DENIER));
	share->marked = true;
}

static HRESULT
take_if(struct share *share, bool asked, enum share_kind kind)
{
	return asked ? take(share, kind) : S_OK;
}

/*
 * There are fewer bytes to hold commits off than opens with priority; the
 * last ones are seen by their first byte.
 */
static HRESULT
take_priority(struct share *share)
{
	HRESULT hr = take(share, SHARE_PRIORITY);

	if (SUCCEEDED(hr))
		hr = take(share, SHARE_PRIORITY_COMMIT);
	return hr == STG_E_TOOMANYOPENFILES && share->held[SHARE_PRIORITY] != 0
			? S_OK : hr;
}

static HRESULT
take_all(struct share *share, DWORD mode)
{
	bool alone = (mode & STGM_NOSNAPSHOT) != 0;
	HRESULT hr = S_OK;

	if (is_common_reader(mode)) {
		mark(share);
		return S_OK;
	}
	if (mode & STGM_PRIORITY)
		hr = take_priority(share);
	if (SUCCEEDED(hr))
		hr = take_if(share, alone, SHARE_NOSNAPSHOT);
	if (SUCCEEDED(hr))
		hr = take_if(share, alone || mode_can_read(mode),
			SHARE_READER);
	if (SUCCEEDED(hr))
		hr = take_if(share, alone || mode_can_write(mode),
			SHARE_WRITER);
	if (SUCCEEDED(hr))
		hr = take_if(share, denies_reading(mode), SHARE_DENY_READ);
	if (SUCCEEDED(hr))
		hr = take_if(share, alone || denies_writing(mode),
			SHARE_DENY_WRITE);
	return hr;
}

/* The commit in progress comes first: some wait for it, some give up. */
static HRESULT
mind_commit(struct share *share, DWORD mode)
{
	struct lock_range commit = bytes(COMMIT_FIRST, COMMIT_FIRST);
	HRESULT hr = S_OK;

	if (mode & STGM_PRIORITY)
		hr = lock_probe(&share->place, commit);
	else if (takes_snapshot(mode))
		hr = wait_for(share, commit, lock_probe);
	return hr == S_FALSE ? STG_E_LOCKVIOLATION : hr;
}

HRESULT
share_open(struct share *share, DWORD mode)
{
	HRESULT hr;

	if (!lock_place_works(&share->place))
		return S_OK;
	hr = mind_commit(share, mode);
	if (SUCCEEDED(hr))
		hr = share_enter(share);
	if (FAILED(hr))
		return hr;
	hr = check(share, mode);
	if (SUCCEEDED(hr))
		hr = take_all(share, mode);
	/* A shared door lets two in at once: then both look again. */
	if (SUCCEEDED(hr) && share->place.read_only)
		hr = check(share, mode);
	share_leave(share);
	if (FAILED(hr))
		share_close(share);
	return hr;
}

/* Unlock bytes one by one, except those that another share has, too. */
static void
drop_all_but(struct share *share, const struct share *kept)
{
	for (int kind = 0; kind < SHARE_KINDS; kind++) {
		bool same = share->held[kind] == kept->held[kind];

		if (same)
			share->held[kind] = 0;
		drop(share, (enum share_kind)kind);
	}
}

HRESULT
share_reopen(struct share *share, DWORD mode)
{
	struct share changed = *share;
	HRESULT hr;

	if (!lock_place_works(&share->place))
		return S_OK;
	memset(changed.held, 0, sizeof changed.held);
	hr = share_enter(share);
	if (FAILED(hr))
		return hr;
	hr = check(&changed, mode);
	/* Own bytes are no obstacle: the same one may be taken again. */
	if (SUCCEEDED(hr))
		hr = take_all(&changed, mode);
	share_leave(share);
	if (SUCCEEDED(hr)) {
		drop_all_but(share, &changed);
		*share = changed;
	} else {
		drop_all_but(&changed, share);
	}
	return hr;
}

HRESULT
share_open_file(struct share *share, struct device *device, DWORD mode)
{
	share_init(share);
	lock_place_of_file(&share->place, file_device_descriptor(device));
	return share_open(share, mode);
}

HRESULT
share_open_lockbytes(struct share *share, ILockBytes *lockbytes, DWORD mode)
{
	HRESULT hr;

	share_init(share);
	hr = lock_place_of_lockbytes(&share->place, lockbytes);
	return FAILED(hr) ? hr : share_open(share, mode);
}

void
share_close(struct share *share)
{
	if (share->place.fd >= 0) {
		lock_drop(&share->place, bytes(0, 0xff));
		if (share->in_place)
			lock_drop(&share->place, share_range_in_place());
	} else {
		share_end_commit(share);
		for (int kind = 0; kind < SHARE_KINDS; kind++)
			drop(share, (enum share_kind)kind);
	}
	share_init(share);
}

void
share_abandon(struct share *share)
{
	share->place.fd = -1;
	share_close(share);
}

/* --- While it is open ------------------------------------------------------*/

HRESULT
share_begin_commit(struct share *share)
{
	uint64_t pause = PAUSE_MIN_NS;
	uint64_t end = now_ns() + WAIT_NS;
	HRESULT hr;

	if (share->committing || !lock_place_works(&share->place))
		return S_OK;
	for (;;) {
		hr = probe(share, SHARE_PRIORITY);
		if (hr == S_FALSE)
			return STG_E_LOCKVIOLATION;
		if (hr == S_OK)
			hr = lock_take(&share->place,
				bytes(COMMIT_FIRST, DOOR));
		if (hr != S_FALSE)
			break;
		if (now_ns() >= end)
			return STG_E_LOCKVIOLATION;
		pause_again(&pause);
	}
	share->committing = hr == S_OK;
	/* Who got in with priority before the door closed is respected. */
	if (hr == S_OK && probe(share, SHARE_PRIORITY) == S_FALSE) {
		share_end_commit(share);
		return STG_E_LOCKVIOLATION;
	}
	return hr;
}

void
share_end_commit(struct share *share)
{
	if (share->committing)
		lock_drop(&share->place, bytes(COMMIT_FIRST, DOOR));
	share->committing = false;
}

HRESULT
share_probe_readers(struct share *share)
{
	return probe(share, SHARE_READER);
}

struct lock_range
share_range_in_place(void)
{
	struct lock_range range = { IN_PLACE, IN_PLACE + UINT32_MAX };

	return range;
}

/* Somebody writes who may use what is free as soon as it is. */
static HRESULT
probe_foreign_writers(int fd)
{
	struct lock_range writers = share_range(SHARE_WRITER);
	HRESULT hr = S_OK;

	for (uint64_t at = writers.first; hr == S_OK && at <= writers.last;
		at++)
		hr = lock_probe_foreign(fd, at);
	return hr;
}

HRESULT
share_read_in_place(struct share *share, uint32_t number)
{
	struct lock_range all = share_range_in_place();
	struct lock_range own = { all.first + number, all.first + number };
	struct lock_range before = { all.first, own.first - 1 };
	struct lock_range behind = { own.last + 1, all.last };
	HRESULT hr;

	if (share->place.fd < 0)
		return S_FALSE;
	hr = probe_foreign_writers(share->place.fd);
	if (hr == S_OK && number != 0)
		hr = lock_probe(&share->place, before);
	if (hr == S_OK && number != UINT32_MAX)
		hr = lock_probe(&share->place, behind);
	if (hr == S_OK)
		hr = lock_take_shared(&share->place, own);
	/* Where such locks do not work, that is found by trying. */
	if (hr == S_OK && share->place.fd < 0)
		hr = S_FALSE;
	share->in_place = hr == S_OK;
	return hr;
}

void
share_move_in_place(struct share *share, uint32_t number)
{
	struct lock_range all = share_range_in_place();
	struct lock_range own = { all.first + number, all.first + number };

	/* The lock for the old version does as well, but others look for the
	 * number of theirs. */
	if (lock_take_shared(&share->place, own) != S_OK)
		return;
	if (number != 0)
		lock_drop(&share->place, (struct lock_range){ all.first,
			own.first - 1 });
	if (number != UINT32_MAX)
		lock_drop(&share->place, (struct lock_range){ own.last + 1,
			all.last });
}

HRESULT
share_probe_in_place(struct share *share)
{
	return share->place.fd < 0 ? S_OK
		: lock_probe(&share->place, share_range_in_place());
}

HRESULT
share_commit_in_progress(int fd)
{
	struct lock_place place;

	lock_place_of_file(&place, fd);
	return lock_probe(&place, bytes(COMMIT_FIRST, COMMIT_FIRST));
}

HRESULT
share_foreign_commit(int fd)
{
	return lock_probe_foreign(fd, LOCK_BASE + COMMIT_FIRST);
}

HRESULT
share_probe_all(struct share *share)
{
	HRESULT hr = S_OK;

	for (int kind = 0; hr == S_OK && kind < SHARE_KINDS; kind++)
		hr = probe(share, (enum share_kind)kind);
	return hr;
}

HRESULT
share_deny_readers(struct share *share)
{
	HRESULT hr = S_OK;

	if (!lock_place_works(&share->place))
		return S_OK;
	if (share->held[SHARE_DENY_READ] == 0) {
		hr = share_enter(share);
		if (FAILED(hr))
			return hr;
		hr = take(share, SHARE_DENY_READ);
		share_leave(share);
	}
	return FAILED(hr) ? hr : probe(share, SHARE_READER);
}

void
share_admit_readers(struct share *share)
{
	drop(share, SHARE_DENY_READ);
}
