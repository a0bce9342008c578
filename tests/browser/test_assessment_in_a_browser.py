"""A whole assessment as a browser shows it: by keyboard alone, on a phone, on one sheet of paper."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

Open = Callable[..., Page]

AXE = Axe()
SMALLEST_TARGET = 44  # px
WORRIES = {"pain-or-discomfort": 9, "high-temperature-or-fever": 7, "swelling": 6, "pets": 2}
TEN = ("pain-or-discomfort", "swelling", "money-or-finance", "work-or-education", "children", "sleep-problems", "tired-exhausted-or-fatigued", "worry-fear-or-anxiety", "transport-or-parking", "diet-and-nutrition")  # fmt: skip


def answered(page: Page, near: str = "LS1 4AP") -> Page:
    page.goto("/assessment")
    for concern, score in WORRIES.items():
        page.locator(f"#field-score-{concern}").select_option(str(score))
    page.locator("#field-near").fill(near)
    page.get_by_role("button", name="Make a plan").click()
    return page


@pytest.mark.parametrize(("width", "scheme"), [(320, "light"), (390, "light"), (390, "dark"), (1280, "light")])
def test_axe_finds_nothing_and_nothing_scrolls_sideways(open_page: Open, width: int, scheme: str) -> None:
    page = open_page(width, color_scheme=scheme)
    page.goto("/assessment")
    faultless(page, width)
    faultless(answered(page), width)
    expect(page.get_by_role("heading", level=1)).to_have_text("A plan for 4 worries near LS1 4AP")
    faultless(answered(page, "zzz9"), width)
    expect(page.get_by_role("heading", name="There is a problem")).to_be_visible()


def faultless(page: Page, width: int) -> None:
    page.locator("details").evaluate_all("all => all.forEach(one => { one.open = true })")
    assert [(one["id"], [node["html"] for node in one["nodes"]][:3]) for one in AXE.run(page).response["violations"]] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    small = page.evaluate("least => [...document.querySelectorAll('main :is(button, select, input, summary, .ring)')].filter(one => one.getBoundingClientRect().height < least - 0.5).map(one => one.outerHTML.slice(0, 60))", SMALLEST_TARGET)
    assert small == []


def test_on_a_phone_the_urgent_advice_is_the_first_thing_to_be_seen(open_page: Open) -> None:
    page = answered(open_page(390))
    advice = page.locator(".urgent").first
    expect(advice).to_be_in_viewport(ratio=1)
    box, heading = advice.bounding_box(), page.get_by_role("heading", level=1).bounding_box()
    assert box
    assert heading
    assert box["y"] < heading["y"]
    expect(page.locator("main > *").first).to_have_class("urgent")
    expect(page.locator(".urgent-call a").first).to_have_attribute("href", "tel:999")


def test_an_assessment_can_be_made_by_keyboard_alone(open_page: Open) -> None:
    page = open_page(1280, 800, java_script_enabled=True)
    page.goto("/assessment")
    page.locator("#main").focus()
    page.keyboard.press("Tab")
    expect(page.locator("#field-near")).to_be_focused()
    page.keyboard.type("LS1 4AP")
    typed = 0
    for _ in range(40):
        page.keyboard.press("Tab")
        focused = page.evaluate("[document.activeElement.name || '', document.activeElement.type || '']")
        if focused[0] in ("score-swelling", "score-pain-or-discomfort"):
            page.keyboard.type("8" if focused[0] == "score-swelling" else "10")
            typed += 1
        if focused[1] == "submit":
            break
    assert typed == 2
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("A plan for 2 worries near LS1 4AP")
    expect(page.locator(".step-helps").first).to_have_text("Helps with: Pain or discomfort (10), Swelling (8)")


def test_it_works_without_a_script_and_keeps_the_answers_out_of_the_address(open_page: Open) -> None:
    page = answered(open_page(java_script_enabled=False))
    assert re.fullmatch(r"http://[^/]+/assessment", page.url)
    page.get_by_text("Change your answers").click()
    expect(page.locator("#field-score-swelling")).to_have_value("6")
    expect(page.locator("#field-near")).to_have_value("LS1 4AP")


def test_the_error_summary_leads_to_the_field(open_page: Open) -> None:
    page = answered(open_page(), "zzz9")
    page.get_by_role("link", name="'zzz9' is not a postcode").click()
    expect(page.locator("#field-near")).to_be_focused()
    expect(page.locator("#field-score-swelling")).to_have_value("6")


def test_a_plan_for_ten_worries_prints_on_one_sheet(real_page: Page) -> None:
    real_page.goto("/assessment")
    for concern in TEN:
        real_page.locator(f"#field-score-{concern}").select_option("6")
    real_page.locator("#field-near").fill("LS1 4AP")
    real_page.get_by_role("button", name="Make a plan").click()
    real_page.emulate_media(media="print")
    expect(real_page.locator(".ring").first).to_be_visible()
    expect(real_page.get_by_text("Each worry, worst first")).to_be_hidden()
    assert len(re.findall(rb"/Type\s*/Page[^s]", real_page.pdf(format="A4"))) == 1
