/* SPDX-License-Identifier: MIT */
/* PowerPoint: who edited last [MS-PPT] 2.3.2, and the objects embedded. */
#include "inspect.h"

#include <inttypes.h>

#include "bytes.h"
#include "powerpoint.h"

#define DOCUMENT "PowerPoint Document"

/* headerToken of CurrentUserAtom */
#define TOKEN_PLAIN     0xE391C05F
#define TOKEN_ENCRYPTED 0xF3D1C4DF

/* Where fHasMacros is in VbaInfoAtom [MS-PPT] 2.4.10 */
#define HAS_MACROS (PPT_RECORD_HEADER + 4)

static void
inspect_current_user(struct inspection *inspection)
{
	struct reader reader;
	struct ppt_record record;
	const uint8_t *token;

	if (FAILED(reader_open(&reader, inspection->storage, "Current User")))
		return;
	if (ppt_record_at(&reader, 0, &record) &&
		record.type == PPT_CURRENT_USER_ATOM) {
		token = reader_get(&reader, PPT_RECORD_HEADER + 4, 4);
		if (token && get_le32(token) == TOKEN_ENCRYPTED) {
			inspection->encrypted = true;
			/* 2.3.7: the only method that there is */
			fact_add(inspection, TOPIC_ENCRYPTION,
				"PowerPoint: RC4 CryptoAPI");
		}
	}
	reader_done(&reader);
}

static void
take_object(struct inspection *inspection, const struct ppt_record *record,
	uint64_t number)
{
	fact_add(inspection, TOPIC_NESTED,
		DOCUMENT "#%" PRIu64 " (" DOCUMENT "@%" PRIu64 "%s)", number,
		record->offset, record->instance == 1 ? ", zlib" : "");
}

static void
inspect_document(struct inspection *inspection, struct reader *reader)
{
	struct ppt_record record;
	uint64_t offset = 0;
	uint64_t objects = 0;

	while (ppt_record_next(reader, &offset, &record)) {
		const uint8_t *macros;

		if (record.type == PPT_OBJECT_STORAGE)
			take_object(inspection, &record, ++objects);
		if (record.type != PPT_VBA_INFO_ATOM)
			continue;
		macros = reader_get(reader, record.offset + HAS_MACROS, 4);
		if (macros && get_le32(macros) == 1)
			fact_add(inspection, TOPIC_MACROS,
				"PowerPoint: VBA project in one of the "
				"embedded objects");
	}
	if (objects > 0)
		fact_add(inspection, TOPIC_OBJECTS,
			"PowerPoint: %" PRIu64 " in " DOCUMENT, objects);
}

void
inspect_powerpoint(struct inspection *inspection)
{
	bool encrypted = inspection->encrypted;
	struct reader reader;

	inspection->encrypted = false;
	inspect_current_user(inspection);
	/* The records of an encrypted document cannot be told apart. */
	if (!inspection->encrypted && SUCCEEDED(reader_open(&reader,
					      inspection->storage, DOCUMENT))) {
		inspect_document(inspection, &reader);
		reader_done(&reader);
	}
	inspection->encrypted |= encrypted;
}
