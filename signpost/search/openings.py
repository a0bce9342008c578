"""How the services of a generation stand. Many share their hours, and many people ask within one minute."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from signpost.opening import Opening, Schedule, opening

_KEPT = 20_000  # answers: those of a few minutes


class Openings:
    """Answers by the number of the hours in the catalogue, and by the minute."""

    def __init__(self, hours: Iterable[Iterable[list[object]]]) -> None:
        self._schedules = [tuple(map(Schedule.from_json, several)) for several in hours]
        self.at = lru_cache(maxsize=_KEPT)(self._at)

    def _at(self, hours: int, minute: int) -> Opening:
        return opening(self._schedules[hours], minute)
