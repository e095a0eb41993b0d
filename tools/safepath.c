/* SPDX-License-Identifier: MIT */
#include "safepath.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <wctype.h>

#include "escape.h"
#include "memory.h"

struct taken_name {
	bool used;
	uint32_t folder;
	uint32_t hash;
	uint32_t next; /* the number that the next one of this name gets */
	size_t text;
};

static uint32_t
hash_of(uint32_t folder, const char *name)
{
	uint32_t hash = 2166136261u ^ folder;

	for (; *name; name++)
		hash = (hash ^ (unsigned char)*name) * 16777619u;
	return hash;
}

/* The place of a name, or the free one where it belongs. */
static struct taken_name *
find(const struct taken *taken, uint32_t folder, const char *folded)
{
	uint32_t hash = hash_of(folder, folded);

	for (size_t i = hash;; i++) {
		struct taken_name *name = &taken->names[i & (taken->room - 1)];

		if (!name->used)
			return name;
		if (name->hash == hash && name->folder == folder &&
			strcmp(taken->text + name->text, folded) == 0)
			return name;
	}
}

static void
grow(struct taken *taken)
{
	struct taken_name *old = taken->names;
	size_t room = taken->room;

	if (taken->count + 1 <= room / 2)
		return;
	taken->room = room ? room * 2 : 64;
	taken->names = memory_resize(NULL, taken->room, sizeof(*taken->names));
	memset(taken->names, 0, taken->room * sizeof(*taken->names));
	for (size_t i = 0; i < room; i++)
		if (old[i].used)
			*find(taken, old[i].folder, taken->text + old[i].text) =
				old[i];
	free(old);
}

/* Takes the name if it is free; otherwise tells who has it. */
static struct taken_name *
take(struct taken *taken, uint32_t folder, const char *folded)
{
	struct taken_name *name;
	size_t size = strlen(folded) + 1;

	grow(taken);
	name = find(taken, folder, folded);
	if (name->used)
		return name;
	taken->text = memory_grow(
		taken->text, &taken->text_room, taken->text_length + size, 1);
	memcpy(taken->text + taken->text_length, folded, size);
	*name = (struct taken_name){
		.used = true,
		.folder = folder,
		.hash = hash_of(folder, folded),
		.next = 2,
		.text = taken->text_length,
	};
	taken->text_length += size;
	taken->count++;
	return NULL;
}

/* In upper case, as a file system without case would see it. */
static void
fold(struct text *folded, const char *name)
{
	size_t length = strlen(name);

	text_clear(folded);
	while (length > 0) {
		uint32_t point = 0;
		size_t taken = point_decode(name, length, &point);
		char bytes[4];

		if (taken == 0)
			break;
		text_add_bytes(folded, bytes,
			point_encode((uint32_t)towupper((wint_t)point), bytes));
		name += taken;
		length -= taken;
	}
}

void
safe_name(struct text *text, struct taken *taken, uint32_t folder,
	const OLECHAR *name, size_t length)
{
	struct text folded = { 0 };
	struct taken_name *owner;
	size_t plain;

	text_clear(text);
	if (length > 0 && name[0] == '.') {
		text_add(text, "\\x2E");
		name++;
		length--;
	}
	if (length > 0 || text->length == 0)
		escape_name(text, name, length);
	plain = text->length;
	for (;;) {
		fold(&folded, text->data);
		owner = take(taken, folder, folded.data);
		if (!owner)
			break;
		if (text->length > plain) {
			/* Somebody is really called "a~2": try the next. */
			text->length = plain;
			text->data[plain] = '\0';
			fold(&folded, text->data);
			owner = find(taken, folder, folded.data);
		}
		text_addf(text, "~%u", (unsigned)owner->next++);
	}
	text_done(&folded);
}

void
taken_done(struct taken *taken)
{
	free(taken->names);
	free(taken->text);
	*taken = (struct taken){ 0 };
}
