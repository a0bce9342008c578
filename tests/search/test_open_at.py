"""Open at a moment: bank holidays, past midnight, summer time, and hours that nobody knows."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from signpost.day_hours import State
from signpost.opening import LONDON, Opening
from tests.search.small import LEEDS, NOW, DirectoryOf, entry, only, search

TUESDAY_MORNING = datetime(2026, 11, 24, 10, 30)


def opened(directory_of: DirectoryOf, moment: datetime, postcode: str = LEEDS, **said: Any) -> bool | str | None:
    """Whether the one service is open: True, None (not known, and returned), or `"left out"`."""
    page = search(directory_of(entry("one", postcode, **said)), postcode, open_at=moment)
    return only(page).open if page.results else "left out"


@pytest.mark.parametrize(
    ("hours", "moment", "answer"),
    [
        ("Mo-Fr 09:00-17:00", TUESDAY_MORNING, True),
        ("Mo-Fr 09:00-17:00", datetime(2026, 11, 24, 17, 0), "left out"),
        ("Mo-Fr 09:00-17:00", datetime(2026, 11, 22, 10, 0), "left out"),
        ("Fr-Sa 20:00-02:00", datetime(2026, 11, 28, 1, 59), True),
        ("Fr-Sa 20:00-02:00", datetime(2026, 11, 29, 1, 59), True),
        ("Fr-Sa 20:00-02:00", datetime(2026, 11, 30, 1, 59), "left out"),
        ("24/7", datetime(2026, 12, 25, 3, 0), True),
        ("Mo-Fr 09:00-17:00; PH off", datetime(2026, 12, 25, 12, 0), "left out"),
        ("Mo-Fr 09:00-17:00; PH 10:00-11:00", datetime(2026, 12, 25, 10, 30), True),
        ("Mo-Fr 09:00-17:00", datetime(2026, 12, 25, 12, 0), None),
        (None, TUESDAY_MORNING, None),
    ],
)
def test_hours_at_a_moment(directory_of: DirectoryOf, hours: str | None, moment: datetime, answer: bool | str | None) -> None:
    assert opened(directory_of, moment, hours=hours) == answer


def test_bank_holidays_are_those_of_the_nation_where_the_service_is(directory_of: DirectoryOf) -> None:
    st_andrew = datetime(2026, 11, 30, 12, 0)
    hours = "Mo-Fr 09:00-17:00; PH off"
    assert opened(directory_of, st_andrew, "EH1 1YZ", hours=hours) == "left out"
    assert opened(directory_of, st_andrew, LEEDS, hours=hours) is True


def test_a_moment_with_an_offset_is_turned_into_uk_time(directory_of: DirectoryOf) -> None:
    hours = "Mo-Fr 09:00-17:00"
    assert opened(directory_of, datetime(2026, 7, 14, 8, 30, tzinfo=UTC), hours=hours) is True  # half past nine by summer time
    assert opened(directory_of, datetime(2026, 11, 24, 8, 30, tzinfo=UTC), hours=hours) == "left out"


def test_one_open_line_or_place_is_enough(directory_of: DirectoryOf) -> None:
    line: dict[str, Any] = {"contacts": {"phone": "0113 496 0000", "more": [{"phone": "0113 496 0001", "hours": "Mo-Su 08:00-20:00"}]}}
    assert opened(directory_of, datetime(2026, 11, 22, 10, 0), hours="Mo-Fr 09:00-17:00", **line) is True


def test_a_result_says_how_the_service_stands_now(directory_of: DirectoryOf) -> None:
    now = only(search(directory_of(entry("one", LEEDS, hours="Mo-Fr 09:00-17:00")))).opening  # asked at noon on a Sunday
    assert now == Opening(State.CLOSED, opens=datetime(2026, 11, 23, 9, tzinfo=LONDON))


def test_a_service_can_be_asked_for_alone_and_one_that_nobody_can_find_has_closed(directory_of: DirectoryOf) -> None:
    directory = directory_of(entry("one", LEEDS, hours="24/7"))
    assert directory.opening("one", NOW) == Opening(State.OPEN)
    assert directory.opening("none", NOW) == Opening(State.CLOSED)


@pytest.mark.parametrize("hours", ["24/7", "Mo-Fr 09:00-17:00", "Su 10:00-14:00", '"by appointment"', None])
def test_now_and_a_time_asked_for_are_answered_alike(directory_of: DirectoryOf, hours: str | None) -> None:
    page = search(directory_of(entry("one", LEEDS, hours=hours)), open_at=NOW)
    assert (page.results == ()) is (hours == "Mo-Fr 09:00-17:00")
    for one in page.results:
        assert one.open is {State.OPEN: True, State.CLOSED: False}.get(one.opening.state)


def test_without_open_at_nothing_is_said_of_hours(directory_of: DirectoryOf) -> None:
    assert only(search(directory_of(entry("one", LEEDS, hours="24/7")))).open is None
