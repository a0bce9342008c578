"""The plan's pages: from an assessment to a plan with services, its rows as they go on, and the letter to a service."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from starlette.testclient import TestClient

from signpost.record.access import Role
from signpost.record.assessment import Assessment, OtherConcern, ScoredConcern
from signpost.record.care_plan import ActionType, CarePlan, PlanRow, RowStatus
from signpost.record.codes import AssessmentOffer, PathwayPoint, PlanStatus
from signpost.record.person import Consent, Person, Purpose, Worker
from signpost.record.records import Records, Stored
from signpost.record.signposts import ServiceCopy
from signpost.services import Referral

if TYPE_CHECKING:
    from tests.web.record.conftest import Staff

OURS = "breast-unit"
DAY = date(2026, 11, 2)
SWELLING = "swelling/aire-swelling-clinic"


@pytest.fixture
def nurse(staff: Staff) -> TestClient:
    return staff(Role.CLINICIAN, OURS)


@pytest.fixture
def person_id(ours: Records) -> str:
    """Somebody in Leeds, with a key worker."""
    worker = Worker(name="Nurse Fictive", phone="0113 496 0202")
    return ours.add_person(Person(surname="Testerly", born=date(1961, 3, 27), postcode="LS1 4AP", key_worker=worker), OURS).id


@pytest.fixture
def assessment(ours: Records, person_id: str) -> Stored[Assessment]:
    concerns = (ScoredConcern(concern="pets", score=3), ScoredConcern(concern="swelling", score=8, own_words="My arm is tight"))
    facts: dict[str, Any] = {"offer": AssessmentOffer.ACCEPTED, "offered_on": DAY, "completed_on": DAY, "point": PathwayPoint.END_OF_TREATMENT}
    return ours.add(person_id, Assessment(concerns=concerns, others=(OtherConcern(category="practical", own_words="Who feeds the hens"),), **facts))


def kept(ours: Records, person_id: str) -> Stored[Any]:
    """The person's one plan."""
    (one,) = ours.of_person(person_id, CarePlan.KIND)
    return one


def planned(ours: Records, person_id: str, *rows: PlanRow) -> Stored[CarePlan]:
    return ours.add(person_id, CarePlan(status=PlanStatus.COMPLETED, planned_on=DAY, point=PathwayPoint.DIAGNOSIS, rows=rows))


def address(one: Stored[Any], rest: str = "") -> str:
    return f"/record/people/{one.person_id}/plans/{one.id}{rest}"


def ticked(page: str) -> list[str]:
    return re.findall(r'name="take" value="([^"]+)" checked', page)


def new(person_id: str) -> str:
    return f"/record/people/{person_id}/plans/new"


@pytest.mark.usefixtures("assessment")
def test_the_suggestion_stands_worst_first_and_ticked(nurse: TestClient, person_id: str) -> None:
    page = nurse.get(new(person_id)).text
    assert re.findall(r'<h2 id="worry-\d">([^<]+?) ?<', page) == ["Swelling", "Pets", "Who feeds the hens"]
    assert ticked(page) == [SWELLING, "pets/", "/0"]
    assert "My arm is tight" in page


def test_two_presses_make_a_plan_of_what_is_ticked(nurse: TestClient, ours: Records, person_id: str, assessment: Stored[Assessment]) -> None:
    page = nurse.get(new(person_id)).text
    answer = nurse.post(new(person_id), data={"assessment_id": assessment.id, "take": ticked(page)})
    plan = kept(ours, person_id)
    assert answer.headers["location"] == address(plan)
    swelling, pets, hens = plan.body.rows
    assert (swelling.service.name, swelling.service.phone, swelling.score, swelling.own_words) == ("Aire Swelling Clinic", "0113 496 0000", 8, "My arm is tight")
    assert (pets.type, pets.action) == (ActionType.INFORMATION, "Ask your nurse.")
    assert hens.other == "Who feeds the hens"
    assert (plan.body.point, plan.body.assessment_id) == (PathwayPoint.END_OF_TREATMENT, assessment.id)
    assert plan.body.contingency.in_hours == "Nurse Fictive, 0113 496 0202"


def test_what_is_not_ticked_is_not_in_the_plan_and_stays_in_sight(nurse: TestClient, ours: Records, person_id: str, assessment: Stored[Assessment]) -> None:
    nurse.post(new(person_id), data={"assessment_id": assessment.id, "take": ["swelling/example-helpline"]})
    plan = kept(ours, person_id)
    assert [row.service.id for row in plan.body.rows] == ["example-helpline"]
    page = nurse.get(address(plan)).text
    assert page.count("Nothing is planned for this yet") == 2


def test_a_service_that_left_the_directory_meanwhile_is_named_and_nothing_ticked_is_lost(nurse: TestClient, ours: Records, person_id: str, assessment: Stored[Assessment]) -> None:
    answer = nurse.post(new(person_id), data={"assessment_id": assessment.id, "take": [SWELLING, "swelling/no-such-service"]})
    assert answer.status_code == 400
    assert "no longer in the directory" in answer.text
    assert ticked(answer.text) == [SWELLING]
    assert ours.of_person(person_id, CarePlan.KIND) == ()


def test_only_concerns_the_place_an_age_and_a_kind_of_cancer_reach_the_search(nurse: TestClient, person_id: str, assessment: Stored[Assessment], current: Any) -> None:
    nurse.post(new(person_id), data={"assessment_id": assessment.id, "take": [SWELLING, "pets/"]})
    for asked, _ in current.directory.assessed:
        assert {one.concern for one in asked.concerns} <= {"swelling", "pets"}
        assert asked.near.name == "LS1 4AP"
        assert (asked.person.age, asked.person.audience) == (65, "patient")
    assert all(request.text is None or request.near is None for request, _ in current.directory.asked)


@pytest.mark.usefixtures("assessment")
def test_without_a_known_postcode_the_page_says_so_shows_what_helps_everywhere_and_still_warns(nurse: TestClient, ours: Records, person_id: str) -> None:
    person = ours.person(person_id)
    ours.save_person(person_id, person.version, person.body.model_copy(update={"postcode": None}))
    told = (ScoredConcern(concern="high-temperature-or-fever"), ScoredConcern(concern="swelling"))
    one = ours.add(person_id, Assessment(offer=AssessmentOffer.ACCEPTED, offered_on=DAY, completed_on=DAY, point=PathwayPoint.DIAGNOSIS, concerns=told))
    page = nurse.get(f"/record/people/{person_id}/plans/from/{one.id}").text
    assert "these help everywhere in the UK" in page
    assert "Aire Swelling Clinic" in page
    assert "Example Helpline" not in page, "nobody says where it helps"
    assert "A high temperature" in page


def test_without_an_assessment_a_plan_can_be_begun_all_the_same(nurse: TestClient, ours: Records, person_id: str) -> None:
    assert "No assessment is completed yet" in nurse.get(new(person_id)).text
    assert nurse.post(new(person_id)).status_code == 400
    nurse.post(new(person_id), data={"point": PathwayPoint.DIAGNOSIS.value})
    assert kept(ours, person_id).body.rows == ()


def test_what_is_urgent_stands_before_the_services_of_its_concern_and_in_the_row_that_is_taken(nurse: TestClient, ours: Records, person_id: str) -> None:
    told = (ScoredConcern(concern="high-temperature-or-fever", score=8), ScoredConcern(concern="swelling", score=2))
    one = ours.add(person_id, Assessment(offer=AssessmentOffer.ACCEPTED, offered_on=DAY, completed_on=DAY, point=PathwayPoint.DIAGNOSIS, concerns=told))
    fever, swelling = nurse.get(f"/record/people/{person_id}/plans/from/{one.id}").text.split('<section class="record-worry"')[1:3]
    assert "<strong>First:</strong> A high temperature." in fever
    assert "First:" not in swelling
    nurse.post(new(person_id), data={"assessment_id": one.id, "take": ["high-temperature-or-fever/example-helpline", SWELLING]})
    actions = [row.action for row in kept(ours, person_id).body.rows]
    assert actions == ["A high temperature: Your 24-hour cancer line now. 999 if you are very ill. Then: Get in touch with Example Helpline", "Get in touch with Aire Swelling Clinic"]
    assert "<strong>First:</strong> A high temperature." in nurse.get(address(kept(ours, person_id))).text


def test_one_press_adds_a_service_beside_a_concern(nurse: TestClient, ours: Records, person_id: str) -> None:
    plan = planned(ours, person_id, PlanRow(number=1, concern="swelling", score=8))
    page = nurse.get(address(plan)).text
    assert f'name="take" value="{SWELLING}"' in page
    answer = nurse.post(address(plan, "/services"), data={"seen_version": "1", "take": SWELLING})
    assert answer.headers["location"] == f"{address(plan)}#row-2"
    added = kept(ours, person_id).body.rows[1]
    assert (added.service.id, added.score) == ("aire-swelling-clinic", 8)


def test_a_press_on_a_page_that_is_out_of_date_adds_nothing_and_shows_the_newer_plan(nurse: TestClient, ours: Records, person_id: str) -> None:
    plan = planned(ours, person_id, PlanRow(number=1, concern="swelling", score=8))
    ours.save(plan.id, 1, plan.body.with_row(PlanRow(number=1, concern="pets", action="Ring the neighbour")))
    answer = nurse.post(address(plan, "/services"), data={"seen_version": "1", "take": SWELLING})
    assert answer.status_code == 409
    assert "Ring the neighbour" in answer.text
    assert len(kept(ours, person_id).body.rows) == 2


def test_a_plan_with_a_concern_that_the_list_has_no_longer_still_opens(nurse: TestClient, ours: Records, person_id: str) -> None:
    plan = planned(ours, person_id, PlanRow(number=1, concern="gone-from-the-list", score=9, own_words="What I said then"), PlanRow(number=2, concern="swelling"))
    page = nurse.get(address(plan))
    assert page.status_code == 200
    assert "What I said then" in page.text
    assert f'name="take" value="{SWELLING}"' in page.text


def test_any_service_can_be_looked_for_by_its_name_and_added_to_a_concern(nurse: TestClient, ours: Records, person_id: str) -> None:
    plan = planned(ours, person_id, PlanRow(number=1, concern="pets", score=4))
    assert f'formaction="{address(plan, "/search")}"' in nurse.get(address(plan)).text
    found = nurse.post(address(plan, "/search"), data={"concern": "pets", "text": "Aire Swelling Clinic"}).text
    value = next(one for one in re.findall(r'name="take" value="([^"]+)"', found))
    assert value == "pets/aire-swelling-clinic"
    assert nurse.post(address(plan, "/services"), data={"seen_version": "1", "take": value}).status_code == 303
    added = kept(ours, person_id).body.rows[1]
    assert (added.concern, added.score, added.service.id) == ("pets", 4, "aire-swelling-clinic")


def test_before_anything_is_typed_a_concern_has_all_its_services(nurse: TestClient, ours: Records, person_id: str) -> None:
    plan = planned(ours, person_id, PlanRow(number=1, concern="swelling"))
    assert f'value="{SWELLING}"' in nurse.post(address(plan, "/search"), data={"concern": "swelling"}).text


def test_a_worry_in_own_words_gets_a_service_that_its_words_find(nurse: TestClient, ours: Records, person_id: str) -> None:
    plan = planned(ours, person_id, PlanRow(number=1, other="My arm is swollen", score=6))
    found = nurse.post(address(plan, "/search"), data={"other": "My arm is swollen", "score": "6"}).text
    assert 'name="take" value="aire-swelling-clinic"' in found
    sent = {"seen_version": "1", "other": "My arm is swollen", "score": "6", "take": "aire-swelling-clinic"}
    assert nurse.post(address(plan, "/services"), data=sent).status_code == 303
    added = kept(ours, person_id).body.rows[1]
    assert (added.concern, added.other, added.score, added.service.id, added.type) == (None, "My arm is swollen", 6, "aire-swelling-clinic", ActionType.SIGNPOST)


def test_words_of_an_emergency_are_answered_before_any_service(nurse: TestClient, ours: Records, person_id: str) -> None:
    plan = planned(ours, person_id, PlanRow(number=1, concern="pets"))
    found = nurse.post(address(plan, "/search"), data={"concern": "pets", "text": "I have a shiver and feel hot"}).text
    assert found.index("urgent-tag") < found.index("<h1>Look for a service")


@pytest.mark.parametrize("sent", [{}, {"concern": "no-such"}, {"other": "x" * 300}])
def test_a_service_is_looked_for_for_something(nurse: TestClient, ours: Records, person_id: str, sent: dict[str, str]) -> None:
    plan = planned(ours, person_id, PlanRow(number=1, concern="pets"))
    answer = nurse.post(address(plan, "/search"), data=sent)
    assert answer.status_code == 400
    assert "Say first which concern" in answer.text


def test_an_action_without_a_service_cannot_be_called_a_signpost_but_leads_to_one(nurse: TestClient, ours: Records, person_id: str) -> None:
    plan = planned(ours, person_id)
    begun = nurse.post(address(plan, "/rows/begin"), data={"concern": "pets"}).text
    assert 'value="signpost"' not in begun
    assert "Look for a service instead" in begun


def test_an_action_of_ones_own_is_begun_at_its_concern_and_saved(nurse: TestClient, ours: Records, person_id: str) -> None:
    plan = planned(ours, person_id, PlanRow(number=1, concern="swelling", score=8))
    begun = nurse.post(address(plan, "/rows/begin"), data={"concern": "swelling", "score": "8"})
    assert 'value="swelling" selected' in begun.text
    row = {"seen_version": "1", "concern": "swelling", "score": "8", "type": "clinical", "action": "Measure the arm", "by_when": "2026-11-30", "goal": "Wear my ring"}
    assert nurse.post(address(plan, "/rows"), data=row).status_code == 303
    added = kept(ours, person_id).body.rows[1]
    assert (added.action, added.by_when, added.goal, added.type) == ("Measure the arm", date(2026, 11, 30), "Wear my ring", ActionType.CLINICAL)


@pytest.mark.parametrize(("sent", "said"), [({"action": "Ring"}, "A row is about one concern"), ({"concern": "pets", "type": "signpost"}, "A signpost needs its service"), ({"concern": "pets", "by_when": "soon"}, "not a day")])
def test_what_is_wrong_in_a_row_is_said_and_nothing_typed_is_lost(nurse: TestClient, ours: Records, person_id: str, sent: dict[str, str], said: str) -> None:
    plan = planned(ours, person_id)
    answer = nurse.post(address(plan, "/rows"), data={"seen_version": "1", "goal": "Sleep through", **sent})
    assert answer.status_code == 400
    assert said in answer.text
    assert "Sleep through" in answer.text
    assert kept(ours, person_id).version == 1


def test_outcome_and_new_score_are_entered_where_the_row_stands(nurse: TestClient, ours: Records, person_id: str) -> None:
    plan = planned(ours, person_id, PlanRow(number=1, concern="swelling", score=8, action="Ring the clinic"))
    sent = {"seen_version": "1", "status": "done", "outcome": "Sleeve fitted", "new_score": "3", "action": "Ring the clinic", "type": "information"}
    assert nurse.post(address(plan, "/rows/1"), data=sent).status_code == 303
    (row,) = kept(ours, person_id).body.rows
    assert (row.status, row.outcome, row.new_score, row.rescored_on, row.score) == (RowStatus.DONE, "Sleeve fitted", 3, DAY, 8)
    page = nurse.get(address(plan)).text
    assert "8 then, 3 now" in page


@pytest.mark.parametrize(("page", "sent"), [("/rows/1", {"status": "done", "type": "information", "new_score": "3", "rescored_on": "2026-11-03"}), ("/around", {"status": "03", "point": "01", "planned_on": "2026-11-03"})])
def test_nothing_of_a_plan_is_done_on_a_day_to_come(nurse: TestClient, ours: Records, person_id: str, page: str, sent: dict[str, str]) -> None:
    plan = planned(ours, person_id, PlanRow(number=1, concern="swelling", score=8))
    answer = nurse.post(address(plan, page), data={"seen_version": "1", **sent})
    assert answer.status_code == 400
    assert "This day is yet to come" in answer.text
    assert kept(ours, person_id).version == 1


def test_two_nurses_on_one_row_see_both_and_the_other_rows_stay_as_they_were_saved(nurse: TestClient, ours: Records, person_id: str) -> None:
    plan = planned(ours, person_id, PlanRow(number=1, concern="swelling", score=8), PlanRow(number=2, concern="pets"))
    ours.save(plan.id, 1, plan.body.with_changes(2, outcome="The neighbour walks him"))
    sent = {"seen_version": "1", "status": "done", "outcome": "Sleeve fitted", "type": "information"}
    answer = nurse.post(address(plan, "/rows/1"), data=sent)
    assert answer.status_code == 409
    assert "The neighbour walks him" in answer.text
    assert "Sleeve fitted" in answer.text
    assert 'name="seen_version" value="2"' in answer.text
    nurse.post(address(plan, "/rows/1"), data={**sent, "seen_version": "2"})
    assert [row.outcome for row in kept(ours, person_id).body.rows] == ["Sleeve fitted", "The neighbour walks him"]


def test_whom_to_ring_is_asked_for_until_it_is_said(nurse: TestClient, ours: Records, person_id: str) -> None:
    plan = planned(ours, person_id, PlanRow(number=1, concern="pets"))
    assert "not yet said whom to ring" in nurse.get(address(plan)).text
    form = nurse.get(address(plan, "/around")).text
    for heading in ("What matters to me", "Strengths", "Who to ring out of hours", "Legal matters and advance decisions", "Consent to copies for", "Plan review date"):
        assert heading in form
    sent = {"seen_version": "1", "status": "03", "planned_on": "2026-11-02", "point": "01", "staff_role": "01", "contingency.in_hours": "Nurse Fictive", "contingency.out_of_hours": "111"}
    assert nurse.post(address(plan, "/around"), data=sent).status_code == 303
    saved = kept(ours, person_id).body
    assert (saved.contingency.out_of_hours, len(saved.rows)) == ("111", 1)
    assert "not yet said whom to ring" not in nurse.get(address(plan)).text


def test_what_was_saved_is_said_once(nurse: TestClient, ours: Records, person_id: str) -> None:
    plan = planned(ours, person_id, PlanRow(number=1, concern="pets"))
    sent = {"seen_version": "1", "status": "open", "action": "Ring the neighbour", "type": "information"}
    assert nurse.post(address(plan, "/rows/1"), data=sent | {"by_when": "soon"}).status_code == 400
    assert ">Saved.<" not in nurse.get(address(plan)).text
    nurse.post(address(plan, "/rows/1"), data=sent)
    assert [">Saved.<" in nurse.get(address(plan)).text for _ in range(2)] == [True, False]


@pytest.fixture
def referral(ours: Records, person_id: str) -> Stored[CarePlan]:
    service = ServiceCopy(id="aire-swelling-clinic", name="Aire Swelling Clinic", referral=(Referral.PROFESSIONAL,), copied_on=DAY)
    return planned(ours, person_id, PlanRow(number=1, concern="swelling", score=8, own_words="Tight", type=ActionType.REFERRAL, service=service))


def test_a_letter_leaves_only_with_consent_and_is_kept_as_it_was(nurse: TestClient, ours: Records, person_id: str, referral: Stored[CarePlan]) -> None:
    where = address(referral, "/rows/1/letter")
    assert where in nurse.get(address(referral)).text
    shown = nurse.get(where).text
    assert "Swelling, scored 8 of 10" in shown
    assert "Ask first, and record the answer" in shown
    assert nurse.post(where).status_code == 400
    given = nurse.post(where, data={"consented": "yes"}).headers["location"]
    letter = nurse.get(given).text
    assert "Swelling, scored 8 of 10" in letter
    assert "Ask first" not in letter
    (copy,) = ours.copies(person_id)
    assert (copy.recipient, copy.how) == ("other", "Referral letter, to Aire Swelling Clinic")


def test_where_consent_is_recorded_the_letter_says_so(nurse: TestClient, ours: Records, person_id: str, referral: Stored[CarePlan]) -> None:
    person = ours.person(person_id)
    ours.save_person(person_id, person.version, person.body.model_copy(update={"consents": (Consent(purpose=Purpose.SERVICE, given_on=DAY),)}))
    where = address(referral, "/rows/1/letter")
    assert "who has agreed to be referred" in nurse.get(where).text
    assert nurse.post(where).status_code == 303


def test_a_plan_is_not_shown_under_another_persons_address(nurse: TestClient, ours: Records, person_id: str) -> None:
    other = ours.add_person(Person(surname="Elsewhere"), OURS).id
    plan = planned(ours, person_id)
    assert nurse.get(f"/record/people/{other}/plans/{plan.id}").status_code == 404


def test_somebody_elses_assessment_makes_no_plan(nurse: TestClient, ours: Records, assessment: Stored[Assessment]) -> None:
    other = ours.add_person(Person(surname="Elsewhere"), OURS).id
    assert nurse.post(new(other), data={"assessment_id": assessment.id, "take": [SWELLING]}).status_code == 404
    assert ours.of_person(other, CarePlan.KIND) == ()


# One plan of one assessment


def test_making_the_plan_twice_leads_to_the_one_that_is_there(nurse: TestClient, ours: Records, person_id: str, assessment: Stored[Assessment]) -> None:
    made = [nurse.post(new(person_id), data={"assessment_id": assessment.id, "take": [SWELLING]}) for _ in range(2)]
    assert [answer.headers["location"] for answer in made] == [address(kept(ours, person_id))] * 2
    for again in (new(person_id), f"/record/people/{person_id}/plans/from/{assessment.id}"):
        assert nurse.get(again).headers["location"] == address(kept(ours, person_id))


def test_the_persons_page_opens_the_plan_that_is_there_instead_of_making_one(nurse: TestClient, ours: Records, person_id: str, assessment: Stored[Assessment]) -> None:
    assert 'plans/new">Make a plan' in nurse.get(f"/record/people/{person_id}").text
    nurse.post(f"/record/people/{person_id}/plans/new", data={"assessment_id": assessment.id})
    (plan,) = ours.of_person(person_id, CarePlan.KIND)
    page = nurse.get(f"/record/people/{person_id}").text
    assert f'documents/{plan.id}">Open the plan' in page
    assert "Make a plan" not in page


def test_what_was_ticked_beside_the_plan_that_is_there_is_told_and_can_be_added(nurse: TestClient, ours: Records, person_id: str, assessment: Stored[Assessment]) -> None:
    nurse.post(new(person_id), data={"assessment_id": assessment.id, "take": [SWELLING]})
    answer = nurse.post(new(person_id), data={"assessment_id": assessment.id, "take": [SWELLING, "pets/"]})
    assert (answer.status_code, len(kept(ours, person_id).body.rows)) == (409, 1)
    assert "There is a plan from this assessment already" in answer.text
    assert 'value="pets/"' in answer.text


def test_after_a_plan_is_closed_its_assessment_may_have_another(nurse: TestClient, ours: Records, person_id: str, assessment: Stored[Assessment]) -> None:
    nurse.post(new(person_id), data={"assessment_id": assessment.id, "take": [SWELLING]})
    closed = kept(ours, person_id)
    ours.save(closed.id, 1, closed.body.model_copy(update={"closed_on": DAY}))
    assert ticked(nurse.get(new(person_id)).text)
    nurse.post(new(person_id), data={"assessment_id": assessment.id, "take": [SWELLING]})
    assert len(ours.of_person(person_id, CarePlan.KIND)) == 2
