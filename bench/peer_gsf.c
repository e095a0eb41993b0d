/* SPDX-License-Identifier: MIT */
/* libgsf by its documented interface: files through stdio, as it advises. */
#include "peer.h"

#include <stdlib.h>
#include <string.h>

#include <gsf/gsf.h>
#include <gsf/gsf-doc-meta-data.h>
#include <gsf/gsf-msole-utils.h>

bool
peer_is_there(void)
{
	static bool ready;

	if (getenv("BENCH_PEER") && strcmp(getenv("BENCH_PEER"), "no") == 0)
		return false;
	if (!ready)
		gsf_init();
	ready = true;
	return true;
}

static GsfInfile *
open_file(const char *path)
{
	GsfInput *input = gsf_input_stdio_new(path, NULL);
	GsfInfile *file;

	if (!input)
		return NULL;
	file = gsf_infile_msole_new(input, NULL);
	g_object_unref(input);
	return file;
}

bool
peer_open(const char *path)
{
	GsfInfile *file = open_file(path);

	if (!file)
		return false;
	g_object_unref(file);
	return true;
}

static bool
read_whole(GsfInput *stream)
{
	static guint8 buffer[1 << 20];
	gsf_off_t size = gsf_input_size(stream);

	if (size > (gsf_off_t)sizeof buffer)
		return false;
	return size == 0 || gsf_input_read(stream, (size_t)size, buffer);
}

static bool
read_below(GsfInfile *storage)
{
	int count = gsf_infile_num_children(storage);
	bool ok = true;

	for (int i = 0; ok && i < count; i++) {
		GsfInput *child = gsf_infile_child_by_index(storage, i);

		if (!child)
			return false;
		if (GSF_IS_INFILE(child) &&
			gsf_infile_num_children(GSF_INFILE(child)) >= 0)
			ok = read_below(GSF_INFILE(child));
		else
			ok = read_whole(child);
		g_object_unref(child);
	}
	return ok;
}

bool
peer_read_all(const char *path)
{
	GsfInfile *file = open_file(path);
	bool ok = file && read_below(file);

	if (file)
		g_object_unref(file);
	return ok;
}

bool
peer_read_sequentially(
	const char *path, const char *name, void *buffer, size_t piece)
{
	GsfInfile *file = open_file(path);
	GsfInput *stream = file ? gsf_infile_child_by_name(file, name) : NULL;
	bool ok = stream != NULL;
	gsf_off_t left = ok ? gsf_input_remaining(stream) : 0;

	while (ok && left > 0) {
		size_t n = left < (gsf_off_t)piece ? (size_t)left : piece;

		ok = gsf_input_read(stream, n, buffer) != NULL;
		left -= (gsf_off_t)n;
	}
	if (stream)
		g_object_unref(stream);
	if (file)
		g_object_unref(file);
	return ok;
}

bool
peer_read_randomly(const char *path, const char *name, const uint64_t *offsets,
	size_t count, void *buffer, size_t piece)
{
	GsfInfile *file = open_file(path);
	GsfInput *stream = file ? gsf_infile_child_by_name(file, name) : NULL;
	bool ok = stream != NULL;

	for (size_t i = 0; ok && i < count; i++)
		ok = !gsf_input_seek(
			     stream, (gsf_off_t)offsets[i], G_SEEK_SET) &&
		     gsf_input_read(stream, piece, buffer) != NULL;
	if (stream)
		g_object_unref(stream);
	if (file)
		g_object_unref(file);
	return ok;
}

bool
peer_read_names(const char *path, const char *const *names, size_t count)
{
	GsfInfile *file = open_file(path);
	bool ok = file != NULL;

	for (size_t i = 0; ok && i < count; i++) {
		GsfInput *stream = gsf_infile_child_by_name(file, names[i]);

		ok = stream && read_whole(stream);
		if (stream)
			g_object_unref(stream);
	}
	if (file)
		g_object_unref(file);
	return ok;
}

bool
peer_descend(const char *path, const char *const *names, size_t count)
{
	GsfInfile *at = open_file(path);

	for (size_t i = 0; at && i < count; i++) {
		GsfInput *child = gsf_infile_child_by_name(at, names[i]);

		g_object_unref(at);
		at = child ? GSF_INFILE(child) : NULL;
	}
	if (!at)
		return false;
	g_object_unref(at);
	return true;
}

bool
peer_read_summary(const char *path)
{
	GsfInfile *file = open_file(path);
	GsfInput *stream = file ? gsf_infile_child_by_name(
					  file, "\005SummaryInformation")
				: NULL;
	GsfDocMetaData *properties;
	GError *error = NULL;

	if (stream) {
		properties = gsf_doc_meta_data_new();
		error = gsf_doc_meta_data_read_from_msole(properties, stream);
		g_object_unref(properties);
		g_object_unref(stream);
	}
	if (file)
		g_object_unref(file);
	if (!error)
		return stream != NULL;
	g_error_free(error);
	return false;
}
