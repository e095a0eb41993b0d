#!/bin/sh
# SPDX-License-Identifier: MIT
. "${srcdir:-.}/tests/cli/common.sh"

make_file a.cfb <<'R'
enter "ObjectPool"
enter "_1"
stream "\x01Ole" = "a"
stream "CONTENTS" = count(5000)
leave
enter "_2"
stream "\x01Ole" = "bb"
stream "[x]" = "c"
stream "a\\b*" = "c"
leave
leave
stream "WordDocument" = count(9000)
stream "\u00c4\u03b4" = "d"
stream "\ud834\udd1e" = "e"
R

run "a name is found anywhere, in any case" find a.cfb '\x01oLE'
status_is 0
silent
out_is <<'E'
ObjectPool/_1/\x01Ole
ObjectPool/_2/\x01Ole
E

run "stars stand for any text" find a.cfb '*o*n*t*'
status_is 0
out_is <<'E'
ObjectPool/_1/CONTENTS
WordDocument
E

run "a pattern with a slash is about the path" find a.cfb 'ObjectPool/*'
status_is 0
out_is <<'E'
ObjectPool/_1
ObjectPool/_2
E

run "a slash in front is about the root" find a.cfb '/*'
status_is 0
out_is <<'E'
Äδ
𝄞
ObjectPool
WordDocument
E

run "two stars stand for storages" find a.cfb '**/c*'
status_is 0
out_is <<'E'
ObjectPool/_1/CONTENTS
E

run "two stars stand for none, too" find a.cfb '**/wordD*' 'objectpool/**/_2'
status_is 0
out_is <<'E'
ObjectPool/_2
WordDocument
E

run "two stars at the end are all below" find a.cfb 'ObjectPool/_1/**'
status_is 0
out_is <<'E'
ObjectPool/_1
ObjectPool/_1/\x01Ole
ObjectPool/_1/CONTENTS
E

run "brackets are sets" find a.cfb '_[!13-9]'
status_is 0
out_is <<'E'
ObjectPool/_2
E

run "special characters can be escaped" find a.cfb '\[x\]' 'a\\b\*' '[[]x]'
status_is 0
out_is <<'E'
ObjectPool/_2/[x]
ObjectPool/_2/a\\b*
E

run "case does not count beyond ASCII" find a.cfb 'äΔ' '\u00E4?'
status_is 0
out_is <<'E'
Äδ
E

run "a pair of surrogates is one character" find a.cfb '?'
status_is 0
out_is <<'E'
𝄞
E
run "it can be escaped" find a.cfb '\uD834\uDD1E'
status_is 0
run "two characters are not one" find a.cfb '\uD834?'
status_is 1

run "--type tells streams from storages" find -t d a.cfb '*'
status_is 0
out_is <<'E'
ObjectPool
ObjectPool/_1
ObjectPool/_2
E

run "sizes choose streams" find --min-size 2 --max-size 5000 a.cfb '*'
status_is 0
out_is <<'E'
ObjectPool/_1/CONTENTS
ObjectPool/_2/\x01Ole
E

run "nothing found is a negative answer" find a.cfb 'x*y'
status_is 1
silent
out_is </dev/null

run "--json is a document even then" find --json a.cfb 'x*y'
status_is 1
out_is <<'E'
{
  "schema": 1,
  "verb": "find",
  "file": "a.cfb",
  "elements": []
}
E

run "an escape must be one" find a.cfb 'a\q'
status_is 2
err_is <<'E'
stgbrowse: not a valid pattern: a\q
E
run "brackets must be closed" find a.cfb '[a'
status_is 2

finish
