"""The list on paper: one page for five services, with every number and every code; and in large print, complete."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from typing import Any, NamedTuple
from unicodedata import normalize

import pytest
import zxingcpp
from axe_playwright_python.sync_playwright import Axe
from PIL import Image
from playwright.sync_api import Browser, Page, expect
from pypdf import PdfReader
from starlette.applications import Starlette

from signpost.search.serving import open_current
from signpost.settings import Settings
from signpost_web.app import create_app

Open = Callable[..., Page]

PUBLIC = "https://signpost.example.org"
CSS_DPI, PAPER_DPI = 96, 150
PAPER_WIDTH = round((210 - 2 * 12) / 25.4 * CSS_DPI)  # A4 between the sheet's margins, in CSS pixels
PLACE = "ZE1 0EX"  # far from most, so that distances are long to write
AT_ONCE = 20  # services that one address names
LARGE = 24  # px: 18 pt
SERVICE = "aire-swelling-clinic"
AXE = Axe()


@pytest.fixture(scope="module")
def paper_site(served: Callable[[Starlette], str], real_directory: Settings) -> str:
    """The whole directory, at an address that the outside world knows."""
    return served(create_app(replace(real_directory, public_url=PUBLIC)))


@pytest.fixture(scope="module")
def sheet(chromium: Browser, paper_site: str) -> Any:
    """A page as a printer has it, at 150 dots an inch."""
    context = chromium.new_context(viewport={"width": PAPER_WIDTH, "height": 900}, device_scale_factor=PAPER_DPI / CSS_DPI, base_url=paper_site)
    page = context.new_page()
    page.emulate_media(media="print")
    yield page
    context.close()


class Measured(NamedTuple):
    """A service, and how much of the paper it takes."""

    height: float
    id: str


@pytest.fixture(scope="module")
def longest(sheet: Page, real_directory: Settings) -> list[str]:
    """Of all services with a telephone number, the five whose texts take most of a page."""
    directory = open_current(real_directory)
    ids = [one for one in directory.ids if json.loads(directory.service(one) or b"{}")["contacts"].get("phone")]
    measured: list[Measured] = []
    for start in range(0, len(ids), AT_ONCE):
        sheet.goto(address(ids[start : start + AT_ONCE]))
        heights = sheet.locator(".kept-one").evaluate_all("all => all.map(one => [one.getBoundingClientRect().height, one.querySelector('h2').id])")
        measured += [Measured(height, heading.removeprefix("one-")) for height, heading in heights]
    assert len(measured) == len(ids)
    return [one.id for one in sorted(measured, reverse=True)[:5]]


def address(ids: list[str], style: str = "") -> str:
    return f"/list?services={','.join(ids)}&near={PLACE.replace(' ', '+')}&style={style}"


def numbers(ids: list[str], settings: Settings) -> list[str]:
    directory = open_current(settings)
    return [json.loads(directory.service(one) or b"{}")["contacts"]["phone"] for one in ids]


def printed(page: Page) -> tuple[int, str]:
    """How many pages it makes, and all that stands on them, without the spaces."""
    pages = PdfReader(BytesIO(page.pdf(format="A4", prefer_css_page_size=True))).pages
    return len(pages), squeezed("".join(one.extract_text() for one in pages))


def squeezed(text: str) -> str:
    """Without its spaces, and with the letters that a font draws as one (fi) apart."""
    return re.sub(r"\s+", "", normalize("NFKC", text))


def decoded(page: Page) -> list[str]:
    picture = Image.open(BytesIO(page.screenshot(full_page=True))).convert("L")
    return sorted(found.text for found in zxingcpp.read_barcodes(picture, formats=zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)))


def test_the_five_longest_services_print_on_one_page_with_every_number_and_fact(sheet: Page, longest: list[str], real_directory: Settings) -> None:
    sheet.goto(address(longest))
    pages, text = printed(sheet)
    assert pages == 1
    assert len(longest) == 5
    for number in numbers(longest, real_directory):
        assert squeezed(number) in text, number
    for label in ("Open", "Where", "Nextstep"):
        assert text.count(label) >= 5
    assert text.count("milesaway") == sum("in-person" in delivery_of(one, real_directory) for one in longest)
    assert "Inanemergency,call999." in text


def delivery_of(service_id: str, settings: Settings) -> list[str]:
    found: list[str] = json.loads(open_current(settings).service(service_id) or b"{}")["delivery"]
    return found


def test_every_code_on_the_page_can_be_read_at_150_dots_an_inch(sheet: Page, longest: list[str]) -> None:
    sheet.goto(address(longest))
    assert decoded(sheet) == sorted([f"{PUBLIC}/list?services={','.join(longest)}", *(f"{PUBLIC}/services/{one}" for one in longest)])
    widths = sheet.locator(".kept-one .code img").evaluate_all("all => all.map(one => one.getBoundingClientRect().width)")
    assert [round(width / CSS_DPI * 25.4, 1) for width in widths] == [22.0] * 5


def test_the_code_of_a_full_list_can_be_read_too(sheet: Page, real_directory: Settings) -> None:
    most = sorted(open_current(real_directory).ids, key=len)[-AT_ONCE:]
    sheet.goto(address(most))
    assert f"{PUBLIC}/list?services={','.join(most)}" in decoded(sheet)


def test_without_a_public_address_the_codes_ring(chromium: Browser, real_site: str, longest: list[str], real_directory: Settings) -> None:
    context = chromium.new_context(viewport={"width": PAPER_WIDTH, "height": 900}, device_scale_factor=PAPER_DPI / CSS_DPI, base_url=real_site)
    page = context.new_page()
    page.emulate_media(media="print")
    page.goto(address(longest))
    assert decoded(page) == sorted(f"tel:{re.sub('[^0-9+]', '', number)}" for number in numbers(longest, real_directory))
    context.close()


@pytest.mark.parametrize("style", ["large", "easy"])
def test_large_print_keeps_every_fact_and_nothing_is_smaller_than_18_point(sheet: Page, longest: list[str], style: str) -> None:
    sheet.goto(address(longest))
    facts = sheet.locator(":is(.kept-one h2, .card-by, .kept-what, .kept-ring, .kept-note, .kept-facts span, .notice, .card-foot, .paper-head p)").all_inner_texts()
    sheet.goto(address(longest, style))
    pages, text = printed(sheet)
    assert pages > 1
    bare = re.sub(r"[.;]", "", text)  # easy read ends every line with a full stop
    for fact in facts:
        assert re.sub(r"[.;]", "", squeezed(fact)) in bare, fact
    assert text.count("Whattosaywhenyouring") == 5
    small = sheet.evaluate(
        """least => [...document.querySelectorAll("main, main *")].filter(one => one.checkVisibility() && [...one.childNodes].some(node => node.nodeType === 3 && node.data.trim()))
        .filter(one => !one.closest(".hidden")).filter(one => parseFloat(getComputedStyle(one).fontSize) < least).map(one => one.outerHTML.slice(0, 90))""",
        LARGE,
    )
    assert small == []
    assert len(decoded(sheet)) == 6


# -- on a screen ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("script", [True, False])
def test_by_keyboard_alone_a_service_is_kept_and_one_is_told_so_where_one_stood(open_page: Open, script: bool) -> None:
    page = open_page(java_script_enabled=script)
    page.goto("/search?concern=swelling&near=LS1+4AP")
    button = page.get_by_role("button", name="Keep in my list Example Helpline")
    button.focus()
    page.keyboard.press("Enter")
    said = page.locator("#keep-example-helpline")
    expect(said).to_be_focused()
    expect(said).to_be_in_viewport()
    expect(said).to_contain_text("In your list.")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="See my list (1)")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(said).to_be_focused()
    expect(said).to_have_text("Taken out of your list.")


def test_on_the_list_taking_one_out_and_emptying_it_are_told(open_page: Open) -> None:
    page = open_page()
    for service in (SERVICE, "example-helpline"):
        page.goto(f"/services/{service}")
        page.get_by_role("button", name="Keep in my list").click()
    page.get_by_role("link", name="My list (2)", exact=True).click()
    page.get_by_role("button", name="Take out of my list Example Helpline").click()
    expect(page.get_by_text("Taken out of your list.")).to_be_focused()
    expect(page.get_by_role("heading", name="Example Helpline")).to_have_count(0)
    page.get_by_role("button", name="Empty my list").click()
    expect(page.get_by_text("There is nothing in your list yet.")).to_be_visible()


def test_the_print_button_prints_and_the_copy_button_copies(open_page: Open) -> None:
    page = open_page()
    page.add_init_script("window.print = () => { document.title = 'printing' }")
    page.goto(f"/list?services={SERVICE}")
    page.get_by_role("button", name="Print or save this list").click()
    assert page.title() == "printing"
    page.get_by_role("button", name="Copy the text").click()
    expect(page.get_by_text("Copied.")).to_be_visible()


def test_without_a_script_one_is_told_how_to_print(open_page: Open) -> None:
    page = open_page(java_script_enabled=False)
    page.goto(f"/list?services={SERVICE}")
    expect(page.get_by_text("To print or save it, press Ctrl and P.")).to_be_visible()
    expect(page.get_by_role("button", name="Print or save this list")).to_be_hidden()
