"""What is due when, and when it counts as done."""

from __future__ import annotations

from datetime import date, timedelta

from signpost.places import Nation
from signpost.record.cancer_care_review import CareReview, Invitation
from signpost.record.care_plan import RowStatus
from signpost.record.codes import AssessmentOffer, PathwayPoint
from signpost.record.documents import Document
from signpost.record.dues import Due, dues, refreshed
from signpost.record.follow_up import FollowUp, Phase, Planned, PlannedKind, Turn
from signpost.record.policies import Policies
from signpost.record.treatment_summary import TreatmentPhase
from tests.record.people import DIAGNOSED, FULL, TODAY, Kept, assessment, follow_up, person, plan, row, summary

SURGERY = Phase(phase=TreatmentPhase.SURGERY, started_on=date(2026, 8, 20), ended_on=date(2026, 9, 1))


def planned(made: FollowUp) -> dict[str, tuple[date, date | None]]:
    return {one.rule: (one.due_by, one.done_on) for one in made.planned}


def test_the_end_of_a_phase_asks_for_a_summary_and_an_assessment(policies: Policies) -> None:
    made = planned(refreshed(follow_up(phases=(SURGERY,)), [], policies, TODAY))
    assert made["summary-surgery-20260901"] == (date(2026, 10, 13), None)
    assert made["after-treatment-20260901"] == (date(2026, 10, 13), None)


def test_each_phase_wants_a_summary_of_its_own(policies: Policies) -> None:
    radiotherapy = Phase(phase=TreatmentPhase.RADIOTHERAPY, ended_on=date(2026, 10, 20))
    sent = summary(sent_on=date(2026, 9, 30))
    made = planned(refreshed(follow_up(phases=(SURGERY, radiotherapy)), [sent], policies, TODAY))
    assert made["summary-surgery-20260901"][1] == date(2026, 9, 30)
    assert made["summary-radiotherapy-20261020"][1] is None


def test_a_phase_that_goes_on_asks_for_nothing_yet(policies: Policies) -> None:
    going_on = Phase(phase=TreatmentPhase.SACT, started_on=date(2026, 8, 20))
    assert not [rule for rule in planned(refreshed(follow_up(phases=(going_on,)), [], policies, TODAY)) if rule.startswith(("summary", "after"))]


def test_an_assessment_counts_for_its_point_once_it_is_completed_or_answered(policies: Policies) -> None:
    for done, counts in (
        (assessment(), date(2026, 6, 12)),
        (assessment(offer=AssessmentOffer.DECLINED, completed_on=None), date(2026, 6, 10)),
        (assessment(completed_on=None), None),
        (assessment(offer=AssessmentOffer.UNDECIDED, completed_on=None), None),
        (assessment(point=PathwayPoint.DURING_TREATMENT), None),
        (assessment(offered_on=date(2026, 1, 1), completed_on=date(2026, 1, 1)), None),
    ):
        assert planned(refreshed(follow_up(), [done], policies, TODAY))["at-diagnosis-20260601"][1] == counts


def test_a_recurrence_asks_for_an_assessment_at_that_point(policies: Policies) -> None:
    turn = Turn(point=PathwayPoint.RECURRENCE, on=date(2026, 10, 1))
    made = refreshed(follow_up(turns=(turn,)), [], policies, TODAY)
    assert [(one.what, one.due_by) for one in made.planned if one.rule == "when-things-change-20261001"] == [("Holistic needs assessment: Diagnosis of recurrence", date(2026, 11, 1))]


def test_a_review_is_done_when_it_was_held_declined_or_unsuitable(policies: Policies) -> None:
    for review, done in (
        (CareReview(stage="review", invitation=Invitation.DONE, reviewed_on=TODAY), TODAY),
        (CareReview(stage="review", invitation=Invitation.DECLINED), date(2027, 6, 1)),
        (CareReview(stage="review"), None),
        (CareReview(stage="support-discussion", invitation=Invitation.DONE, reviewed_on=TODAY), None),
    ):
        assert planned(refreshed(follow_up(), [review], policies, TODAY))["review"] == (date(2027, 6, 1), done)


def test_what_began_years_ago_is_not_asked_for_now(policies: Policies) -> None:
    assert refreshed(follow_up(diagnosed_on=date(2016, 1, 1)), [], policies, TODAY).planned == ()


def test_what_was_done_and_what_is_own_stays_and_what_a_correction_takes_away_goes(policies: Policies) -> None:
    first = refreshed(follow_up(), [assessment()], policies, TODAY)
    own = Planned(kind=PlannedKind.ASSESSMENT, rule="own-1", what="Ring about the hens", due_by=TODAY)
    corrected = first.model_copy(update={"diagnosed_on": DIAGNOSED + timedelta(days=1), "nation": Nation.JERSEY, "planned": (*first.planned, own)})
    assert set(planned(refreshed(corrected, [], policies, TODAY))) == {"at-diagnosis-20260601", "own-1"}


def test_what_turns_out_not_to_be_done_is_due_again(policies: Policies) -> None:
    done = refreshed(follow_up(), [assessment()], policies, TODAY)
    assert planned(refreshed(done, [assessment(completed_on=None)], policies, TODAY))["at-diagnosis-20260601"][1] is None


def test_two_phases_that_end_on_one_day_want_one_assessment(policies: Policies) -> None:
    other = SURGERY.model_copy(update={"phase": TreatmentPhase.SACT})
    rules = [one.rule for one in refreshed(follow_up(phases=(SURGERY, other)), [], policies, TODAY).planned]
    assert rules.count("after-treatment-20260901") == 1
    assert {"summary-surgery-20260901", "summary-sact-20260901"} < set(rules)


def test_nothing_more_is_planned_for_a_person_who_has_died(policies: Policies) -> None:
    before = refreshed(follow_up(), [assessment()], policies, TODAY)
    assert set(planned(refreshed(before, [assessment(), person(died_on=TODAY)], policies, TODAY))) == {"at-diagnosis-20260601"}


def test_what_was_planned_is_there_again_when_a_day_of_death_was_a_slip(policies: Policies) -> None:
    own = Planned(kind=PlannedKind.ASSESSMENT, rule="own-1", what="Ring about the hens", due_by=TODAY)
    before = refreshed(follow_up(planned=(own,)), [], policies, TODAY)
    assert refreshed(refreshed(before, [person(died_on=TODAY)], policies, TODAY), [person()], policies, TODAY) == before


def test_bringing_up_to_date_twice_changes_nothing_more(policies: Policies) -> None:
    documents: list[Document] = [assessment(), summary(sent_on=TODAY)]
    once = refreshed(follow_up(phases=(SURGERY,)), documents, policies, TODAY)
    assert refreshed(once, documents, policies, TODAY) == once
    assert once.due() == min(one.due_by for one in once.planned if not one.done_on)


def test_the_list_of_a_person_begins_for_each_document_with_the_day_that_a_worklist_sorts_by() -> None:
    extra = plan(row(1, by_when=date(2026, 12, 5)), row(2, review_on=date(2026, 12, 1), status=RowStatus.IN_PROGRESS), review_on=date(2027, 2, 1))
    kept = [Kept(str(number), "p", body) for number, body in enumerate((*FULL, extra))]
    listed = dues(kept)
    assert list(listed) == sorted(listed)
    for one in kept:
        assert min((due.day for due in listed if due.document_id == one.id), default=None) == one.body.due()


def test_the_list_says_what_is_to_be_done() -> None:
    [first, second] = dues([Kept("a", "p", plan(row(by_when=TODAY), review_on=date(2027, 1, 1)))])
    assert (first, second) == (Due(TODAY, "a", "Ring the clinic"), Due(date(2027, 1, 1), "a", "Review the plan"))
