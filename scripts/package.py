"""The parts of scripts/package that need no compiler.

    package.py licences TARGET                what others wrote that is in the program, and its licences
    package.py archive WHEEL TO FILE…         the program out of a wheel, and files beside it, packed
    package.py sums FOLDER                    SHA256SUMS over the files of a folder

Nothing but Python's own library. The same commit gives the same bytes (SOURCE_DATE_EPOCH).
"""

import gzip
import hashlib
import io
import json
import os
import re
import subprocess
import sys
import tarfile
import time
import zipfile
from pathlib import Path

# How crates call the files that their licence asks to pass on.
LICENCE_FILE = re.compile(r"(un)?licen[cs]es?|copying|copyright|notices?|patents", re.IGNORECASE)
# What is called so and is none.
NO_TEXT = {".rs", ".py", ".toml", ".html", ".json"}
RULE = "=" * 100


def metadata(target):
    """What cargo knows of all crates for a target."""
    cargo = os.environ.get("CARGO", "cargo")
    command = [cargo, "metadata", "--locked", "--format-version", "1", "--filter-platform", target]
    return json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout)


def linked(found):
    """The crates that are in the program or run while it is built, as examples/sbom.rs counts them:
    no dependencies of tests, and none of this project's own."""
    packages = {package["id"]: package for package in found["packages"]}
    nodes = {node["id"]: node for node in found["resolve"]["nodes"]}
    seen, waiting = set(), [found["resolve"]["root"]]
    while waiting:
        name = waiting.pop()
        if name not in seen:
            seen.add(name)
            waiting += [
                needed["pkg"] for needed in nodes[name]["deps"]
                if any(kind["kind"] != "dev" for kind in needed["dep_kinds"])
            ]
    own = set(found["workspace_members"])
    return sorted((packages[name] for name in seen - own),
                  key=lambda package: (package["name"], package["version"]))


def own_texts(package):
    """The texts in a crate's folder whose names say that they are its licence."""
    folder = Path(package["manifest_path"]).parent
    files = [path for path in folder.iterdir() if LICENCE_FILE.match(path.name)]
    files += [inner for path in files if path.is_dir() for inner in path.rglob("*")]
    if package["license_file"]:
        files.append(folder / package["license_file"])
    texts = sorted({path for path in files if path.is_file() and path.suffix not in NO_TEXT})
    return [path.read_text(encoding="utf-8", errors="replace").strip() for path in texts]


def standard_texts(package):
    """The texts of a crate that comes without them, from what its Cargo.toml says; none where that
    needs somebody to look."""
    said = package["license"] or ""
    names = set(re.findall(r"[A-Za-z0-9.-]+", said)) - {"OR", "AND", "WITH"}
    if " AND " not in said:
        # One of them is enough.
        names = {"MIT"} & names or {"Apache-2.0"} & names
    if not names or not names <= {"MIT", "Apache-2.0"}:
        return []
    texts = []
    if "MIT" in names:
        authors = ", ".join(package["authors"]) or "its authors"
        mit = Path("LICENSE-MIT").read_text(encoding="utf-8").strip()
        holder = f"Copyright (c) the authors of {package['name']}: {authors}"
        texts.append(re.sub(r"^Copyright .*$", lambda _: holder, mit, count=1, flags=re.MULTILINE))
    if "Apache-2.0" in names:
        texts.append(Path("LICENSE-APACHE").read_text(encoding="utf-8").strip())
    return texts


def others(target):
    """What is in the program besides crates: (name, licence, texts)."""
    sysroot = subprocess.run(["rustc", "--print", "sysroot"], check=True, text=True,
                             stdout=subprocess.PIPE).stdout.strip()
    rust = Path(sysroot, "share", "doc", "rust", "licenses")
    texts = [(rust / f"{name}.txt").read_text(encoding="utf-8").strip()
             for name in ["MIT", "Apache-2.0", "BSD-2-Clause", "LLVM-exception"]
             if (rust / f"{name}.txt").is_file()]
    yield ("the standard library of Rust (the Rust Project Developers)",
           "MIT OR Apache-2.0, parts BSD-2-Clause and Apache-2.0 WITH LLVM-exception", texts)
    yield "SQLite, within libsqlite3-sys", "public domain", []
    if "linux" in target:
        import ziglang
        zig = Path(ziglang.__file__).parent
        yield ("what zig links: the unwinder of LLVM and compiler-rt",
               "Apache-2.0 WITH LLVM-exception",
               [(zig / "lib/libunwind/LICENSE.TXT").read_text(encoding="utf-8").strip()])
        yield ("the startup files of glibc", "LGPL-2.1-or-later with leave to link",
               [(zig / "lib/libc/glibc/LICENSES").read_text(encoding="utf-8").strip()])
        yield ("zig (the Zig contributors)", "MIT",
               [(zig / "LICENSE").read_text(encoding="utf-8").strip()])


def licences(target):
    packages = linked(metadata(target))
    # Some crates of a repository leave out the licence that their neighbours carry.
    neighbours = {}
    for package in packages:
        if package["repository"] and own_texts(package):
            neighbours.setdefault((package["repository"], package["license"]), own_texts(package))
    entries, without = [], []
    for package in packages:
        near = neighbours.get((package["repository"], package["license"]))
        texts = own_texts(package) or near or standard_texts(package)
        if not texts:
            without.append(f"{package['name']} {package['version']}: {package['license']}")
        licence = package["license"] or "see its text"
        where = package["repository"] or package["homepage"] or ""
        entries.append((f"{package['name']} {package['version']}", licence, where, texts))
    if without:
        sys.exit("crates without a licence text, to be looked at:\n  " + "\n  ".join(without))
    entries += [(name, licence, "", texts) for name, licence, texts in others(target)]

    numbers = {}
    for *_, texts in entries:
        for text in texts:
            numbers.setdefault(text, len(numbers) + 1)
    print("What minga carries that others wrote. It is passed on under the licences named here; the")
    print("numbers lead to their texts below. The encoder and the planning frame: see NOTICE.\n")
    for name, licence, where, texts in entries:
        places = ", ".join(str(numbers[text]) for text in dict.fromkeys(texts)) or "none needed"
        print(f"{name}\n    {licence}; text {places}" + (f"\n    {where}" if where else ""))
    for text, number in numbers.items():
        print(f"\n{RULE}\n{number}\n{RULE}\n\n{text}")


def packed_at():
    return int(os.environ.get("SOURCE_DATE_EPOCH", "0"))


def archive(wheel, to, files):
    """A folder called as the archive, with the program and the files, all with one time."""
    to = Path(to)
    folder = re.sub(r"(\.tar\.gz|\.zip)$", "", to.name)
    with zipfile.ZipFile(wheel) as source:
        program = next(name for name in source.namelist()
                       if re.fullmatch(r"[^/]+\.data/scripts/minga(\.exe)?", name))
        contents = [(program.rsplit("/", 1)[1], source.read(program), 0o755)]
    contents += [(Path(file).name, Path(file).read_bytes(), 0o644) for file in files]
    if to.suffix == ".zip":
        # A zip begins in 1980.
        at = time.gmtime(max(packed_at(), 315532800))[:6]
        with zipfile.ZipFile(to, "w", zipfile.ZIP_DEFLATED) as target:
            for name, data, mode in contents:
                entry = zipfile.ZipInfo(f"{folder}/{name}", at)
                entry.compress_type = zipfile.ZIP_DEFLATED
                entry.external_attr = (0o100000 | mode) << 16
                target.writestr(entry, data)
        return
    with open(to, "wb") as raw, gzip.GzipFile("", "wb", mtime=packed_at(), fileobj=raw) as zipped, \
            tarfile.open(fileobj=zipped, mode="w", format=tarfile.PAX_FORMAT) as target:
        for name, data, mode in contents:
            entry = tarfile.TarInfo(f"{folder}/{name}")
            entry.size, entry.mode, entry.mtime = len(data), mode, packed_at()
            target.addfile(entry, io.BytesIO(data))


def sums(folder):
    files = sorted(path for path in Path(folder).iterdir()
                   if path.is_file() and path.name != "SHA256SUMS")
    lines = [f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}\n" for path in files]
    Path(folder, "SHA256SUMS").write_bytes("".join(lines).encode())


if __name__ == "__main__":
    # Windows would write its own line ends and code page.
    sys.stdout.reconfigure(encoding="utf-8", newline="\n")
    command, *arguments = sys.argv[1:] or [""]
    if command == "licences" and len(arguments) == 1:
        licences(*arguments)
    elif command == "archive" and len(arguments) >= 2:
        archive(arguments[0], arguments[1], arguments[2:])
    elif command == "sums" and len(arguments) == 1:
        sums(*arguments)
    else:
        sys.exit(__doc__)
