# SPDX-License-Identifier: MIT
# For the tests of stgbrowse: each runs it on files that are made on the spot
# from recipes (tests/recipes/README.md), and compares status and output.

LC_ALL=C.UTF-8
export LC_ALL
unset NO_COLOR COLUMNS TMPDIR

# Absolute, since we leave this folder.
srcdir=$(cd "${srcdir:-.}" && pwd)
top=$PWD
stgbrowse=$top/stgbrowse
mkcfb=$top/tests/builder/mkcfb
failures=0

# Not with mktemp -d -t: where TMPDIR is not writable, tests cannot run anyway.
tmp=$(mktemp -d "${TMPDIR:-/tmp}/stgbrowse-test.XXXXXX") || exit 99
trap 'cd / && rm -rf "$tmp"' EXIT
trap 'exit 99' HUP INT TERM
cd "$tmp" || exit 99

# make_file NAME < RECIPE
make_file() {
	"$mkcfb" - "$1" || exit 99
}

# run CLAIM ARGUMENT...: what follows is compared with what comes out
run() {
	claim=$1
	shift
	"$stgbrowse" "$@" >out 2>err
	status=$?
}

fail() {
	echo "not so: ${1:-$claim}"
	failures=$((failures + 1))
}

# status_is N
status_is() {
	test "$status" -eq "$1" || {
		fail
		echo "  status $status instead of $1; it says:"
		cat err
	}
}

# out_is < TEXT, err_is < TEXT
out_is() {
	cat >want
	diff -u want out >difference || {
		fail
		cat difference
	}
}

err_is() {
	cat >want
	diff -u want err >difference || {
		fail
		cat difference
	}
}

silent() {
	err_is </dev/null
}

# that CLAIM COMMAND...
that() {
	that=$1
	shift
	"$@" >difference 2>&1 || {
		fail "$claim: $that"
		cat difference
	}
}

# bytes_of FILE: as hex(...) of a recipe takes them
bytes_of() {
	od -An -v -tx1 "$1" | tr '\n' ' '
}

# deflate FILE: raw deflate data, by taking gzip's header and trailer off
deflate() {
	gzip -nc "$1" >"$1.gz"
	size=$(wc -c <"$1.gz")
	tail -c +11 "$1.gz" | head -c $((size - 18))
}

# zlib FILE: the same with zlib's header and Adler-32
zlib() {
	printf '\170\234'
	deflate "$1"
	# shellcheck disable=SC2059
	printf "$(od -An -v -tu1 "$1" | awk '
		BEGIN { a = 1; b = 0 }
		{ for (i = 1; i <= NF; i++) {
			a = (a + $i) % 65521
			b = (b + a) % 65521
		} }
		END { printf "\\%o\\%o\\%o\\%o", b / 256, b % 256,
			a / 256, a % 256 }')"
}

finish() {
	test "$failures" -eq 0
	exit
}
