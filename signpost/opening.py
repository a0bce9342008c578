"""Is a service open at a moment, until when, and when does it open next? The one place that answers.

By UK clocks, past midnight, through both changes of the clock, on the bank holidays of each nation. What nobody can tell is not
known: it never counts as open, nor as closed.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from functools import lru_cache
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from signpost.bank_holidays import kept
from signpost.day_hours import DAY, Span, Spans, State, agreed, all_day, bank_holiday, midnight, usual_days
from signpost.places import Nation

LONDON = ZoneInfo("Europe/London")
AHEAD_DAYS = 14  # how far `opens` looks
OLD_AFTER_YEARS = 5  # a page of that age has often outlived what it says
_CLOCKS_CHANGE = time(1, tzinfo=UTC)  # on the two Sundays when they do
_AHEAD_MINUTES = AHEAD_DAYS * 24 * 60
_DAYS = AHEAD_DAYS + 3  # yesterday, whose night may not be over, today, and as far as `opens` looks
_FIRST_THAT_HOLDS = (State.OPEN, State.BY_APPOINTMENT, State.UNKNOWN)  # of several lines and places


class BadHours(ValueError):
    """The text is not in OpenStreetMap opening_hours syntax."""


@dataclass(frozen=True, slots=True)
class Schedule:
    """The hours of one line or place, and what must be known to trust them."""

    hours: str  # OpenStreetMap opening_hours; empty: not known
    nations: tuple[Nation, ...]  # where it may be: its bank holidays are those of one of these
    by_appointment: bool = False  # nobody can just come, or ring, whatever the hours
    year: int | None = None  # of the page that states the hours, unless a person has confirmed them since

    def to_json(self) -> list[Any]:
        return [self.hours, list(self.nations), self.by_appointment, self.year]

    @classmethod
    def from_json(cls, stored: Sequence[Any]) -> Schedule:
        hours, nations, by_appointment, year = stored
        return cls(hours, tuple(map(Nation, nations)), by_appointment, year)


@dataclass(frozen=True, slots=True)
class Opening:
    """How a service stands at a moment. Times are UK time, to the minute."""

    state: State
    until: datetime | None = None  # when open: its end; None when that is more than a fortnight off
    opens: datetime | None = None  # when not open: the next time that it is known to be, within a fortnight
    bank_holiday: bool = False  # today is one, and that is why it is closed all day, or not known
    maybe_sooner: bool = False  # before `opens` there is a time of which nothing is known


NOT_KNOWN = Opening(State.UNKNOWN)
SHUT = Opening(State.CLOSED)


@lru_cache(maxsize=4096)
def check_hours(hours: str) -> None:
    """Raises BadHours, with the parser's own words, when `hours` cannot be read."""
    from opening_hours import OpeningHours

    try:
        OpeningHours(hours)
    except Exception as problem:  # the library's errors have no common base
        raise BadHours(str(problem).strip().splitlines()[-1]) from problem


def minute_of(moment: datetime) -> int:
    """The number of a moment's minute, counted from 1970: no hours are finer. A naive moment is UK time."""
    return int((moment if moment.tzinfo else moment.replace(tzinfo=LONDON)).timestamp() // 60)


def opening(schedules: Iterable[Schedule], minute: int) -> Opening:
    """How a service with these lines and places stands in a minute: open when any of them is."""
    today = _uk_time(minute).date()
    fortnights = [_fortnight(one, today) for one in schedules]
    if not fortnights:
        return NOT_KNOWN
    stretches = [stretch for one in fortnights for stretch in one.stretches]
    state, opens = _state(stretches, minute), _next(State.OPEN, stretches, minute)
    if state is State.OPEN:
        return Opening(state, until=_until(stretches, minute))
    if state is State.BY_APPOINTMENT or (state is State.CLOSED and opens is None and _next(State.BY_APPOINTMENT, stretches, minute)):
        return Opening(State.BY_APPOINTMENT, opens=opens)
    holiday = any(one.holiday for one in fortnights) and (opens is None or opens.date() > today)
    not_told = _next(State.UNKNOWN, stretches, minute) if state is State.CLOSED else None
    return Opening(state, opens=opens, bank_holiday=holiday, maybe_sooner=not_told is not None and (opens is None or not_told < opens))


class _Stretch(NamedTuple):
    """A span as it passes in time, in minutes."""

    start: int
    end: int
    state: State


class _Fortnight(NamedTuple):
    """The days from yesterday on."""

    stretches: tuple[_Stretch, ...]
    holiday: bool = False  # today is a bank holiday, and it would else be open


def _uk_time(minute: int) -> datetime:
    return datetime.fromtimestamp(minute * 60, LONDON)


def _state(stretches: Iterable[_Stretch], now: int) -> State:
    held = {one.state for one in stretches if one.start <= now < one.end}
    return next((state for state in _FIRST_THAT_HOLDS if state in held), State.CLOSED)


def _until(stretches: Iterable[_Stretch], now: int) -> datetime | None:
    """The end of being open, through every stretch that follows on."""
    end = now
    for one in sorted(stretches):
        if one.state is State.OPEN and one.start <= end < one.end:
            end = one.end
    return None if end > now + _AHEAD_MINUTES else _uk_time(end)


def _next(state: State, stretches: Iterable[_Stretch], now: int) -> datetime | None:
    starts = [one.start for one in stretches if one.state is state and now < one.start <= now + _AHEAD_MINUTES]
    return _uk_time(min(starts)) if starts else None


@lru_cache(maxsize=8192)
def _fortnight(schedule: Schedule, today: date) -> _Fortnight:
    first = today - DAY
    if schedule.by_appointment:
        return _throughout(State.BY_APPOINTMENT, first)
    if not schedule.hours or (schedule.year is not None and today.year - schedule.year >= OLD_AFTER_YEARS):
        return _throughout(State.UNKNOWN, first)
    try:
        usual = usual_days(schedule.hours, first, _DAYS)
        days = _as_kept(schedule, first, usual)
    except Exception:  # a generation built elsewhere, or hours that hang on what is not known here
        return _throughout(State.UNKNOWN, first)
    there = any(span.state in (State.OPEN, State.BY_APPOINTMENT) for span in days[1])
    holiday = bool(usual[1]) and not there and kept(today, schedule.nations) is True
    return _Fortnight(tuple(_stretch(*span) for day in days for span in day), holiday)


def _throughout(state: State, first: date) -> _Fortnight:
    return _Fortnight((_stretch(midnight(first), midnight(first) + _DAYS * DAY, state),))


def _as_kept(schedule: Schedule, first: date, usual: Sequence[Spans]) -> list[Spans]:
    """Each day as it is kept: as an ordinary day, as a bank holiday, or what both have in common where nobody can tell which it is."""
    always = all(map(all_day, usual))
    days = []
    for number, spans in enumerate(usual):
        day = first + number * DAY
        holiday = kept(day, schedule.nations)
        if holiday is not False:
            that_day = _on_bank_holiday(schedule.hours, day, spans, always)
            spans = that_day if holiday else agreed(spans, that_day)
        days.append(spans)
    return days


def _on_bank_holiday(hours: str, day: date, usual: Spans, always: bool) -> Spans:
    """Where the hours do not speak of bank holidays: open if it always is, closed if it is closed on such a weekday; else not known."""
    said = bank_holiday(hours, day)
    if said is not None:
        return said
    return usual if always or not usual else (Span(midnight(day), max(midnight(day) + DAY, usual[-1].end), State.UNKNOWN),)


def _stretch(start: datetime, end: datetime, state: State) -> _Stretch:
    """Where clocks go back and show a time twice, opening waits for the second and closing for the first only: never open too long."""
    return _Stretch(max(_minutes(start)), min(_minutes(end)), state)


def _minutes(wall: datetime) -> tuple[int, int]:
    """The first and the last minute in which UK clocks show a time; for one that they leap over, the minute of the leap."""
    first, last = (minute_of(wall.replace(tzinfo=LONDON, fold=fold)) for fold in (0, 1))
    if first > last:
        first = last = minute_of(datetime.combine(wall.date(), _CLOCKS_CHANGE))
    return first, last
