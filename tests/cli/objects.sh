#!/bin/sh
# SPDX-License-Identifier: MIT
# Objects in documents: listed, and taken out under safe names.
. "${srcdir:-.}/tests/cli/common.sh"

# le32 NUMBER
le32() {
	printf '%02x %02x %02x %02x ' $(($1 & 255)) $(($1 >> 8 & 255)) \
		$(($1 >> 16 & 255)) $(($1 >> 24 & 255))
}

# hex_of TEXT: with a NUL behind it
hex_of() {
	printf '%s\0' "$1" | od -An -v -tx1 | tr -d '\n'
}

# package LABEL DATA: what \1Ole10Native holds of a file
package() {
	printf '02 00 %s %s 00 00 03 00 %s %s %s %s' "$(hex_of "$1")" \
		"$(hex_of "C:\\$1")" "$(le32 2)" "$(hex_of t)" \
		"$(le32 ${#2})" "$(printf %s "$2" | od -An -v -tx1 | tr -d '\n')"
}

# size_of HEX
size_of() {
	set -- $1
	echo $#
}

good=$(package 'D:\dir\note.txt' 'of a note')
evil=$(package '../../evil' 'of an evil one')

make_file a.doc <<R
stream "WordDocument" = "w"
enter "ObjectPool"
enter "_1"
stream "\x01Ole" = hex(01 00 00 02 $(le32 0) $(le32 0) $(le32 0) $(le32 0))
stream "\x01Ole10Native" = hex($(le32 "$(size_of "$good")") $good)
leave
enter "_2"
stream "\x01CompObj" = hex(01 00 fe ff 03 0a 00 00 ff ff ff ff $(le32 0) $(le32 0) $(le32 0) $(le32 0))
stream "\x01CompObj" += hex($(le32 6) $(hex_of Chart) $(le32 4) $(hex_of Fmt) $(le32 0))
stream "Contents" = "numbers"
leave
enter "_3"
stream "\x01Ole10Native" = hex($(le32 "$(size_of "$evil")") $evil)
leave
leave
R

run "objects are listed" objects a.doc
status_is 0
silent
sed 's/  */ /g' out >part && mv part out
out_is <<'R'
package 9 ObjectPool/_1 - - - note.txt
storage 57 ObjectPool/_2 - Chart Fmt
package 14 ObjectPool/_3 - - - evil
R

run "in JSON too" objects --jsonl a.doc
status_is 0
that "the second one" grep -q '"userType": *"Chart"' out
that "its format" grep -q '"format": *"Fmt"' out
that "its kind" grep -q '"kind": *"package"' out

mkdir deep
run "they are extracted" objects extract -C deep/x a.doc
status_is 0
silent
out_is <<'R'
ObjectPool/_1 -> deep/x/note.txt
ObjectPool/_2 -> deep/x/_2.ole
ObjectPool/_3 -> deep/x/evil
R
that "the file of a package" test "$(cat deep/x/note.txt)" = 'of a note'
that "nothing goes elsewhere" test ! -e evil -a ! -e deep/evil
that "the evil one" test "$(cat deep/x/evil)" = 'of an evil one'
run "an object is a document of its own" cat deep/x/_2.ole Contents
status_is 0
that "its bytes" test "$(cat out)" = numbers

run "what is there stays" objects extract -C deep/x a.doc
status_is 2
run "unless it is to be replaced" objects extract -f -C deep/x a.doc
status_is 0

# A message with an attachment.
make_file a.msg <<'R'
enter "__attach_version1.0_#00000000"
stream "__substg1.0_37010102" = "attached"
stream "__substg1.0_3707001F" = hex(61 00 2f 00 62 00)
leave
R
run "attachments are objects" objects a.msg
status_is 0
sed 's/  */ /g' out >part && mv part out
out_is <<'R'
attachment 8 __attach_version1.0_#00000000 - attachment - b
R
run "they are extracted too" objects extract -C m a.msg
status_is 0
that "the attached file" test "$(cat m/b)" = attached

make_file none.cfb <<'R'
stream "Workbook" = "w"
R
run "a document without objects" objects none.cfb
status_is 1
run "there is one thing to do" objects remove none.cfb
status_is 2

finish
