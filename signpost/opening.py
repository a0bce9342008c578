"""Open at a moment? One implementation: local time, past midnight, bank holidays of each nation, and not known.

Hours are OpenStreetMap opening_hours. Not known is None and never counts as closed.
"""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from signpost.places import Nation

LONDON = ZoneInfo("Europe/London")
_PUBLIC_HOLIDAY = re.compile(r"\bPH\b")
_DIVISIONS = {
    Nation.ENGLAND: "england-and-wales",
    Nation.WALES: "england-and-wales",
    Nation.SCOTLAND: "scotland",
    Nation.NORTHERN_IRELAND: "northern-ireland",
}


class BadHours(ValueError):
    """The text is not in OpenStreetMap opening_hours syntax."""


def local_time(moment: datetime) -> datetime:
    """Naive local time of a moment; a naive moment is already local."""
    return moment if moment.tzinfo is None else moment.astimezone(LONDON).replace(tzinfo=None)


@lru_cache(maxsize=4096)
def check_hours(hours: str) -> None:
    """Raises BadHours, with the parser's own words, when `hours` cannot be read."""
    from opening_hours import OpeningHours

    try:
        OpeningHours(hours)
    except Exception as problem:  # the library's errors have no common base
        raise BadHours(str(problem).strip().splitlines()[-1]) from problem


@lru_cache(maxsize=1)
def _holidays() -> dict[str, frozenset[date]]:
    from govuk_bank_holidays.bank_holidays import BankHolidays

    tables = BankHolidays(use_cached_holidays=True)
    return {division: frozenset(row["date"] for row in tables.get_holidays(division)) for division in set(_DIVISIONS.values())}


def is_bank_holiday(day: date, nation: Nation) -> bool | None:
    """None when no table covers that day or nation."""
    division = _DIVISIONS.get(nation)
    if division is None:
        return None
    table = _holidays()[division]
    if not min(table) <= day <= date(max(table).year, 12, 31):
        return None
    return day in table


@lru_cache(maxsize=8192)
def open_at(hours: str, moment: datetime, nation: Nation) -> bool | None:
    """Whether a service with these hours is open at a naive local moment; None when nobody can tell."""
    from opening_hours import OpeningHours

    near_days = [moment.date() - timedelta(days=1), moment.date()]
    holidays = [day for day in near_days if is_bank_holiday(day, nation)]
    if _PUBLIC_HOLIDAY.search(hours):
        dates = ",".join(day.strftime("%Y %b %d") for day in holidays)
        hours = _PUBLIC_HOLIDAY.sub(dates, hours) if dates else _without_holiday_rules(hours)
    elif moment.date() in holidays and hours.strip() not in ("24/7", "off"):
        return None  # the entry does not say what happens on bank holidays
    try:
        rules = OpeningHours(hours)
    except Exception:  # a generation built elsewhere: what cannot be read is not known
        return None
    return None if rules.is_unknown(moment) else bool(rules.is_open(moment))


def _without_holiday_rules(hours: str) -> str:
    """Rules for bank holidays alone say nothing about an ordinary day."""
    rules = [rule.strip() for rule in hours.split(";")]
    kept = [re.sub(r"\bPH,|,PH\b", "", rule) for rule in rules]
    return "; ".join(rule for rule in kept if not _PUBLIC_HOLIDAY.search(rule)) or "off"
