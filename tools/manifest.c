/* SPDX-License-Identifier: MIT */
#include "manifest.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "describe.h"
#include "memory.h"
#include "storage.h"

enum exit_code
manifest_begin(struct manifest_writer *writer, const struct target *target,
	const struct folders *folders, size_t items, bool force)
{
	struct stg_header_info header = { .major = 3 };
	struct text path = { 0 };
	enum exit_code code;

	text_addf(&path, "%s/" MANIFEST_NAME, folders->path.data);
	code = replace_begin(&writer->replacement, path.data, force);
	text_done(&path);
	if (code != EXIT_DONE)
		return code;
	writer->file = fdopen(dup(writer->replacement.fd), "w");
	if (!writer->file) {
		replace_drop(&writer->replacement);
		return EXIT_FAILED;
	}
	writer->listed = memory_resize(NULL, items, sizeof(bool));
	memset(writer->listed, 0, items * sizeof(bool));
	writer->base = folders->path.length;
	(void)stg_get_header(target->storage, &header);
	json_begin_file(
		&writer->json, writer->file, "manifest", target->shown.data);
	json_number(&writer->json, "version", header.major);
	json_list(&writer->json, "elements");
	return EXIT_DONE;
}

static void
add_time(struct json *json, const char *key, const FILETIME *time)
{
	struct text text = { 0 };

	if (!time_is_set(time))
		return;
	describe_time(&text, time);
	json_text(json, key, text.data);
	text_done(&text);
}

static void
add(struct manifest_writer *writer, const struct listing *listing, size_t i,
	const char *file)
{
	const struct item *item = &listing->items[i];
	struct json *json = &writer->json;
	char guid[STG_GUID_TEXT_SIZE];
	struct text text = { 0 };

	if (writer->listed[i])
		return;
	writer->listed[i] = true;
	json_object_begin(json, NULL);
	text_clear(&text);
	item_path(listing, i, &text);
	json_text(json, "path", text.data);
	json_text(json, "type", item->is_storage ? "storage" : "stream");
	json_text(json, "file", *file == '/' ? file + 1 : file);
	text_clear(&text);
	item_name(listing, i, &text);
	json_text(json, "name", text.data);
	add_time(json, "created", &item->ctime);
	add_time(json, "modified", &item->mtime);
	if (clsid_is_set(&item->clsid)) {
		stg_guid_to_text(&item->clsid, guid);
		json_text(json, "clsid", guid);
	}
	if (item->state_bits)
		json_number(json, "state", item->state_bits);
	json_object_end(json);
	text_done(&text);
}

void
manifest_add(struct manifest_writer *writer, const struct listing *listing,
	const struct folders *folders, size_t i, const char *path)
{
	if (!writer->file)
		return;
	for (unsigned d = 0; d < folders->depth; d++) {
		const struct folder *folder = &folders->stack[d];
		char *file;

		if (writer->listed[folder->item])
			continue;
		file = memory_copy(folders->path.data + writer->base,
			folder->path_length - writer->base);
		add(writer, listing, folder->item, file);
		free(file);
	}
	if (path)
		add(writer, listing, i, path + writer->base);
}

enum exit_code
manifest_end(struct manifest_writer *writer)
{
	bool good;

	if (!writer->file)
		return EXIT_DONE;
	json_list_end(&writer->json);
	json_end(&writer->json);
	good = !ferror(writer->file);
	errno = 0;
	good = fclose(writer->file) == 0 && good;
	writer->file = NULL;
	free(writer->listed);
	if (good)
		return replace_finish(&writer->replacement);
	report_errno(&(struct place){ writer->replacement.path, NULL },
		"cannot write", errno);
	replace_drop(&writer->replacement);
	return EXIT_FAILED;
}
