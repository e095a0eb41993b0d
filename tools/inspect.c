/* SPDX-License-Identifier: MIT */
#include "inspect.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "memory.h"

#define FACT_SIZE 512

void
fact_add(struct inspection *inspection, enum topic topic, const char *format,
	...)
{
	struct facts *facts = &inspection->facts[topic];
	char buffer[FACT_SIZE];
	va_list arguments;

	if (facts->count++ >= FACTS_KEPT)
		return;
	va_start(arguments, format);
	vsnprintf(buffer, sizeof(buffer), format, arguments);
	va_end(arguments);
	facts->kept[facts->count - 1] = memory_copy(buffer, strlen(buffer));
}

void
inspect(struct inspection *inspection, IStorage *storage,
	const struct listing *listing)
{
	*inspection = (struct inspection){
		.storage = storage,
		.listing = listing,
	};
	inspect_package(inspection);
	inspect_word(inspection);
	inspect_excel(inspection);
	inspect_powerpoint(inspection);
	inspect_hwp(inspection);
	inspect_elements(inspection);
}

void
inspection_done(struct inspection *inspection)
{
	for (unsigned topic = 0; topic < TOPIC_COUNT; topic++)
		for (size_t i = 0; i < FACTS_KEPT; i++)
			free(inspection->facts[topic].kept[i]);
}
