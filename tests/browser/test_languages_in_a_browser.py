"""Pages that read from right to left, in a made-up language; and Welsh ones."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, ViewportSize
from starlette.applications import Starlette

from signpost_web.app import create_app

if TYPE_CHECKING:
    from tests.web.fake import FakeCurrent

PHONE = ViewportSize(width=390, height=844)
PAGES = {
    "home": "/",
    "results": "/search?concern=swelling&near=LS1+4AP",
    "urgent": "/search?concern=high-temperature-or-fever&near=Leeds&cost=free",
    "nothing-near": "/search?concern=swelling&near=ZE1+0AA",
    "lost": "/search?q=a+takeaway&near=LS1+4AP",
    "mend": "/search?near=zzz9&age=two",
    "concerns": "/concerns",
    "concern": "/concerns/swelling",
    "service": "/services/aire-swelling-clinic",
    "wrong": "/services/aire-swelling-clinic/wrong",
    "list": "/list?services=aire-swelling-clinic,example-helpline&near=LS1+4AP",
    "easy-list": "/list?services=aire-swelling-clinic&style=easy",
    "assessment": "/assessment",
    "privacy": "/privacy",
}
AXE = Axe()


@pytest.fixture(scope="module")
def mirrored_site(served: Callable[[Starlette], str], made_up: Any) -> str:
    """The address of a site that can speak a made-up language."""
    current: FakeCurrent = made_up.FakeCurrent()
    return served(create_app(made_up.settings(), directory=current, languages=made_up.LANGUAGES))


@pytest.fixture(scope="module")
def mirrored(chromium: Browser, mirrored_site: str) -> Any:
    """A phone whose owner has chosen it."""
    context = chromium.new_context(viewport=PHONE, base_url=mirrored_site)
    context.add_cookies([{"name": "signpost-language", "value": "en-XB", "url": mirrored_site}])
    yield context.new_page()
    context.close()


def edges(page: Page, selector: str) -> list[float]:
    """How far the first of these stands from the left and from the right edge of the screen."""
    box = page.locator(selector).first.bounding_box()
    assert box
    return [box["x"], PHONE["width"] - box["x"] - box["width"]]


@pytest.mark.parametrize("name", PAGES)
def test_a_page_that_reads_from_the_right_fits_a_phone_and_axe_finds_nothing(mirrored: Page, name: str) -> None:
    mirrored.goto(PAGES[name])
    mirrored.locator("details").evaluate_all("all => all.forEach(one => { one.open = true })")
    assert mirrored.evaluate("[document.dir, document.documentElement.scrollWidth <= innerWidth, document.documentElement.scrollLeft]") == ["rtl", True, 0]
    assert [(one["id"], [node["html"] for node in one["nodes"]][:3]) for one in AXE.run(mirrored).response["violations"]] == []


def test_the_page_is_turned_round_and_what_is_english_in_it_is_not(mirrored: Page) -> None:
    mirrored.goto(PAGES["results"])
    left, right = edges(mirrored, ".brand")
    assert right < left, "the name of the site stands at the right"
    starts = mirrored.evaluate("""() => ['.card-by', '.card-what', '.card-foot'].map(one => {
        const range = document.createRange();
        range.selectNodeContents(document.querySelector(one));
        return Math.round(Math.max(...[...range.getClientRects()].map(box => box.right)));
    })""")
    assert len({*starts}) == 1, "English words begin where the other lines of a card do"
    assert mirrored.evaluate("getComputedStyle(document.querySelector('.card-what')).direction") == "ltr"
    assert mirrored.evaluate("getComputedStyle(document.querySelector('.ring bdi')).direction") == "ltr", "the groups of a number keep their order"
    left, right = edges(mirrored, ".card .verdict-yes")
    assert mirrored.locator(".verdict-yes").first.evaluate("one => [getComputedStyle(one).borderRightWidth, getComputedStyle(one).borderLeftWidth]") == ["5px", "0px"]


def test_the_plan_is_turned_round_too(mirrored: Page) -> None:
    mirrored.goto(PAGES["assessment"])
    mirrored.locator("main details").evaluate_all("all => all.forEach(one => { one.open = true })")
    mirrored.locator("[name=concern][value=swelling]").check()
    mirrored.locator("#field-near").fill("LS1 4AP")
    mirrored.locator(".tally button").click()
    number, heading = (mirrored.locator(one).first.evaluate("one => one.getBoundingClientRect().right") for one in (".step", ".step h3"))
    assert number - heading > 40, "a step's number stands before its name"
    assert mirrored.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    assert AXE.run(mirrored).response["violations"] == []


def test_welsh_pages_fit_a_phone_and_say_that_they_are_welsh(open_page: Callable[..., Page]) -> None:
    page = open_page(390, locale="cy-GB")
    for name, address in PAGES.items():
        page.goto(address)
        page.locator("details").evaluate_all("all => all.forEach(one => { one.open = true })")
        assert page.evaluate("document.documentElement.lang") == "cy", name
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"], name


def test_a_press_changes_the_language_and_another_changes_it_back(open_page: Callable[..., Page]) -> None:
    page = open_page(390)
    page.goto(PAGES["results"])
    page.get_by_role("link", name="Cymraeg").click()
    assert page.url.endswith(PAGES["results"])
    assert page.locator("h1").inner_text() == "Cymorth: chwyddo, ger LS1 4AP"
    page.get_by_role("link", name="English", exact=True).click()
    assert page.locator("h1").inner_text() == "Help with swelling near LS1 4AP"
