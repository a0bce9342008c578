"""How many of the services found each further filter would leave, so that nobody is offered one that leaves none."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

import numpy as np
from numpy.typing import NDArray

from signpost.opening import LONDON
from signpost.search.filters import DELIVERY, Filters
from signpost.search.generation import Bits, Generation, Numbers
from signpost.search.request import SearchRequest

Counts = dict[str, int]  # by the value to give
Facets = dict[str, Counts]  # by the parameter to give it to


def facets(generation: Generation, filters: Filters, services: Numbers, request: SearchRequest, minute: int) -> Facets:
    """Counts over all services found, for the filters that are not in force yet; values that would leave none are left out.

    `minute` stands for now. `open_at` counts those too whose hours nobody knows, as they pass it. `concern` says what each of
    several concerns would leave alone.
    """
    arrays, catalogue, asked = generation.arrays, generation.catalogue, generation.scheme.expand(request.concerns)
    counts: Facets = {}
    if len(asked) != 1:
        counts["concern"] = _by_concern(generation, services, asked)
    if not request.families:
        counts["family"] = _by_number(arrays.family.take(services), [family.id for family in generation.scheme.families])
    if not request.delivery:
        counts["delivery"] = _by_bit(arrays.delivery.take(services), DELIVERY)
    if not request.cost:
        counts["cost"] = _by_number(arrays.cost.take(services), catalogue["costs"])
    if not request.referral:
        counts["referral"] = _by_bit(arrays.referral.take(services), {name: 1 << bit for bit, name in enumerate(catalogue["referrals"])})
    if not request.language:
        counts["language"] = _by_language(arrays.language_set.take(services), catalogue["language_sets"])
    if request.step_free is None:
        counts["step_free"] = {"true": int((arrays.step_free.take(services) == 1).sum())}
    if not request.open_at:
        counts["open_at"] = {_written(minute): int(filters.may_be_open(services, minute).sum())}
    return {name: {value: count for value, count in values.items() if value and count} for name, values in counts.items()}


def _written(minute: int) -> str:
    return datetime.fromtimestamp(minute * 60, UTC).astimezone(LONDON).strftime("%Y-%m-%dT%H:%M")


def _by_number(column: NDArray[np.integer], names: Sequence[str]) -> Counts:
    """How often each number stands in the column; -1 is nobody's."""
    return dict(zip(names, np.bincount(column[column >= 0], minlength=len(names)).tolist(), strict=True))


def _by_bit(column: Bits, bits: Mapping[str, int]) -> Counts:
    return {name: int(((column & bit) != 0).sum()) for name, bit in bits.items()}


def _by_language(column: Numbers, sets: Sequence[Sequence[str]]) -> Counts:
    counts: Counts = {}
    for languages, count in zip(sets, np.bincount(column, minlength=len(sets)).tolist(), strict=True):
        for language in languages:
            counts[language] = counts.get(language, 0) + count
    return counts


def _by_concern(generation: Generation, services: Numbers, asked: Sequence[str]) -> Counts:
    arrays = generation.arrays
    found = np.zeros(len(generation.ids), dtype=bool)
    found[services] = True
    counts = {}
    for concern in asked or generation.scheme.concern_by_id:
        number = generation.concerns[concern]
        counts[concern] = int(found[arrays.concern_services[arrays.concern_start[number] : arrays.concern_start[number + 1]]].sum())
    return counts
