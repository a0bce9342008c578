"""What was entered in error stays to be read, and counts for nothing."""

from __future__ import annotations

import csv
from datetime import date
from io import StringIO

import pytest
from starlette.testclient import TestClient

from signpost.record.access import Actor, Role
from signpost.record.assessment import Way
from signpost.record.cancer_care_review import CareReview, Invitation
from signpost.record.care_plan import CarePlan
from signpost.record.documents import Document
from signpost.record.follow_up import FollowUp
from signpost.record.links import LinkOver, Standing
from signpost.record.person import Person
from signpost.record.records import Records, Stored
from signpost.record.treatment_summary import TreatmentSummary
from signpost_web.record.room import Room
from tests.record import people
from tests.web.record.conftest import OURS, Staff

WHY = "Meant for somebody else of this name"


@pytest.fixture
def nurse(staff: Staff) -> TestClient:
    return staff(Role.CLINICIAN, OURS)


@pytest.fixture
def person_id(ours: Records) -> str:
    return ours.add_person(Person(surname="Testerly", born=date(1961, 3, 27), postcode="LS1 4AP"), OURS).id


def address(one: Stored[Document], rest: str = "") -> str:
    return f"/record/people/{one.person_id}/documents/{one.id}{rest}"


def marked(nurse: TestClient, one: Stored[Document]) -> None:
    sent = {"seen_version": str(one.version), "entered_in_error": WHY}
    assert nurse.post(address(one, "/in-error"), data=sent).headers["location"] == address(one)


@pytest.mark.parametrize(
    ("body", "work"),
    [
        (people.assessment(("swelling", 8)), "assessments"),
        (people.plan(people.row(by_when=date(2026, 11, 1))), "plans"),
        (people.summary(due_by=date(2026, 11, 1)), "summaries"),
        (CareReview(stage="review", due_by=date(2026, 11, 1)), "reviews"),
        (people.event(), "events"),
    ],
)
def test_a_marked_document_can_be_read_and_is_worked_on_no_more(nurse: TestClient, ours: Records, person_id: str, body: Document, work: str) -> None:
    one = ours.add(person_id, body)
    home = f"/record/people/{person_id}"
    marked(nurse, one)
    page = nurse.get(address(one)).text
    assert WHY in page
    assert "Work on it" not in page
    assert "Give a copy" not in page
    assert WHY in nurse.get(address(one, "/versions/1")).text, "the earlier version says so too"
    assert nurse.get(f"{home}/{work}/{one.id}").status_code == 409
    assert nurse.post(address(one, "/copies"), data={"recipient": "person", "how.person": "Handed over"}).status_code == 409
    assert ours.due(date(2030, 1, 1)) == ()
    assert [(each.state, each.version) for each in ours.whole(person_id).in_error] == [("entered in error", 2)]
    assert ours.of_person(person_id, one.kind) == ()
    assert len(ours.history(one.id)) == 2


def test_a_reason_is_asked_for_and_nothing_is_marked_over_what_another_saved(nurse: TestClient, ours: Records, person_id: str) -> None:
    one = ours.add(person_id, people.plan(people.row()))
    answer = nurse.post(address(one, "/in-error"), data={"seen_version": "1", "entered_in_error": " "})
    assert answer.status_code == 400
    assert "Say in a few words what is wrong with it" in answer.text
    ours.save(one.id, 1, one.body.with_changes(1, outcome="Rang them"))
    assert nurse.post(address(one, "/in-error"), data={"seen_version": "1", "entered_in_error": WHY}).status_code == 409
    assert not ours.get(one.id).body.entered_in_error


def test_the_story_strikes_it_out_and_its_assessment_may_have_another_plan(nurse: TestClient, ours: Records, person_id: str) -> None:
    assessment = ours.add(person_id, people.assessment(("swelling", 8)))
    plan = ours.add(person_id, people.plan(people.row(), assessment_id=assessment.id))
    marked(nurse, plan)
    page = nurse.get(f"/record/people/{person_id}").text
    assert f'<s><a href="{address(plan)}">Care plan: assessment completed, plan completed</a></s> (entered in error)' in page
    assert "Make a plan" in page
    assert nurse.get(f"/record/people/{person_id}/plans/from/{assessment.id}").status_code == 200


def test_nothing_is_filled_in_from_it_nor_settled_by_it(nurse: TestClient, staff: Staff, ours: Records, person_id: str) -> None:
    gp, home = staff(Role.GP, OURS), f"/record/people/{person_id}"
    nurse.post(f"{home}/follow-up", data={"diagnosed_on": "2026-06-01"})
    summary = ours.add(person_id, people.summary())
    assert "Lumpectomy" in gp.get(f"{home}/reviews/new").text
    marked(nurse, summary)
    assert "Lumpectomy" not in gp.get(f"{home}/reviews/new").text
    gp.post(f"{home}/reviews/new", data={"stage": "review", "invitation": Invitation.DONE.value, "reviewed_on": "2026-11-02"})
    (review,) = ours.of_person(person_id, CareReview.KIND)

    def settled() -> list[date | None]:
        (follow_up,) = (one.body for one in ours.of_person(person_id, FollowUp.KIND) if isinstance(one.body, FollowUp))
        return [one.done_on for one in follow_up.planned if one.rule == "review"]

    assert settled() == [date(2026, 11, 2)]
    marked(gp, review)
    assert settled() == [None]


def test_reports_do_not_count_it(nurse: TestClient, staff: Staff, ours: Records) -> None:
    for number in range(7):
        who = ours.add_person(Person(surname=f"Testerly{chr(97 + number)}"), OURS).id
        one = ours.add(who, people.assessment(("swelling", 8)))
        if number > 4:
            marked(nurse, one)
    rows = csv.DictReader(StringIO(staff(Role.CURATOR, OURS).get("/record/reports/concerns.csv").text))
    assert [row["people"] for row in rows] == ["5"]
    assert len(nurse.get("/record/reports/cosd.csv").text.splitlines()) == 1 + 5


def test_the_mark_can_be_taken_away_unless_another_took_its_place(nurse: TestClient, ours: Records, person_id: str) -> None:
    assessment = ours.add(person_id, people.assessment(("swelling", 8)))
    plan = ours.add(person_id, people.plan(people.row(by_when=date(2026, 11, 1)), assessment_id=assessment.id))
    marked(nurse, plan)
    assert nurse.post(address(plan, "/in-order"), data={"seen_version": "2"}).status_code == 303
    assert [one.document_id for one in ours.due(date(2026, 11, 2))] == [plan.id]
    marked(nurse, ours.get(plan.id))
    ours.add(person_id, people.plan(assessment_id=assessment.id))
    answer = nurse.post(address(plan, "/in-order"), data={"seen_version": "4"})
    assert answer.status_code == 409
    assert "Another stands in its place" in answer.text
    assert len(ours.of_person(person_id, CarePlan.KIND)) == 1


def test_who_may_not_write_a_kind_may_not_mark_it_and_details_are_never_marked(staff: Staff, nurse: TestClient, ours: Records, person_id: str) -> None:
    gp, summary = staff(Role.GP, OURS), ours.add(person_id, people.summary())
    assert "Mark it as entered in error" not in gp.get(address(summary)).text
    assert gp.post(address(summary, "/in-error"), data={"seen_version": "1", "entered_in_error": WHY}).status_code == 403
    details = ours.person(person_id)
    assert nurse.post(address(details, "/in-error"), data={"seen_version": "1", "entered_in_error": WHY}).status_code == 404
    assert not ours.of_person(person_id, TreatmentSummary.KIND)[0].body.entered_in_error


def test_a_link_to_a_marked_assessment_works_no_more(nurse: TestClient, room: Room, ours: Records, person_id: str) -> None:
    waiting = ours.add(person_id, people.assessment(completed_on=None, how=Way.PERSON))
    link = room.links.offer(ours, Actor("0" * 32, Role.CLINICIAN, frozenset({OURS})), waiting.id)
    token = room.links.open(link.token, link.pin, date(1961, 3, 27))
    answering = room.links.answering(token)
    assert answering
    marked(nurse, waiting)
    assert room.links.standing(token) is Standing.OVER
    with pytest.raises(LinkOver):
        room.links.offered(answering)
    assert nurse.post(f"/record/people/{person_id}/assessments/{waiting.id}/link").status_code == 409
