"""Copies and letters: what they look like for ever, to whom they went, and that the person agreed."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import pytest
from starlette.testclient import TestClient

from signpost.record.access import Role
from signpost.record.cancer_care_review import Became, CareReview, Invitation, SignpostOutcome
from signpost.record.care_plan import RowStatus
from signpost.record.documents import Document
from signpost.record.person import AccessNeeds, Format, Purpose
from signpost.record.records import Records
from signpost.record.treatment_summary import Arranged
from tests.record import people
from tests.web.record.conftest import OURS, Clock

if TYPE_CHECKING:
    from tests.web.record.conftest import Staff

TODAY = date(2026, 11, 2)
CALL = "Your 24-hour cancer line now"


@pytest.fixture
def nurse(staff: Staff) -> TestClient:
    return staff(Role.CLINICIAN, OURS)


@pytest.fixture
def person_id(ours: Records) -> str:
    return ours.add_person(people.person(consents=(), access=AccessNeeds(formats=(Format.LARGE_PRINT, Format.BRAILLE))), OURS).id


def document(ours: Records, person_id: str) -> str:
    """A plan for somebody who speaks of a shiver."""
    plan = people.plan(people.row(own_words="I shiver at night"))
    return f"/record/people/{person_id}/documents/{ours.add(person_id, plan).id}"


def test_a_copy_brings_its_own_styles_and_takes_nothing_from_the_site(nurse: TestClient, ours: Records, person_id: str) -> None:
    where = nurse.post(f"{document(ours, person_id)}/copies", data={"recipient": "person", "how.person": "Handed over", "print": "large"}).headers["location"]
    copy = nurse.get(where)
    assert '<html lang="en-GB" class="large">' in copy.text
    assert "html.large { font-size: 18pt; }" in copy.text
    assert re.findall(r'(?:src|href)="', copy.text) == []
    assert copy.headers["content-security-policy"].startswith("default-src 'none'; style-src 'sha256-")
    assert "sha256" not in nurse.get("/record").headers["content-security-policy"]


def test_what_cannot_wait_stands_on_the_persons_own_copy_before_the_plan(nurse: TestClient, ours: Records, person_id: str) -> None:
    sent = {"recipient": ["person", "notes"], "how.person": "Handed over", "how.notes": "Put in the notes", "print": "normal"}
    nurse.post(f"{document(ours, person_id)}/copies", data=sent)
    texts = {copy.recipient: nurse.get(f"/record/people/{person_id}/copies/{copy.id}").text for copy in ours.copies(person_id)}
    own = texts["person"]
    assert own.index(CALL) < own.index("What we will do about what worries you")
    assert CALL not in texts["notes"]


def test_who_else_gets_a_copy_is_named_and_their_agreement_kept(nurse: TestClient, ours: Records, person_id: str) -> None:
    where = document(ours, person_id)
    sent = {"recipient": "other", "how.other": "By post", "print": "normal"}
    nameless = nurse.post(f"{where}/copies", data=sent)
    assert nameless.status_code == 400
    assert "Say who gets it" in nameless.text
    unasked = nurse.post(f"{where}/copies", data=sent | {"to.other": "Made-up Hospice"})
    assert unasked.status_code == 400
    assert 'value="Made-up Hospice"' in unasked.text
    assert nurse.post(f"{where}/copies", data=sent | {"to.other": "Made-up Hospice", "consented": "yes"}).status_code == 303
    assert "By post, to Made-up Hospice" in nurse.get(where).text
    (consent,) = ours.person(person_id).body.consents
    assert (consent.purpose, consent.with_whom, consent.given_on) == (Purpose.OTHER, "Made-up Hospice", TODAY)


def test_large_print_is_for_the_person_and_not_for_the_practice(nurse: TestClient, ours: Records, person_id: str) -> None:
    where = nurse.post(f"{document(ours, person_id)}/copies", data={"recipient": "notes", "how.notes": "Put in the notes", "print": "large"}).headers["location"]
    assert '<html lang="en-GB">' in nurse.get(where).text


def own_copy(nurse: TestClient, ours: Records, person_id: str, body: Document) -> str:
    where = f"/record/people/{person_id}/documents/{ours.add(person_id, body).id}/copies"
    return nurse.get(nurse.post(where, data={"recipient": "person", "how.person": "Handed over", "print": "normal"}).headers["location"]).text


def test_the_persons_copy_of_a_review_tells_what_became_of_the_help_and_whom_to_ring(nurse: TestClient, ours: Records, person_id: str) -> None:
    outcome = SignpostOutcome(
        plan_id="p", row=1, concern="swelling", service=people.service(), planned_on=TODAY, planned_status=RowStatus.OPEN, became=Became.HELPED, score_before=8, score_now=3
    )
    review = CareReview(stage="three-months", invitation=Invitation.DONE, reviewed_on=TODAY, reviewer="Dr Invented", signposts=(outcome,), safety_net="A new lump: ring Dr Invented", work="Back for two days a week", prescription_exemption=Arranged.NO)
    copy = own_copy(nurse, ours, person_id, review)
    assert "You talked with Dr Invented on 2 November 2026" in copy
    assert "You told us: used it, and it helped" in copy
    assert "You scored this worry 8 of 10 at first, and 3 now" in copy
    assert copy.index("A new lump") < copy.index("The help that we suggested") < copy.index("Back for two days a week") < copy.index("FP92A")
    assert "Status in the plan" not in copy


def test_the_persons_copy_of_a_summary_begins_with_whom_to_ring_and_what_to_look_out_for(nurse: TestClient, ours: Records, person_id: str) -> None:
    copy = own_copy(nurse, ours, person_id, people.summary(sr1=Arranged.YES, prescription_exemption=Arranged.YES))
    assert copy.index("Breast nurses, 0113 496 0303 (9 to 5)") < copy.index("Ring if you notice") < copy.index("A new lump") < copy.index("Your treatment")
    assert "Tamoxifen (new)" in copy
    assert "You do not pay for NHS prescriptions" in copy
    assert "DS1500" not in copy
    assert "Form SR1 has been filled in for you" in copy


def test_days_and_times_are_those_of_uk_clocks(staff: Staff, ours: Records, person_id: str, clock: Clock) -> None:
    clock.now = datetime(2027, 7, 1, 23, 30, tzinfo=UTC)
    where = document(ours, person_id)
    staff(Role.CLINICIAN, OURS).post(f"{where}/copies", data={"recipient": "person", "how.person": "Handed over", "print": "normal"})
    page = staff(Role.CLINICIAN, OURS).get(where).text
    assert "02/07/2027" in page
    assert "01/07/2027" not in page
    assert "02/07/2027 00:30" in staff(Role.AUDITOR, OURS).get("/record/audit").text


def test_the_practice_is_named_before_anybody_types_it(nurse: TestClient, ours: Records, person_id: str) -> None:
    assert 'value="Dr Invented, Made-up Surgery"' in nurse.get(document(ours, person_id)).text


def test_a_format_that_is_not_print_is_to_be_arranged(nurse: TestClient, ours: Records, person_id: str) -> None:
    assert "Addy asked for: braille. What is made here is print" in nurse.get(document(ours, person_id)).text
