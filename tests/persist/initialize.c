/* SPDX-License-Identifier: MIT */
/* Threads begin and end their use of COM. */
#include <pthread.h>

#include <stg/initialize.h>

#include "persist/documents.h"

/* What the hooks were told. */
static unsigned begins, ends;
static DWORD last_flags;
static HRESULT answer;

static HRESULT
hear_begin(void *context, DWORD flags)
{
	ck_assert_ptr_eq(context, &begins);
	begins++;
	last_flags = flags;
	return answer;
}

static void
hear_end(void *context)
{
	ck_assert_ptr_eq(context, &begins);
	ends++;
}

static const struct stg_class_hooks hooks = {
	.size = sizeof hooks,
	.context = &begins,
	.thread_begins = hear_begin,
	.thread_ends = hear_end,
};

static void
begin(void)
{
	begins = 0;
	ends = 0;
	answer = S_OK;
}

static void
end(void)
{
	ck_hr(stg_set_class_hooks(NULL, NULL), S_OK);
}

START_TEST(second_begin_is_counted)
{
	ck_hr(CoInitialize(NULL), S_OK);
	ck_hr(CoInitializeEx(NULL, COINIT_APARTMENTTHREADED |
		COINIT_DISABLE_OLE1DDE), S_FALSE);
	ck_hr(OleInitialize(NULL), S_FALSE);
	CoUninitialize();
	OleUninitialize();
	ck_hr(CoInitialize(NULL), S_FALSE);
	CoUninitialize();
	CoUninitialize();
	ck_hr(OleInitialize(NULL), S_OK);
	OleUninitialize();
}
END_TEST

START_TEST(model_stays_until_the_last_end)
{
	ck_hr(CoInitializeEx(NULL, COINIT_MULTITHREADED), S_OK);
	ck_hr(CoInitialize(NULL), RPC_E_CHANGED_MODE);
	ck_hr(OleInitialize(NULL), RPC_E_CHANGED_MODE);
	CoUninitialize();
	ck_hr(CoInitialize(NULL), S_OK);
	ck_hr(CoInitializeEx(NULL, COINIT_MULTITHREADED), RPC_E_CHANGED_MODE);
	CoUninitialize();
}
END_TEST

START_TEST(bad_arguments_begin_nothing)
{
	int reserved;

	ck_hr(CoInitialize(&reserved), E_INVALIDARG);
	ck_hr(OleInitialize(&reserved), E_INVALIDARG);
	ck_hr(CoInitializeEx(NULL, 0x10), E_INVALIDARG);
	ck_hr(CoInitializeEx(NULL, 0x1), E_INVALIDARG);
	ck_hr(CoInitialize(NULL), S_OK);
	CoUninitialize();
	/* One too many. */
	CoUninitialize();
	ck_hr(CoInitialize(NULL), S_OK);
	CoUninitialize();
}
END_TEST

static void *
use_other_model(void *result)
{
	*(HRESULT *)result = CoInitializeEx(NULL, COINIT_MULTITHREADED);
	CoUninitialize();
	return NULL;
}

START_TEST(threads_count_for_themselves)
{
	pthread_t thread;
	HRESULT hr = E_FAIL;

	ck_hr(CoInitialize(NULL), S_OK);
	ck_assert_int_eq(pthread_create(&thread, NULL, use_other_model, &hr),
		0);
	pthread_join(thread, NULL);
	ck_hr(hr, S_OK);
	ck_hr(CoInitialize(NULL), S_FALSE);
	CoUninitialize();
	CoUninitialize();
}
END_TEST

START_TEST(hooks_hear_of_the_first_and_the_last)
{
	ck_hr(stg_set_class_hooks(&hooks, NULL), S_OK);
	ck_hr(CoInitializeEx(NULL, COINIT_SPEED_OVER_MEMORY), S_OK);
	ck_assert_uint_eq(last_flags, COINIT_SPEED_OVER_MEMORY);
	ck_hr(CoInitializeEx(NULL, COINIT_MULTITHREADED), S_FALSE);
	CoUninitialize();
	ck_assert_uint_eq(ends, 0);
	CoUninitialize();
	ck_assert_uint_eq(begins, 1);
	ck_assert_uint_eq(ends, 1);
}
END_TEST

START_TEST(hook_may_refuse)
{
	ck_hr(stg_set_class_hooks(&hooks, NULL), S_OK);
	answer = E_OUTOFMEMORY;
	ck_hr(CoInitialize(NULL), E_OUTOFMEMORY);
	CoUninitialize();
	ck_assert_uint_eq(ends, 0);
	answer = S_OK;
	ck_hr(CoInitialize(NULL), S_OK);
	CoUninitialize();
	ck_assert_uint_eq(ends, 1);
}
END_TEST

int
main(void)
{
	const TTest *const tests[] = {
		second_begin_is_counted,
		model_stays_until_the_last_end,
		bad_arguments_begin_nothing,
		threads_count_for_themselves,
		hooks_hear_of_the_first_and_the_last,
		hook_may_refuse,
	};

	return run_tests_with("persist/initialize", begin, end, tests,
		ARRAY_SIZE(tests));
}
