"""What people say is wrong with an entry: a queue that curators work through. A file of JSON lines, one report each.

Nothing in it says who reported. What was said is deleted when a curator closes the report; its number and the day stay,
so that no number ever means two things.
"""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any

from signpost.problems import SignpostError

MAX_WORDS = 500  # characters: room for what is wrong, too little for a life's story
MAX_BYTES = 1_000_000  # of the whole queue: at least 400 reports as long as they can be. Whoever floods it fills no disk
KINDS: Mapping[str, str] = {
    "number": "The phone number does not work",
    "closed": "It has closed",
    "place": "It is in the wrong place",
    "refused": "They would not take me",
    "other": "Something else",
}


class QueueFull(SignpostError):
    """The queue has grown as far as it may: curators have to close some first."""


class BrokenQueue(SignpostError):
    """A hand has changed the file, and a line of it is no report any more."""


class NoSuchReport(SignpostError):
    """No open report has this number."""


@dataclass(frozen=True, slots=True)
class Report:
    """One report that is still open. `kind` is a key of KINDS; `on` the day, without the time: it could tell who it was."""

    number: int
    service: str
    kind: str
    words: str
    on: str


class Queue:
    """The reports in one file, which need not be there yet. Any number of processes may add to it and close at once."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def add(self, service: str, kind: str, words: str, today: date) -> None:
        """Put a report at the end, whole or not at all. Raises QueueFull, BrokenQueue; OSError when it cannot be written."""
        with self._locked():
            rows = self._rows()
            number = max((row["number"] for row in rows), default=0) + 1
            self._write([*rows, asdict(Report(number, service, kind, words, today.isoformat()))])

    def open_reports(self) -> list[Report]:
        """Those that nobody has closed, oldest first."""
        return [Report(**row) for row in self._rows() if "closed" not in row]

    def close(self, number: int, today: date) -> None:
        """A curator has dealt with it: what was said is deleted. Raises NoSuchReport."""
        with self._locked():
            if all(number != report.number for report in self.open_reports()):
                raise NoSuchReport(f"There is no open report {number}. See them with: signpost corrections")
            closed = {"number": number, "closed": today.isoformat()}
            self._write([closed if row["number"] == number else row for row in self._rows()])

    def _rows(self) -> list[dict[str, Any]]:
        if not self._path.exists():
            return []
        lines = self._path.read_text("utf-8").split("\n")  # what people write may hold other ends of lines
        return [self._row(number, line) for number, line in enumerate(lines, 1) if line]

    def _row(self, number: int, line: str) -> dict[str, Any]:
        try:
            row: dict[str, Any] = json.loads(line)
        except ValueError:
            raise BrokenQueue(f"Line {number} of {self._path} is no report. Mend it, or take it out.") from None
        return row

    def _write(self, rows: list[dict[str, Any]]) -> None:
        """Written aside and moved into place, so that a full disk or a sudden end leaves what was there."""
        text = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows).encode()
        if len(text) > MAX_BYTES:
            raise QueueFull("The queue of reports is full. Close some first: signpost corrections done NUMBER")
        aside = self._beside(".new")
        with open(aside, "wb", opener=_for_the_owner_alone) as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        aside.replace(self._path)

    @contextmanager
    def _locked(self) -> Iterator[None]:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        with open(self._beside(".lock"), "ab", opener=_for_the_owner_alone) as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def _beside(self, ending: str) -> Path:
        return self._path.with_name(self._path.name + ending)


def _for_the_owner_alone(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
