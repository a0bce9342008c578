"""The worklist, finding and adding people, their details, and the page of their story."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest
from starlette.testclient import TestClient

from signpost.record.access import Role
from signpost.record.assessment import Assessment, OtherConcern, ScoredConcern
from signpost.record.codes import AssessmentOffer, PathwayPoint
from signpost.record.person import Person
from signpost.record.records import Records
from tests.record import people
from tests.web.record.conftest import OURS, THEIRS, Clock, Staff

WILHELMINA = {"surname": "Testerly", "given_names": "Wilhelmina", "born": "27/3/1961", "number": "999 000 0018"}
ALI = {"surname": "Ali", "number": "999 000 0026", "access.language": "Urdu", "access.interpreter": "yes", "phones.0.number": "0113 496 0000"}


@pytest.fixture
def nurse(staff: Staff) -> TestClient:
    return staff(Role.CLINICIAN, OURS)


def test_somebody_who_is_added_stands_on_the_team_s_list_with_what_they_need(nurse: TestClient, staff: Staff) -> None:
    added = nurse.post("/record/people/new", data=ALI)
    page = nurse.get(added.headers["location"]).text
    assert "Urdu, with an interpreter" in page
    assert 'href="tel:01134960000"' in page
    assert added.headers["location"] in nurse.get("/record").text
    assert added.headers["location"] not in staff(Role.CLINICIAN, THEIRS).get("/record").text


def test_what_is_wrong_is_told_beside_its_field_and_nothing_typed_is_lost(nurse: TestClient) -> None:
    answer = nurse.post("/record/people/new", data={"given_names": "Wilhelmina", "number": "999 000 0019", "phones.0.number": "ask her"})
    assert answer.status_code == 400
    assert 'id="fault-surname"' in answer.text
    assert 'id="fault-number"' in answer.text
    assert 'id="fault-phones.0.number"' in answer.text
    assert 'value="Wilhelmina"' in answer.text


def test_a_number_that_is_kept_already_is_not_kept_twice(nurse: TestClient, person_id: str) -> None:
    answer = nurse.post("/record/people/new", data=WILHELMINA)
    assert answer.status_code == 409
    assert "There is a record for this number already" in answer.text


@pytest.mark.parametrize("typed", [{"number": "9990000018"}, {"surname": "testerly", "born": "27/3/1961"}, {"surname": "TESTERLY", "born": "1961-03-27"}, {"surname": "Testerly", "born": "27 March 1961"}])
def test_a_person_is_found_by_number_or_by_surname_and_date_of_birth(nurse: TestClient, staff: Staff, person_id: str, typed: dict[str, str]) -> None:
    assert nurse.post("/record/people/find", data=typed).headers["location"] == f"/record/people/{person_id}"
    assert staff(Role.CLINICIAN, THEIRS).post("/record/people/find", data=typed).status_code == 404


@pytest.mark.parametrize("born", ["soon", "27 Martober 1961", "27.3.61", "31/2/1961"])
def test_a_date_of_birth_that_cannot_be_read_is_said_beside_it(nurse: TestClient, person_id: str, born: str) -> None:
    answer = nurse.post("/record/people/find", data={"surname": "Testerly", "born": born})
    assert answer.status_code == 400
    assert 'id="fault-born"' in answer.text


def test_somebody_of_the_same_name_and_birthday_is_added_only_when_it_is_said_that_it_is_another(nurse: TestClient, person_id: str) -> None:
    twin = {"surname": "TESTERLY", "given_names": "Bo", "born": "1961-03-27"}
    asked = nurse.post("/record/people/new", data=twin)
    assert asked.status_code == 409
    assert f'<a href="/record/people/{person_id}">' in asked.text
    assert 'value="Bo"' in asked.text
    assert nurse.post("/record/people/new", data={**twin, "another": "yes"}).status_code == 303


@pytest.mark.parametrize(("field", "days"), [("born", {"born": "2026-11-03"}), ("born", {"born": "1048-02-01"}), ("died_on", {"died_on": "2026-11-03"}), ("died_on", {"born": "1961-03-27", "died_on": "1920-01-01"}), ("consents.0.withdrawn_on", {"consents.0.purpose": "gp", "consents.0.given_on": "2025-12-13", "consents.0.withdrawn_on": "2020-01-01"})])
def test_a_day_that_cannot_be_is_told_beside_its_field(nurse: TestClient, field: str, days: dict[str, str]) -> None:
    answer = nurse.post("/record/people/new", data={"surname": "Ali", **days})
    assert answer.status_code == 400
    assert f'id="fault-{field}"' in answer.text


@pytest.mark.parametrize("typed", [{}, {"surname": "Testerly"}, {"born": "27/3/1961"}, {"number": "999 000 0019"}])
def test_too_little_to_look_for_is_said(nurse: TestClient, person_id: str, typed: dict[str, str]) -> None:
    answer = nurse.post("/record/people/find", data=typed)
    assert answer.status_code == 400
    assert 'id="fault-number"' in answer.text


def test_two_who_change_the_same_details_see_each_other_s_and_lose_nothing(nurse: TestClient, ours: Records, person_id: str) -> None:
    address = f"/record/people/{person_id}/details"
    assert nurse.post(address, data={**WILHELMINA, "seen_version": "1", "preferred_name": "Mina"}).status_code == 303
    second = nurse.post(address, data={**WILHELMINA, "seen_version": "1", "preferred_name": "Billie"})
    assert second.status_code == 409
    assert "Mina" in second.text
    assert 'value="Billie"' in second.text
    assert ours.person(person_id).body.preferred_name == "Mina"
    assert nurse.post(address, data={**WILHELMINA, "seen_version": "2", "preferred_name": "Billie"}).status_code == 303
    assert ours.person(person_id).body.preferred_name == "Billie"


def test_the_worklist_tells_who_is_waited_for_and_nothing_of_the_illness(nurse: TestClient, ours: Records, person_id: str) -> None:
    ours.add(person_id, Assessment(offer=AssessmentOffer.UNDECIDED, offered_on=date(2026, 10, 1), point=PathwayPoint.RECURRENCE, offer_again_on=date(2026, 10, 20)))
    page = nurse.get("/record").text
    assert "Overdue" in page
    assert "13 days late" in page
    assert "Testerly" in page
    assert "recurrence" not in page.lower()


def test_what_is_due_goes_on_page_by_page_and_nobody_is_left_out(nurse: TestClient, ours: Records, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("signpost_web.record.worklist.PAGE", 2)
    names = [f"Testerly{letter}" for letter in "abcde"]
    for name in names:
        one = ours.add_person(Person(surname=name), OURS)
        ours.add(one.id, Assessment(offer=AssessmentOffer.UNDECIDED, offered_on=date(2026, 10, 1), point=PathwayPoint.RECURRENCE, offer_again_on=date(2026, 10, 20)))
    seen, address, pages = list[str](), "/record", 0
    while address:
        page = nurse.get(address).text.partition("Changed last")[0]
        seen += re.findall(r"Testerly[a-e]", page)
        further = re.search(r'href="(/record/due/[^"]+)"', page)
        address, pages = further[1] if further else "", pages + 1
    assert sorted(seen) == names
    assert pages == 3
    assert [nurse.get(f"/record/due/{after}").status_code for after in ("soon", "2026-13-01.x")] == [404, 404]


def test_the_teams_list_has_pages_of_its_own(nurse: TestClient, ours: Records, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("signpost.record.records.PAGE", 2)
    names = [f"Testerly{letter}" for letter in "abc"]
    for name in names:
        ours.add_person(Person(surname=name), OURS)
    first, second = nurse.get("/record/list").text, nurse.get("/record/list/2").text
    assert sorted(re.findall(r"Testerly[a-c]", first + second)) == names
    assert "3 people" in first
    assert [nurse.get(f"/record/list/{page}").status_code for page in ("0", "3", "x")] == [404, 404, 404]


def test_who_has_told_what_worries_them_stands_first_with_the_way_to_their_plan(nurse: TestClient, staff: Staff, ours: Records, person_id: str) -> None:
    facts = {"offer": AssessmentOffer.ACCEPTED, "offered_on": date(2026, 10, 1), "point": PathwayPoint.DIAGNOSIS, "completed_on": date(2026, 10, 2)}
    told = ours.add(person_id, Assessment(**facts, concerns=(ScoredConcern(concern="swelling"),)))
    address = f"/record/people/{person_id}/plans/from/{told.id}"
    page = nurse.get("/record").text
    assert page.index("Filled in, and not planned yet") < page.index(address) < page.index("In the next 4 weeks")
    assert nurse.get(address).status_code == 200
    assert address not in staff(Role.CLINICIAN, THEIRS).get("/record").text


def test_the_story_tells_what_happened_and_an_administrator_sees_the_details_alone(nurse: TestClient, staff: Staff, ours: Records, person_id: str) -> None:
    ours.add(person_id, Assessment(offer=AssessmentOffer.DECLINED, offered_on=date(2026, 10, 1), point=PathwayPoint.DURING_TREATMENT))
    assert "offered and declined" in nurse.get(f"/record/people/{person_id}").text
    seen = staff(Role.ADMINISTRATOR, OURS).get(f"/record/people/{person_id}").text
    assert "Testerly" in seen
    assert "declined" not in seen


def test_a_record_that_is_shared_with_another_team_opens_for_them_until_it_is_taken_off_their_list(nurse: TestClient, staff: Staff, person_id: str) -> None:
    theirs, home = staff(Role.CLINICIAN, THEIRS), f"/record/people/{person_id}"
    assert theirs.get(home).status_code == 404
    page = nurse.get(f"{home}/lists").text
    assert "No consent to share is recorded" in page
    assert "Take off the list" not in page, "somebody must have them on their list"
    assert nurse.post(f"{home}/lists", data={"team": "nobody-s"}).status_code == 400
    assert nurse.post(f"{home}/lists", data={"team": THEIRS}).headers["location"] == f"{home}/lists"
    assert theirs.get(home).status_code == 200
    assert nurse.post(f"{home}/lists/off", data={"team": THEIRS}).status_code == 303
    assert theirs.get(home).status_code == 404
    told = staff(Role.AUDITOR, OURS).get("/record/audit").text
    assert told.index(f"Off the list of {THEIRS}") < told.index(f"On the list of {THEIRS}")
    assert nurse.post(f"{home}/lists/off", data={"team": OURS}).status_code == 409
    assert nurse.get(home).status_code == 200


def test_who_takes_a_person_off_their_own_list_is_led_to_the_start_and_an_administrator_can_put_them_back(nurse: TestClient, staff: Staff, person_id: str) -> None:
    home = f"/record/people/{person_id}"
    nurse.post(f"{home}/lists", data={"team": THEIRS})
    assert nurse.post(f"{home}/lists/off", data={"team": OURS}).headers["location"] == "/record"
    assert nurse.get(home).status_code == 404
    administrator = staff(Role.ADMINISTRATOR, OURS)
    assert f"{home}/lists" in administrator.get(home).text
    assert administrator.post(f"{home}/lists", data={"team": OURS}).status_code == 303
    assert nurse.get(home).status_code == 200


def test_a_consent_that_was_taken_back_asks_whether_other_teams_may_keep_the_record(nurse: TestClient, ours: Records, person_id: str) -> None:
    asks, page = "The whole record is still open to: Bowel unit", f"/record/people/{person_id}"
    gp = {"surname": "Testerly", "consents.0.purpose": "gp", "consents.0.given_on": "2026-01-01"}
    nurse.post(f"{page}/details", data={**gp, "seen_version": "1", "consents.0.withdrawn_on": "2026-11-01"})
    assert asks not in nurse.get(page).text, "nobody else has it"
    ours.share(person_id, THEIRS)
    assert asks in nurse.get(page).text
    nurse.post(f"{page}/details", data={**gp, "seen_version": "2"})
    assert asks not in nurse.get(page).text


@pytest.mark.parametrize("told", [{"concerns": (ScoredConcern(concern="high-temperature-or-fever", score=9),)}, {"others": (OtherConcern(category="practical", own_words="I shiver all day", score=2),)}])
def test_answers_that_cannot_wait_stand_first_and_say_so_wherever_the_nurse_lands(nurse: TestClient, ours: Records, person_id: str, told: dict[str, Any]) -> None:
    calm = ours.add_person(Person(surname="Calm"), OURS).id
    begun = Assessment(offer=AssessmentOffer.ACCEPTED, offered_on=date(2026, 11, 1), completed_on=date(2026, 11, 1), point=PathwayPoint.DIAGNOSIS)
    ours.add(calm, begun.model_copy(update={"concerns": (ScoredConcern(concern="swelling", score=9),)}))
    told_id = ours.add(person_id, begun.model_copy(update=told)).id
    start = nurse.get("/record").text
    assert start.index("Testerly") < start.index("Look at this now") < start.index("Calm")
    assert start.count("Look at this now") == 1
    assert "fever" not in start, "a screen is seen by others"
    document, page = nurse.get(f"/record/people/{person_id}/documents/{told_id}").text, nurse.get(f"/record/people/{person_id}").text
    for shown in (document, page):
        assert "A high temperature" in shown
    assert f'href="/record/people/{person_id}/plans/from/{told_id}">Make the plan<' in document
    assert "What they told waits for a plan" in page
    plan = ours.add(person_id, people.plan(people.row(), assessment_id=told_id)).id
    assert f'href="/record/people/{person_id}/plans/{plan}">Open the plan<' in nurse.get(f"/record/people/{person_id}/documents/{told_id}").text


def test_nothing_is_due_of_who_has_died_until_that_turns_out_to_be_a_slip(nurse: TestClient, ours: Records, person_id: str, clock: Clock) -> None:
    told = Assessment(offer=AssessmentOffer.ACCEPTED, offered_on=date(2026, 10, 1), completed_on=date(2026, 10, 1), point=PathwayPoint.DIAGNOSIS, concerns=(ScoredConcern(concern="swelling", score=9),))
    ours.add(person_id, people.plan(people.row(by_when=date(2026, 10, 20)), review_on=date(2026, 11, 9)))
    clock.move(minutes=5)
    assessment, page = ours.add(person_id, told).id, f"/record/people/{person_id}"
    alive = {"surname": "Testerly", "given_names": "Wilhelmina", "born": "1961-03-27", "number": "999 000 0018"}
    assert "13 days late" in nurse.get("/record").text
    nurse.post(f"{page}/details", data={**alive, "seen_version": "1", "died_on": "2026-11-01"})
    waiting = ours.add(person_id, people.assessment(completed_on=None, concerns=(), offer_again_on=date(2026, 11, 3)))
    start, story = nurse.get("/record").text, nurse.get(page).text
    assert "late" not in start
    assert "Make the plan" not in start
    assert "late" not in story
    assert "Send them a link" not in story
    assert nurse.post(f"{page}/assessments/{waiting.id}/link").status_code == 409
    nurse.post(f"{page}/details", data={**alive, "seen_version": "2"})
    start = nurse.get("/record").text
    assert "13 days late" in start
    assert f"{page}/plans/from/{assessment}" in start
    assert {one.due.isoformat() for one in ours.due(date(2026, 12, 1))} == {"2026-10-20", "2026-11-03"}
