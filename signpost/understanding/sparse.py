"""A table of which most cells are nought: only the others are kept, row by row."""

from __future__ import annotations

from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from signpost.search.generation import mapped
from signpost.understanding.vocabulary import Vector

MOST_CELLS = 3_000  # of one product: a feature that stands nearly everywhere takes the time, and tells so little that texts are understood better without it


class Cells(NamedTuple):
    """Cells of some rows, end to end."""

    owners: NDArray[np.int64]  # which of the rows asked for each belongs to
    columns: NDArray[Any]
    values: NDArray[np.float32]


@dataclass(frozen=True)
class Sparse:
    """F rows, one for each feature."""

    start: NDArray[np.int64]  # (F + 1,) where each row begins
    columns: NDArray[Any]  # of each cell, ascending within a row
    values: NDArray[np.float32]

    @classmethod
    def of(cls, rows: NDArray[np.int64], columns: NDArray[Any], values: NDArray[Any], features: int) -> Sparse:
        """From cells in any order, at most one in each place."""
        order = np.lexsort((columns, rows))
        start = np.searchsorted(rows[order], np.arange(features + 1)).astype(np.int64)
        return cls(start, columns[order].astype(np.min_scalar_type(int(columns.max(initial=0)))), values[order].astype(np.float32))

    @classmethod
    def open(cls, folder: Path, name: str) -> Sparse:
        return cls(*(mapped(folder / f"{file}.npy") for file in cls._files(name)))

    def named(self, name: str) -> dict[str, NDArray[Any]]:
        """Its arrays, by the names of the files that `open` reads."""
        return dict(zip(self._files(name), (self.start, self.columns, self.values), strict=True))

    @classmethod
    def _files(cls, name: str) -> list[str]:
        return [f"{name}_{part.name}" for part in fields(cls)]

    def row_lengths(self, rows: NDArray[np.int64]) -> NDArray[np.int64]:
        return self.start[rows + 1] - self.start[rows]

    def cells(self, rows: NDArray[np.int64]) -> Cells:
        """Those of the given rows, in their order."""
        many = self.row_lengths(rows)
        at = np.arange(int(many.sum()))
        at += np.repeat(self.start[rows] - (np.cumsum(many) - many), many)
        return Cells(np.repeat(np.arange(len(rows)), many), self.columns[at], self.values[at])

    def times(self, vector: Vector, columns: int) -> NDArray[np.float64]:
        """(columns,) The rows of a text's features, each by its weight, added up: the shortest rows first, as far as `MOST_CELLS` go."""
        many = self.row_lengths(vector.numbers)
        order = np.argsort(many, kind="stable")
        kept = order[np.cumsum(many[order]) <= MOST_CELLS]
        cells = self.cells(vector.numbers[kept])
        shares = vector.weights[kept][cells.owners]
        shares *= cells.values
        return np.bincount(cells.columns, shares, columns).astype(np.float64, copy=False)
