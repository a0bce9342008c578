"""An assessment filled in together, copied from paper, and by the person on their own phone; its versions and its copies."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from starlette.testclient import TestClient

from signpost.record.access import Actor, Role
from signpost.record.assessment import Assessment, Way
from signpost.record.codes import AssessmentOffer, PathwayPoint
from signpost.record.links import NewLink
from signpost.record.records import Records
from signpost_web.record.room import Room
from tests.web.record.conftest import OURS, Clock, Staff

AROUND = {"offer": "03", "offered_on": "2026-11-02", "completed_on": "2026-11-02", "point": "03", "edition": "later"}


@pytest.fixture
def nurse(staff: Staff) -> TestClient:
    return staff(Role.CLINICIAN, OURS)


@pytest.fixture
def home(person_id: str) -> str:
    return f"/record/people/{person_id}/assessments"


def kept(ours: Records, person_id: str) -> Assessment:
    (one,) = ours.of_person(person_id, Assessment.KIND)
    assert isinstance(one.body, Assessment)
    return one.body


def test_scores_typed_one_after_the_other_are_an_assessment(nurse: TestClient, ours: Records, home: str, person_id: str) -> None:
    answer = nurse.post(f"{home}/new", data={**AROUND, "score.1": "7", "score.2": "x", "other.practical": "The  hens", "other-score.practical": "3", "questions": "Will it come back?"})
    assert answer.status_code == 303
    found = kept(ours, person_id)
    assert [one.score for one in found.concerns] == [7, None]
    assert [(one.category, one.own_words, one.score) for one in found.others] == [("practical", "The hens", 3)]
    assert (found.how, found.questions, found.state) == (Way.CLINICIAN, "Will it come back?", "completed")
    assert "The hens" in nurse.get(answer.headers["location"]).text


@pytest.mark.parametrize(("sent", "field"), [({"score.1": "11"}, "score.1"), ({"score.1": "a lot"}, "score.1"), ({"other-score.practical": "-1"}, "other-score.practical"), ({}, "no_concerns")])
def test_what_is_no_score_is_told_beside_it_and_nothing_is_saved(nurse: TestClient, ours: Records, home: str, person_id: str, sent: dict[str, str], field: str) -> None:
    answer = nurse.post(f"{home}/new", data={**AROUND, "questions": "", "score.2": "", **sent})
    assert answer.status_code == 400
    assert f'id="fault-{field}"' in answer.text
    assert ours.of_person(person_id, Assessment.KIND) == ()


def test_one_that_was_declined_needs_no_ticks(nurse: TestClient, ours: Records, home: str, person_id: str) -> None:
    assert nurse.post(f"{home}/new", data={"offer": "02", "offered_on": "2026-11-02", "point": "01"}).status_code == 303
    assert kept(ours, person_id).state == "declined"


def test_paper_is_copied_as_paper(nurse: TestClient, ours: Records, home: str, person_id: str) -> None:
    assert nurse.post(f"{home}/paper", data={**AROUND, "score.1": "4"}).status_code == 303
    assert kept(ours, person_id).how is Way.PAPER
    assert "I have questions about my diagnosis" in nurse.get(f"{home}/blank").text


def test_their_own_words_make_a_new_version_and_the_old_one_stays(nurse: TestClient, home: str, person_id: str) -> None:
    document = nurse.post(f"{home}/new", data={**AROUND, "score.1": "4"}).headers["location"]
    edit = f"{home}/{document.rsplit('/', 1)[1]}"
    assert "In their own words" in nurse.get(edit).text
    assert nurse.post(edit, data={**AROUND, "seen_version": "1", "score.1": "5", "words.1": "It aches at night"}).status_code == 303
    assert "It aches at night" in nurse.get(document).text
    assert "It aches at night" not in nurse.get(f"{document}/versions/1").text
    late = nurse.post(edit, data={**AROUND, "seen_version": "1", "score.1": "9"})
    assert late.status_code == 409
    assert "It aches at night" in late.text
    assert 'value="9"' in late.text


def test_a_copy_stays_as_it_was_given_whatever_becomes_of_the_assessment(nurse: TestClient, ours: Records, home: str, person_id: str) -> None:
    document = nurse.post(f"{home}/new", data={**AROUND, "score.1": "4", "words.1": "Only at night"}).headers["location"]
    given = nurse.post(f"{document}/copies", data={"recipient": "person", "how.person": "Handed over", "print": "large"}).headers["location"]
    first = nurse.get(given).content
    edit = f"{home}/{document.rsplit('/', 1)[1]}"
    nurse.post(edit, data={**AROUND, "seen_version": "1", "score.1": "9", "words.1": "All day"})
    assert nurse.get(given).content == first
    assert b"Only at night" in first
    (copy,) = ours.copies(person_id)
    assert (copy.recipient, copy.how, copy.version) == ("person", "Handed over", 1)


def test_no_copy_goes_to_the_gp_without_consent(nurse: TestClient, ours: Records, home: str, person_id: str) -> None:
    document = nurse.post(f"{home}/new", data={**AROUND, "score.1": "4"}).headers["location"]
    asked = {"recipient": "gp", "how.gp": "By post"}
    refused = nurse.post(f"{document}/copies", data=asked)
    assert refused.status_code == 400
    assert 'id="fault-consented"' in refused.text
    assert ours.copies(person_id) == ()
    assert nurse.post(f"{document}/copies", data={**asked, "consented": "yes"}).status_code == 303


def test_one_press_gives_a_copy_to_each_who_is_ticked_and_keeps_how_each_went(nurse: TestClient, ours: Records, home: str, person_id: str) -> None:
    document = nurse.post(f"{home}/new", data={**AROUND, "score.1": "4"}).headers["location"]
    ways = {"how.person": "Handed over", "how.gp": "By email", "how.notes": "Put in the notes", "how.other": "By post"}
    sent = nurse.post(f"{document}/copies", data={**ways, "recipient": ["person", "gp", "notes"], "consented": "yes"})
    assert sent.headers["location"] == f"{document}#copies"
    copies = ours.copies(person_id)
    assert {(copy.recipient, copy.how) for copy in copies} == {("person", "Handed over"), ("gp", "By email"), ("notes", "Put in the notes")}
    page = nurse.get(document).text
    for copy in copies:
        assert f'href="/record/people/{person_id}/copies/{copy.id}">Copy for: {copy.for_whom}</a>' in page
        assert f"Copy for: <strong>{copy.for_whom}</strong>" in nurse.get(f"/record/people/{person_id}/copies/{copy.id}").text


@pytest.mark.parametrize("sent", [{"how.person": "Handed over"}, {"recipient": "person"}, {"recipient": ["person", "gp"], "how.person": "Handed over", "how.gp": "By pigeon", "consented": "yes"}])
def test_a_copy_for_nobody_or_on_no_known_way_is_not_given(nurse: TestClient, ours: Records, home: str, person_id: str, sent: dict[str, Any]) -> None:
    document = nurse.post(f"{home}/new", data={**AROUND, "score.1": "4"}).headers["location"]
    assert 'id="fault-recipient"' in nurse.post(f"{document}/copies", data=sent).text
    assert ours.copies(person_id) == ()


# On the person's own phone


@pytest.fixture
def link(room: Room, ours: Records, person_id: str) -> NewLink:
    waiting = ours.add(person_id, Assessment(offer=AssessmentOffer.ACCEPTED, offered_on="2026-11-02", point=PathwayPoint.DURING_TREATMENT, how=Way.PERSON))
    return room.links.offer(ours, Actor("0" * 32, Role.CLINICIAN, frozenset({OURS})), waiting.id)


@pytest.fixture
def phone(browser: Callable[[], TestClient], link: NewLink) -> TestClient:
    """A browser that has given the right PIN."""
    client = browser()
    assert client.post(f"/checklist/{link.token}", data={"pin": link.pin, "day": "27", "month": "3", "year": "1961"}).status_code == 303
    return client


def test_a_person_ticks_then_scores_and_the_team_has_it(phone: TestClient, ours: Records, person_id: str) -> None:
    ticks = phone.get("/checklist").text
    assert "Testerly" not in ticks
    second = phone.post("/checklist", data={"step": "ticked", "score.1": "x", "score.2": "x"}).text
    assert "Step 2 of 2" in second
    assert "Testerly" not in second
    thanks = phone.post("/checklist", data={"step": "sent", "score.1": "8", "score.2": "x", "words.1": "Up the stairs", "questions": "What next?"})
    assert "Thank you" in thanks.text
    found = kept(ours, person_id)
    assert [(one.score, one.own_words) for one in found.concerns] == [(8, "Up the stairs"), (None, None)]
    assert (found.how, found.state, found.questions) == (Way.PERSON, "completed", "What next?")


def test_an_empty_list_is_asked_about_and_no_worries_is_an_answer(phone: TestClient, ours: Records, person_id: str) -> None:
    asked = phone.post("/checklist", data={"step": "ticked"})
    assert asked.status_code == 400
    assert "I have no worries now" in asked.text
    assert "Thank you" in phone.post("/checklist", data={"step": "ticked", "no_concerns": "yes"}).text
    assert kept(ours, person_id).no_concerns


def test_it_works_once(phone: TestClient, ours: Records, person_id: str) -> None:
    sent = {"step": "sent", "score.1": "8"}
    assert "Thank you" in phone.post("/checklist", data=sent).text
    assert phone.get("/checklist").status_code == 410
    assert phone.post("/checklist", data={**sent, "score.1": "2"}).status_code == 410
    assert kept(ours, person_id).concerns[0].score == 8


def test_after_an_hour_the_phone_must_give_the_pin_again(phone: TestClient, clock: Clock) -> None:
    clock.move(minutes=61)
    assert phone.get("/checklist").status_code == 410


def test_what_staff_fill_in_meanwhile_is_not_written_over(phone: TestClient, nurse: TestClient, ours: Records, home: str, person_id: str) -> None:
    (waiting,) = ours.of_person(person_id, Assessment.KIND)
    assert nurse.post(f"{home}/{waiting.id}", data={**AROUND, "seen_version": "1", "score.1": "5"}).status_code == 303
    assert phone.post("/checklist", data={"step": "sent", "score.1": "9"}).status_code == 410
    assert kept(ours, person_id).concerns[0].score == 5


def test_words_of_an_emergency_are_answered_at_once(phone: TestClient) -> None:
    thanks = phone.post("/checklist", data={"step": "sent", "score.1": "3", "words.1": "I have a shiver and feel hot"}).text
    assert "Urgent" in thanks
    assert thanks.index("Urgent") < thanks.index("Thank you</h1>")


def test_a_link_is_made_for_somebody_whose_date_of_birth_is_known(nurse: TestClient, home: str) -> None:
    page = nurse.post(f"{home}/link", data={"offered_on": "2026-11-02", "point": "03"}).text
    assert "/checklist/" in page
    assert "link-pin" in page
    nameless = nurse.post("/record/people/new", data={"surname": "Ali"}).headers["location"]
    refused = nurse.post(f"{nameless}/assessments/link", data={"offered_on": "2026-11-02", "point": "03"})
    assert refused.status_code == 400
    assert "date of birth" in refused.text
