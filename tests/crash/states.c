/* SPDX-License-Identifier: MIT */
#include "crash/states.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "crash/library.h"
#include "crash/strict.h"
#include "support/random.h"

#define HEADER   512
#define FULL_ONE 16 /* of so many states of a large file, one is read whole */
#define OPEN_ONE 8  /* one of so many is opened for writing */

void
judge_init(struct judge *judge, uint64_t seed)
{
	memset(judge, 0, sizeof *judge);
	judge->random = seed;
	judge->seen_room = 4096;
	judge->seen = sure(calloc(judge->seen_room, sizeof *judge->seen));
}

static void
drop_samples(struct judge *judge)
{
	for (int i = 0; i < SAMPLE_KINDS; i++)
		image_done(&judge->samples[i].image);
	memset(judge->samples, 0, sizeof judge->samples);
}

void
judge_done(struct judge *judge)
{
	free(judge->seen);
	drop_samples(judge);
	image_done(&judge->bad);
	image_done(&judge->pick);
}

uint64_t
judge_states(const struct judge *judge)
{
	const struct tallies *t = &judge->tallies;

	return t->kills + t->cuts + t->torn + t->recoveries;
}

static unsigned
roll(struct judge *judge, unsigned limit)
{
	return random_below(&judge->random, limit);
}

/* Was there the same image before? */
static bool
is_known(struct judge *judge, const struct image *image)
{
	uint64_t mark = image_fingerprint(image) | 1;
	size_t at = (size_t)(mark >> 1) & (judge->seen_room - 1);

	while (judge->seen[at] && judge->seen[at] != mark)
		at = (at + 1) & (judge->seen_room - 1);
	if (judge->seen[at])
		return true;
	if (judge->seen_count < judge->seen_room / 2) {
		judge->seen[at] = mark;
		judge->seen_count++;
	}
	return false;
}

static bool
reject(struct judge *judge, const struct image *image, const char *what,
	const char *why)
{
	if (judge->wrong[0])
		return false;
	snprintf(judge->wrong, sizeof judge->wrong, "%s: %s", what, why);
	image_copy(&judge->bad, image);
	return false;
}

static enum version
version_of(const struct judge *judge, const struct digest *digest, bool full)
{
	uint64_t is = full ? digest->full : digest->light;
	uint64_t old = full ? judge->old.full : judge->old.light;
	uint64_t new = full ? judge->new.full : judge->new.light;

	return (is == old ? VERSION_OLD : 0) | (is == new ? VERSION_NEW : 0);
}

static const char *
name_version(enum version version)
{
	static const char *const names[] = { "neither version",
		"the old version", "the new version", "either version" };

	return names[version];
}

/* What the library reads; VERSION_NONE if that is wrong. */
static enum version
read_version(struct judge *judge, const struct image *image, const char *what)
{
	bool full = !judge->large || roll(judge, FULL_ONE) == 0;
	enum version version;
	struct digest digest;
	HRESULT hr = library_digest(image, full, &digest);
	char why[80];

	if (FAILED(hr)) {
		snprintf(why, sizeof why, "the library: %#x", (unsigned)hr);
		reject(judge, image, what, why);
		return VERSION_NONE;
	}
	version = version_of(judge, &digest, full);
	if (version == VERSION_NONE)
		reject(judge, image, what, "the library: neither version");
	return version;
}

static enum version
check_version(struct judge *judge, const struct image *image, const char *what)
{
	struct strict_report report;
	enum version version;
	char why[200];

	if (!strict_check(image, judge->foreign, &report)) {
		snprintf(why, sizeof why, "strict: %s", report.why);
		reject(judge, image, what, why);
		return VERSION_NONE;
	}
	judge->tallies.leaked += report.leaked;
	version = version_of(judge, &report.digest, true);
	if (version == VERSION_NONE)
		reject(judge, image, what, "strict: neither version");
	return version;
}

/*
 * Open for writing, and release again, as whoever comes next does; `image` is
 * what is left then, `log` what was done.
 */
static bool
reopen(struct judge *judge, struct image *image, struct events *log,
	const char *what)
{
	struct recorder recorder;
	struct image copy;
	IStorage *root;
	HRESULT hr;
	char why[80];

	image_copy(&copy, image);
	recorder_init(&recorder, &copy);
	recorder.logging = true;
	hr = StgOpenStorageOnILockBytes(&recorder.ILockBytes_iface, NULL,
		MODE_WRITE, NULL, 0, &root);
	if (SUCCEEDED(hr)) {
		IStorage_Release(root);
		image_done(image);
		image_copy(image, &recorder.image);
	} else {
		snprintf(why, sizeof why, "opening for writing: %#x",
			(unsigned)hr);
		reject(judge, image, what, why);
	}
	*log = recorder.log;
	memset(&recorder.log, 0, sizeof recorder.log);
	recorder_done(&recorder);
	return SUCCEEDED(hr);
}

static void
events_free(struct events *events)
{
	events_drop(events, events->count);
	free(events->list);
}

/* One of the states becomes the one to go on from. */
static void
offer(struct judge *judge, const struct image *image, enum version version)
{
	if (roll(judge, (unsigned)++judge->met) != 0)
		return;
	image_done(&judge->pick);
	image_copy(&judge->pick, image);
	judge->picked = version;
}

/* Other programs may have to read it: it promises a version to all. */
static void
sample(struct judge *judge, const struct image *image, enum version version,
	enum sample_kind kind)
{
	struct sample *sample = &judge->samples[kind];

	if (roll(judge, (unsigned)++sample->met) != 0)
		return;
	image_done(&sample->image);
	image_copy(&sample->image, image);
	sample->version = version;
}

bool
judge_image(struct judge *judge, const struct image *image,
	enum version allowed, const char *what)
{
	enum version strict = check_version(judge, image, what);
	enum version library;
	struct image copy;
	struct events log;
	char why[120];

	if (strict == VERSION_NONE)
		return false;
	library = read_version(judge, image, what);
	if (library == VERSION_NONE)
		return false;
	if (!(strict & library & allowed)) {
		snprintf(why, sizeof why, "strict: %s, the library: %s, "
			"but has to be %s", name_version(strict),
			name_version(library), name_version(allowed));
		return reject(judge, image, what, why);
	}
	offer(judge, image, strict & library);
	sample(judge, image, strict & library, judge->kind);
	if (roll(judge, OPEN_ONE) != 0)
		return true;
	image_copy(&copy, image);
	if (reopen(judge, &copy, &log, what) &&
		!(check_version(judge, &copy, what) & strict))
		reject(judge, image, what, "another version once it was open");
	events_free(&log);
	image_done(&copy);
	return judge->wrong[0] == 0;
}

static void
apply(struct image *image, const struct event *event)
{
	if (event->kind == EVENT_WRITE)
		image_write(image, event->offset, event->bytes, event->length);
	else if (event->kind == EVENT_RESIZE)
		image_resize(image, event->offset);
}

static bool
is_header(const struct event *event)
{
	return event->kind == EVENT_WRITE && event->offset == 0;
}

/* The versions that can be there when `done` events are. */
static enum version
allowed_after(const struct events *events, size_t begin, size_t done)
{
	size_t first = events->count;
	size_t last = events->count;

	for (size_t i = begin; i < events->count; i++) {
		if (!is_header(&events->list[i]))
			continue;
		if (first == events->count)
			first = i;
		last = i;
	}
	if (done <= first)
		return VERSION_OLD;
	return done > last ? VERSION_NEW : VERSION_ANY;
}

static bool
kill_state(struct judge *judge, const struct image *image,
	enum version allowed, size_t at, size_t length,
	const struct event *event)
{
	char what[160];

	if (is_known(judge, image))
		return true;
	judge->tallies.kills++;
	snprintf(what, sizeof what, "killed at call %zu (%s of %zu bytes "
		"at %llu), %zu bytes into it", at, event->kind == EVENT_WRITE
			? "write" : event->kind == EVENT_SYNC ? "sync"
			: "resize", event->length,
		(unsigned long long)event->offset, length);
	return judge_image(judge, image, allowed, what);
}

/* Parts of one write call. */
static bool
kill_within(struct judge *judge, const struct image *before,
	const struct event *event, enum version allowed, size_t at)
{
	size_t lengths[3];
	bool good = true;

	if (event->kind != EVENT_WRITE || event->length < 2 ||
		is_header(event))
		return true;
	lengths[0] = roll(judge, (unsigned)event->length);
	lengths[1] = lengths[0] / 512 * 512;
	lengths[2] = event->length / 2 / 4096 * 4096;
	for (int i = 0; good && i < 3; i++) {
		struct image image;

		image_copy(&image, before);
		image_write(&image, event->offset, event->bytes, lengths[i]);
		good = kill_state(judge, &image, allowed, at, lengths[i],
			event);
		image_done(&image);
	}
	return good;
}

/* Every prefix of the calls. */
static void
judge_kills(struct judge *judge, const struct image *durable,
	const struct events *events, size_t begin)
{
	struct image image;
	bool good = true;

	image_copy(&image, durable);
	for (size_t i = 0; good && i < events->count; i++) {
		const struct event *event = &events->list[i];
		enum version allowed = allowed_after(events, begin, i);

		/* Of many writes before the commit, a sample. */
		if (i + 64 > begin || i % 16 == 0)
			good = kill_within(judge, &image, event, allowed, i);
		apply(&image, event);
		if (good && (i + 64 > begin || i % 16 == 0))
			good = kill_state(judge, &image, allowed_after(events,
				begin, i + 1), i, event->length, event);
	}
	image_done(&image);
}

/* How power is cut: which blocks, of which size, arrive. */
struct cut {
	size_t block;
	unsigned odds; /* of 16 blocks, so many arrive */
	int special;   /* 1: all blocks but one, 2: one block only */
	uint64_t chosen;
	uint64_t number; /* of the block */
	size_t length;   /* the length of the file is as after so many events */
};

static bool
arrives(struct judge *judge, struct cut *cut)
{
	bool chosen = cut->number++ == cut->chosen;

	if (cut->special)
		return chosen == (cut->special == 2);
	return roll(judge, 16) < cut->odds;
}

/* Returns whether any of it arrived. */
static bool
cut_write(struct judge *judge, struct image *image, const struct event *event,
	struct cut *cut)
{
	uint64_t at = event->offset;
	uint64_t end = at + event->length;
	bool any = false;

	while (at < end) {
		uint64_t next = (at / cut->block + 1) * cut->block;

		next = next < end ? next : end;
		if (arrives(judge, cut)) {
			image_write(image, at, event->bytes +
				(at - event->offset), (size_t)(next - at));
			any = true;
		}
		at = next;
	}
	return any;
}

static uint64_t
count_blocks(const struct events *events, size_t from, size_t to, size_t block)
{
	uint64_t count = 0;

	for (size_t i = from; i < to; i++)
		if (events->list[i].kind == EVENT_WRITE)
			count += events->list[i].length / block + 1;
	return count;
}

static uint64_t
length_after(uint64_t length, const struct event *event)
{
	if (event->kind == EVENT_RESIZE)
		return event->offset;
	if (event->kind == EVENT_WRITE && event->offset + event->length >
		length)
		return event->offset + event->length;
	return length;
}

/* The events from `from` to `to` have happened, and no barrier between. */
static bool
cut_between(struct judge *judge, const struct image *base,
	const struct events *events, size_t from, size_t to, size_t begin)
{
	static const uint8_t odds[] = { 2, 8, 14, 16, 0 };
	struct cut cut = { .block = roll(judge, 2) ? 512 : 4096,
		.odds = odds[roll(judge, sizeof odds)],
		.special = roll(judge, 3) ? 0 : 1 + (int)roll(judge, 2) };
	enum version allowed = VERSION_OLD;
	uint64_t length = base->size;
	uint64_t final = base->size;
	uint64_t blocks = count_blocks(events, from, to, cut.block);
	struct image image;
	char what[100];
	bool good;

	cut.chosen = blocks ? roll(judge, (unsigned)blocks) : 0;
	cut.length = from + roll(judge, (unsigned)(to - from) + 1);
	if (roll(judge, 2))
		cut.length = to;
	image_copy(&image, base);
	for (size_t i = from; i < to; i++) {
		const struct event *event = &events->list[i];
		bool any = event->kind == EVENT_WRITE &&
			cut_write(judge, &image, event, &cut);

		if (any && is_header(event) && i >= begin)
			allowed = VERSION_ANY;
		length = length_after(length, event);
		if (i >= cut.length)
			continue;
		if (event->kind == EVENT_RESIZE)
			image_resize(&image, event->offset);
		final = length;
	}
	image_resize(&image, final);
	for (size_t i = begin; i < from; i++)
		if (is_header(&events->list[i]))
			allowed = VERSION_ANY;
	snprintf(what, sizeof what, "power cut between calls %zu and %zu, "
		"blocks of %zu", from, to, cut.block);
	good = is_known(judge, &image);
	if (!good) {
		judge->tallies.cuts++;
		good = judge_image(judge, &image, allowed, what);
	}
	image_done(&image);
	return good;
}

/* The sector of the header that comes between, byte by byte. */
struct tear {
	uint8_t old[HEADER];
	uint8_t new[HEADER];
	const struct image *base;
};

/* A torn header is mended by whoever writes; then all must be well. */
static bool
mended(struct judge *judge, struct image *image, struct events *log,
	const char *what, enum version *version)
{
	enum version read = read_version(judge, image, what);

	if (read == VERSION_NONE || !reopen(judge, image, log, what))
		return false;
	*version = check_version(judge, image, what);
	if (*version == VERSION_NONE)
		return false;
	if (!(*version & read))
		return reject(judge, image, what,
			"another version once it was mended");
	return true;
}

/* Mending is stopped as well. */
static bool
judge_recovery(struct judge *judge, const struct image *torn,
	const struct events *log)
{
	struct image image;
	bool good = true;

	image_copy(&image, torn);
	for (size_t i = 0; good && i < log->count; i++) {
		const struct event *event = &log->list[i];
		enum version version;
		struct events again;
		struct image half;

		image_copy(&half, &image);
		if (event->kind == EVENT_WRITE)
			image_write(&half, event->offset, event->bytes,
				roll(judge, (unsigned)event->length + 1));
		if (!is_known(judge, &half)) {
			judge->tallies.recoveries++;
			again.count = 0;
			again.list = NULL;
			good = mended(judge, &half, &again,
				"recovery interrupted", &version);
			events_free(&again);
		}
		image_done(&half);
		apply(&image, event);
	}
	image_done(&image);
	return good;
}

static bool
tear_state(struct judge *judge, const struct tear *tear,
	const uint8_t header[HEADER], const char *what)
{
	enum version version = VERSION_NONE;
	struct events log = { NULL, 0, 0 };
	struct image torn;
	struct image image;
	bool good;

	image_copy(&torn, tear->base);
	image_write(&torn, 0, header, HEADER);
	if (is_known(judge, &torn)) {
		image_done(&torn);
		return true;
	}
	judge->tallies.torn++;
	image_copy(&image, &torn);
	good = mended(judge, &image, &log, what, &version);
	if (good) {
		offer(judge, &torn, version);
		sample(judge, &image, version, SAMPLE_MENDED);
	}
	if (good && roll(judge, 4) == 0)
		good = judge_recovery(judge, &torn, &log);
	events_free(&log);
	image_done(&image);
	image_done(&torn);
	return good;
}

static bool
tear_at(struct judge *judge, const struct tear *tear, size_t at)
{
	uint8_t header[HEADER];
	char what[80];

	snprintf(what, sizeof what, "header torn, %zu bytes of the new one",
		at);
	memcpy(header, tear->old, HEADER);
	memcpy(header, tear->new, at);
	if (!tear_state(judge, tear, header, what))
		return false;
	snprintf(what, sizeof what, "header torn, %zu bytes of the old one",
		at);
	memcpy(header, tear->new, HEADER);
	memcpy(header, tear->old, at);
	return tear_state(judge, tear, header, what);
}

static bool
tear_mixed(struct judge *judge, const struct tear *tear)
{
	uint8_t header[HEADER];
	unsigned run = 1 + roll(judge, 16);
	bool new = false;

	for (size_t i = 0; i < HEADER; i++) {
		if (i % run == 0)
			new = roll(judge, 2);
		header[i] = new ? tear->new[i] : tear->old[i];
	}
	return tear_state(judge, tear, header, "header mixed");
}

static bool
judge_tears(struct judge *judge, const struct image *base,
	const struct event *event)
{
	struct tear tear = { .base = base };
	bool good = true;

	if (event->length < HEADER || image_read(base, 0, tear.old, HEADER) !=
		HEADER)
		return true;
	memcpy(tear.new, event->bytes, HEADER);
	for (size_t i = 1; good && i < HEADER; i++)
		if (tear.old[i - 1] != tear.new[i - 1])
			good = tear_at(judge, &tear, i);
	for (int i = 0; good && i < 4; i++)
		good = tear_mixed(judge, &tear);
	return good;
}

/* The end of what one barrier separates from the next. */
static size_t
epoch_end(const struct events *events, size_t from)
{
	while (from < events->count && events->list[from].kind != EVENT_SYNC)
		from++;
	return from;
}

static void
judge_cuts(struct judge *judge, const struct image *durable,
	const struct events *events, size_t begin)
{
	size_t epochs = 1;
	struct image base;
	bool good = true;
	size_t from = 0;

	for (size_t i = 0; i < events->count; i++)
		epochs += events->list[i].kind == EVENT_SYNC;
	image_copy(&base, durable);
	while (good && from < events->count) {
		size_t to = epoch_end(events, from);

		for (unsigned n = 0; good && to > from &&
			n < judge->budget / epochs; n++)
			good = cut_between(judge, &base, events, from,
				from + 1 + roll(judge, (unsigned)(to - from)),
				begin);
		for (; from < to; from++) {
			if (good && judge->tears && from >= begin &&
				is_header(&events->list[from]))
				good = judge_tears(judge, &base,
					&events->list[from]);
			apply(&base, &events->list[from]);
		}
		from = to + 1;
	}
	image_done(&base);
}

void
judge_commit(struct judge *judge, const struct image *durable,
	const struct events *events, size_t begin)
{
	memset(judge->seen, 0, judge->seen_room * sizeof *judge->seen);
	judge->seen_count = 0;
	judge->met = 0;
	drop_samples(judge);
	judge->kind = SAMPLE_KILL;
	judge_kills(judge, durable, events, begin);
	judge->kind = SAMPLE_CUT;
	if (judge->cuts && !judge->wrong[0])
		judge_cuts(judge, durable, events, begin);
}
