/* SPDX-License-Identifier: MIT */
/*
 * HWP 5: the properties of the stream FileHeader, after Hancom's published
 * document file format, revision 1.3, 3.2.1.
 */
#include "inspect.h"

#include <string.h>

#include "bytes.h"

#define SIGNATURE    "HWP Document File"
#define PROPERTIES   36
#define HEADER_LEAST 40

static const struct {
	uint32_t bit;
	enum topic topic;
	const char *text;
} properties[] = {
	{ 1u << 1, TOPIC_ENCRYPTION, "HWP: encrypted with a password" },
	{ 1u << 2, TOPIC_ENCRYPTION, "HWP: for distribution, text encrypted" },
	{ 1u << 3, TOPIC_MACROS, "HWP: scripts" },
	{ 1u << 4, TOPIC_ENCRYPTION, "HWP: rights management" },
	{ 1u << 7, TOPIC_SIGNATURES, "HWP: signed" },
	{ 1u << 8, TOPIC_ENCRYPTION, "HWP: encrypted with a certificate" },
	{ 1u << 10, TOPIC_ENCRYPTION,
		"HWP: rights management with certificates" },
};

void
inspect_hwp(struct inspection *inspection)
{
	struct reader reader;
	const uint8_t *header;

	if (FAILED(reader_open(&reader, inspection->storage, "FileHeader")))
		return;
	header = reader_get(&reader, 0, HEADER_LEAST);
	if (header && memcmp(header, SIGNATURE, strlen(SIGNATURE)) == 0) {
		uint32_t bits = get_le32(header + PROPERTIES);

		for (size_t i = 0;
			i < sizeof(properties) / sizeof(properties[0]); i++)
			if (bits & properties[i].bit)
				fact_add(inspection, properties[i].topic, "%s",
					properties[i].text);
	}
	reader_done(&reader);
}
