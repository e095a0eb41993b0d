#!/bin/sh
# SPDX-License-Identifier: MIT
# The application keeps what it saved, takes back what it did not, and a document
# is whole wherever a program that saves it is killed.
set -u
LC_ALL=C.UTF-8
export LC_ALL

paper=$PWD/examples/paper
stgbrowse=$PWD/stgbrowse
tmp=$(mktemp -d "${TMPDIR:-/tmp}/paper.XXXXXX") || exit 99
trap 'rm -rf "$tmp"' EXIT
trap 'exit 99' HUP INT TERM
cd "$tmp" || exit 99

fail() {
	echo "not so: $*"
	exit 1
}

# shows FILE: what follows is what it holds
shows() {
	"$paper" show "$1" >out || fail "$1 opens"
	diff - out || fail "$1 holds that"
}

"$paper" new a.paper || fail "a new document"
shows a.paper <<'R'
title: 
text: 
chart: 0 points
R

printf 'a picture' >picture
"$paper" edit a.paper >out <<'R' || fail "it is edited"
title Größe
text Some words.
point 3
point -4
picture picture
save
text Other words, not saved.
point 5
undo
point 6
save
title Not saved.
R
shows a.paper <<'R'
title: Größe
text: Some words.
chart: 3 points, the last 6
picture: 9 bytes
R
"$stgbrowse" check a.paper >out || fail "the file is sound: $(cat out)"
"$stgbrowse" objects a.paper | grep -q 'Chart.*Paper Chart' ||
	fail "the chart says what it is"

# --- Killed while it saves ---

"$paper" new b.paper || fail "a document to be killed"
kills=${PAPER_KILLS:-12}
last=0
for i in $(seq "$kills"); do
	"$paper" grow b.paper &
	sleep "0.0$((i % 8 + 1))"
	kill -9 $! 2>/dev/null
	wait $! 2>/dev/null
	"$paper" show b.paper >out || fail "b.paper opens after kill $i"
	version=$(sed -n 's/^chart: \([0-9]*\) points.*/\1/p' out)
	[ "$version" -ge "$last" ] || fail "a version was lost"
	[ "$version" -eq 0 ] || {
		grep -qx "title: version $version" out || fail "title: $(cat out)"
		grep -qx "text: version $version" out || fail "text: $(cat out)"
	}
	last=$version
done
"$stgbrowse" check b.paper >out
[ $? -le 1 ] || fail "the file is sound: $(cat out)"
echo "$kills kills, $last versions"
