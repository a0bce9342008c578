"""What one does on the pages, in a browser: with a keyboard, on a phone, on paper. How they look is `test_matrix.py`'s."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlencode

import pytest
import yaml
from playwright.sync_api import Page, expect

from signpost.concerns import CALM

Open = Callable[..., Page]

PAGES = {
    "results": "/search?concern=swelling&near=LS1+4AP",
    "urgent": "/search?concern=high-temperature-or-fever&near=LS1+4AP",
    "emergency": "/search?q=my+mum+keeps+shivering+and+is+puffy&near=LS1+4AP",
    "lost": "/search?q=a+takeaway&near=LS1+4AP",
    "mend": "/search?near=zzz9&age=two",
    "which-place": "/search?concern=swelling&near=Newport",
    "service": "/services/aire-swelling-clinic",
}
RULES = sorted(path for path in (Path(__file__).parents[2] / "taxonomy" / "urgent").glob("*.yaml") if path.stem != CALM)


def test_a_search_can_be_made_by_keyboard_alone(open_page: Open) -> None:
    page = open_page(1280, 800)
    page.goto("/")
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    expect(page.locator(".skip")).to_be_in_viewport()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.locator("#field-q")).to_be_focused()
    page.keyboard.type("my arm is puffy")
    page.keyboard.press("Tab")
    expect(page.locator("#field-near")).to_be_focused()
    page.keyboard.type("LS1 4AP")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Help with “my arm is puffy” near LS1 4AP")


def test_the_error_summary_leads_to_the_field(open_page: Open) -> None:
    page = open_page()
    page.goto(PAGES["mend"])
    page.get_by_role("link", name="'zzz9' is not a postcode").click()
    expect(page.locator("#field-near")).to_be_focused()
    expect(page.locator("#field-near")).to_have_value("zzz9")


def test_an_error_within_closed_filters_opens_them(open_page: Open) -> None:
    page = open_page()
    page.goto("/search?q=arm&age=two")
    page.get_by_role("link", name="Age is 'two'").click()
    expect(page.locator("#field-age")).to_be_focused()


def test_filters_narrow_the_search_and_stay_set(open_page: Open) -> None:
    page = open_page()
    page.goto(PAGES["results"])
    page.get_by_text("Narrow it down").first.click()
    page.get_by_role("link", name="You can refer yourself").click()
    page.wait_for_url("**referral=self**")
    page.get_by_text("Change search").click()
    page.get_by_text("Distance, day and who it is for").click()
    page.get_by_label("You are").select_option("carer")
    page.get_by_role("button", name="Search again").first.click()
    page.wait_for_url("**audience=carer**")
    assert "concern=swelling" not in page.url, "the box holds it, as a label"
    expect(page.get_by_role("heading", level=1)).to_have_text("Help with swelling near LS1 4AP")
    page.get_by_role("link", name="Take off: You can refer yourself").click()
    page.wait_for_url(lambda address: "referral" not in address)
    assert "audience=carer" in page.url


def test_on_a_wide_screen_the_search_stands_open(open_page: Open) -> None:
    page = open_page(1280, 800)
    page.goto(PAGES["results"])
    expect(page.locator(".side #field-near")).to_be_visible()
    page = open_page(390)
    page.goto(PAGES["results"])
    expect(page.locator(".side #field-near")).to_be_hidden()


def test_results_and_services_print_with_numbers_and_addresses(open_page: Open) -> None:
    page = open_page(1280, 800)
    page.emulate_media(media="print")
    page.goto(PAGES["results"])
    expect(page.get_by_text("0113 496 0000").first).to_be_visible()
    expect(page.get_by_text("Aire House, LS14 6UH").first).to_be_visible()
    expect(page.locator(".side")).to_be_hidden()
    page.goto(PAGES["service"])
    expect(page.get_by_text("1 Example Road, Leeds")).to_be_visible()
    expect(page.locator(".menu")).to_be_hidden()


def test_web_addresses_print_whole(open_page: Open) -> None:
    def after(selector: str) -> str:
        content: str = page.locator(selector).first.evaluate("one => getComputedStyle(one, '::after').content")
        return content

    page = open_page(1280, 800)
    addresses = [
        (PAGES["results"], ".card-foot a", "https://example.org/services"),
        (PAGES["service"], ".lines a[href^=http]", "https://example.org/clinic"),
        (PAGES["service"], ".dates a", "https://example.org/book"),
    ]
    for address, selector, printed in addresses:
        page.emulate_media(media="print")
        page.goto(address)
        assert printed in after(selector)
        page.emulate_media(media="screen")
        assert after(selector) == "none"


def test_urgent_numbers_and_other_places_can_be_tapped(open_page: Open) -> None:
    page = open_page()
    page.goto(PAGES["urgent"])
    expect(page.locator(".urgent-call a")).to_have_attribute("href", "tel:999")
    page.goto(PAGES["which-place"])
    page.get_by_role("link", name="Newport, Isle of Wight", exact=True).click()
    page.wait_for_url("**near=Newport%2C+Isle+of+Wight")
    assert "concern=swelling" in page.url


def test_pages_work_without_a_script(open_page: Open) -> None:
    page = open_page(java_script_enabled=False)
    page.goto("/")
    page.locator("#field-q").fill("puffy")
    page.get_by_role("button", name="Find support").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Help with “puffy”")


@pytest.mark.parametrize("rule", RULES, ids=[rule.stem for rule in RULES])
def test_on_a_phone_an_emergency_told_in_words_is_answered_within_the_first_screen(real_page: Page, rule: Path) -> None:
    text = yaml.load(rule.read_text("utf-8"), yaml.CSafeLoader)["must"][0]
    real_page.goto(f"/search?{urlencode({'q': text, 'near': 'LS1 4AP'})}")
    first = real_page.locator("main > *").first
    expect(first).to_have_class("urgent")
    for piece in ("h2", ".urgent-call", ".urgent-note"):
        expect(first.locator(piece)).to_be_in_viewport(ratio=1)


def test_from_words_nobody_understood_one_can_go_on_by_keyboard(open_page: Open) -> None:
    page = open_page()
    page.goto(PAGES["lost"])
    page.locator("#main").focus()
    page.keyboard.press("Tab")
    expect(page.locator(".call").first).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.type("puffy arm")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Help with “puffy arm” near LS1 4AP")
    page.get_by_role("link", name="Swelling", exact=True).first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Help with swelling near LS1 4AP")


def test_what_to_ring_prints_even_when_nothing_was_found(open_page: Open) -> None:
    page = open_page(1280, 800)
    page.emulate_media(media="print")
    page.goto(PAGES["lost"])
    expect(page.get_by_text("0808 157 0000")).to_be_visible()
    expect(page.get_by_role("link", name="999").first).to_be_visible()
    page.goto(PAGES["emergency"])
    expect(page.get_by_text("A clinician has not yet approved this wording.")).to_be_visible()
