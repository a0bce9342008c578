"""Services asked for by name, on the real directory: they are found, and plain needs name nothing."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from signpost.search.directory import Directory
from signpost.search.request import SearchRequest
from signpost.search.serving import open_current
from signpost.settings import Settings

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
LEEDS = "LS1 4AP"
JUDGED = ("texts.jsonl", "languages.jsonl")
NEEDS = ["cancer support group", "swollen arm", "benefits advice", "counselling in Leeds", "hospice", "lymphoedema clinic", "prostate cancer", "macmillan nurse", "wig"]
# They are services' names, though whoever wrote them may have had the need in mind.
ALSO_NAMES = {"nordic walking"}


@pytest.fixture(scope="module")
def directory(real_directory: Settings) -> Directory:
    return open_current(real_directory)


def named(directory: Directory, text: str, near: str = LEEDS) -> list[str]:
    request = SearchRequest(text=text, near=directory.gazetteer.find(near), limit=1)
    return [one.id for one in directory.search(request, NOW).named]


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("Macmillan Support Line", "macmillan-support-line"),
        ("macmillan cancer support", "macmillan-support-line"),
        ("macmilan grants", "macmillan-grants"),
        ("Look Good Feel Better", "look-good-feel-better"),
        ("penny brohn", "penny-brohn-uk"),
        ("young lives vs cancer", "young-lives-vs-cancer"),
        ("prostate cancer uk", "prostate-cancer-uk-nurses"),
        ("fruit fly collective", "fruitfly-collective"),
        ("maggies", "maggies-yorkshire"),
        ("magies", "maggies-yorkshire"),
        ("maggie's manchester", "maggies-manchester"),
        ("marie curie", "marie-curie-support-line"),
        ("samaritans phone number", "samaritans"),
        ("robert ogden centre", "leeds-robert-ogden-macmillan"),
        ("the dodgy walnut", "dodgy-walnut-harrogate"),
        ("teenage cancer trust", "teenage-cancer-trust"),
    ],
)
def test_whoever_is_asked_for_by_name_stands_first(directory: Directory, text: str, first: str) -> None:
    assert named(directory, text)[:1] == [first]


@pytest.mark.parametrize(("near", "first"), [("IV2 3UJ", "maggies-highlands"), ("SA2 8QA", "maggies-swansea"), ("M20 4BX", "maggies-manchester"), ("G12 0YN", "maggies-glasgow")])
def test_of_many_centres_the_nearest_is_named_first(directory: Directory, near: str, first: str) -> None:
    assert named(directory, "maggies", near)[0] == first


@pytest.mark.parametrize("text", NEEDS)
def test_a_plain_need_names_nothing(directory: Directory, text: str) -> None:
    assert named(directory, text) == []


def judged() -> Iterable[str]:
    """The judged texts that ask for nobody by name."""
    cases = (json.loads(line) for name in JUDGED for line in Path(__file__).with_name(name).read_text(encoding="utf-8").splitlines())
    return (case["text"] for case in cases if "brand" not in case.get("styles", ()))


def test_no_judged_text_that_asks_for_nobody_names_a_service(directory: Directory) -> None:
    assert {text for text in judged() if named(directory, text)} <= ALSO_NAMES
