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

# hex_file FILE
hex_file() {
	od -An -v -tx1 "$1" | tr -d '\n'
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

run "info names their files" info a.doc
status_is 0
that "the first one" grep -q 'ObjectPool/_1: note.txt, 9 bytes$' out
that "the last one" grep -q 'ObjectPool/_3: evil, 14 bytes$' out

make_file package.bin <<R
stream "\x01Ole10Native" = hex($(le32 "$(size_of "$good")") $good)
R
run "info knows a file that is a package" info package.bin
status_is 0
that "its file" grep -q '^Objects: *\/: note.txt, 9 bytes$' out

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

# A message in a message, and a document that is a file in it.
make_file inner.doc <<R
enter "ObjectPool"
enter "_1"
stream "\x01Ole10Native" = hex($(le32 "$(size_of "$good")") $good)
leave
leave
R
make_file outer.msg <<R
enter "__attach_version1.0_#00000000"
enter "__substg1.0_3701000D"
enter "__attach_version1.0_#00000000"
stream "__substg1.0_37010102" = hex($(hex_file inner.doc))
stream "__substg1.0_3707001F" = hex(64 00 2e 00 64 00)
leave
leave
leave
R
within='__attach_version1.0_#00000000/__substg1.0_3701000D'
within="$within/__attach_version1.0_#00000000"
run "objects in attached messages and files are found" objects outer.msg
status_is 0
silent
sed 's/  */ /g; s/^\([a-z]*\) [0-9]*/\1/' out >part && mv part out
out_is <<R
attachment __attach_version1.0_#00000000 - attachment -
attachment $within - attachment - d.d
package $within/__substg1.0_37010102//ObjectPool/_1 - - - note.txt
R
run "and extracted" objects extract -C msg outer.msg
status_is 0
that "the attached file as it is" cmp -s msg/d.d inner.doc
that "the file in its object" test "$(cat msg/note.txt)" = 'of a note'
that "the message" test "$("$stgbrowse" objects "$(echo msg/*.msg)" | wc -l)" \
	-eq 2

# nest FILE INNER: a document whose Package is a file
nest() {
	bytes=$(hex_file "$2")
	size=$(size_of "$bytes")
	head="02 00 $(hex_of "$2") $(hex_of "$2") 00 00 03 00 $(le32 2) $(hex_of t)"
	whole="$head $(le32 "$size") $bytes $(le32 0)"
	make_file "$1" <<R
enter "MBD1"
stream "\x01Ole10Native" = hex($(le32 "$(size_of "$whole")") $whole)
leave
R
}
nest nested.xls inner.doc
run "a package that is a document is looked into" objects nested.xls
status_is 0
sed 's/  */ /g; s/^\([a-z]*\) [0-9]*/\1/' out >part && mv part out
out_is <<'R'
package MBD1 - - - inner.doc
package MBD1/\x01Ole10Native//ObjectPool/_1 - - - note.txt
R
run "its paths lead there" ls 'nested.xls//MBD1/\x01Ole10Native//ObjectPool'
status_is 0
that "the object" grep -q _1 out
run "its document is not written in place" \
	rm 'nested.xls//MBD1/\x01Ole10Native//ObjectPool/_1'
status_is 2
that "untouched" test "$("$stgbrowse" objects nested.xls | wc -l)" -eq 2

cp inner.doc d0
for i in 1 2 3 4 5 6 7 8 9 10; do
	nest "d$i" "d$((i - 1))"
done
run "there is an end to it" objects d10
status_is 3
that "which is told" grep -q 'too many files inside of files' err
that "nine of them are shown" test "$(wc -l <out)" -eq 9

# Names that want to go elsewhere, or are those of others.
long=$(printf '%0300d' 7)
nl=$(printf 'new\nline')
{
	n=0
	for name in ../../up /etc/passwd .. . '' 'a:b\c' -f "$nl" "$long.txt" \
		same.txt same.txt SAME.TXT 'sl/ash' 'tab	x' '\x2e\x2e' link; do
		n=$((n + 1))
		data=$(package "$name" "number $n")
		printf 'enter "_%s"\n' "$n"
		printf 'stream "\\x01Ole10Native" = hex(%s %s)\nleave\n' \
			"$(le32 "$(size_of "$data")")" "$data"
	done
} >hostile
make_file hostile.doc <hostile
mkdir -p cage/in
echo outside >cage/target
ln -s ../target cage/in/link
run "hostile names" objects extract -C cage/in hostile.doc
status_is 2
that "a link is not followed" test "$(cat cage/target)" = outside
rm cage/in/*
run "hostile names are made safe" objects extract -C cage/in hostile.doc
status_is 0
that "nothing is outside" test "$(ls -A cage)" = "$(printf 'in\ntarget')"
that "nothing is deeper" test -z "$(find cage/in -mindepth 1 -type d)"
that "each has a file" test "$(find cage/in -type f | wc -l)" -eq 16
that "each has its own" test "$(md5sum cage/in/* |
	cut -c1-32 | sort -u | wc -l)" -eq 16
that "no name is long" test -z "$(ls -A cage/in | grep -E '.{40}')"
ln -sf ../target cage/in/link
run "not by force either" objects extract -f -C cage/in hostile.doc
status_is 0
that "a link is replaced" test "$(cat cage/target)" = outside -a \
	! -L cage/in/link

make_file none.cfb <<'R'
stream "Workbook" = "w"
R
run "a document without objects" objects none.cfb
status_is 1
run "there is one thing to do" objects remove none.cfb
status_is 2

finish
