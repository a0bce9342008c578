"""A second assessment while a plan goes on: what is not finished is carried over and the earlier plan closed, or both are kept."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest
from starlette.testclient import TestClient

from signpost.record.access import Role
from signpost.record.assessment import Assessment
from signpost.record.cancer_care_review import CareReview
from signpost.record.care_plan import AboutMe, ActionType, CarePlan, RowStatus
from signpost.record.person import Person
from signpost.record.records import Records, Stored
from tests.record import people
from tests.web.record.conftest import OURS, Staff
from tests.web.record.shown_form import fields_of

DAY = date(2026, 11, 2)  # the clock of these tests


@pytest.fixture
def nurse(staff: Staff) -> TestClient:
    return staff(Role.CLINICIAN, OURS)


@pytest.fixture
def person_id(ours: Records) -> str:
    return ours.add_person(Person(surname="Testerly", born=date(1961, 3, 27), postcode="LS1 4AP"), OURS).id


@pytest.fixture
def earlier(ours: Records, person_id: str) -> Stored[CarePlan]:
    """A plan with a signpost, advice and something done."""
    bare = {"service": None, "type": ActionType.INFORMATION}
    rows = (people.row(1, goal="Wear my ring"), people.row(2, concern="pets", action="Ask the neighbour", **bare), people.row(3, concern=None, other="The hens", status=RowStatus.DONE, **bare))
    return ours.add(person_id, people.plan(*rows, about_me=AboutMe(what_matters="My hens")))


@pytest.fixture
def assessment(ours: Records, person_id: str, earlier: Stored[CarePlan]) -> Stored[Assessment]:
    """A second one, in which the same concern stands again."""
    return ours.add(person_id, people.assessment(("swelling", 6), ("pain-or-discomfort", 4), offered_on=DAY, completed_on=DAY))


def new(person_id: str) -> str:
    return f"/record/people/{person_id}/plans/new"


def plans(ours: Records, person_id: str, earlier: Stored[CarePlan]) -> tuple[Any, ...]:
    """The earlier plan as it is now, and the other."""
    (second,) = (one for one in ours.of_person(person_id, CarePlan.KIND) if one.id != earlier.id)
    return ours.get(earlier.id), second


@pytest.mark.usefixtures("assessment")
def test_what_is_not_finished_is_ticked_and_no_service_is_offered_twice(nurse: TestClient, person_id: str, earlier: Stored[CarePlan]) -> None:
    page = nurse.get(new(person_id)).text
    sent = fields_of(page)
    assert sent["carry"] == [f"{earlier.id}/1", f"{earlier.id}/2"]
    assert sent["earlier"] == ["close"]
    assert "The plan of 12 June 2026 goes on" in page
    assert "swelling/aire-swelling-clinic" not in sent["take"]
    assert "pain-or-discomfort/aire-swelling-clinic" in sent["take"]


@pytest.mark.usefixtures("assessment")
def test_carried_over_the_earlier_plan_is_closed_and_each_leads_to_the_other(nurse: TestClient, ours: Records, person_id: str, earlier: Stored[CarePlan]) -> None:
    sent = fields_of(nurse.get(new(person_id)).text) | {"carry": [f"{earlier.id}/1"]}
    made = nurse.post(new(person_id), data=sent)
    before, second = plans(ours, person_id, earlier)
    assert made.headers["location"] == f"/record/people/{person_id}/plans/{second.id}"
    assert (before.body.closed_on, before.body.continued_in, second.body.continues) == (DAY, second.id, (earlier.id,))
    assert [(row.concern, row.goal) for row in second.body.rows] == [("swelling", "Wear my ring"), ("pain-or-discomfort", None)]
    assert second.body.about_me.what_matters == "My hens"
    assert f'plans/{second.id}">the plan that goes on' in nurse.get(f"/record/people/{person_id}/plans/{earlier.id}").text
    assert f'plans/{earlier.id}">the earlier plan' in nurse.get(made.headers["location"]).text
    assert nurse.post(new(person_id), data=sent).headers["location"] == made.headers["location"], "a second press"
    assert len(ours.of_person(person_id, CarePlan.KIND)) == 2


@pytest.mark.usefixtures("assessment")
def test_both_are_kept_where_the_nurse_says_so_and_nothing_is_in_both(nurse: TestClient, ours: Records, person_id: str, earlier: Stored[CarePlan]) -> None:
    nurse.post(new(person_id), data=fields_of(nurse.get(new(person_id)).text) | {"earlier": "keep"})
    before, second = plans(ours, person_id, earlier)
    assert before.version == 1
    assert (second.body.continues, [row.concern for row in second.body.rows]) == ((), ["pain-or-discomfort"])


@pytest.mark.usefixtures("assessment")
def test_the_persons_page_shows_the_plan_that_goes_on(nurse: TestClient, ours: Records, person_id: str, earlier: Stored[CarePlan]) -> None:
    home = f"/record/people/{person_id}"
    page = nurse.get(home).text
    assert f'documents/{earlier.id}">Open the plan' in page
    assert "Make a plan" in page
    nurse.post(new(person_id), data=fields_of(nurse.get(new(person_id)).text))
    _, second = plans(ours, person_id, earlier)
    page = nurse.get(home).text
    assert f'documents/{second.id}">Open the plan' in page
    assert re.findall(r'documents/(\w+)">Care plan</a> <span class="quiet">[^<]*</span> <strong>the plan that goes on', page) == [second.id]


def test_a_plan_without_an_assessment_carries_over_too(nurse: TestClient, ours: Records, person_id: str, earlier: Stored[CarePlan]) -> None:
    sent = fields_of(nurse.get(new(person_id)).text)
    first = nurse.post(new(person_id), data=sent | {"point": "04"})
    again = nurse.post(new(person_id), data=sent | {"point": "04"})
    before, second = plans(ours, person_id, earlier)
    assert before.body.continued_in == second.id
    assert len(second.body.rows) == 2
    assert first.headers["location"] == again.headers["location"]


@pytest.mark.usefixtures("assessment")
def test_a_review_asks_once_for_what_was_carried_over(nurse: TestClient, staff: Staff, ours: Records, person_id: str, earlier: Stored[CarePlan]) -> None:
    gp, where = staff(Role.GP, OURS), f"/record/people/{person_id}/reviews"
    gp.post(f"{where}/new", data={"stage": "review", "invitation": "invited"})
    nurse.post(new(person_id), data=fields_of(nurse.get(new(person_id)).text))
    _, second = plans(ours, person_id, earlier)
    (invited,) = ours.of_person(person_id, CareReview.KIND)
    for page in (f"{where}/new", f"{where}/{invited.id}"):
        asked = re.findall(r'name="signpost\.(\w+)\.(\d)\.became"', gp.get(page).text)
        assert asked == [(second.id, "1"), (second.id, "3")]
