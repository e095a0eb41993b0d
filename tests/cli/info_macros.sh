#!/bin/sh
# SPDX-License-Identifier: MIT
. "${srcdir:-.}/tests/cli/common.sh"

# is FILE FACT...: these are the facts about macros
is() {
	file=$1
	shift
	run "$file" info "$file"
	status_is 0
	sed -n '/^Macros: /,/^Signatures: /p' out | sed '$d; s/^.\{15\}//' >part
	mv part out
	printf '%s\n' "$@" | out_is
}

make_file vba <<'R'
enter "Macros"
enter "VBA"
stream "dir" = "d"
stream "_VBA_PROJECT" = "p"
stream "__SRP_0" = "s"
stream "ThisDocument" = "t"
stream "Module1" = "m"
leave
stream "PROJECT" = "p"
leave
R
is vba "VBA project in /Macros, 2 modules"

make_file alone <<'R'
enter "vba"
stream "DIR" = "d"
stream "Module1" = "m"
leave
R
is alone "VBA project in /, 1 module"

make_file not_vba <<'R'
enter "VBA"
stream "something" = "d"
leave
R
is not_vba "none found"

make_file excel_5 <<'R'
enter "_VBA_PROJECT"
stream "0" = "d"
leave
R
is excel_5 "VBA project of Excel 5.0/95"

make_file staroffice <<'R'
storage "StarBASIC"
R
is staroffice "StarOffice Basic"

# BOF, two BoundSheets (a macro sheet and an ordinary one), EOF
make_file macro_sheet <<'R'
stream "Workbook" = hex(09 08 10 00 00 06 05 00) zero(12)
stream "Workbook" += hex(85 00 09 00 00 00 00 00 00 01 01 00) "a"
stream "Workbook" += hex(85 00 09 00 00 00 00 00 00 00 01 00) "b"
stream "Workbook" += hex(0a 00 00 00) zero(5000)
R
is macro_sheet "Excel (Workbook): 1 Excel 4.0 macro sheet"

make_file scripts <<'R'
stream "FileHeader" = "HWP Document File" zero(15) hex(00 00 00 05 09 00 00 00) zero(216)
R
is scripts "HWP: scripts"

finish
