#!/bin/sh
# SPDX-License-Identifier: MIT
. "${srcdir:-.}/tests/cli/common.sh"
. "${srcdir:-.}/tests/cli/writing.sh"

"$stgbrowse" create a.cfb
"$stgbrowse" mkdir a.cfb A
echo old | "$stgbrowse" put a.cfb A/S
echo first >one
cp a.cfb old.cfb

cat >script <<'T'
# Everything at once.
mkdir -p // B/C 'two words'

put // B/C/new one
mv //A/S //A/T
rm -r // "two words"
T
run "a dry run shows what would change" edit -n -f script a.cfb
status_is 0
out_is <<'T'
- A/S
+ A/T
+ B
+ B/C
+ B/C/new
T
untouched a.cfb old.cfb
run "a script changes all of it" edit --file=script a.cfb
status_is 0
silent
sound a.cfb
run "listed" ls -R a.cfb
out_is <<'T'
A
A/T
B
B/C
B/C/new
T
cp a.cfb old.cfb
printf 'mkdir // D\nrm // none\nmkdir // E\n' >script
run "one failure, no change" edit -f script a.cfb
status_is 1
err_is <<'T'
stgbrowse: a.cfb: none: cannot find: there is no file or element of that name (STG_E_FILENOTFOUND 0x80030002)
stgbrowse: script:2: rm: nothing is changed
T
untouched a.cfb old.cfb
printf 'mkdir -p // F/G\nmkdir // H/I\n' >script
run "options last for a line" edit -f script a.cfb
status_is 1
untouched a.cfb old.cfb
printf 'rm // "A\n' >script
run "quotes are closed" edit -f script a.cfb
status_is 2
err_is <<'T'
stgbrowse: script:1: a quote is not closed
stgbrowse: script:1: nothing is changed
T
printf 'compact //\n' >script
run "other verbs are refused" edit -f script a.cfb
status_is 2
err_is <<'T'
stgbrowse: script:1: compact: is no verb for what is being changed
stgbrowse: script:1: compact: nothing is changed
T
untouched a.cfb old.cfb

# --- Transactions in the transaction

cat >script <<'T'
mkdir // Outer
begin
mkdir // Outer/Kept
begin
rm -r // Outer A
put // Gone one
ls //
revert
ls -R //
begin
put // Outer/Kept/S one
commit
commit
T
run "levels are committed and reverted" edit -f script a.cfb
status_is 0
silent
out_is <<'T'
B
Gone
A
A/T
B
B/C
B/C/new
Outer
Outer/Kept
T
sound a.cfb
run "what is left" ls -R a.cfb
out_is <<'T'
A
A/T
B
B/C
B/C/new
Outer
Outer/Kept
Outer/Kept/S
T
contents a.cfb Outer/Kept/S one
cp a.cfb old.cfb
printf 'mkdir // P\nbegin\nmkdir // Q\n' >script
run "begin wants a commit" edit -f script a.cfb
status_is 2
err_is <<'T'
stgbrowse: script:2: begin without a commit
stgbrowse: script:2: nothing is changed
T
untouched a.cfb old.cfb
for verb in commit revert; do
	printf 'mkdir // P\n%s\n' $verb >script
	run "$verb wants a begin" edit -f script a.cfb
	status_is 2
	untouched a.cfb old.cfb
done
printf 'begin\nmkdir // P\nrm // none\ncommit\n' >script
run "an error reverts all levels" edit -f script a.cfb
status_is 1
untouched a.cfb old.cfb

head -c 100000 /dev/zero | tr '\0' 'b' >large
cat >script <<'T'
put // Big large
begin
truncate -s 10 // Big
begin
truncate -s +10 // Big
chclsid // 00020906-0000-0000-C000-000000000046 A
revert
mv //A //B
commit
begin
rm -r // B
revert
T
run "contents and names of levels" edit -f script a.cfb
status_is 0
sound a.cfb
that "the size" test "$(size_of a.cfb Big)" -eq 10
run "moved" ls a.cfb B/A
out_is <<'L'
T
L

# --- What lines see

cp a.cfb old.cfb
printf 'new' >three
cat >script <<'T'
put // Seen three
cat // Seen
cp //Seen //Copy
cp //Copy out.file
props set // title words
props get // title
truncate -s 1 // Copy
T
run "verbs that read see what was changed" edit -f script a.cfb
status_is 0
that "the contents" grep -q '^newwords$' out
that "a copy outside" cmp out.file three
sound a.cfb
that "and what comes last" test "$("$stgbrowse" cat a.cfb Copy)" = n

cp old.cfb a.cfb
claim="a script from a pipe may read the file"
"$stgbrowse" ls a.cfb | sed 's/.*/chstate \/\/ 5 "&"/' | grep -v Big |
	"$stgbrowse" edit a.cfb 2>err || fail
run "it did" stat a.cfb B
that "5" grep -q 'State:.*0x00000005' out
cp a.cfb old.cfb
printf 'put // New -\n' >script
"$stgbrowse" edit a.cfb <script 2>err
status=$?
claim="the standard input is one thing"
status_is 2
that "which is said" grep -q 'the standard input is the script' err
untouched a.cfb old.cfb

# --- Dry runs

chmod 400 a.cfb
inode=$(stat -c '%i %Y %Z %a' a.cfb)
printf 'rm -r // B\nmv //Big //big\ntouch -d 2001-01-01 //\n' >script
run "a dry run needs no leave to write" edit --dry-run -f script a.cfb
status_is 0
out_is <<'T'
- B
- B/A
- B/A/T
- B/C
- B/C/new
- Big
~ /
+ big
T
that "nothing is written" cmp a.cfb old.cfb
that "not even times" test "$(stat -c '%i %Y %Z %a' a.cfb)" = "$inode"
printf 'rm -r // B\nrm // none\n' >script
run "a dry run fails like another" edit -n -f script a.cfb
status_is 1
chmod 600 a.cfb
mkdir x
(cd x && ln -s ../a.cfb link.cfb)
printf 'rm // x/link.cfb//Big Copy\nrm // Big\ncp one x/link.cfb//One\n' >script
sed -i 1d script
run "the file by another name is the same" edit -f script a.cfb
status_is 0
contents a.cfb One one
echo help >script
run "help tells of edit" edit -f script a.cfb
status_is 0
that "the first line is its usage" grep -q '^usage: stgbrowse edit' out
finish
