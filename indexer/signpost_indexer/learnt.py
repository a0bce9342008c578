"""What an earlier generation learnt, taken over while nothing that it was learnt from has changed: learning is most of a build's work."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import signpost
import signpost_indexer
from signpost.concerns import ConcernScheme
from signpost.search.generation import FORMAT
from signpost.search.serving import GENERATIONS
from signpost.understanding import encoder
from signpost_indexer.generations import fingerprint, tools, whole
from signpost_indexer.learning import Material

UNDERSTANDING = "understanding"  # folder of a generation
RECORD = "learnt_from"  # file in it
_CODE = ((signpost, ("search/text.py", "understanding/*.py")), (signpost_indexer, ("learning.py", "logistic.py", "semantic_learning.py")))


def learnt_from(scheme: ConcernScheme) -> str:
    """The fingerprint of all that learning hangs on: the scheme's texts, the code that reads them, and its tools."""
    return fingerprint(_sources(scheme))


def _sources(scheme: ConcernScheme) -> Iterator[bytes]:
    yield f"{FORMAT} {encoder.installed()} {tools()}".encode()
    for path in code():
        yield path.read_bytes()
    yield repr(Material.of(scheme)).encode()


def code() -> list[Path]:
    """The modules that decide what is learnt from given texts."""
    return [path for package, names in _CODE for name in names for path in sorted(Path(package.__path__[0]).glob(name))]


def keep_record(folder: Path, source: str) -> None:
    """Write down what the understanding in `folder` was learnt from."""
    (folder / RECORD).write_text(source)


def taken_over(folder: Path, source: str, index: Path) -> bool:
    """Whether some whole generation of the index had learnt from the same; then the new folder `folder` holds its files."""
    for generation in sorted((index / GENERATIONS).glob("*")):
        if _record(generation) == source.encode() and whole(index, generation.name):
            _link_all(generation / UNDERSTANDING, folder)
            return True
    return False


def _record(generation: Path) -> bytes | None:
    try:
        return (generation / UNDERSTANDING / RECORD).read_bytes()
    except OSError:  # of an older version, or damaged
        return None


def _link_all(source: Path, to: Path) -> None:
    to.mkdir()
    for path in sorted(source.iterdir()):
        (_link_all if path.is_dir() else _link)(path, to / path.name)


def _link(source: Path, to: Path) -> None:
    """The same file under a second name: nothing is written to a generation once it stands. A copy where the file system has no such links."""
    try:
        os.link(source, to)
    except OSError:
        shutil.copyfile(source, to)
