#!/bin/sh
# SPDX-License-Identifier: MIT
. "${srcdir:-.}/tests/cli/common.sh"

make_file a.cfb <<'R'
stream "Workbook" = random(700000, 3)
stream "\x05SummaryInformation" = "abc"
enter "Pool"
enter "_1"
stream "a" = "1"
stream "b" = "2"
leave
storage "Nothing"
leave
stream "Empty"
R

run "--dry-run shows what would be made" extract --dry-run -C to a.cfb
status_is 0
silent
out_is <<'E'
Pool -> to/Pool
Pool/_1 -> to/Pool/_1
Pool/_1/a -> to/Pool/_1/a
Pool/_1/b -> to/Pool/_1/b
Pool/Nothing -> to/Pool/Nothing
Empty -> to/Empty
Workbook -> to/Workbook
\x05SummaryInformation -> to/\x05SummaryInformation
5 files, 3 directories
E
that "and makes nothing" test ! -e to

run "everything is extracted" extract -C to a.cfb
status_is 0
silent
out_is <<'E'
5 files, 3 directories, 700,005 bytes
E
(cd to && find . | LC_ALL=C sort) >out
out_is <<'E'
.
./Empty
./Pool
./Pool/Nothing
./Pool/_1
./Pool/_1/a
./Pool/_1/b
./Workbook
./\x05SummaryInformation
E
"$stgbrowse" cat a.cfb Workbook >workbook
that "the contents of a large stream" cmp workbook to/Workbook
that "the contents of a small stream" test "$(cat to/Pool/_1/b)" = 2
that "of an empty one" test -f to/Empty -a ! -s to/Empty

echo mine >to/Workbook
run "what exists is not overwritten" extract -C to a.cfb workbook empty
status_is 2
err_is <<'E'
stgbrowse: to/Empty: exists already; see --force
stgbrowse: to/Workbook: exists already; see --force
E
that "it is as it was" test "$(cat to/Workbook)" = mine
run "unless --force is given" extract -f -C to a.cfb workbook
status_is 0
that "its contents" cmp workbook to/Workbook

run "patterns choose elements" extract -v -C some a.cfb '**/a' 'sum*' '*summary*'
status_is 0
out_is <<'E'
Pool/_1/a -> some/Pool/_1/a
\x05SummaryInformation -> some/\x05SummaryInformation
2 files, 0 directories, 4 bytes
E

run "a storage comes with what it holds" extract -C pool a.cfb pool
status_is 0
out_is <<'E'
2 files, 3 directories, 2 bytes
E

run "nothing that matches is a negative answer" extract -C none a.cfb 'x*'
status_is 1
err_is <<'E'
stgbrowse: a.cfb: no element matches
E

run "--json tells what was made" extract --json -C json a.cfb _1
status_is 0
out_is <<'E'
{
  "schema": 1,
  "verb": "extract",
  "file": "a.cfb",
  "elements": [
    {"path": "Pool/_1", "type": "storage", "file": "json/Pool/_1", "state": "done"},
    {"path": "Pool/_1/a", "type": "stream", "file": "json/Pool/_1/a", "size": 1, "state": "done"},
    {"path": "Pool/_1/b", "type": "stream", "file": "json/Pool/_1/b", "size": 1, "state": "done"}
  ]
}
E

mkdir here
claim="without -C it is the current directory"
(cd here && "$stgbrowse" extract ../a.cfb pool) >out 2>err
that "there it is" test -f here/Pool/_1/a

run "a directory must be possible" extract -C a.cfb/x a.cfb
status_is 2

finish
