/* SPDX-License-Identifier: MIT */
#include "oleds/olestream.h"

#include "oleds/sample.h"

static void
add_head(struct sample *sample, uint32_t flags)
{
	add_u32(sample, OLEDS_OLE_VERSION);
	add_u32(sample, flags);
	add_u32(sample, 0);
	add_u32(sample, 0);
}

/* A moniker with the length that counts itself. */
static void
add_moniker(struct sample *sample, const char *bytes)
{
	add_u32(sample, (uint32_t)strlen(bytes) + 4);
	add(sample, bytes, strlen(bytes));
}

static void
add_link(struct sample *sample)
{
	add_head(sample, OLEDS_OLE_LINK);
	add_u32(sample, 0);
	add_moniker(sample, "relative");
	add_moniker(sample, "absolute moniker");
	add_u32(sample, 0xFFFFFFFF);
	add(sample, "0123456789abcdef", 16);
	add_u32(sample, 0);
	add_u32(sample, 0);
	add_zeros(sample, 24);
}

static struct oleds_olestream
decode(const struct sample *sample, enum oleds_level level)
{
	struct oleds_olestream record;

	ck_assert_int_eq(oleds_olestream_decode(span_of(sample), level,
		&record), OLEDS_OK);
	ck_comes_back(sample, oleds_olestream_encode, &record);
	return record;
}

START_TEST(embedded_object_has_no_moniker)
{
	struct sample sample = { .length = 0 };
	struct oleds_olestream record;

	add_head(&sample, OLEDS_OLE_CONVERT);
	add_u32(&sample, 0);
	record = decode(&sample, OLEDS_STRICT);
	ck_assert_uint_eq(record.flags, OLEDS_OLE_CONVERT);
	ck_assert(record.has_moniker);
	ck_assert_uint_eq(record.moniker.length, 0);
	ck_assert(!record.has_link);
}
END_TEST

START_TEST(moniker_is_kept_as_bytes)
{
	struct sample sample = { .length = 0 };
	struct oleds_olestream record;

	add_head(&sample, 0);
	add_moniker(&sample, "any bytes");
	record = decode(&sample, OLEDS_STRICT);
	ck_assert_uint_eq(record.moniker.length, 9);
	ck_assert_mem_eq(record.moniker.bytes, "any bytes", 9);
}
END_TEST

START_TEST(link_is_read)
{
	struct sample sample = { .length = 0 };
	struct oleds_olestream record;

	add_link(&sample);
	record = decode(&sample, OLEDS_STRICT);
	ck_assert(record.has_link);
	ck_assert_mem_eq(record.relative.bytes, "relative", 8);
	ck_assert_mem_eq(record.absolute.bytes, "absolute moniker", 16);
	ck_assert_mem_eq(record.clsid, "0123456789abcdef", 16);
}
END_TEST

START_TEST(any_prefix_comes_back)
{
	struct sample whole = { .length = 0 };

	add_link(&whole);
	for (size_t length = 0; length < whole.length; length++) {
		struct sample cut = whole;
		struct oleds_olestream record;

		cut.length = length;
		if (length < 16)
			ck_assert_int_eq(oleds_olestream_decode(span_of(&cut),
				OLEDS_TOLERANT, &record), OLEDS_SHORT);
		else
			decode(&cut, OLEDS_TOLERANT);
		ck_assert_int_ne(oleds_olestream_decode(span_of(&cut),
			OLEDS_STRICT, &record), OLEDS_OK);
	}
}
END_TEST

START_TEST(length_that_cannot_count_itself_is_kept)
{
	for (uint32_t length = 1; length <= 4; length++) {
		struct sample sample = { .length = 0 };
		struct oleds_olestream record;

		add_head(&sample, 0);
		add_u32(&sample, length);
		record = decode(&sample, OLEDS_TOLERANT);
		ck_assert(!record.has_moniker);
		ck_assert_uint_eq(record.rest.length, 4);
	}
}
END_TEST

START_TEST(another_version_is_bad)
{
	struct sample sample = { .length = 0 };
	struct oleds_olestream record;

	add_zeros(&sample, 20);
	ck_assert_int_eq(oleds_olestream_decode(span_of(&sample),
		OLEDS_TOLERANT, &record), OLEDS_BAD);
}
END_TEST

START_TEST(link_without_an_absolute_moniker_is_bad)
{
	struct sample sample = { .length = 0 };
	struct oleds_olestream record;

	add_head(&sample, OLEDS_OLE_LINK);
	add_zeros(&sample, 12);
	add_u32(&sample, 0xFFFFFFFF);
	add_zeros(&sample, 16 + 4 + 4 + 24);
	ck_assert_int_eq(oleds_olestream_decode(span_of(&sample), OLEDS_STRICT,
		&record), OLEDS_BAD);
	decode(&sample, OLEDS_TOLERANT);
}
END_TEST

int
main(void)
{
	struct suite suite = suite_begin("oleds/olestream");

	TEST(&suite, embedded_object_has_no_moniker);
	TEST(&suite, moniker_is_kept_as_bytes);
	TEST(&suite, link_is_read);
	TEST(&suite, any_prefix_comes_back);
	TEST(&suite, length_that_cannot_count_itself_is_kept);
	TEST(&suite, another_version_is_bad);
	TEST(&suite, link_without_an_absolute_moniker_is_bad);
	return suite_end(&suite);
}
