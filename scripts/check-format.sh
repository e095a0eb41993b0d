#!/bin/sh
# SPDX-License-Identifier: MIT
# The form of the sources: licence first, tabs, 80 columns, no blanks at the
# ends of lines, files and functions that are not too long. Where clang-format
# 14 is installed, the files that it would change are named as well; other
# versions of it disagree with each other, so they are not asked.
#
# check-format.sh [DIR] looks at the tree in DIR, $srcdir or here;
# check-format.sh --strict fails when clang-format would change anything;
# check-format.sh --fix has it change the sources here.
set -eu
LC_ALL=C
export LC_ALL

mode=
case ${1-} in
--fix | --strict)
	mode=$1
	shift
	;;
esac
cd "${1:-${srcdir:-.}}"

FILE_LINES=800
FUNCTION_LINES=100

# find_files DIRECTORY… -- PATTERN…: of those directories that are there
find_files()
{
	directories=
	while [ "$1" != -- ]; do
		[ ! -d "$1" ] || directories="$directories $1"
		shift
	done
	shift
	for pattern; do
		# shellcheck disable=SC2086
		find $directories -name "$pattern" -type f
	done | sort
}

# judge KIND < FILES: KIND is c, header (a public one, laid out by hand), or
# other
judge()
{
	while read -r file; do
		awk -v kind="$1" -v file_lines=$FILE_LINES \
			-v function_lines=$FUNCTION_LINES '
		function complain(text) { print FILENAME ":" FNR ": " text }
		FNR == 1 && kind != "other" && \
			!/^\/\* SPDX-License-Identifier: MIT \*\/$/ && \
			!/^\/\/ SPDX-License-Identifier: MIT$/ {
			complain("the licence is not the first line")
		}
		/\r/ { complain("carriage return") }
		# What a script prints may end so.
		/[ \t]$/ && FILENAME !~ /\.sh$/ { complain("blank at the end") }
		kind != "other" {
			line = $0
			gsub(/[\200-\277]/, "", line) # UTF-8: one column each
			while (match(line, /\t/)) {
				n = 8 - (RSTART - 1) % 8
				line = substr(line, 1, RSTART - 1) \
					sprintf("%*s", n, "") \
					substr(line, RSTART + 1)
			}
			if (length(line) > 80)
				complain(length(line) " columns")
		}
		kind != "other" && /^ +[^ *]/ { complain("indented by blanks") }
		/^\{$/ { begin = FNR }
		/^\}/ && begin {
			if (kind == "c" && FNR - begin > function_lines)
				complain("a function of " FNR - begin \
					" lines")
			begin = 0
		}
		END {
			if (kind == "c" && FNR > file_lines)
				complain("a file of " FNR " lines")
		}' "$file"
		[ ! -s "$file" ] || [ -z "$(tail -c 1 "$file")" ] ||
			echo "$file: no newline at the end"
	done
}

# Scripts and the like have their licence within the first two lines.
judge_licence()
{
	while read -r file; do
		head -n 2 "$file" | grep -q 'SPDX-License-Identifier: MIT' ||
			echo "$file: no licence in the first lines"
	done
}

list=$(mktemp)
report=$(mktemp)
trap 'rm -f "$list" "$report"' EXIT

find_files lib tools tests fuzz bench -- '*.[ch]' '*.cpp' >"$list"
[ -s "$list" ] || { echo "check-format: nothing to check" >&2; exit 99; }
{
	judge c <"$list"
	find_files include -- '*.h' | judge header
	{
		find_files lib tools tests fuzz bench doc scripts .ci include -- \
			'*.def' '*.gperf' '*.am' '*.sh' '*.md' '*.inc' '*.1'
		ls ./*.md configure.ac Makefile.am .ci/run
	} | judge other
	{
		find_files lib tools tests fuzz bench doc scripts include -- \
			'*.sh' '*.def' '*.am'
		ls configure.ac Makefile.am .ci/run
	} | judge_licence
} >"$report"

differ=0
if clang-format --version 2>/dev/null | grep -q ' version 14\.'; then
	while read -r file; do
		if clang-format "$file" | cmp -s - "$file"; then
			continue
		elif [ "$mode" = --fix ]; then
			clang-format -i "$file"
		else
			echo "$file: clang-format would change it"
			differ=$((differ + 1))
		fi
	done <"$list"
else
	echo "no clang-format 14: its opinion was not asked"
fi

cat "$report" >&2
echo "$(wc -l <"$list") sources, $(wc -l <"$report") complaints," \
	"$differ files for clang-format to change"
[ "$mode" != --strict ] || [ $differ -eq 0 ] || exit 1
[ ! -s "$report" ]
