"""The filters that need no place. What is not known does not pass them; only unknown hours do."""

from __future__ import annotations

import numpy as np

from signpost.day_hours import State
from signpost.opening import minute_of
from signpost.search.areas import Mask
from signpost.search.generation import Generation, Numbers
from signpost.search.openings import Openings
from signpost.search.request import SearchRequest

DELIVERY = {"in-person": 1, "home-visit": 2, "phone": 4, "online": 8, "post": 16}
_OPEN = {State.OPEN: True, State.CLOSED: False}  # by appointment: nobody can tell


class Filters:
    """The filters of one search."""

    def __init__(self, generation: Generation, openings: Openings, request: SearchRequest) -> None:
        self._arrays, self._catalogue, self._openings, self._request = generation.arrays, generation.catalogue, openings, request
        self._minute = minute_of(request.open_at) if request.open_at else None
        self.any = any((request.delivery, request.cost, request.referral, request.language, request.step_free is not None, request.open_at))
        """Whether there is anything to pass."""

    def passed(self, services: Numbers) -> Mask:
        """Which of these services pass."""
        request, arrays, catalogue = self._request, self._arrays, self._catalogue
        keep = np.ones(len(services), dtype=bool)
        if request.delivery:
            keep &= (arrays.delivery.take(services) & sum({DELIVERY[one] for one in request.delivery})) != 0
        if request.cost:
            keep &= arrays.cost.take(services) == catalogue["costs"].index(request.cost)
        if request.referral:
            keep &= (arrays.referral.take(services) & (1 << catalogue["referrals"].index(request.referral))) != 0
        if request.language:
            offered = np.array([request.language in languages for languages in catalogue["language_sets"]])
            keep &= offered.take(arrays.language_set.take(services))
        if request.step_free is not None:
            keep &= arrays.step_free.take(services) == (1 if request.step_free else 2)
        if self._minute is not None:
            keep &= self.may_be_open(services, self._minute)
        return keep

    def may_be_open(self, services: Numbers, minute: int) -> Mask:
        """Which of these services are open in a minute, or may be, as nobody can tell."""
        schedules, which = np.unique(self._arrays.hours.take(services), return_inverse=True)
        return np.array([self._open_by(one, minute) is not False for one in schedules.tolist()], dtype=bool)[which]

    def open(self, number: int) -> bool | None:
        """Whether service `number` is open at the moment asked for; None when nobody can tell, or no moment was given."""
        return None if self._minute is None else self._open_by(int(self._arrays.hours[number]), self._minute)

    def _open_by(self, hours: int, minute: int) -> bool | None:
        return _OPEN.get(self._openings.at(hours, minute).state)
