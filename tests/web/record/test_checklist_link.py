"""The door of a one-time link: PIN and date of birth, guessing, and nobody's data before or after."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING

import pytest
from starlette.testclient import TestClient

from signpost.record.access import Actor, Role
from signpost.record.assessment import Assessment
from signpost.record.codes import AssessmentOffer, PathwayPoint
from signpost.record.links import NewLink
from signpost.record.records import Records
from signpost_web.record.room import Room

if TYPE_CHECKING:
    from tests.web.record.conftest import Clock

NURSE = Actor("0" * 32, Role.CLINICIAN, frozenset({"breast-unit"}))
COOKIE = "signpost-checklist"
ABOUT_THE_PERSON = ("Testerly", "Wilhelmina", "999 000", "1961-03-27", "Breast unit")


@pytest.fixture
def link(room: Room, ours: Records, person_id: str) -> NewLink:
    waiting = ours.add(person_id, Assessment(offer=AssessmentOffer.ACCEPTED, offered_on=date(2026, 11, 2), point=next(iter(PathwayPoint))))
    return room.links.offer(ours, NURSE, waiting.id)


@pytest.fixture
def phone(browser: Callable[[], TestClient]) -> TestClient:
    return browser()


def sent(pin: str, day: str = "27", month: str = "3", year: str = "1961") -> dict[str, str]:
    return {"pin": pin, "day": day, "month": month, "year": year}


def test_the_page_asks_for_pin_and_date_of_birth_and_tells_nothing_of_the_person(phone: TestClient, link: NewLink) -> None:
    page = phone.get(f"/checklist/{link.token}")
    assert page.status_code == 200
    assert 'name="pin"' in page.text
    assert 'name="year"' in page.text
    assert not [words for words in ABOUT_THE_PERSON if words in page.text]


def test_the_right_pin_leads_on_without_the_link_in_the_address(phone: TestClient, link: NewLink, room: Room) -> None:
    answer = phone.post(f"/checklist/{link.token}", data=sent(link.pin))
    assert (answer.status_code, answer.headers["location"]) == (303, "/checklist")
    assert "HttpOnly; Path=/; SameSite=strict" in answer.headers["set-cookie"]
    assert room.links.answering(phone.cookies[COOKIE])


def test_the_person_gets_into_nothing_but_the_checklist(phone: TestClient, link: NewLink) -> None:
    phone.post(f"/checklist/{link.token}", data=sent(link.pin))
    phone.cookies.set("signpost-record", phone.cookies[COOKIE], "testserver.local")
    assert phone.get("/record").headers["location"].startswith("/record/sign-in")


@pytest.mark.parametrize("wrong", [{"day": "28"}, {"year": "1962"}, {"pin": "0"}])
def test_a_wrong_pin_or_date_is_refused_in_the_same_words(phone: TestClient, link: NewLink, wrong: dict[str, str]) -> None:
    page = phone.post(f"/checklist/{link.token}", data={**sent(link.pin), **wrong})
    assert page.status_code == 403
    assert "The PIN or the date of birth is not right. You can try 4 more times." in page.text
    assert COOKIE not in phone.cookies
    assert link.pin not in page.text


@pytest.mark.parametrize("wrong", [{"day": "31", "month": "2"}, {"year": ""}, {"month": "March"}, {"year": "61"}, {"year": "9" * 4301}])
def test_what_is_no_date_costs_no_try(phone: TestClient, link: NewLink, wrong: dict[str, str]) -> None:
    page = phone.post(f"/checklist/{link.token}", data={**sent("000000"), **wrong})
    assert page.status_code == 400
    assert "Write your date of birth as day, month and year" in page.text
    assert phone.post(f"/checklist/{link.token}", data=sent(link.pin)).status_code == 303


def test_five_wrong_pins_end_the_link(phone: TestClient, link: NewLink) -> None:
    guess = f"{(int(link.pin) + 1) % 10**6:06}"
    answers = [phone.post(f"/checklist/{link.token}", data=sent(guess)).status_code for _ in range(5)]
    assert answers == [403, 403, 403, 403, 410]
    assert phone.post(f"/checklist/{link.token}", data=sent(link.pin)).status_code == 410
    assert phone.get(f"/checklist/{link.token}").status_code == 410


def test_an_old_link_and_one_that_never_was_look_the_same(phone: TestClient, link: NewLink, clock: Clock) -> None:
    clock.move(days=7)
    old, never = phone.get(f"/checklist/{link.token}"), phone.get(f"/checklist/{'a' * 28}")
    assert (old.status_code, never.status_code) == (410, 410)
    assert old.text == never.text


def test_one_address_may_not_try_pins_for_ever(phone: TestClient) -> None:
    answers = [phone.post(f"/checklist/{number:028}", data=sent("121212")).status_code for number in range(31)]
    assert answers == [410] * 30 + [429]


def test_nobody_is_thanked_before_a_list_was_sent(phone: TestClient, link: NewLink) -> None:
    assert phone.get("/checklist/thanks").status_code == 410
    phone.post(f"/checklist/{link.token}", data=sent(link.pin))
    assert phone.get("/checklist/thanks").headers["location"] == "/checklist"
