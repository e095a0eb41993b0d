/* SPDX-License-Identifier: MIT */
/*
 * A file that is being changed: what is free, where tables will lie, and what
 * becomes free with the next commit.
 *
 * The committed version, the one that the header on the device names, is
 * never harmed: its sectors are not given out again before a commit that does
 * without them, and changed metadata goes to other sectors. (Contents that are
 * overwritten in direct mode are the exception; they change in place.)
 */
#ifndef STG_CFB_EDIT_H
#define STG_CFB_EDIT_H

#include "cfb/file.h"
#include "cfb/space.h"

struct cfb_freed {
	uint32_t first;
	uint32_t count;
};

struct cfb_freed_list {
	struct cfb_freed *runs;
	size_t count;
	size_t capacity;
	uint64_t sectors;
};

/* Is the sector of the range locks nothing but that? */
enum cfb_lock_use {
	CFB_LOCK_UNKNOWN,
	CFB_LOCK_ALONE,
	CFB_LOCK_IN_USE
};

struct cfb_edit {
	struct cfb_space sectors;
	struct cfb_space minis;
	struct cfb_space loose;   /* as a set: see cfb_loose_take() */
	struct cfb_space adopted; /* were loose with the last commit */
	struct cfb_space doubted; /* loose, but what they hold may be lost */
	int doubt;                /* why */
	uint32_t mini_count;   /* mini sectors in the mini stream */
	uint32_t *places;      /* the sector of each FAT sector, CFB_NOWHERE */
	uint32_t place_count;  /* FAT sectors */
	uint32_t place_capacity;
	uint32_t fat_keep;     /* of these, so many go into the new version */
	uint32_t low;          /* tables are drawn in below here; 0: not */
	bool settled;          /* something was committed */
	bool force;            /* draw in whatever can be, gain or not */
	bool may_shrink;       /* this commit looks for what can go */
	uint32_t end_needed;   /* the new version ends here; CFB_NOWHERE */
	uint64_t freed;        /* sectors, since free room was looked for */
	bool ids_released;     /* since the directory was last cut */
	enum cfb_lock_use lock_use;
	uint32_t foreign_end;  /* below, the FAT may say more than there is */
	bool swept;            /* all that is in use and marked free is known */
	bool suspicious;       /* something like that was met */
	uint32_t garbage_next; /* from here on it says what means nothing */
	uint32_t garbage_end;  /*	up to here */
	uint32_t difat_dirty;  /* so many DIFAT sectors have to be written */
	uint32_t difat_fresh;  /* of these, so many have new places */
	struct cfb_freed_list pending; /* still in the committed version */
	struct cfb_freed_list rests;   /* in the one before, see below */
	bool keep_generation;
	bool waived;           /* for this commit, nothing is kept */
	uint32_t end_kept;     /* this commit does not shorten the file more */
	uint32_t draw_to;      /* it puts all tables below here; 0: not */
	bool readers;          /* somebody may read versions before that */
	bool watched;          /* ... and wants to know who has committed */
	uint32_t since;        /* what was committed since is ours */
	bool committing;
	bool unsynced;         /* some commit was not brought to the medium */
	bool bump;             /* count up the transaction number */
	uint64_t record_end;   /* there may be a record that ends here; or 0 */
	bool has_committed;
	bool replaces_header;  /* a commit does, and a record can tell of it */
	uint8_t committed[CFB_HEADER_SIZE]; /* the header on the device */
	bool replaces;         /* something else, with the first commit, … */
	uint64_t replaced;     /* … of so many bytes */
	int dropped;           /* contents were lost, nobody was told why */
	int broken;            /* what is in memory is in doubt: no commits */
	bool lost;             /* what was committed may be damaged */
	bool unsure;           /* a header may be on the device, or not */
	uint64_t device_size;  /* bytes */
	uint64_t committed_size; /* of the file that the header names */
	uint32_t *free_ids;    /* directory entries that are free */
	size_t free_id_count;
	size_t free_id_capacity;
	uint32_t id_next;      /* entries from here on were not looked at, */
	uint32_t id_end;       /* up to here, where the new ones begin */
	struct list streams;   /* struct cfb_stream with gathered bytes */
};

/**
 * Prepare an open file for changes. Needs a FAT without holes: CFB_CORRUPT
 * where it has any.
 */
MUST_CHECK int cfb_edit_begin(struct cfb_file *file);
void cfb_edit_end(struct cfb_file *file);

/** The parts of this: an edit that knows nothing; NULL: no memory. */
struct cfb_edit *cfb_edit_make(struct cfb_file *file);
/** … and where things are in the file. */
MUST_CHECK int cfb_edit_learn(struct cfb_file *file);

/** Make room for `count` more FAT sectors in `places`. */
MUST_CHECK int cfb_edit_make_places(struct cfb_edit *edit, uint32_t count);

/**
 * From now on the version before the committed one stays whole, too: sectors
 * freed by a commit are given out again after the next one only, so that
 * somebody who reads without locks has the time of a commit to finish. The
 * page of the header is not written but with the header. While `readers` is
 * set in the edit, nothing that was freed is given out.
 *
 * Nothing is committed any more but by cfb_commit(), and contents are not
 * overwritten in place: that is up to the caller.
 */
void cfb_edit_keep_generation(struct cfb_file *file);

/**
 * The file is about to be closed: commit, unless generations are kept, and
 * take back what lies behind the end of the committed version.
 */
void cfb_edit_finish(struct cfb_file *file);

/**
 * Make an empty compound file of version 3 or 4 on a device, over whatever is
 * there, and commit it. On success the file owns the device.
 */
MUST_CHECK int cfb_file_create(struct device *device, unsigned version,
	struct cfb_file **file);

/* How to commit. */
#define CFB_COMMIT_DURABLE   1U /* bring both steps to the medium */
#define CFB_COMMIT_OVERWRITE 2U /* do not let the file grow for the switch */

/**
 * Make a compound file of whatever a device holds, which becomes the contents
 * of a stream of this name in the root storage. Most of it stays where it is,
 * and the header comes last: until then, and after a failure, the device holds
 * what it held. On success the file owns the device.
 */
MUST_CHECK int cfb_file_convert(struct device *device, unsigned version,
	const uint16_t *name, size_t units, struct cfb_file **file);

/**
 * An empty compound file that is not on the device before its first commit;
 * the device holds what it held until then.
 */
MUST_CHECK int cfb_file_replace(struct device *device, unsigned version,
	struct cfb_file **file);

/** The same again, when the first commit failed, for a cleared edit. */
MUST_CHECK int cfb_file_replace_again(struct cfb_file *file);

/** The first commit succeeded: clear what the old bytes leave behind. */
void cfb_file_replaced(struct cfb_file *file);

/** Make a file that has nothing open one without any sector. */
void cfb_file_clear(struct cfb_file *file, unsigned version);

/** A new file in memory without any sector; nothing is written yet. */
MUST_CHECK int cfb_file_begin_new(struct device *device, unsigned version,
	struct cfb_file **file);

/** The first entry of its directory. */
MUST_CHECK int cfb_file_add_root(struct cfb_file *file);

/**
 * Bring everything changed into the file: metadata to free places, then the
 * header.
 */
MUST_CHECK int cfb_commit(struct cfb_file *file, unsigned flags);

/**
 * A change of the structure failed half way. What is in memory will not be
 * committed; what is on the device stays.
 */
void cfb_edit_doubt(struct cfb_file *file, int status);

/** The device has bytes up to `end`, because they were written. */
static inline void
cfb_edit_reaches(struct cfb_file *file, uint64_t end)
{
	if (end > file->edit->device_size)
		file->edit->device_size = end;
	if (end > file->size)
		file->size = end;
}

/** Cut off what lies behind `end`. Free room that stays is no failure. */
void cfb_edit_cut(struct cfb_file *file, uint64_t end);

/** Commit if so much is waiting that it should not wait longer. */
MUST_CHECK int cfb_commit_if_due(struct cfb_file *file);

/**
 * Find sectors that are in use though they are marked free, and never give
 * them out. In large files that waits until there is a sign of them.
 */
MUST_CHECK int cfb_edit_protect(struct cfb_file *file);

/** cfb_space_take(), with that done first if there is a sign. */
MUST_CHECK int cfb_space_take_sure(struct cfb_file *file,
	struct cfb_space *space, uint32_t near, uint32_t want,
	uint32_t limit, uint32_t *first, uint32_t *got);

/** There was one: find them now. Nothing may be half changed. */
MUST_CHECK int cfb_edit_sweep(struct cfb_file *file);

/*
 * Sectors.
 */

/**
 * Take up to `want` neighbouring sectors, from `near` on if they are free. At
 * least one on success; their FAT entries are the caller's to set.
 * CFB_TOO_LARGE when the version has no room for more.
 */
MUST_CHECK int cfb_sectors_take(struct cfb_file *file, uint32_t near,
	uint32_t want, uint32_t *first, uint32_t *got);

/**
 * The same for contents and for tables that become longer. The last sectors
 * that the version has room for are left to the commit.
 */
MUST_CHECK int cfb_sectors_take_more(struct cfb_file *file, uint32_t near,
	uint32_t want, uint32_t *first, uint32_t *got);

/** The same for tables that move: to the lowest places when drawn in. */
MUST_CHECK int cfb_sectors_take_place(struct cfb_file *file, uint32_t want,
	uint32_t *first, uint32_t *got);

/** [MS-CFB] 2.8: the sector of the range locks; CFB_NOWHERE in version 3. */
uint32_t cfb_range_lock_sector(const struct cfb_file *file);

/** As many sectors as there are bytes for, whatever the FAT says. */
uint32_t cfb_sectors_on_device(const struct cfb_file *file);

/** Give back sectors that were taken and never linked. */
int cfb_sectors_return(struct cfb_file *file, uint32_t first,
	uint32_t count);

/** The file has at least so many sectors from now on. */
MUST_CHECK int cfb_sectors_grow(struct cfb_file *file, uint32_t sectors);

/** Remember sectors in a list; without memory for it they are not. */
void cfb_freed_add(struct cfb_freed_list *list, uint32_t first,
	uint32_t count);

/** Do not give these out, free or not. */
MUST_CHECK int cfb_sectors_withhold(struct cfb_file *file, uint32_t first,
	uint32_t count);

/** Free sectors: their entries too, and for others after the commit. */
MUST_CHECK int cfb_sectors_free(struct cfb_file *file, uint32_t first,
	uint32_t count);

/**
 * Something leads to a sector no more: it is free, unless in a damaged file
 * something else leads to it, too.
 */
MUST_CHECK int cfb_sectors_leave(struct cfb_file *file, uint32_t sector);

/** Set the FAT entry of a sector. */
MUST_CHECK int cfb_fat_set(struct cfb_file *file, uint32_t sector,
	uint32_t entry);

/** Link a run of neighbours; the last one leads to `next`. */
MUST_CHECK int cfb_fat_link(struct cfb_file *file, uint32_t first,
	uint32_t count, uint32_t next);

/** Hang sectors that were taken on the end of a chain, or give them back. */
MUST_CHECK int cfb_chain_append(struct cfb_file *file,
	struct cfb_extents *extents, uint32_t first, uint32_t count);

/** Lengthen a chain by `count` sectors that are linked and not written. */
MUST_CHECK int cfb_chain_grow(struct cfb_file *file,
	struct cfb_extents *extents, uint32_t count);

/**
 * Sectors that were taken, and written, take the places of others in a chain
 * that is decoded to its end.
 */
MUST_CHECK int cfb_chain_move(struct cfb_file *file,
	struct cfb_extents *extents, const struct cfb_move *moves,
	size_t count);

/** Shorten a chain to `length` sectors and free the others. */
MUST_CHECK int cfb_chain_shrink(struct cfb_file *file,
	struct cfb_extents *extents, uint32_t length);

/*
 * Loose sectors hold the contents of what is not committed yet. They have no
 * FAT entries, stay over commits, and are given to nobody else.
 */

/** Take loose sectors like cfb_sectors_take_more(). */
MUST_CHECK int cfb_loose_take(struct cfb_file *file, uint32_t near,
	uint32_t want, uint32_t *first, uint32_t *got);

/** Write from byte `at` of loose sector `first` on. */
MUST_CHECK int cfb_loose_write(struct cfb_file *file, uint32_t first,
	uint64_t at, const struct iovec *buffers, int count);

/** Give back sectors that are loose. */
void cfb_loose_return(struct cfb_file *file, uint32_t first, uint32_t count);

/**
 * These become part of the next version: the caller links them, and they are
 * loose no more, unless the next version comes to nothing.
 */
MUST_CHECK int cfb_loose_adopt(struct cfb_file *file, uint32_t first,
	uint32_t count);

/** Behind the last loose sector. */
uint32_t cfb_loose_end(const struct cfb_file *file);

/** A commit succeeded: what was adopted is part of the version. */
void cfb_loose_settle(struct cfb_file *file);

/** A commit came to nothing: what was adopted is loose again. */
MUST_CHECK int cfb_loose_disown(struct cfb_file *file);

/**
 * What was written to loose sectors may be lost: they cannot be adopted any
 * more, which fails with `status`, but only be given back.
 */
MUST_CHECK int cfb_loose_doubt(struct cfb_file *file, int status);

/** A commit succeeded: what it freed rests, or can be given out. */
void cfb_generation_settle(struct cfb_file *file);

/** Behind what has to stay in the file though the new version is without. */
uint32_t cfb_generation_end(const struct cfb_file *file);

/**
 * Somebody reads a version of the file where it lies, and has to be able to
 * tell that all who have committed since leave that alone. So each commit
 * leaves its record behind, which says from which transaction number on they
 * do; until this is called with false. The `readers` are up to the caller.
 */
void cfb_generation_watch(struct cfb_file *file, bool watched);

/**
 * For who opens a file then: what is free in its current version may be in use
 * in the one that is read, and is not given out until nobody watches.
 */
MUST_CHECK int cfb_generation_spare(struct cfb_file *file);

/** Give out all that is free, the page of the header included, … */
MUST_CHECK int cfb_generation_waive(struct cfb_file *file);
/** … until this. */
void cfb_generation_resume(struct cfb_file *file);

/** How much room there would be for that below `limit`, or some more. */
uint64_t cfb_generation_room(struct cfb_file *file, uint32_t limit);

/** The first sector that is not in the page of the header. */
uint32_t cfb_header_page_end(const struct cfb_file *file);

/*
 * Mini sectors, whose chains and contents are in pages.
 */

/** The number of mini sectors; the mini stream grows and shrinks with it. */
MUST_CHECK int cfb_minis_set_count(struct cfb_file *file, uint32_t count);

/** Lengthen or shorten a chain of mini sectors. New ones are zero. */
MUST_CHECK int cfb_minis_resize(struct cfb_file *file,
	struct cfb_extents *extents, uint32_t length);

/** Link a run of neighbours; the last one leads to `next`. */
MUST_CHECK int cfb_minis_link(struct cfb_file *file, uint32_t first,
	uint32_t count, uint32_t next);

/** Free mini sectors, which can be given out again at once. */
MUST_CHECK int cfb_minis_free(struct cfb_file *file, uint32_t first,
	uint32_t count);

/** Copy bytes into the mini stream. */
MUST_CHECK int cfb_minis_write(struct cfb_file *file, uint64_t offset,
	const uint8_t *bytes, size_t length);

/** Let go of free mini sectors at the end of the mini stream. */
MUST_CHECK int cfb_minis_trim(struct cfb_file *file);

/*
 * Directory entries.
 */

/** The 128 bytes of an entry, to be changed. */
MUST_CHECK int cfb_directory_edit(struct cfb_file *file, uint32_t id,
	uint8_t **raw);

/** Find room for an entry; its bytes are those of a free one. */
MUST_CHECK int cfb_directory_take(struct cfb_file *file, uint32_t *id);

/** Make an entry free. */
int cfb_directory_release(struct cfb_file *file, uint32_t id);

/** Let go of free entries at the end, in whole sectors. */
MUST_CHECK int cfb_directory_trim(struct cfb_file *file);

/** Set the start and the size of an entry. */
MUST_CHECK int cfb_directory_set_contents(struct cfb_file *file, uint32_t id,
	uint32_t start, uint64_t size);

#endif
