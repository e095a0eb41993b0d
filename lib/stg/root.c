/* SPDX-License-Identifier: MIT */
/* One open file and the tree of objects over it. */
#include "stg/root.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <stg/helpers.h>
#include <stg/hresult.h>
#include <stg/memory.h>
#include <stg/systemtime.h>

#include "base/container.h"
#include "base/refs.h"
#include "cfb/edit.h"
#include "cfb/stream.h"
#include "io/file.h"
#include "io/memory.h"
#include "stg/defects.h"
#include "stg/hresult.h"
#include "stg/mode.h"
#include "stg/snapshot.h"
#include "stg/ticks.h"

static void
forward_defect(const struct cfb_defect *defect, void *context)
{
	struct root *root = context;
	struct stg_defect public;

	if (!root->defect_fn)
		return;
	defect_to_public(defect, &public);
	(void)root->defect_fn(&public, root->defect_context);
}

static int
open_file(struct root *root, struct device *device, enum root_access access)
{
	static const uint16_t contents[] = { 'C', 'O', 'N', 'T', 'E', 'N',
		'T', 'S' };
	int status;

	if (access == ROOT_CREATE_3 || access == ROOT_CREATE_4)
		return cfb_file_create(device, access == ROOT_CREATE_3 ? 3 : 4,
			&root->file);
	if (access == ROOT_CONVERT_3 || access == ROOT_CONVERT_4)
		return cfb_file_convert(device, access == ROOT_CONVERT_3 ? 3
									 : 4,
			contents, 8, &root->file);
	if (access == ROOT_REPLACE_3 || access == ROOT_REPLACE_4)
		return cfb_file_replace(device, access == ROOT_REPLACE_3 ? 3
									 : 4,
			&root->file);
	status = cfb_file_open(device, CFB_TOLERANT, forward_defect, root,
		&root->file);
	if (status != CFB_OK || access == ROOT_READ)
		return status;
	status = cfb_file_set_strictness(root->file, CFB_CAREFUL);
	if (status == CFB_OK)
		status = cfb_edit_begin(root->file);
	if (status != CFB_OK) {
		cfb_file_free(root->file);
		root->file = NULL;
	}
	return status;
}

static int
make_scratch(bool in_file, struct device **device)
{
	return in_file ? file_device_create_unnamed(device)
		       : memory_device_create(NULL, 0, SIZE_MAX, device);
}

HRESULT
root_open(struct device *device, enum root_access access, OLECHAR *name,
	ILockBytes *lockbytes, struct root **out)
{
	struct root *root = calloc(1, sizeof *root);
	int status = CFB_NO_MEMORY;

	if (root)
		status = open_file(root, device, access);
	if (status != CFB_OK) {
		device_close(device);
		free(root);
		CoTaskMemFree(name);
		return hresult_from_status(status);
	}
	pthread_mutex_init(&root->lock, NULL);
	atomic_init(&root->refs, 1);
	opens_init(&root->opens);
	list_init(&root->objects);
	share_init(&root->share);
	cfb_versions_init(&root->versions, root->file->edit != NULL,
		make_scratch);
	root->name = name;
	root->lockbytes = lockbytes;
	*out = root;
	return S_OK;
}

/* Others read versions of the file where they lie: mind what they need. */
static HRESULT
spare_versions(struct cfb_file *file, struct share *share)
{
	HRESULT hr = file->edit ? share_probe_in_place(share) : S_OK;

	return hr == S_FALSE ? hresult_from_status(cfb_generation_spare(file))
			     : hr;
}

HRESULT
root_open_shared(struct device *device, enum root_access access, DWORD mode,
	const char *path, OLECHAR *name, ILockBytes *lockbytes,
	struct share *share, struct root **root)
{
	struct snapshot *snapshot = NULL;
	HRESULT hr = S_OK;

	if (mode_takes_snapshot(mode)) {
		hr = snapshot_begin(device, share, path, access != ROOT_READ,
			&snapshot);
		if (FAILED(hr)) {
			device_close(device);
			CoTaskMemFree(name);
			share_abandon(share);
			return hr;
		}
		device = &snapshot->device;
	}
	hr = root_open(device, access, name, lockbytes, root);
	if (FAILED(hr)) {
		snapshot_end(snapshot);
		share_abandon(share);
		return hr;
	}
	(*root)->snapshot = snapshot;
	root_adopt_share(*root, share);
	hr = spare_versions((*root)->file, &(*root)->share);
	if (FAILED(hr))
		root_unref(*root);
	return hr;
}

HRESULT
root_begin_commit(struct root *root, DWORD flags)
{
	HRESULT hr = root->snapshot
			? snapshot_begin_commit(root->snapshot, &root->share,
				flags)
			: share_begin_commit(&root->share);

	if (FAILED(hr))
		return hr;
	/* Nothing of the versions that they may read is given out. */
	root->file->edit->readers = share_probe_readers(&root->share) ==
		S_FALSE;
	cfb_generation_watch(root->file, share_probe_in_place(&root->share) ==
		S_FALSE);
	return hr;
}

HRESULT
root_end_commit(struct root *root, DWORD flags, HRESULT hr)
{
	if (SUCCEEDED(hr) && root->snapshot)
		hr = snapshot_publish(root->snapshot, flags);
	if (root->snapshot)
		snapshot_end_commit(root->snapshot, &root->share);
	share_end_commit(&root->share);
	return hr;
}

void
root_adopt_share(struct root *root, struct share *share)
{
	root->share = *share;
	share_init(share);
}

void
root_set_transacted(struct root *root, bool alone)
{
	root_lock(root);
	if (root->file->edit)
		cfb_edit_keep_generation(root->file);
	root->versions.in_file = root->file->edit && alone;
	root_unlock(root);
}

void
root_ref(struct root *root)
{
	refs_take(&root->refs);
}

void
root_unref(struct root *root)
{
	if (!root || refs_drop(&root->refs) != 0)
		return;
	share_close(&root->share);
	cfb_file_close(root->file);
	snapshot_end(root->snapshot);
	cfb_versions_done(&root->versions);
	opens_done(&root->opens);
	CoTaskMemFree(root->name);
	free(root->delete_path);
	pthread_mutex_destroy(&root->lock);
	free(root);
}

void
root_pin(struct root *root)
{
	root->pins++;
}

void
root_unpin(struct root *root)
{
	if (--root->pins != 0)
		return;
	/* A caller that wants to know whether this works commits before. */
	if (root->file->edit)
		cfb_edit_finish(root->file);
	share_close(&root->share);
	cfb_file_close(root->file);
	snapshot_end(root->snapshot);
	root->snapshot = NULL;
	root->file = NULL;
	root->lockbytes = NULL;
	if (root->delete_path)
		(void)unlink(root->delete_path);
}

uint64_t
root_now(void)
{
	FILETIME now;

	GetSystemTimeAsFileTime(&now);
	return ticks_of(&now);
}

HRESULT
root_flush(struct root *root)
{
	if (!root->file->edit)
		return S_OK;
	return hresult_from_status(cfb_streams_flush(root->file));
}

/* The file that others see. */
static struct device *
real_device(const struct root *root)
{
	return root->snapshot ? root->snapshot->real : root->file->device;
}

void
root_set_times(struct root *root, const FILETIME *atime,
	const FILETIME *mtime)
{
	struct timespec access;
	struct timespec modification;

	if (root->lockbytes)
		return;
	if (atime)
		stg_filetime_to_timespec(atime, &access);
	if (mtime)
		stg_filetime_to_timespec(mtime, &modification);
	file_device_set_times(real_device(root), atime ? &access : NULL,
		mtime ? &modification : NULL);
}

static FILETIME
to_filetime(const struct timespec *time)
{
	FILETIME filetime = { 0, 0 };

	if (time->tv_sec != 0 || time->tv_nsec != 0)
		(void)stg_timespec_to_filetime(time, &filetime);
	return filetime;
}

void
root_stat_times(const struct root *root, STATSTG *stat)
{
	struct file_times times;
	STATSTG below;

	if (!root->lockbytes) {
		file_device_times(real_device(root), &times);
		stat->ctime = to_filetime(&times.birth);
		stat->atime = to_filetime(&times.access);
		stat->mtime = to_filetime(&times.modification);
		return;
	}
	memset(&below, 0, sizeof below);
	if (FAILED(ILockBytes_Stat(root->lockbytes, &below, STATFLAG_NONAME)))
		return;
	CoTaskMemFree(below.pwcsName);
	stat->ctime = below.ctime;
	stat->atime = below.atime;
	stat->mtime = below.mtime;
}

void
object_init(struct object *object, struct root *root, struct object *parent,
	struct cfb_version *version, uint32_t id)
{
	root_ref(root);
	object->root = root;
	object->version = version;
	if (version)
		cfb_version_ref(version);
	object->id = id;
	object->opened = false;
	object->reverted = false;
	list_init(&object->siblings);
	list_init(&object->children);
	list_append(&root->objects, &object->all);
	if (parent)
		list_append(&parent->children, &object->siblings);
}

HRESULT
object_mark_open(struct object *object)
{
	if (!opens_add(&object->root->opens, object->id))
		return STG_E_INSUFFICIENTMEMORY;
	object->opened = true;
	return S_OK;
}

static void
leave(struct object *object)
{
	list_remove(&object->siblings);
	if (object->opened)
		opens_remove(&object->root->opens, object->id);
	object->opened = false;
}

void
object_revert_children(struct object *object)
{
	/* Whoever is taken from the list brings his own children into it. */
	while (!list_empty(&object->children)) {
		struct object *child = container_of(object->children.next,
			struct object, siblings);

		leave(child);
		child->reverted = true;
		while (!list_empty(&child->children)) {
			struct list *grandchild = child->children.next;

			list_remove(grandchild);
			list_append(&object->children, grandchild);
		}
	}
}

void
object_done(struct object *object)
{
	leave(object);
	list_remove(&object->all);
	object_revert_children(object);
	if (object->version)
		cfb_version_unref(object->root->file, object->version);
	object->version = NULL;
}

void
root_renumber(uint32_t from, uint32_t to, void *context)
{
	struct root *root = context;

	if (!opens_has(&root->opens, from))
		return;
	for (struct list *l = root->objects.next; l != &root->objects;
		l = l->next) {
		struct object *object = container_of(l, struct object, all);

		if (object->id != from)
			continue;
		object->id = to;
		if (!object->opened)
			continue;
		/* There is room where something was removed. */
		opens_remove(&root->opens, from);
		(void)opens_add(&root->opens, to);
	}
}

void
root_revert_objects(struct root *root, uint32_t id)
{
	if (!opens_has(&root->opens, id))
		return;
	for (struct list *l = root->objects.next; l != &root->objects;
		l = l->next) {
		struct object *object = container_of(l, struct object, all);

		if (object->id != id || object->reverted)
			continue;
		leave(object);
		object->reverted = true;
		/* A transaction below may have elements of its own. */
		object_revert_children(object);
	}
}
