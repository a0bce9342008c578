"""How many presses it takes from a concern to a printed list.

A press is a click, a tap or a key that does something: ticks, sends, follows, prints. To write in a field is none.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

Open = Callable[..., Page]

MOST_FOR_A_PATIENT = 4
MOST_FOR_A_NURSE = 3


class Hand:
    """Writes and presses on a page, counts the presses, and notices when it prints."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.presses = 0
        page.add_init_script("window.print = () => { document.documentElement.dataset.printed = 'yes' }")

    def write(self, words: str, field: str | None = None) -> None:
        """Into this field, or where the page has put the cursor."""
        if field:
            self.page.locator(field).focus()
        self.page.keyboard.type(words)

    def click(self, selector: str) -> None:
        self.presses += 1
        self.page.locator(selector).first.click()

    def press(self, key: str) -> None:
        self.presses += 1
        self.page.keyboard.press(key)

    def access(self, key: str) -> None:
        """Alt and a letter, with the character that a real keyboard sends and Playwright's leaves out."""
        self.presses += 1
        self.page.context.new_cdp_session(self.page).send("Input.dispatchKeyEvent", {"type": "char", "modifiers": 1, "text": key, "unmodifiedText": key})

    def has_printed(self, most: int) -> None:
        """A list with a telephone number, in no more presses than this."""
        expect(self.page.locator("html")).to_have_attribute("data-printed", "yes")
        self.page.emulate_media(media="print")
        expect(self.page.get_by_text("0113 496 0000").locator("visible=true").first).to_be_visible()
        assert self.presses <= most


def test_a_nurse_with_a_mouse_prints_a_list(open_page: Open) -> None:
    hand = Hand(open_page(1280, 800))
    hand.page.goto("/consultation")
    hand.write("LS1 4AP")
    hand.click("input[value='swelling'] + label")
    hand.click(".desk-go button")
    hand.click("#print")
    hand.has_printed(MOST_FOR_A_NURSE)


def test_a_nurse_at_the_keyboard_prints_a_list(open_page: Open) -> None:
    hand = Hand(open_page(1280, 800))
    hand.page.goto("/consultation?near=Leeds")  # the clinic's bookmark: the cursor stands in the checklist
    hand.write("swel")
    hand.press("Enter")
    hand.press("Enter")
    expect(hand.page.get_by_role("heading", level=1)).to_have_text("Services for 1 concern near Leeds")
    hand.access("p")
    hand.has_printed(MOST_FOR_A_NURSE)


@pytest.mark.parametrize("width", [390, 1280])
def test_a_patient_keeps_a_service_and_prints_the_list(open_page: Open, width: int) -> None:
    hand = Hand(open_page(width))
    hand.page.goto("/")
    hand.write("my arm is puffy", "#field-q")
    hand.write("LS1 4AP", "#field-near")
    hand.press("Enter")
    hand.click("button[name='keep']")
    hand.click(".keep-said a")
    hand.click("[data-prints]")
    hand.has_printed(MOST_FOR_A_PATIENT)
