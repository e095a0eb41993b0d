/* SPDX-License-Identifier: MIT */
/* Objects of OLE 1 into storages and back. */
#include "persist/documents.h"
#include "persist/tape.h"

static struct tape tape, back;
static IStorage *root;

static void
begin(void)
{
	tape_init(&tape);
	tape_init(&back);
	root = new_document();
}

static void
end(void)
{
	ck_assert_uint_eq(IStorage_Release(root), 0);
}

START_TEST(embedded_object_becomes_streams)
{
	uint8_t bytes[64];
	LPOLESTR type;

	add_embedded(&tape.sample);
	add(&tape.sample, "what follows", 12);
	ck_hr(OleConvertOLESTREAMToIStorage(&tape.stream, root, NULL), S_OK);
	/* Not one byte more was taken. */
	ck_assert_uint_eq(tape.at, tape.sample.length - 12);
	ck_assert_uint_eq(get_stream(root, u"\1Ole10Native", bytes, 64), 9);
	ck_assert_mem_eq(bytes, "\5\0\0\0x+y=z", 9);
	ck_assert_uint_eq(get_stream(root, u"\1Ole10ItemName", bytes, 64), 9);
	ck_assert_uint_eq(get_stream(root, u"\2OlePres000", bytes, 64), 44);
	ck_assert_mem_eq(bytes + 40, "meta", 4);
	ck_assert_uint_eq(bytes[32], 200);
	ck_assert_uint_eq(get_stream(root, u"\1Ole", bytes, 64), 20);
	ck_hr(ReadFmtUserTypeStg(root, NULL, &type), S_OK);
	ck_assert(is_text(type, "Equation.3"));
	CoTaskMemFree(type);
}
END_TEST

START_TEST(embedded_object_comes_back)
{
	add_embedded(&tape.sample);
	ck_hr(OleConvertOLESTREAMToIStorage(&tape.stream, root, NULL), S_OK);
	ck_hr(OleConvertIStorageToOLESTREAM(root, &back.stream), S_OK);
	ck_assert_uint_eq(back.sample.length, tape.sample.length);
	ck_assert_mem_eq(back.sample.bytes, tape.sample.bytes,
		tape.sample.length);
}
END_TEST

START_TEST(object_without_a_picture_says_so)
{
	add_object(&tape.sample, 2);
	add_zeros(&tape.sample, 12);
	add_u32(&tape.sample, 0x501);
	add_u32(&tape.sample, 0);
	ck_hr(OleConvertOLESTREAMToIStorage(&tape.stream, root, NULL),
		CONVERT10_S_NO_PRESENTATION);
	ck_hr(OleConvertIStorageToOLESTREAM(root, &back.stream),
		CONVERT10_S_NO_PRESENTATION);
	ck_assert_uint_eq(back.sample.length, tape.sample.length);
	ck_assert_mem_eq(back.sample.bytes, tape.sample.bytes,
		tape.sample.length);
}
END_TEST

START_TEST(object_cut_short_is_told)
{
	size_t whole;

	add_embedded(&tape.sample);
	whole = tape.sample.length;
	for (size_t length = 0; length < whole; length++) {
		tape.sample.length = length;
		tape.at = 0;
		ck_hr(OleConvertOLESTREAMToIStorage(&tape.stream, root, NULL),
			CONVERT10_E_OLESTREAM_GET);
	}
}
END_TEST

START_TEST(length_is_a_claim)
{
	add_object(&tape.sample, 2);
	add_zeros(&tape.sample, 8);
	add_u32(&tape.sample, 0xFFFFFFF0);
	ck_hr(OleConvertOLESTREAMToIStorage(&tape.stream, root, NULL),
		CONVERT10_E_OLESTREAM_GET);
}
END_TEST

START_TEST(another_kind_is_no_object)
{
	add_object(&tape.sample, 7);
	ck_hr(OleConvertOLESTREAMToIStorage(&tape.stream, root, NULL),
		CONVERT10_E_OLESTREAM_FMT);
	ck_hr(OleConvertOLESTREAMToIStorage(NULL, root, NULL), E_INVALIDARG);
	ck_hr(OleConvertIStorageToOLESTREAM(root, &back.stream),
		CONVERT10_E_STG_NO_STD_STREAM);
}
END_TEST

static HRESULT
query_link(LPCLSID clsid, LPOLESTR class_name, LPOLESTR topic, LPOLESTR item,
	LPOLESTR network, ULONG update, void *context)
{
	(void)update;
	ck_assert(IsEqualCLSID(clsid, &CLSID_NULL));
	ck_assert(is_text(class_name, "Equation.3"));
	ck_assert(is_text(topic, "C:\\A.XLS"));
	ck_assert(is_text(item, "R1C1"));
	ck_assert_ptr_null(network);
	return *(HRESULT *)context;
}

START_TEST(link_keeps_its_file_and_item)
{
	CLSID clsid;
	HRESULT answer = E_ACCESSDENIED;

	add_linked(&tape.sample);
	ck_hr(OleConvertOLESTREAMToIStorage2(&tape.stream, root, NULL,
		OLESTREAM_CONVERSION_DISABLEOLELINK, NULL, NULL),
		CONVERT10_E_OLESTREAM_FMT);
	tape.at = 0;
	ck_hr(OleConvertOLESTREAMToIStorage2(&tape.stream, root, NULL, 0,
		&answer, query_link), E_ACCESSDENIED);
	tape.at = 0;
	answer = S_OK;
	ck_hr(OleConvertOLESTREAMToIStorage2(&tape.stream, root, NULL, 0,
		&answer, query_link), CONVERT10_S_NO_PRESENTATION);
	ck_hr(ReadClassStg(root, &clsid), S_OK);
	ck_assert(IsEqualCLSID(&clsid, &CLSID_StdOleLink));
	ck_hr(OleConvertIStorageToOLESTREAM(root, &back.stream),
		CONVERT10_S_NO_PRESENTATION);
	/* The class of the source is not kept. */
	ck_assert_uint_eq(get_le32(back.sample.bytes + 4), 1);
	ck_assert_ptr_nonnull(memmem(back.sample.bytes, back.sample.length,
		"C:\\A.XLS", 9));
	ck_assert_ptr_nonnull(memmem(back.sample.bytes, back.sample.length,
		"R1C1", 5));
}
END_TEST

START_TEST(full_medium_is_told)
{
	add_embedded(&tape.sample);
	ck_hr(OleConvertOLESTREAMToIStorage(&tape.stream, root, NULL), S_OK);
	back.most = 10;
	ck_hr(OleConvertIStorageToOLESTREAM(root, &back.stream),
		CONVERT10_E_OLESTREAM_PUT);
}
END_TEST

START_TEST(picture_goes_through_a_medium)
{
	CLIPFORMAT format;
	LONG width, height;
	DWORD size;
	STGMEDIUM medium;
	IStream *stream = NULL;

	add_embedded(&tape.sample);
	ck_hr(OleConvertOLESTREAMToIStorageEx(&tape.stream, root, &format,
		&width, &height, &size, &medium), S_OK);
	ck_assert_uint_eq(format, 3);
	ck_assert_int_eq(width, 300);
	ck_assert_int_eq(height, 200);
	ck_assert_uint_eq(size, 4);
	ck_assert_uint_eq(medium.tymed, TYMED_HGLOBAL);
	/* The storage has none of its own. */
	ck_hr(IStorage_OpenStream(root, u"\2OlePres000", NULL,
		STGM_READ | STGM_SHARE_EXCLUSIVE, 0, &stream),
		STG_E_FILENOTFOUND);
	ck_hr(OleConvertIStorageToOLESTREAMEx(root, format, width, height,
		size, &medium, &back.stream), S_OK);
	ck_assert_uint_eq(back.sample.length, tape.sample.length);
	ck_assert_mem_eq(back.sample.bytes, tape.sample.bytes,
		tape.sample.length);
	ReleaseStgMedium(&medium);
	ck_assert_uint_eq(medium.tymed, TYMED_NULL);
	ReleaseStgMedium(&medium);
	ReleaseStgMedium(NULL);
}
END_TEST

/* --- An object of today, which OLE 1 carries as a whole compound file --- */

static struct {
	OLESTREAM stream;
	uint8_t bytes[1 << 16];
	size_t length, at;
} reel;

static DWORD
reel_get(LPOLESTREAM stream, void *bytes, DWORD length)
{
	(void)stream;
	if (length > reel.length - reel.at)
		return 0;
	memcpy(bytes, reel.bytes + reel.at, length);
	reel.at += length;
	return length;
}

static DWORD
reel_put(LPOLESTREAM stream, const void *bytes, DWORD length)
{
	(void)stream;
	ck_assert_uint_le(reel.length + length, sizeof reel.bytes);
	memcpy(reel.bytes + reel.length, bytes, length);
	reel.length += length;
	return length;
}

START_TEST(newer_object_goes_as_a_whole)
{
	static OLESTREAMVTBL vtbl = { reel_get, reel_put };
	static const CLSID some = { 7, 7, 7, { 7 } };
	IStorage *other = new_document();
	OLECHAR type[] = u"Sample";
	char text[8];
	CLSID clsid;

	memset(&reel, 0, sizeof reel);
	reel.stream.lpstbl = &vtbl;
	put_stream(root, u"Contents", "contents", 8);
	ck_hr(WriteClassStg(root, &some), S_OK);
	ck_hr(WriteFmtUserTypeStg(root, 0, type), S_OK);
	ck_hr(WriteOleStg(root, NULL, 0, NULL), S_OK);
	ck_hr(OleConvertIStorageToOLESTREAM(root, &reel.stream),
		CONVERT10_S_NO_PRESENTATION);
	ck_hr(OleConvertOLESTREAMToIStorage(&reel.stream, other, NULL),
		CONVERT10_S_NO_PRESENTATION);
	ck_assert_uint_eq(reel.at, reel.length);
	ck_assert_uint_eq(get_stream(other, u"Contents", text, 8), 8);
	ck_assert_mem_eq(text, "contents", 8);
	ck_hr(ReadClassStg(other, &clsid), S_OK);
	ck_assert(IsEqualCLSID(&clsid, &some));
	ck_assert_uint_eq(IStorage_Release(other), 0);
}
END_TEST

int
main(void)
{
	const TTest *const tests[] = {
		embedded_object_becomes_streams,
		embedded_object_comes_back,
		object_without_a_picture_says_so,
		object_cut_short_is_told,
		length_is_a_claim,
		another_kind_is_no_object,
		link_keeps_its_file_and_item,
		full_medium_is_told,
		picture_goes_through_a_medium,
		newer_object_goes_as_a_whole,
	};

	return run_tests_with("persist/ole1", begin, end, tests,
		ARRAY_SIZE(tests));
}
