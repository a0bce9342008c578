"""The code lists of COSD, England's cancer data set, that make an assessment and a plan reportable; and coded values at large.

Source: the data set's items CR7900 to CR7960 as an NHS trust publishes their schema. The codes are never changed; the
labels are what people see.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Self


class Labelled(StrEnum):
    """A code that is stored, with the words that people read."""

    label: str

    def __new__(cls, code: str, label: str = "") -> Self:  # "": to a type checker, the look-up `Code("01")` comes by here
        made = str.__new__(cls, code)
        made._value_ = code
        made.label = label
        return made


class AssessmentOffer(Labelled):
    """CR7900."""

    UNDECIDED = "01", "Offered and undecided"
    DECLINED = "02", "Offered and declined"
    ACCEPTED = "03", "Offered and accepted"
    NOT_OFFERED = "04", "Not offered"
    UNABLE = "05", "Offered but patient unable to complete"


class PlanStatus(Labelled):
    """CR7920."""

    NOT_OFFERED = "01", "Assessment completed, plan not offered"
    OFFERED = "02", "Assessment completed, plan offered"
    COMPLETED = "03", "Assessment completed, plan completed"
    DECLINED = "04", "Assessment completed, plan declined"
    UNABLE = "05", "Assessment completed, plan unable to be completed"
    NOT_REQUIRED = "06", "Assessment completed, plan not required (no concerns from HNA)"


class PathwayPoint(Labelled):
    """CR7940."""

    DIAGNOSIS = "01", "Initial cancer diagnosis"
    START_OF_TREATMENT = "02", "Start of treatment"
    DURING_TREATMENT = "03", "During treatment"
    END_OF_TREATMENT = "04", "End of treatment"
    RECURRENCE = "05", "Diagnosis of recurrence"
    TO_PALLIATIVE = "06", "Transition to palliative care"
    PREHABILITATION = "07", "Prehabilitation"
    IN_PALLIATIVE = "08", "In palliative or end of life care"
    OTHER = "97", "Other"


class StaffRole(Labelled):
    """CR7950 (who offers the assessment) and CR7960 (who offers the planning)."""

    CANCER_NURSE = "01", "Cancer nurse specialist"
    OTHER_NURSE = "02", "Other nurse"
    ALLIED_PROFESSIONAL = "03", "Allied health professional"
    SUPPORT_WORKER = "04", "Support worker or care navigator (band 3 or 4)"
    MENTAL_HEALTH = "05", "Mental health care professional"
    DOCTOR = "06", "Consultant, associate specialist or junior doctor"
    OTHER = "08", "Other"
    NOT_KNOWN = "09", "Not known"
