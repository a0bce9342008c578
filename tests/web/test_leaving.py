"""A quick way off every page about harm, abuse or suicide, by what the taxonomy says of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from signpost.concerns import ConcernScheme, UrgentAdvice
from signpost_indexer.taxonomy import read_taxonomy
from signpost_web import assets
from signpost_web.app import create_app

HARM = re.compile(r"\bharm|\bhurting|being hurt|hurts you|suicid|end(?:ing)? (?:your|their) life|threat", re.IGNORECASE)
LINK = '<a class="leave-link" href="https://www.bbc.co.uk/weather" rel="noreferrer">Leave this page quickly</a>'


@pytest.fixture
def client(fake: Any) -> Iterator[TestClient]:
    """Over a directory where pain is a matter of harm, and pets call for advice about it."""
    current = fake.FakeCurrent()
    directory = current.get()
    scheme: ConcernScheme = directory.scheme
    hurt = UrgentAdvice("hurt", "Someone hurts you", "999.", "If you are in danger, ring 999.", "made up", ("pets",), quick_exit=True)
    concerns = tuple(replace(one, quick_exit=one.id == "pain-or-discomfort") for one in scheme.concerns)
    directory.scheme = replace(scheme, concerns=concerns, urgent=(*scheme.urgent, hurt))
    with TestClient(create_app(fake.settings(), directory=current, clock=lambda: datetime(2026, 11, 1, 12, tzinfo=UTC))) as made:
        yield made


@pytest.mark.parametrize(
    "address",
    [
        "/concerns/pain-or-discomfort", "/concerns/physical", "/concerns/pets", "/search?concern=pain-or-discomfort&near=LS1+4AP", "/search?concern=swelling&concern=pain-or-discomfort",
        "/search?concern=physical", "/search?concern=pets", "/search?q=sore", "/search?q=gibberish",
    ],
)  # fmt: skip
def test_a_page_about_harm_has_a_quick_way_off(client: TestClient, address: str) -> None:
    html = client.get(address).text
    assert html.count(LINK) == 1
    assert html.index('class="skip"') < html.index(LINK) < html.index("<header")
    assert f'<script src="{assets.address("leave.js")}" defer></script>' in html


@pytest.mark.parametrize("address", ["/", "/concerns", "/concerns/swelling", "/concerns/high-temperature-or-fever", "/search?concern=swelling&near=LS1+4AP", "/services/aire-swelling-clinic", "/about", "/nowhere"])
def test_other_pages_have_none(client: TestClient, address: str) -> None:
    html = client.get(address).text
    assert "leave-link" not in html
    assert "leave.js" not in html


def test_a_plan_for_a_worry_about_harm_has_it(client: TestClient) -> None:
    assert LINK in client.post("/assessment", data={"near": "LS1 4AP", "concern": ["pain-or-discomfort", "swelling"], "score-pain-or-discomfort": "3", "score-swelling": "9"}).text
    assert LINK not in client.post("/assessment", data={"near": "LS1 4AP", "concern": "swelling", "score-swelling": "9"}).text


def test_a_service_that_is_for_harm_first_of_all_has_it_and_so_has_its_form(client: TestClient, fake: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(fake.ENTRIES, "example-helpline", {**fake.HELPLINE, "concerns": ["pain-or-discomfort", "swelling"]})
    assert LINK in client.get("/services/example-helpline").text
    assert LINK in client.get("/services/example-helpline/wrong").text
    monkeypatch.setitem(fake.ENTRIES, "example-helpline", {**fake.HELPLINE, "concerns": ["swelling", "pain-or-discomfort"]})
    assert LINK not in client.get("/services/example-helpline").text


def test_the_link_says_where_it_is_explained(client: TestClient) -> None:
    assert 'href="/privacy#leaving"' in client.get("/concerns/pets").text
    assert 'id="leaving"' in client.get("/privacy").text


@pytest.fixture(scope="module")
def scheme() -> ConcernScheme:
    found, problems = read_taxonomy(Path(__file__).parents[2] / "taxonomy", str)
    assert found is not None
    assert problems == []
    return found


def test_every_rule_that_speaks_of_harm_asks_for_it(scheme: ConcernScheme) -> None:
    speaking = {rule.id for rule in scheme.urgent if HARM.search(f"{rule.title} {rule.call} {rule.text}")}
    assert {"thoughts-of-ending-life", "someone-hurting-you", "someone-else-may-end-their-life"} <= speaking
    assert speaking - {rule.id for rule in scheme.urgent if rule.quick_exit} == set()


def test_every_concern_whose_advice_speaks_of_harm_leads_to_it(scheme: ConcernScheme) -> None:
    for concern in scheme.concerns:
        if HARM.search(concern.definition + concern.instead):
            assert scheme.needs_quick_exit((concern.id,), scheme.urgent_for((concern.id,))), concern.id
    for category in scheme.categories:
        if HARM.search(category.instead):
            assert scheme.needs_quick_exit((category.id,)), category.id
