/* SPDX-License-Identifier: MIT */
/* Manifests are read with jansson, if the program was built with it. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#ifdef HAVE_JANSSON
#include <jansson.h>
#endif

#include "manifest.h"
#include "memory.h"
#include "moment.h"

static char *
path_in(const char *directory)
{
	struct text path = { 0 };

	text_addf(&path, "%s/" MANIFEST_NAME, directory);
	return path.data;
}

#ifdef HAVE_JANSSON

struct manifest {
	json_t *document;
	json_t *files; /* the elements that nobody asked for yet */
	json_t *all;   /* by "file" */
	struct facts facts;
};

static const char *
text_of(json_t *element, const char *key)
{
	return json_string_value(json_object_get(element, key));
}

static bool
read_time(json_t *element, const char *key, FILETIME *time)
{
	const char *text = text_of(element, key);

	*time = (FILETIME){ 0, 0 };
	return !json_object_get(element, key) ||
	       (text && moment_parse(text, time));
}

static bool
read_facts(json_t *element, struct facts *facts)
{
	json_t *state = json_object_get(element, "state");
	const char *clsid = text_of(element, "clsid");
	json_int_t bits = state ? json_integer_value(state) : 0;

	*facts = (struct facts){ .name = text_of(element, "name") };
	if (!facts->name || (state && !json_is_integer(state)) || bits < 0 ||
		bits > UINT32_MAX)
		return false;
	facts->state_bits = (uint32_t)bits;
	if (json_object_get(element, "clsid") &&
		(!clsid || FAILED(stg_guid_from_text(clsid, &facts->clsid))))
		return false;
	return read_time(element, "created", &facts->ctime) &&
	       read_time(element, "modified", &facts->mtime);
}

/* Each file once, and all that is said about it of the right kind. */
static const char *
index_elements(struct manifest *manifest)
{
	json_t *elements = json_object_get(manifest->document, "elements");
	json_t *schema = json_object_get(manifest->document, "schema");
	const char *verb = text_of(manifest->document, "verb");
	json_t *element;
	size_t i;

	if (!verb || strcmp(verb, "manifest") != 0)
		return "is not a manifest";
	if (json_integer_value(schema) != 1)
		return "is of a schema that this program does not know";
	if (!json_is_array(elements))
		return "has no elements";
	json_array_foreach(elements, i, element) {
		const char *file = text_of(element, "file");
		struct facts facts;

		if (!file || !read_facts(element, &facts))
			return "has an element that makes no sense";
		if (json_object_get(manifest->all, file))
			return "names a file twice";
		if (json_object_set(manifest->all, file, element) != 0 ||
			json_object_set(manifest->files, file, element) != 0)
			return "is too large";
	}
	return NULL;
}

static enum exit_code
load(struct manifest **out, const char *path)
{
	struct place place = { path, NULL };
	struct manifest *manifest = memory_resize(NULL, 1, sizeof(*manifest));
	json_error_t error;
	const char *why = NULL;

	*manifest = (struct manifest){
		.document = json_load_file(
			path, JSON_REJECT_DUPLICATES, &error),
		.files = json_object(),
		.all = json_object(),
	};
	if (!manifest->document)
		report_text(&place, "cannot read, line %d: %s", error.line,
			error.text);
	else
		why = index_elements(manifest);
	if (why)
		report_text(&place, "%s", why);
	if (manifest->document && !why) {
		*out = manifest;
		return EXIT_DONE;
	}
	manifest_free(manifest);
	return EXIT_FAILED;
}

void
manifest_free(struct manifest *manifest)
{
	if (!manifest)
		return;
	json_decref(manifest->document);
	json_decref(manifest->files);
	json_decref(manifest->all);
	free(manifest);
}

unsigned
manifest_version(const struct manifest *manifest)
{
	json_t *version = json_object_get(manifest->document, "version");

	return json_integer_value(version) == 4 ? 4 : 3;
}

const struct facts *
manifest_find(struct manifest *manifest, const char *file)
{
	json_t *element = json_object_get(manifest->all, file);

	if (!element)
		return NULL;
	(void)json_object_del(manifest->files, file);
	read_facts(element, &manifest->facts);
	return &manifest->facts;
}

bool
manifest_is_used(const struct manifest *manifest, const char *directory)
{
	const char *file;
	json_t *element;

	json_object_foreach(manifest->files, file, element) {
		report_text(&(struct place){ directory, NULL },
			"%s is missing, but in the manifest", file);
		return false;
	}
	return true;
}

#else

static enum exit_code
load(struct manifest **manifest, const char *path)
{
	*manifest = NULL;
	report_text(&(struct place){ path, NULL },
		"this stgbrowse was built without jansson, so it cannot read "
		"manifests; see --plain");
	return EXIT_FAILED;
}

void
manifest_free(struct manifest *manifest)
{
	(void)manifest;
}

unsigned
manifest_version(const struct manifest *manifest)
{
	(void)manifest;
	return 3;
}

const struct facts *
manifest_find(struct manifest *manifest, const char *file)
{
	(void)manifest, (void)file;
	return NULL;
}

bool
manifest_is_used(const struct manifest *manifest, const char *directory)
{
	(void)manifest, (void)directory;
	return true;
}

#endif

enum exit_code
manifest_load(struct manifest **manifest, const char *directory)
{
	char *path = path_in(directory);
	enum exit_code code = EXIT_DONE;

	*manifest = NULL;
	if (access(path, F_OK) == 0)
		code = load(manifest, path);
	free(path);
	return code;
}
