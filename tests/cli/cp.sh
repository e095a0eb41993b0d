#!/bin/sh
# SPDX-License-Identifier: MIT
. "${srcdir:-.}/tests/cli/common.sh"
. "${srcdir:-.}/tests/cli/writing.sh"

head -c 20000 /dev/zero | tr '\0' 'y' >large
"$stgbrowse" create a.cfb
"$stgbrowse" create -V 4 b.cfb
"$stgbrowse" put -p a.cfb 'A/B/\x05S' large
"$stgbrowse" chclsid a.cfb 00020906-0000-0000-C000-000000000046 A/B
"$stgbrowse" touch -d 2001-02-03 a.cfb A/B

run "from the file system" cp large a.cfb//L
status_is 0
silent
contents a.cfb L large
run "under its name" cp large a.cfb//
status_is 0
contents a.cfb large large
run "to the file system" cp a.cfb//L out1
status_is 0
that "the same" cmp large out1
mkdir dir
run "into a directory" cp a.cfb//L dir
status_is 0
that "the same" cmp large dir/L
run "a stream within a file" cp a.cfb L A/M
status_is 0
contents a.cfb A/M large
run "a storage within a file" cp -r a.cfb A/B C
status_is 0
sound a.cfb
run "with class and times" stat a.cfb C
that "class" grep -q 00020906-0000-0000-C000-000000000046 out
that "times" grep -q 'Modified: *2001-02-03' out
run "between files" cp -r a.cfb//A b.cfb//
status_is 0
sound b.cfb
contents b.cfb 'a/b/\x05s' large
run "a whole file into another one" cp -r b.cfb// a.cfb//All
status_is 0
sound a.cfb
contents a.cfb 'All/A/B/\x05S' large
run "a storage to a directory" cp -r a.cfb//A out2
status_is 0
that "its stream" cmp large 'out2/B/\x05S'
run "a directory to a storage" cp -r out2 b.cfb//D
status_is 0
sound b.cfb
contents b.cfb 'D/B/\x05S' large
echo short >short
run "streams and files are replaced" cp short a.cfb//L
contents a.cfb L short
run "both ways" cp a.cfb//L out1
that "the same" cmp short out1
sound a.cfb

cp a.cfb old.cfb
run "storages only with --recursive" cp a.cfb//A b.cfb//X
status_is 2
run "directories too" cp dir a.cfb//X
status_is 2
untouched a.cfb old.cfb
run "not into itself" cp -r a.cfb A A/N
status_is 2
untouched a.cfb old.cfb
run "not onto itself" cp a.cfb L l
test "$status" -eq 2 -o "$status" -eq 0 || fail
run "no storage is replaced" cp -r a.cfb//C b.cfb//A
status_is 0
run "it comes into it once" cp -r a.cfb//C b.cfb//A
status_is 2
run "a missing source" cp a.cfb//none out3
status_is 1
that "nothing is made" test ! -e out3
run "a missing file" cp none a.cfb//N
status_is 2
run "no element at all" cp short out3
status_is 2
ln -s short dir/link
cp a.cfb old.cfb
run "links are refused" cp -r dir a.cfb//Links
status_is 2
untouched a.cfb old.cfb
run "an existing directory gets it, a file not" cp -r a.cfb//A short
status_is 2

make_file odd.cfb <<'R'
stream "a:b" = "colon"
storage "c!d"
stream "c!d/x:y" = "below"
R
"$stgbrowse" create new.cfb
run "elements keep names that new ones may not have" cp odd.cfb//a:b new.cfb//
status_is 0
run "storages too" cp -r odd.cfb//c!d new.cfb//Good
status_is 0
run "files too" cp -r odd.cfb// new.cfb//Good/All
status_is 0
run "what there is" ls -R new.cfb
out_is <<'L'
a:b
Good
Good/All
Good/All/a:b
Good/All/c!d
Good/All/c!d/x:y
Good/x:y
L
cp new.cfb old.cfb
run "nobody gives them" cp odd.cfb//a:b new.cfb//c:d
status_is 2
untouched new.cfb old.cfb
finish
