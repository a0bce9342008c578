"""Several concerns asked from one place at once: each as a search of its own would find it, at little more than the cost of one.

Coverage, reach and distance depend on the place and the service alone, so they are worked out once for all services
that any of the concerns finds. What is left for each concern is its order.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from copy import copy
from dataclasses import replace
from datetime import datetime
from typing import NamedTuple

import numpy as np

from signpost.search.areas import Mask
from signpost.search.engine import Engine
from signpost.search.finding import NEAR, Reached
from signpost.search.generation import Numbers
from signpost.search.page import Found, Search
from signpost.search.plan import Candidate
from signpost.search.request import Instead, Result, SearchRequest

_ADULT = 18  # years: a service for adults is not narrow
_CLOSED = (b'"temporarily-closed"', b'"closed-to-new"')


class Part(NamedTuple):
    """What one concern finds: the first of its services, how many there are, and what to do instead when none is near."""

    results: tuple[Result, ...]
    total: int
    instead: Instead | None


class Survey(Search):
    """A search near a place for any of the concerns of a request, taken apart by concern."""

    def __init__(self, engine: Engine, request: SearchRequest, now: datetime) -> None:
        """The request has a place and concerns, and nothing else that finds services."""
        super().__init__(engine, request, now)
        self._all = self._measured(self._reached(self._candidates(self._asked)[0]))
        self._answering = [self._tagged(concern) for concern in request.concerns]
        self._stands = self._may_stand()

    def part(self, concern: str) -> Part:
        """What a search for this concern alone would show, of a page as long as the request's limit."""
        own, about = self._all.cut(self._answering_one(concern)), self._scheme.expand((concern,))
        page = self._cut(self._ordered(concern, own), None, self._request.limit)
        instead = None if (own.reach == NEAR).any() else self.instead(concern)
        return Part(self._results(page, about, self._request.limit), len(own.services), instead)

    def instead(self, concern: str) -> Instead:
        """What to do about this concern when no service answers it."""
        alone = copy(self)
        alone._request = replace(self._request, concerns=(concern,))
        alone._asked = self._scheme.expand((concern,))
        return alone._instead(alone._asked)

    def candidates(self) -> list[Candidate]:
        """Every service that may stand in a plan; bit i of what it answers is concern i of the request."""
        answered = [0] * len(self._all.services)
        for at, answering in enumerate(self._answering):
            for row in (answering & self._stands).nonzero()[0].tolist():
                answered[row] |= 1 << at
        miles = np.where(self._all.reach == NEAR, self._all.miles, self._request.radius_miles)
        rows = zip(self._all.services.tolist(), answered, miles.tolist(), self._doubts().tolist(), strict=True)
        return [Candidate(*row) for row in rows if row[1]]

    def top(self, concern: str) -> int | None:
        """The first service for this concern, by number, that may stand in a plan."""
        own = self._all.cut(self._answering_one(concern) & self._stands)
        return next(iter(self._cut(self._ordered(concern, own), None, 1).found.reached.services.tolist()), None)

    def result(self, number: int, concerns: Sequence[str]) -> Result:
        """A service of the plan, as it answers these concerns."""
        one = self._all.cut(self._all.services == number)
        surely = self._surely_covered(one.services, one.miles)
        labels = {concern: self._scheme.label(concern) for concern in self._scheme.expand(concerns)}
        return self._result(number, int(one.reach[0]), float(one.miles[0]), bool(surely[0]), labels, ())

    def _measured(self, reached: Reached) -> Reached:
        assert self._near is not None, "an assessment starts from a place"
        unknown = np.isnan(reached.miles).nonzero()[0]
        reached.miles[unknown] = self._engine.miles_to(self._near.point, reached.services[unknown])
        return reached

    def _tagged(self, concern: str) -> Mask:
        """Of each service found, whether it answers this concern, or one below this category."""
        tagged = np.zeros(len(self._generation.ids), dtype=bool)
        for posting in self._engine.postings(self._scheme.expand((concern,)), ()):
            tagged[posting.services] = True
        return tagged.take(self._all.services)

    def _answering_one(self, concern: str) -> Mask:
        return self._answering[self._request.concerns.index(concern)]

    def _ordered(self, concern: str, reached: Reached) -> Found:
        return self._found((*self._scheme.expand((concern,)), concern), reached, None)

    def _doubts(self) -> Numbers:
        """Of each service found, what decides between two that are as good in all else.

        2 when it is for some cancers or ages only and nobody said the person's, and 1 when its own first concern is none of those asked.
        """
        arrays, services, person = self._arrays, self._all.services, self._person
        narrow = np.zeros(len(services), dtype=np.int64)
        if person.cancer_type is None:
            narrow |= arrays.cancer_set.take(services) != 0
        if person.age is None:
            narrow |= (arrays.max_age.take(services) >= 0) | (arrays.min_age.take(services) > _ADULT)
        asked = {*self._asked, *self._request.concerns}
        special = np.array([one in asked for one in self._scheme.known]).take(arrays.first_concern.take(services))
        doubts: Numbers = 2 * narrow + ~special
        return doubts

    def _may_stand(self) -> Mask:
        """Of each service found, whether one may be sent there: it does not refuse the person, and takes new people."""
        services = self._all.services
        takes = np.array([self._takes_people(number) for number in services.tolist()], dtype=bool)
        return takes & ~self._engine.eligibility.refused(services, self._person)

    def _takes_people(self, number: int) -> bool:
        body = self._generation.bodies[number]
        if not any(word in body for word in _CLOSED):  # nearly always, and told without reading the whole of it
            return True
        said = json.loads(body)
        return not (said["status"] == "temporarily-closed" or said.get("taking") == "closed-to-new")
