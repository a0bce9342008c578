"""Every heading that the field's forms have stands in the model, in what is stored and in what is printed."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml

from signpost.record.documents import Document, kind_of
from signpost.record.headings import Entry, day_in_words, headings_of, outline, printed_headings
from tests.record.people import FULL, event, person, plan, row, summary

FACTS = [
    (section, fact["fact"], fact["kind"], fact["heading"])
    for section, facts in yaml.safe_load(Path(__file__).with_name("headings.yaml").read_text()).items()
    for fact in facts
]
IDS = [f"{section}: {fact}" for section, fact, *_ in FACTS]
BY_KIND: dict[str, Document] = {document.KIND: document for document in FULL}


@pytest.mark.parametrize(("section", "fact", "kind", "heading"), FACTS, ids=IDS)
def test_every_heading_of_the_field_is_a_field_of_a_document(section: str, fact: str, kind: str, heading: str) -> None:
    assert heading in headings_of(kind_of(kind)).values()


@pytest.mark.parametrize(("section", "fact", "kind", "heading"), FACTS, ids=IDS)
def test_every_heading_of_the_field_is_stored(section: str, fact: str, kind: str, heading: str) -> None:
    stored = json.loads(BY_KIND[kind].to_json())["body"]
    paths = [path for path, title in headings_of(kind_of(kind)).items() if title == heading]
    assert any(_has(stored, path.split(".")) for path in paths)


@pytest.mark.parametrize(("section", "fact", "kind", "heading"), FACTS, ids=IDS)
def test_every_heading_of_the_field_is_printed(section: str, fact: str, kind: str, heading: str) -> None:
    assert heading in printed_headings(BY_KIND[kind])


def _has(data: Any, path: list[str]) -> bool:
    """Whether the path is written; below what nobody filled in, the path so far is enough."""
    if not path or data is None or data == []:
        return True
    if isinstance(data, list):
        return any(_has(one, path) for one in data)
    return isinstance(data, dict) and path[0] in data and _has(data[path[0]], path[1:])


def _texts(entries: tuple[Entry, ...]) -> dict[str, str | None]:
    found: dict[str, str | None] = {}
    for entry in entries:
        found[entry.field] = entry.text
        found |= _texts(entry.parts)
    return found


def test_a_print_says_what_is_stored_in_words() -> None:
    texts = _texts(outline(person()))
    assert texts["born"] == "3 February 1961"
    assert texts["formats"] == "Large print"
    assert texts["interpreter"] == "Yes"
    assert texts["ods_code"] is None


def test_a_moment_is_told_by_uk_clocks() -> None:
    assert day_in_words(datetime(2026, 7, 1, 23, 30, tzinfo=UTC)) == "2 July 2026"
    assert _texts(outline(event(starts_at=datetime(2026, 7, 1, 9, tzinfo=UTC))))["starts_at"] == "1 July 2026, 10:00"


def test_a_print_can_put_labels_in_the_place_of_ids() -> None:
    texts = _texts(outline(plan(row()), lambda name, value: "Swelling" if (name, value) == ("concern", "swelling") else value))
    assert texts["concern"] == "Swelling"


def test_a_print_has_every_heading_though_nothing_is_written_under_it() -> None:
    empty = summary(alerts=(), in_hours=None, medicines=())
    printed = printed_headings(empty)
    for heading in ("Alert symptoms that require referral back to the specialist team", "Symptom", "Who to contact", "Medicine"):
        assert heading in printed
    assert next(entry for entry in outline(empty) if entry.field == "alerts").empty
    assert not next(entry for entry in outline(summary()) if entry.field == "alerts").empty
