/* SPDX-License-Identifier: MIT */
#define COBJMACROS
#include "arrive.h"

#include <stdlib.h>
#include <string.h>

#include "memory.h"

static bool
id_of(struct edit *edit, const char *path, ULONG *id)
{
	struct stg_element element;

	if (FAILED(stg_stat(edit->root, path, &element)))
		return false;
	*id = element.id;
	return true;
}

/* Does the path lead to the element or below it? */
static bool
is_within(struct edit *edit, const char *path, ULONG id)
{
	char *part = memory_copy(path, strlen(path));
	bool within = false;
	ULONG above;

	for (size_t end = strlen(part); end > 0 && !within;) {
		part[end] = '\0';
		within = id_of(edit, part, &above) && above == id;
		while (end > 0 && part[--end] != '/')
			;
	}
	free(part);
	return within;
}

static enum exit_code
refuse(const struct edit *edit, const struct slot *slot, const char *why)
{
	report_text(&(struct place){ edit->place.file, slot->path }, "%s", why);
	return EXIT_FAILED;
}

static enum exit_code
judge(struct slot *slot, const struct slot *other, struct edit *edit,
	bool is_storage)
{
	ULONG id, own = 0;
	HRESULT hr;

	if (slot->is_root)
		return refuse(edit, slot, "the root cannot be replaced");
	if (other && id_of(edit, other->path, &own) &&
		is_within(edit, slot->path, own)) {
		/* But a name may change its case. */
		if (id_of(edit, slot->path, &id) && id == own &&
			memcmp(slot->name, other->name, sizeof(slot->name)))
			return EXIT_DONE;
		return refuse(edit, slot, "is the element itself or below it");
	}
	if (!slot->exists)
		return EXIT_DONE;
	if (slot->is_storage || is_storage)
		return refuse(edit, slot, "exists already");
	hr = IStorage_DestroyElement(slot->parent, slot->name);
	return SUCCEEDED(hr) ? EXIT_DONE
			     : edit_failed(edit, slot->path, "cannot replace",
				       hr);
}

/* Below the storage that was found. */
static enum exit_code
go_below(struct slot *slot, const struct slot *other, struct edit *edit,
	const char *name)
{
	struct text path = { 0 };
	enum exit_code code;

	text_addf(&path, "%s/%s", slot->path, name);
	slot_done(slot);
	code = slot_find_with(slot, other, edit, path.data);
	text_done(&path);
	return code;
}

enum exit_code
arrive(struct slot *slot, const struct slot *other, struct edit *edit,
	const char *path, const char *name, bool is_storage)
{
	enum exit_code code = slot_find_with(slot, other, edit, path);
	ULONG to, own;
	bool same;

	if (code != EXIT_DONE)
		return code;
	/* A storage is not moved into itself when its name changes its case. */
	same = other && slot->exists && !slot->is_root &&
	       id_of(edit, slot->path, &to) &&
	       id_of(edit, other->path, &own) && to == own;
	if (slot->is_storage && !same)
		code = go_below(slot, other, edit, name);
	return code == EXIT_DONE ? judge(slot, other, edit, is_storage) : code;
}
