/* SPDX-License-Identifier: MIT */
/* Directory entries one by one, [MS-CFB] 2.6.1 to 2.6.3. */
#include <string.h>

#include "base/bytes.h"
#include "cfb/checker.h"
#include "cfb/directory.h"
#include "cfb/name.h"

/* 1980-01-01 and 2100-01-01 in ticks of 100 ns since 1601. */
#define TIME_MIN 119600064000000000U
#define TIME_MAX 157469184000000000U

struct remark {
	bool due;
	enum cfb_defect_id id;
	uint64_t value;
};

static int
note_due(struct cfb_checker *checker, uint32_t id,
	const struct remark *remarks, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		int status;

		if (!remarks[i].due)
			continue;
		status = checker_note(checker, remarks[i].id, CFB_NOWHERE, id,
			remarks[i].value);
		if (status != CFB_OK)
			return status;
	}
	return CFB_OK;
}

#define NOTE_DUE(checker, id, remarks) \
	note_due(checker, id, remarks, sizeof remarks / sizeof remarks[0])

/* [MS-CFB] 2.6.2: a free entry is zero but for its links. */
static int
check_free(struct cfb_checker *checker, uint32_t id,
	const uint8_t raw[CFB_DIRENT_SIZE])
{
	uint8_t clean[CFB_DIRENT_SIZE] = { 0 };

	/* Zero links are as common, and as good. */
	if (memcmp(raw, clean, sizeof clean) == 0)
		return CFB_OK;
	memset(clean + 68, 0xFF, 12);
	if (memcmp(raw, clean, sizeof clean) == 0)
		return CFB_OK;
	return checker_note(checker, CFB_DEFECT_ENTRY_FREE_RESIDUE,
		CFB_NOWHERE, id, 0);
}

static bool
has_lone_surrogate(const uint16_t *name, size_t units)
{
	for (size_t i = 0; i < units; i++) {
		if ((name[i] & 0xF800) != 0xD800)
			continue;
		if (name[i] >= 0xDC00 || i + 1 == units ||
			(name[i + 1] & 0xFC00) != 0xDC00)
			return true;
		i++;
	}
	return false;
}

static int
check_name(struct cfb_checker *checker, uint32_t id,
	const struct cfb_dirent *e)
{
	bool possible = e->name_bytes >= 2 && e->name_bytes <= 64 &&
		e->name_bytes % 2 == 0;
	bool forbidden = false;
	bool nul = false;
	bool residue = false;

	for (size_t i = 0; i < e->units; i++) {
		forbidden |= cfb_name_unit_forbidden(e->name[i]);
		nul |= e->name[i] == 0;
	}
	for (size_t i = e->units + 1U; i < CFB_NAME_UNITS; i++)
		residue |= e->name[i] != 0;
	/* The name of the root says nothing, and is judged as such. */
	const struct remark remarks[] = {
		{ e->units == 0 && id != CFB_ROOT, CFB_DEFECT_NAME_EMPTY,
			0 },
		{ !possible, CFB_DEFECT_NAME_LENGTH, e->name_bytes },
		{ e->units < CFB_NAME_UNITS && e->name[e->units] != 0,
			CFB_DEFECT_NAME_UNTERMINATED, e->name_bytes },
		{ nul, CFB_DEFECT_NAME_NUL, 0 },
		{ forbidden && id != CFB_ROOT, CFB_DEFECT_NAME_FORBIDDEN, 0 },
		{ has_lone_surrogate(e->name, e->units),
			CFB_DEFECT_NAME_SURROGATE, 0 },
		{ residue, CFB_DEFECT_NAME_RESIDUE, 0 },
	};

	return NOTE_DUE(checker, id, remarks);
}

static bool
is_odd_time(uint64_t time)
{
	return time != 0 && (time < TIME_MIN || time >= TIME_MAX);
}

static int
check_stream_fields(struct cfb_checker *checker, uint32_t id,
	const struct cfb_dirent *e)
{
	static const uint8_t null[16];
	uint64_t size = cfb_dirent_size(checker->file, e);
	bool wide = checker->file->wide;
	const struct remark remarks[] = {
		{ memcmp(e->clsid, null, 16) != 0,
			CFB_DEFECT_ENTRY_STREAM_CLSID, 0 },
		{ e->state_bits != 0, CFB_DEFECT_ENTRY_STREAM_STATE,
			e->state_bits },
		{ e->ctime != 0 || e->mtime != 0,
			CFB_DEFECT_ENTRY_STREAM_TIMES, e->mtime },
		{ e->child != CFB_NOSTREAM, CFB_DEFECT_ENTRY_STREAM_CHILD,
			e->child },
		{ !wide && e->size >> 32 != 0, CFB_DEFECT_ENTRY_SIZE_HIGH,
			e->size },
		{ !wide && size > CFB_V3_SIZE_MAX, CFB_DEFECT_ENTRY_SIZE_OVER,
			size },
		{ wide && size >> 63 != 0, CFB_DEFECT_ENTRY_SIZE_OVER, size },
	};

	return NOTE_DUE(checker, id, remarks);
}

static int
check_storage_fields(struct cfb_checker *checker, uint32_t id,
	const struct cfb_dirent *e)
{
	const struct remark remarks[] = {
		{ e->size != 0, CFB_DEFECT_ENTRY_STORAGE_SIZE, e->size },
		{ e->start != 0 && e->start != CFB_ENDOFCHAIN &&
				e->start != CFB_FREESECT,
			CFB_DEFECT_ENTRY_STORAGE_START, e->start },
		{ is_odd_time(e->ctime), CFB_DEFECT_ENTRY_ODD_TIME,
			e->ctime },
		{ is_odd_time(e->mtime), CFB_DEFECT_ENTRY_ODD_TIME,
			e->mtime },
	};

	return NOTE_DUE(checker, id, remarks);
}

static int
check_root_fields(struct cfb_checker *checker, const struct cfb_dirent *e)
{
	static const uint16_t usual[] = { 'R', 'o', 'o', 't', ' ', 'E', 'n',
		't', 'r', 'y' };
	bool named = e->units == 10 && memcmp(e->name, usual,
		sizeof usual) == 0;
	const struct remark remarks[] = {
		{ !named, CFB_DEFECT_ROOT_NAME, 0 },
		{ e->left != CFB_NOSTREAM || e->right != CFB_NOSTREAM,
			CFB_DEFECT_ROOT_SIBLING,
			e->left != CFB_NOSTREAM ? e->left : e->right },
		{ e->ctime != 0, CFB_DEFECT_ROOT_CTIME, e->ctime },
		{ is_odd_time(e->mtime), CFB_DEFECT_ENTRY_ODD_TIME,
			e->mtime },
		{ !checker->file->wide && e->size >> 32 != 0,
			CFB_DEFECT_ENTRY_SIZE_HIGH, e->size },
	};

	return NOTE_DUE(checker, CFB_ROOT, remarks);
}

static int
check_entry(struct cfb_checker *checker, uint32_t id)
{
	struct cfb_dirent e;
	const uint8_t *raw;
	int status = cfb_directory_raw(checker->file, id, &raw);

	if (status != CFB_OK)
		return status;
	if (raw[66] == CFB_TYPE_FREE && id != CFB_ROOT)
		return check_free(checker, id, raw);
	cfb_dirent_decode(raw, &e);
	checker->totals->entries++;
	/* A root of another type was told of when the file was opened. */
	if (id != CFB_ROOT && !cfb_dirent_is_element(&e))
		return checker_note(checker, CFB_DEFECT_ENTRY_TYPE,
			CFB_NOWHERE, id, e.type);
	status = check_name(checker, id, &e);
	if (status == CFB_OK && e.color != CFB_RED && e.color != CFB_BLACK)
		status = checker_note(checker, CFB_DEFECT_ENTRY_COLOR,
			CFB_NOWHERE, id, e.color);
	if (status == CFB_OK && id != CFB_ROOT && e.type == CFB_TYPE_ROOT)
		status = checker_note(checker, CFB_DEFECT_ENTRY_SECOND_ROOT,
			CFB_NOWHERE, id, 0);
	if (status != CFB_OK)
		return status;
	if (id == CFB_ROOT)
		return check_root_fields(checker, &e);
	return cfb_dirent_is_stream(&e)
		? check_stream_fields(checker, id, &e)
		: check_storage_fields(checker, id, &e);
}

int
checker_entries(struct cfb_checker *checker)
{
	int status = CFB_OK;

	for (uint32_t id = 0; status == CFB_OK && id < checker->entries; id++)
		status = check_entry(checker, id);
	return status;
}
