/* SPDX-License-Identifier: MIT */
/*
 * Excel: the records at the beginning of the workbook [MS-XLS] 2.1.4, which
 * tell of encryption and of macro sheets.
 */
#include "inspect.h"

#include "bytes.h"

/* [MS-XLS] 2.3.1; the first three are what older versions begin with */
enum {
	RECORD_BOF_2 = 0x0009,
	RECORD_BOF_3 = 0x0209,
	RECORD_BOF_4 = 0x0409,
	RECORD_EOF = 0x000A,
	RECORD_FILE_PASS = 0x002F,
	RECORD_BOUND_SHEET = 0x0085,
	RECORD_BOF = 0x0809
};

#define RECORD_HEADER 4

/* The global records of a workbook are some hundreds. */
#define RECORDS_MAX 100000

/* vers of BOF in Excel 97 and later */
#define VERSION_8 0x0600

/* dt of BoundSheet8 [MS-XLS] 2.4.28 */
#define SHEET_MACRO 1

struct workbook {
	struct inspection *inspection;
	struct reader reader;
	const char *name;
	unsigned version;
	unsigned macro_sheets;
	bool encrypted;
};

/* [MS-XLS] 2.4.117; before version 8 it is a key and a hash for XOR alone. */
static void
take_file_pass(struct workbook *book, uint64_t offset, unsigned length)
{
	struct inspection *inspection = book->inspection;
	const uint8_t *kind = reader_get(&book->reader, offset, 2);
	struct text text = { 0 };

	book->encrypted = true;
	inspection->encrypted = true;
	if (book->version < VERSION_8 || (kind && get_le16(kind) == 0)) {
		text_add(&text, "obfuscated by XOR");
	} else if (length >= 6 && kind && get_le16(kind) == 1) {
		describe_encryption(&text, &book->reader, offset + 2);
	} else {
		text_add(&text, "encrypted in an unknown way");
	}
	fact_add(inspection, TOPIC_ENCRYPTION, "Excel (%s): %s", book->name,
		text.data);
	text_done(&text);
}

/* The kind of a sheet is the same byte in versions 5 and 8. */
static void
take_sheet(struct workbook *book, uint64_t offset, unsigned length)
{
	const uint8_t *sheet = reader_get(&book->reader, offset, 6);

	if (!book->encrypted && length >= 6 && sheet && sheet[5] == SHEET_MACRO)
		book->macro_sheets++;
}

static bool
take_bof(struct workbook *book, uint64_t offset, unsigned type)
{
	const uint8_t *version = reader_get(&book->reader, offset, 2);

	if (type == RECORD_BOF && version)
		book->version = get_le16(version);
	return type == RECORD_BOF || type == RECORD_BOF_2 ||
	       type == RECORD_BOF_3 || type == RECORD_BOF_4;
}

static void
inspect_records(struct workbook *book)
{
	uint64_t offset = 0;

	for (unsigned i = 0; i < RECORDS_MAX; i++) {
		const uint8_t *header =
			reader_get(&book->reader, offset, RECORD_HEADER);
		unsigned type, length;

		if (!header)
			break;
		type = get_le16(header);
		length = get_le16(header + 2);
		offset += RECORD_HEADER;
		if (i == 0 && !take_bof(book, offset, type))
			break;
		if (type == RECORD_EOF)
			break;
		if (type == RECORD_FILE_PASS)
			take_file_pass(book, offset, length);
		if (type == RECORD_BOUND_SHEET)
			take_sheet(book, offset, length);
		offset += length;
	}
}

static void
inspect_workbook(struct inspection *inspection, const char *name)
{
	struct workbook book = { .inspection = inspection, .name = name };

	if (FAILED(reader_open(&book.reader, inspection->storage, name)))
		return;
	inspect_records(&book);
	if (book.macro_sheets)
		fact_add(inspection, TOPIC_MACROS,
			"Excel (%s): %u Excel 4.0 macro %s", name,
			book.macro_sheets,
			book.macro_sheets == 1 ? "sheet" : "sheets");
	reader_done(&book.reader);
}

void
inspect_excel(struct inspection *inspection)
{
	inspect_workbook(inspection, "Workbook");
	inspect_workbook(inspection, "Book");
}
