/* SPDX-License-Identifier: MIT */
/*
 * Objects made of <stg/object.h>: what IUnknown costs beside the two atomic
 * operations that nobody can do without, and saving many small ones to a
 * stream beside writing their bytes by stdio.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "api.h"
#include "row.h"
#include "rows.h"

#define CALLS   1000000
#define OBJECTS 10000
#define PAYLOAD 32
#define SAVED   (16 + PAYLOAD) /* with the class before it */
#define NS_MOST 15.0
#define TIMES_MOST 9

/* --- An object with eight interfaces --- */

struct thing {
	struct stg_object object;
	IPersistStream IPersistStream_iface;
	BYTE payload[PAYLOAD];
};

static const CLSID clsid_thing = { 0x5EED, 1, 2, { 't', 'h', 'i', 'n', 'g' } };

STG_UNKNOWN(thing, IPersistStream, struct thing)

static struct thing *
thing_of(IPersistStream *iface)
{
	return STG_CONTAINER_OF(iface, struct thing, IPersistStream_iface);
}

static HRESULT
thing_GetClassID(IPersistStream *iface, CLSID *pClassID)
{
	(void)iface;
	*pClassID = clsid_thing;
	return S_OK;
}

static HRESULT
thing_IsDirty(IPersistStream *iface)
{
	(void)iface;
	return S_FALSE;
}

static HRESULT
thing_Load(IPersistStream *iface, IStream *pStm)
{
	ULONG got = 0;
	HRESULT hr = IStream_Read(pStm, thing_of(iface)->payload, PAYLOAD,
		&got);

	return SUCCEEDED(hr) && got < PAYLOAD ? STG_E_READFAULT : hr;
}

static HRESULT
thing_Save(IPersistStream *iface, IStream *pStm, BOOL fClearDirty)
{
	(void)fClearDirty;
	return IStream_Write(pStm, thing_of(iface)->payload, PAYLOAD, NULL);
}

static HRESULT
thing_GetSizeMax(IPersistStream *iface, ULARGE_INTEGER *pcbSize)
{
	(void)iface;
	pcbSize->QuadPart = PAYLOAD;
	return S_OK;
}

static const IPersistStreamVtbl thing_vtbl = {
	.QueryInterface = thing_QueryInterface,
	.AddRef = thing_AddRef,
	.Release = thing_Release,
	.GetClassID = thing_GetClassID,
	.IsDirty = thing_IsDirty,
	.Load = thing_Load,
	.Save = thing_Save,
	.GetSizeMax = thing_GetSizeMax,
};

static HRESULT
thing_init(struct stg_object *object)
{
	STG_CONTAINER_OF(object, struct thing, object)
		->IPersistStream_iface.lpVtbl = &thing_vtbl;
	return S_OK;
}

#define AS(name) STG_INTERFACE_AS(name, IPersistStream, struct thing)
static const struct stg_interface thing_interfaces[] = {
	AS(IPersist),
	AS(IPersistStorage),
	AS(IPersistFile),
	AS(IPersistMemory),
	AS(IPropertyBag),
	AS(IErrorLog),
	AS(IClassFactory),
	AS(IPersistStream),
	STG_INTERFACES_END,
};

static const struct stg_object_class thing_class = {
	.clsid = &clsid_thing,
	.size = sizeof(struct thing),
	.interfaces = thing_interfaces,
	.init = thing_init,
};

struct work {
	IPersistStream *thing;
	char *file;
	char *docfile;
};

/* --- IUnknown --- */

static ULONG bare_count = 1;

static bool
bare_atomics(void *context)
{
	ULONG zeros = 0;

	(void)context;
	/* Both tell the count, as AddRef and Release have to. */
	for (int i = 0; i < CALLS; i++) {
		zeros += __atomic_add_fetch(&bare_count, 1,
			__ATOMIC_RELAXED) == 0;
		zeros += __atomic_sub_fetch(&bare_count, 1,
			__ATOMIC_ACQ_REL) == 0;
	}
	return zeros == 0;
}

static bool
add_and_release(void *context)
{
	IPersistStream *thing = ((struct work *)context)->thing;

	ULONG zeros = 0;

	for (int i = 0; i < CALLS; i++) {
		zeros += IPersistStream_AddRef(thing) == 0;
		zeros += IPersistStream_Release(thing) == 0;
	}
	return zeros == 0;
}

static bool
query_and_release(void *context)
{
	IPersistStream *thing = ((struct work *)context)->thing;

	/* Each of the eight in turn. */
	for (int i = 0; i < CALLS; i++) {
		void *found;

		if (FAILED(IPersistStream_QueryInterface(thing,
			    thing_interfaces[i % 8].iid, &found)))
			return false;
		IPersistStream_Release((IPersistStream *)found);
	}
	return true;
}

static double
nanoseconds(bool (*run)(void *), void *context)
{
	struct timespec begin, end;
	double best = 1e9;

	for (int round = 0; round < TIMES_MOST; round++) {
		double now;

		clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &begin);
		if (!run(context))
			return 1e9;
		clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &end);
		now = (double)(end.tv_sec - begin.tv_sec) * 1e9 +
			(double)(end.tv_nsec - begin.tv_nsec);
		best = now < best ? now : best;
	}
	return best / CALLS;
}

/* --- Many objects --- */

static bool
write_and_read(void *context)
{
	struct work *work = context;
	BYTE bytes[SAVED] = { 0 };
	FILE *file = fopen(work->file, "w+b");
	bool ok = file != NULL;

	for (int i = 0; ok && i < OBJECTS; i++)
		ok = fwrite(bytes, 16, 1, file) == 1 &&
			fwrite(bytes, PAYLOAD, 1, file) == 1;
	if (ok)
		rewind(file);
	for (int i = 0; ok && i < OBJECTS; i++)
		ok = fread(bytes, 16, 1, file) == 1 &&
			fread(bytes, PAYLOAD, 1, file) == 1;
	if (file)
		fclose(file);
	return ok;
}

static bool
save_all(IPersistStream *thing, IStream *stream)
{
	for (int i = 0; i < OBJECTS; i++)
		if (FAILED(OleSaveToStream(thing, stream)))
			return false;
	return true;
}

static bool
load_all(IStream *stream)
{
	LARGE_INTEGER zero = { .QuadPart = 0 };

	if (FAILED(IStream_Seek(stream, zero, STREAM_SEEK_SET, NULL)))
		return false;
	for (int i = 0; i < OBJECTS; i++) {
		void *loaded;

		if (FAILED(OleLoadFromStream(stream, &IID_IPersistStream,
			    &loaded)))
			return false;
		IPersistStream_Release((IPersistStream *)loaded);
	}
	return true;
}

static bool
save_and_load_in_memory(void *context)
{
	IStream *stream = SHCreateMemStream(NULL, 0);
	bool ok = stream && save_all(((struct work *)context)->thing, stream) &&
		load_all(stream);

	if (stream)
		IStream_Release(stream);
	return ok;
}

static bool
save_and_load(void *context)
{
	struct work *work = context;
	IStorage *root = api_create(work->docfile, 3);
	IStream *stream = root ? api_create_stream(root, "Objects") : NULL;
	bool ok = stream && save_all(work->thing, stream) && load_all(stream);

	if (stream)
		IStream_Release(stream);
	return root && api_close(root) && ok;
}

static bool
measure(struct work *work, size_t rounds)
{
	const struct row rows[] = {
		{ .title = "AddRef and Release",
			.measure = TIMES, .goal = 1.2, .units = CALLS,
			.work = work,
			.run = { bare_atomics, add_and_release } },
		{ .title = "10,000 objects saved, loaded (memory)",
			.measure = TIMES, .goal = 10, .units = OBJECTS,
			.work = work,
			.run = { write_and_read, save_and_load_in_memory } },
		{ .title = "10,000 objects saved, loaded (docfile)",
			.measure = TIMES, .goal = 10, .units = OBJECTS,
			.work = work,
			.run = { write_and_read, save_and_load } },
	};
	double bare = nanoseconds(bare_atomics, work);
	double ns = nanoseconds(query_and_release, work);
	bool ok = true;

	printf("%-38s  %6.1f ns  %6.1f ns  %5.2f  <= %.0f ns %s\n",
		"QueryInterface of 8, and Release", bare, ns, ns / bare,
		NS_MOST, row_judge(ns <= NS_MOST));
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
		ok &= row_measure(&rows[i], rounds);
	return ok;
}

bool
rows_objects(const struct plan *plan)
{
	struct work work = { .file = api_path(plan->directory, "objects"),
		.docfile = api_path(plan->directory, "objects.cfb") };
	DWORD number = 0;
	void *thing = NULL;
	bool ok = work.file && work.docfile &&
		SUCCEEDED(stg_register_object_class(&thing_class, &number)) &&
		SUCCEEDED(stg_object_create(&thing_class, NULL,
			&IID_IPersistStream, &thing));

	if (ok) {
		work.thing = thing;
		ok = measure(&work, plan->rounds);
		IPersistStream_Release(work.thing);
		unlink(work.file);
		unlink(work.docfile);
	}
	(void)CoRevokeClassObject(number);
	free(work.file);
	free(work.docfile);
	return ok;
}
