/* SPDX-License-Identifier: MIT */
/*
 * Every type that a set can hold, alone, as a vector, as an array and by
 * reference, in sets of both kinds of code pages: copied, cleared, written,
 * read from the file, and serialised to the same bytes.
 */
#include "propset.h"

enum { PLAIN = 1, VECTOR = 2, ARRAY = 4, BYREF = 8, NUMBER = 15 };

/* Two elements of each type, one behind the other. */
static uint64_t numbers[4] = { 0x8182838485868788, 0x0102030405060708,
	0x1112131415161718, 0x2122232425262728 };
static VARIANT_BOOL truths[] = { VARIANT_TRUE, VARIANT_FALSE };
static DECIMAL decimals[] = { { .Hi32 = 1, .Lo64 = 2 }, { .Lo64 = 3 } };
static LPSTR texts[] = { (LPSTR)(uintptr_t)"one", (LPSTR)(uintptr_t)"four" };
static LPWSTR wides[] = { (LPWSTR)(uintptr_t)u"one",
	(LPWSTR)(uintptr_t)u"four" };
static BSTR strings[2];
static BYTE data[] = { 1, 2, 3, 4, 5 };
static BLOB blob = { sizeof data, data };
static CLIPDATA clips[] = { { 4 + 5, -1, data }, { 4 + 2, 0, data } };
static CLSID classes[] = { { 1, 2, 3, { 4 } }, { 5, 6, 7, { 8 } } };
static PROPVARIANT values[2];
static VARIANT variants[2];

static const struct row {
	VARTYPE vt;
	unsigned forms;
	void *elements;
	size_t size;
	void *others; /* elements of an array, where they differ */
} rows[] = {
	{ VT_EMPTY, PLAIN, numbers, 0, NULL },
	{ VT_NULL, PLAIN, numbers, 0, NULL },
	{ VT_I1, NUMBER, numbers, 1, NULL },
	{ VT_UI1, NUMBER, numbers, 1, NULL },
	{ VT_I2, NUMBER, numbers, 2, NULL },
	{ VT_UI2, NUMBER, numbers, 2, NULL },
	{ VT_BOOL, NUMBER, truths, 2, NULL },
	{ VT_I4, NUMBER, numbers, 4, NULL },
	{ VT_UI4, NUMBER, numbers, 4, NULL },
	{ VT_R4, NUMBER, numbers, 4, NULL },
	{ VT_ERROR, PLAIN | ARRAY | BYREF, numbers, 4, NULL },
	{ VT_INT, PLAIN | ARRAY | BYREF, numbers, 4, NULL },
	{ VT_UINT, PLAIN | ARRAY | BYREF, numbers, 4, NULL },
	{ VT_I8, PLAIN | VECTOR, numbers, 8, NULL },
	{ VT_UI8, PLAIN | VECTOR, numbers, 8, NULL },
	{ VT_R8, NUMBER, numbers, 8, NULL },
	{ VT_CY, NUMBER, numbers, 8, NULL },
	{ VT_DATE, NUMBER, numbers, 8, NULL },
	{ VT_FILETIME, PLAIN | VECTOR, numbers, 8, NULL },
	{ VT_DECIMAL, PLAIN | ARRAY | BYREF, decimals, sizeof(DECIMAL), NULL },
	{ VT_BSTR, NUMBER, strings, sizeof(BSTR), NULL },
	{ VT_LPSTR, PLAIN | VECTOR, texts, sizeof(LPSTR), NULL },
	{ VT_LPWSTR, PLAIN | VECTOR, wides, sizeof(LPWSTR), NULL },
	{ VT_BLOB, PLAIN, &blob, sizeof blob, NULL },
	{ VT_BLOB_OBJECT, PLAIN, &blob, sizeof blob, NULL },
	{ VT_CF, PLAIN | VECTOR, clips, sizeof *clips, NULL },
	{ VT_CLSID, PLAIN, classes, sizeof *classes, NULL },
	{ VT_VARIANT, VECTOR | ARRAY, values, sizeof *values, variants },
};

static void
setup(void)
{
	strings[0] = SysAllocString(u"one");
	strings[1] = SysAllocString(u"four");
	values[0].vt = VT_LPSTR;
	values[0].pszVal = texts[0];
	values[1].vt = VT_I4;
	values[1].lVal = 5;
	variants[0].vt = VT_BSTR;
	variants[0].bstrVal = strings[0];
	variants[1].vt = VT_I4;
	variants[1].lVal = 5;
	new_root();
}

static void
teardown(void)
{
	drop_root();
	SysFreeString(strings[0]);
	SysFreeString(strings[1]);
}

static void
make_plain(const struct row *row, PROPVARIANT *value)
{
	PropVariantInit(value);
	if (row->vt == VT_DECIMAL)
		value->decVal = decimals[0];
	else if (row->vt == VT_CF || row->vt == VT_CLSID)
		value->pbVal = row->elements;
	else
		memcpy(&value->bVal, row->elements, row->size);
	value->vt = row->vt;
}

/* What is referred to belongs to the row; an array is made, to be cleared. */
static void
make(const struct row *row, unsigned form, PROPVARIANT *value)
{
	PropVariantInit(value);
	if (form == PLAIN) {
		make_plain(row, value);
	} else if (form == VECTOR) {
		value->vt = VT_VECTOR | row->vt;
		value->caub.cElems = 2;
		value->caub.pElems = row->elements;
	} else if (form == BYREF) {
		value->vt = VT_BYREF | row->vt;
		value->pbVal = row->elements;
	} else if (form == ARRAY) {
		SAFEARRAY *array = SafeArrayCreateVector(row->vt, 0, 2);
		BYTE *from = row->others ? row->others : row->elements;

		ck_assert_ptr_nonnull(array);
		for (LONG i = 0; i < 2; i++) {
			void *element = from + (ULONG)i * array->cbElements;

			ck_hr(SafeArrayPutElement(array, &i,
				row->vt == VT_BSTR ? strings[i] : element),
				S_OK);
		}
		value->vt = VT_ARRAY | row->vt;
		value->parray = array;
	}
}

static void
ck_same(const PROPVARIANT *one, const PROPVARIANT *other)
{
	SERIALIZEDPROPERTYVALUE *bytes_of_one, *bytes_of_other;
	ULONG size, other_size;

	ck_assert_uint_eq(one->vt, other->vt);
	ck_hr(StgSerializePropVariant(one, &bytes_of_one, &size), S_OK);
	ck_hr(StgSerializePropVariant(other, &bytes_of_other, &other_size),
		S_OK);
	ck_assert_uint_eq(size, other_size);
	ck_assert_mem_eq(bytes_of_one, bytes_of_other, size);
	CoTaskMemFree(bytes_of_one);
	CoTaskMemFree(bytes_of_other);
}

static void
ck_copied(const PROPVARIANT *value)
{
	PROPVARIANT copy;

	ck_hr(PropVariantCopy(&copy, value), S_OK);
	if (value->vt & VT_BYREF)
		ck_assert_ptr_eq(copy.pbVal, value->pbVal);
	else
		ck_same(&copy, value);
	ck_hr(PropVariantClear(&copy), S_OK);
	ck_assert_uint_eq(copy.vt, VT_EMPTY);
}

/* By way of the file. */
static void
ck_kept(const PROPVARIANT *value, const PROPVARIANT *expected, DWORD flags)
{
	IPropertyStorage *set = create_set(&own, flags);
	PROPVARIANT read;

	ck_hr(write_i4(set, 2, 22), S_OK);
	ck_hr(write_id(set, 3, value), S_OK);
	ck_hr(write_i4(set, 4, 44), S_OK);
	IPropertyStorage_Release(set);
	reopen(STGM_READWRITE);
	set = open_set(&own, STGM_READ);
	if (expected->vt == VT_EMPTY) {
		ck_hr(read_id(set, 3, &read), S_FALSE);
	} else {
		ck_hr(read_id(set, 3, &read), S_OK);
		ck_same(&read, expected);
		ck_hr(PropVariantClear(&read), S_OK);
	}
	ck_assert_int_eq(i4_of(set, 2), 22);
	ck_assert_int_eq(i4_of(set, 4), 44);
	IPropertyStorage_Release(set);
}

START_TEST(every_type_in_every_form_is_kept)
{
	const struct row *row = &rows[_i];
	PROPVARIANT value, plain;

	for (unsigned form = PLAIN; form <= BYREF; form *= 2) {
		if (!(row->forms & form))
			continue;
		make(row, form, &value);
		if (form == BYREF)
			make_plain(row, &plain);
		ck_copied(&value);
		ck_kept(&value, form == BYREF ? &plain : &value, 0);
		ck_kept(&value, form == BYREF ? &plain : &value,
			PROPSETFLAG_ANSI);
		if (form == ARRAY)
			ck_hr(PropVariantClear(&value), S_OK);
	}
}
END_TEST

START_TEST(no_other_form_is_copied)
{
	const struct row *row = &rows[_i];
	VARTYPE vector = VT_VECTOR | row->vt, array = VT_ARRAY | row->vt;
	PROPVARIANT copy, value = { .vt = VT_EMPTY };

	/* Lists of integers of no fixed size, of blobs, of nothing. */
	if (!(row->forms & VECTOR) && row->vt != VT_ERROR) {
		value.vt = vector;
		ck_hr(PropVariantCopy(&copy, &value), DISP_E_BADVARTYPE);
	}
	if (!(row->forms & ARRAY) && row->vt != VT_I8 && row->vt != VT_UI8) {
		value.vt = array;
		ck_hr(PropVariantCopy(&copy, &value), DISP_E_BADVARTYPE);
	}
	value.vt = vector | VT_ARRAY;
	ck_hr(PropVariantCopy(&copy, &value), DISP_E_BADVARTYPE);
}
END_TEST

int
main(void)
{
	struct suite suite = suite_begin("proptypes");

	tcase_add_checked_fixture(suite.tcase, setup, teardown);
	TEST_EACH(&suite, every_type_in_every_form_is_kept, ARRAY_SIZE(rows));
	TEST_EACH(&suite, no_other_form_is_copied, ARRAY_SIZE(rows));
	return suite_end(&suite);
}
