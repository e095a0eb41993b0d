/* SPDX-License-Identifier: MIT */
#define COBJMACROS
#include "objects.h"

#include <stdlib.h>
#include <string.h>

#include <stg/ole.h>

#include "bytes.h"
#include "escape.h"
#include "memory.h"
#include "powerpoint.h"
#include "storage.h"

#define POWERPOINT "PowerPoint Document"

/* Properties of a message: [MS-OXMSG] 2.2.2, [MS-OXPROPS] */
#define ATTACHMENT "__attach_version1.0_#"
#define DATA_BYTES "__substg1.0_37010102"
#define DATA_OBJECT "__substg1.0_3701000D"
#define NAME_LONG  "__substg1.0_3707001F"
#define NAME_LONG8 "__substg1.0_3707001E"
#define NAME_SHORT "__substg1.0_3704001F"
#define NAME_MOST  512 /* bytes */

static bool
begins(const struct listing *listing, size_t i, const char *prefix)
{
	const OLECHAR *name = item_units(listing, i);
	size_t length = strlen(prefix);

	if (listing->items[i].name_length < length)
		return false;
	for (size_t k = 0; k < length; k++)
		if (name[k] != (unsigned char)prefix[k])
			return false;
	return true;
}

static bool
is_named(const struct listing *listing, size_t i, const char *name)
{
	return listing->items[i].name_length == strlen(name) &&
	       begins(listing, i, name);
}

uint32_t
objects_child(const struct listing *listing, uint32_t storage, const char *name)
{
	uint32_t end = listing->items[storage].end;

	for (uint32_t i = storage + 1; i < end; i = listing->items[i].end)
		if (is_named(listing, i, name))
			return i;
	return NO_ITEM;
}

static bool
has(const struct listing *listing, uint32_t storage, const char *name)
{
	return objects_child(listing, storage, name) != NO_ITEM;
}

/* The document itself is an object only where nothing else can be in it. */
static bool
is_object(const struct listing *listing, uint32_t i)
{
	uint32_t parent = listing->items[i].parent;

	if (!listing->items[i].is_storage)
		return false;
	if (parent == NO_ITEM)
		return has(listing, i, "\1Ole10Native");
	return has(listing, i, "\1Ole") || has(listing, i, "\1CompObj") ||
	       has(listing, i, "\1Ole10Native") ||
	       has(listing, i, "\3ObjInfo") ||
	       is_named(listing, parent, "ObjectPool");
}

static uint64_t
size_below(const struct listing *listing, uint32_t storage)
{
	uint64_t size = 0;

	for (uint32_t i = storage; i < listing->items[storage].end; i++)
		if (!listing->items[i].is_storage)
			size += listing->items[i].size;
	return size;
}

static struct object *
append(struct objects *objects, enum object_kind kind, uint32_t item)
{
	struct object *object;

	objects->each = memory_grow(objects->each, &objects->room,
		objects->count + 1, sizeof(*objects->each));
	object = &objects->each[objects->count++];
	*object = (struct object){ .kind = kind, .item = item,
		.contents = NO_ITEM };
	return object;
}

static size_t
units_of(const OLECHAR *text)
{
	size_t length = 0;

	while (text[length] != 0)
		length++;
	return length;
}

/* What is behind the last separator of a path of any system. */
static void
add_base_name(struct text *text, const OLECHAR *path)
{
	const OLECHAR *base = path;

	for (; *path != 0; path++)
		if (*path == '\\' || *path == '/' || *path == ':')
			base = path + 1;
	escape_name(text, base, units_of(base));
}

void
objects_file_name(struct text *text, const struct stg_package *package)
{
	add_base_name(text, package->label[0] != 0 ? package->label
						   : package->source);
}

static void
describe_format(struct text *text, CLIPFORMAT format)
{
	OLECHAR name[128];

	if (GetClipboardFormatNameW(format, name, 128) > 0)
		escape_name(text, name, units_of(name));
	else if (format != 0)
		text_addf(text, "%u", (unsigned)format);
}

/* What the streams of an object say about it. */
static void
describe(struct object *object, IStorage *storage)
{
	struct stg_package package;
	CLIPFORMAT format = 0;
	LPOLESTR type = NULL;
	DWORD flags = 0;

	if (SUCCEEDED(ReadFmtUserTypeStg(storage, &format, &type))) {
		escape_name(&object->type, type, units_of(type));
		CoTaskMemFree(type);
		describe_format(&object->format, format);
	}
	if (SUCCEEDED(ReadOleStg(storage, &flags, NULL, NULL, NULL, NULL)))
		object->is_link = (flags & 1) != 0;
	if (stg_read_package(storage, &package) != S_OK)
		return;
	object->is_package = true;
	object->is_link |= package.linked != 0;
	object->offset = package.offset;
	object->size = package.size;
	objects_file_name(&object->name, &package);
	stg_free_package(&package);
}

static void
add_storage(struct objects *objects, struct target *target,
	const struct listing *listing, uint32_t i)
{
	struct object *object = append(objects, OBJECT_STORAGE, i);
	IStorage *storage = NULL;

	item_path(listing, i, &object->path);
	object->clsid = listing->items[i].clsid;
	object->size = size_below(listing, i);
	if (FAILED(stg_open_storage(target->storage, text_get(&object->path),
		    STREAM_MODE, &storage)))
		return;
	describe(object, storage);
	IStorage_Release(storage);
}

/* A text property, in UTF-16 or in bytes. */
static void
read_name(struct text *text, struct target *target,
	const struct listing *listing, uint32_t i, bool wide)
{
	uint8_t bytes[NAME_MOST];
	OLECHAR units[NAME_MOST + 1];
	struct text path = { 0 };
	IStream *stream = NULL;
	size_t length = 0, count;

	item_path(listing, i, &path);
	if (SUCCEEDED(stg_open_stream(target->storage, text_get(&path),
		    STREAM_MODE, &stream))) {
		(void)stream_read(stream, bytes, sizeof(bytes), &length);
		IStream_Release(stream);
	}
	text_done(&path);
	count = wide ? length / 2 : length;
	for (size_t k = 0; k < count; k++)
		units[k] = wide ? get_le16(bytes + 2 * k) : bytes[k];
	units[count] = 0;
	add_base_name(text, units);
}

static void
add_attachment(struct objects *objects, struct target *target,
	const struct listing *listing, uint32_t i)
{
	static const struct {
		const char *name;
		bool wide;
	} names[] = { { NAME_LONG, true }, { NAME_LONG8, false },
		{ NAME_SHORT, true } };
	struct object *object = append(objects, OBJECT_ATTACHMENT, i);
	uint32_t contents = objects_child(listing, i, DATA_BYTES);

	if (contents == NO_ITEM)
		contents = objects_child(listing, i, DATA_OBJECT);
	item_path(listing, i, &object->path);
	text_add(&object->type, "attachment");
	object->contents = contents;
	if (contents != NO_ITEM) {
		object->size = size_below(listing, contents);
		object->clsid = listing->items[contents].clsid;
	}
	for (size_t k = 0; k < 3 && object->name.length == 0; k++) {
		uint32_t name = objects_child(listing, i, names[k].name);

		if (name != NO_ITEM)
			read_name(&object->name, target, listing, name,
				names[k].wide);
	}
}

/* The class of a compound file in a record; sizes are those of its file. */
static void
describe_record(struct object *object, struct target *target)
{
	struct embedded embedded;
	IStorage *root = NULL;
	STATSTG stat;
	enum exit_code code = embedded_open(&embedded, target->storage,
		text_get(&object->path), &target->place);

	if (embedded.bytes && code != EXIT_FAILED) {
		if (SUCCEEDED(ILockBytes_Stat(embedded.bytes, &stat,
			    STATFLAG_NONAME)))
			object->size = stat.cbSize.QuadPart;
		if (SUCCEEDED(StgOpenStorageOnILockBytes(embedded.bytes, NULL,
			    ROOT_MODE, NULL, 0, &root))) {
			uint64_t size = object->size;

			(void)ReadClassStg(root, &object->clsid);
			describe(object, root);
			object->size = size;
			object->is_package = false;
			IStorage_Release(root);
		}
	}
	embedded_close(&embedded);
}

static void
add_records(struct objects *objects, struct target *target, uint32_t i)
{
	struct ppt_record record;
	struct reader reader;
	uint64_t offset = 0;
	unsigned count = 0;

	if (SUCCEEDED(reader_open(&reader, target->storage, POWERPOINT)))
		while (ppt_record_next(&reader, &offset, &record))
			count += record.type == PPT_OBJECT_STORAGE;
	reader_done(&reader);
	for (unsigned n = 1; n <= count; n++) {
		struct object *object = append(objects, OBJECT_RECORD, i);

		text_addf(&object->path, POWERPOINT "#%u", n);
		describe_record(object, target);
	}
}

bool
objects_stream(const struct listing *listing, const struct object *object,
	struct text *path)
{
	uint32_t stream = object->contents;

	if (object->kind == OBJECT_RECORD) {
		text_add(path, text_get(&object->path));
		return true;
	}
	if (object->kind == OBJECT_STORAGE && !object->is_link)
		stream = objects_child(listing, object->item, "\1Ole10Native");
	if (stream == NO_ITEM || listing->items[stream].is_storage)
		return false;
	item_path(listing, stream, path);
	return true;
}

void
objects_take(struct objects *to, struct objects *from)
{
	size_t count = to->count + from->count;

	if (from->count == 0)
		return;
	to->each = memory_grow(to->each, &to->room, count, sizeof(*to->each));
	memcpy(to->each + to->count, from->each,
		from->count * sizeof(*from->each));
	to->count = count;
	from->count = 0;
}

void
objects_find(struct objects *objects, struct target *target,
	const struct listing *listing, const char *within)
{
	*objects = (struct objects){ 0 };
	for (uint32_t i = 0; i < listing->count; i++) {
		if (listing->items[i].is_storage &&
			begins(listing, i, ATTACHMENT))
			add_attachment(objects, target, listing, i);
		else if (is_object(listing, i))
			add_storage(objects, target, listing, i);
		else if (listing->items[i].parent == 0 &&
			 is_named(listing, i, POWERPOINT))
			add_records(objects, target, i);
	}
	for (size_t i = 0; i < objects->count; i++)
		text_addf(&objects->each[i].shown, "%s%s", within,
			text_get(&objects->each[i].path));
}

void
objects_done(struct objects *objects)
{
	for (size_t i = 0; i < objects->count; i++) {
		text_done(&objects->each[i].path);
		text_done(&objects->each[i].shown);
		text_done(&objects->each[i].name);
		text_done(&objects->each[i].type);
		text_done(&objects->each[i].format);
	}
	free(objects->each);
}
