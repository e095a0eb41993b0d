/* SPDX-License-Identifier: MIT */
/*
 * What the names of the elements tell in any application: VBA projects
 * [MS-OVBA] 2.2.1, signatures, embedded objects [MS-OLEDS] 2.3, and compound
 * files in streams.
 */
#define COBJMACROS
#include "inspect.h"

#include <inttypes.h>
#include <string.h>
#include <strings.h>

#include "describe.h"
#include "embedded.h"
#include "objects.h"
#include "storage.h"

/* What a storage holds, as far as it matters here. */
enum { HAS_DIR = 1, HAS_VBA_PROJECT = 2, HAS_OBJECT = 4, HAS_NATIVE = 8 };

static const struct {
	const char *name;
	unsigned flag;
} children[] = {
	{ "dir", HAS_DIR },
	{ "_VBA_PROJECT", HAS_VBA_PROJECT },
	{ "\\x01Ole", HAS_OBJECT },
	{ "\\x01CompObj", HAS_OBJECT },
	{ "\\x01Ole10Native", HAS_OBJECT | HAS_NATIVE },
	{ "\\x03ObjInfo", HAS_OBJECT },
};

static const struct {
	const char *name;
	const char *text;
} signatures[] = {
	{ "_signatures", "digital signature" },
	{ "_xmlsignatures", "digital signatures (XML)" },
	{ "\\x05DigitalSignature", "digital signature" },
};

static unsigned
flag_of(const char *name)
{
	for (size_t i = 0; i < sizeof(children) / sizeof(children[0]); i++)
		if (strcasecmp(children[i].name, name) == 0)
			return children[i].flag;
	return 0;
}

/* No compound file is smaller than its header. */
#define SECTOR_LEAST 512

struct contents {
	unsigned flags;
	unsigned modules;
};

static void
read_contents(
	const struct listing *listing, size_t i, struct contents *contents)
{
	struct text name = { 0 };
	size_t child = i + 1;

	*contents = (struct contents){ 0 };
	for (; child < listing->items[i].end;
		child = listing->items[child].end) {
		unsigned flag;

		if (listing->items[child].is_storage)
			continue;
		text_clear(&name);
		item_name(listing, child, &name);
		flag = flag_of(name.data);
		contents->flags |= flag;
		/* [MS-OVBA] 2.2.6: a cache, to be ignored */
		if (!flag && strncasecmp(name.data, "__SRP_", 6) != 0)
			contents->modules++;
	}
	text_done(&name);
}

/* The project is the storage that holds the storage VBA. */
static void
take_project(struct inspection *inspection, size_t i,
	const struct contents *contents)
{
	const struct listing *listing = inspection->listing;
	uint32_t parent = listing->items[i].parent;
	struct text path = { 0 };

	text_clear(&path);
	if (parent != NO_ITEM)
		item_path(listing, parent, &path);
	fact_add(inspection, TOPIC_MACROS, "VBA project in /%s, %u %s",
		path.data, contents->modules,
		contents->modules == 1 ? "module" : "modules");
	text_done(&path);
}

/* The file in a Package, if that is what a storage is. */
static bool
describe_package(struct inspection *inspection, const char *path,
	struct text *text)
{
	struct stg_package package;
	IStorage *storage;
	bool is_package;

	if (FAILED(stg_open_storage(inspection->storage, path, STREAM_MODE,
		    &storage)))
		return false;
	is_package = stg_read_package(storage, &package) == S_OK;
	IStorage_Release(storage);
	if (is_package) {
		text_add(text, ": ");
		objects_file_name(text, &package);
		text_add(text, ", ");
		describe_things(text, package.size, "byte", "bytes");
		stg_free_package(&package);
	}
	return is_package;
}

/* The root is one if it is a file that was put into a document. */
static void
take_ole_object(struct inspection *inspection, size_t i, bool has_native)
{
	const struct listing *listing = inspection->listing;
	struct text path = { 0 };
	struct text text = { 0 };
	bool is_object = i > 0;

	text_clear(&path);
	item_path(listing, i, &path);
	text_clear(&text);
	text_add(&text, i > 0 ? path.data : "/");
	if (clsid_is_set(&listing->items[i].clsid)) {
		text_add(&text, ": ");
		describe_clsid(&text, &listing->items[i].clsid);
	}
	if (has_native && describe_package(inspection, path.data, &text))
		is_object = true;
	if (is_object)
		fact_add(inspection, TOPIC_OBJECTS, "%s", text.data);
	text_done(&path);
	text_done(&text);
}

static void
inspect_storage(struct inspection *inspection, size_t i)
{
	const struct listing *listing = inspection->listing;
	struct text name = { 0 };
	struct contents contents;

	text_clear(&name);
	item_name(listing, i, &name);
	read_contents(listing, i, &contents);
	if (strcasecmp(name.data, "VBA") == 0 &&
		contents.flags & (HAS_DIR | HAS_VBA_PROJECT))
		take_project(inspection, i, &contents);
	else if (strcasecmp(name.data, "_VBA_PROJECT") == 0)
		fact_add(inspection, TOPIC_MACROS,
			"VBA project of Excel 5.0/95");
	else if (strcasecmp(name.data, "StarBASIC") == 0)
		fact_add(inspection, TOPIC_MACROS, "StarOffice Basic");
	if (contents.flags & HAS_OBJECT)
		take_ole_object(inspection, i, contents.flags & HAS_NATIVE);
	text_done(&name);
}

/* A stream that begins like a compound file, or does so behind its length. */
static void
look_for_file(struct inspection *inspection, size_t i, struct text *path)
{
	uint8_t head[4 + SIGNATURE_SIZE];
	size_t length = 0;
	IStream *stream;

	text_clear(path);
	item_path(inspection->listing, i, path);
	if (FAILED(stg_open_stream(
		    inspection->storage, path->data, STREAM_MODE, &stream)))
		return;
	if (SUCCEEDED(stream_read(stream, head, sizeof(head), &length)) &&
		length == sizeof(head) &&
		(is_signature(head) || is_signature(head + 4)))
		fact_add(inspection, TOPIC_NESTED, "%s", path->data);
	IStream_Release(stream);
}

static void
look_for_signature(struct inspection *inspection, size_t i)
{
	struct text name = { 0 };

	text_clear(&name);
	item_name(inspection->listing, i, &name);
	for (size_t s = 0; s < sizeof(signatures) / sizeof(signatures[0]); s++)
		if (strcasecmp(signatures[s].name, name.data) == 0)
			fact_add(inspection, TOPIC_SIGNATURES, "%s",
				signatures[s].text);
	text_done(&name);
}

void
inspect_elements(struct inspection *inspection)
{
	const struct listing *listing = inspection->listing;
	struct text path = { 0 };

	for (size_t i = 0; i < listing->count; i++) {
		if (listing->items[i].depth == 1)
			look_for_signature(inspection, i);
		if (listing->items[i].is_storage)
			inspect_storage(inspection, i);
		else if (listing->items[i].size >= SECTOR_LEAST)
			look_for_file(inspection, i, &path);
	}
	text_done(&path);
}
