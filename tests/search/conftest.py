"""Directories made for one test."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from dataclasses import replace
from itertools import count
from pathlib import Path

import pytest

from signpost.concerns import ConcernScheme, Phrases, UrgentTexts
from signpost.search.directory import Directory
from signpost_indexer import compiling
from signpost_indexer.learning import Progress, write_model
from signpost_indexer.taxonomy import read_taxonomy
from tests.search.small import DirectoryOf, Entry, build

TAXONOMY = Path(__file__).parents[2] / "taxonomy"
TAUGHT = 12  # phrases of each concern, and texts of each urgent rule: enough to tell them apart, and learnt in a moment
TAUGHT_ABROAD = 2  # phrases of each concern in each other language


@pytest.fixture(scope="session")
def scheme() -> ConcernScheme:
    """The real scheme, taught with few of its texts."""
    made, problems = read_taxonomy(TAXONOMY, str)
    assert made is not None, problems
    phrases = {concern: Phrases(known.phrases[:TAUGHT], known.clinical[:TAUGHT]) for concern, known in made.phrases.items()}
    abroad = {language: {concern: said[:TAUGHT_ABROAD] for concern, said in known.items()} for language, known in made.translated.items()}
    urgent = {rule: UrgentTexts(told.must[:TAUGHT], told.must_not[:TAUGHT], told.concern) for rule, told in made.urgent_texts.items()}
    return replace(made, phrases=phrases, other_matters=made.other_matters[:100], translated=abroad, urgent_texts=urgent)


@pytest.fixture(scope="session")
def learnt(scheme: ConcernScheme, once: Callable[[str, Callable[[Path], None]], Path]) -> Path:
    """What the scheme teaches: the same for every directory made here, so learnt once."""
    return once("learnt", lambda folder: write_model(folder / "understanding", scheme)) / "understanding"


@pytest.fixture
def directory_of(tmp_path: Path, scheme: ConcernScheme, learnt: Path, postcodes: Path, monkeypatch: pytest.MonkeyPatch) -> DirectoryOf:
    """Builds a generation of the entries given; every call makes the next one in the same index folder."""

    def as_learnt(folder: Path, taught: ConcernScheme, progress: Progress = lambda _: None) -> None:
        if taught is scheme:
            shutil.copytree(learnt, folder, copy_function=os.link)
        else:
            write_model(folder, taught, progress)

    monkeypatch.setattr(compiling, "write_model", as_learnt)
    numbers = count(1)

    def make(*entries: Entry) -> Directory:
        return build(tmp_path / "index", f"generation-{next(numbers)}", entries, scheme, postcodes)

    return make
