"""Will they take me? Who is refused, for all candidates at once; and the verdict with its reasons, for the few that are shown.

`no` only when the entry says so in a key that can be read; `ask` when a limit cannot be judged (the request is silent,
or only a person can read the words) or when nothing is said at all; `yes` when every stated limit is met.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from signpost.search.areas import Mask
from signpost.search.generation import Facts, Generation, Numbers
from signpost.search.request import SILENT, Person, Verdict

_NOT_STATED = "The source does not say who it takes"
_NO_CONDITION = "You do not need to meet any condition that we know of"
AGE_GROUPS = frozenset({"children", "teenage-and-young-adult"})  # they say whose cancer it is, not where: it may be any other too
_YES, _NO, _ASK = Verdict.YES, Verdict.NO, Verdict.ASK


class Eligibility:
    """The limits of one generation's services."""

    def __init__(self, generation: Generation) -> None:
        self._arrays = generation.arrays
        self._lineage = generation.scheme.cancer_lineage
        self._cancer_sets: list[list[str]] = generation.catalogue["cancer_sets"]
        self._audience_bit = {audience: 1 << number for number, audience in enumerate(generation.catalogue["audiences"])}
        self._refusing_sets = lru_cache(maxsize=64)(self._refusing)  # as many as there are cancer types, nearly

    def refused(self, services: Numbers, person: Person) -> Mask:
        """Whose stated limits leave this person out."""
        arrays = self._arrays
        no = np.zeros(len(services), dtype=bool)
        audience = arrays.audience.take(services)
        if person.age is not None:
            low, high = arrays.min_age.take(services), arrays.max_age.take(services)
            outside = ((low >= 0) & (person.age < low)) | ((high >= 0) & (person.age > high))
            no |= outside & ((audience & self._may_mean_another(person)) == 0)
        if person.audience is not None:
            no |= (audience != 0) & ((audience & self._audience_bit[person.audience]) == 0)
        if person.cancer_type is not None:
            no |= self._refusing_sets(person.cancer_type).take(arrays.cancer_set.take(services))
        return no

    def judged(self, number: int, facts: Facts, person: Person, sure_of_place: bool) -> tuple[Verdict, tuple[str, ...]]:
        """The verdict of service `number`, and the short plain reasons for it."""
        sentences = list(facts.limits.values())
        if person is SILENT and sure_of_place:  # as most searches are: every limit stands open
            return (_ASK, tuple(sentences)) if sentences else (_YES, (_NO_CONDITION,)) if facts.stated else (_ASK, (_NOT_STATED,))
        points = [self._point(limit, number, person) for limit in facts.limits]
        if not facts.stated:
            sentences.append(_NOT_STATED)
            points.append(_ASK)
        if not sure_of_place:
            sentences.append(facts.area or _NOT_STATED)
            points.append(_ASK)
        verdict = _NO if _NO in points else _ASK if _ASK in points else _YES
        because = tuple([sentence for sentence, point in zip(sentences, points, strict=True) if point is verdict])
        return verdict, because or (_NO_CONDITION,)

    def _point(self, limit: str, number: int, person: Person) -> Verdict:
        if limit == "age":
            return self._by_age(number, person)
        if limit == "audience":
            return self._by_audience(number, person.audience)
        if limit == "cancer_types":
            return self._by_cancer(int(self._arrays.cancer_set[number]), person.cancer_type)
        return _ASK

    def _by_age(self, number: int, person: Person) -> Verdict:
        if person.age is None or int(self._arrays.audience[number]) & self._may_mean_another(person):
            return _ASK
        low, high = int(self._arrays.min_age[number]), int(self._arrays.max_age[number])
        return _YES if (low < 0 or person.age >= low) and (high < 0 or person.age <= high) else _NO

    def _may_mean_another(self, person: Person) -> int:
        """Audiences whose age limit may not be for the one who asks: a parent's age says nothing of a service for patients up to 25."""
        return 0 if person.audience in (None, "patient") else self._audience_bit["patient"]

    def _by_audience(self, number: int, audience: str | None) -> Verdict:
        if audience is None:
            return _ASK
        return _YES if int(self._arrays.audience[number]) & self._audience_bit[audience] else _NO

    def _by_cancer(self, cancer_set: int, mine: str | None) -> Verdict:
        """A broader group in the set takes this cancer; a narrower one may."""
        if mine is None:
            return _ASK
        kinds = self._cancer_sets[cancer_set]
        if not kinds or set(self._lineage[mine]).intersection(kinds):
            return _YES
        if mine in AGE_GROUPS or AGE_GROUPS.intersection(kinds):
            return _ASK
        return _ASK if any(mine in self._lineage.get(kind, ()) for kind in kinds) else _NO

    def _refusing(self, cancer_type: str) -> NDArray[np.bool_]:
        """Each distinct set of cancer types: does it leave this one out?"""
        return np.array([self._by_cancer(number, cancer_type) is _NO for number in range(len(self._cancer_sets))])
