/* SPDX-License-Identifier: MIT */
/*
 * Doubly linked rings whose links live inside the elements. An element that
 * is in no list points to itself, so list_remove() is harmless twice.
 */
#ifndef STG_BASE_LIST_H
#define STG_BASE_LIST_H

#include <stdbool.h>

struct list {
	struct list *next;
	struct list *prev;
};

static inline void
list_init(struct list *list)
{
	list->next = list->prev = list;
}

static inline bool
list_empty(const struct list *list)
{
	return list->next == list;
}

static inline void
list_append(struct list *list, struct list *element)
{
	element->prev = list->prev;
	element->next = list;
	list->prev->next = element;
	list->prev = element;
}

static inline void
list_remove(struct list *element)
{
	element->prev->next = element->next;
	element->next->prev = element->prev;
	list_init(element);
}

#endif
