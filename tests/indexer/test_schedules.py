"""From an entry's words to schedules: whose bank holidays, what is by appointment, and how old the page is."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from signpost.gazetteer import Gazetteer
from signpost.opening import Schedule
from signpost.places import Nation, Place
from signpost.services import Service
from signpost_indexer.schedules import schedules

E, S, W, N = Nation.ENGLAND, Nation.SCOTLAND, Nation.WALES, Nation.NORTHERN_IRELAND
WEEKDAYS = "Mo-Fr 09:00-17:00"
SOURCE = {"source": "https://example.org/services"}
EDINBURGH, LEEDS = "EH1 1YZ", "LS1 4AP"


def made(*places: Place | None, **said: Any) -> tuple[Schedule, ...]:
    """The schedules of a line, or of a service at these places."""
    plain: dict[str, Any] = {
        "id": "fixture", "name": "Fixture", "organisation": "Fixture Trust", "summary": "A made-up service.", "concerns": ["swelling"], "status": "active",
        "delivery": ["phone"], "contacts": {"phone": "0113 496 0000"}, "assurance": SOURCE,
    }  # fmt: skip
    service = Service.model_validate(plain | said)
    return schedules(service, list(zip(service.locations, places, strict=True)))


@pytest.mark.parametrize(
    ("areas", "nations"),
    [
        (None, (E, S, W, N)),
        ({"nations": ["scotland"]}, (S,)),
        ({"nations": ["wales", "england"]}, (E, W)),
        ({"local_authorities": ["S12000036"]}, (S,)),
        ({"nations": ["wales"], "local_authorities": ["E08000035"]}, (E, W)),
        ({"postcode_districts": ["LS14"]}, (E, S, W, N)),
    ],
)
def test_a_line_without_a_place_may_be_in_any_nation_that_it_serves(areas: dict[str, Any] | None, nations: tuple[Nation, ...]) -> None:
    assert made(hours=WEEKDAYS, areas_served=areas) == (Schedule(WEEKDAYS, nations),)


def test_a_place_has_the_bank_holidays_of_its_nation_whomever_it_serves(postcodes: Any) -> None:
    gazetteer = Gazetteer.open(postcodes)
    scottish, english = gazetteer.find(EDINBURGH), gazetteer.find(LEEDS)
    both = [{"name": "One", "postcode": EDINBURGH}, {"name": "Two", "postcode": LEEDS, "hours": "Sa 10:00-12:00"}]
    assert made(scottish, english, hours=WEEKDAYS, locations=both) == (Schedule(WEEKDAYS, (S,)), Schedule("Sa 10:00-12:00", (E,)))
    assert made(scottish, english, locations=both) == (Schedule("", (S,)), Schedule("Sa 10:00-12:00", (E,)))


def test_a_further_line_counts_and_the_main_one_is_not_known() -> None:
    contacts = {"phone": "0113 496 0000", "more": [{"phone": "0113 496 0001", "hours": WEEKDAYS}]}
    assert [one.hours for one in made(contacts=contacts)] == ["", WEEKDAYS]


@pytest.mark.parametrize(
    ("text", "so"),
    [
        ("By appointment", True),
        ("Seven days a week, by appointment only.", True),
        ("Appointments only", True),
        ("Weekly appointments; days and times not given.", False),
        ("Benefits advice on Thursdays; book first.", False),
    ],
)
def test_words_may_say_that_it_is_by_appointment(text: str, so: bool) -> None:
    [schedule] = made(hours=WEEKDAYS, hours_text=text)
    assert schedule.by_appointment is so


def test_a_place_may_be_by_appointment_on_its_own() -> None:
    one, other = made(
        None,
        None,
        locations=[
            {"name": "One", "address": "1 High Street", "hours_text": "By appointment"},
            {"name": "Two", "address": "2 High Street", "hours": WEEKDAYS},
        ],
    )
    assert (one.by_appointment, other.by_appointment) == (True, False)


@pytest.mark.parametrize(
    ("said", "year"),
    [
        ({}, None),
        ({"assurance": SOURCE | {"source_date": "2018-10"}}, 2018),
        ({"assurance": SOURCE | {"source_date": "2018-10", "last_checked": date(2026, 10, 1)}}, None),
        ({"hours_text": "Some evenings too. Hours of 2014: ring first"}, 2014),
        ({"hours_text": "Hours from an older page: ring first"}, 0),
    ],
)
def test_hours_are_as_old_as_their_page_until_somebody_has_checked_them(said: dict[str, Any], year: int | None) -> None:
    [schedule] = made(hours=WEEKDAYS, **said)
    assert schedule.year == year


def test_nothing_said_is_no_schedule_and_closed_for_now_is_closed() -> None:
    assert made() == ()
    assert made(hours=WEEKDAYS, status="temporarily-closed") == (Schedule("off", (E, S, W, N)),)


def test_a_schedule_comes_back_from_the_index_as_it_went_in() -> None:
    schedule = Schedule(WEEKDAYS, (E, W), by_appointment=True, year=2018)
    assert Schedule.from_json(schedule.to_json()) == schedule
