"""Which generation is served: the one that `current` names. A new one is noticed and swapped in; no request is lost."""

from __future__ import annotations

import logging
import re
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING

from signpost.problems import SignpostError
from signpost.settings import Settings

if TYPE_CHECKING:
    from signpost.search.directory import Directory

POINTER = "current"  # a file that holds the name of the generation to serve
GENERATIONS = "generations"
LOOK_AGAIN_SECONDS = 1.0
_NAME = re.compile(rb"[0-9A-Za-z][0-9A-Za-z_-]{0,63}")

_log = logging.getLogger("signpost.serving")


class NoIndexYet(SignpostError):
    """Nothing has been built to serve."""


def current_generation(index: Path) -> Path | None:
    """The folder that `current` names; None when it names nothing that could be one."""
    try:
        name = (index / POINTER).read_bytes().strip()
    except OSError:
        return None
    return index / GENERATIONS / name.decode() if _NAME.fullmatch(name) else None


def open_current(settings: Settings) -> Directory:
    """What is served, opened. Raises NoIndexYet, BrokenGeneration or NoPostcodeTable: a build mends all three."""
    from signpost.search.directory import Directory  # the engine and all it needs: checking entries does without

    folder = current_generation(settings.index)
    if folder is None:
        raise NoIndexYet("There is no index yet. Run: signpost build")
    return Directory.open(folder, settings.postcodes, settings.rank_by_assurance)


class CurrentDirectory:
    """The newest directory. `get` costs nothing most of the time and looks for a new generation once a second."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._lock = threading.Lock()
        self._open: Directory | None = None
        self._seen: tuple[Path, int, int] | None = None  # the folder that is open: a mended one has the same name
        self._looked = float("-inf")
        self._complaint = ""

    def get(self) -> Directory:
        """Raises NoIndexYet. A generation that cannot be opened leaves the one served before in place."""
        if time.monotonic() - self._looked >= LOOK_AGAIN_SECONDS and self._lock.acquire(blocking=self._open is None):
            try:
                self._look()
            finally:
                self._lock.release()
        if self._open is None:
            raise NoIndexYet("There is no index to serve yet. Run: signpost build")
        return self._open

    def _look(self) -> None:
        self._looked = time.monotonic()
        folder = current_generation(self._settings.index)
        if folder is None:
            return
        try:
            state = folder.stat()
            seen = (folder, state.st_ino, state.st_mtime_ns)
            if seen != self._seen:
                self._open = open_current(self._settings)
                self._seen, self._complaint = seen, ""
        except Exception as problem:  # whatever it is: what is served stays
            self._complain(f"generation {folder.name} cannot be served: {problem}")

    def _complain(self, text: str) -> None:
        """Once, and not once a second."""
        if text != self._complaint:
            self._complaint = text
            _log.error("%s", text)
