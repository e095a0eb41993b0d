/* SPDX-License-Identifier: MIT */
/*
 * Takes every property set in the files of a folder - all streams whose names
 * begin with \5, in storages at any depth and in files within streams -
 * through the codec:
 *
 *   - untouched, it comes out byte for byte;
 *   - written anew it reads as the same values, unless it is damaged;
 *   - written anew it has the same bytes, if nothing in it departs from the
 *     format, zeros behind the last section apart.
 *
 * Prints how many values of each type there are, and each defect's number.
 */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <stg/stg.h>

#include "oleps/decode.h"
#include "oleps/encode.h"

#define STREAM_MAX (4U << 20)
#define TYPES      0x4000
#define NUMBERS    2000
#define FILES_DEEP 4

struct totals {
	size_t files, refused, sets, none, clean, odd, damaged, wrong;
	size_t inner_files, inner_sets;
	size_t same, shorter;
	unsigned types[TYPES], opaque; /* elements of lists, too */
	unsigned elements[TYPES];
	unsigned defects[NUMBERS], with[NUMBERS];
};

/* A set under test, and what was told of it. */
struct subject {
	const char *file;
	const char *path;
	unsigned told[NUMBERS];
	unsigned worst;
	bool layout; /* bytes are not where the format puts them */
};

static struct totals totals;
static bool verbose;

static void
wrong(const struct subject *subject, const char *what)
{
	printf("WRONG %s: %s: %s\n", subject->file, subject->path, what);
	totals.wrong++;
}

/* Told of what is written otherwise even when no value is odd. */
static bool
moves_bytes(unsigned number)
{
	switch (number) {
	case OLEPS_DEFECT_HEADER_COUNT:
	case OLEPS_DEFECT_HEADER_TAIL:
	case OLEPS_DEFECT_SECTION_SIZE:
	case OLEPS_DEFECT_SECTION_GAP:
	case OLEPS_DEFECT_OFFSET_ORDER:
	case OLEPS_DEFECT_TYPE_PADDING:
	case OLEPS_DEFECT_VALUE_LEFTOVER:
	case OLEPS_DEFECT_VALUE_PADDING:
	case OLEPS_DEFECT_VALUE_UNPADDED:
		return true;
	default:
		return oleps_defect_info(number)->severity != OLEPS_BENIGN;
	}
}

static void
note(const struct oleps_defect *defect, void *context)
{
	struct subject *subject = context;
	const struct oleps_defect_info *info = oleps_defect_info(defect->id);

	subject->told[defect->id]++;
	if (info->severity > subject->worst)
		subject->worst = info->severity;
	subject->layout |= moves_bytes(defect->id);
	if (verbose)
		printf("%s: %s: %u %s, property %u at %u (%u)\n", subject->file,
			subject->path, info->number, info->name,
			defect->property, defect->offset, defect->value);
}

static void
count_types(const struct oleps_value *value)
{
	if (value->form == OLEPS_FORM_OPAQUE) {
		totals.opaque++;
		return;
	}
	totals.types[value->type & (TYPES - 1)]++;
	for (uint32_t i = 0; value->form == OLEPS_FORM_VALUES &&
		i < value->list->count; i++)
		totals.elements[value->list->values[i].type & (TYPES - 1)]++;
	if (value->form == OLEPS_FORM_PACKED)
		totals.elements[value->type & OLEPS_TYPE_MASK] +=
			value->list->count;
}

/* "VT_LPSTR", "VT_VECTOR | VT_I4". */
static void
print_type(unsigned type)
{
	static const char *const names[] = { "EMPTY", "NULL", "I2", "I4", "R4",
		"R8", "CY", "DATE", "BSTR", NULL, "ERROR", "BOOL", "VARIANT",
		NULL, "DECIMAL", NULL, "I1", "UI1", "UI2", "UI4", "I8", "UI8",
		"INT", "UINT", [30] = "LPSTR", "LPWSTR", [64] = "FILETIME",
		"BLOB", "STREAM", "STORAGE", "STREAMED_OBJECT",
		"STORED_OBJECT", "BLOB_OBJECT", "CF", "CLSID",
		"VERSIONED_STREAM" };
	unsigned base = type & OLEPS_TYPE_MASK;

	if (type & OLEPS_VECTOR)
		printf("VT_VECTOR | ");
	if (type & OLEPS_ARRAY)
		printf("VT_ARRAY | ");
	if (base < sizeof names / sizeof names[0] && names[base])
		printf("VT_%s\n", names[base]);
	else
		printf("0x%04X\n", base);
}

static bool
same_sections(const struct oleps_section *a, const struct oleps_section *b)
{
	if (a->count != b->count || a->name_count != b->name_count ||
		a->codepage != b->codepage)
		return false;
	for (size_t i = 0; i < a->count; i++) {
		if (a->properties[i].id != b->properties[i].id ||
			!oleps_value_equal(&a->properties[i].value,
				&b->properties[i].value))
			return false;
	}
	for (size_t i = 0; i < a->name_count; i++) {
		if (a->names[i].id != b->names[i].id ||
			a->names[i].length != b->names[i].length ||
			memcmp(a->names[i].units, b->names[i].units,
				a->names[i].length * 2) != 0)
			return false;
	}
	return true;
}

static bool
same_sets(const struct oleps_set *a, const struct oleps_set *b)
{
	if (a->count != b->count || a->version != b->version)
		return false;
	for (size_t i = 0; i < a->count; i++) {
		if (!same_sections(a->sections[i], b->sections[i]))
			return false;
	}
	return true;
}

static void
write_anew(struct subject *subject, const struct oleps_set *set,
	const uint8_t *bytes, size_t size)
{
	struct oleps_set *again = NULL;
	uint8_t *anew;
	size_t anew_size;

	if (oleps_encode(set, OLEPS_ENCODE_ANEW, STREAM_MAX, &anew,
		    &anew_size) != OLEPS_OK) {
		wrong(subject, "cannot be written anew");
		return;
	}
	if (oleps_decode(anew, anew_size, NULL, &again) != OLEPS_OK)
		wrong(subject, "written anew it is none");
	else if (subject->worst < OLEPS_DAMAGE && !same_sets(set, again))
		wrong(subject, "written anew it holds other values");
	if (anew_size <= size && memcmp(anew, bytes, anew_size) == 0)
		++*(anew_size == size ? &totals.same : &totals.shorter);
	else if (!subject->layout)
		wrong(subject, "well formed, and written anew otherwise");
	oleps_set_destroy(again);
	free(anew);
}

static void
judge_set(struct subject *subject, const uint8_t *bytes, size_t size)
{
	struct oleps_options options = { STREAM_MAX, note, subject };
	struct oleps_set *set = NULL;
	uint8_t *kept;
	size_t kept_size;

	if (oleps_decode(bytes, size, &options, &set) != OLEPS_OK) {
		totals.none++;
		return;
	}
	totals.sets++;
	++*(subject->worst == OLEPS_DAMAGE ? &totals.damaged
		: subject->worst == 0      ? &totals.clean
					   : &totals.odd);
	for (unsigned i = 0; i < NUMBERS; i++) {
		totals.defects[i] += subject->told[i];
		totals.with[i] += subject->told[i] != 0;
	}
	for (size_t i = 0; i < set->count; i++) {
		const struct oleps_section *section = set->sections[i];

		for (size_t j = 0; j < section->count; j++)
			if (section->properties[j].id != OLEPS_ID_DICTIONARY)
				count_types(&section->properties[j].value);
	}
	if (oleps_encode(set, 0, STREAM_MAX, &kept, &kept_size) != OLEPS_OK ||
		kept_size != size || memcmp(kept, bytes, size) != 0)
		wrong(subject, "untouched it comes out otherwise");
	else
		free(kept);
	write_anew(subject, set, bytes, size);
	oleps_set_destroy(set);
}

/* --- Files ----------------------------------------------------------------*/

struct place {
	const char *file;
	IStorage *root;
	unsigned depth; /* files within files */
};

static HRESULT visit(const struct stg_element *element, void *context);

static void
walk_root(struct place *place)
{
	(void)stg_walk(place->root, "", STG_WALK_DEFAULT, visit, place);
	IStorage_Release(place->root);
}

/* A stream that is a file of its own. */
static void
visit_inner(const struct place *place, IStream *stream)
{
	struct place inner = { place->file, NULL, place->depth + 1 };
	ILockBytes *bytes;
	size_t sets = totals.sets;

	if (FAILED(stg_lockbytes_on_stream(stream, &bytes)))
		return;
	if (SUCCEEDED(StgOpenStorageOnILockBytes(bytes, NULL, STGM_READ |
			STGM_SHARE_EXCLUSIVE, NULL, 0, &inner.root))) {
		totals.inner_files++;
		walk_root(&inner);
	}
	ILockBytes_Release(bytes);
	/* A file in a file in a file counts once. */
	if (place->depth == 0)
		totals.inner_sets += totals.sets - sets;
}

static bool
is_file(IStream *stream)
{
	static const uint8_t signature[] = { 0xD0, 0xCF, 0x11, 0xE0, 0xA1,
		0xB1, 0x1A, 0xE1 };
	LARGE_INTEGER zero = { .QuadPart = 0 };
	uint8_t bytes[sizeof signature];
	ULONG got = 0;

	return SUCCEEDED(IStream_Read(stream, bytes, sizeof bytes, &got)) &&
	       got == sizeof bytes &&
	       memcmp(bytes, signature, sizeof bytes) == 0 &&
	       SUCCEEDED(IStream_Seek(stream, zero, STREAM_SEEK_SET, NULL));
}

static void
visit_set(struct subject *subject, IStream *stream, size_t room)
{
	uint8_t *bytes = malloc(room + 1);
	ULONG size = 0;

	if (bytes == NULL)
		abort();
	/* As far as it can be read. */
	(void)IStream_Read(stream, bytes, (ULONG)room, &size);
	judge_set(subject, bytes, size);
	free(bytes);
}

static HRESULT
visit(const struct stg_element *element, void *context)
{
	struct place *place = context;
	struct subject subject = { .file = place->file, .path = element->path };
	bool set = element->name_length != 0 && element->name[0] == 5;
	IStream *stream = NULL;

	if (element->type != STGTY_STREAM ||
		FAILED(stg_open_stream(place->root, element->path,
			STGM_READ | STGM_SHARE_EXCLUSIVE, &stream)))
		return S_OK;
	if (set && element->size <= STREAM_MAX)
		visit_set(&subject, stream, (size_t)element->size);
	else if (!set && place->depth < FILES_DEEP && is_file(stream))
		visit_inner(place, stream);
	IStream_Release(stream);
	return S_OK;
}

static void
check_file(const char *directory, const char *name)
{
	struct place place = { name, NULL, 0 };
	char path[4096];

	snprintf(path, sizeof path, "%s/%s", directory, name);
	if (FAILED(stg_open(
		    path, STGM_READ | STGM_SHARE_DENY_WRITE, &place.root))) {
		totals.refused++;
		return;
	}
	totals.files++;
	walk_root(&place);
}

static void
print_totals(void)
{
	printf("%zu files, %zu refused; %zu property sets, %zu streams of "
	       "other kinds\n",
		totals.files, totals.refused, totals.sets, totals.none);
	printf("%zu files within streams have %zu of the sets\n",
		totals.inner_files, totals.inner_sets);
	printf("sets: %zu clean, %zu odd, %zu damaged; written anew %zu the "
	       "same, %zu but for zeros behind them\n",
		totals.clean, totals.odd, totals.damaged, totals.same,
		totals.shorter);
	printf("\n%8s %8s  %s\n", "values", "in lists", "type");
	for (unsigned i = 0; i < TYPES; i++) {
		if (totals.types[i] == 0 && totals.elements[i] == 0)
			continue;
		printf("%8u %8u  ", totals.types[i], totals.elements[i]);
		print_type(i);
	}
	printf("%8u %8s  not understood\n", totals.opaque, "");
	printf("\n%8s %8s  %s\n", "times", "sets", "defect");
	for (unsigned i = 0; i < NUMBERS; i++) {
		if (totals.defects[i] != 0)
			printf("%8u %8u  %u %s\n", totals.defects[i],
				totals.with[i], i, oleps_defect_info(i)->name);
	}
	printf("%zu property sets, %zu wrong\n", totals.sets, totals.wrong);
}

int
main(int argc, char **argv)
{
	struct dirent *entry;
	DIR *directory;

	verbose = argc == 3 && strcmp(argv[1], "-v") == 0;
	if (argc != 2 + verbose) {
		fprintf(stderr, "usage: check_propsets [-v] DIR\n");
		return 2;
	}
	directory = opendir(argv[argc - 1]);
	if (directory == NULL) {
		perror(argv[argc - 1]);
		return 2;
	}
	while ((entry = readdir(directory)) != NULL) {
		if (entry->d_name[0] != '.')
			check_file(argv[argc - 1], entry->d_name);
	}
	closedir(directory);
	print_totals();
	return totals.wrong == 0 && totals.sets != 0 ? 0 : 1;
}
