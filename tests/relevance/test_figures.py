"""The judged sets go no worse than they did: every figure is held against those of the newest release."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bench.relevance.parts import Parts, words_of
from bench.relevance.releases import recorded
from bench.relevance.report import measure, of_texts
from bench.relevance.texts import asked_of
from signpost.search.generation import Generation
from signpost.search.request import SearchRequest
from signpost.search.serving import current_generation, open_current
from signpost.settings import Settings
from signpost.understanding import encoder

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
MOST_LOST = 0.07  # of recall@1, without the sentence encoder: everything must work where it is not installed
SLACK = 0.03  # a case or two: other entries and phrases move a figure by that much, a slip by more
BETTER_HIGH = ("recall@1", "recall@3", "exact@1", "nDCG@5", "precision@3", "out-of-scope precision", "urgent recall", "a wanted one in the first 3", "severity covered", "place known")
BETTER_LOW = ("urgent false alarms", "trap false alarms", "an unwanted one in the first 3")

Figures = dict[str, dict[str, float]]


@pytest.fixture(scope="module")
def generation(real_directory: Settings) -> Generation:
    folder = current_generation(real_directory.index)
    assert folder
    return Generation(folder)


@pytest.fixture(scope="module")
def figures(real_directory: Settings, generation: Generation) -> Figures:
    report = measure(open_current(real_directory), asked_of(words_of(generation, Parts())), NOW)
    return {name: {measure: figure.value for measure, figure in named.items()} for name, named in report.figures.items()}


def worse(now: Figures, then: Figures) -> list[str]:
    """What fell behind by more than the slack, or is measured no longer. Judged sets that the release had from elsewhere are left out."""
    return [
        f"{name}: {measure} was {before:.3f}, is {now[name].get(measure)}"
        for name, figures in then.items()
        if name in now
        for measure, before in figures.items()
        for sign in (1 if measure in BETTER_HIGH else -1 if measure in BETTER_LOW else 0,)
        if sign * (now[name].get(measure, -sign * float("inf")) - before) < -SLACK
    ]


def test_no_figure_falls_behind_those_of_the_newest_release(figures: Figures) -> None:
    """With the sentence encoder or without it, whichever it is here."""
    assert worse(figures, recorded(with_encoder=encoder.installed())) == [], "Mend it, or, if it is a gain elsewhere that costs this: python -m bench.relevance --write"


def test_every_judged_set_of_the_project_has_figures_in_the_newest_release(figures: Figures) -> None:
    assert set(figures) <= set(recorded(with_encoder=encoder.installed()))
    assert {"texts", "languages"} <= set(figures)


@pytest.mark.skipif(not encoder.installed(), reason="the sentence encoder is not installed")
def test_without_the_sentence_encoder_little_is_lost(figures: Figures, generation: Generation) -> None:
    without = of_texts(asked_of(words_of(generation, Parts(sentence_encoder=False))))
    assert figures["texts"]["recall@1"] - without["texts"]["recall@1"].value <= MOST_LOST


def test_the_harness_reads_a_text_as_a_search_does(real_directory: Settings, generation: Generation) -> None:
    directory, ask = open_current(real_directory), asked_of(words_of(generation, Parts()))
    for text in ("i want to kill myself", "swolen arm", "obrzęk nogi", "pizza", "money is fine, cannot sleep"):
        page = directory.search(SearchRequest(text=text), NOW)
        assert ask(text) == (page.understood, bool(page.urgent)), text


def test_a_fall_is_seen_in_either_direction_and_so_is_a_figure_that_went_missing() -> None:
    then = {"texts": {"recall@1": 0.9, "urgent false alarms": 0.01, "nDCG@5": 0.9}, "elsewhere": {"recall@1": 0.9}}
    assert worse({"texts": {"recall@1": 0.88, "urgent false alarms": 0.03, "nDCG@5": 0.95}}, then) == []
    fallen = worse({"texts": {"recall@1": 0.86, "urgent false alarms": 0.05}}, then)
    assert [line.split(" was")[0] for line in fallen] == ["texts: recall@1", "texts: urgent false alarms", "texts: nDCG@5"]
