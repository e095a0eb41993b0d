/* SPDX-License-Identifier: MIT */
/*
 * Short memory: whichever allocation of an operation on property sets fails,
 * its result says so, out pointers are NULL and nothing leaks.
 */
#include "foreign_stream.h"
#include "propset.h"
#include "support/heap.h"
#include "support/short.h"

static IPropertyStorage *set;

static void
begin(void)
{
	PROPVARIANT value = { .vt = VT_LPSTR };
	PROPSPEC spec = name_spec(u"name");

	new_root();
	set = create_set(&own, PROPSETFLAG_NONSIMPLE);
	value.pszVal = (LPSTR)(uintptr_t)"text";
	ck_hr(IPropertyStorage_WriteMultiple(set, 1, &spec, &value, 2), S_OK);
	ck_hr(write_i4(set, 9, 9), S_OK);
	ck_hr(IPropertyStorage_Commit(set, STGC_DEFAULT), S_OK);
	leave_set(&FMTID_DocSummaryInformation, 0);
}

static void
end(void)
{
	IPropertyStorage_Release(set);
	drop_root();
}

static HRESULT
query(void)
{
	void *other = GARBAGE;
	IStorage *inner;
	HRESULT hr = IStorage_CreateStorage(root, u"S", ANEW, 0, 0, &inner);

	if (FAILED(hr))
		return hr;
	hr = IStorage_QueryInterface(inner, &IID_IPropertySetStorage, &other);
	(void)give_back(hr, other);
	IStorage_Release(inner);
	return hr;
}

static HRESULT
create_one(const FMTID *fmtid, DWORD flags)
{
	IPropertyStorage *one = GARBAGE;
	HRESULT hr = IPropertySetStorage_Create(sets, fmtid, NULL, flags, ANEW,
		&one);

	return give_back(hr, one);
}

static HRESULT
create_simple(void)
{
	return create_one(&FMTID_SummaryInformation, 0);
}

static HRESULT
create_shared(void)
{
	return create_one(&FMTID_UserDefinedProperties, 0);
}

static HRESULT
create_nonsimple(void)
{
	return create_one(&FMTID_ImageInfo, PROPSETFLAG_NONSIMPLE);
}

static HRESULT
open_one(void)
{
	IPropertyStorage *one = GARBAGE;
	HRESULT hr = IPropertySetStorage_Open(sets,
		&FMTID_DocSummaryInformation, STGM_READ | SHARE, &one);

	return give_back(hr, one);
}

static HRESULT
list_sets(void)
{
	IEnumSTATPROPSETSTG *e = GARBAGE;
	HRESULT hr = IPropertySetStorage_Enum(sets, &e);

	return give_back(hr, e);
}

static HRESULT
list_properties(void)
{
	IEnumSTATPROPSTG *e = GARBAGE;
	IEnumSTATPROPSTG *clone = GARBAGE;
	STATPROPSTG stat;
	HRESULT hr = IPropertyStorage_Enum(set, &e);

	if (FAILED(hr)) {
		expect(e == NULL);
		return hr;
	}
	hr = IEnumSTATPROPSTG_Next(e, 1, &stat, NULL);
	if (SUCCEEDED(hr)) {
		CoTaskMemFree(stat.lpwstrName);
		hr = IEnumSTATPROPSTG_Clone(e, &clone);
		(void)give_back(hr, clone);
	} else {
		expect(stat.lpwstrName == NULL);
	}
	IEnumSTATPROPSTG_Release(e);
	return hr;
}

static HRESULT
read_some(void)
{
	PROPSPEC specs[] = { name_spec(u"name"), id_spec(9) };
	PROPVARIANT values[2];
	HRESULT hr = IPropertyStorage_ReadMultiple(set, 2, specs, values);

	if (SUCCEEDED(hr))
		(void)FreePropVariantArray(2, values);
	else
		expect(values[0].vt == VT_EMPTY && values[1].vt == VT_EMPTY);
	return hr;
}

static HRESULT
read_names(void)
{
	PROPID ids[] = { 2, 9 };
	LPOLESTR names[2] = { GARBAGE, GARBAGE };
	HRESULT hr = IPropertyStorage_ReadPropertyNames(set, 2, ids, names);

	expect(SUCCEEDED(hr) || !names[0]);
	CoTaskMemFree(names[0]);
	CoTaskMemFree(names[1]);
	return hr;
}

static HRESULT
write_some(void)
{
	PROPSPEC specs[] = { name_spec(u"other"), id_spec(10), id_spec(11) };
	PROPVARIANT values[3];
	LPWSTR texts[] = { (LPWSTR)(uintptr_t)u"x", NULL };

	memset(values, 0, sizeof values);
	values[0].vt = VT_LPSTR;
	values[0].pszVal = (LPSTR)(uintptr_t)"some text";
	values[1].vt = VT_VECTOR | VT_LPWSTR;
	values[1].calpwstr.cElems = 2;
	values[1].calpwstr.pElems = texts;
	values[2].vt = VT_STREAM;
	return IPropertyStorage_WriteMultiple(set, 3, specs, values, 2);
}

static HRESULT
commit(void)
{
	HRESULT hr = write_i4(set, 9, 10);

	return SUCCEEDED(hr) ? IPropertyStorage_Commit(set, 0) : hr;
}

static HRESULT
stand_alone(void)
{
	IPropertySetStorage *other = GARBAGE;
	HRESULT hr = StgCreatePropSetStg(root, 0, &other);

	return give_back(hr, other);
}

static HRESULT
in_a_stream(void)
{
	IPropertyStorage *one = GARBAGE;
	static uint8_t room[4096];
	struct foreign_stream foreign;
	IUnknown *unknown = (void *)&foreign.IStream_iface;
	HRESULT hr;

	memset(&foreign, 0, sizeof foreign);
	foreign.IStream_iface.lpVtbl = &foreign_stream_vtbl;
	foreign.refs = 1;
	foreign.bytes = room;
	foreign.capacity = sizeof room;
	hr = StgCreatePropStg(unknown, &own, NULL,
		PROPSETFLAG_CASE_SENSITIVE, 0, &one);
	if (SUCCEEDED(hr)) {
		hr = IPropertyStorage_Commit(one, 0);
		IPropertyStorage_Release(one);
		if (SUCCEEDED(hr)) {
			hr = StgOpenPropStg(unknown, &own, 0, 0, &one);
			if (SUCCEEDED(hr))
				IPropertyStorage_Release(one);
		}
	} else {
		expect(one == NULL);
	}
	expect(foreign.refs == 1);
	return hr;
}

static HRESULT
delete_section(void)
{
	HRESULT hr = create_shared();

	if (FAILED(hr))
		return hr;
	hr = IPropertySetStorage_Delete(sets, &FMTID_UserDefinedProperties);
	/* A release that found no memory could not write it. */
	return hr == STG_E_FILENOTFOUND ? STG_E_INSUFFICIENTMEMORY : hr;
}

static HRESULT (*const operations[])(void) = {
	query,
	create_simple,
	create_shared,
	create_nonsimple,
	open_one,
	list_sets,
	list_properties,
	read_some,
	read_names,
	write_some,
	commit,
	stand_alone,
	in_a_stream,
	delete_section,
};

/* A failure may leave the file in doubt, so each has one of its own. */
START_TEST(every_allocation_may_fail)
{
	/* What the library keeps for ever is there before it is counted. */
	begin();
	ck_assert(SUCCEEDED(operations[_i]()));
	end();
	for (unsigned long fail = 1; fail < 5000; fail++) {
		unsigned long calls;
		HRESULT hr;

		wrong = NULL;
		heap_begin();
		begin();
		calls = heap_calls();
		heap_fail_at(calls + fail);
		hr = operations[_i]();
		heap_fail_at(0);
		calls = heap_calls() - calls;
		end();
		ck_assert_msg(!wrong, "at %lu: %s", fail, wrong);
		ck_assert_uint_eq(heap_left(), 0);
		if (calls < fail) {
			ck_assert_msg(SUCCEEDED(hr), "%lu: %08x", fail,
				(unsigned)hr);
			ck_assert_uint_gt(fail, 1);
			return;
		}
		ck_assert_msg(SUCCEEDED(hr) || is_short(hr), "at %lu: %08x",
			fail, (unsigned)hr);
	}
	ck_abort_msg("it never ends");
}
END_TEST

int
main(void)
{
	struct suite suite = suite_begin("propheap");

	TEST_EACH(&suite, every_allocation_may_fail, ARRAY_SIZE(operations));
	return suite_end(&suite);
}
