/* SPDX-License-Identifier: MIT */
/*
 * The chart is saved incrementally: numbers that were appended since the last
 * time go behind those that the stream holds already.
 */
#include "chart.h"

#include <stdlib.h>

#define MODE  (STGM_READWRITE | STGM_SHARE_EXCLUSIVE)
#define VALUE 4 /* bytes of a number */

const IID IID_IChart = { 0x6A1A1D90, 0x52F0, 0x4D0E,
	{ 0x9C, 0x4A, 0x1F, 0x0B, 0x67, 0x2D, 0x10, 0x01 } };
const CLSID CLSID_Chart = { 0x6A1A1D91, 0x52F0, 0x4D0E,
	{ 0x9C, 0x4A, 0x1F, 0x0B, 0x67, 0x2D, 0x10, 0x01 } };

struct chart {
	struct stg_object object;
	struct stg_persist_storage persist;
	IChart IChart_iface;
	IStream *points; /* open as long as the chart has its storage */
	LONG *values;
	ULONG count, room;
	ULONG saved; /* of them are in the stream */
};

STG_UNKNOWN(chart, IChart, struct chart)

static struct chart *
from_IChart(IChart *iface)
{
	return STG_CONTAINER_OF(iface, struct chart, IChart_iface);
}

static struct chart *
from_object(struct stg_object *object)
{
	return STG_CONTAINER_OF(object, struct chart, object);
}

/* --- What it is for --- */

static HRESULT
append(struct chart *chart, LONG value)
{
	if (chart->count == chart->room) {
		ULONG room = chart->room ? 2 * chart->room : 16;
		LONG *values = realloc(chart->values, room * sizeof *values);

		if (!values)
			return E_OUTOFMEMORY;
		chart->values = values;
		chart->room = room;
	}
	chart->values[chart->count++] = value;
	return S_OK;
}

static HRESULT
chart_Append(IChart *iface, LONG value)
{
	struct chart *chart = from_IChart(iface);

	chart->persist.dirty = TRUE;
	return append(chart, value);
}

static ULONG
chart_Count(IChart *iface)
{
	return from_IChart(iface)->count;
}

static LONG
chart_Get(IChart *iface, ULONG index)
{
	return from_IChart(iface)->values[index];
}

static const IChartVtbl chart_vtbl = {
	.QueryInterface = chart_QueryInterface,
	.AddRef = chart_AddRef,
	.Release = chart_Release,
	.Append = chart_Append,
	.Count = chart_Count,
	.Get = chart_Get,
};

/* --- How it is saved: the base calls these --- */

static void
put_value(BYTE bytes[VALUE], LONG value)
{
	for (int i = 0; i < VALUE; i++)
		bytes[i] = (BYTE)((ULONG)value >> (8 * i));
}

static LONG
get_value(const BYTE bytes[VALUE])
{
	ULONG value = 0;

	for (int i = 0; i < VALUE; i++)
		value |= (ULONG)bytes[i] << (8 * i);
	return (LONG)value;
}

static HRESULT
chart_init_new(struct stg_object *object, IStorage *storage)
{
	return IStorage_CreateStream(storage, OLESTR("Points"), MODE, 0, 0,
				     &from_object(object)->points);
}

static HRESULT
chart_reopen(struct stg_object *object, IStorage *storage)
{
	return IStorage_OpenStream(storage, OLESTR("Points"), NULL, MODE, 0,
				   &from_object(object)->points);
}

static HRESULT
chart_load(struct stg_object *object, IStorage *storage)
{
	struct chart *chart = from_object(object);
	HRESULT hr = chart_reopen(object, storage);
	BYTE bytes[VALUE];
	ULONG got;

	while (SUCCEEDED(hr)) {
		hr = IStream_Read(chart->points, bytes, VALUE, &got);
		if (FAILED(hr) || got < VALUE)
			break;
		hr = append(chart, get_value(bytes));
	}
	chart->saved = chart->count;
	return hr;
}

static HRESULT
write_from(struct chart *chart, IStream *stream, ULONG first)
{
	LARGE_INTEGER at = { .QuadPart = (LONGLONG)first * VALUE };
	HRESULT hr = IStream_Seek(stream, at, STREAM_SEEK_SET, NULL);
	BYTE bytes[VALUE];

	for (ULONG i = first; SUCCEEDED(hr) && i < chart->count; i++) {
		put_value(bytes, chart->values[i]);
		hr = IStream_Write(stream, bytes, VALUE, NULL);
	}
	return SUCCEEDED(hr) ? IStream_Commit(stream, STGC_DEFAULT) : hr;
}

static HRESULT
chart_save(struct stg_object *object, IStorage *storage, BOOL same)
{
	struct chart *chart = from_object(object);
	IStream *copy;
	HRESULT hr;

	if (same) {
		hr = write_from(chart, chart->points, chart->saved);
		if (SUCCEEDED(hr))
			chart->saved = chart->count;
		return hr;
	}
	hr = IStorage_CreateStream(storage, OLESTR("Points"),
				   STGM_CREATE | MODE, 0, 0, &copy);
	if (FAILED(hr))
		return hr;
	hr = write_from(chart, copy, 0);
	IStream_Release(copy);
	return hr;
}

static void
chart_release(struct stg_object *object)
{
	struct chart *chart = from_object(object);

	if (chart->points)
		IStream_Release(chart->points);
	chart->points = NULL;
}

static const struct stg_persist_storage_ops chart_ops = {
	.init_new = chart_init_new,
	.load = chart_load,
	.save = chart_save,
	.release = chart_release,
	.reopen = chart_reopen,
};

/* --- The class --- */

static HRESULT
chart_init(struct stg_object *object)
{
	struct chart *chart = from_object(object);

	chart->IChart_iface.lpVtbl = &chart_vtbl;
	stg_persist_storage_init(&chart->persist, object, &chart_ops);
	return S_OK;
}

static void
chart_done(struct stg_object *object)
{
	struct chart *chart = from_object(object);

	stg_persist_storage_done(&chart->persist);
	free(chart->values);
}

static const struct stg_interface chart_interfaces[] = {
	STG_INTERFACE(IChart, struct chart),
	STG_PERSIST_STORAGE(struct chart, persist),
	STG_INTERFACES_END,
};

const struct stg_object_class chart_class = {
	.clsid = &CLSID_Chart,
	.size = sizeof(struct chart),
	.interfaces = chart_interfaces,
	.init = chart_init,
	.done = chart_done,
};
