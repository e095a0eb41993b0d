/* SPDX-License-Identifier: MIT */
#include "inner.h"

#include <string.h>

enum exit_code
inner_each(struct target *target, int count, char **operands, inner_fn fn,
	void *context)
{
	enum exit_code code = EXIT_DONE;

	if (count <= 1)
		return fn(target, "", context);
	for (int i = 1; i < count; i++) {
		size_t length = strlen(operands[i]);

		if (length > 0 && operands[i][length - 1] == '/')
			operands[i][length - 1] = '\0';
		code = exit_worse(code, fn(target, operands[i], context));
	}
	return code;
}
