#!/bin/sh
# SPDX-License-Identifier: MIT
# Every HRESULT that <stg/hresult.h> declares has its words, and nothing else
# has; the tables differ in order alone.
set -eu

top=${srcdir:-.}
declared=$(mktemp)
worded=$(mktemp)
trap 'rm -f "$declared" "$worded"' EXIT

sed -n 's/^#define \([A-Z][A-Z0-9_]*\)[[:space:]].*_HRESULT_TYPEDEF_(0x.*/\1/p
	s/^#define \(S_[A-Z]*\)[[:space:]].*((HRESULT)[01])$/\1/p' \
	"$top/include/stg/hresult.h" | sort >"$declared"
sed -n 's/^	RESULT(\([A-Z0-9_]*\),.*/\1/p' \
	"$top/lib/stg/hresult_text.c" | sort >"$worded"

test "$(wc -l <"$declared")" -gt 100
diff "$declared" "$worded"
