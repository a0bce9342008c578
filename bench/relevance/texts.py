"""Texts with the concerns that they mean, and what the directory makes of them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from functools import cached_property
from pathlib import Path
from typing import Any

from bench.relevance.judging import MEASURES, Figure, figures, means, measured, wanted
from bench.relevance.tables import Table
from signpost.search.request import Understood
from signpost.search.words import Words

TRAP = "urgent-trap"  # style of a text that only sounds like an emergency
SHOWN_INSTEAD = 4  # concerns of an answer that a miss lists

Ask = Callable[[str], tuple[tuple[Understood, ...], bool]]  # what a text is understood as, and whether it brings urgent advice


@dataclass(frozen=True, slots=True)
class JudgedText:
    """A text, the concerns that it means with their grades (none: it is on other matters), and whether it is an emergency.

    `urgent_ok`: advice does no harm, and need not stand there.
    """

    id: str
    text: str
    concerns: dict[str, int]
    speaker: str = ""
    styles: tuple[str, ...] = ()
    language: str = ""
    urgent: bool = False
    urgent_ok: bool = False


@dataclass(frozen=True)
class Answered:
    """A judged text with what came."""

    judged: JudgedText
    understood: tuple[Understood, ...]
    urgent: bool

    @cached_property
    def ranked(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(one.concern for one in self.understood))

    @cached_property
    def measured(self) -> dict[str, float]:
        """Every measure; of a text that means a concern."""
        return measured(self.judged.concerns, self.ranked)

    @property
    def left_alone(self) -> bool:
        """Nothing came: right for a text on other matters."""
        return not self.ranked and not self.urgent


@dataclass(frozen=True)
class AnsweredTexts:
    """A judged set with all its answers, parted as the measures need it."""

    name: str
    every: Sequence[Answered]

    @property
    def several_languages(self) -> bool:
        return any(one.judged.language for one in self.every)

    @cached_property
    def in_scope(self) -> list[Answered]:
        """They mean a concern, and are no emergency."""
        return [one for one in self.every if one.judged.concerns and not one.judged.urgent]

    @cached_property
    def other_matters(self) -> list[Answered]:
        return [one for one in self.every if not one.judged.concerns]

    @cached_property
    def urgent(self) -> list[Answered]:
        return [one for one in self.every if one.judged.urgent]

    @cached_property
    def calm(self) -> list[Answered]:
        """Advice must not stand there."""
        return [one for one in self.every if not one.judged.urgent and not one.judged.urgent_ok]


def read_texts(path: Path) -> list[JudgedText]:
    return [_text(json.loads(line)) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def _text(row: dict[str, Any]) -> JudgedText:
    known = {part.name: row[part.name] for part in fields(JudgedText) if part.name in row}
    return JudgedText(**{**known, "styles": tuple(row.get("styles", ()))})


def asked_of(words: Words) -> Ask:
    """The words of a directory as a search reads them: it shows advice for a text alone when its meaning tells of an emergency."""

    def ask(text: str) -> tuple[tuple[Understood, ...], bool]:
        meaning = words.read(text).meaning
        return meaning.concerns, bool(meaning.urgent)

    return ask


def answered(name: str, texts: Iterable[JudgedText], ask: Ask) -> AnsweredTexts:
    return AnsweredTexts(name, [Answered(judged, *ask(judged.text)) for judged in texts])


# -- figures -----------------------------------------------------------------------------------------------------------


def headline(texts: AnsweredTexts) -> dict[str, Figure]:
    """The measures over texts in scope that are no emergencies; how other matters, emergencies and calm texts fare."""
    return figures(
        {
            **{name: [one.measured[name] for one in texts.in_scope] for name in MEASURES},
            "out-of-scope precision": [float(one.left_alone) for one in texts.other_matters],
            "urgent recall": _flagged(texts.urgent),
            "urgent false alarms": _flagged(texts.calm),
            "trap false alarms": _flagged(one for one in texts.calm if TRAP in one.judged.styles),
        }
    )


def _flagged(answers: Iterable[Answered]) -> list[float]:
    return [float(one.urgent) for one in answers]


def by_style(texts: AnsweredTexts) -> Table:
    """The measures by style and by speaker; emergencies, which the headline leaves out, have a row of their own."""
    styles = sorted({style for one in texts.in_scope for style in one.judged.styles})
    speakers = sorted({one.judged.speaker for one in texts.in_scope} - {""})
    groups = {
        **{f"style {style}": [one for one in texts.in_scope if style in one.judged.styles] for style in styles},
        **{f"speaker {speaker}": [one for one in texts.in_scope if one.judged.speaker == speaker] for speaker in speakers},
        "one concern exactly": [one for one in texts.in_scope if list(one.judged.concerns.values()).count(3) == 1],
        "emergencies": texts.urgent,
    }
    return _by_group(f"{texts.name}: by style and speaker", groups)


def by_language(texts: AnsweredTexts) -> Table:
    """The measures of every language, over all its texts, emergencies too: they are few."""
    languages = sorted({one.judged.language for one in texts.every})
    groups = {language: [one for one in texts.every if one.judged.language == language] for language in languages}
    return _by_group(f"{texts.name}: by language, emergencies included", groups)


def _by_group(title: str, groups: Mapping[str, Sequence[Answered]]) -> Table:
    rows_of = {name: [one.measured for one in group if one.judged.concerns] for name, group in groups.items()}
    return Table(title, ("", "texts", *MEASURES), [(name, len(rows), *means(rows)) for name, rows in rows_of.items() if rows])


def by_concern(texts: AnsweredTexts) -> Table:
    """How often a concern that is exactly meant stands among the first three, worst first."""
    rows = []
    for concern in {concern for one in texts.in_scope for concern, grade in one.judged.concerns.items() if grade == 3}:
        meant = [one for one in texts.in_scope if one.judged.concerns.get(concern) == 3]
        rows.append((concern, len(meant), sum(concern in one.ranked[:3] for one in meant) / len(meant)))
    return Table(f"{texts.name}: by concern", ("concern", "texts", "in first three"), sorted(rows, key=lambda row: (row[2], row[0])))


# -- misses ------------------------------------------------------------------------------------------------------------


def misses(texts: AnsweredTexts) -> Iterator[str]:
    """Every text that went wrong in some way, and what came instead."""
    for one in texts.every:
        faults = list(_faults(one))
        if faults:
            grades = " ".join(f"{concern}={grade}" for concern, grade in one.judged.concerns.items()) or "nothing"
            came = ", ".join(f"{got.concern} {got.score:.2f} ({got.because})" for got in one.understood[:SHOWN_INSTEAD]) or "nothing"
            yield f"{one.judged.id}  {'; '.join(faults)}\n    {one.judged.text}\n    meant: {grades}\n    came:  {came}"


def _faults(one: Answered) -> Iterator[str]:
    judged = one.judged
    if not judged.concerns and one.ranked:
        yield "other matters, yet concerns came"
    if judged.concerns and one.ranked[:1] and one.ranked[0] not in wanted(judged.concerns):
        yield "another concern first"
    if judged.concerns and not one.ranked:
        yield "nothing came"
    elif judged.concerns and one.measured["recall@3"] < 1:
        yield "not among the first three: " + ", ".join(sorted(wanted(judged.concerns).difference(one.ranked[:3])))
    if judged.urgent and not one.urgent:
        yield "an emergency without advice"
    if one.urgent and not judged.urgent and not judged.urgent_ok:
        yield "advice without an emergency"
