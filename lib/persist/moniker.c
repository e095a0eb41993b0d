/* SPDX-License-Identifier: MIT */
#include "persist/moniker.h"

#include <string.h>

#include "base/bytes.h"

#define FILE_MONIKER      0x303
#define ITEM_MONIKER      0x304
#define COMPOSITE_MONIKER 0x309

#define CLSID_SIZE 16

/* All three are in the range of {00000000-0000-0000-C000-000000000046}. */
static void
put_clsid(struct oleds_out *out, uint32_t number)
{
	static const uint8_t tail[12] = { 0, 0, 0, 0, 0xC0, 0, 0, 0, 0, 0, 0,
		0x46 };

	oleds_put_u32(out, number);
	oleds_put_bytes(out, (struct oleds_span){ tail, sizeof tail });
}

static bool
get_clsid(struct oleds_in *in, uint32_t number)
{
	uint8_t expected[CLSID_SIZE];
	struct oleds_out out = { .bytes = expected, .room = sizeof expected };
	struct oleds_span span = oleds_get_bytes(in, CLSID_SIZE);

	put_clsid(&out, number);
	return span.bytes && memcmp(span.bytes, expected, CLSID_SIZE) == 0;
}

static void
put_file(struct oleds_out *out, struct oleds_span file)
{
	static const uint8_t zeros[24];

	put_clsid(out, FILE_MONIKER);
	oleds_put_u16(out, 0);
	oleds_put_counted(out, file);
	oleds_put_u16(out, 0xFFFF); /* no server's name in the path */
	oleds_put_u16(out, 0xDEAD);
	/* Reserved bytes, and a path in Unicode of no length. */
	oleds_put_bytes(out, (struct oleds_span){ zeros, sizeof zeros });
}

static void
put_item(struct oleds_out *out, struct oleds_span item)
{
	static const uint8_t delimiter[] = "!";

	put_clsid(out, ITEM_MONIKER);
	oleds_put_counted(out, (struct oleds_span){ delimiter, 2 });
	oleds_put_counted(out, item);
}

size_t
moniker_encode(struct oleds_span file, struct oleds_span item, uint8_t *bytes,
	size_t room)
{
	struct oleds_out out = { .bytes = bytes, .room = room };

	if (item.length > 1) {
		put_clsid(&out, COMPOSITE_MONIKER);
		oleds_put_u32(&out, 2);
	}
	put_file(&out, file);
	if (item.length > 1)
		put_item(&out, item);
	return oleds_put_end(&out);
}

static enum oleds_status
get_file(struct oleds_in *in, struct oleds_span *file)
{
	uint32_t wide;

	if (!get_clsid(in, FILE_MONIKER))
		return in->failed ? OLEDS_SHORT : OLEDS_BAD;
	(void)oleds_get_u16(in);
	*file = oleds_get_counted(in);
	(void)oleds_get_u16(in);
	(void)oleds_get_u16(in);
	(void)oleds_get_bytes(in, 20);
	wide = oleds_get_u32(in);
	(void)oleds_get_bytes(in, in->failed ? 0 : wide);
	return in->failed ? OLEDS_SHORT : OLEDS_OK;
}

static enum oleds_status
get_item(struct oleds_in *in, struct oleds_span *item)
{
	if (!get_clsid(in, ITEM_MONIKER))
		return in->failed ? OLEDS_SHORT : OLEDS_BAD;
	(void)oleds_get_counted(in);
	*item = oleds_get_counted(in);
	return in->failed ? OLEDS_SHORT : OLEDS_OK;
}

enum oleds_status
moniker_decode(struct oleds_span bytes, struct oleds_span *file,
	struct oleds_span *item)
{
	struct oleds_in in = { .at = bytes.bytes, .left = bytes.length };
	struct oleds_in whole = in;
	enum oleds_status status;

	*item = (struct oleds_span){ NULL, 0 };
	if (!get_clsid(&in, COMPOSITE_MONIKER)) {
		in = whole;
		return get_file(&in, file);
	}
	if (oleds_get_u32(&in) != 2)
		return in.failed ? OLEDS_SHORT : OLEDS_BAD;
	status = get_file(&in, file);
	return status == OLEDS_OK ? get_item(&in, item) : status;
}
