"""The checkout's own files, built into an index of the bench's own and opened: what is served stays as it is."""

from __future__ import annotations

import os
import sys
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from signpost.search.directory import Directory
from signpost.search.generation import Generation
from signpost.search.serving import GENERATIONS, open_current
from signpost.settings import Settings
from signpost_indexer.build import Built, build

CHECKOUT = Path(__file__).resolve().parents[2]


class Opened(NamedTuple):
    directory: Directory
    generation: Generation  # the same, for what reads its texts with some parts off


def settings_for(now: datetime) -> Settings:
    """Those of the bench's index, which holds the files as they are now: built when these very ones never were."""
    return _built(now)[0]


def opened(now: datetime) -> Opened:
    """The files as they are now."""
    settings, built = _built(now)
    return Opened(open_current(settings), Generation(settings.index / GENERATIONS / built.generation))


def _built(now: datetime) -> tuple[Settings, Built]:
    settings = Settings.from_env(os.environ, index=CHECKOUT / "var" / "bench" / "relevance")
    return settings, build(settings, now.date(), CHECKOUT, lambda text: print(f"  {text} ...", file=sys.stderr, flush=True))
