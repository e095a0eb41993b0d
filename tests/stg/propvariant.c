/* SPDX-License-Identifier: MIT */
/* Values of properties: which types there are, copies and what is freed. */
#include "support.h"
#include "support/heap.h"

#define LAST_TYPE 100

/* The types that a value may have, by number. */
static bool
is_plain(unsigned vt)
{
	return vt <= 14 || (vt >= 16 && vt <= 23) || vt == 30 || vt == 31 ||
		vt == 36 || (vt >= 64 && vt <= 71);
}

static bool
is_array(unsigned vt)
{
	return (vt >= 2 && vt <= 14) || (vt >= 16 && vt <= 23) || vt == 36;
}

static bool
is_vector(unsigned vt)
{
	return (vt >= 2 && vt <= 8) || (vt >= 10 && vt <= 12) ||
		(vt >= 16 && vt <= 21) || vt == 30 || vt == 31 || vt == 64 ||
		vt == 71;
}

/* Copy and clear a value of a type that holds nothing. */
static void
check_type(unsigned vt, bool valid)
{
	PROPVARIANT value;
	PROPVARIANT copy;
	PROPVARIANT other;
	PROPVARIANT empty;

	memset(&value, 0x55, sizeof value);
	memset(&copy, 0x77, sizeof copy);
	memset(&other, 0x77, sizeof other);
	memset(&empty, 0, sizeof empty);
	value.caub.cElems = 0;
	value.caub.pElems = NULL;
	/* The first word holds the pointer of a single value. */
	value.pszVal = NULL;
	value.vt = (VARTYPE)vt;
	ck_hr(PropVariantCopy(&copy, &value),
		valid ? S_OK : DISP_E_BADVARTYPE);
	ck_assert_mem_eq(&copy, valid ? &value : &other, sizeof copy);
	ck_hr(PropVariantClear(&value), valid ? S_OK : STG_E_INVALIDPARAMETER);
	ck_assert_mem_eq(&value, &empty, sizeof value);
}

START_TEST(types_are_those_listed)
{
	for (unsigned vt = 0; vt < LAST_TYPE; vt++) {
		check_type(vt, is_plain(vt));
		check_type(vt | VT_ARRAY, is_array(vt));
		check_type(vt | VT_VECTOR, is_vector(vt));
		check_type(vt | VT_BYREF, is_array(vt));
		check_type(vt | VT_VECTOR | VT_BYREF, false);
		check_type(vt | VT_VECTOR | VT_ARRAY, false);
		check_type(vt | VT_RESERVED, false);
	}
	check_type(VT_BSTR_BLOB, false);
	check_type(VT_ILLEGAL, false);
}
END_TEST

/* An interface that counts. */
struct counted {
	IStream IStream_iface;
	ULONG refs;
};

static ULONG
counted_AddRef(IStream *iface)
{
	return ++((struct counted *)(void *)iface)->refs;
}

static ULONG
counted_Release(IStream *iface)
{
	return --((struct counted *)(void *)iface)->refs;
}

static const IStreamVtbl counted_vtbl = {
	.AddRef = counted_AddRef,
	.Release = counted_Release,
};

static struct counted counted = { { &counted_vtbl }, 1 };

static LPSTR
new_bytes(const char *text)
{
	LPSTR copy = CoTaskMemAlloc(strlen(text) + 1);

	ck_assert_ptr_nonnull(copy);
	strcpy(copy, text);
	return copy;
}

static LPWSTR
new_units(const OLECHAR *text)
{
	size_t units = 0;
	LPWSTR copy;

	while (text[units] != 0)
		units++;
	copy = CoTaskMemAlloc((units + 1) * sizeof *copy);
	ck_assert_ptr_nonnull(copy);
	memcpy(copy, text, (units + 1) * sizeof *copy);
	return copy;
}

static void *
new_zeros(size_t size)
{
	void *zeros = CoTaskMemAlloc(size);

	ck_assert_ptr_nonnull(zeros);
	memset(zeros, 0, size);
	return zeros;
}

static void
make_clip(CLIPDATA *clip)
{
	clip->cbSize = 4 + 3;
	clip->ulClipFmt = -1;
	clip->pClipData = (BYTE *)new_bytes("ab");
}

static void
make_text(PROPVARIANT *v)
{
	v->pszVal = new_bytes("text");
}

static void
make_wide(PROPVARIANT *v)
{
	v->pwszVal = new_units(u"wide");
}

static void
make_bstr(PROPVARIANT *v)
{
	v->bstrVal = SysAllocString(u"bstr");
}

static void
make_blob(PROPVARIANT *v)
{
	v->blob.cbSize = 4;
	v->blob.pBlobData = (BYTE *)new_bytes("abc");
}

static void
make_cf(PROPVARIANT *v)
{
	v->pclipdata = new_zeros(sizeof *v->pclipdata);
	make_clip(v->pclipdata);
}

static void
make_clsid(PROPVARIANT *v)
{
	v->puuid = new_zeros(sizeof *v->puuid);
	*v->puuid = IID_IStream;
}

static void
make_stream(PROPVARIANT *v)
{
	v->pStream = &counted.IStream_iface;
	counted.refs++;
}

static void
make_versioned(PROPVARIANT *v)
{
	v->pVersionedStream = new_zeros(sizeof *v->pVersionedStream);
	v->pVersionedStream->pStream = &counted.IStream_iface;
	counted.refs++;
}

static void
make_numbers(PROPVARIANT *v)
{
	v->cal.cElems = 2;
	v->cal.pElems = new_zeros(8);
	v->cal.pElems[1] = 7;
}

static void
make_texts(PROPVARIANT *v)
{
	v->calpstr.cElems = 3;
	v->calpstr.pElems = new_zeros(3 * sizeof *v->calpstr.pElems);
	v->calpstr.pElems[0] = new_bytes("first");
	v->calpstr.pElems[2] = new_bytes("last");
}

static void
make_wides(PROPVARIANT *v)
{
	v->calpwstr.cElems = 2;
	v->calpwstr.pElems = new_zeros(2 * sizeof *v->calpwstr.pElems);
	v->calpwstr.pElems[0] = new_units(u"first");
	v->calpwstr.pElems[1] = new_units(u"last");
}

static void
make_bstrs(PROPVARIANT *v)
{
	v->cabstr.cElems = 2;
	v->cabstr.pElems = new_zeros(2 * sizeof *v->cabstr.pElems);
	v->cabstr.pElems[0] = SysAllocString(u"first");
	v->cabstr.pElems[1] = SysAllocString(u"last");
}

static void
make_clips(PROPVARIANT *v)
{
	v->caclipdata.cElems = 2;
	v->caclipdata.pElems = new_zeros(2 * sizeof *v->caclipdata.pElems);
	make_clip(&v->caclipdata.pElems[0]);
	make_clip(&v->caclipdata.pElems[1]);
}

static void
make_clsids(PROPVARIANT *v)
{
	v->cauuid.cElems = 2;
	v->cauuid.pElems = new_zeros(2 * sizeof *v->cauuid.pElems);
	v->cauuid.pElems[1] = IID_IStream;
}

static void
make_variants(PROPVARIANT *v)
{
	PROPVARIANT *values = new_zeros(3 * sizeof *values);

	v->capropvar.cElems = 3;
	v->capropvar.pElems = values;
	values[0].vt = VT_LPSTR;
	make_text(&values[0]);
	values[1].vt = VT_I4;
	values[1].lVal = 7;
	values[2].vt = VT_VECTOR | VT_LPWSTR;
	make_wides(&values[2]);
}

static void
make_array(PROPVARIANT *v)
{
	BSTR text = SysAllocString(u"x");
	LONG index = 1;

	v->parray = SafeArrayCreateVector(VT_BSTR, 0, 3);
	ck_assert_ptr_nonnull(v->parray);
	ck_hr(SafeArrayPutElement(v->parray, &index, text), S_OK);
	SysFreeString(text);
}

static void
make_interfaces(PROPVARIANT *v)
{
	LONG index = 0;

	v->parray = SafeArrayCreateVector(VT_UNKNOWN, 0, 2);
	ck_assert_ptr_nonnull(v->parray);
	ck_hr(SafeArrayPutElement(v->parray, &index, &counted), S_OK);
}

static const struct {
	VARTYPE vt;
	void (*make)(PROPVARIANT *v);
	ULONG interfaces;
} kinds[] = {
	{ VT_LPSTR, make_text, 0 },
	{ VT_LPWSTR, make_wide, 0 },
	{ VT_BSTR, make_bstr, 0 },
	{ VT_BLOB, make_blob, 0 },
	{ VT_BLOB_OBJECT, make_blob, 0 },
	{ VT_CF, make_cf, 0 },
	{ VT_CLSID, make_clsid, 0 },
	{ VT_STREAM, make_stream, 1 },
	{ VT_STREAMED_OBJECT, make_stream, 1 },
	{ VT_STORAGE, make_stream, 1 },
	{ VT_STORED_OBJECT, make_stream, 1 },
	{ VT_UNKNOWN, make_stream, 1 },
	{ VT_DISPATCH, make_stream, 1 },
	{ VT_VERSIONED_STREAM, make_versioned, 1 },
	{ VT_VECTOR | VT_I4, make_numbers, 0 },
	{ VT_VECTOR | VT_LPSTR, make_texts, 0 },
	{ VT_VECTOR | VT_LPWSTR, make_wides, 0 },
	{ VT_VECTOR | VT_BSTR, make_bstrs, 0 },
	{ VT_VECTOR | VT_CF, make_clips, 0 },
	{ VT_VECTOR | VT_CLSID, make_clsids, 0 },
	{ VT_VECTOR | VT_VARIANT, make_variants, 0 },
	{ VT_ARRAY | VT_BSTR, make_array, 0 },
	{ VT_ARRAY | VT_UNKNOWN, make_interfaces, 1 },
};

static void
make(size_t kind, PROPVARIANT *v)
{
	PropVariantInit(v);
	v->vt = kinds[kind].vt;
	kinds[kind].make(v);
}

START_TEST(copies_hold_their_own_and_free_it)
{
	ULONG before = counted.refs;
	PROPVARIANT value;
	PROPVARIANT copy;

	make((size_t)_i, &value);
	ck_hr(PropVariantCopy(&copy, &value), S_OK);
	ck_assert_uint_eq(copy.vt, value.vt);
	ck_assert_uint_eq(counted.refs,
		before + 2 * kinds[_i].interfaces);
	if (!kinds[_i].interfaces && value.vt != VT_BLOB &&
		value.vt != VT_BLOB_OBJECT && !(value.vt & VT_VECTOR))
		ck_assert_ptr_ne(copy.pszVal, value.pszVal);
	if (value.vt & VT_VECTOR)
		ck_assert_ptr_ne(copy.caub.pElems, value.caub.pElems);
	ck_hr(PropVariantClear(&value), S_OK);
	ck_hr(PropVariantClear(&copy), S_OK);
	ck_assert_uint_eq(counted.refs, before);
}
END_TEST

START_TEST(nested_values_are_copied)
{
	PROPVARIANT value;
	PROPVARIANT copy;

	PropVariantInit(&value);
	value.vt = VT_VECTOR | VT_VARIANT;
	make_variants(&value);
	ck_hr(PropVariantCopy(&copy, &value), S_OK);
	ck_hr(PropVariantClear(&value), S_OK);
	ck_assert_uint_eq(copy.capropvar.cElems, 3);
	ck_assert_str_eq(copy.capropvar.pElems[0].pszVal, "text");
	ck_assert_int_eq(copy.capropvar.pElems[1].lVal, 7);
	ck_assert(is_text(copy.capropvar.pElems[2].calpwstr.pElems[1],
		"last"));
	ck_hr(PropVariantClear(&copy), S_OK);
}
END_TEST

START_TEST(a_short_heap_leaves_the_target_alone)
{
	for (unsigned long fail = 1;; fail++) {
		ULONG refs = counted.refs;
		PROPVARIANT value;
		PROPVARIANT copy;
		PROPVARIANT other;
		size_t left;
		HRESULT hr;

		make((size_t)_i, &value);
		memset(&copy, 0x77, sizeof copy);
		memset(&other, 0x77, sizeof other);
		heap_begin();
		heap_fail_at(fail);
		hr = PropVariantCopy(&copy, &value);
		heap_fail_at(0);
		left = heap_left();
		if (SUCCEEDED(hr)) {
			ck_hr(PropVariantClear(&copy), S_OK);
			ck_hr(PropVariantClear(&value), S_OK);
			break;
		}
		ck_hr(hr, E_OUTOFMEMORY);
		ck_assert_uint_eq(left, 0);
		ck_assert_mem_eq(&copy, &other, sizeof copy);
		ck_hr(PropVariantClear(&value), S_OK);
		ck_assert_uint_eq(counted.refs, refs);
	}
}
END_TEST

START_TEST(a_bstr_is_copied_up_to_its_nul)
{
	PROPVARIANT value = { .vt = VT_BSTR };
	PROPVARIANT copy;

	value.bstrVal = SysAllocStringLen(u"a\0b", 3);
	ck_hr(PropVariantCopy(&copy, &value), S_OK);
	ck_assert_uint_eq(SysStringLen(copy.bstrVal), 1);
	ck_assert_uint_eq(SysStringLen(value.bstrVal), 3);
	(void)PropVariantClear(&copy);
	(void)PropVariantClear(&value);
}
END_TEST

START_TEST(an_array_keeps_the_nuls_of_its_strings)
{
	PROPVARIANT value = { .vt = VT_ARRAY | VT_BSTR };
	PROPVARIANT copy;
	BSTR text = SysAllocStringLen(u"a\0b", 3);
	LONG index = 0;
	BSTR *elements;

	value.parray = SafeArrayCreateVector(VT_BSTR, 0, 1);
	ck_hr(SafeArrayPutElement(value.parray, &index, text), S_OK);
	ck_hr(PropVariantCopy(&copy, &value), S_OK);
	elements = copy.parray->pvData;
	ck_assert_uint_eq(SysStringLen(elements[0]), 3);
	SysFreeString(text);
	(void)PropVariantClear(&copy);
	(void)PropVariantClear(&value);
}
END_TEST

START_TEST(references_are_not_followed)
{
	LONG number = 7;
	BSTR text = SysAllocString(u"text");
	PROPVARIANT value = { .vt = VT_BYREF | VT_I4 };
	PROPVARIANT copy;

	value.plVal = &number;
	ck_hr(PropVariantCopy(&copy, &value), S_OK);
	ck_assert_ptr_eq(copy.plVal, &number);
	ck_hr(PropVariantClear(&copy), S_OK);
	value.vt = VT_BYREF | VT_BSTR;
	value.pbstrVal = &text;
	ck_hr(PropVariantCopy(&copy, &value), S_OK);
	ck_hr(PropVariantClear(&value), S_OK);
	ck_hr(PropVariantClear(&copy), S_OK);
	ck_assert(is_text(text, "text"));
	SysFreeString(text);
}
END_TEST

START_TEST(a_decimal_covers_its_type)
{
	PROPVARIANT value;
	PROPVARIANT copy;

	PropVariantInit(&value);
	value.decVal.Lo64 = 123456789;
	value.decVal.Hi32 = 5;
	value.decVal.scale = 3;
	value.vt = VT_DECIMAL;
	ck_hr(PropVariantCopy(&copy, &value), S_OK);
	ck_assert_uint_eq(copy.vt, VT_DECIMAL);
	ck_assert_uint_eq(copy.decVal.Lo64, 123456789);
	ck_assert_uint_eq(copy.decVal.scale, 3);
	ck_hr(PropVariantClear(&copy), S_OK);
}
END_TEST

START_TEST(clipboard_data_without_room_for_its_format_is_refused)
{
	CLIPDATA clip = { 3, -1, (BYTE *)(uintptr_t)"x" };
	PROPVARIANT value = { .vt = VT_CF };
	PROPVARIANT copy;

	value.pclipdata = &clip;
	ck_hr(PropVariantCopy(&copy, &value), E_INVALIDARG);
}
END_TEST

START_TEST(nulls_are_refused)
{
	PROPVARIANT value;

	PropVariantInit(&value);
	ck_hr(PropVariantClear(NULL), S_OK);
	ck_hr(PropVariantCopy(NULL, &value), E_INVALIDARG);
	ck_hr(PropVariantCopy(&value, NULL), E_INVALIDARG);
	ck_hr(FreePropVariantArray(1, NULL), E_INVALIDARG);
	ck_hr(FreePropVariantArray(0, NULL), E_INVALIDARG);
	ck_hr(FreePropVariantArray(0, &value), S_OK);
}
END_TEST

START_TEST(one_bad_value_does_not_spare_the_others)
{
	ULONG before = counted.refs;
	PROPVARIANT values[3];

	memset(values, 0, sizeof values);
	values[0].vt = VT_STREAM;
	make_stream(&values[0]);
	values[1].vt = 50;
	values[2].vt = VT_STREAM;
	make_stream(&values[2]);
	ck_hr(FreePropVariantArray(3, values), STG_E_INVALIDPARAMETER);
	ck_assert_uint_eq(counted.refs, before);
	for (size_t i = 0; i < 3; i++)
		ck_assert_uint_eq(values[i].vt, VT_EMPTY);
}
END_TEST

int
main(void)
{
	struct suite suite = suite_begin("propvariant");

	TEST(&suite, types_are_those_listed);
	TEST_EACH(&suite, copies_hold_their_own_and_free_it,
		ARRAY_SIZE(kinds));
	TEST(&suite, nested_values_are_copied);
	TEST_EACH(&suite, a_short_heap_leaves_the_target_alone,
		ARRAY_SIZE(kinds));
	TEST(&suite, a_bstr_is_copied_up_to_its_nul);
	TEST(&suite, an_array_keeps_the_nuls_of_its_strings);
	TEST(&suite, references_are_not_followed);
	TEST(&suite, a_decimal_covers_its_type);
	TEST(&suite, clipboard_data_without_room_for_its_format_is_refused);
	TEST(&suite, nulls_are_refused);
	TEST(&suite, one_bad_value_does_not_spare_the_others);
	return suite_end(&suite);
}
