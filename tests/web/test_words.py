"""Opening hours, dates and the rest, in words."""

from __future__ import annotations

from datetime import date

import pytest

from signpost_web.pages import wording
from signpost_web.pages.hours import in_words
from signpost_web.pages.rendering import tappable

HOURS = [
    ("Mo-Fr 09:00-17:00", ("Monday to Friday, 9am to 5pm",)),
    ("Mo-Fr 09:00-17:00; PH off", ("Monday to Friday, 9am to 5pm", "Closed on bank holidays")),
    ("Mo-Th 09:30-16:30; Fr 09:00-12:00", ("Monday to Thursday, 9.30am to 4.30pm", "Friday, 9am to 12 noon")),
    ("Mo,We,Fr 10:00-12:00,13:00-15:00", ("Monday, Wednesday and Friday, 10am to 12 noon and 1pm to 3pm",)),
    ("Mo-We,Sa 10:00-14:00", ("Monday to Wednesday and Saturday, 10am to 2pm",)),
    ("Mo-Su 08:00-20:00", ("Every day, 8am to 8pm",)),
    ("08:00-20:00", ("Every day, 8am to 8pm",)),
    ("Mo-Su,PH 08:00-24:00", ("Monday to Sunday and bank holidays, 8am to midnight",)),
    ("24/7", ("Day and night, every day",)),
    ("Tu[1] 10:00-12:20", ("First Tuesday of the month, 10am to 12.20pm",)),
    ("Tu[1,3] 10:00-12:00", ("First and third Tuesday of the month, 10am to 12 noon",)),
    ("We[-1] 18:00-20:00", ("Last Wednesday of the month, 6pm to 8pm",)),
    ("Mo-Fr", ("Monday to Friday",)),
    ("Su off", ("Closed on Sunday",)),
    ("Mar-Oct Mo-Fr 09:00-17:00", None),
    ("Mo-Fr 09:00+", None),
    ('Mo-Fr 09:00-17:00 "by appointment"', None),
    ("sunrise-sunset", None),
    ("week 1-53/2 Fr 09:00-12:00", None),
    ("", None),
]


@pytest.mark.parametrize(("hours", "words"), HOURS, ids=[hours or "nothing" for hours, _ in HOURS])
def test_simple_hours_are_said_and_others_left_as_they_are(hours: str, words: tuple[str, ...] | None) -> None:
    assert in_words(hours) == words


def test_hours_that_cannot_be_said_stand_after_the_words() -> None:
    assert wording.hours("Mar-Oct Mo 10:00-12:00", "Ring first.") == ("Ring first.", "Mar-Oct Mo 10:00-12:00")
    assert wording.hours("Mo 10:00-12:00", "Ring first.") == ("Monday, 10am to 12 noon", "Ring first.")
    assert wording.hours(None, None) == ()


@pytest.mark.parametrize(("text", "words"), [("2026-10-03", "3 October 2026"), ("2025-03", "March 2025"), ("2019", "2019")])
def test_a_date_is_told_as_far_as_it_is_known(text: str, words: str) -> None:
    assert wording.day(text) == words


@pytest.mark.parametrize(
    ("referral", "contacts", "words"),
    [
        (["self", "gp"], {"phone": "0113 496 0000"}, "You can refer yourself"),
        (["gp"], {"phone": "0113 496 0000"}, "Your GP must refer you"),
        (["professional"], {"phone": "0113 496 0000"}, "A professional must refer you (such as a nurse, GP or adviser)"),
        (["professional", "gp"], {}, "A professional must refer you (such as a nurse, GP or adviser)"),
        ([], {"phone": "0113 496 0000"}, "They do not say how to be referred: ring to ask"),
        ([], {"email": "hello@example.org"}, "They do not say how to be referred: get in touch to ask"),
        ([], {}, "They do not say how to be referred"),
    ],
)
def test_the_way_in_is_one_line(referral: list[str], contacts: dict[str, str], words: str) -> None:
    assert wording.way_in(referral, wording.way_to_ask(contacts)) == words


def test_a_telephone_at_the_place_is_a_way_to_ask() -> None:
    assert wording.way_to_ask({}, [{"postcode": "LS14 6UH"}]) is None
    assert wording.way_to_ask({}, [{"phone": "0113 496 0000"}]) == "get in touch to ask"


@pytest.mark.parametrize(
    ("start", "end", "words"),
    [
        ("2027-01-14T10:00", None, "Thursday 14 January 2027, 10am"),
        ("2027-01-14T10:00", "2027-01-14T12:00", "Thursday 14 January 2027, 10am to 12 noon"),
        ("2027-01-14T19:30:00", "2027-01-15T09:05:00", "Thursday 14 January 2027, 7.30pm to Friday 15 January 2027, 9.05am"),
    ],
)
def test_a_date_is_told_from_start_to_end(start: str, end: str | None, words: str) -> None:
    assert wording.span(start, end) == words


@pytest.mark.parametrize(
    ("source_date", "words"),
    [("2021", "From a page of 2021: may have changed"), ("2015-03-31", "From a page of 2015: may have changed"), ("2022-01", None), (None, None)],
)
def test_a_source_of_five_years_ago_is_old(source_date: str | None, words: str | None) -> None:
    assert wording.old_source({"source_date": source_date}, date(2026, 1, 1)) == words


@pytest.mark.parametrize(
    ("text", "called"),
    [
        ("Ring 999 now. 111, option 2, or Samaritans on 116 123.", ["999", "111", "116123"]),
        ("999: it is urgent (or 111)", ["999", "111"]),
        ("In 1999 we moved to 0113 496 0999; 111 0113 and 116 are not it; £999 is a price, 1,111 and 999.5 and 11:111 are numbers, x999 is a code", []),
    ],
)
def test_only_the_numbers_to_call_can_be_tapped(text: str, called: list[str]) -> None:
    html = tappable(text)
    assert [link.split('"')[0] for link in html.split('href="tel:')[1:]] == called
    assert html.striptags() == text


def test_advice_is_text_and_never_markup() -> None:
    assert tappable("<b>999</b> & 'more'") == '&lt;b&gt;<a class="call" href="tel:999">999</a>&lt;/b&gt; &amp; &#39;more&#39;'


def test_an_overdue_check_says_so() -> None:
    assert wording.checked({"last_checked": "2026-10-03", "overdue": True}) == "Checked 3 October 2026, due to be checked again"


def test_a_number_is_dialled_without_its_spaces() -> None:
    assert wording.dialled("+44 (0)113 496-0000") == "+441134960000"


def test_an_area_of_four_nations_is_the_whole_country() -> None:
    assert wording.people_in(["england", "scotland", "wales", "northern-ireland"]) == "Anyone in the UK"
    assert wording.people_in(["scotland", "isle-of-man"]) == "People in Scotland and Isle of Man"
