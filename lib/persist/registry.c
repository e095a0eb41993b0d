/* SPDX-License-Identifier: MIT */
/*
 * Facts of classes in two lists, guarded by one lock: classes, looked through
 * from the start, as there are few; and types of files in the order in which
 * they came.
 */
#include "persist/registry.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include <stg/memory.h>

#include "base/container.h"
#include "base/list.h"
#include "persist/ansi.h"
#include "persist/hooks.h"

#define PATTERN_MOST 256

struct entry {
	struct list node;
	CLSID clsid;
	OLECHAR *prog_id;
	OLECHAR *user_type;
	CLSID links[LINKS]; /* CLSID_NULL: none */
};

struct file_type {
	struct list node;
	struct stg_file_type public; /* points behind itself */
	uint8_t bytes[];
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct list entries = { &entries, &entries };
static struct list types = { &types, &types };

static struct entry *
find(REFCLSID clsid)
{
	for (struct list *node = entries.next; node != &entries;
		node = node->next) {
		struct entry *entry = container_of(node, struct entry, node);

		if (IsEqualCLSID(&entry->clsid, clsid))
			return entry;
	}
	return NULL;
}

static void
entry_destroy(struct entry *entry)
{
	if (!entry)
		return;
	free(entry->prog_id);
	free(entry->user_type);
	free(entry);
}

/* An entry that is not in the list. */
static struct entry *
entry_create(const struct stg_class *facts)
{
	struct entry *entry = calloc(1, sizeof *entry);

	if (!entry)
		return NULL;
	entry->clsid = facts->clsid;
	if (facts->prog_id)
		entry->prog_id = olestr_copy(facts->prog_id, malloc);
	if (facts->user_type)
		entry->user_type = olestr_copy(facts->user_type, malloc);
	if ((facts->prog_id && !entry->prog_id) ||
		(facts->user_type && !entry->user_type)) {
		entry_destroy(entry);
		return NULL;
	}
	return entry;
}

HRESULT
stg_register_class(const struct stg_class *facts)
{
	struct entry *entry, *old;

	if (!facts || IsEqualCLSID(&facts->clsid, &CLSID_NULL))
		return E_INVALIDARG;
	entry = entry_create(facts);
	if (!entry)
		return E_OUTOFMEMORY;
	pthread_mutex_lock(&lock);
	old = find(&facts->clsid);
	if (old) {
		memcpy(entry->links, old->links, sizeof entry->links);
		list_remove(&old->node);
	}
	list_append(&entries, &entry->node);
	pthread_mutex_unlock(&lock);
	entry_destroy(old);
	return S_OK;
}

HRESULT
registry_add(REFCLSID clsid)
{
	struct stg_class facts = { .clsid = *clsid };

	return registry_knows(clsid) ? S_OK : stg_register_class(&facts);
}

static void
remove_types(REFCLSID clsid)
{
	struct list *next;

	for (struct list *node = types.next; node != &types; node = next) {
		struct file_type *type =
			container_of(node, struct file_type, node);

		next = node->next;
		if (IsEqualCLSID(&type->public.clsid, clsid)) {
			list_remove(node);
			free(type);
		}
	}
}

HRESULT
stg_unregister_class(REFCLSID clsid)
{
	struct entry *entry;

	if (!clsid)
		return E_INVALIDARG;
	pthread_mutex_lock(&lock);
	entry = find(clsid);
	if (entry)
		list_remove(&entry->node);
	remove_types(clsid);
	pthread_mutex_unlock(&lock);
	entry_destroy(entry);
	return entry ? S_OK : REGDB_E_CLASSNOTREG;
}

bool
registry_knows(REFCLSID clsid)
{
	bool known;

	pthread_mutex_lock(&lock);
	known = find(clsid) != NULL;
	pthread_mutex_unlock(&lock);
	return known;
}

HRESULT
registry_get_link(REFCLSID clsid, enum registry_link link, CLSID *other)
{
	HRESULT hr = REGDB_E_CLASSNOTREG;
	struct entry *entry;

	pthread_mutex_lock(&lock);
	entry = find(clsid);
	if (entry) {
		*other = entry->links[link];
		hr = IsEqualCLSID(other, &CLSID_NULL) ? REGDB_E_KEYMISSING :
			S_OK;
	}
	pthread_mutex_unlock(&lock);
	return hr;
}

HRESULT
registry_set_link(REFCLSID clsid, enum registry_link link, REFCLSID other)
{
	struct entry *entry;

	pthread_mutex_lock(&lock);
	entry = find(clsid);
	if (entry)
		entry->links[link] = *other;
	pthread_mutex_unlock(&lock);
	return entry ? S_OK : REGDB_E_CLASSNOTREG;
}

/* S_FALSE: the class is there, the text is not. */
static HRESULT
get_text(REFCLSID clsid, size_t offset, LPOLESTR *text)
{
	HRESULT hr = REGDB_E_CLASSNOTREG;
	const OLECHAR *found = NULL;
	struct entry *entry;

	pthread_mutex_lock(&lock);
	entry = find(clsid);
	if (entry) {
		memcpy(&found, (char *)entry + offset, sizeof found);
		*text = found ? olestr_copy(found, CoTaskMemAlloc) : NULL;
		hr = *text ? S_OK : found ? E_OUTOFMEMORY : S_FALSE;
	}
	pthread_mutex_unlock(&lock);
	return hr;
}

HRESULT
registry_get_user_type(REFCLSID clsid, LPOLESTR *user_type)
{
	return get_text(clsid, offsetof(struct entry, user_type), user_type);
}

HRESULT
ProgIDFromCLSID(REFCLSID clsid, LPOLESTR *lplpszProgID)
{
	struct stg_class_hooks hooks;
	HRESULT hr;

	if (!lplpszProgID)
		return E_INVALIDARG;
	*lplpszProgID = NULL;
	if (!clsid)
		return E_INVALIDARG;
	hr = get_text(clsid, offsetof(struct entry, prog_id), lplpszProgID);
	if (hr == S_OK || hr == E_OUTOFMEMORY)
		return hr;
	hooks = hooks_now();
	return hooks.prog_id_of ?
		hooks.prog_id_of(hooks.context, clsid, lplpszProgID) :
		REGDB_E_CLASSNOTREG;
}

HRESULT
CLSIDFromProgID(LPCOLESTR lpszProgID, LPCLSID lpclsid)
{
	struct stg_class_hooks hooks;
	HRESULT hr = CO_E_CLASSSTRING;

	if (!lpclsid)
		return E_INVALIDARG;
	*lpclsid = CLSID_NULL;
	if (!lpszProgID)
		return E_INVALIDARG;
	pthread_mutex_lock(&lock);
	for (struct list *node = entries.next; node != &entries;
		node = node->next) {
		struct entry *entry = container_of(node, struct entry, node);

		if (!entry->prog_id ||
			!olestr_is_same(entry->prog_id, lpszProgID))
			continue;
		*lpclsid = entry->clsid;
		hr = S_OK;
		break;
	}
	pthread_mutex_unlock(&lock);
	hooks = hooks_now();
	if (FAILED(hr) && hooks.clsid_of)
		hr = hooks.clsid_of(hooks.context, lpszProgID, lpclsid);
	return hr;
}

/* A copy with all that it points to behind it. */
static struct file_type *
type_create(const struct stg_file_type *type)
{
	size_t length = type->pattern ? type->length : 0;
	size_t extension = type->extension ? strlen(type->extension) + 1 : 0;
	struct file_type *copy =
		malloc(sizeof *copy + 2 * length + extension);

	if (!copy)
		return NULL;
	copy->public = *type;
	copy->public.length = length;
	if (length > 0) {
		memcpy(copy->bytes, type->pattern, length);
		if (type->mask)
			memcpy(copy->bytes + length, type->mask, length);
		else
			memset(copy->bytes + length, 0xFF, length);
		copy->public.pattern = copy->bytes;
		copy->public.mask = copy->bytes + length;
	}
	if (extension > 0) {
		memcpy(copy->bytes + 2 * length, type->extension, extension);
		copy->public.extension = (char *)copy->bytes + 2 * length;
	}
	return copy;
}

HRESULT
stg_register_file_type(const struct stg_file_type *type)
{
	struct file_type *copy;

	if (!type || (!type->pattern && !type->extension) ||
		(type->pattern &&
			(type->length == 0 || type->length > PATTERN_MOST)))
		return E_INVALIDARG;
	copy = type_create(type);
	if (!copy)
		return E_OUTOFMEMORY;
	pthread_mutex_lock(&lock);
	list_append(&types, &copy->node);
	pthread_mutex_unlock(&lock);
	return S_OK;
}

HRESULT
registry_find_type(registry_match_fn *match, void *context, CLSID *clsid)
{
	HRESULT hr = S_FALSE;

	pthread_mutex_lock(&lock);
	for (struct list *node = types.next; hr == S_FALSE && node != &types;
		node = node->next) {
		struct file_type *type =
			container_of(node, struct file_type, node);

		hr = match(&type->public, context);
		if (hr == S_OK)
			*clsid = type->public.clsid;
	}
	pthread_mutex_unlock(&lock);
	return hr;
}
