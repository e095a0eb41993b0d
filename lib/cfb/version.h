/* SPDX-License-Identifier: MIT */
/*
 * Versions of a storage tree. A transacted storage sees its base (the version
 * of the storage that it was opened from, or the file itself) through what
 * was changed since: entries that are other, names that lead elsewhere,
 * contents of which some sectors lie elsewhere. Publishing merges the changes
 * into the base; to revert is to drop them. Nothing that a base holds is
 * copied before it is touched.
 *
 * An element has one ID in all versions: its stream ID in the file, or, until
 * the file has it, a number from CFB_VIRTUAL on. Every function takes the file
 * and a version; NULL means the file itself, in direct mode.
 */
#ifndef STG_CFB_VERSION_H
#define STG_CFB_VERSION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/hash.h"
#include "base/list.h"
#include "cfb/dirent.h"
#include "cfb/element.h"
#include "cfb/scratch.h"
#include "cfb/stream.h"
#include "io/device.h"

#define CFB_VIRTUAL 0x80000000U

struct cfb_contents;
struct cfb_file;
struct cfb_listing;
struct cfb_version;
struct idset;

/* What all versions over one file share. */
struct cfb_versions {
	struct list all;     /* struct cfb_version */
	uint64_t epoch;      /* grows when the file's chains change */
	uint32_t next_id;    /* of the next element that is new */
	size_t memory;       /* bytes of contents that wait in memory */
	size_t memory_max;   /* beyond, they go to sectors, or to scratch */
	bool in_file;        /* contents go to free sectors of the file */
	struct cfb_scratch *scratch; /* where they go otherwise */
	cfb_scratch_fn *make_scratch;
};

struct cfb_version {
	struct cfb_versions *shared;
	struct list link;         /* in shared->all */
	unsigned refs;
	struct cfb_version *base; /* NULL: the file */
	uint32_t top;             /* the storage that it is a version of */
	struct hash by_id;        /* struct cfb_node */
	struct hash by_name;      /* struct cfb_link */
	struct hash gone;         /* struct cfb_gone */
	struct list nodes;        /* struct cfb_node, in order of making */
	struct list graves;       /* struct cfb_gone */
	int lost;                 /* contents may be: publishing fails */
};

/* Which fields of an entry are other than those of the base. */
#define CFB_CHANGED_CLASS 1U
#define CFB_CHANGED_STATE 2U
#define CFB_CHANGED_TIMES 4U

/* An element that is new, or other than in the base. */
struct cfb_node {
	struct hash_node by_id;
	struct list in_version;
	struct list links;      /* struct cfb_link, of a storage */
	uint32_t id;
	unsigned changed;       /* CFB_CHANGED_... */
	bool is_new;            /* neither in the base nor in any below */
	bool moved;             /* hangs elsewhere, or under another name */
	uint32_t origin;        /* the storage it hangs in, in the base */
	struct cfb_contents *contents; /* of a stream; NULL: the base's */
	struct cfb_dirent entry;
	/* While the version becomes the file's. */
	uint32_t real;          /* its stream ID there */
	struct list queue;
};

/* A name in a storage that leads elsewhere than in the base. */
struct cfb_link {
	struct hash_node by_name;
	struct list in_storage; /* in cfb_node.links */
	uint32_t storage;
	uint32_t id;            /* CFB_NOSTREAM: nowhere */
	uint8_t units;
	uint16_t name[CFB_NAME_UNITS];
};

/* An element of a base that is a version, destroyed here. */
struct cfb_gone {
	struct hash_node by_id;
	struct list in_version; /* in cfb_version.graves */
	uint32_t id;
};

void cfb_versions_init(struct cfb_versions *shared, bool in_file,
	cfb_scratch_fn *make);
void cfb_versions_done(struct cfb_versions *shared);

/**
 * A version of storage `top`, without changes, on a base; NULL: no memory. One
 * reference.
 */
struct cfb_version *cfb_version_create(struct cfb_versions *shared,
	struct cfb_version *base, uint32_t top);
void cfb_version_ref(struct cfb_version *version);

/** The last reference drops all changes. */
void cfb_version_unref(struct cfb_file *file, struct cfb_version *version);

/** Drop all changes. */
void cfb_version_revert(struct cfb_file *file, struct cfb_version *version);

static inline bool
cfb_version_is_changed(const struct cfb_version *version)
{
	return !list_empty(&version->nodes);
}

/*
 * Reading.
 */

/** Entry `id`. CFB_NOT_FOUND: there is none. */
MUST_CHECK int cfb_version_entry(struct cfb_file *file,
	struct cfb_version *version, uint32_t id, struct cfb_dirent *entry);

/** The child of a storage that is called so, see cfb_tree_find(). */
MUST_CHECK int cfb_version_find(struct cfb_file *file,
	struct cfb_version *version, uint32_t storage, const uint16_t *name,
	size_t units, uint32_t *id, struct cfb_dirent *entry);

/** The children of a storage, see cfb_listing_make(). */
MUST_CHECK int cfb_version_list(struct cfb_file *file,
	struct cfb_version *version, uint32_t storage, struct idset *seen,
	struct cfb_listing *listing);

/*
 * Changing; the counterparts of cfb_element_...().
 */

MUST_CHECK int cfb_version_make(struct cfb_file *file,
	struct cfb_version *version, uint32_t storage, const uint16_t *name,
	size_t units, bool stream, uint64_t time, uint32_t *id);

MUST_CHECK int cfb_version_destroy(struct cfb_file *file,
	struct cfb_version *version, uint32_t storage, uint32_t id,
	cfb_gone_fn *gone, void *context);

MUST_CHECK int cfb_version_move(struct cfb_file *file,
	struct cfb_version *version, uint32_t from, uint32_t id, uint32_t to,
	const uint16_t *name, size_t units);

MUST_CHECK int cfb_version_holds(struct cfb_file *file,
	struct cfb_version *version, uint32_t id, uint32_t other,
	bool *holds);

MUST_CHECK int cfb_version_set_class(struct cfb_file *file,
	struct cfb_version *version, uint32_t id, const uint8_t clsid[16]);

MUST_CHECK int cfb_version_set_state(struct cfb_file *file,
	struct cfb_version *version, uint32_t id, uint32_t bits,
	uint32_t mask);

MUST_CHECK int cfb_version_set_times(struct cfb_file *file,
	struct cfb_version *version, uint32_t id, const uint64_t *ctime,
	const uint64_t *mtime);

/*
 * Publishing.
 */

/**
 * Merge all changes into the base, which is a version. Writes what is
 * gathered first, and that may fail; nothing else can.
 */
MUST_CHECK int cfb_version_publish(struct cfb_file *file,
	struct cfb_version *version);

/** An element has got another ID: its stream ID. */
typedef void cfb_renumber_fn(uint32_t from, uint32_t to, void *context);

/**
 * Make all changes in the file, whose version this one is based on, and
 * commit the file with `flags` (CFB_COMMIT_...) if `commit` is set. When that
 * fails the file is what it was, and the changes still wait. `renumber` is told
 * of every new element.
 */
MUST_CHECK int cfb_version_apply(struct cfb_file *file,
	struct cfb_version *version, bool commit, unsigned flags,
	cfb_renumber_fn *renumber, void *context);

/*
 * For the parts of this module.
 */

/** The node of an element, or NULL where it is as in the base. */
struct cfb_node *cfb_version_node(const struct cfb_version *version,
	uint32_t id);

/** The same, made where there is none. */
MUST_CHECK int cfb_version_touch(struct cfb_file *file,
	struct cfb_version *version, uint32_t id, struct cfb_node **node);

struct cfb_link *cfb_version_link(const struct cfb_version *version,
	uint32_t storage, const uint16_t *name, size_t units);

/** Take a node, with its links and contents, out of its version. */
void cfb_node_drop(struct cfb_file *file, struct cfb_version *version,
	struct cfb_node *node);

void cfb_link_drop(struct cfb_version *version, struct cfb_link *link);

/** The key by which a link is found. */
uint32_t cfb_link_key(uint32_t storage, const uint16_t *name, size_t units);

#endif
