#!/bin/sh
# SPDX-License-Identifier: MIT
# touch, chclsid, chstate: what is said about storages.
. "${srcdir:-.}/tests/cli/common.sh"
. "${srcdir:-.}/tests/cli/writing.sh"

"$stgbrowse" create a.cfb
"$stgbrowse" mkdir a.cfb A
echo s | "$stgbrowse" put a.cfb S

# times_are CREATED MODIFIED
times_are() {
	"$stgbrowse" stat a.cfb A >out
	that "created $1" grep -q "Created: *$1" out
	that "modified $2" grep -q "Modified: *$2" out
}

run "both times" touch -d 2020-02-29T01:02:03.1234567Z a.cfb A
status_is 0
silent
times_are 2020-02-29T01:02:03.1234567Z 2020-02-29T01:02:03.1234567Z
sound a.cfb
run "one of them" touch -t '2021-01-01 12:00+01:30' a.cfb A
times_are 2020-02-29T01:02:03.1234567Z 2021-01-01T10:30:00.0000000Z
run "the other one" touch --created @0 a.cfb A
times_are 1970-01-01T00:00:00.0000000Z 2021-01-01T10:30:00.0000000Z
run "none" touch -c none a.cfb A
times_are 'not recorded' 2021-01-01T10:30:00.0000000Z
run "the earliest time" touch -d 1601-01-01T00:00:01 a.cfb A
times_are 1601-01-01T00:00:01.0000000Z 1601-01-01T00:00:01.0000000Z
run "now is what SOURCE_DATE_EPOCH says" touch a.cfb A
times_are 2023-11-14T22:13:20.0000000Z 2023-11-14T22:13:20.0000000Z
run "the root" touch -d 2022-03-04 a.cfb
status_is 0
run "it has one time" stat a.cfb
that "changed" grep -q 'Modified: *2022-03-04' out
sound a.cfb
cp a.cfb old.cfb
run "not the other one" touch -c 2022-03-04 a.cfb
status_is 2
run "streams have none" touch -d 2022-03-04 a.cfb A S
status_is 2
err_is <<'E'
stgbrowse: a.cfb: S: is a stream, which has no times
E
untouched a.cfb old.cfb
for time in 2021-02-29 2021-13-01 1600-12-31 yesterday 2021-01-01T24:00 @x ''; do
	run "$time is no time" touch -d "$time" a.cfb A
	status_is 2
done
run "a missing storage" touch a.cfb none
status_is 1
untouched a.cfb old.cfb

run "a class" chclsid a.cfb '{00020906-0000-0000-C000-000000000046}' A /
status_is 0
sound a.cfb
run "of both" stat a.cfb / A
that "both" test "$(grep -c 00020906-0000-0000-C000-000000000046 out)" = 2
run "no class" chclsid a.cfb none A
status_is 0
run "of one" stat a.cfb / A
that "one" test "$(grep -c 00020906-0000-0000-C000-000000000046 out)" = 1
cp a.cfb old.cfb
run "not a class" chclsid a.cfb 00020906 A
status_is 2
run "streams have none" chclsid a.cfb none A S
status_is 2
run "missing" chclsid a.cfb none none
status_is 1
untouched a.cfb old.cfb

run "state bits" chstate a.cfb 0x12345678 A
status_is 0
run "shown" stat a.cfb A
that "all" grep -q 0x12345678 out
run "some of them" chstate a.cfb ff/0f A
run "shown" stat a.cfb A
that "some" grep -q 0x1234567F out
run "of the root" chstate a.cfb 80000000
run "shown" stat a.cfb
that "the root's" grep -q 0x80000000 out
sound a.cfb
cp a.cfb old.cfb
for bits in 100000000 x '' 1/ 1/2/3 -1x; do
	run "'$bits' are no bits" chstate a.cfb -- "$bits" A
	status_is 2
done
run "streams have none" chstate a.cfb 1 S
status_is 2
untouched a.cfb old.cfb
finish
