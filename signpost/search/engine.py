"""The search: a request and a generation in, one page out. Nothing here reads a clock or a setting."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from functools import lru_cache

import numpy as np

from signpost.geodesy import ecef, miles_between
from signpost.opening import SHUT, Opening, minute_of
from signpost.places import Place
from signpost.search.eligibility import Eligibility
from signpost.search.generation import Floats, Generation, Numbers, viewed
from signpost.search.names import Names
from signpost.search.openings import Openings
from signpost.search.page import Search
from signpost.search.postings import Posting, places_of
from signpost.search.ranking import Ranking
from signpost.search.request import HowFar, SearchPage, SearchRequest, Understood
from signpost.search.suggesting import Suggester
from signpost.search.words import Words


class Engine:
    """Search over one generation: what its searches share."""

    def __init__(self, generation: Generation, rank_by_assurance: bool = True) -> None:
        self.generation = generation
        self.words = Words(generation)
        self.names = Names(generation.folder)
        self.eligibility = Eligibility(generation)
        self.ranking = Ranking(generation, rank_by_assurance)
        self.suggester = Suggester(generation, self.words)
        self.openings = Openings(generation.catalogue["hours"])
        self.place_start = viewed(generation.arrays.place_start)
        self._of_concern = lru_cache(maxsize=None)(self._posting_of_concern)  # as many as there are concerns
        self._of_family = lru_cache(maxsize=None)(self._posting_of_family)

    def understand(self, text: str) -> tuple[Understood, ...]:
        return self.words.read(text).understood

    def search(self, request: SearchRequest, now: datetime) -> SearchPage:
        """One page. Raises BadCursor and UnknownConcern. `now` decides what is overdue, and what is open."""
        return Search(self, request, now).page()

    def nearest(self, request: SearchRequest, now: datetime) -> list[tuple[str, float]]:
        """Ids and miles of the first page alone, in the same order as `search`; inf where there is no distance."""
        return Search(self, request, now).nearest()

    def opening(self, service_id: str, now: datetime) -> Opening:
        """How a service stands; one that cannot be found has closed for good."""
        number = self.generation.number(service_id)
        return SHUT if number is None else self.openings.at(int(self.generation.arrays.hours[number]), minute_of(now))

    def postings(self, concerns: Iterable[str], families: Iterable[str]) -> list[Posting]:
        """Services by concern; by family when no concern is asked for."""
        return list(map(self._of_concern, concerns)) or list(map(self._of_family, families))

    def _posting_of_concern(self, concern: str) -> Posting:
        arrays, number = self.generation.arrays, self.generation.concerns[concern]
        return Posting(arrays, arrays.concern_services[arrays.concern_start[number] : arrays.concern_start[number + 1]])

    def _posting_of_family(self, family: str) -> Posting:
        arrays, number = self.generation.arrays, self.generation.families[family]
        return Posting(arrays, arrays.family_services[arrays.family_start[number] : arrays.family_start[number + 1]])

    def how_far(self, service_id: str, near: Place) -> HowFar | None:
        """From a place to the service's nearest location; None for a service without one, or that cannot be found."""
        number = self.generation.number(service_id)
        if number is None or self.place_start[number] == self.place_start[number + 1]:
            return None
        places = self.generation.arrays.place_xyz[self.place_start[number] : self.place_start[number + 1]]
        miles = miles_between(ecef(near.latitude, near.longitude), places)
        nearest, facts = int(miles.argmin()), self.generation.facts(number)
        return HowFar(float(miles[nearest]), facts.approximate[nearest] or near.approximate, facts.places[nearest])

    def miles_to(self, point: Floats, services: Numbers) -> Floats:
        """Miles from an ECEF position to each service's nearest location; inf where it has none."""
        rows, owners = places_of(self.generation.arrays, services)
        miles = np.full(len(services), np.inf)
        np.minimum.at(miles, owners, miles_between(point, self.generation.arrays.place_xyz.take(rows, axis=0)))
        return miles
