/* SPDX-License-Identifier: MIT */
/*
 * Opening reads the header, and of the directory what the root storage is
 * in. Everything else waits until somebody asks.
 */
#include "cfb/file.h"

#include <stdlib.h>
#include <string.h>

#include "cfb/directory.h"
#include "cfb/edit.h"
#include "cfb/index.h"
#include "cfb/record.h"

#define SECTOR_SHIFT_MIN 9
#define SECTOR_SHIFT_MAX 16
#define MINI_SHIFT_MIN   4

int
cfb_report(struct cfb_file *file, const struct cfb_defect *defect)
{
	static const unsigned refused[] = {
		[CFB_TOLERANT] = CFB_DAMAGE + 1,
		[CFB_CAREFUL] = CFB_DAMAGE,
		[CFB_STRICT] = CFB_DEVIANT,
	};
	const struct cfb_defect_info *info = cfb_defect_info(defect->id);

	if (file->defect_fn)
		file->defect_fn(defect, file->defect_context);
	return info->severity >= refused[file->strictness] ? CFB_CORRUPT
							   : CFB_OK;
}

int
cfb_report_at(struct cfb_file *file, enum cfb_defect_id id, uint32_t sector,
	uint32_t entry, uint64_t value)
{
	struct cfb_defect defect = { id, sector, entry, CFB_NO_OFFSET, value };

	if (entry != CFB_NOWHERE)
		defect.offset = cfb_directory_offset(file, entry);
	else if (sector < file->sectors)
		defect.offset = cfb_sector_offset(file, sector);
	return cfb_report(file, &defect);
}

/* A defect in the header, `offset` bytes from its start. */
static int
report_header(struct cfb_file *file, enum cfb_defect_id id, unsigned offset,
	uint64_t value)
{
	struct cfb_defect defect = { id, CFB_NOWHERE, CFB_NOWHERE, offset,
		value };

	return cfb_report(file, &defect);
}

/*
 * Nobody writes mini sectors of less than 64 bytes; what is known of each
 * would take more memory than they have.
 */
static bool
mini_shift_is_possible(const struct cfb_header *header)
{
	return header->mini_sector_shift >= MINI_SHIFT_MIN &&
		header->mini_sector_shift <= header->sector_shift;
}

/*
 * How large are sectors? The sector shift decides, whatever the version
 * says: files with impossible versions are in circulation and readable.
 */
static int
find_geometry(struct cfb_file *file)
{
	const struct cfb_header *header = &file->header;
	uint64_t sectors;

	if (header->sector_shift < SECTOR_SHIFT_MIN ||
		header->sector_shift > SECTOR_SHIFT_MAX) {
		(void)report_header(file, CFB_DEFECT_HEADER_IMPOSSIBLE, 30,
			header->sector_shift);
		return CFB_BAD_HEADER;
	}
	file->sector_shift = (uint8_t)header->sector_shift;
	file->wide = header->major_version == 4 ||
		(header->major_version != 3 && file->sector_shift >= 12);
	file->mini_shift = CFB_MINI_SHIFT;
	if (mini_shift_is_possible(header))
		file->mini_shift = (uint8_t)header->mini_sector_shift;
	file->cutoff = header->mini_cutoff;
	sectors = file->size >> file->sector_shift;
	if (file->size & ((1U << file->sector_shift) - 1))
		sectors++;
	if (sectors > 0)
		sectors--; /* the header's */
	file->sectors = sectors < CFB_MAXREGSECT ? (uint32_t)sectors
						 : CFB_MAXREGSECT;
	return CFB_OK;
}

struct header_check {
	bool wrong;
	enum cfb_defect_id id;
	unsigned offset;
	uint64_t value;
};

/* Name what is out of format in the header; all of it can be lived with. */
static int
judge_header(struct cfb_file *file)
{
	static const uint8_t zeros[16];
	const struct cfb_header *h = &file->header;
	unsigned usual_shift = h->major_version == 4 ? 12 : 9;
	bool shift_known = h->sector_shift == 9 || h->sector_shift == 12;
	bool mini_possible = mini_shift_is_possible(h);
	const struct header_check checks[] = {
		{ memcmp(h->clsid, zeros, 16) != 0, CFB_DEFECT_HEADER_CLSID, 8,
			0 },
		{ h->minor_version != CFB_MINOR_VERSION,
			CFB_DEFECT_HEADER_MINOR_VERSION, 24,
			h->minor_version },
		{ h->major_version != 3 && h->major_version != 4,
			CFB_DEFECT_HEADER_MAJOR_VERSION, 26,
			h->major_version },
		{ h->byte_order != CFB_BYTE_ORDER,
			CFB_DEFECT_HEADER_BYTE_ORDER, 28, h->byte_order },
		{ !shift_known, CFB_DEFECT_HEADER_SECTOR_SHIFT, 30,
			h->sector_shift },
		{ shift_known && h->sector_shift != usual_shift,
			CFB_DEFECT_HEADER_SHIFT_MISMATCH, 30,
			h->sector_shift },
		{ mini_possible && h->mini_sector_shift != CFB_MINI_SHIFT,
			CFB_DEFECT_HEADER_MINI_SHIFT, 32,
			h->mini_sector_shift },
		{ !mini_possible, CFB_DEFECT_HEADER_MINI_SHIFT_IMPOSSIBLE, 32,
			h->mini_sector_shift },
		{ memcmp(h->reserved, zeros, sizeof h->reserved) != 0,
			CFB_DEFECT_HEADER_RESERVED, 34, 0 },
		{ h->mini_cutoff != CFB_MINI_CUTOFF, CFB_DEFECT_HEADER_CUTOFF,
			56, h->mini_cutoff },
	};

	for (size_t i = 0; i < sizeof checks / sizeof checks[0]; i++) {
		const struct header_check *c = &checks[i];

		if (c->wrong &&
			report_header(file, c->id, c->offset, c->value))
			return CFB_BAD_HEADER;
	}
	return CFB_OK;
}

/* Mend a header that was torn when it was written. */
static int
mend_header(struct cfb_file *file, uint8_t raw[CFB_HEADER_SIZE])
{
	enum cfb_record_found found;

	/* That the end of the file cannot be read is no reason not to read
	 * what can be. */
	file->record_status = cfb_record_apply(file->device, file->size, raw,
		&found);
	file->recorded = found != CFB_RECORD_NONE;
	file->torn = found == CFB_RECORD_MENDED;
	return file->torn && report_header(file, CFB_DEFECT_HEADER_TORN, 0,
		0) != CFB_OK ? CFB_BAD_HEADER : CFB_OK;
}

static int
read_header(struct cfb_file *file)
{
	uint8_t raw[CFB_HEADER_SIZE];
	size_t done;
	int status;

	status = device_read(file->device, 0, raw, sizeof raw, &done);
	if (status == CFB_OK && done == sizeof raw)
		status = mend_header(file, raw);
	if (status != CFB_OK)
		return status;
	if (cfb_header_has_old_signature(raw, done))
		return CFB_OLD_FORMAT;
	if (!cfb_header_has_signature(raw, done))
		return CFB_NOT_CFB;
	if (done < sizeof raw) {
		(void)report_header(file, CFB_DEFECT_HEADER_CUT, 0, done);
		return CFB_NOT_CFB;
	}
	cfb_header_decode(raw, &file->header);
	return CFB_OK;
}

static int
judge_root(struct cfb_file *file)
{
	const uint8_t *raw;
	int status = cfb_directory_raw(file, CFB_ROOT, &raw);

	if (status != CFB_OK || raw[66] == CFB_TYPE_ROOT)
		return status;
	return cfb_report_at(file, CFB_DEFECT_ROOT_TYPE, CFB_NOWHERE,
		CFB_ROOT, raw[66]);
}

/* The chains that start in the header and in the root storage. */
static int
find_root(struct cfb_file *file)
{
	int status;

	cfb_fat_init(&file->fat, file);
	cfb_chain_init(&file->directory, file, file->header.first_directory,
		0);
	cfb_chain_init(&file->minifat, file, file->header.first_minifat,
		0xFF);
	cfb_chain_init(&file->ministream, file, CFB_ENDOFCHAIN, 0);
	status = cfb_directory_entry(file, CFB_ROOT, &file->root);
	if (status == CFB_NOT_FOUND) {
		(void)cfb_report_at(file, CFB_DEFECT_DIRECTORY_MISSING,
			CFB_NOWHERE, CFB_NOWHERE,
			file->header.first_directory);
		return CFB_CORRUPT;
	}
	if (status != CFB_OK)
		return status;
	cfb_chain_init(&file->ministream, file, file->root.start, 0);
	return judge_root(file);
}

int
cfb_file_read_again(struct cfb_file *file)
{
	int status = device_size(file->device, &file->size);

	if (status == CFB_OK)
		status = find_geometry(file);
	return status == CFB_OK ? find_root(file) : status;
}

static int
open_on_device(struct cfb_file *file)
{
	int status = device_size(file->device, &file->size);

	if (status != CFB_OK)
		return status;
	cfb_page_pool_bound(&file->pool, file->size);
	status = read_header(file);
	if (status == CFB_OK)
		status = find_geometry(file);
	if (status == CFB_OK)
		status = judge_header(file);
	if (status == CFB_OK)
		status = find_root(file);
	return status;
}

struct cfb_file *
cfb_file_alloc(struct device *device)
{
	struct cfb_file *file = calloc(1, sizeof *file);

	if (!file)
		return NULL;
	file->device = device;
	list_init(&file->indexes);
	cfb_page_pool_init(&file->pool);
	return file;
}

void
cfb_file_free(struct cfb_file *file)
{
	cfb_edit_end(file);
	cfb_indexes_drop(file);
	cfb_chain_done(&file->ministream, file);
	cfb_chain_done(&file->minifat, file);
	cfb_chain_done(&file->directory, file);
	cfb_fat_done(&file->fat, file);
	free(file);
}

int
cfb_file_open(struct device *device, enum cfb_strictness strictness,
	cfb_defect_fn *defect_fn, void *defect_context, struct cfb_file **out)
{
	struct cfb_file *file = cfb_file_alloc(device);
	int status;

	if (!file)
		return CFB_NO_MEMORY;
	file->strictness = strictness;
	file->defect_fn = defect_fn;
	file->defect_context = defect_context;
	status = open_on_device(file);
	if (status != CFB_OK) {
		cfb_file_free(file);
		return status;
	}
	*out = file;
	return CFB_OK;
}

void
cfb_file_close(struct cfb_file *file)
{
	struct device *device;

	if (!file)
		return;
	device = file->device;
	cfb_file_free(file);
	device_close(device);
}

int
cfb_file_set_strictness(struct cfb_file *file, enum cfb_strictness strictness)
{
	enum cfb_strictness before = file->strictness;

	file->strictness = strictness;
	if (judge_header(file) == CFB_OK && judge_root(file) == CFB_OK)
		return CFB_OK;
	file->strictness = before;
	return CFB_CORRUPT;
}

int
cfb_file_has_signature(struct device *device, bool *has)
{
	uint8_t raw[8];
	size_t done;
	int status = device_read(device, 0, raw, sizeof raw, &done);

	if (status == CFB_OK)
		*has = cfb_header_has_signature(raw, done);
	return status;
}
