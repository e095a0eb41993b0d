#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Do other programs read the same values from property sets?

Every set in the files of a folder is read by `stgbrowse props`, and by olefile,
libgsf (gsf props) and libolecf (olecfinfo) where they are installed and read
the set; value by value they are compared. Each disagreement has to be of a
class of CLASSES, which doc/propsets-peers.md explains; one that is of none
fails the test.
"""
import argparse
import collections
import datetime
import json
import os
import re
import shutil
import subprocess
import sys

try:
    import olefile
except ImportError:
    olefile = None

SUMMARY = "\\x05SummaryInformation"
DOCUMENT = "\\x05DocumentSummaryInformation"

DOC = "doc/propsets-peers.md"
EPOCH = datetime.datetime(1601, 1, 1)
SECOND = 10 ** 7     # of a FILETIME
WRAP = 2 ** 32 * SECOND

GSF_NAMES = {
    "dc:title": (SUMMARY, 2), "dc:subject": (SUMMARY, 3),
    "meta:initial-creator": (SUMMARY, 4), "dc:creator": (SUMMARY, 4),
    "dc:keywords": (SUMMARY, 5), "dc:description": (SUMMARY, 6),
    "meta:template": (SUMMARY, 7), "gsf:last-saved-by": (SUMMARY, 8),
    "meta:editing-cycles": (SUMMARY, 9),
    "meta:editing-duration": (SUMMARY, 10), "meta:print-date": (SUMMARY, 11),
    "meta:creation-date": (SUMMARY, 12), "dc:date": (SUMMARY, 13),
    "gsf:page-count": (SUMMARY, 14), "gsf:word-count": (SUMMARY, 15),
    "gsf:character-count": (SUMMARY, 16), "meta:generator": (SUMMARY, 18),
    "gsf:security": (SUMMARY, 19),
    "gsf:category": (DOCUMENT, 2), "gsf:presentation-format": (DOCUMENT, 3),
    "gsf:byte-count": (DOCUMENT, 4), "gsf:line-count": (DOCUMENT, 5),
    "gsf:paragraph-count": (DOCUMENT, 6), "gsf:slide-count": (DOCUMENT, 7),
    "gsf:note-count": (DOCUMENT, 8), "gsf:hidden-slide-count": (DOCUMENT, 9),
    "gsf:MM-clip-count": (DOCUMENT, 10), "gsf:scale": (DOCUMENT, 11),
    "gsf:heading-pairs": (DOCUMENT, 12), "gsf:document-parts": (DOCUMENT, 13),
    "gsf:manager": (DOCUMENT, 14), "dc:publisher": (DOCUMENT, 15),
    "gsf:links-dirty": (DOCUMENT, 16),
}


def run(command):
    try:
        done = subprocess.run(command, stdout=subprocess.PIPE, timeout=60,
                              stderr=subprocess.DEVNULL, check=False)
    except subprocess.TimeoutExpired:
        return ""
    return done.stdout.decode("utf-8", "replace")


def ours(stgbrowse, file):
    """{(stream, section): {id: (type, value)}}, and the code pages."""
    sets, pages, sections = {}, {}, collections.Counter()
    for line in run([stgbrowse, "props", "--jsonl", file]).splitlines():
        one = json.loads(line)
        key = (one["stream"], sections[one["stream"]])
        sections[one["stream"]] += 1
        pages[key] = one["codepage"]
        sets[key] = {p["id"]: (p["type"], p.get("value"), p["name"])
                     for p in one["properties"]}
    return sets, pages


def ticks(value):
    """A time as stgbrowse writes it, in 100 ns."""
    if value == "none":
        return 0
    duration = re.fullmatch(r"(\d+):(\d\d):(\d\d)(?:\.(\d{7}))?", value)
    if duration:
        hours, minutes, seconds, part = duration.groups()
        return ((int(hours) * 60 + int(minutes)) * 60 +
                int(seconds)) * 10 ** 7 + int(part or 0)
    moment = re.fullmatch(r"(.*)\.(\d{7})Z", value)
    whole = datetime.datetime.strptime(moment[1], "%Y-%m-%dT%H:%M:%S")
    delta = whole - EPOCH
    return (delta.days * 86400 + delta.seconds) * 10 ** 7 + int(moment[2])


def plain(vt, value):
    """Our text as a value that can be compared."""
    if vt in ("i1", "i2", "i4", "i8", "ui1", "ui2", "ui4", "ui8", "int",
              "uint", "error"):
        return int(value, 0)
    if vt in ("r4", "r8"):
        return float(value)
    if vt == "bool":
        return value == "true"
    if vt == "filetime":
        return ticks(value)
    if vt == "cf":
        return int(value.split()[-2]) + 4
    if vt in ("blob", "blob-object"):
        return int(value.split()[0])
    if vt.startswith("vector of "):
        return [plain(one["type"], one["value"]) if isinstance(one, dict)
                else plain(vt[10:], one) for one in value]
    return value


def type_of(sets, key, propid):
    return sets.get(key, {}).get(propid, ("none",))[0]


# --- olefile -------------------------------------------------------------------

def codec(page):
    known = {65001: "utf-8", 10000: "mac_roman", 20127: "ascii",
             1200: "utf-16-le", 936: "gbk", 28591: "latin-1"}
    return known.get(page, f"cp{page}")


def olefile_value(vt, value, page):
    """What olefile gives as a value of ours; None: it does not read these."""
    if value is None:
        return None
    if isinstance(value, bytes) and vt in ("lpstr", "bstr"):
        try:
            return value.decode(codec(page))
        except (LookupError, UnicodeDecodeError):
            return value.decode("latin-1")
    if vt in ("cf", "blob", "blob-object"):
        return len(value)
    if vt == "clsid":
        return "{%s}" % value
    return value


def from_olefile(file, sets, pages):
    """[(stream, section, id, value)] of what it reads."""
    rows = []
    if not olefile.isOleFile(file):
        return rows
    with olefile.OleFileIO(file) as ole:
        for path in ole.listdir(streams=True, storages=False):
            key = ("\\x05" + path[0][1:], 0)
            if len(path) != 1 or path[0][:1] != "\5" or key not in sets:
                continue
            for propid, value in ole.getproperties(path).items():
                vt = type_of(sets, key, propid)
                rows.append((key, propid,
                             olefile_value(vt, value, pages[key])))
    return rows


# --- libolecf ------------------------------------------------------------------

def olecf_time(text):
    moment = re.fullmatch(r"(\w+ \d+, \d+ \d+:\d+:\d+)\.(\d{9}) UTC", text)
    raw = re.fullmatch(r"\(0x(\w{8}) 0x(\w{8})\) UTC", text)
    if raw:
        return int(raw[1] + raw[2], 16)
    if not moment:
        return text
    whole = datetime.datetime.strptime(moment[1], "%b %d, %Y %H:%M:%S")
    delta = whole - EPOCH
    return (delta.days * 86400 + delta.seconds) * 10 ** 7 + \
        int(moment[2]) // 100


def olecf_value(vt, text):
    if text is None:
        return None
    if vt == "filetime":
        return olecf_time(text)
    if vt == "bool":
        return text == "true"
    if vt in ("lpstr", "lpwstr", "bstr"):
        return text
    try:
        return int(text, 0)
    except ValueError:
        try:
            return float(text)
        except ValueError:
            return text


def from_olecf(file, sets, _pages):
    rows, stream, section = [], None, 0
    pieces = re.split(r"^(Summary|Document summary) information:$",
                      run(["olecfinfo", file]), flags=re.M)
    for kind, text in zip(pieces[1::2], pieces[2::2]):
        stream = SUMMARY if kind == "Summary" else DOCUMENT
        for section, body in enumerate(
                re.split(r"^\tSection: \d+$", text, flags=re.M)[1:]):
            for one in re.split(r"^\tProperty: \d+$", body, flags=re.M)[1:]:
                propid = re.search(r"Value identifier\t: .*?(0x\w{8})", one)
                data = re.search(r"\tValue data\t\t: (.*?)\n(?:\n|$)", one,
                                 flags=re.S)
                key, number = (stream, section), int(propid[1], 16)
                rows.append((key, number, olecf_value(
                    type_of(sets, key, number), data and data[1])))
    return rows


# --- libgsf --------------------------------------------------------------------

def unquote(text):
    """A text as g_strescape() leaves it."""
    plain_bytes = re.sub(
        rb"\\([0-7]{3}|.)",
        lambda m: {b"n": b"\n", b"t": b"\t", b"r": b"\r", b"b": b"\b",
                   b"f": b"\f", b"v": b"\v"}.get(m[1]) or
        (bytes([int(m[1], 8)]) if len(m[1]) == 3 else m[1]),
        text.encode(), flags=re.S)
    return plain_bytes.decode("utf-8", "replace")


def gsf_value(vt, text):
    if text.startswith('"') and text.endswith('"'):
        return unquote(text[1:-1])
    if vt == "filetime":
        moment = re.fullmatch(r"(\d+-\d+-\d+T\d+:\d+:\d+)Z", text)
        if not moment:
            return text
        delta = datetime.datetime.strptime(moment[1],
                                           "%Y-%m-%dT%H:%M:%S") - EPOCH
        return (delta.days * 86400 + delta.seconds) * 10 ** 7
    if vt == "bool":
        return text == "TRUE"
    try:
        return int(text, 0)
    except ValueError:
        try:
            return float(text)
        except ValueError:
            return text


def gsf_place(name, sets):
    if name in GSF_NAMES:
        stream, propid = GSF_NAMES[name]
        return (stream, 0), propid
    unknown = re.fullmatch(r"msole:unknown-doc-(\d+)", name)
    if unknown:
        return (DOCUMENT, 0), int(unknown[1])
    custom = (DOCUMENT, 1)
    for propid, one in sets.get(custom, {}).items():
        if one[2] == name:
            return custom, propid
    return None, 0


def from_gsf(file, sets, _pages):
    rows = []
    names = run(["gsf", "listprops", file]).split("\n")[:-1]
    if not names:
        return rows
    # With one name alone it is left out of the result.
    text = "\n" + run(["gsf", "props", file, names[0]] + names)
    # A list without elements does not end its line.
    pieces = re.split("(?:\n|(?<=: ))(" + "|".join(map(re.escape, names)) +
                      "): (?=\t|$|%s)" % "|".join(map(re.escape, names)),
                      text)
    for name, body in dict(zip(pieces[1::2], pieces[2::2])).items():
        body = body.lstrip("\t")
        key, propid = gsf_place(name, sets)
        if not key:
            continue    # a name of its own that is not a property's
        vt = type_of(sets, key, propid)
        if body.startswith("= "):
            rows.append((key, propid, gsf_value(vt, body[2:].rstrip("\n"))))
        else:
            rows.append((key, propid, [gsf_value("", one) for one in
                                       re.findall(r"\[\d+\] = (.*)",
                                                  body)]))
    return rows


# --- Disagreements -------------------------------------------------------------

def is_cut_at_nul(peer, mine, theirs, _page):
    """olefile keeps the NUL at the end of wide text, and what is behind it."""
    return peer == "olefile" and isinstance(theirs, str) and \
        "\0" in theirs and theirs[:theirs.index("\0")] == mine


def is_other_page(peer, mine, theirs, page):
    """olecfinfo has one code page for all text, Windows-1252 unless told."""
    if peer != "libolecf" or not isinstance(mine, str):
        return False
    western = mine.encode(codec(page), "replace").decode("cp1252", "replace")
    return len(western) == len(theirs) and all(
        a == b or a == "\uFFFD" or b == "\uFFFD"
        for a, b in zip(western, theirs))


def is_wrapped_time(peer, mine, theirs, _page):
    """libgsf has 32 bits for the seconds since 1970."""
    return peer == "libgsf" and isinstance(mine, int) and \
        isinstance(theirs, int) and (theirs - mine) % WRAP == 0


def is_short_list(peer, mine, theirs, _page):
    """libgsf stops within lists of wide text."""
    return peer == "libgsf" and isinstance(mine, list) and \
        len(theirs) < len(mine) and mine[:len(theirs)] == theirs


# By the name that the document has for each.
CLASSES = {
    "text-nul": is_cut_at_nul,
    "text-page": is_other_page,
    "time-wrapped": is_wrapped_time,
    "list-short": is_short_list,
}


def classify(peer, mine, theirs, page):
    for name, holds in CLASSES.items():
        if holds(peer, mine, theirs, page):
            return name
    return None


def as_precise(peer, vt, value):
    """Our value as exactly as the other program tells it."""
    if vt == "filetime" and peer == "olefile":
        return value // SECOND
    if vt == "filetime" and peer == "libgsf":
        return value // SECOND * SECOND
    if isinstance(value, list):
        return [str(one) for one in value]
    return value


def is_same(mine, theirs):
    if isinstance(mine, float) and isinstance(theirs, (int, float)):
        return abs(mine - theirs) <= abs(mine) * 1e-6
    return mine == theirs


def is_special(propid):
    """The dictionary, code page, locale and behavior are no values."""
    return propid < 2 or 0x80000000 <= propid < 0xC0000000


class Comparison:
    def __init__(self, stgbrowse):
        self.stgbrowse = stgbrowse
        self.readers = {}
        self.values = collections.Counter()
        self.wrong = 0

    def find_readers(self):
        for name, there, reader in (
                ("olefile", olefile, from_olefile),
                ("libgsf", shutil.which("gsf"), from_gsf),
                ("libolecf", shutil.which("olecfinfo"), from_olecf)):
            if there:
                self.readers[name] = reader
            else:
                print(f"SKIP: {name} is not there")

    def value(self, peer, ours_, theirs, page):
        """What becomes of one value that the other program has."""
        vt, value, _ = ours_ or ("none", None, None)
        if theirs is None:
            return "not told"
        mine = value and as_precise(peer, vt, plain(vt, value))
        if isinstance(theirs, list):
            theirs = [str(one) for one in theirs]
        if is_same(mine, theirs):
            return "same"
        name = classify(peer, mine, theirs, page)
        if not name:
            self.wrong += 1
            print(f"WRONG {peer}: {vt}: {mine!r:.70} and {theirs!r:.70}")
        return name or "unexplained"

    def file(self, file):
        sets, pages = ours(self.stgbrowse, file)
        for peer, reader in self.readers.items() if sets else ():
            try:
                rows = reader(file, sets, pages)
            except OSError:     # olefile refuses the whole file
                self.values[peer, "refused files"] += 1
                continue
            for key, propid, theirs in rows:
                if is_special(propid):
                    continue
                if sets.get(key) or theirs is None:
                    what = self.value(peer, sets.get(key, {}).get(propid),
                                      theirs, pages.get(key))
                else:
                    what = "set-damaged"
                self.values[peer, what] += 1

    def report(self):
        print(f"{'values':>8} {'read by':10} and here")
        for (peer, what), count in sorted(self.values.items()):
            print(f"{count:8} {peer:10} {what}")
        same = sum(n for (_, what), n in self.values.items()
                   if what == "same")
        print(f"{same} values are the same, {self.wrong} disagreements are "
              f"not in {DOC}")
        return 1 if self.wrong or (self.readers and not same) else 0


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--stgbrowse", required=True)
    parser.add_argument("folder")
    arguments = parser.parse_args()
    os.environ.update(LC_ALL="C.UTF-8", TZ="UTC")
    comparison = Comparison(os.path.abspath(arguments.stgbrowse))
    comparison.find_readers()
    for name in sorted(os.listdir(arguments.folder)):
        comparison.file(os.path.join(arguments.folder, name))
    return comparison.report()


sys.exit(main())
