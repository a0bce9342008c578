"""What the relevance harness makes of its figures: services, parts of the understanding, releases, tables."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from importlib.metadata import version
from pathlib import Path

import pytest

from bench.relevance import plans, releases
from bench.relevance.ingredients import one_off_at_a_time, tables
from bench.relevance.judging import Figure
from bench.relevance.page import PAGE
from bench.relevance.services import AnsweredSearch, JudgedSearch, headline, misses
from bench.relevance.tables import Table, markdown, plain
from bench.understanding import TITLE, written
from signpost.places import Place, PlaceKind
from signpost.search.assessment import Answered, Assessment, AssessmentAnswer, Planned, Scored, Uncovered
from signpost.search.request import Instead, Reach, Result, Verdict

NOWHERE = Place(PlaceKind.COORDINATES, "Nowhere", 54.0, -2.0, 54.0, -2.0, False, 0.0, frozenset(), frozenset(), frozenset(), None, None)


@dataclass(frozen=True)
class Parts:
    nearest: bool = True
    other_languages: bool = True
    encoder: bool = False


def figure(value: float) -> Figure:
    return Figure(value, value, value, 10)


def search(*came: str, unwanted: tuple[str, ...] = ()) -> AnsweredSearch:
    return AnsweredSearch(JudgedSearch("p1", "swelling", "LS1 4AP", {"clinic": 3, "centre": 1}, unwanted), came)


def test_a_service_is_found_among_the_first_three_and_its_place_among_five_counts() -> None:
    answers = [search("clinic", "centre"), search("a", "b", "c", "clinic"), AnsweredSearch(JudgedSearch("p2", "pets", "LS1 4AP", {}), ("a",))]
    figures = headline(answers)
    assert figures["a wanted one in the first 3"][:1] == (0.5,)
    assert figures["nDCG@5"].cases == 2
    assert figures["nDCG@5"].value == pytest.approx((1 + (7 / 2.321928) / (7 + 1 / 1.5849625)) / 2)


def test_an_unwanted_service_among_the_first_three_is_a_miss_and_is_marked() -> None:
    right, wrong = search("clinic", "b", "c", "spa", unwanted=("spa",)), search("clinic", "spa", unwanted=("spa",))
    assert headline([right, wrong])["an unwanted one in the first 3"].value == 0.5
    (listed,) = misses([right, wrong])
    assert "spa (UNWANTED)" in listed


def result(service: str, reach: Reach, miles: float | None, verdict: Verdict = Verdict.ASK) -> Result:
    return Result(service, b"{}", reach, miles, False, None, verdict, (), None, None, ())


def test_a_plan_is_held_against_the_top_service_of_each_concern() -> None:
    clinic, line = result("clinic", Reach.NEAR, 4.5), result("line", Reach.REMOTE, None)
    refuses = result("refuses", Reach.NEAR, 1.0, Verdict.NO)
    asked = [Scored("swelling", 6), Scored("money-or-finance", 3), Scored("pets", 1)]
    tops = ((clinic, line), (line,), (refuses,))
    answer = AssessmentAnswer(
        assessment=Assessment(NOWHERE, tuple(asked), radius_miles=20),
        urgent=(),
        concerns=tuple(Answered(one, top, len(top), None) for one, top in zip(asked, tops, strict=True)),
        plan=(Planned(clinic, ("swelling", "money-or-finance")),),
        uncovered=(Uncovered(asked[2], Instead("Ask.")),),
    )
    answers = plans.Answers([plans.AnsweredAssessment("a1", answer)], ["a2  'Nowhere' is not a town."])
    assert {name: one.value for name, one in plans.headline(answers).items()} == {
        "place known": 0.5,
        "severity covered": 0.9,
        "services in a plan": 1,
        "services without one": 2,
        "miles in a plan": 4.5,
        "miles without one": 24.5,
    }
    assert list(plans.misses(answers)) == ["a2  'Nowhere' is not a town.", "a1  1 services, 2 without a plan; left: pets"]


def test_every_part_that_is_on_is_switched_off_once_and_alone() -> None:
    assert list(one_off_at_a_time(Parts())) == [
        ("everything", Parts()),
        ("without nearest", Parts(nearest=False)),
        ("without other languages", Parts(other_languages=False)),
    ]


def test_each_set_of_judged_texts_has_a_table_of_what_is_left_without_each_part() -> None:
    services = {"nDCG@5": figure(0.7)}
    (table,) = tables(Parts(), lambda parts: {"texts": {"recall@1": figure(0.5 + 0.4 * parts.nearest), "exact@1": figure(0.1)}, "services": services})
    assert table.head == ("", "recall@1")
    assert table.rows == [("everything", 0.9), ("without nearest", 0.5), ("without other languages", 0.9)]


def test_a_version_has_one_set_of_figures_and_older_versions_keep_theirs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(releases, "RELEASES", tmp_path / "releases.json")
    releases.RELEASES.write_text(json.dumps([{"version": "0.0.1", "date": "2026-01-01", "figures": {"texts": {"recall@1": 0.5}}}]))
    for value in (0.6, 0.7):
        releases.record({"texts": {"recall@1": figure(value)}, "services": {"nDCG@5": figure(0.8)}}, {"texts": {"recall@1": figure(0.6)}}, date(2026, 11, 22))
    assert releases.recorded(with_encoder=True) == {"texts": {"recall@1": 0.7}, "services": {"nDCG@5": 0.8}}
    assert releases.recorded(with_encoder=False) == {"texts": {"recall@1": 0.6}, "services": {"nDCG@5": 0.8}}
    now = version("signpost-directory")
    assert releases.history() == Table(
        "Figures of each release",
        ("", f"{now} (2026-11-22)", f"{now} without the encoder", "0.0.1 (2026-01-01)"),
        [("texts: recall@1", 0.7, 0.6, 0.5), ("services: nDCG@5", 0.8, "", "")],
    )


def test_a_section_takes_the_place_of_the_one_before_and_leaves_the_rest() -> None:
    page = "# The bench\n\n## Figures\n\nFast.\n\n## To be fair\n\nYes.\n"
    added = written(page, f"## {TITLE}\n\nSlow.")
    assert added == f"{page}\n## {TITLE}\n\nSlow.\n"
    between = page.replace("## To be fair", f"## {TITLE}\n\nSlow.\n\n## To be fair")
    assert written(between, f"## {TITLE}\n\nQuick.") == between.replace("Slow", "Quick")
    assert written(added, f"## {TITLE}\n\nQuick.") == added.replace("Slow", "Quick")


def test_the_page_shows_the_recorded_figures() -> None:
    assert markdown(releases.history()) in PAGE.read_text(encoding="utf-8")


def test_a_table_reads_the_same_in_a_terminal_and_on_a_page() -> None:
    table = Table("Texts", ("", "cases", "recall@1"), [("style short", 60, 0.98333)])
    assert plain(table) == "Texts\n               cases  recall@1\n  style short     60     0.983"
    assert markdown(table) == "## Texts\n\n|  | cases | recall@1 |\n| --- | ---: | ---: |\n| style short | 60 | 0.983 |"
