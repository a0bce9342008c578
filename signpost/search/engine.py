"""The search: a request and a generation in, one page out. Nothing here reads a clock or a setting.

Every step works on all candidates at once (arrays), so a total is a count and not a guess. What costs more is done only
where it can matter: distances for those that may be near or may stand on the page, facts for those that do.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from signpost.concerns import UrgentAdvice
from signpost.geodesy import ecef, miles_between
from signpost.opening import local_time
from signpost.places import Place
from signpost.search import ranking
from signpost.search.areas import Coverage, Mask, coverage
from signpost.search.cursor import Cursor, read_cursor
from signpost.search.eligibility import Eligibility
from signpost.search.filters import Filters
from signpost.search.generation import ANYONE, Bits, Deliveries, Facts, Floats, Generation, Numbers, viewed
from signpost.search.postings import Posting, nearest_of, places_of
from signpost.search.reasons import why
from signpost.search.request import (
    ALSO_SHOWN,
    MAX_RADIUS_MILES,
    SILENT,
    Instead,
    Nearest,
    Reach,
    Result,
    SearchPage,
    SearchRequest,
    Understood,
)
from signpost.search.words import WordMatch, Words

_REACHES = (Reach.NEAR, Reach.VISITS, Reach.REMOTE)
_REACH_NAMES = tuple(reach.value for reach in _REACHES)
_NEAR, _VISITS, _REMOTE, _NOT_REACHED = range(4)
_MAYBE, _SURELY = np.uint8(1), np.uint8(2)
_IN_PERSON, _HOME_VISIT, _FROM_AFAR = (int(ways) for ways in (Deliveries.IN_PERSON, Deliveries.HOME_VISIT, Deliveries.REMOTE))
# How a service with each set of ways reaches a place that it is not near to.
_UNLESS_NEAR = np.array([_VISITS if ways & _HOME_VISIT else _REMOTE if ways & _FROM_AFAR else _NOT_REACHED for ways in range(32)], dtype=np.uint8)
_LOOK_AT = (24, 400, None)  # so many of the nearest places are tried, then more, for one that takes people from there; at last all
_ASK_ANYWAY = "Ask your cancer nurse or your GP practice: they know what there is in your area."


class Engine:
    """Search over one generation."""

    def __init__(self, generation: Generation) -> None:
        self.generation = generation
        self.words = Words(generation)
        self.eligibility = Eligibility(generation)
        self.not_first = lru_cache(maxsize=256)(self._without)
        self.place_start = viewed(generation.arrays.place_start)
        self._of_concern = lru_cache(maxsize=None)(self._posting_of_concern)  # as many as there are concerns
        self._of_family = lru_cache(maxsize=None)(self._posting_of_family)

    def understand(self, text: str) -> tuple[Understood, ...]:
        return self.words.understand(text)

    def search(self, request: SearchRequest, now: datetime) -> SearchPage:
        """One page. Raises BadCursor and UnknownConcern. `now` decides what is overdue."""
        return _Search(self, request, now).page()

    def nearest(self, request: SearchRequest, now: datetime) -> list[tuple[str, float]]:
        """Ids and miles of the first page alone, in the same order as `search`; inf where there is no distance."""
        return _Search(self, request, now).nearest()

    def postings(self, concerns: Iterable[str], families: Iterable[str]) -> list[Posting]:
        """Services by concern; by family when no concern is asked for."""
        return list(map(self._of_concern, concerns)) or list(map(self._of_family, families))

    def _without(self, asked: frozenset[str]) -> Mask:
        """Of every concern and category, by number, whether it is not among those asked for."""
        return np.array([one not in asked for one in self.generation.scheme.known])

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


class _Candidates(NamedTuple):
    """Services that may answer, ascending, and what is known of which are near."""

    services: Numbers
    close: Bits  # 0, _MAYBE or _SURELY within the radius

    def only(self, keep: Mask) -> _Candidates:
        return self if keep.all() else _Candidates(self.services[keep], self.close[keep])


class _Near(NamedTuple):
    """The place that the search starts from."""

    place: Place
    point: Floats  # its ECEF position
    cover: Coverage

    @classmethod
    def of(cls, generation: Generation, place: Place) -> _Near:
        return cls(place, ecef(place.latitude, place.longitude), coverage(generation, place))


class _Reached(NamedTuple):
    """Services that answer. Row i of every array is the same service."""

    services: Numbers
    reach: Bits  # index into _REACHES; _NOT_REACHED without a place to reach
    miles: Floats  # nan: not measured yet

    def cut(self, rows: NDArray[Any]) -> _Reached:
        return _Reached(self.services[rows], self.reach[rows], self.miles[rows])


class _Found(NamedTuple):
    """Services that answer, with all that their order needs but some distances."""

    reached: _Reached
    coarse: Bits
    match: WordMatch | None

    def cut(self, rows: NDArray[np.intp]) -> _Found:
        return _Found(self.reached.cut(rows), self.coarse[rows], self.match.at(rows) if self.match else None)


class _Page(NamedTuple):
    """The services of one page in order, with their ordering keys."""

    found: _Found
    keys: Floats


class _Search:
    """One search under way."""

    def __init__(self, engine: Engine, request: SearchRequest, now: datetime) -> None:
        self._engine, self._request = engine, request
        self._generation, self._arrays = engine.generation, engine.generation.arrays
        self._scheme = engine.generation.scheme
        self._asked = self._scheme.expand(request.concerns)
        self._words = engine.words.read(request.text) if request.text else None
        self._person = SILENT if request.person == SILENT else request.person
        self._match = self._words.match() if self._words else None
        self._near = _Near.of(engine.generation, request.near) if request.near else None
        self._filters = Filters(engine.generation, request, local_time(request.open_at) if request.open_at else None)
        self._today = now.date().isoformat()

    def nearest(self) -> list[tuple[str, float]]:
        candidates, _ = self._candidates(self._asked)
        found = self._found((*self._asked, *self._request.concerns), self._reached(candidates), self._match)
        services, _, miles = self._cut(found, None, self._request.limit).found.reached
        return [(self._generation.ids[number], distance) for number, distance in zip(services.tolist(), miles.tolist(), strict=True)]

    def page(self) -> SearchPage:
        request, words = self._request, self._words
        cursor = read_cursor(request.cursor, request) if request.cursor else None
        beside = self._scheme.related(self._asked) if not words and cursor is None else ()
        candidates, mine = self._candidates(self._asked, beside[:1])
        everything = self._reached(candidates)
        own = mine.take(everything.services)
        found = self._found((*self._asked, *request.concerns), everything.cut(own), self._match)
        page = self._cut(found, self._after(cursor), request.limit + 1)
        about = self._asked or (tuple(one.concern for one in words.understood) if words else ())
        results = self._results(page, about, request.limit)
        more = len(page.keys) > request.limit
        reaches = dict(zip(_REACH_NAMES, np.bincount(found.reached.reach, minlength=4).tolist(), strict=False))
        return SearchPage(
            request=request,
            understood=words.understood if words else (),
            urgent=self._urgent(),
            total=len(found.coarse),
            reaches=reaches,
            results=results,
            also=self._also(mine, everything.cut(~own), beside),
            instead=None if reaches["near"] or (self._near is None and len(found.coarse)) else self._instead(about),
            next_cursor=Cursor(float(page.keys[request.limit - 1]), results[-1].id).written(request) if more else None,
            spelling=words.spelling if words else None,
        )

    def _urgent(self) -> tuple[UrgentAdvice, ...]:
        """What the concerns asked for call for; of words, only what they surely mean above all else."""
        if self._asked or self._words is None:
            return self._scheme.urgent_for(self._asked)
        surest = [one.concern for one in self._words.understood[:1] if one.score >= ranking.SURE_ENOUGH_TO_WARN]
        return tuple(advice for advice in self._scheme.urgent_for(surest) if advice.from_words)

    # -- which services ----------------------------------------------------------------------------------------------------

    def _candidates(self, concerns: Sequence[str], beside: Sequence[str] = ()) -> tuple[_Candidates, Mask]:
        """Services about what was asked, and those about the concerns `beside` it; and, by number, which are the former's.

        Concerns, families and words must each hold. Those that cannot reach the place are passed over.
        """
        size, families, match = len(self._generation.ids), self._request.families, self._match
        mine = np.zeros(size, dtype=bool)
        if not concerns and not families:
            assert match is not None, "a request asks for something"
            mine[match.services] = True
            return _Candidates(match.services, np.full(len(match.services), _MAYBE)), mine
        close = np.zeros(size, dtype=np.uint8)
        self._mark(mine, close, self._engine.postings(concerns, families))
        every = mine
        if beside:  # one pass over both costs little more than one over either
            every = mine.copy()
            self._mark(every, close, self._engine.postings(beside, ()))
        services = every.nonzero()[0]
        return self._about(_Candidates(services, close.take(services)), bool(concerns)), mine

    def _mark(self, every: Mask, close: Bits, postings: Iterable[Posting]) -> None:
        """Mark the services that may reach the place, and those that may be near it."""
        near = self._near
        for posting in postings:
            if near is None:
                every[posting.services] = True
            else:
                by_area, by_circle = posting.comes(near.point, near.place.extent_miles, near.cover.may)
                maybe, surely = posting.seen(near.point, self._request.radius_miles)
                every[by_area] = every[by_circle] = every[maybe] = True
                close[maybe] |= _MAYBE
                close[surely] |= _SURELY

    def _about(self, candidates: _Candidates, by_concern: bool) -> _Candidates:
        """What else must hold for candidates that were found by concern, or else by family."""
        families, match = self._request.families, self._match
        if by_concern and families:
            candidates = candidates.only(np.isin(self._arrays.family.take(candidates.services), [self._generation.families[one] for one in families]))
        return candidates.only(match.holds(candidates.services)) if match else candidates

    def _passing(self, candidates: _Candidates) -> _Candidates:
        return candidates.only(self._filters.passed(candidates.services)) if self._filters.any else candidates

    def _reached(self, candidates: _Candidates) -> _Reached:
        """Candidates that pass the filters and reach the place."""
        candidates = self._passing(candidates)
        services = candidates.services
        if self._near is None:
            return _Reached(services, np.full(len(services), _NOT_REACHED, dtype=np.uint8), np.full(len(services), np.inf))
        reach, miles = self._reach(self._near, candidates, self._request.radius_miles)
        return _Reached(services, reach, miles).cut(reach != _NOT_REACHED)

    def _reach(self, near: _Near, candidates: _Candidates, radius_miles: float) -> tuple[Bits, Floats]:
        """The first that holds: near, visits, remote; and the miles to those that had to be measured (nan elsewhere)."""
        arrays, (services, close) = self._arrays, candidates
        circles, covered = arrays.catchment_miles.take(services), near.cover.may.take(arrays.area.take(services))
        measured = ((close == _MAYBE) | ((circles > 0) & ~covered)).nonzero()[0]
        miles, within = np.full(len(services), np.nan), close >= _SURELY
        if len(measured):
            apart = self._engine.miles_to(near.point, services[measured])
            miles[measured], within[measured] = apart, apart <= radius_miles
            covered[measured] |= (circles[measured] > 0) & (apart <= circles[measured] + near.place.extent_miles)
        ways = arrays.delivery.take(services)
        reach = _UNLESS_NEAR.take(ways)
        reach[within & ((ways & _IN_PERSON) != 0)] = _NEAR
        reach[~covered] = _NOT_REACHED
        return reach, miles

    # -- in what order -----------------------------------------------------------------------------------------------------

    def _found(self, concerns: Sequence[str], reached: _Reached, match: WordMatch | None) -> _Found:
        """Before distance: near and visiting first, then a verdict of no last, then specialists first."""
        person, services = self._person, reached.services
        refused = self._engine.eligibility.refused(services, person) if self._near and person is not SILENT else None
        general = None
        if match is None and not self._request.families:  # else every service found is of a family that was asked for
            general = self._engine.not_first(frozenset(concerns)).take(self._arrays.first_concern.take(services))
        coarse = ranking.coarse_order(reached.reach == _REMOTE, refused, general)
        return _Found(reached, coarse, match.only(services) if match else None)

    def _cut(self, found: _Found, after: ranking.Position | None, count: int) -> _Page:
        """The next `count` services after a position."""
        leading = found.cut(ranking.leading_rows(found.coarse, after, count))
        services, _, miles = leading.reached
        unknown = np.isnan(miles).nonzero()[0]
        if self._near and len(unknown):
            miles[unknown] = self._engine.miles_to(self._near.point, services[unknown])
        if leading.match is None:
            keys = ranking.by_distance(leading.coarse, miles)
        else:
            keys = ranking.by_score(leading.coarse, leading.match.strength, miles)
        rows = ranking.first_rows(keys, services, after, count)
        return _Page(leading.cut(rows), keys[rows])

    def _after(self, cursor: Cursor | None) -> ranking.Position | None:
        return None if cursor is None else (cursor.key, bisect_right(self._generation.ids, cursor.service_id))

    # -- the few that are shown --------------------------------------------------------------------------------------------

    def _results(self, page: _Page, about: Sequence[str], count: int) -> tuple[Result, ...]:
        (services, reach, miles), match = page.found.reached, page.found.match
        surely = self._surely_covered(services, miles).tolist()
        rows = zip(services[:count].tolist(), reach.tolist(), miles.tolist(), surely, strict=False)
        labels = {concern: self._scheme.concern_by_id[concern].label for concern in about}
        return tuple([self._result(*row, labels, match.words_of(at) if match else ()) for at, row in enumerate(rows)])

    def _result(self, number: int, reached: int, miles: float, surely: bool, labels: dict[str, str], words: tuple[str, ...]) -> Result:
        request, generation = self._request, self._generation
        near, facts = request.near, generation.facts(number)
        reach = None if near is None else _REACHES[reached]
        distance = miles if miles < np.inf else None
        location, approximate = self._nearest_location(number, facts) if facts.places else (None, False)
        approximate = distance is not None and near is not None and (approximate or near.approximate)
        verdict, because = self._engine.eligibility.judged(number, facts, self._person, surely)
        return Result(
            id=generation.ids[number],
            body=generation.bodies[number],
            reach=reach,
            distance_miles=distance,
            approximate=approximate,
            location=location,
            verdict=verdict,
            because=because,
            language=request.language,
            overdue=None if facts.due is None else facts.due < self._today,
            why=why(request, labels, facts, words, reach, distance, approximate),
            open=self._filters.open(number),
        )

    def _surely_covered(self, services: Numbers, miles: Floats) -> Mask:
        """Who takes people from all of the place. Without a place, only a service that serves everybody surely does."""
        if self._near and self._near.cover.may is self._near.cover.surely and not self._near.place.extent_miles:
            return np.ones(len(services), dtype=bool)  # of an exact place there are no parts
        areas = self._arrays.area.take(services)
        if self._near is None:
            return np.equal(areas, ANYONE)
        circles = self._arrays.catchment_miles.take(services)
        return np.logical_or(self._near.cover.surely.take(areas), (circles > 0) & (miles + self._near.place.extent_miles <= circles))

    def _nearest_location(self, number: int, facts: Facts) -> tuple[dict[str, Any], bool]:
        """The nearest location as it may be shown (the first, when no place was asked near), and whether it is approximate."""
        nearest = 0
        if self._near is not None and len(facts.places) > 1:
            apart = self._arrays.place_xyz[self._engine.place_start[number] : self._engine.place_start[number + 1]] - self._near.point
            nearest = int(np.einsum("ij,ij->i", apart, apart).argmin()) if len(apart) else 0
        return facts.places[nearest], facts.approximate[nearest]

    # -- what stands beside them -------------------------------------------------------------------------------------------

    def _also(self, mine: Mask, first: _Reached, beside: Sequence[str]) -> tuple[Result, ...]:
        """Services of related concerns, the nearest relation first, that are not results and do not refuse.

        `first` holds those of the nearest relation. What a later one finds may be a result (`mine`) or shown already.
        """
        shown: list[Result] = []
        for concern in beside:
            reached = first if concern == beside[0] else self._reached(self._candidates((concern,))[0])
            if concern != beside[0]:
                reached = reached.cut(~mine.take(reached.services))
            if self._person is not SILENT:
                reached = reached.cut(~self._engine.eligibility.refused(reached.services, self._person))
            page = self._cut(self._found((concern,), reached, None), None, ALSO_SHOWN - len(shown))
            shown += self._results(page, (concern,), ALSO_SHOWN)
            if len(shown) == ALSO_SHOWN:
                break
            mine[page.found.reached.services] = True
        return tuple(shown)

    def _instead(self, about: Sequence[str]) -> Instead:
        """What to do when nothing is near (or, without a place, when nothing is found at all)."""
        request, scheme = self._request, self._scheme
        said = [scheme.concern_by_id[one].instead for one in (request.concerns or about[:1]) if one in scheme.concern_by_id]
        said += [scheme.category_by_id[one].instead for one in request.concerns if one in scheme.category_by_id]
        said += [scheme.family_by_id[one].instead for one in request.families]
        return Instead("\n\n".join(dict.fromkeys(said or [_ASK_ANYWAY])), self._nearest_beyond())

    def _nearest_beyond(self) -> Nearest | None:
        """The nearest service in person, however far, that takes people from there."""
        near, request, engine = self._near, self._request, self._engine
        if near is None or not (self._asked or request.families):
            return None
        postings = engine.postings(self._asked, request.families)
        for count in _LOOK_AT:
            services, farthest = nearest_of(postings, near.point, count)
            everybody = _Candidates(services, np.full(len(services), _MAYBE))
            candidates = self._passing(self._about(everybody, bool(self._asked)))
            reach, miles = self._reach(near, candidates, MAX_RADIUS_MILES)
            miles[(reach != _NEAR) | engine.eligibility.refused(candidates.services, self._person)] = np.inf
            if len(miles) and miles.min() <= farthest and miles.min() < np.inf:
                number = int(candidates.services[miles.argmin()])
                return Nearest(self._generation.ids[number], self._generation.facts(number).name, float(miles.min()))
        return None
