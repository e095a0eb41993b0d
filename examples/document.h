/* SPDX-License-Identifier: MIT */
/*
 * A document: text, a chart, a picture and a title, in one compound file. What
 * is changed reaches the file when it is saved, all at once or not at all.
 */
#ifndef DOCUMENT_H
#define DOCUMENT_H

#include <stg/stg.h>

#include "chart.h"

struct document {
	IStorage *root;		/* a transaction over the whole file */
	IStorage *chart_storage;
	IChart *chart;
	IPersistStream *picture; /* NULL: none */
	char *text;		/* UTF-8 */
	char *title;		/* UTF-8 */
};

/* Registers the classes whose objects a document holds. */
HRESULT document_classes_begin(void);
void document_classes_end(void);

/* document_close() is due after a success. */
HRESULT document_new(struct document *document, const char *path);
HRESULT document_open(struct document *document, const char *path);
void document_close(struct document *document);

HRESULT document_set_text(struct document *document, const char *text);
HRESULT document_set_title(struct document *document, const char *title);
HRESULT document_set_picture(struct document *document, const void *bytes,
			     ULONG length);

/* One transaction. */
HRESULT document_save(struct document *document);
/* Back to what was saved last. */
HRESULT document_undo(struct document *document);

#endif
