#!/bin/sh
# SPDX-License-Identifier: MIT
# FILE//INNER-PATH
. "${srcdir:-.}/tests/cli/common.sh"

make_file inner.cfb <<'R'
stream "Contents" = count(5000)
enter "S"
stream "x" = "deep"
leave
R
deflate inner.cfb >inner.deflate
zlib inner.cfb >inner.zlib
# with its length before it, as HWP stores objects
{ printf '\000\060\000\000'; cat inner.cfb; } >sized
deflate sized >sized.deflate
head -c 200 inner.zlib >cut.zlib

make_file middle.cfb <<R
stream "Package" = hex($(bytes_of inner.cfb))
R
make_file a.cfb <<R
enter "Pool"
stream "plain" = hex($(bytes_of inner.cfb))
stream "sized" = hex($(bytes_of sized))
stream "deflate" = hex($(bytes_of inner.deflate))
stream "zlib" = hex($(bytes_of inner.zlib))
stream "sized.deflate" = hex($(bytes_of sized.deflate))
stream "cut" = hex($(bytes_of cut.zlib))
stream "middle" = hex($(bytes_of middle.cfb))
leave
stream "text" = "no compound file here"
R

for stream in plain sized deflate zlib sized.deflate; do
	run "a file in a stream opens: $stream" ls -R "a.cfb//Pool/$stream"
	status_is 0
	silent
	out_is <<'E'
S
S/x
Contents
E
	run "its contents can be read: $stream" cat "a.cfb//pool/$stream" s/X
	status_is 0
	that "its bytes" test "$(cat out)" = deep
	run "it can be checked: $stream" check "a.cfb//Pool/$stream"
	status_is 0
done

run "the inner file has its own information" info a.cfb//Pool/zlib
status_is 0
that "its size" grep -q "^Size:  *$(wc -c <inner.cfb | sed 's/\(...\)$/,\1/') bytes" out

run "files nest" cat a.cfb//Pool/middle//Package S/x
status_is 0
that "its bytes" test "$(cat out)" = deep

run "a storage can be the beginning" ls a.cfb//pool//plain//S
status_is 0
out_is <<'E'
x
E
run "its path begins there" stat --jsonl a.cfb//Pool//plain//S x
status_is 0
that "the path" grep -q '^{"path": "x"' out

run "what is inflated only in part opens as far as it goes" ls a.cfb//Pool/cut
that "damage" test "$status" -eq 3
that "it says so" grep -q '^stgbrowse: a.cfb: Pool/cut: inflated only in part: .*STG_E_INCOMPLETE' err
run "--inflate-limit bounds it" --inflate-limit 600 ls a.cfb//Pool/zlib
status_is 3
that "it says so" grep -q \
	'^stgbrowse: a.cfb: Pool/zlib: inflated no further than 600 bytes; see --inflate-limit$' err

run "another stream is no compound file" ls a.cfb//text
status_is 4
err_is <<'E'
stgbrowse: a.cfb: text: no compound file in this stream
E
run "a missing stream is a negative answer" ls a.cfb//Pool/nothing
status_is 1
run "so it is further inside" ls a.cfb//Pool/plain//nothing
status_is 1
that "the way is told" grep -q '^stgbrowse: a.cfb: Pool/plain//nothing: cannot open: ' err

mkdir dir
cp a.cfb dir/b.cfb
run "slashes of directories may be two" ls dir//b.cfb
status_is 0
run "with an inner path as well" ls dir//b.cfb//Pool/plain//S
status_is 0
run "a missing file is a failure" ls dir//c.cfb//Pool
status_is 2
err_is <<'E'
stgbrowse: dir//c.cfb//Pool: cannot open: No such file or directory
E

mkdir empty
TMPDIR=$tmp/empty "$stgbrowse" ls a.cfb//Pool/zlib >out 2>err
claim="no temporary file stays"
that "the folder is empty" test -z "$(ls empty)"
claim="a missing folder for them is a failure"
TMPDIR=$tmp/missing "$stgbrowse" ls a.cfb//Pool/zlib >out 2>err
status=$?
status_is 2


# A path in the file can follow its name.
"$stgbrowse" create joined.cfb
run "a storage is made by one argument" mkdir joined.cfb//A
status_is 0
echo text | "$stgbrowse" put joined.cfb A/S
run "and read" cat joined.cfb//A/S
echo text | out_is
run "the last // counts" cat joined.cfb//A//S
echo text | out_is
run "a file alone has no path" cat joined.cfb//
status_is 2
run "and cut" truncate -s 2 joined.cfb//A/S
status_is 0
run "and shown" hex joined.cfb//A/S
status_is 0
run "and removed" rm -r joined.cfb//A
status_is 0
run "which leaves nothing" ls -R joined.cfb
silent
finish
