#!/bin/sh
# SPDX-License-Identifier: MIT
. "${srcdir:-.}/tests/cli/common.sh"
. "${srcdir:-.}/tests/cli/writing.sh"

"$stgbrowse" create a.cfb
"$stgbrowse" mkdir a.cfb A
echo old | "$stgbrowse" put a.cfb A/S
echo first >one
cp a.cfb old.cfb

cat >script <<'T'
# Everything at once.
mkdir -p // B/C 'two words'

put // B/C/new one
mv //A/S //A/T
rm -r // "two words"
T
run "a dry run shows what would change" edit -n -f script a.cfb
status_is 0
out_is <<'T'
- A/S
+ A/T
+ B
+ B/C
+ B/C/new
T
untouched a.cfb old.cfb
run "a script changes all of it" edit --file=script a.cfb
status_is 0
silent
sound a.cfb
run "listed" ls -R a.cfb
out_is <<'T'
A
A/T
B
B/C
B/C/new
T
cp a.cfb old.cfb
printf 'mkdir // D\nrm // none\nmkdir // E\n' >script
run "one failure, no change" edit -f script a.cfb
status_is 1
err_is <<'T'
stgbrowse: a.cfb: none: cannot find: there is no file or element of that name (STG_E_FILENOTFOUND 0x80030002)
stgbrowse: script:2: nothing is changed
T
untouched a.cfb old.cfb
printf 'mkdir -p // F/G\nmkdir // H/I\n' >script
run "options last for a line" edit -f script a.cfb
status_is 1
untouched a.cfb old.cfb
printf 'rm // "A\n' >script
run "quotes are closed" edit -f script a.cfb
status_is 2
err_is <<'T'
stgbrowse: script:1: a quote is not closed
T
printf 'ls //\n' >script
run "other verbs are refused" edit -f script a.cfb
status_is 2
untouched a.cfb old.cfb
finish
