# SPDX-License-Identifier: MIT
# For the tests of the verbs that write: what they leave must be sound by our
# own strict check, read by other programs where they are installed, and
# nothing else must lie in the directory.

SOURCE_DATE_EPOCH=1700000000
export SOURCE_DATE_EPOCH

# sound FILE: no remark of ours, and other readers agree about the streams
sound() {
	"$stgbrowse" check --strict "$1" >out 2>err || {
		fail "$claim: $1 is sound"
		cat out err
	}
	seen_by_olefile "$1"
	seen_by_gsf "$1"
	seen_by_7z "$1"
}

skipped() {
	case " $skips " in
	*" $1 "*) ;;
	*)
		skips="$skips $1"
		echo "$1 is missing: not asked"
		;;
	esac
}

# "size path" of the streams, as we see them
our_streams() {
	"$stgbrowse" find --jsonl -t s "$1" '*' 2>/dev/null |
		sed -n 's/.*"path": "\([^"]*\)".*"size": \([0-9]*\).*/\2 \1/p' |
		sort
}

# Where python3 is somebody's own, the system's may have the module.
for python in python3 /usr/bin/python3 none; do
	"$python" -c 'import olefile' 2>/dev/null && break
done

seen_by_olefile() {
	if test "$python" = none; then
		skipped olefile
		return
	fi
	# Names with escapes are compared by the other tests.
	"$python" - "$1" >theirs 2>err <<'P' || {
import sys, olefile
with olefile.OleFileIO(sys.argv[1], raise_defects=olefile.DEFECT_INCORRECT) as f:
    for p in f.listdir(streams=True, storages=False):
        data = f.openstream(p).read()
        assert len(data) == f.get_size(p)
        name = '/'.join(p)
        if name.isprintable():
            print(len(data), name)
P
		fail "$claim: olefile reads $1"
		cat err
	}
	sort theirs >theirs.sorted
	our_streams "$1" | grep -v '\\' >ours
	cmp -s ours theirs.sorted || {
		fail "$claim: olefile finds the same in $1"
		diff ours theirs.sorted
	}
}

# To gsf storages with nothing in them are files; it writes control characters
# as they are.
seen_by_gsf() {
	if ! command -v gsf >/dev/null; then
		skipped gsf
		return
	fi
	gsf list "$1" >theirs 2>err || {
		fail "$claim: gsf reads $1"
		cat err
	}
	awk '$1 == "f" { print $(NF - 1), $NF }' theirs | sort >theirs.sorted
	our_streams "$1" | grep -v '\\' | grep -v ' .* ' >ours
	test -z "$(comm -23 ours theirs.sorted)" || {
		fail "$claim: gsf finds the same in $1"
		diff ours theirs.sorted
	}
}

seen_by_7z() {
	if ! command -v 7z >/dev/null; then
		skipped 7z
		return
	fi
	test -n "$(our_streams "$1")" || return
	7z t -tCompound "$1" >theirs 2>&1 </dev/null || {
		fail "$claim: 7z tests $1"
		cat theirs
	}
}

# same_version FILE COPY: the same bytes but for places that are in no use,
# which what was taken back may have been written to. The header names all that
# a version is; what it names is compared where it lies close together.
same_version() {
	cmp -s "$1" "$2" && return
	test "$(wc -c <"$1")" -eq "$(wc -c <"$2")" &&
		cmp -n 512 "$1" "$2" &&
		"$stgbrowse" check --strict "$1" &&
		"$stgbrowse" compact -f "$1" .same1 &&
		"$stgbrowse" compact -f "$2" .same2 &&
		cmp .same1 .same2 &&
		rm .same1 .same2
}

# untouched FILE COPY: an error changed nothing, and left no litter
untouched() {
	that "the file is as it was" same_version "$1" "$2"
	no_litter
}

no_litter() {
	that "no litter" test -z "$(find . -name '.*.??????' 2>/dev/null)"
}

# contents FILE INNER FILE-WITH-THEM
contents() {
	"$stgbrowse" cat "$1" "$2" >got 2>err
	that "the contents of $2" cmp got "$3"
}

# size_of FILE INNER
size_of() {
	"$stgbrowse" cat "$1" "$2" | wc -c
}
