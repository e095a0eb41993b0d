#!/bin/sh
# SPDX-License-Identifier: MIT
# The application keeps what it saved, takes back what it did not, and a document
# is whole wherever a program that saves it is killed.
set -u
LC_ALL=C.UTF-8
export LC_ALL

top=$(cd "${srcdir:-.}" && pwd)
tutorial=$top/doc/tutorial.md
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

# --- The tutorial says what is there ---

squeeze() {
	tr -s ' \t\n' ' '
}

sources=$(cat "$top"/examples/*.c "$top"/examples/*.h | squeeze)
# Each piece of code, up to "..." or the end of the block, on a line.
awk '/^```c$/ { on = 1; next }
	/^```$/ || /^\t*\.\.\.$/ { if (on) print ""; if (/`/) on = 0; next }
	on { gsub(/[ \t]+/, " "); printf "%s ", $0 }' "$tutorial" >pieces
while IFS= read -r piece; do
	piece=$(printf '%s' "$piece" | squeeze | sed 's/^ //; s/ $//')
	case $sources in
	*"$piece"*)
		;;
	*)
		fail "the tutorial: $piece"
		;;
	esac
done <pieces
[ "$(wc -l <pieces)" -ge 8 ] || fail "the tutorial has code"

mkdir examples bin
ln -s "$paper" examples/paper
printf '#!/bin/sh\nexec "%s" "$@"\n' "$stgbrowse" >bin/stgbrowse
chmod +x bin/stgbrowse
awk '/^```sh$/ { on = 1; next } /^```$/ { on = 0 } on' "$tutorial" >commands
PATH=$PWD/bin:$PATH sh -e commands >out || fail "the tutorial's commands work"
elements() {
	sed -n 's/^[│ ]*[├└]── \([^ ]*\).*/\1/p' "$1" | sort
}
awk '/^Root Entry$/ { on = 1 } /^```$/ { on = 0 } on' "$tutorial" >drawn
elements drawn >wanted
elements out >found
[ -s wanted ] || fail "the tutorial draws the document"
diff wanted found || fail "the tutorial draws the document as it is"

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
