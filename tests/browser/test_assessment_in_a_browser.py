"""The checklist and its plan as a browser shows them: by keyboard alone, on a phone, on sheets of paper."""

from __future__ import annotations

import re
from collections.abc import Callable
from io import BytesIO
from unicodedata import normalize

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect
from pypdf import PdfReader

Open = Callable[..., Page]

AXE = Axe()
SMALLEST_TARGET = 44  # px
WORRIES = {"pain-or-discomfort": 9, "high-temperature-or-fever": 7, "swelling": 6, "pets": 2}
TEN = ("pain-or-discomfort", "swelling", "money-or-finance", "work-or-education", "children", "sleep-problems", "tired-exhausted-or-fatigued", "worry-fear-or-anxiety", "transport-or-parking", "diet-and-nutrition")  # fmt: skip


def tick(page: Page, concern: str, score: int) -> None:
    """As a finger does: the name, then the number that this brings out."""
    row = page.locator(".worry-row", has=page.locator(f"[value='{concern}']"))
    row.locator("> label").click()
    row.locator(f".scale [value='{score}']").click()


def filled(page: Page, near: str = "LS1 4AP", address: str = "/assessment?whole=yes") -> Page:
    page.goto(address)
    for concern, score in WORRIES.items():
        tick(page, concern, score)
    page.locator("#field-near").fill(near)
    return page


def answered(page: Page, near: str = "LS1 4AP") -> Page:
    filled(page, near).get_by_role("button", name="Make my plan").click()
    return page


def printed(page: Page) -> list[str]:
    """The text of each sheet, letter by letter: fonts join some."""
    return [normalize("NFKC", sheet.extract_text()) for sheet in PdfReader(BytesIO(page.pdf(format="A4", prefer_css_page_size=True))).pages]


@pytest.mark.parametrize(("width", "scheme"), [(320, "light"), *(pytest.param(*look, marks=pytest.mark.heavy) for look in [(390, "light"), (390, "dark"), (1280, "light")])])
def test_axe_finds_nothing_and_nothing_scrolls_sideways(open_page: Open, width: int, scheme: str) -> None:
    page = open_page(width, color_scheme=scheme)
    page.goto("/assessment")
    faultless(page, width)
    faultless(filled(page), width)
    faultless(answered(page), width)
    expect(page.get_by_role("heading", level=1)).to_have_text("A plan for 4 worries near LS1 4AP")
    faultless(answered(page, "zzz9"), width)
    expect(page.get_by_role("heading", name="There is a problem")).to_be_visible()


def faultless(page: Page, width: int) -> None:
    assert [(one["id"], [node["html"] for node in one["nodes"]][:3]) for one in AXE.run(page).response["violations"]] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    small = page.evaluate(
        """least => [...document.querySelectorAll('main :is(button, select, textarea, input:not([type=checkbox], [type=hidden]), summary, .ring, .worry-row > label, .tick label)')]
            .filter(one => one.checkVisibility() && one.getBoundingClientRect().height < least - 0.5).map(one => one.outerHTML.slice(0, 60))""",
        SMALLEST_TARGET,
    )
    assert small == []


def test_on_a_phone_the_urgent_advice_is_the_first_thing_to_be_seen(open_page: Open) -> None:
    page = answered(open_page(390))
    advice = page.locator(".urgent").first
    expect(advice).to_be_in_viewport(ratio=1)
    expect(page.locator("main > *").first).to_have_class("urgent")
    expect(page.locator(".urgent-call a").first).to_have_attribute("href", "tel:999")


def test_only_what_is_ticked_asks_how_bad_it_is_and_what_is_ticked_is_counted(open_page: Open) -> None:
    page = open_page(390)
    page.goto("/assessment")
    expect(page.locator("#tally")).to_have_text("Nothing ticked yet")
    expect(page.locator(".how-bad").locator("visible=true")).to_have_count(0)
    page.locator("summary", has_text="Physical concerns").click()
    tick(page, "swelling", 6)
    expect(page.locator(".how-bad").locator("visible=true")).to_have_count(1)
    expect(page.locator("#tally")).to_have_text("1 ticked")
    tick(page, "pain-or-discomfort", 9)
    expect(page.locator("#tally")).to_have_text("2 ticked")
    expect(page.locator(".fold-count").first).to_have_text("2 ticked")
    page.get_by_text("Swelling", exact=True).first.click()
    expect(page.locator("#tally")).to_have_text("1 ticked")


def test_all_parts_open_and_close_at_once_and_no_tick_is_lost(open_page: Open) -> None:
    page = open_page(390)
    page.goto("/assessment")
    page.get_by_role("button", name="Open all parts").click()
    tick(page, "pets", 2)
    page.get_by_role("button", name="Close all parts").click()
    expect(page.locator(".fold[open]")).to_have_count(0)
    expect(page.locator("#tally")).to_have_text("1 ticked")


def test_an_assessment_can_be_made_by_keyboard_alone(open_page: Open) -> None:
    page = open_page(1280, 800)
    page.goto("/assessment")
    keys = page.keyboard
    page.locator("summary", has_text="Physical concerns").focus()
    keys.press("Enter")
    to(page, "#field-concern-swelling, [value='swelling']")
    keys.press("Space")
    keys.press("Tab")
    for _ in range(8):
        keys.press("ArrowRight")
    to(page, "[name='score-pain-or-discomfort'], [value='pain-or-discomfort']")
    keys.press("Space")
    to(page, "#field-near")
    keys.type("LS1 4AP")
    keys.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("A plan for 2 worries near LS1 4AP")
    expect(page.locator(".step-helps").first).to_have_text("Helps with: Swelling (8), Pain or discomfort")


def to(page: Page, selector: str) -> None:
    """On to a field with the Tab key."""
    for _ in range(40):
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
        page.keyboard.press("Tab")
    pytest.fail(f"{selector} is not reached")


def test_it_works_without_a_script_and_keeps_the_answers_out_of_the_address(open_page: Open) -> None:
    page = open_page(java_script_enabled=False)
    page.goto("/assessment")
    page.locator("summary", has_text="Physical concerns").click()
    expect(page.locator(".how-bad").locator("visible=true")).to_have_count(0)
    tick(page, "swelling", 6)
    page.locator("#field-near").fill("LS1 4AP")
    page.get_by_role("button", name="Make my plan").click()
    assert re.fullmatch(r"http://[^/]+/assessment", page.url)
    page.get_by_role("button", name="Keep in my list").first.click()
    assert re.fullmatch(r"http://[^/]+/assessment#keep-[\w-]+", page.url)
    expect(page.locator(".step .keep-said").first).to_be_in_viewport()
    page.get_by_role("button", name="Change my answers").click()
    expect(page.locator("[name='concern'][value='swelling']")).to_be_checked()
    expect(page.locator("[name='score-swelling'][value='6']")).to_be_checked()
    expect(page.locator("#field-near")).to_have_value("LS1 4AP")


def test_the_error_summary_leads_to_the_field(open_page: Open) -> None:
    page = answered(open_page(), "zzz9")
    page.get_by_role("link", name="'zzz9' is not a postcode").click()
    expect(page.locator("#field-near")).to_be_focused()
    expect(page.locator("[name='score-swelling'][value='6']")).to_be_checked()


def test_a_blank_list_prints_on_one_sheet_with_every_worry(real_page: Page) -> None:
    real_page.goto("/assessment")
    labels = [label.strip() for label in real_page.locator(".worry-row > label").all_text_contents()]
    [sheet] = printed(real_page)
    words = " ".join(sheet.split())
    assert [label for label in labels if label not in words] == []
    assert len(labels) > 70
    for said in ("Date:", "Something else?", "I have no worries for now"):
        assert said in words
    for left_out in ("How bad is it?", "Postcode or town", "Make my plan", "Open all parts"):
        assert left_out not in words


def test_a_list_that_is_filled_in_prints_its_scores(open_page: Open) -> None:
    [sheet] = printed(filled(open_page(390)))
    assert re.search(r"Pain or discomfort\s+9\s", sheet)
    assert re.search(r"Pets\s+2\s", sheet)


def test_a_plan_for_ten_worries_prints_on_one_sheet_worst_first_with_telephone_numbers(real_page: Page) -> None:
    real_page.goto("/assessment?whole=yes")
    for concern in TEN:
        tick(real_page, concern, 9 if concern == "sleep-problems" else 6)
    real_page.locator("#field-questions").fill("Can I fly?")
    real_page.locator("#field-near").fill("LS1 4AP")
    real_page.get_by_role("button", name="Make my plan").click()
    expect(real_page.get_by_role("heading", level=1)).to_contain_text("A plan for 10 worries")
    [sheet] = printed(real_page)
    words = " ".join(sheet.split())
    assert re.search(r"What you told us Sleep problems ?: ?9 of 10", words)
    assert "Can I fly?" in words
    assert re.search(r"Ring \d{4,}", words)
    for left_out in ("Each worry, worst first", "Keep in my list", "Change my answers"):
        assert left_out not in words
