#!/bin/sh
# SPDX-License-Identifier: MIT
. "${srcdir:-.}/tests/cli/common.sh"

make_file a.cfb <<'R'
stream "text" = "Hello, world!\n" hex(00 7f 80 ff) "tail"
stream "zeros" = "x" zero(100)
R

run "bytes are shown as numbers and text" hex a.cfb text
status_is 0
silent
out_is <<'E'
00000000  48 65 6c 6c 6f 2c 20 77  6f 72 6c 64 21 0a 00 7f  |Hello, world!...|
00000010  80 ff 74 61 69 6c                                 |..tail|
00000016
E

run "equal lines are a star" hex a.cfb zeros
status_is 0
out_is <<'E'
00000000  78 00 00 00 00 00 00 00  00 00 00 00 00 00 00 00  |x...............|
00000010  00 00 00 00 00 00 00 00  00 00 00 00 00 00 00 00  |................|
*
00000060  00 00 00 00 00                                    |.....|
00000065
E

run "-v shows them" hex -v a.cfb zeros
status_is 0
that "all lines" test "$(wc -l <out)" -eq 8

run "a part is shown" hex -o 0x7 --length=8 a.cfb text
status_is 0
out_is <<'E'
00000007  77 6f 72 6c 64 21 0a 00                           |world!..|
0000000f
E

run "an offset behind the end shows nothing" hex -o 1G a.cfb text
status_is 0
out_is <<'E'
00000016
E

run "what is missing is a negative answer" hex a.cfb nothing
status_is 1

run "a number must be one" hex -o ten a.cfb text
status_is 2
err_is <<'E'
stgbrowse: --offset=ten: not BYTES
E

run "a number must fit" hex -o 17179869184G a.cfb text
status_is 2

finish
