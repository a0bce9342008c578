"""The headings of a document, from the titles of its fields: the one statement that forms, stored records and prints share.

`outline` is what a copy prints: every heading of the document, those too under which nothing stands, so that a reader sees
that it was left open and not lost.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime
from enum import Enum
from typing import Any, NamedTuple, get_args
from zoneinfo import ZoneInfo

from pydantic import BaseModel

from signpost.record.codes import Labelled
from signpost.record.documents import MARK

UK = ZoneInfo("Europe/London")
Words = Callable[[str, str], str]  # name of a field, stored value -> what people read: a concern's id as its label


class Entry(NamedTuple):
    """A heading with what stands under it: text, or further headings. A list is a row of entries titled by their number."""

    field: str
    heading: str
    text: str | None = None
    parts: tuple[Entry, ...] = ()

    @property
    def empty(self) -> bool:
        return self.text is None and all(part.empty for part in self.parts)


def models_in(annotation: Any) -> Iterator[type[BaseModel]]:
    """The models within a type: `tuple[PlanRow, ...] | None` holds PlanRow."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for argument in get_args(annotation):
        yield from models_in(argument)


def headings_of(model: type[BaseModel]) -> dict[str, str]:
    """Path of every field, `rows.goal`, to its heading; with those of its parts, in the order of the form."""
    found: dict[str, str] = {}
    for name, info in model.model_fields.items():
        if name == MARK:
            continue
        found[name] = info.title or name
        for part in models_in(info.annotation):
            found |= {f"{name}.{below}": title for below, title in headings_of(part).items()}
    return found


def outline(document: BaseModel, words: Words = lambda _, value: value) -> tuple[Entry, ...]:
    """All that a document says, heading by heading; that it was entered in error first, where it was."""
    said = ((name, info, getattr(document, name)) for name, info in type(document).model_fields.items())
    return tuple(_entry(name, info.title or name, value, info.annotation, words) for name, info, value in said if name != MARK or value)


def printed_headings(document: BaseModel) -> tuple[str, ...]:
    """The headings that a copy of this document prints, in their order."""

    def walk(entries: tuple[Entry, ...]) -> Iterator[str]:
        for entry in entries:
            if not entry.heading.isdigit():
                yield entry.heading
            yield from walk(entry.parts)

    return tuple(walk(outline(document)))


def _entry(name: str, heading: str, value: Any, annotation: Any, words: Words) -> Entry:
    if isinstance(value, BaseModel):
        return Entry(name, heading, parts=outline(value, words))
    if isinstance(value, tuple) and value and isinstance(value[0], BaseModel):
        rows = (Entry(name, str(number), parts=outline(one, words)) for number, one in enumerate(value, 1))
        return Entry(name, heading, parts=tuple(rows))
    if value is None or value == ():
        return Entry(name, heading, parts=_blank(annotation))
    return Entry(name, heading, _text(name, value, words))


def _blank(annotation: Any) -> tuple[Entry, ...]:
    """The headings of a part that nobody has filled in."""
    return tuple(
        Entry(name, info.title or name, parts=_blank(info.annotation)) for part in models_in(annotation) for name, info in part.model_fields.items()
    )


def _text(name: str, value: Any, words: Words) -> str:
    if isinstance(value, tuple):
        return "; ".join(_text(name, one, words) for one in value)
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, Labelled):
        return value.label
    if isinstance(value, Enum):
        return words(name, str(value.value))
    if isinstance(value, datetime):
        return f"{day_in_words(value)}, {on_uk_clocks(value):%H:%M}"
    if isinstance(value, date):
        return day_in_words(value)
    return words(name, str(value))


def day_in_words(day: date) -> str:
    """`1 March 2027`; of a moment, the day that UK clocks show then."""
    local = on_uk_clocks(day) if isinstance(day, datetime) else day
    return f"{local.day} {local:%B %Y}"


def on_uk_clocks(moment: datetime) -> datetime:
    """A stored moment, which is in UTC, as people read it."""
    return moment.astimezone(UK)
