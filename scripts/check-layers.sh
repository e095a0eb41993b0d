#!/bin/sh
# SPDX-License-Identifier: MIT
# Includes go downward only; the layers below lib/stg know neither the public
# headers nor HRESULT; tools see nothing but the public headers.
#
# check-layers.sh [DIR] looks at the tree in DIR, $srcdir or here.
set -eu
LC_ALL=C
export LC_ALL

cd "${1:-${srcdir:-.}}"

# A layer, what its quoted includes may begin with, whether it may include
# the public headers, and whether it may include the headers of the system
# that stand for files, threads and printing.
layers='
base     base/                                             -       -
io       base/ io/                                         -       system
cfb      base/ io/device.h cfb/                            -       -
oleps    base/ oleps/                                      -       -
oleds    base/ oleds/                                      -       -
stg      base/ io/ cfb/ oleps/ stg/                        public  system
persist  base/ oleds/ stg/utf8.h stg/guidbytes.h persist/  public  system
'

# Nothing between the lowest layers and the objects talks to the system.
system='aio|dirent|errno|fcntl|pthread|semaphore|signal|stdio|sys/.*|threads'
system="$system|unistd|wchar"

sources()
{
	find "$1" -name '*.[ch]' -o -name '*.def' -o -name '*.cpp' \
		-o -name '*.gperf' | sort
}

# includes FILE…: "FILE:LINE <name>" or "FILE:LINE "name"" for each include
includes()
{
	awk '/^[ \t]*#[ \t]*include(_next)?[ \t<"]/ {
		name = $0
		sub(/^[ \t]*#[ \t]*include(_next)?[ \t]*/, "", name)
		sub(/[ \t]*(\/\*.*)?$/, "", name)
		print FILENAME ":" FNR, name
	}' "$@"
}

# judge_layer LAYER PREFIXES PUBLIC SYSTEM < includes
judge_layer()
{
	awk -v layer="$1" -v prefixes="$2" -v public="$3" -v system_ok="$4" \
		-v system_re="^<($system)\\.h>$" '
	function allowed(name,    i) {
		for (i = 1; i <= count; i++) {
			if (list[i] ~ /\/$/ && index(name, list[i]) == 1)
				return 1
			if (name == list[i])
				return 1
		}
		return 0
	}
	BEGIN { count = split(prefixes, list, " ") }
	$2 ~ /^"/ {
		name = substr($2, 2, length($2) - 2)
		if (name ~ /(^|\/)\.\.?\//)
			print $1 ": " $2 " goes by a relative path"
		else if (!allowed(name))
			print $1 ": " $2 " is not below lib/" layer
		next
	}
	$2 ~ /^<stg\// {
		if (public != "public")
			print $1 ": " $2 " is public, above lib/" layer
		next
	}
	$2 ~ /^</ {
		if (system_ok != "system" && $2 ~ system_re)
			print $1 ": " $2 " is not for lib/" layer
		next
	}
	{ print $1 ": cannot tell what " $2 " is" }'
}

check_layer()
{
	layer=$1
	shift
	# The last two words are flags, the others prefixes.
	prefixes=
	while [ $# -gt 2 ]; do
		prefixes="$prefixes $1"
		shift
	done
	[ -d "lib/$layer" ] || return 0
	files=$(sources "lib/$layer")
	# shellcheck disable=SC2086
	includes $files | judge_layer "$layer" "$prefixes" "$1" "$2"
	if [ "$1" != public ]; then
		# shellcheck disable=SC2086
		grep -nwE 'HRESULT|IUnknown|IStorage|IStream|ILockBytes' \
			$files /dev/null |
			sed 's/\([^:]*:[^:]*\):.*/\1: knows COM/'
	fi
}

# Directories that the table does not know are not checked; so there are none.
check_unknown_layers()
{
	for directory in lib/*/; do
		layer=${directory#lib/}
		layer=${layer%/}
		case $layers in
		*"
$layer "*) ;;
		*) echo "$directory is no layer that check-layers.sh knows" ;;
		esac
	done
}

# The library reports by results and callbacks; only tools print.
check_silence()
{
	# shellcheck disable=SC2046
	grep -nE '(^|[^a-z_])(v?f?printf|f?puts|perror|f?putchar|syslog)[ 	]*\(' \
		$(sources lib) /dev/null |
		sed 's/\([^:]*:[^:]*\):.*/\1: the library does not print/'
}

# Public headers include each other and what every C library has.
check_public()
{
	# shellcheck disable=SC2046
	includes $(sources include) | awk '
	$2 ~ /^<(stg\/.*|stddef|stdint|stdbool|limits|string|strings|wchar|uchar|wctype|ctype|time|stdarg|assert|stdlib|stdio)/ {
		next
	}
	{ print $1 ": " $2 " is nothing for a public header" }'
}

# Tools: <stg/...> and their own. Their directory has no folders, so that a
# slash in quotes can only lead into the library.
check_tools()
{
	[ -d tools ] || return 0
	# shellcheck disable=SC2046
	includes $(sources tools) | while read -r place name; do
		case $name in
		\"*/*\") echo "$place: $name leads out of tools" ;;
		\"*\")
			file=${name#\"}
			[ -f "tools/${file%\"}" ] ||
				echo "$place: $name is not in tools"
			;;
		'<lib/'*) echo "$place: $name leads into the library" ;;
		esac
	done
	grep -nE 'lib(base|io|cfb|oleps|oleds|persist|stgobj)\.la|stg_layers' \
		tools/Makemodule.am /dev/null |
		sed 's/\([^:]*:[^:]*\):.*/\1: tools link libstg.la alone/'
}

report=$(mktemp)
trap 'rm -f "$report"' EXIT
{
	echo "$layers" | while read -r line; do
		# shellcheck disable=SC2086
		[ -z "$line" ] || check_layer $line
	done
	check_unknown_layers
	check_silence
	check_public
	check_tools
} >"$report"

sort -u "$report" >&2
files=$(sources lib | wc -l)
[ "$files" -gt 0 ] || { echo "check-layers: nothing to check" >&2; exit 99; }
echo "$files files of the library, $(sort -u "$report" | wc -l) wrong"
[ ! -s "$report" ]
