"""The nurse's page as a browser shows it: by keyboard alone, with and without its script, on paper."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from io import BytesIO

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect
from pypdf import PdfReader

Open = Callable[..., Page]

AXE = Axe()
FINGER, MOUSE = 44, 24  # px: the least that a finger hits, and the least that WCAG 2.2 allows anywhere
TEN = ("pain-or-discomfort", "swelling", "money-or-finance", "work-or-education", "children", "sleep-problems", "tired-exhausted-or-fatigued", "worry-fear-or-anxiety", "transport-or-parking", "diet-and-nutrition")  # fmt: skip
CHOSEN = ("high-temperature-or-fever", "swelling", "pets")


def answered(page: Page, concerns: Sequence[str] = CHOSEN, near: str = "LS1 4AP") -> Page:
    page.goto("/consultation")
    page.locator("#field-near").fill(near)
    for concern in concerns:
        page.locator(f"input[value='{concern}']").check()
    page.get_by_role("button", name="Show services").click()
    return page


def access(page: Page, key: str) -> None:
    """Alt and a letter, with the character that a real keyboard sends and Playwright's leaves out."""
    page.context.new_cdp_session(page).send("Input.dispatchKeyEvent", {"type": "char", "modifiers": 1, "text": key, "unmodifiedText": key})


@pytest.mark.parametrize(("touch", "least"), [(True, FINGER), (False, MOUSE)])
def test_what_must_be_hit_is_large_enough_for_what_hits_it(open_page: Open, touch: bool, least: int) -> None:
    page = answered(open_page(1280, 800, has_touch=touch, is_mobile=touch))
    small = page.evaluate(
        """least => [...document.querySelectorAll("main :is(button, select, summary, .pick, .offer-ring a, .acts a, input[type=text])")]
        .filter(one => one.getClientRects().length && one.getBoundingClientRect().height < least - 0.5).map(one => one.outerHTML.slice(0, 80))""",
        least,
    )
    assert small == []


def test_typing_narrows_the_checklist_and_enter_ticks_the_first(open_page: Open) -> None:
    page = open_page(1280, 800)
    page.goto("/consultation")
    page.locator("#find").fill("lymph")  # its other name
    expect(page.locator(".pick:visible")).to_have_text(["Swelling"])
    expect(page.get_by_text("Practical concerns")).to_be_hidden()
    expect(page.get_by_role("status")).to_have_text("Enter ticks: Swelling")
    page.keyboard.press("Enter")
    expect(page.locator("input[value='swelling']")).to_be_checked()
    expect(page.locator("#find")).to_have_value("")
    expect(page.locator(".pick:visible")).to_have_count(4)
    page.keyboard.type("zzz")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_have_text("No concern has that word.")
    assert page.locator("input:checked").count() == 1
    page.keyboard.press("Escape")
    expect(page.locator(".pick:visible")).to_have_count(4)


def test_a_consultation_runs_by_keyboard_alone(open_page: Open) -> None:
    page = open_page(1280, 800, permissions=["clipboard-read", "clipboard-write"])
    page.goto("/consultation")
    expect(page.locator("#field-near")).to_be_focused()
    page.keyboard.type("LS1 4AP")
    access(page, "c")
    expect(page.locator("#find")).to_be_focused()
    page.keyboard.type("swel")
    page.keyboard.press("Enter")
    page.keyboard.type("pet")
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Services for 2 concerns near LS1 4AP")
    access(page, "n")
    expect(page.get_by_role("status").filter(has_text="Copied")).to_have_count(1)
    assert page.evaluate("navigator.clipboard.readText()") == page.locator("#notes").input_value()
    access(page, "t")
    expect(page.get_by_role("status").filter(has_text="Copied")).to_have_count(2)
    assert page.evaluate("navigator.clipboard.readText()") == page.locator("#letter").input_value()
    access(page, "l")
    expect(page.locator("#field-near")).to_be_focused()


def test_after_the_answer_the_next_press_of_tab_is_in_the_answer(open_page: Open) -> None:
    page = answered(open_page(1280, 800), ["swelling"])
    expect(page.locator("#print")).to_be_visible()
    page.keyboard.press("Tab")
    expect(page.locator("#print")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="The sheet")).to_be_focused()


def test_focus_is_always_to_be_seen_and_follows_the_page(open_page: Open) -> None:
    page = open_page(1280, 800)
    page.goto("/consultation?near=Leeds")
    expect(page.locator("#find")).to_be_focused()
    order = []
    for _ in range(8):
        ring = page.evaluate("(() => { const style = getComputedStyle(document.activeElement); return style.outlineStyle + style.outlineWidth })()")
        assert ring == "solid3px", page.evaluate("document.activeElement.outerHTML")[:200]
        order.append(page.evaluate("document.activeElement.value || document.activeElement.textContent.trim()"))
        page.keyboard.press("Tab")
    assert order[1:6] == ["Cancer type, age, distance", "swelling", "pain-or-discomfort", "high-temperature-or-fever", "pets"]
    assert order[6].startswith("Show services")


def test_it_works_without_a_script(open_page: Open) -> None:
    page = answered(open_page(1280, 800, java_script_enabled=False))
    assert re.fullmatch(r"http://[^/]+/consultation#found", page.url)
    expect(page.get_by_text("press Ctrl+P")).to_be_visible()
    expect(page.get_by_role("button", name="Print")).to_be_hidden()
    expect(page.locator("#find")).to_be_hidden()
    expect(page.locator("#notes")).to_have_attribute("readonly", "")
    expect(page.locator("input[value='swelling']")).to_be_checked()
    page.locator("#notes").select_text()


def test_with_the_script_the_button_prints(open_page: Open) -> None:
    page = answered(open_page(1280, 800))
    expect(page.get_by_text("press Ctrl+P")).to_be_hidden()
    page.evaluate("window.print = () => { document.title = 'printed' }")
    page.get_by_role("button", name="Print the patient’s sheet").click()
    expect(page).to_have_title("printed")


def test_paper_shows_the_patients_sheet_and_nothing_of_the_desk(open_page: Open) -> None:
    page = answered(open_page(1280, 800))
    page.emulate_media(media="print")
    for piece in (".urgent-call", ".sheet-ring", ".sheet-next"):
        expect(page.locator(piece).first).to_be_visible()
    for piece in ("#field-near", "#print", ".asked", "#notes", "#letter", ".keys", ".menu"):
        expect(page.locator(piece).first).to_be_hidden()
    sizes = page.evaluate("['.sheet-ring', '.sheet-next'].map(one => parseFloat(getComputedStyle(document.querySelector(one)).fontSize))")
    assert sizes[0] >= 1.5 * sizes[1] >= 24, "the number is what is looked for on the sheet; 16 px are 12 pt"


@pytest.mark.parametrize(("concerns", "most"), [(("swelling",), 1), (TEN, 2)])
def test_the_sheet_takes_one_page_for_a_concern_and_two_for_ten(real_page: Page, concerns: tuple[str, ...], most: int) -> None:
    answered(real_page, concerns)
    real_page.locator(".sheet").wait_for()
    paper = PdfReader(BytesIO(real_page.pdf(format="A4")))
    assert len(paper.pages) <= most
    assert "Next step" in paper.pages[0].extract_text()
