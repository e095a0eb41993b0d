/* SPDX-License-Identifier: MIT */
/*
 * A spy on the task allocator. The one of the tests puts a head before each
 * block, so that whoever frees task memory by other means ends the program.
 */
#include <pthread.h>
#include <stdatomic.h>

#include "support.h"

#define MAGIC   0x5959595959595959
#define HEAD    32
#define THREADS 4
#define TURNS   2000

struct head {
	uint64_t magic;
	uint64_t size;
};

struct spy {
	IMallocSpy IMallocSpy_iface;
	ULONG refs;
	bool wrong;     /* something was not as promised */
	bool fails;     /* the next allocation */
	atomic_int in;  /* calls begun and not ended: one at most */
	SIZE_T asked;   /* between the two calls of an operation */
	unsigned live;  /* blocks with a head */
	unsigned allocs, frees, reallocs, others; /* operations it saw */
	unsigned strangers; /* blocks without a head */
};

static struct spy spy;

static void
begin(void)
{
	if (atomic_fetch_add(&spy.in, 1) != 0)
		spy.wrong = true;
}

static void
end(void)
{
	atomic_fetch_sub(&spy.in, 1);
}

/* From the address that the program has, and back. */
static void *
inner(void *block, BOOL spyed)
{
	struct head *head = (struct head *)(void *)((char *)block - HEAD);

	if (!spyed) {
		spy.strangers++;
		return block;
	}
	if (head->magic != MAGIC)
		spy.wrong = true;
	return head;
}

static void *
outer(void *block)
{
	struct head head = { MAGIC, spy.asked };

	if (!block)
		return NULL;
	memcpy(block, &head, sizeof head);
	return (char *)block + HEAD;
}

static HRESULT
spy_QueryInterface(IMallocSpy *iface, REFIID riid, void **ppvObject)
{
	*ppvObject = NULL;
	if (!IsEqualIID(riid, &IID_IUnknown) &&
		!IsEqualIID(riid, &IID_IMallocSpy))
		return E_NOINTERFACE;
	*ppvObject = iface;
	spy.refs++;
	return S_OK;
}

static ULONG
spy_AddRef(IMallocSpy *iface)
{
	(void)iface;
	return ++spy.refs;
}

static ULONG
spy_Release(IMallocSpy *iface)
{
	(void)iface;
	/* Whoever is let go may use task memory. */
	CoTaskMemFree(CoTaskMemAlloc(1));
	return --spy.refs;
}

static SIZE_T
spy_PreAlloc(IMallocSpy *iface, SIZE_T cbRequest)
{
	(void)iface;
	if (spy.fails) {
		spy.fails = false;
		return 0;
	}
	begin();
	spy.asked = cbRequest;
	return cbRequest + HEAD;
}

static void *
spy_PostAlloc(IMallocSpy *iface, void *pActual)
{
	(void)iface;
	spy.allocs++;
	spy.live += pActual != NULL;
	pActual = outer(pActual);
	end();
	return pActual;
}

/* Before a block is freed, or asked about. */
static void *
spy_PreLook(IMallocSpy *iface, void *pRequest, BOOL fSpyed)
{
	(void)iface;
	begin();
	return inner(pRequest, fSpyed);
}

static void
spy_PostFree(IMallocSpy *iface, BOOL fSpyed)
{
	(void)iface;
	spy.frees++;
	spy.live -= fSpyed;
	end();
}

static SIZE_T
spy_PreRealloc(IMallocSpy *iface, void *pRequest, SIZE_T cbRequest,
	void **ppNewRequest, BOOL fSpyed)
{
	(void)iface;
	*ppNewRequest = inner(pRequest, fSpyed);
	if (spy.fails) {
		spy.fails = false;
		return 0;
	}
	begin();
	spy.asked = cbRequest;
	return fSpyed ? cbRequest + HEAD : cbRequest;
}

static void *
spy_PostRealloc(IMallocSpy *iface, void *pActual, BOOL fSpyed)
{
	(void)iface;
	spy.reallocs++;
	pActual = fSpyed ? outer(pActual) : pActual;
	end();
	return pActual;
}

static SIZE_T
spy_PostGetSize(IMallocSpy *iface, SIZE_T cbActual, BOOL fSpyed)
{
	(void)iface;
	spy.others++;
	end();
	return fSpyed ? cbActual - HEAD : cbActual;
}

static int
spy_PostDidAlloc(IMallocSpy *iface, void *pRequest, BOOL fSpyed, int fActual)
{
	(void)iface;
	(void)pRequest;
	spy.others++;
	if (fActual != (fSpyed ? 1 : -1))
		spy.wrong = true;
	end();
	return fSpyed ? 1 : 0;
}

static void
spy_PreHeapMinimize(IMallocSpy *iface)
{
	(void)iface;
	begin();
}

static void
spy_PostHeapMinimize(IMallocSpy *iface)
{
	(void)iface;
	spy.others++;
	end();
}

static IMallocSpyVtbl spy_vtbl = {
	.QueryInterface = spy_QueryInterface,
	.AddRef = spy_AddRef,
	.Release = spy_Release,
	.PreAlloc = spy_PreAlloc,
	.PostAlloc = spy_PostAlloc,
	.PreFree = spy_PreLook,
	.PostFree = spy_PostFree,
	.PreRealloc = spy_PreRealloc,
	.PostRealloc = spy_PostRealloc,
	.PreGetSize = spy_PreLook,
	.PostGetSize = spy_PostGetSize,
	.PreDidAlloc = spy_PreLook,
	.PostDidAlloc = spy_PostDidAlloc,
	.PreHeapMinimize = spy_PreHeapMinimize,
	.PostHeapMinimize = spy_PostHeapMinimize,
};

static void
begin_spying(void)
{
	spy = (struct spy){ .IMallocSpy_iface = { &spy_vtbl }, .refs = 1 };
	ck_hr(CoRegisterMallocSpy(&spy.IMallocSpy_iface), S_OK);
	ck_assert_uint_eq(spy.refs, 2);
}

/* Nothing that was allocated is left. */
static void
end_spying(void)
{
	ck_hr(CoRevokeMallocSpy(), S_OK);
	ck_assert_uint_eq(spy.refs, 1);
	ck_assert_uint_eq(spy.live, 0);
	ck_assert_int_eq(spy.in, 0);
	ck_assert(!spy.wrong);
}

static IMalloc *
get_allocator(void)
{
	IMalloc *allocator;

	ck_hr(CoGetMalloc(MEMCTX_TASK, &allocator), S_OK);
	return allocator;
}

START_TEST(every_operation_is_seen)
{
	char *block;

	begin_spying();
	block = CoTaskMemAlloc(10);
	ck_assert_uint_eq(spy.asked, 10);
	strcpy(block, "something");
	block = CoTaskMemRealloc(block, 5000);
	ck_assert_uint_eq(spy.asked, 5000);
	ck_assert_str_eq(block, "something");
	ck_assert_uint_ge(IMalloc_GetSize(get_allocator(), block), 5000);
	ck_assert_int_eq(IMalloc_DidAlloc(get_allocator(), block), 1);
	IMalloc_HeapMinimize(get_allocator());
	CoTaskMemFree(block);
	ck_assert_uint_eq(spy.allocs, 1);
	ck_assert_uint_eq(spy.reallocs, 1);
	ck_assert_uint_eq(spy.others, 3);
	ck_assert_uint_eq(spy.frees, 1);
	ck_assert_uint_eq(spy.strangers, 0);
	end_spying();
}
END_TEST

START_TEST(the_object_is_spied_on_as_the_functions_are)
{
	void *block;

	begin_spying();
	block = IMalloc_Alloc(get_allocator(), 0);
	ck_assert_ptr_nonnull(block);
	block = IMalloc_Realloc(get_allocator(), block, 3);
	IMalloc_Free(get_allocator(), block);
	ck_assert_uint_eq(spy.allocs, 1);
	ck_assert_uint_eq(spy.reallocs, 1);
	ck_assert_uint_eq(spy.frees, 1);
	end_spying();
}
END_TEST

START_TEST(nothing_is_not_handed_to_a_spy)
{
	void *block;

	begin_spying();
	CoTaskMemFree(NULL);
	ck_assert_uint_eq(spy.frees, 0);
	block = CoTaskMemRealloc(NULL, 4);
	ck_assert_uint_eq(spy.allocs, 1);
	ck_assert_ptr_null(CoTaskMemRealloc(block, 0));
	ck_assert_uint_eq(spy.frees, 1);
	ck_assert_uint_eq(spy.reallocs, 0);
	ck_assert_uint_eq(IMalloc_GetSize(get_allocator(), NULL), (SIZE_T)-1);
	end_spying();
}
END_TEST

START_TEST(older_blocks_are_told_apart)
{
	char *old = CoTaskMemAlloc(8);
	char *other = CoTaskMemAlloc(8);

	strcpy(old, "old");
	begin_spying();
	old = CoTaskMemRealloc(old, 3000);
	ck_assert_str_eq(old, "old");
	ck_assert_uint_ge(IMalloc_GetSize(get_allocator(), old), 3000);
	ck_assert_int_eq(IMalloc_DidAlloc(get_allocator(), old), 0);
	ck_assert_uint_eq(spy.strangers, 3);
	CoTaskMemFree(old);
	ck_assert_uint_eq(spy.strangers, 4);
	end_spying();
	CoTaskMemFree(other);
	ck_assert_uint_eq(spy.strangers, 4);
}
END_TEST

START_TEST(a_spy_makes_allocations_fail)
{
	char *block;

	begin_spying();
	spy.fails = true;
	ck_assert_ptr_null(CoTaskMemAlloc(10));
	ck_assert_uint_eq(spy.allocs, 0);
	block = CoTaskMemAlloc(10);
	strcpy(block, "kept");
	spy.fails = true;
	ck_assert_ptr_null(CoTaskMemRealloc(block, 20));
	ck_assert_uint_eq(spy.reallocs, 0);
	ck_assert_str_eq(block, "kept");
	CoTaskMemFree(block);
	end_spying();
}
END_TEST

START_TEST(there_is_one_spy_at_most)
{
	ck_hr(CoRevokeMallocSpy(), CO_E_OBJNOTREG);
	begin_spying();
	ck_hr(CoRegisterMallocSpy(&spy.IMallocSpy_iface), CO_E_OBJISREG);
	ck_assert_uint_eq(spy.refs, 2);
	end_spying();
	ck_hr(CoRevokeMallocSpy(), CO_E_OBJNOTREG);
}
END_TEST

START_TEST(what_is_no_spy_is_refused)
{
	ck_hr(CoRegisterMallocSpy(NULL), E_INVALIDARG);
	ck_hr(CoRegisterMallocSpy((IMallocSpy *)(void *)get_allocator()),
		E_INVALIDARG);
	ck_hr(CoRevokeMallocSpy(), CO_E_OBJNOTREG);
}
END_TEST

START_TEST(a_spy_stays_for_the_blocks_it_saw)
{
	void *first, *second, *unseen;

	begin_spying();
	first = CoTaskMemAlloc(1);
	second = CoTaskMemAlloc(2);
	ck_hr(CoRevokeMallocSpy(), E_ACCESSDENIED);
	ck_hr(CoRegisterMallocSpy(&spy.IMallocSpy_iface), CO_E_OBJISREG);
	/* It sees nothing new, and what it saw before. */
	unseen = CoTaskMemAlloc(3);
	ck_assert_uint_eq(spy.allocs, 2);
	CoTaskMemFree(first);
	ck_assert_uint_eq(spy.refs, 2);
	CoTaskMemFree(CoTaskMemRealloc(second, 1000));
	ck_assert_uint_eq(spy.reallocs, 1);
	ck_assert_uint_eq(spy.frees, 2);
	ck_assert_uint_eq(spy.live, 0);
	ck_assert_uint_eq(spy.refs, 1);
	ck_hr(CoRevokeMallocSpy(), CO_E_OBJNOTREG);
	CoTaskMemFree(unseen);
	ck_assert_uint_eq(spy.frees, 2);
	ck_assert_uint_eq(spy.strangers, 0);
	ck_assert(!spy.wrong);
}
END_TEST

static void *
allocate_and_free(void *unused)
{
	void *blocks[16] = { NULL };

	for (unsigned i = 0; i < TURNS; i++) {
		void **block = &blocks[i % 16];

		if (i % 3 == 0) {
			CoTaskMemFree(*block);
			*block = NULL;
		}
		*block = CoTaskMemRealloc(*block, 1 + i % 100);
	}
	for (unsigned i = 0; i < 16; i++)
		CoTaskMemFree(blocks[i]);
	return unused;
}

START_TEST(threads_come_by_it_one_after_another)
{
	pthread_t threads[THREADS];

	begin_spying();
	for (size_t i = 0; i < THREADS; i++)
		ck_assert_int_eq(pthread_create(&threads[i], NULL,
					 allocate_and_free, NULL),
			0);
	for (size_t i = 0; i < THREADS; i++)
		pthread_join(threads[i], NULL);
	ck_assert_uint_eq(spy.allocs, spy.frees);
	end_spying();
}
END_TEST

/* What the library hands out as task memory comes from there. */
START_TEST(names_and_texts_pass_a_spy)
{
	static const CLSID clsid = { 1, 2, 3, { 4 } };
	ILockBytes *bytes;
	IStorage *root;
	IEnumSTATSTG *list;
	STATSTG stat;
	LPOLESTR text;
	CLIPFORMAT format;
	OLECHAR name[] = u"Chart";

	begin_spying();
	ck_hr(StringFromCLSID(&clsid, &text), S_OK);
	CoTaskMemFree(text);
	ck_hr(CreateILockBytesOnHGlobal(NULL, TRUE, &bytes), S_OK);
	ck_hr(StgCreateDocfileOnILockBytes(bytes,
		      STGM_READWRITE | STGM_SHARE_EXCLUSIVE | STGM_CREATE, 0,
		      &root),
		S_OK);
	ck_hr(WriteFmtUserTypeStg(root, 0, name), S_OK);
	ck_hr(ReadFmtUserTypeStg(root, &format, &text), S_OK);
	CoTaskMemFree(text);
	ck_hr(IStorage_EnumElements(root, 0, NULL, 0, &list), S_OK);
	ck_hr(IEnumSTATSTG_Next(list, 1, &stat, NULL), S_OK);
	CoTaskMemFree(stat.pwcsName);
	IEnumSTATSTG_Release(list);
	IStorage_Release(root);
	ILockBytes_Release(bytes);
	ck_assert_uint_ge(spy.allocs, 3);
	ck_assert_uint_eq(spy.strangers, 0);
	end_spying();
}
END_TEST

int
main(void)
{
	const TTest *const tests[] = {
		every_operation_is_seen,
		the_object_is_spied_on_as_the_functions_are,
		nothing_is_not_handed_to_a_spy,
		older_blocks_are_told_apart,
		a_spy_makes_allocations_fail,
		there_is_one_spy_at_most,
		what_is_no_spy_is_refused,
		a_spy_stays_for_the_blocks_it_saw,
		threads_come_by_it_one_after_another,
		names_and_texts_pass_a_spy,
	};

	return run_tests("mallocspy", tests, ARRAY_SIZE(tests));
}
