#!/bin/sh
# SPDX-License-Identifier: MIT
# Objects in records of the stream "PowerPoint Document" [MS-PPT] 2.10.34.
. "${srcdir:-.}/tests/cli/common.sh"

make_file vba.cfb <<'R'
enter "VBA"
stream "dir" = "d"
stream "_VBA_PROJECT" = "p"
stream "Module1" = "m"
leave
R
make_file sheet.cfb <<'R'
stream "Workbook" = "w"
R

# le32 NUMBER
le32() {
	printf '%02x %02x %02x %02x ' $(($1 & 255)) $(($1 >> 8 & 255)) \
		$(($1 >> 16 & 255)) $(($1 >> 24 & 255))
}

zlib vba.cfb >vba.zlib
vba=$(wc -c <vba.cfb)
packed=$(wc -c <vba.zlib)
sheet=$(wc -c <sheet.cfb)

# A document container (16 bytes: VBAInfo with its atom), then the objects: the
# first one compressed, the second as it is, after 8 bytes of something else.
make_file a.ppt <<R
stream "PowerPoint Document" = hex(0f 00 e8 03 $(le32 36))
stream "PowerPoint Document" += hex(0f 00 d0 07 $(le32 28))
stream "PowerPoint Document" += hex(0f 00 ff 03 $(le32 20))
stream "PowerPoint Document" += hex(02 00 00 04 $(le32 12) 01 00 00 00 01 00 00 00 02 00 00 00)
stream "PowerPoint Document" += hex(10 00 11 10 $(le32 $((packed + 4))) $(le32 "$vba"))
stream "PowerPoint Document" += hex($(bytes_of vba.zlib))
stream "PowerPoint Document" += hex(00 00 ba 0f 04 00 00 00 55 55 55 55)
stream "PowerPoint Document" += hex(00 00 11 10 $(le32 "$sheet"))
stream "PowerPoint Document" += hex($(bytes_of sheet.cfb))
stream "Odd#1" = hex($(bytes_of sheet.cfb))
R
first=44
second=$((first + 12 + packed + 12))

run "the objects are listed" info a.ppt
status_is 0
sed -n 's/^Files inside: *//p; s/^               //p; s/^Objects: *//p; s/^Macros: *//p' out >part
mv part out
out_is <<E
PowerPoint: VBA project in one of the embedded objects
PowerPoint: 2 in PowerPoint Document
PowerPoint Document#1 (PowerPoint Document@$first, zlib)
PowerPoint Document#2 (PowerPoint Document@$second)
Odd#1
E

run "an object opens by its number" find 'a.ppt//PowerPoint Document#1' '**/*'
status_is 0
silent
out_is <<'E'
VBA
VBA/dir
VBA/Module1
VBA/_VBA_PROJECT
E
run "or by its offset" find "a.ppt//powerpoint document@$second" '*'
status_is 0
out_is <<'E'
Workbook
E
run "also in hexadecimal" ls "a.ppt//PowerPoint Document@0x2c"
status_is 0
run "it goes on from there" cat 'a.ppt//PowerPoint Document#1//VBA' Module1
status_is 0
that "its bytes" test "$(cat out)" = m
run "it can be checked" check 'a.ppt//PowerPoint Document#2'
status_is 0

run "without an address, there is a hint" ls 'a.ppt//PowerPoint Document'
status_is 4
err_is <<'E'
stgbrowse: a.ppt: PowerPoint Document: no compound file in this stream; its objects are #1 and so on
E

run "there is no third" ls 'a.ppt//PowerPoint Document#3'
status_is 1
err_is <<'E'
stgbrowse: a.ppt: PowerPoint Document#3: no embedded object there
E
run "nor one between" ls 'a.ppt//PowerPoint Document@8'
status_is 1
run "nor one far away" ls 'a.ppt//PowerPoint Document@9999999999999'
status_is 1
run "nor number zero" ls 'a.ppt//PowerPoint Document#0'
status_is 1

run "a name that ends like that comes first" ls 'a.ppt//Odd#1'
status_is 0
out_is <<'E'
Workbook
E

finish
