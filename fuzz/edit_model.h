/* SPDX-License-Identifier: MIT */
/* Models of files: made of what is in one, and compared with one. */
#ifndef FUZZ_EDIT_MODEL_H
#define FUZZ_EDIT_MODEL_H

#include <stdbool.h>

#include "cfb/file.h"
#include "cfb/model.h"

/*
 * Puts all elements of a file below `root`. False: not all of it could be
 * read, or it is more than a model is for.
 */
bool edit_model_load(struct cfb_file *file, struct node *root);

/* Proves that a file holds what the model says. */
void edit_model_prove(struct cfb_file *file, struct node *root);

#endif
