/* SPDX-License-Identifier: MIT */
/*
 * Threads share one object of each interface that sharing_threads leaves out.
 * As there: ThreadSanitizer watches, and elsewhere nothing may crash or hang.
 */
#include "crew.h"
#include "place.h"

#define RW_X    (STGM_READWRITE | STGM_SHARE_EXCLUSIVE)
#define R_X     (STGM_READ | STGM_SHARE_EXCLUSIVE)
#define SWMR    (STGM_DIRECT_SWMR | STGM_READWRITE | STGM_SHARE_DENY_WRITE)
#define THREADS 6
#define ROUNDS  40
#define PIECE   512

static const OLECHAR contents[] = { 'c', 0 };

/* What all threads have. */
struct objects {
	IPropertySetStorage *sets;
	IPropertyStorage *set;
	IEnumSTATPROPSTG *properties;
	IEnumSTATPROPSETSTG *all_sets;
	IRootStorage *root;
	IDirectWriterLock *lock;
	ILockBytes *bytes;
	IStream *global;
	IStream *memory;
	IPropertyBag *bag;
	IFillLockBytes *fill;
};

struct worker {
	struct member member;
	struct objects *objects;
};

static unsigned char image[40000];
static ULONG image_size;

static GUID
own_guid(const struct worker *worker)
{
	GUID guid = { 0x10 + worker->member.number, 2, 3,
		{ 4, 5, 6, 7, 8, 9, 10, 11 } };

	return guid;
}

static void
write_number(struct worker *worker, IPropertyStorage *set, PROPID id)
{
	const PROPSPEC spec = { .ulKind = PRSPEC_PROPID, .propid = id };
	PROPVARIANT value = { .vt = VT_I4 };

	value.lVal = 7;
	EXPECT(worker, IPropertyStorage_WriteMultiple(set, 1, &spec, &value,
		2) == S_OK);
	memset(&value, 0, sizeof value);
	EXPECT(worker, IPropertyStorage_ReadMultiple(set, 1, &spec, &value) ==
		S_OK);
	EXPECT(worker, value.vt == VT_I4 && value.lVal == 7);
}

static void
use_sets(struct worker *worker)
{
	struct objects *objects = worker->objects;
	const GUID guid = own_guid(worker);
	IPropertyStorage *own;
	STATPROPSETSTG stat;
	HRESULT hr = IPropertySetStorage_Create(objects->sets, &guid, NULL,
		PROPSETFLAG_DEFAULT, STGM_CREATE | RW_X, &own);

	EXPECT(worker, hr == S_OK);
	if (FAILED(hr))
		return;
	write_number(worker, own, 5);
	EXPECT(worker, IPropertyStorage_Commit(own, STGC_DEFAULT) == S_OK);
	IPropertyStorage_Release(own);
	write_number(worker, objects->set, 10 + worker->member.number);
	EXPECT(worker, IPropertyStorage_Stat(objects->set, &stat) == S_OK);
	hr = IPropertySetStorage_Open(objects->sets, &guid, R_X, &own);
	EXPECT(worker, hr == S_OK);
	if (SUCCEEDED(hr))
		IPropertyStorage_Release(own);
	EXPECT(worker, IPropertySetStorage_Delete(objects->sets, &guid) ==
		S_OK);
}

static void
enumerate(struct worker *worker)
{
	struct objects *objects = worker->objects;
	IEnumSTATPROPSETSTG *sets;
	IEnumSTATPROPSTG *properties;
	STATPROPSETSTG set;
	STATPROPSTG property;

	while (IEnumSTATPROPSTG_Next(objects->properties, 1, &property,
		NULL) == S_OK)
		CoTaskMemFree(property.lpwstrName);
	(void)IEnumSTATPROPSTG_Reset(objects->properties);
	(void)IEnumSTATPROPSETSTG_Next(objects->all_sets, 1, &set, NULL);
	(void)IEnumSTATPROPSETSTG_Reset(objects->all_sets);
	EXPECT(worker, IEnumSTATPROPSETSTG_Clone(objects->all_sets, &sets) ==
		S_OK);
	IEnumSTATPROPSETSTG_Release(sets);
	EXPECT(worker, IPropertyStorage_Enum(objects->set, &properties) ==
		S_OK);
	IEnumSTATPROPSTG_Release(properties);
}

/* Each thread has a piece of its own of what all share. */
static void
use_bytes(struct worker *worker, unsigned round)
{
	ILockBytes *bytes = worker->objects->bytes;
	unsigned char piece[PIECE];
	ULONG got = 0;
	STATSTG stat;

	memset(piece, (int)(worker->member.number + round), sizeof piece);
	EXPECT(worker, ILockBytes_WriteAt(bytes,
		at(worker->member.number * PIECE), piece, PIECE, NULL) == S_OK);
	memset(piece, 0, sizeof piece);
	EXPECT(worker, ILockBytes_ReadAt(bytes,
		at(worker->member.number * PIECE), piece, PIECE, &got) == S_OK);
	EXPECT(worker, got == PIECE && piece[PIECE - 1] ==
		(unsigned char)(worker->member.number + round));
	EXPECT(worker, ILockBytes_Stat(bytes, &stat, STATFLAG_NONAME) ==
		S_OK);
	EXPECT(worker, ILockBytes_Flush(bytes) == S_OK);
}

static void
use_stream(struct worker *worker, IStream *stream, bool clones)
{
	const LARGE_INTEGER start = { .QuadPart = 0 };
	unsigned char piece[PIECE] = { 1 };
	IStream *own = stream;
	STATSTG stat;
	ULONG got;

	EXPECT(worker, IStream_Write(stream, piece, PIECE, NULL) == S_OK);
	if (clones)
		EXPECT(worker, IStream_Clone(stream, &own) == S_OK);
	EXPECT(worker, IStream_Seek(own, start, STREAM_SEEK_SET, NULL) ==
		S_OK);
	EXPECT(worker, IStream_Read(own, piece, PIECE, &got) == S_OK);
	EXPECT(worker, IStream_Stat(own, &stat, STATFLAG_NONAME) == S_OK);
	if (own != stream)
		IStream_Release(own);
}

static void
use_bag(struct worker *worker)
{
	OLECHAR called[] = { 'n', (OLECHAR)('0' + worker->member.number), 0 };
	IPropertyBag *bag = worker->objects->bag;
	VARIANT value;

	memset(&value, 0, sizeof value);
	value.vt = VT_I4;
	value.lVal = (LONG)worker->member.number;
	EXPECT(worker, IPropertyBag_Write(bag, called, &value) == S_OK);
	value.lVal = -1;
	EXPECT(worker, IPropertyBag_Read(bag, called, &value, NULL) == S_OK);
	EXPECT(worker, value.lVal == (LONG)worker->member.number);
}

static void
use_classes(struct worker *worker)
{
	static const OLECHAR type[] = { 'T', 0 };
	const OLECHAR prog_id[] = { 'P',
		(OLECHAR)('0' + worker->member.number), 0 };
	struct stg_class facts = { own_guid(worker), prog_id, type };
	IUnknown *object = (IUnknown *)worker->objects->bag;
	void *found = NULL;
	DWORD number;
	CLSID clsid;

	EXPECT(worker, stg_register_class(&facts) == S_OK);
	EXPECT(worker, CLSIDFromProgID(prog_id, &clsid) == S_OK);
	EXPECT(worker, CoRegisterClassObject(&facts.clsid, object,
		CLSCTX_INPROC_SERVER, REGCLS_MULTIPLEUSE, &number) == S_OK);
	EXPECT(worker, CoGetClassObject(&facts.clsid, CLSCTX_INPROC_SERVER,
		NULL, &IID_IUnknown, &found) == S_OK);
	if (found)
		IUnknown_Release((IUnknown *)found);
	EXPECT(worker, CoRevokeClassObject(number) == S_OK);
	EXPECT(worker, stg_unregister_class(&facts.clsid) == S_OK);
	EXPECT(worker, RegisterClipboardFormatW(prog_id) != 0);
}

/* One thread brings bytes, the others read what has come. */
static void
use_arriving(struct worker *worker, unsigned round)
{
	IFillLockBytes *fill = worker->objects->fill;
	ULONG step = image_size / ROUNDS + 1;
	ULONG done = round * step;
	IStorage *root;
	HRESULT hr;

	if (worker->member.number == 0 && done < image_size) {
		if (step > image_size - done)
			step = image_size - done;
		EXPECT(worker, IFillLockBytes_FillAppend(fill, image + done,
			step, NULL) == S_OK);
		return;
	}
	hr = StgOpenAsyncDocfileOnIFillLockBytes(fill, R_X,
		ASYNC_MODE_DEFAULT, &root);
	EXPECT(worker, hr == S_OK || hr == E_PENDING);
	if (SUCCEEDED(hr))
		IStorage_Release(root);
}

static void
use_roots(struct worker *worker)
{
	IDirectWriterLock *lock = worker->objects->lock;
	void *found;
	HRESULT hr;

	EXPECT(worker, IRootStorage_QueryInterface(worker->objects->root,
		&IID_IStorage, &found) == S_OK);
	IStorage_Release((IStorage *)found);
	hr = IDirectWriterLock_WaitForWriteAccess(lock, 1);
	EXPECT(worker, hr == S_OK || hr == S_FALSE || hr == STG_E_INUSE);
	hr = IDirectWriterLock_HaveWriteAccess(lock);
	EXPECT(worker, hr == S_OK || hr == S_FALSE);
	if (worker->member.number % 2)
		EXPECT(worker, IDirectWriterLock_ReleaseWriteAccess(lock) ==
			S_OK);
}

static void *
work(void *context)
{
	struct worker *worker = context;

	for (unsigned round = 0; round < ROUNDS && !worker->member.wrong;
		round++) {
		use_sets(worker);
		enumerate(worker);
		use_bytes(worker, round);
		use_stream(worker, worker->objects->global, true);
		use_stream(worker, worker->objects->memory, false);
		use_bag(worker);
		use_classes(worker);
		use_arriving(worker, round);
		if (round % 8 == 0)
			use_roots(worker);
	}
	return NULL;
}

/* A file that is to arrive. */
static void
make_arriving(struct objects *objects)
{
	static const char filler[30000];
	ILockBytes *bytes;
	IStorage *root;
	IStream *stream;
	STATSTG stat;

	ck_hr(CreateILockBytesOnHGlobal(NULL, TRUE, &bytes), S_OK);
	ck_hr(StgCreateDocfileOnILockBytes(bytes, RW_X | STGM_CREATE, 0,
		&root), S_OK);
	ck_hr(IStorage_CreateStream(root, contents, RW_X, 0, 0, &stream),
		S_OK);
	ck_hr(IStream_Write(stream, filler, sizeof filler, NULL), S_OK);
	IStream_Release(stream);
	IStorage_Release(root);
	ck_hr(ILockBytes_Stat(bytes, &stat, STATFLAG_NONAME), S_OK);
	image_size = stat.cbSize.LowPart;
	ck_assert_uint_le(image_size, sizeof image);
	ck_hr(ILockBytes_ReadAt(bytes, at(0), image, image_size, NULL), S_OK);
	ILockBytes_Release(bytes);
	ck_hr(CreateILockBytesOnHGlobal(NULL, TRUE, &bytes), S_OK);
	ck_hr(StgGetIFillLockBytesOnILockBytes(bytes, &objects->fill), S_OK);
	ILockBytes_Release(bytes);
}

static void *
query(IStorage *root, REFIID riid)
{
	void *found;

	ck_hr(IStorage_QueryInterface(root, riid, &found), S_OK);
	return found;
}

static void
make_sets(struct objects *objects, IStorage *root)
{
	static const GUID guid = { 1, 2, 3, { 4 } };

	objects->sets = query(root, &IID_IPropertySetStorage);
	objects->root = query(root, &IID_IRootStorage);
	ck_hr(IPropertySetStorage_Create(objects->sets, &guid, NULL,
		PROPSETFLAG_DEFAULT, RW_X | STGM_CREATE, &objects->set), S_OK);
	ck_hr(IPropertyStorage_Enum(objects->set, &objects->properties), S_OK);
	ck_hr(IPropertySetStorage_Enum(objects->sets, &objects->all_sets),
		S_OK);
}

static void
run(struct objects *objects)
{
	struct worker workers[THREADS];

	memset(workers, 0, sizeof workers);
	for (unsigned i = 0; i < THREADS; i++)
		workers[i].objects = objects;
	crew_run(workers, THREADS, sizeof *workers, work);
}

START_TEST(threads_share_objects_of_every_interface)
{
	struct objects objects;
	IStorage *root;
	IStorage *shared;

	ck_hr(StgCreateDocfile(NULL, RW_X | STGM_DELETEONRELEASE, 0, &root),
		S_OK);
	ck_hr(StgCreateDocfile(name, SWMR, 0, &shared), S_OK);
	make_sets(&objects, root);
	make_arriving(&objects);
	objects.lock = query(shared, &IID_IDirectWriterLock);
	ck_hr(CreateILockBytesOnHGlobal(NULL, TRUE, &objects.bytes), S_OK);
	ck_hr(CreateStreamOnHGlobal(NULL, TRUE, &objects.global), S_OK);
	objects.memory = SHCreateMemStream(NULL, 0);
	ck_assert_ptr_nonnull(objects.memory);
	ck_hr(stg_create_property_bag(&objects.bag), S_OK);
	run(&objects);
	IPropertyBag_Release(objects.bag);
	IStream_Release(objects.memory);
	IStream_Release(objects.global);
	ILockBytes_Release(objects.bytes);
	IDirectWriterLock_Release(objects.lock);
	IFillLockBytes_Release(objects.fill);
	IEnumSTATPROPSETSTG_Release(objects.all_sets);
	IEnumSTATPROPSTG_Release(objects.properties);
	IPropertyStorage_Release(objects.set);
	IRootStorage_Release(objects.root);
	IPropertySetStorage_Release(objects.sets);
	ck_assert_uint_eq(IStorage_Release(shared), 0);
	ck_assert_uint_eq(IStorage_Release(root), 0);
}
END_TEST

int
main(void)
{
	const TTest *const tests[] = {
		threads_share_objects_of_every_interface,
	};

	return run_tests_with("interface_threads", place_begin, place_end,
		tests, ARRAY_SIZE(tests));
}
