# SPDX-License-Identifier: MIT
"""Compound files as Python sees them, and scripts for docfile that make them.

A name is a string whose characters are UTF-16 code units; a path is a tuple of
names. A stream's bytes come from a pool that docfile has, too.
"""
import random
import zlib

POOL_SIZE = 1 << 20
POOL = random.Random(20).randbytes(POOL_SIZE)
STREAM, STORAGE = "S", "D"


def units(text):
    """The code units of ordinary text."""
    raw = text.encode("utf-16-le", "surrogatepass")
    return "".join(chr(raw[i] | raw[i + 1] << 8)
                   for i in range(0, len(raw), 2))


def text(name):
    """The reverse."""
    raw = b"".join(ord(c).to_bytes(2, "little") for c in name)
    return raw.decode("utf-16-le", "surrogatepass")


def escape(path):
    def one(name):
        return "".join(c if "!" <= c <= "~" and c not in "\\/"
                       else "\\u%04x" % ord(c) for c in name)
    return "/".join(one(name) for name in path) or "."


def unescape(path):
    def one(name):
        parts = name.split("\\u")
        return parts[0] + "".join(chr(int(p[:4], 16)) + p[4:]
                                  for p in parts[1:])
    return () if path == "." else tuple(one(n) for n in path.split("/"))


def pool_bytes(length, seed):
    seed %= POOL_SIZE
    return (POOL[seed:] + POOL * (length // POOL_SIZE + 1))[:length]


class Model:
    """What a file holds, and the script that made it so."""

    def __init__(self, name, version=3):
        self.name = name
        self.version = version
        self.streams = {}
        self.storages = {(): self.new_storage()}
        self.script = ["pool pool.bin", f"create {name} {version}"]
        self.writable = True    # by every implementation, in sensible time

    @staticmethod
    def new_storage():
        return {"class": "0" * 32, "state": 0, "times": None}

    def do(self, *words):
        self.script.append(" ".join(str(w) for w in words))

    def mkdir(self, path):
        self.storages[path] = self.new_storage()
        self.do("mkdir", escape(path))

    def stream(self, path, size=0, seed=None):
        self.streams[path] = bytearray()
        self.do("stream", escape(path))
        if size:
            self.write(path, 0, size, seed)

    def write(self, path, offset, size, seed=None):
        if seed is None:
            seed = zlib.crc32(escape(path).encode()) % POOL_SIZE
        data = self.streams[path]
        data[offset:offset + size] = pool_bytes(size, seed)
        self.do("write", escape(path), offset, size, seed)

    def append(self, path, size, seed=None):
        self.write(path, len(self.streams[path]), size, seed)

    def size(self, path, size):
        data = self.streams[path]
        assert size <= len(data), "what is new would be undefined"
        del data[size:]
        self.do("size", escape(path), size)

    def remove(self, path):
        n = len(path)
        for things in (self.streams, self.storages):
            for other in [p for p in things if p[:n] == path]:
                del things[other]
        self.do("remove", escape(path))

    def rename(self, path, name):
        n = len(path)
        for things in (self.streams, self.storages):
            for other in [p for p in things if p[:n] == path]:
                renamed = path[:-1] + (name,) + other[n:]
                things[renamed] = things.pop(other)
        self.do("rename", escape(path), escape((name,)))

    def set_class(self, path, digits):
        self.storages[path]["class"] = digits
        self.do("class", escape(path), digits)

    def set_state(self, path, bits):
        self.storages[path]["state"] = bits
        self.do("state", escape(path), bits)

    def forget_states(self):
        """For an implementation that does not keep state bits."""
        self.script = [l for l in self.script if not l.startswith("state ")]
        for storage in self.storages.values():
            storage["state"] = 0

    def set_times(self, path, created, changed):
        self.storages[path]["times"] = (created, changed)
        self.do("times", escape(path), "%016x" % created, "%016x" % changed)

    def reopen(self):
        """Close and open again: what follows edits a file that exists."""
        self.script += ["commit", "close", f"open {self.name}"]

    def finished(self):
        return "\n".join(self.script + ["commit", "close", ""])

    def expected(self):
        """Each path with kind, size and CRC, or class and state."""
        rows = {p: (STREAM, len(d), zlib.crc32(d))
                for p, d in self.streams.items()}
        rows.update({p: (STORAGE, s["class"], s["state"])
                     for p, s in self.storages.items()})
        return rows


# --- The files ---------------------------------------------------------------

SIZES = (0, 1, 63, 64, 65, 511, 512, 513, 4095, 4096, 4097, 100000)


def sizes(model):
    for size in SIZES:
        model.stream((f"size {size}",), size)


def empty(model):
    pass


def names(model):
    """Control characters, other scripts, pairs, 31 units, odd characters."""
    odd = ["\x01Ole", "\x05SummaryInformation", "\x1f\x02", "a", "A b", "ÄÖÜß",
           "日本語のストリーム", "\U0001f600 pair", "\U00010400",
           "x" * 31, "é" * 31, "€uro ≠", " leading", "trailing ", "a-dash",
           "semi;colon", "per%cent", "#hash", "'quote'", "[brackets]",
           "com.dot", "ﬀ", "ǅ"]
    for i, name in enumerate(odd):
        model.stream((units(name),), 100 * i, i)
    model.mkdir((units("Ä storage"),))
    model.stream((units("Ä storage"), units("日本")), 5000)


def metadata(model):
    """Classes, state bits and times, on the root and below."""
    model.set_class((), "0102030405060708090a0b0c0d0e0f10")
    model.set_state((), 0xDEADBEEF)
    for i in range(5):
        path = (f"storage {i}",)
        model.mkdir(path)
        model.set_class(path, "%032x" % (0x1234 << 8 * i))
        model.set_state(path, 1 << 7 * i)
        model.set_times(path, 130000000000000000 + i, 131000000000000000 + i)
        model.stream(path + ("inside",), 10 * i)


def deep(model):
    path = ()
    for i in range(200):
        path += (f"level {i}",)
        model.mkdir(path)
        if i % 20 == 0:
            model.stream(path + ("here",), 50 * i, i)


def wide(model, order):
    model.mkdir(("wide",))
    for i in order:
        model.stream(("wide", f"stream {i:05d}"), i % 200, i)


def wide_ascending(model):
    wide(model, range(5000))
    model.writable = False      # a chain of 5,000 in an unbalanced tree


def wide_random(model):
    order = list(range(5000))
    random.Random(5).shuffle(order)
    wide(model, order)


def storages(model):
    for i in range(300):
        model.mkdir((f"s{i:03d}",))
        model.stream((f"s{i:03d}", "data"), 13 * i, i)


def large(model):
    """More than the 109 FAT sectors of the header are for, in version 3."""
    model.stream(("large",), 8 << 20, 7)
    model.stream(("small",), 77)
    model.stream(("more",), 9 << 20, 12345)


def interleaved(model):
    """Streams that grow in turn, across the limit of small ones."""
    for i in range(20):
        model.stream((f"stream {i}",))
    for turn in range(30):
        for i in range(20):
            model.append((f"stream {i}",), 100 + 17 * i, turn * 100 + i)


def edited(model):
    """Create, grow, shrink, rename, delete and create again."""
    r = random.Random(11)
    model.mkdir(("folder",))
    model.mkdir(("folder", "inner"))
    places = [(), ("folder",), ("folder", "inner")]
    for turn in range(6):
        for i in range(25):
            path = r.choice(places) + (f"{turn} {i}",)
            model.stream(path, r.choice((0, 10, 64, 3000, 4096, 20000)))
        streams = sorted(model.streams)
        for path in r.sample(streams, 20):
            if path not in model.streams:
                continue
            action = r.randrange(5)
            if action == 0:
                model.append(path, r.randrange(1, 9000))
            elif action == 1:
                model.size(path, len(model.streams[path]) // 2)
            elif action == 2:
                model.remove(path)
            elif action == 3:
                model.rename(path, f"renamed {turn} {path[-1]}"[:31])
            else:
                model.size(path, 0)
        model.reopen()
    model.remove(("folder", "inner"))
    model.rename(("folder",), "other folder")
    model.mkdir(("folder",))
    model.stream(("folder", "again"), 6000)


MAKERS = (empty, sizes, names, metadata, deep, wide_ascending, wide_random,
          storages, large, interleaved, edited)


def all_files(prefix, versions=(3, 4)):
    """A model for each kind of file and each version."""
    for version in versions:
        for maker in MAKERS:
            model = Model(f"{prefix}-{maker.__name__}-{version}.cfb", version)
            maker(model)
            yield model


def edit(model, renames=True):
    """Change a file that somebody else made: the same for all of them."""
    model.script = ["pool pool.bin", f"open {model.name}"]
    streams = sorted(model.streams)
    if streams:
        model.append(streams[0], 5000, 1)
        model.size(streams[-1], len(model.streams[streams[-1]]) // 3)
    if len(streams) > 2:
        model.remove(streams[1])
    if len(streams) > 4:
        if renames:
            model.rename(streams[2], "renamed by the editor")
        model.write(streams[3], 0, 10, 2)
    model.mkdir(("new storage",))
    model.stream(("new storage", "new stream"), 70000)
    model.stream(("new small",), 100)
    model.stream(("gone again",), 9000)
    model.remove(("gone again",))
