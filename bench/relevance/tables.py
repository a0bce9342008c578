"""Tables that read the same in a terminal and on a page."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import starmap
from typing import NamedTuple

from bench.relevance.judging import Figure

Cell = str | int | float


class Table(NamedTuple):
    title: str
    head: tuple[str, ...]
    rows: Sequence[Sequence[Cell]]
    note: str = ""


def shown(value: Cell) -> str:
    return f"{value:.3f}" if isinstance(value, float) else str(value)


def of_figures(title: str, named: dict[str, Figure], note: str = "") -> Table:
    """One figure a line, with the interval that a share or a mean has."""
    rows = [(name, value, f"{low:.3f} to {high:.3f}", cases) for name, (value, low, high, cases) in named.items()]
    return Table(title, ("measure", "figure", "95 % interval", "cases"), rows, note)


def plain(table: Table) -> str:
    """For a terminal."""
    lines = [table.head, *(tuple(map(shown, row)) for row in table.rows)]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    body = [f"  {line[0]:<{widths[0]}}  " + "  ".join(starmap(str.rjust, zip(line[1:], widths[1:], strict=True))) for line in lines]
    return "\n".join(filter(None, [table.title, table.note and f"  {table.note}", *body]))


def markdown(table: Table) -> str:
    """For a page."""
    rule = ("---", *("---:" for _ in table.head[1:]))
    lines = [table.head, rule, *(tuple(map(shown, row)) for row in table.rows)]
    body = "\n".join(f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in line)} |" for line in lines)
    return "\n\n".join(filter(None, [f"## {table.title}", table.note, body]))
