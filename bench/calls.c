/* SPDX-License-Identifier: MIT */
/*
 * The process that works is traced by the one that counts, so that libraries
 * need not be prepared for it. The system call that nobody makes is the mark.
 */
#include "calls.h"

#include <signal.h>
#include <stdio.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#define MARK      SYS_getppid
#define REFUSED   2 /* the child's exit status */
#define CALL_STOP (SIGTRAP | 0x80)

struct watch {
	struct calls *calls;
	bool counting;
	uint64_t number; /* of the call that was entered last */
};

void
calls_mark(void)
{
	(void)syscall(MARK);
}

static bool
writes(uint64_t number)
{
	return number == SYS_write || number == SYS_writev ||
		number == SYS_pwrite64 || number == SYS_pwritev ||
		number == SYS_pwritev2 || number == SYS_copy_file_range;
}

static void
enter(struct watch *watch, uint64_t number)
{
	watch->number = number;
	if (number == MARK)
		watch->counting = !watch->counting;
	else
		watch->calls->calls += watch->counting;
}

static void
leave(struct watch *watch, int64_t result)
{
	struct calls *calls = watch->calls;

	if (!watch->counting)
		return;
	if (watch->number == SYS_fdatasync || watch->number == SYS_fsync)
		calls->syncs++;
	if (!writes(watch->number))
		return;
	calls->writes++;
	calls->bytes += result > 0 ? (uint64_t)result : 0;
}

static void
look(struct watch *watch, pid_t child)
{
	struct __ptrace_syscall_info info;

	if (ptrace(PTRACE_GET_SYSCALL_INFO, child, sizeof info, &info) <= 0)
		return;
	if (info.op == PTRACE_SYSCALL_INFO_ENTRY)
		enter(watch, info.entry.nr);
	else if (info.op == PTRACE_SYSCALL_INFO_EXIT)
		leave(watch, info.exit.rval);
}

/* Until the child is gone; its exit status. */
static int
follow(struct watch *watch, pid_t child)
{
	int status;

	while (waitpid(child, &status, 0) == child) {
		int signal = 0;

		if (!WIFSTOPPED(status))
			return WIFEXITED(status) ? WEXITSTATUS(status) : 1;
		if (WSTOPSIG(status) == CALL_STOP)
			look(watch, child);
		else if (WSTOPSIG(status) == SIGSTOP)
			(void)ptrace(PTRACE_SETOPTIONS, child, 0,
				PTRACE_O_TRACESYSGOOD | PTRACE_O_EXITKILL);
		else
			signal = WSTOPSIG(status);
		(void)ptrace(PTRACE_SYSCALL, child, 0, signal);
	}
	return 1;
}

bool
calls_count(bool (*run)(void *work), void *work, struct calls *calls)
{
	struct watch watch = { .calls = calls };
	pid_t child;
	int status;

	*calls = (struct calls){ .counted = false };
	fflush(NULL);
	child = fork();
	if (child == 0) {
		if (ptrace(PTRACE_TRACEME, 0, 0, 0) != 0)
			_exit(REFUSED);
		(void)raise(SIGSTOP);
		_exit(run(work) ? 0 : 1);
	}
	if (child < 0)
		return false;
	status = follow(&watch, child);
	calls->counted = status == 0;
	return status == 0 || status == REFUSED;
}
