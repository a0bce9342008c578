"""What pages and the API say of a service's opening now."""

from __future__ import annotations

import html
import re
from datetime import date
from typing import Any

import pytest
from starlette.testclient import TestClient

from signpost_web.pages.hours import opening_line

MONDAY = date(2026, 11, 23)
FOUND = "/search?concern=swelling&near=LS1+4AP"
OPENS_TOMORROW = "Closed now . Opens tomorrow at 9am"  # the clock stands at noon on Sunday 1 November


def words(page: str) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page)).split())


@pytest.mark.parametrize(
    ("opening", "line"),
    [
        ({"state": "open", "until": "2026-11-23T17:00:00+00:00", "opens": None}, "Open now, until 5pm"),
        ({"state": "open", "until": "2026-11-23T16:30:00+00:00", "opens": None}, "Open now, until 4.30pm"),
        ({"state": "open", "until": "2026-11-23T12:00:00+00:00", "opens": None}, "Open now, until 12 noon"),
        ({"state": "open", "until": "2026-11-24T00:00:00+00:00", "opens": None}, "Open now, until midnight"),
        ({"state": "open", "until": "2026-11-24T02:00:00+00:00", "opens": None}, "Open now, until 2am"),
        ({"state": "open", "until": "2026-11-24T17:00:00+00:00", "opens": None}, "Open now, until tomorrow at 5pm"),
        ({"state": "open", "until": "2026-11-28T00:00:00+00:00", "opens": None}, "Open now, until Saturday at midnight"),
        ({"state": "open", "until": None, "opens": None}, "Open now, day and night"),
        ({"state": "closed", "until": None, "opens": "2026-11-23T14:00:00+00:00"}, "Closed now. Opens today at 2pm"),
        ({"state": "closed", "until": None, "opens": "2026-11-24T09:00:00+00:00"}, "Closed now. Opens tomorrow at 9am"),
        ({"state": "closed", "until": None, "opens": "2026-11-29T09:00:00+00:00"}, "Closed now. Opens Sunday at 9am"),
        ({"state": "closed", "until": None, "opens": "2026-11-30T09:00:00+00:00"}, "Closed now. Opens Monday 30 November at 9am"),
        (
            {"state": "closed", "until": None, "opens": "2026-11-25T09:00:00+00:00", "maybe_sooner": True},
            "Closed now. Opens Wednesday at 9am, maybe sooner",
        ),
        ({"state": "closed", "until": None, "opens": None}, "Closed now"),
        (
            {"state": "closed", "until": None, "opens": "2026-11-25T09:00:00+00:00", "bank_holiday": True},
            "Closed today for the bank holiday. Opens Wednesday at 9am",
        ),
        (
            {"state": "unknown", "until": None, "opens": "2026-11-25T09:00:00+00:00", "bank_holiday": True},
            "Bank holiday today: hours not known. Opens Wednesday at 9am",
        ),
        ({"state": "by-appointment", "until": None, "opens": None}, "By appointment"),
        ({"state": "unknown", "until": None, "opens": None}, "None"),
    ],
)
def test_an_opening_is_said_in_one_short_line(opening: dict[str, Any], line: str) -> None:
    assert str(opening_line(opening, MONDAY)) == line


def test_results_and_the_page_of_a_service_say_when_it_opens_next(client: TestClient) -> None:
    found = words(client.get(FOUND).text)
    assert OPENS_TOMORROW in found
    assert "By appointment" in found
    assert OPENS_TOMORROW in words(client.get("/services/aire-swelling-clinic").text)


def test_where_nothing_is_known_nothing_is_said(client: TestClient) -> None:
    assert not re.search("Open now|Closed now|By appointment", words(client.get("/services/example-helpline").text))


@pytest.mark.parametrize("gone", ["paused-clinic", "gone-helpline"])
def test_of_a_service_that_is_closed_for_longer_no_page_says_closed_now(client: TestClient, gone: str) -> None:
    assert "Closed now" not in client.get(f"/services/{gone}").text


def test_who_asks_for_another_time_is_told_of_that_alone(client: TestClient) -> None:
    found = words(client.get(f"{FOUND}&open_at=2026-11-03T10:00").text)
    assert "We do not know if it is open at the time you asked for: ask first" in found
    assert "Opens tomorrow" not in found
    assert "By appointment" in found, "which nobody need ask about"


def test_a_whole_entry_has_its_opening_too(client: TestClient) -> None:
    def opening(service: str) -> dict[str, Any]:
        return dict(client.get(f"/api/v1/services/{service}").json()["opening"])

    assert opening("aire-swelling-clinic") == {"state": "closed", "until": None, "opens": "2026-11-02T09:00:00+00:00"}
    assert opening("example-helpline") == {"state": "unknown", "until": None, "opens": None}
