/* SPDX-License-Identifier: MIT */
/* What became of the files of a corpus, counted by class and severity. */
#ifndef STG_TESTS_CENSUS_H
#define STG_TESTS_CENSUS_H

#include <stdbool.h>
#include <stddef.h>

#include <stg/stg.h>

struct census_case {
	const char *file;
	const char *app;      /* the manifest's class */
	const char *severity; /* the manifest's */
	const char *verdict;
	HRESULT hr;       /* of opening */
	HRESULT walk_hr;
	HRESULT check_hr;
	size_t rows;      /* that we list */
	size_t missing;   /* rows of all readers that we do not give */
	size_t surplus;   /* rows of ours that no reader gives */
	size_t defects;
	size_t deviant;
	size_t damage;
	double seconds;
};

struct census_line {
	char name[32];
	size_t files, opened, refused, rows, disagreeing, explained, wrong;
};

#define CENSUS_LINES 64

struct census {
	struct census_line by_severity[CENSUS_LINES];
	struct census_line by_app[CENSUS_LINES];
	size_t files, rows, missing, surplus, wrong;
	double slowest;
	char slowest_file[256];
};

void census_add(struct census *census, const struct census_case *one,
	bool verbose);

/** Print the tables; 0 when every file is as it has to be, else 1. */
int census_print(const struct census *census);

/**
 * A line of the manifest as a reader of JSON takes it, for free(): unpaired
 * surrogates, which are refused, become private characters, and numbers that
 * do not fit into 63 bits become strings.
 */
char *manifest_prepare(const char *json);

/** The code units of a name of the manifest, unpaired surrogates restored. */
size_t manifest_units(const char *utf8, size_t length, OLECHAR *units,
	size_t room);

#endif
