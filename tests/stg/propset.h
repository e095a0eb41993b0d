/* SPDX-License-Identifier: MIT */
/* A storage in memory and short ways to properties, for tests of sets. */
#ifndef STG_TESTS_PROPSET_H
#define STG_TESTS_PROPSET_H

#include "support.h"

#define SHARE	STGM_SHARE_EXCLUSIVE
#define RW	(STGM_READWRITE | SHARE)
#define ANEW	(STGM_CREATE | RW)
#define GARBAGE ((void *)(uintptr_t)0x5555)

/* A format that nobody else has. */
static const FMTID own = { 0x12345678, 0x1234, 0x5678,
	{ 1, 2, 3, 4, 5, 6, 7, 8 } };

static ILockBytes *bytes;
static IStorage *root;
static IPropertySetStorage *sets;

static inline void
new_root(void)
{
	ck_hr(CreateILockBytesOnHGlobal(NULL, TRUE, &bytes), S_OK);
	ck_hr(StgCreateDocfileOnILockBytes(bytes, ANEW, 0, &root),
		S_OK);
	ck_hr(IStorage_QueryInterface(root, &IID_IPropertySetStorage,
		(void **)&sets), S_OK);
}

static inline void
close_root(void)
{
	if (sets)
		IPropertySetStorage_Release(sets);
	if (root)
		IStorage_Release(root);
	sets = NULL;
	root = NULL;
}

static inline void
reopen(DWORD mode)
{
	close_root();
	ck_hr(StgOpenStorageOnILockBytes(bytes, NULL, mode | SHARE, NULL, 0,
		&root), S_OK);
	ck_hr(IStorage_QueryInterface(root, &IID_IPropertySetStorage,
		(void **)&sets), S_OK);
}

static inline void
drop_root(void)
{
	close_root();
	if (bytes)
		ILockBytes_Release(bytes);
	bytes = NULL;
}

static inline IPropertyStorage *
create_set(const FMTID *fmtid, DWORD flags)
{
	IPropertyStorage *set;

	ck_hr(IPropertySetStorage_Create(sets, fmtid, NULL, flags, ANEW, &set),
		S_OK);
	return set;
}

/* A set that is created, and closed at once. */
static inline void
leave_set(const FMTID *fmtid, DWORD flags)
{
	IPropertyStorage *set = create_set(fmtid, flags);

	ck_assert_uint_eq(IPropertyStorage_Release(set), 0);
}

static inline IPropertyStorage *
open_set(const FMTID *fmtid, DWORD mode)
{
	IPropertyStorage *set;

	ck_hr(IPropertySetStorage_Open(sets, fmtid, mode | SHARE, &set), S_OK);
	return set;
}

static inline PROPSPEC
id_spec(PROPID propid)
{
	PROPSPEC spec = { .ulKind = PRSPEC_PROPID };

	spec.propid = propid;
	return spec;
}

static inline PROPSPEC
name_spec(const OLECHAR *name)
{
	PROPSPEC spec = { .ulKind = PRSPEC_LPWSTR };

	spec.lpwstr = (LPOLESTR)(uintptr_t)name;
	return spec;
}

static inline HRESULT
write_id(IPropertyStorage *set, PROPID propid, const PROPVARIANT *value)
{
	PROPSPEC spec = id_spec(propid);

	return IPropertyStorage_WriteMultiple(set, 1, &spec, value, 2);
}

static inline HRESULT
write_i4(IPropertyStorage *set, PROPID propid, LONG number)
{
	PROPVARIANT value = { .vt = VT_I4 };

	value.lVal = number;
	return write_id(set, propid, &value);
}

static inline HRESULT
read_id(IPropertyStorage *set, PROPID propid, PROPVARIANT *value)
{
	PROPSPEC spec = id_spec(propid);

	memset(value, 0x55, sizeof *value);
	return IPropertyStorage_ReadMultiple(set, 1, &spec, value);
}

static inline LONG
i4_of(IPropertyStorage *set, PROPID propid)
{
	PROPVARIANT value;

	ck_hr(read_id(set, propid, &value), S_OK);
	ck_assert_uint_eq(value.vt, VT_I4);
	return value.lVal;
}

static inline HRESULT
write_text(IPropertyStorage *set, PROPID propid, const char *text)
{
	PROPVARIANT value = { .vt = VT_LPSTR };

	value.pszVal = (LPSTR)(uintptr_t)text;
	return write_id(set, propid, &value);
}

static inline void
ck_text(IPropertyStorage *set, PROPID propid, const char *text)
{
	PROPVARIANT value;

	ck_hr(read_id(set, propid, &value), S_OK);
	ck_assert_uint_eq(value.vt, VT_LPSTR);
	ck_assert_str_eq(value.pszVal, text);
	ck_hr(PropVariantClear(&value), S_OK);
}

#endif
