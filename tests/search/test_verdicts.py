"""Will they take me? Age, cancer, who is asking and where from, against what the entry says."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from signpost.search.directory import Directory
from signpost.search.eligibility import AGE_GROUPS
from signpost.search.request import Person, Result, SearchRequest
from signpost.search.serving import open_current
from signpost.settings import Settings
from tests.search.small import EVERYBODY, LEEDS, NOW, DirectoryOf, entry, only, search

PAIRS: list[dict[str, Any]] = [json.loads(line) for line in (Path(__file__).parents[1] / "relevance" / "verdicts.jsonl").read_text(encoding="utf-8").splitlines()]
PARENT = Person(age=45, audience="family")


@pytest.fixture(scope="module")
def verdicts(real_directory: Settings) -> dict[str, str]:
    """What the search says of every judged pair; `absent` when the service is not among the results."""
    directory = open_current(real_directory)
    return {pair["id"]: verdict(directory, pair) for pair in PAIRS}


def verdict(directory: Directory, pair: dict[str, Any]) -> str:
    entry = json.loads(directory.service(pair["service"]) or b"")
    cancer = pair["cancer_type"] and directory.scheme.cancer_type(pair["cancer_type"])
    request = SearchRequest(
        concerns=(entry["concerns"][0],), near=directory.gazetteer.find(pair["near"]), person=Person(pair["age"], cancer, pair["audience"]), limit=100
    )
    return next((result.verdict.value for result in every_result(directory, request) if result.id == pair["service"]), "absent")


def every_result(directory: Directory, request: SearchRequest) -> Iterator[Result]:
    page = directory.search(request, NOW)
    yield from page.results
    while page.next_cursor:
        page = directory.search(replace(request, cursor=page.next_cursor), NOW)
        yield from page.results


def test_nobody_is_told_a_wrong_yes(verdicts: dict[str, str]) -> None:
    assert [pair for pair in PAIRS if pair["verdict"] != "yes" and verdicts[pair["id"]] == "yes"] == []


def test_the_verdict_is_what_a_careful_reader_says(verdicts: dict[str, str]) -> None:
    assert [(pair, verdicts[pair["id"]]) for pair in PAIRS if verdicts[pair["id"]] != pair["verdict"]] == []


@pytest.mark.parametrize(
    ("said", "person", "verdict", "because"),
    [
        (None, Person(age=40), "ask", "The source does not say who it takes"),
        ({}, Person(age=40), "ask", "The source does not say who it takes"),
        (EVERYBODY, Person(), "yes", "You do not need to meet any condition that we know of"),
        ({"text": "Adults registered with a Leeds GP."}, Person(age=40), "ask", "For adults registered with a Leeds GP"),
        ({"patients_of": "Fixture Hospital"}, Person(age=40), "ask", "For patients of Fixture Hospital"),
        ({"min_age": 18}, Person(), "ask", "For ages 18 and over"),
        ({"min_age": 18}, Person(age=17), "no", "For ages 18 and over"),
        ({"min_age": 18}, Person(age=18), "yes", "For ages 18 and over"),
        ({"max_age": 24}, Person(age=24), "yes", "For ages up to 24"),
        ({"min_age": 16, "max_age": 24}, Person(age=25), "no", "For ages 16 to 24"),
        ({"audience": ["carer", "family"]}, Person(), "ask", "For carers, family and friends"),
        ({"audience": ["carer", "family"]}, Person(audience="family"), "yes", "For carers, family and friends"),
        ({"audience": ["carer", "family"]}, Person(audience="patient"), "no", "For carers, family and friends"),
        ({"cancer_types": ["breast"]}, Person(), "ask", "For people with breast cancer"),
        ({"cancer_types": ["breast"]}, Person(cancer_type="breast"), "yes", "For people with breast cancer"),
        ({"cancer_types": ["breast"]}, Person(cancer_type="bowel"), "no", "For people with breast cancer"),
        ({"cancer_types": ["colorectal"]}, Person(cancer_type="bowel"), "yes", "For people with bowel cancer"),
        ({"cancer_types": ["blood"]}, Person(cancer_type="lymphoma"), "yes", "For people with blood cancer"),
        ({"cancer_types": ["lymphoma"]}, Person(cancer_type="blood"), "ask", "For people with lymphoma"),
        ({"cancer_types": ["bowel"]}, Person(cancer_type="teenage-and-young-adult"), "ask", "For people with bowel cancer"),
        ({"cancer_types": ["children"]}, Person(cancer_type="brain"), "ask", "For cancer in children"),
        ({"cancer_types": ["children"]}, Person(cancer_type="children"), "yes", "For cancer in children"),
        ({"cancer_types": ["breast", "secondary-breast", "brain"]}, Person(cancer_type="brain"), "yes", "For people with breast cancer or a brain or spinal cord tumour"),
        ({"cancer_types": ["lung", "prostate", "head-and-neck"]}, Person(cancer_type="breast"), "no", "For people with lung, prostate or head and neck cancer"),
        ({"max_age": 25, "audience": ["patient", "family"]}, PARENT, "ask", "For ages up to 25"),
        ({"max_age": 25, "audience": ["patient", "family"]}, replace(PARENT, audience="patient"), "no", "For ages up to 25"),
        ({"max_age": 25, "audience": ["patient"]}, PARENT, "no", "For patients"),
        ({"min_age": 18, "audience": ["family"]}, PARENT, "yes", "For ages 18 and over; For family and friends"),
        ({"text": "Mental health problems."}, Person(age=40), "ask", "Mental health problems"),
        ({"min_age": 18, "text": "Ring first."}, Person(age=12), "no", "For ages 18 and over"),
        ({"min_age": 18, "text": "Ring first."}, Person(age=30), "ask", "Ring first"),
    ],
)
def test_a_verdict_and_its_reason(directory_of: DirectoryOf, said: dict[str, object] | None, person: Person, verdict: str, because: str) -> None:
    result = only(search(directory_of(entry("one", LEEDS, eligibility=said)), person=person))
    assert (result.verdict, "; ".join(result.because)) == (verdict, because)


def test_every_limit_that_stands_open_is_a_reason_to_ask(directory_of: DirectoryOf) -> None:
    said = {"min_age": 18, "cancer_types": ["lung"], "audience": ["patient"], "patients_of": "Fixture Hospital", "text": "People with a Leeds GP."}
    result = only(search(directory_of(entry("one", LEEDS, eligibility=said)), person=Person(age=40)))
    assert result.because == ("For people with lung cancer", "For patients", "For patients of Fixture Hospital", "For people with a Leeds GP")


@pytest.mark.parametrize(
    ("near", "miles", "verdict", "because"),
    [
        ("LS14 6UH", 3.7, "yes", "You do not need to meet any condition that we know of"),
        ("LS14 6UH", 3.5, "absent", ""),
        ("LS14", 3.5, "ask", "Serves 3.5 miles around"),
        ("LS14", 20, "yes", "You do not need to meet any condition that we know of"),
    ],
)
def test_at_the_edge_of_a_circle_only_who_is_surely_inside_is_told_a_yes(directory_of: DirectoryOf, near: str, miles: float, verdict: str, because: str) -> None:
    directory = directory_of(entry("one", LEEDS, areas_served={"radius_miles": miles}, eligibility=EVERYBODY))
    found = [(result.verdict.value, *result.because) for result in search(directory, near).results]
    assert found == ([] if verdict == "absent" else [(verdict, because)])


def test_where_neither_the_person_nor_the_place_is_known_to_fit_both_are_said(directory_of: DirectoryOf) -> None:
    result = only(search(directory_of(entry("one", LEEDS, areas_served={"local_authorities": ["E08000035"]})), "LS29"))
    assert result.because == ("The source does not say who it takes", "Serves Leeds")


def test_the_cancers_that_say_whose_and_not_where_are_in_the_scheme(directory_of: DirectoryOf) -> None:
    assert {kind.id for kind in directory_of(entry("one")).scheme.cancer_types} >= AGE_GROUPS


def test_a_no_is_last_but_never_hidden(directory_of: DirectoryOf) -> None:
    directory = directory_of(entry("a-refuses", LEEDS, eligibility={"min_age": 18}), entry("b-takes", "HG1 1AA", eligibility={"max_age": 17}))
    page = search(directory, person=Person(age=15))
    assert [(result.id, result.verdict.value) for result in page.results] == [("b-takes", "yes"), ("a-refuses", "no")]
    assert page.total == 2


def test_the_referral_route_never_makes_a_no(directory_of: DirectoryOf) -> None:
    result = only(search(directory_of(entry("gp-only", LEEDS, referral=["gp"], eligibility=EVERYBODY))))
    assert result.verdict == "yes"
    assert "Your GP must refer you" in result.why


def test_overdue_is_null_until_somebody_has_checked_and_true_after_the_day(directory_of: DirectoryOf) -> None:
    def checked(last: str, by: str | None = None) -> dict[str, object]:
        return {"assurance": {"source": "https://example.org/", "last_checked": last} | ({"review_by": by} if by else {})}

    directory = directory_of(
        entry("a-never"), entry("b-fresh", **checked("2026-10-01")), entry("c-old", **checked("2026-01-05")), entry("d-early", **checked("2026-10-01", "2026-11-21")), entry("e-today", **checked("2026-01-05", "2026-11-22"))
    )
    page = search(directory)
    assert {result.id: result.overdue for result in page.results} == {"a-never": None, "b-fresh": False, "c-old": True, "d-early": True, "e-today": False}
