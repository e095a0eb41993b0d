#!/bin/sh
# SPDX-License-Identifier: MIT
# Have other programs write compound files for crash chains to begin with:
#
#	bases.sh FOLDER DOCFILE-SOURCE
#
# Prints the files that there are; tells on stderr which programs are not.
set -u

folder=$1
source=$2
mkdir -p "$folder"
cd "$folder" || exit 2

skip()
{
	echo "SKIP: base of $1" >&2
}

lines()
{
	i=0
	while [ $i -lt "$1" ]; do
		echo "$i, $((i * i % 97)), line $i of $1"
		i=$((i + 1))
	done
}

libreoffice()
{
	[ ! -f office.doc ] || [ ! -f office.xls ] || return 0
	command -v soffice >/dev/null || return 1
	lines 400 >office.txt
	lines 60 >office.csv
	for to in office.txt:doc office.csv:xls; do
		timeout -k 5 120 soffice --headless \
			"-env:UserInstallation=file://$PWD/office-profile" \
			--convert-to "${to#*:}" "${to%:*}" >/dev/null 2>&1
	done
	rm -rf office-profile
	[ -f office.doc ] && [ -f office.xls ]
}

libgsf()
{
	[ ! -f gsf.ole ] || return 0
	command -v gsf >/dev/null || return 1
	mkdir -p gsf-in/inner
	lines 20 >gsf-in/small
	lines 900 >gsf-in/large
	lines 5 >gsf-in/inner/tiny
	gsf createole gsf.ole gsf-in/small gsf-in/large gsf-in/inner \
		>/dev/null 2>&1
	[ -f gsf.ole ]
}

wine_ole32()
{
	[ ! -f wine.ole ] || return 0
	command -v x86_64-w64-mingw32-gcc >/dev/null || return 1
	wine=$(command -v wine64 || command -v wine) || return 1
	lines 100 >pool
	cat >script <<-END
	pool pool
	create wine.tmp 3
	stream Small
	write Small 0 700 3
	stream Large
	write Large 0 30000 5
	mkdir Storage
	stream Storage/Inner
	write Storage/Inner 0 4000 9
	commit
	stream Later
	write Later 0 5000 1
	commit
	close
	END
	x86_64-w64-mingw32-gcc -O1 -DCOBJMACROS -o docfile.exe "$source" \
		-lole32 -luuid >/dev/null 2>&1 || return 1
	WINEPREFIX=$PWD/wine WINEDEBUG=-all DISPLAY= \
		WINEDLLOVERRIDES="mscoree,mshtml=" timeout -k 5 200 \
		"$wine" docfile.exe run script >/dev/null 2>&1
	# The prefix weighs a gigabyte.
	WINEPREFIX=$PWD/wine timeout 20 wineserver -k >/dev/null 2>&1
	rm -rf wine
	[ -f wine.tmp ] && mv wine.tmp wine.ole
}

libreoffice || skip LibreOffice
libgsf || skip libgsf
wine_ole32 || skip Wine
for file in office.doc office.xls gsf.ole wine.ole; do
	[ ! -f "$file" ] || echo "$folder/$file"
done
