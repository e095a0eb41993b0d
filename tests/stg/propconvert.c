/* SPDX-License-Identifier: MIT */
/* Single values as sets hold them: sizes, padding, all types both ways. */
#include "support.h"
#include "support/heap.h"

#define UNICODE 1200
#define UTF8	65001

/* Convert a value to bytes of the size that it said before. */
static ULONG
convert(const PROPVARIANT *value, USHORT codepage, uint8_t *bytes)
{
	SERIALIZEDPROPERTYVALUE *property = (void *)bytes;
	ULONG needed = 77;
	ULONG size;

	ck_assert_ptr_null(StgConvertVariantToProperty(value, codepage, NULL,
		&needed, 2, FALSE, NULL));
	size = needed - 1;
	ck_assert_ptr_null(StgConvertVariantToProperty(value, codepage,
		property, &size, 2, FALSE, NULL));
	ck_assert_uint_eq(size, needed);
	size = needed + 100;
	ck_assert_ptr_eq(StgConvertVariantToProperty(value, codepage, property,
		&size, 2, FALSE, NULL), property);
	ck_assert_uint_eq(size, needed);
	ck_assert_uint_eq(size % 4, 0);
	return size;
}

START_TEST(sizes_are_those_documented)
{
	uint64_t room[100];
	uint8_t *bytes = (uint8_t *)room;
	PROPVARIANT value = { .vt = VT_I4 };

	value.lVal = 0x01020304;
	ck_assert_uint_eq(convert(&value, UNICODE, bytes), 8);
	ck_assert_mem_eq(bytes, "\3\0\0\0\4\3\2\1", 8);
	value.vt = VT_EMPTY;
	ck_assert_uint_eq(convert(&value, UNICODE, bytes), 4);
	value.vt = VT_NULL;
	ck_assert_uint_eq(convert(&value, UNICODE, bytes), 4);
	value.vt = VT_BSTR;
	value.bstrVal = SysAllocString(u"test");
	memset(bytes, 0x55, sizeof room);
	ck_assert_uint_eq(convert(&value, UNICODE, bytes), 20);
	ck_assert_mem_eq(bytes, "\x8\0\0\0\xA\0\0\0t\0e\0s\0t\0\0\0\0\0", 20);
	memset(bytes, 0x55, sizeof room);
	ck_assert_uint_eq(convert(&value, UTF8, bytes), 16);
	ck_assert_mem_eq(bytes, "\x8\0\0\0\5\0\0\0test\0\0\0\0", 16);
	SysFreeString(value.bstrVal);
}
END_TEST

START_TEST(elements_are_padded_as_they_have_to_be)
{
	uint64_t room[100];
	uint8_t *bytes = (uint8_t *)room;
	LPWSTR texts[] = { (LPWSTR)(uintptr_t)u"ab", (LPWSTR)(uintptr_t)u"c" };
	CHAR numbers[] = { 1, 2, 3, 4, 5 };
	PROPVARIANT value = { .vt = VT_VECTOR | VT_LPWSTR };

	value.calpwstr.cElems = 2;
	value.calpwstr.pElems = texts;
	ck_assert_uint_eq(convert(&value, UNICODE, bytes), 28);
	ck_assert_mem_eq(bytes, "\x1F\x10\0\0\2\0\0\0\3\0\0\0a\0b\0\0\0\0\0"
				"\2\0\0\0c\0\0\0", 28);
	value.vt = VT_VECTOR | VT_I1;
	value.cac.cElems = 5;
	value.cac.pElems = numbers;
	ck_assert_uint_eq(convert(&value, UNICODE, bytes), 16);
	ck_assert_mem_eq(bytes, "\x10\x10\0\0\5\0\0\0\1\2\3\4\5\0\0\0", 16);
}
END_TEST

START_TEST(plain_values_are_no_names)
{
	uint64_t room[4] = { 0 };
	PROPVARIANT value = { .vt = VT_I4 };
	PROPVARIANT read;

	value.lVal = 42;
	(void)convert(&value, UNICODE, (uint8_t *)room);
	ck_assert_int_eq(StgConvertPropertyToVariant((void *)room, UNICODE,
		&read, NULL), FALSE);
	ck_assert_uint_eq(read.vt, VT_I4);
	ck_assert_int_eq(read.lVal, 42);
}
END_TEST

START_TEST(values_beside_a_set_are_names)
{
	uint64_t room[20] = { 0 };
	PROPVARIANT value = { .vt = VT_STREAM };
	ULONG indirect = 4;
	ULONG size = sizeof room;
	PROPVARIANT read;

	ck_assert_ptr_nonnull(StgConvertVariantToProperty(&value, UNICODE,
		(void *)room, &size, 17, FALSE, &indirect));
	ck_assert_uint_eq(indirect, 5);
	ck_assert_int_eq(StgConvertPropertyToVariant((void *)room, UNICODE,
		&read, NULL), TRUE);
	ck_assert_uint_eq(read.vt, VT_STREAM);
	ck_assert(is_text(read.pwszVal, "prop17"));
	CoTaskMemFree(read.pwszVal);
}
END_TEST

/* An allocator that counts, and fails on request. */
struct counting {
	PMemoryAllocator PMemoryAllocator_iface;
	unsigned blocks;
	unsigned calls;
	unsigned fail_at;
};

static void *
counting_Allocate(PMemoryAllocator *iface, ULONG size)
{
	struct counting *c = (void *)iface;

	if (++c->calls == c->fail_at)
		return NULL;
	c->blocks++;
	return CoTaskMemAlloc(size);
}

static void
counting_Free(PMemoryAllocator *iface, void *block)
{
	((struct counting *)(void *)iface)->blocks--;
	CoTaskMemFree(block);
}

static const PMemoryAllocatorVtbl counting_vtbl = {
	.Allocate = counting_Allocate,
	.Free = counting_Free,
};

static LPSTR texts[] = { (LPSTR)(uintptr_t)"one", NULL,
	(LPSTR)(uintptr_t)"three" };
static LPWSTR wides[] = { (LPWSTR)(uintptr_t)u"one",
	(LPWSTR)(uintptr_t)u"\u20AC" };
static BYTE data[] = { 1, 2, 3, 4, 5, 6, 7 };
static CLIPDATA clips[] = { { 11, -1, data }, { 4, 0, NULL } };
static FILETIME times[] = { { 1, 2 }, { 3, 4 } };
static DOUBLE doubles[] = { 1.5, -2.25, 0 };
static SHORT shorts[] = { 1, -2, 3 };
static CLSID clsids[2];
static BSTR bstrs[2];
static PROPVARIANT variants[4];
static LONGLONG quads[] = { 1, -1 };

#define VECTOR(type, array)                           \
	{                                             \
		VT_VECTOR | (type), ARRAY_SIZE(array), array \
	}

static const struct {
	VARTYPE vt;
	ULONG count;
	void *elements;
} vectors[] = {
	VECTOR(VT_LPSTR, texts),
	VECTOR(VT_LPWSTR, wides),
	VECTOR(VT_CF, clips),
	VECTOR(VT_FILETIME, times),
	VECTOR(VT_R8, doubles),
	VECTOR(VT_DATE, doubles),
	VECTOR(VT_I2, shorts),
	VECTOR(VT_BOOL, shorts),
	VECTOR(VT_UI1, data),
	VECTOR(VT_I1, data),
	VECTOR(VT_CLSID, clsids),
	VECTOR(VT_BSTR, bstrs),
	VECTOR(VT_VARIANT, variants),
	VECTOR(VT_I8, quads),
	VECTOR(VT_CY, quads),
};

static void
setup(void)
{
	clsids[1] = IID_IStream;
	bstrs[0] = SysAllocString(u"first");
	bstrs[1] = SysAllocString(u"last");
	variants[0].vt = VT_I4;
	variants[0].lVal = 7;
	variants[1].vt = VT_LPSTR;
	variants[1].pszVal = texts[0];
	variants[2].vt = VT_VECTOR | VT_LPWSTR;
	variants[2].calpwstr.cElems = 2;
	variants[2].calpwstr.pElems = wides;
	variants[3].vt = VT_CLSID;
	variants[3].puuid = &clsids[1];
}

static void
teardown(void)
{
	SysFreeString(bstrs[0]);
	SysFreeString(bstrs[1]);
}

/* Converting what was read gives the same bytes. */
static void
check_there_and_back(const PROPVARIANT *value, USHORT codepage)
{
	struct counting counting = { { &counting_vtbl }, 0, 0, 0 };
	uint64_t room[200] = { 0 };
	uint64_t other[200] = { 0 };
	ULONG size = convert(value, codepage, (uint8_t *)room);
	PROPVARIANT read;

	(void)StgConvertPropertyToVariant((void *)room, codepage, &read,
		&counting.PMemoryAllocator_iface);
	ck_assert_uint_eq(read.vt, value->vt);
	ck_assert_uint_eq(convert(&read, codepage, (uint8_t *)other), size);
	ck_assert_mem_eq(room, other, size);
	ck_hr(PropVariantClear(&read), S_OK);
	/* What a failure leaves is nothing. */
	for (unsigned last = counting.calls, i = 1; i <= last; i++) {
		counting.blocks = 0;
		counting.calls = 0;
		counting.fail_at = i;
		ck_assert_int_eq(StgConvertPropertyToVariant((void *)room,
			codepage, &read, &counting.PMemoryAllocator_iface),
			FALSE);
		ck_assert_uint_eq(counting.blocks, 0);
		ck_assert_uint_eq(read.vt, VT_EMPTY);
	}
}

START_TEST(vectors_come_back)
{
	PROPVARIANT value = { .vt = vectors[_i].vt };

	/* An empty text comes back for none. */
	texts[1] = (LPSTR)(uintptr_t)"";
	value.caub.cElems = vectors[_i].count;
	value.caub.pElems = vectors[_i].elements;
	check_there_and_back(&value, UNICODE);
	if (value.vt != (VT_VECTOR | VT_LPWSTR))
		check_there_and_back(&value, UTF8);
	check_there_and_back(&value, 1252);
	if (value.vt == (VT_VECTOR | VT_CLSID))
		return;
	value.caub.cElems = 0;
	value.caub.pElems = NULL;
	check_there_and_back(&value, UNICODE);
}
END_TEST

START_TEST(single_values_come_back)
{
	static const VARTYPE numbers[] = { VT_I1, VT_UI1, VT_I2, VT_UI2,
		VT_BOOL, VT_I4, VT_UI4, VT_INT, VT_UINT, VT_ERROR, VT_R4,
		VT_I8, VT_UI8, VT_R8, VT_CY, VT_DATE, VT_FILETIME, VT_EMPTY,
		VT_NULL };
	PROPVARIANT value;

	for (size_t i = 0; i < ARRAY_SIZE(numbers); i++) {
		uint64_t room[4] = { 0 };
		PROPVARIANT read;

		PropVariantInit(&value);
		value.vt = numbers[i];
		value.uhVal.QuadPart = 0x8182838485868788;
		check_there_and_back(&value, UNICODE);
		(void)convert(&value, UNICODE, (uint8_t *)room);
		(void)StgConvertPropertyToVariant((void *)room, UNICODE, &read,
			NULL);
		/* As many bytes as the type has. */
		if (numbers[i] == VT_FILETIME)
			ck_assert_uint_eq(read.filetime.dwHighDateTime,
				0x81828384);
		if (numbers[i] == VT_I2)
			ck_assert_int_eq(read.iVal, (SHORT)0x8788);
	}
	PropVariantInit(&value);
	value.decVal.Hi32 = 0x01020304;
	value.decVal.Lo64 = 0x05060708090A0B0C;
	value.decVal.scale = 4;
	value.decVal.sign = DECIMAL_NEG;
	value.vt = VT_DECIMAL;
	check_there_and_back(&value, UNICODE);
	value.vt = VT_LPSTR;
	value.pszVal = texts[0];
	check_there_and_back(&value, UNICODE);
	check_there_and_back(&value, 1252);
	value.vt = VT_LPWSTR;
	value.pwszVal = wides[1];
	check_there_and_back(&value, UNICODE);
	value.vt = VT_BSTR;
	value.bstrVal = bstrs[0];
	check_there_and_back(&value, UTF8);
	value.vt = VT_CLSID;
	value.puuid = &clsids[1];
	check_there_and_back(&value, UNICODE);
	value.vt = VT_CF;
	value.pclipdata = &clips[0];
	check_there_and_back(&value, UNICODE);
	value.vt = VT_BLOB;
	value.blob.cbSize = sizeof data;
	value.blob.pBlobData = data;
	check_there_and_back(&value, UNICODE);
	value.vt = VT_BLOB_OBJECT;
	check_there_and_back(&value, UNICODE);
}
END_TEST

START_TEST(arrays_come_back)
{
	static const VARTYPE types[] = { VT_I1, VT_UI1, VT_I2, VT_UI2, VT_BOOL,
		VT_I4, VT_UI4, VT_INT, VT_UINT, VT_ERROR, VT_R4, VT_R8, VT_CY,
		VT_DATE, VT_DECIMAL, VT_BSTR, VT_VARIANT };
	SAFEARRAYBOUND bounds[] = { { 2, -3 }, { 3, 10 } };

	for (size_t i = 0; i < ARRAY_SIZE(types); i++) {
		PROPVARIANT value = { .vt = VT_ARRAY | types[i] };
		LONG index[] = { -2, 12 };
		VARIANT inner = { .vt = VT_BSTR };

		inner.bstrVal = bstrs[0];
		value.parray = SafeArrayCreate(types[i], 2, bounds);
		ck_assert_ptr_nonnull(value.parray);
		if (types[i] == VT_BSTR)
			ck_hr(SafeArrayPutElement(value.parray, index,
				bstrs[0]), S_OK);
		else if (types[i] == VT_VARIANT)
			ck_hr(SafeArrayPutElement(value.parray, index, &inner),
				S_OK);
		else
			((uint8_t *)value.parray->pvData)[5] = 1;
		check_there_and_back(&value, UNICODE);
		check_there_and_back(&value, 1252);
		ck_hr(PropVariantClear(&value), S_OK);
	}
}
END_TEST

START_TEST(array_dimensions_keep_their_order)
{
	SAFEARRAYBOUND bounds[] = { { 2, -3 }, { 3, 10 } };
	PROPVARIANT value = { .vt = VT_ARRAY | VT_I4 };
	uint64_t room[40] = { 0 };
	LONG index[] = { -2, 12 };
	LONG number = 77;
	PROPVARIANT read;
	LONG bound;

	value.parray = SafeArrayCreate(VT_I4, 2, bounds);
	ck_hr(SafeArrayPutElement(value.parray, index, &number), S_OK);
	(void)convert(&value, UNICODE, (uint8_t *)room);
	(void)StgConvertPropertyToVariant((void *)room, UNICODE, &read, NULL);
	ck_hr(SafeArrayGetLBound(read.parray, 2, &bound), S_OK);
	ck_assert_int_eq(bound, 10);
	number = 0;
	ck_hr(SafeArrayGetElement(read.parray, index, &number), S_OK);
	ck_assert_int_eq(number, 77);
	ck_hr(PropVariantClear(&read), S_OK);
	ck_hr(PropVariantClear(&value), S_OK);
}
END_TEST

START_TEST(values_serialise_by_themselves)
{
	SERIALIZEDPROPERTYVALUE *property = NULL;
	PROPVARIANT value = { .vt = VT_LPSTR };
	PROPVARIANT read;
	ULONG size;

	value.pszVal = (LPSTR)(uintptr_t)"t\xC3\xA4st";
	ck_hr(StgSerializePropVariant(&value, &property, &size), S_OK);
	ck_assert_uint_eq(size, 20);
	ck_hr(StgDeserializePropVariant(property, size, &read), S_OK);
	ck_assert_str_eq(read.pszVal, value.pszVal);
	ck_hr(PropVariantClear(&read), S_OK);
	ck_assert_uint_gt(StgPropertyLengthAsVariant(property, size, UNICODE,
		0), 5);
	for (ULONG cut = 0; cut < 18; cut++) {
		memset(&read, 0x55, sizeof read);
		ck_hr(StgDeserializePropVariant(property, cut, &read),
			STG_E_INVALIDPARAMETER);
		ck_assert_uint_eq(read.vt, VT_EMPTY);
		ck_assert_uint_eq(StgPropertyLengthAsVariant(property, cut,
			UNICODE, 0), 0);
	}
	CoTaskMemFree(property);
}
END_TEST

START_TEST(what_cannot_be_serialised_is_refused)
{
	static const VARTYPE bad[] = { VT_STREAM, VT_STORAGE, VT_UNKNOWN,
		VT_DISPATCH, VT_VERSIONED_STREAM, VT_RECORD, 15, 500,
		VT_VECTOR | VT_DECIMAL, VT_BSTR_BLOB };
	SERIALIZEDPROPERTYVALUE *property;
	PROPVARIANT value = { .vt = VT_I4 };
	ULONG size;

	for (size_t i = 0; i < ARRAY_SIZE(bad); i++) {
		value.vt = bad[i];
		property = (void *)&value;
		ck_hr(StgSerializePropVariant(&value, &property, &size),
			DISP_E_BADVARTYPE);
		ck_assert_ptr_null(property);
	}
	ck_hr(StgSerializePropVariant(NULL, &property, &size), E_INVALIDARG);
	ck_hr(StgSerializePropVariant(&value, NULL, &size), E_INVALIDARG);
	ck_hr(StgSerializePropVariant(&value, &property, NULL), E_INVALIDARG);
	ck_hr(StgDeserializePropVariant(NULL, 4, &value), E_INVALIDARG);
	ck_hr(StgDeserializePropVariant((void *)&value, 4, NULL),
		E_INVALIDARG);
	/* A name in place of the stream that it names would be freed wrong. */
	ck_hr(StgDeserializePropVariant(
		(void *)(uintptr_t)"\x42\0\0\0\4\0\0\0a\0\0\0", 12, &value),
		STG_E_INVALIDPARAMETER);
}
END_TEST

START_TEST(names_in_vectors_are_left_out)
{
	/* A vector of two values, a stream's name and a number. */
	static const uint32_t raw[] = { 0x100C, 2, VT_STREAM, 4, 0x00000061,
		VT_I4, 7 };
	PROPVARIANT value;

	ck_hr(StgDeserializePropVariant((void *)(uintptr_t)raw, sizeof raw,
		&value), S_OK);
	ck_assert_uint_eq(value.capropvar.cElems, 2);
	ck_assert_uint_eq(value.capropvar.pElems[0].vt, VT_EMPTY);
	ck_assert_int_eq(value.capropvar.pElems[1].lVal, 7);
	ck_hr(PropVariantClear(&value), S_OK);
}
END_TEST

START_TEST(values_nest_eight_deep)
{
	SERIALIZEDPROPERTYVALUE *property;
	PROPVARIANT nested[12];
	ULONG size;

	memset(nested, 0, sizeof nested);
	nested[11].vt = VT_I4;
	for (int i = 10; i >= 0; i--) {
		nested[i].vt = VT_VECTOR | VT_VARIANT;
		nested[i].capropvar.cElems = 1;
		nested[i].capropvar.pElems = &nested[i + 1];
	}
	ck_assert(FAILED(StgSerializePropVariant(nested, &property, &size)));
	ck_hr(StgSerializePropVariant(&nested[7], &property, &size), S_OK);
	CoTaskMemFree(property);
}
END_TEST

START_TEST(a_short_heap_is_told)
{
	PROPVARIANT value = { .vt = VT_VECTOR | VT_VARIANT };

	value.capropvar.cElems = ARRAY_SIZE(variants);
	value.capropvar.pElems = variants;
	for (unsigned long fail = 1;; fail++) {
		SERIALIZEDPROPERTYVALUE *property = (void *)&value;
		PROPVARIANT read;
		ULONG size;
		HRESULT hr;

		heap_begin();
		heap_fail_at(fail);
		hr = StgSerializePropVariant(&value, &property, &size);
		if (SUCCEEDED(hr)) {
			hr = StgDeserializePropVariant(property, size, &read);
			CoTaskMemFree(property);
			property = NULL;
		}
		if (SUCCEEDED(hr))
			(void)PropVariantClear(&read);
		heap_fail_at(0);
		ck_assert_uint_eq(heap_left(), 0);
		if (SUCCEEDED(hr)) {
			ck_assert_uint_gt(fail, 10);
			break;
		}
		ck_hr(hr, E_OUTOFMEMORY);
		ck_assert_ptr_null(property);
	}
}
END_TEST

int
main(void)
{
	struct suite suite = suite_begin("propconvert");

	tcase_add_checked_fixture(suite.tcase, setup, teardown);
	TEST(&suite, sizes_are_those_documented);
	TEST(&suite, elements_are_padded_as_they_have_to_be);
	TEST(&suite, plain_values_are_no_names);
	TEST(&suite, values_beside_a_set_are_names);
	TEST_EACH(&suite, vectors_come_back, ARRAY_SIZE(vectors));
	TEST(&suite, single_values_come_back);
	TEST(&suite, arrays_come_back);
	TEST(&suite, array_dimensions_keep_their_order);
	TEST(&suite, values_serialise_by_themselves);
	TEST(&suite, what_cannot_be_serialised_is_refused);
	TEST(&suite, names_in_vectors_are_left_out);
	TEST(&suite, values_nest_eight_deep);
	TEST(&suite, a_short_heap_is_told);
	return suite_end(&suite);
}
