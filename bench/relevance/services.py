"""Concern and place with the services that a good nurse would want first, and what the directory puts there."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from bench.relevance.judging import DEPTH, Figure, figures, ndcg
from signpost.search.directory import Directory
from signpost.search.request import SearchRequest

FIRST = 3  # services that stand on a telephone's first screens


@dataclass(frozen=True, slots=True)
class JudgedSearch:
    """A concern asked for near a place. `wanted` is graded 3, 2 or 1; empty where the directory holds nothing of the kind."""

    id: str
    concern: str
    near: str
    wanted: dict[str, int]
    unwanted: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class AnsweredSearch:
    """A judged search with the ids that came first."""

    judged: JudgedSearch
    came: tuple[str, ...]

    @property
    def found(self) -> bool:
        """A wanted service stands among the first few."""
        return not self.judged.wanted.keys().isdisjoint(self.came[:FIRST])

    @property
    def misled(self) -> bool:
        """An unwanted one does."""
        return not set(self.judged.unwanted).isdisjoint(self.came[:FIRST])


def read_searches(path: Path) -> list[JudgedSearch]:
    rows = map(json.loads, path.read_text(encoding="utf-8").splitlines())
    return [JudgedSearch(**{**row, "unwanted": tuple(row.get("unwanted", ()))}) for row in rows]


def searched(cases: Iterable[JudgedSearch], directory: Directory, now: datetime) -> list[AnsweredSearch]:
    return [AnsweredSearch(case, _first(case, directory, now)) for case in cases]


def _first(case: JudgedSearch, directory: Directory, now: datetime) -> tuple[str, ...]:
    request = SearchRequest(concerns=(case.concern,), near=directory.gazetteer.find(case.near), limit=DEPTH)
    return tuple(result.id for result in directory.search(request, now).results)


def headline(answers: Sequence[AnsweredSearch]) -> dict[str, Figure]:
    """Over the cases for which the directory holds something wanted; an unwanted service is wrong in every case that names one."""
    possible = [one for one in answers if one.judged.wanted]
    return figures(
        {
            f"nDCG@{DEPTH}": [ndcg(one.judged.wanted, one.came) for one in possible],
            f"a wanted one in the first {FIRST}": [float(one.found) for one in possible],
            f"an unwanted one in the first {FIRST}": [float(one.misled) for one in answers if one.judged.unwanted],
        }
    )


def misses(answers: Iterable[AnsweredSearch]) -> Iterator[str]:
    """Every search without a wanted service among the first, or with an unwanted one, and what came."""
    for one in answers:
        if (one.judged.wanted and not one.found) or one.misled:
            judged = one.judged
            meant = " ".join(f"{service}={grade}" for service, grade in judged.wanted.items())
            came = ", ".join(f"{service} (UNWANTED)" if service in judged.unwanted else service for service in one.came)
            yield f"{judged.id}  {judged.concern} near {judged.near}\n    wanted: {meant}\n    came:   {came or 'nothing'}"
