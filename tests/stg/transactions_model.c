/* SPDX-License-Identifier: MIT */
/*
 * Random nested transactions against a plain model: storages in transacted
 * and direct mode below each other, streams that stay open, commits, reverts
 * and releases at every level, in any order. After each step, what was asked
 * is what the model says; now and then everything is.
 *
 * The model: a transacted storage has a tree of its own, a copy of what its
 * parent had when it was opened. Commit puts a copy of it into the tree of the
 * parent, Revert takes it back to the last commit. A direct storage is a
 * place in the tree of the next transacted one above it.
 */
#include <stdio.h>

#include "crash/library.h"
#include "crash/plain.h"
#include "crash/strict.h"
#include "crash/world.h"
#include "support.h"

enum { STORAGES = 10, STREAMS = 8, LEVELS = 3, STEPS = 1500 };

struct handle {
	IStorage *storage; /* NULL: not in use */
	struct handle *parent;
	bool transacted;
	bool dead;
	struct plain *node; /* in the tree of the parent; NULL for the root */
	struct plain *tree; /* transacted ones and the root */
	struct plain *base; /* the last commit */
};

struct open_stream {
	IStream *stream;
	struct handle *parent;
	bool dead;
	struct plain *node;
};

static struct handle handles[STORAGES]; /* the first one is the root */
static struct open_stream streams[STREAMS];
static struct recorder recorder;
static struct plain *durable; /* what the file holds, if it is known */
static uint64_t seed;
static unsigned step;
static bool verbose;

#define say(...)                                               \
	do {                                                   \
		if (verbose)                                   \
			fprintf(stderr, __VA_ARGS__);          \
	} while (0)

/* A result, with the place in the sequence. */
#define is_hr(expression, expected)                                          \
	do {                                                                 \
		HRESULT got_ = (expression);                                 \
		ck_assert_msg(got_ == (expected),                            \
			"step %u: " #expression ": %#x, not " #expected,     \
			step, (unsigned)got_);                               \
	} while (0)

static unsigned
roll(unsigned limit)
{
	return random_below(&seed, limit);
}

/* Where a storage's elements are in the model. */
static struct plain *
place(const struct handle *h)
{
	return h->tree ? h->tree : h->node;
}

static unsigned
level(const struct handle *h)
{
	unsigned n = 0;

	for (; h->parent; h = h->parent)
		n++;
	return n;
}

static bool
is_open(const struct plain *node)
{
	for (int i = 0; i < STORAGES; i++)
		if (handles[i].storage && !handles[i].dead &&
			handles[i].node == node)
			return true;
	for (int i = 0; i < STREAMS; i++)
		if (streams[i].stream && !streams[i].dead &&
			streams[i].node == node)
			return true;
	return false;
}

/* Everything that was opened from a storage, however deep. */
static void
kill_below(const struct handle *h)
{
	for (int i = 0; i < STREAMS; i++)
		if (streams[i].stream && streams[i].parent == h)
			streams[i].dead = true;
	for (int i = 1; i < STORAGES; i++) {
		if (!handles[i].storage || handles[i].parent != h ||
			handles[i].dead)
			continue;
		handles[i].dead = true;
		kill_below(&handles[i]);
	}
}

/* What is open in an element, which goes. */
static void
kill_in(const struct plain *node)
{
	for (int i = 0; i < STREAMS; i++)
		if (streams[i].stream && !streams[i].dead &&
			plain_is_below(streams[i].node, node))
			streams[i].dead = true;
	for (int i = 1; i < STORAGES; i++) {
		if (!handles[i].storage || handles[i].dead ||
			!plain_is_below(handles[i].node, node))
			continue;
		handles[i].dead = true;
		kill_below(&handles[i]);
	}
}

static void
drop_trees(struct handle *h)
{
	plain_free(h->tree);
	plain_free(h->base);
	h->tree = NULL;
	h->base = NULL;
}

static struct handle *
free_handle(void)
{
	for (int i = 1; i < STORAGES; i++)
		if (!handles[i].storage)
			return &handles[i];
	return NULL;
}

static struct handle *
any_handle(bool dead)
{
	unsigned from = roll(STORAGES);

	for (unsigned i = 0; i < STORAGES; i++) {
		struct handle *h = &handles[(from + i) % STORAGES];

		if (h->storage && h->dead == dead)
			return h;
	}
	return NULL;
}

static struct open_stream *
any_stream(bool dead)
{
	unsigned from = roll(STREAMS);

	for (unsigned i = 0; i < STREAMS; i++) {
		struct open_stream *s = &streams[(from + i) % STREAMS];

		if (s->stream && s->dead == dead)
			return s;
	}
	return NULL;
}

static struct plain *
any_child(const struct plain *storage)
{
	unsigned count = 0;
	struct plain *c;

	for (c = storage->first; c; c = c->next)
		count++;
	if (count == 0)
		return NULL;
	count = roll(count);
	for (c = storage->first; count != 0; count--)
		c = c->next;
	return c;
}

static void
any_name(uint16_t name[32])
{
	char text[16];
	int n = snprintf(text, sizeof text, roll(2) ? "n%u" : "N%u", roll(9));

	for (int i = 0; i <= n; i++)
		name[i] = (unsigned char)text[i];
}

static const char *
text_of(const uint16_t *name)
{
	static char text[32];
	int i = 0;

	for (; name[i]; i++)
		text[i] = (char)name[i];
	text[i] = '\0';
	return text;
}

static int
number_of(const struct handle *h)
{
	return (int)(h - handles);
}

static size_t
any_size(void)
{
	if (roll(12) == 0)
		return roll(60000);
	return roll(4) ? roll(300) : roll(9000);
}

static DWORD
any_mode(void)
{
	return roll(2) ? STGM_TRANSACTED : 0;
}

static void
take_handle(struct handle *h, struct handle *parent, struct plain *node,
	IStorage *storage, bool transacted)
{
	h->storage = storage;
	h->parent = parent;
	h->node = node;
	h->dead = false;
	h->transacted = transacted;
	h->tree = transacted ? plain_copy(node) : NULL;
	h->base = transacted ? plain_copy(node) : NULL;
}

static void
open_storage(struct handle *h)
{
	struct plain *node = any_child(place(h));
	struct handle *free = free_handle();
	DWORD mode = MODE_WRITE | any_mode();
	IStorage *storage;

	if (!node || !free || level(h) >= LEVELS)
		return;
	say("%u: open %s of %d as %d%s\n", step, text_of(node->name),
		number_of(h), number_of(free), mode & STGM_TRANSACTED
			? ", transacted" : "");
	if (node->kind == DIGEST_STREAM) {
		is_hr(IStorage_OpenStorage(h->storage, node->name, NULL, mode,
			NULL, 0, &storage), STG_E_FILENOTFOUND);
	} else if (is_open(node)) {
		is_hr(IStorage_OpenStorage(h->storage, node->name, NULL, mode,
			NULL, 0, &storage), STG_E_ACCESSDENIED);
	} else {
		is_hr(IStorage_OpenStorage(h->storage, node->name, NULL, mode,
			NULL, 0, &storage), S_OK);
		take_handle(free, h, node, storage, mode & STGM_TRANSACTED);
	}
}

static void
create_storage(struct handle *h)
{
	struct handle *free = free_handle();
	DWORD mode = MODE_WRITE | any_mode();
	struct plain *node;
	IStorage *storage;
	uint16_t name[32];

	any_name(name);
	node = plain_find(place(h), name);
	if (!free || level(h) >= LEVELS || plain_depth(place(h)) >= LEVELS)
		return;
	if (roll(3) == 0)
		mode |= STGM_CREATE;
	say("%u: create storage %s in %d as %d, mode %#x\n", step,
		text_of(name), number_of(h), number_of(free), (unsigned)mode);
	if (node && !(mode & STGM_CREATE)) {
		is_hr(IStorage_CreateStorage(h->storage, name, mode, 0, 0,
			&storage), STG_E_FILEALREADYEXISTS);
		return;
	}
	is_hr(IStorage_CreateStorage(h->storage, name, mode, 0, 0, &storage),
		S_OK);
	if (node) {
		kill_in(node);
		plain_remove(node);
	}
	node = plain_add(place(h), name, DIGEST_STORAGE);
	take_handle(free, h, node, storage, mode & STGM_TRANSACTED);
}

static void
put(struct open_stream *s, size_t offset, size_t length)
{
	uint8_t *bytes = sure(malloc(length + 1));
	LARGE_INTEGER to = { .QuadPart = (LONGLONG)offset };
	ULONG done = 0;

	for (size_t i = 0; i < length; i++)
		bytes[i] = (uint8_t)random_next(&seed);
	is_hr(IStream_Seek(s->stream, to, STREAM_SEEK_SET, NULL), S_OK);
	is_hr(IStream_Write(s->stream, bytes, (ULONG)length, &done), S_OK);
	ck_assert_uint_eq(done, length);
	plain_write(s->node, offset, bytes, length);
	free(bytes);
}

static void
keep_stream(struct open_stream *s)
{
	for (int i = 0; i < STREAMS; i++) {
		if (!streams[i].stream && roll(3) != 0) {
			streams[i] = *s;
			return;
		}
	}
	IStream_Release(s->stream);
}

static void
create_stream(struct handle *h)
{
	struct open_stream s = { NULL, h, false, NULL };
	DWORD mode = MODE_WRITE | (roll(3) ? 0 : STGM_CREATE);
	struct plain *node;
	uint16_t name[32];

	any_name(name);
	node = plain_find(place(h), name);
	say("%u: create stream %s in %d, mode %#x\n", step, text_of(name),
		number_of(h), (unsigned)mode);
	if (node && !(mode & STGM_CREATE)) {
		is_hr(IStorage_CreateStream(h->storage, name, mode, 0, 0,
			&s.stream), STG_E_FILEALREADYEXISTS);
		return;
	}
	is_hr(IStorage_CreateStream(h->storage, name, mode, 0, 0, &s.stream),
		S_OK);
	if (node) {
		kill_in(node);
		plain_remove(node);
	}
	s.node = plain_add(place(h), name, DIGEST_STREAM);
	put(&s, 0, any_size());
	keep_stream(&s);
}

static void
open_stream(struct handle *h)
{
	struct plain *node = any_child(place(h));
	struct open_stream s = { NULL, h, false, node };

	if (!node)
		return;
	say("%u: open stream %s of %d\n", step, text_of(node->name),
		number_of(h));
	if (node->kind == DIGEST_STORAGE) {
		is_hr(IStorage_OpenStream(h->storage, node->name, NULL,
			MODE_WRITE, 0, &s.stream), STG_E_FILENOTFOUND);
	} else if (is_open(node)) {
		is_hr(IStorage_OpenStream(h->storage, node->name, NULL,
			MODE_WRITE, 0, &s.stream), STG_E_ACCESSDENIED);
	} else {
		is_hr(IStorage_OpenStream(h->storage, node->name, NULL,
			MODE_WRITE, 0, &s.stream), S_OK);
		keep_stream(&s);
	}
}

static void
compare_stream(const struct open_stream *s)
{
	static const LARGE_INTEGER zero;
	size_t size = s->node->contents->size;
	uint8_t *bytes = sure(malloc(size + 1));
	ULONG got = 0;

	is_hr(IStream_Seek(s->stream, zero, STREAM_SEEK_SET, NULL), S_OK);
	is_hr(IStream_Read(s->stream, bytes, (ULONG)size + 1, &got), S_OK);
	ck_assert_msg(got == size, "step %u: stream %s: %u bytes, not %zu",
		step, text_of(s->node->name), (unsigned)got, size);
	ck_assert_msg(size == 0 || memcmp(bytes, s->node->contents->bytes,
		size) == 0, "step %u: stream %s: other bytes", step,
		text_of(s->node->name));
	free(bytes);
}

static void
use_stream(void)
{
	struct open_stream *s = any_stream(false);
	ULARGE_INTEGER size;

	if (!s)
		return;
	say("%u: use stream %s of %d\n", step, text_of(s->node->name),
		number_of(s->parent));
	switch (roll(4)) {
	case 0:
		compare_stream(s);
		break;
	case 1:
		size.QuadPart = any_size();
		is_hr(IStream_SetSize(s->stream, size), S_OK);
		plain_resize(s->node, (size_t)size.QuadPart);
		break;
	default:
		put(s, roll((unsigned)s->node->contents->size + 100),
			1 + any_size());
	}
}

static void
release_stream(bool dead)
{
	struct open_stream *s = any_stream(dead);

	if (!s)
		return;
	say("%u: release a stream\n", step);
	is_hr((HRESULT)IStream_Release(s->stream), 0);
	s->stream = NULL;
}

static void
destroy(struct handle *h)
{
	struct plain *node = any_child(place(h));

	if (!node)
		return;
	say("%u: destroy %s of %d\n", step, text_of(node->name),
		number_of(h));
	is_hr(IStorage_DestroyElement(h->storage, node->name), S_OK);
	kill_in(node);
	plain_remove(node);
}

static void
rename_element(struct handle *h)
{
	struct plain *node = any_child(place(h));
	struct plain *other;
	uint16_t name[32];

	if (!node)
		return;
	any_name(name);
	other = plain_find(place(h), name);
	if (other == node)
		return;
	say("%u: rename %s of %d\n", step, text_of(node->name),
		number_of(h));
	if (is_open(node) && !other) {
		is_hr(IStorage_RenameElement(h->storage, node->name, name),
			STG_E_ACCESSDENIED);
	} else if (!is_open(node) && other) {
		HRESULT hr = IStorage_RenameElement(h->storage, node->name,
			name);

		ck_assert(hr == STG_E_FILEALREADYEXISTS ||
			hr == STG_E_ACCESSDENIED);
	} else if (!is_open(node)) {
		is_hr(IStorage_RenameElement(h->storage, node->name, name),
			S_OK);
		plain_move(node, node->parent, name);
	}
}

static void
set_properties(struct handle *h)
{
	CLSID clsid = { 0, 0, 0, { 0 } };
	DWORD bits = (DWORD)random_next(&seed);

	say("%u: properties of %d\n", step, number_of(h));
	is_hr(IStorage_SetStateBits(h->storage, bits, 0xFFFFFFFF), S_OK);
	clsid.Data4[0] = (BYTE)bits;
	is_hr(IStorage_SetClass(h->storage, &clsid), S_OK);
	place(h)->bits = bits;
	place(h)->clsid[8] = (uint8_t)bits;
}

static void
set_durable(const struct plain *tree)
{
	plain_free(durable);
	durable = tree ? plain_copy(tree) : NULL;
}

static void
commit(struct handle *h)
{
	say("%u: commit %d\n", step, number_of(h));
	is_hr(IStorage_Commit(h->storage, STGC_DEFAULT), S_OK);
	if (h->transacted) {
		plain_free(h->base);
		h->base = plain_copy(h->tree);
		if (h->parent)
			plain_replace(h->node, h->tree);
	}
	if (!h->parent)
		set_durable(h->tree);
}

static void
revert(struct handle *h)
{
	say("%u: revert %d\n", step, number_of(h));
	is_hr(IStorage_Revert(h->storage), S_OK);
	if (!h->transacted)
		return;
	kill_below(h);
	plain_free(h->tree);
	h->tree = plain_copy(h->base);
}

static void
release(struct handle *h)
{
	if (!h || !h->parent)
		return;
	say("%u: release %d\n", step, number_of(h));
	is_hr((HRESULT)IStorage_Release(h->storage), 0);
	if (!h->dead)
		kill_below(h);
	for (int i = 0; i < STREAMS; i++)
		if (streams[i].stream && streams[i].parent == h)
			streams[i].parent = NULL;
	for (int i = 1; i < STORAGES; i++)
		if (handles[i].storage && handles[i].parent == h)
			handles[i].parent = &handles[0]; /* dead anyway */
	drop_trees(h);
	h->storage = NULL;
}

/* The dead answer STG_E_REVERTED, whatever they are asked. */
static void
disturb_the_dead(void)
{
	struct handle *h = any_handle(true);
	struct open_stream *s = any_stream(true);
	IStorage *storage;
	IStream *stream;
	STATSTG stat;
	ULONG done;
	char c = 0;

	if (h) {
		say("%u: ask %d, which is dead\n", step, number_of(h));
		is_hr(IStorage_Stat(h->storage, &stat, STATFLAG_NONAME),
			STG_E_REVERTED);
		is_hr(IStorage_Commit(h->storage, STGC_DEFAULT),
			STG_E_REVERTED);
		is_hr(IStorage_Revert(h->storage), STG_E_REVERTED);
		is_hr(IStorage_CreateStorage(h->storage, u"x", MODE_WRITE, 0,
			0, &storage), STG_E_REVERTED);
		is_hr(IStorage_CreateStream(h->storage, u"x", MODE_WRITE, 0,
			0, &stream), STG_E_REVERTED);
		is_hr(IStorage_DestroyElement(h->storage, u"n1"),
			STG_E_REVERTED);
	}
	if (s) {
		is_hr(IStream_Write(s->stream, &c, 1, &done), STG_E_REVERTED);
		is_hr(IStream_Read(s->stream, &c, 1, &done), STG_E_REVERTED);
		is_hr(IStream_Stat(s->stream, &stat, STATFLAG_NONAME),
			STG_E_REVERTED);
	}
}

static bool
is_busy(const struct handle *h)
{
	for (int i = 0; i < STREAMS; i++)
		if (streams[i].stream && !streams[i].dead &&
			streams[i].parent == h)
			return true;
	for (int i = 1; i < STORAGES; i++)
		if (handles[i].storage && !handles[i].dead &&
			handles[i].parent == h)
			return true;
	return false;
}

/* One level, whatever is open in it. */
static void
compare_level(const struct handle *h)
{
	IEnumSTATSTG *list;
	STATSTG stat;
	unsigned count = 0;
	unsigned expected = 0;
	ULONG got;

	is_hr(IStorage_EnumElements(h->storage, 0, NULL, 0, &list), S_OK);
	while (IEnumSTATSTG_Next(list, 1, &stat, &got) == S_OK) {
		struct plain *node = plain_find(place(h), stat.pwcsName);

		ck_assert_msg(node != NULL, "step %u: %s of %d is there", step,
			text_of(stat.pwcsName), number_of(h));
		ck_assert_uint_eq(stat.type, node->kind);
		ck_assert_msg(!node->contents || stat.cbSize.QuadPart ==
			node->contents->size, "step %u: %s of %d: size %llu, "
			"not %zu", step, text_of(node->name), number_of(h),
			(unsigned long long)stat.cbSize.QuadPart,
			node->contents->size);
		CoTaskMemFree(stat.pwcsName);
		count++;
	}
	IEnumSTATSTG_Release(list);
	for (struct plain *c = place(h)->first; c; c = c->next)
		expected++;
	ck_assert_msg(count == expected, "step %u: %u elements in %d, not %u",
		step, count, number_of(h), expected);
}

static void
compare_all(void)
{
	for (int i = 0; i < STORAGES; i++) {
		struct handle *h = &handles[i];
		struct digest digest;

		if (!h->storage || h->dead)
			continue;
		compare_level(h);
		if (is_busy(h))
			continue;
		is_hr(library_walk(h->storage, true, &digest), S_OK);
		ck_assert_msg(digest.full == plain_digest(place(h)).full,
			"step %u: storage %d holds something else", step, i);
	}
	for (int i = 0; i < STREAMS; i++)
		if (streams[i].stream && !streams[i].dead)
			compare_stream(&streams[i]);
}

/* Whoever reads the file finds what was committed last. */
static void
compare_file(void)
{
	struct strict_report report;
	struct digest digest;

	if (!durable || (!handles[0].transacted && step % 7 != 0))
		return;
	/* A direct root's file is what it was at the last commit only then. */
	if (!handles[0].transacted)
		commit(&handles[0]);
	ck_assert_msg(strict_check(&recorder.image, false, &report),
		"step %u: %s", step, report.why);
	ck_assert_msg(report.digest.full == plain_digest(durable).full,
		"step %u: the file holds something else", step);
	is_hr(library_digest(&recorder.image, true, &digest), S_OK);
	ck_assert_uint_eq(digest.full, report.digest.full);
}

static void
open_root(bool transacted)
{
	struct handle *h = &handles[0];

	h->transacted = transacted;
	is_hr(StgOpenStorageOnILockBytes(&recorder.ILockBytes_iface, NULL,
		MODE_WRITE | (transacted ? STGM_TRANSACTED : 0), NULL, 0,
		&h->storage), S_OK);
	h->tree = plain_copy(durable);
	h->base = plain_copy(durable);
}

/* Some of what is open goes before the root, and some after it. */
static void
close_all(void)
{
	struct handle *root = &handles[0];
	bool before = roll(2);

	for (int pass = 0; pass < 2; pass++) {
		for (int i = 0; pass != before && i < STREAMS; i++) {
			if (streams[i].stream)
				IStream_Release(streams[i].stream);
			streams[i].stream = NULL;
		}
		for (int i = STORAGES - 1; pass != before && i > 0; i--) {
			if (handles[i].storage)
				IStorage_Release(handles[i].storage);
			handles[i].storage = NULL;
			drop_trees(&handles[i]);
		}
		if (pass == 0 && !root->transacted)
			set_durable(root->tree);
		if (pass == before) {
			is_hr((HRESULT)IStorage_Release(root->storage), 0);
			root->storage = NULL;
		}
	}
	drop_trees(root);
	/* What is outside keeps nothing. */
	ck_assert_uint_eq(recorder.refs, 1);
}

static void
reopen(bool transacted)
{
	say("%u: reopen\n", step);
	close_all();
	open_root(transacted);
	compare_all();
	compare_file();
}

static void
do_step(bool transacted)
{
	struct handle *h = any_handle(false);

	switch (roll(24)) {
	case 0: case 1: case 2: open_storage(h); break;
	case 3: case 4: create_storage(h); break;
	case 5: case 6: case 7: create_stream(h); break;
	case 8: case 9: open_stream(h); break;
	case 10: case 11: case 12: use_stream(); break;
	case 13: release_stream(roll(2)); break;
	case 14: destroy(h); break;
	case 15: rename_element(h); break;
	case 16: set_properties(h); break;
	case 17: case 18: case 19: commit(h); break;
	case 20: if (roll(2)) revert(h); break;
	case 21: release(any_handle(roll(2))); break;
	case 22: disturb_the_dead(); break;
	default:
		compare_all();
		compare_file();
		if (roll(6) == 0)
			reopen(transacted);
	}
}

static void
run_model(bool transacted, uint64_t from)
{
	struct image image;

	seed = from;
	verbose = getenv("MODEL_VERBOSE") != NULL;
	image_init(&image);
	recorder_init(&recorder, &image);
	is_hr(StgCreateDocfileOnILockBytes(&recorder.ILockBytes_iface,
		MODE_WRITE | STGM_CREATE, 0, &handles[0].storage), S_OK);
	IStorage_Release(handles[0].storage);
	durable = plain_root();
	open_root(transacted);
	for (step = 0; step < STEPS; step++)
		do_step(transacted);
	compare_all();
	close_all();
	set_durable(NULL);
	recorder_done(&recorder);
}

START_TEST(transacted_roots_do_what_the_model_does)
{
	run_model(true, (uint64_t)_i + 100);
}
END_TEST

START_TEST(direct_roots_do_what_the_model_does)
{
	run_model(false, (uint64_t)_i + 200);
}
END_TEST

int
main(void)
{
	struct suite suite = suite_begin("transactions_model");

	TEST_EACH(&suite, transacted_roots_do_what_the_model_does, 40);
	TEST_EACH(&suite, direct_roots_do_what_the_model_does, 20);
	return suite_end(&suite);
}
