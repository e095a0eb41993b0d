/* SPDX-License-Identifier: MIT */
/*
 * Files and directories that are not finished: when the program ends before
 * they are, be it by an error or by SIGINT, SIGTERM, SIGHUP or SIGPIPE, they go
 * away.
 * Ended by a signal, the program exits with 128 and its number.
 */
#ifndef LITTER_H
#define LITTER_H

/* Removed unless it is forgotten again; directories after what is in them. */
void litter_add(const char *path);

/* What a file gets behind its end is cut off, unless it is forgotten. */
void litter_add_tail(const char *path);

/* This one is gone, or shall stay. */
void litter_forget(const char *path);

/* All files and directories that were added stay. */
void litter_forget_new(void);

/* While they are held, signals wait; each hold takes a release. */
void litter_hold(void);
void litter_release(void);

#endif
