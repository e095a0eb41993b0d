#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Other programs that read the file of the storm, and know of no locks.

olefile and libgsf take turns to open the file and read both streams, until they
are told to end. If the header is the same before and after, all of it was one
version; else they were too slow, and what was read says nothing. Exit status
77: neither is there.
"""

import shutil
import signal
import subprocess
import sys

try:
    import olefile
except ImportError:
    olefile = None

# libgsf is a program that is started each time: long enough for a busy machine,
# and short enough for who ends us.
GSF_SECONDS = 12


class End:
    """Whether enough was read. An exception would not do: one that comes up
    inside olefile may be taken there for a fault of the file."""

    def __init__(self):
        self.asked = False
        signal.signal(signal.SIGTERM, self.ask)

    def ask(self, _signal, _frame):
        self.asked = True


def header(path):
    with open(path, "rb") as file:
        return file.read(512)


def read_olefile(path):
    with olefile.OleFileIO(path) as ole:
        return [ole.openstream(name).read() for name in ("s", "l")]


def read_gsf(path):
    return [subprocess.run(["gsf", "cat", path, "s", "l"], check=True,
                           stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                           stderr=subprocess.DEVNULL,
                           timeout=GSF_SECONDS).stdout]


def check(streams):
    """The number that the file holds in both streams, many times."""
    words = {data[i:i + 4] for data in streams
             for i in range(0, len(data), 4)}
    if len(words) != 1 or not all(streams):
        raise ValueError(f"{len(words)} numbers in one version")


class Reader:
    def __init__(self, name, read):
        self.name = name
        self.read = read
        self.whole = self.late = 0

    def turn(self, path):
        """What is wrong with a version that was read; None: nothing."""
        before = header(path)
        problem = None
        try:
            check(self.read(path))
        except (OSError, ValueError, IndexError,
                subprocess.SubprocessError) as error:
            problem = error
        if header(path) != before:
            self.late += 1
        elif not problem:
            self.whole += 1
        else:
            return problem
        return None


def main(path):
    end = End()
    readers = [Reader("olefile", read_olefile)] if olefile else []
    if shutil.which("gsf"):
        readers.append(Reader("libgsf", read_gsf))
    while readers and not end.asked:
        for reader in readers:
            problem = reader.turn(path)
            # Who ends us may end the program that we have started, too.
            if problem and not end.asked:
                print(f"storm: {reader.name}: {problem}", file=sys.stderr)
                return 1
            if end.asked:
                break
    for reader in readers:
        print(f"storm: {reader.name} read {reader.whole} versions, and was "
              f"late {reader.late} times", file=sys.stderr)
    return 0 if readers else 77


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
