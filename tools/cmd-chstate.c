/* SPDX-License-Identifier: MIT */
/* chstate: state bits of storages. */
#define COBJMACROS
#include <stdlib.h>

#include "change.h"

static const struct option_spec specs[] = {
	{ .name = NULL },
};

struct bits {
	uint32_t values;
	uint32_t mask;
};

static bool
parse_hex(const char **text, uint32_t *value)
{
	uint64_t number = 0;
	unsigned digits = 0;

	if ((*text)[0] == '0' && ((*text)[1] == 'x' || (*text)[1] == 'X'))
		*text += 2;
	for (;; ++*text, digits++) {
		char c = **text;

		if (c >= '0' && c <= '9')
			number = number << 4 | (unsigned)(c - '0');
		else if ((c | 0x20) >= 'a' && (c | 0x20) <= 'f')
			number = number << 4 |
				 (unsigned)((c | 0x20) - 'a' + 10);
		else
			break;
		if (number > UINT32_MAX)
			return false;
	}
	*value = (uint32_t)number;
	return digits > 0;
}

/* "BITS" or "BITS/MASK" */
static bool
parse(const char *text, struct bits *bits)
{
	bits->mask = UINT32_MAX;
	if (!parse_hex(&text, &bits->values))
		return false;
	if (*text == '/') {
		text++;
		if (!parse_hex(&text, &bits->mask))
			return false;
	}
	return *text == '\0';
}

static HRESULT
set_bits(IStorage *storage, const void *value)
{
	const struct bits *bits = value;

	return IStorage_SetStateBits(storage, bits->values, bits->mask);
}

static enum exit_code
run_chstate(int count, char **operands)
{
	struct bits bits;
	const struct change change = {
		.apply = set_bits,
		.value = &bits,
		.what = "state bits",
		.failed = "cannot set the bits",
	};

	if (!parse(operands[1], &bits)) {
		report_usage("%s: not BITS or BITS/MASK in hexadecimal",
			operands[1]);
		return EXIT_FAILED;
	}
	return change_each(count, operands, &change);
}

const struct command command_chstate = {
	.name = "chstate",
	.arguments = "FILE BITS[/MASK] [INNER-PATH...]",
	.summary = "set state bits of storages",
	.details = "Sets the state bits of storages, or of the root, or those "
		   "of them that are in MASK. Both are hexadecimal.",
	.options = specs,
	.operands_min = 2,
	.operands_max = -1,
	.run = run_chstate,
};
