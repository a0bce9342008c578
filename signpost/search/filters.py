"""The filters that need no place. What is not known does not pass them; only unknown hours do."""

from __future__ import annotations

from datetime import datetime

import numpy as np

from signpost.opening import open_at
from signpost.places import Nation
from signpost.search.areas import Mask
from signpost.search.generation import Generation, Numbers
from signpost.search.request import SearchRequest

_DELIVERY = {"in-person": 1, "home-visit": 2, "phone": 4, "online": 8, "post": 16}


class Filters:
    """The filters of one search; `moment` is `open_at` in local time."""

    def __init__(self, generation: Generation, request: SearchRequest, moment: datetime | None) -> None:
        self._arrays, self._catalogue, self._request, self._moment = generation.arrays, generation.catalogue, request, moment
        self.any = any((request.delivery, request.cost, request.referral, request.language, request.step_free is not None, moment))
        """Whether there is anything to pass."""

    def passed(self, services: Numbers) -> Mask:
        """Which of these services pass."""
        request, arrays, catalogue = self._request, self._arrays, self._catalogue
        keep = np.ones(len(services), dtype=bool)
        if request.delivery:
            keep &= (arrays.delivery.take(services) & sum({_DELIVERY[one] for one in request.delivery})) != 0
        if request.cost:
            keep &= arrays.cost.take(services) == catalogue["costs"].index(request.cost)
        if request.referral:
            keep &= (arrays.referral.take(services) & (1 << catalogue["referrals"].index(request.referral))) != 0
        if request.language:
            offered = np.array([request.language in languages for languages in catalogue["language_sets"]])
            keep &= offered.take(arrays.language_set.take(services))
        if request.step_free is not None:
            keep &= arrays.step_free.take(services) == (1 if request.step_free else 2)
        if self._moment is not None:
            schedules, which = np.unique(arrays.hours.take(services), return_inverse=True)
            keep &= np.array([self._open_by(one, self._moment) is not False for one in schedules.tolist()], dtype=bool)[which]
        return keep

    def open(self, number: int) -> bool | None:
        """Whether service `number` is open at the moment asked for; None when nobody can tell, or no moment was given."""
        return None if self._moment is None else self._open_by(int(self._arrays.hours[number]), self._moment)

    def _open_by(self, hours: int, moment: datetime) -> bool | None:
        """Open if any of its lines or places is; not known if none says so but one is not known."""
        answers = [open_at(text, moment, Nation(nation)) if text else None for text, nation in self._catalogue["hours"][hours]]
        return True if True in answers else None if None in answers or not answers else False
