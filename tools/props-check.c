/* SPDX-License-Identifier: MIT */
/*
 * Streams are looked at rather than sets, for one may be so damaged that no
 * set is found in it.
 */
#define COBJMACROS
#include <stdio.h>

#include <stg/check.h>
#include <stg/hresult.h>
#include <stg/memory.h>

#include "defects.h"
#include "describe.h"
#include "escape.h"
#include "props-check.h"
#include "propset.h"
#include "storage.h"
#include "target.h"
#include "terminal.h"

struct check {
	struct target *target;
	struct place place; /* of the storage */
	struct json json;
	struct text path; /* of the stream, with a slash before it */
	struct stg_check_summary total;
	ULONG streams;
	enum exit_code code;
};

static HRESULT
take(const struct stg_defect *defect, void *context)
{
	struct check *check = context;

	if (check->json.active)
		defects_json(&check->json, defect, text_get(&check->path));
	else
		defects_print(text_get(&check->target->shown), defect,
			text_get(&check->path));
	return S_OK;
}

static void
fail(struct check *check, HRESULT hr)
{
	struct place place = { check->place.file, text_get(&check->path) + 1 };

	if (hr == STG_E_INVALIDHEADER || hr == STG_E_FILENOTFOUND) {
		report_text(&place, "named like a property set, but is none");
		check->code = exit_worse(check->code, EXIT_DAMAGED);
		return;
	}
	report(&place, "cannot read the property set", hr);
	check->code = exit_worse(check->code, exit_of(hr));
}

static void
check_stream(struct check *check, IStorage *storage, const OLECHAR *name)
{
	struct stg_check_summary summary;
	IStream *stream;
	HRESULT hr = IStorage_OpenStream(
		storage, name, NULL, STREAM_MODE, 0, &stream);

	if (SUCCEEDED(hr)) {
		hr = stg_check_propset(stream, 0, take, check, &summary);
		IStream_Release(stream);
	}
	if (FAILED(hr)) {
		fail(check, hr);
		return;
	}
	check->streams++;
	check->total.damage += summary.damage;
	check->total.deviant += summary.deviant;
	check->total.benign += summary.benign;
	check->total.entries += summary.entries;
}

/* [MS-OLEPS] 2.20: the set of a storage is in a stream called so. */
static void
check_contents(struct check *check, IStorage *parent, const OLECHAR *name)
{
	static const OLECHAR contents[] = OLESTR("CONTENTS");
	IStorage *storage;
	HRESULT hr = IStorage_OpenStorage(
		parent, name, NULL, STREAM_MODE, NULL, 0, &storage);

	if (FAILED(hr)) {
		fail(check, hr);
		return;
	}
	text_add(&check->path, "/CONTENTS");
	check_stream(check, storage, contents);
	IStorage_Release(storage);
}

static void
check_element(struct check *check, IStorage *storage, const STATSTG *stat)
{
	struct text shown = { 0 };
	size_t length = 0;

	while (stat->pwcsName[length])
		length++;
	escape_name(&shown, stat->pwcsName, length);
	text_clear(&check->path);
	text_add(&check->path, "/");
	if (check->place.inner && *check->place.inner)
		text_addf(&check->path, "%s/", check->place.inner);
	text_add(&check->path, text_get(&shown));
	text_done(&shown);
	if (stat->type == STGTY_STREAM)
		check_stream(check, storage, stat->pwcsName);
	else
		check_contents(check, storage, stat->pwcsName);
}

static HRESULT
check_storage(struct check *check, IStorage *storage)
{
	IEnumSTATSTG *list;
	STATSTG stat;
	HRESULT hr = IStorage_EnumElements(storage, 0, NULL, 0, &list);

	if (FAILED(hr))
		return hr;
	while (IEnumSTATSTG_Next(list, 1, &stat, NULL) == S_OK) {
		if (stat.pwcsName[0] == 5)
			check_element(check, storage, &stat);
		CoTaskMemFree(stat.pwcsName);
	}
	IEnumSTATSTG_Release(list);
	return S_OK;
}

static void
print_summary(struct check *check)
{
	struct text text = { 0 };

	defects_count(&text, &check->total);
	text_add(&text, "; ");
	describe_things(&text, check->streams, "property set stream",
		"property set streams");
	text_add(&text, ", ");
	describe_things(
		&text, check->total.entries, "property", "properties");
	printf("%s: %s%s%s\n",
		terminal_safe(STREAM_OUTPUT, check->target->shown.data),
		style_begin(check->total.damage ? STYLE_BAD : STYLE_GOOD),
		text_get(&text), style_end());
	text_done(&text);
}

static void
json_summary(struct check *check)
{
	if (!json_has_head(&check->json))
		return;
	json_object_begin(&check->json, "summary");
	defects_count_json(&check->json, &check->total);
	json_number(&check->json, "streams", check->streams);
	json_number(&check->json, "properties", check->total.entries);
	json_object_end(&check->json);
}

static HRESULT
check_path(struct check *check, const char *path)
{
	IStorage *storage;
	HRESULT hr = stg_open_storage(
		check->target->storage, path, STREAM_MODE, &storage);

	if (FAILED(hr))
		return hr;
	json_begin(&check->json, "props", check->target->shown.data);
	json_list(&check->json, "defects");
	hr = check_storage(check, storage);
	json_list_end(&check->json);
	json_summary(check);
	json_end(&check->json);
	if (!check->json.active)
		print_summary(check);
	IStorage_Release(storage);
	return hr;
}

enum exit_code
props_check(int count, char **operands)
{
	struct target target;
	enum exit_code code = target_open(&target, operands[0]);
	struct check check = { .target = &target, .place = target.place };
	HRESULT hr;

	if (!target.storage)
		return target_close(&target, code);
	check.place.inner = count > 1 ? operands[1] : NULL;
	hr = check_path(&check, count > 1 ? operands[1] : "");
	if (FAILED(hr)) {
		report(&check.place, "cannot read its properties", hr);
		check.code = EXIT_NEGATIVE;
	}
	if (check.total.damage > 0)
		check.code = exit_worse(check.code, EXIT_DAMAGED);
	text_done(&check.path);
	return target_close(&target, exit_worse(code, check.code));
}
