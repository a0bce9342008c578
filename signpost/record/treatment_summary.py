"""The end of treatment summary: what was done, what may come of it, what to look out for, and who does what next."""

from __future__ import annotations

from datetime import date
from typing import Annotated, ClassVar

from pydantic import Field, ValidationInfo, field_validator

from signpost.record.codes import Labelled
from signpost.record.documents import Document
from signpost.record.fields import ConcernId, Day, Each, Line, Part, PastDay, Telephone, Text


class TreatmentPhase(Labelled):
    """Each ends with a summary of its own."""

    SURGERY = "surgery", "Surgery"
    SACT = "sact", "Systemic anti-cancer therapy"
    RADIOTHERAPY = "radiotherapy", "Radiotherapy"
    OTHER = "other", "Other treatment"


class Extent(Labelled):
    LOCAL = "local", "Local"
    DISTANT = "distant", "Distant"


class Aim(Labelled):
    CURATIVE = "curative", "Curative"
    PALLIATIVE = "palliative", "Palliative"
    SYMPTOM_RELIEF = "symptom-relief", "Symptom relief"


class Arranged(Labelled):
    """What became of a form or an arrangement."""

    YES = "yes", "Yes"
    NO = "no", "No"
    NOT_NEEDED = "not-needed", "Not needed"


class Onset(Labelled):
    EARLY = "early", "Early"
    LATE = "late", "Late: after six months"


class ReferredTo(Labelled):
    """The services that the summary's form names."""

    DISTRICT_NURSE = "district-nurse", "District nurse"
    ALLIED_PROFESSIONAL = "ahp", "Allied health professional"
    SOCIAL_WORKER = "social-worker", "Social worker"
    DIETITIAN = "dietitian", "Dietitian"
    CANCER_NURSE = "cns", "Clinical nurse specialist"
    PSYCHOLOGIST = "psychologist", "Psychologist"
    BENEFITS = "benefits", "Benefits or advice service"
    OTHER = "other", "Other"


class Team(Part):
    """Who treated the person."""

    name: Line = Field(title="Treating team")
    hospital: Line | None = Field(None, title="Hospital")
    consultant: Line | None = Field(None, title="Consultant")
    key_worker: Line | None = Field(None, title="Key worker")


class Staging(Part):
    tumour: Line | None = Field(None, title="T (tumour)")
    nodes: Line | None = Field(None, title="N (nodes)")
    metastases: Line | None = Field(None, title="M (metastases)")
    extent: Extent | None = Field(None, title="Local or distant")
    notes: Line | None = Field(None, title="Grade and other staging")


class Treatment(Part):
    phase: TreatmentPhase = Field(title="Kind of treatment")
    what: Line = Field(title="Treatment")
    started_on: PastDay | None = Field(None, title="Started")
    ended_on: PastDay | None = Field(None, title="Ended")
    notes: Text | None = Field(None, title="About this treatment")


class Effect(Part):
    """What a treatment may cause. Its concerns let services stand beside it."""

    what: Line = Field(title="Effect")
    treatment: Line | None = Field(None, title="Of which treatment")
    onset: Onset | None = Field(None, title="Early or late")
    concerns: Annotated[tuple[ConcernId, ...], Each] = Field((), title="Related concerns")


class AlertSymptom(Part):
    """What must bring the person back to the specialist team."""

    what: Line = Field(title="Symptom")
    what_to_do: Line | None = Field(None, title="What to do")
    concerns: Annotated[tuple[ConcernId, ...], Each] = Field((), title="Related concerns")


class ContactPoint(Part):
    who: Line = Field(title="Who to contact")
    phone: Telephone | None = Field(None, title="Telephone")
    hours: Line | None = Field(None, title="When")


class ReferralMade(Part):
    to: ReferredTo = Field(title="Referred to")
    detail: Line | None = Field(None, title="Which service, and why")
    on: PastDay | None = Field(None, title="Date of referral")


class Surveillance(Part):
    """A test or an appointment to come."""

    what: Line = Field(title="Test or appointment")
    where: Line | None = Field(None, title="Where")
    due_on: Day | None = Field(None, title="Due")
    frequency: Line | None = Field(None, title="How often")


class Management(Part):
    tests: tuple[Surveillance, ...] = Field((), title="Tests, appointments and surveillance dates")
    pathway: Line | None = Field(None, title="Follow-up pathway")
    notes: Text | None = Field(None, title="About ongoing management")


class GPAction(Part):
    what: Line = Field(title="Action for the GP")
    by_when: Day | None = Field(None, title="By when")


class Medicine(Part):
    what: Line = Field(title="Medicine")
    new: bool = Field(False, title="New from the specialist")
    notes: Line | None = Field(None, title="Dose, how long, who prescribes")


class SupportOffered(Part):
    psychological: Text | None = Field(None, title="Psychological support")
    social: Text | None = Field(None, title="Social support")
    financial: Text | None = Field(None, title="Financial support")
    social_prescribing: Text | None = Field(None, title="Social prescribing")


class ClinicalCode(Part):
    """A code from the site's own terminology server: none is shipped."""

    system: Line = Field(title="Code system", description="SNOMED CT; READ on older paper.")
    code: Line = Field(title="Code")
    term: Line | None = Field(None, title="Term")


class TreatmentSummary(Document):
    """One summary of one phase of treatment, for the person, the GP and the notes."""

    KIND: ClassVar[str] = "treatment-summary"

    written_on: PastDay = Field(title="Date of summary")
    author: Line | None = Field(None, title="Author")
    team: Team | None = Field(None, title="Treating team and hospital")
    phase: TreatmentPhase = Field(title="Treatment phase")
    phase_ended_on: Day | None = Field(None, title="End of this phase")
    diagnosis: Line = Field(title="Diagnosis")
    diagnosed_on: PastDay | None = Field(None, title="Date of diagnosis")
    organ: Line | None = Field(None, title="Organ")
    staging: Staging = Field(Staging(), title="Staging")
    treatments: tuple[Treatment, ...] = Field((), title="Summary of treatment and relevant dates")
    aim: Aim | None = Field(None, title="Treatment aim")
    effects: tuple[Effect, ...] = Field((), title="Possible treatment toxicities and late effects")
    palliative_register: bool | None = Field(None, title="Advise entry onto palliative or supportive care register")
    sr1: Arranged | None = Field(None, title="DS1500 or SR1 application completed", description="The SR1 form has taken the place of the DS1500.")
    prescription_exemption: Arranged | None = Field(None, title="Prescription charge exemption arranged", description="Only England charges for prescriptions.")
    alerts: tuple[AlertSymptom, ...] = Field((), title="Alert symptoms that require referral back to the specialist team")
    in_hours: ContactPoint | None = Field(None, title="Contact for re-referral or queries, in hours")
    out_of_hours: ContactPoint | None = Field(None, title="Contact for re-referral or queries, out of hours")
    referrals: tuple[ReferralMade, ...] = Field((), title="Referrals made to other services")
    management: Management = Field(Management(), title="Secondary care ongoing management plan")
    gp_actions: tuple[GPAction, ...] = Field((), title="Required GP actions beyond the cancer care review")
    information_given: Text | None = Field(None, title="Information given about cancer and future progress")
    lifestyle: Text | None = Field(None, title="Additional information, lifestyle and support needs")
    medicines: tuple[Medicine, ...] = Field((), title="Medicines")
    codes: tuple[ClinicalCode, ...] = Field((), title="Codes, for GP use only")
    support_offered: SupportOffered = Field(SupportOffered(), title="Support offered")
    needs_status: Line | None = Field(None, title="Status of assessment and care plan")
    due_by: Day | None = Field(None, title="Summary due by")
    sent_on: PastDay | None = Field(None, title="Sent to the person and the GP on")

    @field_validator("sent_on")
    @classmethod
    def _no_summary_leaves_without_a_number_to_ring(cls, day: date | None, info: ValidationInfo) -> date | None:
        if day and not (info.data.get("in_hours") or info.data.get("out_of_hours")):
            raise ValueError("Nobody is named to contact for re-referral or queries. Fill that in before the summary is sent.")
        return day

    @property
    def state(self) -> str:
        return "sent" if self.sent_on else "draft"

    def due(self) -> date | None:
        return None if self.sent_on else self.due_by

    @property
    def concerns(self) -> tuple[str, ...]:
        """Ids of the concerns that its effects and alert symptoms touch, in their order: what services to show beside it."""
        touched = (*(one.concerns for one in self.effects), *(one.concerns for one in self.alerts))
        return tuple(dict.fromkeys(concern for concerns in touched for concern in concerns))
