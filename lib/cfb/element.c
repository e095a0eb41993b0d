/* SPDX-License-Identifier: MIT */
/*
 * An element is an entry that hangs in the tree of its storage. It gets its
 * name before it is hung up, and is taken down before it is cleared.
 */
#include "cfb/element.h"

#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "cfb/directory.h"
#include "cfb/edit.h"
#include "cfb/index.h"
#include "cfb/listing.h"
#include "cfb/stream.h"
#include "cfb/tree.h"
#include "cfb/tree_edit.h"

static int
set_name(struct cfb_file *file, uint32_t id, const uint16_t *name,
	size_t units)
{
	uint8_t *raw;
	int status = cfb_directory_edit(file, id, &raw);

	if (status != CFB_OK)
		return status;
	memset(raw, 0, 64);
	for (size_t i = 0; i < units; i++)
		put_le16(raw + 2 * i, name[i]);
	put_le16(raw + 64, (uint16_t)(2 * (units + 1)));
	return CFB_OK;
}

static int
init_entry(struct cfb_file *file, uint32_t id, bool stream, uint64_t time)
{
	uint8_t *raw;
	int status = cfb_directory_edit(file, id, &raw);

	if (status != CFB_OK)
		return status;
	raw[66] = stream ? CFB_TYPE_STREAM : CFB_TYPE_STORAGE;
	put_le64(raw + 100, stream ? 0 : time);
	put_le64(raw + 108, stream ? 0 : time);
	/* [MS-CFB] 2.6.3: a storage starts nowhere, which is 0. */
	put_le32(raw + 116, stream ? CFB_ENDOFCHAIN : 0);
	return CFB_OK;
}

int
cfb_element_create(struct cfb_file *file, uint32_t storage,
	const uint16_t *name, size_t units, bool stream, uint64_t time,
	uint32_t *id)
{
	int status = cfb_commit_if_due(file);

	if (status == CFB_OK)
		status = cfb_directory_take(file, id);
	if (status != CFB_OK)
		return status;
	status = set_name(file, *id, name, units);
	if (status == CFB_OK)
		status = init_entry(file, *id, stream, time);
	if (status == CFB_OK && !stream)
		status = cfb_index_set_sound(file, *id);
	/* The last step, as it is seen from outside. */
	if (status == CFB_OK)
		status = cfb_tree_insert(file, storage, *id);
	if (status != CFB_OK) {
		cfb_index_drop(file, *id);
		(void)cfb_directory_release(file, *id);
	}
	return status;
}

/* Clear an entry that hangs nowhere any more. */
static int
clear(struct cfb_file *file, uint32_t id)
{
	struct cfb_dirent entry;
	int status = cfb_directory_entry(file, id, &entry);

	if (status == CFB_OK && cfb_dirent_is_stream(&entry))
		status = cfb_stream_discard(file, id, &entry);
	cfb_index_drop(file, id);
	return status == CFB_OK ? cfb_directory_release(file, id) : status;
}

/* Entries that are still to be cleared, the last one first. */
struct doomed {
	uint32_t *ids;
	size_t count;
	size_t capacity;
};

static int
doom(struct doomed *doomed, const uint32_t *ids, size_t count)
{
	size_t needed = doomed->count + count;

	if (needed > doomed->capacity) {
		uint32_t *larger = realloc(doomed->ids,
			needed * 2 * sizeof *larger);

		if (!larger)
			return CFB_NO_MEMORY;
		doomed->ids = larger;
		doomed->capacity = needed * 2;
	}
	if (count != 0)
		memcpy(doomed->ids + doomed->count, ids,
			count * sizeof *ids);
	doomed->count = needed;
	return CFB_OK;
}

/* List everything below what is doomed already. */
static int
doom_below(struct cfb_file *file, struct doomed *doomed, struct idset *seen)
{
	int status = CFB_OK;

	for (size_t i = 0; status == CFB_OK && i < doomed->count; i++) {
		struct cfb_listing listing;
		struct cfb_dirent entry;

		status = cfb_directory_entry(file, doomed->ids[i], &entry);
		if (status != CFB_OK || cfb_dirent_is_stream(&entry))
			continue;
		status = cfb_listing_make(file, doomed->ids[i], seen,
			&listing);
		if (status != CFB_OK)
			break;
		status = doom(doomed, listing.ids, listing.count);
		cfb_listing_done(&listing);
	}
	return status;
}

int
cfb_element_destroy(struct cfb_file *file, uint32_t storage, uint32_t id,
	cfb_gone_fn *gone, void *context)
{
	struct doomed doomed = { NULL, 0, 0 };
	struct idset seen;
	bool removed;
	int status = cfb_commit_if_due(file);

	idset_init(&seen);
	if (status == CFB_OK && idset_add(&seen, id) == IDSET_NO_MEMORY)
		status = CFB_NO_MEMORY;
	if (status == CFB_OK)
		status = doom(&doomed, &id, 1);
	if (status == CFB_OK)
		status = doom_below(file, &doomed, &seen);
	if (status == CFB_OK)
		status = cfb_tree_remove(file, storage, id);
	removed = status == CFB_OK;
	while (status == CFB_OK && doomed.count != 0) {
		id = doomed.ids[--doomed.count];
		gone(id, context);
		status = clear(file, id);
	}
	if (removed && status != CFB_OK)
		cfb_edit_doubt(file, status);
	free(doomed.ids);
	idset_done(&seen);
	return status;
}

int
cfb_element_holds(struct cfb_file *file, uint32_t id, uint32_t other,
	bool *holds)
{
	struct doomed all = { NULL, 0, 0 };
	struct idset seen;
	int status;

	*holds = id == other;
	idset_init(&seen);
	status = doom(&all, &id, 1);
	if (status == CFB_OK && idset_add(&seen, id) == IDSET_NO_MEMORY)
		status = CFB_NO_MEMORY;
	if (status == CFB_OK)
		status = doom_below(file, &all, &seen);
	if (status == CFB_OK)
		*holds = idset_has(&seen, other);
	free(all.ids);
	idset_done(&seen);
	return status;
}

int
cfb_element_move(struct cfb_file *file, uint32_t from, uint32_t id,
	uint32_t to, const uint16_t *name, size_t units)
{
	struct cfb_dirent entry;
	uint32_t other;
	int status = cfb_commit_if_due(file);

	if (status == CFB_OK)
		status = cfb_tree_find(file, to, name, units, &other, &entry);
	if (status == CFB_OK && other != id)
		return CFB_EXISTS;
	if (status != CFB_OK && status != CFB_NOT_FOUND)
		return status;
	/* It has to be sure that `to` takes it before `from` lets it go. */
	status = cfb_tree_prepare(file, to);
	if (status == CFB_OK)
		status = cfb_tree_remove(file, from, id);
	if (status != CFB_OK)
		return status;
	status = set_name(file, id, name, units);
	if (status == CFB_OK)
		status = cfb_tree_insert(file, to, id);
	if (status != CFB_OK)
		cfb_edit_doubt(file, status);
	return status;
}

int
cfb_element_detach(struct cfb_file *file, uint32_t storage, uint32_t id)
{
	return cfb_tree_remove(file, storage, id);
}

int
cfb_element_attach(struct cfb_file *file, uint32_t storage, uint32_t id,
	const uint16_t *name, size_t units)
{
	int status = cfb_tree_prepare(file, storage);

	if (status == CFB_OK)
		status = set_name(file, id, name, units);
	return status == CFB_OK ? cfb_tree_insert(file, storage, id) : status;
}

int
cfb_element_rename(struct cfb_file *file, uint32_t storage, uint32_t id,
	const uint16_t *name, size_t units)
{
	return cfb_element_move(file, storage, id, storage, name, units);
}

int
cfb_element_set_class(struct cfb_file *file, uint32_t id,
	const uint8_t clsid[16])
{
	uint8_t *raw;
	int status = cfb_directory_edit(file, id, &raw);

	if (status == CFB_OK)
		memcpy(raw + 80, clsid, 16);
	return status;
}

int
cfb_element_set_state(struct cfb_file *file, uint32_t id, uint32_t bits,
	uint32_t mask)
{
	uint8_t *raw;
	int status = cfb_directory_edit(file, id, &raw);

	if (status == CFB_OK)
		put_le32(raw + 96, (get_le32(raw + 96) & ~mask) |
			(bits & mask));
	return status;
}

int
cfb_element_set_times(struct cfb_file *file, uint32_t id,
	const uint64_t *ctime, const uint64_t *mtime)
{
	uint8_t *raw;
	int status = cfb_directory_edit(file, id, &raw);

	if (status != CFB_OK)
		return status;
	if (ctime)
		put_le64(raw + 100, *ctime);
	if (mtime)
		put_le64(raw + 108, *mtime);
	return CFB_OK;
}
