"""Directories made for one test."""

from __future__ import annotations

from dataclasses import replace
from itertools import count
from pathlib import Path

import pytest

from signpost.concerns import ConcernScheme, Phrases
from signpost.search.directory import Directory
from signpost_indexer.taxonomy import read_taxonomy
from tests.search.small import DirectoryOf, Entry, build

TAXONOMY = Path(__file__).parents[2] / "taxonomy"


PHRASES_TAUGHT = 12  # of each concern: enough to tell them apart, and learnt in a moment


@pytest.fixture(scope="session")
def scheme() -> ConcernScheme:
    """The real scheme, taught with few of its phrases."""
    made, problems = read_taxonomy(TAXONOMY, str)
    assert made is not None, problems
    few = {concern: Phrases(known.phrases[:PHRASES_TAUGHT], known.clinical[:PHRASES_TAUGHT]) for concern, known in made.phrases.items()}
    return replace(made, phrases=few, other_matters=made.other_matters[:100])


@pytest.fixture
def directory_of(tmp_path: Path, scheme: ConcernScheme, postcodes: Path) -> DirectoryOf:
    """Builds a generation of the entries given; every call makes the next one in the same index folder."""
    numbers = count(1)

    def make(*entries: Entry) -> Directory:
        return build(tmp_path / "index", f"generation-{next(numbers)}", entries, scheme, postcodes)

    return make
