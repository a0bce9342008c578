"""Which urgent advice stands openly at the head of a page, and which is unfolded."""

from __future__ import annotations

from collections.abc import Sequence

from signpost.concerns import UrgentAdvice

OPENLY = 3  # a part of the checklist calls for nine: nobody who is frightened reads so many


def foremost(urgent: Sequence[UrgentAdvice], told: int | None) -> tuple[list[UrgentAdvice], list[UrgentAdvice]]:
    """What stands openly, and the rest: what the words told of (the first `told`), then what is most pressing. `told` of None: all of it."""
    if told is None or len(urgent) <= OPENLY:
        return [*urgent], []
    ordered = [*urgent[:told], *sorted(urgent[told:], key=pressing)]
    return ordered[: max(OPENLY, told)], ordered[max(OPENLY, told) :]


NOW = 1


def pressing(advice: UrgentAdvice) -> int:
    """Up to NOW it can't wait. The less the sooner, by what it says first: ring 999, ring now, ring today."""
    first = advice.call.partition(".")[0]
    return 0 if first.startswith("999") else 1 if "now" in first.split() else 2
