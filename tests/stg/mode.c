/* SPDX-License-Identifier: MIT */
/* Which modes each operation takes. */
#include "stg/mode.h"

#include <stg/hresult.h>

#include "support/suite.h"

#define ck_hr(expression, expected) \
	ck_assert_uint_eq((ULONG)(expression), (ULONG)(expected))

#define R  STGM_READ
#define W  STGM_WRITE
#define RW STGM_READWRITE
#define X  STGM_SHARE_EXCLUSIVE
#define DW STGM_SHARE_DENY_WRITE
#define DR STGM_SHARE_DENY_READ
#define DN STGM_SHARE_DENY_NONE
#define T  STGM_TRANSACTED

static const DWORD accesses[] = { R, W, RW };
static const DWORD shares[] = { 0, X, DW, DR, DN };

struct row {
	DWORD mode;
	HRESULT answer;
};

/* Without a flag of their own, these are direct opens. */
static const struct row direct_opens[] = {
	{ R | X, S_OK },
	{ R | DW, S_OK },
	{ W | X, S_OK },
	{ RW | X, S_OK },
	{ R, STG_E_INVALIDFLAG },
	{ R | DN, STG_E_INVALIDFLAG },
	{ R | DR, STG_E_INVALIDFLAG },
	{ W, STG_E_INVALIDFLAG },
	{ W | DW, STG_E_INVALIDFLAG },
	{ W | DR, STG_E_INVALIDFLAG },
	{ W | DN, STG_E_INVALIDFLAG },
	{ RW, STG_E_INVALIDFLAG },
	{ RW | DW, STG_E_INVALIDFLAG },
	{ RW | DR, STG_E_INVALIDFLAG },
	{ RW | DN, STG_E_INVALIDFLAG },
};

START_TEST(direct_root_needs_one_of_four_combinations)
{
	ck_hr(mode_check_root_open(direct_opens[_i].mode),
		direct_opens[_i].answer);
}
END_TEST

START_TEST(transacted_root_takes_any_access_and_sharing)
{
	for (size_t a = 0; a < ARRAY_SIZE(accesses); a++) {
		for (size_t s = 0; s < ARRAY_SIZE(shares); s++) {
			DWORD mode = T | accesses[a] | shares[s];

			ck_hr(mode_check_root_open(mode), S_OK);
			ck_hr(mode_check_root_open(mode | STGM_NOSCRATCH),
				S_OK);
		}
	}
}
END_TEST

START_TEST(priority_takes_any_sharing_and_reads)
{
	static const DWORD others[] = { T, STGM_SIMPLE, STGM_NOSCRATCH,
		STGM_NOSNAPSHOT, STGM_DIRECT_SWMR, W, RW };

	for (size_t s = 0; s < ARRAY_SIZE(shares); s++) {
		DWORD mode = STGM_PRIORITY | shares[s];

		ck_hr(mode_check_root_open(mode), S_OK);
		ck_hr(mode_check_root_open(mode | STGM_DELETEONRELEASE),
			STG_E_INVALIDFUNCTION);
		for (size_t i = 0; i < ARRAY_SIZE(others); i++)
			ck_hr(mode_check_root_open(mode | others[i]),
				STG_E_INVALIDFLAG);
	}
}
END_TEST

static const struct row other_opens[] = {
	{ R | X | STGM_CREATE, STG_E_INVALIDFLAG },
	{ R | X | STGM_CONVERT, STG_E_INVALIDFLAG },
	{ RW | X | STGM_CREATE, STG_E_INVALIDFLAG },
	{ RW | DN | T | STGM_CREATE, STG_E_INVALIDFLAG },
	{ R | X | STGM_DELETEONRELEASE, STG_E_INVALIDFUNCTION },
	{ RW | X | T | STGM_DELETEONRELEASE, STG_E_INVALIDFUNCTION },
	{ RW | X | STGM_NOSCRATCH, STG_E_INVALIDFLAG },
	{ RW | X | STGM_NOSNAPSHOT, STG_E_INVALIDFLAG },
	{ RW | DW | T | STGM_NOSCRATCH, S_OK },
	{ RW | DN | T | STGM_NOSNAPSHOT, S_OK },
	{ RW | T | STGM_NOSNAPSHOT, S_OK },
	{ RW | X | T | STGM_NOSNAPSHOT, STG_E_INVALIDFLAG },
	{ RW | DW | T | STGM_NOSNAPSHOT, STG_E_INVALIDFLAG },
	{ RW | DW | STGM_DIRECT_SWMR, S_OK },
	{ R | DN | STGM_DIRECT_SWMR, S_OK },
	{ RW | X | STGM_DIRECT_SWMR, STG_E_INVALIDFLAG },
	{ R | DW | STGM_DIRECT_SWMR, STG_E_INVALIDFLAG },
	{ RW | DN | STGM_DIRECT_SWMR, STG_E_INVALIDFLAG },
	{ RW | DW | T | STGM_DIRECT_SWMR, STG_E_INVALIDFLAG },
	{ R | X | STGM_SIMPLE, S_OK },
	{ RW | X | STGM_SIMPLE, S_OK },
	{ R | DW | STGM_SIMPLE, STG_E_INVALIDFLAG },
	{ RW | X | T | STGM_SIMPLE, STG_E_INVALIDFLAG },
	{ RW | DW | STGM_SIMPLE | STGM_DIRECT_SWMR, STG_E_INVALIDFLAG },
};

START_TEST(other_flags_have_their_conditions)
{
	ck_hr(mode_check_root_open(other_opens[_i].mode),
		other_opens[_i].answer);
}
END_TEST

typedef HRESULT check_fn(DWORD mode);

static HRESULT
open_stream(DWORD mode)
{
	return mode_check_open_stream(mode, RW | X);
}

static HRESULT
open_storage(DWORD mode)
{
	return mode_check_open_storage(mode, RW | X);
}

static HRESULT
create_stream(DWORD mode)
{
	return mode_check_create_stream(mode, RW | X);
}

static HRESULT
create_storage(DWORD mode)
{
	return mode_check_create_storage(mode, RW | X);
}

static check_fn *const elements[] = { open_stream, open_storage, create_stream,
	create_storage };
static check_fn *const all[] = { mode_check_root_open, open_stream,
	open_storage, create_stream, create_storage };

START_TEST(unknown_bits_and_numbers_are_refused_everywhere)
{
	DWORD known = STG_ACCESS_MASK | STG_SHARE_MASK | STGM_PRIORITY |
		      STGM_CREATE | STGM_CONVERT | T | STGM_NOSCRATCH |
		      STGM_NOSNAPSHOT | STGM_DIRECT_SWMR | STGM_SIMPLE |
		      STGM_DELETEONRELEASE;
	check_fn *check = all[_i];

	for (unsigned bit = 0; bit < 32; bit++) {
		if (!(known >> bit & 1))
			ck_hr(check(R | X | 1U << bit), STG_E_INVALIDFLAG);
	}
	ck_hr(check(3 | X), STG_E_INVALIDFLAG);
	for (DWORD share = 0x50; share <= 0x70; share += 0x10)
		ck_hr(check(R | share), STG_E_INVALIDFLAG);
}
END_TEST

START_TEST(elements_are_always_exclusive)
{
	for (size_t a = 0; a < ARRAY_SIZE(accesses); a++) {
		for (size_t s = 0; s < ARRAY_SIZE(shares); s++)
			ck_hr(elements[_i](accesses[a] | shares[s]),
				shares[s] == X ? S_OK : STG_E_INVALIDFLAG);
	}
}
END_TEST

START_TEST(elements_do_not_take_flags_of_roots)
{
	static const DWORD flags[] = { STGM_PRIORITY, STGM_NOSCRATCH,
		STGM_NOSNAPSHOT, STGM_DIRECT_SWMR };

	for (size_t i = 0; i < ARRAY_SIZE(flags); i++)
		ck_hr(elements[_i](R | X | flags[i]), STG_E_INVALIDFLAG);
}
END_TEST

START_TEST(streams_are_not_transacted)
{
	ck_hr(open_stream(R | X | T), STG_E_INVALIDFUNCTION);
	ck_hr(create_stream(RW | X | T), STG_E_INVALIDFUNCTION);
	ck_hr(open_storage(RW | X | T), S_OK);
	ck_hr(create_storage(RW | X | T), S_OK);
}
END_TEST

START_TEST(elements_are_not_deleted_on_release)
{
	ck_hr(open_stream(R | X | STGM_DELETEONRELEASE), STG_E_INVALIDFUNCTION);
	ck_hr(create_stream(RW | X | STGM_DELETEONRELEASE),
		STG_E_INVALIDFUNCTION);
	ck_hr(open_storage(R | X | STGM_DELETEONRELEASE),
		STG_E_INVALIDFUNCTION);
	/* The documents name another code here. */
	ck_hr(create_storage(RW | X | STGM_DELETEONRELEASE), STG_E_INVALIDFLAG);
}
END_TEST

START_TEST(opening_neither_creates_nor_converts)
{
	ck_hr(open_stream(RW | X | STGM_CREATE), STG_E_INVALIDFLAG);
	ck_hr(open_stream(RW | X | STGM_CONVERT), STG_E_INVALIDFLAG);
	ck_hr(open_storage(RW | X | STGM_CREATE), STG_E_INVALIDFLAG);
	ck_hr(open_storage(RW | X | STGM_CONVERT), STG_E_INVALIDFLAG);
	ck_hr(create_stream(RW | X | STGM_CREATE), S_OK);
	ck_hr(create_stream(RW | X | STGM_CONVERT), STG_E_INVALIDFLAG);
	ck_hr(create_storage(RW | X | STGM_CREATE), S_OK);
	ck_hr(create_storage(RW | X | STGM_CONVERT), S_OK);
	ck_hr(create_storage(RW | X | STGM_CREATE | STGM_CONVERT),
		STG_E_INVALIDFLAG);
}
END_TEST

/* Rows: what the parent may do; columns: what the child asks for. */
static const bool exceeds[3][3] = {
	{ false, true, true },
	{ true, false, true },
	{ false, false, false },
};

START_TEST(direct_parent_lends_no_more_access_than_it_has)
{
	for (size_t p = 0; p < 3; p++) {
		for (size_t c = 0; c < 3; c++) {
			DWORD parent = accesses[p] | X;
			DWORD child = accesses[c] | X;
			bool more = exceeds[p][c];

			ck_hr(mode_check_open_stream(child, parent),
				more ? STG_E_INVALIDFLAG : S_OK);
			ck_hr(mode_check_open_storage(child, parent),
				more ? STG_E_ACCESSDENIED : S_OK);
			ck_hr(mode_check_create_stream(child, parent),
				more ? STG_E_ACCESSDENIED : S_OK);
			ck_hr(mode_check_create_storage(child, parent),
				more ? STG_E_ACCESSDENIED : S_OK);
		}
	}
}
END_TEST

START_TEST(children_of_a_transacted_reader_may_write)
{
	ck_hr(mode_check_open_stream(RW | X, R | X | T), S_OK);
	ck_hr(mode_check_open_storage(RW | X, R | X | T), S_OK);
	ck_hr(mode_check_create_stream(RW | X, R | X | T), S_OK);
	ck_hr(mode_check_create_storage(RW | X, R | X | T), S_OK);
}
END_TEST

START_TEST(access_tells_what_can_be_done)
{
	ck_assert(mode_can_read(R | X) && !mode_can_write(R | X));
	ck_assert(!mode_can_read(W | X) && mode_can_write(W | X));
	ck_assert(mode_can_read(RW | X) && mode_can_write(RW | X));
}
END_TEST

int
main(void)
{
	struct suite suite = suite_begin("mode");

	TEST_EACH(&suite, direct_root_needs_one_of_four_combinations,
		ARRAY_SIZE(direct_opens));
	TEST(&suite, transacted_root_takes_any_access_and_sharing);
	TEST(&suite, priority_takes_any_sharing_and_reads);
	TEST_EACH(&suite, other_flags_have_their_conditions,
		ARRAY_SIZE(other_opens));
	TEST_EACH(&suite, unknown_bits_and_numbers_are_refused_everywhere,
		ARRAY_SIZE(all));
	TEST_EACH(&suite, elements_are_always_exclusive, ARRAY_SIZE(elements));
	TEST_EACH(&suite, elements_do_not_take_flags_of_roots,
		ARRAY_SIZE(elements));
	TEST(&suite, streams_are_not_transacted);
	TEST(&suite, elements_are_not_deleted_on_release);
	TEST(&suite, opening_neither_creates_nor_converts);
	TEST(&suite, direct_parent_lends_no_more_access_than_it_has);
	TEST(&suite, children_of_a_transacted_reader_may_write);
	TEST(&suite, access_tells_what_can_be_done);
	return suite_end(&suite);
}
