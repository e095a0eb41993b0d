/* SPDX-License-Identifier: MIT */
/* The whole of an object that saves itself to a stream: its length, its bytes. */
#include "picture.h"

#include <stdlib.h>
#include <string.h>

#define PICTURE_MOST (64u << 20) /* bytes: a file may claim anything */

const CLSID CLSID_Picture = { 0x6A1A1D92, 0x52F0, 0x4D0E,
	{ 0x9C, 0x4A, 0x1F, 0x0B, 0x67, 0x2D, 0x10, 0x01 } };

struct picture {
	struct stg_object object;
	IPersistStream IPersistStream_iface;
	BOOL dirty;
	ULONG length;
	BYTE *bytes;
};

STG_UNKNOWN(picture, IPersistStream, struct picture)
STG_CLASS_ID(picture, IPersistStream, struct picture)

static struct picture *
from_IPersistStream(IPersistStream *iface)
{
	return STG_CONTAINER_OF(iface, struct picture, IPersistStream_iface);
}

static HRESULT
picture_IsDirty(IPersistStream *iface)
{
	return from_IPersistStream(iface)->dirty ? S_OK : S_FALSE;
}

static HRESULT
picture_Load(IPersistStream *iface, IStream *stream)
{
	struct picture *picture = from_IPersistStream(iface);
	BYTE head[4];
	ULONG got, length;
	BYTE *bytes;
	HRESULT hr = IStream_Read(stream, head, sizeof head, &got);

	if (FAILED(hr) || got < sizeof head)
		return FAILED(hr) ? hr : STG_E_READFAULT;
	length = head[0] | head[1] << 8 | head[2] << 16 | (ULONG)head[3] << 24;
	if (length > PICTURE_MOST)
		return E_FAIL;
	bytes = malloc(length + 1);
	if (!bytes)
		return E_OUTOFMEMORY;
	hr = IStream_Read(stream, bytes, length, &got);
	if (FAILED(hr) || got < length) {
		free(bytes);
		return FAILED(hr) ? hr : STG_E_READFAULT;
	}
	free(picture->bytes);
	picture->bytes = bytes;
	picture->length = length;
	picture->dirty = FALSE;
	return S_OK;
}

static HRESULT
picture_Save(IPersistStream *iface, IStream *stream, BOOL clear)
{
	struct picture *picture = from_IPersistStream(iface);
	BYTE head[4];
	HRESULT hr;

	for (int i = 0; i < 4; i++)
		head[i] = (BYTE)(picture->length >> (8 * i));
	hr = IStream_Write(stream, head, sizeof head, NULL);
	if (SUCCEEDED(hr))
		hr = IStream_Write(stream, picture->bytes, picture->length,
				   NULL);
	if (SUCCEEDED(hr) && clear)
		picture->dirty = FALSE;
	return hr;
}

static HRESULT
picture_GetSizeMax(IPersistStream *iface, ULARGE_INTEGER *size)
{
	size->QuadPart = 4 + (ULONGLONG)from_IPersistStream(iface)->length;
	return S_OK;
}

static const IPersistStreamVtbl picture_vtbl = {
	.QueryInterface = picture_QueryInterface,
	.AddRef = picture_AddRef,
	.Release = picture_Release,
	.GetClassID = picture_GetClassID,
	.IsDirty = picture_IsDirty,
	.Load = picture_Load,
	.Save = picture_Save,
	.GetSizeMax = picture_GetSizeMax,
};

static HRESULT
picture_init(struct stg_object *object)
{
	STG_CONTAINER_OF(object, struct picture, object)
		->IPersistStream_iface.lpVtbl = &picture_vtbl;
	return S_OK;
}

static void
picture_done(struct stg_object *object)
{
	free(STG_CONTAINER_OF(object, struct picture, object)->bytes);
}

static const struct stg_interface picture_interfaces[] = {
	STG_INTERFACE(IPersistStream, struct picture),
	STG_INTERFACE_AS(IPersist, IPersistStream, struct picture),
	STG_INTERFACES_END,
};

const struct stg_object_class picture_class = {
	.clsid = &CLSID_Picture,
	.size = sizeof(struct picture),
	.interfaces = picture_interfaces,
	.init = picture_init,
	.done = picture_done,
};

HRESULT
picture_create(const void *bytes, ULONG length, IPersistStream **picture)
{
	struct picture *made;
	void *object;
	HRESULT hr = stg_object_create(&picture_class, NULL,
				       &IID_IPersistStream, &object);

	*picture = NULL;
	if (FAILED(hr))
		return hr;
	made = from_IPersistStream(object);
	made->bytes = malloc(length + 1);
	if (!made->bytes) {
		IPersistStream_Release((IPersistStream *)object);
		return E_OUTOFMEMORY;
	}
	memcpy(made->bytes, bytes, length);
	made->length = length;
	made->dirty = TRUE;
	*picture = object;
	return S_OK;
}

ULONG
picture_length(IPersistStream *picture)
{
	return from_IPersistStream(picture)->length;
}
