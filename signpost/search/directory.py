"""The directory as it is served: one open generation with its gazetteer and engine. Immutable and thread-safe."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from signpost.base_map import BaseMap
from signpost.concerns import ConcernScheme
from signpost.gazetteer import Gazetteer
from signpost.opening import Opening
from signpost.places import Place
from signpost.postcode_table import PostcodeTable
from signpost.search.assessment import Assessment, AssessmentAnswer, answer
from signpost.search.engine import Engine
from signpost.search.generation import Generation
from signpost.search.request import HowFar, SearchPage, SearchRequest, Understood
from signpost.search.suggesting import Suggestion


class Directory:
    """What every face (terminal, API, pages) calls."""

    def __init__(self, generation: Generation, table: PostcodeTable, rank_by_assurance: bool = True) -> None:
        self._generation = generation
        self._engine = Engine(generation, rank_by_assurance)
        self._table = table
        self._base_map: BaseMap | None = None
        self.gazetteer = Gazetteer(table, generation.towns)

    @classmethod
    def open(cls, generation: Path, postcodes: Path, rank_by_assurance: bool = True) -> Directory:
        """Raises BrokenGeneration, or the gazetteer's error, when either folder is not whole."""
        return cls(Generation(generation), PostcodeTable.open(postcodes), rank_by_assurance)

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

    def base_map(self) -> BaseMap:
        """What lies under the pins of a map: made at the first call."""
        if self._base_map is None:
            self._base_map = BaseMap.of(self._table, self.gazetteer.authorities)
        return self._base_map

    def search(self, request: SearchRequest, now: datetime) -> SearchPage:
        return self._engine.search(request, now)

    def nearest(self, request: SearchRequest, now: datetime) -> list[tuple[str, float]]:
        """Ids and miles of the first page alone: what a plan over many concerns needs of each."""
        return self._engine.nearest(request, now)

    def assess(self, assessment: Assessment, now: datetime) -> AssessmentAnswer:
        return answer(self._engine, assessment, now)

    def understand(self, text: str) -> tuple[Understood, ...]:
        return self._engine.understand(text)

    def suggest(self, text: str) -> tuple[Suggestion, ...]:
        """What people may mean who have typed so far."""
        return self._engine.suggester.suggest(text)

    def opening(self, service_id: str, now: datetime, /) -> Opening:
        """Whether a service is open, until when, and when it opens next."""
        return self._engine.opening(service_id, now)

    def how_far(self, service_id: str, near: Place, /) -> HowFar | None:
        """How far a service's nearest location is; None where it has none."""
        return self._engine.how_far(service_id, near)

    def service(self, service_id: str) -> bytes | None:
        """The whole entry as a JSON object, closed services too; None when there is none."""
        return self._generation.entry(service_id)
