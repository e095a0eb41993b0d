/* SPDX-License-Identifier: MIT */
/*
 * Files and directories that are not finished: when the program ends before
 * they are, be it by an error or by SIGINT, SIGTERM or SIGHUP, they go away.
 * Ended by a signal, the program exits with 128 and its number.
 */
#ifndef LITTER_H
#define LITTER_H

/* Removed unless it is forgotten again; directories after what is in them. */
void litter_add(const char *path);

/* This one is gone, or shall stay. */
void litter_forget(const char *path);

/* All that were added stay. */
void litter_forget_all(void);

/* While they are held, signals wait. */
void litter_hold(void);
void litter_release(void);

#endif
