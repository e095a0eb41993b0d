/* SPDX-License-Identifier: MIT */
/*
 * What a document tells about encryption, macros, signatures and objects in it,
 * by its elements and the first bytes of some streams. A file per application;
 * each reads what [MS-OFFCRYPTO], [MS-DOC], [MS-XLS], [MS-PPT] and others
 * document, believes no length, and adds a fact for what it finds.
 */
#ifndef INSPECT_H
#define INSPECT_H

#include <stdbool.h>
#include <stdint.h>

#include "listing.h"
#include "reader.h"

enum topic {
	TOPIC_ENCRYPTION,
	TOPIC_MACROS,
	TOPIC_SIGNATURES,
	TOPIC_OBJECTS,
	TOPIC_NESTED, /* paths that can be given behind FILE// */
	TOPIC_COUNT
};

/* More facts of one topic than this are only counted. */
#define FACTS_KEPT 24

struct facts {
	uint64_t count;
	char *kept[FACTS_KEPT];
};

struct inspection {
	IStorage *storage;
	const struct listing *listing;
	struct facts facts[TOPIC_COUNT];
	bool encrypted; /* what is behind it makes no sense then */
};

void inspect(struct inspection *inspection, IStorage *storage,
	const struct listing *listing);
void inspection_done(struct inspection *inspection);

void fact_add(struct inspection *inspection, enum topic topic,
	const char *format, ...) __attribute__((format(printf, 3, 4)));

/* The inspectors. */
void inspect_package(struct inspection *inspection);
void inspect_word(struct inspection *inspection);
void inspect_excel(struct inspection *inspection);
void inspect_powerpoint(struct inspection *inspection);
void inspect_hwp(struct inspection *inspection);
void inspect_elements(struct inspection *inspection);

/*
 * Names the method of an EncryptionInfo or EncryptionHeader as it begins at an
 * offset, [MS-OFFCRYPTO] 2.3.2 to 2.3.6.
 */
void
describe_encryption(struct text *text, struct reader *reader, uint64_t offset);

#endif
