#!/bin/sh
# SPDX-License-Identifier: MIT
. "${srcdir:-.}/tests/cli/common.sh"
. "${srcdir:-.}/tests/cli/writing.sh"

make_file a.cfb <<'R'
stream "Big" = random(300000, 3)
gap 500
enter "S"
stream "Mini" = "little"
leave
layout random 7
entry "S".state = 0x99
entry "S".clsid = {00020906-0000-0000-C000-000000000046}
entry "S".ctime = 130000000000000001
entry "S".mtime = 130000000000000002
entry "/".mtime = 130000000000000003
R
test -e a.cfb || exit 99
facts() {
	"$stgbrowse" ls -lRa --jsonl "$1" | sed 's/"id": [0-9]*, //
		s/"start": [0-9]*, //'
}
chmod 604 a.cfb
cp -p a.cfb old.cfb
run "into another file" compact a.cfb b.cfb
status_is 0
silent
sound b.cfb
facts a.cfb >want.facts
facts b.cfb >got.facts
that "the same is said of all" diff want.facts got.facts
that "it is smaller" test "$(wc -c <b.cfb)" -lt "$(wc -c <a.cfb)"
"$stgbrowse" cat a.cfb Big >big
contents b.cfb Big big
untouched a.cfb old.cfb
run "what exists stays" compact a.cfb b.cfb
status_is 2
run "unless forced" compact -f a.cfb b.cfb
status_is 0
run "in its own place" compact a.cfb
status_is 0
that "the same bytes" cmp a.cfb b.cfb
that "the mode" test "$(stat -c %a a.cfb)" = 604
sound a.cfb
"$stgbrowse" create -V 4 v4.cfb
"$stgbrowse" put v4.cfb Big big
"$stgbrowse" put v4.cfb Gone big
"$stgbrowse" rm v4.cfb Gone
run "the version stays" compact v4.cfb
status_is 0
that "4" test "$(od -An -tu2 -j30 -N2 v4.cfb)" -eq 12
sound v4.cfb

make_file bad.cfb <<'R'
stream "A" = random(50000, 1)
stream "B" = "b"
fat[stream "A" 1] = free
R
cp bad.cfb old.cfb
run "damaged files are refused" compact bad.cfb
status_is 3
untouched bad.cfb old.cfb
run "also into another file" compact bad.cfb new.cfb
status_is 3
that "nothing is made" test ! -e new.cfb
run "no compound file" compact big
status_is 4

make_file odd.cfb <<'R'
stream "a:b" = "colon"
storage "c!d"
stream "c!d/x" = "below"
storage "plain"
stream "plain/y" = "kept"
R
"$stgbrowse" ls -lR odd.cfb >want.list
run "names that may not be given to new elements stay" compact odd.cfb rest.cfb
status_is 0
silent
run "all are there" ls -lR rest.cfb
that "the same" diff want.list out
run "in its own place" compact odd.cfb
status_is 0
that "the same" cmp odd.cfb rest.cfb
rm rest.cfb

make_file odd.cfb <<'R'
stream "a\x00b" = "nul"
storage "c\x00d"
stream "c\x00d/x" = "below"
storage "plain"
stream "plain/y" = "kept"
R
cp odd.cfb old.cfb
run "names that cannot be handed over keep a file from being replaced" \
	compact odd.cfb
status_is 2
that "the first is named" grep -q 'a.x00b: cannot be copied' err
that "the second is named" grep -q 'c.x00d: cannot be copied' err
that "the file is as it was" cmp odd.cfb old.cfb
no_litter
run "another file has all but these" compact odd.cfb rest.cfb
status_is 3
that "they are named" grep -q 'a.x00b: cannot be copied' err
run "what it has" ls -R rest.cfb
out_is <<'L'
plain
plain/y
L
sound rest.cfb
rm rest.cfb
no_litter
finish
