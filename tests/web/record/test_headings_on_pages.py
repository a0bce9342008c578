"""Every heading that the field's forms have stands on a page where it is written, and on the copies that clinicians get."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import yaml
from starlette.testclient import TestClient

from signpost.record.access import Role
from signpost.record.person import Person
from signpost.record.records import Records
from tests.record.people import FULL, person
from tests.web.record.conftest import OURS

if TYPE_CHECKING:
    from tests.web.record.conftest import Staff

FACTS = [
    (fact["kind"], fact["heading"])
    for facts in yaml.safe_load((Path(__file__).parents[2] / "record/headings.yaml").read_text()).values()
    for fact in facts
]
PRESSED = {("care-plan", one) for one in ("Service", "Service id", "Telephone")}  # written by the press that adds a service to a plan
SHOWN = {("cancer-care-review", "Review")}  # chosen on the form as "Which review"
DOCUMENTS = [one for one in FULL if not isinstance(one, Person)]


@pytest.fixture
def nurse(staff: Staff) -> TestClient:
    return staff(Role.CLINICIAN, OURS)


@pytest.fixture
def person_id(ours: Records) -> str:
    return ours.add_person(person(), OURS).id


def said(html: str) -> str:
    """The words of a page, in one line."""
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]*>", " ", html)))


def labels(html: str) -> set[str]:
    """What names a field or a group of them."""
    found = re.findall(r"<(label|legend|th|h2|h3)\b[^>]*>(.*?)</\1>", html, re.DOTALL)
    return {said(words).strip() for _, words in found} | set(re.findall(r'aria-label="([^"]+)"', html))


def forms(person_id: str, filed: dict[str, str]) -> dict[str, list[str]]:
    """Kind of document -> the pages on which it is written."""
    home = f"/record/people/{person_id}"
    plan = f"{home}/plans/{filed['care-plan']}"
    return {
        "person": [f"{home}/details"],
        "care-plan": [f"{plan}/around", f"{plan}/rows/2"],
        "treatment-summary": [f"{home}/summaries/new"],
        "cancer-care-review": [f"{home}/reviews/new"],
        "event": [f"{home}/events/new", f"{home}/events/{filed['event']}"],
        "follow-up": [f"{home}/follow-up"],
    }


def test_every_heading_of_the_field_stands_on_the_page_where_it_is_written(nurse: TestClient, ours: Records, person_id: str) -> None:
    filed = {one.KIND: ours.add(person_id, one).id for one in DOCUMENTS}
    plan = f"/record/people/{person_id}/plans/{filed['care-plan']}"
    pages = {kind: [nurse.get(address).text for address in addresses] for kind, addresses in forms(person_id, filed).items()}
    pages["care-plan"].append(nurse.post(f"{plan}/rows/begin").text)
    there = {kind: set[str]().union(*map(labels, several)) for kind, several in pages.items()}
    missing = {(kind, heading) for kind, heading in FACTS if heading not in there[kind]}
    assert missing - PRESSED == SHOWN
    assert "Which review" in there["cancer-care-review"]


@pytest.mark.parametrize("recipient", ["gp", "notes"])
def test_every_heading_of_the_field_stands_on_a_clinicians_copy(nurse: TestClient, ours: Records, person_id: str, recipient: str) -> None:
    copies = {one.KIND: given(nurse, person_id, ours.add(person_id, one).id, recipient) for one in DOCUMENTS}
    missing = {(kind, heading) for kind, heading in FACTS if kind != "person" and heading not in copies[kind]}
    assert missing == set()
    for kind, copy in copies.items():
        assert [heading for of, heading in FACTS if of == "person" and heading not in copy] == [], kind


def given(nurse: TestClient, person_id: str, document_id: str, recipient: str) -> str:
    """The words of a copy that was given."""
    sent = {"recipient": recipient, f"how.{recipient}": "By post", "print": "normal", "consented": "yes"}
    answer = nurse.post(f"/record/people/{person_id}/documents/{document_id}/copies", data=sent)
    return said(nurse.get(answer.headers["location"]).text)
