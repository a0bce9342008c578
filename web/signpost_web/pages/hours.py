"""Opening hours in words: `Mo-Fr 09:00-17:00` -> `Monday to Friday, 9am to 5pm`. What is not simple stays as it is written.

And how a service stands now: `Open now, until 5pm`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime
from functools import lru_cache
from typing import Any, NamedTuple

DAYS = {"Mo": "Monday", "Tu": "Tuesday", "We": "Wednesday", "Th": "Thursday", "Fr": "Friday", "Sa": "Saturday", "Su": "Sunday"}
BY_APPOINTMENT = "By appointment"
CLOSED_NOW = {False: "Closed now", True: "Closed today for the bank holiday"}
HOLIDAY_HOURS_NOT_KNOWN = "Bank holiday today: hours not known"
_NOON = 12
_A_WEEK = 7
NTH = {"1": "First", "2": "Second", "3": "Third", "4": "Fourth", "5": "Fifth", "-1": "Last"}

_DAY = r"(?:Mo|Tu|We|Th|Fr|Sa|Su)"
_PART = re.compile(rf"({_DAY})(?:-({_DAY})|\[(-1|[1-5])(?:,([1-5]))?\])?")
_RULE = re.compile(rf"(?:(?P<days>(?:{_DAY}|PH)(?:{_DAY}|PH|[-\[\],\d])*) ?)?(?P<times>\d[\d:,\- ]*|off|closed)?")
_SPAN = re.compile(r"(\d{2}):(\d{2})-(\d{2}):(\d{2})")


def clock(hour: str, minute: str) -> str:
    """`9am`, `5.30pm`, `12 noon`, from two digits each."""
    number = int(hour) % 24
    if (number, minute) == (0, "00"):
        return "midnight"
    if (number, minute) == (12, "00"):
        return "12 noon"
    return f"{number % 12 or 12}{'' if minute == '00' else '.' + minute}{'am' if number < 12 else 'pm'}"


class OpeningLine(NamedTuple):
    """How a service stands now, in one line: what matters, then the rest."""

    lead: str
    rest: str = ""

    def __str__(self) -> str:
        return self.lead + self.rest


def opening_line(opening: Mapping[str, Any], today: date) -> OpeningLine | None:
    """The line of an opening in the API's shape; None where nothing is known."""
    holiday = "bank_holiday" in opening
    if opening["state"] == "open":
        return OpeningLine("Open now", _until(opening["until"], today))
    if opening["state"] == "by-appointment":
        return OpeningLine(BY_APPOINTMENT)
    if opening["state"] == "closed":
        return OpeningLine(CLOSED_NOW[holiday], _opens(opening, today))
    return OpeningLine(HOLIDAY_HOURS_NOT_KNOWN, _opens(opening, today)) if holiday else None


def _until(text: str | None, today: date) -> str:
    if text is None:
        return ", day and night"
    end = datetime.fromisoformat(text)
    small_hours = (end.date() - today).days == 1 and end.hour < _NOON
    return f", until {_clock(end)}" if end.date() == today or small_hours else f", until {_day(end, today)} at {_clock(end)}"


def _opens(opening: Mapping[str, Any], today: date) -> str:
    if opening["opens"] is None:
        return ""
    start = datetime.fromisoformat(opening["opens"])
    return f". Opens {_day(start, today)} at {_clock(start)}{', maybe sooner' if 'maybe_sooner' in opening else ''}"


def _day(moment: datetime, today: date) -> str:
    """`today`, `tomorrow`, `Monday`, and from a week on `Monday 7 December`."""
    ahead = (moment.date() - today).days
    near = ("today", "tomorrow")
    return near[ahead] if ahead < len(near) else f"{moment:%A}" if ahead < _A_WEEK else f"{moment:%A} {moment.day} {moment:%B}"


def _clock(moment: datetime) -> str:
    return clock(f"{moment:%H}", f"{moment:%M}")


def _times(text: str) -> str | None:
    spans = [_SPAN.fullmatch(span.strip()) for span in text.split(",")]
    if not all(spans):
        return None
    return " and ".join(f"{clock(span[1], span[2])} to {clock(span[3], span[4])}" for span in spans if span)


def _day_part(text: str) -> str | None:
    match = _PART.fullmatch(text)
    if match is None:
        return "bank holidays" if text == "PH" else None
    first, last, nth, other = match.groups()
    if nth:
        which = f"{NTH[nth]} and {NTH[other].lower()}" if other else NTH[nth]
        return f"{which} {DAYS[first]} of the month"
    return f"{DAYS[first]} to {DAYS[last]}" if last else DAYS[first]


def _days(text: str) -> str | None:
    if text == "Mo-Su":
        return "Every day"
    parts = [_day_part(part) for part in re.split(r",(?![^\[]*\])", text)]
    if None in parts:
        return None
    *most, final = [part for part in parts if part]
    said = f"{', '.join(most)} and {final}" if most else final
    return said[0].upper() + said[1:]


def _rule(text: str) -> str | None:
    match = _RULE.fullmatch(text)
    if match is None or not text:
        return None
    days = _days(match["days"].strip()) if match["days"] else "Every day"
    times = match["times"]
    if days is None or not (times or match["days"]):
        return None
    if times is None:
        return days
    if times in ("off", "closed"):
        return f"Closed on {'bank holidays' if match['days'].strip() == 'PH' else days}" if match["days"] else None
    said = _times(times)
    return said and f"{days}, {said}"


@lru_cache(maxsize=4096)
def in_words(hours: str) -> tuple[str, ...] | None:
    """One line for each rule, or None when the hours are not simple enough to say."""
    if hours.strip() == "24/7":
        return ("Day and night, every day",)
    rules = [_rule(rule.strip()) for rule in hours.strip().rstrip(";").split(";")]
    return None if None in rules else tuple(rule for rule in rules if rule)
