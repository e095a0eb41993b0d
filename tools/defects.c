/* SPDX-License-Identifier: MIT */
#include "defects.h"

#include <stdio.h>

#include "describe.h"
#include "terminal.h"

static enum style
style_of(enum stg_severity severity)
{
	return severity == STG_SEVERITY_DAMAGE    ? STYLE_BAD
	       : severity == STG_SEVERITY_DEVIANT ? STYLE_REMARK
						  : STYLE_FAINT;
}

void
defects_print(const char *shown, const struct stg_defect *defect,
	const char *path)
{
	struct text text = { 0 };

	describe_defect(&text, defect, path);
	printf("%s: ", terminal_safe(STREAM_OUTPUT, shown));
	printf("%s%s%s\n", style_begin(style_of(defect->severity)),
		terminal_safe(STREAM_OUTPUT, text.data), style_end());
	text_done(&text);
}

void
defects_json(
	struct json *json, const struct stg_defect *defect, const char *path)
{
	json_object_begin(json, NULL);
	json_number(json, "number", defect->number);
	json_text(json, "severity", severity_name(defect->severity));
	json_text(json, "name", defect->name);
	json_text(json, "text", defect->text);
	json_text(json, "section", defect->section);
	if (defect->entry != STG_NO_ENTRY)
		json_number(json, "entry", defect->entry);
	if (path)
		json_text(json, "path", path + 1);
	if (defect->sector != STG_NO_SECTOR)
		json_number(json, "sector", defect->sector);
	if (defect->offset != STG_NO_OFFSET)
		json_number(json, "offset", defect->offset);
	json_number(json, "value", defect->value);
	json_object_end(json);
}

static void
put_count(struct text *text, uint64_t count, const char *what)
{
	if (count == 0)
		return;
	if (text->length > 0)
		text_add(text, ", ");
	describe_count(text, count);
	text_addf(text, " %s", what);
}

void
defects_count(struct text *text, const struct stg_check_summary *summary)
{
	put_count(text, summary->damage, "damage");
	put_count(text, summary->deviant, "deviant");
	put_count(text, summary->benign, "benign");
	if (text->length == 0)
		text_add(text, "no defects");
}

void
defects_count_json(
	struct json *json, const struct stg_check_summary *summary)
{
	json_number(json, "damage", summary->damage);
	json_number(json, "deviant", summary->deviant);
	json_number(json, "benign", summary->benign);
}
