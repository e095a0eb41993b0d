/* SPDX-License-Identifier: MIT */
#include "safepath.h"

#include <search.h>
#include <stdlib.h>
#include <string.h>
#include <wctype.h>

#include "escape.h"
#include "memory.h"

struct taken_name {
	uint32_t folder;
	uint32_t next; /* the number that the next one of this name gets */
	char *folded;
};

static int
compare(const void *left, const void *right)
{
	const struct taken_name *a = left;
	const struct taken_name *b = right;

	if (a->folder != b->folder)
		return a->folder < b->folder ? -1 : 1;
	return strcmp(a->folded, b->folded);
}

static struct taken_name *
find(const struct taken *taken, uint32_t folder, char *folded)
{
	struct taken_name key = { .folder = folder, .folded = folded };
	void *node = tfind(&key, &taken->tree, compare);

	return node ? *(struct taken_name **)node : NULL;
}

/* Takes the name if it is free; otherwise tells who has it. */
static struct taken_name *
take(struct taken *taken, uint32_t folder, char *folded)
{
	struct taken_name *name = find(taken, folder, folded);

	if (name)
		return name;
	name = memory_resize(NULL, 1, sizeof(*name));
	*name = (struct taken_name){
		.folder = folder,
		.next = 2,
		.folded = memory_copy(folded, strlen(folded)),
	};
	if (!tsearch(name, &taken->tree, compare))
		memory_exhausted();
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

static void
destroy(void *node)
{
	struct taken_name *name = node;

	free(name->folded);
	free(name);
}

void
taken_done(struct taken *taken)
{
	tdestroy(taken->tree, destroy);
	taken->tree = NULL;
}
