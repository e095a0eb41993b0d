/* SPDX-License-Identifier: MIT */
#include "progress.h"

#include <stdbool.h>
#include <stdio.h>

#include "moment.h"
#include "terminal.h"

/* What takes less than this shows no bar; then it moves this often. */
#define DELAY_MS    300
#define INTERVAL_MS 80

#define BAR_MAX 30

static struct {
	bool active;
	bool visible;
	uint64_t total;
	uint64_t next; /* milliseconds */
} bar;

void
progress_begin(uint64_t total)
{
	bar.active = terminal_is(STREAM_ERROR);
	bar.visible = false;
	bar.total = total;
	bar.next = moment_ms() + DELAY_MS;
}

static void
draw(unsigned percent, const char *name)
{
	unsigned columns = terminal_error_columns();
	unsigned width = columns / 3 < BAR_MAX ? columns / 3 : BAR_MAX;
	unsigned full = width * percent / 100;
	unsigned used = width + 9; /* brackets, spaces, "100%" */
	unsigned left = columns > used ? columns - used : 0;

	fputs("\r\033[K[", stderr);
	for (unsigned i = 0; i < width; i++)
		fputc(i < full ? '#' : '.', stderr);
	name = terminal_safe(STREAM_ERROR, name);
	fprintf(stderr, "] %3u%% %.*s", percent, (int)text_fit(name, left),
		name);
	fflush(stderr);
}

void
progress_show(uint64_t done, const char *name)
{
	uint64_t time;

	if (!bar.active)
		return;
	time = moment_ms();
	if (time < bar.next)
		return;
	bar.next = time + INTERVAL_MS;
	bar.visible = true;
	draw(done >= bar.total
			? 100
			: (unsigned)((double)done * 100.0 / (double)bar.total),
		name);
}

void
progress_hide(void)
{
	if (bar.visible)
		fputs("\r\033[K", stderr);
	bar.visible = false;
}

void
progress_end(void)
{
	progress_hide();
	bar.active = false;
}
