/* SPDX-License-Identifier: MIT */
/* props: the property sets of a file, or of a storage in it. */
#define COBJMACROS
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <stg/helpers.h>
#include <stg/memory.h>

#include "edit.h"
#include "escape.h"
#include "json.h"
#include "props-check.h"
#include "props-export.h"
#include "props-import.h"
#include "propset.h"
#include "propvalue.h"
#include "target.h"
#include "terminal.h"

static struct {
	const char *type;
} options;

static const struct option_spec specs[] = {
	{ 't', "type", OPTION_TEXT, &options.type, "TYPE",
		"set: the type of the value (that of the old one)" },
	{ .name = NULL },
};

/* What a property is asked for by: [SET:]NAME or [SET:]#NUMBER. */
struct request {
	const char *name; /* as it was typed, behind the set */
	FMTID fmtid;
	bool any; /* no set was named */
	bool is_number;
	PROPID number;
};

static bool
request_parse(struct request *request, const char *text)
{
	const char *colon = strchr(text, ':');
	char *end = NULL;

	*request = (struct request){ .name = text, .any = true };
	if (colon && propset_format_parse(
			     text, (size_t)(colon - text), &request->fmtid)) {
		request->any = false;
		request->name = colon + 1;
	}
	if (request->name[0] == '#') {
		request->number = (PROPID)strtoul(request->name + 1, &end, 0);
		request->is_number = end != request->name + 1 && !*end;
	}
	if (request->name[0])
		return true;
	report_usage("%s: not the name of a property", text);
	return false;
}

/* --- All properties of a set ---------------------------------------------- */

typedef HRESULT (*property_fn)(
	struct propset *set, const STATPROPSTG *property, void *context);

static HRESULT
each_property(struct propset *set, property_fn fn, void *context)
{
	IEnumSTATPROPSTG *list;
	STATPROPSTG property;
	HRESULT hr = IPropertyStorage_Enum(set->set, &list);

	if (FAILED(hr))
		return hr;
	while (hr == S_OK &&
		IEnumSTATPROPSTG_Next(list, 1, &property, NULL) == S_OK) {
		hr = fn(set, &property, context);
		CoTaskMemFree(property.lpwstrName);
	}
	IEnumSTATPROPSTG_Release(list);
	return hr;
}

/* --- Showing -------------------------------------------------------------- */

struct show {
	struct json json;
	bool further;
	bool bytes; /* export: those of the streams, too */
};

/* Paths and other text are what they are, but for what steers a terminal. */
static void
put_safe(const char *bytes)
{
	struct text text = { 0 };

	escape_shown(&text, bytes, strlen(bytes));
	fputs(terminal_safe(STREAM_OUTPUT, text_get(&text)), stdout);
	text_done(&text);
}

/* What could be taken for the end of an element has a backslash before it. */
static void
put_element(const char *bytes)
{
	struct text text = { 0 };

	for (; *bytes; bytes++) {
		if (*bytes == ';' || *bytes == '\\')
			text_add(&text, "\\");
		text_add_bytes(&text, bytes, 1);
	}
	put_safe(text_get(&text));
	text_done(&text);
}

static void
put_value(
	const PROPVARIANT *value, WORD codepage, bool duration, unsigned depth)
{
	struct text text = { 0 };
	ULONG count = propvalue_count(value);

	for (ULONG i = 0; i < count && depth < 8; i++) {
		PROPVARIANT one = propvalue_element(value, i);

		fputs(i ? "; " : "", stdout);
		put_value(&one, codepage, duration, depth + 1);
	}
	if (!propvalue_is_list(value)) {
		propvalue_show(&text, value, codepage, duration);
		(depth ? put_element : put_safe)(text_get(&text));
	}
	text_done(&text);
}

/* As wide as that, whatever script it is in. */
static void
put_column(const char *escaped, unsigned width)
{
	const char *shown = terminal_safe(STREAM_OUTPUT, escaped);
	unsigned columns = text_columns(shown);

	fputs(shown, stdout);
	printf("%*s", (int)(columns < width ? width - columns : 0), "");
}

static HRESULT
show_line(struct propset *set, const STATPROPSTG *property, void *context)
{
	struct text name = { 0 }, type = { 0 };
	PROPVARIANT value;

	(void)context;
	propset_property(&name, set, property);
	propvalue_type(&type, property->vt);
	fputs("  ", stdout);
	put_column(text_get(&name), 24);
	printf(" %-17s ", text_get(&type));
	if (propset_read(set, property->propid, &value) == S_OK)
		put_value(&value, set->codepage,
			propset_is_duration(&set->fmtid, property->propid), 0);
	else if (property->vt != VT_EMPTY && property->vt != VT_NULL)
		fputs("missing", stdout);
	putchar('\n');
	PropVariantClear(&value);
	text_done(&name);
	text_done(&type);
	return S_OK;
}

static HRESULT
show_json(struct propset *set, const STATPROPSTG *property, void *context)
{
	struct show *show = context;
	struct text name = { 0 }, type = { 0 };
	PROPVARIANT value;

	propset_property(&name, set, property);
	propvalue_type(&type, property->vt);
	json_object_begin(&show->json, NULL);
	json_number(&show->json, "id", property->propid);
	json_text(&show->json, "name", text_get(&name));
	json_text(&show->json, "type", text_get(&type));
	if (propset_read(set, property->propid, &value) == S_OK)
		propvalue_json(&show->json, "value", &value, set->codepage,
			propset_is_duration(&set->fmtid, property->propid));
	json_object_end(&show->json);
	PropVariantClear(&value);
	text_done(&name);
	text_done(&type);
	return S_OK;
}

static HRESULT
show_set(struct propset *set, void *context)
{
	struct show *show = context;
	const char *known = stg_fmtid_name(&set->fmtid);
	struct text format = { 0 };
	HRESULT hr;

	propset_format(&format, &set->fmtid);
	if (show->json.active) {
		json_object_begin(&show->json, NULL);
		json_text(&show->json, "stream", text_get(&set->shown));
		json_text(&show->json, "set", text_get(&format));
		if (known)
			json_text(&show->json, "meaning", known);
		json_number(&show->json, "codepage", set->codepage);
		json_array_begin(&show->json, "properties");
		hr = each_property(set, show_json, show);
		json_array_end(&show->json);
		if (show->bytes && set->section == 0)
			props_export_bytes(&show->json, set);
		json_object_end(&show->json);
	} else {
		printf("%s%s%s: %s%s%s, code page %u%s\n",
			show->further ? "\n" : "", style_begin(STYLE_HEADING),
			terminal_safe(STREAM_OUTPUT, text_get(&set->shown)),
			text_get(&format), known ? ", " : "",
			known ? known : "", set->codepage, style_end());
		show->further = true;
		hr = each_property(set, show_line, show);
	}
	text_done(&format);
	return hr;
}

static enum exit_code
show_all(struct show show, int count, char **operands)
{
	struct target target;
	enum exit_code code = target_open(&target, operands[0]);
	struct propset_walk walk = { .mode = STGM_READ,
		.place = target.place,
		.fn = show_set,
		.context = &show };
	HRESULT hr = S_OK;

	if (target.storage) {
		walk.place.inner = count > 1 ? operands[1] : NULL;
		hr = stg_open_storage(target.storage,
			count > 1 ? operands[1] : "",
			STGM_READ | STGM_SHARE_EXCLUSIVE, &walk.storage);
		if (show.bytes)
			json_begin_file(
				&show.json, stdout, "props", target.shown.data);
		else
			json_begin(&show.json, "props", target.shown.data);
		json_list(&show.json, "sets");
		if (SUCCEEDED(hr))
			hr = propset_each(&walk);
		json_list_end(&show.json);
		json_end(&show.json);
		if (walk.storage)
			IStorage_Release(walk.storage);
	}
	if (FAILED(hr)) {
		report(&walk.place, "cannot read its properties", hr);
		code = exit_worse(code, EXIT_NEGATIVE);
	}
	if (walk.damaged)
		code = exit_worse(code, EXIT_DAMAGED);
	return target_close(&target, code);
}

static enum exit_code
run_show(int count, char **operands)
{
	return show_all((struct show){ .bytes = false }, count, operands);
}

static enum exit_code
run_export(int count, char **operands)
{
	return show_all((struct show){ .bytes = true }, count, operands);
}

static enum exit_code
run_import(int count, char **operands)
{
	struct edit edit;
	enum exit_code code = edit_open(&edit, operands[0]);

	(void)count;
	if (code == EXIT_DONE)
		code = props_import(&edit, operands[1]);
	return edit_close(&edit, code);
}

/* --- One property --------------------------------------------------------- */

struct search {
	const struct request *request;
	bool found;
	PROPID propid;
	VARTYPE vt;
	struct show show;   /* get */
	const char *text;   /* set */
	VARTYPE wanted;     /* set: VT_ILLEGAL: as it is */
	bool remove;
	bool bad;	 /* the text is no such value */
	WORD unsayable;	 /* or text that this code page has not; 0: it has */
};

static HRESULT
match(struct propset *set, const STATPROPSTG *property, void *context)
{
	struct search *search = context;
	const struct request *request = search->request;
	const char *known = stg_property_name(&set->fmtid, property->propid);
	struct text name = { 0 };

	propset_property(&name, set, property);
	search->found =
		request->is_number
			? property->propid == request->number
			: strcmp(text_get(&name), request->name) == 0 ||
				  (known && strcmp(known, request->name) == 0);
	text_done(&name);
	if (!search->found)
		return S_OK;
	search->propid = property->propid;
	search->vt = property->vt;
	if (search->show.json.active)
		(void)show_json(set, property, &search->show);
	return S_FALSE;
}

static HRESULT
find_in(struct propset *set, struct search *search)
{
	if (!search->request->any &&
		!IsEqualGUID(&set->fmtid, &search->request->fmtid))
		return S_OK;
	search->found = false;
	return each_property(set, match, search);
}

static HRESULT
get_from(struct propset *set, void *context)
{
	struct search *search = context;
	HRESULT hr = find_in(set, search);
	PROPVARIANT value;

	if (!search->found || search->show.json.active)
		return hr;
	hr = propset_read(set, search->propid, &value);
	if (hr == S_OK) {
		put_value(&value, set->codepage,
			propset_is_duration(&set->fmtid, search->propid), 0);
		putchar('\n');
	}
	PropVariantClear(&value);
	return FAILED(hr) ? hr : S_FALSE;
}

static enum exit_code
finish_search(const struct place *place, const struct search *search,
	const char *name, HRESULT hr)
{
	if (search->unsayable) {
		report_text(place,
			"%s: code page %u has not all of these characters; "
			"as -t lpwstr they can be written",
			name, search->unsayable);
		return EXIT_FAILED;
	}
	if (search->bad) {
		report_text(place, "%s: not a value of that type", name);
		return EXIT_FAILED;
	}
	if (FAILED(hr)) {
		report(place, name, hr);
		return EXIT_FAILED;
	}
	if (!search->found) {
		report_text(place, "%s: no such property", name);
		return EXIT_NEGATIVE;
	}
	return EXIT_DONE;
}

static enum exit_code
run_get(int count, char **operands)
{
	struct request request;
	struct search search = { .request = &request };
	struct target target;
	enum exit_code code;

	(void)count;
	if (!request_parse(&request, operands[1]))
		return EXIT_FAILED;
	code = target_open(&target, operands[0]);
	if (target.storage) {
		struct propset_walk walk = { target.storage, STGM_READ,
			target.place, get_from, &search, false };
		struct json *json = &search.show.json;
		HRESULT hr;

		json_begin(json, "props", target.shown.data);
		json_list(json, "properties");
		hr = propset_each(&walk);
		json_list_end(json);
		json_end(json);
		code = exit_worse(code,
			finish_search(&target.place, &search, operands[1], hr));
		if (walk.damaged)
			code = exit_worse(code, EXIT_DAMAGED);
	}
	return target_close(&target, code);
}

static HRESULT
write_value(struct propset *set, struct search *search, PROPSPEC *spec)
{
	VARTYPE vt = search->wanted == VT_ILLEGAL ? search->vt : search->wanted;
	PROPVARIANT value;
	HRESULT hr;

	if (!propvalue_parse(&value, vt, search->text, set->codepage)) {
		if (vt == VT_LPSTR)
			search->unsayable = set->codepage;
		search->bad = true;
		return E_FAIL;
	}
	hr = IPropertyStorage_WriteMultiple(
		set->set, 1, spec, &value, PID_FIRST_USABLE);
	PropVariantClear(&value);
	return hr;
}

static HRESULT
change_in(struct propset *set, void *context)
{
	struct search *search = context;
	PROPSPEC spec = { .ulKind = PRSPEC_PROPID };
	HRESULT hr = find_in(set, search);

	if (!search->found)
		return hr;
	spec.propid = search->propid;
	hr = search->remove
		     ? IPropertyStorage_DeleteMultiple(set->set, 1, &spec)
		     : write_value(set, search, &spec);
	if (SUCCEEDED(hr))
		hr = IPropertyStorage_Commit(set->set, STGC_DEFAULT);
	return FAILED(hr) ? hr : S_FALSE;
}

/* The number that a property of a well-known set has; 0: none. */
static PROPID
known_number(const FMTID *fmtid, const char *name)
{
	for (PROPID id = PID_FIRST_USABLE; id < 64; id++) {
		const char *known = stg_property_name(fmtid, id);

		if (known && strcmp(known, name) == 0)
			return id;
	}
	return 0;
}

/* Which set a new property goes into, and under which number, if any. */
static void
place_new(const struct request *request, FMTID *fmtid, PROPID *number)
{
	*fmtid = request->any ? FMTID_SummaryInformation : request->fmtid;
	*number = request->is_number ? request->number
				     : known_number(fmtid, request->name);
	if (*number == 0 && request->any) {
		*fmtid = FMTID_DocSummaryInformation;
		*number = known_number(fmtid, request->name);
	}
	if (*number == 0 && request->any)
		*fmtid = FMTID_UserDefinedProperties;
}

static HRESULT
open_or_create(IStorage *storage, struct propset *set)
{
	IPropertySetStorage *sets;
	HRESULT hr = IStorage_QueryInterface(
		storage, &IID_IPropertySetStorage, (void **)&sets);

	if (FAILED(hr))
		return hr;
	hr = IPropertySetStorage_Open(sets, &set->fmtid, EDIT_MODE, &set->set);
	if (hr == STG_E_FILENOTFOUND)
		hr = IPropertySetStorage_Create(sets, &set->fmtid, NULL,
			PROPSETFLAG_DEFAULT, EDIT_MODE, &set->set);
	IPropertySetStorage_Release(sets);
	return hr;
}

/* UTF-8 as code units, for CoTaskMemFree(). */
static HRESULT
units_of(const char *text, OLECHAR **units)
{
	PROPVARIANT value;

	if (!propvalue_parse(&value, VT_LPWSTR, text, 1200))
		return STG_E_INVALIDNAME;
	*units = value.pwszVal;
	return S_OK;
}

static HRESULT
add_new(IStorage *storage, struct search *search)
{
	struct propset set = { .section = 0 };
	PROPSPEC spec = { .ulKind = PRSPEC_PROPID };
	OLECHAR *name = NULL;
	PROPVARIANT page;
	HRESULT hr = S_OK;

	place_new(search->request, &set.fmtid, &spec.propid);
	if (spec.propid == 0) {
		hr = units_of(search->request->name, &name);
		spec.ulKind = PRSPEC_LPWSTR;
		spec.lpwstr = name;
	}
	if (SUCCEEDED(hr))
		hr = open_or_create(storage, &set);
	if (FAILED(hr)) {
		CoTaskMemFree(name);
		return hr;
	}
	set.codepage = 1252;
	if (propset_read(&set, PID_CODEPAGE, &page) == S_OK)
		set.codepage = (WORD)page.iVal;
	search->vt = VT_LPSTR;
	hr = write_value(&set, search, &spec);
	if (search->unsayable && search->wanted == VT_ILLEGAL) {
		search->unsayable = 0;
		search->bad = false;
		search->vt = VT_LPWSTR;
		hr = write_value(&set, search, &spec);
	}
	if (SUCCEEDED(hr))
		hr = IPropertyStorage_Commit(set.set, STGC_DEFAULT);
	IPropertyStorage_Release(set.set);
	CoTaskMemFree(name);
	search->found = SUCCEEDED(hr);
	return hr;
}

static enum exit_code
change(struct search *search, char **operands)
{
	struct edit edit;
	enum exit_code code = edit_open(&edit, operands[0]);

	if (code == EXIT_DONE) {
		struct propset_walk walk = { edit.root, STGM_READWRITE,
			edit.place, change_in, search, false };
		HRESULT hr = propset_each(&walk);

		if (SUCCEEDED(hr) && !search->found && !search->remove)
			hr = add_new(edit.root, search);
		code = finish_search(&edit.place, search, operands[1], hr);
	}
	return edit_close(&edit, code);
}

static enum exit_code
run_set(int count, char **operands)
{
	struct request request;
	struct search search = { .request = &request, .wanted = VT_ILLEGAL };

	(void)count;
	search.text = operands[2];
	if (!request_parse(&request, operands[1]))
		return EXIT_FAILED;
	if (options.type &&
		!propvalue_type_parse(options.type, &search.wanted)) {
		report_usage("%s: not a type", options.type);
		return EXIT_FAILED;
	}
	return change(&search, operands);
}

static enum exit_code
run_rm(int count, char **operands)
{
	struct request request;
	struct search search = { .request = &request, .remove = true };

	(void)count;
	if (!request_parse(&request, operands[1]))
		return EXIT_FAILED;
	return change(&search, operands);
}

/* --- The verb ------------------------------------------------------------- */

static const struct {
	const char *name;
	int least, most;
	enum exit_code (*run)(int count, char **operands);
} verbs[] = {
	{ "show", 1, 2, run_show },
	{ "get", 2, 2, run_get },
	{ "set", 3, 3, run_set },
	{ "rm", 2, 2, run_rm },
	{ "export", 1, 1, run_export },
	{ "import", 2, 2, run_import },
	{ "check", 1, 2, props_check },
};

static enum exit_code
run_props(int count, char **operands)
{
	for (size_t i = 0; i < sizeof verbs / sizeof verbs[0]; i++) {
		if (strcmp(operands[0], verbs[i].name) != 0)
			continue;
		if (count - 1 < verbs[i].least || count - 1 > verbs[i].most) {
			report_usage("props %s: wrong number of arguments; "
				     "see stgbrowse help props",
				verbs[i].name);
			return EXIT_FAILED;
		}
		return verbs[i].run(count - 1, operands + 1);
	}
	if (count > 2) {
		report_usage("%s: not show, check, get, set, rm, export or "
			     "import",
			operands[0]);
		return EXIT_FAILED;
	}
	return run_show(count, operands);
}

const struct command command_props = {
	.name = "props",
	.arguments = "[show] FILE [INNER-PATH] | get FILE PROPERTY | "
		     "set [-t TYPE] FILE PROPERTY VALUE | rm FILE PROPERTY "
		     "| export FILE | import FILE JSON | check FILE "
		     "[INNER-PATH]",
	.summary = "show and change properties of documents",
	.details = "Shows every property set of the file or storage, or one "
		   "property, or writes or removes it. A property is a name "
		   "or # and its number, after summary:, document:, user: or "
		   "a format identifier and a colon where the first one of "
		   "that name is not meant. A new property goes to the set "
		   "that knows its name, else to those of the user. export "
		   "writes all as JSON with the bytes of the streams, and "
		   "import puts them back, with what was changed in it. "
		   "check shows each departure from the format.",
	.options = specs,
	.operands_min = 1,
	.operands_max = 4,
	.json = true,
	.run = run_props,
};
