#!/bin/sh
# SPDX-License-Identifier: MIT
. "${srcdir:-.}/tests/cli/common.sh"
. "${srcdir:-.}/tests/cli/writing.sh"

"$stgbrowse" create a.cfb
head -c 5000 /dev/zero | tr '\0' 'z' >z
"$stgbrowse" put a.cfb S z

cp z wanted
for step in 4096 4095 100 +10 +5000 -1 0 64 +0 8K 1 -100 70000; do
	run "truncate -s $step" truncate -s $step a.cfb S
	status_is 0
	silent
	case $step in
	+* | -*)
		size=$(($(wc -c <wanted) $step))
		test $size -ge 0 || size=0
		;;
	8K) size=8192 ;;
	*) size=$step ;;
	esac
	truncate -s $size wanted
	contents a.cfb S wanted
	sound a.cfb
done

cp a.cfb old.cfb
run "a missing stream" truncate -s 1 a.cfb S none
status_is 1
run "a storage" truncate -s 1 a.cfb /
status_is 2
run "no size" truncate a.cfb S
status_is 2
run "not a size" truncate -s many a.cfb S
status_is 2
run "more than version 3 can hold" truncate -s 3G a.cfb S
status_is 2
untouched a.cfb old.cfb
finish
