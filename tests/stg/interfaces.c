/* SPDX-License-Identifier: MIT */
/* The rules of IUnknown, for every class of object that the library makes. */
#include <string.h>

#include <stg/cobjmacros.h>
#include <stg/stg.h>

#include "support/arrays.h"
#include "support/suite.h"

#define READ (STGM_READ | STGM_SHARE_EXCLUSIVE)

static IStorage *root;

static void
open_root(void)
{
	root = storage_of("stream \"Large\" = count(5000)\n"
			  "stream \"Small\" = \"mini\"\n"
			  "storage \"Inner\"\n");
}

static void
close_root(void)
{
	ck_assert_uint_eq(IStorage_Release(root), 0);
}

static void *
make_root(void)
{
	return storage_of("stream \"A\"\n");
}

static void *
make_storage(void)
{
	IStorage *storage;

	ck_hr(IStorage_OpenStorage(
		      root, u"Inner", NULL, READ, NULL, 0, &storage),
		S_OK);
	return storage;
}

static void *
open_stream(const OLECHAR *name)
{
	IStream *stream;

	ck_hr(IStorage_OpenStream(root, name, NULL, READ, 0, &stream), S_OK);
	return stream;
}

static void *
make_stream(void)
{
	return open_stream(u"Large");
}

static void *
make_mini_stream(void)
{
	return open_stream(u"Small");
}

static void *
make_clone(void)
{
	IStream *stream = open_stream(u"Large");
	IStream *clone;

	ck_hr(IStream_Clone(stream, &clone), S_OK);
	ck_assert_uint_eq(IStream_Release(stream), 0);
	return clone;
}

static void *
make_enumerator(void)
{
	IEnumSTATSTG *list;

	ck_hr(IStorage_EnumElements(root, 0, NULL, 0, &list), S_OK);
	return list;
}

static void *
make_memory_array(void)
{
	ILockBytes *bytes;

	ck_hr(CreateILockBytesOnHGlobal(NULL, TRUE, &bytes), S_OK);
	return bytes;
}

static void *
make_stream_array(void)
{
	IStream *stream = open_stream(u"Large");
	ILockBytes *bytes;

	ck_hr(stg_lockbytes_on_stream(stream, &bytes), S_OK);
	IStream_Release(stream);
	return bytes;
}

static void *
make_file_array(void)
{
	ILockBytes *bytes;

	ck_hr(stg_lockbytes_on_file("/dev/null", STGM_READ, &bytes), S_OK);
	return bytes;
}

static void *
make_memory_stream(void)
{
	IStream *stream;

	ck_hr(CreateStreamOnHGlobal(NULL, TRUE, &stream), S_OK);
	return stream;
}

static void *
make_factory(void)
{
	static const struct stg_interface none[] = { STG_INTERFACES_END };
	static const struct stg_object_class nothing = {
		.size = sizeof(struct stg_object), .interfaces = none,
	};
	IClassFactory *factory;

	ck_hr(stg_class_factory(&nothing, &factory), S_OK);
	return factory;
}

struct class
{
	void *(*make)(void);
	const IID *iids[3]; /* besides IUnknown; ends with NULL */
	size_t slots;       /* of the first interface */
};

#define SLOTS(interface) (sizeof(interface##Vtbl) / sizeof(void (*)(void)))

static const struct class classes[] = {
	{ make_root, { &IID_IStorage }, SLOTS(IStorage) },
	{ make_storage, { &IID_IStorage }, SLOTS(IStorage) },
	{ make_stream, { &IID_IStream }, SLOTS(IStream) },
	{ make_mini_stream, { &IID_IStream }, SLOTS(IStream) },
	{ make_clone, { &IID_IStream }, SLOTS(IStream) },
	{ make_enumerator, { &IID_IEnumSTATSTG }, SLOTS(IEnumSTATSTG) },
	{ make_memory_array, { &IID_ILockBytes }, SLOTS(ILockBytes) },
	{ make_stream_array, { &IID_ILockBytes }, SLOTS(ILockBytes) },
	{ make_file_array, { &IID_ILockBytes }, SLOTS(ILockBytes) },
	{ make_memory_stream, { &IID_IStream, &IID_ISequentialStream },
		SLOTS(IStream) },
	{ make_factory, { &IID_IClassFactory }, SLOTS(IClassFactory) },
};

static bool
has(const struct class *c, const IID *iid)
{
	for (size_t i = 0; c->iids[i]; i++)
		if (IsEqualIID(c->iids[i], iid))
			return true;
	return false;
}

static void *
query(void *object, const IID *iid)
{
	void *other = NULL;

	ck_hr(IUnknown_QueryInterface((IUnknown *)object, iid, &other), S_OK);
	ck_assert_ptr_nonnull(other);
	return other;
}

static ULONG
release(void *object)
{
	return IUnknown_Release((IUnknown *)object);
}

START_TEST(every_slot_is_filled)
{
	void *object = classes[_i].make();
	void (*const *slots)(void) = *(void (***)(void))object;

	for (size_t i = 0; i < classes[_i].slots; i++)
		ck_assert_msg(slots[i] != NULL, "slot %zu", i);
	ck_assert_uint_eq(release(object), 0);
}
END_TEST

START_TEST(object_has_one_identity)
{
	const struct class *c = &classes[_i];
	void *object = c->make();
	void *identity = query(object, &IID_IUnknown);

	for (size_t i = 0; c->iids[i]; i++) {
		void *interface = query(object, c->iids[i]);
		void *again = query(interface, &IID_IUnknown);

		ck_assert_ptr_eq(again, identity);
		release(again);
		/* The set of interfaces does not change. */
		again = query(object, c->iids[i]);
		ck_assert_ptr_eq(again, interface);
		release(again);
		release(interface);
	}
	release(identity);
	ck_assert_uint_eq(release(object), 0);
}
END_TEST

START_TEST(any_interface_leads_to_any_other)
{
	const struct class *c = &classes[_i];
	const IID *iids[4] = { &IID_IUnknown };
	size_t count = 1;
	void *object = c->make();

	for (size_t i = 0; c->iids[i]; i++)
		iids[count++] = c->iids[i];
	for (size_t a = 0; a < count; a++) {
		void *from = query(object, iids[a]);

		for (size_t b = 0; b < count; b++) {
			void *to = query(from, iids[b]);
			void *back = query(to, iids[a]);

			ck_assert_ptr_eq(back, from);
			release(back);
			release(to);
		}
		release(from);
	}
	ck_assert_uint_eq(release(object), 0);
}
END_TEST

START_TEST(references_are_counted)
{
	void *object = classes[_i].make();
	IUnknown *unknown = object;
	void *other;

	ck_assert_uint_eq(IUnknown_AddRef(unknown), 2);
	ck_assert_uint_eq(IUnknown_AddRef(unknown), 3);
	ck_assert_uint_eq(IUnknown_Release(unknown), 2);
	/* An interface that was asked for is counted with the others. */
	other = query(object, &IID_IUnknown);
	ck_assert_uint_eq(IUnknown_AddRef(unknown), 4);
	ck_assert_uint_eq(release(other), 3);
	ck_assert_uint_eq(IUnknown_Release(unknown), 2);
	ck_assert_uint_eq(IUnknown_Release(unknown), 1);
	ck_assert_uint_eq(IUnknown_Release(unknown), 0);
}
END_TEST

static const IID unknown_iid = { 0x12345678, 0x9abc, 0xdef0,
	{ 1, 2, 3, 4, 5, 6, 7, 8 } };

START_TEST(unknown_interface_clears_the_pointer)
{
	const IID *const iids[] = { &unknown_iid, &IID_NULL, &IID_IPersist,
		&IID_IPersistStream, &IID_IPersistStorage, &IID_IClassFactory,
		&IID_ISequentialStream, &IID_IPropertyStorage };
	void *object = classes[_i].make();

	for (size_t i = 0; i < ARRAY_SIZE(iids); i++) {
		void *other = object;

		if (has(&classes[_i], iids[i]))
			continue;
		ck_hr(IUnknown_QueryInterface(
			      (IUnknown *)object, iids[i], &other),
			E_NOINTERFACE);
		ck_assert_ptr_null(other);
	}
	/* Nothing was counted. */
	ck_assert_uint_eq(release(object), 0);
}
END_TEST

START_TEST(interface_of_another_class_is_unknown)
{
	static const IID *const iids[] = { &IID_IStorage, &IID_IStream,
		&IID_IEnumSTATSTG, &IID_ILockBytes };
	void *object = classes[_i].make();

	for (size_t i = 0; i < ARRAY_SIZE(iids); i++) {
		void *other = object;

		if (iids[i] == classes[_i].iids[0])
			continue;
		ck_hr(IUnknown_QueryInterface(
			      (IUnknown *)object, iids[i], &other),
			E_NOINTERFACE);
		ck_assert_ptr_null(other);
	}
	ck_assert_uint_eq(release(object), 0);
}
END_TEST

START_TEST(question_without_a_pointer_is_refused)
{
	void *object = classes[_i].make();

	ck_hr(IUnknown_QueryInterface((IUnknown *)object, &IID_IUnknown, NULL),
		E_POINTER);
	ck_assert_uint_eq(release(object), 0);
}
END_TEST

int
main(void)
{
	struct suite suite = suite_begin("interfaces");
	size_t count = ARRAY_SIZE(classes);

	tcase_add_checked_fixture(suite.tcase, open_root, close_root);
	TEST_EACH(&suite, every_slot_is_filled, count);
	TEST_EACH(&suite, object_has_one_identity, count);
	TEST_EACH(&suite, any_interface_leads_to_any_other, count);
	TEST_EACH(&suite, references_are_counted, count);
	TEST_EACH(&suite, unknown_interface_clears_the_pointer, count);
	TEST_EACH(&suite, interface_of_another_class_is_unknown, count);
	TEST_EACH(&suite, question_without_a_pointer_is_refused, count);
	return suite_end(&suite);
}
