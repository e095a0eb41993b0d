#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Do programs of ours and of Windows keep out of each other's way?

sharer.c, as a program of this platform and as one for Windows under Wine,
opens one file in every mode beside every other mode: ours beside ours, ours
beside theirs, theirs beside ours and theirs beside theirs. The results are the
same, or the difference is one of those that are listed below with the reason.
Then both commit to one file, and read what the other has committed; and each
reads a large file, which our programs read where it lies, while the other one
commits to it.
"""
import argparse
import os
import select
import shutil
import subprocess
import sys
import tempfile
import time

READ, WRITE, READWRITE = 0, 1, 2
EXCLUSIVE, DENY_WRITE, DENY_READ, DENY_NONE = 0x10, 0x20, 0x30, 0x40
TRANSACTED, PRIORITY = 0x10000, 0x40000
NOSNAPSHOT, SWMR = 0x200000, 0x400000
CREATE, ONLYIFCURRENT = 0x1000, 2

OK, SHARE, LOCK = "00000000", "80030020", "80030021"
NOTCURRENT = "80030101"

# Beside a reader.
COMMITS = 4

MODES = (
    [EXCLUSIVE, READWRITE | EXCLUSIVE, DENY_WRITE, DENY_NONE | PRIORITY,
     SWMR | READWRITE | DENY_WRITE, SWMR | DENY_NONE] +
    [TRANSACTED | access | share for access in (READ, WRITE, READWRITE)
     for share in (EXCLUSIVE, DENY_WRITE, DENY_READ, DENY_NONE)] +
    [TRANSACTED | NOSNAPSHOT | mode for mode in (
        READWRITE | DENY_NONE, DENY_NONE, READWRITE | DENY_READ)])


def access(mode):
    return mode & 3


def share(mode):
    return mode & 0x70


def is_quiet(mode):
    """Holds no exclusive lock: readers that deny writing."""
    return mode == DENY_WRITE


# Where the four results differ: our reason, and whether it covers a pair. The
# results are of (ours, ours), (ours, theirs), (theirs, ours), (theirs, theirs);
# the first named has the file open, the second comes.
REASONS = [
    ("Wine asks its own open handles for share modes, and answers with "
     "LOCKVIOLATION where it meets our locks instead. A conflict of share "
     "modes is STG_E_SHAREVIOLATION, whoever causes it.",
     lambda old, new, r: r[0] == SHARE and r[1] == LOCK and r[2] == SHARE and
     r[3] in (SHARE, LOCK)),
    ("Who reads a file and denies writing holds shared locks alone, so that "
     "any number of them go together; a reader in Wine takes shared locks as "
     "well and does not see them. Both only read.",
     lambda old, new, r: is_quiet(old) and access(new) == READ and
     share(new) in (EXCLUSIVE, DENY_READ) and r[1] == OK),
    ("An open for writing alone does not read, so that one who denies reading "
     "does not mind it. Wine opens files for both.",
     lambda old, new, r: WRITE in (access(old), access(new)) and
     DENY_READ in (share(old), share(new)) and r[0] in (OK, LOCK) and
     r[3] == SHARE),
    ("NOSNAPSHOT holds a byte of a writer and denies writing, for reading "
     "too. In Wine a reader with it holds nothing.",
     lambda old, new, r: (old | new) & NOSNAPSHOT and r[0] in (SHARE, LOCK)),
]


class Sharer:
    def __init__(self, command, path, environment=None):
        self.process = subprocess.Popen(
            command + [path], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL, env=environment, text=True)

    def ask(self, *words):
        line = " ".join(str(word) for word in words)
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()

    def has_answered(self):
        return bool(select.select([self.process.stdout], [], [], 0)[0])

    def answer(self):
        answer = self.process.stdout.readline().split()
        return answer[0] if len(answer) == 1 else tuple(answer)

    def __call__(self, *words):
        self.ask(*words)
        return self.answer()

    def open(self, slot, mode):
        return self("open", slot, f"{mode:x}")

    def close(self):
        self.process.stdin.close()
        self.process.wait()


class Check:
    def __init__(self, arguments):
        self.own = [os.path.abspath(arguments.sharer)]
        self.source = arguments.source
        self.wine = None
        self.environment = None
        self.wrong = 0

    def find_wine(self):
        compiler = shutil.which("x86_64-w64-mingw32-gcc")
        wine = shutil.which("wine64") or shutil.which("wine")
        if not compiler or not wine:
            return
        subprocess.run([compiler, "-std=c11", "-O2", "-Wall", "-Wextra",
                        "-Werror", "-DCOBJMACROS", "-o", "sharer.exe",
                        self.source, "-lole32", "-luuid"], check=True)
        self.environment = dict(
            os.environ, WINEDEBUG="-all", DISPLAY="",
            WINEPREFIX=os.path.abspath("wine"),
            WINEDLLOVERRIDES="mscoree,mshtml=")
        try:
            first = subprocess.run(
                [wine, "sharer.exe", "none.stg"], input="open 0 10\n",
                env=self.environment, timeout=180, stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL, text=True, check=False)
        except subprocess.TimeoutExpired:
            return
        if first.stdout.startswith("80030002"):
            self.wine = [wine, "sharer.exe"]

    def start(self, kind):
        path = os.path.abspath("shared.stg")
        if kind == "ours":
            return Sharer(self.own, path)
        return Sharer(self.wine, "Z:" + path.replace("/", "\\"),
                      self.environment)

    def fail(self, text):
        self.wrong += 1
        print("WRONG " + text, flush=True)

    def make_file(self, *more):
        maker = self.start("ours")
        # What Windows programs had open is closed a moment after they end.
        for _ in range(200):
            if maker("create 0 1012") == OK:
                break
            time.sleep(0.05)
        for order in ("put 0 7", *more, "close 0"):
            assert maker(order) == OK, order
        maker.close()

    def table(self, first, second):
        """The results of all pairs; None: the first open did not work."""
        self.make_file()
        old, new = self.start(first), self.start(second)
        results = {}
        for one in MODES:
            opened = old.open(0, one)
            for other in MODES:
                if opened != OK:
                    results[one, other] = opened
                    continue
                results[one, other] = new.open(1, other)
                if results[one, other] == OK:
                    new("close 1")
            if opened == OK:
                old("close 0")
        old.close()
        new.close()
        return results

    def pairs(self):
        tables = [self.table(*kinds) for kinds in (
            ("ours", "ours"), ("ours", "theirs"), ("theirs", "ours"),
            ("theirs", "theirs"))]
        counts = [0] * len(REASONS)
        same = 0
        for pair in tables[0]:
            results = tuple(table[pair] for table in tables)
            if len(set(results)) == 1:
                same += 1
                continue
            for number, (_, covers) in enumerate(REASONS):
                if covers(*pair, results):
                    counts[number] += 1
                    break
            else:
                self.fail("%x, then %x: %s" % (*pair, " ".join(results)))
        print(f"{same} of {len(tables[0])} pairs are the same in all four")
        for number, (reason, _) in enumerate(REASONS):
            print(f"{counts[number]} differ: {reason}")
            if counts[number] == 0:
                self.fail("that reason is needed no more")

    def expect(self, what, found, expected):
        if found != expected:
            self.fail(f"{what}: {found} instead of {expected}")

    def commits(self, first, second):
        """What one commits the other reads, and is told of."""
        self.make_file()
        mode = TRANSACTED | READWRITE | DENY_NONE
        one, other = self.start(first), self.start(second)
        what = f"{first} and {second}"
        self.expect(what, one.open(0, mode), OK)
        self.expect(what, other.open(0, mode), OK)
        self.expect(what, one("put 0 11"), OK)
        self.expect(what + ": commit", one("commit 0 2"), OK)
        self.expect(what + ": snapshot", other("get 0"), (OK, "7"))
        self.expect(what + ": current", other("commit 0 2"), NOTCURRENT)
        self.expect(what, other.open(1, mode), OK)
        self.expect(what + ": new version", other("get 1"), (OK, "17"))
        self.expect(what, other("put 0 22"), OK)
        self.expect(what + ": wins", other("commit 0 0"), OK)
        self.expect(what, one.open(1, mode), OK)
        self.expect(what + ": winner", one("get 1"), (OK, "34"))
        self.expect(what + ": still", one("get 0"), (OK, "17"))
        self.expect(what, one("put 0 33"), OK)
        self.expect(what + ": wins too", one("commit 0 0"), OK)
        self.expect(what, other.open(2, mode), OK)
        self.expect(what + ": the last", other("get 2"), (OK, "51"))
        one.close()
        other.close()

    def beside(self, first, second, after):
        """The first reads a large file while the second commits to it. What
        it reads is the version that it has opened, or it is told that that is
        gone; `after` is what it reads when it is."""
        self.make_file("fill 0 7")
        what = f"{first} beside {second}"
        gone = (NOTCURRENT, "7"), (NOTCURRENT, "0")
        one, other = self.start(first), self.start(second)
        self.expect(what, one.open(0, TRANSACTED | READ | DENY_NONE), OK)
        self.expect(what, one("sum 0"), (OK, "7"))
        for number in range(17, 17 + COMMITS):
            # Writers come and go.
            if number % 2:
                mode = TRANSACTED | READWRITE | DENY_NONE
                self.expect(what, other.open(0, mode), OK)
            self.expect(what, other("fill 0", f"{number:x}"), OK)
            other.ask("commit 0 0")
            reads = 0
            while reads == 0 or not other.has_answered():
                found = one("sum 0")
                reads += 1
                if found != (OK, "7") and found not in gone:
                    self.fail(f"{what}: {found} while it commits")
                    break
            self.expect(what + ": commit", other.answer(), OK)
            found = one("sum 0")
            if found != after and not (found in gone and after in gone):
                self.fail(f"{what}: {found} instead of {after}")
            if number % 2 == 0:
                self.expect(what, other("close 0"), OK)
        self.expect(what, one("close 0"), OK)
        self.expect(what, one.open(1, TRANSACTED | READ | DENY_NONE), OK)
        self.expect(what + ": the last", one("sum 1"),
                    (OK, str(16 + COMMITS)))
        one.close()
        other.close()

    def versions(self):
        """Where blocks can be shared, there is a copy of each version."""
        self.make_file()
        clones = subprocess.run(
            ["cp", "--reflink=always", "shared.stg", "clone.stg"],
            stderr=subprocess.DEVNULL, check=False).returncode == 0
        self.beside("ours", "ours", (OK, "7"))
        self.beside("theirs", "ours", (OK, "7"))
        self.beside("ours", "theirs", (OK, "7") if clones
                    else (NOTCURRENT, "0"))

    def run(self):
        self.find_wine()
        if not self.wine:
            print("SKIP: check_sharing: no Wine, or no compiler for it")
            return
        self.pairs()
        for first in ("ours", "theirs"):
            for second in ("ours", "theirs"):
                self.commits(first, second)
        self.versions()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--sharer", required=True)
    parser.add_argument("--source", required=True)
    arguments = parser.parse_args()
    check = Check(arguments)
    check.source = os.path.abspath(arguments.source)
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        check.run()
        os.chdir("/")
    print("sharing:", f"{check.wrong} wrong" if check.wrong else "all right")
    return 1 if check.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
