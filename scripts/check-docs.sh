#!/bin/sh
# SPDX-License-Identifier: MIT
# Documents say what is there: paths and links lead somewhere, doc/defects.md
# explains every defect of the engine, the man page every verb of the tool.
#
# check-docs.sh looks at the tree in $srcdir or here, and at ./stgbrowse, if
# it was built.
set -eu
LC_ALL=C
export LC_ALL

top=${srcdir:-.}
here=$(pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
: >"$work/failed"

fail()
{
	echo "$*" >>"$work/failed"
}

documents()
{
	(cd "$top" && find . -name '*.md' ! -path './build*' ! -path './.git/*' |
		sed 's|^\./||' | sort)
}

# exists DOCUMENT PATTERN: from the top, or from where the document is
exists()
{
	for base in "$top" "$top/$(dirname "$1")"; do
		for found in "$base"/$2; do
			[ ! -e "$found" ] || return 0
		done
	done
	return 1
}

# Back-quoted words that are paths: they begin with a folder of the project
# or end like a file of it. Code blocks are left out.
quoted_paths()
{
	awk '/^```/ { code = !code; next }
	code { next }
	{
		line = $0
		while (match(line, /`[^`]+`/)) {
			word = substr(line, RSTART + 1, RLENGTH - 2)
			line = substr(line, RSTART + RLENGTH)
			if (word !~ /^[A-Za-z0-9_.*+\/-]+$/)
				continue
			if (word ~ /^(lib|include|tools|tests|examples|fuzz|bench|doc|scripts|m4|\.ci)\// ||
				word ~ /\.(c|h|cpp|md|sh|am|ac|def|map|gperf|in|1)$/)
				print FNR, word
		}
	}' "$1"
}

link_targets()
{
	awk '/^```/ { code = !code; next }
	code { next }
	{
		line = $0
		while (match(line, /\]\([^)# ]+[)#]/)) {
			print FNR, substr(line, RSTART + 2, RLENGTH - 3)
			line = substr(line, RSTART + RLENGTH)
		}
	}' "$1"
}

check_paths()
{
	documents | while read -r document; do
		quoted_paths "$top/$document" | while read -r line path; do
			exists "$document" "$path" ||
				fail "$document:$line: no $path"
		done
		link_targets "$top/$document" | while read -r line path; do
			case $path in
			http:* | https:* | mailto:*) continue ;;
			esac
			[ -e "$top/$(dirname "$document")/$path" ] ||
				fail "$document:$line: no $path"
		done
	done
}

# "number name | Severity | [MS-CFB] section | text", a line for each defect.
defects_of_engine()
{
	awk '{ sub(/^[ \t]+/, ""); text = text " " $0 }
	END {
		n = split(text, rows, /DEFECT\(/)
		for (i = 2; i <= n; i++)
			row(rows[i])
	}
	function row(s,    number, severity, q) {
		if (s !~ /^[0-9]/)
			return
		split(s, word, /, */)
		number = word[1]
		severity = tolower(word[3])
		severity = toupper(substr(severity, 1, 1)) substr(severity, 2)
		split(s, q, /"/)
		print number " " q[2] " | " severity " | [MS-CFB] " q[6] \
			" | " q[4]
	}' "$top/lib/cfb/defect.def"
}

# The same of the document: the heading, and the line behind it.
defects_of_document()
{
	awk '/^### [0-9]/ {
		heading = substr($0, 5)
		next
	}
	heading != "" && /^\*\*/ {
		line = $0
		gsub(/\*\*/, "", line)
		split(line, part, / · /)
		sub(/\.$/, "", part[3])
		print heading " | " part[1] " | " part[2] " | " part[3]
		heading = ""
	}' "$top/doc/defects.md"
}

check_defects()
{
	defects_of_engine >"$work/engine"
	defects_of_document >"$work/document"
	[ -s "$work/engine" ] || fail "lib/cfb/defect.def: no defects found"
	diff "$work/engine" "$work/document" >"$work/diff" ||
		fail "doc/defects.md differs from lib/cfb/defect.def:
$(cat "$work/diff")"
}

# Verbs of the tool, as its help lists them.
check_verbs()
{
	if [ ! -x "$here/stgbrowse" ]; then
		echo "no ./stgbrowse: its verbs are not compared"
		return
	fi
	page=$(find "$top" -name stgbrowse.1 ! -path '*/build*' | head -n 1)
	if [ -z "$page" ]; then
		fail "stgbrowse.1: no such page"
		return
	fi
	"$here/stgbrowse" help | verbs >"$work/verbs"
	[ -s "$work/verbs" ] || fail "stgbrowse help shows no verbs"
	while read -r verb; do
		grep -Eq "^\\.(B|BR|BI|Nm|Ic|Cm|SS|It Ic|It Cm)[ \"].*\\b$verb\\b" \
			"$page" || fail "stgbrowse.1: nothing on $verb"
	done <"$work/verbs"
}

verbs()
{
	awk '/^Verbs:/ { on = 1; next }
	/^[^ ]/ { on = 0 }
	on && NF { print $1 }'
}

check_paths
check_defects
check_verbs
cat "$work/failed" >&2
echo "$(documents | wc -l) documents, $(wc -l <"$work/engine") defects," \
	"$(grep -c . "$work/failed" || :) lines of complaint"
[ ! -s "$work/failed" ]
