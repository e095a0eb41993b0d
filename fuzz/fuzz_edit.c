/* SPDX-License-Identifier: MIT */
/*
 * The bytes of an input are changes to a file, made on a plain model as well.
 * A new file has to agree with the model after each commit, opened anew, and
 * to be without any defect. An input can bring an image of its own instead,
 * of which it is claimed that it can be changed or not, and that afterwards
 * it opens.
 *
 * The first byte: bit 0 version 4, bit 1 an image follows, its length in two
 * bytes before it. Then changes, of a few bytes each.
 */
#include <string.h>

#include "cfb/check.h"
#include "cfb/directory.h"
#include "cfb/edit.h"
#include "cfb/element.h"
#include "cfb/listing.h"
#include "cfb/model.h"
#include "cfb/stream.h"
#include "io/memory.h"
#include "prove.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define LIMIT    ((size_t)16 << 20)
#define OPEN     4
#define SIZE_MAX_STREAM 200000U

struct opened {
	struct node *node;
	struct cfb_stream stream;
};

struct session {
	const uint8_t *data;
	size_t size;
	struct cfb_file *file;
	struct node *root;
	bool fresh; /* the model knows all that there is */
	struct opened open[OPEN];
};

/* The next byte of the input, 0 behind its end. */
static uint32_t
byte(struct session *s)
{
	if (s->size == 0)
		return 0;
	s->size--;
	return *s->data++;
}

static uint32_t
number(struct session *s)
{
	uint32_t low = byte(s);

	/* Small ones mostly; every byte of the input says much. */
	switch (byte(s) % 4) {
	case 0:
		return low;
	case 1:
		return low * 64 + byte(s) % 3 - 1;
	case 2:
		return 4096 + low - 128;
	default:
		return low * 700 + byte(s);
	}
}

/* The call worked; what was an image may be damaged in any way. */
static bool
worked(const struct session *s, int status)
{
	PROVE(status == CFB_OK || !s->fresh);
	return status == CFB_OK;
}

static struct node *
pick(struct session *s, bool stream)
{
	struct node *at = s->root;

	for (;;) {
		size_t count = node_count(at);
		struct node *child;

		if (count == 0)
			return stream ? NULL : at;
		child = node_nth(at, byte(s) % count);
		if (child->stream)
			return stream ? child : at;
		if (!stream && byte(s) % 2)
			return child;
		at = child;
	}
}

static void
close_one(struct session *s, struct opened *open)
{
	if (!open->node)
		return;
	(void)worked(s, cfb_stream_flush(s->file, &open->stream));
	cfb_stream_close(&open->stream);
	open->node = NULL;
}

static size_t
make_name(struct session *s, uint16_t name[4])
{
	size_t units = 1 + byte(s) % 3;

	for (size_t i = 0; i < units; i++)
		name[i] = (uint16_t)("aAbBcZ09"[byte(s) % 8]);
	return units;
}

static void
create(struct session *s)
{
	struct node *storage = pick(s, false);
	uint16_t name[4];
	size_t units = make_name(s, name);
	bool stream = byte(s) % 4 != 0;
	uint32_t id;
	int status = cfb_element_create(s->file, storage->id, name, units,
		stream, 0, &id);

	if (node_find(storage, name, units)) {
		PROVE(status == CFB_EXISTS || !s->fresh);
		return;
	}
	if (status == CFB_EXISTS && !s->fresh)
		return;
	if (worked(s, status))
		node_make(storage, name, units, stream)->id = id;
}

static void
gone(uint32_t id, void *context)
{
	struct session *s = context;

	for (size_t i = 0; i < OPEN; i++) {
		if (s->open[i].node && s->open[i].node->id == id) {
			cfb_stream_close(&s->open[i].stream);
			s->open[i].node = NULL;
		}
	}
}

static void
destroy(struct session *s)
{
	struct node *node = pick(s, byte(s) % 2 != 0);

	if (node && node->parent && worked(s, cfb_element_destroy(s->file,
		node->parent->id, node->id, gone, s)))
		node_free(node);
}

static void
move(struct session *s)
{
	struct node *node = pick(s, byte(s) % 2 != 0);
	struct node *to = pick(s, false);
	struct node *other;
	uint16_t name[4];
	size_t units = make_name(s, name);
	int status;

	if (!node || !node->parent)
		return;
	for (struct node *n = to; n; n = n->parent) {
		if (n == node)
			return;
	}
	other = node_find(to, name, units);
	status = cfb_element_move(s->file, node->parent->id, node->id, to->id,
		name, units);
	if (other && other != node) {
		PROVE(status == CFB_EXISTS || !s->fresh);
		return;
	}
	if ((status == CFB_EXISTS && !s->fresh) || !worked(s, status))
		return;
	memcpy(node->name, name, units * sizeof *name);
	node->units = units;
	node_unlink(node);
	node_link(to, node);
}

static struct opened *
open_one(struct session *s)
{
	struct opened *open = &s->open[byte(s) % OPEN];
	struct cfb_dirent entry;
	struct node *node;

	if (open->node && byte(s) % 8)
		return open;
	close_one(s, open);
	node = pick(s, true);
	if (!node)
		return NULL;
	for (size_t i = 0; i < OPEN; i++) {
		if (s->open[i].node == node)
			return &s->open[i];
	}
	if (!worked(s, cfb_directory_entry(s->file, node->id, &entry)))
		return NULL;
	cfb_stream_open(s->file, node->id, &entry, &open->stream);
	open->node = node;
	return open;
}

static void
write_one(struct session *s)
{
	static uint8_t bytes[SIZE_MAX_STREAM];
	struct opened *open = open_one(s);
	uint32_t offset = number(s);
	uint32_t length = number(s);
	uint8_t value = (uint8_t)byte(s);
	size_t done;

	if (!open)
		return;
	if (value % 2)
		offset = (uint32_t)open->node->size;
	if (length == 0 || offset >= SIZE_MAX_STREAM ||
		length >= SIZE_MAX_STREAM - offset)
		return;
	for (uint32_t i = 0; i < length; i++)
		bytes[i] = (uint8_t)(value + i / 7);
	if (!worked(s, cfb_stream_write(s->file, &open->stream, offset, bytes,
		length, &done)))
		return;
	PROVE(done == length);
	if (offset + length > open->node->size)
		node_resize(open->node, offset + length);
	memcpy(open->node->bytes + offset, bytes, length);
}

static void
resize_one(struct session *s)
{
	struct opened *open = open_one(s);
	uint32_t size = number(s);

	if (open && size < SIZE_MAX_STREAM && worked(s, cfb_stream_resize(
		s->file, &open->stream, size)))
		node_resize(open->node, size);
}

static bool
is_defect(const struct cfb_defect *defect, void *context)
{
	(void)context;
	prove_failed("no defect", "fuzz_edit", (int)defect->id);
}

static void
prove_stream(struct cfb_file *file, uint32_t id,
	const struct cfb_dirent *entry, const struct node *node)
{
	struct cfb_stream stream;
	uint8_t *bytes = malloc(node->size + 1);
	size_t done;

	PROVE(bytes != NULL);
	cfb_stream_open(file, id, entry, &stream);
	PROVE(stream.size == node->size);
	PROVE(cfb_stream_read(file, &stream, 0, bytes, node->size, &done) ==
		CFB_OK);
	PROVE(done == node->size);
	PROVE(done == 0 || memcmp(bytes, node->bytes, done) == 0);
	cfb_stream_close(&stream);
	free(bytes);
}

/* Storages nest no deeper than the input says. */
static void
prove_storage(struct cfb_file *file, uint32_t id, struct node *storage)
{
	struct cfb_listing listing;

	PROVE(cfb_listing_make(file, id, NULL, &listing) == CFB_OK);
	PROVE(listing.ordered && listing.count == node_count(storage));
	for (uint32_t i = 0; i < listing.count; i++) {
		struct cfb_dirent entry;
		struct node *node;

		PROVE(cfb_directory_entry(file, listing.ids[i], &entry) ==
			CFB_OK);
		node = node_find(storage, entry.name, entry.units);
		PROVE(node && node->stream ==
			(bool)cfb_dirent_is_stream(&entry));
		if (node->stream)
			prove_stream(file, listing.ids[i], &entry, node);
		else
			prove_storage(file, listing.ids[i], node);
	}
	cfb_listing_done(&listing);
}

static void
commit(struct session *s)
{
	struct cfb_check_totals totals;
	struct device *device;
	struct cfb_file *file;
	size_t length;
	const void *bytes;

	if (!worked(s, cfb_commit(s->file, false)))
		return;
	bytes = memory_device_bytes(s->file->device, &length);
	PROVE(memory_device_open(bytes, length, &device) == 0);
	if (s->fresh) {
		PROVE(cfb_check(device, is_defect, NULL, &totals) == CFB_OK);
		PROVE(memory_device_open(bytes, length, &device) == 0);
	}
	PROVE(cfb_file_open(device, s->fresh ? CFB_STRICT : CFB_TOLERANT,
		NULL, NULL, &file) == CFB_OK);
	if (s->fresh)
		prove_storage(file, CFB_ROOT, s->root);
	cfb_file_close(file);
}

static bool
begin(struct session *s)
{
	struct device *device;
	uint32_t flags = byte(s);
	size_t length = 0;
	int status;

	s->fresh = !(flags & 2);
	if (!s->fresh) {
		length = byte(s);
		length |= byte(s) << 8;
		if (length > s->size)
			length = s->size;
	}
	PROVE(memory_device_create(s->data, length, LIMIT, &device) == 0);
	s->data += length;
	s->size -= length;
	if (s->fresh) {
		PROVE(cfb_file_create(device, flags & 1 ? 4 : 3, &s->file) ==
			CFB_OK);
		return true;
	}
	status = cfb_file_open(device, CFB_CAREFUL, NULL, NULL, &s->file);
	if (status != CFB_OK) {
		device_close(device);
		return false;
	}
	if (cfb_edit_begin(s->file) == CFB_OK)
		return true;
	cfb_file_close(s->file);
	return false;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct session s = { .data = data, .size = size };

	if (!begin(&s))
		return 0;
	s.root = node_make(NULL, NULL, 0, false);
	while (s.size != 0) {
		switch (byte(&s) % 16) {
		case 0:
		case 1:
		case 2:
			create(&s);
			break;
		case 3:
			destroy(&s);
			break;
		case 4:
			move(&s);
			break;
		case 5:
		case 6:
			resize_one(&s);
			break;
		case 7:
			commit(&s);
			break;
		default:
			write_one(&s);
			break;
		}
	}
	for (size_t i = 0; i < OPEN; i++)
		close_one(&s, &s.open[i]);
	commit(&s);
	cfb_file_close(s.file);
	node_free(s.root);
	return 0;
}
