#!/bin/sh
# SPDX-License-Identifier: MIT
. "${srcdir:-.}/tests/cli/common.sh"

make_file a.cfb <<'R'
stream "\x01Ole" = "small"
stream "Large" = random(700000, 7)
stream "Empty"
stream "X" = "x"
R
make_file large.cfb <<'R'
stream "only" = random(700000, 7)
R

run "a small stream is written" cat a.cfb '\x01oLE'
status_is 0
silent
that "nothing but its bytes" test "$(cat out)" = small

run "a large stream is written" cat a.cfb Large
status_is 0
cp out large
that "all its bytes" test "$(wc -c <large)" -eq 700000
run "the same bytes have the same contents" cat large.cfb only
that "the same bytes" cmp out large

run "streams follow each other" cat a.cfb X '\x01Ole' X
status_is 0
that "in the order that was asked for" test "$(cat out)" = xsmallx

run "an empty stream is no failure" cat a.cfb Empty
status_is 0
silent
out_is </dev/null

run "--limit writes no more" cat --limit 1K a.cfb Large
status_is 0
silent
head -c 1024 large >part
that "these bytes" cmp out part

run "what is missing is a negative answer" cat a.cfb Nothing X
status_is 1
printf x >part
that "what is there is written, and nothing added" cmp out part

run "a storage has no contents" cat a.cfb /
status_is 1
out_is </dev/null

claim="a full device is a failure"
"$stgbrowse" cat a.cfb Large >/dev/full 2>err
status=$?
status_is 2
that "it is reported" grep -q "cannot write" err

claim="a reader that goes away ends it quietly"
"$stgbrowse" cat a.cfb Large 2>err | head -c 1 >/dev/null
silent

finish
