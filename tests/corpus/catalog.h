/* SPDX-License-Identifier: MIT */
/*
 * What a compound file holds, as the public functions tell it: each element
 * with its path, kind, class and state bits, and a digest of its bytes. Also
 * what a program that edits the file believes it to hold.
 */
#ifndef STG_TESTS_CATALOG_H
#define STG_TESTS_CATALOG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <nettle/sha2.h>

#include <stg/stg.h>

struct item {
	char *path; /* escaped; "" is the root */
	DWORD type;
	ULONGLONG size;
	uint8_t digest[SHA256_DIGEST_SIZE]; /* of a stream that is readable */
	bool readable;	/* all of it was there */
	bool doubled;	/* another element has its path */
	CLSID clsid;
	DWORD state_bits;
	FILETIME ctime, mtime;
	bool touched;	/* its times, or its bytes, may differ */
	uint8_t *bytes; /* of a stream that was edited, `size` of them */
};

struct catalog {
	struct item *items;
	size_t count;
	size_t capacity;
	ULONGLONG bytes; /* that were read */
};

/** List all, sorted by path, and read every stream. */
HRESULT catalog_read(struct catalog *catalog, IStorage *root);
void catalog_done(struct catalog *catalog);

/** Add an element; the path is copied. */
struct item *catalog_add(struct catalog *catalog, const char *path,
	DWORD type);
struct item *catalog_find(const struct catalog *catalog, const char *path);

/** Remove an element and all that is below it. */
void catalog_remove(struct catalog *catalog, const char *path);

/** Give an element another path, and with it all that is below it. */
void catalog_rename(struct catalog *catalog, const char *path,
	const char *to);

/** Prepare one that was edited to be compared. */
void catalog_seal(struct catalog *catalog);

/* How two of them differ. */
struct difference {
	size_t same;
	size_t missing; /* elements that the second one lacks */
	size_t surplus; /* elements that only the second one has */
	size_t changed; /* streams with other bytes, storages otherwise set */
	size_t excused; /* of those, of unreadable or doubled elements */
	ULONGLONG bytes; /* of equal streams */
};

/**
 * Compare; both are sorted.
 *
 * @param times  whether those of storages that were not touched count
 * @param label  begins a line for each difference; NULL: no lines
 */
void catalog_compare(const struct catalog *expected,
	const struct catalog *found, bool times, const char *label,
	struct difference *difference);

#endif
