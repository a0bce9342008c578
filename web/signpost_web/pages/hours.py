"""Opening hours in words: `Mo-Fr 09:00-17:00` -> `Monday to Friday, 9am to 5pm`. What is not simple stays as it is written.

And how a service stands now: `Open now, until 5pm`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime
from functools import lru_cache
from typing import Any, NamedTuple

from signpost_web.languages import marked, say, spoken, written

DAYS = marked({"Mo": "Monday", "Tu": "Tuesday", "We": "Wednesday", "Th": "Thursday", "Fr": "Friday", "Sa": "Saturday", "Su": "Sunday"})
BY_APPOINTMENT = marked("By appointment")
CLOSED_NOW = marked({False: "Closed now", True: "Closed today for the bank holiday"})
HOLIDAY_HOURS_NOT_KNOWN = marked("Bank holiday today: hours not known")
_NEAR = marked(("today", "tomorrow"))
_NOON = 12
_A_WEEK = 7
NTH = marked({"1": "first", "2": "second", "3": "third", "4": "fourth", "5": "fifth", "-1": "last"})

_DAY = r"(?:Mo|Tu|We|Th|Fr|Sa|Su)"
_PART = re.compile(rf"({_DAY})(?:-({_DAY})|\[(-1|[1-5])(?:,([1-5]))?\])?")
_RULE = re.compile(rf"(?:(?P<days>(?:{_DAY}|PH)(?:{_DAY}|PH|[-\[\],\d])*) ?)?(?P<times>\d[\d:,\- ]*|off|closed)?")
_SPAN = re.compile(r"(\d{2}):(\d{2})-(\d{2}):(\d{2})")


def clock(hour: str, minute: str) -> str:
    """`9am`, `5.30pm`, `12 noon`, from two digits each."""
    number = int(hour) % 24
    if (number, minute) == (0, "00"):
        return say("midnight")
    if (number, minute) == (12, "00"):
        return say("12 noon")
    time = f"{number % 12 or 12}{'' if minute == '00' else '.' + minute}"
    return say("%(time)sam", time=time) if number < 12 else say("%(time)spm", time=time)


def time_of(moment: datetime) -> str:
    """The time of day, as clocks show it."""
    return clock(f"{moment:%H}", f"{moment:%M}")


def weekday(day: date) -> str:
    """`Monday`."""
    return say(tuple(DAYS.values())[day.weekday()])


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
        return OpeningLine(say("Open now"), _until(opening["until"], today))
    if opening["state"] == "by-appointment":
        return OpeningLine(say(BY_APPOINTMENT))
    if opening["state"] == "closed":
        return OpeningLine(say(CLOSED_NOW[holiday]), _opens(opening, today))
    return OpeningLine(say(HOLIDAY_HOURS_NOT_KNOWN), _opens(opening, today)) if holiday else None


def _until(text: str | None, today: date) -> str:
    if text is None:
        return say(", day and night")
    end = datetime.fromisoformat(text)
    if end.date() == today or ((end.date() - today).days == 1 and end.hour < _NOON):  # the small hours belong to the evening before
        return say(", until %(time)s", time=time_of(end))
    return say(", until %(day)s at %(time)s", day=_day(end, today), time=time_of(end))


def _opens(opening: Mapping[str, Any], today: date) -> str:
    if opening["opens"] is None:
        return ""
    start = datetime.fromisoformat(opening["opens"])
    day, time = _day(start, today), time_of(start)
    if "maybe_sooner" in opening:
        return say(". Opens %(day)s at %(time)s, maybe sooner", day=day, time=time)
    return say(". Opens %(day)s at %(time)s", day=day, time=time)


def _day(moment: datetime, today: date) -> str:
    """`today`, `tomorrow`, `Monday`, and from a week on `Monday 7 December`."""
    ahead = (moment.date() - today).days
    if ahead < len(_NEAR):
        return say(_NEAR[ahead])
    return weekday(moment) if ahead < _A_WEEK else say("%(weekday)s %(date)s", weekday=weekday(moment), date=written(moment.date(), "d MMMM"))


def _times(text: str) -> str | None:
    spans = [_SPAN.fullmatch(span.strip()) for span in text.split(",")]
    if not all(spans):
        return None
    return _joined([_through(clock(span[1], span[2]), clock(span[3], span[4])) for span in spans if span])


def _through(first: str, last: str) -> str:
    return say("%(first)s to %(last)s", first=first, last=last)


def _joined(parts: list[str]) -> str:
    *most, final = parts
    return say("%(most)s and %(last)s", most=", ".join(most), last=final) if most else final


def _day_part(text: str) -> str | None:
    match = _PART.fullmatch(text)
    if match is None:
        return say("bank holidays") if text == "PH" else None
    first, last, nth, other = match.groups()
    if nth:
        which = _joined([say(NTH[one]) for one in (nth, other) if one])
        return say("%(which)s %(day)s of the month", which=which, day=say(DAYS[first]))
    return _through(say(DAYS[first]), say(DAYS[last])) if last else say(DAYS[first])


def _days(text: str) -> str | None:
    if text == "Mo-Su":
        return say("Every day")
    parts = [_day_part(part) for part in re.split(r",(?![^\[]*\])", text)]
    if None in parts:
        return None
    said = _joined([part for part in parts if part])
    return said[0].upper() + said[1:]


def _rule(text: str) -> str | None:
    match = _RULE.fullmatch(text)
    if match is None or not text:
        return None
    days = _days(match["days"].strip()) if match["days"] else say("Every day")
    times = match["times"]
    if days is None or not (times or match["days"]):
        return None
    if times is None:
        return days
    if times in ("off", "closed"):
        return say("Closed on %(days)s", days=say("bank holidays") if match["days"].strip() == "PH" else days) if match["days"] else None
    said = _times(times)
    return said and say("%(days)s, %(times)s", days=days, times=said)


def in_words(hours: str) -> tuple[str, ...] | None:
    """One line for each rule, or None when the hours are not simple enough to say."""
    return _in_words(hours, spoken().tag)


@lru_cache(maxsize=4096)
def _in_words(hours: str, language: str) -> tuple[str, ...] | None:
    """The same for the language that is spoken now: what is said hangs on it."""
    if hours.strip() == "24/7":
        return (say("Day and night, every day"),)
    rules = [_rule(rule.strip()) for rule in hours.strip().rstrip(";").split(";")]
    return None if None in rules else tuple(rule for rule in rules if rule)
