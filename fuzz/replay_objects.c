/* SPDX-License-Identifier: MIT */
/* Runs fuzz_objects without a fuzzer, over streams of each kind. */
#include "seeds.h"

#define BYTES(text) { text, sizeof(text) - 1 }
#define ZEROS4      "\0\0\0\0"
#define ZEROS16     ZEROS4 ZEROS4 ZEROS4 ZEROS4
#define CLSID16     "0123456789abcdef"

static const struct seed seeds[] = {
	/* \1CompObj, with names and with numbers */
	BYTES("\1\0\xFE\xFF\3\x0A\0\0\xFF\xFF\xFF\xFF" CLSID16
	      "\6\0\0\0Chart\0\4\0\0\0Fmt\0\4\0\0\0A.1\0"
	      "\xF4\x39\xB2\x71\4\0\0\0C\0\0\0\6\0\0\0F\0f\0\0\0\0\0\0\0"),
	BYTES("\1\0\xFE\xFF\3\x0A\0\0\xFF\xFF\xFF\xFF" CLSID16
	      "\2\0\0\0C\0\xFF\xFF\xFF\xFF\x0D\0\0\0\0\0\0\0"
	      "\xF4\x39\xB2\x71" ZEROS4 ZEROS4 ZEROS4),
	/* \1Ole, embedded and linked */
	BYTES("\1\0\0\2\4\0\0\0" ZEROS4 ZEROS4 "\x0A\0\0\0moniks"),
	BYTES("\1\0\0\2\1\0\0\0\1\0\0\0" ZEROS4 ZEROS4
	      "\6\0\0\0re\x08\0\0\0abso\xFF\xFF\xFF\xFF" CLSID16
	      "\2\0\0\0\0\0" ZEROS4 ZEROS16 ZEROS4 ZEROS4),
	/* \1Ole10Native, a Package with and without Unicode, an item */
	BYTES("\3\0\0\0abc"),
	BYTES("\2\0a.txt\0C:\\a.txt\0\0\0\3\0\2\0\0\0t\0\4\0\0\0data"
	      "\1\0\0\0t\0\1\0\0\0a\0\1\0\0\0C\0"),
	BYTES("\2\0a\0b\0\0\0\3\0\2\0\0\0t\0\1\0\0\0d\0\0"),
	BYTES("\5\0\0\0item\0"),
	/* \2OlePres000 with a table of contents; \3ObjInfo */
	BYTES("\xFF\xFF\xFF\xFF\3\0\0\0\4\0\0\0\1\0\0\0\xFF\xFF\xFF\xFF\2\0\0\0"
	      "\0\0\0\0\x10\0\0\0\x10\0\0\0\4\0\0\0meta" ZEROS16
	      "\0\0NANI\1\0\0\0"),
	BYTES("\x40\0\3\0\1\0"),
	/* objects of OLE 1 */
	BYTES("\1\5\0\0\2\0\0\0\4\0\0\0A.1\0" ZEROS4 "\2\0\0\0i\0\3\0\0\0xyz"
	      "\1\5\0\0\5\0\0\0\x0D\0\0\0METAFILEPICT\0\x10\0\0\0\xF0\xFF\xFF"
	      "\xFF\x0C\0\0\0\10\0\0\0\0\0\0\0meta"),
	BYTES("\1\5\0\0\1\0\0\0\4\0\0\0A.1\0\5\0\0\0C:\\a\0\2\0\0\0i\0" ZEROS4
	      ZEROS4 "\2\0\0\0\1\5\0\0" ZEROS4),
};

int
main(int argc, char **argv)
{
	return seeds_main(argc, argv, seeds, sizeof seeds / sizeof seeds[0],
		20000);
}
