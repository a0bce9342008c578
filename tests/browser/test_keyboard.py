"""The patient's and the nurse's paths, walked by keyboard alone. Wherever the focus stops it has a ring, and nothing lies over it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import Page, expect

if TYPE_CHECKING:
    from tests.browser.keys import Keys

Open = Callable[..., Page]

PHONE, DESK = {"width": 390, "height": 844}, {"width": 1280, "height": 800}


@pytest.fixture
def keyboard(open_page: Open, keys: Any) -> Iterator[Callable[..., Keys]]:
    """Before a page of this size. Afterwards: every stop was to be seen."""
    given: list[Keys] = []

    def before(address: str, **options: Any) -> Keys:
        page = open_page(**options, reduced_motion="reduce")  # nothing is looked at while it moves
        page.add_init_script("window.print = () => { document.documentElement.dataset.printed = 'yes' }")
        page.goto(address)
        given.append(keys.Keys(page))
        return given[-1]

    yield before
    assert [fault for one in given for fault in one.faults] == []


def is_at(hand: Keys, heading: str) -> None:
    expect(hand.page.get_by_role("heading", level=1)).to_have_text(heading)


def test_the_skip_link_leads_past_the_header(keyboard: Callable[..., Keys]) -> None:
    hand = keyboard("/", **PHONE)
    hand.to(".skip")
    hand.press("Enter")
    hand.tab()
    expect(hand.page.locator("#field-q")).to_be_focused()


@pytest.mark.parametrize("size", [PHONE, DESK])
def test_from_words_to_a_printed_list(keyboard: Callable[..., Keys], size: dict[str, int]) -> None:
    hand = keyboard("/", **size)
    hand.to("#field-q")
    hand.write("my arm is puffy")
    hand.to("#field-near")
    hand.write("LS1 4AP")
    hand.go()
    is_at(hand, "Help with “my arm is puffy” near LS1 4AP")
    for service in ("aire-swelling-clinic", "example-helpline"):
        hand.to(f"button[name='keep'][value='{service}']")
        hand.press("Space")
        hand.page.wait_for_url(f"**#keep-{service}")
    hand.to("#keep-example-helpline a")  # one is where one was: the next stop is the way to the list
    hand.go()
    is_at(hand, "My list")
    expect(hand.page.locator(".kept-one")).to_have_count(2)
    hand.to("[data-prints]")
    hand.press("Enter")
    expect(hand.page.locator("html")).to_have_attribute("data-printed", "yes")


def test_from_the_checklist_to_what_a_map_shows(keyboard: Callable[..., Keys]) -> None:
    hand = keyboard("/", **PHONE)
    hand.to("header a[href='/concerns']")
    hand.go()
    hand.to("main a[href='/concerns/swelling']")
    hand.go()
    is_at(hand, "Swelling")
    hand.to("#field-near")
    hand.write("LS1 4AP")
    hand.go()
    is_at(hand, "Help with swelling near LS1 4AP")
    hand.to(".map > summary")
    hand.press("Space")
    hand.to(".map-badge")
    hand.press("Enter")
    hand.tab()
    expect(hand.page.locator("#card-aire-swelling-clinic a")).to_be_focused()


def test_from_a_worry_to_a_plan(keyboard: Callable[..., Keys]) -> None:
    hand = keyboard("/assessment", **PHONE)
    hand.to(".fold > summary")
    hand.press("Enter")
    hand.to("input[value='swelling']")
    hand.press("Space")
    hand.to("[name='score-swelling']")
    hand.press("ArrowRight", "ArrowRight")
    expect(hand.page.locator("[name='score-swelling'][value='2']")).to_be_checked()
    hand.to("#field-near")
    hand.write("LS1 4AP")
    hand.go()
    is_at(hand, "A plan for 1 worry near LS1 4AP")
    hand.to("main a[href^='tel:']")


def test_from_a_service_to_a_report_that_it_is_wrong(keyboard: Callable[..., Keys]) -> None:
    hand = keyboard("/services/aire-swelling-clinic", **PHONE)
    hand.to("a[href$='/wrong']")
    hand.go()
    hand.to("#field-kind")
    hand.press("ArrowDown", "ArrowDown")
    hand.to("#field-words")
    hand.write("It rings out.")
    hand.to("main button")
    hand.go()
    is_at(hand, "Thank you")
    hand.to("main a.button")
    hand.go()
    hand.page.wait_for_url("**/")


@pytest.mark.parametrize("options", [DESK, DESK | {"java_script_enabled": False}])
def test_from_a_consultation_to_the_sheet(keyboard: Callable[..., Keys], options: dict[str, Any]) -> None:
    hand = keyboard("/consultation", **options)
    expect(hand.page.locator("#field-near")).to_be_focused()
    hand.write("LS1 4AP")
    for concern in ("swelling", "pets"):
        hand.to(f"input[value='{concern}']")
        hand.press("Space")
    hand.to(".desk-go button")
    hand.go()
    is_at(hand, "Services for 2 concerns near LS1 4AP")
    hand.to("a[href='#sheet']")
    hand.press("Enter")
    expect(hand.page.locator(".sheet")).to_be_in_viewport()


@pytest.mark.heavy
@pytest.mark.parametrize("size", [PHONE, DESK])
def test_tab_leads_through_every_page_and_out_of_it(open_page: Open, keys: Any, visits: Any, size: dict[str, int]) -> None:
    page, faults = open_page(**size, reduced_motion="reduce"), []
    for name, visit in visits.VISITS.items():
        page.context.clear_cookies()
        visit.make(page)
        hand = keys.Keys(page)
        hand.round()
        faults += [f"{name}: {fault}" for fault in hand.faults]
    assert not faults, "\n".join(faults)
