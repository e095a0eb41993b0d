#!/bin/sh
# SPDX-License-Identifier: MIT
# Objects saved here are loaded by a Windows program under Wine, and the
# reverse: check_objects.sh PROGRAM SOURCE
set -u

program=$(cd "$(dirname "$1")" && pwd)/$(basename "$1")
source=$(cd "$(dirname "$2")" && pwd)/$(basename "$2")
compiler=x86_64-w64-mingw32-gcc
wine=$(command -v wine64 || command -v wine) || wine=

if [ -z "$wine" ] || ! command -v $compiler >/dev/null; then
	echo "SKIP: objects: no wine or no $compiler"
	exit 0
fi
tmp=$(mktemp -d "${TMPDIR:-/tmp}/objects.XXXXXX") || exit 99
trap 'rm -rf "$tmp"' EXIT
cd "$tmp" || exit 99
export WINEDEBUG=-all WINEPREFIX="$tmp/wine"
export WINEDLLOVERRIDES=mscoree,mshtml=
export DISPLAY=

$compiler -std=c11 -O2 -Wall -DCOBJMACROS -o objects.exe "$source" \
	-lole32 -luuid -luser32 || exit 1
if ! timeout 180 "$wine" objects.exe save probe.cfb 1 >/dev/null 2>&1; then
	echo "SKIP: objects: Wine does not run programs"
	exit 0
fi

failed=0
# same WHO FILE NUMBER COMMAND…: what it loads
same() {
	who=$1
	file=$2
	wanted="$3 $3 Sample Object/Sample Format"
	shift 3
	got=$("$@" load "$file" 2>&1 | tr -d '\r')
	if [ "$got" = "$wanted" ]; then
		echo "$who: loaded"
	else
		echo "$who: $got"
		failed=1
	fi
}

"$program" save ours.cfb 4711 || failed=1
timeout 60 "$wine" objects.exe save theirs.cfb 4712 || failed=1
same "ours by ours" ours.cfb 4711 "$program"
same "theirs by ours" theirs.cfb 4712 "$program"
same "ours by theirs" ours.cfb 4711 timeout 60 "$wine" objects.exe
same "theirs by theirs" theirs.cfb 4712 timeout 60 "$wine" objects.exe
exit $failed
