"""The directory as it is served: one open generation with its gazetteer and engine. Immutable and thread-safe."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from signpost.concerns import ConcernScheme
from signpost.gazetteer import Gazetteer
from signpost.search.assessment import Assessment, AssessmentAnswer, answer
from signpost.search.engine import Engine
from signpost.search.generation import Generation
from signpost.search.request import SearchPage, SearchRequest, Understood


class Directory:
    """What every face (terminal, API, pages) calls."""

    def __init__(self, generation: Generation, gazetteer: Gazetteer, rank_by_assurance: bool = True) -> None:
        self._generation = generation
        self._engine = Engine(generation, rank_by_assurance)
        self.gazetteer = gazetteer

    @classmethod
    def open(cls, generation: Path, postcodes: Path, rank_by_assurance: bool = True) -> Directory:
        """Raises BrokenGeneration, or the gazetteer's error, when either folder is not whole."""
        opened = Generation(generation)
        return cls(opened, Gazetteer.open(postcodes, opened.towns), rank_by_assurance)

    @property
    def generation(self) -> str:
        return self._generation.name

    @property
    def scheme(self) -> ConcernScheme:
        return self._generation.scheme

    @property
    def count(self) -> int:
        """Services that can be found."""
        return len(self._generation.ids)

    @property
    def ids(self) -> Sequence[str]:
        return self._generation.ids

    def search(self, request: SearchRequest, now: datetime) -> SearchPage:
        return self._engine.search(request, now)

    def nearest(self, request: SearchRequest, now: datetime) -> list[tuple[str, float]]:
        """Ids and miles of the first page alone: what a plan over many concerns needs of each."""
        return self._engine.nearest(request, now)

    def assess(self, assessment: Assessment, now: datetime) -> AssessmentAnswer:
        return answer(self._engine, assessment, now)

    def understand(self, text: str) -> tuple[Understood, ...]:
        return self._engine.understand(text)

    def service(self, service_id: str) -> bytes | None:
        """The whole entry as a JSON object, closed services too; None when there is none."""
        return self._generation.entry(service_id)
