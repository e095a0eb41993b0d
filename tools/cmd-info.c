/* SPDX-License-Identifier: MIT */
/* info: what kind of file this is, and what is worth knowing about it. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include <stg/check.h>

#include "describe.h"
#include "inspect.h"
#include "storage.h"
#include "terminal.h"

static const struct option_spec specs[] = {
	{ .name = NULL },
};

static const struct {
	const char *label;
	const char *key;
} topics[TOPIC_COUNT] = {
	[TOPIC_ENCRYPTION] = { "Encryption:", "encryption" },
	[TOPIC_MACROS] = { "Macros:", "macros" },
	[TOPIC_SIGNATURES] = { "Signatures:", "signatures" },
	[TOPIC_OBJECTS] = { "Objects:", "objects" },
	[TOPIC_NESTED] = { "Files inside:", "nested" },
};

struct totals {
	uint64_t storages; /* without the root */
	uint64_t streams;
	uint64_t bytes;
};

static void
put(const char *label, const char *value)
{
	printf("%s%-14s%s %s\n", style_begin(STYLE_FAINT), label, style_end(),
		terminal_safe(STREAM_OUTPUT, value));
}

static void
count(const struct listing *listing, struct totals *totals)
{
	*totals = (struct totals){ 0 };
	for (size_t i = 1; i < listing->count; i++) {
		if (listing->items[i].is_storage) {
			totals->storages++;
		} else {
			totals->streams++;
			totals->bytes += listing->items[i].size;
		}
	}
}

static void
put_header(const struct stg_header_info *header, struct text *text)
{
	text_clear(text);
	describe_things(text, header->file_size, "byte", "bytes");
	put("Size:", text->data);
	text_clear(text);
	text_addf(text, "compound file, version %u.%u", header->major,
		header->minor);
	put("Format:", text->data);
	text_clear(text);
	text_addf(text,
		"%" PRIu64 " bytes, mini sectors %" PRIu64
		" bytes up to streams of %" PRIu32,
		UINT64_C(1) << (header->sector_shift & 63),
		UINT64_C(1) << (header->mini_sector_shift & 63),
		header->cutoff);
	put("Sectors:", text->data);
	text_clear(text);
	text_addf(text,
		"%" PRIu32 " FAT, %" PRIu32 " DIFAT, %" PRIu32
		" mini FAT, first directory sector %" PRIu32,
		header->fat_sectors, header->difat_sectors,
		header->minifat_sectors, header->first_directory);
	put("Tables:", text->data);
}

static void
put_root(const struct listing *listing, const struct totals *totals,
	const char *application, struct text *text)
{
	const struct item *root = &listing->items[0];

	put("Application:", application ? application : "unknown");
	text_clear(text);
	describe_clsid(text, &root->clsid);
	put("Root class:", text->data);
	if (time_is_set(&root->mtime)) {
		text_clear(text);
		describe_time(text, &root->mtime);
		put("Modified:", text->data);
	}
	text_clear(text);
	describe_things(text, totals->storages, "storage", "storages");
	text_add(text, ", ");
	describe_things(text, totals->streams, "stream", "streams");
	text_add(text, " of ");
	describe_things(text, totals->bytes, "byte", "bytes");
	put("Elements:", text->data);
}

static void
put_facts(const struct inspection *inspection)
{
	for (unsigned topic = 0; topic < TOPIC_COUNT; topic++) {
		const struct facts *facts = &inspection->facts[topic];
		const char *label = topics[topic].label;

		if (facts->count == 0)
			put(label, "none found");
		for (size_t i = 0; i < facts->count && i < FACTS_KEPT; i++) {
			put(label, facts->kept[i]);
			label = "";
		}
		if (facts->count > FACTS_KEPT)
			printf("%-14s and %" PRIu64 " more\n", "",
				facts->count - FACTS_KEPT);
	}
}

static void
json_header(struct json *json, const struct stg_header_info *header)
{
	json_object_begin(json, "header");
	json_number(json, "major", header->major);
	json_number(json, "minor", header->minor);
	json_number(json, "sector_shift", header->sector_shift);
	json_number(json, "mini_sector_shift", header->mini_sector_shift);
	json_number(json, "directory_sectors", header->directory_sectors);
	json_number(json, "fat_sectors", header->fat_sectors);
	json_number(json, "difat_sectors", header->difat_sectors);
	json_number(json, "minifat_sectors", header->minifat_sectors);
	json_number(json, "first_directory", header->first_directory);
	json_number(json, "first_minifat", header->first_minifat);
	json_number(json, "first_difat", header->first_difat);
	json_number(json, "cutoff", header->cutoff);
	json_number(
		json, "transaction_signature", header->transaction_signature);
	json_number(json, "file_size", header->file_size);
	json_object_end(json);
}

static void
json_facts(struct json *json, const struct inspection *inspection)
{
	for (unsigned topic = 0; topic < TOPIC_COUNT; topic++) {
		const struct facts *facts = &inspection->facts[topic];

		json_object_begin(json, topics[topic].key);
		json_number(json, "count", facts->count);
		json_array_begin(json, "facts");
		for (size_t i = 0; i < facts->count && i < FACTS_KEPT; i++)
			json_text(json, NULL, facts->kept[i]);
		json_array_end(json);
		json_object_end(json);
	}
}

/* A file is one result: with --jsonl, one line. */
static void
print_json(struct json *json, const struct target *target,
	const struct stg_header_info *header, const char *application,
	const struct totals *totals, const struct inspection *inspection)
{
	if (json->lines) {
		json_object_begin(json, NULL);
		json_text(json, "file", target->shown.data);
	}
	json_header(json, header);
	if (application)
		json_text(json, "application", application);
	json_object_begin(json, "root");
	item_json(inspection->listing, 0, json);
	json_object_end(json);
	json_number(json, "storages", totals->storages);
	json_number(json, "streams", totals->streams);
	json_number(json, "bytes", totals->bytes);
	json_facts(json, inspection);
	if (json->lines)
		json_object_end(json);
}

static void
print_text(const struct target *target, const struct stg_header_info *header,
	const char *application, const struct totals *totals,
	const struct inspection *inspection)
{
	struct text text = { 0 };

	put("File:", target->shown.data);
	put_header(header, &text);
	put_root(inspection->listing, totals, application, &text);
	put_facts(inspection);
	text_done(&text);
}

static enum exit_code
show(struct target *target)
{
	const char *application = stg_application_name(target->storage);
	struct stg_header_info header;
	struct inspection inspection;
	struct listing listing;
	struct totals totals;
	struct json json;
	enum exit_code code;
	HRESULT hr = stg_get_header(target->storage, &header);

	if (FAILED(hr)) {
		report(&target->place, "cannot read the header", hr);
		return exit_of(hr);
	}
	code = listing_read(&listing, target, "", DEPTH_DEFAULT);
	if (listing.count > 0) {
		count(&listing, &totals);
		inspect(&inspection, target->storage, &listing);
		json_begin(&json, "info", target->shown.data);
		if (json.active)
			print_json(&json, target, &header, application, &totals,
				&inspection);
		else
			print_text(target, &header, application, &totals,
				&inspection);
		json_end(&json);
		inspection_done(&inspection);
	}
	listing_done(&listing);
	return code;
}

static enum exit_code
run_info(int operand_count, char **operands)
{
	struct target target;
	enum exit_code code = target_open(&target, operands[0]);

	(void)operand_count;
	if (target.storage)
		code = exit_worse(code, show(&target));
	return target_close(&target, code);
}

const struct command command_info = {
	.name = "info",
	.arguments = "FILE",
	.summary = "tell what kind of file it is",
	.details = "Tells the fields of the header, which application "
		   "the file may belong to, its class, how it is "
		   "encrypted, macros and signatures in it, and "
		   "objects and files that it contains.",
	.options = specs,
	.operands_min = 1,
	.operands_max = 1,
	.json = true,
	.run = run_info,
};
