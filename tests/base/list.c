/* SPDX-License-Identifier: MIT */
/* Rings, and the way from a link to the element around it. */
#include "base/list.h"

#include "base/container.h"
#include "support/suite.h"

struct element {
	int before;
	struct list link;
	int number;
};

/* The numbers of the elements, first to last, as decimal digits. */
static int
digits(const struct list *list)
{
	int value = 0;

	for (struct list *l = list->next; l != list; l = l->next)
		value = value * 10 +
			container_of(l, struct element, link)->number;
	return value;
}

static int
digits_backwards(const struct list *list)
{
	int value = 0;

	for (struct list *l = list->prev; l != list; l = l->prev)
		value = value * 10 +
			container_of(l, struct element, link)->number;
	return value;
}

START_TEST(new_list_is_empty)
{
	struct list list;

	list_init(&list);
	ck_assert(list_empty(&list));
}
END_TEST

START_TEST(elements_stay_in_the_order_of_appending)
{
	struct element e[3] = { { .number = 1 }, { .number = 2 },
		{ .number = 3 } };
	struct list list;

	list_init(&list);
	for (size_t i = 0; i < ARRAY_SIZE(e); i++)
		list_append(&list, &e[i].link);
	ck_assert(!list_empty(&list));
	ck_assert_int_eq(digits(&list), 123);
	ck_assert_int_eq(digits_backwards(&list), 321);
}
END_TEST

START_TEST(removed_element_leaves_the_others)
{
	struct element e[3] = { { .number = 1 }, { .number = 2 },
		{ .number = 3 } };
	struct list list;

	list_init(&list);
	for (size_t i = 0; i < ARRAY_SIZE(e); i++)
		list_append(&list, &e[i].link);
	list_remove(&e[1].link);
	ck_assert_int_eq(digits(&list), 13);
	ck_assert_int_eq(digits_backwards(&list), 31);
	list_remove(&e[0].link);
	list_remove(&e[2].link);
	ck_assert(list_empty(&list));
}
END_TEST

START_TEST(removing_twice_does_no_harm)
{
	struct element e[2] = { { .number = 1 }, { .number = 2 } };
	struct list list;

	list_init(&list);
	list_append(&list, &e[0].link);
	list_append(&list, &e[1].link);
	list_remove(&e[0].link);
	list_remove(&e[0].link);
	ck_assert(list_empty(&e[0].link));
	ck_assert_int_eq(digits(&list), 2);
}
END_TEST

int
main(void)
{
	struct suite suite = suite_begin("list");

	TEST(&suite, new_list_is_empty);
	TEST(&suite, elements_stay_in_the_order_of_appending);
	TEST(&suite, removed_element_leaves_the_others);
	TEST(&suite, removing_twice_does_no_harm);
	return suite_end(&suite);
}
