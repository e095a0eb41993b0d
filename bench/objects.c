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
#define CALLS_MOST 1.2
#define CALL_ROUNDS 15

/* --- An object with eight interfaces --- */

struct thing {
	struct stg_object object;
	IPersistStream IPersistStream_iface;
	BYTE payload[PAYLOAD];
};

static const CLSID clsid_thing = { 0x5EED, 1, 2, { 't', 'h', 'i', 'n', 'g' } };

STG_UNKNOWN(thing, IPersistStream, struct thing)
STG_CLASS_ID(thing, IPersistStream, struct thing)

static struct thing *
thing_of(IPersistStream *iface)
{
	return STG_CONTAINER_OF(iface, struct thing, IPersistStream_iface);
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
	IUnknown *bare;
	IPersistStream *thing;
	char *file;
	char *docfile;
};

/* --- IUnknown --- */

/* Both tell the count, as AddRef and Release have to: 2 and 1. */
#define SUM (3 * CALLS)

static ULONG bare_count = 1;

static bool
bare_atomics(void *context)
{
	ULONG sum = 0;

	(void)context;
	for (int i = 0; i < CALLS; i++) {
		sum += __atomic_add_fetch(&bare_count, 1, __ATOMIC_RELAXED);
		sum += __atomic_sub_fetch(&bare_count, 1, __ATOMIC_ACQ_REL);
	}
	return sum == SUM;
}

/*
 * The same two where every caller has to reach them, behind the pointers of an
 * interface, and nothing else: no unknown in control, no end. What looks up the
 * pointers waits for the atomic operation before it, so this is not as fast.
 */
static ULONG
bare_AddRef(IUnknown *iface)
{
	(void)iface;
	return __atomic_add_fetch(&bare_count, 1, __ATOMIC_RELAXED);
}

static ULONG
bare_Release(IUnknown *iface)
{
	(void)iface;
	return __atomic_sub_fetch(&bare_count, 1, __ATOMIC_ACQ_REL);
}

static const IUnknownVtbl bare_vtbl = {
	.AddRef = bare_AddRef,
	.Release = bare_Release,
};

static bool
count_by_calls(IUnknown *unknown)
{
	ULONG sum = 0;

	for (int i = 0; i < CALLS; i++) {
		sum += IUnknown_AddRef(unknown);
		sum += IUnknown_Release(unknown);
	}
	return sum == SUM;
}

static bool
bare_calls(void *context)
{
	return count_by_calls(((struct work *)context)->bare);
}

static bool
add_and_release(void *context)
{
	return count_by_calls((IUnknown *)((struct work *)context)->thing);
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
	double now;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &begin);
	if (!run(context))
		return 1e9;
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &end);
	now = (double)(end.tv_sec - begin.tv_sec) * 1e9 +
		(double)(end.tv_nsec - begin.tv_nsec);
	return now / CALLS;
}

/*
 * The best of many rounds in turn, in the time of this process alone: what
 * takes a few nanoseconds is disturbed by everything.
 */
static void
measure_calls(struct work *work)
{
	bool (*const run[])(void *) = { bare_atomics, bare_calls,
		add_and_release, query_and_release };
	double best[] = { 1e9, 1e9, 1e9, 1e9 };

	for (int round = 0; round < CALL_ROUNDS; round++) {
		for (size_t i = 0; i < sizeof run / sizeof run[0]; i++) {
			double now = nanoseconds(run[i], work);

			best[i] = now < best[i] ? now : best[i];
		}
	}
	printf("%-38s  %6.1f ns  %6.1f ns  %5.2f\n",
		"two atomic operations, called", best[0], best[1],
		best[1] / best[0]);
	printf("%-38s  %6.1f ns  %6.1f ns  %5.2f  <= %.2f %s\n",
		"AddRef and Release", best[1], best[2], best[2] / best[1],
		CALLS_MOST, row_judge(best[2] <= best[1] * CALLS_MOST));
	printf("%-38s  %6.1f ns  %6.1f ns  %5.2f  <= %.0f ns %s\n",
		"QueryInterface of 8, and Release", best[0], best[3],
		best[3] / best[0], NS_MOST, row_judge(best[3] <= NS_MOST));
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
		{ .title = "10,000 objects saved, loaded (memory)",
			.measure = TIMES, .goal = 10, .units = OBJECTS,
			.work = work,
			.run = { write_and_read, save_and_load_in_memory } },
		{ .title = "10,000 objects saved, loaded (docfile)",
			.measure = TIMES, .goal = 10, .units = OBJECTS,
			.work = work,
			.run = { write_and_read, save_and_load } },
	};
	bool ok = true;

	measure_calls(work);
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
		ok &= row_measure(&rows[i], rounds);
	return ok;
}

bool
rows_objects(const struct plan *plan)
{
	IUnknown bare = { &bare_vtbl };
	struct work work = {
		.bare = &bare,
		.file = api_path(plan->directory, "objects"),
		.docfile = api_path(plan->directory, "objects.cfb"),
	};
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
