/* SPDX-License-Identifier: MIT */
/*
 *	Root Entry
 *		Text				stream, UTF-8
 *		Chart				storage, an object
 *		Picture				stream, class and object
 *		\5SummaryInformation		property set, the title
 *
 * The root is transacted: writing to elements below it changes nothing in the
 * file until it commits, and then the file is the new one at one stroke.
 */
#include "document.h"

#include <stdlib.h>
#include <string.h>

#include "picture.h"

#define ELEMENT   (STGM_READWRITE | STGM_SHARE_EXCLUSIVE)
#define ROOT      (STGM_TRANSACTED | STGM_READWRITE | STGM_SHARE_EXCLUSIVE)
#define TEXT_MOST (16u << 20)

static DWORD registered[2];

HRESULT
document_classes_begin(void)
{
	HRESULT hr = stg_register_object_class(&chart_class, &registered[0]);

	if (SUCCEEDED(hr))
		hr = stg_register_object_class(&picture_class, &registered[1]);
	return hr;
}

void
document_classes_end(void)
{
	(void)CoRevokeClassObject(registered[0]);
	(void)CoRevokeClassObject(registered[1]);
}

/* --- The parts --- */

static HRESULT
set_string(char **string, const char *value)
{
	char *copy = strdup(value);

	if (!copy)
		return E_OUTOFMEMORY;
	free(*string);
	*string = copy;
	return S_OK;
}

static HRESULT
save_text(struct document *document)
{
	IStream *stream;
	HRESULT hr = IStorage_CreateStream(document->root, OLESTR("Text"),
		STGM_CREATE | ELEMENT, 0, 0, &stream);

	if (FAILED(hr))
		return hr;
	hr = IStream_Write(stream, document->text,
			   (ULONG)strlen(document->text), NULL);
	if (SUCCEEDED(hr))
		hr = IStream_Commit(stream, STGC_DEFAULT);
	IStream_Release(stream);
	return hr;
}

static HRESULT
load_text(struct document *document)
{
	IStream *stream;
	STATSTG stat;
	char *text = NULL;
	ULONG got = 0;
	HRESULT hr = IStorage_OpenStream(document->root, OLESTR("Text"), NULL,
					 ELEMENT, 0, &stream);

	if (FAILED(hr))
		return hr;
	hr = IStream_Stat(stream, &stat, STATFLAG_NONAME);
	if (SUCCEEDED(hr) && stat.cbSize.QuadPart > TEXT_MOST)
		hr = E_FAIL;
	if (SUCCEEDED(hr)) {
		text = malloc(stat.cbSize.LowPart + 1);
		hr = text ? IStream_Read(stream, text, stat.cbSize.LowPart,
					 &got) : E_OUTOFMEMORY;
	}
	IStream_Release(stream);
	if (FAILED(hr)) {
		free(text);
		return hr;
	}
	text[got] = '\0';
	free(document->text);
	document->text = text;
	return S_OK;
}

/* The title is a property of the summary set, where other programs look. */
static HRESULT
open_summary(struct document *document, BOOL create, IPropertyStorage **set)
{
	void *sets;
	HRESULT hr = IStorage_QueryInterface(document->root,
		&IID_IPropertySetStorage, &sets);

	if (FAILED(hr))
		return hr;
	hr = create ? IPropertySetStorage_Create((IPropertySetStorage *)sets,
			&FMTID_SummaryInformation, NULL, PROPSETFLAG_DEFAULT,
			STGM_CREATE | ELEMENT, set) :
		IPropertySetStorage_Open((IPropertySetStorage *)sets,
			&FMTID_SummaryInformation, ELEMENT, set);
	IPropertySetStorage_Release((IPropertySetStorage *)sets);
	return hr;
}

static HRESULT
save_title(struct document *document)
{
	PROPSPEC title = { .ulKind = PRSPEC_PROPID, .propid = PIDSI_TITLE };
	PROPVARIANT value = { .vt = VT_LPSTR, .pszVal = document->title };
	IPropertyStorage *set;
	HRESULT hr = open_summary(document, TRUE, &set);

	if (FAILED(hr))
		return hr;
	hr = IPropertyStorage_WriteMultiple(set, 1, &title, &value,
					    PID_FIRST_USABLE);
	if (SUCCEEDED(hr))
		hr = IPropertyStorage_Commit(set, STGC_DEFAULT);
	IPropertyStorage_Release(set);
	return hr;
}

static HRESULT
load_title(struct document *document)
{
	PROPSPEC title = { .ulKind = PRSPEC_PROPID, .propid = PIDSI_TITLE };
	PROPVARIANT value = { .vt = VT_EMPTY };
	IPropertyStorage *set;
	HRESULT hr = open_summary(document, FALSE, &set);

	if (FAILED(hr))
		return hr;
	hr = IPropertyStorage_ReadMultiple(set, 1, &title, &value);
	if (hr == S_OK && value.vt == VT_LPSTR)
		hr = set_string(&document->title, value.pszVal);
	PropVariantClear(&value);
	IPropertyStorage_Release(set);
	return hr;
}

/* Class, object and all: whoever loads it finds out what it is. */
static HRESULT
save_picture(struct document *document)
{
	IStream *stream;
	HRESULT hr;

	if (!document->picture ||
	    IPersistStream_IsDirty(document->picture) == S_FALSE)
		return S_OK;
	hr = IStorage_CreateStream(document->root, OLESTR("Picture"),
				   STGM_CREATE | ELEMENT, 0, 0, &stream);
	if (FAILED(hr))
		return hr;
	hr = OleSaveToStream(document->picture, stream);
	if (SUCCEEDED(hr))
		hr = IStream_Commit(stream, STGC_DEFAULT);
	IStream_Release(stream);
	return hr;
}

static HRESULT
load_picture(struct document *document)
{
	IStream *stream;
	void *picture = NULL;
	HRESULT hr = IStorage_OpenStream(document->root, OLESTR("Picture"),
					 NULL, ELEMENT, 0, &stream);

	if (hr == STG_E_FILENOTFOUND)
		return S_OK;
	if (FAILED(hr))
		return hr;
	hr = OleLoadFromStream(stream, &IID_IPersistStream, &picture);
	document->picture = picture;
	IStream_Release(stream);
	return hr;
}

static HRESULT
ask_persist(struct document *document, IPersistStorage **persist)
{
	void *found;
	HRESULT hr = IChart_QueryInterface(document->chart,
					   &IID_IPersistStorage, &found);

	*persist = SUCCEEDED(hr) ? found : NULL;
	return hr;
}

static HRESULT
new_chart(struct document *document)
{
	IPersistStorage *persist;
	void *chart;
	HRESULT hr = IStorage_CreateStorage(document->root, OLESTR("Chart"),
		ELEMENT, 0, 0, &document->chart_storage);

	if (SUCCEEDED(hr))
		hr = CoCreateInstance(&CLSID_Chart, NULL, CLSCTX_INPROC_SERVER,
				      &IID_IChart, &chart);
	if (FAILED(hr))
		return hr;
	document->chart = chart;
	hr = ask_persist(document, &persist);
	if (FAILED(hr))
		return hr;
	hr = IPersistStorage_InitNew(persist, document->chart_storage);
	IPersistStorage_Release(persist);
	return hr;
}

static HRESULT
load_chart(struct document *document)
{
	void *chart;
	HRESULT hr = IStorage_OpenStorage(document->root, OLESTR("Chart"),
		NULL, ELEMENT, NULL, 0, &document->chart_storage);

	if (SUCCEEDED(hr))
		hr = OleLoad(document->chart_storage, &IID_IChart, NULL,
			     &chart);
	if (SUCCEEDED(hr))
		document->chart = chart;
	return hr;
}

/* Save, and tell the chart that it may write again, whatever happened. */
static HRESULT
save_chart(struct document *document)
{
	OLECHAR type[] = OLESTR("Paper Chart");
	IPersistStorage *persist;
	HRESULT hr = ask_persist(document, &persist);

	if (FAILED(hr))
		return hr;
	if (IPersistStorage_IsDirty(persist) == S_OK) {
		hr = OleSave(persist, document->chart_storage, TRUE);
		if (SUCCEEDED(hr))
			hr = WriteFmtUserTypeStg(document->chart_storage, 0,
						 type);
		(void)IPersistStorage_SaveCompleted(persist, NULL);
	}
	IPersistStorage_Release(persist);
	return hr;
}

/* --- The whole --- */

static void
release_parts(struct document *document)
{
	if (document->chart)
		IChart_Release(document->chart);
	if (document->chart_storage)
		IStorage_Release(document->chart_storage);
	if (document->picture)
		IPersistStream_Release(document->picture);
	document->chart = NULL;
	document->chart_storage = NULL;
	document->picture = NULL;
}

static HRESULT
load_parts(struct document *document)
{
	HRESULT hr = load_text(document);

	if (SUCCEEDED(hr))
		hr = load_title(document);
	if (SUCCEEDED(hr))
		hr = load_chart(document);
	if (SUCCEEDED(hr))
		hr = load_picture(document);
	return hr;
}

/* Paths are UTF-8 here and UTF-16 in StgCreateDocfile. */
static HRESULT
create_root(const char *path, IStorage **root)
{
	ILockBytes *bytes;
	HRESULT hr = stg_lockbytes_on_file(path, STGM_CREATE | STGM_READWRITE,
					   &bytes);

	if (FAILED(hr))
		return hr;
	hr = StgCreateDocfileOnILockBytes(bytes, STGM_CREATE | STGM_READWRITE |
		STGM_SHARE_EXCLUSIVE, 0, root);
	ILockBytes_Release(bytes);
	if (FAILED(hr))
		return hr;
	IStorage_Release(*root);
	return stg_open(path, ROOT, root);
}

HRESULT
document_new(struct document *document, const char *path)
{
	HRESULT hr;

	memset(document, 0, sizeof *document);
	hr = create_root(path, &document->root);
	if (SUCCEEDED(hr))
		hr = set_string(&document->text, "");
	if (SUCCEEDED(hr))
		hr = set_string(&document->title, "");
	if (SUCCEEDED(hr))
		hr = new_chart(document);
	if (SUCCEEDED(hr))
		hr = document_save(document);
	if (FAILED(hr))
		document_close(document);
	return hr;
}

HRESULT
document_open(struct document *document, const char *path)
{
	HRESULT hr;

	memset(document, 0, sizeof *document);
	hr = stg_open(path, ROOT, &document->root);
	if (SUCCEEDED(hr))
		hr = load_parts(document);
	if (FAILED(hr))
		document_close(document);
	return hr;
}

void
document_close(struct document *document)
{
	release_parts(document);
	if (document->root)
		IStorage_Release(document->root);
	free(document->text);
	free(document->title);
	memset(document, 0, sizeof *document);
}

HRESULT
document_set_text(struct document *document, const char *text)
{
	return set_string(&document->text, text);
}

HRESULT
document_set_title(struct document *document, const char *title)
{
	return set_string(&document->title, title);
}

HRESULT
document_set_picture(struct document *document, const void *bytes,
		     ULONG length)
{
	IPersistStream *picture;
	HRESULT hr = picture_create(bytes, length, &picture);

	if (FAILED(hr))
		return hr;
	if (document->picture)
		IPersistStream_Release(document->picture);
	document->picture = picture;
	return S_OK;
}

HRESULT
document_save(struct document *document)
{
	HRESULT hr = save_text(document);

	if (SUCCEEDED(hr))
		hr = save_title(document);
	if (SUCCEEDED(hr))
		hr = save_chart(document);
	if (SUCCEEDED(hr))
		hr = save_picture(document);
	/* Up to here the file is the old one; after this, the new one. */
	if (SUCCEEDED(hr))
		hr = IStorage_Commit(document->root, STGC_DEFAULT);
	return hr;
}

/* Elements that were open are dead after Revert, so they go before it. */
HRESULT
document_undo(struct document *document)
{
	HRESULT hr;

	release_parts(document);
	hr = IStorage_Revert(document->root);
	return SUCCEEDED(hr) ? load_parts(document) : hr;
}
