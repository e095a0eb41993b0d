# SPDX-License-Identifier: MIT
"""Other programs that read compound files.

Each reader is a function that takes a file and gives its rows: each path with
(STREAM, size, CRC) or (STORAGE, class, state bits); None stands for what the
program does not tell.
"""
import os
import re
import shutil
import subprocess
import zlib

from model import STORAGE, STREAM, escape, text, unescape, units

try:
    import olefile
except ImportError:
    olefile = None

TIMEOUT = 120


class Failed(Exception):
    """The program could not read the file."""


def output(command, **more):
    run = subprocess.run(command, stdout=subprocess.PIPE,
                         stderr=subprocess.PIPE, timeout=TIMEOUT, **more)
    if run.returncode != 0:
        raise Failed(f"{command[0]}: exit status {run.returncode}: " +
                     run.stderr.decode("utf-8", "replace")[-200:].strip())
    return run.stdout


# --- The interfaces: libstg, and Wine's ole32 ----------------------------------

def parse_docfile(lines):
    """Rows of one file, of docfile list."""
    rows = {}
    for line in lines:
        words = line.split()
        if words[0] == "E":
            raise Failed(f"docfile: {words[2]}")
        if words[0] == "S":
            rows[unescape(words[1])] = (STREAM, int(words[2]),
                                        int(words[3], 16))
        elif words[0] == "D":
            rows[unescape(words[1])] = (STORAGE, words[2], int(words[3]))
    return rows


class Docfile:
    """docfile.c, compiled for this platform or for Windows."""

    def __init__(self, command, environment=None, states=True):
        self.command = command
        self.environment = environment
        self.states = states

    def __call__(self, file):
        found = self.read_many([file])[file]
        if isinstance(found, Failed):
            raise found
        return found

    def read_many(self, files):
        """Rows of each file, or Failed, with one start of the program."""
        run = subprocess.run(self.command + ["list"] + files,
                             stdout=subprocess.PIPE, timeout=TIMEOUT,
                             stderr=subprocess.DEVNULL,
                             env=self.environment, check=False)
        found = {file: Failed("docfile: nothing") for file in files}
        lines = []
        for line in run.stdout.decode("ascii").splitlines():
            lines.append(line)
            if line[0] not in "EF":
                continue
            try:
                found[line.split()[1]] = self.known(parse_docfile(lines))
            except Failed as error:
                found[line.split()[1]] = error
            lines = []
        return found

    def known(self, rows):
        """Without what the program does not keep."""
        if self.states:
            return rows
        return {p: r if r[0] == STREAM else (r[0], r[1], None)
                for p, r in rows.items()}

    def run(self, script):
        with open("script.txt", "w", encoding="ascii") as file:
            file.write(script)
        output(self.command + ["run", "script.txt"], env=self.environment)


# --- olefile ------------------------------------------------------------------

def read_olefile(file):
    rows = {}
    with olefile.OleFileIO(file) as ole:
        def add(path, entry):
            path = tuple(units(name) for name in path)
            if entry.entry_type == olefile.STGTY_STREAM:
                data = ole.openstream([text(n) for n in path]).read()
                rows[path] = (STREAM, len(data), zlib.crc32(data))
                return
            rows[path] = (STORAGE, class_digits(entry.clsid),
                          entry.dwUserFlags)
        todo = [([], ole.root)]
        while todo:
            path, entry = todo.pop()
            add(path, entry)
            todo += [(path + [kid.name], kid) for kid in entry.kids]
        # It wants no file to have been changed by a transaction.
        issues = [text for _, text in ole.parsing_issues
                  if "transaction_signature_number" not in text]
        if issues:
            raise Failed(f"olefile: {issues[0]}")
    return rows


def class_digits(guid):
    """A class as the bytes that it has in memory."""
    parts = guid.split("-")
    if len(parts) != 5:
        return "0" * 32
    swapped = [bytes.fromhex(p)[::-1].hex() for p in parts[:3]]
    return "".join(swapped + parts[3:]).lower()


# --- libgsf -------------------------------------------------------------------

def read_gsf(file):
    rows = {}
    names = []
    listing = output(["gsf", "list", file]).decode("utf-8")
    for line in listing.split("\n")[1:]:
        match = re.match(r"([df])  .{19} +(\d+) (.*)", line, re.S)
        if not match:
            continue
        kind, size, name = match.groups()
        if name == "*root*":
            rows[()] = (STORAGE, None, None)
            continue
        path = tuple(units(n) for n in name.split("/"))
        if kind == "d":
            rows[path] = (STORAGE, None, None)
        elif size == "0":
            rows[path] = (None, 0, 0)   # maybe a storage without elements
        else:
            names.append((path, name, int(size)))
    # One run for many streams; they come one behind the other.
    for start in range(0, len(names), 500):
        some = names[start:start + 500]
        data = output(["gsf", "cat", file] + [n for _, n, _ in some])
        add_pieces(rows, data, [(p, size) for p, _, size in some])
    return rows


def add_pieces(rows, data, pieces):
    at = 0
    for path, size in pieces:
        piece = data[at:at + size]
        rows[path] = (STREAM, len(piece), zlib.crc32(piece))
        at += size
    if at != len(data):
        raise Failed(f"{len(data)} bytes instead of {at}")


# --- 7-Zip --------------------------------------------------------------------

def sevenzip_name(name):
    """Control characters show as numbers in brackets."""
    return re.sub(r"\[(\d+)\]", lambda m: chr(int(m.group(1))), name)


def read_sevenzip(file):
    rows = {(): (STORAGE, None, None)}
    pieces = []
    listing = output(["7z", "l", "-slt", "-ba", "-tCompound", file])
    for block in listing.decode("utf-8").split("\n\n"):
        fields = dict(line.split(" = ", 1) for line in block.split("\n")
                      if " = " in line)
        if "Path" not in fields:
            continue
        path = tuple(units(sevenzip_name(n))
                     for n in fields["Path"].split("/"))
        if fields.get("Size"):
            pieces.append((path, int(fields["Size"])))
        else:
            rows[path] = (STORAGE, None, None)
    data = output(["7z", "x", "-so", "-tCompound", file])
    add_pieces(rows, data, pieces)
    return rows


# --- libolecf -----------------------------------------------------------------

def olecf_name(name):
    """Undo escapes; pairs of surrogates come out 3FF too low."""
    name = re.sub(r"\\x([0-9a-f]{2})", lambda m: chr(int(m.group(1), 16)),
                  name)
    return units("".join(chr(ord(c) + 0x3FF) if ord(c) > 0xFFFF else c
                         for c in name))


def read_olecf(file):
    rows = {(): (STORAGE, None, None)}
    shutil.rmtree("olecf.export", ignore_errors=True)
    output(["olecfexport", "-t", "olecf", file])
    for folder, inner, files in os.walk("olecf.export"):
        names = os.path.relpath(folder, "olecf.export").split(os.sep)
        if names == ["."]:
            continue
        path = tuple(olecf_name(n) for n in names)
        if inner or "StreamData.bin" not in files:
            rows[path] = (STORAGE, None, None)
            continue
        with open(os.path.join(folder, "StreamData.bin"), "rb") as stream:
            data = stream.read()
        # An empty one may as well be a storage without elements.
        kind = STREAM if data else None
        rows[path] = (kind, len(data), zlib.crc32(data))
    shutil.rmtree("olecf.export", ignore_errors=True)
    return rows


# --- Comparing ------------------------------------------------------------------

def same_row(expected, found):
    if found is None:
        return False
    if found[0] is None:    # nothing, whatever it is
        return expected[0] == STORAGE or expected[1] == 0
    return all(f is None or e == f for e, f in zip(expected, found))


def differences(expected, found):
    """Lines that say what is wrong; none when all is the same."""
    lines = []
    for path, row in sorted(expected.items()):
        if not same_row(row, found.get(path)):
            lines.append(f"{escape(path)}: {row}, not {found.get(path)}")
    for path in sorted(set(found) - set(expected)):
        lines.append(f"{escape(path)}: surplus, {found[path]}")
    return lines
