# SPDX-License-Identifier: MIT
"""What a stopped commit leaves, read by programs that know nothing of commits.

The generator of crash states (tests/crash) saves images: of a process that was
killed, of a power cut, and of a torn header that was mended. Each has to hold
the version before or the one after, for every reader.
"""
import glob
import os
import subprocess

import readers

STATES = 40000      # of which it keeps some hundreds
KINDS = {"killed": "left by a killed process", "cut": "left by a power cut",
         "mended": "torn header, mended"}


def load(file):
    with open(file, encoding="ascii") as lines:
        return readers.parse_docfile(lines)


def minor_version(file):
    with open(file, "rb") as image:
        return int.from_bytes(image.read(26)[24:], "little")


def read_each(reader, files):
    """Rows of each file, or what went wrong."""
    if isinstance(reader, readers.Docfile):
        return reader.read_many(files)
    found = {}
    for file in files:
        try:
            found[file] = reader(file)
        except Exception as error:  # whatever a reader says about a file
            found[file] = error
    return found


def judge(interop, name, file, found):
    words = os.path.basename(file)[:-len(".cfb")].split("-")
    kind = KINDS[words[2]]
    base = os.path.join("crashes", "-".join(words[:2]))
    versions = [version for version in ("old", "new")
                if words[3] in (version, "any")]
    wrong = [f"{type(found).__name__}: {found}"]
    for version in versions:
        expected = load(f"{base}.{version}")
        if not isinstance(found, Exception):
            wrong = readers.differences(expected, found)
        if not wrong:
            break
    interop.count(kind, name, expected, wrong)
    if wrong:
        interop.fail(f"{file}, not the {' or the '.join(versions)} version, "
                     f"read by {name}", wrong)


def run(interop):
    os.makedirs("crashes", exist_ok=True)
    environment = dict(os.environ, srcdir=interop.arguments.srcdir)
    made = subprocess.run([interop.arguments.crash, "--states", str(STATES),
                           "--sample", "crashes"], env=environment,
                          stdout=subprocess.PIPE, check=False)
    files = sorted(glob.glob(os.path.join("crashes", "*.cfb")))
    if made.returncode != 0 or len(files) < 200:
        interop.fail(f"{len(files)} crash images",
                     made.stdout.decode().splitlines())
        return
    for name, reader in interop.readers.items():
        some = [file for file in files
                if name != "7-Zip" or minor_version(file) == 0x3e]
        for file, found in read_each(reader, some).items():
            judge(interop, name, file, found)
