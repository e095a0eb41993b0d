#!/bin/sh
# SPDX-License-Identifier: MIT
. "${srcdir:-.}/tests/cli/common.sh"

make_file a.cfb <<'R'
stream "A" = "a"
R

run "--version" --version
status_is 0
that "a name and a version" grep -q '^stgbrowse (libstg) [0-9]' out

run "help lists the verbs" help
status_is 0
for verb in ls tree find cat hex stat info extract check help; do
	that "$verb is among them" grep -q "^  $verb  " out
	"$stgbrowse" help "$verb" >out.verb || fail "help $verb"
	"$stgbrowse" "$verb" --help >out.option || fail "$verb --help"
	that "help and --help of $verb agree" cmp out.verb out.option
	that "usage of $verb" grep -q "^usage: stgbrowse $verb" out.verb
	that "options of $verb" grep -q '^      --color' out.verb
	that "80 columns for $verb" sh -c "! grep -E '.{81}' out.verb"
done
cp out out.help
run "so does -h" -h
that "they agree" cmp out out.help
that "80 columns" sh -c "! grep -E '.{81}' out"

run "options stand before or after the verb" --json -a ls a.cfb
status_is 0
cp out before
run "or behind all" ls a.cfb -a --json
status_is 0
that "they agree" cmp out before
run "the value of an option is no verb" --depth 1 ls -R a.cfb
status_is 0
run "long names may be cut" --dep=1 --rec ls a.cfb
status_is 0

run "two dashes end the options" ls -- a.cfb -x
status_is 1

run "letters may be joined" ls -laR a.cfb
status_is 0

run "without a verb"
status_is 2
err_is <<'E'
stgbrowse: which verb? see stgbrowse help
E
run "an unknown verb" list a.cfb
status_is 2
err_is <<'E'
stgbrowse: unknown verb list; see stgbrowse help
E
run "an unknown option" ls --what a.cfb
status_is 2
err_is <<'E'
stgbrowse: unknown option --what
E
run "an unknown letter" ls -lx a.cfb
status_is 2
err_is <<'E'
stgbrowse: unknown option -x
E
run "an option of another verb" ls --strict a.cfb
status_is 2
run "a name that is cut too short" extract --d a.cfb
status_is 2
err_is <<'E'
stgbrowse: ambiguous option --d
E
run "a missing value" ls a.cfb --depth
status_is 2
err_is <<'E'
stgbrowse: option --depth needs LEVELS
E
run "a value too many" ls a.cfb --all=yes
status_is 2
run "an unknown choice" ls --color=blue a.cfb
status_is 2
err_is <<'E'
stgbrowse: --color=blue: not auto|always|never
E
run "--json and --jsonl together" ls --json --jsonl a.cfb
status_is 2
run "--json where there is no listing" cat --json a.cfb A
status_is 2
err_is <<'E'
stgbrowse: cat has no results for JSON
E
run "an operand is missing" cat a.cfb
status_is 2
err_is <<'E'
stgbrowse: usage: stgbrowse cat [-d none|zlib|deflate|auto] FILE INNER-PATH...
E
run "an operand too many" info a.cfb A
status_is 2

run "piped output is plain" ls a.cfb
out_is <<'E'
A
E
run "unless colours are wanted" tree --color=always a.cfb
that "there are some" grep -q "$(printf '\033\[')" out

mkdir d
run "a directory is no file" ls d
status_is 2
err_is <<'E'
stgbrowse: d: cannot open: it is a directory
E
mkfifo p
run "a pipe does not block" ls p
status_is 2

finish
