/* SPDX-License-Identifier: MIT */
#include "persist/toys.h"

const CLSID clsid_note = { 0x0A0B0C0D, 1, 2, { 'n', 'o', 't', 'e' } };
const CLSID clsid_chart = { 0x0A0B0C0D, 1, 2, { 'c', 'h', 'a', 'r', 't' } };

int toys;
HRESULT chart_failure;

/* --- The note --- */

STG_UNKNOWN(note, IPersistStream, struct note)
STG_CLASS_ID(note, IPersistStream, struct note)
STG_UNKNOWN(bag, IPropertyBag, struct note)

struct note *
note_of(IPersistStream *stream)
{
	return STG_CONTAINER_OF(stream, struct note, IPersistStream_iface);
}

static HRESULT
note_IsDirty(IPersistStream *iface)
{
	return note_of(iface)->dirty ? S_OK : S_FALSE;
}

static HRESULT
note_Load(IPersistStream *iface, IStream *pStm)
{
	struct note *note = note_of(iface);
	BYTE length;
	ULONG got = 0;
	HRESULT hr = IStream_Read(pStm, &length, 1, &got);

	if (FAILED(hr) || got != 1 || length > NOTE_MOST)
		return FAILED(hr) ? hr : STG_E_READFAULT;
	hr = IStream_Read(pStm, note->text, length, &got);
	if (FAILED(hr) || got != length)
		return FAILED(hr) ? hr : STG_E_READFAULT;
	note->length = length;
	note->dirty = FALSE;
	return S_OK;
}

static HRESULT
note_Save(IPersistStream *iface, IStream *pStm, BOOL fClearDirty)
{
	struct note *note = note_of(iface);
	BYTE length = (BYTE)note->length;
	HRESULT hr = IStream_Write(pStm, &length, 1, NULL);

	if (SUCCEEDED(hr) && length > 0)
		hr = IStream_Write(pStm, note->text, length, NULL);
	if (SUCCEEDED(hr) && fClearDirty)
		note->dirty = FALSE;
	return hr;
}

static HRESULT
note_GetSizeMax(IPersistStream *iface, ULARGE_INTEGER *pcbSize)
{
	pcbSize->QuadPart = 1 + note_of(iface)->length;
	return S_OK;
}

static const IPersistStreamVtbl note_vtbl = {
	.QueryInterface = note_QueryInterface,
	.AddRef = note_AddRef,
	.Release = note_Release,
	.GetClassID = note_GetClassID,
	.IsDirty = note_IsDirty,
	.Load = note_Load,
	.Save = note_Save,
	.GetSizeMax = note_GetSizeMax,
};

static HRESULT
bag_Read(IPropertyBag *iface, LPCOLESTR pszPropName, VARIANT *pVar,
	IErrorLog *pErrorLog)
{
	(void)iface;
	(void)pszPropName;
	(void)pVar;
	(void)pErrorLog;
	return E_INVALIDARG;
}

static HRESULT
bag_Write(IPropertyBag *iface, LPCOLESTR pszPropName, VARIANT *pVar)
{
	(void)iface;
	(void)pszPropName;
	(void)pVar;
	return E_FAIL;
}

static const IPropertyBagVtbl bag_vtbl = {
	.QueryInterface = bag_QueryInterface,
	.AddRef = bag_AddRef,
	.Release = bag_Release,
	.Read = bag_Read,
	.Write = bag_Write,
};

static HRESULT
note_init(struct stg_object *object)
{
	struct note *note = STG_CONTAINER_OF(object, struct note, object);

	note->IPersistStream_iface.lpVtbl = &note_vtbl;
	note->IPropertyBag_iface.lpVtbl = &bag_vtbl;
	toys++;
	return S_OK;
}

static void
toy_done(struct stg_object *object)
{
	(void)object;
	toys--;
}

static const struct stg_interface note_interfaces[] = {
	STG_INTERFACE(IPersistStream, struct note),
	STG_INTERFACE_AS(IPersist, IPersistStream, struct note),
	STG_INTERFACE(IPropertyBag, struct note),
	STG_INTERFACES_END,
};

const struct stg_object_class note_class = {
	.clsid = &clsid_note,
	.size = sizeof(struct note),
	.interfaces = note_interfaces,
	.init = note_init,
	.done = toy_done,
};

IPersistStream *
note_make(const char *text)
{
	struct note *note;
	void *made;

	ck_hr(stg_object_create(&note_class, NULL, &IID_IPersistStream, &made),
		S_OK);
	note = note_of(made);
	note->length = (ULONG)strlen(text);
	note->dirty = TRUE;
	memcpy(note->text, text, note->length);
	return made;
}

/* --- The chart --- */

static struct chart *
from_object(struct stg_object *object)
{
	return STG_CONTAINER_OF(object, struct chart, object);
}

struct chart *
chart_of(IPersistStorage *storage)
{
	return STG_CONTAINER_OF(storage, struct chart,
		persist.IPersistStorage_iface);
}

static HRESULT
chart_open(struct stg_object *object, IStorage *storage)
{
	return IStorage_OpenStream(storage, u"Numbers", NULL, EXCLUSIVE, 0,
		&from_object(object)->numbers);
}

static HRESULT
chart_begin(struct stg_object *object, IStorage *storage)
{
	return IStorage_CreateStream(storage, u"Numbers", EXCLUSIVE, 0, 0,
		&from_object(object)->numbers);
}

static HRESULT
chart_load(struct stg_object *object, IStorage *storage)
{
	struct chart *chart = from_object(object);
	HRESULT hr = chart_open(object, storage);

	return FAILED(hr) ? hr : IStream_Read(chart->numbers, &chart->value,
		sizeof chart->value, NULL);
}

static HRESULT
chart_save(struct stg_object *object, IStorage *storage, BOOL same)
{
	struct chart *chart = from_object(object);
	IStream *to = chart->numbers;
	LARGE_INTEGER zero = { .QuadPart = 0 };
	HRESULT hr = chart_failure;

	if (SUCCEEDED(hr) && !same)
		hr = IStorage_CreateStream(storage, u"Numbers",
			STGM_CREATE | EXCLUSIVE, 0, 0, &to);
	if (FAILED(hr))
		return hr;
	hr = IStream_Seek(to, zero, STREAM_SEEK_SET, NULL);
	if (SUCCEEDED(hr))
		hr = IStream_Write(to, &chart->value, sizeof chart->value,
			NULL);
	if (!same)
		IStream_Release(to);
	return hr;
}

static void
chart_release(struct stg_object *object)
{
	struct chart *chart = from_object(object);

	if (chart->numbers)
		IStream_Release(chart->numbers);
	chart->numbers = NULL;
}

static const struct stg_persist_storage_ops chart_ops = {
	.init_new = chart_begin,
	.load = chart_load,
	.save = chart_save,
	.release = chart_release,
	.reopen = chart_open,
};

static HRESULT
chart_init(struct stg_object *object)
{
	stg_persist_storage_init(
		&from_object(object)->persist, object, &chart_ops);
	toys++;
	return S_OK;
}

static void
chart_done(struct stg_object *object)
{
	stg_persist_storage_done(&from_object(object)->persist);
	toys--;
}

static const struct stg_interface chart_interfaces[] = {
	STG_PERSIST_STORAGE(struct chart, persist),
	STG_INTERFACES_END,
};

const struct stg_object_class chart_class = {
	.clsid = &clsid_chart,
	.size = sizeof(struct chart),
	.interfaces = chart_interfaces,
	.init = chart_init,
	.done = chart_done,
};

IPersistStorage *
chart_make(void)
{
	void *made;

	ck_hr(stg_object_create(&chart_class, NULL, &IID_IPersistStorage,
		&made), S_OK);
	return made;
}
