"""A checklist as a form, in any edition: each item with a score, what was said about it, and the “other” of every part.

An item is named by the concerns that it stands for: labels are reworded and the scheme grows, and a form that was shown before
must still book every tick on its own concern. What an assessment holds that the form has no line for stays as it is.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from signpost.record.assessment import Assessment, OtherConcern, ScoredConcern
from signpost.record.fields import WORST_SCORE
from signpost.record.policies import Instrument
from signpost_web.record.forms import Fault, Form

TICKED = "x"  # a worry without a score
NO_SCORE = f"Write a score from 0 to {WORST_SCORE}, or {TICKED} for a tick without a score"
NO_MARK = f"something is written about it: write a score too, or {TICKED}; or take the words out"
NO_NAME = "write what the other worry is, or take its score out"
TOO_LONG, LONGEST_OTHER = "This is too long: 200 characters fit here", 200
LONGEST_WORDS = 4000
TOO_LONG_WORDS = f"This is too long: {LONGEST_WORDS:,} characters fit here"


class Row(NamedTuple):
    """An item where it stands in the form. `key` names its fields."""

    key: str
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
    """The parts of the form."""
    rows = iter(_rows(instrument))
    return tuple(Part(section.title, section.category, tuple(next(rows) for _ in section.items)) for section in instrument.sections)


def _rows(instrument: Instrument) -> Iterator[Row]:
    """The items by the concerns that they stand for; of two with the same concerns the second is told from the first."""
    so_far = Counter[str]()
    for section in instrument.sections:
        for item in section.items:
            key = "_".join(item.concerns)
            so_far[key] += 1
            yield Row(key if so_far[key] == 1 else f"{key}_{so_far[key]}", item.label)


def ticked_rows(form: Form, instrument: Instrument) -> tuple[Row, ...]:
    """The items that have a mark."""
    return tuple(row for row in _rows(instrument) if form.text(f"score.{row.key}"))


def filled(assessment: Assessment, instrument: Instrument) -> Form:
    """The form with what an assessment says."""
    return Form((*_pairs(assessment, instrument), *_other_pairs(assessment, instrument)))


def unshown(assessment: Assessment, instrument: Instrument) -> Marks:
    """What the form has no line for: concerns that were taken out of the scheme, others of a category that this edition lacks."""
    shown = {id(one) for held in _held(assessment, instrument).values() for one in held}
    others = {id(one) for one in _shown_others(assessment, instrument).values()}
    return Marks(tuple(one for one in assessment.concerns if id(one) not in shown), tuple(one for one in assessment.others if id(one) not in others))


def _held(assessment: Assessment, instrument: Instrument) -> dict[str, list[ScoredConcern]]:
    """By the key of each row, what the assessment keeps of it: by the item's wording, else, where that has changed, by its concern."""
    rows = list(_rows(instrument))
    by_wording = {(row.label, concern): row.key for row in rows for concern in instrument.items[row.label].concerns}
    by_concern = {instrument.items[row.label].concerns[0]: row.key for row in reversed(rows) if len(instrument.items[row.label].concerns) == 1}
    held: dict[str, list[ScoredConcern]] = {}
    for one in assessment.concerns:
        key = by_wording.get((one.item or "", one.concern)) or by_concern.get(one.concern)
        if key and all(other.concern != one.concern for other in held.get(key, [])):
            held.setdefault(key, []).append(one)
    return held


def _shown_others(assessment: Assessment, instrument: Instrument) -> dict[str, OtherConcern]:
    """The first of each category that the form has."""
    categories = {section.category for section in instrument.sections}
    return {one.category: one for one in reversed(assessment.others) if one.category in categories}


def _pairs(assessment: Assessment, instrument: Instrument) -> Iterator[tuple[str, str]]:
    for key, held in _held(assessment, instrument).items():
        yield f"score.{key}", TICKED if held[0].score is None else str(held[0].score)
        yield f"words.{key}", held[0].own_words or ""


def _other_pairs(assessment: Assessment, instrument: Instrument) -> Iterator[tuple[str, str]]:
    for one in _shown_others(assessment, instrument).values():
        yield f"other.{one.category}", one.own_words
        yield f"other-score.{one.category}", "" if one.score is None else str(one.score)


def read(form: Form, instrument: Instrument, base: Assessment | None = None) -> tuple[Marks, list[Fault]]:
    """The marks, with what the form could not show of the assessment that it was made from; and what is wrong with some of them."""
    faults = [*_faults(form, instrument)]
    if faults:
        return Marks((), ()), faults
    kept = unshown(base, instrument) if base else Marks((), ())
    held = _held(base, instrument) if base else {}
    return Marks((*_concerns(form, instrument, held), *kept.concerns), (*_others(form, instrument), *kept.others)), []


def _faults(form: Form, instrument: Instrument) -> Iterator[Fault]:
    for part in parts_of(instrument):
        for row in part.rows:
            if not _is_mark(form.text(f"score.{row.key}")):
                yield f"score.{row.key}", f"{row.label}: {NO_SCORE[0].lower()}{NO_SCORE[1:]}"
            if len(form.text(f"words.{row.key}")) > LONGEST_WORDS:
                yield f"words.{row.key}", TOO_LONG_WORDS
            if form.text(f"words.{row.key}") and not form.text(f"score.{row.key}"):
                yield f"score.{row.key}", f"{row.label}: {NO_MARK}"
        if not _is_mark(form.text(f"other-score.{part.category}")):
            yield f"other-score.{part.category}", NO_SCORE
        elif form.text(f"other-score.{part.category}") and not form.text(f"other.{part.category}"):
            yield f"other.{part.category}", f"{part.title}: {NO_NAME}"
        if len(form.text(f"other.{part.category}")) > LONGEST_OTHER:
            yield f"other.{part.category}", TOO_LONG


def _is_mark(text: str) -> bool:
    return text.lower() in ("", TICKED) or (text.isascii() and text.isdigit() and len(text) <= 2 and int(text) <= WORST_SCORE)


def _score(text: str) -> int | None:
    return int(text) if text.isdigit() else None


def _concerns(form: Form, instrument: Instrument, held: dict[str, list[ScoredConcern]]) -> Iterator[ScoredConcern]:
    """Whatever has a mark; in the words of the form on which it was ticked first."""
    for row in ticked_rows(form, instrument):
        score, words = _score(form.text(f"score.{row.key}")), form.text(f"words.{row.key}") or None
        before = {one.concern: one.item for one in held.get(row.key, [])}
        for one in instrument.ticked(row.label, score, words):
            yield one.model_copy(update={"item": before.get(one.concern) or one.item})


def _others(form: Form, instrument: Instrument) -> Iterator[OtherConcern]:
    for part in parts_of(instrument):
        words = " ".join(form.text(f"other.{part.category}").split())
        if words:
            yield OtherConcern(category=part.category, own_words=words, score=_score(form.text(f"other-score.{part.category}")))
