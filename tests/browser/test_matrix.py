"""Every page of the patient's and the nurse's paths, in every look of a screen: nothing for axe to find, nothing cut off, nothing from elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Error
from starlette.routing import Match

from signpost_web.app import ROUTES
from tests.browser.faults import Watch, seen_faults

if TYPE_CHECKING:
    from tests.browser.visits import Visit

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


def route_of(address: str) -> str | None:
    """The route that answers an address."""
    scope = {"type": "http", "method": "GET", "path": urlsplit(address).path}
    return next((route.path for route in ROUTES if route.matches(scope)[0] is Match.FULL), None)


def test_every_page_that_there_is_has_a_visit(visits: Any) -> None:
    pages = {route.path for route in ROUTES if "GET" in (route.methods or ()) and not route.path.startswith("/api/")}
    assert pages - visits.NO_PAGES.keys() == {route_of(visit.address) for visit in visits.VISITS.values()} - {None} - visits.NO_PAGES.keys()


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


@pytest.mark.heavy
@pytest.mark.parametrize("look", LOOKS)
def test_no_page_has_a_fault(walker: Callable[..., Callable[[Visit], list[str]]], visits: Any, look: str) -> None:
    visited = walker(**LOOKS[look])
    faults = [f"{name}: {fault}" for name, visit in visits.VISITS.items() for fault in visited(visit)]
    assert not faults, "\n".join(faults)
