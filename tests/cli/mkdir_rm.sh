#!/bin/sh
# SPDX-License-Identifier: MIT
. "${srcdir:-.}/tests/cli/common.sh"
. "${srcdir:-.}/tests/cli/writing.sh"

"$stgbrowse" create a.cfb
run "storages" mkdir a.cfb A B '\x01C'
status_is 0
silent
sound a.cfb
run "with those above" mkdir -p a.cfb A/X/Y A
status_is 0
run "listed" ls -lR a.cfb
out_is <<'T'
d  -  2023-11-14 22:13:20  A
d  -  2023-11-14 22:13:20  A/X
d  -  2023-11-14 22:13:20  A/X/Y
d  -  2023-11-14 22:13:20  B
d  -  2023-11-14 22:13:20  \x01C
T
cp a.cfb old.cfb
run "what exists is an error" mkdir a.cfb New A
status_is 2
err_is <<'T'
stgbrowse: a.cfb: A: exists already
T
untouched a.cfb old.cfb
run "and so is a missing storage above" mkdir a.cfb N/N
status_is 1
untouched a.cfb old.cfb
echo hello | "$stgbrowse" put a.cfb S
cp a.cfb old.cfb
run "a stream has nothing below it" mkdir -p a.cfb S/N
test "$status" -ne 0 || fail
untouched a.cfb old.cfb

run "a stream is removed" rm a.cfb S
status_is 0
sound a.cfb
run "it is gone" ls a.cfb S
status_is 1
cp a.cfb old.cfb
run "a storage is not" rm a.cfb A
status_is 2
err_is <<'T'
stgbrowse: a.cfb: A: is a storage; see --recursive
T
untouched a.cfb old.cfb
run "all or none" rm -r a.cfb B none
status_is 1
untouched a.cfb old.cfb
run "--force passes over it" rm -rf a.cfb B none
status_is 0
run "with all that it holds" rm -r a.cfb A
status_is 0
sound a.cfb
run "the root stays" rm -r a.cfb /
status_is 2
run "what is left" ls a.cfb
out_is <<'T'
\x01C
T
finish
