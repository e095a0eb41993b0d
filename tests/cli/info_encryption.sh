#!/bin/sh
# SPDX-License-Identifier: MIT
# Encryption is named by the bytes that say how it was done.
. "${srcdir:-.}/tests/cli/common.sh"

# is FILE FACT...: these are the facts about encryption
is() {
	file=$1
	shift
	run "$file" info "$file"
	status_is 0
	sed -n '/^Encryption: /,/^Macros: /p' out | sed '$d; s/^.\{15\}//' >part
	mv part out
	printf '%s\n' "$@" | out_is
}

# Version, flags, the size of the header; then flags, 0, cipher, hash, bits
header() {
	printf '%s' "$1 00 00 00 00 20 00 00 00 "
	printf '%s' "04 00 00 00 00 00 00 00 $2 00 00 04 80 00 00 $3 00 00 00"
}

make_file agile <<'R'
stream "EncryptionInfo" = hex(04 00 04 00 40 00 00 00)
stream "EncryptionInfo" += "<?xml version=\"1.0\"?><encryption><keyData saltSize=\"16\" blockSize=\"16\" keyBits=\"256\" hashSize=\"64\" cipherAlgorithm=\"AES\" cipherChaining=\"ChainingModeCBC\" hashAlgorithm=\"SHA512\"/></encryption>"
stream "EncryptedPackage" = zero(5000)
enter "\x06DataSpaces"
enter "DataSpaceInfo"
stream "StrongEncryptionDataSpace" = zero(64)
leave
leave
R
is agile \
	"encrypted package: agile encryption, AES-256 in mode CBC, hash SHA512 (version 4.4)" \
	"data space StrongEncryptionDataSpace: encryption with a password"

make_file standard <<R
stream "EncryptionInfo" = hex($(header "03 00 02 00" "0e 66" 80))
stream "EncryptedPackage" = zero(5000)
R
is standard "encrypted package: standard encryption, AES-128 (version 3.2)"

make_file extensible <<'R'
stream "EncryptionInfo" = hex(03 00 03 00)
stream "EncryptedPackage" = zero(5000)
R
is extensible "encrypted package: extensible encryption (version 3.3)"

make_file strange <<'R'
stream "EncryptionInfo" = hex(07)
R
is strange "encrypted package: of an unknown kind"

make_file rights <<'R'
enter "\x06DataSpaces"
enter "DataSpaceInfo"
stream "DRMEncryptedDataSpace" = "x"
stream "Other" = "x"
leave
leave
stream "\x09DRMContent" = "x"
R
is rights "data space Other" \
	"data space DRMEncryptedDataSpace: rights management" \
	"contents under rights management"

# wIdent, nFib, 6 bytes, flags
make_file word_rc4 <<'R'
stream "WordDocument" = hex(ec a5 c1 00 00 00 00 00 00 00 00 03) zero(5000)
stream "1Table" = hex(01 00 01 00) zero(5000)
R
is word_rc4 "Word: RC4 with 40 bits (version 1.1)"

make_file word_cryptoapi <<R
stream "WordDocument" = hex(ec a5 c1 00 00 00 00 00 00 00 00 01) zero(5000)
stream "0Table" = hex($(header "04 00 02 00" "01 68" 80)) zero(5000)
stream "1Table" = hex(01 00 01 00) zero(5000)
R
is word_cryptoapi "Word: RC4 CryptoAPI with 128 bits (version 4.2)"

make_file word_xor <<'R'
stream "WordDocument" = hex(ec a5 c1 00 00 00 00 00 00 00 00 81) zero(5000)
R
is word_xor "Word: obfuscated by XOR"

make_file word_95 <<'R'
stream "WordDocument" = hex(dc a5 68 00 00 00 00 00 00 00 00 01) zero(5000)
R
is word_95 "Word 6/95: encrypted by XOR"

make_file word_short <<'R'
stream "WordDocument" = hex(ec a5 c1 00 00 00 00 00 00 00 00 01)
R
is word_short "none found"

make_file word_broken <<'R'
stream "WordDocument" = hex(ec a5 c1 00 00 00 00 00 00 00 00 01) zero(5000)
R
is word_broken "Word: encrypted, and 0Table is missing"

# BOF of version 8, then FILEPASS
make_file excel_rc4 <<'R'
stream "Workbook" = hex(09 08 10 00 00 06 05 00) zero(12)
stream "Workbook" += hex(2f 00 36 00 01 00 01 00 01 00) zero(5000)
R
is excel_rc4 "Excel (Workbook): RC4 with 40 bits (version 1.1)"

make_file excel_cryptoapi <<R
stream "Workbook" = hex(09 08 10 00 00 06 05 00) zero(12)
stream "Workbook" += hex(2f 00 c8 00 01 00 $(header "02 00 02 00" "01 68" 80)) zero(5000)
R
is excel_cryptoapi "Excel (Workbook): RC4 CryptoAPI with 128 bits (version 2.2)"

make_file excel_xor <<'R'
stream "Workbook" = hex(09 08 10 00 00 06 05 00) zero(12)
stream "Workbook" += hex(2f 00 06 00 00 00 11 22 33 44) zero(5000)
stream "Book" = hex(09 08 08 00 00 05 05 00) zero(4)
stream "Book" += hex(2f 00 04 00 01 00 33 44) zero(5000)
R
is excel_xor "Excel (Workbook): obfuscated by XOR" \
	"Excel (Book): obfuscated by XOR"

make_file excel_plain <<'R'
stream "Workbook" = hex(09 08 10 00 00 06 05 00) zero(12)
stream "Workbook" += hex(0a 00 00 00 2f 00 36 00 01 00 01 00 01 00) zero(5000)
R
is excel_plain "none found"

# Record header, size, token
make_file powerpoint <<'R'
stream "Current User" = hex(00 00 f6 0f 1c 00 00 00 14 00 00 00 df c4 d1 f3) zero(30)
stream "PowerPoint Document" = hex(00 00 11 10 08 00 00 00) zero(5000)
R
is powerpoint "PowerPoint: RC4 CryptoAPI"

make_file powerpoint_plain <<'R'
stream "Current User" = hex(00 00 f6 0f 1c 00 00 00 14 00 00 00 5f c0 91 e3) zero(30)
R
is powerpoint_plain "none found"

make_file hwp <<'R'
stream "FileHeader" = "HWP Document File" zero(15) hex(00 00 00 05 17 01 00 00) zero(216)
R
is hwp "HWP: encrypted with a password" \
	"HWP: for distribution, text encrypted" \
	"HWP: rights management" \
	"HWP: encrypted with a certificate"

finish
