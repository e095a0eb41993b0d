/* SPDX-License-Identifier: MIT */
/*
 * Compound files under test, open in the engine: the description that is the
 * oracle, the device that is spied on, and the defects that were met.
 */
#ifndef TESTS_SUPPORT_IMAGES_H
#define TESTS_SUPPORT_IMAGES_H

#include "cfb/defect.h"
#include "cfb/file.h"
#include "support/devices.h"
#include "support/recipes.h"

/* How often each defect was met. */
struct tally {
	unsigned of[CFB_DEFECT_LIMIT];
	unsigned total;
	unsigned damage;
	struct cfb_defect last;
};

/* A cfb_defect_fn for a context that is a tally. */
void tally_defect(const struct cfb_defect *defect, void *context);
/* The numbers that were met, as "301 604 604"; valid until the next call. */
const char *tally_text(const struct tally *tally);

struct image {
	struct builder *builder;
	struct spy spy;
	struct tally tally;
	struct cfb_file *file;
};

/* Takes the builder over; what opening returned. */
int image_try(struct image *image, struct builder *builder,
	enum cfb_strictness strictness);
/* The same where opening has to succeed. */
void image_open(struct image *image, struct builder *builder);
void image_open_text(struct image *image, const char *text);
void image_close(struct image *image);

/* The entry of a path of ASCII names; it has to be there. */
uint32_t
image_find(struct image *image, const char *path, struct cfb_dirent *entry);

/* Runs cfb_check() on what a builder describes; takes it over. */
int image_check(struct builder *builder, struct tally *tally);

#endif
