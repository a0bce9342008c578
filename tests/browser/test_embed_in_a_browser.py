"""The search box within another site's page, and a theme, in a real browser."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from signpost_web.app import create_app

THEME = """
name: Aire Valley Cancer Support
strapline: From the made-up trust, its charity and the people of the valley
logo: {file: logo.svg}
colours:
  light: {header: "#26304f", header_text: "#ffffff", header_mark: "#ffc9a3", button: "#7a1f5c", button_text: "#ffffff", link: "#7a1f5c", page: "#fbf7f9", card: "#ffffff", panel: "#f3e9f0"}
  dark: {header: "#26304f", header_text: "#ffffff", header_mark: "#ffc9a3", button: "#f0b3dc", button_text: "#2a0a20", link: "#f0b3dc", page: "#161418", card: "#211d26", panel: "#2a2130"}
footer:
  lines: [Aire Valley Made-up Trust. Registered charity 0000000.]
  links: [{words: About the trust, address: "https://www.example.org/about"}]
contact: {phone: 0113 496 0000, email: support@example.org}
"""
LOGO = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 40"><circle cx="20" cy="20" r="19" fill="#ffc9a3"/></svg>'
LOOKS: list[Any] = [{"color_scheme": "light"}, *(pytest.param(look, marks=pytest.mark.heavy) for look in ({"color_scheme": "dark"}, {"forced_colors": "active"}))]
BOXES = ("/embed", "/embed?q=my+arm&near=LS1+4AP", "/embed?category=physical&theme=dark", "/embed?concern=high-temperature-or-fever&near=LS1+4AP&theme=light", "/embed?q=gibberish&near=", "/embed?q=&near=LS1+4ZZZ", "/embed?theme=purple")
SMALLEST_TARGET = 44


async def another_page(request: Request) -> Response:
    """A page of another site, with whatever it was asked to frame."""
    return HTMLResponse(f'<!DOCTYPE html><html lang="en"><title>A trust</title><h1>A trust</h1><iframe src="{request.query_params["of"]}" title="Search" width="360" height="600"></iframe>')


@pytest.fixture(scope="module")
def trust(served: Callable[[Starlette], str]) -> str:
    """The address of a site that may show the box."""
    return served(Starlette(routes=[Route("/", another_page)]))


@pytest.fixture(scope="module")
def stranger(served: Callable[[Starlette], str]) -> str:
    """The address of a site that may not."""
    return served(Starlette(routes=[Route("/", another_page)]))


@pytest.fixture(scope="module")
def themed_site(served: Callable[[Starlette], str], made_up: Any, trust: str, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The address of the program with a theme, and with a box that one site may show."""
    folder: Path = tmp_path_factory.mktemp("theme")
    (folder / "theme.yaml").write_text(THEME)
    (folder / "logo.svg").write_text(LOGO)
    return served(create_app(replace(made_up.settings(), theme=folder, embed_origins=trust), directory=made_up.FakeCurrent()))


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    """A page of a small desktop."""
    context = chromium.new_context(viewport={"width": 1024, "height": 768}, java_script_enabled=False)
    yield context.new_page()
    context.close()


def test_a_site_that_is_listed_shows_the_box_and_one_searches_in_it_without_javascript(page: Page, themed_site: str, trust: str) -> None:
    page.goto(f"{trust}/?of={themed_site}/embed")
    box = page.frame_locator("iframe")
    box.get_by_label("What do you need help with?").fill("my arm")
    box.get_by_label("Postcode or town").fill("LS1 4AP")
    box.get_by_role("button", name="Find support").click()
    box.get_by_role("heading", name="Help with “my arm” near LS1 4AP").wait_for()
    assert page.url.startswith(trust)
    with page.context.expect_page() as opened:
        box.get_by_role("link", name="Aire Swelling Clinic").click()
    assert opened.value.url == f"{themed_site}/services/aire-swelling-clinic"
    assert page.context.cookies() == []


def test_the_link_that_leaves_takes_the_whole_page_with_it(page: Page, themed_site: str, trust: str) -> None:
    page.context.route("https://www.bbc.co.uk/**", lambda route: route.fulfill(body="<h1>Sunny</h1>", content_type="text/html"))
    page.goto(f"{trust}/?of={themed_site}/embed?q=gibberish%26near=")
    page.frame_locator("iframe").get_by_role("link", name="Leave this page quickly").click()
    page.wait_for_url("https://www.bbc.co.uk/**")


def refused(page: Page, site: str, address: str) -> bool:
    """Whether the browser shows an error in the frame, in place of the page."""
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.goto(f"{site}/?of={address}")
    return page.frames[1].url.startswith("chrome-error:") and any("frame-ancestors" in text for text in said)


def test_a_site_that_is_not_listed_shows_an_empty_frame(page: Page, themed_site: str, stranger: str) -> None:
    assert refused(page, stranger, f"{themed_site}/embed")


def test_no_other_page_is_framed_even_by_a_site_that_is_listed(page: Page, themed_site: str, trust: str) -> None:
    assert refused(page, trust, f"{themed_site}/")


def test_as_it_is_installed_the_box_is_framed_by_nobody(page: Page, site: str, trust: str) -> None:
    assert refused(page, trust, f"{site}/embed")


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize("width", [320, 700])
def test_axe_finds_nothing_in_the_box_and_nothing_scrolls_sideways(open_page: Any, width: int, look: dict[str, Any]) -> None:
    page = open_page(width, **look)
    for address in BOXES:
        page.goto(address)
        found = Axe().run(page)
        assert found.response["violations"] == [], f"{address}: {json.dumps(found.response['violations'])[:2000]}"
        assert page.evaluate("document.documentElement.scrollWidth") <= width, address


def test_what_one_presses_in_the_box_is_a_fingers_width(open_page: Any) -> None:
    page = open_page(320)
    page.goto(BOXES[1])
    for name in ("summary", ".ring", ".button-second", ".frame-foot a"):
        assert page.locator(name).first.bounding_box()["height"] >= SMALLEST_TARGET, name


def test_a_box_that_is_set_to_dark_is_dark_for_a_visitor_who_prefers_light(open_page: Any) -> None:
    page = open_page(390, color_scheme="light")
    page.goto("/embed?theme=dark")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(29, 37, 37)"


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize("width", [320, 1280])
def test_a_theme_keeps_every_page_as_easy_to_see(chromium: Browser, themed_site: str, width: int, look: dict[str, Any]) -> None:
    context = chromium.new_context(viewport={"width": width, "height": 844}, base_url=themed_site, **look)
    page = context.new_page()
    for address in ("/", "/search?concern=swelling&near=LS1+4AP", "/services/aire-swelling-clinic", "/assessment", "/embed"):
        page.goto(address)
        found = Axe().run(page)
        assert found.response["violations"] == [], f"{address}: {json.dumps(found.response['violations'])[:2000]}"
        assert page.evaluate("document.documentElement.scrollWidth") <= width, address
    context.close()


def test_a_theme_colours_header_and_links_and_shows_its_logo(chromium: Browser, themed_site: str) -> None:
    context = chromium.new_context(viewport={"width": 1280, "height": 844}, base_url=themed_site, color_scheme="light")
    page = context.new_page()
    page.goto("/")
    assert page.evaluate("getComputedStyle(document.querySelector('.top')).backgroundColor") == "rgb(38, 48, 79)"
    assert page.evaluate("getComputedStyle(document.querySelector('main a')).color") == "rgb(122, 31, 92)"
    assert page.evaluate("document.querySelector('.brand-logo').naturalWidth") > 0
    page.emulate_media(media="print")
    assert page.evaluate("getComputedStyle(document.querySelector('main a')).color") == "rgb(0, 0, 0)"
    context.close()
