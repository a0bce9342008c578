"""The frame of the record in a browser: signing in, the warning before a session ends, nothing typed lost, PIN page, axe."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from argon2 import PasswordHasher
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect
from starlette.applications import Starlette

from signpost.record.access import Actor, Role
from signpost.record.assessment import Assessment
from signpost.record.codes import AssessmentOffer, PathwayPoint
from signpost.record.links import NewLink
from signpost.record.passwords import Hashing
from signpost.record.person import Person
from signpost.record.store.sealing import KeyRing
from signpost.record.store.store import Store
from signpost_web.app import create_app
from signpost_web.record.room import Room

PASSWORD = "lavender tram kettle"
AXE = Axe()
SMALLEST_TARGET = 44  # px, each way


class Clock:
    """The server's time, which a test moves on together with the browser's."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


class Site(NamedTuple):
    address: str
    room: Room
    clock: Clock


def made_up() -> Any:
    """`tests/web/fake.py`, which is no installed module."""
    spec = importlib.util.spec_from_file_location("signpost_tests_fake", Path(__file__).parent.parent / "web" / "fake.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def site(served: Callable[[Starlette], str], tmp_path_factory: pytest.TempPathFactory) -> Site:
    clock, fake = Clock(), made_up()
    store = Store.open(f"sqlite:///{tmp_path_factory.mktemp('record') / 'record.sqlite3'}", KeyRing.fresh())
    room = Room.over(store, clock, Hashing(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)))
    room.accounts.add_team("breast-unit", "Breast unit")
    for name, shown in (("sam", "Sam Example"), ("ash", "Ash Example")):
        room.accounts.add(name, shown, Role.CLINICIAN, ["breast-unit"], PASSWORD)
    return Site(served(create_app(fake.settings(), directory=fake.FakeCurrent(), clock=clock, record=room)), room, clock)


@pytest.fixture
def browse(chromium: Browser, site: Site) -> Iterator[Callable[..., BrowserContext]]:
    """A new browser. Afterwards: no script has failed, and nothing was asked of another host."""
    faults: list[str] = []
    with ExitStack() as contexts:

        def opened(width: int = 1280, **options: Any) -> BrowserContext:
            context = contexts.enter_context(chromium.new_context(viewport={"width": width, "height": 844}, base_url=site.address, **options))
            context.on("weberror", lambda error: faults.append(str(error.error)))
            context.on("request", lambda request: faults.append(request.url) if not request.url.startswith(site.address) else None)
            return context

        yield opened
    assert faults == []


def sign_in(page: Page, name: str = "sam", to: str = "/record/open") -> None:
    page.goto(to)
    fill_in(page, name)
    page.wait_for_url(f"**{to}")


def fill_in(page: Page, name: str) -> None:
    page.get_by_label("User name").fill(name)
    page.get_by_label("Password").fill(PASSWORD)
    page.keyboard.press("Enter")


def link_of(site: Site) -> NewLink:
    nurse = Actor("0" * 32, Role.CLINICIAN, frozenset({"breast-unit"}))
    records = site.room.records(nurse)
    person = records.add_person(Person(surname="Testerly", born=date(1961, 3, 27)), "breast-unit")
    waiting = records.add(person.id, Assessment(offer=AssessmentOffer.ACCEPTED, offered_on=date(2026, 11, 2), point=next(iter(PathwayPoint))))
    return site.room.links.offer(records, nurse, waiting.id)


def violations(page: Page) -> list[tuple[str, list[str]]]:
    return [(one["id"], [node["html"] for node in one["nodes"]][:3]) for one in AXE.run(page).response["violations"]]


def test_the_page_warns_before_the_session_ends_and_pressing_stay_prolongs_it(browse: Callable[..., BrowserContext], site: Site) -> None:
    page = browse().new_page()
    page.clock.install()
    sign_in(page)
    warning = page.get_by_text("You will soon be signed out")
    expect(warning).to_be_hidden()
    site.clock.now += timedelta(minutes=13, seconds=10)
    page.clock.fast_forward("13:10")
    expect(warning).to_be_visible()
    page.get_by_role("button", name="Stay signed in").click()
    expect(warning).to_be_hidden()
    site.clock.now += timedelta(minutes=10)
    assert page.goto("/record/open").status == 200  # type: ignore[union-attr]
    expect(page).to_have_url(f"{site.address}/record/open")


def test_when_the_session_has_ended_the_page_is_covered_and_nothing_typed_is_lost(browse: Callable[..., BrowserContext], site: Site) -> None:
    context = browse()
    page = context.new_page()
    page.clock.install()
    sign_in(page)
    page.get_by_label("Why do you need to see it?").fill("Half a sentence")
    with page.expect_response("**/record/stay"):  # somebody who types is not away
        page.clock.fast_forward("02:00")
    site.clock.now += timedelta(minutes=15)
    page.clock.fast_forward("15:10")
    over = page.get_by_role("alertdialog")
    expect(over).to_be_visible()
    over.get_by_role("button", name="I have signed in").click()
    expect(over.get_by_text("Nobody is signed in yet, or somebody else is.")).to_be_visible()
    for name, lets_in in (("ash", False), ("sam", True)):
        other = context.new_page()
        other.goto("/record/sign-in")
        fill_in(other, name)
        other.wait_for_url("**/record")
        over.get_by_role("button", name="I have signed in").click()
        expect(over).to_be_visible(visible=not lets_in)
    expect(page.get_by_label("Why do you need to see it?")).to_have_value("Half a sentence")


def test_without_scripts_a_form_sent_too_late_can_be_sent_again(browse: Callable[..., BrowserContext], site: Site) -> None:
    context = browse(390, java_script_enabled=False)
    page = context.new_page()
    sign_in(page)
    page.get_by_label("Why do you need to see it?").fill("Came in by <ambulance>\nand cannot speak")
    site.clock.now += timedelta(minutes=16)
    page.get_by_role("button", name="Open the record").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("You have been signed out")
    with context.expect_page() as opened:
        page.get_by_role("link", name="Sign in, in a new tab").click()
    fill_in(opened.value, "sam")
    opened.value.wait_for_url("**/record")
    page.get_by_role("button", name="Send it again").click()
    expect(page.get_by_label("Why do you need to see it?")).to_have_value("Came in by <ambulance>\nand cannot speak")


def test_a_person_gives_pin_and_date_of_birth_on_a_phone_by_keyboard_alone(browse: Callable[..., BrowserContext], site: Site) -> None:
    page, link = browse(390, java_script_enabled=False).new_page(), link_of(site)
    page.goto(f"/checklist/{link.token}")
    page.get_by_label("Your PIN").focus()
    for typed in (link.pin, "27", "3", "1961"):
        page.keyboard.type(typed)
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**/checklist")
    assert link.token not in page.url


@pytest.mark.heavy
def test_axe_finds_nothing_and_every_target_is_large_enough(browse: Callable[..., BrowserContext], site: Site) -> None:
    link = link_of(site)
    for width, scheme in ((390, "light"), (1280, "light"), (390, "dark")):
        page = browse(width, color_scheme=scheme).new_page()
        sign_in(page)
        for address in ("/record", "/record/open", f"/record/people/{'f' * 32}/none", "/record/sign-in", f"/checklist/{link.token}", "/checklist/abc", "/checklist/thanks"):
            page.goto(address)
            assert violations(page) == [], f"{address} at {width} px, {scheme}"
            assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), f"{address} at {width} px is too wide"
            small = page.locator(".record-bar :is(a, button), main :is(button, input:not([type=hidden], [type=checkbox]))").evaluate_all(
                f"all => all.filter(one => one.offsetHeight && one.offsetHeight < {SMALLEST_TARGET}).map(one => one.outerHTML)"
            )
            assert small == [], f"{address} at {width} px"
        page.goto("/record/open")
        page.get_by_role("button", name="Open the record").click()
        assert violations(page) == []
