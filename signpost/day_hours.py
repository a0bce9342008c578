"""What opening hours say of a day: its spans, when it is an ordinary day and when it is a bank holiday.

Hours are OpenStreetMap opening_hours. A span belongs to the day on which it starts: a night that runs into a bank holiday is not
cut short by it, and one that falls away takes its small hours with it. The library that reads the hours knows neither, so
that it is given the evening and the small hours of a night one by one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from itertools import pairwise
from typing import Any, NamedTuple

DAY = timedelta(days=1)
_MINUTES = 24 * 60

_PUBLIC_HOLIDAY = re.compile(r"\bPH\b")
_DAYS_WITH_PH = re.compile(r"(?:[\w\[\]-]+,)*\bPH\b(?:,[\w\[\]-]+)*")  # `Su,PH`, `PH`, `PH,Mo[1]`
_SPAN = re.compile(r"(\d{1,2}):(\d{2})-(\d{1,2}):(\d{2})")
_SPANS = re.compile(rf"{_SPAN.pattern}(?:\s*,\s*{_SPAN.pattern})*")
_SHUT = re.compile(r"\b(?:off|closed)\b")
_APPOINTMENT = re.compile(r"\bappointments?\b", re.IGNORECASE)
_CANNOT_TELL = re.compile(r"\bSH\b|\b(?:sunrise|sunset|dawn|dusk)\b|\d\+")  # school holidays, the sun, and ends left open


class State(StrEnum):
    """Whether somebody is there."""

    OPEN = "open"
    BY_APPOINTMENT = "by-appointment"
    UNKNOWN = "unknown"
    CLOSED = "closed"


class Span(NamedTuple):
    """From one moment to another, by clocks on the wall; the rest of a day is closed."""

    start: datetime
    end: datetime
    state: State


Spans = tuple[Span, ...]


def midnight(day: date) -> datetime:
    return datetime.combine(day, time())


def usual_days(hours: str, first: date, count: int) -> list[Spans]:
    """The spans of so many days in turn, as if none of them were a bank holiday. Raises an error of any kind when they cannot be told."""
    rules = (re.sub(r"\bPH,|,PH\b", "", rule) for rule in hours.split(";"))
    return _read("; ".join(rule.strip() for rule in rules if not _PUBLIC_HOLIDAY.search(rule)) or "off", first, count)


def bank_holiday(hours: str, day: date) -> Spans | None:
    """The spans of a day that is a bank holiday; None when the hours do not say. Raises as `usual_days` does."""
    if not _PUBLIC_HOLIDAY.search(hours):
        return None
    rules = [_DAYS_WITH_PH.sub(f"{day:%Y %b %d}", rule.strip()) for rule in sorted(hours.split(";"), key=_speaks_of_bank_holidays)]
    return _read("; ".join(rules), day, 1)[0]


def _speaks_of_bank_holidays(rule: str) -> bool:
    """Sorts such rules last: `PH off; Mo-Fr 09:00-17:00` is meant as it reads, though the syntax lets the later rule win."""
    return _PUBLIC_HOLIDAY.search(rule) is not None


def agreed(one: Spans, other: Spans) -> Spans:
    """What two readings of a day have in common; where they differ it is not known."""
    cuts = sorted({moment for span in (*one, *other) for moment in span[:2]})
    parts = (Span(start, end, _common(_state_at(one, start), _state_at(other, start))) for start, end in pairwise(cuts))
    return tuple(part for part in parts if part.state is not State.CLOSED)


def _common(one: State, other: State) -> State:
    return one if one is other else State.UNKNOWN


def _state_at(spans: Spans, moment: datetime) -> State:
    return next((span.state for span in spans if span.start <= moment < span.end), State.CLOSED)


def all_day(spans: Spans) -> bool:
    """Whether a day is one span from midnight to midnight, in a state that is known."""
    return len(spans) == 1 and spans[0].end - spans[0].start >= DAY and spans[0].state is not State.UNKNOWN


def _read(hours: str, first: date, count: int) -> list[Spans]:
    if _CANNOT_TELL.search(hours):
        raise ValueError(f"{hours} hangs on what is not known here.")
    days = _by_day(_evenings(hours), first, count)
    if small := _small_hours(hours):
        for day, spans in zip(days, _by_day(small, first, count), strict=True):
            day += [Span(span.start + DAY, span.end + DAY, span.state) for span in spans]
    return [tuple(day) for day in days]


def _by_day(hours: str, first: date, count: int) -> list[list[Span]]:
    """The spans of each day, of hours that do not run past midnight."""
    from opening_hours import OpeningHours

    days: list[list[Span]] = [[] for _ in range(count)]
    for interval in OpeningHours(hours).intervals(midnight(first), midnight(first) + count * DAY):
        for span in _cut(*interval):
            days[(span.start.date() - first).days].append(span)
    return days


def _cut(start: datetime, end: datetime, kind: Any, comment: str) -> Iterator[Span]:
    """One interval of the library, cut at each midnight."""
    while str(kind) != "closed" and start < end:
        until = min(end, midnight(start.date()) + DAY)
        yield Span(start, until, _state(str(kind), comment, until - start == DAY))
        start = until


def _state(kind: str, comment: str, whole_day: bool) -> State:
    """A rule that is a comment alone (`"ring first"`) says nothing of when; the library calls it open day and night."""
    if _APPOINTMENT.search(comment):
        return State.BY_APPOINTMENT
    return State.UNKNOWN if kind == "unknown" or (comment and whole_day) else State.OPEN


def _after_midnight(span: re.Match[str]) -> int | None:
    """Minutes after midnight at which a span of the evening before ends; None when it ends on its own day."""
    start, end = (60 * int(span[hour]) + int(span[hour + 1]) for hour in (1, 3))
    return end if end <= start else end - _MINUTES if end > _MINUTES else None


def _evenings(hours: str) -> str:
    """The same hours up to midnight: `Fr 20:00-02:00` as `Fr 20:00-24:00`."""
    return _SPAN.sub(lambda span: span[0] if _after_midnight(span) is None else f"{span[1]}:{span[2]}-24:00", hours)


def _small_hours(hours: str) -> str | None:
    """What is left after midnight, as if it were on the day before: `Fr 20:00-02:00` as `Fr 00:00-02:00`."""
    if not any(_after_midnight(span) for span in _SPAN.finditer(hours)):
        return None
    rules = (_SPANS.sub(lambda spans: _ends(_SPAN.finditer(spans[0])), rule) for rule in hours.split(";"))
    return "; ".join(rule if _SPAN.search(rule) or _SHUT.search(rule) else f"{rule} off" for rule in rules if rule.strip())


def _ends(spans: Iterable[re.Match[str]]) -> str:
    ends = [end for span in spans if (end := _after_midnight(span))]
    return ",".join(f"00:00-{end // 60:02}:{end % 60:02}" for end in ends) or "off"
