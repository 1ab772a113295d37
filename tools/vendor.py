"""Verify the files of other projects that are kept here, or fetch them anew.

    python tools/vendor.py             compare every file with its manifest's SHA-256
    python tools/vendor.py --fetch     get each package again with npm, write files and sums

A ``manifest.json`` in each folder says which package, version and licence they are of. To take
another version, change it there and fetch.
"""

import argparse
import hashlib
import json
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
FOLDERS = (ROOT / "static" / "vendor", ROOT / "tests" / "vendor")
MANIFEST = "manifest.json"


def main() -> int:
    parser = argparse.ArgumentParser(description="Verify vendored files, or fetch them anew.")
    parser.add_argument("--fetch", action="store_true", help="fetch them with npm")
    fetching = parser.parse_args().fetch
    for folder in FOLDERS:
        if fetching:
            fetch(folder)
    complaints = [line for folder in FOLDERS for line in verify(folder)]
    print("\n".join(complaints) or "All vendored files are what their manifests say.")
    return 1 if complaints else 0


def verify(folder: Path) -> list[str]:
    """What is wrong with the folder: files missing, changed, or not in its manifest."""
    known = {MANIFEST: ""}
    for package in _packages(folder):
        known |= {name: entry["sha256"] for name, entry in package["files"].items()}
    present = {path.name for path in folder.iterdir()}
    complaints = [f"{folder / name}: not in the manifest" for name in sorted(present - set(known))]
    complaints += [f"{folder / name}: missing" for name in sorted(set(known) - present)]
    for name in sorted(present & set(known) - {MANIFEST}):
        if _sum((folder / name).read_bytes()) != known[name]:
            complaints.append(f"{folder / name}: not what the manifest says")
    return complaints


def fetch(folder: Path) -> None:
    """Write the files of every package in the folder's manifest, and their sums into it."""
    packages = _packages(folder)
    for package in packages:
        contents = _download(package["name"], package["version"])
        for name, entry in package["files"].items():
            data = contents[entry["from"]]
            (folder / name).write_bytes(data)
            entry["sha256"] = _sum(data)
    text = json.dumps({"packages": packages}, indent=2)
    (folder / MANIFEST).write_text(text + "\n", encoding="utf-8")


def _packages(folder: Path) -> list[dict[str, Any]]:
    manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    packages: list[dict[str, Any]] = manifest["packages"]
    return packages


def _download(name: str, version: str) -> dict[str, bytes]:
    """The package's files by their path in it."""
    with tempfile.TemporaryDirectory() as scratch:
        # npm checks the archive against the sum the registry has published.
        command = ["npm", "pack", "--silent", "--ignore-scripts", f"{name}@{version}"]
        subprocess.run(command, cwd=scratch, check=True, stdout=subprocess.DEVNULL)
        archive = next(Path(scratch).glob("*.tgz"))
        with tarfile.open(archive) as tar:
            return {
                member.name.removeprefix("package/"): file.read()
                for member in tar
                if (file := tar.extractfile(member)) is not None
            }


def _sum(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


if __name__ == "__main__":
    sys.exit(main())
