#!/bin/sh
# SPDX-License-Identifier: MIT
# import and export
. "${srcdir:-.}/tests/cli/common.sh"
. "${srcdir:-.}/tests/cli/writing.sh"

head -c 50000 /dev/zero | tr '\0' 'q' >large
"$stgbrowse" create a.cfb
"$stgbrowse" put -p a.cfb 'A/B/\x05S' large
"$stgbrowse" mkdir a.cfb Empty
echo dots | "$stgbrowse" put a.cfb ..
run "a tar archive" export a.cfb a.tar
if grep -q 'without libarchive' err; then
	status_is 2
	echo "built without libarchive"
	finish
fi
status_is 0
silent
run "a zip archive" export a.cfb a.zip
status_is 0
that "it is one" grep -q '^PK' a.zip
claim="tar reads it"
tar -xf a.tar -O --no-unquote './\x2E.' >out 2>err
that "the contents" test "$(cat out)" = dots

for kind in tar zip; do
	run "from $kind" import a.$kind $kind.cfb
	status_is 0
	silent
	sound $kind.cfb
	contents $kind.cfb 'A/B/\x05S' large
	"$stgbrowse" ls -lR a.cfb >want.list
	"$stgbrowse" ls -lR $kind.cfb >got.list
	that "the same elements" diff want.list got.list
done
claim="through a pipe"
"$stgbrowse" export a.cfb - | "$stgbrowse" import - pipe.cfb || fail
that "the same" cmp tar.cfb pipe.cfb
claim="the same bytes again"
"$stgbrowse" export a.cfb - >again.tar
that "the same" cmp a.tar again.tar

run "what exists stays" export a.cfb a.tar
status_is 2
run "what exists stays" import a.tar a.cfb
status_is 2
run "no archive" import large new.cfb
status_is 2
head -c 20000 a.tar >cut.tar
run "half an archive" import cut.tar new.cfb
status_is 2
ln -s large link
tar -cf link.tar link
run "links are refused" import link.tar new.cfb
status_is 2
mkdir x
echo 1 >outside
(cd x && tar -cPf ../up.tar ../outside)
run "names that lead upwards, too" import up.tar new.cfb
status_is 2
that "nothing is made" test ! -e new.cfb

mkdir odd odd/dir
long=abcdefghijklmnopqrstuvwxyz01234
for name in good a:b dir/x!y "$long" "${long}5"; do
	echo "$name" >"odd/$name"
done
(cd odd && tar -cf ../odd.tar good a:b dir "$long" "${long}5")
run "names that no element can have are left out" import odd.tar odd.cfb
status_is 3
for name in a:b 'dir/x!y' "${long}5"; do
	that "$name is named" grep -q "$name: cannot be the name" err
done
that "and none else" test "$(wc -l <err)" -eq 3
run "what there is" ls -R odd.cfb
out_is <<L
dir
good
$long
L
sound odd.cfb

cp a.cfb more.cfb
inode=$(stat -c %i more.cfb)
rm odd/dir/*
echo better >odd/good
(cd odd && tar -cf ../good.tar dir good)
run "into a file as it is" import --add good.tar more.cfb
status_is 0
run "into a storage of it" import -a good.tar more.cfb//A
status_is 0
sound more.cfb
that "the file itself" test "$(stat -c %i more.cfb)" = "$inode"
contents more.cfb good odd/good
contents more.cfb A/good odd/good
contents more.cfb 'A/B/\x05S' large
cp more.cfb old.cfb
run "half an archive changes nothing" import -a cut.tar more.cfb
status_is 2
untouched more.cfb old.cfb
printf 'begin\nimport -a good.tar //Empty\ncommit\n' >script
run "in a script" edit -f script more.cfb
status_is 0
contents more.cfb Empty/good odd/good
no_litter
finish
