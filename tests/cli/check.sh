#!/bin/sh
# SPDX-License-Identifier: MIT
. "${srcdir:-.}/tests/cli/common.sh"

make_file good.cfb <<'R'
stream "A" = count(5000)
stream "B" = "b"
R
make_file loop.cfb <<'R'
enter "S"
stream "A" = count(5000)
leave
fat[stream "S/A" 1] = stream "S/A" 0
R
make_file benign.cfb <<'R'
stream "A" = "a"
header.minor = 0x21
R

run "a file in order has no defects" check good.cfb
status_is 0
silent
out_is <<'E'
good.cfb: no defects; 3 entries, 14 sectors
E
run "not even by strict rules" check --strict good.cfb
status_is 0

run "damage is shown with its place" check loop.cfb
status_is 3
silent
that "severity, number and entry come first" grep -q \
	'^loop.cfb: damage \[CFB-803\] entry "/S/A" (2), ' out
that "the specification is cited" grep -q \
	'the chain of a stream returns to itself (\[MS-CFB\] 2.6.3)$' out
that "the sum is the last line" sh -c 'tail -n 1 out | grep -q "^loop.cfb: .* damage.*entries, .* sectors$"'

run "what no reader need notice is no failure" check benign.cfb
status_is 0
that "it is shown" grep -q '^benign.cfb: benign \[CFB-102\] ' out
run "by strict rules it is" check -s benign.cfb
status_is 1
silent

run "--max bounds the output" check --max 0 loop.cfb
status_is 3
that "it says how much is left" grep -q '^loop.cfb: ... and [1-9]* more$' out
that "no more than that" test "$(wc -l <out)" -eq 2

run "--json tells the same" check --json benign.cfb
status_is 0
out_is <<'E'
{
  "schema": 1,
  "verb": "check",
  "file": "benign.cfb",
  "defects": [
    {"number": 102, "severity": "benign", "name": "header-minor-version", "text": "the minor version is not 0x003E", "section": "[MS-CFB] 2.2", "offset": 24, "value": 33}
  ],
  "summary": {
    "damage": 0,
    "deviant": 0,
    "benign": 1,
    "entries": 2,
    "sectors": 4
  }
}
E

echo "no compound file at all" >text
run "another file is told apart" check text
status_is 4
err_is <<'E'
stgbrowse: text: not a compound file
E

: >empty
run "so is an empty one" check empty
status_is 4

run "a missing file is a failure" check missing
status_is 2
err_is <<'E'
stgbrowse: missing: cannot open: No such file or directory
E

run "a storage is not a file" check loop.cfb//S
status_is 2

make_file cut.cfb <<'R'
stream "A" = count(5000)
truncate 600
R
run "what cannot be opened is checked all the same" check cut.cfb
status_is 3
that "defects are shown" grep -q 'damage \[CFB-' out

finish
