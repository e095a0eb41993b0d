#!/bin/sh
# SPDX-License-Identifier: MIT
. "${srcdir:-.}/tests/cli/common.sh"
. "${srcdir:-.}/tests/cli/writing.sh"

head -c 20000 /dev/zero | tr '\0' 'y' >large
start() {
	"$stgbrowse" create -f a.cfb
	"$stgbrowse" put -p a.cfb A/B/S large
	"$stgbrowse" chstate a.cfb 7 A/B
	"$stgbrowse" touch -d 2001-02-03 a.cfb A/B
	echo t | "$stgbrowse" put a.cfb T
	cp a.cfb old.cfb
}
start

run "another name" mv a.cfb//T a.cfb//U
status_is 0
silent
sound a.cfb
run "FILE FROM TO is the same" mv a.cfb U V
status_is 0
run "another case" mv a.cfb V v
status_is 0
run "list" ls a.cfb
out_is <<'E'
A
v
E
run "into a storage" mv a.cfb v A
status_is 0
run "a storage to the root" mv a.cfb A/B /
status_is 0
sound a.cfb
run "with everything" ls -lR a.cfb
out_is <<'E'
d      -  2023-11-14 22:13:20  A
-      2  -                    A/v
d      -  2001-02-03 00:00:00  B
-  20000  -                    B/S
E
contents a.cfb B/S large
run "a stream replaces a stream" mv a.cfb A/v B/S
status_is 0
that "its contents" test "$("$stgbrowse" cat a.cfb B/S)" = t
sound a.cfb

start
for pair in 'A A/B' 'A A/B/C' 'T A/B/X/Y' 'T none/T' 'none T' '/ X' 'T a:b'; do
	# shellcheck disable=SC2086
	run "not: $pair" mv a.cfb $pair
	test "$status" -eq 1 -o "$status" -eq 2 || fail
	untouched a.cfb old.cfb
done
"$stgbrowse" mkdir a.cfb B
cp a.cfb old.cfb
run "no storage is replaced" mv a.cfb A/B /
status_is 2
untouched a.cfb old.cfb

"$stgbrowse" create -V 4 b.cfb
run "into another file" mv a.cfb//A/B b.cfb//
status_is 0
sound a.cfb
sound b.cfb
contents b.cfb B/S large
run "with times" ls -l b.cfb
out_is <<'E'
d  -  2001-02-03 00:00:00  B
E
run "and state" stat b.cfb B
that "7" grep -q 'State:.*0x00000007' out
run "it is gone here" ls a.cfb A
out_is </dev/null
cp a.cfb old.cfb
cp b.cfb oldb.cfb
run "an error changes neither" mv a.cfb//T b.cfb//none/T
status_is 1
untouched a.cfb old.cfb
untouched b.cfb oldb.cfb
run "not to the file system" mv a.cfb//T large
status_is 2
finish
