#!/bin/sh
# SPDX-License-Identifier: MIT
. "${srcdir:-.}/tests/cli/common.sh"

make_file a.cfb <<'R'
stream "Workbook" = count(5000)
stream "\x05SummaryInformation" = "abc"
stream "Empty"
enter "Folder"
stream "b" = "b"
stream "A" = "a"
leave
entry "/".clsid = {00020820-0000-0000-C000-000000000046}
entry "/".mtime = 0x01d0000000000000
entry "Folder".clsid = {11223344-5566-7788-99AA-BBCCDDEEFF00}
entry "Folder".mtime = 0x01d0000012345678
R

run "the root's elements are listed in the order of the directory" ls a.cfb
status_is 0
silent
out_is <<'E'
Empty
Folder
Workbook
\x05SummaryInformation
E

run "a storage is listed by its path in any case" ls a.cfb fOLDER
status_is 0
out_is <<'E'
A
b
E

run "a slash at the end of a path does no harm" ls a.cfb /Folder/
status_is 0
out_is <<'E'
A
b
E

run "a stream is listed itself" ls a.cfb folder/B
status_is 0
out_is <<'E'
Folder/b
E

run "paths have headings when there are several" ls a.cfb / Folder
status_is 0
out_is <<'E'
/:
Empty
Folder
Workbook
\x05SummaryInformation

/Folder:
A
b
E

run "-R lists paths" ls -R a.cfb
status_is 0
out_is <<'E'
Empty
Folder
Folder/A
Folder/b
Workbook
\x05SummaryInformation
E

run "--depth ends -R" ls -R --depth=1 a.cfb
status_is 0
out_is <<'E'
Empty
Folder
Workbook
\x05SummaryInformation
E

run "-a lists the storage itself" ls -a a.cfb Folder
status_is 0
out_is <<'E'
/Folder
A
b
E

run "-l shows type, size, time and meaning" ls -l a.cfb
status_is 0
out_is <<'E'
-     0  -                    Empty
d     -  2014-11-14 11:42:29  Folder                  {11223344-5566-7788-99AA-BBCCDDEEFF00}
-  5000  -                    Workbook                Excel 97-2003: the workbook
-     3  -                    \x05SummaryInformation  title, author and other summary properties
E

run "-la shows entries and starting sectors" ls -la a.cfb
status_is 0
out_is <<'E'
0   4  d     -  2014-11-14 11:41:59  /                       {00020820-0000-0000-C000-000000000046} Microsoft Excel 97-2003 worksheet
3   -  -     0  -                    Empty
4   -  d     -  2014-11-14 11:42:29  Folder                  {11223344-5566-7788-99AA-BBCCDDEEFF00}
1   5  -  5000  -                    Workbook                Excel 97-2003: the workbook
2  m0  -     3  -                    \x05SummaryInformation  title, author and other summary properties
E

run "what is missing is a negative answer" ls a.cfb Nothing
status_is 1
out_is </dev/null
err_is <<'E'
stgbrowse: a.cfb: Nothing: cannot list: there is no file or element of that name (STG_E_FILENOTFOUND 0x80030002)
E

run "what is there is listed all the same" ls a.cfb Folder/x Folder/A
status_is 1
out_is <<'E'
Folder/A
E

run "--json is one document" ls --json a.cfb Folder
status_is 0
out_is <<'E'
{
  "schema": 1,
  "verb": "ls",
  "file": "a.cfb",
  "elements": [
    {"path": "Folder/A", "name": "A", "type": "stream", "id": 6, "size": 1, "start": 2, "mini": true},
    {"path": "Folder/b", "name": "b", "type": "stream", "id": 5, "size": 1, "start": 1, "mini": true}
  ]
}
E

run "--jsonl is a line for each element" ls --jsonl -a a.cfb Folder
status_is 0
out_is <<'E'
{"path": "Folder", "name": "Folder", "type": "storage", "id": 4, "modified": "2014-11-14T11:42:29.9164280Z", "clsid": "{11223344-5566-7788-99AA-BBCCDDEEFF00}"}
{"path": "Folder/A", "name": "A", "type": "stream", "id": 6, "size": 1, "start": 2, "mini": true}
{"path": "Folder/b", "name": "b", "type": "stream", "id": 5, "size": 1, "start": 1, "mini": true}
E

finish
