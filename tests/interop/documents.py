# SPDX-License-Identifier: MIT
"""Documents that are edited in place have to convert as before.

Other programs must find in them what was there, and what was added.

In a copy of each, one stream is added, one made, grown and removed again, and
a storage added. The text that LibreOffice makes of it, or the tables and
streams that msitools list, must be those of the original.
"""
import glob
import os
import shutil
import subprocess
import zlib

import model
import readers

# What is converted, to what, and how many of each.
KINDS = (("doc", "txt:Text", "txt"), ("xls", "csv", "csv"),
         ("ppt", "pdf", "pdf"))
COUNT = 12
MSI_COUNT = 6


def pick(folder, extension, count):
    """Some documents, of all sizes."""
    files = sorted(glob.glob(os.path.join(folder, "*." + extension)),
                   key=lambda f: (os.path.getsize(f), f))
    step = max(1, len(files) // count)
    return files[step // 2::step][:count]


def edit(interop, file, copy):
    """Edit a copy; False if it is none, or damaged."""
    shutil.copy(file, copy)
    os.chmod(copy, 0o644)
    if subprocess.run([interop.stgbrowse, "check", copy], check=False,
                      stdout=subprocess.DEVNULL,
                      stderr=subprocess.DEVNULL).returncode != 0:
        return False
    script = ["pool pool.bin", f"open {copy}",
              "stream Interop\\u0020added", "write Interop\\u0020added 0 9000 1",
              "stream Interop\\u0020gone", "write Interop\\u0020gone 0 300 2",
              "commit",
              "write Interop\\u0020gone 300 50000 3",
              "remove Interop\\u0020gone",
              "mkdir Interop\\u0020storage",
              "stream Interop\\u0020storage/inside",
              "write Interop\\u0020storage/inside 0 100 4",
              "write Interop\\u0020added 9000 3000 5",
              "commit", "close", ""]
    expected = interop.own(copy)
    able = [name for name in interop.readers
            if reads(interop, name, copy, expected)]
    interop.own.run("\n".join(script))
    expected.update(ADDED)
    for name in able:
        interop.read("documents, edited by us", name, copy, expected)
    return True


def stream_row(*pieces):
    data = b"".join(model.pool_bytes(*piece) for piece in pieces)
    return (model.STREAM, len(data), zlib.crc32(data))


ADDED = {
    ("Interop added",): stream_row((9000, 1), (3000, 5)),
    ("Interop storage",): (model.STORAGE, "0" * 32, 0),
    ("Interop storage", "inside"): stream_row((100, 4)),
}


def reads(interop, name, file, expected):
    """Does the program read the original? Not all of them read all."""
    try:
        return not readers.differences(expected, interop.readers[name](file))
    except Exception:  # whatever a reader says about a file
        return False


def convert(files, target, folder):
    os.makedirs(folder, exist_ok=True)
    subprocess.run(["soffice", "-env:UserInstallation=file://" +
                    os.path.abspath("soffice"), "--headless", "--convert-to",
                    target, "--outdir", folder] + files, check=False,
                   timeout=600, stdout=subprocess.DEVNULL,
                   stderr=subprocess.DEVNULL)


def contents(file):
    """What a conversion gave; of a PDF the text."""
    if not os.path.exists(file):
        return None
    if file.endswith(".pdf") and shutil.which("pdftotext"):
        return readers.output(["pdftotext", "-layout", file, "-"])
    if file.endswith(".pdf"):
        return b"a PDF"
    with open(file, "rb") as stream:
        return stream.read()


def compare(interop, extension, target, suffix):
    before, after = [], []
    for number, file in enumerate(pick(interop.arguments.corpus, extension,
                                       COUNT)):
        name = f"document-{extension}-{number}.{extension}"
        os.makedirs("plain", exist_ok=True)
        os.makedirs("changed", exist_ok=True)
        try:
            if not edit(interop, file, os.path.join("changed", name)):
                continue
        except readers.Failed as error:
            interop.fail(f"{file}: editing", [str(error)])
            continue
        shutil.copy(file, os.path.join("plain", name))
        before.append(os.path.join("plain", name))
        after.append(os.path.join("changed", name))
    convert(before, target, "from-plain")
    convert(after, target, "from-changed")
    converted = same = 0
    for file in before:
        result = os.path.basename(file)[:-len(extension)] + suffix
        old = contents(os.path.join("from-plain", result))
        new = contents(os.path.join("from-changed", result))
        converted += old is not None
        same += old == new
        if old != new:
            interop.fail(f"{file}: converted to {suffix}",
                         ["differs" if new else "does not convert any more"])
    interop.checked += len(before)
    print(f"{extension}: {len(before)} edited, {converted} convert in "
          f"LibreOffice, {same} to the same as before", flush=True)


def compare_msi(interop):
    count = same = 0
    for file in pick(interop.arguments.corpus, "msi", MSI_COUNT):
        copy = f"document-msi-{count}.msi"
        if not edit(interop, file, copy):
            continue
        count += 1
        try:
            old = readers.output(["msiinfo", "tables", file])
        except readers.Failed:
            old = None
        try:
            new = readers.output(["msiinfo", "tables", copy])
            streams = readers.output(["msiinfo", "streams", copy])
        except readers.Failed:
            new = streams = None
        same += old == new
        if old != new or (new is not None and b"Interop added" not in streams):
            interop.fail(f"{file}: in msiinfo", ["differs"])
    interop.checked += count
    print(f"msi: {count} edited, {same} list the same tables in msitools",
          flush=True)


def messages(interop):
    """Nothing converts these; they are read."""
    for number, file in enumerate(pick(interop.arguments.corpus, "msg",
                                       COUNT)):
        edit(interop, file, f"document-msg-{number}.msg")


def run(interop):
    if not interop.arguments.corpus:
        interop.skip("documents: no CORPUS=")
        return
    messages(interop)
    if shutil.which("soffice"):
        for extension, target, suffix in KINDS:
            compare(interop, extension, target, suffix)
    else:
        interop.skip("documents: no soffice")
    if shutil.which("msiinfo"):
        compare_msi(interop)
    else:
        interop.skip("installer databases: no msiinfo")
