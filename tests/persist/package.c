/* SPDX-License-Identifier: MIT */
/* What a Package tells of its file: [MS-OLEDS] 2.3.6 and lib/oleds/native.h. */
#include "oleds/sample.h"
#include "persist/documents.h"

static IStorage *root;
static struct stg_package package;

static void
begin(void)
{
	root = new_document();
	memset(&package, 0xA5, sizeof package);
}

static void
end(void)
{
	ck_assert_uint_eq(IStorage_Release(root), 0);
}

static void
add_string(struct sample *sample, const char *text)
{
	add(sample, text, strlen(text) + 1);
}

static void
add_wide(struct sample *sample, const OLECHAR *text)
{
	uint32_t units = 0;

	while (text[units])
		units++;
	add_u32(sample, units);
	for (uint32_t i = 0; i < units; i++)
		add_u16(sample, text[i]);
}

static void
add_head(struct sample *sample, uint16_t kind)
{
	add_u16(sample, 2);
	add_string(sample, "note.txt");
	add_string(sample, "C:\\note.txt");
	add_u16(sample, 0);
	add_u16(sample, kind);
	add_text(sample, "D:\\Temp\\note.txt");
}

/* Into the storage, with the length before it. */
static void
put_native(const struct sample *data)
{
	struct sample whole = { .length = 0 };

	add_u32(&whole, (uint32_t)data->length);
	add(&whole, data->bytes, data->length);
	put_stream(root, u"\1Ole10Native", whole.bytes, whole.length);
}

static void
ck_is_empty(void)
{
	static const struct stg_package empty;

	ck_assert_mem_eq(&package, &empty, sizeof package);
}

START_TEST(file_in_an_object_is_told)
{
	struct sample data = { .length = 0 };
	uint8_t bytes[64];

	add_head(&data, 3);
	add_u32(&data, 5);
	add(&data, "hello", 5);
	put_native(&data);
	ck_hr(stg_read_package(root, &package), S_OK);
	ck_assert(is_text(package.label, "note.txt"));
	ck_assert(is_text(package.source, "C:\\note.txt"));
	ck_assert(is_text(package.temporary, "D:\\Temp\\note.txt"));
	ck_assert(!package.linked);
	ck_assert_uint_eq(package.size, 5);
	ck_assert_uint_ge(get_stream(root, u"\1Ole10Native", bytes, 64), 60);
	ck_assert_mem_eq(bytes + package.offset, "hello", 5);
	stg_free_package(&package);
	ck_is_empty();
}
END_TEST

START_TEST(names_in_unicode_count)
{
	struct sample data = { .length = 0 };

	add_head(&data, 3);
	add_u32(&data, 1);
	add(&data, "!", 1);
	add_wide(&data, u"E:\\\x03B1.txt");
	add_wide(&data, u"\x03B1.txt");
	add_wide(&data, u"F:\\\x03B1.txt");
	put_native(&data);
	ck_hr(stg_read_package(root, &package), S_OK);
	ck_assert_uint_eq(package.label[0], 0x03B1);
	ck_assert_uint_eq(package.source[0], 'F');
	ck_assert_uint_eq(package.temporary[0], 'E');
	stg_free_package(&package);
}
END_TEST

START_TEST(link_has_no_bytes)
{
	struct sample data = { .length = 0 };

	add_head(&data, 1);
	put_native(&data);
	ck_hr(stg_read_package(root, &package), S_OK);
	ck_assert(package.linked);
	ck_assert_uint_eq(package.size, 0);
	ck_assert(is_text(package.source, "C:\\note.txt"));
	stg_free_package(&package);
}
END_TEST

START_TEST(anything_else_is_no_package)
{
	struct sample data = { .length = 0 };

	add_u32(&data, 0x12345678);
	put_native(&data);
	ck_hr(stg_read_package(root, &package), S_FALSE);
	ck_is_empty();
}
END_TEST

START_TEST(object_without_native_data_is_told)
{
	ck_hr(stg_read_package(root, &package), STG_E_FILENOTFOUND);
	ck_is_empty();
}
END_TEST

START_TEST(nothing_is_refused)
{
	ck_hr(stg_read_package(root, NULL), E_INVALIDARG);
	ck_hr(stg_read_package(NULL, &package), E_INVALIDARG);
	ck_is_empty();
	stg_free_package(NULL);
}
END_TEST

int
main(void)
{
	const TTest *const tests[] = {
		file_in_an_object_is_told,
		names_in_unicode_count,
		link_has_no_bytes,
		anything_else_is_no_package,
		object_without_native_data_is_told,
		nothing_is_refused,
	};

	return run_tests_with("persist/package", begin, end, tests,
		ARRAY_SIZE(tests));
}
