"""The documents: stored and read back alike, refused with the field that is wrong, due on the right day."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest
from pydantic import ValidationError

from signpost.record.assessment import Assessment
from signpost.record.cancer_care_review import CareReview, Invitation
from signpost.record.care_plan import ActionType, CarePlan, PlanRow, RowStatus
from signpost.record.codes import AssessmentOffer, PathwayPoint, PlanStatus, StaffRole
from signpost.record.documents import Document
from signpost.record.events import Answer, EventInvitation
from signpost.record.faults import faults
from signpost.record.person import Consent, Person, Purpose
from signpost.record.signposts import ServiceCopy
from signpost.record.treatment_summary import TreatmentSummary
from signpost.services import Referral, Via
from tests.record.people import FULL, TODAY, assessment, event, follow_up, person, plan, row, service, summary

KINDS = [document.KIND for document in FULL]


@pytest.mark.parametrize("document", FULL, ids=KINDS)
def test_what_is_stored_comes_back_equal(document: Document) -> None:
    assert Document.from_json(document.to_json()) == document


@pytest.mark.parametrize("document", FULL, ids=KINDS)
def test_a_state_is_a_word_or_two_and_tells_nothing_of_the_illness(document: Document) -> None:
    assert document.state.replace(" ", "").isalpha()
    assert document.state == document.state.lower()
    assert document.state in {"current", "completed", "active", "draft", "invited", "chosen"}


def test_every_field_of_every_document_has_a_title() -> None:
    untitled = [f"{type(document).__name__}.{name}" for document in FULL for name, info in type(document).model_fields.items() if not info.title]
    assert untitled == []


@pytest.mark.parametrize(
    ("document", "changes", "field", "title", "told"),
    [
        (Person, {"surname": None}, "surname", "Surname", "text"),
        (Person, {"number": "999 000 0017"}, "number", "NHS, CHI or H&C number", "fails its check"),
        (Person, {"born": "03/02/1961"}, "born", "Date of birth", "day, month and year"),
        (Person, {"born": "12"}, "born", "Date of birth", "day, month and year"),
        (Person, {"born": 12}, "born", "Date of birth", "day, month and year"),
        (Person, {"born": "1961-02-30"}, "born", "Date of birth", "day of the calendar"),
        (Person, {"postcode": "Leeds"}, "postcode", "Postcode", "LS1 4AP"),
        (Person, {"email": "addy"}, "email", "Email", "email address"),
        (Person, {"phones": [{"number": "ring mum"}]}, "phones[0].number", "Telephones · 1 · Telephone number", "telephone number"),
        (Person, {"shoe_size": "6"}, "shoe_size", "", "no such field"),
        (Assessment, {"concerns": [{"concern": "swelling", "score": 11}]}, "concerns[0].score", "Concerns · 1 · Score", "10 at most"),
        (Assessment, {"concerns": [{"concern": "swelling", "score": "bad"}]}, "concerns[0].score", "Concerns · 1 · Score", "whole number"),
        (Assessment, {"concerns": [{"concern": "swelling"}, {"concern": "swelling"}]}, "concerns", "Concerns", "twice"),
        (Assessment, {"no_concerns": True}, "no_concerns", "I have no concerns", "cannot be ticked too"),
        (Assessment, {"completed_on": "2026-06-01"}, "completed_on", "Date of completion", "before it was offered"),
        (Assessment, {"offer": "02"}, "completed_on", "Date of completion", "Offered and accepted"),
        (Assessment, {"offer": "42"}, "offer", "Assessment offered", "Choose one of"),
        (TreatmentSummary, {"sent_on": "2026-09-21", "in_hours": None}, "sent_on", "Sent to the person and the GP on", "Nobody is named"),
        (CarePlan, {"rows": [{"number": 1, "concern": "swelling"}, {"number": 1}]}, "rows[1]", "Concerns, goals and actions · 2", "one concern"),
        (EventInvitation, {"ends_at": "2027-01-14T09:00Z"}, "ends_at", "Ends", "ends before it starts"),
    ],
)  # fmt: skip
def test_a_fault_names_its_field_and_the_way_out_and_repeats_nothing(document: type[Document], changes: dict[str, Any], field: str, title: str, told: str) -> None:
    whole = {type(one): one for one in FULL}[document].model_dump(mode="json") | changes
    with pytest.raises(ValidationError) as refused:
        document.model_validate(whole)
    found = {fault.field: fault for fault in faults(refused.value, document)}
    assert found[field].title == title
    assert told in found[field].message
    for value in changes.values():
        assert not isinstance(value, str) or len(value) < 3 or value not in f"{refused.value}{found[field].message}"


def test_a_signpost_without_a_service_is_refused() -> None:
    with pytest.raises(ValidationError) as refused:
        PlanRow(number=1, concern="swelling", type=ActionType.SIGNPOST)
    assert [(fault.field, fault.title) for fault in faults(refused.value, PlanRow)] == [("service", "Service")]


def test_a_consent_holds_from_its_day_until_it_is_taken_back() -> None:
    asked = person(consents=(Consent(purpose=Purpose.GP, given_on=date(2026, 1, 2), withdrawn_on=date(2026, 3, 1)),))
    days = [date(2026, 1, 1), date(2026, 1, 2), date(2026, 2, 28), date(2026, 3, 1)]
    assert [asked.may_share(Purpose.GP, day) for day in days] == [False, True, True, False]
    assert not asked.may_share(Purpose.FAMILY, date(2026, 2, 1))


def test_whom_to_call_first_is_whom_the_person_named_else_the_next_of_kin() -> None:
    named = person()
    assert [one.call_first.name for one in (named, person(contacts=named.contacts[:1])) if one.call_first] == ["Cy Friend", "Bo Fixture"]
    assert person(contacts=()).call_first is None


@pytest.mark.parametrize(
    ("said", "state"),
    [
        ({}, "completed"),
        ({"completed_on": None}, "waiting"),
        ({"completed_on": None, "offer": AssessmentOffer.DECLINED}, "declined"),
        ({"completed_on": None, "offer": AssessmentOffer.UNABLE}, "unable"),
        ({"completed_on": None, "offer": AssessmentOffer.UNDECIDED}, "offered"),
        ({"completed_on": None, "offer": AssessmentOffer.NOT_OFFERED}, "not offered"),
    ],
)
def test_an_assessment_tells_how_far_it_came(said: dict[str, Any], state: str) -> None:
    assert assessment(**said).state == state


def test_a_declined_assessment_is_due_again_when_somebody_said_so() -> None:
    assert assessment(completed_on=None, offer=AssessmentOffer.DECLINED, offer_again_on=TODAY).due() == TODAY
    assert assessment(offer_again_on=TODAY).due() is None


def test_a_plan_is_due_at_the_first_day_of_an_unfinished_row_or_of_the_whole() -> None:
    early, middle, late = date(2026, 7, 1), date(2026, 8, 1), date(2026, 9, 1)
    made = plan(row(1, by_when=early, status=RowStatus.DONE), row(2, by_when=late, review_on=middle), review_on=date(2026, 12, 1))
    assert made.due() == middle
    assert made.with_changes(2, status=RowStatus.DECLINED).due() == date(2026, 12, 1)
    assert plan(row(1, by_when=early), closed_on=middle).due() is None
    assert plan(row()).due() is None


def test_what_else_is_due_when() -> None:
    assert summary(due_by=TODAY).due() == TODAY
    assert summary(due_by=TODAY, sent_on=TODAY).due() is None
    assert CareReview(stage="review", due_by=TODAY).due() == TODAY
    assert CareReview(stage="review", due_by=TODAY, invitation=Invitation.DONE, next_review_on=date(2027, 1, 1)).due() == date(2027, 1, 1)
    assert event().due() == date(2027, 1, 14)
    assert event(answer=Answer.ATTENDED).due() is None
    assert follow_up().due() is None


def test_a_row_taken_into_a_plan_gets_a_number_of_its_own() -> None:
    made = plan(row(1), row(4)).with_row(row(1, concern="cough"))
    assert [(one.number, one.concern) for one in made.rows] == [(1, "swelling"), (4, "swelling"), (5, "cough")]


def test_a_row_is_scored_again_and_the_first_score_stays() -> None:
    before = plan(row(1), row(2, concern="cough"))
    after = before.rescored(2, 3, TODAY)
    assert [(one.score, one.new_score, one.rescored_on) for one in after.rows] == [(8, None, None), (8, 3, TODAY)]
    assert before.rows[1].new_score is None
    with pytest.raises(ValidationError):
        before.rescored(2, 11, TODAY)
    with pytest.raises(KeyError):
        before.rescored(3, 1, TODAY)


def test_alert_symptoms_and_effects_name_the_concerns_to_show_services_for() -> None:
    assert summary().concerns == ("swelling", "worry-fear-or-anxiety")


def test_a_service_is_copied_with_what_a_person_needs_and_never_follows_the_directory() -> None:
    entry = {
        "id": "a-clinic", "name": "A Clinic", "organisation": "A Trust", "referral": ["professional", "gp"],
        "contacts": {"phone": "0113 496 0000", "extension": "2", "note": "Not confirmed", "via": "host"}, "locations": [{"name": "A House", "postcode": "LS1 4AP"}], "assurance": {"source": "https://example.org/", "last_checked": "2026-10-01"},
    }  # fmt: skip
    copy = ServiceCopy.of(entry, TODAY)
    assert (copy.name, copy.phone, copy.last_checked, copy.copied_on) == ("A Clinic", "0113 496 0000", date(2026, 10, 1), TODAY)
    assert (copy.note, copy.via, copy.where) == ("Not confirmed", Via.HOST, "A House, LS1 4AP")
    assert copy.extension == "2"
    assert ServiceCopy.of(entry, TODAY, {"name": "B House"}).where == "B House"
    assert ServiceCopy.of(entry, TODAY, {"address": "1 Example Road, Leeds", "town": "Leeds", "postcode": "LS1 4AP"}).where == "1 Example Road, Leeds, LS1 4AP"
    assert copy.needs_referral
    assert copy.way_in == "A health professional refers; A GP refers"
    bare = ServiceCopy.of({"id": "b", "name": "B", "referral": [], "contacts": {"url": "https://example.org/b"}}, TODAY)
    assert (bare.needs_referral, bare.way_in, bare.url) == (False, "Ask first how to get in", "https://example.org/b")
    assert bare.model_copy(update={"phone": "0113 496 0000"}).way_in == "Ring first to ask how to get in"
    assert not service(referral=(Referral.SELF, Referral.GP)).needs_referral


def test_the_codes_are_those_of_the_data_set() -> None:
    assert [code.value for code in AssessmentOffer] == ["01", "02", "03", "04", "05"]
    assert [code.value for code in PlanStatus] == ["01", "02", "03", "04", "05", "06"]
    assert [code.value for code in PathwayPoint] == ["01", "02", "03", "04", "05", "06", "07", "08", "97"]
    assert [code.value for code in StaffRole] == ["01", "02", "03", "04", "05", "06", "08", "09"]
    assert PlanStatus("06").label.endswith("no concerns from HNA)")


def test_a_type_of_action_that_sends_nobody_is_no_signpost() -> None:
    assert [row(type=kind).signposts for kind in (ActionType.SIGNPOST, ActionType.REFERRAL, ActionType.SELF_CARE)] == [True, True, False]


def test_a_day_is_a_day_and_not_a_moment() -> None:
    with pytest.raises(ValidationError):
        person(born=datetime(1961, 2, 3, 10))
