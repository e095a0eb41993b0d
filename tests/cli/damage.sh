#!/bin/sh
# SPDX-License-Identifier: MIT
# What can be read is delivered, and status 3 tells that it is not all.
. "${srcdir:-.}/tests/cli/common.sh"

make_file cut.cfb <<'R'
stream "Good" = random(5000, 1)
stream "Bad" = random(60000, 2)
layout contiguous
metadata first
truncate at(stream "Bad" 50) + 100
R
make_file whole.cfb <<'R'
stream "Good" = random(5000, 1)
stream "Bad" = random(60000, 2)
R
"$stgbrowse" cat whole.cfb Bad >bad
"$stgbrowse" cat whole.cfb Good >good

run "a stream that ends too early is written up to there" cat cut.cfb Bad
status_is 3
size=$(wc -c <out)
head -c "$size" bad >part
that "the bytes before the damage" cmp out part
that "all of them" test "$size" -eq 25700
that "the report names file, stream and defect" grep -q \
	'^stgbrowse: cut.cfb: Bad: read only 25700 bytes: .* (STG_E_' err
that "the defect is named" grep -q '^stgbrowse: cut.cfb: damage \[CFB-8' err

run "its neighbour is whole" cat cut.cfb Good
status_is 0
that "its contents" cmp out good

run "it is extracted as far as it goes" extract -C to cut.cfb
status_is 3
that "the bytes before the damage" cmp to/Bad part
that "its neighbour is whole" cmp to/Good good

run "hex shows it as far as it goes" hex -o 25K cut.cfb Bad
status_is 3
that "the last line is where it ends" test "$(tail -n 1 out)" = 00006464

make_file tree.cfb <<'R'
stream "A" = "a"
stream "B" = "b"
stream "C" = "c"
tree list
entry "B".right = 77
R
run "a listing shows what can be reached" ls tree.cfb
status_is 3
out_is <<'E'
A
B
E
that "the damage is reported" grep -q '^stgbrowse: tree.cfb: damage \[CFB-601\]' err
run "so does a tree" tree tree.cfb
status_is 3
run "so does find" find tree.cfb '*'
status_is 3
run "a file that is in doubt still has information" info tree.cfb
status_is 3
that "some" grep -q '^Elements: ' out

head -c 300 whole.cfb >header
run "half a header is no compound file" ls header
test "$status" -eq 3 -o "$status" -eq 4 || fail

for recipe in "$(cd "$top" && cd "$srcdir" && pwd)"/tests/recipes/bad-*.recipe; do
	test -f "$recipe" || continue
	name=$(basename "$recipe" .recipe)
	"$mkcfb" "$recipe" "$name" || exit 99
	for verb in check info "extract -C $name.d"; do
		# shellcheck disable=SC2086
		run "$name: $verb ends in order" $verb "$name"
		test "$status" -le 4 || {
			fail
			cat err
		}
	done
done

finish
