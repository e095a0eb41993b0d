/* SPDX-License-Identifier: MIT */
/*
 * Names of elements that follow a pattern. The table is searched in its order,
 * so a longer head stands before a shorter one that it begins with.
 */
#include "stg/known/pattern.h"

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#define DIGITS     "0123456789"
#define HEX_DIGITS DIGITS "abcdef"
#define LETTERS    "abcdefghijklmnopqrstuvwxyz"

/* What stands behind the head of a name, up to its end. */
enum tail {
	ANY,     /* anything, also nothing */
	NUMBER,  /* decimal digits */
	HEX,     /* hexadecimal digits */
	HEX_DOT, /* hexadecimal digits, a dot and an extension */
};

static const struct pattern {
	const char *head;
	enum tail tail;
	unsigned char digits; /* at the least */
	const char *text;
} patterns[] = {
	/* [MS-OXMSG] 2.2: the parts of a message */
	{ "__attach_version1.0_#", HEX, 1, "Outlook: an attachment" },
	{ "__recip_version1.0_#", HEX, 1, "Outlook: a recipient" },
	{ "olk10sideprops_", ANY, 0, "Outlook: further properties" },
	{ "mailattachment ", NUMBER, 1, "rights-managed mail: an attachment" },
	{ "eul-", ANY, 0, "rights licence of a user" },

	/* [MS-OLEDS] 2.3.4, [MS-XLS] 2.1.7, [MS-DOC] 2.1 */
	{ "\002olepres", NUMBER, 3, "OLE: picture of the object" },
	{ "mbd", HEX, 8, "Excel: an embedded object" },
	{ "lnk", HEX, 8, "Excel: a linked object" },
	{ "_", NUMBER, 6, "Word: an embedded object" },

	/* [MS-OVBA] 2.2, [MS-OFORMS] 2.1; the names that VBA gives modules */
	{ "__srp_", HEX, 1, "VBA: performance cache" },
	{ "module", NUMBER, 1, "VBA: code of a module" },
	{ "class", NUMBER, 1, "VBA: code of a class module" },
	{ "sheet", NUMBER, 1, "VBA: code of a sheet" },
	{ "userform", NUMBER, 1, "VBA: a user form, or its code" },
	{ "i", NUMBER, 2, "user form: a control that holds others" },

	/* HWP 5 */
	{ "section", NUMBER, 1, "HWP: a section of the text" },
	{ "bin", HEX_DOT, 4, "HWP: an embedded picture or object" },
	{ "versionlog", NUMBER, 1, "HWP: an earlier version" },

	/* Project: a storage for each version of the file format */
	{ "   1", NUMBER, 0, "Project: tasks, resources, assignments" },
	{ "   2", NUMBER, 0, "Project: views, tables, filters" },
	{ "tbknd", ANY, 0, "Project: a table of the project" },

	/* FlashPix, and images of microscopes */
	{ "data object store ", NUMBER, 1, "FlashPix: an image" },
	{ "resolution ", NUMBER, 4, "FlashPix: the image in one resolution" },
	{ "subimage ", ANY, 0, "FlashPix: tiles of the image" },
	{ "icc profile ", NUMBER, 1, "FlashPix: colour profile" },
	{ "\005data object ", NUMBER, 1, "FlashPix: description of an object" },
	{ "\005operation ", NUMBER, 1, "FlashPix: an operation" },
	{ "\005transform ", NUMBER, 1, "FlashPix: a transform" },
	{ "item(", ANY, 0, "Zeiss ZVI: a plane of the image" },
	{ "storage", NUMBER, 5, "Olympus OIB: a group of streams" },
	{ "stream", NUMBER, 5, "Olympus OIB: an image or its settings" },

	/* Crystal Reports */
	{ "subdocument ", NUMBER, 1, "Crystal Reports: a subreport" },
	{ "analysisgridsstream ", ANY, 0, "Crystal Reports: cross-tables" },
	{ "constantrecordsstream ", ANY, 0,
		"Crystal Reports: saved constants" },
	{ "datasourcemanager ", ANY, 0, "Crystal Reports: data sources" },
	{ "formularecordsstream ", ANY, 0, "Crystal Reports: saved formulas" },
	{ "memovaluesstream ", ANY, 0, "Crystal Reports: saved memo fields" },
	{ "reportparametersstream ", ANY, 0, "Crystal Reports: parameters" },
	{ "savedrecordsstream ", ANY, 0, "Crystal Reports: saved records" },
	{ "totallerstream ", ANY, 0, "Crystal Reports: saved totals" },
	{ "viewinformationstream ", ANY, 0, "Crystal Reports: the view" },

	/* Windows */
	{ "1024_", HEX, 8, "Thumbs.db: a thumbnail" },
	{ "256_", HEX, 8, "Thumbs.db: a thumbnail" },
	{ "96_", HEX, 8, "Thumbs.db: a thumbnail" },
	{ "48_", HEX, 8, "Thumbs.db: a thumbnail" },
	{ "32_", HEX, 8, "Thumbs.db: a thumbnail" },
	{ "16_", HEX, 8, "Thumbs.db: a thumbnail" },
	{ "tl", NUMBER, 1, "Internet Explorer: a visited page" },
	{ "item000fmt", ANY, 0, "shell scrap: the data in one format" },

	/* Visual Studio */
	{ "debugger", ANY, 0, "Visual Studio: settings of the debugger" },
	{ "outliningstate", ANY, 0, "Visual Studio: folded text of a file" },
	{ "unloadedprojects", ANY, 0, "Visual Studio: projects not loaded" },
	{ "windowmanager.", ANY, 0, "Visual Studio: windows" },
	{ "testwindow.", ANY, 0, "Visual Studio: tests" },

	/* Others */
	{ "config-", ANY, 0, "SolidWorks: data of a configuration" },
	{ "_dl_version_", NUMBER, 1, "SolidWorks: display lists" },
	{ "_mo_version_", NUMBER, 1, "SolidWorks: models" },
	{ "think-cell", ANY, 0, "think-cell: data of a chart" },
	{ "page ", NUMBER, 1, "Flash: a scene" },
	{ "symbol ", NUMBER, 1, "Flash: a symbol" },
	{ "media ", NUMBER, 1, "Flash: a picture, sound or movie" },

	/* [MS-OLEPS] 2.23: any other name in this form */
	{ "\005", ANY, 0, "a property set" },
};

static bool
tail_matches(const struct pattern *pattern, const char *tail)
{
	size_t digits =
		strspn(tail, pattern->tail == NUMBER ? DIGITS : HEX_DIGITS);

	if (pattern->tail == ANY)
		return true;
	if (digits < pattern->digits)
		return false;
	return tail[digits] == (pattern->tail == HEX_DOT ? '.' : '\0');
}

/*
 * The AAF object specification keeps a property that is an object in a storage
 * with the name and the number of the property, "Header-2", and a collection
 * in "Slots-4403 index" and "Slots-4403{0}". The bare form is believed only
 * with three or four digits, one of them decimal: "sub-add" is a name too.
 */
static const char *
aaf_pattern(const char *name)
{
	const char *number = name + strspn(name, LETTERS "-");
	size_t digits;

	/* The number's first digits may have been letters. */
	while (number > name && number[-1] != '-')
		number--;
	if (number < name + 2)
		return NULL;
	digits = strspn(number, HEX_DIGITS);
	if (digits == 0 || digits > 4)
		return NULL;
	if (strcmp(number + digits, " index") == 0)
		return "AAF: index of a collection";
	if (number[digits] == '{')
		return "AAF: an object of a collection";
	if (number[digits] == '\0' && digits >= 3 &&
		strcspn(number, DIGITS) < digits)
		return "AAF: an object";
	return NULL;
}

const char *
known_pattern(const char *name)
{
	for (size_t i = 0; i < sizeof(patterns) / sizeof(patterns[0]); i++) {
		const struct pattern *pattern = &patterns[i];
		size_t head = strlen(pattern->head);

		if (strncmp(name, pattern->head, head) == 0 &&
			tail_matches(pattern, name + head))
			return pattern->text;
	}
	return aaf_pattern(name);
}
