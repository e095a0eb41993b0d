#!/bin/sh
# SPDX-License-Identifier: MIT
# What libstg.so exports is what lib/libstg.map lists and what the public
# headers declare: no name more, no name less.
#
# check-symbols.sh runs in the build tree; srcdir, NM, CC tell of the rest.
set -eu
LC_ALL=C
export LC_ALL

top=${srcdir:-.}
nm=${NM:-nm}
cc=${CC:-cc}
map=${STG_MAP:-$top/lib/libstg.map}

if [ ! -f libstg.la ]; then
	echo "check-symbols: no libstg.la here; run it in the build tree" >&2
	exit 99
fi
dlname=$(sed -n "s/^dlname='\(.*\)'$/\1/p" libstg.la)
if [ -z "$dlname" ] || [ ! -f ".libs/$dlname" ]; then
	echo "check-symbols: no shared library was built" >&2
	exit 77
fi

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# Names in the map, in the order of the file.
awk '/local:/ { exit }
	match($0, /^[ \t]+[A-Za-z_][A-Za-z_0-9]*;$/) {
		gsub(/[ \t;]/, ""); print
	}' "$map" >"$work/map.order"
sort "$work/map.order" >"$work/map"

# Names that the library exports; the version's own is absolute.
$nm -D --defined-only ".libs/$dlname" |
	awk '$2 != "A" { sub(/@.*/, "", $3); print $3 }' |
	sort >"$work/exported"

# Names that headers declare as exported: the declarations that carry the
# attribute, as the compiler sees them after preprocessing.
for header in "$top"/include/stg/*.h; do
	printf '#include <stg/%s>\n' "${header##*/}"
done | $cc -E -P -I"$top/include" -x c - |
	awk '{ text = text " " $0 }
	END {
		n = split(text, statements, ";")
		for (i = 1; i <= n; i++)
			declare(statements[i])
	}
	function declare(s,    words) {
		mark = "__attribute__((visibility(\"default\")))"
		at = index(s, mark)
		if (at == 0)
			return
		s = substr(s, at + length(mark))
		while (sub(/__attribute__ *\(\([^)]*\)\)/, "", s))
			;
		sub(/[(\[].*/, "", s)
		sub(/[ \t]+$/, "", s)
		sub(/.*[^A-Za-z_0-9]/, "", s)
		print s
	}' | sort -u >"$work/declared"

# Names that the objects define and that linking might have hidden.
$nm -g --defined-only .libs/libstgobj.a .libs/libpersist.a 2>/dev/null |
	awk 'NF == 3 && $2 ~ /[A-TV-Z]/ { print $3 }' |
	sort -u >"$work/defined"

if [ ! -s "$work/exported" ] || [ ! -s "$work/declared" ] ||
	[ ! -s "$work/defined" ]; then
	echo "check-symbols: could not read the symbols" >&2
	exit 99
fi

# complain TEXT < NAMES: a failure for each name
complain()
{
	while read -r name; do
		echo "$name: $1" >&2
		echo "$name" >>"$work/failed"
	done
}
: >"$work/failed"

uniq -d "$work/map" | complain "listed twice in the map"
comm -23 "$work/map" "$work/exported" |
	complain "in the map, but libstg.so does not export it"
comm -13 "$work/map" "$work/exported" |
	complain "exported, but not in the map"
comm -23 "$work/exported" "$work/declared" |
	complain "exported, but no public header declares it STG_API"
comm -12 "$work/declared" "$work/defined" | comm -23 - "$work/map" |
	complain "declared STG_API and built, but not in the map"
# Kinds of names that the documentation has, each whole.
cat >"$work/documented" <<-'EOF'
	stg_[a-z0-9_]+
	(Co|Create|Global|Ole|Release|SH|Stg|String|Sys)[A-Z][A-Za-z0-9]*
	(((Init|Is)(Prop)?|Prop)?Variant|SafeArray)[A-Z][A-Za-z0-9]*
	(Read|Write)(Class|FmtUserType|Ole)St[gm]
	[GS]etConvertStg
	GetClassFile
	GetHGlobalFrom(ILockBytes|Stream)
	(Get|Register)ClipboardFormat(Name)?W
	(CLSID|FMTID|IID)_[A-Za-z0-9]+
	GUID_NULL
	(Clear|Free)PropVariantArray
	ClearVariantArray
	FmtIdToPropStgName
	PropStgNameToFmtId
	(CLSID|IID)FromString
	CLSIDFromProgID
	ProgIDFromCLSID
	CompareFileTime
	(LocalFileTime|SystemTime)ToFileTime
	FileTimeTo(LocalFileTime|SystemTime)
	GetSystemTimeAsFileTime
	[GS]etLastError
	(MultiByteToWideChar|WideCharToMultiByte)
EOF
grep -Evx -f "$work/documented" "$work/exported" |
	complain "neither a documented name nor stg_..." || :

# Groups are sorted, and every pattern would hide a mistake.
awk '/local:/ { exit }
	/^$/ { last = "" }
	match($0, /^[ \t]+[A-Za-z_][A-Za-z_0-9]*;$/) {
		if (last != "" && $1 <= last)
			print $1
		last = $1
	}' "$map" | complain "not in the order of its group in the map"
awk '/local:/ { exit } /[*?].*;/ { print $1 }' "$map" |
	complain "a pattern in the map"

failures=$(wc -l <"$work/failed")
count=$(wc -l <"$work/exported")
echo "$count exported symbols, $failures wrong"
[ "$failures" -eq 0 ]
