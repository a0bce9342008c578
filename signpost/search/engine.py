"""The search: a request and a generation in, one page out. Nothing here reads a clock or a setting."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from functools import lru_cache

import numpy as np

from signpost.geodesy import miles_between
from signpost.search.eligibility import Eligibility
from signpost.search.generation import Floats, Generation, Numbers, viewed
from signpost.search.page import Search
from signpost.search.postings import Posting, places_of
from signpost.search.ranking import Ranking
from signpost.search.request import SearchPage, SearchRequest, Understood
from signpost.search.words import Words


class Engine:
    """Search over one generation: what its searches share."""

    def __init__(self, generation: Generation, rank_by_assurance: bool = True) -> None:
        self.generation = generation
        self.words = Words(generation)
        self.eligibility = Eligibility(generation)
        self.ranking = Ranking(generation, rank_by_assurance)
        self.place_start = viewed(generation.arrays.place_start)
        self._of_concern = lru_cache(maxsize=None)(self._posting_of_concern)  # as many as there are concerns
        self._of_family = lru_cache(maxsize=None)(self._posting_of_family)

    def understand(self, text: str) -> tuple[Understood, ...]:
        return self.words.read(text).understood

    def search(self, request: SearchRequest, now: datetime) -> SearchPage:
        """One page. Raises BadCursor and UnknownConcern. `now` decides what is overdue."""
        return Search(self, request, now).page()

    def nearest(self, request: SearchRequest, now: datetime) -> list[tuple[str, float]]:
        """Ids and miles of the first page alone, in the same order as `search`; inf where there is no distance."""
        return Search(self, request, now).nearest()

    def postings(self, concerns: Iterable[str], families: Iterable[str]) -> list[Posting]:
        """Services by concern; by family when no concern is asked for."""
        return list(map(self._of_concern, concerns)) or list(map(self._of_family, families))

    def _posting_of_concern(self, concern: str) -> Posting:
        arrays, number = self.generation.arrays, self.generation.concerns[concern]
        return Posting(arrays, arrays.concern_services[arrays.concern_start[number] : arrays.concern_start[number + 1]])

    def _posting_of_family(self, family: str) -> Posting:
        arrays, number = self.generation.arrays, self.generation.families[family]
        return Posting(arrays, arrays.family_services[arrays.family_start[number] : arrays.family_start[number + 1]])

    def miles_to(self, point: Floats, services: Numbers) -> Floats:
        """Miles from an ECEF position to each service's nearest location; inf where it has none."""
        rows, owners = places_of(self.generation.arrays, services)
        miles = np.full(len(services), np.inf)
        np.minimum.at(miles, owners, miles_between(point, self.generation.arrays.place_xyz.take(rows, axis=0)))
        return miles
