/* SPDX-License-Identifier: MIT */
/*
 * Runs fuzz_props without a fuzzer, over sets that are made here and FUZZ_RUNS
 * mutations of them, from FUZZ_SEED. With a directory, writes the sets there
 * instead, to begin fuzzing with.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <stg/stg.h>

#include "dice.h"
#include "prove.h"

#define INPUT_MOST 8192
#define CHANGES    6
#define SEEDS      6
#define RW         (STGM_READWRITE | STGM_SHARE_EXCLUSIVE)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct seed {
	uint8_t bytes[INPUT_MOST];
	size_t size;
} seeds[SEEDS];

static uint64_t
number_of(const char *name, uint64_t otherwise)
{
	const char *text = getenv(name);

	return text ? strtoull(text, NULL, 0) : otherwise;
}

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
take(IStream *stream, uint8_t kind, struct seed *seed)
{
	LARGE_INTEGER zero = { .QuadPart = 0 };
	ULONG got = 0;

	PROVE(IStream_Seek(stream, zero, STREAM_SEEK_SET, NULL) == S_OK);
	PROVE(SUCCEEDED(IStream_Read(stream, seed->bytes + 1, INPUT_MOST - 1,
		&got)));
	seed->bytes[0] = kind;
	seed->size = got + 1;
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
		take(stream, i, &seeds[i]);
		IStream_Release(stream);
	}
	/* Without names. */
	PROVE(IStorage_CreateStream(root, u"Set", STGM_CREATE | RW, 0, 0,
		&stream) == S_OK);
	PROVE(StgCreatePropStg((IUnknown *)stream, fmtids[0], NULL, 0, 0,
		&set) == S_OK);
	PROVE(IPropertyStorage_Release(set) == 0);
	take(stream, 0, &seeds[3]);
	IStream_Release(stream);
}

/* A file with two sets, and one with values beside it. */
static void
make_file(struct seed *seed)
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
	PROVE(SUCCEEDED(ILockBytes_ReadAt(bytes, zero, seed->bytes + 1,
		INPUT_MOST - 1, &got)));
	ILockBytes_Release(bytes);
	seed->bytes[0] = 3;
	seed->size = got + 1;
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
	make_file(&seeds[4]);
	seeds[5] = seeds[0];
	seeds[5].bytes[0] = 2;
}

static int
write_seeds(const char *directory)
{
	for (size_t i = 0; i < SEEDS; i++) {
		char path[512];
		FILE *file;

		snprintf(path, sizeof path, "%s/set-%zu", directory, i);
		file = fopen(path, "wb");
		if (!file || fwrite(seeds[i].bytes, 1, seeds[i].size, file) !=
			seeds[i].size || fclose(file) != 0) {
			perror(path);
			return 1;
		}
	}
	return 0;
}

/* A bit, a number that is larger than it should be, the end, or more bytes. */
static void
change(struct dice *dice, uint8_t *bytes, size_t *size)
{
	static const uint8_t numbers[] = { 0, 1, 4, 0x1F, 0x7F, 0x80, 0xFF };
	size_t at = dice_below(dice, *size);

	switch (dice_below(dice, 5)) {
	case 0:
		bytes[at] ^= (uint8_t)(1U << dice_below(dice, 8));
		break;
	case 1:
		*size = at + 1;
		break;
	case 2:
		if (*size < INPUT_MOST)
			bytes[(*size)++] = (uint8_t)dice_roll(dice);
		break;
	case 3:
		for (size_t i = at; i < *size && i < at + 4; i++)
			bytes[i] = numbers[dice_below(dice, sizeof numbers)];
		break;
	default:
		bytes[at] = numbers[dice_below(dice, sizeof numbers)];
		break;
	}
}

int
main(int argc, char **argv)
{
	struct dice dice = { number_of("FUZZ_SEED", 1) };
	uint64_t runs = number_of("FUZZ_RUNS", 5000);
	static uint8_t bytes[INPUT_MOST];

	make_seeds();
	if (argc == 2)
		return write_seeds(argv[1]);
	for (size_t i = 0; i < SEEDS; i++)
		LLVMFuzzerTestOneInput(seeds[i].bytes, seeds[i].size);
	for (uint64_t run = 0; run < runs; run++) {
		const struct seed *seed = &seeds[dice_below(&dice, SEEDS)];
		size_t size = seed->size;

		memcpy(bytes, seed->bytes, size);
		for (size_t n = dice_below(&dice, CHANGES) + 1; n > 0; n--)
			change(&dice, bytes, &size);
		LLVMFuzzerTestOneInput(bytes, size);
	}
	printf("%d sets, %llu mutations\n", SEEDS, (unsigned long long)runs);
	return 0;
}
