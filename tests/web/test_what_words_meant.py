"""What is told of a text: what was understood, who asks, in what language, and what to do when nothing was."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from html import unescape
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from markupsafe import escape
from starlette.testclient import TestClient

from signpost.concerns import CALM
from signpost.settings import Settings
from signpost_web.app import create_app
from signpost_web.pages.helpline import helpline

if TYPE_CHECKING:
    from tests.web.fake import FakeCurrent, FakeDirectory

NOW = datetime(2026, 11, 1, 12, 0, tzinfo=UTC)
FOR_CARERS = "/search?family=carers-and-family&near=LS1+4AP&radius_miles=5"
OFFER = "You seem to be asking for someone else. There is help for you too"
NOT_APPROVED = "A clinician has not yet approved this wording."
RULES = sorted(path for path in (Path(__file__).parents[2] / "taxonomy" / "urgent").glob("*.yaml") if path.stem != CALM)


def words(html: str) -> str:
    """What a reader sees of the main part, on one line."""
    main = html.partition("<main")[2].partition(">")[2].partition("</main>")[0]
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", main)).split())


def links(html: str) -> dict[str, str]:
    """Words -> address of every link."""
    return {unescape(text): unescape(address) for address, text in re.findall(r'<a href="([^"]+)"[^>]*>([^<]+)</a>', html)}


# The API


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("my arm is puffy", {}),
        ("my mum's arm is puffy", {"speaker": "carer"}),
        ("pt c/o puffy arm", {"speaker": "professional"}),
        ("spuchnięta ręka", {"text_language": "pl"}),
        ("gibberish", {}),
    ],
)  # fmt: skip
def test_an_answer_tells_language_and_speaker_where_the_words_do(client: TestClient, text: str, told: dict[str, str]) -> None:
    page = client.get("/api/v1/search", params={"q": text}).json()
    assert {key: page[key] for key in ("text_language", "speaker") if key in page} == told
    assert "speaker" not in client.get("/api/v1/search?concern=swelling").json()


def test_who_asks_changes_no_verdict(client: TestClient, directory: FakeDirectory) -> None:
    client.get("/api/v1/search", params={"q": "my mum's arm is puffy"})
    assert directory.asked[-1][0].person.audience is None


def test_concerns_for_words_keep_their_shape(client: TestClient) -> None:
    assert [set(one) for one in client.get("/api/v1/concerns", params={"q": "spuchnięta ręka"}).json()] == [{"id", "label", "category", "score", "because"}]


# What was understood


def test_what_was_understood_leads_to_each_concern_alone_with_place_and_filters_kept(client: TestClient) -> None:
    html = client.get("/search?q=puffy+and+sore&near=LS1+4AP&cost=free&cursor=page-two").text
    found = links(html.partition('class="meant"')[2].partition("</p>")[0])
    assert found == {
        "Swelling": "/search?concern=swelling&near=LS1+4AP&cost=free",
        "Pain or discomfort": "/search?concern=pain-or-discomfort&near=LS1+4AP&cost=free",
        "Choose from the checklist": "/concerns",
    }
    assert "We understood: Swelling , Pain or discomfort . Choose one to see help for that alone." in words(html)
    assert "Choose one" not in words(client.get("/search?q=puffy").text)


def test_a_mended_word_is_shown(client: TestClient) -> None:
    assert "We searched for “puffy arm”." in words(client.get("/search?q=pufy+arm").text)


# Who asks


def test_people_who_ask_for_someone_else_are_offered_help_for_themselves(client: TestClient) -> None:
    html = client.get("/search?q=my+mum+keeps+getting+a+puffy+arm&near=LS1+4AP&radius_miles=5&cost=free").text
    assert links(html)["There is help for you too"] == FOR_CARERS
    text = words(html)
    assert text.index("near LS1 4AP") < text.index(OFFER) < text.index("We understood")
    for asked in ("q=my+arm+is+puffy", "q=pt+c/o+puffy+arm", "concern=swelling"):
        assert "someone else" not in words(client.get(f"/search?{asked}").text)


# In what language


def test_another_language_is_named_and_the_words_are_marked_as_written_in_it(client: TestClient) -> None:
    html = client.get("/search?q=ذراعي متورمة&near=LS1+4AP").text
    assert "Your words look like Arabic. We can only answer in English so far." in words(html)
    assert "book an interpreter" in words(html)
    assert '<bdi lang="ar">“ذراعي متورمة”</bdi>' in html
    assert "Your words" not in words(client.get("/search?q=puffy").text)


# Nothing understood, nothing found


def test_words_that_mean_nothing_are_answered_kindly_with_ways_on(client: TestClient) -> None:
    answer = client.get("/search?q=a+takeaway&near=LS1+4AP&cost=free")
    text, found = words(answer.text), links(answer.text)
    assert answer.status_code == 200
    assert text.startswith("Sorry, we could not find help for “a takeaway”")
    assert "If you are in danger, ring 999 ." in text
    assert found["Physical concerns"] == "/search?concern=physical&near=LS1+4AP&cost=free"
    assert found["Practical concerns"] == "/search?concern=practical&near=LS1+4AP&cost=free"
    assert found["Search again without filters"] == "/search?q=a+takeaway&near=LS1+4AP"
    assert 'value="a takeaway"' in answer.text
    assert 'href="tel:08081570000"' in answer.text
    assert "Your words look like" not in words(client.get("/search?q=gibberish").text), "of nothing understood the language is a guess"


@pytest.mark.parametrize("asked", ["q=puffy", "q=a+takeaway&concern=pets", "concern=pets", "q=something+else"])
def test_where_anything_was_asked_understood_or_found_the_page_shows_that(client: TestClient, asked: str) -> None:
    assert words(client.get(f"/search?{asked}&near=LS1+4AP").text).startswith("Help with")


@pytest.mark.parametrize(
    "changed",
    [
        {"contacts": {"url": "https://example.org/"}},
        {"family": "financial"},
        {"areas_served": {"nations": ["england", "wales"]}},
        {"areas_served": {"local_authorities": ["E08000035"]}},
        {"eligibility": {"cancer_types": ["bowel"]}},
        {"eligibility": {"text": "For people in one trade."}},
        {"eligibility": {"audience": ["professional"]}},
    ],
)
def test_only_a_line_that_answers_everybody_is_offered_to_everybody(fake: Any, directory: FakeDirectory, monkeypatch: pytest.MonkeyPatch, changed: dict[str, Any]) -> None:
    offered = helpline(directory, None, NOW)
    assert offered
    assert offered.id == "example-helpline"
    monkeypatch.setattr(fake, "HELPLINE", {**fake.HELPLINE, **changed})
    monkeypatch.setitem(fake.ENTRIES, "example-helpline", fake.HELPLINE)
    assert helpline(directory, None, NOW) is None


# Emergencies first


def test_urgent_advice_comes_first_and_says_that_no_clinician_has_approved_it(client: TestClient) -> None:
    text = words(client.get("/search?q=my+mum+keeps+shivering&near=LS1+4AP").text)
    assert text.startswith("Urgent A high temperature")
    assert text.index(NOT_APPROVED) < text.index("Help with")
    assert text.count(NOT_APPROVED) == 1


def test_advice_that_a_clinician_has_signed_off_does_not_say_otherwise(fake: Any, current: FakeCurrent, monkeypatch: pytest.MonkeyPatch) -> None:
    signed = replace(fake.SCHEME.urgent[0], signed_off_by="A. Nurse, made up", signed_off_on="2026-10-01")
    monkeypatch.setattr(fake.FakeDirectory, "scheme", replace(fake.SCHEME, urgent=(signed,)))
    with TestClient(create_app(fake.settings(), directory=current, clock=lambda: NOW)) as client:
        text = words(client.get("/search?concern=high-temperature-or-fever").text)
    assert text.startswith("Urgent A high temperature")
    assert NOT_APPROVED not in text


@pytest.fixture(scope="module")
def real(real_directory: Settings) -> Iterator[TestClient]:
    with TestClient(create_app(real_directory, clock=lambda: NOW)) as made:
        yield made


@pytest.mark.parametrize("rule", RULES, ids=[rule.stem for rule in RULES])
def test_a_text_that_tells_of_an_emergency_shows_its_advice_before_any_service(real: TestClient, rule: Path) -> None:
    text = yaml.safe_load(rule.read_text("utf-8"))["must"][0]
    advice = {one["id"]: one for one in real.get("/api/v1/search", params={"q": text, "near": "LS1 4AP"}).json()["urgent"]}[rule.stem]
    main = real.get("/search", params={"q": text, "near": "LS1 4AP"}).text.partition("<main")[2]
    first = min(main.index(after) for after in ("<h1>", '<li class="card'))
    assert 0 <= main.find(str(escape(advice["title"]))) < first


def test_the_real_line_offered_is_a_cancer_helpline_by_telephone(real: TestClient) -> None:
    html = real.get("/search?q=pizza+takeaway&near=LS1+4AP").text.partition("Or talk to someone")[2]
    assert 'href="tel:08088080000"' in html
    assert "Macmillan Support Line" in html
    jersey = real.get("/search?q=pizza+takeaway&near=JE2").text
    assert "Sorry" in jersey
    assert "Or talk to someone" not in jersey, "none says that it serves the Channel Islands"
