/* SPDX-License-Identifier: MIT */
/* Runs fuzz_props without a fuzzer, over sets that are made here. */
#include <stdlib.h>
#include <string.h>

#include <stg/stg.h>

#include "oleps/cases.h"
#include "prove.h"
#include "seeds.h"

#define SEEDS 6
#define CASES 256 /* of the unit tests, at most */
#define RW    (STGM_READWRITE | STGM_SHARE_EXCLUSIVE)

static uint8_t inputs[SEEDS + CASES][SEED_MOST];
static struct seed seeds[SEEDS + CASES];
static size_t seed_count = SEEDS;

static void
put(IPropertyStorage *set, const OLECHAR *name, PROPVARIANT *value)
{
	PROPSPEC spec = { .ulKind = PRSPEC_LPWSTR };

	spec.lpwstr = (LPOLESTR)(uintptr_t)name;
	PROVE(IPropertyStorage_WriteMultiple(set, 1, &spec, value, 2) == S_OK);
	PropVariantInit(value);
}

static void
put_many(IPropertyStorage *set)
{
	static const VARTYPE numbers[] = { VT_I1, VT_I2, VT_I4, VT_R8, VT_BOOL,
		VT_FILETIME, VT_DECIMAL };
	OLECHAR name[] = u"n0";
	LPSTR texts[] = { (LPSTR)(uintptr_t)"first",
		(LPSTR)(uintptr_t)"last one" };
	SAFEARRAY *array = SafeArrayCreateVector(VT_I2, 1, 3);
	PROPVARIANT inner[2];
	PROPVARIANT value;

	PROVE(array);
	PropVariantInit(&value);
	for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
		name[1]++;
		value.vt = numbers[i];
		put(set, name, &value);
	}
	value.vt = VT_VECTOR | VT_LPSTR;
	value.calpstr.cElems = 2;
	value.calpstr.pElems = texts;
	put(set, u"texts", &value);
	memset(inner, 0, sizeof inner);
	inner[0].vt = VT_LPSTR;
	inner[0].pszVal = texts[0];
	inner[1].vt = VT_I4;
	value.vt = VT_VECTOR | VT_VARIANT;
	value.capropvar.cElems = 2;
	value.capropvar.pElems = inner;
	put(set, u"pairs", &value);
	value.vt = VT_ARRAY | VT_I2;
	value.parray = array;
	put(set, u"array", &value);
	(void)SafeArrayDestroy(array);
	value.vt = VT_CLSID;
	value.puuid = (CLSID *)(uintptr_t)&IID_IStream;
	put(set, u"class", &value);
}

static void
put_texts(IPropertyStorage *set)
{
	PROPVARIANT value = { .vt = VT_LPSTR };
	BSTR text = SysAllocString(u"string");

	PROVE(text);
	value.pszVal = (LPSTR)(uintptr_t)"The title";
	put(set, u"title", &value);
	value.vt = VT_BSTR;
	value.bstrVal = text;
	put(set, u"string", &value);
	SysFreeString(text);
}

/* A stream's bytes behind the byte that says what they are. */
static void
take(IStream *stream, uint8_t kind, size_t i)
{
	LARGE_INTEGER zero = { .QuadPart = 0 };
	ULONG got = 0;

	PROVE(IStream_Seek(stream, zero, STREAM_SEEK_SET, NULL) == S_OK);
	PROVE(SUCCEEDED(IStream_Read(stream, inputs[i] + 1, SEED_MOST - 1,
		&got)));
	inputs[i][0] = kind;
	seeds[i] = (struct seed){ inputs[i], got + 1 };
}

static void
make_sets(IStorage *root)
{
	static const DWORD flags[] = { 0, PROPSETFLAG_ANSI,
		PROPSETFLAG_CASE_SENSITIVE };
	static const FMTID *const fmtids[] = { &FMTID_SummaryInformation,
		&FMTID_UserDefinedProperties, &FMTID_SummaryInformation };
	IPropertyStorage *set;
	IStream *stream;

	for (uint8_t i = 0; i < 3; i++) {
		PROVE(IStorage_CreateStream(root, u"Set", STGM_CREATE | RW, 0,
			0, &stream) == S_OK);
		PROVE(StgCreatePropStg((IUnknown *)stream, fmtids[i], NULL,
			flags[i], 0, &set) == S_OK);
		put_many(set);
		put_texts(set);
		PROVE(IPropertyStorage_Release(set) == 0);
		take(stream, i, i);
		IStream_Release(stream);
	}
	/* Without names. */
	PROVE(IStorage_CreateStream(root, u"Set", STGM_CREATE | RW, 0, 0,
		&stream) == S_OK);
	PROVE(StgCreatePropStg((IUnknown *)stream, fmtids[0], NULL, 0, 0,
		&set) == S_OK);
	PROVE(IPropertyStorage_Release(set) == 0);
	take(stream, 0, 3);
	IStream_Release(stream);
}

/* A file with two sets, and one with values beside it. */
static void
make_file(size_t i)
{
	ULARGE_INTEGER zero = { .QuadPart = 0 };
	IPropertySetStorage *sets;
	IPropertyStorage *set;
	ILockBytes *bytes;
	IStorage *root;
	ULONG got = 0;

	PROVE(CreateILockBytesOnHGlobal(NULL, TRUE, &bytes) == S_OK);
	PROVE(StgCreateDocfileOnILockBytes(bytes, STGM_CREATE | RW, 0, &root) ==
		S_OK);
	PROVE(IStorage_QueryInterface(root, &IID_IPropertySetStorage,
		(void **)&sets) == S_OK);
	PROVE(stg_set_title(root, "The title") == S_OK);
	PROVE(stg_set_custom_text(root, "name", "text") == S_OK);
	PROVE(IPropertySetStorage_Create(sets, &FMTID_ImageInfo, NULL,
		PROPSETFLAG_NONSIMPLE, RW, &set) == S_OK);
	put_many(set);
	IPropertyStorage_Release(set);
	IPropertySetStorage_Release(sets);
	PROVE(IStorage_Release(root) == 0);
	PROVE(SUCCEEDED(ILockBytes_ReadAt(bytes, zero, inputs[i] + 1,
		SEED_MOST - 1, &got)));
	ILockBytes_Release(bytes);
	inputs[i][0] = 3;
	seeds[i] = (struct seed){ inputs[i], got + 1 };
}

static void
make_seeds(void)
{
	ILockBytes *bytes;
	IStorage *root;

	PROVE(CreateILockBytesOnHGlobal(NULL, TRUE, &bytes) == S_OK);
	PROVE(StgCreateDocfileOnILockBytes(bytes, STGM_CREATE | RW, 0, &root) ==
		S_OK);
	make_sets(root);
	IStorage_Release(root);
	ILockBytes_Release(bytes);
	make_file(4);
	/* The first one again, beside its values. */
	memcpy(inputs[5], inputs[0], seeds[0].size);
	inputs[5][0] = 2;
	seeds[5] = (struct seed){ inputs[5], seeds[0].size };
}

/* The sets of the unit tests, most of which are out of order. */
static void
add_cases(void)
{
	PROVE(oleps_case_count <= CASES);
	for (size_t i = 0; i < oleps_case_count; i++) {
		uint8_t *input = inputs[seed_count];
		size_t size;
		uint8_t *bytes = oleps_case_bytes(oleps_cases[i].text, &size);

		PROVE(size < SEED_MOST);
		input[0] = (uint8_t)(i % 3);
		memcpy(input + 1, bytes, size);
		free(bytes);
		seeds[seed_count++] = (struct seed){ input, size + 1 };
	}
}

int
main(int argc, char **argv)
{
	make_seeds();
	add_cases();
	return seeds_main(argc, argv, seeds, seed_count, 5000);
}
