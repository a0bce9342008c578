"""A plan keeps a service as it was copied: what became of it since is told wherever somebody may be sent there."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest
from starlette.testclient import TestClient

from signpost.record.access import Role
from signpost.record.care_plan import ActionType, CarePlan, PlanRow
from signpost.record.codes import PathwayPoint, PlanStatus
from signpost.record.person import Person
from signpost.record.records import Records, Stored
from signpost.record.signposts import ServiceCopy
from signpost.services import Referral
from tests.web.record.conftest import OURS, Staff

DAY = date(2026, 11, 2)  # the clock of these tests
OLD, NEW = "0113 496 0999", "0113 496 0000"


@pytest.fixture
def nurse(staff: Staff) -> TestClient:
    return staff(Role.CLINICIAN, OURS)


@pytest.fixture
def person_id(ours: Records) -> str:
    return ours.add_person(Person(surname="Testerly", born=date(1961, 3, 27), postcode="LS1 4AP"), OURS).id


def planned(ours: Records, person_id: str, service_id: str = "aire-swelling-clinic", **said: Any) -> Stored[CarePlan]:
    """A plan with a referral to a service, as it was copied long ago."""
    service = ServiceCopy(id=service_id, name="The old name", phone=OLD, referral=(Referral.PROFESSIONAL,), copied_on=date(2025, 1, 5), **said)
    row = PlanRow(number=1, concern="swelling", score=8, type=ActionType.REFERRAL, service=service, action="Refer to The old name", goal="Wear my ring")
    return ours.add(person_id, CarePlan(status=PlanStatus.COMPLETED, planned_on=DAY, point=PathwayPoint.DIAGNOSIS, rows=(row,)))


def address(one: Stored[Any], rest: str = "") -> str:
    return f"/record/people/{one.person_id}/plans/{one.id}{rest}"


def test_new_details_stand_beside_the_row_and_one_press_takes_them(nurse: TestClient, ours: Records, person_id: str) -> None:
    plan = planned(ours, person_id)
    assert f"Telephone now: {NEW}" in nurse.get(address(plan)).text
    assert nurse.post(address(plan, "/rows/1/service"), data={"seen_version": "1"}).headers["location"] == address(plan, "#row-1")
    (row,) = ours.get(plan.id, of=CarePlan).body.rows
    assert row.service
    assert (row.service.phone, row.service.copied_on, row.action, row.goal) == (NEW, DAY, "Refer to Aire Swelling Clinic", "Wear my ring")
    page = nurse.get(address(plan)).text
    assert OLD not in page
    assert "Take today’s details" not in page


def test_a_press_on_a_plan_that_another_has_saved_changes_nothing(nurse: TestClient, ours: Records, person_id: str) -> None:
    plan = planned(ours, person_id)
    ours.save(plan.id, 1, plan.body.with_changes(1, outcome="Rang them"))
    answer = nurse.post(address(plan, "/rows/1/service"), data={"seen_version": "1"})
    assert answer.status_code == 409
    assert "Rang them" in answer.text
    assert ours.get(plan.id).version == 2


@pytest.mark.parametrize(("service_id", "told"), [("no-such-service", "This service is no longer in the directory."), ("gone-helpline", "This service has closed.")])
def test_no_letter_goes_to_a_service_that_is_gone(nurse: TestClient, ours: Records, person_id: str, service_id: str, told: str) -> None:
    plan = planned(ours, person_id, service_id)
    page = nurse.get(address(plan)).text
    assert told in page
    assert "Referral letter" not in page
    letter = address(plan, "/rows/1/letter")
    assert told in nurse.get(letter).text
    assert nurse.post(letter, data={"consented": "yes"}).status_code == 409
    assert ours.copies(person_id) == ()
    assert nurse.post(address(plan, "/rows/1/service"), data={"seen_version": "1"}).status_code == 409


def test_the_letter_the_review_and_whoever_gives_a_copy_say_what_has_changed(nurse: TestClient, staff: Staff, ours: Records, person_id: str) -> None:
    plan = planned(ours, person_id)
    now = f"Telephone now: {NEW}"
    assert now in nurse.get(address(plan, "/rows/1/letter")).text
    assert now in nurse.get(f"/record/people/{person_id}/documents/{plan.id}").text
    assert now in staff(Role.GP, OURS).get(f"/record/people/{person_id}/reviews/new").text


def test_a_copy_and_a_kept_letter_hold_what_the_plan_says_and_no_warning_for_their_reader(nurse: TestClient, ours: Records, person_id: str) -> None:
    plan = planned(ours, person_id)
    given = nurse.post(address(plan, "/rows/1/letter"), data={"consented": "yes"}).headers["location"]
    assert not re.search("now:|The directory says", nurse.get(given).text)
