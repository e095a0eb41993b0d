/* SPDX-License-Identifier: MIT */
#include "persist/documents.h"

#include "support/heap.h"

static IPropertyBag *bag;

static void
begin(void)
{
	ck_hr(stg_create_property_bag(&bag), S_OK);
}

static void
end(void)
{
	ck_assert_uint_eq(IPropertyBag_Release(bag), 0);
}

static VARIANT
number(LONG value)
{
	VARIANT variant;

	VariantInit(&variant);
	variant.vt = VT_I4;
	variant.lVal = value;
	return variant;
}

static HRESULT
write_text(const OLECHAR *name, const OLECHAR *text)
{
	VARIANT variant;
	HRESULT hr;

	VariantInit(&variant);
	variant.vt = VT_BSTR;
	variant.bstrVal = SysAllocString(text);
	if (!variant.bstrVal)
		return E_OUTOFMEMORY;
	hr = IPropertyBag_Write(bag, name, &variant);
	VariantClear(&variant);
	return hr;
}

START_TEST(value_comes_back_by_its_name)
{
	VARIANT variant = number(42);

	ck_hr(IPropertyBag_Write(bag, u"Width", &variant), S_OK);
	ck_hr(write_text(u"Title", u"text"), S_OK);
	VariantInit(&variant);
	ck_hr(IPropertyBag_Read(bag, u"WIDTH", &variant, NULL), S_OK);
	ck_assert_uint_eq(variant.vt, VT_I4);
	ck_assert_int_eq(variant.lVal, 42);
	VariantInit(&variant);
	variant.vt = VT_BSTR;
	ck_hr(IPropertyBag_Read(bag, u"title", &variant, NULL), S_OK);
	ck_assert(is_text(variant.bstrVal, "text"));
	VariantClear(&variant);
}
END_TEST

START_TEST(value_is_replaced)
{
	VARIANT variant = number(1);

	ck_hr(write_text(u"a", u"first"), S_OK);
	ck_hr(IPropertyBag_Write(bag, u"A", &variant), S_OK);
	VariantInit(&variant);
	ck_hr(IPropertyBag_Read(bag, u"a", &variant, NULL), S_OK);
	ck_assert_uint_eq(variant.vt, VT_I4);
}
END_TEST

START_TEST(missing_name_and_other_type_are_refused)
{
	VARIANT variant = number(1);

	ck_hr(IPropertyBag_Write(bag, u"ab", &variant), S_OK);
	VariantInit(&variant);
	ck_hr(IPropertyBag_Read(bag, u"a", &variant, NULL), E_INVALIDARG);
	ck_hr(IPropertyBag_Read(bag, u"abc", &variant, NULL), E_INVALIDARG);
	variant.vt = VT_BSTR;
	ck_hr(IPropertyBag_Read(bag, u"ab", &variant, NULL), E_INVALIDARG);
	ck_assert_uint_eq(variant.vt, VT_EMPTY);
	ck_hr(IPropertyBag_Read(bag, NULL, &variant, NULL), E_POINTER);
	ck_hr(IPropertyBag_Write(bag, u"ab", NULL), E_POINTER);
	ck_hr(stg_create_property_bag(NULL), E_POINTER);
}
END_TEST

START_TEST(every_allocation_may_fail)
{
	HRESULT hr = E_FAIL;

	for (unsigned long n = 1; FAILED(hr); n++) {
		VARIANT variant;

		VariantInit(&variant);
		heap_begin();
		heap_fail_at(n);
		hr = write_text(u"name", u"text");
		if (SUCCEEDED(hr))
			hr = IPropertyBag_Read(bag, u"name", &variant, NULL);
		heap_fail_at(0);
		VariantClear(&variant);
		ck_assert(SUCCEEDED(hr) || hr == E_OUTOFMEMORY);
		ck_assert_uint_lt(n, 100);
	}
}
END_TEST

int
main(void)
{
	const TTest *const tests[] = {
		value_comes_back_by_its_name,
		value_is_replaced,
		missing_name_and_other_type_are_refused,
		every_allocation_may_fail,
	};

	return run_tests_with("persist/propertybag", begin, end, tests,
		ARRAY_SIZE(tests));
}
