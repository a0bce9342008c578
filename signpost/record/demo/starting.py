"""The demonstration's temporary folder, from its making to its end, and what is told in the terminal."""

from __future__ import annotations

import signal
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from types import FrameType

from signpost.record.demo.filling import Demonstration, fill
from signpost.record.headings import day_in_words
from signpost.record.opening import open_store
from signpost.record.passwords import Hashing
from signpost.record.policy_files import open_policies
from signpost.record.store.sealing import new_key
from signpost.search.directory import Directory
from signpost.settings import Settings


@contextmanager
def started(settings: Settings, directory: Directory, now: datetime) -> Iterator[tuple[Settings, str]]:
    """The settings to serve with, and what to tell. The record is in a folder that is gone afterwards, however the program is asked to stop."""
    signal.signal(signal.SIGTERM, _stop)
    with tempfile.TemporaryDirectory(prefix="signpost-demo-") as folder:
        own = replace(
            settings, workers=1, public_url=None, oidc_issuer=None, demonstration=True,
            database_url=f"sqlite:///{folder}/record.sqlite3", record_key=new_key("demo"), corrections=Path(folder) / "corrections.jsonl",
        )  # fmt: skip
        store = open_store(own)
        try:
            made = fill(store, directory, open_policies(own.taxonomy / "policies", directory.scheme), now, Hashing())
        finally:
            store.close()
        yield own, in_words(made, own)


def _stop(number: int, frame: FrameType | None) -> None:
    sys.exit(128 + number)  # so that the folder is emptied on the way out


def in_words(made: Demonstration, settings: Settings) -> str:
    """For the terminal."""
    address = f"http://{settings.host}:{settings.port}"
    width = max(len(one.name) for one in made.logins)
    return "\n".join([
        "A demonstration: every person and every member of staff is invented. The services are those of the directory.",
        "",
        f"Open      {address}/record",
        f"Password  {made.password}   (of every account, until this stops)",
        "",
        *(f"  {one.name:<{width}}  {one.to_try}" for one in made.logins),
        "",
        f"As a patient: {made.linked} was given a link to fill in her checklist.",
        f"  {address}/checklist/{made.link.token}",
        f"  PIN {made.link.pin}, born on {day_in_words(made.linked_born)}",
        "",
        "Stop it with Ctrl+C: nothing is left of it.",
    ])  # fmt: skip
