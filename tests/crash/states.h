/* SPDX-License-Identifier: MIT */
/*
 * Everything that a crash could leave of a commit, and the judgement of each:
 * the old version or the new one, for the library as for the strict checker.
 *
 * A killed process leaves what it had done up to a call, the last write
 * perhaps in part. A power cut leaves all that was done before the last
 * barrier, and of what came later any blocks of 512 bytes or of 4 KiB, and any
 * of the lengths that the file had. The sector of the header may be torn.
 */
#ifndef TESTS_CRASH_STATES_H
#define TESTS_CRASH_STATES_H

#include <stdbool.h>

#include "crash/digest.h"
#include "crash/image.h"
#include "crash/recorder.h"

enum version { VERSION_NONE = 0, VERSION_OLD = 1, VERSION_NEW = 2,
	VERSION_ANY = 3 };

struct tallies {
	uint64_t kills;
	uint64_t cuts;
	uint64_t torn;
	uint64_t recoveries;
	uint64_t leaked; /* sectors, of all the images */
};

/* Of each kind of state of a commit, one for other programs to read. */
enum sample_kind { SAMPLE_KILL, SAMPLE_CUT, SAMPLE_MENDED, SAMPLE_KINDS };

struct sample {
	struct image image;
	enum version version; /* NONE: there was no such state */
	uint64_t met;
};

struct judge {
	struct digest old;
	struct digest new;
	bool foreign;    /* others wrote parts of the file */
	bool large;      /* most states are read in part only */
	bool tears;      /* headers are torn */
	bool cuts;       /* power is cut, too */
	unsigned budget; /* power cuts for each commit */
	uint64_t random;

	struct tallies tallies;
	char wrong[320]; /* what is wrong with the first bad image; "" */
	struct image bad;

	/* A state that can be gone on from, or size 0; and what it holds. */
	struct image pick;
	enum version picked;
	uint64_t met; /* states that could have been */

	struct sample samples[SAMPLE_KINDS];
	enum sample_kind kind; /* of the states that are judged */

	uint64_t *seen; /* fingerprints of the images of this commit */
	size_t seen_room;
	size_t seen_count;
};

void judge_init(struct judge *judge, uint64_t seed);
void judge_done(struct judge *judge);

uint64_t judge_states(const struct judge *judge);

/*
 * The states that `events` could leave on top of `durable`. Up to `begin`
 * of them there is the old version only.
 */
void judge_commit(struct judge *judge, const struct image *durable,
	const struct events *events, size_t begin);

/* One whole image; which version it has to be. */
bool judge_image(struct judge *judge, const struct image *image,
	enum version allowed, const char *what);

#endif
