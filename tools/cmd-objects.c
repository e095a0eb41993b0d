/* SPDX-License-Identifier: MIT */
/* objects: what is embedded in a document, and getting it out. */
#define COBJMACROS
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <stg/ole.h>

#include "content.h"
#include "describe.h"
#include "folder.h"
#include "memory.h"
#include "objects.h"
#include "storage.h"
#include "table.h"
#include "terminal.h"

static struct {
	const char *folder;
	bool force;
} options = { .folder = "." };

static const struct option_spec specs[] = {
	{ 'C', "directory", OPTION_TEXT, &options.folder, "DIR",
		"extract to DIR, which is made if it is missing (.)" },
	{ 'f', "force", OPTION_FLAG, &options.force, NULL,
		"replace files that exist" },
	{ .name = NULL },
};

/* A name of a file has no more code units than one of an element. */
#define STEM_LEAST 8

/* --- Listing --- */

static const char *
kind_name(const struct object *object)
{
	if (object->is_link)
		return "link";
	if (object->is_package)
		return "package";
	switch (object->kind) {
	case OBJECT_RECORD:
		return "record";
	case OBJECT_ATTACHMENT:
		return "attachment";
	case OBJECT_STORAGE:
		break;
	}
	return "storage";
}

static void
show_json(struct json *json, const struct object *object)
{
	char clsid[STG_GUID_TEXT_SIZE];

	json_object_begin(json, NULL);
	json_text(json, "path", text_get(&object->shown));
	json_text(json, "kind", kind_name(object));
	if (clsid_is_set(&object->clsid)) {
		stg_guid_to_text(&object->clsid, clsid);
		json_text(json, "clsid", clsid);
		if (stg_class_name(&object->clsid))
			json_text(json, "class",
				stg_class_name(&object->clsid));
	}
	if (object->type.length > 0)
		json_text(json, "userType", object->type.data);
	if (object->format.length > 0)
		json_text(json, "format", object->format.data);
	if (object->name.length > 0)
		json_text(json, "name", object->name.data);
	json_number(json, "size", object->size);
	json_object_end(json);
}

static void
fill_row(struct table *table, const struct object *object)
{
	struct text *cell = table->cell;
	const char *class_name = stg_class_name(&object->clsid);

	table_begin_row(table);
	text_add(&cell[0], kind_name(object));
	text_addf(&cell[1], "%" PRIu64, object->size);
	text_add(&cell[2], text_get(&object->shown));
	if (class_name)
		text_add(&cell[3], class_name);
	else if (clsid_is_set(&object->clsid))
		describe_clsid(&cell[3], &object->clsid);
	else
		text_add(&cell[3], "-");
	text_add(&cell[4], object->type.length > 0 ? object->type.data : "-");
	text_add(&cell[5],
		object->format.length > 0 ? object->format.data : "-");
	text_add(&cell[6], text_get(&object->name));
}

static void
print_table(const struct objects *objects)
{
	struct table table;

	table_init(&table, "lrlllll");
	for (size_t i = 0; i < objects->count; i++) {
		fill_row(&table, &objects->each[i]);
		table_measure(&table);
	}
	for (size_t i = 0; i < objects->count; i++) {
		fill_row(&table, &objects->each[i]);
		table_print(&table);
	}
	table_done(&table);
}

/* --- Extracting --- */

struct extraction {
	struct target *target;
	const struct listing *listing;
	struct folders folders;
	struct json *json;
	struct text name, path; /* of the file at hand */
	uint64_t budget;
};

/*
 * The name of its file, or of the element and what kind of file it will be. A
 * name that is too long loses letters before its ending.
 */
static void
make_name(struct extraction *e, const struct object *object, const char *ending)
{
	OLECHAR units[STG_NAME_UNITS + 1];
	const char *wanted = object->name.data;
	struct text text = { 0 };
	size_t length, count, tail;

	if (object->name.length == 0) {
		const char *slash = strrchr(text_get(&object->path), '/');

		text_add(&text, slash ? slash + 1 : text_get(&object->path));
		if (text.length == 0)
			text_add(&text, "object");
		text_add(&text, ending);
		wanted = text.data;
	}
	length = strlen(wanted);
	while (FAILED(stg_name_unescape(wanted, length, units, &count))) {
		const char *dot = strrchr(wanted, '.');
		struct text shorter = { 0 };

		/* One step: the first letters, and the ending. */
		tail = dot && length - (size_t)(dot - wanted) <= STEM_LEAST ?
			length - (size_t)(dot - wanted) : 0;
		for (const char *c = wanted; *c && shorter.length <
			STG_NAME_UNITS - STEM_LEAST; c++)
			if (*c >= ' ' && *c < 0x7F && *c != '\\')
				text_add_bytes(&shorter, c, 1);
		for (const char *c = wanted + length - tail; *c; c++)
			if (*c >= ' ' && *c < 0x7F && *c != '\\')
				text_add_bytes(&shorter, c, 1);
		text_done(&text);
		text = shorter;
		wanted = text_get(&text);
		length = text.length;
	}
	if (count == 0)
		units[count++] = '_';
	safe_name(&e->name, &e->folders.taken, 0, units, count);
	text_clear(&e->path);
	text_addf(&e->path, "%s/%s", text_get(&e->folders.path), e->name.data);
	text_done(&text);
}

/* A part of what an array holds, into a new file. */
static enum exit_code
write_file(struct extraction *e, ILockBytes *bytes, uint64_t offset,
	uint64_t size)
{
	struct place place = { e->path.data, NULL };
	int fd = folders_create(&e->folders, e->name.data, options.force);
	int error = fd >= 0 ? 0 : errno;
	char *chunk = memory_resize(NULL, CHUNK_SIZE, 1);
	enum exit_code code = EXIT_DONE;

	while (!error && size > 0) {
		ULARGE_INTEGER at = { .QuadPart = offset };
		ULONG wanted = size < CHUNK_SIZE ? (ULONG)size : CHUNK_SIZE;
		ULONG got = 0;
		HRESULT hr = ILockBytes_ReadAt(bytes, at, chunk, wanted, &got);

		error = write_all(fd, chunk, got);
		if (FAILED(hr) || got < wanted) {
			report(&e->target->place, "extracted only in part",
				FAILED(hr) ? hr : STG_E_READFAULT);
			code = EXIT_DAMAGED;
			break;
		}
		offset += got;
		size -= got;
	}
	if (fd >= 0 && close(fd) != 0 && !error)
		error = errno;
	if (fd < 0 && error == EEXIST)
		report_text(&place, "exists already; see --force");
	else if (error)
		report_errno(&place, "cannot write", error);
	free(chunk);
	return error ? EXIT_FAILED : code;
}

static enum exit_code
write_stream(struct extraction *e, const char *path, uint64_t offset,
	uint64_t size)
{
	struct place place = { e->target->place.file, path };
	ILockBytes *bytes = NULL;
	IStream *stream = NULL;
	enum exit_code code;
	HRESULT hr = stg_open_stream(e->target->storage, path, STREAM_MODE,
		&stream);

	if (SUCCEEDED(hr)) {
		hr = stg_lockbytes_on_stream(stream, &bytes);
		IStream_Release(stream);
	}
	if (FAILED(hr)) {
		report(&place, "cannot open", hr);
		return exit_of(hr);
	}
	code = write_file(e, bytes, offset, size);
	ILockBytes_Release(bytes);
	return code;
}

/* A storage becomes a file of its own. */
static HRESULT
copy_storage(IStorage *storage, ILockBytes *bytes)
{
	CLSID clsid;
	IStorage *copy;
	HRESULT hr = StgCreateDocfileOnILockBytes(bytes,
		STGM_CREATE | STGM_READWRITE | STGM_SHARE_EXCLUSIVE, 0, &copy);

	if (FAILED(hr))
		return hr;
	hr = IStorage_CopyTo(storage, 0, NULL, NULL, copy);
	if (SUCCEEDED(hr) && SUCCEEDED(ReadClassStg(storage, &clsid)))
		hr = WriteClassStg(copy, &clsid);
	if (SUCCEEDED(hr))
		hr = IStorage_Commit(copy, STGC_DEFAULT);
	IStorage_Release(copy);
	return hr;
}

static enum exit_code
write_storage(struct extraction *e, const char *path)
{
	struct place place = { e->target->place.file, path };
	IStorage *storage = NULL;
	ILockBytes *bytes = NULL;
	enum exit_code code;
	STATSTG stat;
	HRESULT hr = stg_open_storage(e->target->storage, path, STREAM_MODE,
		&storage);

	if (SUCCEEDED(hr))
		hr = CreateILockBytesOnHGlobal(NULL, TRUE, &bytes);
	if (SUCCEEDED(hr))
		hr = copy_storage(storage, bytes);
	if (SUCCEEDED(hr))
		hr = ILockBytes_Stat(bytes, &stat, STATFLAG_NONAME);
	if (SUCCEEDED(hr)) {
		code = write_file(e, bytes, 0, stat.cbSize.QuadPart);
	} else {
		report(&place, "cannot be copied", hr);
		code = exit_of(hr);
	}
	if (bytes)
		ILockBytes_Release(bytes);
	if (storage)
		IStorage_Release(storage);
	return code;
}

static enum exit_code
write_record(struct extraction *e, const struct object *object)
{
	struct embedded embedded;
	STATSTG stat;
	enum exit_code code = embedded_open(&embedded, e->target->storage,
		text_get(&object->path), &e->target->place);

	if (embedded.bytes && SUCCEEDED(ILockBytes_Stat(embedded.bytes, &stat,
				      STATFLAG_NONAME)))
		code = exit_worse(code, write_file(e, embedded.bytes, 0,
			stat.cbSize.QuadPart));
	embedded_close(&embedded);
	return code;
}

static void
add_child(struct text *path, const struct object *object, const char *name)
{
	text_add(path, text_get(&object->path));
	if (path->length > 0)
		text_add(path, "/");
	text_add(path, name);
}

/* Newer documents lie in one stream as they are: a ZIP archive. */
static enum exit_code
write_object(struct extraction *e, const struct object *object)
{
	struct text path = { 0 };
	enum exit_code code;
	uint32_t whole = objects_child(e->listing, object->item, "Package");

	if (object->is_package) {
		make_name(e, object, "");
		add_child(&path, object, "\\x01Ole10Native");
		code = write_stream(e, text_get(&path), object->offset,
			object->size);
	} else if (object->kind == OBJECT_STORAGE && whole != NO_ITEM &&
		   !e->listing->items[whole].is_storage) {
		make_name(e, object, ".zip");
		item_path(e->listing, whole, &path);
		code = write_stream(e, text_get(&path), 0,
			e->listing->items[whole].size);
	} else {
		make_name(e, object, ".ole");
		code = write_storage(e, text_get(&object->path));
	}
	text_done(&path);
	return code;
}

static enum exit_code
write_attachment(struct extraction *e, const struct object *object)
{
	const struct item *item = &e->listing->items[object->contents];
	struct text path = { 0 };
	enum exit_code code;

	item_path(e->listing, object->contents, &path);
	make_name(e, object, item->is_storage ? ".msg" : ".bin");
	code = item->is_storage ?
		write_storage(e, text_get(&path)) :
		write_stream(e, text_get(&path), 0, item->size);
	text_done(&path);
	return code;
}

/* Storages that share sectors must not fill the disk. */
static bool
may_take(struct extraction *e, const struct object *object)
{
	struct place place = { e->target->place.file,
		text_get(&object->path) };

	if (object->kind == OBJECT_RECORD || object->size <= e->budget) {
		if (object->kind != OBJECT_RECORD)
			e->budget -= object->size;
		return true;
	}
	report_text(&place, "left out: the objects have far more bytes than "
			    "the file");
	return false;
}

static enum exit_code
extract_one(struct extraction *e, const struct object *object)
{
	enum exit_code code;

	if (object->is_link ||
		(object->kind == OBJECT_ATTACHMENT &&
			object->contents == NO_ITEM))
		return EXIT_DONE;
	if (!may_take(e, object))
		return EXIT_DAMAGED;
	if (object->kind == OBJECT_RECORD) {
		make_name(e, object, ".ole");
		code = write_record(e, object);
	} else if (object->kind == OBJECT_ATTACHMENT) {
		code = write_attachment(e, object);
	} else {
		code = write_object(e, object);
	}
	if (e->json->active) {
		json_object_begin(e->json, NULL);
		json_text(e->json, "path", text_get(&object->shown));
		json_text(e->json, "file", e->path.data);
		json_text(e->json, "state", code == EXIT_DONE ? "done" :
			code == EXIT_DAMAGED ? "damaged" : "failed");
		json_object_end(e->json);
	} else {
		printf("%s -> ",
			terminal_safe(STREAM_OUTPUT, text_get(&object->shown)));
		printf("%s\n", terminal_safe(STREAM_OUTPUT, e->path.data));
	}
	return code;
}

static enum exit_code
extract_all(struct extraction *e, struct target *target,
	const struct listing *listing, const struct objects *objects)
{
	enum exit_code code = EXIT_DONE;

	e->target = target;
	e->listing = listing;
	for (size_t i = 0; i < objects->count && code != EXIT_FAILED; i++)
		code = exit_worse(code, extract_one(e, &objects->each[i]));
	return code;
}

/* --- Files in files --- */

/* What is nested deeper, or oftener, no application ever wrote. */
#define FILES_DEEP 8
#define FILES_MOST 256

/* A file with objects: the document itself, or one in a stream. */
struct file {
	char *argument; /* FILE, or FILE//PATH and so on */
	char *within;   /* PATH//, which is shown before its objects */
	unsigned depth;
	uint64_t size;  /* where it is compressed: not of the document's */
};

struct search {
	struct file *files; /* those found so far, the document first */
	size_t count;
	size_t room;
	bool cut;           /* there are more of them */
	bool begun;         /* the document could be opened */
	struct extraction *extraction; /* NULL: list only */
	struct objects all;
	struct json json;
};

static void
add_file(struct search *search, size_t around, const char *path, uint64_t size)
{
	struct text argument = { 0 }, within = { 0 };
	const struct file *outer;

	search->files = memory_grow(search->files, &search->room,
		search->count + 1, sizeof(*search->files));
	outer = &search->files[around];
	text_addf(&argument, "%s//%s", outer->argument, path);
	text_addf(&within, "%s%s//", outer->within, path);
	search->files[search->count++] = (struct file){ argument.data,
		within.data, outer->depth + 1, size };
}

/* Files in the objects of a file are looked at after it. */
static void
add_files(struct search *search, size_t at, struct target *target,
	const struct listing *listing, const struct objects *objects)
{
	struct text path = { 0 };

	for (size_t i = 0; i < objects->count && !search->cut; i++) {
		const struct object *object = &objects->each[i];

		text_clear(&path);
		if (!objects_stream(listing, object, &path) ||
			!embedded_is_there(target->storage, path.data))
			continue;
		search->cut = search->count == FILES_MOST ||
			search->files[at].depth == FILES_DEEP;
		if (!search->cut)
			add_file(search, at, path.data,
				object->kind == OBJECT_RECORD ? object->size :
				0);
	}
	text_done(&path);
}

/* Now that the document is open. */
static bool
begin(struct search *search, struct target *target)
{
	struct extraction *e = search->extraction;
	struct stg_header_info header;

	search->begun = true;
	json_begin(&search->json, "objects", target->shown.data);
	json_list(&search->json, e ? "files" : "objects");
	if (!e)
		return true;
	if (SUCCEEDED(stg_get_header(target->storage, &header)))
		e->budget += 4 * (uint64_t)header.file_size;
	return folders_begin(&e->folders, options.folder, false);
}

static void
end(struct search *search)
{
	if (!search->begun)
		return;
	if (!search->extraction && !search->json.active)
		print_table(&search->all);
	else if (!search->extraction)
		for (size_t i = 0; i < search->all.count; i++)
			show_json(&search->json, &search->all.each[i]);
	json_list_end(&search->json);
	json_end(&search->json);
}

/* Finds the objects of one file, and extracts them. */
static enum exit_code
visit_open(struct search *search, size_t at, struct target *target)
{
	struct listing listing;
	struct objects objects;
	struct extraction *e = search->extraction;
	enum exit_code code;

	if (at == 0 && !begin(search, target))
		return EXIT_FAILED;
	code = listing_read(&listing, target, "", DEPTH_DEFAULT);
	objects_find(&objects, target, &listing, search->files[at].within);
	add_files(search, at, target, &listing, &objects);
	if (e) {
		e->budget += 4 * search->files[at].size;
		code = exit_worse(
			code, extract_all(e, target, &listing, &objects));
	}
	objects_take(&search->all, &objects);
	objects_done(&objects);
	listing_done(&listing);
	return code;
}

/* What is wrong with a file in another one is damage of the document. */
static enum exit_code
visit(struct search *search, size_t at)
{
	struct target target;
	enum exit_code opened =
		target_open(&target, search->files[at].argument);
	enum exit_code code = EXIT_DONE;

	if (target.storage)
		code = visit_open(search, at, &target);
	opened = target_close(&target, opened);
	if (at > 0 && opened != EXIT_DONE)
		opened = EXIT_DAMAGED;
	return exit_worse(opened, code);
}

static enum exit_code
visit_all(struct search *search)
{
	enum exit_code code = EXIT_DONE;
	struct place place = { search->files[0].argument, NULL };

	for (size_t i = 0; i < search->count && code != EXIT_FAILED; i++)
		code = exit_worse(code, visit(search, i));
	if (search->cut) {
		report_text(&place, "left out: too many files inside of files");
		code = exit_worse(code, EXIT_DAMAGED);
	}
	if (search->begun && search->all.count == 0)
		code = exit_worse(code, EXIT_NEGATIVE);
	return code;
}

static void
search_done(struct search *search)
{
	for (size_t i = 0; i < search->count; i++) {
		free(search->files[i].argument);
		free(search->files[i].within);
	}
	free(search->files);
	objects_done(&search->all);
}

static enum exit_code
run_objects(int count, char **operands)
{
	bool extract = count == 2 && strcmp(operands[0], "extract") == 0;
	const char *name = operands[count - 1];
	struct extraction e = { .budget = UINT64_C(1) << 20 };
	struct search search = { 0 };
	enum exit_code code;

	if (count == 2 && !extract) {
		report_usage("objects: there is no \"%s\"", operands[0]);
		return EXIT_FAILED;
	}
	search.extraction = extract ? &e : NULL;
	e.json = &search.json;
	search.files = memory_grow(
		NULL, &search.room, 1, sizeof(*search.files));
	search.files[search.count++] = (struct file){
		.argument = memory_copy(name, strlen(name)),
		.within = memory_copy("", 0),
	};
	code = visit_all(&search);
	end(&search);
	search_done(&search);
	text_done(&e.name);
	text_done(&e.path);
	if (extract)
		folders_done(&e.folders);
	return code;
}

const struct command command_objects = {
	.name = "objects",
	.arguments = "[extract [-f] [-C DIR]] FILE",
	.summary = "list or extract what is embedded in a document",
	.details = "Lists the objects in a document: kind, size, inner path, "
		   "class, what users call it, format, and the name of its "
		   "file, if it has one. \"objects extract\" writes "
		   "the files in packages and attachments, and the documents "
		   "in other objects, under safe names. Objects in these "
		   "files, if they are compound files, come with them. Exit "
		   "status 1: there are none.",
	.options = specs,
	.operands_min = 1,
	.operands_max = 2,
	.json = true,
	.run = run_objects,
};
