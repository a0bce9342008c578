"""What is said to have happened has happened by the day on which it is entered; what is stored opens whenever."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from pydantic import ValidationError

from signpost.record.assessment import Assessment
from signpost.record.cancer_care_review import CareReview
from signpost.record.care_plan import CarePlan
from signpost.record.documents import Document
from signpost.record.events import EventInvitation
from signpost.record.faults import faults
from signpost.record.fields import as_of
from signpost.record.follow_up import FollowUp
from signpost.record.person import Person
from signpost.record.treatment_summary import TreatmentSummary
from tests.record.people import FULL, TODAY

TOMORROW = "2026-11-02"
AHEAD: dict[str, Any] = {"consents": []}  # of the made-up person: a consent that ends next year


def whole(document: type[Document]) -> dict[str, Any]:
    return {type(one): one for one in FULL}[document].model_dump(mode="json") | (AHEAD if document is Person else {})


@pytest.mark.parametrize(
    ("document", "changes", "field"),
    [
        (Person, {"born": TOMORROW}, "born"),
        (Person, {"died_on": TOMORROW}, "died_on"),
        (Person, {"consents": [{"purpose": "gp", "given_on": TOMORROW}]}, "consents[0].given_on"),
        (Assessment, {"offered_on": TOMORROW, "completed_on": None}, "offered_on"),
        (Assessment, {"completed_on": TOMORROW}, "completed_on"),
        (CarePlan, {"planned_on": TOMORROW}, "planned_on"),
        (CarePlan, {"closed_on": TOMORROW}, "closed_on"),
        (CarePlan, {"rows": [{"number": 1, "other": "The hens", "new_score": 2, "rescored_on": TOMORROW}]}, "rows[0].rescored_on"),
        (TreatmentSummary, {"written_on": TOMORROW}, "written_on"),
        (TreatmentSummary, {"sent_on": TOMORROW}, "sent_on"),
        (TreatmentSummary, {"referrals": [{"to": "dietitian", "on": TOMORROW}]}, "referrals[0].on"),
        (CareReview, {"invitation": "done", "reviewed_on": TOMORROW}, "reviewed_on"),
        (FollowUp, {"chosen_on": TOMORROW}, "chosen_on"),
        (FollowUp, {"planned": [{"kind": "review", "rule": "own-1", "what": "A check", "due_by": TOMORROW, "done_on": TOMORROW}]}, "planned[0].done_on"),
        (EventInvitation, {"answered_on": TOMORROW}, "answered_on"),
        (EventInvitation, {"answer": "attended"}, "answer"),
    ],
)
def test_nothing_is_entered_as_done_on_a_day_that_is_yet_to_come(document: type[Document], changes: dict[str, Any], field: str) -> None:
    body = whole(document) | changes
    with pytest.raises(ValidationError) as refused:
        document.model_validate(body, context=as_of(TODAY))
    assert [(fault.field, "yet to come" in fault.message) for fault in faults(refused.value, document)] == [(field, True)]
    document.model_validate(body, context=as_of(date(2027, 2, 1)))
    document.model_validate(body)


@pytest.mark.parametrize(
    ("document", "changes"),
    [
        (Assessment, {"offer_again_on": TOMORROW}),
        (CarePlan, {"review_on": TOMORROW, "rows": [{"number": 1, "other": "The hens", "by_when": TOMORROW, "review_on": TOMORROW}]}),
        (TreatmentSummary, {"due_by": TOMORROW, "management": {"tests": [{"what": "Mammogram", "due_on": TOMORROW}]}}),
        (CareReview, {"due_by": TOMORROW, "next_review_on": TOMORROW}),
        (FollowUp, {"phases": [{"phase": "surgery", "started_on": TOMORROW}]}),
        (EventInvitation, {"answer": "booked"}),
    ],
)
def test_what_is_planned_may_lie_ahead(document: type[Document], changes: dict[str, Any]) -> None:
    document.model_validate(whole(document) | changes, context=as_of(TODAY))
