"""Every text that an urgent rule was taught shows its advice, and none that was taught as calm shows any."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import pytest

from signpost.concerns import Told
from signpost.search.serving import current_generation
from signpost.settings import Settings
from signpost.understanding.model import Understanding
from signpost_indexer.taxonomy import read_taxonomy

EVERY = 40  # one of so many is tried each time, all of them in the heavy proofs


class Case(NamedTuple):
    rule: str
    text: str
    urgent: bool


@pytest.fixture(scope="module")
def understanding(real_directory: Settings) -> Understanding:
    generation = current_generation(real_directory.index)
    assert generation
    return Understanding.open(generation / "understanding")


def cases(settings: Settings) -> Iterator[Case]:
    scheme, problems = read_taxonomy(settings.taxonomy, str)
    assert scheme
    assert not problems
    for rule, texts in scheme.urgent_texts.items():
        for told in (Told(texts.must, texts.must_not), *texts.languages.values()):
            yield from (Case(rule, text, True) for text in told.must)
            yield from (Case(rule, text, False) for text in told.must_not)


def faults(understanding: Understanding, tried: list[Case]) -> list[Case]:
    told = {case: understanding.read(case.text).urgent for case in tried}
    return [case for case, urgent in told.items() if (case.rule not in urgent if case.urgent else urgent)]


def test_some_of_the_taught_texts_mean_what_they_were_taught(understanding: Understanding, real_directory: Settings) -> None:
    assert faults(understanding, list(cases(real_directory))[::EVERY]) == []


@pytest.mark.heavy
def test_every_taught_text_means_what_it_was_taught(understanding: Understanding, real_directory: Settings) -> None:
    assert faults(understanding, list(cases(real_directory))) == []
