/* SPDX-License-Identifier: MIT */
/* Names of elements that belong to property sets. */
#ifndef STG_STG_PROPNAME_H
#define STG_STG_PROPNAME_H

#include <stg/propset.h>

/* Room for the name of an element that is a value, with its NUL. */
#define PROPNAME_VALUE_SIZE 16

/** "prop" and the number: where a value beside a set lives; 2.21. */
void propname_of_value(PROPID propid, OLECHAR name[PROPNAME_VALUE_SIZE]);

#endif
