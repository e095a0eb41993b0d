/* SPDX-License-Identifier: MIT */
#include "base/hash.h"

#include "base/container.h"
#include "support/suite.h"

struct element {
	struct hash_node node;
	unsigned number;
};

#define COUNT 1000

static struct element elements[COUNT];
static struct hash hash;

/* Keys of which three elements have each. */
static void
fill(void)
{
	hash_init(&hash);
	for (unsigned i = 0; i < COUNT; i++) {
		elements[i].number = i;
		hash_add(&hash, &elements[i].node, i / 3);
	}
}

static unsigned
count_of(uint32_t key)
{
	unsigned count = 0;

	for (struct hash_node *n = hash_find(&hash, key); n;
		n = hash_again(n)) {
		ck_assert_uint_eq(container_of(n, struct element,
			node)->number / 3, key);
		count++;
	}
	return count;
}

START_TEST(all_of_a_key_are_found)
{
	fill();
	ck_assert_uint_eq(hash.count, COUNT);
	for (uint32_t key = 0; key < COUNT / 3; key++)
		ck_assert_uint_eq(count_of(key), 3);
	ck_assert_ptr_null(hash_find(&hash, COUNT));
	hash_done(&hash);
}
END_TEST

START_TEST(what_is_taken_out_is_not_found)
{
	fill();
	for (unsigned i = 0; i < COUNT; i += 3)
		hash_remove(&hash, &elements[i].node);
	hash_remove(&hash, &elements[0].node);
	for (uint32_t key = 0; key < COUNT / 3; key++)
		ck_assert_uint_eq(count_of(key), 2);
	hash_done(&hash);
}
END_TEST

static void
take_out(struct hash_node *node, void *context)
{
	++*(unsigned *)context;
	hash_remove(&hash, node);
}

START_TEST(each_is_seen_once_even_if_it_goes)
{
	unsigned seen = 0;

	fill();
	hash_each(&hash, take_out, &seen);
	ck_assert_uint_eq(seen, COUNT);
	ck_assert_uint_eq(hash.count, 0);
	hash_done(&hash);
}
END_TEST

int
main(void)
{
	struct suite suite = suite_begin("base/hash");

	TEST(&suite, all_of_a_key_are_found);
	TEST(&suite, what_is_taken_out_is_not_found);
	TEST(&suite, each_is_seen_once_even_if_it_goes);
	return suite_end(&suite);
}
