#!/bin/sh
# SPDX-License-Identifier: MIT
. "${srcdir:-.}/tests/cli/common.sh"

i=0
while [ $i -lt 2000 ]; do
	echo "line $i"
	i=$((i + 1))
done >plain
deflate plain >plain.deflate
zlib plain >plain.zlib
head -c 1000 plain.zlib >cut

make_file a.cfb <<R
stream "deflate" = hex($(bytes_of plain.deflate))
stream "zlib" = hex($(bytes_of plain.zlib))
stream "cut" = hex($(bytes_of cut))
stream "plain" = "this is not compressed"
stream "empty"
R

run "zlib data are inflated" cat --decode=zlib a.cfb zlib
status_is 0
silent
that "to what they were" cmp out plain

run "raw deflate data are inflated" cat -d deflate a.cfb deflate
status_is 0
silent
that "to what they were" cmp out plain

run "auto knows zlib" cat -d auto a.cfb zlib
status_is 0
that "to what they were" cmp out plain

run "auto knows raw deflate" cat -dauto a.cfb deflate
status_is 0
that "to what they were" cmp out plain

run "auto leaves other contents alone" cat -d auto a.cfb plain empty
status_is 0
silent
that "as they are" test "$(cat out)" = "this is not compressed"

run "without --decode nothing is inflated" cat a.cfb zlib
that "as it is" cmp out plain.zlib

run "--limit is about inflated bytes" cat -d auto --limit 5 a.cfb zlib
status_is 0
silent
that "five of them" test "$(cat out)" = "line "

run "what inflates of damaged data is delivered" cat -d auto a.cfb cut
status_is 3
size=$(wc -c <out)
head -c "$size" plain >part
that "bytes of the contents" cmp out part
that "some of them" test "$size" -gt 100
that "it says so" grep -q "^stgbrowse: a.cfb: cut: inflated only $size bytes: .* (STG_E_INCOMPLETE 0x80030201)\$" err

run "other contents do not inflate" cat -d zlib a.cfb plain
status_is 3
out_is </dev/null

run "an unknown way is a usage error" cat -d gzip a.cfb plain
status_is 2
err_is <<'E'
stgbrowse: --decode=gzip: not none|zlib|deflate|auto
E

finish
