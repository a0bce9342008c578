"""What each part of the understanding adds: the same texts with one part off at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import fields, replace
from typing import TYPE_CHECKING, TypeVar

from bench.relevance.judging import Figure
from bench.relevance.tables import Cell, Table

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

    Switches = TypeVar("Switches", bound=DataclassInstance)  # a frozen dataclass of booleans

MEASURES = ("recall@1", "nDCG@5", "precision@3", "out-of-scope precision", "urgent recall", "urgent false alarms")
NOTE = "The weights and thresholds of what is left stay as they are, so that a row shows what a part does here, and not how well one could do without it."


def one_off_at_a_time(everything: Switches) -> Iterator[tuple[str, Switches]]:
    """All parts that are on, and then all but one of them, in turn."""
    yield "everything", everything
    for part in fields(everything):
        if getattr(everything, part.name):
            yield f"without {part.name.replace('_', ' ')}", replace(everything, **{part.name: False})


def tables(everything: Switches, measured: Callable[[Switches], Mapping[str, Mapping[str, Figure]]]) -> list[Table]:
    """One table for each set of judged texts; `measured` gives the figures of every set with these parts on."""
    by_variant = {name: measured(parts) for name, parts in one_off_at_a_time(everything)}
    of_texts = [judged for judged, figures in by_variant["everything"].items() if "recall@1" in figures]
    return [_table(judged, {name: sets[judged] for name, sets in by_variant.items()}) for judged in of_texts]


def _table(judged: str, variants: Mapping[str, Mapping[str, Figure]]) -> Table:
    there = [measure for measure in MEASURES if measure in variants["everything"]]
    rows: Sequence[Sequence[Cell]] = [(name, *(figures[measure].value for measure in there)) for name, figures in variants.items()]
    return Table(f"{judged}: without one part at a time", ("", *there), rows, NOTE)
