/* SPDX-License-Identifier: MIT */
/* locks: who has a file open, and what that keeps others from. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include <stg/helpers.h>

#include "escape.h"
#include "json.h"
#include "report.h"
#include "storage.h"
#include "terminal.h"
#include "text.h"

static const struct option_spec specs[] = {
	{ .name = NULL },
};

static const struct {
	DWORD flag;
	const char *word;   /* in JSON */
	const char *phrase; /* for people */
} holds[] = {
	{ STG_LOCK_READ, "read", "reads" },
	{ STG_LOCK_WRITE, "write", "writes" },
	{ STG_LOCK_DENY_READ, "deny-read", "lets nobody read" },
	{ STG_LOCK_DENY_WRITE, "deny-write", "lets nobody write" },
	{ STG_LOCK_PRIORITY, "priority", "lets nobody commit" },
	{ STG_LOCK_NOSNAPSHOT, "no-snapshot", "takes no snapshot" },
	{ STG_LOCK_COMMIT, "commit", "commits" },
	{ STG_LOCK_OPENING, "opening", "is opening it" },
	{ STG_LOCK_OTHER, "other", "has locked contents" },
};

#define HOLDS_COUNT (sizeof(holds) / sizeof(holds[0]))

struct locks_run {
	struct json json;
	unsigned count;
};

/* The name of a process's program; empty if it cannot be told. */
static void
program_of(LONG pid, char *name, size_t size)
{
	char path[32];
	FILE *file;

	*name = '\0';
	snprintf(path, sizeof(path), "/proc/%d/comm", (int)pid);
	file = fopen(path, "re");
	if (!file)
		return;
	if (!fgets(name, (int)size, file))
		*name = '\0';
	name[strcspn(name, "\n")] = '\0';
	fclose(file);
}

static void
print(const struct stg_lock *lock, const char *program)
{
	struct text text = { 0 };
	const char *separator = "";

	if (lock->pid != 0)
		text_addf(&text, "process %d", (int)lock->pid);
	else
		text_add(&text, "a process of somebody else");
	if (*program)
		text_addf(&text, " (%s)", program);
	text_add(&text, ": ");
	for (size_t i = 0; i < HOLDS_COUNT; i++) {
		if (!(lock->held & holds[i].flag))
			continue;
		text_addf(&text, "%s%s", separator, holds[i].phrase);
		separator = ", ";
	}
	puts(terminal_safe(STREAM_OUTPUT, text.data));
	text_done(&text);
}

static void
put_json(struct json *json, const struct stg_lock *lock, const char *program)
{
	json_object_begin(json, NULL);
	if (lock->pid != 0)
		json_number(json, "pid", (uint64_t)lock->pid);
	else
		json_none(json, "pid");
	if (*program)
		json_text(json, "program", program);
	else
		json_none(json, "program");
	json_array_begin(json, "holds");
	for (size_t i = 0; i < HOLDS_COUNT; i++) {
		if (lock->held & holds[i].flag)
			json_text(json, NULL, holds[i].word);
	}
	json_array_end(json);
	json_object_end(json);
}

static BOOL
show(const struct stg_lock *lock, void *context)
{
	struct locks_run *run = context;
	char program[64];

	run->count++;
	program_of(lock->pid, program, sizeof(program));
	if (run->json.active)
		put_json(&run->json, lock, program);
	else
		print(lock, program);
	return TRUE;
}

static enum exit_code
run_locks(int count, char **operands)
{
	struct locks_run run = { .count = 0 };
	struct place place = { operands[0], NULL };
	struct text shown = { 0 };
	HRESULT hr;

	(void)count;
	escape_bytes(&shown, operands[0], strlen(operands[0]));
	json_begin(&run.json, "locks", shown.data);
	json_list(&run.json, "opens");
	hr = stg_list_locks(operands[0], show, &run);
	json_list_end(&run.json);
	json_end(&run.json);
	text_done(&shown);
	if (FAILED(hr)) {
		report(&place, "cannot open", hr);
		return EXIT_FAILED;
	}
	return run.count > 0 ? EXIT_DONE : EXIT_NEGATIVE;
}

const struct command command_locks = {
	.name = "locks",
	.arguments = "FILE",
	.summary = "show who has a file open",
	.details = "Shows a line for each program that has the file open by "
		   "the rules of compound files, and what it keeps others "
		   "from. Programs that do not lock what they read or write "
		   "are not seen. Exits with 1 if there is none.",
	.options = specs,
	.operands_min = 1,
	.operands_max = 1,
	.json = true,
	.run = run_locks,
};
