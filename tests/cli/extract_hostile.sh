#!/bin/sh
# SPDX-License-Identifier: MIT
# Names and directories that want files to land elsewhere.
. "${srcdir:-.}/tests/cli/common.sh"

make_file names.cfb <<'R'
enter ".."
stream "evil" = "1"
leave
stream "." = "2"
stream "sl\/ash" = "3"
stream "..\/up" = "4"
stream ".hidden" = "5"
stream "nul\x00x" = "6"
stream "ctl\x07" = "7"
stream "\ud800" = "8"
stream "-rf" = "9"
R

mkdir -p deep/er
run "names lead nowhere else" extract -C deep/er names.cfb
status_is 0
silent
(cd deep && find . -type f | LC_ALL=C sort) >out
out_is <<'E'
./er/-rf
./er/\uD800
./er/\x2E
./er/\x2E./evil
./er/\x2E.\x2Fup
./er/\x2Ehidden
./er/ctl\x07
./er/nul\x00x
./er/sl\x2Fash
E

# Streams of one name but for case cannot be told apart by their name, yet
# neither is lost unseen; storages share a directory with nobody.
make_file twins.cfb <<'R'
stream "Twin" = "1"
stream "tWIN" = "22"
stream "Twin~2" = "333"
tree list declared
R
run "names that are the same but for case" extract -C twins twins.cfb
status_is 3
that "the hidden one is reported" grep -q 'another element has the same name$' err
that "damage is reported" grep -q 'CFB-605' err
(cd twins && find . -type f | LC_ALL=C sort) >out
that "one of them is there" test -f twins/Twin
that "the third is there in any case" grep -qx 333 -r twins

make_file a.cfb <<'R'
enter "Folder"
stream "file" = "contents"
leave
stream "top" = "contents"
R

mkdir outside
mkdir d1x
ln -s ../outside d1x/Folder
run "a link in place of a directory is not followed" extract -f -C d1x a.cfb
status_is 2
that "nothing lands behind it" test -z "$(ls outside)"
that "it is reported" grep -q '^stgbrowse: d1x/Folder: cannot make the directory: ' err
that "the rest is extracted" test "$(cat d1x/top)" = contents

mkdir d2
echo mine >outside/target
ln -s ../outside/target d2/top
run "a link in place of a file is not followed" extract -C d2 a.cfb top
status_is 2
that "nothing lands behind it" test "$(cat outside/target)" = mine
run "not even by force" extract -f -C d2 a.cfb top
status_is 0
that "nothing lands behind it" test "$(cat outside/target)" = mine
that "the link was replaced" test ! -L d2/top -a "$(cat d2/top)" = contents

mkdir d3
ln outside/target d3/top
run "nor is another name of a file written to" extract -f -C d3 a.cfb top
status_is 0
that "the file has its contents" test "$(cat outside/target)" = mine

mkdir d4
mkfifo d4/top
run "a pipe does not block" extract -f -C d4 a.cfb top
status_is 0
that "it was replaced" test -f d4/top

mkdir -p d5/top
run "a directory is not replaced" extract -f -C d5 a.cfb top
status_is 2
that "it is there" test -d d5/top

ln -s d5 d6
run "the directory that was given may be a link" extract -C d6 a.cfb Folder
status_is 0
that "there it is" test -f d5/Folder/file

# Many streams that are all the same 100,000 bytes
{
	echo 'stream "s" = random(100000, 1)'
	echo 'repeat 60 stream "t{}" = random(5000, 2)'
	i=0
	while [ $i -lt 60 ]; do
		echo "entry \"t$i\".start = stream \"s\" 0"
		echo "entry \"t$i\".size = 100000"
		i=$((i + 1))
	done
} >recipe
make_file bomb.cfb <recipe
run "streams that overlap cannot fill the disk" extract -C bomb bomb.cfb
status_is 3
that "it says so" grep -q 'stopped: the streams overlap' err
that "the bytes are bounded" test "$(cat bomb/* | wc -c)" -le \
	$(($(wc -c <bomb.cfb) * 4 + 1048576))

finish
