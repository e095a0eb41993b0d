/* SPDX-License-Identifier: MIT */
#include "crash/world.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "crash/library.h"

#define DEPTH_MAX 5
#define NAMES     24

const struct profile profiles[] = {
	{ .name = "small", .create = 4, .write = 6, .resize = 2, .destroy = 3,
		.rename = 1, .storage = 1, .properties = 1, .small = 1,
		.elements = 12 },
	{ .name = "large", .create = 3, .write = 4, .resize = 2, .destroy = 2,
		.small = 1, .cutoff = 1, .large = 4, .elements = 6 },
	{ .name = "tree", .create = 3, .write = 1, .destroy = 2, .rename = 4,
		.move = 3, .storage = 3, .properties = 3, .small = 1,
		.elements = 30 },
	{ .name = "cutoff", .create = 3, .write = 4, .resize = 6, .destroy = 2,
		.small = 1, .cutoff = 6, .elements = 8 },
	{ .name = "mixed", .create = 4, .write = 5, .resize = 3, .destroy = 3,
		.rename = 2, .move = 1, .storage = 2, .properties = 1,
		.nested = 1, .small = 4, .cutoff = 2, .large = 1,
		.unsynced = 5, .elements = 20 },
	{ .name = "nested", .create = 2, .write = 2, .destroy = 1,
		.storage = 2, .properties = 1, .nested = 8, .small = 3,
		.cutoff = 1, .large = 1, .elements = 10 },
	{ .name = "overwrite", .create = 1, .write = 8, .resize = 1,
		.rename = 2, .destroy = 1, .small = 3, .cutoff = 1,
		.large = 1, .commit = STGC_OVERWRITE, .elements = 10 },
	{ .name = "consolidate", .create = 2, .write = 3, .resize = 2,
		.destroy = 4, .rename = 1, .small = 2, .cutoff = 1,
		.large = 1, .commit = STGC_CONSOLIDATE, .elements = 16 },
	/* Small files are copied element by element when others committed. */
	{ .name = "shared", .create = 3, .write = 5, .resize = 2,
		.destroy = 2, .rename = 1, .storage = 1, .properties = 1,
		.nested = 1, .small = 3, .cutoff = 1, .large = 1,
		.unsynced = 6, .elements = 12, .shared = true },
	{ .name = "rivals", .create = 3, .write = 4, .resize = 1,
		.destroy = 2, .rename = 1, .storage = 1, .properties = 1,
		.small = 3, .cutoff = 1, .large = 1, .elements = 6,
		.shared = true, .rival = 3 },
	{ .name = "difat", .create = 3, .write = 3, .resize = 1, .destroy = 2,
		.rename = 1, .small = 1, .large = 2, .ballast = 6950000,
		.elements = 4 },
};
const unsigned profile_count = sizeof profiles / sizeof profiles[0];

bool library_works;

const struct profile *
profile_find(const char *name)
{
	for (unsigned i = 0; i < profile_count; i++)
		if (strcmp(profiles[i].name, name) == 0)
			return &profiles[i];
	return NULL;
}

static bool
check_result(struct world *world, HRESULT hr, const char *what)
{
	library_works = false;
	if (hr == S_OK || world->wrong[0])
		return hr == S_OK && !world->wrong[0];
	world->failure = hr;
	snprintf(world->wrong, sizeof world->wrong, "%s, after %u edits: %s",
		what, world->edits, stg_hresult_name(hr)
			? stg_hresult_name(hr) : "?");
	return false;
}

static HRESULT result; /* of the call that is judged */

/* A call of the library; allocations may be made to fail then. */
#define expect(world, call, what)                      \
	(library_works = true, result = (call),        \
		check_result(world, result, what))

#define let_go(interface, object)                      \
	(library_works = true, interface##_Release(object), \
		library_works = false)

static void
roll_name(struct world *world, uint16_t name[32])
{
	static const char *const prefixes[] = { "a", "Stream ", "\001Ole",
		"contents of the " };
	unsigned number = world_roll(world, NAMES);
	char text[32];
	int n = snprintf(text, sizeof text, "%s%u",
		prefixes[number % 4], number);

	for (int i = 0; i <= n; i++)
		name[i] = (unsigned char)text[i];
	/* The same name in other letters. */
	if (world_roll(world, 8) == 0)
		name[0] = name[0] >= 'a' && name[0] <= 'z'
				? (uint16_t)(name[0] - 32) : name[0];
}

static size_t
roll_size(struct world *world)
{
	const struct profile *p = world->profile;
	unsigned n = world_roll(world, p->small + p->cutoff + p->large);

	if (n < p->small)
		return world_roll(world, world_roll(world, 3) ? 400 : 4096);
	if (n < (unsigned)p->small + p->cutoff)
		return 3900 + world_roll(world, 400);
	return 4096 + world_roll(world, world_roll(world, 4) ? 12000 : 70000);
}

static uint8_t *
roll_bytes(struct world *world, size_t length)
{
	uint8_t *bytes = sure(malloc(length + 8));

	for (size_t i = 0; i < length; i += 8) {
		uint64_t word = random_next(&world->random);

		memcpy(bytes + i, &word, 8);
	}
	return bytes;
}

/* Storages from the outermost to the one that is wanted. */
struct way {
	IStorage *chain[DEPTH_MAX + 2];
	unsigned count;
};

static IStorage *
enter(struct world *world, IStorage *storage, const struct plain *top,
	const struct plain *node, DWORD mode, struct way *way)
{
	const struct plain *names[DEPTH_MAX + 2];
	unsigned count = 0;

	way->count = 0;
	for (; node != top; node = node->parent)
		names[count++] = node;
	while (count-- > 0) {
		HRESULT hr = IStorage_OpenStorage(storage, names[count]->name,
			NULL, MODE_WRITE | (count == 0 ? mode : 0), NULL, 0,
			&storage);

		if (!expect(world, hr, "OpenStorage"))
			return NULL;
		way->chain[way->count++] = storage;
	}
	return storage;
}

static void
leave(struct way *way)
{
	while (way->count != 0) {
		way->count--;
		let_go(IStorage, way->chain[way->count]);
	}
}

static void
put(struct world *world, IStream *stream, struct plain *node, size_t offset,
	size_t length)
{
	uint8_t *bytes = roll_bytes(world, length);
	LARGE_INTEGER to = { .QuadPart = (LONGLONG)offset };
	ULONG done = 0;

	if (expect(world, IStream_Seek(stream, to, STREAM_SEEK_SET, NULL),
		"Seek") && expect(world, IStream_Write(stream, bytes,
		(ULONG)length, &done), "Write"))
		expect(world, done == length ? S_OK : STG_E_WRITEFAULT,
			"Write all");
	plain_write(node, offset, bytes, length);
	free(bytes);
}

static void
edit_create(struct world *world, IStorage *storage, struct plain *at)
{
	uint16_t name[32];
	struct plain *node;
	IStream *stream;

	roll_name(world, name);
	node = plain_find(at, name);
	if (!expect(world, IStorage_CreateStream(storage, name, MODE_WRITE |
		(node ? STGM_CREATE : 0), 0, 0, &stream), "CreateStream"))
		return;
	if (node)
		plain_remove(node);
	node = plain_add(at, name, DIGEST_STREAM);
	put(world, stream, node, 0, roll_size(world));
	let_go(IStream, stream);
}

static void
edit_storage(struct world *world, IStorage *storage, struct plain *at)
{
	uint16_t name[32];
	IStorage *made;

	roll_name(world, name);
	if (plain_find(at, name) || plain_depth(at) >= DEPTH_MAX)
		return;
	if (!expect(world, IStorage_CreateStorage(storage, name, MODE_WRITE, 0,
		0, &made), "CreateStorage"))
		return;
	at = plain_add(at, name, DIGEST_STORAGE);
	edit_create(world, made, at);
	let_go(IStorage, made);
}

/*
 * In direct mode, contents change in place: only what is added, and small
 * streams, are safe then.
 */
static size_t
roll_offset(struct world *world, const struct plain *node)
{
	size_t size = node->contents->size;

	if (!world->transacted && size >= 4096)
		return size;
	return world_roll(world, 3) ? world_roll(world, (uint32_t)size + 1)
				    : size;
}

static void
edit_write(struct world *world, IStorage *storage, struct plain *node)
{
	size_t length = world_roll(world, 4) ? 1 + world_roll(world, 300)
					     : roll_size(world);
	IStream *stream;

	if (!expect(world, IStorage_OpenStream(storage, node->name, NULL,
		MODE_WRITE, 0, &stream), "OpenStream"))
		return;
	put(world, stream, node, roll_offset(world, node), length);
	if (world_roll(world, 4) == 0)
		put(world, stream, node, roll_offset(world, node), 1);
	let_go(IStream, stream);
}

static void
edit_resize(struct world *world, IStorage *storage, struct plain *node)
{
	ULARGE_INTEGER size = { .QuadPart = roll_size(world) };
	size_t before = node->contents->size;
	IStream *stream;

	if (!world->transacted && before >= 4096 && size.QuadPart < before)
		return;
	if (before > DIGEST_LIGHT_MAX)
		size.QuadPart = before + world_roll(world, 100000);
	if (!expect(world, IStorage_OpenStream(storage, node->name, NULL,
		MODE_WRITE, 0, &stream), "OpenStream"))
		return;
	expect(world, IStream_SetSize(stream, size), "SetSize");
	plain_resize(node, (size_t)size.QuadPart);
	let_go(IStream, stream);
}

static void
edit_rename(struct world *world, IStorage *storage, struct plain *node)
{
	uint16_t name[32];
	struct plain *other;

	roll_name(world, name);
	other = plain_find(node->parent, name);
	if (other)
		return;
	expect(world, IStorage_RenameElement(storage, node->name, name),
		"RenameElement");
	plain_move(node, node->parent, name);
}

/* The storage right below `top` that leads to a node; NULL: top itself. */
static const struct plain *
branch(const struct plain *top, const struct plain *node)
{
	while (node != top && node->parent != top)
		node = node->parent;
	return node == top ? NULL : node;
}

/* Within the storages below `top`, which is open; none can be open twice. */
static void
edit_move(struct world *world, IStorage *storage, struct plain *top,
	struct plain *node)
{
	unsigned count = plain_count(top, DIGEST_STORAGE);
	unsigned n = world_roll(world, count + 1);
	struct plain *to = n == count ? top
				      : plain_nth(top, DIGEST_STORAGE, n);
	struct way from_way;
	struct way to_way = { .count = 0 };
	IStorage *from;
	IStorage *target;

	if (to == node->parent || plain_find(to, node->name) ||
		plain_is_below(to, node) ||
		(branch(top, to) && branch(top, to) ==
			branch(top, node->parent)) ||
		plain_depth(to) >= DEPTH_MAX || node->first)
		return;
	from = enter(world, storage, top, node->parent, 0, &from_way);
	target = from ? enter(world, storage, top, to, 0, &to_way) : NULL;
	if (target && expect(world, IStorage_MoveElementTo(from, node->name,
		target, node->name, STGMOVE_MOVE), "MoveElementTo"))
		plain_move(node, to, NULL);
	leave(&to_way);
	leave(&from_way);
}

static void
edit_properties(struct world *world, IStorage *storage, struct plain *at)
{
	CLSID clsid = { 0, 0, 0, { 0 } };
	DWORD bits = (DWORD)random_next(&world->random);

	if (world_roll(world, 2)) {
		expect(world, IStorage_SetStateBits(storage, bits, 0xFFFFFFFF),
			"SetStateBits");
		at->bits = bits;
		return;
	}
	clsid.Data4[3] = (uint8_t)bits;
	expect(world, IStorage_SetClass(storage, &clsid), "SetClass");
	memset(at->clsid, 0, sizeof at->clsid);
	at->clsid[11] = (uint8_t)bits;
}

/* A transaction of its own in a storage, that comes to some end. */
static void
edit_nested(struct world *world, IStorage *storage, struct plain *node)
{
	struct plain *before = plain_copy(node);
	unsigned count = 1 + world_roll(world, 4);
	IStorage *child;

	if (!expect(world, IStorage_OpenStorage(storage, node->name, NULL,
		MODE_WRITE | STGM_TRANSACTED, NULL, 0, &child),
		"OpenStorage, transacted")) {
		plain_free(before);
		return;
	}
	while (count-- > 0)
		world_edit_in(world, child, node);
	if (world_roll(world, 3)) {
		expect(world, IStorage_Commit(child, STGC_DEFAULT),
			"Commit of a child");
		plain_free(before);
		before = plain_copy(node);
	}
	if (world_roll(world, 3) == 0) {
		world_edit_in(world, child, node);
		if (world_roll(world, 2))
			expect(world, IStorage_Revert(child), "Revert");
	}
	let_go(IStorage, child);
	plain_replace(node, before);
	plain_free(before);
}

static bool
is_nested_possible(const struct world *world)
{
	return world->transacted;
}

/* Change something in a storage: one of its elements, or itself. */
static void
edit_element(struct world *world, IStorage *storage, struct plain *node)
{
	const struct profile *p = world->profile;
	unsigned n = world_roll(world, 100);
	bool stream = node->kind == DIGEST_STREAM;
	unsigned total = p->write + p->resize + p->destroy + p->rename;
	unsigned roll = n * (total ? total : 1) / 100;

	if (!stream && p->nested && is_nested_possible(world) &&
		plain_depth(node) < DEPTH_MAX && world_roll(world, 2)) {
		edit_nested(world, storage, node);
	} else if (stream && roll < p->write) {
		edit_write(world, storage, node);
	} else if (stream && roll < (unsigned)p->write + p->resize) {
		edit_resize(world, storage, node);
	} else if (roll < (unsigned)p->write + p->resize + p->destroy) {
		/* The ballast stays, and storages mostly do. */
		if (stream ? node->contents->size > DIGEST_LIGHT_MAX
			   : world_roll(world, 3) != 0)
			return;
		expect(world, IStorage_DestroyElement(storage, node->name),
			"DestroyElement");
		plain_remove(node);
	} else {
		edit_rename(world, storage, node);
	}
}

static struct plain *
roll_node(struct world *world, struct plain *top, int kind)
{
	unsigned count = plain_count(top, kind);

	return count ? plain_nth(top, kind, world_roll(world, count)) : NULL;
}

void
world_edit_in(struct world *world, IStorage *storage, struct plain *top)
{
	const struct profile *p = world->profile;
	unsigned make = p->create + p->storage + p->properties;
	unsigned all = make + p->move + p->write + p->resize + p->destroy +
		p->rename + p->nested;
	unsigned n = world_roll(world, all);
	struct plain *node = roll_node(world, top,
		n < make ? DIGEST_STORAGE : 0);
	struct plain *at = node;
	struct way way;

	/* Once something failed, what succeeds would not be let go. */
	if (world->wrong[0])
		return;
	world->edits++;
	if (n < make && world_roll(world, 3) == 0)
		at = NULL;
	if (n >= make && n < make + p->move && node) {
		edit_move(world, storage, top, node);
		return;
	}
	if (n >= make && node)
		at = node->parent;
	if (!at)
		at = top;
	storage = enter(world, storage, top, at, 0, &way);
	if (!storage || world->wrong[0])
		;
	else if (n < p->create || (n >= make && !node))
		edit_create(world, storage, at);
	else if (n < (unsigned)p->create + p->storage)
		edit_storage(world, storage, at);
	else if (n < make)
		edit_properties(world, storage, at);
	else
		edit_element(world, storage, node);
	leave(&way);
}

void
world_edit(struct world *world, unsigned count)
{
	while (count-- > 0 && !world->wrong[0])
		world_edit_in(world, world->root, world->now);
}

static void
keep(struct plain **to, const struct plain *from)
{
	plain_free(*to);
	*to = plain_copy(from);
}

void
world_commit(struct world *world, DWORD flags)
{
	HRESULT hr;

	library_works = true;
	hr = IStorage_Commit(world->root, flags);
	if (flags & STGC_CONSOLIDATE && (hr == STG_S_CANNOTCONSOLIDATE ||
		hr == STG_S_CONSOLIDATIONFAILED))
		hr = S_OK;
	if (check_result(world, hr, "Commit"))
		keep(&world->committed, world->now);
}

void
world_revert(struct world *world)
{
	expect(world, IStorage_Revert(world->root), "Revert");
	keep(&world->now, world->committed);
}

static void
begin(struct world *world, const struct profile *profile, bool transacted,
	uint64_t seed, struct image *image)
{
	memset(world, 0, sizeof *world);
	world->profile = profile;
	world->transacted = transacted;
	world->random = seed;
	recorder_init(&world->recorder, image);
}

static DWORD
mode_of(const struct world *world)
{
	if (!world->transacted)
		return MODE_WRITE;
	if (world->profile->readers)
		return MODE_AMONG_READERS;
	return world->profile->shared ? MODE_SHARED
				      : MODE_WRITE | STGM_TRANSACTED;
}

/* Open the file, or what the recorder holds. */
static bool
open_root(struct world *world, IStorage **root)
{
	return expect(world, world->path
			? stg_open(world->path, mode_of(world), root)
			: StgOpenStorageOnILockBytes(
				&world->recorder.ILockBytes_iface, NULL,
				mode_of(world), NULL, 0, root), "Open");
}

void
world_rival(struct world *world)
{
	struct plain *tree;
	IStorage *root;

	if (world->wrong[0] || !open_root(world, &root))
		return;
	tree = plain_copy(world->committed);
	world_edit_in(world, root, tree);
	if (expect(world, IStorage_Commit(root, STGC_DEFAULT),
		"Commit of somebody else"))
		keep(&world->committed, tree);
	plain_free(tree);
	let_go(IStorage, root);
}

static void
fill(struct world *world)
{
	static const uint16_t name[] = { 'B', 'i', 'g', 0 };
	size_t ballast = world->profile->ballast;
	ULARGE_INTEGER size = { .QuadPart = ballast };
	IStream *stream;

	for (unsigned i = 0; i < world->profile->elements; i++) {
		if (i % 3 == 2)
			edit_storage(world, world->root, world->now);
		else
			edit_create(world, world->root, world->now);
	}
	if (ballast == 0 || !expect(world, IStorage_CreateStream(world->root,
		name, MODE_WRITE, 0, 0, &stream), "CreateStream"))
		return;
	plain_add(world->now, name, DIGEST_STREAM);
	expect(world, IStream_SetSize(stream, size), "SetSize");
	plain_resize(plain_find(world->now, name), ballast);
	let_go(IStream, stream);
}

/* Only files have version 4 by documented means. */
static const struct image *
empty_file(struct world *world)
{
	static struct image empty;
	STGOPTIONS options = { .usVersion = 1, .ulSectorSize = 4096 };
	char path[] = "crash-new-XXXXXX";
	IStorage *root;
	OLECHAR name[32];
	int fd;

	if (empty.size != 0)
		return &empty;
	fd = mkstemp(path);
	if (fd < 0)
		abort();
	close(fd);
	for (size_t i = 0; i <= strlen(path); i++)
		name[i] = (unsigned char)path[i];
	if (expect(world, StgCreateStorageEx(name, MODE_WRITE | STGM_CREATE,
		STGFMT_DOCFILE, 0, &options, NULL, &IID_IStorage,
		(void **)&root), "StgCreateStorageEx"))
		IStorage_Release(root);
	if (image_load(&empty, path) != 0)
		abort();
	unlink(path);
	return &empty;
}

static void
start_empty(struct world *world, unsigned version)
{
	ILockBytes *bytes = &world->recorder.ILockBytes_iface;
	IStorage *root;

	if (version == 4)
		image_copy(&world->recorder.image, empty_file(world));
	else if (expect(world, StgCreateDocfileOnILockBytes(bytes,
		MODE_WRITE | STGM_CREATE, 0, &root), "Create"))
		IStorage_Release(root);
}

void
world_create(struct world *world, const struct profile *profile,
	unsigned version, bool transacted, uint64_t seed)
{
	struct image image;

	image_init(&image);
	begin(world, profile, transacted, seed, &image);
	world->version = version;
	world->now = plain_root();
	start_empty(world, version);
	if (!world->wrong[0] && open_root(world, &world->root)) {
		fill(world);
		world_commit(world, STGC_DEFAULT);
	}
	world->recorder.logging = true;
}

void
world_open(struct world *world, const struct profile *profile, bool transacted,
	uint64_t seed, struct image *image, struct plain *tree)
{
	begin(world, profile, transacted, seed, image);
	world->now = tree;
	world->committed = plain_copy(tree);
	world->recorder.logging = true;
	(void)open_root(world, &world->root);
}

void
world_open_path(struct world *world, const struct profile *profile,
	bool transacted, uint64_t seed, const char *path, struct plain *tree)
{
	struct image none;

	image_init(&none);
	begin(world, profile, transacted, seed, &none);
	world->path = path;
	world->now = tree;
	world->committed = plain_copy(tree);
	(void)open_root(world, &world->root);
}

void
world_open_foreign(struct world *world, const struct profile *profile,
	bool transacted, uint64_t seed, struct image *image)
{
	world_open(world, profile, transacted, seed, image, plain_root());
	if (world->root)
		expect(world, library_load(world->root, world->now), "Load");
	keep(&world->committed, world->now);
}

void
world_close(struct world *world, struct image *image)
{
	if (world->root)
		let_go(IStorage, world->root);
	world->root = NULL;
	if (image)
		image_copy(image, &world->recorder.image);
	recorder_done(&world->recorder);
	plain_free(world->now);
	plain_free(world->committed);
}

bool
world_can_transact(void)
{
	struct recorder recorder;
	struct image image;
	IStorage *root = NULL;
	HRESULT hr;

	image_init(&image);
	recorder_init(&recorder, &image);
	hr = StgCreateDocfileOnILockBytes(&recorder.ILockBytes_iface,
		MODE_WRITE | STGM_CREATE | STGM_TRANSACTED, 0, &root);
	if (root)
		IStorage_Release(root);
	recorder_done(&recorder);
	return SUCCEEDED(hr);
}
