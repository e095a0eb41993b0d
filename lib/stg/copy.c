/* SPDX-License-Identifier: MIT */
/*
 * The source is read through the engine, so that it does not matter whether
 * its elements are open; the destination is written through its documented
 * methods, so that it can be anybody's.
 *
 * Storages nest as deep as the file says, hence a stack of frames instead of
 * recursion. Entries that were copied are remembered: a damaged tree can lead
 * to the same one again, and without end.
 *
 * What cannot be read, and names that the destination cannot have, are passed
 * over, and the first reason is the result at the end: whatever can be copied
 * is, and nothing is lost in silence. Other failures of the destination end
 * the copy.
 */
#include "stg/copy.h"

#include <stdlib.h>
#include <string.h>

#include <stg/hresult.h>

#include "base/checked.h"
#include "base/idset.h"
#include "cfb/directory.h"
#include "cfb/element.h"
#include "cfb/listing.h"
#include "cfb/name.h"
#include "cfb/reader.h"
#include "cfb/tree.h"
#include "stg/hresult.h"
#include "stg/statstg.h"
#include "stg/walk.h"

#define BUFFER_SIZE 65536

HRESULT
copy_stream(IStream *source, IStream *destination, uint64_t length,
	ULARGE_INTEGER *read, ULARGE_INTEGER *written)
{
	uint64_t total_read = 0;
	uint64_t total_written = 0;
	HRESULT hr = S_OK;
	void *buffer;

	if (!destination)
		return STG_E_INVALIDPOINTER;
	buffer = malloc(BUFFER_SIZE);
	if (!buffer)
		return STG_E_INSUFFICIENTMEMORY;
	while (SUCCEEDED(hr) && total_read < length) {
		ULONG wanted = (ULONG)min_u64(length - total_read,
			BUFFER_SIZE);
		ULONG got = 0;
		ULONG put = 0;
		HRESULT read_hr = IStream_Read(source, buffer, wanted, &got);

		total_read += got;
		hr = read_hr;
		if (got != 0) {
			HRESULT put_hr = IStream_Write(destination, buffer,
				got, &put);

			total_written += put;
			if (FAILED(put_hr))
				hr = put_hr;
		}
		/* A target that takes less ends the copy, and it is S_OK. */
		if (got < wanted || put < got)
			break;
	}
	free(buffer);
	if (read)
		read->QuadPart = total_read;
	if (written)
		written->QuadPart = total_written;
	return FAILED(hr) ? hr : S_OK;
}

struct frame {
	uint32_t id; /* of the storage */
	struct cfb_listing listing;
	uint32_t next;
	IStorage *destination; /* a reference, but for the first frame's */
};

struct copy {
	struct storage *source;
	bool without_storages;
	bool without_streams;
	SNB names; /* left out at the top level */
	HRESULT passed; /* S_OK, or why something was passed over */
	bool pinned;
	struct idset seen;
	struct frame *frames;
	size_t depth;
	size_t capacity;
	uint8_t *buffer;
};

static void
pass_over(struct copy *copy, HRESULT hr)
{
	if (SUCCEEDED(copy->passed))
		copy->passed = hr;
}

/* What the source could not be read for; other failures stay what they are. */
static HRESULT
forgive_source(struct copy *copy, HRESULT hr)
{
	if (hr != STG_E_DOCFILECORRUPT && hr != STG_E_READFAULT)
		return hr;
	pass_over(copy, hr);
	return S_OK;
}

static HRESULT
write_all(IStream *target, const void *bytes, size_t length)
{
	ULONG put = 0;
	HRESULT hr = IStream_Write(target, bytes, (ULONG)length, &put);

	if (SUCCEEDED(hr) && put != length)
		return STG_E_WRITEFAULT;
	return hr;
}

/*
 * Copy the contents of entry `id` into an open, empty stream, as far as they
 * can be read.
 */
static HRESULT
copy_contents(struct copy *copy, uint32_t id, const struct cfb_dirent *entry,
	IStream *target)
{
	struct root *root = copy->source->object.root;
	struct cfb_version *version = copy->source->object.version;
	uint64_t size = cfb_dirent_size(root->file, entry);
	struct cfb_reader reader;
	uint64_t offset = 0;
	HRESULT hr = S_OK;

	root_lock(root);
	cfb_reader_init(&reader, &root->versions, version, id);
	root_unlock(root);
	while (SUCCEEDED(hr) && offset < size) {
		size_t wanted = (size_t)min_u64(size - offset, BUFFER_SIZE);
		size_t got = 0;
		int status = CFB_OK;

		root_lock(root);
		hr = storage_alive(copy->source);
		if (SUCCEEDED(hr))
			status = cfb_reader_read(root->file, &reader, offset,
				copy->buffer, wanted, &got);
		root_unlock(root);
		if (SUCCEEDED(hr) && got != 0)
			hr = write_all(target, copy->buffer, got);
		if (SUCCEEDED(hr))
			hr = forgive_source(copy, hresult_from_status(status));
		if (status != CFB_OK)
			break;
		offset += got;
	}
	root_lock(root);
	cfb_reader_done(&reader);
	root_unlock(root);
	return hr;
}

/* `existing`: what becomes of an element of that name, as for creating. */
static HRESULT
copy_stream_entry(struct copy *copy, uint32_t id,
	const struct cfb_dirent *entry, const OLECHAR *name, DWORD existing,
	IStorage *destination)
{
	IStream *target = NULL;
	HRESULT hr = IStorage_CreateStream(destination, name,
		existing | STGM_WRITE | STGM_SHARE_EXCLUSIVE, 0, 0, &target);

	if (FAILED(hr))
		return hr;
	hr = copy_contents(copy, id, entry, target);
	IStream_Release(target);
	return hr;
}

/* Storages are merged: one that is there stays, with what is in it. */
static HRESULT
create_or_open(IStorage *destination, const OLECHAR *name, IStorage **target)
{
	DWORD mode = STGM_READWRITE | STGM_SHARE_EXCLUSIVE;
	HRESULT hr = IStorage_CreateStorage(destination, name,
		mode | STGM_FAILIFTHERE, 0, 0, target);

	if (hr == STG_E_FILEALREADYEXISTS)
		hr = IStorage_OpenStorage(destination, name, NULL, mode, NULL,
			0, target);
	return hr;
}

static HRESULT
copy_class(const struct cfb_file *file, const struct cfb_dirent *entry,
	IStorage *destination)
{
	STATSTG stat;
	HRESULT hr = statstg_from_entry(file, entry, false, &stat);

	if (SUCCEEDED(hr))
		hr = IStorage_SetClass(destination, &stat.clsid);
	if (SUCCEEDED(hr))
		hr = IStorage_SetStateBits(destination, stat.grfStateBits,
			0xFFFFFFFF);
	return hr;
}

/*
 * Begin with storage `id`, to be copied into `destination`, whose reference
 * is taken over in any case. One that cannot be listed is passed over.
 */
static HRESULT
push(struct copy *copy, uint32_t id, const struct cfb_dirent *entry,
	IStorage *destination)
{
	struct root *root = copy->source->object.root;
	struct frame *frame;
	HRESULT hr = copy_class(root->file, entry, destination);
	int status;

	if (SUCCEEDED(hr) && copy->depth == WALK_DEPTH_MAX) {
		pass_over(copy, STG_E_DOCFILECORRUPT);
		IStorage_Release(destination);
		return S_OK;
	}
	if (SUCCEEDED(hr) && copy->depth == copy->capacity) {
		size_t capacity = copy->capacity ? copy->capacity * 2 : 8;
		struct frame *frames = realloc(copy->frames,
			capacity * sizeof *frames);

		if (frames) {
			copy->frames = frames;
			copy->capacity = capacity;
		} else {
			hr = STG_E_INSUFFICIENTMEMORY;
		}
	}
	if (SUCCEEDED(hr)) {
		frame = &copy->frames[copy->depth];
		root_lock(root);
		status = cfb_version_list(root->file,
			copy->source->object.version, id, &copy->seen,
			&frame->listing);
		root_unlock(root);
		hr = hresult_from_status(status);
	}
	if (FAILED(hr)) {
		IStorage_Release(destination);
		return forgive_source(copy, hr);
	}
	if (frame->listing.damaged)
		pass_over(copy, STG_E_DOCFILECORRUPT);
	frame->id = id;
	frame->next = 0;
	frame->destination = destination;
	copy->depth++;
	return S_OK;
}

static void
pop(struct copy *copy)
{
	struct frame *frame = &copy->frames[--copy->depth];

	cfb_listing_done(&frame->listing);
	IStorage_Release(frame->destination);
}

static bool
is_excluded(const struct copy *copy, const struct cfb_dirent *entry)
{
	if (cfb_dirent_is_stream(entry) ? copy->without_streams
					: copy->without_storages)
		return true;
	if (!copy->names || copy->depth != 1)
		return false;
	for (SNB name = copy->names; *name; name++) {
		size_t units = 0;

		while (units <= CFB_NAME_MAX && (*name)[units] != 0)
			units++;
		if (cfb_name_compare(*name, units, entry->name,
			entry->units) == 0)
			return true;
	}
	return false;
}

/*
 * A damaged storage can hold two elements of one name. The one that the name
 * leads to is copied; the other must not take its place. Under the lock.
 */
static HRESULT
check_unique(struct copy *copy, const struct frame *frame, uint32_t id,
	const struct cfb_dirent *entry)
{
	struct object *source = &copy->source->object;
	struct cfb_dirent found;
	uint32_t other;
	int status;

	if (frame->listing.ordered)
		return S_OK;
	status = cfb_version_find(source->root->file, source->version,
		frame->id, entry->name, entry->units, &other, &found);
	if (status == CFB_OK && other != id)
		status = CFB_CORRUPT;
	return status == CFB_NOT_FOUND ? S_OK : hresult_from_status(status);
}

/* Read the next entry of a frame. */
static HRESULT
next_entry(struct copy *copy, const struct frame *frame, uint32_t id,
	struct cfb_dirent *entry)
{
	struct root *root = copy->source->object.root;
	HRESULT hr;

	root_lock(root);
	hr = storage_alive(copy->source);
	if (SUCCEEDED(hr))
		hr = hresult_from_status(cfb_version_entry(root->file,
			copy->source->object.version, id, entry));
	if (SUCCEEDED(hr))
		hr = check_unique(copy, frame, id, entry);
	root_unlock(root);
	return hr;
}

/* A name that ends before its end would be another one. */
static HRESULT
name_of(const struct cfb_dirent *entry, OLECHAR name[CFB_NAME_UNITS + 1])
{
	for (size_t i = 0; i < entry->units; i++) {
		name[i] = entry->name[i];
		if (name[i] == 0)
			return STG_E_INVALIDNAME;
	}
	name[entry->units] = 0;
	return S_OK;
}

/* Copy one element of the storage on top of the stack. */
static HRESULT
copy_next(struct copy *copy)
{
	struct frame *frame = &copy->frames[copy->depth - 1];
	uint32_t id = frame->listing.ids[frame->next++];
	OLECHAR name[CFB_NAME_UNITS + 1];
	struct cfb_dirent entry;
	IStorage *target = NULL;
	HRESULT hr = next_entry(copy, frame, id, &entry);

	if (FAILED(hr))
		return forgive_source(copy, hr);
	if (is_excluded(copy, &entry))
		return S_OK;
	hr = name_of(&entry, name);
	if (SUCCEEDED(hr) && cfb_dirent_is_stream(&entry))
		hr = copy_stream_entry(copy, id, &entry, name, STGM_CREATE,
			frame->destination);
	else if (SUCCEEDED(hr))
		hr = create_or_open(frame->destination, name, &target);
	if (hr == STG_E_INVALIDNAME) {
		pass_over(copy, hr);
		return S_OK;
	}
	return FAILED(hr) || !target ? hr : push(copy, id, &entry, target);
}

static HRESULT
run(struct copy *copy)
{
	HRESULT hr = S_OK;

	while (SUCCEEDED(hr) && copy->depth != 0) {
		struct frame *frame = &copy->frames[copy->depth - 1];

		if (frame->next < frame->listing.count)
			hr = copy_next(copy);
		else
			pop(copy);
	}
	return SUCCEEDED(hr) ? copy->passed : hr;
}

/*
 * The file stays open meanwhile, but the source need not: what the destination
 * calls may release or destroy it, and then the copy ends.
 */
static HRESULT
begin(struct copy *copy, struct storage *source)
{
	struct root *root = source->object.root;
	HRESULT hr;

	memset(copy, 0, sizeof *copy);
	copy->source = source;
	idset_init(&copy->seen);
	root_lock(root);
	hr = storage_alive(source);
	if (SUCCEEDED(hr)) {
		root_pin(root);
		copy->pinned = true;
	}
	root_unlock(root);
	if (FAILED(hr))
		return hr;
	copy->buffer = malloc(BUFFER_SIZE);
	return copy->buffer ? S_OK : STG_E_INSUFFICIENTMEMORY;
}

static void
end(struct copy *copy)
{
	while (copy->depth != 0)
		pop(copy);
	if (copy->pinned) {
		root_lock(copy->source->object.root);
		root_unpin(copy->source->object.root);
		root_unlock(copy->source->object.root);
	}
	free(copy->frames);
	free(copy->buffer);
	idset_done(&copy->seen);
}

/*
 * Is `below` the storage of entry `id` in the version of `source`, or somewhere
 * below it? What cannot be followed is not risked. Under the lock.
 */
static bool
holds(const struct storage *source, uint32_t id, const struct storage *below)
{
	struct root *root = source->object.root;
	struct cfb_version *version;
	uint32_t at;
	bool does = true;

	if (!below || below->object.root != root)
		return false;
	version = below->object.version;
	at = below->object.id;
	/* Out of the transactions below, whose elements are theirs. */
	while (version && version != source->object.version) {
		at = version->top;
		version = version->base;
	}
	if (version != source->object.version)
		return false;
	return cfb_version_holds(root->file, version, id, at, &does) !=
		CFB_OK || does;
}

static bool
is_below(const struct storage *source, const struct storage *below)
{
	struct root *root = source->object.root;
	bool is;

	root_lock(root);
	is = FAILED(storage_alive(source)) ||
		holds(source, source->object.id, below);
	root_unlock(root);
	return is;
}

static bool
is_same(const struct storage *one, const struct storage *other)
{
	return one->object.root == other->object.root &&
		one->object.version == other->object.version &&
		one->object.id == other->object.id;
}

static HRESULT
entry_of(struct storage *source, struct cfb_dirent *entry)
{
	struct root *root = source->object.root;
	HRESULT hr;

	root_lock(root);
	hr = storage_alive(source);
	if (SUCCEEDED(hr))
		hr = root_flush(root);
	if (SUCCEEDED(hr))
		hr = hresult_from_status(cfb_version_entry(root->file,
			source->object.version, source->object.id, entry));
	root_unlock(root);
	return hr;
}

HRESULT
copy_storage(struct storage *source, DWORD excluded, const IID *exclude,
	SNB names, IStorage *destination)
{
	struct storage *own = storage_from_interface(destination);
	struct cfb_dirent entry;
	struct copy copy;
	HRESULT hr;

	if (!destination)
		return STG_E_INVALIDPOINTER;
	hr = begin(&copy, source);
	copy.names = names;
	for (DWORD i = 0; exclude && i < excluded; i++) {
		if (IsEqualIID(&exclude[i], &IID_IStorage))
			copy.without_storages = true;
		if (IsEqualIID(&exclude[i], &IID_IStream))
			copy.without_streams = true;
	}
	/* Names say nothing about elements when storages are left out. */
	if (copy.without_storages)
		copy.names = NULL;
	if (SUCCEEDED(hr) && !copy.without_storages && is_below(source, own))
		hr = STG_E_ACCESSDENIED;
	if (SUCCEEDED(hr) && own && is_same(source, own)) {
		end(&copy); /* all that could be copied is there */
		return S_OK;
	}
	if (SUCCEEDED(hr))
		hr = entry_of(source, &entry);
	if (SUCCEEDED(hr)) {
		IStorage_AddRef(destination);
		hr = push(&copy, source->object.id, &entry, destination);
	}
	if (SUCCEEDED(hr))
		hr = run(&copy);
	end(&copy);
	return hr;
}

static bool
is_called(const struct cfb_dirent *entry, const OLECHAR *name)
{
	size_t units = 0;

	while (units <= CFB_NAME_MAX && name[units] != 0)
		units++;
	return cfb_name_compare(entry->name, entry->units, name, units) == 0;
}

HRESULT
copy_element(struct storage *source, const OLECHAR *name,
	IStorage *destination, const OLECHAR *new_name)
{
	struct root *root = source->object.root;
	struct storage *own = storage_from_interface(destination);
	struct cfb_dirent entry;
	IStorage *target = NULL;
	struct copy copy;
	uint32_t id;
	HRESULT hr = begin(&copy, source);

	if (FAILED(hr)) {
		end(&copy);
		return hr;
	}
	root_lock(root);
	hr = storage_alive(source);
	if (SUCCEEDED(hr))
		hr = storage_find(source, name, &id, &entry);
	if (SUCCEEDED(hr) && (opens_has(&root->opens, id) ||
		holds(source, id, own)))
		hr = STG_E_ACCESSDENIED;
	root_unlock(root);
	if (SUCCEEDED(hr) && own && is_same(source, own) &&
		is_called(&entry, new_name)) {
		end(&copy); /* it would have to go to make room for itself */
		return S_OK;
	}
	if (SUCCEEDED(hr) && cfb_dirent_is_stream(&entry)) {
		hr = copy_stream_entry(&copy, id, &entry, new_name,
			STGM_FAILIFTHERE, destination);
		if (SUCCEEDED(hr))
			hr = copy.passed;
	} else if (SUCCEEDED(hr)) {
		hr = IStorage_CreateStorage(destination, new_name,
			STGM_FAILIFTHERE | STGM_READWRITE |
				STGM_SHARE_EXCLUSIVE, 0, 0, &target);
		if (SUCCEEDED(hr))
			hr = push(&copy, id, &entry, target);
		if (SUCCEEDED(hr))
			hr = run(&copy);
	}
	end(&copy);
	return hr;
}
