"""Every page of the patient's and the nurse's paths, in every look of a screen: nothing for axe to find, nothing cut off, nothing from elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Error, Page, Response
from starlette.routing import Match

from signpost_web.app import ROUTES

if TYPE_CHECKING:
    from tests.browser.visits import Visit

FINGER = 44  # px: what a finger must hit is as high; axe looks after the 24 that WCAG 2.2 asks of everything
AXE_OPTIONS: dict[str, Any] = {"resultTypes": ["violations"], "rules": {"target-size": {"enabled": True}}}
AXE = Axe()
PATIENCE_MILLISECONDS = 10_000

PHONE: dict[str, Any] = {"width": 390, "height": 844, "has_touch": True, "is_mobile": True}
TABLET: dict[str, Any] = {"width": 768, "height": 1024, "has_touch": True, "is_mobile": True}
DESK: dict[str, Any] = {"width": 1280, "height": 800}
LOOKS = {
    "a phone": PHONE,
    "a phone in the dark": PHONE | {"color_scheme": "dark"},
    "a phone, high contrast": PHONE | {"forced_colors": "active"},
    "a phone, high contrast in the dark": PHONE | {"forced_colors": "active", "color_scheme": "dark"},
    "a phone without JavaScript": PHONE | {"java_script_enabled": False},
    "a phone in Welsh": PHONE | {"locale": "cy"},
    "a tablet": TABLET,
    "a tablet in the dark": TABLET | {"color_scheme": "dark"},
    "a desk": DESK,
    "a desk in the dark": DESK | {"color_scheme": "dark"},
    "a desk, high contrast": DESK | {"forced_colors": "active"},
    "a desk without JavaScript": DESK | {"java_script_enabled": False},
    "a desk enlarged to 200 %": DESK | {"width": 640, "height": 400, "device_scale_factor": 2},
    "a desk enlarged to 400 %": DESK | {"width": 320, "height": 256, "device_scale_factor": 4},
}  # fmt: skip
EVERY_RUN = {"a phone"}  # the others are for `make prove`

SMALL = """least => [...document.querySelectorAll("a[href], button, input:not([type=hidden]), select, textarea, summary")].filter(one => {
  const how = getComputedStyle(one).display;
  const inSentence = how === "inline" || (how === "inline-block" && [...one.parentNode.childNodes].some(each => each.nodeType === Node.TEXT_NODE && each.data.trim()));
  if (inSentence || one.closest(".hidden, .skip") || !one.checkVisibility()) return false;
  const boxes = [one, ...(one.labels || [])].map(each => each.getBoundingClientRect()); // a label is hit like its box
  const across = Math.max(...boxes.map(box => box.right)) - Math.min(...boxes.map(box => box.left));
  const down = Math.max(...boxes.map(box => box.bottom)) - Math.min(...boxes.map(box => box.top));
  return down < least - 0.5 || across < least - 10; // a short word is hit by its height
}).map(one => one.outerHTML.slice(0, 100))"""
VIOLATIONS = "options => axe.run(document, options).then(found => found.violations.flatMap(one => one.nodes.slice(0, 3).map(node => `${one.id}: ${node.html.slice(0, 150)}`)))"
SIDEWAYS = """width => document.documentElement.scrollWidth <= width ? [] : [...document.querySelectorAll("body *")]
.filter(one => one.getBoundingClientRect().right > width + 1).map(one => one.outerHTML.slice(0, 100)).slice(0, 3)"""


def route_of(address: str) -> str | None:
    """The route that answers an address."""
    scope = {"type": "http", "method": "GET", "path": urlsplit(address).path}
    return next((route.path for route in ROUTES if route.matches(scope)[0] is Match.FULL), None)


def test_every_page_that_there_is_has_a_visit(visits: Any) -> None:
    pages = {route.path for route in ROUTES if "GET" in (route.methods or ()) and not route.path.startswith("/api/")}
    assert pages - visits.NO_PAGES.keys() == {route_of(visit.address) for visit in visits.VISITS.values()} - {None} - visits.NO_PAGES.keys()


class Watch:
    """What a page says, asks for and is refused, on its way and when it has come."""

    def __init__(self, page: Page, site: str) -> None:
        self.site = site
        self.faults: list[str] = []
        page.on("console", lambda message: self.faults.append(message.text) if message.type in {"error", "warning"} and "status of 4" not in message.text else None)
        page.on("pageerror", lambda error: self.faults.append(str(error)))
        page.on("requestfailed", lambda request: self.faults.append(f"failed: {request.url}"))
        page.on("response", self.answered)

    def answered(self, answer: Response) -> None:
        if not answer.url.startswith(self.site):
            self.faults.append(f"from elsewhere: {answer.url}")
        if answer.request.resource_type != "document" and answer.status >= 400:
            self.faults.append(f"{answer.status}: {answer.url}")
        if answer.request.resource_type == "document" and answer.status not in {302, 303}:
            self.status, policy = answer.status, answer.headers.get("content-security-policy", "")
            if "default-src 'none'" not in policy or "unsafe" in policy:
                self.faults.append(f"the policy of {answer.url} is {policy!r}")


@pytest.fixture
def walker(chromium: Browser, site: str) -> Iterator[Callable[..., Callable[[Visit], list[str]]]]:
    """For a look, what visits a page in it and tells its faults. Each visit is a visitor's first: nothing is kept from the one before."""
    contexts = []

    def with_look(width: int, height: int, **options: Any) -> Callable[[Visit], list[str]]:
        context = chromium.new_context(viewport={"width": width, "height": height}, base_url=site, **options)
        context.set_default_timeout(PATIENCE_MILLISECONDS)
        contexts.append(context)

        def visited(visit: Visit) -> list[str]:
            context.clear_cookies()
            with closing(context.new_page()) as page:
                watch = Watch(page, site)
                try:
                    visit.make(page)
                except Error as error:  # the other pages are still worth looking at
                    return [*watch.faults, str(error)]
                faults = watch.faults + seen_faults(page, width, touch=options.get("has_touch", False), scripts=options.get("java_script_enabled", True))
            return faults if watch.status == visit.status else [*faults, f"status {watch.status}"]

        return visited

    yield with_look
    for context in contexts:
        context.close()


def seen_faults(page: Page, width: int, touch: bool, scripts: bool) -> list[str]:
    """What is wrong with a page as it stands. Where no script runs axe would wait for ever: then size and place alone are looked at."""
    violations = violations_of(page) if scripts else []
    sideways = [f"scrolls sideways: {html}" for html in page.evaluate(SIDEWAYS, width)]
    small = [f"smaller than {FINGER} px: {html}" for html in page.evaluate(SMALL, FINGER)] if touch else []
    return violations + sideways + small


def violations_of(page: Page) -> list[str]:
    """What axe finds. Where the visitor's own colours are forced it reads those of the style sheet, which nobody sees: then it is not asked about them."""
    colours_are_forced: bool = page.evaluate("matchMedia('(forced-colors: active)').matches")
    options = AXE_OPTIONS | {"rules": AXE_OPTIONS["rules"] | {"color-contrast": {"enabled": not colours_are_forced}}}
    page.evaluate(AXE.axe_script)
    found: list[str] = page.evaluate(VIOLATIONS, options)
    return found


@pytest.mark.parametrize("look", [look if look in EVERY_RUN else pytest.param(look, marks=pytest.mark.heavy) for look in LOOKS])
def test_no_page_has_a_fault(walker: Callable[..., Callable[[Visit], list[str]]], visits: Any, look: str) -> None:
    visited = walker(**LOOKS[look])
    faults = [f"{name}: {fault}" for name, visit in visits.VISITS.items() for fault in visited(visit)]
    assert not faults, "\n".join(faults)
