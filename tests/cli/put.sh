#!/bin/sh
# SPDX-License-Identifier: MIT
. "${srcdir:-.}/tests/cli/common.sh"
. "${srcdir:-.}/tests/cli/writing.sh"

head -c 300000 /dev/zero | tr '\0' 'x' >large
printf 'a little' >small
: >empty

for v in 3 4; do
	f=v$v.cfb
	"$stgbrowse" create -V "$v" "$f"
	run "v$v: a stream from a file" put "$f" Large large
	status_is 0
	silent
	sound "$f"
	contents "$f" large large

	claim="v$v: a stream from the standard input"
	"$stgbrowse" put "$f" '\x05Summary' <small || fail
	contents "$f" '\x05Summary' small
	claim="v$v: a dash is the standard input"
	"$stgbrowse" put "$f" dash - <small || fail
	contents "$f" dash small

	run "v$v: over the cutoff and back" put "$f" dash large
	contents "$f" dash large
	sound "$f"
	run "v$v: the old name stays, whatever the case" put "$f" DASH small
	contents "$f" dash small
	run "v$v: list" ls "$f"
	that "dash" grep -qx dash out
	run "v$v: an empty stream" put "$f" Nothing empty
	contents "$f" Nothing empty
	run "v$v: storages above are made" put -p "$f" A/B/C small
	status_is 0
	contents "$f" a/b/c small
	sound "$f"
done

f=v3.cfb
cp $f old.cfb
run "without --parents they must be there" put $f X/Y small
status_is 1
untouched $f old.cfb
run "a storage is no stream" put $f A small
status_is 2
untouched $f old.cfb
run "nor is the root" put $f / small
status_is 2
run "the source must be there" put $f S none
status_is 2
err_is <<'T'
stgbrowse: none: cannot open: No such file or directory
T
run "and be no directory" put $f S .
status_is 2
for name in 'a:b' 'a!b' '\e' 'abcdefghijklmnopqrstuvwxyz0123456' '\x00' '\q'; do
	run "$name is not a name" put $f "$name" small
	status_is 2
	untouched $f old.cfb
done
run "not into other files" put small S small
status_is 4
err_is <<'T'
stgbrowse: small: not a compound file
T
run "nor missing ones" put none.cfb S small
status_is 2

run "names have 31 units" put $f abcdefghijklmnopqrstuvwxyz01234 small
status_is 0
sound $f

claim="the same operations give the same bytes"
for f in one two; do
	"$stgbrowse" create $f.cfb
	"$stgbrowse" put -p $f.cfb A/B/C large
	"$stgbrowse" put $f.cfb A/D small
done
that "equal" cmp one.cfb two.cfb
finish
