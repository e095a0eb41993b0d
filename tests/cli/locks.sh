#!/bin/sh
# SPDX-License-Identifier: MIT
. "${srcdir:-.}/tests/cli/common.sh"

make_file a.cfb <<'R'
stream "A" = "a"
R
cp a.cfb copy.cfb
mkfifo orders answers || exit 99

# hold MODE: another program opens a.cfb, until release
hold() {
	"$top/tests/interop/sharer" a.cfb <orders >answers &
	holder=$!
	exec 3>orders 4<answers
	echo "open 0 $1" >&3
	read -r answer <&4
	test "$answer" = 00000000 || fail "open in mode $1: $answer"
}

release() {
	exec 3>&- 4<&-
	wait "$holder"
}

run "nobody has it open" locks a.cfb
status_is 1
silent
out_is </dev/null
run "a missing file" locks b.cfb
status_is 2

hold 12
run "a writer is seen" locks a.cfb
status_is 0
silent
echo "process $holder (sharer): reads, writes, lets nobody read," \
	"lets nobody write" | out_is
run "the same as JSON" --jsonl locks a.cfb
status_is 0
that "the process" grep -q "\"pid\": *$holder" out
that "what it holds" grep -q '"deny-write"' out
for verb in ls tree stat info; do
	run "$verb does not read what is being written" "$verb" a.cfb
	status_is 5
done
run "the message says why" ls a.cfb
err_is <<'E'
stgbrowse: a.cfb: cannot open: the file is open elsewhere in a way that rules this out (STG_E_SHAREVIOLATION 0x80030020)
E
run "nor changes it" mkdir a.cfb New
status_is 5
that "it is as it was" cmp a.cfb copy.cfb
run "waiting for too short a time" --wait 1 ls a.cfb
status_is 5
(
	sleep 1
	echo "close 0" >&3
) &
run "waiting long enough" ls a.cfb --wait 20
status_is 0
silent
wait "$!"
release

hold 20
run "readers do not mind each other" ls a.cfb
status_is 0
run "a reader is seen" locks a.cfb
status_is 0
echo "process $holder (sharer): reads, lets nobody write" | out_is
kill -9 "$holder"
release 2>/dev/null
run "the dead hold nothing" locks a.cfb
status_is 1

finish
