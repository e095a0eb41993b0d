/* SPDX-License-Identifier: MIT */
/*
 * Properties: all those of the summary, of many documents - up to 1,000 of the
 * folder CORPUS, or some that are made here - and 10,000 that are written.
 * The floor opens each file and reads a sector of each table that leads to the
 * summary and as many bytes as that has; for writing, it writes the bytes of
 * the stream.
 */
#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "api.h"
#include "peer.h"
#include "row.h"
#include "rows.h"

#define DOCUMENTS_MOST 1000
#define MADE           200
#define WRITTEN        10000
#define TABLES         4 /* header, FAT, directory, mini FAT */
#define MODE           (STGM_READWRITE | STGM_SHARE_EXCLUSIVE)

struct document {
	char *path;
	size_t size; /* of its summary */
};

struct documents {
	struct document each[DOCUMENTS_MOST];
	size_t count;
	bool made; /* by us, to be removed */
	const char *directory;
};

static uint8_t buffer[1 << 20];

/* --- Reading -------------------------------------------------------------- */

static bool
read_properties(IPropertyStorage *set)
{
	IEnumSTATPROPSTG *list;
	STATPROPSTG stats[64];
	PROPSPEC specs[64];
	PROPVARIANT values[64];
	ULONG count = 0;
	bool ok = SUCCEEDED(IPropertyStorage_Enum(set, &list));

	if (!ok)
		return false;
	ok = SUCCEEDED(IEnumSTATPROPSTG_Next(list, 64, stats, &count));
	for (ULONG i = 0; i < count; i++) {
		specs[i].ulKind = PRSPEC_PROPID;
		specs[i].propid = stats[i].propid;
		CoTaskMemFree(stats[i].lpwstrName);
	}
	IEnumSTATPROPSTG_Release(list);
	ok = ok && SUCCEEDED(IPropertyStorage_ReadMultiple(
			   set, count, specs, values));
	if (ok)
		FreePropVariantArray(count, values);
	return ok;
}

static bool
read_summary(const char *path)
{
	IStorage *root = api_open(path);
	IPropertySetStorage *sets;
	IPropertyStorage *set;
	bool ok;

	if (!root)
		return false;
	ok = SUCCEEDED(IStorage_QueryInterface(
		root, &IID_IPropertySetStorage, (void **)&sets));
	if (ok) {
		ok = SUCCEEDED(IPropertySetStorage_Open(sets,
			&FMTID_SummaryInformation, API_READ, &set));
		IPropertySetStorage_Release(sets);
	}
	if (ok) {
		ok = read_properties(set);
		IPropertyStorage_Release(set);
	}
	IStorage_Release(root);
	return ok;
}

static bool
ours_read(void *work)
{
	const struct documents *d = work;
	bool ok = true;

	for (size_t i = 0; ok && i < d->count; i++)
		ok = read_summary(d->each[i].path);
	return ok;
}

static bool
peer_read(void *work)
{
	const struct documents *d = work;

	/* What it cannot read takes its time as well. */
	for (size_t i = 0; i < d->count; i++)
		(void)peer_read_summary(d->each[i].path);
	return true;
}

static bool
floor_read(void *work)
{
	const struct documents *d = work;
	bool ok = true;

	for (size_t i = 0; ok && i < d->count; i++) {
		int fd = open(d->each[i].path, O_RDONLY | O_CLOEXEC);

		ok = fd >= 0 && pread(fd, buffer, d->each[i].size, 512) > 0;
		for (off_t n = 0; ok && n < TABLES; n++)
			ok = pread(fd, buffer, 512, n * 512) > 0;
		if (fd >= 0)
			close(fd);
	}
	return ok;
}

/* --- Documents ------------------------------------------------------------ */

/* One of the folder, if it has a summary that is read. */
static void
take(struct documents *d, const char *folder, const char *name)
{
	IStorage *root;
	IStream *stream;
	STATSTG stat = { 0 };
	char *path = api_path(folder, name);

	root = path ? api_open(path) : NULL;
	stream = root ? api_open_stream(root, "\005SummaryInformation") : NULL;
	if (stream) {
		(void)IStream_Stat(stream, &stat, STATFLAG_NONAME);
		IStream_Release(stream);
	}
	if (root)
		IStorage_Release(root);
	if (stat.cbSize.QuadPart > 0 &&
		stat.cbSize.QuadPart <= sizeof buffer && read_summary(path))
		d->each[d->count++] = (struct document){ path,
			(size_t)stat.cbSize.QuadPart };
	else
		free(path);
}

static void
take_folder(struct documents *d, const char *folder)
{
	DIR *entries = opendir(folder);
	const struct dirent *entry;

	if (!entries)
		perror(folder);
	while (entries && d->count < DOCUMENTS_MOST &&
		(entry = readdir(entries)) != NULL)
		if (entry->d_name[0] != '.')
			take(d, folder, entry->d_name);
	if (entries)
		closedir(entries);
}

static bool
make_document(struct documents *d, size_t i)
{
	struct timespec time = { 1700000000 + (time_t)i, 0 };
	char name[32];
	IStorage *root;
	char *path;
	bool ok;

	snprintf(name, sizeof name, "summary%zu.cfb", i);
	path = api_path(d->directory, name);
	root = path ? api_create(path, 3) : NULL;
	free(path);
	ok = root && SUCCEEDED(stg_set_title(root, "The title")) &&
	     SUCCEEDED(stg_set_author(root, "An author")) &&
	     SUCCEEDED(stg_set_keywords(root, "many, words")) &&
	     SUCCEEDED(stg_set_application(root, "A program")) &&
	     SUCCEEDED(stg_set_created(root, &time)) &&
	     SUCCEEDED(stg_set_saved(root, &time));
	ok = root && api_close(root) && ok;
	if (ok)
		take(d, d->directory, name);
	return ok;
}

static bool
find_documents(struct documents *d)
{
	const char *folder = getenv("CORPUS");
	bool ok = true;

	if (folder)
		take_folder(d, folder);
	d->made = d->count == 0;
	for (size_t i = 0; d->made && ok && i < MADE; i++)
		ok = make_document(d, i);
	return ok;
}

static void
documents_done(struct documents *d)
{
	for (size_t i = 0; i < d->count; i++) {
		if (d->made)
			(void)unlink(d->each[i].path);
		free(d->each[i].path);
	}
}

/* The same by olefile, in a process that takes its own time. */
static void
run_olefile(const struct documents *d)
{
	static const char program[] =
		"import sys, time\n"
		"try:\n"
		"    import olefile\n"
		"except ImportError:\n"
		"    sys.exit(1)\n"
		"def read(path):\n"
		"    try:\n"
		"        with olefile.OleFileIO(path) as ole:\n"
		"            ole.getproperties('\\x05SummaryInformation')\n"
		"    except Exception:\n"
		"        pass\n"
		"paths = open(sys.argv[1]).read().splitlines()\n"
		"for path in paths:\n"
		"    read(path)\n"
		"start = time.perf_counter()\n"
		"for path in paths:\n"
		"    read(path)\n"
		"print(1e6 * (time.perf_counter() - start) / len(paths))\n";
	char *list = api_path(d->directory, "paths");
	char *script = api_path(d->directory, "read.py");
	char command[1024];
	double us = 0;
	FILE *file;

	file = list ? fopen(list, "w") : NULL;
	for (size_t i = 0; file && i < d->count; i++)
		fprintf(file, "%s\n", d->each[i].path);
	if (file)
		fclose(file);
	file = script ? fopen(script, "w") : NULL;
	if (file) {
		fputs(program, file);
		fclose(file);
	}
	snprintf(command, sizeof command,
		"p=/usr/bin/python3; test -x $p || p=python3; "
		"$p -B '%s' '%s' 2>/dev/null", script, list);
	file = popen(command, "r");
	if (file && fscanf(file, "%lf", &us) == 1)
		printf("%-38s  %42s%9.2f us olefile\n", "", "", us);
	if (file)
		(void)pclose(file);
	(void)unlink(list);
	(void)unlink(script);
	free(list);
	free(script);
}

/* --- Writing -------------------------------------------------------------- */

struct writing {
	char *path, *plain;
};

static bool
write_properties(IPropertyStorage *set)
{
	PROPSPEC spec = { .ulKind = PRSPEC_PROPID };
	PROPVARIANT value = { .vt = VT_I4 };
	bool ok = true;

	for (LONG i = 0; ok && i < WRITTEN; i++) {
		spec.propid = (PROPID)(PID_FIRST_USABLE + i);
		value.lVal = i;
		ok = SUCCEEDED(IPropertyStorage_WriteMultiple(
			set, 1, &spec, &value, PID_FIRST_USABLE));
	}
	return ok;
}

static bool
ours_write(void *work)
{
	const struct writing *w = work;
	IStorage *root = api_create(w->path, 3);
	IPropertySetStorage *sets = NULL;
	IPropertyStorage *set = NULL;
	bool ok = root &&
		  SUCCEEDED(IStorage_QueryInterface(root,
			  &IID_IPropertySetStorage, (void **)&sets)) &&
		  SUCCEEDED(IPropertySetStorage_Create(sets,
			  &FMTID_UserDefinedProperties, NULL, 0, MODE, &set));

	ok = ok && write_properties(set);
	if (set)
		IPropertyStorage_Release(set);
	if (sets)
		IPropertySetStorage_Release(sets);
	return root && api_close(root) && ok;
}

/* 16 bytes each: an entry of the table, a type and a number. */
static bool
floor_write(void *work)
{
	const struct writing *w = work;
	size_t size = WRITTEN * 16;
	int fd = open(w->plain, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
	bool ok = fd >= 0;

	for (size_t at = 0; ok && at < size; at += 512)
		ok = pwrite(fd, buffer, 512, (off_t)at) == 512;
	if (fd >= 0)
		close(fd);
	return ok;
}

static bool
measure_writing(const struct plan *plan)
{
	struct writing work = {
		api_path(plan->directory, "properties.cfb"),
		api_path(plan->directory, "properties.plain"),
	};
	struct row row = {
		.title = "write 10,000 properties, each",
		.measure = TIMES,
		.goal = 10,
		.units = WRITTEN,
		.work = &work,
		.run = { floor_write, ours_write, NULL },
	};
	bool ok = work.path && work.plain && row_measure(&row, plan->rounds);

	(void)unlink(work.path);
	(void)unlink(work.plain);
	free(work.path);
	free(work.plain);
	return ok;
}

bool
rows_properties(const struct plan *plan)
{
	static struct documents documents;
	struct row row = {
		.measure = TIMES,
		.goal = 5,
		.work = &documents,
		.run = { floor_read, ours_read,
			peer_is_there() ? peer_read : NULL },
	};
	char title[64];
	bool ok;

	documents.directory = plan->directory;
	ok = find_documents(&documents);
	snprintf(title, sizeof title, "summaries of %zu documents, each",
		documents.count);
	row.title = title;
	row.units = documents.count;
	ok = ok && row_measure(&row, plan->rounds);
	if (ok && !getenv("BENCH_PROFILE"))
		run_olefile(&documents);
	documents_done(&documents);
	return ok && measure_writing(plan);
}
