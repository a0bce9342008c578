"""Treatment summary, cancer care review, events and follow-up: what is filled in already, what is saved, what stands beside."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest
from icalendar import Calendar
from starlette.testclient import TestClient

from signpost.places import Nation
from signpost.record.access import Role
from signpost.record.cancer_care_review import Became, CareReview, DatedPlan, Invitation, prefilled
from signpost.record.care_plan import CarePlan, Contingency, RowStatus
from signpost.record.documents import Document
from signpost.record.events import Answer, EventInvitation
from signpost.record.follow_up import FollowUp, Pathway, PlannedKind
from signpost.record.person import Person
from signpost.record.records import Records, Stored
from signpost.record.treatment_summary import TreatmentPhase, TreatmentSummary
from tests.record import people
from tests.web.record.conftest import OURS, Staff
from tests.web.record.shown_form import fields_of

DAY = date(2026, 11, 2)  # the clock of these tests
SUMMARY = {
    "written_on": "2026-11-02",
    "phase": "surgery",
    "phase_ended_on": "2026-10-01",
    "diagnosis": "Breast cancer",
    "diagnosed_on": "2026-06-01",
    "effects.0.what": "A swollen arm",
    "effects.0.concerns": "Lymphoedema",
    "alerts.0.what": "Fever",
    "alerts.0.concerns": "High temperature or fever",
    "in_hours.who": "Breast nurses",
    "in_hours.phone": "0113 496 0303",
}


@pytest.fixture
def nurse(staff: Staff) -> TestClient:
    return staff(Role.CLINICIAN, OURS)


@pytest.fixture
def gp(staff: Staff) -> TestClient:
    return staff(Role.GP, OURS)


@pytest.fixture
def person_id(ours: Records) -> str:
    return ours.add_person(Person(surname="Testerly", born=date(1961, 3, 27), postcode="LS1 4AP", diagnosis="Breast cancer"), OURS).id


def only(ours: Records, person_id: str, kind: type[Document]) -> Stored[Any]:
    """The person's one document of a kind."""
    (one,) = ours.of_person(person_id, kind.KIND)
    return one


def home(person_id: str, rest: str) -> str:
    return f"/record/people/{person_id}/{rest}"


# Summary


def test_a_summary_begins_with_the_diagnosis_and_asks_every_heading(nurse: TestClient, person_id: str) -> None:
    page = nurse.get(home(person_id, "summaries/new")).text
    assert 'value="Breast cancer"' in page
    for heading in ("T (tumour)", "Treatment aim", "DS1500 or SR1 application completed", "Prescription charge exemption arranged", "Required GP actions beyond the cancer care review", "Codes, for GP use only"):
        assert heading in page


def test_services_stand_beside_late_effects_and_alert_symptoms(nurse: TestClient, ours: Records, person_id: str) -> None:
    plan = ours.add(person_id, people.plan())
    assert nurse.post(home(person_id, "summaries/new"), data=SUMMARY).status_code == 303
    one = only(ours, person_id, TreatmentSummary)
    assert one.body.concerns == ("swelling", "high-temperature-or-fever")
    page = nurse.get(home(person_id, f"summaries/{one.id}")).text
    assert 'value="Swelling"' in page
    assert "A high temperature" in page
    assert 'name="take" value="swelling/aire-swelling-clinic"' in page
    assert 'form="written" name="take"' in page
    taken = nurse.post(home(person_id, f"summaries/{one.id}"), data=SUMMARY | {"seen_version": "1", "diagnosis": "Cancer of the left breast", "take": "swelling/aire-swelling-clinic"})
    assert taken.status_code == 303
    assert taken.headers["location"].startswith(home(person_id, f"plans/{plan.id}"))
    assert only(ours, person_id, CarePlan).body.rows[0].service.name == "Aire Swelling Clinic"
    assert only(ours, person_id, TreatmentSummary).body.diagnosis == "Cancer of the left breast"


def test_a_service_is_not_taken_from_a_summary_that_cannot_be_saved(nurse: TestClient, ours: Records, person_id: str) -> None:
    ours.add(person_id, people.plan())
    nurse.post(home(person_id, "summaries/new"), data=SUMMARY)
    one = only(ours, person_id, TreatmentSummary)
    answer = nurse.post(home(person_id, f"summaries/{one.id}"), data=SUMMARY | {"seen_version": "1", "effects.0.concerns": "swolling", "take": "swelling/aire-swelling-clinic"})
    assert answer.status_code == 400
    assert 'value="swolling"' in answer.text
    assert only(ours, person_id, CarePlan).body.rows == ()


def test_a_word_that_is_no_concern_is_told_beside_it_and_nothing_typed_is_lost(nurse: TestClient, ours: Records, person_id: str) -> None:
    answer = nurse.post(home(person_id, "summaries/new"), data=SUMMARY | {"effects.0.concerns": "swolling"})
    assert answer.status_code == 400
    assert 'id="fault-effects.0.concerns"' in answer.text
    assert 'value="swolling"' in answer.text
    assert 'value="A swollen arm"' in answer.text
    assert ours.of_person(person_id) == ()


def test_a_summary_cannot_be_sent_without_somebody_to_ring(nurse: TestClient, person_id: str) -> None:
    unreachable = {name: text for name, text in SUMMARY.items() if not name.startswith("in_hours")}
    answer = nurse.post(home(person_id, "summaries/new"), data=unreachable | {"sent_on": "2026-11-02"})
    assert answer.status_code == 400
    assert "Nobody is named to contact" in answer.text


def test_the_next_phase_takes_over_what_stays_true_and_wants_a_summary_in_time(nurse: TestClient, ours: Records, person_id: str) -> None:
    nurse.post(home(person_id, "summaries/new"), data=SUMMARY)
    nurse.post(home(person_id, "follow-up"), data={"seen_version": "1", "phases.0.phase": "radiotherapy", "phases.0.ended_on": "2026-10-20"})
    page = nurse.get(home(person_id, "summaries/new")).text
    assert 'value="0113 496 0303"' in page
    assert 'value="A swollen arm"' not in page
    assert 'value="radiotherapy" selected' in page
    assert re.search(r'name="due_by"[^>]*value="2026-12-01"', page)


def test_a_practice_reads_the_summary_and_cannot_change_it(gp: TestClient, nurse: TestClient, ours: Records, person_id: str) -> None:
    nurse.post(home(person_id, "summaries/new"), data=SUMMARY)
    where = home(person_id, f"summaries/{only(ours, person_id, TreatmentSummary).id}")
    page = gp.get(where).text
    assert "A swollen arm" in page
    assert "<textarea" not in page
    assert gp.post(where, data={"seen_version": "1"}).status_code == 403


def test_two_at_one_summary_see_both(nurse: TestClient, ours: Records, person_id: str) -> None:
    nurse.post(home(person_id, "summaries/new"), data=SUMMARY)
    one = only(ours, person_id, TreatmentSummary)
    where = home(person_id, f"summaries/{one.id}")
    nurse.post(where, data=SUMMARY | {"seen_version": "1", "lifestyle": "Swims"})
    answer = nurse.post(where, data=SUMMARY | {"seen_version": "1", "organ": "Left breast"})
    assert answer.status_code == 409
    assert "Swims" in answer.text
    assert 'value="Left breast"' in answer.text
    assert only(ours, person_id, TreatmentSummary).version == 2
    assert re.search(r'name="lifestyle"[^>]*>Swims<', answer.text), "theirs stands where nothing was changed here"
    assert nurse.post(where, data=SUMMARY | {"seen_version": "2", "organ": "Left breast"}).status_code == 303


def test_what_one_has_changed_and_what_another_has_are_both_in_the_form(nurse: TestClient, ours: Records, person_id: str) -> None:
    shown = SUMMARY | {"effects.0.concerns": "Swelling"}  # as the page writes it
    nurse.post(home(person_id, "summaries/new"), data=shown | {"lifestyle": "Swims"})
    where = home(person_id, f"summaries/{only(ours, person_id, TreatmentSummary).id}")
    nurse.post(where, data=shown | {"seen_version": "1", "lifestyle": "Swims", "organ": "Left breast", "effects.1.what": "Tired"})
    answer = nurse.post(where, data=shown | {"seen_version": "1", "lifestyle": "Walks", "organ": "Right breast", "alerts.0.what": "Shivers"}).text
    assert re.search(r'name="lifestyle"[^>]*>Walks<', answer), "changed here alone"
    assert 'value="Right breast"' in answer, "changed by both: what was typed stays"
    assert 'value="Tired"' in answer, "changed by the other alone"
    assert 'value="Shivers"' in answer


def test_a_second_press_is_not_a_second_document(nurse: TestClient, ours: Records, person_id: str) -> None:
    event = {"event": "Moving on", "starts_at": "2026-07-01T18:30", "invited_on": "2026-06-02"}
    pressed = [nurse.post(home(person_id, "events/new"), data=event).headers["location"] for _ in range(2)]
    assert len(set(pressed)) == 1
    nurse.post(home(person_id, "events/new"), data=event | {"event": "Look good"})
    assert len(ours.of_person(person_id, EventInvitation.KIND)) == 2


# Review


@pytest.fixture
def plan(ours: Records, person_id: str) -> Stored[CarePlan]:
    ours.add(person_id, people.summary(sent_on=date(2026, 9, 30)))
    return ours.add(person_id, people.plan(people.row(1), people.row(2, concern="pets", service=people.service("example-helpline", name="Example Helpline"))))


def review(plan: Stored[CarePlan], **said: str) -> dict[str, str]:
    """As the form of a new review is sent."""
    of_first = f"signpost.{plan.id}.1"
    begun = {"stage": "review", "invitation": "done", "reviewed_on": "2026-11-02", f"{of_first}.became": "did-not-help", f"{of_first}.score_now": "6", f"{of_first}.note": "Too far"}
    return begun | {f"signpost.{plan.id}.2.became": "helped"} | said


def test_a_review_begins_with_every_earlier_signpost_and_what_the_summary_says(gp: TestClient, person_id: str, plan: Stored[CarePlan]) -> None:
    page = gp.get(home(person_id, "reviews/new")).text
    assert "Swelling: Aire Swelling Clinic" in page
    assert "Pets: Example Helpline" in page
    assert "scored 8 then" in page
    assert "Lumpectomy" in page
    assert f'name="signpost.{plan.id}.1.became"' in page


def test_what_became_of_each_signpost_is_saved_and_read_again(gp: TestClient, ours: Records, person_id: str, plan: Stored[CarePlan]) -> None:
    answer = gp.post(home(person_id, "reviews/new"), data=review(plan, mood="Low at night"))
    one = only(ours, person_id, CareReview)
    assert answer.headers["location"] == home(person_id, f"documents/{one.id}")
    first, second = one.body.signposts
    assert (first.became, first.score_before, first.score_now, first.note) == (Became.DID_NOT_HELP, 8, 6, "Too far")
    assert second.became is Became.HELPED
    assert (one.body.mood, one.body.invitation, one.body.stage) == ("Low at night", Invitation.DONE, "review")
    read = gp.get(answer.headers["location"]).text
    assert "Used it, and it did not help" in read
    planned = gp.get(home(person_id, f"plans/{plan.id}")).text
    assert "used it, and it did not help. Too far · score then 6" in planned, "whoever made the plan reads it there"
    assert "Too far" in read


def test_where_a_signpost_did_not_help_other_services_stand_beside(gp: TestClient, ours: Records, person_id: str, plan: Stored[CarePlan]) -> None:
    gp.post(home(person_id, "reviews/new"), data=review(plan))
    page = gp.get(home(person_id, f"reviews/{only(ours, person_id, CareReview).id}")).text
    beside = page.partition("What else could help")[2]
    assert "Example Helpline" in beside
    assert "Pets" not in re.findall(r"<h3>([^<]+)</h3>", beside)


def test_one_press_puts_what_the_review_heard_into_the_plan_and_nothing_does_it_silently(nurse: TestClient, gp: TestClient, ours: Records, person_id: str, plan: Stored[CarePlan]) -> None:
    gp.post(home(person_id, "reviews/new"), data=review(plan))
    rows, where = only(ours, person_id, CarePlan).body.rows, home(person_id, f"plans/{plan.id}")
    assert rows == plan.body.rows
    assert "Put this into the plan as “Done”, with the new score 6" in nurse.get(where).text
    sent = {"seen_version": "1", "heard": "2026-11-02/did-not-help/6"}
    assert nurse.post(f"{where}/rows/1/heard", data=sent | {"heard": "2026-11-02/helped/6"}).status_code == 409
    assert nurse.post(f"{where}/rows/1/heard", data=sent).headers["location"] == f"{where}#row-1"
    row, other = only(ours, person_id, CarePlan).body.rows
    assert (row.status, row.new_score, row.rescored_on, row.outcome) == (RowStatus.DONE, 6, DAY, "At the review of 2 November 2026: used it, and it did not help. Too far")
    assert other == rows[1]
    assert nurse.post(f"{where}/rows/1/heard", data=sent | {"seen_version": "2"}).status_code == 409
    assert nurse.post(f"{where}/rows/2/heard", data=sent | {"heard": "2026-11-02/helped/"}).status_code == 409, "a page that is out of date"


def test_a_review_that_is_opened_and_saved_says_nothing_was_done_until_somebody_says_so(gp: TestClient, ours: Records, person_id: str, plan: Stored[CarePlan]) -> None:
    gp.post(home(person_id, "follow-up"), data={"diagnosed_on": "2026-06-01"})
    where = home(person_id, "reviews/new")
    opened = fields_of(gp.get(where).text)
    assert all(opened[name] == [""] for name in ("invitation", "reviewed_on", "reviewer", "summary_received", "plan_seen"))
    answer = gp.post(where, data=opened)
    assert answer.status_code == 400
    assert "Choose how far the review got" in answer.text
    assert ours.of_person(person_id, CareReview.KIND) == ()
    answer = gp.post(where, data={**opened, "invitation": "done"})
    assert (answer.status_code, "Write the day on which the review was held" in answer.text) == (400, True)
    for sent, settled in (({"invitation": "invited"}, None), ({"invitation": "done", "reviewed_on": "2026-11-01"}, date(2026, 11, 1))):
        gp.post(where, data={**opened, **sent})
        planned = only(ours, person_id, FollowUp).body.planned
        assert [one.done_on for one in planned if one.rule == opened["stage"][0]] == [settled]
    assert {one.body.reviewer for one in ours.of_person(person_id, CareReview.KIND) if isinstance(one.body, CareReview)} == {None, "Sam GP practice"}


def test_a_review_to_which_they_were_invited_takes_in_what_was_planned_since(gp: TestClient, ours: Records, person_id: str, plan: Stored[CarePlan]) -> None:
    gp.post(home(person_id, "reviews/new"), data=review(plan, invitation="invited", reviewed_on=""))
    ours.save(plan.id, 1, plan.body.with_row(people.row(1, concern="pain-or-discomfort")))
    one = only(ours, person_id, CareReview)
    where = home(person_id, f"reviews/{one.id}")
    assert "Pain or discomfort: Aire Swelling Clinic" in gp.get(where).text
    gp.post(where, data={"seen_version": "1", "invitation": "done", "reviewed_on": "2026-11-02", f"signpost.{plan.id}.3.became": "helped"})
    assert [each.became for each in only(ours, person_id, CareReview).body.signposts][2] is Became.HELPED
    ours.save(plan.id, 2, plan.body)
    assert len(only(ours, person_id, CareReview).body.signposts) == 3


def test_what_is_wrong_in_a_signpost_and_in_the_review_is_told_together(gp: TestClient, person_id: str, plan: Stored[CarePlan]) -> None:
    answer = gp.post(home(person_id, "reviews/new"), data=review(plan, reviewed_on="soon", **{f"signpost.{plan.id}.1.score_now": "11"}))
    assert answer.status_code == 400
    assert f'id="fault-signpost.{plan.id}.1.score_now"' in answer.text
    assert 'id="fault-reviewed_on"' in answer.text
    assert "Too far" in answer.text


def test_the_stages_of_a_review_come_from_the_policy(gp: TestClient, ours: Records, person_id: str) -> None:
    page = gp.get(home(person_id, "reviews/new")).text
    offered = re.findall(r'<option value="([a-z-]+)"', page.partition('name="stage"')[2].partition("</select>")[0]) or re.findall(r'name="stage" value="([^"]+)"', page)
    assert "review" in offered
    gp.post(home(person_id, "reviews/new"), data={"stage": "no-such-rule", "invitation": "invited"})
    assert only(ours, person_id, CareReview).body.stage in offered


# Events


def test_one_press_invites_to_a_date_of_the_directory(nurse: TestClient, ours: Records, person_id: str) -> None:
    page = nurse.get(home(person_id, "events/new")).text
    assert "14 January 2027, 10:00" in page
    assert "3.4 miles away" in page
    answer = nurse.post(home(person_id, "events/new"), data={"date": "aire-swelling-clinic/2027-01-14T10:00"})
    one = only(ours, person_id, EventInvitation)
    assert answer.headers["location"] == home(person_id, f"events/{one.id}")
    assert (one.body.event, one.body.answer, one.body.invited_on) == ("Aire Swelling Clinic", Answer.INVITED, DAY)


def test_a_date_that_is_no_longer_there_is_told(nurse: TestClient, ours: Records, person_id: str) -> None:
    for gone in ("aire-swelling-clinic/2027-01-15T10:00", "no-such-service/2027-01-14T10:00", "x"):
        answer = nurse.post(home(person_id, "events/new"), data={"date": gone})
        assert answer.status_code == 400
        assert "no longer in the directory" in answer.text
    assert ours.of_person(person_id) == ()


def test_an_event_of_ones_own_is_in_uk_time(nurse: TestClient, ours: Records, person_id: str) -> None:
    sent = {"event": "Moving on day", "starts_at": "2027-06-14T10:00", "invited_on": "2026-11-02", "topics": ["nutrition", "work"]}
    assert nurse.post(home(person_id, "events/new"), data=sent).status_code == 303
    one = only(ours, person_id, EventInvitation)
    assert one.body.starts_at.isoformat() in ("2027-06-14T10:00:00+01:00", "2027-06-14T09:00:00+00:00", "2027-06-14T09:00:00Z")
    assert "14 June 2027, 10:00" in nurse.get(home(person_id, f"events/{one.id}")).text
    wrong = nurse.post(home(person_id, "events/new"), data={**sent, "starts_at": "tomorrow"})
    assert wrong.status_code == 400
    assert 'id="fault-starts_at"' in wrong.text


def test_the_answer_is_kept_with_its_day(nurse: TestClient, ours: Records, person_id: str) -> None:
    one = ours.add(person_id, people.event())
    assert nurse.post(home(person_id, f"events/{one.id}"), data={"seen_version": "1", "answer": "booked", "carer_comes": "yes"}).status_code == 303
    body = only(ours, person_id, EventInvitation).body
    assert (body.answer, body.answered_on, body.carer_comes, body.event) == (Answer.BOOKED, DAY, True, "Moving on day")


def test_the_calendar_file_has_the_event_and_nobody_s_name(nurse: TestClient, ours: Records, person_id: str) -> None:
    one = ours.add(person_id, people.event(place="Aire House", postcode="LS14 6UH"))
    answer = nurse.get(home(person_id, f"events/{one.id}/calendar.ics"))
    (event,) = Calendar.from_ical(answer.content).walk("VEVENT")
    assert (event["summary"], event["location"]) == ("Moving on day", "Aire House, LS14 6UH")
    assert event.decoded("dtstart").isoformat() == "2027-01-14T10:00:00+00:00"
    assert b"Testerly" not in answer.content


# Follow-up


def test_milestones_bring_what_the_policy_asks_for(nurse: TestClient, ours: Records, person_id: str) -> None:
    sent = {"diagnosed_on": "2026-10-01", "phases.0.phase": "surgery", "phases.0.started_on": "2026-10-10", "phases.0.ended_on": "2026-10-20", "pathway": "shared-care"}
    assert nurse.post(home(person_id, "follow-up"), data=sent).status_code == 303
    body = only(ours, person_id, FollowUp).body
    assert (body.pathway, body.nation) == (Pathway.SHARED, Nation.ENGLAND)
    assert {one.kind for one in body.planned} == set(PlannedKind)
    page = nurse.get(home(person_id, "follow-up")).text
    assert "Treatment summary: Surgery" in page
    assert "by 1 December 2026" in page


def test_the_nation_whose_rules_apply_follows_the_postcode_until_somebody_chooses_one(nurse: TestClient, ours: Records, person_id: str) -> None:
    nurse.post(home(person_id, "follow-up"), data={"seen_version": 0, "diagnosed_on": "2026-06-01"})
    assert only(ours, person_id, FollowUp).body.nation is Nation.ENGLAND
    nurse.post(home(person_id, "details"), data={"seen_version": 1, "surname": "Testerly", "postcode": "BT1 5GS"})
    moved = only(ours, person_id, FollowUp)
    assert moved.body.nation is Nation.NORTHERN_IRELAND
    nurse.post(home(person_id, "follow-up"), data={"seen_version": moved.version, "diagnosed_on": "2026-06-01", "other_nation": "england"})
    assert only(ours, person_id, FollowUp).body.nation is Nation.ENGLAND
    assert "support-discussion" in nurse.get(home(person_id, "reviews/new")).text


def test_a_summary_begins_with_the_phase_that_none_tells_of_though_another_of_its_kind_does(nurse: TestClient, ours: Records, person_id: str) -> None:
    ended = [("surgery", "2026-01-10"), ("sact", "2026-05-10"), ("radiotherapy", "2026-08-10"), ("surgery", "2026-10-20")]
    phases = {f"phases.{row}.{name}": said for row, phase in enumerate(ended) for name, said in zip(("phase", "ended_on"), phase, strict=True)}
    nurse.post(home(person_id, "follow-up"), data={"seen_version": 0, "diagnosed_on": "2025-12-01", **phases})
    ours.add(person_id, people.summary(phase=TreatmentPhase.SURGERY, written_on=date(2026, 1, 20)))
    offered = []
    for phase, written_on in ((TreatmentPhase.SURGERY, date(2026, 10, 25)), (TreatmentPhase.RADIOTHERAPY, date(2026, 8, 20)), (TreatmentPhase.SACT, date(2026, 5, 20))):
        page = nurse.get(home(person_id, "summaries/new")).text
        offered += re.findall(r'name="phase_ended_on".*? value="([\d-]+)"', page)
        ours.add(person_id, people.summary(phase=phase, written_on=written_on))
    assert offered == ["2026-10-20", "2026-08-10", "2026-05-10"]


def test_what_this_person_needs_beside_the_policy_stays_planned(nurse: TestClient, ours: Records, person_id: str) -> None:
    own = {"own.0.kind": "review", "own.0.what": "Ring after the holiday", "own.0.due_by": "2026-12-01"}
    nurse.post(home(person_id, "follow-up"), data={"diagnosed_on": "2026-10-01", **own})
    one = only(ours, person_id, FollowUp)
    assert "Ring after the holiday" in {each.what for each in one.body.planned}
    assert 'value="Ring after the holiday"' in nurse.get(home(person_id, "follow-up")).text
    nurse.post(home(person_id, "follow-up"), data={"seen_version": str(one.version), "diagnosed_on": "2026-10-01", **own, "own.0.done_on": "2026-11-01"})
    done = {each.what: each.done_on for each in only(ours, person_id, FollowUp).body.planned}
    assert done["Ring after the holiday"] == date(2026, 11, 1)


def test_what_is_due_leads_to_where_it_is_written_for_whoever_may_write_it(nurse: TestClient, gp: TestClient, person_id: str) -> None:
    nurse.post(home(person_id, "follow-up"), data={"diagnosed_on": "2026-10-01"})
    for_the_nurse, for_the_practice = (re.findall(r'<ul class="record-due">.*', one.get(f"/record/people/{person_id}").text)[0] for one in (nurse, gp))
    assert home(person_id, "assessments/link") in for_the_nurse
    assert home(person_id, "reviews/new") in for_the_practice
    assert home(person_id, "assessments/link") not in for_the_practice


def test_what_is_wrong_in_the_follow_up_is_told_beside_it(nurse: TestClient, person_id: str) -> None:
    answer = nurse.post(home(person_id, "follow-up"), data={"phases.0.ended_on": "2026-10-20", "reasons": "Lives alone"})
    assert answer.status_code == 400
    assert 'id="fault-phases.0.phase"' in answer.text
    assert "Lives alone" in answer.text


@pytest.mark.parametrize(("body", "where"), [(people.summary(), "summaries"), (CareReview(stage="review"), "reviews"), (people.event(), "events"), (people.plan(), "plans")])
def test_a_document_is_not_shown_under_another_persons_address(nurse: TestClient, ours: Records, person_id: str, body: Document, where: str) -> None:
    other = ours.add_person(Person(surname="Elsewhere"), OURS).id
    one = ours.add(person_id, body)
    assert nurse.get(home(other, f"{where}/{one.id}")).status_code == 404
    assert nurse.get(home(person_id, f"{where}/{one.id}")).status_code == 200


def test_who_needs_large_print_is_offered_it_first(nurse: TestClient, ours: Records) -> None:
    person = ours.add_person(people.person(number="999 000 0026"), OURS)
    plan = ours.add(person.id, people.plan(people.row()))
    assert '<option value="large" selected>' in nurse.get(f"/record/people/{person.id}/documents/{plan.id}").text


def test_a_document_is_read_in_words_and_its_ids_are_for_the_notes_alone(nurse: TestClient, ours: Records, person_id: str) -> None:
    review = ours.add(person_id, CareReview(stage="review", signposts=prefilled("review", None, (), [DatedPlan("f" * 32, people.plan(people.row()))]).signposts))
    page = nurse.get(f"/record/people/{person_id}/documents/{review.id}").text
    assert "<dd>Cancer care review</dd>" in page
    assert "You can get in touch yourself" in page
    assert "f" * 32 not in page
    copy = nurse.post(f"/record/people/{person_id}/documents/{review.id}/copies", data={"recipient": "notes", "how.notes": "Put in the notes"}).headers["location"]
    assert "aire-swelling-clinic" in nurse.get(copy).text


def test_the_practices_copy_tells_in_one_line_what_was_left_open(nurse: TestClient, ours: Records, person_id: str) -> None:
    plan = ours.add(person_id, people.plan(people.row()))
    asked = {"recipient": "gp", "how.gp": "By post", "consented": "yes"}
    copy = nurse.get(nurse.post(f"/record/people/{person_id}/documents/{plan.id}/copies", data=asked).headers["location"]).text
    assert "<strong>Not recorded:</strong> Other concern; What the person said; What matters about it; Goal" in copy
    assert "About me (What matters to me" in copy


def test_the_persons_copy_of_an_assessment_speaks_to_them(nurse: TestClient, ours: Records, person_id: str) -> None:
    told = ours.add(person_id, people.assessment(("swelling", 8)))
    copy = nurse.get(nurse.post(f"/record/people/{person_id}/documents/{told.id}/copies", data={"recipient": "person", "how.person": "Handed over"}).headers["location"]).text
    assert "What worries you" in copy
    assert "Staff role" not in copy


def test_the_summary_of_what_is_wrong_names_the_field(nurse: TestClient, person_id: str) -> None:
    answer = nurse.post(f"/record/people/{person_id}/assessments/link", data={"offered_on": "2026-11-02"})
    assert '<a href="#field-point">Point of pathway: Fill this in.</a>' in answer.text


def test_the_persons_copy_of_a_plan_begins_with_whom_to_ring_and_tells_how_to_reach_each_service(nurse: TestClient, ours: Records, person_id: str) -> None:
    about = people.plan(people.row(goal="Wear my ring"), contingency=Contingency(in_hours="Nurse Fictive", out_of_hours="111"), strengths="Stubborn")
    one = ours.add(person_id, about)
    copies = {}
    for recipient in ("person", "notes"):
        given = nurse.post(home(person_id, f"documents/{one.id}/copies"), data={"recipient": recipient, f"how.{recipient}": "Handed over"}).headers["location"]
        copies[recipient] = nurse.get(given).text
    person = copies["person"]
    assert person.index("Whom to ring") < person.index("What we will do") < person.index("0113 496 0000")
    for said in ("Swelling", "Wear my ring", "Stubborn", "111"):
        assert said in person
        assert said in copies["notes"]
    assert "Legal matters and advance decisions" in copies["notes"]




def test_a_service_that_helps_with_two_worries_is_told_whole_once_in_the_persons_copy(nurse: TestClient, ours: Records, person_id: str) -> None:
    one = ours.add(person_id, people.plan(people.row(), people.row(2, concern="worry-fear-or-anxiety")))
    copy = nurse.get(nurse.post(home(person_id, f"documents/{one.id}/copies"), data={"recipient": "person", "how.person": "Handed over"}).headers["location"]).text
    assert copy.count("You can get in touch yourself") == 1
    assert copy.count("0113 496 0000") == 2
    assert copy.index("You can get in touch yourself") < copy.index(", as above: telephone")


# Days


@pytest.mark.parametrize(
    ("rest", "sent"),
    [
        ("summaries/new", SUMMARY | {"written_on": "2026-11-03"}),
        ("reviews/new", {"stage": "review", "invitation": "done", "reviewed_on": "2026-11-03"}),
        ("events/new", {"event": "Moving on", "starts_at": "2027-01-14T10:00", "invited_on": "2026-11-03"}),
        ("follow-up", {"chosen_on": "2026-11-03"}),
        ("follow-up", {"own.0.kind": "review", "own.0.what": "A check", "own.0.due_by": "2026-11-02", "own.0.done_on": "2026-11-03"}),
        ("assessments/new", {"offer": "02", "offered_on": "2026-11-03", "point": "01"}),
        ("assessments/link", {"offered_on": "2026-11-03", "point": "01"}),
    ],
)
def test_no_form_takes_a_day_to_come_for_what_is_done(nurse: TestClient, ours: Records, person_id: str, rest: str, sent: dict[str, str]) -> None:
    answer = nurse.post(home(person_id, rest), data=sent)
    assert answer.status_code == 400
    assert "This day is yet to come. Check the day and the year." in answer.text
    assert ours.of_person(person_id) == ()
