"""What happened to each of the invented people."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from signpost.record.assessment import Assessment, OtherConcern, Recipient, Way
from signpost.record.cancer_care_review import Became, DatedPlan, Invitation, Meeting, prefilled
from signpost.record.care_plan import AboutMe, CarePlan, RowStatus
from signpost.record.codes import AssessmentOffer, PathwayPoint, StaffRole
from signpost.record.demo import people
from signpost.record.demo.writing import Pen, concern
from signpost.record.events import Answer, EventInvitation, Topic
from signpost.record.follow_up import FollowUp, Pathway, Phase
from signpost.record.records import Stored
from signpost.record.treatment_summary import (
    Aim,
    AlertSymptom,
    Arranged,
    ContactPoint,
    Effect,
    GPAction,
    Management,
    Medicine,
    Onset,
    Staging,
    Surveillance,
    Team,
    Treatment,
    TreatmentPhase,
    TreatmentSummary,
)

_DAY = ContactPoint(who="Breast cancer nurses", phone=people.WARD_PHONE, hours="Monday to Friday, 9 to 5")
_NIGHT = ContactPoint(who="24-hour cancer line", phone=people.NIGHT_PHONE, hours="At any time")


@dataclass(frozen=True, slots=True)
class Pens:
    """Who writes, and on whose list the people stand."""

    nurse: Pen
    bowel_nurse: Pen
    surgery: Pen
    nurses_team: str
    bowel_team: str
    surgery_team: str


def tell(pens: Pens) -> Stored[Assessment]:
    """Writes every story. Returns the assessment that somebody has been asked to fill in, and has not yet."""
    _long_story(pens)
    _newly_referred(pens)
    waiting = _has_a_link(pens)
    _waits_for_a_plan(pens)
    _in_wales(pens)
    _looks_after_himself(pens)
    _has_a_stoma(pens)
    _declined(pens)
    return waiting


def _long_story(pens: Pens) -> None:
    pen = pens.nurse.at(340)
    diagnosed = pen.ago(345)
    who = pen.begin(people.long_story(diagnosed), pens.nurses_team)
    pen.records.share(who, pens.surgery_team)
    first = pen.at(325).write(who, pen.assessment(
        PathwayPoint.DIAGNOSIS, concern("worry-fear-or-anxiety", 8, "I lie awake thinking of my mother"), concern("money-or-finance", 6, "Sick pay ends in March"), concern("sleep-problems", 7), concern("children", 5),
        others=(OtherConcern(category="practical", own_words="Who walks the dog after the operation", score=3),), questions="Will I lose my hair?",
    ))  # fmt: skip
    me = AboutMe(what_matters="Singing in the choir, and being at my granddaughter's wedding in June", communication="I do not hear well in a noisy room. Write down what matters.")
    plan = pen.at(323).plan(who, first, me, f"24-hour cancer line, {people.NIGHT_PHONE}")
    pen.records.give_copy(plan.id, plan.version, Recipient.GP, "Letter", "The plan of Margaret Ashdown, as it was sent to the surgery.", "text/plain")
    ended = pen.ago(150)
    summary = pen.at(140).write(who, TreatmentSummary(
        written_on=pen.day, author=pen.name, team=Team(name="Breast unit", hospital="Invented General Hospital", consultant="Ms Okafor-Lane", key_worker=people.NURSE), phase=TreatmentPhase.RADIOTHERAPY,
        phase_ended_on=ended, diagnosis="Invasive ductal carcinoma of the left breast", diagnosed_on=diagnosed, organ="Left breast", staging=Staging(tumour="T2", nodes="N1", metastases="M0"), aim=Aim.CURATIVE,
        treatments=(
            Treatment(phase=TreatmentPhase.SURGERY, what="Wide local excision, axillary node clearance", started_on=pen.ago(300), ended_on=pen.ago(300)),
            Treatment(phase=TreatmentPhase.RADIOTHERAPY, what="Radiotherapy to the left breast, 15 visits", started_on=pen.ago(172), ended_on=ended),
        ),
        effects=(
            Effect(what="Swelling of the left arm (lymphoedema)", treatment="Axillary node clearance", onset=Onset.LATE, concerns=("swelling",)),
            Effect(what="Tiredness for some months", treatment="Radiotherapy", onset=Onset.EARLY, concerns=("tired-exhausted-or-fatigued",)),
        ),
        alerts=(AlertSymptom(what="A new lump, or a change of the breast", what_to_do="Ring the breast cancer nurses the same week"), AlertSymptom(what="A hot, red, swollen arm", what_to_do="Ring the same day", concerns=("swelling",))),
        in_hours=_DAY, out_of_hours=_NIGHT, prescription_exemption=Arranged.YES, management=Management(tests=(Surveillance(what="Mammogram", where="Breast unit", due_on=pen.ago(-30), frequency="Every year for five years"),)),
        gp_actions=(GPAction(what="Prescribe letrozole", by_when=pen.ago(130)), GPAction(what="Bone density scan", by_when=pen.ago(60))), medicines=(Medicine(what="Letrozole", new=True, notes="Once a day for five years"),), sent_on=pen.ago(138),
    ))  # fmt: skip
    second = pen.at(135).write(who, pen.assessment(PathwayPoint.END_OF_TREATMENT, concern("swelling", 8, "My rings do not fit any more"), concern("tired-exhausted-or-fatigued", 6), concern("worry-fear-or-anxiety", 4, "Better, except before scans")))
    plan = pen.at(134).close(plan)
    after = pen.plan(who, second, me, f"24-hour cancer line, {people.NIGHT_PHONE}")
    _reviewed(pens.surgery.at(60), who, summary, (plan, after))
    _scored_again(pens.nurse.at(40), after)
    event = datetime.combine(pen.ago(25), time(10), UTC)
    pen.at(55).write(who, EventInvitation(event="Moving on from breast cancer: a morning for you", starts_at=event, ends_at=event + timedelta(hours=3), place="Invented Community Hall, Leeds", topics=(Topic.FEAR, Topic.ACTIVITY), invited_on=pen.day, answer=Answer.ATTENDED, answered_on=pen.ago(25)))
    phases = (Phase(phase=TreatmentPhase.RADIOTHERAPY, ended_on=ended),)
    pen.at(38).follow(who, FollowUp(nation=pen.nation(who), diagnosed_on=diagnosed, phases=phases, pathway=Pathway.SELF_MANAGEMENT, chosen_on=pen.day, chosen_with_person=True, symptoms_told=True, way_back=_DAY))


def _reviewed(pen: Pen, who: str, summary: Stored[TreatmentSummary], plans: tuple[Stored[CarePlan], ...]) -> None:
    """The practice has asked what became of every signpost; each got another answer."""
    review = prefilled(pen.review_rule(pen.nation(who)), pen.day, [summary.body], [DatedPlan(one.id, one.body) for one in plans])
    answers = (Became.HELPED, Became.WAITING, Became.HELPED, Became.DID_NOT_GO, Became.NOT_REACHED)
    notes = {Became.NOT_REACHED: "Rang twice, nobody answered", Became.WAITING: "On the list, six weeks"}
    became = [answers[number % len(answers)] for number in range(len(review.signposts))]
    asked = tuple(
        one.model_copy(update={"became": what, "note": notes.get(what), "score_now": max(0, one.score_before - 3) if one.score_before is not None and what is Became.HELPED else None})
        for one, what in zip(review.signposts, became, strict=True)
    )
    done = {"invitation": Invitation.DONE, "reviewed_on": pen.day, "reviewer": people.GP, "meeting": Meeting.FACE_TO_FACE, "companion": "Her husband", "signposts": asked, "mood": "Low before scans, otherwise well", "activity": "Walks daily, has joined the choir again"}
    pen.write(who, review.model_copy(update=done))


def _scored_again(pen: Pen, plan: Stored[CarePlan]) -> None:
    """The swelling is better, and its row is done."""
    row = plan.body.rows[0]
    better = plan.body.rescored(row.number, 3, pen.day).with_changes(row.number, status=RowStatus.DONE, outcome="Sleeve fitted, and exercises learnt. Rings fit in the morning.")
    better = better.model_copy(update={"review_on": pen.ago(-44)})
    pen.records.save(plan.id, plan.version, better)


def _newly_referred(pens: Pens) -> None:
    pen = pens.nurse.at(4)
    who = pen.begin(people.newly_referred(), pens.nurses_team)
    pen.follow(who, FollowUp(nation=pen.nation(who), diagnosed_on=pen.ago(6)))


def _has_a_link(pens: Pens) -> Stored[Assessment]:
    pen = pens.nurse.at(1)
    who = pen.begin(people.has_a_link(), pens.nurses_team)
    return pen.write(who, Assessment(offer=AssessmentOffer.ACCEPTED, offered_on=pen.day, point=PathwayPoint.START_OF_TREATMENT, staff_role=StaffRole.CANCER_NURSE, offered_by=pen.name))


def _waits_for_a_plan(pens: Pens) -> None:
    pen = pens.nurse.at(9)
    who = pen.begin(people.waits_for_a_plan(), pens.nurses_team)
    pen.at(2).write(who, pen.assessment(
        PathwayPoint.DURING_TREATMENT, concern("tired-exhausted-or-fatigued", 9, "I fall asleep over my dinner"), concern("transport-or-parking", 7, "Two buses to the hospital, and I am slow on stairs"), concern("loneliness-or-isolation", 6),
        concern("eating-appetite-or-taste", 5), concern("money-or-finance", 4), questions="Can somebody bring me home after treatment?",
    ))  # fmt: skip


def _in_wales(pens: Pens) -> None:
    pen = pens.nurse.at(65)
    who = pen.begin(people.in_wales(), pens.nurses_team)
    told = pen.at(60).write(who, pen.assessment(PathwayPoint.DIAGNOSIS, concern("children", 9, "How do I tell the boys?"), concern("work-or-education", 7), concern("hot-flushes-or-sweating", 5), way=Way.CLINICIAN))
    pen.at(60).plan(who, told, night=f"24-hour cancer line, {people.NIGHT_PHONE}")
    ended = pen.ago(20)
    pen.at(18).follow(who, FollowUp(nation=pen.nation(who), diagnosed_on=pen.ago(70), phases=(Phase(phase=TreatmentPhase.SURGERY, ended_on=ended),)))


def _looks_after_himself(pens: Pens) -> None:
    pen = pens.bowel_nurse.at(200)
    who = pen.begin(people.looks_after_himself(pen.day), pens.bowel_team)
    pen.records.share(who, pens.surgery_team)
    first = pen.at(195).write(who, pen.assessment(PathwayPoint.DIAGNOSIS, concern("worry-fear-or-anxiety", 7, "What it will be like")))
    plan = pen.at(194).plan(who, first)
    pen.at(62).close(plan)
    told = pen.at(62).write(who, pen.assessment(PathwayPoint.END_OF_TREATMENT, concern("worry-fear-or-anxiety", 5, "Every twinge"), concern("exercise-and-activity", 4)))
    pen.at(60).plan(who, told)
    event = datetime.combine(pen.ago(-12), time(14), UTC)
    pen.at(10).write(who, EventInvitation(event="Living well after bowel cancer", starts_at=event, ends_at=event + timedelta(hours=2), online=True, topics=(Topic.NUTRITION, Topic.RECURRENCE), invited_on=pen.day, answer=Answer.BOOKED, answered_on=pen.ago(8), carer_comes=True))
    phases = (Phase(phase=TreatmentPhase.SURGERY, ended_on=pen.ago(75)),)
    pen.at(58).follow(who, FollowUp(nation=pen.nation(who), diagnosed_on=pen.ago(205), phases=phases, pathway=Pathway.SELF_MANAGEMENT, chosen_on=pen.day, chosen_with_person=True))


def _has_a_stoma(pens: Pens) -> None:
    """His practice's review is due."""
    pen = pens.bowel_nurse.at(86)
    who = pen.begin(people.has_a_stoma(pen.day), pens.bowel_team)
    pen.records.share(who, pens.surgery_team)
    told = pen.at(80).write(who, pen.assessment(PathwayPoint.DIAGNOSIS, concern("diarrhoea", 7, "The bag fills so quickly that I do not dare to go out"), concern("my-appearance", 6), concern("partner", 5), concern("work-or-education", 8, "The boss wants a date"), way=Way.PAPER))
    plan = pen.at(79).plan(who, told, night=f"24-hour cancer line, {people.NIGHT_PHONE}")
    first = plan.body.rows[0]
    pen.at(50).records.save(plan.id, plan.version, plan.body.with_changes(first.number, status=RowStatus.IN_PROGRESS, by_when=pen.ago(-5)))
    pen.at(45).follow(who, FollowUp(nation=pen.nation(who), diagnosed_on=pen.ago(89)))


def _declined(pens: Pens) -> None:
    pen = pens.bowel_nurse.at(30)
    who = pen.begin(people.declined(), pens.bowel_team)
    pen.write(who, Assessment(offer=AssessmentOffer.DECLINED, offered_on=pen.day, point=PathwayPoint.DIAGNOSIS, staff_role=StaffRole.CANCER_NURSE, offered_by=pen.name, offer_again_on=pen.ago(-3)))
