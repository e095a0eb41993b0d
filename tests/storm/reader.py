#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Another program that reads the file of the storm, and knows of no locks.

It opens the file and reads both streams, until it is told to end. If the header
is the same before and after, all of it was one version; else it was too slow,
and what it read says nothing. Exit status 77: olefile is not there.
"""

import signal
import sys

try:
    import olefile
except ImportError:
    sys.exit(77)


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


def read(path):
    """The number that the file holds in both streams, many times."""
    with olefile.OleFileIO(path) as ole:
        streams = [ole.openstream(name).read() for name in ("s", "l")]
    words = {data[i:i + 4] for data in streams
             for i in range(0, len(data), 4)}
    if len(words) != 1:
        raise ValueError(f"{len(words)} numbers in one version")


def main(path):
    whole = late = 0
    end = End()
    while not end.asked:
        before = header(path)
        problem = None
        try:
            read(path)
        except (OSError, ValueError, IndexError) as error:
            problem = error
        if header(path) != before:
            late += 1
        elif problem:
            print(f"storm: olefile: {problem}", file=sys.stderr)
            return 1
        else:
            whole += 1
    print(f"storm: olefile read {whole} versions, and was late {late} times",
          file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
