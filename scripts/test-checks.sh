#!/bin/sh
# SPDX-License-Identifier: MIT
# The checks notice what they are there for: each is given a copy of the tree
# with one thing wrong, and has to fail; with nothing wrong it has to pass.
#
# test-checks.sh runs in the build tree, for the symbols and the tool.
# shellcheck disable=SC2016
set -eu

top=$(cd "${srcdir:-.}" && pwd)
build=$(pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
copy=$work/copy
failures=0
count=0

mkdir "$copy"
(cd "$top" && tar cf - --exclude='./build*' --exclude=./.git \
	--exclude=./autom4te.cache .) | (cd "$copy" && tar xf -)
chmod -R u+w "$copy"

# run CHECK: on the copy. The formatter is slow and not what is tested.
run()
{
	(
		# shellcheck disable=SC2030
		srcdir=$copy
		export srcdir
		case $1 in
		symbols | docs) cd "$build" ;;
		format)
			mkdir -p "$work/bin"
			printf '#!/bin/sh\nexit 1\n' >"$work/bin/clang-format"
			chmod +x "$work/bin/clang-format"
			PATH=$work/bin:$PATH
			cd "$copy"
			;;
		*) cd "$copy" ;;
		esac
		sh "$top/scripts/check-$1.sh"
	) >"$work/out" 2>&1
}

# sound CHECK…: nothing is wrong, nothing is found
sound()
{
	for check; do
		count=$((count + 1))
		status=0
		run "$check" || status=$?
		if [ $status -ne 0 ] && [ $status -ne 77 ]; then
			echo "$check: fails on the tree as it is" >&2
			cat "$work/out" >&2
			failures=$((failures + 1))
		fi
	done
}

# wrong CHECK FILE SED-SCRIPT WORDS: the change is found, and WORDS tell of it
wrong()
{
	count=$((count + 1))
	file=$copy/$2
	made=
	if [ -f "$file" ]; then
		cp "$file" "$work/saved"
		sed "$3" "$work/saved" >"$file"
		if cmp -s "$file" "$work/saved"; then
			echo "$1: \"$3\" changed nothing in $2" >&2
			failures=$((failures + 1))
			return
		fi
	else
		made=yes
		mkdir -p "$(dirname "$file")"
		printf '%s\n' "$3" >"$file"
	fi
	if run "$1"; then
		echo "$1: did not notice \"$3\" in $2" >&2
		failures=$((failures + 1))
	elif ! grep -q "$4" "$work/out"; then
		echo "$1: noticed \"$3\" in $2 without saying \"$4\":" >&2
		cat "$work/out" >&2
		failures=$((failures + 1))
	fi
	if [ -n "$made" ]; then
		rm "$file"
		rmdir "$(dirname "$file")" 2>/dev/null || :
	else
		cp "$work/saved" "$file"
	fi
}

# Every layer against everything above it.
sound layers
wrong layers lib/base/utf16.c '$a #include "io/device.h"' 'not below lib/base'
wrong layers lib/base/utf16.c '$a #include "cfb/fat.h"' 'not below lib/base'
wrong layers lib/base/utf16.c '$a #include <stg/types.h>' 'above lib/base'
wrong layers lib/base/utf16.c '$a #include <stdio.h>' 'not for lib/base'
wrong layers lib/io/memory.c '$a #include "cfb/status.h"' 'not below lib/io'
wrong layers lib/io/memory.c '$a #include <stg/hresult.h>' 'above lib/io'
wrong layers lib/cfb/fat.c '$a #include "stg/hresult.h"' 'not below lib/cfb'
wrong layers lib/cfb/fat.c '$a #include "io/file.h"' 'not below lib/cfb'
wrong layers lib/cfb/fat.c '$a #  include <stg/types.h>' 'above lib/cfb'
wrong layers lib/cfb/fat.c '$a #include <unistd.h>' 'not for lib/cfb'
wrong layers lib/cfb/fat.c '$a #include "../stg/hresult.h"' 'relative path'
wrong layers lib/cfb/fat.c '$a #include WHATEVER' 'cannot tell'
wrong layers lib/cfb/fat.c '$a HRESULT hr;' 'knows COM'
wrong layers lib/cfb/defect.def '$a /* an HRESULT */' 'knows COM'
wrong layers lib/cfb/fat.c '$a printf("here");' 'does not print'
wrong layers lib/stg/root.c '$a fprintf(stderr, "here");' 'does not print'
wrong layers lib/stg/root.c '$a #include "tools/cmd.h"' 'not below lib/stg'
wrong layers lib/oleps/value.c '$a #include "cfb/file.h"' 'not below lib/oleps'
wrong layers lib/persist/compobj.c '#include "stg/root.h"' \
	'not below lib/persist'
wrong layers lib/other/thing.c 'int thing;' 'no layer'
wrong layers include/stg/types.h '$a #include "base/bytes.h"' 'public header'
wrong layers include/stg/types.h '$a #include <unistd.h>' 'public header'
wrong layers tools/main.c '$a #include "cfb/fat.h"' 'leads out of tools'
wrong layers tools/main.c '$a #include "utf16.h"' 'is not in tools'
wrong layers tools/Makemodule.am '$a stgbrowse_LDADD += libcfb.la' 'alone'

sound symbols
if ! run symbols && grep -q 'no shared library' "$work/out"; then
	echo "no shared library: its symbols are not tried"
else
	STG_MAP=$copy/lib/libstg.map
	export STG_MAP
	wrong symbols lib/libstg.map '/stg_open;/d' 'not in the map'
	wrong symbols lib/libstg.map 's/stg_open;/&\n	stg_opened;/' \
		'does not export'
	wrong symbols lib/libstg.map 's/stg_open;/&\n	stg_open;/' \
		'listed twice'
	wrong symbols lib/libstg.map '/IID_IStorage;/{h;d};/IID_IStream;/{G}' \
		'not in the order'
	wrong symbols lib/libstg.map 's/	stg_walk;/	stg_*;/' \
		'a pattern'
	wrong symbols include/stg/helpers.h 's/STG_API HRESULT stg_open(/HRESULT stg_open(/' \
		'no public header'
	unset STG_MAP
fi

sound docs
wrong docs README.md '$a See `lib/cfb/nothing.c`.' 'no lib/cfb/nothing.c'
wrong docs doc/format.md '$a See [this](nothing.md).' 'no nothing.md'
wrong docs doc/defects.md 's/^### 207 /### 297 /' 'differs'
wrong docs doc/defects.md 's/^### 207 difat-loop/### 207 difat-circle/' \
	'differs'
wrong docs lib/cfb/defect.def 's/DEFECT(207, DIFAT_LOOP, DAMAGE/DEFECT(207, DIFAT_LOOP, BENIGN/' \
	'differs'
if [ -x stgbrowse ]; then
	wrong docs doc/stgbrowse.1 's/extract/take/g' 'nothing on extract'
fi

sound format
wrong format lib/cfb/fat.c '1d' 'licence'
wrong format lib/cfb/fat.c '$a \	int a; ' 'blank at the end'
wrong format lib/cfb/fat.c '$a \        int a;' 'indented by blanks'
wrong format lib/cfb/fat.c "\$a \\	/* $(printf '%080d' 0) */" 'columns'
wrong format lib/cfb/long.c "/* SPDX-License-Identifier: MIT */
$(yes 'extern int a;' | head -n 801)" 'a file of'
wrong format lib/cfb/long.c "/* SPDX-License-Identifier: MIT */
int
f(void)
{
$(yes '	f();' | head -n 101)
}" 'a function of'
wrong format scripts/quickstart.sh '2d' 'no licence'

echo "$count trials, $failures failed"
[ "$failures" -eq 0 ]
