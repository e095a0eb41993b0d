/* SPDX-License-Identifier: MIT */
/*
 * Encrypted packages of Office Open XML, data spaces and rights management
 * [MS-OFFCRYPTO] 2.1 to 2.3.
 */
#include "inspect.h"

#include <string.h>

#include "bytes.h"

/* 2.3.4.10: what begins the XML of agile encryption */
#define AGILE_XML 8

/* 2.3.2: of the EncryptionHeader from the version on, and in it */
#define HEADER_START  12
#define HEADER_CIPHER (HEADER_START + 8)
#define HEADER_BITS   (HEADER_START + 16)
#define HEADER_LEAST  (HEADER_START + 20)

/* 2.3.2, AlgID */
#define CIPHER_RC4 0x6801

static const char *
cipher_name(uint32_t id)
{
	switch (id) {
	case CIPHER_RC4:
		return "RC4";
	case 0x660E:
		return "AES-128";
	case 0x660F:
		return "AES-192";
	case 0x6610:
		return "AES-256";
	default:
		return NULL;
	}
}

/* How many bits; 2.3.5.1: 0 stands for 40 bits of RC4 */
static void
add_header(struct text *text, const uint8_t *header)
{
	uint32_t id = get_le32(header + HEADER_CIPHER);
	const char *cipher = cipher_name(id);
	uint32_t bits = get_le32(header + HEADER_BITS);

	if (id == CIPHER_RC4 && bits <= 128)
		text_addf(text, " with %u bits", bits ? bits : 40);
	else if (cipher)
		text_addf(text, ", %s", cipher);
}

/* An attribute of <keyData>, as far as its value is a plain word. */
static void
add_attribute(struct text *text, const char *before, const char *xml,
	const char *name)
{
	const char *value = strstr(xml, name);
	size_t length;

	if (!value)
		return;
	value += strlen(name);
	length = strspn(value, "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
			       "abcdefghijklmnopqrstuvwxyz0123456789-");
	if (length > 0 && length < 24 && value[length] == '"')
		text_addf(text, "%s%.*s", before, (int)length, value);
}

static void
add_agile(struct text *text, struct reader *reader, uint64_t offset)
{
	uint64_t left = reader->size > offset ? reader->size - offset : 0;
	char xml[1024];
	size_t length = left < sizeof(xml) ? (size_t)left : sizeof(xml) - 1;
	const uint8_t *bytes = reader_get(reader, offset, length);
	const char *key_data;

	if (!bytes)
		return;
	memcpy(xml, bytes, length);
	xml[length] = '\0';
	key_data = strstr(xml, "<keyData");
	if (!key_data)
		return;
	add_attribute(text, ", ", key_data, "cipherAlgorithm=\"");
	add_attribute(text, "-", key_data, "keyBits=\"");
	add_attribute(
		text, " in mode ", key_data, "cipherChaining=\"ChainingMode");
	add_attribute(text, ", hash ", key_data, "hashAlgorithm=\"");
}

static void
add_standard(struct text *text, struct reader *reader, uint64_t offset)
{
	const uint8_t *header = reader_get(reader, offset, HEADER_LEAST);
	bool rc4 = header && get_le32(header + HEADER_CIPHER) == CIPHER_RC4;

	text_add(text, rc4 ? "RC4 CryptoAPI" : "standard encryption");
	if (header)
		add_header(text, header);
}

void
describe_encryption(struct text *text, struct reader *reader, uint64_t offset)
{
	const uint8_t *version = reader_get(reader, offset, 4);
	unsigned major, minor;

	if (!version) {
		text_add(text, "of an unknown kind");
		return;
	}
	major = get_le16(version);
	minor = get_le16(version + 2);
	if (major == 1 && minor == 1) {
		text_add(text, "RC4 with 40 bits");
	} else if (major == 4 && minor == 4) {
		text_add(text, "agile encryption");
		add_agile(text, reader, offset + AGILE_XML);
	} else if (minor == 3 && (major == 3 || major == 4)) {
		text_add(text, "extensible encryption");
	} else if (minor == 2 && major >= 2 && major <= 4) {
		add_standard(text, reader, offset);
	} else {
		text_add(text, "of an unknown kind");
	}
	text_addf(text, " (version %u.%u)", major, minor);
}

static void
inspect_info(struct inspection *inspection)
{
	struct text text = { 0 };
	struct reader reader;

	if (FAILED(reader_open(&reader, inspection->storage, "EncryptionInfo")))
		return;
	inspection->encrypted = true;
	describe_encryption(&text, &reader, 0);
	fact_add(inspection, TOPIC_ENCRYPTION, "encrypted package: %s",
		text.data);
	reader_done(&reader);
	text_done(&text);
}

/* 2.1.2 and 2.2.10, 2.3.4.3: the spaces that applications define */
static const struct {
	const char *name;
	const char *meaning;
} spaces[] = {
	{ "StrongEncryptionDataSpace", "encryption with a password" },
	{ "DRMEncryptedDataSpace", "rights management" },
	{ "\\x09DRMDataSpace", "rights management" },
	{ "\\x09LZXDRMDataSpace", "rights management, compressed" },
};

static HRESULT
take_space(const struct stg_element *element, void *context)
{
	struct inspection *inspection = context;
	const char *slash = strrchr(element->path, '/');
	const char *name = slash ? slash + 1 : element->path;

	if (element->type != STGTY_STREAM)
		return S_OK;
	for (size_t i = 0; i < sizeof(spaces) / sizeof(spaces[0]); i++) {
		if (strcmp(spaces[i].name, name) == 0) {
			fact_add(inspection, TOPIC_ENCRYPTION,
				"data space %s: %s", name, spaces[i].meaning);
			return S_OK;
		}
	}
	fact_add(inspection, TOPIC_ENCRYPTION, "data space %s", name);
	return S_OK;
}

void
inspect_package(struct inspection *inspection)
{
	struct stg_element element;

	inspect_info(inspection);
	/* Missing in most files. */
	(void)stg_walk(inspection->storage, "\\x06DataSpaces/DataSpaceInfo",
		STG_WALK_ONE_LEVEL, take_space, inspection);
	if (SUCCEEDED(stg_stat(
		    inspection->storage, "\\x09DRMContent", &element))) {
		fact_add(inspection, TOPIC_ENCRYPTION,
			"contents under rights management");
		inspection->encrypted = true;
	}
}
