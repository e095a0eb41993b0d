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
"$stgbrowse" put a.cfb Large large
cp a.cfb old.cfb
claim="disk full: no room is needed for what does not change"
limited 2000 chstate a.cfb 1
status_is 0
cp old.cfb a.cfb
for verb in 'pack dir new' 'compact a.cfb new' 'cp a.cfb//Large new' \
	'cp -r a.cfb// new'; do
	claim="disk full: $verb"
	# shellcheck disable=SC2086
	limited 100 $verb
	status_is 2
	that "nothing is made" test ! -e new
	untouched a.cfb old.cfb
done

# A verb that waits for its input is in the middle of its transaction: what came
# before lies in the file already, behind its end, and in what was read so far.
claim="interrupted"
mkfifo pipe
printf 'put // New large\nput // S pipe\n' >script
for signal in INT TERM HUP; do
	for verb in 'put a.cfb S -' 'edit -f script a.cfb' \
		'import - new.cfb'; do
		# A shell without job control has its jobs ignore SIGINT.
		# shellcheck disable=SC2086
		python3 - "$signal" "$stgbrowse" $verb >out 2>&1 <<'P' || {
import os, signal, subprocess, sys
number = getattr(signal, 'SIG' + sys.argv[1])
for s in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
    signal.signal(s, signal.SIG_DFL)
before = os.stat('a.cfb')
end, feed = os.pipe()
run = subprocess.Popen(sys.argv[2:], stdin=end, close_fds=True)
os.close(end)
edit = sys.argv[3] == 'edit'
if edit:
    os.close(feed)
    feed = os.open('pipe', os.O_WRONLY)
block = (b'x' * 512 + b'\0' * 512) * 1024 if sys.argv[3] != 'import' else b''
# More than a pipe holds: when all is written, most of it was read.
while block:
    block = block[os.write(feed, block):]
if edit:
    assert os.stat('a.cfb').st_size > before.st_size
run.send_signal(number)
code = run.wait(20)
# Ended before there was anything to undo: by the signal itself.
assert code == 128 + number or not edit and code == -number, code
after = os.stat('a.cfb')
assert (after.st_ino, after.st_size) == (before.st_ino, before.st_size)
P
			fail "interrupted: SIG$signal: $verb"
			cat out
		}
		claim="interrupted: SIG$signal: $verb"
		untouched a.cfb old.cfb
		that "nothing is made" test ! -e new.cfb
	done
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

# Both wait for the second file by its number; the one that came first gets it.
claim="two that move to and fro do not wait for each other"
"$stgbrowse" create b.cfb
python3 - "$stgbrowse" >out 2>&1 <<'P' || {
import fcntl, os, subprocess, sys, time
names = sorted(('a.cfb', 'b.cfb'), key=lambda n: os.stat(n).st_ino)
held = os.open(names[1], os.O_RDONLY)
fcntl.flock(held, fcntl.LOCK_EX)
subprocess.run([sys.argv[1], 'put', names[0], 'From ' + names[0]], input=b'x',
               check=True)
def wait_for(count):
    end = time.time() + 20
    files = [':%d ' % os.stat(n).st_ino for n in names]
    while sum('-> FLOCK' in l and any(f in l for f in files)
              for l in open('/proc/locks')) < count:
        assert time.time() < end
        time.sleep(0.01)
first = subprocess.Popen([sys.argv[1], 'mv', names[1] + '//none', names[0] + '//'],
                         stderr=subprocess.DEVNULL)
wait_for(1)
second = subprocess.Popen([sys.argv[1], 'mv', names[0] + '//From ' + names[0],
                           names[1] + '//'])
wait_for(2)
os.close(held)
try:
    assert first.wait(20) == 1
    assert second.wait(20) == 0
finally:
    first.kill()
    second.kill()
P
	fail
	cat out
}

claim="a pipe can come from the file itself"
"$stgbrowse" cat a.cfb Large | tr f g >changed
python3 - "$stgbrowse" >out 2>&1 <<'P' || {
import subprocess, sys, time
tool = sys.argv[1]
# More than a pipe holds, so that it cannot end before it is read.
cat = subprocess.Popen([tool, 'cat', 'a.cfb', 'Large'], stdout=subprocess.PIPE)
end = time.time() + 20
while subprocess.run([tool, 'locks', 'a.cfb'], capture_output=True).returncode:
    assert time.time() < end
    time.sleep(0.01)
tr = subprocess.Popen(['tr', 'f', 'g'], stdin=cat.stdout, stdout=subprocess.PIPE)
cat.stdout.close()
subprocess.run([tool, 'put', 'a.cfb', 'Large'], stdin=tr.stdout, check=True)
assert cat.wait(20) == 0
P
	fail
	cat out
}
contents a.cfb Large changed
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
	status_is 0
	sound a.cfb
elif command -v setpriv >/dev/null; then
	chmod 755 .
	cp a.cfb old.cfb
	chmod a+rw a.cfb
	setpriv --reuid=65534 --regid=65534 --clear-groups \
		"$stgbrowse" mkdir a.cfb N >out 2>err
	status=$?
	claim="a read-only directory"
	# The program itself may be where nobody else can reach it.
	test "$status" -eq 126 -o "$status" -eq 127 || status_is 0
	sound a.cfb
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
