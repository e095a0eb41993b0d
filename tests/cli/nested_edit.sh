#!/bin/sh
# SPDX-License-Identifier: MIT
# Changes to files inside of files
. "${srcdir:-.}/tests/cli/common.sh"

make_file inner.cfb <<'R'
stream "Contents" = count(5000)
enter "S"
stream "x" = "deep"
leave
R
zlib inner.cfb >inner.zlib
{ printf '\000\060\000\000'; cat inner.cfb; } >odd
size=$(wc -c <inner.cfb)
{
	# shellcheck disable=SC2059
	printf "\\$(printf %03o $((size % 256)))\\$(printf %03o \
		$((size / 256)))\\000\\000"
	cat inner.cfb
} >counted
make_file middle.cfb <<R
stream "Package" = hex($(bytes_of inner.cfb))
R
make_file a.cfb <<R
enter "Pool"
stream "plain" = hex($(bytes_of inner.cfb))
stream "counted" = hex($(bytes_of counted))
stream "odd" = hex($(bytes_of odd))
stream "zlib" = hex($(bytes_of inner.zlib))
stream "middle" = hex($(bytes_of middle.cfb))
leave
stream "text" = "no compound file here"
R
cp a.cfb old.cfb
printf 'new words' >words

# reads FILE INNER TEXT
reads() {
	run "$claim: read back" cat "$1" "$2"
	status_is 0
	that "its bytes" test "$(cat out)" = "$3"
	claim=${claim%: read back}
}

for place in a.cfb//Pool/plain a.cfb//Pool/counted a.cfb//Pool//plain \
	a.cfb//Pool/middle//Package; do
	cp old.cfb a.cfb
	run "put: $place" put "$place" S/x words
	status_is 0
	silent
	reads "$place" S/x 'new words'
	run "the rest is as it was: $place" cat "$place" Contents
	that "its bytes" test "$(wc -c <out)" -eq 5000
	run "mkdir: $place" mkdir "$place" T
	status_is 0
	run "mv: $place" mv "$place//S/x" "$place//T"
	status_is 0
	silent
	reads "$place" T/x 'new words'
	run "cp, within: $place" cp "$place//T/x" "$place//T/y"
	status_is 0
	reads "$place" T/y 'new words'
	run "cp, from outside: $place" cp a.cfb//text "$place//"
	status_is 0
	reads "$place" text 'no compound file here'
	run "rm: $place" rm -r "$place" T Contents
	status_is 0
	run "what is left: $place" ls -R "$place"
	out_is <<'L'
S
text
L
	run "truncate: $place" truncate -s 20000 "$place" text
	status_is 0
	run "chclsid: $place" \
		chclsid "$place" 00020906-0000-0000-C000-000000000046
	status_is 0
	run "chstate: $place" chstate "$place" 5
	status_is 0
	run "touch: $place" touch "$place" S
	status_is 0
	run "both are sound: $place" check --strict a.cfb
	status_is 0
	run "both are sound: $place" check --strict "$place"
	status_is 0
done

cp old.cfb a.cfb
run "a storage inside can be the file" put a.cfb//Pool new words
status_is 0
reads a.cfb Pool/new 'new words'

cp old.cfb a.cfb
run "the length in front follows" put a.cfb//Pool/counted S/x inner.cfb
status_is 0
run "the length in front follows" cat a.cfb Pool/counted
status_is 0
that "its value" test "$(od -An -tu4 -N4 out | tr -d ' ')" -eq \
	$(($(wc -c <out) - 4))

cp old.cfb a.cfb
for place in zlib odd; do
	run "what cannot be put back is refused: $place" \
		put a.cfb//Pool/$place S/x words
	status_is 2
	that "the reason" grep -q 'cannot change' err
	that "nothing changed" cmp a.cfb old.cfb
done
run "no compound file" put a.cfb//text x words
status_is 4
that "nothing changed" cmp a.cfb old.cfb
run "missing" put a.cfb//Pool/none x words
status_is 1
that "nothing changed" cmp a.cfb old.cfb
run "a change that fails leaves all" rm a.cfb//Pool/plain S/x none
status_is 1
that "nothing changed" cmp a.cfb old.cfb

run "from a file inside to another one" \
	mv a.cfb//Pool/plain//S/x a.cfb//Pool/middle//
status_is 2
that "nothing changed" cmp a.cfb old.cfb

finish
