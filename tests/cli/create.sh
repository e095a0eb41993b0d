#!/bin/sh
# SPDX-License-Identifier: MIT
. "${srcdir:-.}/tests/cli/common.sh"
. "${srcdir:-.}/tests/cli/writing.sh"

run "a new file has nothing in it" create a.cfb
status_is 0
silent
sound a.cfb
run "it is of version 3" info --json a.cfb
that "3" grep -q '"major": 3\|"version": 3\|"major_version": 3' out

run "or of version 4" create -V 4 b.cfb
status_is 0
sound b.cfb
that "sectors of 4096 bytes" test "$(od -An -tu2 -j30 -N2 b.cfb)" -eq 12

cp b.cfb old.cfb
run "what exists is left alone" create b.cfb
status_is 2
err_is <<'T'
stgbrowse: b.cfb: exists already; see --force
T
untouched b.cfb old.cfb
run "unless --force is given" create -f b.cfb
status_is 0
that "replaced" cmp -s a.cfb b.cfb

chmod 640 b.cfb
run "the mode is kept" create -f b.cfb
that "640" test "$(stat -c %a b.cfb)" = 640

ln -s b.cfb link.cfb
run "a link stays one" create -f -V 4 link.cfb
status_is 0
that "a link" test -h link.cfb
that "its file is replaced" cmp b.cfb old.cfb

run "not in a directory that is missing" create none/a.cfb
status_is 2
run "not in the place of a directory" create -f .
status_is 2
run "no other version" create -V 5 c.cfb
status_is 2
that "no file" test ! -e c.cfb

claim="SOURCE_DATE_EPOCH must be a number"
SOURCE_DATE_EPOCH=yesterday "$stgbrowse" create c.cfb >out 2>err
status=$?
status_is 2
err_is <<'T'
stgbrowse: SOURCE_DATE_EPOCH=yesterday: not a number of seconds
T
no_litter
finish
