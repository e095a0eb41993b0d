#!/bin/sh
# SPDX-License-Identifier: MIT
# What belongs to a file and is not in it stays when the file is changed, and
# when it is replaced.
. "${srcdir:-.}/tests/cli/common.sh"

make_file a.cfb <<'R'
stream "x" = "text"
R
chmod 640 a.cfb

# Names, values and the access control list; or nothing, where there is none.
attributes() {
	python3 - "$1" <<'P'
import os, sys
for name in sorted(os.listxattr(sys.argv[1])):
    print(name, os.getxattr(sys.argv[1], name).hex())
print(oct(os.stat(sys.argv[1]).st_mode))
P
}

python3 - a.cfb <<'P' 2>err || {
import os, struct, sys
os.setxattr(sys.argv[1], 'user.origin', b'here')
os.setxattr(sys.argv[1], 'user.empty', b'')
acl = struct.pack('<I', 2)
for tag, permissions, number in ((1, 6, 0xffffffff), (2, 4, 1234),
                                 (4, 0, 0xffffffff), (16, 4, 0xffffffff),
                                 (32, 0, 0xffffffff)):
    acl += struct.pack('<HHI', tag, permissions, number)
try:
    os.setxattr(sys.argv[1], 'system.posix_acl_access', acl)
except OSError:
    print('no access control lists here', file=sys.stderr)
P
	echo "python3 or extended attributes are missing:"
	cat err
	exit 77
}
attributes a.cfb >before

echo new >words
ln a.cfb hard.cfb
ln -s a.cfb soft.cfb
inode=$(stat -c %i a.cfb)
for verb in 'mkdir NAME S' 'put NAME x words' 'mv NAME x y' 'cp NAME y x' \
	'rm NAME y' 'touch NAME S' 'chstate NAME 1 S' 'truncate -s 9 NAME x' \
	'chclsid NAME none' 'cp words NAME//w' 'props set NAME title t' \
	'edit -f /dev/null NAME'; do
	for name in a.cfb hard.cfb soft.cfb; do
		test $name = a.cfb || cp before.cfb a.cfb
		cp a.cfb before.cfb
		# shellcheck disable=SC2046
		run "$verb: $name" $(echo "$verb" | sed "s/NAME/$name/")
		status_is 0
		that "the file itself" test "$(stat -c %i a.cfb)" = "$inode"
		that "its other name" cmp a.cfb hard.cfb
		that "its link" test -L soft.cfb
	done
done
rm hard.cfb soft.cfb before.cfb
run "put" put a.cfb x words
status_is 0
attributes a.cfb >after
that "its attributes" diff before after

run "compact" compact a.cfb
status_is 0
attributes a.cfb >after
that "its attributes" diff before after

if test "$(id -u)" -eq 0; then
	chown 1234:1235 a.cfb
	run "another's file" put a.cfb x words
	status_is 0
	that "its owner" test "$(stat -c %u:%g a.cfb)" = 1234:1235
fi

finish
