/* SPDX-License-Identifier: MIT */
/*
 * Rows of columns. Widths are measured in a first pass over the rows, which are
 * printed in a second one, so that no row needs to be kept. On a terminal the
 * last column is cut to what is left of the line.
 */
#ifndef TABLE_H
#define TABLE_H

#include <stdbool.h>

#include "terminal.h"
#include "text.h"

#define TABLE_COLUMNS 8

struct table {
	unsigned columns;
	bool to_right[TABLE_COLUMNS];
	unsigned width[TABLE_COLUMNS];
	struct text cell[TABLE_COLUMNS]; /* filled for each row */
	enum style style[TABLE_COLUMNS];
};

/* One letter a column: 'l' or 'r', where its cells are aligned. */
void table_init(struct table *table, const char *columns);
void table_done(struct table *table);

/* Empties the cells before a row. */
void table_begin_row(struct table *table);

/* First pass. */
void table_measure(struct table *table);

/* Second pass. */
void table_print(struct table *table);

#endif
