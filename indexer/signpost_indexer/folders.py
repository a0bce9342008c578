"""Folders that appear whole or not at all: written aside, made durable, moved into place in one step."""

from __future__ import annotations

import ctypes
import fcntl
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

_UNFINISHED = ".building"
_AT_FDCWD, _RENAME_EXCHANGE = -100, 2  # of Linux' renameat2


class Held(Exception):
    """Somebody else has the lock."""


@contextmanager
def locked(path: Path, *, wait: bool) -> Iterator[None]:
    """Hold a lock file. The lock falls with its process, however that ends. Without `wait`, raises Held when it is taken."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        except BlockingIOError as held:
            raise Held(str(path)) from held
        yield


def leftovers(parent: Path, name: str = "*") -> list[Path]:
    """What attempts to write a folder of that name, cut off midway, have left: or what one at work now is writing."""
    return list(parent.glob(f"{_UNFINISHED}-{name}"))


def sweep(parent: Path, name: str = "*") -> None:
    """Clear the leftovers away. Call under the lock."""
    for left in leftovers(parent, name):
        shutil.rmtree(left, ignore_errors=True)


def write_folder(place: Path, write: Callable[[Path], None]) -> None:
    """Let `write` fill a folder aside, then put it at `place`, where another may stand. Call under a lock.

    Who has the files of the other one open keeps them. When anything fails, what stands at `place` stays as it was.
    """
    place.parent.mkdir(parents=True, exist_ok=True)
    sweep(place.parent, place.name)
    aside = place.with_name(f"{_UNFINISHED}-{place.name}")
    try:
        aside.mkdir()
        write(aside)
        _make_durable(aside)
        _move(aside, place)
    finally:
        sweep(place.parent, place.name)


def _move(aside: Path, place: Path) -> None:
    """Leaves at `aside` what stood at `place`."""
    if not place.exists():
        aside.rename(place)
    elif not _exchanged(aside, place):
        with TemporaryDirectory(prefix=f"{_UNFINISHED}-", dir=place.parent) as away:
            old = place.rename(Path(away) / place.name)
            try:
                aside.rename(place)
            except OSError:
                old.rename(place)
                raise
    sync(place.parent)


def _exchanged(one: Path, other: Path) -> bool:
    """Swap two folders in one step, where the system can, so that there is no moment with neither in place."""
    exchange = getattr(ctypes.CDLL(None), "renameat2", None)
    return exchange is not None and exchange(_AT_FDCWD, os.fsencode(one), _AT_FDCWD, os.fsencode(other), _RENAME_EXCHANGE) == 0


def _make_durable(folder: Path) -> None:
    for path in folder.rglob("*"):
        sync(path)
    sync(folder)


def sync(path: Path) -> None:
    """Have the system put a file or a folder's list of names on the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
