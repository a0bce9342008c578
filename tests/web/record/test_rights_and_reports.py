"""What a person may ask for, what the auditor reads, and what a site learns from all its records."""

from __future__ import annotations

import csv
import json
from datetime import date
from io import StringIO

import pytest

from signpost.record.access import Role
from signpost.record.assessment import Assessment, ScoredConcern
from signpost.record.codes import AssessmentOffer, PathwayPoint
from signpost.record.person import Person
from signpost.record.records import Records
from tests.record import people
from tests.web.record.conftest import OURS, Staff

DAY = date(2026, 10, 1)


def swollen(score: int) -> Assessment:
    concerns = (ScoredConcern(concern="swelling", score=score, own_words="Like a balloon"),)
    return Assessment(offer=AssessmentOffer.ACCEPTED, offered_on=DAY, completed_on=DAY, point=PathwayPoint.DURING_TREATMENT, concerns=concerns)


@pytest.fixture
def six(ours: Records) -> list[str]:
    """Six people with a swelling."""
    ids = [ours.add_person(Person(surname=f"Testerly{number}"), OURS).id for number in range(6)]
    for one in ids:
        ours.add(one, swollen(7))
    return ids


def test_everything_about_a_person_is_one_file(staff: Staff, ours: Records, person_id: str) -> None:
    ours.add(person_id, swollen(7))
    answer = staff(Role.CLINICIAN, OURS).get(f"/record/people/{person_id}/export")
    assert answer.headers["content-disposition"].startswith("attachment")
    told = json.dumps(json.loads(answer.text))
    assert "Testerly" in told
    assert "Like a balloon" in told


def test_an_administrator_finds_the_person_whose_record_is_asked_for(staff: Staff, person_id: str) -> None:
    admin = staff(Role.ADMINISTRATOR, OURS)
    assert 'action="/record/people/find"' in admin.get("/record").text
    assert 'action="/record/people/find"' not in staff(Role.AUDITOR, OURS).get("/record").text
    page = admin.get(admin.post("/record/people/find", data={"number": "999 000 0018"}).headers["location"]).text
    assert f'href="/record/people/{person_id}/erase"' in page
    assert f'href="/record/people/{person_id}/export"' in page
    assert "999 000 0018" in admin.get(f"/record/people/{person_id}/erase").text


def test_an_administrator_erases_for_good_after_saying_why_and_whom(staff: Staff, ours: Records, person_id: str) -> None:
    admin, address = staff(Role.ADMINISTRATOR, OURS), f"/record/people/{person_id}/erase"
    assert 'id="fault-reason"' in admin.post(address, data={"surname": "Testerly"}).text
    assert 'id="fault-surname"' in admin.post(address, data={"reason": "She asked for it in a letter", "surname": "Other"}).text
    assert ours.person(person_id).body.surname == "Testerly"
    assert "is erased" in admin.post(address, data={"reason": "She asked for it in a letter", "surname": "testerly"}).text
    assert admin.get(f"/record/people/{person_id}").status_code == 410


def test_where_a_trace_of_the_erased_is_left_the_page_says_so_until_it_is_removed(staff: Staff, ours: Records, person_id: str, monkeypatch: pytest.MonkeyPatch) -> None:
    admin, answers = staff(Role.ADMINISTRATOR, OURS), iter((False, False, True))
    monkeypatch.setattr("signpost.record.store.erasing.leave_no_trace", lambda store: next(answers))
    said = [admin.post(f"/record/people/{person_id}/erase", data={"reason": "She asked for it in a letter", "surname": "Testerly"})]
    said += [admin.post("/record/erased") for _ in range(2)]
    assert ["Remove the last trace" in one.text for one in said] == [True, True, False]


def test_the_auditor_finds_every_look_at_one_person(staff: Staff, person_id: str) -> None:
    staff(Role.CLINICIAN, OURS).get(f"/record/people/{person_id}")
    page = staff(Role.AUDITOR, OURS).post("/record/audit", data={"number": "999 000 0018"}).text
    assert "Sam Clinician" in page
    assert "read" in page
    assert "Testerly" not in page


def test_small_numbers_are_hidden_in_reports_and_others_are_counted(staff: Staff, ours: Records, six: list[str]) -> None:
    page = staff(Role.CURATOR, OURS).get("/record/reports").text
    assert "Testerly" not in page
    rows = list(csv.DictReader(StringIO(staff(Role.CURATOR, OURS).get("/record/reports/concerns.csv").text)))
    assert [(row["concern"], row["people"]) for row in rows] == [("swelling", "6")]
    assert staff(Role.CURATOR, OURS).get("/record/reports/nothing.csv").status_code == 404


def test_the_page_says_whom_its_tables_count(staff: Staff) -> None:
    assert "everybody in this record" in staff(Role.CURATOR, OURS).get("/record/reports").text
    page = staff(Role.CLINICIAN, OURS).get("/record/reports").text
    assert "the people on the lists of: Breast unit" in page
    assert "to today, 2 November 2026" in page
    for words in ("each counted once.", "once for each concern", "once for each service"):
        assert words in page


def test_a_service_that_few_were_sent_to_is_hidden_in_one_word(staff: Staff, ours: Records, person_id: str) -> None:
    ours.add(person_id, people.plan(people.row()))
    assert '<th scope="row">Aire Swelling Clinic</th><td class="quiet">hidden</td><td class="quiet">hidden</td>' in staff(Role.CURATOR, OURS).get("/record/reports").text


def test_the_rows_of_the_national_data_set_hold_codes_alone(staff: Staff, six: list[str]) -> None:
    answer = staff(Role.CLINICIAN, OURS).get("/record/reports/cosd.csv").text
    assert len(answer.splitlines()) == 7
    assert "03,,2026-10-01,03,09," in answer
    assert "balloon" not in answer
    assert staff(Role.CURATOR, OURS).get("/record/reports/cosd.csv").status_code == 403
