/* SPDX-License-Identifier: MIT */
/*
 * Formats of the clipboard that have a name instead of a fixed number: a table
 * of this process, as the numbers mean nothing elsewhere. Names are never
 * forgotten; their number is bounded.
 */
#include <pthread.h>
#include <stdlib.h>

#include <stg/class.h>

#include "persist/ansi.h"

#define FIRST 0xC000
#define MOST  0x4000 /* of them */

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static OLECHAR **names;
static size_t count, room;

static bool
append(const OLECHAR *name)
{
	if (count == room) {
		size_t more = room ? 2 * room : 16;
		OLECHAR **moved = realloc(names, more * sizeof *names);

		if (!moved)
			return false;
		names = moved;
		room = more;
	}
	names[count] = olestr_copy(name, malloc);
	if (!names[count])
		return false;
	count++;
	return true;
}

UINT
RegisterClipboardFormatW(LPCWSTR lpszFormat)
{
	UINT format = 0;
	size_t i = 0;

	if (!lpszFormat || lpszFormat[0] == 0)
		return 0;
	pthread_mutex_lock(&lock);
	while (i < count && !olestr_is_same(names[i], lpszFormat))
		i++;
	if (i < count || (count < MOST && append(lpszFormat)))
		format = FIRST + (UINT)i;
	pthread_mutex_unlock(&lock);
	return format;
}

int
GetClipboardFormatNameW(UINT format, LPWSTR lpszFormatName, int cchMaxCount)
{
	int length = 0;

	if (!lpszFormatName || cchMaxCount <= 0)
		return 0;
	lpszFormatName[0] = 0;
	pthread_mutex_lock(&lock);
	if (format >= FIRST && format - FIRST < count) {
		const OLECHAR *name = names[format - FIRST];

		while (name[length] != 0 && length < cchMaxCount - 1) {
			lpszFormatName[length] = name[length];
			length++;
		}
		lpszFormatName[length] = 0;
	}
	pthread_mutex_unlock(&lock);
	return length;
}
