#!/bin/sh
# SPDX-License-Identifier: MIT
# Every verb that reads or writes FILE, while another program has it for itself.
. "${srcdir:-.}/tests/cli/common.sh"

make_file a.cfb <<'R'
stream "A" = "a"
storage "S"
R
cp a.cfb copy.cfb
mkdir directory found && echo x >directory/x
(cd directory && tar cf ../archive.tar x)
echo 'rm // A' >orders.txt
mkfifo orders answers || exit 99

"$top/tests/interop/sharer" a.cfb <orders >answers &
holder=$!
exec 3>orders 4<answers
echo "open 0 12" >&3
read -r answer <&4
test "$answer" = 00000000 || fail "open: $answer"

# The arguments of each verb; what is missing here is missing in the test.
arguments() {
	case $1 in
	ls | tree | stat | info | props | objects | compact) echo a.cfb ;;
	find) echo a.cfb A ;;
	cat | hex | rm) echo a.cfb A ;;
	extract) echo -C found a.cfb ;;
	create) echo --force a.cfb ;;
	put) echo a.cfb B /dev/null ;;
	mkdir) echo a.cfb T ;;
	mv | cp) echo a.cfb A B ;;
	touch) echo a.cfb S ;;
	chclsid) echo a.cfb 00020906-0000-0000-C000-000000000046 ;;
	chstate) echo a.cfb 1 ;;
	truncate) echo -s 3 a.cfb A ;;
	edit) echo -f orders.txt a.cfb ;;
	pack) echo --force directory a.cfb ;;
	recover) echo --header a.cfb ;;
	import) echo --force archive.tar a.cfb ;;
	export) echo a.cfb found.tar ;;
	check | locks | help) ;;
	*) echo "no such verb" ;;
	esac
}

verbs=$("$top/stgbrowse" help | sed -n '/^Verbs:/,/^$/s/^  \([a-z]*\) .*/\1/p')
count=0
for verb in $verbs; do
	words=$(arguments "$verb")
	test -n "$words" || continue
	count=$((count + 1))
	# shellcheck disable=SC2086 # several words
	run "$verb is told that the file is open elsewhere" "$verb" $words
	status_is 5
	that "and why" grep -q 'STG_E_\(SHARE\|LOCK\)VIOLATION' err
	that "and changes nothing" cmp a.cfb copy.cfb
done
that "the verbs were found" test "$count" -ge 20

# Who only looks needs nobody's leave.
run "check" check a.cfb
status_is 0
run "locks" locks a.cfb
status_is 0

(
	sleep 1
	echo "close 0" >&3
) &
run "a verb that waits long enough" --wait 20 create --force a.cfb
status_is 0
wait "$!"
exec 3>&- 4<&-
wait "$holder"

# With a killed program, its locks have gone, and each verb works.
cp copy.cfb a.cfb
"$top/tests/interop/sharer" a.cfb <orders >answers &
holder=$!
exec 3>orders 4<answers
echo "open 0 12" >&3
read -r answer <&4
kill -9 "$holder"
wait "$holder" 2>/dev/null
exec 3>&- 4<&-
for verb in $verbs; do
	cp copy.cfb a.cfb
	rm -rf found found.tar && mkdir found
	words=$(arguments "$verb")
	test -n "$words" || continue
	# shellcheck disable=SC2086
	run "$verb after a program was killed" "$verb" $words
	case $verb in
	objects) status_is 1 ;;
	*) status_is 0 ;;
	esac
done
finish
