"""The map as a browser shows it: closed on a phone, beside the list on a wide screen, reached by finger and by keyboard."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from signpost_web.map_drawing import LETTER

Open = Callable[..., Page]

RESULTS = "/search?concern=swelling&near=LS1+4AP"
PAIR = "/search?concern=pain-or-discomfort&near=LS1+4AP"
SMALLEST_TARGET = 44  # px
AIR = 4  # px that each text has about it
AXE = Axe()


def show(page: Page) -> None:
    page.goto(RESULTS)
    page.get_by_text("Show on a map").click()
    expect(page.locator(".map svg").first).to_be_visible()


def test_on_a_phone_the_map_waits_to_be_asked_for(open_page: Open) -> None:
    page = open_page(390, java_script_enabled=False)
    page.goto(RESULTS)
    expect(page.locator(".map-badge")).not_to_be_visible()
    page.get_by_text("Show on a map").click()
    expect(page.locator(".map-badge")).to_be_visible()


def test_on_a_wide_screen_the_map_stands_open_beside_the_list(open_page: Open) -> None:
    page = open_page(1280, 900)
    page.goto(RESULTS)
    expect(page.locator(".map-badge")).to_be_visible()
    expect(page.get_by_text("Show on a map")).not_to_be_visible()
    drawing, found = page.locator(".map").bounding_box(), page.locator(".found").bounding_box()
    assert drawing
    assert found
    assert drawing["x"] + drawing["width"] < found["x"]
    assert abs(drawing["y"] - found["y"]) < SMALLEST_TARGET


@pytest.mark.parametrize("width", [320, 390, 1280])
def test_a_finger_can_hit_a_pin(open_page: Open, width: int) -> None:
    page = open_page(width)
    page.goto(RESULTS)
    page.locator(".map").evaluate("map => { map.open = true }")
    box = page.locator(".map-target").bounding_box()
    assert box
    assert min(box["width"], box["height"]) >= SMALLEST_TARGET - 0.5


def test_a_pin_leads_to_its_card_by_keyboard(open_page: Open) -> None:
    page = open_page(390)
    show(page)
    page.keyboard.press("Tab")
    pin = page.get_by_role("link", name="1: Aire Swelling Clinic")
    expect(pin).to_be_focused()
    assert pin.evaluate("pin => getComputedStyle(pin).outlineStyle") == "solid"
    page.keyboard.press("Enter")
    expect(page.locator(".card h3").first).to_be_in_viewport()
    page.keyboard.press("Tab")
    expect(page.locator(".card h3 a").first).to_be_focused()


def test_the_ground_is_not_read_out(open_page: Open) -> None:
    page = open_page(390)
    show(page)
    heard = page.locator(".map figure").aria_snapshot()
    assert "1: Aire Swelling Clinic" in heard
    assert "The list says the same in words" in heard
    assert "mile" not in heard


@pytest.mark.parametrize("address", [RESULTS, PAIR])
def test_words_are_no_wider_in_a_real_font_than_the_map_made_room_for(open_page: Open, address: str) -> None:
    page = open_page(390)
    page.goto(address)
    page.locator(".map").evaluate("map => { map.open = true }")
    for label in page.locator("text.map-name").all():
        width, size = label.evaluate("label => [label.getBBox().width, parseFloat(getComputedStyle(label).fontSize)]")
        assert width <= LETTER * size * len(label.text_content() or "") + AIR
    for badge in page.locator(".map-badge").all():
        assert badge.evaluate("badge => badge.querySelector('text').getBBox().width + 8 <= badge.querySelector('.map-pin').getBBox().width")


def test_the_map_is_printed_open(open_page: Open) -> None:
    page = open_page(390)
    page.goto(RESULTS)
    page.emulate_media(media="print")
    expect(page.locator(".map-badge")).to_be_visible()
    expect(page.get_by_text("Show on a map")).not_to_be_visible()
