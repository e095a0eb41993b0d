/* SPDX-License-Identifier: MIT */
/*
 * Two small classes made of <stg/object.h>: a note, which is a text and saves
 * itself to a stream; and a chart, which lives in a storage.
 */
#ifndef TESTS_PERSIST_TOYS_H
#define TESTS_PERSIST_TOYS_H

#include "persist/documents.h"

#define NOTE_MOST 64

struct note {
	struct stg_object object;
	IPersistStream IPersistStream_iface;
	IPropertyBag IPropertyBag_iface;
	BOOL dirty;
	ULONG length;
	char text[NOTE_MOST];
};

struct chart {
	struct stg_object object;
	struct stg_persist_storage persist;
	IStream *numbers; /* kept open in the storage */
	ULONG value;
};

extern const CLSID clsid_note, clsid_chart;
extern const struct stg_object_class note_class, chart_class;

/* How many there are, of both classes. */
extern int toys;
/* What the chart's Save is to return. */
extern HRESULT chart_failure;

struct note *note_of(IPersistStream *stream);
struct chart *chart_of(IPersistStorage *storage);

IPersistStream *note_make(const char *text);
IPersistStorage *chart_make(void);

#endif
