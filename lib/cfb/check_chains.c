/* SPDX-License-Identifier: MIT */
/*
 * Chains and the contents they hold: directory, mini FAT, mini stream, and
 * every stream. A chain is followed only as far as its sectors have no other
 * owner, so all of them together cost no more than the sectors there are.
 */
#include "base/checked.h"
#include "cfb/checker.h"
#include "cfb/directory.h"
#include "cfb/stream.h"

struct chain_rules {
	struct cfb_chain_defects ends;
	enum cfb_defect_id cut;   /* the file ends within its last sector */
	enum cfb_defect_id count; /* not as many as the header says */
};

static const struct chain_rules directory_rules = {
	.ends = {
		.free = CFB_DEFECT_DIRECTORY_FREE,
		.outside = CFB_DEFECT_DIRECTORY_OUTSIDE,
		.metadata = CFB_DEFECT_DIRECTORY_METADATA,
		.unknown = CFB_DEFECT_DIRECTORY_NO_FAT,
		.loop = CFB_DEFECT_DIRECTORY_LOOP,
	},
	.cut = CFB_DEFECT_DIRECTORY_CUT,
	.count = CFB_DEFECT_HEADER_DIRECTORY_COUNT,
};

static const struct chain_rules minifat_rules = {
	.ends = {
		.free = CFB_DEFECT_MINIFAT_FREE,
		.outside = CFB_DEFECT_MINIFAT_OUTSIDE,
		.metadata = CFB_DEFECT_MINIFAT_METADATA,
		.unknown = CFB_DEFECT_MINIFAT_NO_FAT,
		.loop = CFB_DEFECT_MINIFAT_LOOP,
	},
	.cut = CFB_DEFECT_MINIFAT_CUT,
	.count = CFB_DEFECT_MINIFAT_COUNT,
};

static const struct chain_rules ministream_rules = {
	.ends = {
		.free = CFB_DEFECT_MINISTREAM_FREE,
		.outside = CFB_DEFECT_MINISTREAM_OUTSIDE,
		.metadata = CFB_DEFECT_MINISTREAM_METADATA,
		.unknown = CFB_DEFECT_MINISTREAM_NO_FAT,
		.loop = CFB_DEFECT_MINISTREAM_LOOP,
	},
};

/* Own sectors `index` to `count` - 1 of a chain. */
static int
own_extents(struct cfb_checker *checker, const struct cfb_extents *extents,
	uint32_t index, uint32_t count, uint32_t entry, bool *crossed)
{
	while (index < count && !*crossed) {
		uint32_t sector;
		uint32_t run;
		int status;

		cfb_extents_at(extents, index, &sector, &run);
		if (run > count - index)
			run = count - index;
		status = checker_own(checker, sector, run, entry, crossed);
		if (status != CFB_OK)
			return status;
		index += run;
	}
	return CFB_OK;
}

/* A chain that the header or the root storage names. */
static int
check_chain(struct cfb_checker *checker, struct cfb_chain *chain,
	const struct chain_rules *rules, uint32_t start, uint32_t entry)
{
	struct cfb_file *file = checker->file;
	struct cfb_extents *extents = &chain->extents;
	bool crossed = false;
	enum cfb_defect_id end;
	uint32_t sector;
	uint32_t run;
	int status = cfb_extents_reach_end(file, extents);

	if (status == CFB_OK)
		status = own_extents(checker, extents, 0, extents->length,
			entry, &crossed);
	end = cfb_extents_defect(extents, &rules->ends);
	/* FREESECT, or 0 for an empty chain, is how some say "none". */
	if (extents->length == 0 && start == CFB_FREESECT)
		end = (enum cfb_defect_id)0;
	if (status == CFB_OK && end != 0)
		status = checker_note(checker, end, CFB_NOWHERE, entry,
			extents->length);
	if (status != CFB_OK || extents->length == 0 || rules->cut == 0)
		return status;
	cfb_extents_at(extents, extents->length - 1, &sector, &run);
	if (cfb_sector_offset(file, sector + 1) > file->size)
		status = checker_note(checker, rules->cut, sector, entry, 0);
	return status;
}

static int
check_ministream(struct cfb_checker *checker)
{
	struct cfb_file *file = checker->file;
	uint64_t size = cfb_dirent_size(file, &file->root);
	uint64_t length = (uint64_t)file->ministream.extents.length
		<< file->sector_shift;
	uint64_t sector = (uint64_t)1 << file->sector_shift;
	int status;

	/* An empty mini stream has no chain, whatever its start says. */
	if (size == 0 && file->root.start == 0)
		return CFB_OK;
	status = check_chain(checker, &file->ministream, &ministream_rules,
		file->root.start, CFB_ROOT);
	if (status == CFB_OK && length < size)
		status = checker_note(checker, CFB_DEFECT_MINISTREAM_SHORT,
			CFB_NOWHERE, CFB_ROOT, length);
	if (status == CFB_OK && length >= size + sector)
		status = checker_note(checker, CFB_DEFECT_MINISTREAM_LONG,
			CFB_NOWHERE, CFB_ROOT, length);
	if (status == CFB_OK && size & ((1U << file->mini_shift) - 1))
		status = checker_note(checker, CFB_DEFECT_MINISTREAM_SIZE,
			CFB_NOWHERE, CFB_ROOT, size);
	return status;
}

int
checker_chains(struct cfb_checker *checker)
{
	struct cfb_file *file = checker->file;
	const struct cfb_header *header = &file->header;
	uint32_t directory_count;
	int status;

	status = check_chain(checker, &file->directory, &directory_rules,
		header->first_directory, CFB_NOWHERE);
	directory_count = file->wide ? file->directory.extents.length : 0;
	if (status == CFB_OK && header->directory_sectors != directory_count)
		status = checker_note(checker, directory_rules.count,
			CFB_NOWHERE, CFB_NOWHERE, header->directory_sectors);
	/* Without mini FAT sectors, some writers name sector 0 as the
	 * first one. */
	if (status == CFB_OK && (header->minifat_sectors != 0 ||
		header->first_minifat != 0))
		status = check_chain(checker, &file->minifat, &minifat_rules,
			header->first_minifat, CFB_NOWHERE);
	if (status == CFB_OK && header->minifat_sectors !=
		file->minifat.extents.length)
		status = checker_note(checker, minifat_rules.count,
			CFB_NOWHERE, CFB_NOWHERE, header->minifat_sectors);
	if (status == CFB_OK)
		status = check_ministream(checker);
	return status;
}

/* Does the file hold a mini sector, of which `length` bytes are needed? */
static bool
has_data(const struct cfb_checker *checker, uint32_t mini, uint64_t length)
{
	const struct cfb_file *file = checker->file;
	uint64_t at = (uint64_t)mini << file->mini_shift;
	uint32_t sector;
	uint32_t run;

	if (mini >= checker->minis)
		return false;
	cfb_extents_at(&file->ministream.extents,
		(uint32_t)(at >> file->sector_shift), &sector, &run);
	at &= ((uint64_t)1 << file->sector_shift) - 1;
	return cfb_sector_offset(file, sector) + at + length <= file->size;
}

/* The same for mini sectors; the first one that has an owner ends it. */
static int
own_minis(struct cfb_checker *checker, struct cfb_stream *stream,
	uint32_t from, uint32_t to, bool *crossed, bool *beyond)
{
	struct cfb_file *file = checker->file;
	uint64_t size = cfb_dirent_size(file, &file->root);

	for (uint32_t i = from; i < to; i++) {
		uint64_t left = stream->size -
			((uint64_t)i << file->mini_shift);
		uint32_t mini;
		uint32_t run;

		cfb_extents_at(&stream->extents, i, &mini, &run);
		if (!has_data(checker, mini, min_u64(left,
			(uint64_t)1 << file->mini_shift))) {
			*crossed = true;
			return checker_note(checker, CFB_DEFECT_MINI_NO_DATA,
				CFB_NOWHERE, stream->id, mini);
		}
		if ((uint64_t)mini << file->mini_shift >= size)
			*beyond = true;
		if (bit_get(checker->owned_mini, mini)) {
			*crossed = true;
			return checker_note(checker,
				CFB_DEFECT_MINI_CROSS_LINK, CFB_NOWHERE,
				stream->id, mini);
		}
		bit_set(checker->owned_mini, mini);
	}
	return CFB_OK;
}

/* The defects that differ between streams in sectors and in mini sectors. */
struct stream_rules {
	const struct cfb_chain_defects *ends;
	enum cfb_defect_id too_short;
	enum cfb_defect_id too_long;
	enum cfb_defect_id end_free;
};

static const struct stream_rules sector_rules = {
	.ends = &cfb_stream_defects,
	.too_short = CFB_DEFECT_STREAM_SHORT,
	.too_long = CFB_DEFECT_STREAM_LONG,
	.end_free = CFB_DEFECT_STREAM_END_FREE,
};

static const struct stream_rules mini_rules = {
	.ends = &cfb_mini_defects,
	.too_short = CFB_DEFECT_MINI_SHORT,
	.too_long = CFB_DEFECT_MINI_LONG,
	.end_free = CFB_DEFECT_MINI_END_FREE,
};

/* The chain was decoded as far as `needed` sectors, if it goes so far. */
static int
judge_length(struct cfb_checker *checker, const struct cfb_stream *stream,
	uint32_t needed)
{
	const struct stream_rules *rules = stream->mini ? &mini_rules
							: &sector_rules;
	const struct cfb_extents *extents = &stream->extents;
	enum cfb_defect_id id = cfb_extents_defect(extents, rules->ends);

	if (extents->length >= needed) {
		if (extents->end == CFB_CHAIN_NORMAL)
			return CFB_OK;
		/* Every byte is there; only the end is not as it should. */
		id = extents->end == CFB_CHAIN_FREE ? rules->end_free
						    : rules->too_long;
	} else if (extents->end == CFB_CHAIN_NORMAL) {
		id = rules->too_short;
	}
	return checker_note(checker, id, CFB_NOWHERE, stream->id,
		extents->length);
}

/* The place of a sector in a chain, or the chain's length. */
static uint32_t
index_of(const struct cfb_extents *extents, uint32_t sector)
{
	uint32_t end = extents->length;

	for (uint32_t i = extents->count; i-- > 0;) {
		const struct cfb_run *run = &extents->runs[i];

		if (sector - run->first < end - run->index)
			return run->index + (sector - run->first);
		end = run->index;
	}
	return extents->length;
}

/*
 * Does the file end within the contents? That is in its last sector, which can
 * be anywhere in the chain.
 */
static int
check_cut(struct cfb_checker *checker, const struct cfb_stream *stream,
	uint32_t needed)
{
	struct cfb_file *file = checker->file;
	uint64_t in_sector = (uint64_t)1 << file->sector_shift;
	uint32_t sector = file->sectors - 1;
	uint32_t index;

	if (stream->extents.length < needed || file->sectors == 0 ||
		cfb_sector_offset(file, sector + 1) <= file->size)
		return CFB_OK;
	index = index_of(&stream->extents, sector);
	if (index >= needed)
		return CFB_OK;
	if (index == needed - 1)
		in_sector = ((stream->size - 1) & (in_sector - 1)) + 1;
	if (cfb_sector_offset(file, sector) + in_sector <= file->size)
		return CFB_OK;
	return checker_note(checker, CFB_DEFECT_STREAM_CUT, sector,
		stream->id, file->size);
}

/*
 * Follow the chain in pieces, so that one which leads into another's is left
 * at once, and is not decoded to its end first.
 */
static int
follow(struct cfb_checker *checker, struct cfb_stream *stream,
	uint32_t needed, bool *crossed, bool *beyond)
{
	struct cfb_extents *extents = &stream->extents;
	uint32_t owned = 0;

	while (owned < needed && !*crossed) {
		uint32_t want = needed - owned > 64 ? owned + 64 : needed;
		int status = cfb_extents_reach(checker->file, extents,
			want - 1);

		if (extents->length < want)
			want = extents->length;
		if (status == CFB_OK && stream->mini)
			status = own_minis(checker, stream, owned, want,
				crossed, beyond);
		else if (status == CFB_OK)
			status = own_extents(checker, extents, owned, want,
				stream->id, crossed);
		if (status != CFB_OK || owned == want)
			return status;
		owned = want;
	}
	return CFB_OK;
}

static int
check_contents(struct cfb_checker *checker, struct cfb_stream *stream)
{
	struct cfb_file *file = checker->file;
	unsigned shift = stream->mini ? file->mini_shift : file->sector_shift;
	uint64_t count = ((stream->size - 1) >> shift) + 1;
	uint32_t needed = (uint32_t)min_u64(count, UINT32_MAX - 1);
	bool crossed = false;
	bool beyond = false;
	int status = follow(checker, stream, needed, &crossed, &beyond);

	if (status == CFB_OK && !crossed && beyond)
		status = checker_note(checker, CFB_DEFECT_MINI_BEYOND_SIZE,
			CFB_NOWHERE, stream->id,
			cfb_dirent_size(file, &file->root));
	if (status == CFB_OK && !crossed)
		status = judge_length(checker, stream, needed);
	if (status == CFB_OK && !crossed && !stream->mini)
		status = check_cut(checker, stream, needed);
	return status;
}

static int
check_stream(struct cfb_checker *checker, uint32_t id,
	const struct cfb_dirent *entry)
{
	struct cfb_file *file = checker->file;
	struct cfb_stream stream;
	int status = CFB_OK;

	cfb_stream_open(file, id, entry, &stream);
	if (stream.size == 0) {
		if (entry->start != CFB_ENDOFCHAIN &&
			entry->start != CFB_FREESECT && entry->start != 0)
			status = checker_note(checker,
				CFB_DEFECT_STREAM_EMPTY_START, CFB_NOWHERE,
				id, entry->start);
	} else if (stream.mini && file->ministream.extents.length == 0) {
		status = checker_note(checker, CFB_DEFECT_MINISTREAM_MISSING,
			CFB_NOWHERE, id, stream.size);
	} else {
		status = check_contents(checker, &stream);
	}
	cfb_stream_close(&stream);
	return status;
}

int
checker_streams(struct cfb_checker *checker)
{
	for (uint32_t id = 0; id < checker->entries; id++) {
		struct cfb_dirent entry;
		int status;

		if (!idset_has(&checker->reached, id))
			continue;
		status = cfb_directory_entry(checker->file, id, &entry);
		if (status == CFB_OK && cfb_dirent_is_stream(&entry))
			status = check_stream(checker, id, &entry);
		if (status != CFB_OK)
			return status;
	}
	return CFB_OK;
}
