#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The files in Packages, taken out by stgbrowse and by others.

For each document of a folder the streams \\1Ole10Native are had from olefile
and from libolecf, and what they hold by the layout of a Package must be, byte
by byte, what `stgbrowse objects extract` writes.
"""
import argparse
import collections
import hashlib
import json
import os
import shutil
import struct
import subprocess
import sys
import tempfile

import readers

NATIVE = "\x01Ole10Native"
TIMEOUT = 120


class Other(Exception):
    """Not a Package."""


# --- The layout ----------------------------------------------------------------

class Cursor:
    def __init__(self, data):
        self.data = data
        self.at = 0

    def take(self, size):
        if size > len(self.data) - self.at:
            raise Other
        self.at += size
        return self.data[self.at - size:self.at]

    def number(self, form):
        return struct.unpack("<" + form, self.take(struct.calcsize(form)))[0]

    def string(self):
        end = self.data.find(b"\0", self.at)
        if end < 0:
            raise Other
        return self.take(end + 1 - self.at)


def payload(stream):
    """The file in a stream \\1Ole10Native; None: a link to one."""
    cursor = Cursor(stream)
    cursor.number("I")
    if cursor.number("H") != 2:
        raise Other
    cursor.string()
    cursor.string()
    cursor.number("H")
    kind = cursor.number("H")
    cursor.take(cursor.number("I"))
    if kind == 1:
        return None
    if kind != 3:
        raise Other
    return cursor.take(cursor.number("I"))


# --- Who reads the streams -------------------------------------------------------

def by_olefile(file):
    with readers.olefile.OleFileIO(file) as ole:
        for path in ole.listdir():
            if path[-1] == NATIVE:
                yield ole.openstream(path).read()


def by_libolecf(file):
    shutil.rmtree("olecf.export", ignore_errors=True)
    run = subprocess.run(["olecfexport", "-t", "olecf", file], check=True,
                         stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                         timeout=TIMEOUT)
    if b"unable to sanitize" in run.stdout:
        raise readers.Failed("a name that it cannot give to a file")
    for folder, _, files in os.walk("olecf.export"):
        if readers.olecf_name(os.path.basename(folder)) == NATIVE and "StreamData.bin" in files:
            with open(os.path.join(folder, "StreamData.bin"), "rb") as stream:
                yield stream.read()


def digests(streams):
    found = collections.Counter()
    for stream in streams:
        try:
            data = payload(stream)
        except Other:
            continue
        if data is not None:
            found[len(data), hashlib.sha256(data).hexdigest()] += 1
    return found


# --- Comparing -------------------------------------------------------------------

def extracted(stgbrowse, file):
    """What stgbrowse says are packages, and writes."""
    def run(*arguments):
        done = subprocess.run([stgbrowse, "objects", *arguments, "--json",
                               file], stdout=subprocess.PIPE,
                              stderr=subprocess.DEVNULL, timeout=TIMEOUT,
                              check=False)
        return json.loads(done.stdout) if done.stdout else {}

    packages = {o["path"] for o in run().get("objects", [])
                if o["kind"] == "package" and "//" not in o["path"]}
    found = collections.Counter()
    if not packages:
        return found
    shutil.rmtree("out", ignore_errors=True)
    for one in run("extract", "-C", "out").get("files", []):
        if one["path"] not in packages:
            continue
        with open(one["file"], "rb") as file_out:
            data = file_out.read()
        found[len(data), hashlib.sha256(data).hexdigest()] += 1
    return found


class Tally:
    def __init__(self):
        self.files = self.payloads = self.size = self.unread = self.wrong = 0


def compare(tally, reader, file, ours):
    try:
        theirs = digests(reader(file))
    except Exception as error:      # they raise whatever they like
        if ours:
            print(f"{file}: {reader.__name__}: {error}")
            tally.unread += 1
        return
    if not ours and not theirs:
        return
    tally.files += 1
    tally.payloads += sum(theirs.values())
    tally.size += sum(size * n for (size, _), n in theirs.items())
    if ours != theirs:
        tally.wrong += 1
        print(f"{file}: {reader.__name__}: has "
              f"{sorted((theirs - ours).elements())}, not "
              f"{sorted((ours - theirs).elements())}")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--stgbrowse", required=True)
    parser.add_argument("folder")
    arguments = parser.parse_args()
    stgbrowse = os.path.abspath(arguments.stgbrowse)
    folder = os.path.abspath(arguments.folder)
    found = {}
    if readers.olefile:
        found[by_olefile] = Tally()
    if shutil.which("olecfexport"):
        found[by_libolecf] = Tally()
    if not found:
        print("SKIP: packages: neither olefile nor olecfexport")
        return 0
    with tempfile.TemporaryDirectory() as work:
        os.chdir(work)
        for name in sorted(os.listdir(folder)):
            file = os.path.join(folder, name)
            ours = extracted(stgbrowse, file)
            for reader, tally in found.items():
                # This one takes long, and the first saw that there is none.
                if ours or reader is by_olefile:
                    compare(tally, reader, file, ours)
        os.chdir("/")
    print(f"{'packages read by':16} {'files':>6} {'payloads':>9} "
          f"{'bytes':>11} {'unread':>7} {'wrong':>6}")
    for reader, t in found.items():
        print(f"{reader.__name__[3:]:16} {t.files:6} {t.payloads:9} "
              f"{t.size:11} {t.unread:7} {t.wrong:6}")
    return 1 if any(t.wrong for t in found.values()) else 0


if __name__ == "__main__":
    sys.exit(main())
