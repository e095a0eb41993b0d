/* SPDX-License-Identifier: MIT */
/*
 * The home of what gperf generates. Keys are compared by length and bytes, so
 * that a key with a NUL in it is looked up safely and not found.
 */
#include "stg/known/words.h"

#include <string.h>

/*
 * A slot of a generated table. Its key is an offset in a pool of strings, so
 * that the library's loader need not relocate it; -1 in an unused slot.
 */
struct known_word {
	int offset;
	const char *text;
};

/*
 * Declared here so that the generated definitions become static: gperf itself
 * has no option for that.
 */
static const struct known_word *find_clsid(const char *, size_t);
static const struct known_word *find_element(const char *, size_t);
static const struct known_word *find_fmtid(const char *, size_t);
static const struct known_word *find_mapi(const char *, size_t);
static const struct known_word *find_msi(const char *, size_t);
static const struct known_word *find_property(const char *, size_t);

/*
 * The generated functions ignore a length that all keys share, and mark the
 * falling through of a switch by a comment, which clang does not accept.
 */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wimplicit-fallthrough"
#pragma GCC diagnostic ignored "-Wunused-parameter"
#include "stg/known/clsid.inc"
#include "stg/known/element.inc"
#include "stg/known/fmtid.inc"
#include "stg/known/mapi.inc"
#include "stg/known/msi.inc"
#include "stg/known/property.inc"
#pragma GCC diagnostic pop

#define ARRAY_SIZE(array) (sizeof(array) / sizeof((array)[0]))

static const struct table {
	const struct known_word *(*find)(const char *key, size_t length);
	const struct known_word *words;
	size_t slots;
	const char *pool;
} tables[] = {
	[KNOWN_CLASSES] = { find_clsid, clsid_words, ARRAY_SIZE(clsid_words),
		clsid_pool },
	[KNOWN_FORMATS] = { find_fmtid, fmtid_words, ARRAY_SIZE(fmtid_words),
		fmtid_pool },
	[KNOWN_ELEMENTS] = { find_element, element_words,
		ARRAY_SIZE(element_words), element_pool },
	[KNOWN_PROPERTIES] = { find_mapi, mapi_words, ARRAY_SIZE(mapi_words),
		mapi_pool },
	[KNOWN_MSI_TABLES] = { find_msi, msi_words, ARRAY_SIZE(msi_words),
		msi_pool },
	[KNOWN_SET_PROPERTIES] = { find_property, property_words,
		ARRAY_SIZE(property_words), property_pool },
};

const char *
known_word(enum known_table table, const char *key, size_t length)
{
	const struct known_word *word = tables[table].find(key, length);

	return word ? word->text : NULL;
}

bool
known_slot(enum known_table table, size_t slot, const char **key,
	const char **text)
{
	const struct known_word *word;

	if (slot >= tables[table].slots)
		return false;
	word = &tables[table].words[slot];
	*key = word->offset < 0 ? NULL : tables[table].pool + word->offset;
	*text = word->text;
	return true;
}
