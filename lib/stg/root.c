/* SPDX-License-Identifier: MIT */
/* One open file and the tree of objects over it. */
#include "stg/root.h"

#include <stdlib.h>
#include <string.h>

#include <stg/helpers.h>
#include <stg/hresult.h>
#include <stg/memory.h>

#include "base/container.h"
#include "io/file.h"
#include "stg/defects.h"
#include "stg/hresult.h"

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

HRESULT
root_open(struct device *device, OLECHAR *name, ILockBytes *lockbytes,
	struct root **out)
{
	struct root *root = calloc(1, sizeof *root);
	int status = CFB_NO_MEMORY;

	if (root)
		status = cfb_file_open(device, CFB_TOLERANT, forward_defect,
			root, &root->file);
	if (status != CFB_OK) {
		device_close(device);
		free(root);
		CoTaskMemFree(name);
		return hresult_from_status(status);
	}
	pthread_mutex_init(&root->lock, NULL);
	atomic_init(&root->refs, 1);
	opens_init(&root->opens);
	root->name = name;
	root->lockbytes = lockbytes;
	*out = root;
	return S_OK;
}

void
root_ref(struct root *root)
{
	atomic_fetch_add_explicit(&root->refs, 1, memory_order_relaxed);
}

void
root_unref(struct root *root)
{
	if (!root || atomic_fetch_sub_explicit(&root->refs, 1,
		memory_order_acq_rel) != 1)
		return;
	cfb_file_close(root->file);
	opens_done(&root->opens);
	CoTaskMemFree(root->name);
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
	cfb_file_close(root->file);
	root->file = NULL;
	root->lockbytes = NULL;
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
		file_device_times(root->file->device, &times);
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
	uint32_t id)
{
	root_ref(root);
	object->root = root;
	object->id = id;
	object->opened = false;
	object->reverted = false;
	list_init(&object->siblings);
	list_init(&object->children);
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
object_done(struct object *object)
{
	leave(object);
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
