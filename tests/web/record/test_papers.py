"""A document as a form, and back."""

from __future__ import annotations

from datetime import date

import pytest

from signpost.record.documents import Document
from signpost.record.headings import headings_of
from signpost.record.person import Person
from signpost.record.treatment_summary import TreatmentSummary
from signpost_web.record import papers
from signpost_web.record.forms import Form
from signpost_web.record.papers import Placed, Shape, Unfit
from tests.record.people import FULL

# An event's place and time come from the directory, and a plan's rows have a page of their own.
MADE_BY_FORMS = [document for document in FULL if document.KIND in ("person", "assessment", "treatment-summary", "cancer-care-review")]


def form(**given: str) -> Form:
    return Form(tuple((name.replace("__", "."), text) for name, text in given.items()))


@pytest.mark.parametrize("document", MADE_BY_FORMS, ids=lambda document: document.KIND)
def test_what_a_form_shows_of_a_document_makes_the_same_document_again(document: Document) -> None:
    assert papers.read(type(document), papers.filled(document)) == document


@pytest.mark.parametrize("document", FULL, ids=lambda document: document.KIND)
def test_every_heading_of_a_document_is_asked_for_in_its_form(document: Document) -> None:
    def titles(fields: tuple[Placed, ...]) -> set[str]:
        below = [titles(one.below) | set().union(*map(titles, one.rows)) for one in fields]
        return {one.asked.title for one in fields}.union(*below)

    assert set(headings_of(type(document)).values()) <= titles(papers.placed(type(document), Form()))


def test_a_day_may_be_written_as_people_say_it() -> None:
    assert papers.read(Person, form(surname="Ali", born="27/3/1961")).born == date(1961, 3, 27)
    assert papers.read(Person, form(surname="Ali", born="27 03 1961")).born == date(1961, 3, 27)


def test_rows_that_were_left_empty_are_none_and_faults_stand_beside_the_rows_that_are_shown_again() -> None:
    sent = Form((("surname", "Ali"), ("contacts.0.name", ""), ("contacts.2.name", "Sam"), ("contacts.2.phone", "ask him"), ("contacts.4.next_of_kin", "yes")))
    with pytest.raises(Unfit) as unfit:
        papers.read(Person, sent)
    again = unfit.value.form
    assert again.text("contacts.0.name") == "Sam"
    assert again.text("contacts.0.phone") == "ask him"
    assert set(again.faults) == {"contacts.0.phone", "contacts.1.name"}


def test_every_fault_is_told_at_once_in_plain_words_and_nothing_typed_is_lost() -> None:
    with pytest.raises(Unfit) as unfit:
        papers.read(TreatmentSummary, form(written_on="31/2/2026", management__tests__0__due_on="soon"))
    again = unfit.value.form
    assert set(again.faults) == {"written_on", "phase", "diagnosis", "management.tests.0.what", "management.tests.0.due_on"}
    assert again.faults["diagnosis"] == "Fill this in."
    assert again.text("management.tests.0.due_on") == "soon"


def test_what_a_page_does_not_ask_for_stays_as_it_was() -> None:
    before = papers.read(Person, form(surname="Ali", email="ali@example.org", diagnosis="Made up"))
    after = papers.read(Person, form(surname="Aliyeva"), before, only=("surname", "diagnosis"))
    assert (after.surname, after.email, after.diagnosis) == ("Aliyeva", "ali@example.org", None)


def test_a_form_has_an_empty_row_after_those_that_are_filled_in() -> None:
    (contacts,) = papers.placed(Person, form(contacts__0__name="Sam"), only=("contacts",))
    assert contacts.asked.look.shape is Shape.ROWS
    assert [row[0].name for row in contacts.rows] == ["contacts.0.name", "contacts.1.name"]
