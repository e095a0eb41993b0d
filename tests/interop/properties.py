# SPDX-License-Identifier: MIT
"""Property sets that go to other programs, and come from them.

The same program (propset.c) writes and lists sets with libstg and under Wine.
What we write is read by olefile, libgsf and libolecf as well; documents whose
title was changed in place show it in LibreOffice, installer databases in
msitools.
"""
import os
import shutil
import subprocess

import documents
import readers

TITLE = "A title from elsewhere"
COUNT = 4
KINDS = (("doc", "fodt"), ("xls", "fods"), ("ppt", "fodp"))


def lines(command, environment=None):
    run = subprocess.run(command, stdout=subprocess.PIPE, timeout=180,
                         stderr=subprocess.DEVNULL, env=environment,
                         check=False)
    return sorted(run.stdout.decode("utf-8", "replace").split("\n"))


def compile_for_wine(interop):
    """The command, or None."""
    if not interop.wine:
        return None
    source = os.path.join(os.path.dirname(interop.arguments.source),
                          "propset.c")
    subprocess.run(["x86_64-w64-mingw32-gcc", "-std=c11", "-O2", "-Wall",
                    "-Wextra", "-Werror", "-DCOBJMACROS", "-o",
                    "propset.exe", source, "-lole32", "-luuid"], check=True)
    return interop.wine.command[:-1] + ["propset.exe"]


def same(interop, what, ours, theirs):
    interop.checked += 1
    ours = [line.rstrip("\r") for line in ours]
    # Wine opens the first section in place of the second one.
    theirs = sorted(line.rstrip("\r") for line in theirs
                    if not line.startswith("custom"))
    wrong = [f"ours {x}" for x in ours if x not in theirs]
    wrong += [f"theirs {x}" for x in theirs if x not in ours]
    if wrong or len(ours) < 10:
        interop.fail(what, wrong or ["hardly anything is listed"])


def with_wine(interop, own):
    wine = compile_for_wine(interop)
    if not wine:
        interop.skip("property sets: no ole32")
        return
    environment = interop.wine.environment
    lines(wine + ["write-some", "props-wine.cfb"], environment)
    for file in ("props-ours.cfb", "props-wine.cfb"):
        same(interop, f"{file}: property sets by libstg and ole32",
             lines([own, "list", file]),
             lines(wine + ["list", file], environment))
    lines(wine + ["set", "props-ours.cfb", "2", TITLE], environment)
    if f'summary 2 30 "" {TITLE}' not in lines([own, "list",
                                                "props-ours.cfb"]):
        interop.fail("props-ours.cfb: title changed by ole32", ["not seen"])
    interop.checked += 1


def contains(interop, what, text, wanted):
    interop.checked += 1
    missing = [w for w in wanted if w not in text]
    if missing:
        interop.fail(what, [f"no {w}" for w in missing])


def with_readers(interop):
    wanted = ["The title", "An author", "key, words"]
    if readers.olefile:
        with readers.olefile.OleFileIO("props-ours.cfb") as ole:
            meta = ole.get_metadata()
            contains(interop, "props-ours.cfb: in olefile",
                     [meta.title, meta.author, meta.keywords, meta.company,
                      meta.num_pages],
                     [w.encode() for w in wanted] + [b"A company", 42])
    if shutil.which("gsf"):
        text = readers.output(["gsf", "props", "props-ours.cfb", "dc:title",
                               "dc:creator", "dc:keywords"]).decode()
        contains(interop, "props-ours.cfb: in libgsf", text, wanted)
    if shutil.which("olecfinfo"):
        text = readers.output(["olecfinfo", "props-ours.cfb"]).decode()
        contains(interop, "props-ours.cfb: in libolecf", text,
                 wanted + ["Nov 20, 2015 03:39:33"])


def retitle(own, file, copy, propid):
    """Change a text in a copy; False where there is no such set."""
    shutil.copy(file, copy)
    os.chmod(copy, 0o644)
    return subprocess.run([own, "set", copy, propid, TITLE], check=False,
                          stdout=subprocess.DEVNULL).returncode == 0


def with_libreoffice(interop, own):
    for extension, target in KINDS:
        copies = []
        for file in documents.pick(interop.arguments.corpus, extension,
                                   COUNT):
            copy = f"titled-{len(copies)}.{extension}"
            plain = f"untitled-{len(copies)}.{extension}"
            if retitle(own, file, copy, "2"):
                shutil.copy(file, plain)
                copies += [(plain, copy)]
        documents.convert([c for pair in copies for c in pair], target,
                          "titled")
        shown = 0
        for plain, copy in copies:
            results = [os.path.join("titled", f[:-len(extension)] + target)
                       for f in (plain, copy)]
            if not os.path.exists(results[0]):
                continue    # not even the original
            with open(results[1], encoding="utf-8") as file:
                text = file.read()
            contains(interop, f"{copy}: title in LibreOffice", text,
                     [f"<dc:title>{TITLE}</dc:title>"])
            shown += f"<dc:title>{TITLE}</dc:title>" in text
        print(f"{extension}: {len(copies)} retitled, {shown} shown so by "
              "LibreOffice", flush=True)


def with_msitools(interop, own):
    count = shown = 0
    for file in documents.pick(interop.arguments.corpus, "msi", COUNT):
        copy = f"titled-{count}.msi"
        if not retitle(own, file, copy, "3"):
            continue
        try:
            readers.output(["msiinfo", "suminfo", file])
        except readers.Failed:
            continue
        count += 1
        text = readers.output(["msiinfo", "suminfo", copy]).decode("utf-8",
                                                                   "replace")
        contains(interop, f"{copy}: in msiinfo", text, [TITLE])
        shown += TITLE in text
    print(f"msi: {count} retitled, {shown} shown so by msitools", flush=True)


def run(interop):
    own = os.path.abspath(interop.arguments.propset)
    lines([own, "write", "props-ours.cfb"])
    with_readers(interop)
    with_wine(interop, own)
    if not interop.arguments.corpus:
        return
    if shutil.which("soffice"):
        with_libreoffice(interop, own)
    if shutil.which("msiinfo"):
        with_msitools(interop, own)
