"""The contract's main examples over the real directory and the real postcode table."""

from __future__ import annotations

import json
import logging
import queue
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from html import escape
from logging.handlers import QueueHandler
from typing import Any
from urllib.error import HTTPError
from urllib.parse import quote
from urllib.request import urlopen

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from signpost.settings import Settings
from signpost_web.app import create_app
from signpost_web.languages import SPOKEN, InEnglish, shipped
from signpost_web.pages.sentences import said

NOW = datetime(2026, 11, 1, 12, 0, tzinfo=UTC)
SWELLING = "/api/v1/search?concern=swelling&near=LS1+4AP&limit=100"
RESULT = {
    "id", "name", "organisation", "summary", "family", "concerns", "reach", "distance_miles", "location", "contacts", "cost", "referral", "language",
    "eligibility", "assurance", "why",
}  # fmt: skip
PATIENCE_SECONDS = 10


@pytest.fixture(scope="module")
def real_app(real_directory: Settings) -> Starlette:
    return create_app(real_directory, clock=lambda: NOW)


@pytest.fixture(scope="module")
def real(real_app: Starlette) -> Iterator[TestClient]:
    with TestClient(real_app) as made:
        yield made


@pytest.fixture(scope="module")
def swelling(real: TestClient) -> dict[str, Any]:
    answer = real.get(SWELLING)
    assert answer.status_code == 200
    page: dict[str, Any] = answer.json()
    return page


def problem(client: TestClient, address: str, status: int) -> dict[str, Any]:
    answer = client.get(address)
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json"), answer.text
    found: dict[str, Any] = answer.json()
    return found


def test_swelling_near_a_leeds_postcode_answers_in_the_contracts_shape(swelling: dict[str, Any]) -> None:
    assert set(swelling) == {"query", "understood", "urgent", "named", "total", "reaches", "results", "also", "instead", "next"}
    near = swelling["query"]["near"]
    assert (near["postcode"], near["local_authority"], near["nation"]) == ("LS1 4AP", "E08000035", "england")
    assert (near["latitude"], near["longitude"]) == pytest.approx((53.795, -1.55), abs=0.01)
    assert swelling["total"] == len(swelling["results"]) == sum(swelling["reaches"].values()) > 5
    for result in swelling["results"]:
        assert set(result) >= RESULT
        assert "swelling" in result["concerns"]


def test_lymphoedema_services_come_first_and_the_nearest_of_them_before_all(swelling: dict[str, Any]) -> None:
    here = [one for one in swelling["results"] if one["reach"] in ("near", "visits")]
    assert swelling["results"][: len(here)] == here, "remote services stand after"
    assert here[0]["family"] == "lymphoedema"
    specialists = [one for one in here if one["family"] == "lymphoedema" and one["eligibility"]["verdict"] != "no"]
    assert here[: len(specialists)] == specialists
    miles = [one["distance_miles"] for one in specialists if one["reach"] == "near"]
    assert miles == sorted(miles)
    assert all(0 <= distance <= 25 for distance in miles)


def test_every_result_names_its_source_and_that_nobody_has_checked_it(swelling: dict[str, Any]) -> None:
    for result in swelling["results"]:
        assert result["assurance"]["source"]
        assert (result["assurance"]["last_checked"], result["assurance"]["overdue"]) == (None, None)


def test_the_page_shows_the_same_services_with_a_way_to_ask_a_way_in_source_and_not_yet_checked(real: TestClient, swelling: dict[str, Any]) -> None:
    html = real.get("/search?concern=swelling&near=LS1+4AP").text
    cards = [card.partition("</article>")[0] for card in html.split('<li class="card')[1:]]
    assert len(cards) == swelling["total"]
    for card, result in zip(cards, swelling["results"], strict=True):
        ways = result["contacts"]
        first = f"tel:{ways['phone'].replace(' ', '')}" if "phone" in ways else f"mailto:{ways['email']}" if "email" in ways else escape(ways["url"])
        for piece in (f'href="/services/{result["id"]}"', "Not yet checked by a person", "Source: ", "refer", f'href="{first}"'):
            assert piece in card, (result["id"], piece)


def test_an_unknown_outward_code_is_a_404_and_half_a_postcode_a_400(real: TestClient) -> None:
    assert "ZZ1" in problem(real, "/api/v1/search?concern=swelling&near=ZZ1+1ZZ", 404)["detail"]
    malformed = problem(real, "/api/v1/search?concern=swelling&near=LS1+4A", 400)
    assert [error["parameter"] for error in malformed["errors"]] == ["near"]
    assert "LS1 4A" in malformed["detail"]


def test_a_name_that_fits_several_places_lists_them_each_as_a_link_that_works(real: TestClient) -> None:
    detail = problem(real, "/api/v1/search?concern=swelling&near=Newport", 400)["detail"]
    page = real.get("/search?concern=swelling&near=Newport")
    assert page.status_code == 400
    for place in ("Newport, Wales", "Newport, Isle of Wight"):
        assert place in detail
        address = f"/search?concern=swelling&amp;near={quote(place).replace('%20', '+')}"
        assert f'<a href="{address}">{place}</a>' in page.text
        assert real.get(address.replace("&amp;", "&")).status_code == 200


def test_an_unknown_concern_is_told_the_nearest(real: TestClient) -> None:
    assert "Did you mean 'swelling'?" in problem(real, "/api/v1/search?concern=sweling&near=LS1+4AP", 404)["detail"]


def test_a_northern_irish_postcode_is_never_given_out_exactly(real: TestClient, real_app: Starlette) -> None:
    exact = real_app.state.directory.get().gazetteer.find("BT1 5GS")
    place = real.get("/api/v1/places/BT1%205GS").json()
    near = real.get("/api/v1/search?concern=swelling&near=BT1+5GS").json()["query"]["near"]
    for shown in (place, near):
        assert abs(shown["latitude"] - exact.latitude) + abs(shown["longitude"] - exact.longitude) > 0.0005
    assert (place["nation"], place["local_authority"]) == ("northern-ireland", "N09000003")


def test_several_concerns_with_nothing_near_say_several_things_to_do(real: TestClient) -> None:
    address = "/search?concern=swelling&concern=pets&near=JE2&radius_miles=0.1"
    assert "<summary>What else you can do</summary>" in real.get(address).text


def test_a_second_worry_brings_its_services_near_the_place_and_a_faint_meaning_none(real: TestClient) -> None:
    found = real.get("/api/v1/search?q=I+cannot+sleep+and+worry+about+money&near=LS1+4AP").json()
    meant = {one["concern"] for one in found["understood"]}
    tagged = [set(one["concerns"]) for one in found["results"]]
    assert any("money-or-finance" in one for one in tagged[:3])
    assert "pets" in meant  # by the words that showed the others: no service for animals comes for them
    assert all(one & {"sleep-problems", "money-or-finance", "worry-fear-or-anxiety"} for one in tagged)


def test_every_service_has_a_page(real: TestClient, real_app: Starlette) -> None:
    ids = list(real_app.state.directory.get().ids)
    assert len(ids) > 500
    for one in ids[::10]:
        assert real.get(f"/services/{one}").status_code == 200, one


def test_no_line_of_the_log_holds_a_place_or_a_word_that_was_sent(real_app: Starlette, served: Callable[[Starlette], str]) -> None:
    lines: queue.SimpleQueue[logging.LogRecord] = queue.SimpleQueue()
    handler = QueueHandler(lines)
    root, ours = logging.getLogger(), logging.getLogger("signpost")
    levels = root.level, ours.level, ours.propagate
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    ours.setLevel(logging.DEBUG)
    ours.propagate = True
    asked = (
        "/api/v1/search?q=my+wombat+is+puffy&near=LS1+4AP", "/api/v1/places/LS14AP", "/api/v1/search?q=wombat&near=LS1+4A", "/api/v1/search?q=wombat&near=Wombatville",
        "/search?q=wombat&near=LS1%204AP", "/services/wombat", "/concerns/wombat", "/wombat?near=LS1+4AP", "/api/v1/concerns?q=wombat",
    )  # fmt: skip
    said = []
    try:
        site = served(real_app)
        for address in asked:
            status(f"{site}{address}")
            while True:
                line = lines.get(timeout=PATIENCE_SECONDS)
                said.append(f"{line.name} {line.getMessage()}")
                if line.name == "signpost.access":
                    break
    finally:
        root.removeHandler(handler)
        root.setLevel(levels[0])
        ours.setLevel(levels[1])
        ours.propagate = levels[2]
    assert sum(line.startswith("signpost.access GET ") for line in said) == len(asked)
    assert not [line for line in said if any(word in line.casefold() for word in ("wombat", "ls1", "4ap", "puffy", "near="))]


def status(address: str) -> int:
    try:
        with urlopen(address) as answer:
            answer.read()
            return int(answer.status)
    except HTTPError as refused:
        refused.read()
        refused.close()
        return refused.code


def test_the_answer_is_strict_json(real: TestClient) -> None:
    def refuse(constant: str) -> None:
        raise AssertionError(f"{constant} is not JSON")

    json.loads(real.get(SWELLING).content, parse_constant=refuse)


@pytest.mark.parametrize("place", ["LS1 4AP", "Cardiff"])
def test_every_sentence_of_the_core_about_real_services_can_be_said_in_other_languages(real: TestClient, place: str) -> None:
    concerns = [one["id"] for one in real.get("/api/v1/concerns").json()]
    pages = [real.get("/api/v1/search", params={"concern": one, "near": place, "limit": 100}).json() for one in concerns]
    sentences = {text: one["id"] for page in pages for one in page["results"] for text in (*one["why"], *one["eligibility"]["because"])}
    before = SPOKEN.set(shipped().named("cy") or pytest.fail("there is no Welsh"))
    unknown = [text for text in sentences if isinstance(said(text), InEnglish)]
    SPOKEN.reset(before)
    assert len(sentences) > 100
    for text in unknown:  # what is left are the sources' own words
        own = (real.get(f"/api/v1/services/{sentences[text]}").json().get("eligibility") or {}).get("text", "")
        assert text.casefold().removeprefix("for ") in own.casefold()
