"""From an assessment that has arrived to a plan with services, by a nurse with a keyboard or a phone; and how its pages hold up."""

from __future__ import annotations

import importlib.util
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import yaml
from argon2 import PasswordHasher
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect
from starlette.applications import Starlette

from signpost.paths import shipped
from signpost.record.access import Actor, Role
from signpost.record.assessment import Assessment, ScoredConcern
from signpost.record.care_plan import CarePlan
from signpost.record.codes import AssessmentOffer, PathwayPoint, PlanStatus
from signpost.record.passwords import Hashing
from signpost.record.person import Person, Worker
from signpost.record.records import Records
from signpost.record.store.sealing import KeyRing
from signpost.record.store.store import Store
from signpost_web.app import create_app
from signpost_web.record.room import Room

PASSWORD = "lavender tram kettle"
TEAM = "breast-unit"
DAY = date(2026, 11, 2)
MOST_PRESSES = 9
SMALLEST_TARGET = 44  # px, each way
AXE = Axe()


class Site(NamedTuple):
    address: str
    records: Records


def made_up() -> Any:
    """`tests/web/fake.py`, which is no installed module."""
    spec = importlib.util.spec_from_file_location("signpost_tests_fake", Path(__file__).parent.parent / "web" / "fake.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def taxonomy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The policies as they are shipped, with the checklist alone that a made-up directory of four concerns can have."""
    folder = tmp_path_factory.mktemp("taxonomy")
    shutil.copytree(shipped("taxonomy") / "policies", folder / "policies")
    instruments = folder / "policies" / "instruments.yaml"
    instruments.write_text(yaml.safe_dump([one for one in yaml.safe_load(instruments.read_text()) if not one.get("sections")]))
    return folder


@pytest.fixture(scope="module")
def site(served: Callable[[Starlette], str], tmp_path_factory: pytest.TempPathFactory, taxonomy: Path) -> Site:
    fake, now = made_up(), datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
    store = Store.open(f"sqlite:///{tmp_path_factory.mktemp('record') / 'record.sqlite3'}", KeyRing.fresh())
    room = Room.over(store, lambda: now, Hashing(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)))
    room.accounts.add_team(TEAM, "Breast unit")
    room.accounts.add("sam", "Sam Example", Role.CLINICIAN, [TEAM], PASSWORD)
    app = create_app(replace(fake.settings(), taxonomy=taxonomy), directory=fake.FakeCurrent(), clock=lambda: now, record=room)
    return Site(served(app), room.records(Actor("0" * 32, Role.CLINICIAN, frozenset({TEAM}))))


@pytest.fixture
def browse(chromium: Browser, site: Site) -> Iterator[Callable[..., Page]]:
    """A page of a new browser in which the nurse has signed in. Afterwards: no script has failed, nothing was asked of another host."""
    faults: list[str] = []
    with ExitStack() as contexts:

        def opened(width: int = 1280, **options: Any) -> Page:
            context: BrowserContext = contexts.enter_context(chromium.new_context(viewport={"width": width, "height": 844}, base_url=site.address, **options))
            context.on("weberror", lambda error: faults.append(str(error.error)))
            context.on("request", lambda request: faults.append(request.url) if not request.url.startswith(site.address) else None)
            page = context.new_page()
            page.goto("/record/sign-in")
            page.get_by_label("User name").fill("sam")
            page.get_by_label("Password").fill(PASSWORD)
            page.keyboard.press("Enter")
            page.wait_for_url("**/record")
            return page

        yield opened
    assert faults == []


@pytest.fixture
def assessment_at(site: Site) -> str:
    """The address of an assessment that has just arrived."""
    worker = Worker(name="Nurse Fictive", phone="0113 496 0202")
    person = site.records.add_person(Person(surname="Testerly", preferred_name="Minnie", postcode="LS1 4AP", key_worker=worker), TEAM)
    concerns = (ScoredConcern(concern="swelling", score=8, own_words="My arm is tight"), ScoredConcern(concern="pets", score=3))
    facts: dict[str, Any] = {"offer": AssessmentOffer.ACCEPTED, "offered_on": DAY, "completed_on": DAY, "point": PathwayPoint.END_OF_TREATMENT}
    one = site.records.add(person.id, Assessment(concerns=concerns, **facts))
    return f"/record/people/{person.id}/documents/{one.id}"


def person_of(address: str) -> str:
    return address.split("/")[3]


def plan_of(site: Site, address: str) -> Any:
    (one,) = site.records.of_person(person_of(address), CarePlan.KIND)
    return one


def make_plan(page: Page, address: str) -> int:
    """Makes the plan from the assessment's page, and tells how many presses it took."""
    presses = 0
    page.goto(address)
    for role, name in (("link", "Testerly"), ("link", "Make a plan"), ("button", "Make the plan with what is ticked")):
        page.get_by_role(role, name=name).press("Enter")  # type: ignore[arg-type]
        presses += 1
    page.wait_for_url("**/plans/*")
    return presses


def test_a_nurse_comes_from_an_assessment_to_a_plan_with_services_in_few_presses_on_a_phone_without_scripts(browse: Callable[..., Page], site: Site, assessment_at: str) -> None:
    page = browse(390, java_script_enabled=False)
    assert make_plan(page, assessment_at) <= MOST_PRESSES
    expect(page.get_by_role("heading", level=3, name="Aire Swelling Clinic")).to_be_visible()
    expect(page.get_by_role("link", name="0113 496 0000").first).to_be_visible()
    assert [row.concern for row in plan_of(site, assessment_at).body.rows] == ["swelling", "pets"]


def test_one_press_more_adds_another_service(browse: Callable[..., Page], site: Site, assessment_at: str) -> None:
    page = browse(java_script_enabled=False)
    make_plan(page, assessment_at)
    page.locator("summary", has_text="More services for Swelling").press("Enter")
    page.get_by_role("button", name="Add to the plan Example Helpline for Swelling").press("Enter")
    page.wait_for_url("**#row-3")
    assert plan_of(site, assessment_at).body.rows[2].service.name == "Example Helpline"


@pytest.mark.heavy
def test_axe_finds_nothing_on_the_pages_of_plan_summary_review_events_and_follow_up(browse: Callable[..., Page], site: Site, assessment_at: str) -> None:
    make_plan(browse(), assessment_at)
    home = f"/record/people/{person_of(assessment_at)}"
    plan = f"{home}/plans/{plan_of(site, assessment_at).id}"
    pages = (f"{home}/plans/new", plan, f"{plan}/around", f"{plan}/rows/1", f"{plan}/rows/1/letter", f"{home}/summaries/new", f"{home}/reviews/new", f"{home}/events/new", f"{home}/follow-up")
    check(browse, pages)


@pytest.mark.heavy
def test_axe_finds_nothing_where_a_service_changed_a_plan_is_carried_over_or_a_document_was_entered_in_error(browse: Callable[..., Page], site: Site, assessment_at: str) -> None:
    make_plan(browse(), assessment_at)
    home, person_id = f"/record/people/{person_of(assessment_at)}", person_of(assessment_at)
    plan = plan_of(site, assessment_at)
    old = plan.body.rows[0].service.model_copy(update={"phone": "0113 496 0999"})
    gone = old.model_copy(update={"id": "no-such-service", "name": "A service that has gone"})
    site.records.save(plan.id, plan.version, plan.body.with_changes(1, service=old).with_row(plan.body.rows[0].model_copy(update={"service": gone})))
    told = (ScoredConcern(concern="high-temperature-or-fever", score=9), ScoredConcern(concern="swelling", score=5))
    second = site.records.add(person_id, Assessment(concerns=told, offer=AssessmentOffer.ACCEPTED, offered_on=DAY, completed_on=DAY, point=PathwayPoint.OTHER))
    wrong = site.records.add(person_id, CarePlan(status=PlanStatus.COMPLETED, planned_on=DAY, point=PathwayPoint.OTHER))
    site.records.save(wrong.id, 1, wrong.body.marked("Meant for somebody else of this name"))
    check(browse, (f"{home}/plans/from/{second.id}", f"{home}/plans/{plan.id}", f"{home}/plans/{plan.id}/rows/1/letter", f"{home}/documents/{plan.id}", f"{home}/documents/{wrong.id}", f"{home}/reviews/new", home, "/record/reports"))


def check(browse: Callable[..., Page], pages: tuple[str, ...]) -> None:
    """What axe says of each, that it is not too wide, and that what is pressed is large enough."""
    for width, scheme in ((390, "light"), (1280, "light"), (390, "dark")):
        page = browse(width, color_scheme=scheme)
        for address in pages:
            page.goto(address)
            page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
            said = [(one["id"], [node["html"] for node in one["nodes"]][:3]) for one in AXE.run(page).response["violations"]]
            assert said == [], f"{address} at {width} px, {scheme}"
            assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), f"{address} at {width} px is too wide"
            small = page.locator("main :is(button, summary, select, input:not([type=hidden], [type=checkbox]))").evaluate_all(
                f"all => all.filter(one => one.offsetHeight && one.offsetHeight < {SMALLEST_TARGET} && !one.closest('.urgent')).map(one => one.outerHTML)"
            )
            assert small == [], f"{address} at {width} px"
