"""Leaving a page quickly, and telling us what is wrong, in a real browser."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route

from signpost.corrections import Queue
from signpost_web.pages import wording

HARM, CALM = "/search?q=gibberish", "/search?concern=swelling&near=LS1+4AP"
WRONG = "/services/aire-swelling-clinic/wrong"
WEATHER = "<!DOCTYPE html><html lang=en><title>Weather</title><h1>Sunny</h1></html>"
SMALLEST_TARGET = 44


@pytest.fixture
def visit(chromium: Browser, site: str) -> Iterator[Any]:
    """Opens pages; the weather page is played, and gets no referrer."""
    contexts = []

    def weather(route: Route) -> None:
        assert "referer" not in route.request.headers
        route.fulfill(body=WEATHER, content_type="text/html")

    def opened(*addresses: str, width: int = 390, **options: Any) -> Page:
        context = chromium.new_context(viewport={"width": width, "height": 844}, base_url=site, **options)
        contexts.append(context)
        context.route(f"{wording.LEAVE_FOR}**", weather)
        page = context.new_page()
        for address in addresses:
            page.goto(address)
        return page

    yield opened
    for context in contexts:
        context.close()


def test_the_link_leaves_and_going_back_does_not_lead_to_the_page(visit: Any) -> None:
    page = visit("/", HARM)
    page.get_by_role("link", name="Leave this page quickly").click()
    page.wait_for_url(wording.LEAVE_FOR)
    page.go_back()
    page.wait_for_url("**/")
    assert "gibberish" not in page.url


@pytest.mark.parametrize("key", ["Escape", "Shift"])
def test_a_key_pressed_three_times_leaves(visit: Any, key: str) -> None:
    page = visit(HARM, width=1280)
    for _ in range(3):
        page.keyboard.press(key)
    page.wait_for_url(wording.LEAVE_FOR)


PRESSED = """() => {
  const press = () => !document.dispatchEvent(new KeyboardEvent("keydown", { key: "Escape", bubbles: true, cancelable: true }));
  const held = [press(), press(), press(), press()];
  return [held, document.documentElement.hidden, document.title];
}"""


def test_the_page_is_blank_at_once_and_one_press_too_many_does_not_stop_the_other_from_loading(visit: Any) -> None:
    page = visit(HARM, width=1280)
    assert page.evaluate(PRESSED) == [[False, False, False, True], True, "www.bbc.co.uk"]
    page.wait_for_url(wording.LEAVE_FOR)


def test_typing_capital_letters_does_not_leave(visit: Any) -> None:
    page = visit(HARM, width=1280)
    page.locator("#field-q").focus()
    for key in ("Shift+A", "Shift+B", "Shift+C", "Escape", "Tab", "Escape", "Tab", "Escape"):
        page.keyboard.press(key)
    assert page.url.endswith(HARM)
    assert page.get_by_role("heading", level=1).is_visible()


def test_without_javascript_it_is_a_plain_link(visit: Any) -> None:
    page = visit(HARM, java_script_enabled=False)
    assert not page.get_by_text("press Escape 3 times").is_visible()
    page.get_by_role("link", name="Leave this page quickly").click()
    page.wait_for_url(wording.LEAVE_FOR)


def test_it_stays_in_sight_and_one_press_of_tab_after_the_skip_link_reaches_it(visit: Any) -> None:
    page = visit(HARM)
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "leave-link"
    page.evaluate("window.scrollTo(0, document.body.scrollHeight)")
    box = page.locator(".leave-link").bounding_box()
    assert 0 <= box["y"] < 60
    assert box["height"] >= SMALLEST_TARGET


def test_a_page_about_nothing_of_the_kind_has_no_such_keys(visit: Any) -> None:
    page = visit(CALM)
    for _ in range(3):
        page.keyboard.press("Escape")
    assert page.url.endswith(CALM)


@pytest.mark.parametrize("script", [True, False])
def test_a_report_is_sent_by_keyboard_alone(visit: Any, corrections: Path, script: bool) -> None:
    page = visit(WRONG, java_script_enabled=script)
    page.locator("#field-kind").focus()
    for key in ("ArrowDown", "Tab", "I", "t", "Tab", "Enter"):
        page.keyboard.press(key)
    page.wait_for_url(f"**{WRONG}/thanks")
    report = Queue(corrections).open_reports()[-1]
    assert (report.kind, report.words) == ("closed", "It")


def test_a_report_without_a_choice_is_mended_from_the_list_of_faults(visit: Any, corrections: Path) -> None:
    page = visit(WRONG)
    page.get_by_label("Tell us more").fill("It rings out.")
    page.get_by_role("button", name="Send").click()
    page.get_by_role("link", name="Choose what is wrong").click()
    page.keyboard.press("Space")
    page.get_by_role("button", name="Send").click()
    page.wait_for_url(f"**{WRONG}/thanks")
    assert Queue(corrections).open_reports()[-1].words == "It rings out."


def test_nobody_sees_or_reaches_the_field_that_is_a_trap(visit: Any) -> None:
    page = visit(WRONG)
    reached = []
    for _ in range(40):
        page.keyboard.press("Tab")
        reached.append(page.evaluate("document.activeElement.name || ''"))
    assert {"kind", "words"} <= set(reached)
    assert "website" not in reached
    assert page.get_by_label("Leave this empty").locator("..").bounding_box()["width"] <= 1
