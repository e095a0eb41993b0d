/* SPDX-License-Identifier: MIT */
/*
 * Which application a file belongs to, or which format it has.
 *
 * Elements that are characteristic of a format win over the class of the root.
 * The elements are what a reader of the format will find; the class only says
 * which server was to be started for the object, and writers other than the
 * application itself leave it out, keep that of a template or fill it with
 * something else: an Excel workbook under the class of Word 6 opens in Excel
 * all the same. The class does decide where formats share their elements, and
 * it is more telling than elements that any object can have, as CONTENTS.
 */
#include "stg/known/known.h"

#include <string.h>

#include "base/guid.h"

struct rule {
	const char *application;
	const char *paths[3]; /* all of them must exist */
	const char *clsid;    /* of the root, without braces; NULL: any */
};

struct file {
	char clsid[GUID_TEXT_SIZE];
	bool (*has)(const char *path, void *context);
	void *context;
};

#define OFFICE_CLASS(digits) digits "-0000-0000-C000-000000000046"

/* Tables of a Windows Installer database, their names coded as in msi.c. */
#define MSI_STRING_POOL "\\u4840\\u3F3F\\u4577\\u446C\\u3E6A\\u44B2\\u482F"
#define MSI_MODULE_SIGNATURE \
	"\\u4840\\u4496\\u4627\\u422F\\u431C\\u446A\\u45E4\\u4578\\u4828"

#define DRM_TRANSFORM "\\x06DataSpaces/TransformInfo/DRMEncryptedTransform"

/* The first rule that holds counts: the special ones before the general. */
static const struct rule characteristic[] = {
	/* [MS-OFFCRYPTO]: the document itself is out of sight */
	{ "rights-managed Office Open XML document",
		{ "EncryptedPackage", DRM_TRANSFORM }, NULL },
	{ "encrypted Office Open XML document", { "EncryptedPackage" }, NULL },
	{ "rights-managed document or message", { "\\x09DRMContent" }, NULL },

	/* Word, Excel and PowerPoint */
	{ "encrypted Microsoft Word 97-2003 document",
		{ "WordDocument", "encryption" }, NULL },
	{ "Microsoft Word 97-2003 document", { "WordDocument", "1Table" },
		NULL },
	{ "Microsoft Word 97-2003 document", { "WordDocument", "0Table" },
		NULL },
	{ "Microsoft Word 6.0/95 document", { "WordDocument" }, NULL },
	{ "Microsoft Graph 97-2003 chart", { "Workbook" },
		OFFICE_CLASS("00020803") },
	{ "encrypted Microsoft Excel 97-2003 workbook",
		{ "Workbook", "encryption" }, NULL },
	{ "Microsoft Excel 97-2003 and 5.0/95 workbook", { "Workbook", "Book" },
		NULL },
	{ "Microsoft Excel 97-2003 workbook", { "Workbook" }, NULL },
	{ "Microsoft Excel 5.0/95 workbook", { "Book" }, NULL },
	{ "encrypted Microsoft PowerPoint 97-2003 presentation",
		{ "PowerPoint Document", "EncryptedSummary" }, NULL },
	{ "Microsoft PowerPoint 97-2003 and 95 presentation",
		{ "PowerPoint Document", "PP97_DUALSTORAGE" }, NULL },
	{ "Microsoft PowerPoint 95 presentation",
		{ "PowerPoint Document", "PersistentStorage Directory" },
		NULL },
	{ "Microsoft PowerPoint 97-2003 presentation",
		{ "PowerPoint Document" }, NULL },
	{ "Microsoft PowerPoint 4.0 presentation", { "PP40" }, NULL },

	/* The rest of Office */
	{ "Microsoft Visio 2003-2010 drawing", { "VisioDocument" },
		OFFICE_CLASS("00021A14") },
	{ "Microsoft Visio 2000-2002 drawing", { "VisioDocument" },
		OFFICE_CLASS("00021A13") },
	{ "Microsoft Visio drawing", { "VisioDocument" }, NULL },
	{ "Microsoft Publisher publication", { "Quill", "Contents" }, NULL },
	{ "Microsoft Project 2000-2003 project", { "Props9" }, NULL },
	{ "Microsoft Project 2007 project", { "Props12" }, NULL },
	{ "Microsoft Project 2010 or later project", { "Props14" }, NULL },
	{ "Outlook item template", { "__properties_version1.0" },
		OFFICE_CLASS("0006F046") },
	{ "Outlook message", { "__properties_version1.0" }, NULL },
	{ "Microsoft Works word processor document", { "MatOST", "MN0" },
		NULL },
	{ "Microsoft Office Binder", { "Binder" }, NULL },
	{ "VBA project", { "VBA/dir", "PROJECT" }, NULL },

	/* Windows */
	{ "Windows Installer merge module",
		{ MSI_STRING_POOL, MSI_MODULE_SIGNATURE }, NULL },
	{ "Windows Installer patch", { MSI_STRING_POOL },
		OFFICE_CLASS("000C1086") },
	{ "Windows Installer transform", { MSI_STRING_POOL },
		OFFICE_CLASS("000C1082") },
	{ "Windows Installer package", { MSI_STRING_POOL }, NULL },
	{ "Windows thumbnail cache (Thumbs.db)", { "Catalog", "1" }, NULL },
	{ "Windows jump list", { "DestList" }, NULL },
	{ "Windows Sticky Notes", { "Version", "Metafile" }, NULL },
	{ "Windows shell scrap", { "ITEM000FMT" }, NULL },
	{ "Internet Explorer session recovery data", { "TravelLog" }, NULL },
	{ "DirectShow filter graph", { "ActiveMovieGraph" }, NULL },
	{ "Visual Studio solution user options", { "SolutionConfiguration" },
		NULL },

	/* Word processors and office suites of others */
	{ "HWP 5 document", { "FileHeader", "DocInfo" }, NULL },
	{ "StarWriter document", { "StarWriterDocument" }, NULL },
	{ "StarCalc spreadsheet", { "StarCalcDocument" }, NULL },
	{ "StarImpress presentation", { "StarDrawDocument3" },
		"565C7221-85BC-11D1-89D0-008029E4B0B1" },
	{ "StarDraw drawing", { "StarDrawDocument3" },
		"2E8905A0-85BD-11D1-89D0-008029E4B0B1" },
	{ "StarDraw or StarImpress document", { "StarDrawDocument3" }, NULL },
	{ "StarDraw or StarImpress document", { "StarDrawDocument" }, NULL },
	{ "StarChart chart", { "StarChartDocument" }, NULL },
	{ "StarMath formula", { "StarMathDocument" }, NULL },
	{ "Corel Presentations slide show",
		{ "PerfectOffice_MAIN", "SlideShow" }, NULL },
	{ "Adobe PageMaker publication", { "PageMaker" }, NULL },

	/* Images, sound, film */
	{ "Advanced Authoring Format file", { "Header-2", "MetaDictionary-1" },
		NULL },
	{ "FlashPix image", { "Data Object Store 000001" }, NULL },
	{ "Microsoft Image Composer composition", { "Palettes", "Commands" },
		NULL },
	{ "Zeiss Vision image (ZVI)", { "Image/Contents", "Image/Scaling" },
		NULL },
	{ "Olympus image (OIB)", { "OibInfo.txt" }, NULL },
	{ "Flash authoring document (FLA)", { "Contents", "Page 1" }, NULL },
	{ "Micrografx Designer drawing", { "DesignerDoc" }, NULL },

	/* Design */
	{ "Altium circuit board", { "FileHeader", "Board6" }, NULL },
	{ "Altium footprint library", { "FileHeader", "Library" }, NULL },
	{ "Altium schematic", { "FileHeader", "Storage", "Additional" }, NULL },
	{ "Altium schematic or symbol library", { "FileHeader", "Storage" },
		NULL },
	{ "OrCAD Capture design or library",
		{ "Packages Directory", "Symbols Directory" }, NULL },
	{ "SolidWorks part", { "ISolidWorksInformation" },
		"83A33D30-27C5-11CE-BFD4-00400513BB57" },
	{ "SolidWorks assembly", { "ISolidWorksInformation" },
		"83A33D36-27C5-11CE-BFD4-00400513BB57" },
	{ "SolidWorks document", { "ISolidWorksInformation" }, NULL },
	{ "Autodesk Revit document", { "BasicFileInfo", "Formats" }, NULL },
	{ "Autodesk Inventor part", { "RSeDb" },
		"4D29B490-49B2-11D0-93C3-7E0706000000" },
	{ "Autodesk Inventor assembly", { "RSeDb" },
		"E60F81E1-49B3-11D0-93C3-7E0706000000" },
	{ "Autodesk Inventor drawing", { "RSeDb" },
		"BBF9FDF1-52DC-11D0-8C04-0800090BE8EC" },
	{ "Autodesk Inventor document", { "RSeDb" }, NULL },
	{ "Autodesk 3ds Max scene", { "Scene", "ClassDirectory3" }, NULL },

	/* Reports, statistics, maps */
	{ "Crystal Reports report", { "QESession", "ReportInfo" }, NULL },
	{ "Minitab worksheet", { "WorksheetInfo" }, NULL },
	{ "Minitab project", { "ProjectInfo" }, NULL },
	{ "ArcGIS map", { "Maps", "PageLayout" }, NULL },
	{ "ArcScene scene", { "Scene", "TableProperties" }, NULL },
};

/* What is asked when neither elements nor the class of the root tell more. */
static const struct rule general[] = {
	{ "equation object", { "Equation Native" }, NULL },
	{ "object holding an Office Open XML or other package", { "Package" },
		NULL },
	{ "OLE object with native data", { "\\x01Ole10Native" }, NULL },
	{ "WordPerfect Office document", { "NativeContent_MAIN" }, NULL },
	{ "WordPerfect Office document", { "PerfectOffice_MAIN" }, NULL },
	{ "user form of a VBA project", { "f", "o", "\\x01CompObj" }, NULL },
	{ "OLE object", { "\\x01Ole" }, NULL },
	{ "OLE object", { "\\x01CompObj" }, NULL },
};

static bool
holds(const struct rule *rule, const struct file *file)
{
	if (rule->clsid && strncmp(rule->clsid, file->clsid + 1, 36) != 0)
		return false;
	for (size_t i = 0; i < 3 && rule->paths[i]; i++)
		if (!file->has(rule->paths[i], file->context))
			return false;
	return true;
}

static const char *
search(const struct rule *rules, size_t count, const struct file *file)
{
	for (size_t i = 0; i < count; i++)
		if (holds(&rules[i], file))
			return rules[i].application;
	return NULL;
}

#define SEARCH(rules, file) \
	search((rules), sizeof(rules) / sizeof((rules)[0]), (file))

const char *
known_application(const uint8_t root_clsid[16],
	bool (*has)(const char *path, void *context), void *context)
{
	struct file file = { .has = has, .context = context };
	const char *application;

	guid_to_text(root_clsid, file.clsid);
	application = SEARCH(characteristic, &file);
	if (!application)
		application = known_class(root_clsid);
	if (!application)
		application = SEARCH(general, &file);
	return application;
}
