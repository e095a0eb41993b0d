#!/bin/sh
# SPDX-License-Identifier: MIT
# The README's example in C compiles without a warning, and does what the text
# says: lists a file and shows the beginning of a stream.
#
# check-example.sh runs in the build tree, where mkcfb has been made.
set -eu

top=${srcdir:-.}
dlname=$(sed -n "s/^dlname='\(.*\)'$/\1/p" libstg.la)
if [ -z "$dlname" ] || [ ! -f ".libs/$dlname" ]; then
	echo "check-example: no shared library was built" >&2
	exit 77
fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

awk '/^```c$/ { on = 1; next } /^```$/ { if (on) exit } on' \
	"$top/README.md" >"$work/example.c"
[ -s "$work/example.c" ] || {
	echo "check-example: README.md holds no example" >&2
	exit 1
}

# shellcheck disable=SC2086
${CC:-cc} -std=c11 -Wall -Wextra -Wpedantic -Werror ${SANITIZER_CFLAGS:-} \
	-I"$top/include" "$work/example.c" ".libs/$dlname" \
	-Wl,-rpath,"$PWD/.libs" -o "$work/example"
tests/builder/mkcfb "$top/scripts/sample.recipe" "$work/sample.cfb"
"$work/example" "$work/sample.cfb" 'chapters/1 sectors' >"$work/out"
# The listing has the name as the file has it; lookup ignores case.
grep -q '4088 Chapters/1 Sectors$' "$work/out"
grep -q 'A compound file is a file system in a file' "$work/out"
if "$work/example" "$work/sample.cfb" 'no such' >"$work/out" 2>&1; then
	echo "check-example: found what is not there" >&2
	exit 1
fi
"$work/example" "$work/example.c" x >"$work/out" 2>&1 && exit 1
cat "$work/out"
