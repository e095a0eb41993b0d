/* SPDX-License-Identifier: MIT */
/* Word: the base of the file information block [MS-DOC] 2.5.2. */
#include "inspect.h"

#include "bytes.h"

#define FIB_LEAST 32

/* wIdent of Word 97 and later, and of Word 6 and 95 */
#define IDENT_97 0xA5EC
#define IDENT_6  0xA5DC

/* nFib of the first version of Word 97 */
#define FIB_97 0x00C1

/* The word of flags at offset 10 */
#define ENCRYPTED   0x0100
#define WHICH_TABLE 0x0200
#define OBFUSCATED  0x8000

/* [MS-DOC] 2.2.6: the table stream begins with how it was done. */
static void
inspect_table(struct inspection *inspection, const char *name)
{
	struct text text = { 0 };
	struct reader reader;

	if (FAILED(reader_open(&reader, inspection->storage, name))) {
		fact_add(inspection, TOPIC_ENCRYPTION,
			"Word: encrypted, and %s is missing", name);
		return;
	}
	describe_encryption(&text, &reader, 0);
	fact_add(inspection, TOPIC_ENCRYPTION, "Word: %s", text.data);
	reader_done(&reader);
	text_done(&text);
}

static void
inspect_flags(struct inspection *inspection, const uint8_t *fib)
{
	unsigned ident = get_le16(fib);
	unsigned version = get_le16(fib + 2);
	unsigned flags = get_le16(fib + 10);

	if ((ident != IDENT_97 && ident != IDENT_6) || !(flags & ENCRYPTED))
		return;
	inspection->encrypted = true;
	if (version < FIB_97)
		fact_add(inspection, TOPIC_ENCRYPTION,
			"Word 6/95: encrypted by XOR");
	else if (flags & OBFUSCATED)
		fact_add(inspection, TOPIC_ENCRYPTION,
			"Word: obfuscated by XOR");
	else
		inspect_table(
			inspection, flags & WHICH_TABLE ? "1Table" : "0Table");
}

void
inspect_word(struct inspection *inspection)
{
	struct reader reader;
	const uint8_t *fib;

	if (FAILED(reader_open(&reader, inspection->storage, "WordDocument")))
		return;
	fib = reader_get(&reader, 0, FIB_LEAST);
	if (fib)
		inspect_flags(inspection, fib);
	reader_done(&reader);
}
