/* SPDX-License-Identifier: MIT */
/*
 * One stream of a file of 1 GB: what does it take besides time? A process of
 * its own opens the file, reads the stream and tells what its heap grew by;
 * strace, where there is one, tells the system calls between two marks.
 */
#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "api.h"
#include "image.h"
#include "row.h"
#include "rows.h"

#define PIECE      (256 << 10)
#define HEAP_MOST  (2 << 20)
#define CALLS_MOST 20
#define MARK       "/bench-mark"

/* What the allocator has got from the system, in use or not. */
static size_t
heap_size(void)
{
	struct mallinfo2 info = mallinfo2();

	return info.arena + info.hblkhd;
}

/* How often the process has read so far, by the kernel's account. */
static long
reads_so_far(void)
{
	FILE *file = fopen("/proc/self/io", "r");
	char line[64];
	long count = -1;

	while (file && fgets(line, sizeof line, file))
		if (sscanf(line, "syscr: %ld", &count) == 1)
			break;
	if (file)
		fclose(file);
	return count;
}

int
sparing_main(const char *path, const char *name)
{
	static uint8_t buffer[PIECE];
	long reads = reads_so_far();
	size_t before = heap_size();
	size_t used = mallinfo2().uordblks + mallinfo2().hblkhd;
	IStorage *root;
	IStream *stream;
	ULONG got = 0;

	(void)!access(MARK, F_OK);
	root = api_open(path);
	stream = root ? api_open_stream(root, name) : NULL;
	if (!stream || FAILED(IStream_Read(stream, buffer, PIECE, &got)) ||
		got != PIECE)
		return 1;
	used = mallinfo2().uordblks + mallinfo2().hblkhd - used;
	IStream_Release(stream);
	IStorage_Release(root);
	(void)!access(MARK, F_OK);
	printf("%zu %zu %ld\n", used, heap_size() - before,
		reads_so_far() - reads);
	return 0;
}

/* Calls between the marks of a log; -1: no such log. */
static long
count_calls(const char *log)
{
	FILE *file = fopen(log, "r");
	char line[512];
	long count = -1;
	int marks = 0;

	while (file && marks < 2 && fgets(line, sizeof line, file)) {
		if (strstr(line, MARK)) {
			marks++;
			count = marks == 1 ? 0 : count;
		} else if (marks == 1) {
			count++;
		}
	}
	if (file)
		fclose(file);
	return marks == 2 ? count : -1;
}

static bool
run_child(const char *tracer, const struct image *image, const char *name,
	size_t *used, size_t *grown, long *reads)
{
	char self[512];
	char command[2048];
	ssize_t length = readlink("/proc/self/exe", self, sizeof self - 1);
	FILE *child;
	bool ok;

	if (length < 0)
		return false;
	self[length] = '\0';
	snprintf(command, sizeof command,
		"%s'%s' --one-stream '%s' '%s' 2>/dev/null", tracer, self,
		image->path, name);
	child = popen(command, "r");
	ok = child && fscanf(child, "%zu %zu %ld", used, grown, reads) == 3;
	return child && pclose(child) == 0 && ok;
}

static bool
measure(const struct image *image, const char *title, const char *name,
	long calls_most)
{
	char log[512];
	char tracer[600];
	size_t used, grown;
	long calls = -1;
	long reads;

	if (!run_child("", image, name, &used, &grown, &reads))
		return false;
	snprintf(log, sizeof log, "%s.strace", image->path);
	snprintf(tracer, sizeof tracer, "strace -o '%s' ", log);
	if (run_child(tracer, image, name, &(size_t){ 0 }, &(size_t){ 0 },
		    &(long){ 0 }))
		calls = count_calls(log);
	unlink(log);
	printf("%-38s  heap %5.0f KB in use, grew by %5.0f KB  < 2 MB %s",
		title, (double)used / 1024, (double)grown / 1024,
		row_judge(grown < HEAP_MOST));
	if (calls >= 0)
		printf("   %ld system calls", calls);
	else
		printf("   %ld reads (no strace)", reads);
	if (calls_most > 0)
		printf("  < %ld %s\n", calls_most,
			row_judge((calls >= 0 ? calls : reads) < calls_most));
	else
		printf("  (DIFAT chain)\n");
	fflush(stdout);
	return true;
}

static bool
make(struct image *image, const struct plan *plan, const char *version)
{
	char recipe[256];

	snprintf(recipe, sizeof recipe,
		"version %s\n"
		"stream \"Front\" = count(256K)\n"
		"stream \"Large\" = zero(1G)\n"
		"stream \"Back\" = count(256K)\n",
		version);
	return image_make(image, plan->directory, "sparse.cfb", recipe);
}

bool
rows_sparing(const struct plan *plan)
{
	struct image v3 = { 0 };
	struct image v4 = { 0 };
	bool ok = make(&v4, plan, "4") &&
		  measure(&v4, "256 KB at the end of 1 GB, v4", "Back",
			  CALLS_MOST);

	image_done(&v4);
	ok = ok && make(&v3, plan, "3") &&
	     measure(&v3, "256 KB at the front of 1 GB, v3", "Front",
		     CALLS_MOST) &&
	     /* Each DIFAT sector tells where the next one is. */
	     measure(&v3, "256 KB at the end of 1 GB, v3", "Back", 0);
	image_done(&v3);
	return ok;
}
