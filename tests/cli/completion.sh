#!/bin/sh
# SPDX-License-Identifier: MIT
# What bash offers behind stgbrowse.
. "${srcdir:-.}/tests/cli/common.sh"

bash -c 'mapfile -t a </dev/null' 2>/dev/null || {
	echo "no bash"
	exit 77
}

make_file inner.cfb <<'R'
stream "Deep" = "d"
R
make_file a.cfb <<R
enter "Pool"
stream "Object" = hex($(bytes_of inner.cfb))
stream "other" = "o"
leave
stream "Word" = "w"
R
mkdir folder
: >folder/file
PATH=$top:$PATH
export PATH

# offers CLAIM WORD...: as typed, the last word to be completed
offers() {
	claim=$1
	shift
	bash -c '. "$0"
		COMP_WORDS=(stgbrowse "$@")
		COMP_CWORD=$#
		_stgbrowse
		printf "%s\n" "${COMPREPLY[@]}" | sort' \
		"$srcdir/tools/completion/stgbrowse" "$@" >out 2>err
	status=$?
	status_is 0
}

offers "verbs" mk
out_is <<'L'
mkdir
L
offers "files first" ls a
out_is <<'L'
a.cfb
L
offers "files behind a script" edit -f folder/file a
out_is <<'L'
a.cfb
L
offers "then inner paths" cat a.cfb w
out_is <<'L'
Word
L
offers "inner paths behind slashes" ls a.cfb//p
out_is <<'L'
a.cfb//Pool
a.cfb//Pool/Object
a.cfb//Pool/other
L
offers "in files inside of files" ls a.cfb//Pool/Object//
out_is <<'L'
a.cfb//Pool/Object//Deep
L
offers "the source of cp" cp a.cfb//W
out_is <<'L'
a.cfb//Word
L
offers "the target of cp" cp a.cfb//Word fol
out_is <<'L'
folder
L
for verb in pack import compact export; do
	offers "the second operand of $verb is a file" $verb folder inn
	out_is <<'L'
inner.cfb
L
done
offers "what put reads is a file" put a.cfb Word inn
out_is <<'L'
inner.cfb
L
offers "options" ls --rec
out_is <<'L'
--recursive
L
finish
