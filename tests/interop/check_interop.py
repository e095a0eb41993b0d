#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Do other programs read what libstg writes, and the other way round?

Ours to them: files are made and edited through the public functions by scripts
(docfile.c), and must be read with the same names and bytes, classes and state
bits by every reader that is installed.

Theirs to us: files that libgsf and another implementation of the interfaces
have written are read, edited by us, and read by all of them again.

Documents (with --corpus) are edited in place and must still convert, to the
same as before.

Crash images of ours (crashes.py) hold the version before or the one after.

What is not installed is skipped, and said so.
"""
import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time

import crashes
import documents
import model
import properties
import readers
import values


class Tally:
    """What one reader has read."""

    def __init__(self):
        self.files = self.names = self.bytes = self.wrong = 0
        self.seconds = 0.0


class Interop:
    def __init__(self, arguments):
        self.arguments = arguments
        self.own = readers.Docfile([os.path.abspath(arguments.docfile)])
        self.stgbrowse = os.path.abspath(arguments.stgbrowse)
        self.readers = {"libstg": self.own}
        self.tallies = {}
        self.skipped = []
        self.wine = None
        self.wrong = 0
        self.checked = 0

    def skip(self, what):
        print(f"SKIP: {what}", flush=True)
        self.skipped.append(what)

    def find_readers(self):
        self.wine = self.find_wine()
        if self.wine:
            self.readers["ole32 (Wine)"] = self.wine
        if readers.olefile:
            self.readers["olefile"] = readers.read_olefile
        else:
            self.skip("olefile: no such Python module")
        for name, program, reader in (
                ("libgsf", "gsf", readers.read_gsf),
                ("7-Zip", "7z", readers.read_sevenzip),
                ("libolecf", "olecfexport", readers.read_olecf)):
            if shutil.which(program):
                self.readers[name] = reader
            else:
                self.skip(f"{name}: no {program}")

    def find_wine(self):
        """docfile.c as a program for Windows, under Wine."""
        compiler = shutil.which("x86_64-w64-mingw32-gcc")
        wine = shutil.which("wine64") or shutil.which("wine")
        if not compiler or not wine:
            self.skip("ole32: no " + ("wine" if compiler else
                                      "x86_64-w64-mingw32-gcc"))
            return None
        source = os.path.join(self.arguments.source)
        subprocess.run([compiler, "-std=c11", "-O2", "-Wall", "-Wextra",
                        "-Werror", "-DCOBJMACROS", "-o", "docfile.exe",
                        source, "-lole32", "-luuid"], check=True)
        environment = dict(os.environ, WINEDEBUG="-all", DISPLAY="",
                           WINEPREFIX=os.path.abspath("wine"),
                           WINEDLLOVERRIDES="mscoree,mshtml=")
        # The first start sets up the prefix.
        try:
            first = subprocess.run([wine, "docfile.exe", "list", "none"],
                                   env=environment, timeout=180,
                                   stdout=subprocess.PIPE,
                                   stderr=subprocess.DEVNULL, check=False)
            if not first.stdout.startswith(b"E none 80030002"):
                self.skip("ole32: Wine does not run programs")
                return None
        except subprocess.TimeoutExpired:
            self.skip("ole32: Wine does not start")
            return None
        # It keeps no state bits.
        return readers.Docfile([wine, "docfile.exe"], environment, False)

    # --- Reading ----------------------------------------------------------------

    def fail(self, what, lines):
        self.wrong += 1
        print(f"WRONG {what}")
        for line in lines[:10]:
            print(f"    {line if len(line) < 200 else '...' + line[-200:]}")
        if len(lines) > 10:
            print(f"    and {len(lines) - 10} more")
        sys.stdout.flush()

    def read(self, kind, name, file, expected):
        """Have a reader read a file."""
        start = time.monotonic()
        try:
            found = self.readers[name](file)
            wrong = readers.differences(expected, found)
        except Exception as error:  # whatever a reader says about a file
            wrong = [f"{type(error).__name__}: {error}"]
        self.count(kind, name, expected, wrong, time.monotonic() - start)
        if wrong:
            self.fail(f"{file}, {kind}, read by {name}", wrong)

    def count(self, kind, name, expected, wrong, seconds=0.0):
        """A file has been read."""
        tally = self.tallies.setdefault((kind, name), Tally())
        tally.seconds += seconds
        tally.files += 1
        tally.names += len(expected)
        tally.bytes += sum(row[1] for row in expected.values()
                           if row[0] == model.STREAM)
        tally.wrong += bool(wrong)

    def read_all(self, kind, file, expected):
        for name in self.readers:
            # It needs a quarter of a minute for 5,000 names.
            if (name == "libolecf" and "wide" in file and
                    file != "ours-wide_random-3.cfb"):
                continue
            self.read(kind, name, file, expected)

    def check(self, file, strictly):
        """Ours have no defect at all, others at least no damage."""
        self.checked += 1
        run = subprocess.run([self.stgbrowse, "check"] +
                             (["--strict"] if strictly else []) + [file],
                             stdout=subprocess.PIPE, check=False)
        if run.returncode != 0:
            self.fail(f"{file}: check", run.stdout.decode().splitlines())

    # --- Ours to them -------------------------------------------------------------

    def ours(self):
        for one in model.all_files("ours"):
            self.own.run(one.finished())
            self.check(one.name, True)
            self.read_all("made by us", one.name, one.expected())
            os.remove(one.name)

    # --- Theirs to us -------------------------------------------------------------

    def edit(self, one, kind):
        """Read theirs, edit it, have everybody read it."""
        self.read(f"made by {kind}", "libstg", one.name, one.expected())
        model.edit(one)
        try:
            self.own.run(one.finished())
        except readers.Failed as error:
            self.fail(f"{one.name}: editing", [str(error)])
            return
        self.check(one.name, False)
        self.read_all(f"made by {kind}, edited by us", one.name,
                      one.expected())
        os.remove(one.name)

    def from_wine(self):
        for one in model.all_files("wine"):
            if not one.writable:
                continue
            if "-edited-" in one.name:
                continue    # it cuts names that become longer
            one.forget_states()
            try:
                self.wine.run(one.finished())
            except (readers.Failed, subprocess.TimeoutExpired) as error:
                self.fail(f"{one.name}: written under Wine", [str(error)])
                continue
            self.edit(one, "ole32")

    def wine_edits_ours(self):
        """The other implementation changes what we made; we read it."""
        for one in model.all_files("ours"):
            if not one.writable or len(one.streams) > 1000:
                continue
            one.forget_states()
            self.own.run(one.finished())
            model.edit(one, renames=False)
            try:
                self.wine.run(one.finished())
            except (readers.Failed, subprocess.TimeoutExpired) as error:
                self.fail(f"{one.name}: edited under Wine", [str(error)])
                continue
            self.read("made by us, edited by ole32", "libstg", one.name,
                      one.expected())
            os.remove(one.name)

    def from_gsf(self):
        for one in gsf_models():
            shutil.rmtree("folder", ignore_errors=True)
            os.mkdir("folder")
            for path in sorted(one.storages):
                os.makedirs(os.path.join("folder", *path), exist_ok=True)
            for path, data in one.streams.items():
                with open(os.path.join("folder", *path), "wb") as file:
                    file.write(data)
            top = sorted(os.listdir("folder"))
            readers.output(["gsf", "createole", one.name] +
                           [os.path.join("folder", n) for n in top])
            self.edit(one, "libgsf")

    # --- All ----------------------------------------------------------------------

    def print_tallies(self):
        print(f"\n{'files':44} {'read by':14} {'files':>5} {'names':>7} "
              f"{'bytes':>11} {'wrong':>5} {'s':>6}")
        for (kind, name), t in self.tallies.items():
            print(f"{kind:44} {name:14} {t.files:5} {t.names:7} "
                  f"{t.bytes:11} {t.wrong:5} {t.seconds:6.1f}")

    def run(self):
        with open("pool.bin", "wb") as file:
            file.write(model.POOL)
        self.find_readers()
        self.ours()
        if self.wine:
            self.from_wine()
            self.wine_edits_ours()
        if "libgsf" in self.readers:
            self.from_gsf()
        crashes.run(self)
        properties.run(self)
        values.run(self)
        documents.run(self)
        self.print_tallies()
        total = sum(t.files for t in self.tallies.values()) + self.checked
        print(f"\n{total - self.wrong} passed, {self.wrong} failed, "
              f"{len(self.skipped)} skipped")
        return 1 if self.wrong else 0


def gsf_models():
    """What libgsf can be asked for: files and folders with plain names."""
    for maker in (model.sizes, model.deep, model.storages, model.interleaved,
                  model.large):
        one = model.Model(f"gsf-{maker.__name__}.cfb")
        maker(one)
        yield one


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--docfile", required=True)
    parser.add_argument("--propset", required=True)
    parser.add_argument("--stgbrowse", required=True)
    parser.add_argument("--values", required=True)
    parser.add_argument("--source", required=True, help="docfile.c")
    parser.add_argument("--crash", required=True, help="tests/crash/crash")
    parser.add_argument("--srcdir", required=True)
    parser.add_argument("--corpus", help="folder of real documents")
    parser.add_argument("--keep", help="work here, and leave all of it")
    arguments = parser.parse_args()
    arguments.source = os.path.abspath(arguments.source)
    arguments.crash = os.path.abspath(arguments.crash)
    arguments.srcdir = os.path.abspath(arguments.srcdir)
    arguments.propset = os.path.abspath(arguments.propset)
    arguments.values = os.path.abspath(arguments.values)
    arguments.corpus = arguments.corpus and os.path.abspath(arguments.corpus)
    interop = Interop(arguments)
    folder = arguments.keep or tempfile.mkdtemp(prefix="interop-")
    os.makedirs(folder, exist_ok=True)
    os.chdir(folder)
    try:
        return interop.run()
    finally:
        os.chdir("/")
        if not arguments.keep:
            shutil.rmtree(folder, ignore_errors=True)


sys.exit(main())
