#!/bin/sh
# SPDX-License-Identifier: MIT
. "${srcdir:-.}/tests/cli/common.sh"

make_file a.doc <<'R'
stream "WordDocument" = hex(ec a5 c1 00) zero(5000)
stream "1Table" = zero(4096)
enter "ObjectPool"
enter "_1"
stream "\x01Ole" = "o"
leave
enter "_2"
stream "\x03ObjInfo" = "o"
leave
leave
storage "_xmlsignatures"
entry "/".clsid = {00020906-0000-0000-C000-000000000046}
entry "/".mtime = 0x01d0000012345678
entry "ObjectPool/_1".clsid = {00020820-0000-0000-C000-000000000046}
R

run "a document is described" info a.doc
status_is 0
silent
out_is <<'E'
File:          a.doc
Size:          12,800 bytes
Format:        compound file, version 3.62
Sectors:       512 bytes, mini sectors 64 bytes up to streams of 4096
Tables:        1 FAT, 0 DIFAT, 1 mini FAT, first directory sector 1
Application:   Microsoft Word 97-2003 document
Root class:    {00020906-0000-0000-C000-000000000046} Microsoft Word 97-2003 document
Modified:      2014-11-14T11:42:29.9164280Z
Elements:      4 storages, 4 streams of 9,102 bytes
Encryption:    none found
Macros:        none found
Signatures:    digital signatures (XML)
Objects:       ObjectPool/_1: {00020820-0000-0000-C000-000000000046} Microsoft Excel 97-2003 worksheet
               ObjectPool/_2
Files inside:  none found
E

make_file b.cfb <<'R'
version 4
stream "A" = "a"
R
run "another version and an unknown application" info b.cfb
status_is 0
that "the version" grep -q '^Format:        compound file, version 4.62$' out
that "the sectors" grep -q '^Sectors:       4096 bytes, ' out
that "no application" grep -q '^Application:   unknown$' out

run "--json tells the same" info --json a.doc
status_is 0
out_is <<'E'
{
  "schema": 1,
  "verb": "info",
  "file": "a.doc",
  "header": {
    "major": 3,
    "minor": 62,
    "sector_shift": 9,
    "mini_sector_shift": 6,
    "directory_sectors": 0,
    "fat_sectors": 1,
    "difat_sectors": 0,
    "minifat_sectors": 1,
    "first_directory": 1,
    "first_minifat": 4,
    "first_difat": 4294967294,
    "cutoff": 4096,
    "transaction_signature": 0,
    "file_size": 12800
  },
  "application": "Microsoft Word 97-2003 document",
  "root": {
    "path": "",
    "name": "Root Entry",
    "type": "storage",
    "id": 0,
    "start": 5,
    "modified": "2014-11-14T11:42:29.9164280Z",
    "clsid": "{00020906-0000-0000-C000-000000000046}",
    "class": "Microsoft Word 97-2003 document"
  },
  "storages": 4,
  "streams": 4,
  "bytes": 9102,
  "encryption": {
    "count": 0,
    "facts": []
  },
  "macros": {
    "count": 0,
    "facts": []
  },
  "signatures": {
    "count": 1,
    "facts": ["digital signatures (XML)"]
  },
  "objects": {
    "count": 2,
    "facts": ["ObjectPool/_1: {00020820-0000-0000-C000-000000000046} Microsoft Excel 97-2003 worksheet", "ObjectPool/_2"]
  },
  "nested": {
    "count": 0,
    "facts": []
  }
}
E

run "--jsonl is one line" info --jsonl a.doc
status_is 0
that "one line" test "$(wc -l <out)" -eq 1

# 0x4840 begins the name of a table, and two letters share a code unit.
make_file a.msi <<'R'
stream "\u4840\u3f3f\u4577\u446c\u3e6a\u44b2\u482f" = "p"
R
run "coded names of an installer are shown decoded" ls -l a.msi
status_is 0
that "in brackets" grep -q '\[!_StringPool\]' out

{
	i=0
	while [ $i -lt 40 ]; do
		echo "enter \"o$i\""
		printf '%s\n' 'stream "\x01Ole" = "x"'
		echo leave
		i=$((i + 1))
	done
} >recipe
make_file many.cfb <recipe
run "many objects are counted" info many.cfb
status_is 0
that "the rest is a number" grep -q '^               and 16 more$' out

finish
