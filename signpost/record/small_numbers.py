"""Small numbers kept secret: tables of counts from which nobody learns that one to four people are behind a cell.

A cell from 1 to 4 is hidden. A total beside the cells would give a hidden one away by subtraction, so then the total is
hidden too (complementary suppression): hiding a second cell in its stead can be undone by whoever knows the rule.
"""

from __future__ import annotations

from collections.abc import Iterable

FEWEST_SHOWN = 5  # people: fewer could be recognised
_LARGEST_HIDDEN = FEWEST_SHOWN - 1


def shown(count: int) -> int | None:
    """A count of people as it may be published: None where it is hidden. Zero is nobody, and is shown."""
    return None if 0 < count < FEWEST_SHOWN else count


def total_shown(counts: Iterable[int]) -> int | None:
    """The total of cells that are published beside it; None where it would give away a hidden one of them."""
    cells = list(counts)
    hidden = [count for count in cells if shown(count) is None]
    return sum(cells) if not hidden or _open(hidden) else None


def union_shown(union: int, published: Iterable[int | None]) -> int | None:
    """How many people are behind any of several cells, who may be behind more than one; None where that would give away a few of them.

    `published` are those cells as they are shown beside it. Where one is hidden, the number is told only when the shown cells alone may
    account for everybody: then it says nothing of the hidden ones. Nor may it leave one to four people outside a cell that is shown.
    """
    cells = list(published)
    told = [count for count in cells if count is not None]
    beyond = len(told) < len(cells) and union > sum(told)
    return None if beyond or any(shown(union - count) is None for count in told) else shown(union)


def _open(hidden: list[int]) -> bool:
    """Whether the sum of the hidden cells leaves every one of them open: not all ones, not all fours, and no small number itself."""
    return sum(hidden) >= FEWEST_SHOWN and len(hidden) < sum(hidden) < len(hidden) * _LARGEST_HIDDEN
