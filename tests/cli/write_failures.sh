#!/bin/sh
# SPDX-License-Identifier: MIT
# Whatever stops a verb, the file is as it was and nothing else is left.
. "${srcdir:-.}/tests/cli/common.sh"
. "${srcdir:-.}/tests/cli/writing.sh"

head -c 2000000 /dev/zero | tr '\0' 'f' >large
"$stgbrowse" create a.cfb
echo s | "$stgbrowse" put a.cfb S
"$stgbrowse" mkdir a.cfb A
mkdir dir
cp large dir
cp a.cfb old.cfb

# limited KBYTES ARGUMENT...: as if the disk was full
limited() {
	blocks=$(($1 * 2))
	shift
	(ulimit -f $blocks && exec "$stgbrowse" "$@") >out 2>err
	status=$?
}

for verb in 'put a.cfb New large' 'put a.cfb S large' 'cp large a.cfb//L' \
	'cp -r dir a.cfb//D' 'truncate -s 1M a.cfb S'; do
	claim="disk full: $verb"
	# shellcheck disable=SC2086
	limited 100 $verb
	status_is 2
	untouched a.cfb old.cfb
done
claim="disk full: the copy itself"
"$stgbrowse" put a.cfb Large large
cp a.cfb old.cfb
limited 100 mkdir a.cfb N
status_is 2
untouched a.cfb old.cfb
for verb in 'pack dir new' 'compact a.cfb new' 'cp a.cfb//Large new' \
	'cp -r a.cfb// new'; do
	claim="disk full: $verb"
	# shellcheck disable=SC2086
	limited 100 $verb
	status_is 2
	that "nothing is made" test ! -e new
	untouched a.cfb old.cfb
done

claim="interrupted"
mkfifo pipe
for signal in INT TERM HUP; do
	# A shell without job control has background jobs ignore SIGINT.
	python3 - "$stgbrowse" $signal >out 2>&1 <<'P' || fail
import os, signal, subprocess, sys, time
number = getattr(signal, 'SIG' + sys.argv[2])
for s in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
    signal.signal(s, signal.SIG_DFL)
run = subprocess.Popen([sys.argv[1], 'put', 'a.cfb', 'S'], stdin=subprocess.PIPE)
run.stdin.write(b'x' * 100000)
run.stdin.flush()
end = time.time() + 20
while not any(n.startswith('.a.cfb.') for n in os.listdir('.')):
    assert time.time() < end
    time.sleep(0.01)
time.sleep(0.1)
run.send_signal(number)
code = run.wait(20)
assert code == 128 + number, code
P
	untouched a.cfb old.cfb
done

claim="two at once do not lose anything"
for i in 1 2 3 4 5 6; do
	echo $i | "$stgbrowse" put a.cfb N$i &
done
wait
for i in 1 2 3 4 5 6; do
	that "N$i" test "$("$stgbrowse" cat a.cfb N$i)" = $i
done
sound a.cfb

claim="a read-only file"
if test "$(id -u)" -ne 0; then
	cp a.cfb old.cfb
	chmod a-w a.cfb
	run "a read-only file" mkdir a.cfb N
	status_is 2
	chmod u+w a.cfb
	chmod a-w .
	"$stgbrowse" mkdir a.cfb N >/dev/null 2>&1
	status=$?
	chmod u+w .
	claim="a read-only directory"
	status_is 2
	untouched a.cfb old.cfb
elif command -v setpriv >/dev/null; then
	chmod 755 .
	cp a.cfb old.cfb
	chmod a+rw a.cfb
	setpriv --reuid=65534 --regid=65534 --clear-groups \
		"$stgbrowse" mkdir a.cfb N >out 2>err
	status=$?
	claim="a read-only directory"
	# The program itself may be where nobody else can reach it.
	test "$status" -eq 126 -o "$status" -eq 127 || status_is 2
	untouched a.cfb old.cfb
else
	echo "root may write everywhere, and setpriv is missing: not tried"
fi

run "a pipe is no file" mkdir pipe N
status_is 2
run "a directory neither" mkdir dir N
status_is 2
printf '\320\317\021\340\241\261\032\341' >head.cfb
head -c 600 /dev/zero >>head.cfb
cp head.cfb old.cfb
run "a broken header" mkdir head.cfb N
test "$status" -eq 3 -o "$status" -eq 4 || fail
untouched head.cfb old.cfb
finish
