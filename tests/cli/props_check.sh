#!/bin/sh
# SPDX-License-Identifier: MIT
. "${srcdir:-.}/tests/cli/common.sh"

# All property sets of tests/oleps/cases.c, and what stands beside such sets.
cases=0
for recipe in "$srcdir"/tests/recipes/good-sets-*.recipe; do
	"$mkcfb" "$recipe" sets.cfb || exit 99
	run "$recipe is a file in order" check sets.cfb
	status_is 0
	run "its sets are shown" props sets.cfb
	that "or told to be damaged" test "$status" -eq 0 -o "$status" -eq 3
	run "in JSON, too" props --json sets.cfb
	that "or told to be damaged" test "$status" -eq 0 -o "$status" -eq 3
	run "and checked" props check sets.cfb
	that "or told to be damaged" test "$status" -eq 0 -o "$status" -eq 3
	sed -n 's/.*\[OLEPS-\([0-9]*\)\].*/\1/p' out >>told
	cases=$((cases + $(grep -c 'propset(' "$recipe")))
done
all=$(grep -c '^	{ "[a-z0-9-]*",' "$srcdir/tests/oleps/cases.c")
claim="every case is in a recipe"
that "and three are there twice" test "$cases" -eq $((all + 3))
# 1407 and 1507 need larger sets.
sed -n 's/^OLEPS_DEFECT(\([0-9]*\),.*/\1/p' \
	"$srcdir/lib/oleps/defect.def" | grep -v '^1[45]07$' >known
sort -u told >told.once
claim="every defect is told"
that "by its number" cmp known told.once

make_file lists.cfb <<'R'
storage "S"
stream "S/\x05DocumentSummaryInformation" = propset("vector-count-huge")
stream "S/\x05SummaryInformation" = propset("type-unknown")
stream "S/\x05None" = "no set"
R
run "what is damaged is told with its place" props check lists.cfb S
status_is 3
out_is <<'R'
lists.cfb: deviant [OLEPS-1402] "/S/\x05SummaryInformation", offset 80: a value is of no type that sets can hold ([MS-OLEPS] 2.2)
lists.cfb: damage [OLEPS-1415] "/S/\x05DocumentSummaryInformation", offset 80: a vector or array has more elements than the stream has bytes ([MS-OLEPS] 2.14.2)
lists.cfb: 1 damage, 1 deviant; 2 property set streams, 4 properties
R
err_is <<'R'
stgbrowse: lists.cfb: S/\x05None: named like a property set, but is none
R
run "as JSON" props --jsonl check lists.cfb S
status_is 3
sed -n 2p out >second
cmp -s second - <<'R' || fail
{"number": 1415, "severity": "damage", "name": "count-too-large", "text": "a vector or array has more elements than the stream has bytes", "section": "[MS-OLEPS] 2.14.2", "path": "S/\\x05DocumentSummaryInformation", "offset": 80, "value": 4126}
R
run "who shows the sets is told as well" props lists.cfb S
status_is 3
err_is <<'R'
stgbrowse: lists.cfb: S/\x05None: named like a property set, but is none
stgbrowse: lists.cfb: S/\x05SummaryInformation: 1 value of an unknown type; "props check" shows where
stgbrowse: lists.cfb: S/\x05DocumentSummaryInformation: damaged in 1 place; "props check" shows where
R
run "a file without sets is in order" props check lists.cfb
status_is 0
out_is <<'R'
lists.cfb: no defects; 0 property set streams, 0 properties
R
run "what is not there is not checked" props check lists.cfb Nothing
status_is 1

"$mkcfb" "$srcdir/tests/recipes/good-sets-beside.recipe" beside.cfb || exit 99
run "values beside a set are shown by name and size" props beside.cfb
that "if they are there" grep -q ' stream  *prop2, 4 bytes$' out
that "or to be missing" test "$(grep -c ' stream  *missing$' out)" -eq 2

finish
