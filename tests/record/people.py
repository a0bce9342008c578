"""Invented people and their documents. Numbers are of the NHS's test range, telephones Ofcom's for drama."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any, NamedTuple

from signpost.places import Nation
from signpost.record.assessment import Assessment, OtherConcern, Recipient, ScoredConcern, Way
from signpost.record.cancer_care_review import CareReview
from signpost.record.care_plan import AboutMe, ActionType, CarePlan, Contingency, PlanRow
from signpost.record.codes import AssessmentOffer, PathwayPoint, PlanStatus, StaffRole
from signpost.record.documents import Document
from signpost.record.events import EventInvitation, Topic
from signpost.record.follow_up import FollowUp, Pathway, Phase, Planned, PlannedKind, Turn
from signpost.record.person import AccessNeeds, Consent, Contact, Format, Person, PhoneNumber, Practice, Purpose, Support, Worker
from signpost.record.signposts import ServiceCopy
from signpost.record.treatment_summary import (
    AlertSymptom,
    ContactPoint,
    Effect,
    GPAction,
    Management,
    Medicine,
    Onset,
    ReferralMade,
    ReferredTo,
    Staging,
    Surveillance,
    Treatment,
    TreatmentPhase,
    TreatmentSummary,
)
from signpost.services import Referral

DIAGNOSED, TODAY = date(2026, 6, 1), date(2026, 11, 1)
SWELLING, MONEY = "swelling", "money-or-finance"


class Kept(NamedTuple):
    """A document in a record."""

    id: str
    person_id: str
    body: Document


class Given(NamedTuple):
    """A copy that was given."""

    document_id: str
    recipient: str
    given_at: datetime


def service(id_: str = "aire-swelling-clinic", **said: Any) -> ServiceCopy:
    facts = {"name": "Aire Swelling Clinic", "organisation": "Aire Made-up Trust", "phone": "0113 496 0000", "referral": (Referral.SELF,), "source": "https://example.org/services"}
    return ServiceCopy(id=id_, copied_on=TODAY, **(facts | said))


def person(**said: Any) -> Person:
    facts: dict[str, Any] = {
        "title": "Mrs",
        "given_names": "Ada Example",
        "surname": "Fixture",
        "preferred_name": "Addy",
        "number": "999 000 0018",
        "born": date(1961, 2, 3),
        "address": "1 Example Road\nLeeds",
        "postcode": "LS1 4AP",
        "phones": (PhoneNumber(number="07700 900123", may_leave_message=True),),
        "email": "addy@example.org",
        "practice": Practice(name="Made-up Surgery", gp="Dr Invented", phone="0113 496 0101"),
        "key_worker": Worker(name="Nurse Fictive", role="Cancer nurse", phone="0113 496 0202"),
        "contacts": (Contact(name="Bo Fixture", relationship="son", next_of_kin=True), Contact(name="Cy Friend", phone="07700 900456", call_first=True)),
        "access": AccessNeeds(formats=(Format.LARGE_PRINT,), support=(Support.LIPREADS,), language="Welsh", interpreter=True),
        "diagnosis": "Breast cancer",
        "consents": (Consent(purpose=Purpose.GP, given_on=DIAGNOSED), Consent(purpose=Purpose.SERVICE, given_on=DIAGNOSED, withdrawn_on=date(2027, 1, 1))),
    }
    return Person(**(facts | said))


def assessment(*concerns: tuple[str, int | None], **said: Any) -> Assessment:
    """A completed one, with these scores."""
    facts: dict[str, Any] = {
        "offer": AssessmentOffer.ACCEPTED,
        "offered_on": date(2026, 6, 10),
        "point": PathwayPoint.DIAGNOSIS,
        "staff_role": StaffRole.CANCER_NURSE,
        "how": Way.CLINICIAN,
        "concerns": tuple(ScoredConcern(concern=concern, score=score) for concern, score in concerns),
        "completed_on": date(2026, 6, 12),
    }
    return Assessment(**(facts | said))


def row(number: int = 1, **said: Any) -> PlanRow:
    facts: dict[str, Any] = {"concern": SWELLING, "score": 8, "type": ActionType.SIGNPOST, "service": service(), "action": "Ring the clinic", "who": "The person"}
    return PlanRow(number=number, **(facts | said))


def plan(*rows: PlanRow, **said: Any) -> CarePlan:
    facts: dict[str, Any] = {"status": PlanStatus.COMPLETED, "planned_on": date(2026, 6, 12), "point": PathwayPoint.DIAGNOSIS, "staff_role": StaffRole.CANCER_NURSE, "rows": rows}
    return CarePlan(**(facts | said))


def summary(**said: Any) -> TreatmentSummary:
    facts: dict[str, Any] = {
        "written_on": date(2026, 9, 20),
        "phase": TreatmentPhase.SURGERY,
        "phase_ended_on": date(2026, 9, 1),
        "diagnosis": "Breast cancer",
        "diagnosed_on": DIAGNOSED,
        "staging": Staging(tumour="T2", nodes="N1"),
        "treatments": (Treatment(phase=TreatmentPhase.SURGERY, what="Lumpectomy", started_on=date(2026, 9, 1), ended_on=date(2026, 9, 1)),),
        "effects": (Effect(what="Swelling of the arm", onset=Onset.LATE, concerns=(SWELLING,)),),
        "alerts": (AlertSymptom(what="A new lump", concerns=(SWELLING, "worry-fear-or-anxiety")),),
        "in_hours": ContactPoint(who="Breast nurses", phone="0113 496 0303", hours="9 to 5"),
        "referrals": (ReferralMade(to=ReferredTo.DIETITIAN),),
        "management": Management(tests=(Surveillance(what="Mammogram", due_on=date(2027, 9, 1)),)),
        "gp_actions": (GPAction(what="Bone scan"),),
        "medicines": (Medicine(what="Tamoxifen", new=True),),
    }
    return TreatmentSummary(**(facts | said))


def follow_up(**said: Any) -> FollowUp:
    facts: dict[str, Any] = {"nation": Nation.ENGLAND, "diagnosed_on": DIAGNOSED}
    return FollowUp(**(facts | said))


def event(**said: Any) -> EventInvitation:
    facts: dict[str, Any] = {
        "service_id": "aire-events",
        "event": "Moving on day",
        "starts_at": datetime(2027, 1, 14, 10, tzinfo=UTC),
        "topics": (Topic.NUTRITION, Topic.WORK),
        "provider": "Aire Made-up Trust",
        "invited_on": TODAY,
    }
    return EventInvitation(**(facts | said))


FULL: tuple[Document, ...] = (
    person(),
    assessment(
        (SWELLING, 8),
        (MONEY, None),
        others=(OtherConcern(category="practical", own_words="Who feeds the hens", score=3),),
        has_questions=True,
        questions="Will it come back?",
        share_with=(Recipient.PERSON, Recipient.GP),
    ),
    plan(row(), row(2, concern=None, other="The hens", service=None, type=ActionType.SELF_CARE), about_me=AboutMe(what_matters="My hens"), contingency=Contingency(in_hours="Nurse Fictive")),
    summary(),
    CareReview(stage="review", due_by=date(2027, 6, 1)),
    event(),
    follow_up(
        phases=(Phase(phase=TreatmentPhase.SURGERY, ended_on=date(2026, 9, 1)),),
        turns=(Turn(point=PathwayPoint.RECURRENCE, on=TODAY),),
        pathway=Pathway.SHARED,
        chosen_on=TODAY,
        planned=(Planned(kind=PlannedKind.REVIEW, rule="review", what="Cancer care review", due_by=date(2027, 6, 1)),),
    ),
)
