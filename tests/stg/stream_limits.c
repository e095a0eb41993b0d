/* SPDX-License-Identifier: MIT */
/* Sizes that no stream can have: claimed by a file, and asked for. */
#include <unistd.h>

#include "place.h"
#include "support/recipes.h"

#define RW         (STGM_READWRITE | STGM_SHARE_EXCLUSIVE)
#define MAXREGSECT UINT64_C(0xFFFFFFFA)

/* Direct, alone, and with others. */
static const DWORD modes[] = { RW, RW | STGM_TRANSACTED,
	STGM_READWRITE | STGM_SHARE_DENY_NONE | STGM_TRANSACTED };

static HRESULT
write_at(IStream *stream, uint64_t offset)
{
	LARGE_INTEGER to = { .QuadPart = (LONGLONG)offset };
	ULONG done = 1;
	HRESULT hr;

	ck_hr(IStream_Seek(stream, to, STREAM_SEEK_SET, NULL), S_OK);
	hr = IStream_Write(stream, "x", 1, &done);
	ck_assert_uint_eq(done, SUCCEEDED(hr));
	return hr;
}

static uint64_t
size_of(IStream *stream)
{
	STATSTG stat;

	ck_hr(IStream_Stat(stream, &stat, STATFLAG_NONAME), S_OK);
	return stat.cbSize.QuadPart;
}

/* What is left of it can be read, and not be changed. */
START_TEST(a_size_beyond_all_bounds_cannot_be_changed)
{
	struct builder *builder = recipe_load("bad-v4-stream-size-2e63");
	char *damaged = recipe_write(builder);
	char bytes[100];
	IStorage *root;
	IStream *stream;
	ULONG done;

	builder_destroy(builder);
	ck_hr(stg_open(damaged, modes[_i], &root), S_OK);
	ck_hr(IStorage_OpenStream(root, u"Alpha", NULL, RW, 0, &stream),
		S_OK);
	ck_assert_uint_eq(size_of(stream), UINT64_C(1) << 63);
	ck_hr(write_at(stream, 0), STG_E_DOCFILECORRUPT);
	ck_hr(write_at(stream, 4999), STG_E_DOCFILECORRUPT);
	ck_hr(IStream_SetSize(stream, at(0)), STG_E_DOCFILECORRUPT);
	ck_hr(IStream_SetSize(stream, at(5000)), STG_E_DOCFILECORRUPT);
	ck_hr(IStream_SetSize(stream, at(INT64_MAX)), STG_E_DOCFILECORRUPT);
	ck_assert_uint_eq(size_of(stream), UINT64_C(1) << 63);
	ck_hr(IStream_Seek(stream, (LARGE_INTEGER){ .QuadPart = 0 },
		STREAM_SEEK_SET, NULL), S_OK);
	ck_hr(IStream_Read(stream, bytes, sizeof bytes, &done), S_OK);
	ck_assert_uint_eq(done, sizeof bytes);
	IStream_Release(stream);
	ck_hr(IStorage_Commit(root, STGC_DEFAULT), S_OK);
	IStorage_Release(root);
	unlink(damaged);
	free(damaged);
}
END_TEST

/* The first size that is too large: for the version, or for a chain. */
struct bound {
	DWORD sector_size;
	uint64_t size;
	HRESULT hr;
};

static const struct bound bounds[] = {
	{ 512, UINT64_C(0x80000000) + 1, STG_E_INVALIDFUNCTION },
	{ 512, UINT64_C(1) << 62, STG_E_INVALIDFUNCTION },
	{ 4096, MAXREGSECT * 4096 + 1, STG_E_DOCFILETOOLARGE },
	{ 4096, UINT64_C(1) << 50, STG_E_DOCFILETOOLARGE },
	{ 4096, INT64_MAX, STG_E_DOCFILETOOLARGE },
};

START_TEST(no_write_goes_where_no_chain_reaches)
{
	const struct bound *bound = &bounds[_i / ARRAY_SIZE(modes)];
	DWORD mode = modes[_i % ARRAY_SIZE(modes)];
	STGOPTIONS options = { 1, 0, bound->sector_size, NULL };
	IStorage *root;
	IStream *stream;

	ck_hr(StgCreateStorageEx(name, STGM_CREATE | mode, STGFMT_DOCFILE, 0,
		&options, NULL, &IID_IStorage, (void **)&root), S_OK);
	ck_hr(IStorage_CreateStream(root, u"a", RW, 0, 0, &stream), S_OK);
	for (unsigned size = 0; size <= 5000; size += 5000) {
		ck_hr(IStream_SetSize(stream, at(size)), S_OK);
		ck_hr(write_at(stream, bound->size - 1), bound->hr);
		ck_hr(IStream_SetSize(stream, at(bound->size)), bound->hr);
		ck_assert_uint_eq(size_of(stream), size);
	}
	ck_hr(write_at(stream, 1), S_OK);
	IStream_Release(stream);
	ck_hr(IStorage_Commit(root, STGC_DEFAULT), S_OK);
	IStorage_Release(root);
	ck_hr(stg_check_file(path, 0, NULL, NULL, NULL), S_OK);
}
END_TEST

int
main(void)
{
	struct suite suite = suite_begin("stream_limits");

	tcase_add_checked_fixture(suite.tcase, place_begin, place_end);
	TEST_EACH(&suite, a_size_beyond_all_bounds_cannot_be_changed,
		ARRAY_SIZE(modes));
	TEST_EACH(&suite, no_write_goes_where_no_chain_reaches,
		ARRAY_SIZE(modes) * ARRAY_SIZE(bounds));
	return suite_end(&suite);
}
