"""Which services answer a question, and how they reach the place: all candidates at once (arrays), so that a total is a count.

What costs more is done only where it can matter: distances for those that may be near, facts for those that are shown.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from signpost.geodesy import ecef
from signpost.opening import minute_of
from signpost.places import Place
from signpost.search.areas import Coverage, Mask, coverage
from signpost.search.filters import Filters
from signpost.search.generation import Bits, Deliveries, Floats, Generation, Numbers
from signpost.search.postings import MAYBE_NEAR, SURELY_NEAR, Posting, nearest_of
from signpost.search.request import MAX_RADIUS_MILES, SILENT, Nearest, SearchRequest

if TYPE_CHECKING:
    from signpost.search.engine import Engine

NEAR, VISITS, REMOTE, NOT_REACHED = range(4)
_IN_PERSON, _HOME_VISIT, _FROM_AFAR = (int(ways) for ways in (Deliveries.IN_PERSON, Deliveries.HOME_VISIT, Deliveries.REMOTE))
# How a service with each set of ways reaches a place that it is not near to.
_UNLESS_NEAR = np.array([VISITS if ways & _HOME_VISIT else REMOTE if ways & _FROM_AFAR else NOT_REACHED for ways in range(32)], dtype=np.uint8)
_LOOK_AT = (24, 400, None)  # so many of the nearest places are tried, then more, for one that takes people from there; at last all


class Candidates(NamedTuple):
    """Services that may answer, ascending, and what is known of which are near."""

    services: Numbers
    close: Bits  # AWAY, MAYBE_NEAR or SURELY_NEAR: within the radius, that is

    @classmethod
    def anywhere(cls, services: Numbers) -> Candidates:
        """Nothing is known of where they are."""
        return cls(services, np.full(len(services), MAYBE_NEAR))

    def only(self, keep: Mask) -> Candidates:
        return self if keep.all() else Candidates(self.services[keep], self.close[keep])


class Near(NamedTuple):
    """The place that the search starts from."""

    place: Place
    point: Floats  # its ECEF position
    cover: Coverage

    @classmethod
    def of(cls, generation: Generation, place: Place) -> Near:
        return cls(place, ecef(place.latitude, place.longitude), coverage(generation, place))


class Reached(NamedTuple):
    """Services that answer. Row i of every array is the same service."""

    services: Numbers
    reach: Bits  # NEAR, VISITS or REMOTE; NOT_REACHED without a place to reach
    miles: Floats  # nan: not measured yet

    def cut(self, rows: NDArray[Any]) -> Reached:
        return Reached(self.services[rows], self.reach[rows], self.miles[rows])


class Finding:
    """What one question finds."""

    def __init__(self, engine: Engine, request: SearchRequest, now: datetime) -> None:
        self._engine, self._request = engine, request
        self._generation, self._arrays = engine.generation, engine.generation.arrays
        self._scheme = engine.generation.scheme
        self._asked = self._scheme.expand(request.concerns)
        self._words = engine.words.read(request.text) if request.text else None
        self._person = SILENT if request.person == SILENT else request.person
        self._match = self._words.match() if self._words else None
        self._near = Near.of(engine.generation, request.near) if request.near else None
        self._filters = Filters(engine.generation, engine.openings, request)
        self._today, self._minute = now.date(), minute_of(now)

    def _candidates(self, concerns: Sequence[str], beside: Sequence[str] = ()) -> tuple[Candidates, Mask]:
        """Services about what was asked, and those about the concerns `beside` it; and, by number, which are the former's.

        Concerns, families and words must each hold. Those that cannot reach the place are passed over.
        """
        size, families, match = len(self._generation.ids), self._request.families, self._match
        mine = np.zeros(size, dtype=bool)
        if not concerns and not families:
            assert match is not None, "a request asks for something"
            mine[match.services] = True
            return Candidates.anywhere(match.services), mine
        found = self._reaching(self._engine.postings(concerns, families))
        mine[found.services] = True
        if beside:  # judging both at once costs little more than judging either
            found = self._united([found, self._reaching(self._engine.postings(beside, ()))])
        return self._about(found, bool(concerns)), mine

    def _reaching(self, postings: Iterable[Posting]) -> Candidates:
        """Services that may reach the place."""
        near, radius = self._near, self._request.radius_miles
        if near is None:
            return self._united([Candidates.anywhere(posting.services) for posting in postings])
        return self._united([Candidates(*posting.reaching(near.point, near.place.extent_miles, near.cover.may, radius)) for posting in postings])

    def _united(self, parts: Sequence[Candidates]) -> Candidates:
        """All of them, each once."""
        if len(parts) == 1:
            return parts[0]
        closest = np.zeros(len(self._generation.ids), dtype=np.uint8)
        for services, close in parts:
            closest[services] = np.maximum(closest.take(services), close)
        services = (closest != 0).nonzero()[0]
        return Candidates(services, closest.take(services))

    def _beside(self, concern: str) -> Candidates:
        """Services about a related concern: what was said in words need not hold for them."""
        return self._of_families(self._reaching(self._engine.postings((concern,), ())))

    def _about(self, candidates: Candidates, by_concern: bool) -> Candidates:
        """What else must hold for candidates that were found by concern, or else by family."""
        candidates = self._of_families(candidates) if by_concern else candidates
        return candidates.only(self._match.holds(candidates.services)) if self._match else candidates

    def _of_families(self, candidates: Candidates) -> Candidates:
        families = [self._generation.families[one] for one in self._request.families]
        return candidates.only(np.isin(self._arrays.family.take(candidates.services), families)) if families else candidates

    def _passing(self, candidates: Candidates) -> Candidates:
        return candidates.only(self._filters.passed(candidates.services)) if self._filters.any else candidates

    def _reached(self, candidates: Candidates) -> Reached:
        """Candidates that pass the filters and reach the place."""
        candidates = self._passing(candidates)
        services = candidates.services
        if self._near is None:
            return Reached(services, np.full(len(services), NOT_REACHED, dtype=np.uint8), np.full(len(services), np.inf))
        reach, miles = self._reach(self._near, candidates, self._request.radius_miles)
        return Reached(services, reach, miles).cut(reach != NOT_REACHED)

    def _reach(self, near: Near, candidates: Candidates, radius_miles: float) -> tuple[Bits, Floats]:
        """The first that holds: near, visits, remote; and the miles to those that had to be measured (nan elsewhere)."""
        arrays, (services, close) = self._arrays, candidates
        circles, covered = arrays.catchment_miles.take(services), near.cover.may.take(arrays.area.take(services))
        measured = ((close == MAYBE_NEAR) | ((circles > 0) & ~covered)).nonzero()[0]
        miles, within = np.full(len(services), np.nan), close == SURELY_NEAR
        if len(measured):
            apart = self._engine.miles_to(near.point, services[measured])
            miles[measured], within[measured] = apart, apart <= radius_miles
            covered[measured] |= (circles[measured] > 0) & (apart <= circles[measured] + near.place.extent_miles)
        ways = arrays.delivery.take(services)
        reach = _UNLESS_NEAR.take(ways)
        reach[within & ((ways & _IN_PERSON) != 0)] = NEAR
        reach[~covered] = NOT_REACHED
        return reach, miles

    def _reached_however_far(self, candidates: Candidates) -> Reached:
        """Candidates that pass the filters and take people from the place; those that one must travel to beyond the radius are NOT_REACHED."""
        candidates = self._passing(candidates)
        if self._near is None:
            return self._reached(candidates)
        reach, miles = self._reach(self._near, candidates, self._request.radius_miles)
        anywhere, _ = self._reach(self._near, candidates, MAX_RADIUS_MILES)
        return Reached(candidates.services, reach, miles).cut(anywhere != NOT_REACHED)

    def _nearest_beyond(self) -> Nearest | None:
        """The nearest service in person, however far, that takes people from there."""
        near, request, engine = self._near, self._request, self._engine
        if near is None or not (self._asked or request.families):
            return None
        postings = engine.postings(self._asked, request.families)
        for count in _LOOK_AT:
            services, farthest = nearest_of(postings, near.point, count)
            candidates = self._passing(self._about(Candidates.anywhere(services), bool(self._asked)))
            reach, miles = self._reach(near, candidates, MAX_RADIUS_MILES)
            miles[(reach != NEAR) | engine.eligibility.refused(candidates.services, self._person)] = np.inf
            if len(miles) and miles.min() <= farthest and miles.min() < np.inf:
                number = int(candidates.services[miles.argmin()])
                return Nearest(self._generation.ids[number], self._generation.facts(number).name, float(miles.min()))
        return None
