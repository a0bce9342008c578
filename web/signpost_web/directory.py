"""What the pages and the API ask of an index generation, so that they run over any that answers in this way."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Protocol

from signpost.base_map import BaseMap
from signpost.concerns import ConcernScheme
from signpost.opening import Opening
from signpost.places import LocalAuthority, Place
from signpost.search.assessment import Assessment, AssessmentAnswer
from signpost.search.request import HowFar, SearchPage, SearchRequest, Understood
from signpost.search.suggesting import Suggestion


class Gazetteer(Protocol):
    """Words to a place. Raises the errors of `signpost.gazetteer`."""

    def find(self, text: str) -> Place: ...

    def authority(self, code: str) -> LocalAuthority: ...


class Directory(Protocol):
    """One open generation: nothing in it changes, and any thread may ask it."""

    @property
    def scheme(self) -> ConcernScheme: ...

    @property
    def gazetteer(self) -> Gazetteer: ...

    @property
    def generation(self) -> str: ...

    @property
    def count(self) -> int: ...

    @property
    def ids(self) -> Iterable[str]: ...

    def base_map(self) -> BaseMap: ...

    def search(self, request: SearchRequest, now: datetime) -> SearchPage: ...

    def assess(self, assessment: Assessment, now: datetime) -> AssessmentAnswer: ...

    def service(self, service_id: str, /) -> bytes | None: ...

    def how_far(self, service_id: str, near: Place, /) -> HowFar | None: ...

    def opening(self, service_id: str, now: datetime, /) -> Opening: ...

    def understand(self, text: str) -> tuple[Understood, ...]: ...

    def suggest(self, text: str) -> tuple[Suggestion, ...]: ...


class CurrentDirectory(Protocol):
    """The newest generation there is. Raises NoIndexYet when there is none."""

    def get(self) -> Directory: ...
