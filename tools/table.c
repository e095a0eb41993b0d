/* SPDX-License-Identifier: MIT */
#include "table.h"

#include <stdio.h>
#include <string.h>

/* Wider cells stick out rather than spread all others. */
#define WIDTH_MAX 60

/* Spaces between two columns. */
#define GAP 2

/* The least of a last column that is worth showing. */
#define LAST_MIN 6

void
table_init(struct table *table, const char *columns)
{
	*table = (struct table){ 0 };
	for (; columns[table->columns]; table->columns++) {
		table->to_right[table->columns] =
			columns[table->columns] == 'r';
		table->style[table->columns] = STYLE_STREAM;
	}
}

void
table_done(struct table *table)
{
	for (unsigned i = 0; i < table->columns; i++)
		text_done(&table->cell[i]);
}

void
table_begin_row(struct table *table)
{
	for (unsigned i = 0; i < table->columns; i++)
		text_clear(&table->cell[i]);
}

void
table_measure(struct table *table)
{
	for (unsigned i = 0; i < table->columns; i++) {
		const char *cell =
			terminal_safe(STREAM_OUTPUT, table->cell[i].data);
		unsigned width = text_columns(cell);

		if (width > WIDTH_MAX)
			width = WIDTH_MAX;
		if (width > table->width[i])
			table->width[i] = width;
	}
}

static void
put_cell(const struct table *table, unsigned i, const char *cell, size_t length)
{
	const char *begin = style_begin(table->style[i]);

	fputs(begin, stdout);
	fwrite(cell, 1, length, stdout);
	fputs(*begin ? style_end() : "", stdout);
}

/* What does not fit at the end is cut, with a mark. */
static void
put_last(const struct table *table, unsigned i, const char *cell, unsigned left)
{
	size_t length;

	if (left < LAST_MIN)
		return;
	length = text_fit(cell, left);
	if (cell[length] == '\0') {
		put_cell(table, i, cell, length);
		return;
	}
	put_cell(table, i, cell, text_fit(cell, left - 3));
	fputs("...", stdout);
}

void
table_print(struct table *table)
{
	unsigned limit = terminal_columns();
	unsigned at = 0;
	unsigned owed = 0; /* spaces before the next cell that has anything */

	for (unsigned i = 0; i < table->columns; i++) {
		const char *cell =
			terminal_safe(STREAM_OUTPUT, table->cell[i].data);
		unsigned width = text_columns(cell);
		unsigned pad =
			table->width[i] > width ? table->width[i] - width : 0;
		bool last = i + 1 == table->columns;

		if (table->width[i] == 0)
			continue;
		if (table->to_right[i])
			owed += pad;
		if (width > 0) {
			at += owed;
			if (last && limit > 0 && limit < at + LAST_MIN)
				break;
			printf("%*s", (int)owed, "");
			owed = 0;
			if (last && limit > 0)
				put_last(table, i, cell, limit - at);
			else
				put_cell(table, i, cell, strlen(cell));
			at += width;
		}
		if (!table->to_right[i])
			owed += pad;
		owed += GAP;
	}
	putchar('\n');
}
