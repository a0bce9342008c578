"""Checking entries as the tests want it: the real scheme and postcodes, and a day that never moves."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

import pytest

from signpost.concerns import ConcernScheme
from signpost.gazetteer import Gazetteer
from signpost_indexer.entries import Checked, check_entries
from signpost_indexer.taxonomy import read_taxonomy

ROOT = Path(__file__).parents[2]
TODAY = date(2026, 11, 2)

Check = Callable[[Sequence[Path], Path], Checked]


@pytest.fixture(scope="session")
def scheme() -> ConcernScheme:
    scheme, problems = read_taxonomy(ROOT / "taxonomy", str)
    assert scheme is not None
    assert not problems
    return scheme


@pytest.fixture(scope="session")
def check(scheme: ConcernScheme, postcodes: Path) -> Check:
    """Check files; the report names them as seen from a folder."""
    gazetteer = Gazetteer.open(postcodes)

    def checked(files: Sequence[Path], folder: Path) -> Checked:
        return check_entries(files, scheme, gazetteer, TODAY, lambda path: path.relative_to(folder).as_posix())

    return checked
