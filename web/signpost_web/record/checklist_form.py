"""A checklist as a form, in any edition: each item with a score, what was said about it, and the “other” of every part.

An item is named by its number in the edition, which never changes once it was used.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from signpost.record.assessment import Assessment, OtherConcern, ScoredConcern
from signpost.record.fields import WORST_SCORE
from signpost.record.policies import Instrument
from signpost_web.record.forms import Fault, Form

TICKED = "x"  # a worry without a score
NO_SCORE = f"Write a score from 0 to {WORST_SCORE}, or {TICKED} for a tick without a score"
TOO_LONG, LONGEST_OTHER = "This is too long: 200 characters fit here", 200
LONGEST_WORDS = 4000


class Row(NamedTuple):
    """An item where it stands in the form."""

    number: int
    label: str


class Part(NamedTuple):
    title: str
    category: str
    rows: tuple[Row, ...]


class Marks(NamedTuple):
    """What was ticked and written."""

    concerns: tuple[ScoredConcern, ...]
    others: tuple[OtherConcern, ...]


def parts_of(instrument: Instrument) -> tuple[Part, ...]:
    """The parts of the form, its items numbered through."""
    numbers = iter(range(1, 1 + len(instrument.items)))
    return tuple(Part(section.title, section.category, tuple(Row(next(numbers), item.label) for item in section.items)) for section in instrument.sections)


def ticked_rows(form: Form, instrument: Instrument) -> tuple[Row, ...]:
    """The items that have a mark."""
    return tuple(row for part in parts_of(instrument) for row in part.rows if form.text(f"score.{row.number}"))


def filled(assessment: Assessment, instrument: Instrument) -> Form:
    """The form with what an assessment says."""
    return Form((*_pairs(assessment, instrument), *_other_pairs(assessment)))


def _pairs(assessment: Assessment, instrument: Instrument) -> Iterator[tuple[str, str]]:
    said = {one.item or "": one for one in reversed(assessment.concerns)} | {one.concern: one for one in assessment.concerns if not one.item}
    for number, (label, item) in enumerate(instrument.items.items(), 1):
        one = said.get(label) or said.get(item.concerns[0])
        if one:
            yield f"score.{number}", TICKED if one.score is None else str(one.score)
            yield f"words.{number}", one.own_words or ""


def _other_pairs(assessment: Assessment) -> Iterator[tuple[str, str]]:
    for one in assessment.others:
        yield f"other.{one.category}", one.own_words
        yield f"other-score.{one.category}", "" if one.score is None else str(one.score)


def read(form: Form, instrument: Instrument) -> tuple[Marks, list[Fault]]:
    """The marks, and what is wrong with some of them."""
    faults = [*_faults(form, instrument)]
    return (Marks((), ()), faults) if faults else (Marks(tuple(_concerns(form, instrument)), tuple(_others(form, instrument))), [])


def _faults(form: Form, instrument: Instrument) -> Iterator[Fault]:
    for part in parts_of(instrument):
        for row in part.rows:
            if not _is_mark(form.text(f"score.{row.number}")):
                yield f"score.{row.number}", f"{row.label}: {NO_SCORE[0].lower()}{NO_SCORE[1:]}"
            if len(form.text(f"words.{row.number}")) > LONGEST_WORDS:
                yield f"words.{row.number}", TOO_LONG
        if not _is_mark(form.text(f"other-score.{part.category}")):
            yield f"other-score.{part.category}", NO_SCORE
        if len(form.text(f"other.{part.category}")) > LONGEST_OTHER:
            yield f"other.{part.category}", TOO_LONG


def _is_mark(text: str) -> bool:
    return text.lower() in ("", TICKED) or (text.isascii() and text.isdigit() and len(text) <= 2 and int(text) <= WORST_SCORE)


def _score(text: str) -> int | None:
    return int(text) if text.isdigit() else None


def _concerns(form: Form, instrument: Instrument) -> Iterator[ScoredConcern]:
    """Whatever has a mark. An item that is worded as the concern itself needs no wording of its own."""
    given: set[str] = set()
    for number, label in enumerate(instrument.items, 1):
        mark = form.text(f"score.{number}")
        if mark:
            for one in instrument.ticked(label, _score(mark), form.text(f"words.{number}") or None):
                if one.concern not in given or len(instrument.items[label].concerns) > 1:
                    given.add(one.concern)
                    yield one


def _others(form: Form, instrument: Instrument) -> Iterator[OtherConcern]:
    for part in parts_of(instrument):
        words = " ".join(form.text(f"other.{part.category}").split())
        if words:
            yield OtherConcern(category=part.category, own_words=words, score=_score(form.text(f"other-score.{part.category}")))
