/* SPDX-License-Identifier: MIT */
#include "crash/recorder.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/container.h"

static struct recorder *
from_ILockBytes(ILockBytes *iface)
{
	return container_of(iface, struct recorder, ILockBytes_iface);
}

void
events_drop(struct events *events, size_t count)
{
	for (size_t i = 0; i < count; i++)
		free(events->list[i].bytes);
	if (count != 0)
		memmove(events->list, events->list + count,
			(events->count - count) * sizeof *events->list);
	events->count -= count;
}

void
events_settle(struct events *events, struct image *durable)
{
	size_t count = 0;

	for (size_t i = 0; i < events->count; i++)
		if (events->list[i].kind == EVENT_SYNC)
			count = i + 1;
	for (size_t i = 0; i < count; i++) {
		const struct event *e = &events->list[i];

		if (e->kind == EVENT_WRITE)
			image_write(durable, e->offset, e->bytes, e->length);
		else if (e->kind == EVENT_RESIZE)
			image_resize(durable, e->offset);
	}
	events_drop(events, count);
}

static struct event *
record(struct recorder *recorder, enum event_kind kind, uint64_t offset)
{
	struct events *log = &recorder->log;
	struct event *event;

	if (log->count == log->capacity) {
		log->capacity = log->capacity ? log->capacity * 2 : 64;
		log->list = sure(realloc(log->list,
			log->capacity * sizeof *log->list));
	}
	event = &log->list[log->count++];
	memset(event, 0, sizeof *event);
	event->kind = kind;
	event->offset = offset;
	return event;
}

static void
record_write(struct recorder *recorder, uint64_t offset, const void *bytes,
	size_t length)
{
	struct event *event = record(recorder, EVENT_WRITE, offset);

	event->length = length;
	event->bytes = sure(malloc(length));
	memcpy(event->bytes, bytes, length);
}

static HRESULT
recorder_QueryInterface(ILockBytes *iface, REFIID riid, void **out)
{
	if (!IsEqualIID(riid, &IID_IUnknown) &&
		!IsEqualIID(riid, &IID_ILockBytes)) {
		*out = NULL;
		return E_NOINTERFACE;
	}
	from_ILockBytes(iface)->refs++;
	*out = iface;
	return S_OK;
}

static ULONG
recorder_AddRef(ILockBytes *iface)
{
	return ++from_ILockBytes(iface)->refs;
}

static ULONG
recorder_Release(ILockBytes *iface)
{
	return --from_ILockBytes(iface)->refs;
}

static HRESULT
recorder_ReadAt(ILockBytes *iface, ULARGE_INTEGER offset, void *pv, ULONG cb,
	ULONG *done)
{
	size_t n = image_read(&from_ILockBytes(iface)->image, offset.QuadPart,
		pv, cb);

	if (done)
		*done = (ULONG)n;
	return S_OK;
}

/* Count a change; does this one fail? */
static bool
refused(struct recorder *recorder)
{
	recorder->changes++;
	return recorder->fail_at != 0 &&
		(recorder->changes == recorder->fail_at ||
			(recorder->fail_on &&
				recorder->changes > recorder->fail_at));
}

static void
apply_write(struct recorder *recorder, uint64_t offset, const void *bytes,
	size_t length)
{
	if (length == 0)
		return;
	image_write(&recorder->image, offset, bytes, length);
	if (recorder->logging)
		record_write(recorder, offset, bytes, length);
}

/* Zeros over the first sector of the directory that the header names. */
static void
damage_live_sector(struct recorder *recorder)
{
	static const uint8_t zeros[IMAGE_BLOCK];
	const uint8_t *header = image_block(&recorder->image, 0);
	uint64_t sector = (uint64_t)header[48] | (uint64_t)header[49] << 8 |
		(uint64_t)header[50] << 16;

	if (header[0] == 0xD0)
		apply_write(recorder, (sector + 1) << header[30], zeros,
			sizeof zeros);
}

bool
event_is_record(const struct event *event)
{
	static const uint8_t magic[8] = { 0xA5, 's', 't', 'g', 'M', 'E', 'N',
		'D' };

	if (event->kind != EVENT_WRITE || event->offset == 0)
		return false;
	for (size_t i = 0; i + sizeof magic <= event->length; i += 4)
		if (memcmp(event->bytes + i, magic, sizeof magic) == 0)
			return true;
	return false;
}

/* Break a rule; true if the write is dealt with. */
static bool
misbehave(struct recorder *recorder, uint64_t offset, const void *bytes,
	size_t length)
{
	struct event event = { EVENT_WRITE, offset, length,
		(uint8_t *)(uintptr_t)bytes };

	if (recorder->fault == FAULT_LIVE_SECTOR && offset != 0)
		damage_live_sector(recorder);
	return recorder->fault == FAULT_NO_RECORD && event_is_record(&event);
}

static HRESULT
recorder_WriteAt(ILockBytes *iface, ULARGE_INTEGER offset, const void *pv,
	ULONG cb, ULONG *done)
{
	struct recorder *recorder = from_ILockBytes(iface);
	ULONG n = cb;
	HRESULT hr = S_OK;

	if (refused(recorder)) {
		hr = recorder->failure;
		n = recorder->partly ? cb / 2 : 0;
		if (offset.QuadPart == 0)
			recorder->lost_sync = true;
	}
	if (!misbehave(recorder, offset.QuadPart, pv, n))
		apply_write(recorder, offset.QuadPart, pv, n);
	if (done)
		*done = n;
	return hr;
}

/* Move the header that was just written before the barrier. */
static void
hurry_header(struct recorder *recorder)
{
	struct events *log = &recorder->log;
	struct event last;

	if (log->count < 2 || log->list[log->count - 2].kind != EVENT_SYNC ||
		log->list[log->count - 1].kind != EVENT_WRITE ||
		log->list[log->count - 1].offset != 0)
		return;
	last = log->list[log->count - 1];
	log->list[log->count - 1] = log->list[log->count - 2];
	log->list[log->count - 2] = last;
}

static HRESULT
recorder_Flush(ILockBytes *iface)
{
	struct recorder *recorder = from_ILockBytes(iface);
	const struct events *log = &recorder->log;
	bool after_header;

	if (refused(recorder)) {
		recorder->lost_sync = true;
		return recorder->failure;
	}
	if (!recorder->logging || recorder->fault == FAULT_NO_SYNC)
		return S_OK;
	after_header = log->count != 0 &&
		log->list[log->count - 1].kind == EVENT_WRITE &&
		log->list[log->count - 1].offset == 0;
	if (recorder->fault == FAULT_NO_FIRST_SYNC && !after_header)
		return S_OK;
	if (recorder->fault == FAULT_EARLY_HEADER && after_header)
		hurry_header(recorder);
	record(recorder, EVENT_SYNC, 0);
	return S_OK;
}

static HRESULT
recorder_SetSize(ILockBytes *iface, ULARGE_INTEGER size)
{
	struct recorder *recorder = from_ILockBytes(iface);

	if (refused(recorder))
		return recorder->failure;
	image_resize(&recorder->image, size.QuadPart);
	if (recorder->logging)
		record(recorder, EVENT_RESIZE, size.QuadPart);
	return S_OK;
}

static HRESULT
recorder_LockRegion(ILockBytes *iface, ULARGE_INTEGER offset,
	ULARGE_INTEGER length, DWORD type)
{
	(void)iface;
	(void)offset;
	(void)length;
	(void)type;
	return STG_E_INVALIDFUNCTION;
}

static HRESULT
recorder_Stat(ILockBytes *iface, STATSTG *stat, DWORD flags)
{
	(void)flags;
	memset(stat, 0, sizeof *stat);
	stat->type = STGTY_LOCKBYTES;
	stat->cbSize.QuadPart = from_ILockBytes(iface)->image.size;
	return S_OK;
}

static const ILockBytesVtbl recorder_vtbl = {
	.QueryInterface = recorder_QueryInterface,
	.AddRef = recorder_AddRef,
	.Release = recorder_Release,
	.ReadAt = recorder_ReadAt,
	.WriteAt = recorder_WriteAt,
	.Flush = recorder_Flush,
	.SetSize = recorder_SetSize,
	.LockRegion = recorder_LockRegion,
	.UnlockRegion = recorder_LockRegion,
	.Stat = recorder_Stat,
};

void
recorder_init(struct recorder *recorder, struct image *image)
{
	memset(recorder, 0, sizeof *recorder);
	recorder->ILockBytes_iface.lpVtbl = &recorder_vtbl;
	recorder->refs = 1;
	recorder->image = *image;
	image_init(image);
}

void
recorder_done(struct recorder *recorder)
{
	if (recorder->refs != 1) {
		fprintf(stderr, "%u references on a byte array are left\n",
			recorder->refs - 1);
		abort();
	}
	events_drop(&recorder->log, recorder->log.count);
	free(recorder->log.list);
	image_done(&recorder->image);
}
