/* SPDX-License-Identifier: MIT */
/* The documented functions on classes, \1CompObj and \1Ole. */
#include "persist/documents.h"

#define COMPOBJ u"\1CompObj"
#define OLE     u"\1Ole"

static const CLSID clsid = { 0x12345678, 0x9abc, 0xdef0,
	{ 1, 2, 3, 4, 5, 6, 7, 8 } };

static IStorage *root;

static void
begin(void)
{
	root = new_document();
}

static void
end(void)
{
	ck_assert_uint_eq(IStorage_Release(root), 0);
}

START_TEST(fresh_storage_has_no_class)
{
	CLSID read = clsid;

	ck_hr(ReadClassStg(root, &read), S_OK);
	ck_assert(IsEqualCLSID(&read, &CLSID_NULL));
}
END_TEST

START_TEST(class_of_a_storage_comes_back)
{
	CLSID read;

	ck_hr(WriteClassStg(root, &clsid), S_OK);
	ck_hr(ReadClassStg(root, &read), S_OK);
	ck_assert(IsEqualCLSID(&read, &clsid));
}
END_TEST

START_TEST(class_in_a_stream_is_sixteen_bytes)
{
	static const uint8_t expected[16] = { 0x78, 0x56, 0x34, 0x12, 0xbc,
		0x9a, 0xf0, 0xde, 1, 2, 3, 4, 5, 6, 7, 8 };
	IStream *stream = new_stream(root, u"s");
	uint8_t bytes[17];
	CLSID read;

	ck_hr(WriteClassStm(stream, &clsid), S_OK);
	rewind_stream(stream);
	ck_hr(ReadClassStm(stream, &read), S_OK);
	ck_assert(IsEqualCLSID(&read, &clsid));
	/* At the end there is none. */
	ck_hr(ReadClassStm(stream, &read), STG_E_READFAULT);
	ck_assert(IsEqualCLSID(&read, &CLSID_NULL));
	IStream_Release(stream);
	ck_assert_uint_eq(get_stream(root, u"s", bytes, sizeof bytes), 16);
	ck_assert_mem_eq(bytes, expected, 16);
}
END_TEST

START_TEST(nothing_is_refused)
{
	IStream *stream = new_stream(root, u"s");
	CLSID read = clsid;

	ck_hr(ReadClassStg(NULL, &read), E_INVALIDARG);
	ck_hr(ReadClassStg(root, NULL), E_INVALIDARG);
	ck_hr(WriteClassStg(NULL, &clsid), E_INVALIDARG);
	ck_hr(WriteClassStg(root, NULL), STG_E_INVALIDPOINTER);
	read = clsid;
	ck_hr(ReadClassStm(NULL, &read), E_INVALIDARG);
	ck_assert(IsEqualCLSID(&read, &clsid));
	ck_hr(ReadClassStm(stream, NULL), E_INVALIDARG);
	ck_hr(WriteClassStm(NULL, &clsid), E_INVALIDARG);
	ck_hr(WriteClassStm(stream, NULL), E_INVALIDARG);
	ck_hr(GetConvertStg(NULL), E_INVALIDARG);
	ck_hr(SetConvertStg(NULL, TRUE), E_INVALIDARG);
	ck_hr(ReadFmtUserTypeStg(NULL, NULL, NULL), E_INVALIDARG);
	ck_hr(WriteFmtUserTypeStg(NULL, 0, (LPOLESTR)(uintptr_t)u"x"),
		E_INVALIDARG);
	ck_hr(WriteFmtUserTypeStg(root, 0, NULL), E_INVALIDARG);
	IStream_Release(stream);
}
END_TEST

static void
ck_user_type_comes_back(CLIPFORMAT format, const OLECHAR *text)
{
	CLIPFORMAT read_format;
	OLECHAR written[64];
	LPOLESTR read;
	size_t i = 0;

	for (; text[i] != 0; i++)
		written[i] = text[i];
	written[i] = 0;
	ck_hr(WriteFmtUserTypeStg(root, format, written), S_OK);
	ck_hr(ReadFmtUserTypeStg(root, &read_format, &read), S_OK);
	ck_assert_uint_eq(read_format, format);
	ck_assert_mem_eq(read, text, (i + 1) * sizeof *text);
	CoTaskMemFree(read);
}

START_TEST(user_type_comes_back)
{
	ck_user_type_comes_back(0, u"Sample Chart");
	ck_user_type_comes_back(13, u"");
	ck_user_type_comes_back(8, u"Диаграмма \u20ac");
	ck_user_type_comes_back(
		(CLIPFORMAT)RegisterClipboardFormatW(u"Sample Format"),
		u"Sample Chart");
}
END_TEST

START_TEST(format_is_the_same_whatever_its_case)
{
	UINT format = RegisterClipboardFormatW(u"Sample Format");
	OLECHAR name[32];

	ck_assert_uint_ge(format, 0xC000);
	ck_assert_uint_eq(RegisterClipboardFormatW(u"SAMPLE format"), format);
	ck_assert_uint_ne(RegisterClipboardFormatW(u"Sample"), format);
	ck_assert_int_eq(GetClipboardFormatNameW(format, name, 32), 13);
	ck_assert(is_text(name, "Sample Format"));
	ck_assert_int_eq(GetClipboardFormatNameW(format, name, 7), 6);
	ck_assert(is_text(name, "Sample"));
	ck_assert_int_eq(GetClipboardFormatNameW(0xFFFF, name, 32), 0);
}
END_TEST

START_TEST(writing_the_user_type_makes_one_stream)
{
	IEnumSTATSTG *list;
	STATSTG stat[2];
	ULONG count;

	ck_user_type_comes_back(0, u"T");
	ck_hr(IStorage_EnumElements(root, 0, NULL, 0, &list), S_OK);
	ck_hr(IEnumSTATSTG_Next(list, 2, stat, &count), S_FALSE);
	ck_assert_uint_eq(count, 1);
	ck_assert(is_text(stat[0].pwcsName, "\1CompObj"));
	CoTaskMemFree(stat[0].pwcsName);
	IEnumSTATSTG_Release(list);
}
END_TEST

START_TEST(missing_user_type_is_not_found)
{
	CLIPFORMAT format = 7;
	LPOLESTR text = (LPOLESTR)(uintptr_t)u"x";

	ck_hr(ReadFmtUserTypeStg(root, &format, &text), STG_E_FILENOTFOUND);
	ck_assert_uint_eq(format, 0);
	ck_assert_ptr_null(text);
}
END_TEST

START_TEST(damaged_user_type_is_told)
{
	uint8_t bytes[64] = { 1, 0, 0xFE, 0xFF };

	put_stream(root, COMPOBJ, bytes, 20);
	ck_hr(ReadFmtUserTypeStg(root, NULL, NULL), STG_E_READFAULT);
	put_stream(root, COMPOBJ, bytes, 32);
	ck_hr(ReadFmtUserTypeStg(root, NULL, NULL), STG_E_READFAULT);
	/* An impossible format behind an empty name. */
	bytes[32] = 0x91;
	bytes[33] = 0x01;
	put_stream(root, COMPOBJ, bytes, sizeof bytes);
	ck_hr(ReadFmtUserTypeStg(root, NULL, NULL), DV_E_CLIPFORMAT);
}
END_TEST

START_TEST(convert_bit_is_kept)
{
	static const uint8_t expected[20] = { 1, 0, 0, 2, 4 };
	uint8_t bytes[24];

	ck_hr(GetConvertStg(root), STG_E_FILENOTFOUND);
	ck_hr(SetConvertStg(root, TRUE), S_OK);
	ck_hr(GetConvertStg(root), S_OK);
	ck_assert_uint_eq(get_stream(root, OLE, bytes, sizeof bytes), 20);
	ck_assert_mem_eq(bytes, expected, 20);
	ck_hr(SetConvertStg(root, FALSE), S_OK);
	ck_hr(GetConvertStg(root), S_FALSE);
}
END_TEST

START_TEST(convert_bit_leaves_the_rest_alone)
{
	uint8_t before[40] = { 1, 0, 0, 2, 8, 0, 0, 0, 3 };
	uint8_t after[41];

	memset(before + 20, 0x5A, 20);
	put_stream(root, OLE, before, sizeof before);
	ck_hr(SetConvertStg(root, TRUE), S_OK);
	ck_assert_uint_eq(get_stream(root, OLE, after, sizeof after), 40);
	before[4] |= 4;
	ck_assert_mem_eq(after, before, sizeof before);
}
END_TEST

START_TEST(another_stream_has_no_convert_bit)
{
	uint8_t bytes[20] = { 2, 0, 0, 2 };

	put_stream(root, OLE, bytes, sizeof bytes);
	ck_hr(GetConvertStg(root), DV_E_CLIPFORMAT);
	ck_hr(SetConvertStg(root, TRUE), DV_E_CLIPFORMAT);
	bytes[0] = 1;
	put_stream(root, OLE, bytes, 6);
	ck_hr(GetConvertStg(root), STG_E_READFAULT);
	ck_hr(SetConvertStg(root, TRUE), STG_E_READFAULT);
}
END_TEST

START_TEST(ole_stream_is_read_up_to_what_follows)
{
	uint8_t bytes[32] = { 1, 0, 0, 2, 8, 0, 0, 0, 3, 0, 0, 0, 9 };
	DWORD flags, update, reserved;
	LPMONIKER moniker;
	IStream *behind;
	char rest[8] = "";
	ULONG got;

	bytes[16] = 8; /* a moniker of four bytes */
	memcpy(bytes + 24, "and more", 8);
	put_stream(root, OLE, bytes, sizeof bytes);
	ck_hr(ReadOleStg(root, &flags, &update, &reserved, &moniker, &behind),
		S_OK);
	ck_assert_uint_eq(flags, 8);
	ck_assert_uint_eq(update, 3);
	ck_assert_uint_eq(reserved, 9);
	ck_assert_ptr_null(moniker);
	ck_hr(IStream_Read(behind, rest, 8, &got), S_OK);
	ck_assert_mem_eq(rest, "and more", 8);
	IStream_Release(behind);
}
END_TEST

START_TEST(ole_stream_is_written)
{
	uint8_t bytes[32];
	IStream *behind;
	DWORD reserved;

	ck_hr(WriteOleStg(root, NULL, 5, &behind), S_OK);
	ck_hr(IStream_Write(behind, "more", 4, NULL), S_OK);
	IStream_Release(behind);
	ck_assert_uint_eq(get_stream(root, OLE, bytes, sizeof bytes), 24);
	ck_assert_mem_eq(bytes + 20, "more", 4);
	ck_hr(ReadOleStg(root, NULL, NULL, &reserved, NULL, NULL), S_OK);
	ck_assert_uint_eq(reserved, 5);
}
END_TEST

int
main(void)
{
	const TTest *const tests[] = {
		fresh_storage_has_no_class,
		class_of_a_storage_comes_back,
		class_in_a_stream_is_sixteen_bytes,
		nothing_is_refused,
		user_type_comes_back,
		format_is_the_same_whatever_its_case,
		writing_the_user_type_makes_one_stream,
		missing_user_type_is_not_found,
		damaged_user_type_is_told,
		convert_bit_is_kept,
		convert_bit_leaves_the_rest_alone,
		another_stream_has_no_convert_bit,
		ole_stream_is_read_up_to_what_follows,
		ole_stream_is_written,
	};

	return run_tests_with("persist/describe", begin, end, tests,
		ARRAY_SIZE(tests));
}
