/* SPDX-License-Identifier: MIT */
/*
 * The bytes of an input are changes to a file, made on a plain model as well.
 * A new file has to agree with the model after each commit, opened anew, and
 * to be without any defect. So has a file that the input brings, if there is
 * no damage in it; of any other one it is claimed that it can be changed or
 * not, and that afterwards it opens. A device that becomes full keeps the
 * last version that was committed.
 *
 * See edit_input.h for what an input looks like. Changes are of a few bytes
 * each.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cfb/check.h"
#include "cfb/directory.h"
#include "cfb/edit.h"
#include "cfb/element.h"
#include "cfb/model.h"
#include "cfb/stream.h"
#include "edit_input.h"
#include "edit_model.h"
#include "io/memory.h"
#include "prove.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define LIMIT    ((size_t)16 << 20)
#define OPEN     4
#define SIZE_MAX_STREAM 200000U
#define CHANGES_MAX 6000U /* bytes of the input */
#define REOPENS_MAX 20U

struct opened {
	struct node *node;
	struct cfb_stream stream;
};

struct session {
	const uint8_t *data;
	size_t size;
	struct cfb_file *file; /* NULL: it cannot be opened any more */
	struct node *root;
	bool fresh;   /* we made it: no defects */
	bool sound;   /* no damage */
	bool exact;   /* the model knows all that there is */
	bool limited; /* the device becomes full */
	unsigned reopens;
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

/*
 * The call worked; but for a full device, it does in every sound file. What a
 * call that failed left of the contents is not followed up.
 */
static bool
worked(struct session *s, int status)
{
	PROVE(status == CFB_OK || !s->sound || s->limited);
	if (status != CFB_OK)
		s->exact = false;
	return status == CFB_OK;
}

/* The same of a call that is refused when a name is taken. */
static bool
worked_for_name(struct session *s, int status, bool taken)
{
	if (taken || (status == CFB_EXISTS && !s->exact)) {
		PROVE(status == CFB_EXISTS || !s->sound || s->limited);
		return false;
	}
	return worked(s, status);
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

	if (worked_for_name(s, status, node_find(storage, name, units)))
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
	if (!worked_for_name(s, status, other && other != node))
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

static void
read_one(struct session *s)
{
	static uint8_t bytes[SIZE_MAX_STREAM];
	struct opened *open = open_one(s);
	uint32_t offset = number(s);
	uint32_t length = number(s);
	size_t done = 0;

	if (!open || !worked(s, cfb_stream_flush(s->file, &open->stream)))
		return;
	PROVE(!s->exact || open->stream.size == open->node->size);
	if (offset >= open->stream.size || length >= SIZE_MAX_STREAM)
		return;
	if (length > open->stream.size - offset)
		length = (uint32_t)(open->stream.size - offset);
	if (worked(s, cfb_stream_read(s->file, &open->stream, offset, bytes,
		length, &done)) && s->exact)
		PROVE(done == length && (length == 0 || memcmp(bytes,
			open->node->bytes + offset, length) == 0));
}

static void
set_one(struct session *s)
{
	uint8_t clsid[16] = { (uint8_t)byte(s), 1 };
	struct node *storage = pick(s, false);
	uint64_t time = UINT64_C(0x01d0000000000000) + number(s); /* 2014 */
	int status;

	if (clsid[0] % 3 == 0)
		status = cfb_element_set_class(s->file, storage->id, clsid);
	else if (clsid[0] % 3 == 1)
		status = cfb_element_set_state(s->file, storage->id,
			clsid[0], 0xFF);
	else
		status = cfb_element_set_times(s->file, storage->id, NULL,
			&time);
	(void)worked(s, status);
}

struct damage {
	bool any; /* defects count, and not damage alone */
	bool found;
};

static bool
is_defect(const struct cfb_defect *defect, void *context)
{
	struct damage *damage = context;
	const struct cfb_defect_info *info = cfb_defect_info(defect->id);

	if (!damage->any && info->severity != CFB_DAMAGE)
		return true;
	damage->found = true;
	if (getenv("FUZZ_VERBOSE"))
		fprintf(stderr, "%s: sector %#x entry %#x value %#jx\n",
			info->name, (unsigned)defect->sector,
			(unsigned)defect->entry, (uintmax_t)defect->value);
	return true;
}

static bool
is_without(bool any, const void *bytes, size_t length)
{
	struct damage damage = { .any = any };
	struct cfb_check_totals totals;
	struct device *device;

	PROVE(memory_device_open(bytes, length, &device) == 0);
	return cfb_check(device, is_defect, &damage, &totals) == CFB_OK &&
		!damage.found;
}

/* What is on the device, whatever is in memory. */
static void
prove_device(struct session *s, bool committed)
{
	struct device *device;
	struct cfb_file *file;
	size_t length;
	const void *bytes = memory_device_bytes(s->file->device, &length);

	/* What was not committed may lie behind the end. */
	PROVE(!s->sound || is_without(s->fresh && committed && !s->limited,
		bytes, length));
	PROVE(memory_device_open(bytes, length, &device) == 0);
	PROVE(cfb_file_open(device, s->sound ? CFB_CAREFUL : CFB_TOLERANT,
		NULL, NULL, &file) == CFB_OK);
	if (s->exact && committed)
		edit_model_prove(file, s->root);
	cfb_file_close(file);
}

static void
commit(struct session *s)
{
	bool committed = worked(s, cfb_commit(s->file, false));

	if (committed || s->limited)
		prove_device(s, committed);
}

static void
close_all(struct session *s)
{
	for (size_t i = 0; i < OPEN; i++)
		close_one(s, &s->open[i]);
}

static size_t
device_limit(struct session *s, size_t length)
{
	if (!s->limited)
		return LIMIT;
	return length + 3000 + (size_t)512 * byte(s);
}

/* Open what is on a device for changes; it is taken over. */
static bool
open_device(struct session *s, struct device *device)
{
	if (cfb_file_open(device, CFB_CAREFUL, NULL, NULL, &s->file) !=
		CFB_OK) {
		device_close(device);
		s->file = NULL;
		return false;
	}
	if (cfb_edit_begin(s->file) == CFB_OK)
		return true;
	cfb_file_close(s->file);
	s->file = NULL;
	return false;
}

static void
reopen(struct session *s)
{
	struct device *device;
	size_t length;
	const void *bytes;

	if (++s->reopens > REOPENS_MAX)
		return;
	close_all(s);
	(void)worked(s, cfb_commit(s->file, false));
	cfb_edit_finish(s->file);
	bytes = memory_device_bytes(s->file->device, &length);
	PROVE(memory_device_create(bytes, length, device_limit(s, length),
		&device) == 0);
	cfb_file_close(s->file);
	PROVE(open_device(s, device) || !s->sound);
	/* What was not committed is gone, and its numbers are no longer
	 * those of the model. */
	if (s->file && !s->exact) {
		node_free(s->root);
		s->root = node_make(NULL, NULL, 0, false);
		s->sound = edit_model_load(s->file, s->root) && s->sound;
		s->exact = s->sound;
	}
}

static bool
begin_image(struct session *s)
{
	size_t length = byte(s);
	struct device *device;

	length |= byte(s) << 8;
	if (length > s->size)
		length = s->size;
	s->sound = is_without(false, s->data, length);
	PROVE(memory_device_create(s->data, length, device_limit(s, length),
		&device) == 0);
	s->data += length;
	s->size -= length;
	if (!open_device(s, device))
		return false;
	s->sound = edit_model_load(s->file, s->root) && s->sound;
	s->exact = s->sound;
	return true;
}

static bool
begin(struct session *s)
{
	uint32_t flags = byte(s);
	struct device *device;

	s->limited = (flags & EDIT_LIMITED) != 0;
	if (flags & EDIT_HAS_IMAGE)
		return begin_image(s);
	s->fresh = s->sound = s->exact = true;
	PROVE(memory_device_create(NULL, 0, device_limit(s, 16384), &device) ==
		0);
	PROVE(cfb_file_create(device, flags & EDIT_VERSION_4 ? 4 : 3,
		&s->file) == CFB_OK);
	return true;
}

static void
change(struct session *s)
{
	static void (*const changes[])(struct session *) = { create, create,
		create, destroy, move, resize_one, resize_one, commit,
		write_one, write_one, write_one, write_one, write_one,
		read_one, set_one, reopen };

	changes[byte(s) % (sizeof changes / sizeof *changes)](s);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct session s = { .data = data, .size = size };

	s.root = node_make(NULL, NULL, 0, false);
	if (begin(&s)) {
		if (s.size > CHANGES_MAX)
			s.size = CHANGES_MAX;
		while (s.size != 0 && s.file)
			change(&s);
	}
	if (s.file) {
		close_all(&s);
		commit(&s);
		cfb_file_close(s.file);
	}
	node_free(s.root);
	return 0;
}
