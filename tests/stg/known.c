/* SPDX-License-Identifier: MIT */
/*
 * Well-known identifiers and names: the tables are sound, lookups find what is
 * in them and nothing else, and files are told apart.
 */
#include "stg/known/known.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "base/guid.h"
#include "stg/known/words.h"

#define ARRAY_SIZE(array) (sizeof(array) / sizeof((array)[0]))

enum { TABLES = KNOWN_SET_PROPERTIES + 1 };

/* The key of the next word from *slot on, NULL behind the last. */
static const char *
next_word(enum known_table table, size_t *slot, const char **text)
{
	const char *key;

	while (known_slot(table, (*slot)++, &key, text))
		if (key)
			return key;
	return NULL;
}

START_TEST(every_key_finds_its_own_text)
{
	const char *key, *text;
	size_t slot = 0, count = 0;

	while ((key = next_word(_i, &slot, &text))) {
		ck_assert_ptr_eq(known_word(_i, key, strlen(key)), text);
		count++;
	}
	ck_assert_uint_gt(count, 50);
}
END_TEST

START_TEST(no_key_occurs_twice)
{
	const char *key, *other, *text;
	size_t slot = 0;

	while ((key = next_word(_i, &slot, &text))) {
		size_t rest = slot;

		while ((other = next_word(_i, &rest, &text)))
			ck_assert_str_ne(key, other);
	}
}
END_TEST

static bool
only_of(const char *key, const char *characters)
{
	return key[strspn(key, characters)] == '\0';
}

static bool
is_name_character(char c)
{
	return c > 0 && c < 0x7f && !(c >= 'A' && c <= 'Z') &&
	       !strchr("/\\:!", c);
}

/* What a lookup makes of a name or an identifier before it asks. */
static void
check_form(enum known_table table, const char *key)
{
	uint8_t guid[GUID_BYTES];
	char text[GUID_TEXT_SIZE];

	switch (table) {
	case KNOWN_CLASSES:
	case KNOWN_FORMATS:
		ck_assert_msg(
			guid_from_text(key, strlen(key), guid), "%s", key);
		guid_to_text(guid, text);
		text[strlen(text) - 1] = '\0';
		ck_assert_str_eq(key, text + 1);
		break;
	case KNOWN_ELEMENTS:
		ck_assert_uint_ge(strlen(key), 1);
		ck_assert_uint_le(strlen(key), 31);
		for (const char *p = key; *p; p++)
			ck_assert_msg(is_name_character(*p), "%s", key);
		break;
	case KNOWN_PROPERTIES:
		ck_assert_uint_eq(strlen(key), 4);
		ck_assert_msg(only_of(key, "0123456789abcdef"), "%s", key);
		ck_assert_msg(key[0] < '8', "%s", key);
		break;
	case KNOWN_SET_PROPERTIES:
		ck_assert_msg(only_of(key, "0123456789ABCDEF-"), "%s", key);
		ck_assert_int_eq(key[8], '-');
		break;
	case KNOWN_MSI_TABLES:
		ck_assert_msg(
			only_of(key, "abcdefghijklmnopqrstuvwxyz_"), "%s", key);
		break;
	}
}

START_TEST(keys_have_the_form_that_lookups_ask_for)
{
	const char *key, *text;
	size_t slot = 0;

	while ((key = next_word(_i, &slot, &text)))
		check_form(_i, key);
}
END_TEST

START_TEST(texts_are_short_lines_of_printable_ascii)
{
	const char *key, *text;
	size_t slot = 0;

	while ((key = next_word(_i, &slot, &text))) {
		size_t length = strlen(text);

		ck_assert_msg(length >= 3 && length <= 64, "%s", text);
		ck_assert_msg(
			text[0] != ' ' && text[length - 1] != ' ', "%s", text);
		for (const char *p = text; *p; p++)
			ck_assert_msg(*p >= 0x20 && *p < 0x7f, "%s", text);
	}
}
END_TEST

START_TEST(misses_of_any_length_find_nothing)
{
	static const char bytes[300];

	for (size_t length = 0; length <= sizeof(bytes); length++)
		ck_assert_ptr_null(known_word(_i, bytes, length));
}
END_TEST

START_TEST(a_key_with_more_behind_it_finds_nothing)
{
	const char *key, *text;
	size_t slot = 0;
	char longer[64];

	while ((key = next_word(_i, &slot, &text))) {
		size_t length = strlen(key);

		memset(longer, 0, sizeof(longer));
		memcpy(longer, key, length);
		ck_assert_ptr_null(known_word(_i, longer, length + 1));
	}
}
END_TEST

static const char *
class_of(const char *guid)
{
	uint8_t clsid[GUID_BYTES];

	ck_assert(guid_from_text(guid, strlen(guid), clsid));
	return known_class(clsid);
}

static const char *
format_of(const char *guid)
{
	uint8_t fmtid[GUID_BYTES];

	ck_assert(guid_from_text(guid, strlen(guid), fmtid));
	return known_format(fmtid);
}

START_TEST(a_class_is_found_by_its_bytes_on_disk)
{
	static const uint8_t equation[GUID_BYTES] = { 0x02, 0xce, 0x02, 0, 0, 0,
		0, 0, 0xc0, 0, 0, 0, 0, 0, 0, 0x46 };

	ck_assert_pstr_eq(
		known_class(equation), "Microsoft Equation 3.0 equation");
}
END_TEST

START_TEST(classes_of_note_are_known)
{
	ck_assert_pstr_eq(class_of("00020820-0000-0000-c000-000000000046"),
		"Microsoft Excel 97-2003 worksheet");
	ck_assert_pstr_eq(class_of("0003000C-0000-0000-C000-000000000046"),
		"OLE package (a file inside a document)");
	ck_assert_pstr_eq(class_of("D27CDB6E-AE6D-11CF-96B8-444553540000"),
		"Shockwave Flash movie");
	ck_assert_pstr_eq(class_of("000C1084-0000-0000-C000-000000000046"),
		"Windows Installer package");
	ck_assert_pstr_eq(class_of("00021201-0000-0000-00C0-000000000046"),
		"Microsoft Publisher publication");
}
END_TEST

START_TEST(other_classes_are_unknown)
{
	ck_assert_ptr_null(class_of("00000000-0000-0000-0000-000000000000"));
	ck_assert_ptr_null(class_of("FFFFFFFF-FFFF-FFFF-FFFF-FFFFFFFFFFFF"));
	ck_assert_ptr_null(class_of("00020820-0000-0000-C000-000000000047"));
	ck_assert_ptr_null(class_of("F29F85E0-4FF9-1068-AB91-08002B27B3D9"));
}
END_TEST

START_TEST(formats_are_known_apart_from_classes)
{
	ck_assert_pstr_eq(format_of("F29F85E0-4FF9-1068-AB91-08002B27B3D9"),
		"summary information");
	ck_assert_pstr_eq(format_of("D5CDD505-2E9C-101B-9397-08002B2CF9AE"),
		"user-defined document properties");
	ck_assert_ptr_null(format_of("00000000-0000-0000-0000-000000000000"));
	ck_assert_ptr_null(format_of("00020820-0000-0000-C000-000000000046"));
}
END_TEST

/* The meaning of a name in Latin 1, of `length` bytes. */
static const char *
meaning_of_bytes(const char *name, size_t length)
{
	uint16_t units[64];

	ck_assert_uint_le(length, ARRAY_SIZE(units));
	for (size_t i = 0; i < length; i++)
		units[i] = (unsigned char)name[i];
	return known_element(units, length);
}

static const char *
meaning_of(const char *name)
{
	return meaning_of_bytes(name, strlen(name));
}

static const struct {
	const char *name;
	const char *meaning;
} names[] = {
	/* words */
	{ "WordDocument", "Word: text and file information" },
	{ "worddocument", "Word: text and file information" },
	{ "WORDDOCUMENT", "Word: text and file information" },
	{ "\001Ole10Native",
		"OLE: native data (of a package: the embedded file)" },
	{ "\006DataSpaces", "how streams are encrypted or transformed" },
	{ "\011DRMContent", "the rights-managed content" },
	{ "EncryptedPackage", "the encrypted document" },
	{ "_VBA_PROJECT_CUR", "VBA project (macros)" },
	{ "Equation Native", "equation (Equation Editor or MathType)" },
	{ "f", "user form: properties and controls" },
	{ "\005DocumentSummaryInformation",
		"more summary and user-defined properties" },
	{ "WordDocument ", NULL },
	{ "WordDocumen", NULL },
	{ " WordDocument", NULL },
	{ "\002DataSpaces", NULL },

	/* properties of messages */
	{ "__substg1.0_0037001F", "Outlook: subject" },
	{ "__substg1.0_0037001e", "Outlook: subject" },
	{ "__substg1.0_3701000D", "Outlook: attachment: contents" },
	{ "__substg1.0_8005001F", "Outlook: a named property" },
	{ "__substg1.0_FFFF101F-00000000", "Outlook: a named property" },
	{ "__substg1.0_7ABC0102", "Outlook: a property" },
	{ "__substg1.0_10120102", "Outlook: index of names" },
	{ "__substg1.0_10130102", "Outlook: body as HTML, or index of names" },
	{ "__substg1.0_1000001F", "Outlook: body as plain text" },
	{ "__substg1.0_0037001", NULL },
	{ "__substg1.0_", NULL },
	{ "__substg1.0_00x7001F", NULL },

	/* patterns */
	{ "__attach_version1.0_#0000000A", "Outlook: an attachment" },
	{ "__recip_version1.0_#00000000", "Outlook: a recipient" },
	{ "__recip_version1.0_#", NULL },
	{ "\002OlePres000", "OLE: picture of the object" },
	{ "\002OlePres00", NULL },
	{ "\002OlePres000a", NULL },
	{ "MBD0435D8BE", "Excel: an embedded object" },
	{ "MBD0435D8BX", NULL },
	{ "_1006857411", "Word: an embedded object" },
	{ "_1", NULL },
	{ "Section0", "HWP: a section of the text" },
	{ "Section", NULL },
	{ "BIN0001.png", "HWP: an embedded picture or object" },
	{ "BIN0001", NULL },
	{ "BIN01.png", NULL },
	{ "i08", "user form: a control that holds others" },
	{ "i8", NULL },
	{ "   112", "Project: tasks, resources, assignments" },
	{ "   2", "Project: views, tables, filters" },
	{ "256_0123456789abcdef", "Thumbs.db: a thumbnail" },

	/* property sets: by identifier, or by the control character alone */
	{ "\005Bagaaqy23kudbhchAaq5u2chNd", "property bag" },
	{ "\005bagaaqy23kudbhchaaq5u2chnd", "property bag" },
	{ "\005Bagaaqy23kudbhchAaq5u2chN", "a property set" },
	{ "\005Bagaaqy23kudbhchAaq5u2ch9d", "a property set" },
	{ "\005Aaaaaaaaaaaaaaaaaaaaaaaaaa", "a property set" },
	{ "\005", "a property set" },

	/* Advanced Authoring Format */
	{ "Header-2", "AAF: the header object" },
	{ "Segment-4803", "AAF: an object" },
	{ "PortableObject-ffc6", "AAF: an object" },
	{ "Slots-4403 index", "AAF: index of a collection" },
	{ "Componen-uteList-ffca{1f}", "AAF: an object of a collection" },
	{ "Properties-9{0}", "AAF: an object of a collection" },
	{ "sub-add", NULL },
	{ "Slots-44033", NULL },
	{ "Slots4403", NULL },
	{ "-4403", NULL },
	{ "-", NULL },
	{ "{0}", NULL },
};

START_TEST(a_name_has_its_meaning)
{
	ck_assert_pstr_eq(meaning_of(names[_i].name), names[_i].meaning);
}
END_TEST

START_TEST(an_empty_name_has_no_meaning)
{
	ck_assert_ptr_null(known_element(NULL, 0));
}
END_TEST

START_TEST(a_name_with_a_nul_has_no_meaning)
{
	ck_assert_ptr_null(meaning_of_bytes("Book\0", 5));
	ck_assert_ptr_null(meaning_of_bytes("\0Book", 5));
	ck_assert_ptr_null(meaning_of_bytes("\0", 1));
	ck_assert_ptr_null(meaning_of_bytes("MBD0435D8BE\0", 12));
	ck_assert_ptr_null(meaning_of_bytes("\005\0", 2));
}
END_TEST

START_TEST(names_of_31_units_are_looked_up_and_longer_ones_are_not)
{
	const char *name = "Config-0-ResolvedFeatures678901";

	ck_assert_uint_eq(strlen(name), 31);
	ck_assert_pstr_eq(
		meaning_of(name), "SolidWorks: data of a configuration");
	ck_assert_ptr_null(meaning_of("Config-0-ResolvedFeatures6789012"));
	ck_assert_ptr_null(meaning_of("0123456789012345678901234567890"));
}
END_TEST

START_TEST(no_single_unit_is_misread)
{
	for (uint32_t unit = 0x80; unit <= 0xffff; unit++) {
		uint16_t name = (uint16_t)unit;
		bool coded = unit >= 0x3800 && unit <= 0x4840;

		ck_assert_int_eq(known_element(&name, 1) != NULL, coded);
	}
}
END_TEST

START_TEST(full_width_and_accented_letters_do_not_match)
{
	uint16_t book[] = { 'B', 'o', 'o', 0xff4b };

	ck_assert_ptr_null(known_element(book, ARRAY_SIZE(book)));
	ck_assert_ptr_null(meaning_of("B\366ok"));
}
END_TEST

static const uint16_t string_pool[] = { 0x4840, 0x3f3f, 0x4577, 0x446c, 0x3e6a,
	0x44b2, 0x482f };

static char msi_text[KNOWN_MSI_NAME_SIZE];

#define MSI_NAME(...)                                                    \
	known_msi_name((const uint16_t[]){ __VA_ARGS__ },                \
		sizeof((const uint16_t[]){ __VA_ARGS__ }) / 2, msi_text, \
		sizeof(msi_text))

START_TEST(a_table_is_decoded_with_a_mark)
{
	ck_assert_uint_eq(known_msi_name(string_pool, ARRAY_SIZE(string_pool),
				  msi_text, sizeof(msi_text)),
		12);
	ck_assert_str_eq(msi_text, "!_StringPool");
	ck_assert_pstr_eq(known_element(string_pool, ARRAY_SIZE(string_pool)),
		"Windows Installer: lengths in the string pool");
}
END_TEST

START_TEST(both_ends_of_the_code_are_decoded)
{
	ck_assert_uint_eq(MSI_NAME(0x3800), 2);
	ck_assert_str_eq(msi_text, "00");
	ck_assert_uint_eq(MSI_NAME(0x3801), 2);
	ck_assert_str_eq(msi_text, "10");
	ck_assert_uint_eq(MSI_NAME(0x47ff), 2);
	ck_assert_str_eq(msi_text, "__");
	ck_assert_uint_eq(MSI_NAME(0x4800), 1);
	ck_assert_str_eq(msi_text, "0");
	ck_assert_uint_eq(MSI_NAME(0x483f), 1);
	ck_assert_str_eq(msi_text, "_");
	ck_assert_uint_eq(MSI_NAME(0x4840), 1);
	ck_assert_str_eq(msi_text, "!");
}
END_TEST

START_TEST(characters_outside_the_code_stand_for_themselves)
{
	ck_assert_uint_eq(
		MSI_NAME('{', 0x3801, '-', 0xe9, 0x20ac, 0xd83d, 0xde00), 13);
	ck_assert_str_eq(msi_text, "{10-\u00e9\u20ac\U0001f600");
}
END_TEST

START_TEST(names_without_code_are_not_decoded)
{
	strcpy(msi_text, "kept");
	ck_assert_uint_eq(known_msi_name(NULL, 0, msi_text, 4), 0);
	ck_assert_uint_eq(MSI_NAME('F', 'i', 'l', 'e'), 0);
	ck_assert_uint_eq(MSI_NAME(0x37ff), 0);
	ck_assert_uint_eq(MSI_NAME(0x4841), 0);
	ck_assert_str_eq(msi_text, "kept");
}
END_TEST

START_TEST(names_that_are_no_text_are_not_decoded)
{
	ck_assert_uint_eq(MSI_NAME(0x3800, 0x4840), 0);
	ck_assert_uint_eq(MSI_NAME(0x0005, 0x3800), 0);
	ck_assert_uint_eq(MSI_NAME(0x3800, 0), 0);
	ck_assert_uint_eq(MSI_NAME(0x3800, 0xd83d), 0);
	ck_assert_uint_eq(MSI_NAME(0xde00, 0x3800), 0);
}
END_TEST

START_TEST(the_longest_names_fit_and_need_all_their_room)
{
	uint16_t name[32];

	for (size_t i = 0; i < ARRAY_SIZE(name); i++)
		name[i] = 0x3800;
	ck_assert_uint_eq(
		known_msi_name(name, 31, msi_text, sizeof(msi_text)), 62);
	ck_assert_uint_eq(known_msi_name(name, 31, msi_text, 63), 62);
	ck_assert_uint_eq(known_msi_name(name, 31, msi_text, 62), 0);
	ck_assert_uint_eq(known_msi_name(name, 31, msi_text, 0), 0);
	ck_assert_uint_eq(
		known_msi_name(name, 32, msi_text, sizeof(msi_text)), 0);
	for (size_t i = 1; i < ARRAY_SIZE(name); i++)
		name[i] = 0xffff;
	ck_assert_uint_eq(
		known_msi_name(name, 31, msi_text, sizeof(msi_text)), 92);
}
END_TEST

/* `context` is a NULL-terminated list of the paths that exist. */
static bool
is_listed(const char *path, void *context)
{
	for (const char **p = context; *p; p++)
		if (strcmp(*p, path) == 0)
			return true;
	return false;
}

#define NULL_CLASS  "00000000-0000-0000-0000-000000000000"
#define WORD_6      "00020900-0000-0000-C000-000000000046"
#define GRAPH       "00020803-0000-0000-C000-000000000046"
#define PATCH       "000C1086-0000-0000-C000-000000000046"
#define OLE_PACKAGE "0003000C-0000-0000-C000-000000000046"
#define POOL        "\\u4840\\u3F3F\\u4577\\u446C\\u3E6A\\u44B2\\u482F"

static const struct {
	const char *clsid;
	const char *paths[5];
	const char *application;
} files[] = {
	{ NULL_CLASS, { "WordDocument", "1Table" },
		"Microsoft Word 97-2003 document" },
	{ NULL_CLASS, { "WordDocument", "0Table" },
		"Microsoft Word 97-2003 document" },
	{ WORD_6, { "WordDocument" }, "Microsoft Word 6.0/95 document" },
	{ WORD_6, { "Workbook" }, "Microsoft Excel 97-2003 workbook" },
	{ GRAPH, { "Workbook" }, "Microsoft Graph 97-2003 chart" },
	{ NULL_CLASS, { "Book" }, "Microsoft Excel 5.0/95 workbook" },
	{ NULL_CLASS, { "EncryptionInfo", "EncryptedPackage" },
		"encrypted Office Open XML document" },
	{ NULL_CLASS, { "__properties_version1.0" }, "Outlook message" },
	{ NULL_CLASS, { POOL }, "Windows Installer package" },
	{ PATCH, { POOL }, "Windows Installer patch" },
	{ NULL_CLASS, { "FileHeader", "DocInfo", "BodyText" },
		"HWP 5 document" },
	{ NULL_CLASS, { "FileHeader", "Storage", "Additional" },
		"Altium schematic" },
	{ NULL_CLASS, { "Catalog", "1" },
		"Windows thumbnail cache (Thumbs.db)" },
	{ NULL_CLASS, { "DestList" }, "Windows jump list" },
	{ NULL_CLASS, { "PROJECT", "VBA/dir" }, "VBA project" },
	{ OLE_PACKAGE, { "\\x01Ole10Native" },
		"OLE package (a file inside a document)" },
	{ NULL_CLASS, { "\\x01Ole10Native", "\\x01CompObj" },
		"OLE object with native data" },
	{ NULL_CLASS, { "\\x01CompObj" }, "OLE object" },
	{ WORD_6, { NULL }, "Microsoft Word 6.0/95 document" },
	{ NULL_CLASS, { "PROJECT" }, NULL },
	{ NULL_CLASS, { NULL }, NULL },
};

START_TEST(a_file_belongs_to_its_application)
{
	uint8_t clsid[GUID_BYTES];
	const char *paths[ARRAY_SIZE(files[0].paths) + 1] = { NULL };

	for (size_t i = 0; i < ARRAY_SIZE(files[0].paths); i++)
		paths[i] = files[_i].paths[i];
	ck_assert(guid_from_text(
		files[_i].clsid, strlen(files[_i].clsid), clsid));
	ck_assert_pstr_eq(known_application(clsid, is_listed, paths),
		files[_i].application);
}
END_TEST

/* Says yes to one path in turn, to see that each is one that can exist. */
static bool
is_well_formed(const char *path, void *context)
{
	unsigned *asked = context;

	ck_assert_uint_ge(strlen(path), 1);
	ck_assert_msg(path[0] != '/' && !strstr(path, "//"), "%s", path);
	for (const char *p = path; *p; p++) {
		ck_assert_msg(*p >= 0x20 && *p < 0x7f, "%s", path);
		if (*p == '\\')
			ck_assert_msg(strspn(p + 2, "0123456789ABCDEF") >=
					      (p[1] == 'u' ? 4u : 2u),
				"%s", path);
	}
	++*asked;
	return false;
}

START_TEST(every_path_asked_for_is_an_inner_path)
{
	static const uint8_t null[GUID_BYTES];
	unsigned asked = 0;

	ck_assert_ptr_null(known_application(null, is_well_formed, &asked));
	ck_assert_uint_gt(asked, 50);
}
END_TEST

static TCase *
tables_case(void)
{
	TCase *tcase = tcase_create("tables");

	tcase_add_loop_test(tcase, every_key_finds_its_own_text, 0, TABLES);
	tcase_add_loop_test(tcase, no_key_occurs_twice, 0, TABLES);
	tcase_add_loop_test(
		tcase, keys_have_the_form_that_lookups_ask_for, 0, TABLES);
	tcase_add_loop_test(
		tcase, texts_are_short_lines_of_printable_ascii, 0, TABLES);
	tcase_add_loop_test(
		tcase, misses_of_any_length_find_nothing, 0, TABLES);
	tcase_add_loop_test(
		tcase, a_key_with_more_behind_it_finds_nothing, 0, TABLES);
	return tcase;
}

static TCase *
lookups_case(void)
{
	TCase *tcase = tcase_create("lookups");

	tcase_add_test(tcase, a_class_is_found_by_its_bytes_on_disk);
	tcase_add_test(tcase, classes_of_note_are_known);
	tcase_add_test(tcase, other_classes_are_unknown);
	tcase_add_test(tcase, formats_are_known_apart_from_classes);
	tcase_add_loop_test(
		tcase, a_name_has_its_meaning, 0, ARRAY_SIZE(names));
	tcase_add_test(tcase, an_empty_name_has_no_meaning);
	tcase_add_test(tcase, a_name_with_a_nul_has_no_meaning);
	tcase_add_test(
		tcase, names_of_31_units_are_looked_up_and_longer_ones_are_not);
	tcase_add_test(tcase, no_single_unit_is_misread);
	tcase_add_test(tcase, full_width_and_accented_letters_do_not_match);
	return tcase;
}

static TCase *
installer_case(void)
{
	TCase *tcase = tcase_create("installer");

	tcase_add_test(tcase, a_table_is_decoded_with_a_mark);
	tcase_add_test(tcase, both_ends_of_the_code_are_decoded);
	tcase_add_test(tcase, characters_outside_the_code_stand_for_themselves);
	tcase_add_test(tcase, names_without_code_are_not_decoded);
	tcase_add_test(tcase, names_that_are_no_text_are_not_decoded);
	tcase_add_test(tcase, the_longest_names_fit_and_need_all_their_room);
	return tcase;
}

static TCase *
files_case(void)
{
	TCase *tcase = tcase_create("files");

	tcase_add_loop_test(
		tcase, a_file_belongs_to_its_application, 0, ARRAY_SIZE(files));
	tcase_add_test(tcase, every_path_asked_for_is_an_inner_path);
	return tcase;
}

int
main(void)
{
	Suite *suite = suite_create("known");
	SRunner *runner;
	int failed;

	suite_add_tcase(suite, tables_case());
	suite_add_tcase(suite, lookups_case());
	suite_add_tcase(suite, installer_case());
	suite_add_tcase(suite, files_case());
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
