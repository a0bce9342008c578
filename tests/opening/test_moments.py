"""Open now: the table of moments that were worked by hand, and a sample against the library where it can be trusted."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml
from opening_hours import OpeningHours

from signpost.bank_holidays import is_bank_holiday
from signpost.day_hours import State
from signpost.opening import LONDON, Opening, Schedule, minute_of, opening
from signpost.places import Nation

FEWEST = 150
CLOCKS_CHANGE = {date(2026, 3, 29), date(2026, 10, 25), date(2027, 3, 28), date(2027, 10, 31)}
PLAIN_HOURS = (
    "Mo-Fr 09:00-17:00",
    "Mo-Th 08:00-20:00; Fr 08:00-18:00; Sa 09:00-13:00",
    "Mo,Tu,Fr 09:00-13:00; We,Th 09:00-16:00",
    "Mo 09:15-17:00; Tu 09:00-15:00,16:00-20:00; We 09:15-18:00",
    "Jan-Nov Tu[3] 14:00-16:00",
    "Mo[1,3] 12:00-13:30",
    "Mo-Su 08:00-24:00",
    "Fr-Sa 20:00-02:00",
    "24/7",
)


def schedule(said: dict[str, Any]) -> Schedule:
    return Schedule(said["hours"], tuple(map(Nation, said["in"])), said.get("by_appointment", False), said.get("page_of"))


def moment(text: str | None) -> datetime | None:
    """UK time, unless it has an offset."""
    if text is None:
        return None
    read = datetime.fromisoformat(text)
    return read if read.tzinfo else read.replace(tzinfo=LONDON)


def table() -> Iterator[Any]:
    for group in yaml.safe_load(Path(__file__).with_name("moments.yaml").read_text(encoding="utf-8")):
        schedules = [schedule(one) for one in group.get("schedules", [group] if "hours" in group else [])]
        for row in group["moments"]:
            yield pytest.param(schedules, row, id=f"{group['about']} {row['at']}")


TABLE = list(table())


def stated(row: dict[str, Any]) -> Opening:
    return Opening(
        State(row["is"]), moment(row.get("until")), moment(row.get("opens")), row.get("holiday", False), row.get("sooner", False)
    )


@pytest.mark.parametrize(("schedules", "row"), TABLE)
def test_a_moment_is_answered_as_it_was_worked_by_hand(schedules: list[Schedule], row: dict[str, Any]) -> None:
    at = moment(row["at"])
    assert at
    assert as_told(opening(schedules, minute_of(at))) == as_told(stated(row)), row["why"]


def as_told(answer: Opening) -> tuple[State, str | None, str | None, bool, bool]:
    """With times as UK clocks show them, offset and all: equal moments may else look alike that are not."""
    until, opens = (time.astimezone(LONDON).isoformat() if time else None for time in (answer.until, answer.opens))
    return answer.state, until, opens, answer.bank_holiday, answer.maybe_sooner


def test_the_table_holds_every_kind_of_moment() -> None:
    rows = [row.values for row in TABLE]
    nations = {
        nation for schedules, row in rows if row.get("holiday") for one in schedules if len(one.nations) == 1 for nation in one.nations
    }
    days = {str(row["at"])[:10] for _, row in rows}
    assert len(rows) >= FEWEST
    assert {row["is"] for _, row in rows} == {state.value for state in State}
    assert nations == {Nation.ENGLAND, Nation.SCOTLAND, Nation.WALES, Nation.NORTHERN_IRELAND}
    assert {"2026-03-29", "2026-10-25"} <= days
    assert all(row["why"] for _, row in rows)


def ordinary(day: date) -> bool:
    """Neither a bank holiday, nor the day after one, nor a day on which clocks change."""
    return day not in CLOCKS_CHANGE and all(is_bank_holiday(one, Nation.ENGLAND) is False for one in (day, day - timedelta(days=1)))


def test_on_ordinary_days_the_library_says_the_same() -> None:
    chance = random.Random(20261123)
    first = datetime(2026, 1, 1)
    moments = [first + timedelta(minutes=chance.randrange(2 * 365 * 24 * 60)) for _ in range(600)]
    differ = []
    for at in filter(lambda at: ordinary(at.date()), moments):
        hours = chance.choice(PLAIN_HOURS)
        answer = opening([Schedule(hours, (Nation.ENGLAND,))], minute_of(at))
        library = OpeningHours(hours)
        changes = library.next_change(at) if library.is_open(at) else None
        if (answer.state is State.OPEN) is not library.is_open(at) or (answer.until and answer.until.replace(tzinfo=None) != changes):
            differ.append((hours, at, answer))
    assert differ == []
