#!/bin/sh
# SPDX-License-Identifier: MIT
. "${srcdir:-.}/tests/cli/common.sh"
. "${srcdir:-.}/tests/cli/writing.sh"

# Names that no file system holds, times, classes and bits.
make_file a.cfb <<'R'
version 4
stream "\x05SummaryInformation" = "abc"
stream ".." = random(9000, 1)
stream "\u202e\t" = "1"
enter "CON"
stream "." = "2"
stream "\ud800" = "3"
storage "empty"
leave
entry "/".clsid = {00020906-0000-0000-C000-000000000046}
entry "/".state = 0x11
entry "CON".clsid = {00020820-0000-0000-C000-000000000046}
entry "CON".state = 0xFFFFFFFF
entry "CON".ctime = 130000000000000001
entry "CON".mtime = 130000000000000002
R
facts() {
	"$stgbrowse" ls -lRa --jsonl "$1" | sed 's/"id": [0-9]*//
		s/"start": [0-9]*, //'
}

run "extract with a manifest" extract --manifest -C dir a.cfb
status_is 0
that "it is there" test -f dir/.stgbrowse-manifest.json
run "and not written over" extract --manifest -C dir a.cfb
status_is 2

run "pack" pack dir b.cfb
if grep -q 'without jansson' err; then
	status_is 2
	run "without jansson, still plainly" pack --plain dir b.cfb
	status_is 0
else
	status_is 0
	silent
	# The name with half of a pair is a remark.
	run "it is as sound as the old one" check b.cfb
	status_is 0
	facts a.cfb >want.facts
	facts b.cfb >got.facts
	that "the same is said of all" diff want.facts got.facts
	for inner in '\x05SummaryInformation' .. '\u202e\x09' CON/. \
		'CON/\uD800'; do
		"$stgbrowse" cat a.cfb "$inner" >want.bytes
		contents b.cfb "$inner" want.bytes
	done
	that "the version, too" test "$(od -An -tu2 -j30 -N2 b.cfb)" -eq 12
	run "again" pack dir c.cfb
	that "the same bytes" cmp b.cfb c.cfb
	mv 'dir/\x2E.' away
	run "a file of the manifest must be there" pack dir e.cfb
	status_is 2
	that "nothing is made" test ! -e e.cfb
	mv away 'dir/\x2E.'
	echo new >dir/new
	run "what is not in it is packed, too" pack dir f.cfb
	contents f.cfb new dir/new
	echo '{' >dir/.stgbrowse-manifest.json
	run "a damaged manifest" pack dir g.cfb
	status_is 2
	that "nothing is made" test ! -e g.cfb
fi

mkdir -p plain/sub
echo 1 >plain/one
echo 2 >'plain/sub/\x01two'
run "a plain directory" pack plain p.cfb
status_is 0
sound p.cfb
contents p.cfb one plain/one
contents p.cfb 'sub/\x01two' 'plain/sub/\x01two'
run "a manifest may be demanded" pack --manifest plain q.cfb
status_is 2
run "what exists stays" pack plain p.cfb
status_is 2
run "unless forced" pack -f -V 4 plain p.cfb
status_is 0
sound p.cfb
echo 3 >'plain/a:b'
run "names that cannot be" pack plain q.cfb
status_is 2
rm 'plain/a:b'
echo 4 >plain/ONE
run "names that are equal" pack plain q.cfb
status_is 2
err_is <<'E'
stgbrowse: plain/one: another element has the same name
E
rm plain/ONE
mkfifo plain/pipe
run "pipes" pack plain q.cfb
status_is 2
run "no directory" pack none q.cfb
status_is 2
that "nothing is made" test ! -e q.cfb

make_file odd.cfb <<'R'
stream "a:b" = "colon"
storage "c!d"
stream "c!d/x" = "below"
stream "e\x00f" = "nul"
storage "g\x00h"
stream "g\x00h/x" = "below"
stream "plain" = "kept"
R
if "$stgbrowse" extract --manifest -C odd odd.cfb >out 2>err &&
	"$stgbrowse" pack --manifest odd p.cfb >out 2>err; then
	fail "names that cannot be given are told of"
elif test -e odd/.stgbrowse-manifest.json; then
	run "elements that may not be are left out" \
		pack -f --manifest odd p.cfb
	status_is 3
	that "the first is named" grep -q 'e..x00f: cannot be the name' err
	that "the second is named" grep -q 'g..x00h: cannot be the name' err
	run "the rest is there, under the names that it had" ls -R p.cfb
	out_is <<'L'
a:b
c!d
c!d/x
plain
L
	run "without the list they are names like others" pack --plain odd q.cfb
	status_is 2
fi
no_litter
finish
