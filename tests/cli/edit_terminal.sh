#!/bin/sh
# SPDX-License-Identifier: MIT
# edit at a terminal, with others beside it
. "${srcdir:-.}/tests/cli/common.sh"
. "${srcdir:-.}/tests/cli/writing.sh"

"$stgbrowse" create a.cfb
echo first | "$stgbrowse" put a.cfb S
cp a.cfb old.cfb
python3 -c 'import pty' 2>/dev/null || {
	echo "no python3: not tried"
	exit 77
}

# session < LINES: each is typed at a prompt. "! COMMAND" is run meanwhile; ^C is
# a signal, ^D the end of the input, "? TEXT" must have been shown since.
session() {
	cat >lines
	python3 - "$stgbrowse" >out 2>err <<'P'
import os, pty, signal, subprocess, sys
pid, terminal = pty.fork()
if pid == 0:
    os.execv(sys.argv[1], [sys.argv[1], 'edit', 'a.cfb'])
shown = b''
def prompt():
    global shown
    shown = b''
    while not shown.endswith((b'> ', b'? ')):
        piece = os.read(terminal, 4096)
        assert piece, shown
        shown += piece
prompt()
lines = open('lines').read().splitlines()
for number, line in enumerate(lines):
    if line.startswith('! '):
        run = subprocess.run(line[2:].replace('stgbrowse', sys.argv[1]),
                             shell=True, capture_output=True)
        print(line, '=', run.returncode)
        sys.stdout.flush()
        continue
    if line.startswith('? '):
        assert line[2:].encode() in shown, (line, shown)
        continue
    typed = {'^D': b'\x04', '^C': b'\x03'}.get(line, line.encode() + b'\n')
    os.write(terminal, typed)
    if number + 1 == len(lines):
        break
    prompt()
try:
    while os.read(terminal, 4096):
        pass
except OSError:
    pass
status = os.waitpid(pid, 0)[1]
sys.exit(os.WEXITSTATUS(status))
P
	status=$?
}

claim="changes are committed by a yes"
session <<'T'
mkdir // A
? *> 
ls //
? A/
! stgbrowse ls a.cfb
! stgbrowse cat a.cfb S
! stgbrowse mkdir a.cfb B
! cmp a.cfb old.cfb
begin
? (1)
rm // S
begin
mkdir // A/C
commit
ls //
revert
ls -R //
? S
rm // none
? STG_E_FILENOTFOUND
put // A/T "none such"
? No such file
frob
? is no verb
"open
? a quote is not closed
chstate // 7 A
quit
? (y/n)
y
T
status_is 0
silent
out_is <<'T'
! stgbrowse ls a.cfb = 0
! stgbrowse cat a.cfb S = 0
! stgbrowse mkdir a.cfb B = 5
! cmp a.cfb old.cfb = 0
T
sound a.cfb
run "what there is" ls -lR a.cfb
that "A" grep -q ' A$' out
that "S" grep -q ' S$' out
that "no C" test "$(wc -l <out)" -eq 2
cp a.cfb old.cfb

claim="a no drops them, but not what was committed"
session <<'T'
mkdir // B
commit
? a.cfb> 
! stgbrowse stat a.cfb B
mkdir // C
^D
? (y/n)
n
T
status_is 0
silent
echo '! stgbrowse stat a.cfb B = 0' | out_is
run "B" ls a.cfb
out_is <<'L'
A
B
S
L
sound a.cfb
cp a.cfb old.cfb

head -c 300000 /dev/zero | tr '\0' 'L' >large
claim="an end of a line takes back that line"
session <<'T'
rm // S none
? STG_E_FILENOTFOUND
cat // S
? first
mkdir // D
revert
? a.cfb> 
commit
quit
T
status_is 0
untouched a.cfb old.cfb

claim="interrupted"
session <<'T'
put // Large large
^C
T
status_is 130
untouched a.cfb old.cfb
that "not longer" test "$(wc -c <a.cfb)" -eq "$(wc -c <old.cfb)"
finish
