#!/bin/sh
# SPDX-License-Identifier: MIT
. "${srcdir:-.}/tests/cli/common.sh"

make_file a.cfb <<'R'
stream "Workbook" = count(5000)
enter "Folder"
stream "b" = "b"
enter "Inner"
stream "deep" = "12345"
leave
leave
storage "Z"
R

run "storages and streams are drawn" tree a.cfb
status_is 0
silent
out_is <<'E'
a.cfb
├── Z
├── Folder
│   ├── b  1
│   └── Inner
│       └── deep  5
└── Workbook  5,000
3 storages, 3 streams, 5,006 bytes
E

run "--ascii draws in ASCII" tree --ascii a.cfb folder
status_is 0
out_is <<'E'
a.cfb//Folder
|-- b  1
`-- Inner
    `-- deep  5
1 storage, 2 streams, 6 bytes
E

run "-d leaves streams out" tree -d a.cfb
status_is 0
out_is <<'E'
a.cfb
├── Z
└── Folder
    └── Inner
3 storages, 3 streams, 5,006 bytes
E

run "--depth goes no deeper" tree --depth 1 a.cfb
status_is 0
out_is <<'E'
a.cfb
├── Z
├── Folder
└── Workbook  5,000
2 storages, 1 stream, 5,000 bytes
E

claim="a locale without UTF-8 gets ASCII"
LC_ALL=C "$stgbrowse" tree a.cfb Folder/Inner >out 2>err
out_is <<'E'
a.cfb//Folder/Inner
`-- deep  5
0 storages, 1 stream, 5 bytes
E

run "--json nests what storages hold" tree --json a.cfb Folder
status_is 0
out_is <<'E'
{
  "schema": 1,
  "verb": "tree",
  "file": "a.cfb",
  "trees": [
    {"path": "Folder", "name": "Folder", "type": "storage", "id": 2, "elements": [{"path": "Folder/b", "name": "b", "type": "stream", "id": 3, "size": 1, "start": 0, "mini": true}, {"path": "Folder/Inner", "name": "Inner", "type": "storage", "id": 4, "elements": [{"path": "Folder/Inner/deep", "name": "deep", "type": "stream", "id": 5, "size": 5, "start": 1, "mini": true}]}]}
  ]
}
E

# 300 storages, each in the one before
"$mkcfb" - deep.cfb <<R || exit 99
$(i=0; while [ $i -lt 300 ]; do echo 'enter "s"'; i=$((i + 1)); done)
stream "end" = "x"
R
run "what is nested too deep is left out, and that is said" tree deep.cfb
status_is 3
err_is <<'E'
stgbrowse: deep.cfb: left out what is in storages more than 128 deep
E
that "128 of the storages are drawn" grep -q '^128 storages' out
run "it can be had" tree --depth 256 --json deep.cfb
status_is 3
that "256 of the storages are there" test \
	"$(grep -o '"type": "storage"' out | wc -l)" -eq 257

finish
