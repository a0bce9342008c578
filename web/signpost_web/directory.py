"""What the pages and the API ask of an index generation, so that they run over any that answers in this way."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Protocol

from signpost.concerns import ConcernScheme
from signpost.places import LocalAuthority, Place
from signpost.search.assessment import Assessment, AssessmentAnswer
from signpost.search.request import SearchPage, SearchRequest, Understood


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

    def search(self, request: SearchRequest, now: datetime) -> SearchPage: ...

    def assess(self, assessment: Assessment, now: datetime) -> AssessmentAnswer: ...

    def service(self, service_id: str, /) -> bytes | None: ...

    def understand(self, text: str) -> tuple[Understood, ...]: ...


class CurrentDirectory(Protocol):
    """The newest generation there is. Raises NoIndexYet when there is none."""

    def get(self) -> Directory: ...
