#!/bin/sh
# SPDX-License-Identifier: MIT
# From a bare Debian machine to a library that was built, in one command:
#
#	scripts/quickstart.sh [FILE...]    show files, or a sample, in stgbrowse
#	scripts/quickstart.sh --check      run the tests
#
# Installs the Debian packages that are missing, and none when nothing is;
# builds in build/, or $BUILD_DIR, outside of the sources. May be run again.
set -eu

top=$(cd "$(dirname "$0")/.." && pwd)
build=${BUILD_DIR:-$top/build}

say()
{
	printf '== %s\n' "$*"
}

die()
{
	printf 'quickstart: %s\n' "$*" >&2
	exit 2
}

usage()
{
	sed -n '3,9s/^# \{0,1\}//p' "$0"
}

# have COMMAND, have_library PKG-CONFIG-NAME
have()
{
	command -v "$1" >/dev/null 2>&1
}

have_library()
{
	have pkg-config && pkg-config --exists "$@"
}

# A compiler that can make programs, headers of the C library included.
compiles()
{
	have "$1" || return 1
	echo '#include <stdlib.h>
int main(void) { return EXIT_SUCCESS; }' |
		"$1" -x "$2" -o /dev/null - >/dev/null 2>&1
}

# Only what this machine really lacks: what is there in another way than by
# Debian's packages is as good.
missing_packages()
{
	compiles "${CC:-cc}" c || echo gcc libc6-dev
	compiles "${CXX:-c++}" c++ || echo g++
	have make || echo make
	have autoreconf || echo autoconf
	have automake || echo automake
	have libtoolize || echo libtool
	have pkg-config || echo pkg-config
	have gperf || echo gperf
	have_library zlib || echo zlib1g-dev
	have_library 'check >= 0.11' || echo check
	# Manifests and archives of stgbrowse; the run over a corpus of files.
	have_library jansson || echo libjansson-dev
	have_library 'libarchive >= 3.2' || echo libarchive-dev
	have_library nettle || echo nettle-dev
}

install_packages()
{
	have apt-get || die "these packages are missing, and apt-get is" \
		"not there to install them: $*"
	as_root=
	if [ "$(id -u)" -ne 0 ]; then
		have sudo || die "these packages are missing; install" \
			"them as root: $*"
		as_root=sudo
	fi
	say "installing $*"
	run apt $as_root apt-get -q update
	# shellcheck disable=SC2086
	run apt $as_root env DEBIAN_FRONTEND=noninteractive apt-get -q -y \
		-o DPkg::Lock::Timeout=300 install --no-install-recommends "$@"
}

# run NAME COMMAND…: keeps what it prints in a file, and shows it on failure
run()
{
	log=$build/quickstart-$1.log
	shift
	if ! "$@" >"$log" 2>&1 </dev/null; then
		tail -n 40 "$log" >&2
		die "failed: $* (all of it: $log)"
	fi
}

set_up()
{
	mkdir -p "$build"
	build=$(cd "$build" && pwd)
	packages=$(missing_packages | tr '\n' ' ')
	# shellcheck disable=SC2086
	[ -z "$packages" ] || install_packages $packages
	packages=$(missing_packages | tr '\n' ' ')
	[ -z "$packages" ] || die "still missing: $packages"
	if [ ! -x "$top/configure" ] ||
		[ -n "$(find "$top/configure.ac" -newer "$top/configure")" ]; then
		say "autoreconf"
		run autoreconf autoreconf -fi "$top"
	fi
	if [ ! -f "$build/Makefile" ]; then
		say "configure in $build"
		(cd "$build" && run configure "$top/configure")
	fi
	say "make"
	run make make -C "$build" -j "$(getconf _NPROCESSORS_ONLN)"
}

check()
{
	say "make check"
	status=0
	make -C "$build" -j "$(getconf _NPROCESSORS_ONLN)" check \
		>"$build/quickstart-check.log" 2>&1 </dev/null || status=$?
	grep -E '^(FAIL|XPASS|ERROR|SKIP): |^# [A-Z]+: ' \
		"$build/quickstart-check.log" || :
	if [ "$status" -ne 0 ]; then
		[ ! -f "$build/test-suite.log" ] ||
			tail -n 200 "$build/test-suite.log" >&2
		die "make check failed (all of it: $build/quickstart-check.log)"
	fi
	grep -Eq '^# PASS: +[1-9]' "$build/quickstart-check.log" ||
		die "make check ran no test"
	say "all tests passed"
}

make_sample()
{
	run sample make -C "$build" tests/builder/mkcfb
	run sample "$build/tests/builder/mkcfb" \
		"$top/scripts/sample.recipe" "$build/sample.cfb"
}

# The worst exit status of stgbrowse is ours.
show()
{
	worst=0
	for file; do
		for verb in tree info; do
			say "stgbrowse $verb $file"
			status=0
			"$build/stgbrowse" "$verb" "$file" || status=$?
			[ "$status" -le "$worst" ] || worst=$status
		done
	done
	return "$worst"
}

case ${1-} in
--check)
	[ $# -eq 1 ] || die "--check takes no file"
	set_up
	check
	;;
-h | --help)
	usage
	;;
--)
	shift
	set_up
	show "$@"
	;;
-?*)
	die "unknown option $1; try --help"
	;;
'')
	set_up
	make_sample
	show "$build/sample.cfb"
	say "try: $build/stgbrowse help"
	;;
*)
	set_up
	show "$@"
	;;
esac
