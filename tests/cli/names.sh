#!/bin/sh
# SPDX-License-Identifier: MIT
# Names that would steer a terminal or break a path.
. "${srcdir:-.}/tests/cli/common.sh"

make_file a.cfb <<'R'
enter "a\u202eb"
stream "\x1b[31m" = "red"
stream "back\\slash" = "1"
stream "sl\/ash" = "2"
stream "nul\x00inside" = "3"
stream "\ud800" = "4"
stream "\u65e5\u672c" = "5"
stream "." = "6"
stream ".." = "7"
stream " " = "8"
leave
R

run "names are shown in canonical form" find a.cfb '**/*'
status_is 0
out_is <<'E'
a\u202Eb
a\u202Eb/ 
a\u202Eb/.
a\u202Eb/\uD800
a\u202Eb/..
a\u202Eb/日本
a\u202Eb/\x1B[31m
a\u202Eb/sl\x2Fash
a\u202Eb/back\\slash
a\u202Eb/nul\x00inside
E

# Every one of them is understood again.
cp out paths
n=0
while IFS= read -r path; do
	run "the path $path is taken back" stat --jsonl a.cfb "$path"
	status_is 0
	n=$((n + 1))
done <paths
that "there were ten" test "$n" -eq 10

run "escapes may be of either case" cat a.cfb 'A\u202EB/\x1b[31M'
status_is 0
that "its contents" test "$(cat out)" = red

# U+202E and U+65E5 U+672C as they are
run "what need not be escaped may come as it is" cat a.cfb "$(printf 'a\342\200\256b/\346\227\245\346\234\254')"
status_is 0
that "its contents" test "$(cat out)" = 5

run "an escape must be one" ls a.cfb 'a\q'
status_is 2
that "the name is said not to be valid" grep -q STG_E_INVALIDNAME err

cp a.cfb "$(printf 'new\nline')"
run "names of files are escaped too" ls "$(printf 'new\nline')" x
status_is 1
err_is <<'E'
stgbrowse: new\x0Aline: x: cannot list: there is no file or element of that name (STG_E_FILENOTFOUND 0x80030002)
E
cp a.cfb "$(printf 'latin\344')"
run "what is not UTF-8 as well" stat --json "$(printf 'latin\344')"
status_is 0
that "the name is escaped" grep -q '"file": "latin\\\\xE4"' out

run "control characters of arguments are escaped" ls a.cfb "$(printf '\033[1mx')"
status_is 1
that "no escape character" sh -c "! grep -q \"\$(printf '\\033')\" err"

make_file e.cfb <<'R'
stream "\u00e9t\u00e9" = "summer"
R
LC_ALL=C
run "in a locale of ASCII there is nothing else" ls e.cfb
status_is 0
out_is <<'L'
\u00E9t\u00E9
L
run "what is shown is read again" cat e.cfb '\u00E9t\u00E9'
status_is 0
that "its bytes" test "$(cat out)" = summer
run "JSON stays UTF-8" ls --json e.cfb
that "the name" grep -q "$(printf '\303\251t\303\251')" out
LC_ALL=C.UTF-8

finish
