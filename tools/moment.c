/* SPDX-License-Identifier: MIT */
#include "moment.h"

#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <stg/helpers.h>

#include "report.h"

#define EPOCH_VARIABLE "SOURCE_DATE_EPOCH"

/* Days from 1601-01-01 to a date; years from 1601 on. */
static uint64_t
days_until(uint64_t year, unsigned month, unsigned day)
{
	/* Years that begin in March have their leap day at the end. */
	uint64_t y = month > 2 ? year : year - 1;
	unsigned m = month > 2 ? month - 3 : month + 9;

	return y * 365 + y / 4 - y / 100 + y / 400 + (153 * m + 2) / 5 + day -
	       1 - 584694;
}

/* Exactly, or at least, so many digits. */
static bool
number(const char **text, unsigned digits, unsigned most, uint64_t *value)
{
	unsigned count = 0;

	*value = 0;
	while (count < most && **text >= '0' && **text <= '9') {
		*value = *value * 10 + (uint64_t)(*(*text)++ - '0');
		count++;
	}
	return count >= digits;
}

static bool
character(const char **text, const char *set)
{
	if (**text == '\0' || !strchr(set, **text))
		return false;
	(*text)++;
	return true;
}

static bool
parse_date(const char **text, uint64_t *seconds)
{
	static const unsigned char lengths[] = { 31, 29, 31, 30, 31, 30, 31, 31,
		30, 31, 30, 31 };
	uint64_t year, month, day;
	bool leap;

	if (!number(text, 4, 5, &year) || !character(text, "-") ||
		!number(text, 2, 2, &month) || !character(text, "-") ||
		!number(text, 2, 2, &day))
		return false;
	leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
	if (year < 1601 || month < 1 || month > 12 || day < 1 ||
		day > lengths[month - 1] || (month == 2 && day == 29 && !leap))
		return false;
	*seconds = days_until(year, (unsigned)month, (unsigned)day) * DAY;
	return true;
}

/* Behind a point: as many digits as there are; seven count. */
static bool
parse_fraction(const char **text, uint64_t *ticks)
{
	uint64_t unit = TICKS;
	bool any = false;

	*ticks = 0;
	for (; **text >= '0' && **text <= '9'; (*text)++, any = true) {
		unit /= 10;
		*ticks += unit * (uint64_t)(**text - '0');
	}
	return any;
}

static bool
parse_time(const char **text, uint64_t *seconds, uint64_t *ticks)
{
	uint64_t hour, minute, second = 0;

	*ticks = 0;
	if (!character(text, "T "))
		return **text == '\0';
	if (!number(text, 2, 2, &hour) || !character(text, ":") ||
		!number(text, 2, 2, &minute))
		return false;
	if (character(text, ":") && !number(text, 2, 2, &second))
		return false;
	if (character(text, ".,") && !parse_fraction(text, ticks))
		return false;
	*seconds += hour * 3600 + minute * 60 + second;
	return hour < 24 && minute < 60 && second < 60;
}

static bool
parse_zone(const char **text, uint64_t *seconds)
{
	char sign = **text;
	uint64_t hour, minute = 0, shift;

	if (sign == '\0' || character(text, "Z"))
		return **text == '\0';
	if (!character(text, "+-") || !number(text, 2, 2, &hour))
		return false;
	if (**text != '\0' &&
		((character(text, ":"), !number(text, 2, 2, &minute)) ||
			**text != '\0'))
		return false;
	shift = hour * 3600 + minute * 60;
	if (hour > 14 || minute > 59 || (sign == '+' && *seconds < shift))
		return false;
	*seconds = sign == '+' ? *seconds - shift : *seconds + shift;
	return true;
}

static bool
parse_calendar(const char *text, FILETIME *time)
{
	uint64_t seconds, ticks;

	if (!parse_date(&text, &seconds) ||
		!parse_time(&text, &seconds, &ticks) ||
		!parse_zone(&text, &seconds))
		return false;
	if (seconds > UINT64_MAX / TICKS - 1)
		return false;
	ticks += seconds * TICKS;
	time->dwLowDateTime = (DWORD)ticks;
	time->dwHighDateTime = (DWORD)(ticks >> 32);
	return true;
}

static bool
parse_seconds(const char *text, FILETIME *time)
{
	struct timespec since = { 0, 0 };
	char *end;
	long long seconds;

	if ((*text < '0' || *text > '9') && *text != '-')
		return false;
	errno = 0;
	seconds = strtoll(text, &end, 10);
	since.tv_sec = (time_t)seconds;
	return errno == 0 && *end == '\0' && end != text &&
	       stg_timespec_to_filetime(&since, time);
}

bool
moment_parse(const char *text, FILETIME *time)
{
	if (strcmp(text, "none") == 0) {
		*time = (FILETIME){ 0, 0 };
		return true;
	}
	if (strcmp(text, "now") == 0) {
		*time = moment_now();
		return true;
	}
	if (*text == '@')
		return parse_seconds(text + 1, time);
	return parse_calendar(text, time);
}

/* Empty is as good as absent: build systems clear variables so. */
static const char *
epoch(void)
{
	const char *text = getenv(EPOCH_VARIABLE);

	return text && *text ? text : NULL;
}

bool
moment_is_given(void)
{
	return epoch() != NULL;
}

bool
moment_check(void)
{
	const char *text = epoch();
	FILETIME time;

	if (!text || (*text != '-' && parse_seconds(text, &time)))
		return true;
	report_usage(EPOCH_VARIABLE "=%s: not a number of seconds", text);
	return false;
}

FILETIME
moment_now(void)
{
	struct timespec now;
	FILETIME time = { 0, 0 };

	if (epoch()) {
		(void)parse_seconds(epoch(), &time);
		return time;
	}
	clock_gettime(CLOCK_REALTIME, &now);
	(void)stg_timespec_to_filetime(&now, &time);
	return time;
}

FILETIME
moment_clamp(const FILETIME *time)
{
	FILETIME limit = moment_now();

	if (!epoch() || ticks_of(time) < ticks_of(&limit))
		return *time;
	return limit;
}

FILETIME
moment_of_timespec(const struct timespec *timespec)
{
	FILETIME time = { 0, 0 };

	(void)stg_timespec_to_filetime(timespec, &time);
	return moment_clamp(&time);
}

uint64_t
moment_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
}
