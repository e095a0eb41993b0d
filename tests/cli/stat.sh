#!/bin/sh
# SPDX-License-Identifier: MIT
. "${srcdir:-.}/tests/cli/common.sh"

make_file a.cfb <<'R'
stream "\x05SummaryInformation" = "abc"
stream "Large" = count(5000)
stream "Empty"
storage "Folder"
entry "Folder".clsid = {00020906-0000-0000-C000-000000000046}
entry "Folder".ctime = 1
entry "Folder".mtime = 0x01d0000012345678
entry "Folder".state = 0xdeadbeef
R

run "everything about a storage is shown" stat a.cfb folder
status_is 0
silent
out_is <<'E'
Path:      /Folder
Name:      Folder
Units:     0046 006F 006C 0064 0065 0072
Type:      storage
Entry:     4
Created:   1601-01-01T00:00:00.0000001Z
Modified:  2014-11-14T11:42:29.9164280Z
Class:     {00020906-0000-0000-C000-000000000046} Microsoft Word 97-2003 document
State:     0xDEADBEEF
E

run "everything about streams is shown" stat a.cfb '\x05summaryinformation' LARGE Empty
status_is 0
silent
out_is <<'E'
Path:      /\x05SummaryInformation
Name:      \x05SummaryInformation
Units:     0005 0053 0075 006D 006D 0061 0072 0079 0049 006E 0066 006F 0072 006D 0061 0074 0069 006F 006E
Meaning:   title, author and other summary properties
Type:      stream
Entry:     1
Size:      3
Stored in: mini stream
Start:     0

Path:      /Large
Name:      Large
Units:     004C 0061 0072 0067 0065
Type:      stream
Entry:     2
Size:      5000
Stored in: sectors
Start:     5

Path:      /Empty
Name:      Empty
Units:     0045 006D 0070 0074 0079
Type:      stream
Entry:     3
Size:      0
E

run "without a path, it is about the root" stat a.cfb
status_is 0
that "the root" grep -q '^Path:      /$' out
that "its name" grep -q '^Name:      Root Entry$' out

run "--json tells the same" stat --json a.cfb Folder Large
status_is 0
out_is <<'E'
{
  "schema": 1,
  "verb": "stat",
  "file": "a.cfb",
  "elements": [
    {"path": "Folder", "name": "Folder", "type": "storage", "id": 4, "created": "1601-01-01T00:00:00.0000001Z", "modified": "2014-11-14T11:42:29.9164280Z", "clsid": "{00020906-0000-0000-C000-000000000046}", "class": "Microsoft Word 97-2003 document", "state": 3735928559},
    {"path": "Large", "name": "Large", "type": "stream", "id": 2, "size": 5000, "start": 5, "mini": false}
  ]
}
E

run "what is missing is a negative answer" stat a.cfb Nothing Empty
status_is 1
that "what is there is shown" grep -q '^Path:      /Empty$' out

finish
