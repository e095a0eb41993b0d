/* SPDX-License-Identifier: MIT */
/*
 * The target runs in a thread whose stack has the 64 KiB that the library may
 * take, and some more for the C library and for the target itself. Sanitizers
 * need stacks of their own size.
 */
#ifdef HAVE_CONFIG_H
#include <config.h>
#endif

#include "watch.h"

#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "mutate.h"

#define STACK_SIZE (65536 + 16384)
#define SECONDS    60 /* for one input */

static const char *volatile current_name;
static const uint8_t *volatile current_data;
static volatile size_t current_size;

/* Present in programs that were built with a sanitizer. */
void
__sanitizer_set_death_callback(void (*callback)(void)) __attribute__((weak));

static void
leave_input(void)
{
	int fd = open("replay-input", O_WRONLY | O_CREAT | O_TRUNC, 0666);
	const char *name = current_name;

	if (fd >= 0) {
		const uint8_t *data = current_data;
		size_t left = current_size;

		while (left > 0) {
			ssize_t n = write(fd, data, left);

			if (n <= 0)
				break;
			data += n;
			left -= (size_t)n;
		}
		close(fd);
	}
	if (name && write(2, name, strlen(name)) > 0)
		(void)!write(2, ": see replay-input\n", 19);
}

static void
catch_signal(int number)
{
	leave_input();
	signal(number, SIG_DFL);
	raise(number);
}

/* When the stack is what there is no more of, the handler needs another. */
static void
prepare_signal(int number)
{
	struct sigaction action = { .sa_handler = catch_signal,
		.sa_flags = SA_ONSTACK };

	sigemptyset(&action.sa_mask);
	sigaction(number, &action, NULL);
}

static void
prepare_for_the_worst(void)
{
	static bool prepared;

	if (prepared)
		return;
	prepared = true;
	if (__sanitizer_set_death_callback)
		__sanitizer_set_death_callback(leave_input);
	else
		prepare_signal(SIGSEGV);
	prepare_signal(SIGABRT);
	prepare_signal(SIGALRM);
}

static void *
run_target(void *unused)
{
	static uint8_t other_stack[65536];
	stack_t stack = { .ss_sp = other_stack, .ss_size = sizeof other_stack };

	(void)unused;
	if (!__sanitizer_set_death_callback)
		sigaltstack(&stack, NULL);
	(void)LLVMFuzzerTestOneInput(current_data, current_size);
	return NULL;
}

static void
run_in_thread(void)
{
	pthread_attr_t attributes;
	pthread_t thread;

	if (pthread_attr_init(&attributes) != 0 ||
		pthread_attr_setstacksize(&attributes, STACK_SIZE) != 0 ||
		pthread_create(&thread, &attributes, run_target, NULL) != 0 ||
		pthread_join(thread, NULL) != 0) {
		perror("replay: thread");
		exit(1);
	}
	pthread_attr_destroy(&attributes);
}

void
watch_run(const char *name, const uint8_t *data, size_t size)
{
	/* A copy of the very size, so that a byte beyond it is noticed. */
	uint8_t *copy = malloc(size ? size : 1);

	if (!copy) {
		perror("replay");
		exit(1);
	}
	memcpy(copy, data, size);
	prepare_for_the_worst();
	current_name = name;
	current_data = copy;
	current_size = size;
	alarm(SECONDS);
	if (__sanitizer_set_death_callback)
		(void)run_target(NULL);
	else
		run_in_thread();
	alarm(0);
	free(copy);
}
