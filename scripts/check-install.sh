#!/bin/sh
# SPDX-License-Identifier: MIT
# What make install left serves its purpose: sources written for Windows and
# for this platform compile against the installed headers, link and open a
# file; every header, the pkg-config files, the tool and its page are there.
#
# `make installcheck` calls it with the variables that say where all is.
set -eu

: "${PKG_CONFIG:=pkg-config}" "${CC:=cc}" "${DESTDIR:=}"
: "${libdir:?} ${includedir:?} ${bindir:?} ${pkgconfigdir:?} ${mandir:?}"
flags=${SANITIZER_CFLAGS:-}

PKG_CONFIG_PATH=$DESTDIR$pkgconfigdir
PKG_CONFIG_SYSROOT_DIR=$DESTDIR
# pkg-config leaves out what a compiler is said to look at anyway.
PKG_CONFIG_ALLOW_SYSTEM_CFLAGS=1
PKG_CONFIG_ALLOW_SYSTEM_LIBS=1
LD_LIBRARY_PATH=$DESTDIR$libdir${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}
export PKG_CONFIG_PATH PKG_CONFIG_SYSROOT_DIR PKG_CONFIG_ALLOW_SYSTEM_CFLAGS
export PKG_CONFIG_ALLOW_SYSTEM_LIBS LD_LIBRARY_PATH

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

# A source for Windows. It gets the path of a file in its own directory, so
# that it needs no main with wide characters.
cat >windows.inc <<'END'
#include <objbase.h>
#include <stdio.h>

int
main(void)
{
	IStorage *storage = NULL;
	STATSTG stat;
	HRESULT hr;

	hr = StgOpenStorage(TEXT_("sample.cfb"), NULL,
		STGM_READ | STGM_SHARE_DENY_WRITE, NULL, 0, &storage);
	if (FAILED(hr)) {
		printf("0x%08X\n", (unsigned)hr);
		return 1;
	}
#ifdef __cplusplus
	hr = storage->Stat(&stat, STATFLAG_NONAME);
	storage->Release();
#else
	hr = storage->lpVtbl->Stat(storage, &stat, STATFLAG_NONAME);
	storage->lpVtbl->Release(storage);
#endif
	return hr == S_OK && stat.type == STGTY_STORAGE ? 0 : 1;
}
END
for language in c cpp; do
	printf '#define TEXT_(text) L##text\n#include "windows.inc"\n' \
		>wide.$language
	printf '#define TEXT_(text) u##text\n#include "windows.inc"\n' \
		>utf16.$language
done

cat >here.c <<'END'
#include <stdio.h>
#include <stg/stg.h>

int
main(void)
{
	IStorage *storage;
	HRESULT hr = stg_open("sample.cfb",
		STGM_READ | STGM_SHARE_DENY_WRITE, &storage);

	if (FAILED(hr)) {
		puts(stg_hresult_text(hr));
		return 1;
	}
	storage->lpVtbl->Release(storage);
	return 0;
}
END

# The least compound file that is one: a header, a FAT, a directory.
# shellcheck disable=SC2059
le32()
{
	for value; do
		printf "\\$(printf %o $((value & 255)))"
		printf "\\$(printf %o $((value >> 8 & 255)))"
		printf "\\$(printf %o $((value >> 16 & 255)))"
		printf "\\$(printf %o $((value >> 24 & 255)))"
	done
}
repeat()
{
	n=$1
	shift
	while [ "$n" -gt 0 ]; do
		"$@"
		n=$((n - 1))
	done
}
none=0xFFFFFFFF
end=0xFFFFFFFE
{
	printf '\320\317\021\340\241\261\032\341'
	le32 0 0 0 0 0x0003003E 0x0009FFFE 6 0 0 1 1 0 0x1000 $end 0 $end 0 0
	repeat 108 le32 $none
	le32 0xFFFFFFFD $end
	repeat 126 le32 $none
	printf 'R\0o\0o\0t\0 \0E\0n\0t\0r\0y\0'
	repeat 11 le32 0
	le32 0x01050016 $none $none $none
	repeat 9 le32 0
	le32 $end 0 0
	repeat 96 le32 0
} >sample.cfb
[ "$(wc -c <sample.cfb)" -eq 1536 ] || { echo "a bad sample" >&2; exit 99; }

failures=0

# try WHAT COMPILER ARGUMENT…: compile, link and run
try()
{
	what=$1
	shift
	if "$@" -o program && ./program; then
		echo "ok: $what"
	else
		echo "failed: $what ($*)" >&2
		failures=$((failures + 1))
	fi
}

cflags=$($PKG_CONFIG --cflags stg-win32)
libs=$($PKG_CONFIG --libs stg-win32)
own_cflags=$($PKG_CONFIG --cflags stg)
own_libs=$($PKG_CONFIG --libs stg)

# shellcheck disable=SC2086
{
	strict="-Wall -Wextra -Werror $flags"
	try 'C, L"" of 16 bits' $CC -std=c11 -fshort-wchar $strict $cflags \
		wide.c $libs
	try 'C, u""' $CC -std=c11 $strict $cflags utf16.c $libs
	try 'C, this platform' $CC -std=c11 $strict $own_cflags here.c \
		$own_libs
	if [ "${HAVE_CXX:-yes}" = yes ]; then
		cxx="${CXX:-c++} -std=c++17 $strict"
		# Objects made in C have no C++ type information to look at.
		[ -z "$flags" ] || cxx="$cxx -fno-sanitize=vptr"
		try 'C++, L"" of 16 bits' $cxx -fshort-wchar $cflags \
			wide.cpp $libs
		try 'C++, u""' $cxx $cflags utf16.cpp $libs
	fi
}

# Every header that the project has was installed, and none more.
if [ -n "${srcdir:-}" ]; then
	(cd "$srcdir/include/stg" && find . -name '*.h' | sort) >project
	(cd "$DESTDIR$includedir/stg" && find . -name '*.h' | sort) >installed
	diff project installed || {
		echo "failed: installed headers differ" >&2
		failures=$((failures + 1))
	}
fi
for file in "$bindir/stgbrowse" "$mandir/man1/stgbrowse.1" \
	"$libdir/libstg.so"; do
	[ -s "$DESTDIR$file" ] || {
		echo "failed: no $file" >&2
		failures=$((failures + 1))
	}
done
"$DESTDIR$bindir/stgbrowse" tree sample.cfb >/dev/null || {
	echo "failed: stgbrowse" >&2
	failures=$((failures + 1))
}
[ "$failures" -eq 0 ]
