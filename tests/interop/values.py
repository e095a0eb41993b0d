# SPDX-License-Identifier: MIT
"""What <propvarutil.h> makes of values, here and in another implementation.

The same program (values.c) asks each function of values of all types, with
libstg and under Wine. Where the results differ, the reason is one of those that
are listed below. What Wine does not have, it answers with E_NOTIMPL or E_FAIL,
or not at all; that is counted.
"""
import os
import subprocess

import properties

NO_ANSWER = ("80004001", "80004005")
OVERFLOW = ("80070216", "8002000a")
WHOLE = ("VT_I1", "VT_UI1", "VT_I2", "VT_UI2", "VT_I4", "VT_UI4", "VT_I8",
         "VT_UI8")
WIDE = ("VT_LPWSTR", "VT_BSTR")
BEGINS = ("1,000", "5x", "2001-02-03")
TO_BSTR, TO_LPSTR, TO_CY, TO_DATE = ("Change:%04x" % vt for vt in (8, 30, 6, 7))


def split(value):
    """The type of a value, and what is written behind it."""
    vt, _, what = value.partition(":")
    return vt, what


def is_number(function):
    return (function.startswith("Change:") or "Int" in function or
            function in ("PropVariantToDouble", "PropVariantToBoolean"))


def is_text(value):
    return split(value)[0] in WIDE + ("VT_LPSTR",)


def real_digits(result):
    return "." in result or "E+" in result or "e+" in result


# Why a result differs, and whether that covers it: function, value, our result
# and theirs. The first that does counts.
REASONS = [
    ("Wine takes the number that a text begins with. Here such a text is no "
     "number: half of it would be lost without a word.",
     lambda f, v, o, t: is_number(f) and split(v)[1] in BEGINS and
     o.startswith("80020005")),
    ("Wine reads text as whole digits up to 0x7FFFFFFF, also for a DOUBLE.",
     lambda f, v, o, t: is_number(f) and is_text(v) and
     split(v)[1] in ("2.5e3", "1.5", "99999999999")),
    ("Wine reads a DOUBLE as a whole number, also where none is asked for.",
     lambda f, v, o, t: f in ("PropVariantToDouble", "PropVariantToBoolean",
                              "PropVariantToInt64", "Change:0014") and
     split(v)[0] in ("VT_R8", "VT_UI8")),
    ("Automation rounds a fraction to the nearest whole number; Wine's "
     "PropVariantToInt32 cuts it off, as is done here.",
     lambda f, v, o, t: f.startswith("Change:") and
     split(v) in (("VT_R4", "1.5f"), ("VT_CY", "15000"), ("VT_R8", "0.7"))),
    ("What automation is asked for in place of propsys says DISP_E_OVERFLOW.",
     lambda f, v, o, t: o[:8] in OVERFLOW and t[:8] in OVERFLOW),
    ("Wine takes the bits of an INT for those of an UINT, and the reverse. "
     "The sign does not fit.",
     lambda f, v, o, t: f in ("Change:0013", "Change:0016", "Change:0017") and
     o[:8] in OVERFLOW and t[:8] == "00000000"),
    ("NULL is read as empty text, as a BSTR of NULL is; Wine gives NULL, or "
     "reads what it points to.",
     lambda f, v, o, t: split(v)[1] == "NULL" and (
         "NULL" in t or f == TO_LPSTR)),
    ("Asked for a BSTR, Wine says that it made a VT_LPWSTR.",
     lambda f, v, o, t: f == TO_BSTR and "type 0008" in o and
     o.replace("type 0008", "type 001f") == t),
    ("Dates have another text in each country; there is none here.",
     lambda f, v, o, t: f == TO_BSTR and split(v)[0] == "VT_DATE"),
    ("Wine says S_OK and makes nothing of a time.",
     lambda f, v, o, t: f == TO_LPSTR and split(v)[0] == "VT_FILETIME" and
     t.startswith("00000000 type 0000")),
    ("StrCmpLogicalW counts digits; Wine compares characters, and puts signs "
     "in the order of a locale.",
     lambda f, v, o, t: f == "Compare:0"),
    ("CompareStringW puts signs and digits in the order of a locale, here "
     "they are in that of their code units.",
     lambda f, v, o, t: f.startswith("Compare:")),
]


def is_comparable(function, value):
    """Wine compares whole numbers and wide text, of one type."""
    if not function.startswith("Compare:"):
        return True
    one, _, other = value.rpartition(", VT_")
    vt, what = split(one)
    return vt == split("VT_" + other)[0] and vt in WHOLE + ("VT_LPWSTR",)


def results(command, environment):
    found = {}
    for line in properties.lines(command, environment):
        fields = line.rstrip("\r").split("\t")
        if len(fields) == 3:
            found[tuple(fields[:2])] = fields[2]
    return found


def compile_for_wine(interop):
    source = os.path.join(os.path.dirname(interop.arguments.source),
                          "values.c")
    subprocess.run(["x86_64-w64-mingw32-gcc", "-std=gnu11", "-O2", "-Wall",
                    "-Wextra", "-Werror", "-DCOBJMACROS", "-o", "values.exe",
                    source, "-lpropsys", "-loleaut32", "-lole32", "-luuid"],
                   check=True)
    return interop.wine.command[:-1] + ["values.exe"]


def compare(interop, ours, theirs):
    counts = [0] * len(REASONS)
    same = 0
    wrong = []
    for (function, value), found in ours.items():
        other = theirs.get((function, value))
        if (other is None or other[:8] in NO_ANSWER or
                not is_comparable(function, value)):
            continue
        if found == other:
            same += 1
            continue
        for number, (_, covers) in enumerate(REASONS):
            if covers(function, value, found, other):
                counts[number] += 1
                break
        else:
            wrong.append(f"{function} of {value}: {found}, theirs {other}")
    print(f"values: {same} results are the same, {sum(counts)} differ, "
          f"{len(ours) - same - sum(counts) - len(wrong)} without an answer")
    for number, (reason, _) in enumerate(REASONS):
        print(f"{counts[number]} differ: {reason}")
        if counts[number] == 0:
            wrong.append("not needed any more: " + reason)
    interop.checked += same
    if wrong or same < 1000:
        interop.fail("values by libstg and propsys",
                     wrong or ["hardly anything is answered"])


def run(interop):
    if not interop.wine:
        interop.skip("values: no propsys")
        return
    utc = dict(interop.wine.environment, TZ="UTC")
    compare(interop, results([interop.arguments.values], utc),
            results(compile_for_wine(interop), utc))
