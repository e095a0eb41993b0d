/* SPDX-License-Identifier: MIT */
/*
 * paper new FILE		a new, empty document
 * paper show FILE		what it holds
 * paper edit FILE		changes, a line each, from the standard input:
 *				title ..., text ..., point NUMBER,
 *				picture PATH, undo, save
 * paper grow FILE		saves version after version until it is stopped
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "document.h"
#include "picture.h"

#define LINE_MOST    4096
#define PICTURE_MOST (1u << 20)

static int
complain(const char *what, HRESULT hr)
{
	fprintf(stderr, "paper: %s: %s (%s)\n", what, stg_hresult_text(hr),
		stg_hresult_name(hr) ? stg_hresult_name(hr) : "?");
	return 1;
}

static void
show(struct document *document)
{
	ULONG count = IChart_Count(document->chart);

	printf("title: %s\n", document->title);
	printf("text: %s\n", document->text);
	printf("chart: %u points", (unsigned)count);
	if (count > 0)
		printf(", the last %d",
		       (int)IChart_Get(document->chart, count - 1));
	putchar('\n');
	if (document->picture)
		printf("picture: %u bytes\n",
		       (unsigned)picture_length(document->picture));
}

static HRESULT
set_picture(struct document *document, const char *path)
{
	static char bytes[PICTURE_MOST];
	FILE *file = fopen(path, "rb");
	size_t length;

	if (!file)
		return STG_E_FILENOTFOUND;
	length = fread(bytes, 1, sizeof bytes, file);
	fclose(file);
	return document_set_picture(document, bytes, (ULONG)length);
}

static HRESULT
obey(struct document *document, const char *command, const char *rest)
{
	if (strcmp(command, "title") == 0)
		return document_set_title(document, rest);
	if (strcmp(command, "text") == 0)
		return document_set_text(document, rest);
	if (strcmp(command, "point") == 0)
		return IChart_Append(
			document->chart, (LONG)strtol(rest, NULL, 10));
	if (strcmp(command, "picture") == 0)
		return set_picture(document, rest);
	if (strcmp(command, "undo") == 0)
		return document_undo(document);
	if (strcmp(command, "save") == 0)
		return document_save(document);
	return E_INVALIDARG;
}

static int
edit(struct document *document)
{
	char line[LINE_MOST];

	while (fgets(line, sizeof line, stdin)) {
		char *rest;
		HRESULT hr;

		line[strcspn(line, "\n")] = '\0';
		rest = line + strcspn(line, " ");
		if (*rest)
			*rest++ = '\0';
		hr = obey(document, line, rest);
		if (FAILED(hr))
			return complain(line, hr);
	}
	show(document);
	return 0;
}

/* Whenever it is stopped, all parts are of one version: see paper.sh. */
static int
grow(struct document *document)
{
	for (;;) {
		ULONG version = IChart_Count(document->chart) + 1;
		char words[32];
		HRESULT hr;

		snprintf(words, sizeof words, "version %u", (unsigned)version);
		hr = document_set_text(document, words);
		if (SUCCEEDED(hr))
			hr = document_set_title(document, words);
		if (SUCCEEDED(hr))
			hr = IChart_Append(document->chart,
				(LONG)version);
		if (SUCCEEDED(hr))
			hr = document_save(document);
		if (FAILED(hr))
			return complain("cannot save", hr);
	}
}

static int
usage(void)
{
	fputs("usage: paper new|show|edit|grow FILE\n", stderr);
	return 2;
}

static int
run(const char *verb, const char *path)
{
	struct document document;
	int status = 0;
	HRESULT hr = strcmp(verb, "new") == 0 ?
		document_new(&document, path) :
		document_open(&document, path);

	if (FAILED(hr))
		return complain(path, hr);
	if (strcmp(verb, "show") == 0)
		show(&document);
	else if (strcmp(verb, "edit") == 0)
		status = edit(&document);
	else if (strcmp(verb, "grow") == 0)
		status = grow(&document);
	else if (strcmp(verb, "new") != 0)
		status = usage();
	document_close(&document);
	return status;
}

int
main(int argc, char **argv)
{
	int status;
	HRESULT hr;

	if (argc != 3)
		return usage();
	hr = document_classes_begin();
	if (FAILED(hr))
		return complain("classes", hr);
	status = run(argv[1], argv[2]);
	document_classes_end();
	return status;
}
