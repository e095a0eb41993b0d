#!/bin/sh
# SPDX-License-Identifier: MIT
. "${srcdir:-.}/tests/cli/common.sh"

"$stgbrowse" create a.cfb

run "a new property makes its set" props set a.cfb title 'Größe €'
status_is 0
silent
run "and is read again" props get a.cfb title
status_is 0
out_is <<'R'
Größe €
R
run "a known name leads to its set" props set a.cfb company Ltd
status_is 0
run "another name to those of the user" props set a.cfb Client 'A & B'
status_is 0
run "with a type" props set -t i4 a.cfb user:Number -- -5
status_is 0
run "times as well" props set -t filetime a.cfb created 2020-02-29T01:02:03Z
status_is 0
run "and durations" props set -t filetime a.cfb edit-time 1:02:03
status_is 0
run "by number" props set -t bool a.cfb 'document:#16' true
status_is 0
run "the type stays as it was" props set a.cfb Number 7
status_is 0

run "all are shown" props a.cfb
status_is 0
silent
out_is <<'R'
\x05SummaryInformation: summary, summary information, code page 1200
  title                    lpstr             Größe €
  created                  filetime          2020-02-29T01:02:03.0000000Z
  edit-time                filetime          1:02:03

\x05DocumentSummaryInformation: document, document summary information, code page 1200
  company                  lpstr             Ltd
  links-dirty              bool              true

\x05DocumentSummaryInformation: user, user-defined document properties, code page 1200
  Client                   lpstr             A & B
  Number                   i4                7
R

run "in JSON too" props --jsonl a.cfb
status_is 0
sed -n 1p out >first
cmp -s first - <<'R' || fail
{"stream": "\\x05SummaryInformation", "set": "summary", "meaning": "summary information", "codepage": 1200, "properties": [{"id": 2, "name": "title", "type": "lpstr", "value": "Größe €"}, {"id": 12, "name": "created", "type": "filetime", "value": "2020-02-29T01:02:03.0000000Z"}, {"id": 10, "name": "edit-time", "type": "filetime", "value": "1:02:03"}]}
R

run "one of them, too" props --jsonl get a.cfb Number
status_is 0
out_is <<'R'
{"id": 3, "name": "Number", "type": "i4", "value": "7"}
R
run "what is removed" props rm a.cfb user:Client
status_is 0
run "is gone" props get a.cfb Client
status_is 1
err_is <<'R'
stgbrowse: a.cfb: Client: no such property
R

cp a.cfb old.cfb
run "no value of that type" props set a.cfb Number seven
status_is 2
cmp -s a.cfb old.cfb || fail
run "no type" props set -t number a.cfb Number 7
status_is 2
cmp -s a.cfb old.cfb || fail
run "no such property to remove" props rm a.cfb Nothing
status_is 1
cmp -s a.cfb old.cfb || fail
run "the file has no defect" check a.cfb
status_is 0

run "a set is exported" props export a.cfb
status_is 0
cp out a.json
for stream in '\x05SummaryInformation' '\x05DocumentSummaryInformation'; do
	"$stgbrowse" cat a.cfb "$stream" >>before
done
if "$stgbrowse" props import a.cfb a.json 2>err ||
		! grep -q 'without jansson' err; then
	"$stgbrowse" props rm a.cfb title
	"$stgbrowse" props set a.cfb company Other
	run "and comes back byte for byte" props import a.cfb a.json
	status_is 0
	silent
	for stream in '\x05SummaryInformation' '\x05DocumentSummaryInformation'; do
		"$stgbrowse" cat a.cfb "$stream" >>after
	done
	cmp -s before after || fail
	sed 's/"value": "Ltd"/"value": "Inc"/' a.json >b.json
	run "with what was changed" props import a.cfb b.json
	status_is 0
	run "which is there" props get a.cfb company
	out_is <<'R'
Inc
R
	sed 's/"value": "7"/"value": "seven"/' a.json >b.json
	cp a.cfb old.cfb
	run "if it can be" props import a.cfb b.json
	status_is 2
	cmp -s a.cfb old.cfb || fail
	echo '{}' >b.json
	run "other JSON is refused" props import a.cfb b.json
	status_is 2
fi

"$stgbrowse" mkdir a.cfb Folder
run "storages have their own" props set a.cfb//Folder author Me
status_is 0
run "which are shown by path" props a.cfb Folder
status_is 0
out_is <<'R'
\x05SummaryInformation: summary, summary information, code page 1200
  author                   lpstr             Me
R

"$stgbrowse" create b.cfb
printf 'abc' | "$stgbrowse" put b.cfb '\x05SummaryInformation' -
run "what is no set is told" props b.cfb
status_is 0
err_is <<'R'
stgbrowse: b.cfb: \x05SummaryInformation: named like a property set, but is none
R

make_file ansi.cfb <<'R'
stream "\x05DocumentSummaryInformation" = propset("plain")
R
cp ansi.cfb old.cfb
run "text that the code page has not" props set ansi.cfb category 名前
status_is 2
cmp -s ansi.cfb old.cfb || fail
err_is <<'R'
stgbrowse: ansi.cfb: category: code page 1252 has not all of these characters; as -t lpwstr they can be written
R
run "can be written all the same" props set -t lpwstr ansi.cfb category 名前
status_is 0
run "new properties are written so of themselves" \
	props set ansi.cfb document:company 名前
status_is 0
run "both are there" props ansi.cfb
out_is <<'R'
\x05DocumentSummaryInformation: document, document summary information, code page 1252
  category                 lpwstr            名前
  company                  lpwstr            名前
R

run "text is shown as it is" props set a.cfb comments 'C:\a; b'
run "but for what steers a terminal" props get a.cfb comments
out_is <<'R'
C:\a; b
R
"$stgbrowse" props set a.cfb comments "$(printf 'a\r\033[31mb \342\200\256c')"
run "which is escaped" props get a.cfb comments
out_is <<'R'
a\x0D\x1B[31mb \u202Ec
R
"$stgbrowse" props rm a.cfb comments
"$stgbrowse" props set a.cfb user:名前 text
run "columns are as wide as what is in them" props a.cfb
that "in wide scripts" grep -q '^  名前                     lpstr             text$' out
"$stgbrowse" props rm a.cfb user:名前
"$stgbrowse" props set -t filetime a.cfb edit-time 2003-02-19T01:58:03Z
run "a duration of centuries is a time" props get a.cfb edit-time
out_is <<'R'
2003-02-19T01:58:03.0000000Z
R
"$stgbrowse" props set -t filetime a.cfb edit-time 99999999:00:00
run "unless no calendar has it" props get a.cfb edit-time
out_is <<'R'
99999999:00:00
R
while read -r data shown; do
	"$stgbrowse" props set -t cf a.cfb thumbnail -- "$data"
	run "a thumbnail says what it is" props get a.cfb thumbnail
	echo "$shown" | out_is
done <<'R'
-1:03000000aa metafile, 5 bytes
-1:0e000000 enhanced metafile, 4 bytes
-1:ff000000 Windows format 255, 4 bytes
-2:50494354aabb Macintosh PICT, 6 bytes
5:4a50454700ff JPEG, 6 bytes
0:aa 1 bytes
R
"$stgbrowse" props rm a.cfb thumbnail

# Every type that can be written is shown, and is the same again.
"$stgbrowse" create t.cfb
while read -r type value; do
	run "a property of type $type" \
		props set -t "$(echo "$type" | tr _ ' ')" t.cfb "$type" \
		-- "$value"
	status_is 0
done <<'R'
i1 -128
ui1 255
i2 -32768
ui2 65535
i4 -2147483648
ui4 4294967295
int -5
uint 5
i8 -9223372036854775808
ui8 18446744073709551615
r4 0.5
r8 -1.25
cy -12.3400
date 2001-09-11T12:00:00.0000000Z
decimal -79228162514264337593.543950335
bstr Größe
error 0x80030002
bool true
lpstr text
lpwstr text
filetime 30:00:01.0000007
clsid {00020906-0000-0000-C000-000000000046}
blob 00ff10
blob-object 01
cf -1:03000000aabb
vector_of_i4 1;-2;3
vector_of_ui1 1;2
vector_of_bool true;false
vector_of_r8 0.5;2
vector_of_cy 1.5000;2.0000
vector_of_lpstr a\;b;c\\d;
vector_of_lpwstr one;two
vector_of_bstr one;two
vector_of_filetime none;2001-09-11T12:00:00.0000000Z
vector_of_clsid {00020906-0000-0000-C000-000000000046}
vector_of_cf -1:03000000;2:aa
vector_of_variant lpstr:Title;i4:3;bool:true
array_of_i2 1;2;3
array_of_bstr one;two
array_of_decimal 1.5;-2
array_of_variant i4:1;bstr:two
R
run "all types are shown" props t.cfb
status_is 0
silent
sed 1,3d out >shown
cmp -s shown - <<'R' || fail
  i1                       i1                -128
  ui1                      ui1               255
  i2                       i2                -32768
  ui2                      ui2               65535
  i4                       i4                -2147483648
  ui4                      ui4               4294967295
  int                      int               -5
  uint                     uint              5
  i8                       i8                -9223372036854775808
  ui8                      ui8               18446744073709551615
  r4                       r4                0.5
  r8                       r8                -1.25
  cy                       cy                -12.3400
  date                     date              2001-09-11T12:00:00.0000000Z
  decimal                  decimal           -79228162514264337593.543950335
  bstr                     bstr              Größe
  error                    error             0x80030002
  bool                     bool              true
  lpstr                    lpstr             text
  lpwstr                   lpwstr            text
  filetime                 filetime          1601-01-02T06:00:01.0000007Z
  clsid                    clsid             {00020906-0000-0000-C000-000000000046}
  blob                     blob              3 bytes
  blob-object              blob-object       1 bytes
  cf                       cf                metafile, 6 bytes
  vector_of_i4             vector of i4      1; -2; 3
  vector_of_ui1            vector of ui1     1; 2
  vector_of_bool           vector of bool    true; false
  vector_of_r8             vector of r8      0.5; 2
  vector_of_cy             vector of cy      1.5000; 2.0000
  vector_of_lpstr          vector of lpstr   a\;b; c\\d; 
  vector_of_lpwstr         vector of lpwstr  one; two
  vector_of_bstr           vector of bstr    one; two
  vector_of_filetime       vector of filetime none; 2001-09-11T12:00:00.0000000Z
  vector_of_clsid          vector of clsid   {00020906-0000-0000-C000-000000000046}
  vector_of_cf             vector of cf      metafile, 4 bytes; format 2, 1 bytes
  vector_of_variant        vector of variant Title; 3; true
  array_of_i2              array of i2       1; 2; 3
  array_of_bstr            array of bstr     one; two
  array_of_decimal         array of decimal  1.5; -2
  array_of_variant         array of variant  1; two
R
cp t.cfb old.cfb
while read -r type value; do
	run "no such $type" props set -t "$(echo "$type" | tr _ ' ')" t.cfb \
		Odd "$value"
	status_is 2
done <<'R'
decimal 1.2.3
decimal 79228162514264337593543950336
decimal 0.00000000000000000000000000001
blob abc
blob 0g
cf 00
cf 1:0
vector_of_i4 1;x
vector_of_variant 3
vector_of_variant variant:3
vector_of_blob 00
array_of_lpstr a
R
cmp -s t.cfb old.cfb || fail

if [ -f a.json ] && ! grep -q 'without jansson' err; then
	run "lists are exported" props export t.cfb
	status_is 0
	cp out t.json
	"$stgbrowse" cat t.cfb '\x05DocumentSummaryInformation' >before
	sed -e 's/"value": "Title"/"value": "Other"/' \
		-e 's/\["one", "two"\]/["one", "three"]/g' t.json >t2.json
	run "and changed by import" props import t.cfb t2.json
	status_is 0
	run "with the types that they had" props get t.cfb vector_of_variant
	out_is <<'R'
Other; 3; true
R
	run "in arrays, too" props get t.cfb array_of_bstr
	out_is <<'R'
one; three
R
	run "and back" props import t.cfb t.json
	status_is 0
	"$stgbrowse" cat t.cfb '\x05DocumentSummaryInformation' >after
	cmp -s before after || fail

	# A set with values beside it.
	"$stgbrowse" create n.cfb
	name='\x05SummaryInformation'
	"$stgbrowse" mkdir n.cfb "$name"
	"$stgbrowse" mkdir n.cfb "$name/prop7"
	"$stgbrowse" cat a.cfb "$name" |
		"$stgbrowse" put n.cfb "$name/CONTENTS" -
	printf stream | "$stgbrowse" put n.cfb "$name/prop3" -
	printf deep | "$stgbrowse" put n.cfb "$name/prop7/deep" -
	"$stgbrowse" chclsid n.cfb '{00020906-0000-0000-C000-000000000046}' \
		"$name"
	run "a set with streams and storages is exported" props export n.cfb
	status_is 0
	cp out n.json
	for path in CONTENTS prop3 prop7/deep; do
		"$stgbrowse" cat n.cfb "$name/$path"
	done >before
	"$stgbrowse" rm n.cfb "$name/prop3"
	printf other | "$stgbrowse" put n.cfb "$name/prop7/deep" -
	printf more | "$stgbrowse" put n.cfb "$name/prop7/more" -
	"$stgbrowse" chclsid n.cfb none "$name"
	run "and comes back with all of them" props import n.cfb n.json
	status_is 0
	for path in CONTENTS prop3 prop7/deep; do
		"$stgbrowse" cat n.cfb "$name/$path"
	done >after
	cmp -s before after || fail
	run "and nothing else" cat n.cfb "$name/prop7/more"
	status_is 1
	run "it is the same once more" props export n.cfb
	cmp -s out n.json || fail
	run "also in another file" props import b.cfb n.json
	status_is 0
	run "with the same bytes" props export b.cfb
	status_is 0
fi

# Files within streams have sets of their own.
"$stgbrowse" create outer.cfb
"$stgbrowse" put outer.cfb Inner a.cfb
run "a file in a stream has properties" props get outer.cfb//Inner company
status_is 0
run "which are changed there" props set outer.cfb//Inner company 'In & Out'
status_is 0
run "and read again" props get outer.cfb//Inner company
out_is <<'R'
In & Out
R

finish
