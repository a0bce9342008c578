"""Bank holidays of each nation, from the tables inside `govuk-bank-holidays`. A day that no table covers is not known, never guessed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import lru_cache

from signpost.places import Nation

_DIVISIONS = {
    Nation.ENGLAND: "england-and-wales",
    Nation.WALES: "england-and-wales",
    Nation.SCOTLAND: "scotland",
    Nation.NORTHERN_IRELAND: "northern-ireland",
}
_SATURDAY = 5
# The tables move these off a Saturday or Sunday, but many who shut on bank holidays shut on the day itself as well.
_CHRISTMAS_AND_NEW_YEAR = {(12, 25), (12, 26), (1, 1)}
_IN_SCOTLAND_TOO = (1, 2)


@lru_cache(maxsize=1)
def _tables() -> dict[str, frozenset[date]]:
    from govuk_bank_holidays.bank_holidays import BankHolidays

    bundled = BankHolidays(use_cached_holidays=True)
    return {division: frozenset(row["date"] for row in bundled.get_holidays(division)) for division in set(_DIVISIONS.values())}


@lru_cache(maxsize=4096)
def is_bank_holiday(day: date, nation: Nation) -> bool | None:
    """None when no table covers that day or nation, and on a Christmas or New Year's day whose bank holiday was moved to a weekday."""
    division = _DIVISIONS.get(nation)
    if division is None:
        return None
    table = _tables()[division]
    if not min(table) <= day <= date(max(table).year, 12, 31):
        return None
    return None if day not in table and _was_moved(day, nation) else day in table


def _was_moved(day: date, nation: Nation) -> bool:
    if day.weekday() < _SATURDAY:
        return False
    date_ = (day.month, day.day)
    return date_ in _CHRISTMAS_AND_NEW_YEAR or (nation is Nation.SCOTLAND and date_ == _IN_SCOTLAND_TOO)


def kept(day: date, nations: Iterable[Nation]) -> bool | None:
    """Whether a day is a bank holiday for somebody who may be in any of these nations; None where they differ."""
    answers = {is_bank_holiday(day, nation) for nation in nations}
    return answers.pop() if len(answers) == 1 else None
