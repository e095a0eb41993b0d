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
stgbrowse: b.cfb: 1 streams are named like property sets and are none
R

finish
