#!/bin/sh
# SPDX-License-Identifier: MIT
. "${srcdir:-.}/tests/cli/common.sh"
. "${srcdir:-.}/tests/cli/writing.sh"

# Two bytes of the transaction number are torn.
"$mkcfb" "$srcdir/tests/recipes/odd-header-torn.recipe" a.cfb || exit 99
cp a.cfb old.cfb
run "a check tells of it" check --strict a.cfb
status_is 1
that "by its number" grep -q 'CFB-115' out
run "what would be done is said" recover --header --dry-run a.cfb
status_is 0
out_is <<'E'
a.cfb: the header is torn and can be mended
E
that "and not done" cmp a.cfb old.cfb
run "recover --header mends it" recover -H a.cfb
status_is 0
out_is <<'E'
a.cfb: the header was torn and is mended
E
that "in the one byte that was old" test "$(cmp -l a.cfb old.cfb | wc -l)" -eq 1
that "of the header" test "$(cmp -l a.cfb old.cfb | awk '{ print $1 }')" -le 56
run "then it is in order" check --strict a.cfb
status_is 0
cp a.cfb old.cfb
run "once is enough" recover --header a.cfb
status_is 0
out_is <<'E'
a.cfb: the header is whole; nothing was changed
E
that "nothing was" cmp a.cfb old.cfb
chmod 444 a.cfb
run "a dry run needs no leave to write" recover -Hn a.cfb
status_is 0
run "what to recover has to be said" recover a.cfb
status_is 2
echo text >text
run "no compound file" recover --header text
status_is 4
run "no file" recover --header none
status_is 2
no_litter
finish
