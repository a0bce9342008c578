"""The page of an answer: the found services in order, what is shown of each, and what stands beside them."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from signpost.concerns import UrgentAdvice
from signpost.search import ranking
from signpost.search.areas import Mask
from signpost.search.cursor import Cursor, read_cursor
from signpost.search.facets import facets
from signpost.search.finding import NEAR, REMOTE, Candidates, Finding, Near, Reached
from signpost.search.generation import ANYONE, Facts, Floats, Numbers
from signpost.search.names import Branch, Named, in_order
from signpost.search.ranking import Column, Contenders, Ticks, Wanted
from signpost.search.reasons import why
from signpost.search.request import ALSO_SHOWN, NAMED_SHOWN, SILENT, Instead, Reach, Result, SearchPage
from signpost.search.words import WordMatch

_REACHES = (Reach.NEAR, Reach.VISITS, Reach.REMOTE, None)  # by number; none for a place beyond the radius
_REACH_NAMES = tuple(reach.value for reach in Reach)
_BY_NAME = "You asked for it by name"
_FIRST = "First do what the urgent advice says. Your cancer nurse or your GP practice can then tell you who else can help."
_ASK_ANYWAY = "Ask your cancer nurse or your GP practice: they know what there is in your area."


class Found(NamedTuple):
    """Services that answer, with all that their order needs but some distances."""

    reached: Reached
    great: Ticks  # what their great components add up to
    match: WordMatch | None
    wanted: Wanted

    def cut(self, rows: NDArray[np.intp]) -> Found:
        return Found(self.reached.cut(rows), self.great[rows], self.match.at(rows) if self.match else None, self.wanted)


class Page(NamedTuple):
    """The services of one page in order, with their scores."""

    found: Found
    scores: Ticks


class Search(Finding):
    """One search under way."""

    def nearest(self) -> list[tuple[str, float]]:
        """Ids and miles of the first page alone; inf where there is no distance."""
        candidates, _ = self._candidates(self._asked)
        found = self._found(self._about_ids(), self._reached(candidates), self._match)
        services, _, miles = self._cut(found, None, self._request.limit).found.reached
        return [(self._generation.ids[number], distance) for number, distance in zip(services.tolist(), miles.tolist(), strict=True)]

    def page(self) -> SearchPage:
        request, words = self._request, self._words
        cursor = read_cursor(request.cursor, request) if request.cursor else None
        about = self._asked or self._meant()
        beside = self._scheme.related(about) if cursor is None else ()
        # Concerns related to what was asked for are looked up in the same pass; those related to words, on their own.
        candidates, mine = self._candidates(self._asked, () if words else beside[:1])
        everything = self._reached(candidates)
        own = mine.take(everything.services)
        found = self._found(self._about_ids(), everything.cut(own), self._match)
        page = self._cut(found, self._after(cursor), request.limit + 1)
        told = [self._scheme.urgent_by_id[rule] for rule in words.meaning.urgent] if words else []
        results = self._results(page, self._asked or (tuple(one.concern for one in words.understood) if words else ()), request.limit)
        more = len(page.scores) > request.limit
        reaches = dict(zip(_REACH_NAMES, np.bincount(found.reached.reach, minlength=4).tolist(), strict=False))
        return SearchPage(
            request=request,
            understood=words.understood if words else (),
            urgent=tuple(dict.fromkeys((*told, *self._called_for()))),
            told=len(told),
            total=len(found.great),
            reaches=reaches,
            results=results,
            also=self._also(mine, None if words else everything.cut(~own), beside),
            named=self._named(words.name) if words and cursor is None else (),
            instead=None if reaches["near"] or (self._near is None and len(found.great)) else self._instead(about),
            next_cursor=Cursor(ranking.points(int(page.scores[request.limit - 1])), results[-1].id).written(request) if more else None,
            spelling=words.spelling if words else None,
            spoken=self._language(),
            facets=facets(self._generation, self._filters, found.reached.services, request, self._minute) if request.facets else None,
        )

    def _meant(self) -> tuple[str, ...]:
        """What the words surely mean, best first."""
        return tuple(one.concern for one in self._words.surely_meant) if self._words else ()

    def _about_ids(self) -> tuple[str, ...]:
        """Every id that a service may be a specialist for."""
        return (*self._asked, *self._request.concerns) or self._meant()

    def _called_for(self) -> Sequence[UrgentAdvice]:
        """What to do about the concerns asked for: in their order, but of a whole category in that of the rules, the gravest first."""
        called = self._scheme.urgent_for(self._asked)
        return called if self._asked == self._request.concerns else sorted(called, key=self._scheme.urgent.index)

    # -- in what order -----------------------------------------------------------------------------------------------------

    def _found(self, concerns: Sequence[str], reached: Reached, match: WordMatch | None) -> Found:
        """The services that were reached, each with what settles most of its place."""
        # Every service found is of a family that was asked for; and words are matched with specialists above the rest.
        specialists_first = match is None and not self._request.families
        wanted = Wanted(frozenset(concerns), specialists_first, self._language(), self._person, self._today)
        found = Found(reached, np.empty(0, np.int64), match.only(reached.services) if match else None, wanted)
        return found._replace(great=ranking.total(self._engine.ranking.great(wanted, self._contenders(found)), len(reached.services)))

    def _language(self) -> str | None:
        """The language that the words were written in, when it says something."""
        return self._words.meaning.language if self._words else None

    def _contenders(self, found: Found) -> Contenders:
        services, reach, _ = found.reached
        strength = found.match.strength if found.match else None
        if self._near is None:
            return Contenders(services, None, None, strength)
        refused = None if self._person is SILENT else self._engine.eligibility.refused(services, self._person)
        return Contenders(services, reach == REMOTE, refused, strength)

    def _cut(self, found: Found, after: ranking.Position | None, count: int) -> Page:
        """The next `count` services after a position. Most are ruled out before they need a distance, most others before what is small."""
        leading = found.cut(ranking.leading_rows(found.great, ("distance", *ranking.SMALL), after, count))
        scores = leading.great
        if self._near:
            scores = scores + ranking.distance(self._miles(self._near, leading.reached))
            rows = ranking.leading_rows(scores, ranking.SMALL, after, count)
            leading, scores = leading.cut(rows), scores[rows]
        scores = scores + ranking.total(self._small(leading), len(scores))
        rows = ranking.first_rows(scores, leading.reached.services, after, count)
        return Page(leading.cut(rows), scores[rows])

    def _miles(self, near: Near, reached: Reached) -> Floats:
        """The distance of each, measured now where it was not."""
        services, _, miles = reached
        unknown = np.isnan(miles).nonzero()[0]
        if len(unknown):
            miles[unknown] = self._engine.miles_to(near.point, services[unknown])
        return miles

    def _small(self, found: Found) -> Iterable[Column]:
        services, _, miles = found.reached
        return self._engine.ranking.small(found.wanted, self._contenders(found), self._surely_covered(services, miles))

    def _columns(self, found: Found) -> Iterator[Column]:
        """All that the scores of a page are made of."""
        yield from self._engine.ranking.great(found.wanted, self._contenders(found))
        if self._near:
            yield "distance", ranking.distance(found.reached.miles)
        yield from self._small(found)

    def _after(self, cursor: Cursor | None) -> ranking.Position | None:
        return None if cursor is None else (ranking.in_ticks(cursor.key), bisect_right(self._generation.ids, cursor.service_id))

    def _explain(self, shown: Sequence[Result], page: Page) -> None:
        """How each of the first services of a page came by its place."""
        columns = list(self._columns(page.found))
        for row, one in enumerate(shown):
            one.score, one.components = ranking.points(int(page.scores[row])), ranking.explained(columns, row)

    # -- the few that are shown --------------------------------------------------------------------------------------------

    def _results(self, page: Page, about: Sequence[str], count: int) -> tuple[Result, ...]:
        (services, reach, miles), match = page.found.reached, page.found.match
        surely = self._surely_covered(services, miles).tolist()
        rows = zip(services[:count].tolist(), reach.tolist(), miles.tolist(), surely, strict=False)
        labels = {concern: self._scheme.concern_by_id[concern].label for concern in about}
        shown = [self._result(*row, labels, match.words_of(at) if match else ()) for at, row in enumerate(rows)]
        if self._request.explain:
            self._explain(shown, page)
        return tuple(shown)

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
            overdue=None if facts.due is None else facts.due < self._today.isoformat(),
            why=why(request, labels, facts, words, reach, distance, approximate),
            open=self._filters.open(number),
            opening=self._engine.openings.at(int(self._arrays.hours[number]), self._minute),
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

    def _also(self, mine: Mask, first: Reached | None, beside: Sequence[str]) -> tuple[Result, ...]:
        """Services of related concerns, the nearest relation first, that are not results and do not refuse.

        `first` holds those of the nearest relation, where they are known. What is found later may be a result (`mine`) or
        shown already.
        """
        shown: list[Result] = []
        for concern in beside:
            reached, first = first or self._reached(self._beside(concern)), None
            reached = reached.cut(~mine.take(reached.services))
            if self._person is not SILENT:
                reached = reached.cut(~self._engine.eligibility.refused(reached.services, self._person))
            page = self._cut(self._found((concern,), reached, None), None, ALSO_SHOWN - len(shown))
            shown += self._results(page, (concern,), ALSO_SHOWN)
            if len(shown) == ALSO_SHOWN:
                break
            mine[page.found.reached.services] = True
        return tuple(shown)

    def _named(self, text: str) -> tuple[Result, ...]:
        """The first few services that the text names."""
        named = self._engine.names.find(text)
        if not named.told:
            return ()
        reached = self._reached_however_far(self._of_families(Candidates.anywhere(np.array(sorted(named.told), dtype=np.int32))))
        shown = reached.cut(np.array(in_order(self._branches(named, reached))[:NAMED_SHOWN], dtype=np.intp))
        surely = self._surely_covered(shown.services, shown.miles)
        rows = zip(shown.services.tolist(), shown.reach.tolist(), shown.miles.tolist(), surely.tolist(), strict=True)
        results = (self._result(*row, {}, ()) for row in rows)
        return tuple(replace(one, why=(_BY_NAME, *one.why)) for one in results)

    def _branches(self, named: Named, reached: Reached) -> list[Branch]:
        refused = self._engine.eligibility.refused(reached.services, self._person).tolist()
        reaches = reached.reach if self._near else np.full_like(reached.reach, NEAR)
        rows = zip(reached.services.tolist(), reaches.tolist(), reached.miles.tolist(), refused, strict=True)
        known = ((self._generation.facts(number), number, reach, miles, no) for number, reach, miles, no in rows)
        return [Branch(no, named.fit(number, facts.name), reach, miles if reach != REMOTE else 0.0, -len(facts.concerns)) for facts, number, reach, miles, no in known]

    def _instead(self, about: Sequence[str]) -> Instead:
        """What to do when nothing is near (or, without a place, when nothing is found at all)."""
        request, scheme = self._request, self._scheme
        said = [scheme.concern_by_id[one].instead for one in (request.concerns or about[:1]) if one in scheme.concern_by_id]
        said += [scheme.category_by_id[one].instead for one in request.concerns if one in scheme.category_by_id]
        said += [scheme.family_by_id[one].instead for one in request.families]
        otherwise = _FIRST if self._words and self._words.meaning.urgent else _ASK_ANYWAY
        return Instead("\n\n".join(dict.fromkeys(said or [otherwise])), self._nearest_beyond())
