#!/bin/sh
# SPDX-License-Identifier: MIT
# JSON of difficult names. Other tests compare the documents of each verb.
. "${srcdir:-.}/tests/cli/common.sh"

make_file a.cfb <<'R'
stream "quote\"" = "1"
stream "\udc00\ud800" = "2"
stream "\x01\t" = "3"
stream "back\\" = "4"
stream "\ud834\udd1e" = "5"
R

run "every name is a valid string" ls --json a.cfb
status_is 0
out_is <<'E'
{
  "schema": 1,
  "verb": "ls",
  "file": "a.cfb",
  "elements": [
    {"path": "\\x01\\x09", "name": "\\x01\\x09", "type": "stream", "id": 3, "size": 1, "start": 2, "mini": true},
    {"path": "𝄞", "name": "𝄞", "type": "stream", "id": 5, "size": 1, "start": 4, "mini": true},
    {"path": "\\uDC00\\uD800", "name": "\\uDC00\\uD800", "type": "stream", "id": 2, "size": 1, "start": 1, "mini": true},
    {"path": "back\\\\", "name": "back\\\\", "type": "stream", "id": 4, "size": 1, "start": 3, "mini": true},
    {"path": "quote\"", "name": "quote\"", "type": "stream", "id": 1, "size": 1, "start": 0, "mini": true}
  ]
}
E

run "an empty list is one" ls --json a.cfb nothing
status_is 1
out_is <<'E'
{
  "schema": 1,
  "verb": "ls",
  "file": "a.cfb",
  "elements": []
}
E

run "lines have no head" ls --jsonl a.cfb nothing
status_is 1
out_is </dev/null

if command -v jq >/dev/null; then
	for verb in ls tree stat info check "find a.cfb *" "extract -n"; do
		set -f
		# shellcheck disable=SC2086
		run "$verb" $verb --json a.cfb
		that "jq takes the document" jq -e .schema out
		run "$verb" $verb --jsonl a.cfb
		that "jq takes the lines" jq . out
	done
fi

finish
