"""A service asked for by its name stands first: on the page, in the API and in the terminal."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from starlette.testclient import TestClient

from signpost.terminal import search_in_words
from signpost_web.params import LANGUAGES

if TYPE_CHECKING:
    from tests.web.fake import FakeDirectory

NAME = "/search?q=aire+clinic&near=LS1+4AP"
FAR_AWAY = "/search?q=aire+clinic+far+away&near=LS1+4AP"
ASKED = "Were you looking for this?"


def answer(client: TestClient, address: str) -> dict[str, Any]:
    page: dict[str, Any] = client.get(f"/api/v1{address}").json()
    return page


def printed(client: TestClient, directory: FakeDirectory, address: str) -> str:
    return search_in_words(answer(client, address), directory.scheme, LANGUAGES)


def test_the_api_gives_it_out_beside_the_results_in_the_same_shape(client: TestClient) -> None:
    page = answer(client, NAME)
    assert [one["id"] for one in page["named"]] == ["aire-swelling-clinic"]
    assert page["named"][0] == page["results"][0]
    assert page["total"] == 3
    assert answer(client, "/search?concern=swelling&near=LS1+4AP")["named"] == []


def test_the_description_of_the_api_names_it(client: TestClient) -> None:
    page = client.get("/openapi.json").json()["components"]["schemas"]["SearchPage"]
    assert "named" in page["required"]
    assert page["properties"]["named"]["items"] == {"$ref": "#/components/schemas/Result"}


def test_the_page_shows_it_first_and_once(client: TestClient) -> None:
    html = client.get(NAME).text
    assert html.index("<h1") < html.index(ASKED) < html.index('id="card-aire-swelling-clinic"') < html.index('class="count"') < html.index('id="card-visiting-nurses"')
    assert html.count('id="card-aire-swelling-clinic"') == 1
    assert "<strong>3</strong> services" in html, "the count is that of all results"
    assert html.count('value="aire-swelling-clinic"') == 1, "it can be kept"


def test_urgent_advice_stands_before_it(client: TestClient) -> None:
    html = client.get(f"{NAME}&concern=high-temperature-or-fever").text
    assert html.index('class="urgent"') < html.index(ASKED)


def test_every_id_of_the_page_is_there_once(client: TestClient) -> None:
    ids = re.findall(r'\sid="([^"]+)"', client.get(NAME).text)
    assert len(ids) == len(set(ids))


def test_where_nothing_else_is_found_the_page_shows_it_and_does_not_say_that_nothing_was(client: TestClient) -> None:
    html = client.get(FAR_AWAY).text
    assert ASKED in html
    assert "Aire Swelling Clinic" in html
    assert "We found no service that fits" not in html
    assert 'class="count"' not in html


def test_other_pages_ask_nothing(client: TestClient) -> None:
    for address in ("/search?concern=swelling&near=LS1+4AP", "/search?q=puffy+arm&near=LS1+4AP", f"{NAME}&cursor=page-two"):
        assert ASKED not in client.get(address).text, address


def test_the_terminal_says_it_before_the_results(client: TestClient, directory: FakeDirectory) -> None:
    lines = printed(client, directory, NAME)
    assert lines.index("WERE YOU LOOKING FOR THIS?\n\nAire Swelling Clinic  [3.4 miles]") < lines.index("3 services found.")
    assert "WERE YOU" not in printed(client, directory, "/search?q=puffy+arm&near=LS1+4AP")


def test_the_terminal_does_not_say_that_nothing_was_found_where_a_name_was(client: TestClient, directory: FakeDirectory) -> None:
    lines = printed(client, directory, FAR_AWAY)
    assert "Aire Swelling Clinic" in lines
    assert "services found" not in lines
    assert "we could not find help" not in lines
