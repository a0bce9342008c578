"""Everything that the judged sets tell of one directory."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from bench.relevance import plans, services, texts
from bench.relevance.judging import Figure
from bench.relevance.tables import Table, of_figures
from bench.relevance.texts import Ask
from signpost.search.directory import Directory

JUDGED = Path(__file__).resolve().parents[2] / "tests" / "relevance"
TEXTS = (JUDGED / "texts.jsonl", JUDGED / "languages.jsonl")
SERVICES = JUDGED / "services.jsonl"
ASSESSMENTS = JUDGED / "assessments.jsonl"


@dataclass
class Report:
    """What was measured, by the name of the judged set."""

    figures: dict[str, dict[str, Figure]] = field(default_factory=dict)
    tables: list[Table] = field(default_factory=list)
    misses: dict[str, list[str]] = field(default_factory=dict)

    def add(self, name: str, about: str, figures: dict[str, Figure], misses: Iterable[str], *tables: Table) -> None:
        self.figures[name], self.misses[name] = figures, list(misses)
        self.tables += [of_figures(f"{name}: {about}", figures), *tables]


def measure(directory: Directory, ask: Ask, now: datetime, text_files: Sequence[Path] = TEXTS, *, by_concern: bool = False) -> Report:
    """Put every judged set to the directory, and texts to what reads them: `ask`."""
    report = Report()
    for path in text_files:
        answers = texts.answered(path.stem, texts.read_texts(path), ask)
        tables = [texts.by_language(answers) if answers.several_languages else texts.by_style(answers)]
        tables += [texts.by_concern(answers)] if by_concern else []
        report.add(path.stem, "concerns from text", texts.headline(answers), texts.misses(answers), *tables)
    found = services.searched(services.read_searches(SERVICES), directory, now)
    report.add("services", "services from concern and place", services.headline(found), services.misses(found))
    planned = plans.planned(plans.read_assessments(ASSESSMENTS), directory, now)
    report.add("assessments", "plans", plans.headline(planned), plans.misses(planned))
    return report


def of_texts(ask: Ask, text_files: Sequence[Path] = TEXTS) -> dict[str, dict[str, Figure]]:
    """The figures of the judged texts alone."""
    return {path.stem: texts.headline(texts.answered(path.stem, texts.read_texts(path), ask)) for path in text_files}
