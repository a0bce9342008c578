"""The API's answers as a terminal says them: urgent advice first, and how the words were read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from starlette.testclient import TestClient

from signpost.terminal import meant_in_words, search_in_words
from signpost_web.params import LANGUAGES

if TYPE_CHECKING:
    from tests.web.fake import FakeDirectory


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("my mum keeps getting a puffy arm", "There is help for you too:\n  signpost search --concern person-who-i-look-after --near 'LS1 4AP'\n"),
        ("spuchnięta ręka", "Your words look like Polish. We can only answer in English so far.\nMany of these services can book an interpreter"),
        ("a takeaway", "Sorry, we could not find help for that."),
    ],
)
def test_a_terminal_says_how_the_words_were_read(client: TestClient, directory: FakeDirectory, text: str, said: str) -> None:
    def printed(asked: str) -> str:
        page: dict[str, Any] = client.get("/api/v1/search", params={"q": asked, "near": "LS1 4AP"}).json()
        return search_in_words(page, directory.scheme, LANGUAGES)

    assert said in printed(text)
    assert said not in printed("my arm is puffy")


def test_urgent_advice_comes_first_and_says_that_no_clinician_has_approved_it(client: TestClient, directory: FakeDirectory) -> None:
    page = client.get("/api/v1/search?q=shivering+and+puffy").json()
    for said in (search_in_words(page, directory.scheme, LANGUAGES), meant_in_words([], directory.scheme.urgent)):
        assert said.startswith("!! A high temperature: Your 24-hour cancer line now.")
        assert "(A clinician has not yet approved this wording.)" in " ".join(said.split())


@pytest.mark.parametrize(
    ("opening", "said"),
    [
        ({"state": "open", "until": "2026-11-02T17:00:00+00:00", "opens": None}, "Open now, until 5pm on Monday 2 November"),
        ({"state": "open", "until": None, "opens": None}, "Open now, day and night"),
        ({"state": "closed", "until": None, "opens": "2026-11-02T09:30:00+00:00"}, "Closed now. Opens at 9.30am on Monday 2 November"),
        ({"state": "closed", "until": None, "opens": None, "bank_holiday": True}, "Closed today for the bank holiday"),
        ({"state": "not-known", "until": None, "opens": "2026-11-03T10:00:00+00:00", "maybe_sooner": True}, "Opening hours not known. Opens at 10am on Tuesday 3 November, maybe sooner"),
        ({"state": "by-appointment", "until": None, "opens": None}, "By appointment"),
        ({"state": "not-known", "until": None, "opens": None}, "Opening hours not known"),
    ],
)
def test_each_service_says_how_it_stands_now_or_that_nobody_knows(client: TestClient, directory: FakeDirectory, opening: dict[str, Any], said: str) -> None:
    page = client.get("/api/v1/search?concern=swelling&near=LS1+4AP").json()
    first = {**page["results"][0], "opening": opening}
    assert f"\n  {said}\n" in search_in_words({**page, "results": [first]}, directory.scheme, LANGUAGES)
    closed = {**first, "status": "temporarily-closed"}
    assert "\n  Closed for now\n" in search_in_words({**page, "results": [closed]}, directory.scheme, LANGUAGES)


def test_where_no_concern_is_meant_there_is_a_way_on() -> None:
    assert meant_in_words([], ()).startswith("No concern of the checklist is meant by that")
    assert "signpost concerns" in meant_in_words([], ())
