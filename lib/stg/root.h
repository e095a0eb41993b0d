/* SPDX-License-Identifier: MIT */
/*
 * What all objects of one open file share, and what every such object begins
 * with.
 *
 * Lifetime. Children hold no reference on their parent: when a storage goes,
 * everything open below it stays in memory until it is released and answers
 * STG_E_REVERTED. Each object references the root structure; the file itself
 * is open while anything pins it: the root storage, an enumerator, a read that
 * is under way.
 *
 * Threads. One lock a root guards everything in here and below; objects count
 * their references without it. The contents of large streams are read without
 * it too.
 */
#ifndef STG_STG_ROOT_H
#define STG_STG_ROOT_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>

#include <stg/check.h>
#include <stg/storage.h>

#include "base/list.h"
#include "cfb/file.h"
#include "cfb/version.h"
#include "stg/opens.h"
#include "stg/share.h"

struct snapshot;

struct root {
	pthread_mutex_t lock;
	atomic_uint refs;      /* objects in memory */
	unsigned pins;         /* guarded by the lock, as all below */
	struct cfb_file *file; /* NULL when nothing pins it any more */
	struct share share;    /* what it holds against other opens */
	struct snapshot *snapshot; /* the file is a copy; or NULL */
	bool asks_to_write;    /* STGM_DIRECT_SWMR: only with the lock */
	bool may_write;        /* ... which is held */
	bool any_names;        /* also those that are forbidden */
	struct cfb_versions versions; /* of transacted storages */
	struct opens opens;
	struct list objects;   /* all of them, by object.all */
	uint64_t generation;   /* grows with each change of a tree */
	char *delete_path;     /* the file goes with the root; or NULL */
	OLECHAR *name;         /* absolute path, or NULL */
	ILockBytes *lockbytes; /* the bytes below, or NULL for a file */
	stg_defect_fn defect_fn;
	void *defect_context;
};

struct object {
	struct root *root;
	struct list all;      /* in root->objects */
	struct list siblings; /* in the parent's children */
	struct list children; /* objects opened from this one */
	struct cfb_version *version; /* that it shows; NULL: the file */
	uint32_t id;          /* stream ID */
	bool opened;          /* counted in root->opens */
	bool reverted;
};

/* What root_open() does with the device. */
enum root_access {
	ROOT_READ,
	ROOT_WRITE,
	ROOT_CREATE_3, /* an empty file of version 3 over what is there */
	ROOT_CREATE_4,
	ROOT_CONVERT_3, /* with what is there as the stream CONTENTS */
	ROOT_CONVERT_4,
	ROOT_REPLACE_3, /* an empty file once it is committed, not before */
	ROOT_REPLACE_4
};

/**
 * Open a compound file on a device, which is taken over in any case. `name`
 * (task memory) is taken over too; `lockbytes` may be NULL.
 */
HRESULT root_open(struct device *device, enum root_access access,
	OLECHAR *name, ILockBytes *lockbytes, struct root **root);
void root_ref(struct root *root);
void root_unref(struct root *root);

/**
 * The root storage will be transacted. Contents that wait for their commit go
 * to free room of the file, unless others may write to it.
 */
void root_set_transacted(struct root *root, bool alone);

/** The same on a copy, where `mode` admits writers; takes over the share. */
HRESULT root_open_shared(struct device *device, enum root_access access,
	DWORD mode, const char *path, OLECHAR *name, ILockBytes *lockbytes,
	struct share *share, struct root **root);

/**
 * A transacted root storage is committed: others are kept out between. What
 * was committed in a copy is brought to the file. Under the lock.
 */
HRESULT root_begin_commit(struct root *root, DWORD flags);
HRESULT root_end_commit(struct root *root, DWORD flags, HRESULT hr);

/** Take over what an open holds, to be given back with the file. */
void root_adopt_share(struct root *root, struct share *share);

/** May be changed what was opened for it? Under the lock. */
static inline bool
root_lets_write(const struct root *root)
{
	return !root->asks_to_write || root->may_write;
}

/** The times of the file or byte array. Under the lock. */
void root_stat_times(const struct root *root, STATSTG *stat);

/** Set the times of the file, where there is one. Under the lock. */
void root_set_times(struct root *root, const FILETIME *atime,
	const FILETIME *mtime);

/** The current time in ticks of 100 ns since 1601. */
uint64_t root_now(void);

/** An element has got another ID. A cfb_renumber_fn. */
void root_renumber(uint32_t from, uint32_t to, void *root);

/** Entry `id` is gone: revert every object that has it open. */
void root_revert_objects(struct root *root, uint32_t id);

/** Bring waiting writes into the sizes that the directory shows. */
HRESULT root_flush(struct root *root);

static inline void
root_lock(struct root *root)
{
	pthread_mutex_lock(&root->lock);
}

static inline void
root_unlock(struct root *root)
{
	pthread_mutex_unlock(&root->lock);
}

/** Keep the file open, or no longer. Under the lock. */
void root_pin(struct root *root);
void root_unpin(struct root *root);

/**
 * Make an object for entry `id` of a version, below `parent` or below none.
 * Under the lock, if there is a version.
 */
void object_init(struct object *object, struct root *root,
	struct object *parent, struct cfb_version *version, uint32_t id);

/** Count the element as open; STG_E_INSUFFICIENTMEMORY. Under the lock. */
HRESULT object_mark_open(struct object *object);

/** Everything that is open below it is reverted. Under the lock. */
void object_revert_children(struct object *object);

/** Nobody will use it again: leave the parent, revert what is below. */
void object_done(struct object *object);

#endif
