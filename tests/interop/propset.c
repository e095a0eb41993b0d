/* SPDX-License-Identifier: MIT */
/*
 * Writes and lists property sets. The same source is compiled for this
 * platform, with libstg, and for Windows, so that another implementation of
 * the interfaces does the very same.
 *
 *	propset write FILE          make a file with sets of many types
 *	propset write-some FILE     of those types that both can write
 *	propset list FILE           list the properties of all sets
 *	propset set FILE ID TEXT    change a text of the summary in place
 *
 * Text is plain ASCII on the command line and in lists; in the file there is
 * more of it.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <windows.h>

#include <objbase.h>
#include <propidl.h>

#define RW (STGM_READWRITE | STGM_SHARE_EXCLUSIVE)

static const FMTID summary = { 0xF29F85E0, 0x4FF9, 0x1068,
	{ 0xAB, 0x91, 0x08, 0x00, 0x2B, 0x27, 0xB3, 0xD9 } };
static const FMTID document = { 0xD5CDD502, 0x2E9C, 0x101B,
	{ 0x93, 0x97, 0x08, 0x00, 0x2B, 0x2C, 0xF9, 0xAE } };
static const FMTID custom = { 0xD5CDD505, 0x2E9C, 0x101B,
	{ 0x93, 0x97, 0x08, 0x00, 0x2B, 0x2C, 0xF9, 0xAE } };
static const FMTID own = { 0x12345678, 0x1234, 0x5678,
	{ 1, 2, 3, 4, 5, 6, 7, 8 } };
static const GUID iid_sets = { 0x0000013A, 0, 0,
	{ 0xC0, 0, 0, 0, 0, 0, 0, 0x46 } };

static void
check(HRESULT hr, const char *what)
{
	if (SUCCEEDED(hr))
		return;
	printf("E %s %08x\n", what, (unsigned)hr);
	exit(2);
}

static void
widen(const char *text, OLECHAR *wide, size_t room)
{
	size_t i = 0;

	for (; text[i] && i < room - 1; i++)
		wide[i] = (unsigned char)text[i];
	wide[i] = 0;
}

static IPropertySetStorage *
open_file(const char *path, DWORD mode, IStorage **root)
{
	IPropertySetStorage *sets;
	OLECHAR name[1024];

	widen(path, name, 1024);
	if (mode & STGM_CREATE)
		check(StgCreateDocfile(name, mode, 0, root), "create");
	else
		check(StgOpenStorage(name, NULL, mode, NULL, 0, root), "open");
	check(IStorage_QueryInterface(*root, &iid_sets, (void **)&sets),
		"query");
	return sets;
}

static void
put(IPropertyStorage *set, PROPID propid, const PROPVARIANT *value)
{
	PROPSPEC spec;

	spec.ulKind = PRSPEC_PROPID;
	spec.propid = propid;
	check(IPropertyStorage_WriteMultiple(set, 1, &spec, value, 2),
		"write");
}

static void
put_text(IPropertyStorage *set, PROPID propid, const char *text)
{
	PROPVARIANT value;

	memset(&value, 0, sizeof value);
	value.vt = VT_LPSTR;
	value.pszVal = (char *)(size_t)text;
	put(set, propid, &value);
}

static void
put_named(IPropertyStorage *set, const OLECHAR *name, const PROPVARIANT *value)
{
	PROPSPEC spec;

	spec.ulKind = PRSPEC_LPWSTR;
	spec.lpwstr = (LPOLESTR)(size_t)name;
	check(IPropertyStorage_WriteMultiple(set, 1, &spec, value, 2),
		"write a name");
}

/* In either code page: text is ASCII, so that both systems agree on it. */
static void
write_summary(IPropertySetStorage *sets, const FMTID *fmtid, DWORD flags)
{
	IPropertyStorage *set;
	PROPVARIANT value;

	check(IPropertySetStorage_Create(sets, fmtid, NULL, flags,
		STGM_CREATE | RW, &set), "create a set");
	put_text(set, 2, "The title");
	put_text(set, 4, "An author");
	put_text(set, 5, "key, words");
	memset(&value, 0, sizeof value);
	value.vt = VT_FILETIME;
	value.filetime.dwLowDateTime = 0x12345678;
	value.filetime.dwHighDateTime = 0x01D12345;
	put(set, 12, &value);
	value.vt = VT_I4;
	value.lVal = 42;
	put(set, 14, &value);
	check(IPropertyStorage_Commit(set, 0), "commit");
	IPropertyStorage_Release(set);
}

static void
write_types(IPropertyStorage *set, int all)
{
	/* The last ones are read there, yet not written. */
	static const VARTYPE numbers[] = { VT_I1, VT_UI1, VT_I2, VT_UI2,
		VT_I4, VT_UI4, VT_FILETIME, VT_BOOL, VT_I8, VT_UI8, VT_R8 };
	unsigned count = sizeof numbers / sizeof *numbers - (all ? 0 : 4);
	PROPVARIANT value;
	BYTE data[] = { 1, 2, 3, 4, 5, 6, 7 };
	unsigned i;

	for (i = 0; i < count; i++) {
		memset(&value, 0, sizeof value);
		value.vt = numbers[i];
		value.uhVal.QuadPart = 0x3132333435363738;
		put(set, 100 + i, &value);
	}
	memset(&value, 0, sizeof value);
	value.vt = VT_BLOB;
	value.blob.cbSize = sizeof data;
	value.blob.pBlobData = data;
	put(set, 201, &value);
}

static void
write_custom(IPropertySetStorage *sets, int all)
{
	IPropertyStorage *set;
	PROPVARIANT value;

	check(IPropertySetStorage_Create(sets, &document, NULL, 0,
		STGM_CREATE | RW, &set), "create a set");
	put_text(set, 15, "A company");
	IPropertyStorage_Release(set);
	check(IPropertySetStorage_Create(sets, &own, NULL, 0, STGM_CREATE | RW,
		&set), "create a set");
	memset(&value, 0, sizeof value);
	value.vt = VT_LPWSTR;
	value.pwszVal = (LPWSTR)(size_t)OLESTR("wide");
	put_named(set, OLESTR("Name one"), &value);
	value.vt = VT_I4;
	value.lVal = 15;
	put_named(set, OLESTR("Name two"), &value);
	write_types(set, all);
	IPropertyStorage_Release(set);
}

static void
print_bytes(const void *bytes, size_t size)
{
	const unsigned char *p = bytes;

	while (size-- > 0)
		printf("%02x", *p++);
}

static void
print_value(const PROPVARIANT *v)
{
	const OLECHAR *wide;

	switch (v->vt) {
	case VT_I1:
	case VT_UI1:
		print_bytes(&v->bVal, 1);
		break;
	case VT_I2:
	case VT_UI2:
	case VT_BOOL:
		print_bytes(&v->iVal, 2);
		break;
	case VT_I4:
	case VT_UI4:
		print_bytes(&v->lVal, 4);
		break;
	case VT_I8:
	case VT_UI8:
	case VT_R8:
	case VT_FILETIME:
		print_bytes(&v->hVal, 8);
		break;
	case VT_LPSTR:
		printf("%s", v->pszVal);
		break;
	case VT_LPWSTR:
		for (wide = v->pwszVal; *wide; wide++)
			printf("%c", *wide < 0x7F ? (char)*wide : '?');
		break;
	case VT_BLOB:
		print_bytes(v->blob.pBlobData, v->blob.cbSize);
		break;
	default:
		printf("?");
		break;
	}
}

static void
print_set(const char *label, IPropertyStorage *set)
{
	IEnumSTATPROPSTG *list;
	STATPROPSTG stat;

	check(IPropertyStorage_Enum(set, &list), "list");
	while (list->lpVtbl->Next(list, 1, &stat, NULL) == S_OK) {
		PROPVARIANT value;
		PROPSPEC spec;
		const OLECHAR *name = stat.lpwstrName;

		spec.ulKind = PRSPEC_PROPID;
		spec.propid = stat.propid;
		check(IPropertyStorage_ReadMultiple(set, 1, &spec, &value),
			"read");
		printf("%s %u %u \"", label, (unsigned)stat.propid, value.vt);
		while (name && *name)
			printf("%c", (char)*name++);
		printf("\" ");
		print_value(&value);
		printf("\n");
		PropVariantClear(&value);
		CoTaskMemFree(stat.lpwstrName);
	}
	list->lpVtbl->Release(list);
}

static void
list_file(const char *path)
{
	static const struct {
		const FMTID *fmtid;
		const char *label;
	} known[] = { { &summary, "summary" }, { &document, "document" },
		{ &custom, "custom" }, { &own, "own" } };
	IStorage *root;
	IPropertySetStorage *sets = open_file(path,
		STGM_READ | STGM_SHARE_EXCLUSIVE, &root);
	unsigned i;

	for (i = 0; i < sizeof known / sizeof *known; i++) {
		IPropertyStorage *set;

		if (FAILED(IPropertySetStorage_Open(sets, known[i].fmtid,
			STGM_READ | STGM_SHARE_EXCLUSIVE, &set)))
			continue;
		print_set(known[i].label, set);
		IPropertyStorage_Release(set);
	}
	IPropertySetStorage_Release(sets);
	IStorage_Release(root);
}

static void
set_text(const char *path, PROPID propid, const char *text)
{
	IStorage *root;
	IPropertySetStorage *sets = open_file(path, RW, &root);
	IPropertyStorage *set;

	check(IPropertySetStorage_Open(sets, &summary, RW, &set),
		"open a set");
	put_text(set, propid, text);
	check(IPropertyStorage_Commit(set, 0), "commit");
	IPropertyStorage_Release(set);
	check(IStorage_Commit(root, 0), "commit the root");
	IPropertySetStorage_Release(sets);
	IStorage_Release(root);
}

int
main(int argc, char **argv)
{
	IPropertySetStorage *sets;
	IStorage *root;

	if (argc == 3 && strcmp(argv[1], "list") == 0) {
		list_file(argv[2]);
		return 0;
	}
	if (argc == 5 && strcmp(argv[1], "set") == 0) {
		set_text(argv[2], (PROPID)atoi(argv[3]), argv[4]);
		return 0;
	}
	if (argc != 3 || strncmp(argv[1], "write", 5) != 0)
		return 2;
	sets = open_file(argv[2], STGM_CREATE | RW, &root);
	/* PROPSETFLAG_ANSI */
	write_summary(sets, &summary, 2);
	write_custom(sets, strcmp(argv[1], "write") == 0);
	check(IStorage_Commit(root, 0), "commit the root");
	IPropertySetStorage_Release(sets);
	IStorage_Release(root);
	return 0;
}
