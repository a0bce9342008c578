"""The whole way in one browser after another: a person tells what worries them, a nurse plans, a practice reviews, a report counts."""

from __future__ import annotations

import io
import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from argon2 import PasswordHasher
from playwright.sync_api import Browser, BrowserContext, Locator, Page
from pypdf import PdfReader
from starlette.applications import Starlette

from signpost.record.access import Actor, Role
from signpost.record.assessment import Assessment
from signpost.record.passwords import Hashing
from signpost.record.person import Person
from signpost.record.records import Records
from signpost.record.store.sealing import KeyRing
from signpost.record.store.store import Store
from signpost.settings import Settings
from signpost_web.app import create_app
from signpost_web.record.room import Room
from tests.browser.faults import Watch, seen_faults
from tests.record import people, private

pytestmark = pytest.mark.heavy  # one walk of a minute, which all its tests look at

PASSWORD = "lavender tram kettle"
OURS, PRACTICE = "breast-unit", "practice-north"
SURNAME, GIVEN, NUMBER, POSTCODE, BORN = "Testerly-Quill", "Wilhelmina", "999 000 0018", "LS1 4AP", date(1948, 3, 27)
PHONE: dict[str, Any] = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
DESK: dict[str, Any] = {"viewport": {"width": 1280, "height": 800}}
PATIENCE_MILLISECONDS = 10_000
FEWER_PRESSES_THAN = 10
LATER = timedelta(days=91)  # three months
WORRIES = {"Swelling": (8, "My sleeve pinches by teatime"), "Money or finance": (6, ""), "Worry, fear or anxiety": (7, "I lie awake listening to the boiler")}
OTHER, QUESTION = "Who feeds the bantams", "Will it come back before the wedding?"
SHORTEST_WORDS, SHORTEST_NUMBER = 6, 10  # what is shorter, such as a score or the PIN, may stand in any file by chance


class Clock:
    """The server's time, which stands still until it is moved on."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


@dataclass
class Walk:
    """What is noticed on the way."""

    address: str
    faults: list[str] = field(default_factory=list)
    typed: set[str] = field(default_factory=set)
    pages: list[str] = field(default_factory=list)
    presses: int = 0
    sides: int = 0  # of the form on paper
    worklist: str = ""
    offered: int = 0
    copies: dict[str, str] = field(default_factory=dict)
    signposts: list[str] = field(default_factory=list)
    reviewed: str = ""
    report: list[str] = field(default_factory=list)


class Hands:
    """Somebody before a browser: what they type is remembered, what they press is counted, what they see is looked at for faults."""

    def __init__(self, page: Page, walk: Walk, size: dict[str, Any]) -> None:
        self.page, self.walk, self.presses = page, walk, 0
        self.width, self.touch = size["viewport"]["width"], size.get("has_touch", False)
        self.watch = Watch(page, walk.address)

    def press(self, what: Locator) -> None:
        what.click()
        self.presses += 1

    def button(self, name: str) -> None:
        self.press(self.page.get_by_role("button", name=name))

    def link(self, name: str, exact: bool = True) -> None:
        self.press(self.page.get_by_role("link", name=name, exact=exact).first)

    def fill(self, field: str, text: str) -> None:
        """A field by its name, with whatever it is folded into opened."""
        one = self.page.locator(f"[name='{field}']").first
        one.evaluate("one => { for (let fold = one.closest('details'); fold; fold = fold.parentElement.closest('details')) fold.open = true }")
        if one.evaluate("one => one.tagName") == "SELECT":
            one.select_option(text)
        else:
            one.fill(text)
            self.walk.typed |= set() if one.get_attribute("type") == "date" else {text}  # of the days the birthday alone is private

    def seen(self, name: str) -> None:
        """The page that one has come to, and its faults."""
        self.page.locator("h1").first.wait_for()
        self.walk.pages.append(name)
        faults = self.watch.faults + seen_faults(self.page, self.width, touch=self.touch, scripts=True)
        self.walk.faults += [f"{name}: {fault}" for fault in faults]
        self.watch.faults = []

    def sign_in(self, name: str) -> None:
        self.page.goto("/record/sign-in")
        self.seen("signing in")
        self.fill("name", name)
        self.fill("password", PASSWORD)
        self.button("Sign in")
        self.page.wait_for_url("**/record")


# -- the way --------------------------------------------------------------------------------------------------------------


def add_somebody(nurse: Hands) -> None:
    """A new person, who agrees that their GP is told."""
    nurse.link("Add a person")
    nurse.seen("a new person")
    told = {"given_names": GIVEN, "surname": SURNAME, "number": NUMBER, "born": BORN.isoformat(), "address": "1 Inkwell Rise", "postcode": POSTCODE}
    near = {"phones.0.number": "07700 900123", "practice.name": "Bellwether Surgery", "key_worker.name": "Nurse Fictive", "key_worker.phone": "0113 496 0202"}
    for name, text in (told | near | {"consents.0.purpose": "gp", "consents.0.given_on": "2026-11-02"}).items():
        nurse.fill(name, text)
    nurse.button("Save")
    nurse.seen("a person's page")


def share(nurse: Hands, home: str) -> None:
    """Puts the person on the practice's list, as they agreed."""
    nurse.page.goto(home)
    nurse.link("Share with the GP practice or another team")
    nurse.seen("whose lists")
    nurse.fill("team", PRACTICE)
    nurse.button("Share the record")
    nurse.seen("whose lists, shared")


def make_link(nurse: Hands) -> tuple[str, str]:
    """The link's address and its PIN."""
    nurse.link("Send them a link")
    nurse.seen("asking for a link")
    nurse.fill("point", "01")
    nurse.button("Make the link")
    nurse.seen("the link")
    return nurse.page.locator(".link-address").inner_text(), nurse.page.locator(".link-pin").inner_text()


def tell(person: Hands, address: str, pin: str) -> None:
    """What worries them, how much, and in their own words."""
    person.page.goto(address)
    person.seen("the PIN")
    for name, text in {"pin": pin, "day": str(BORN.day), "month": str(BORN.month), "year": str(BORN.year)}.items():
        person.fill(name, text)
    person.button("Start")
    person.seen("what worries you")
    for label in WORRIES:
        tick = person.page.get_by_label(label, exact=True)
        tick.evaluate("one => { const fold = one.closest('details'); if (fold) fold.open = true }")
        person.press(tick)
    person.press(person.page.get_by_label("Something that is not on the list, or a question"))
    person.button("Go on")
    person.seen("how much")
    for label, (score, words) in WORRIES.items():
        asked = person.page.get_by_role("group", name=label, exact=True)
        asked.get_by_role("combobox").select_option(str(score))
        person.fill(str(asked.get_by_role("textbox").get_attribute("name")), words)
    person.fill("other.practical", OTHER)
    person.fill("questions", QUESTION)
    person.button("Send it to my team")
    person.seen("thank you")


def plan(nurse: Hands, walk: Walk) -> str:
    """From the worklist to a plan and its three copies. Gives the plan's address."""
    nurse.page.goto("/record")
    nurse.seen("the worklist")
    walk.worklist = nurse.page.get_by_role("listitem").filter(has_text=SURNAME).first.inner_text()
    nurse.presses = 0
    nurse.link("Make the plan", exact=False)
    nurse.seen("the suggested plan")
    walk.offered = nurse.page.locator("[name='take']:checked").count()
    nurse.press(nurse.page.locator("[name='take']:not(:checked)").first)
    nurse.button("Make the plan with what is ticked")
    nurse.seen("the plan")
    made = nurse.page.url
    nurse.link("Read and give copies")
    nurse.seen("the plan as a document")
    for recipient in ("The person", "GP", "Medical notes"):
        nurse.press(nurse.page.get_by_role("checkbox", name=recipient, exact=True))
    nurse.button("Make the copies")
    walk.presses = nurse.presses
    nurse.seen("the copies")
    print_copies(nurse, walk)
    return made


def print_copies(nurse: Hands, walk: Walk) -> None:
    """Each as the printer gets it."""
    for address in nurse.page.locator(".record-copies li a").evaluate_all("all => all.map(one => one.getAttribute('href'))"):
        nurse.page.goto(address)
        nurse.seen("a copy")
        paper = PdfReader(io.BytesIO(nurse.page.pdf(format="A4", prefer_css_page_size=True)))
        walk.copies[nurse.page.locator(".copy-for strong").inner_text()] = "\n".join(sheet.extract_text() for sheet in paper.pages)


def print_paper_form(nurse: Hands, walk: Walk, home: str) -> None:
    """The blank checklist, as the printer gets it."""
    nurse.page.goto(f"{home}/assessments/blank")
    nurse.seen("the form on paper")
    walk.sides = len(PdfReader(io.BytesIO(nurse.page.pdf(format="A4", prefer_css_page_size=True))).pages)


def summarise(nurse: Hands, home: str) -> None:
    """The treatment summary at the end of surgery."""
    nurse.page.goto(home)
    nurse.link("Treatment summary")
    nurse.seen("a treatment summary to write")
    told = {"phase": "surgery", "phase_ended_on": "2026-10-20", "diagnosis": "Lobular carcinoma", "diagnosed_on": "2026-08-03", "effects.0.what": "Tightness under the left arm"}
    for name, text in (told | {"effects.0.concerns": "Swelling", "alerts.0.what": "A fresh lump by the scar", "in_hours.who": "Nurse Fictive", "in_hours.phone": "0113 496 0202"}).items():
        nurse.fill(name, text)
    nurse.button("Save")
    nurse.seen("the treatment summary")


def review(doctor: Hands, walk: Walk) -> None:
    """Three months on: what became of every signpost, and how much it worries them now."""
    doctor.page.goto("/record")
    doctor.seen("the practice's worklist")
    doctor.fill("number", NUMBER)
    doctor.button("Find")
    doctor.seen("the person, in the practice")
    doctor.link("Cancer care review")
    doctor.seen("the review")
    asked = doctor.page.locator("section[aria-labelledby='signposts'] > fieldset")
    walk.signposts = asked.locator("legend").all_inner_texts()
    for each in asked.all():
        each.get_by_label("What became of it").select_option("helped")
        each.get_by_label("Score now").select_option("3")
        doctor.fill(str(each.get_by_label("Outcome in words").get_attribute("name")), "The sleeve was refitted and sits well")
    doctor.fill("mood", "Cheerful, sleeps through")
    doctor.button("Save")
    doctor.seen("the review that was held")
    walk.reviewed = doctor.page.locator("main").inner_text()


def score_again(nurse: Hands, plan_address: str) -> None:
    """In the plan: what became of its first row."""
    nurse.page.goto(plan_address)
    nurse.seen("the plan, three months on")
    nurse.press(nurse.page.locator(".record-planned a[href*='/rows/']").first)
    nurse.seen("a row of the plan")
    nurse.fill("outcome", "Wears it every day now")
    nurse.fill("new_score", "2")
    nurse.fill("rescored_on", "2027-02-02")
    nurse.button("Save")
    nurse.seen("the plan with the new score")


def count(nurse: Hands, walk: Walk) -> None:
    nurse.page.goto("/record/reports")
    nurse.seen("the reports")
    walk.report = nurse.page.get_by_role("row").filter(has=nurse.page.get_by_role("rowheader", name="Physical")).filter(has_text="Swelling").first.get_by_role("cell").all_inner_texts()


# -- once, for all tests --------------------------------------------------------------------------------------------------


def others_before(records: Records) -> None:
    """Four people who were scored again: of fewer than five a report tells nothing."""
    for number in range(4):
        one = records.add_person(Person(surname=f"Sample {number}", born=date(1960, 1, 1 + number)), OURS)
        told: Assessment = people.assessment((people.SWELLING, 6))
        made = people.plan(people.row(score=6), assessment_id=records.add(one.id, told).id)
        records.add(one.id, made.rescored(1, 4, date(2026, 9, 1)))


@contextmanager
def everything_logged() -> Iterator[io.StringIO]:
    """What anything logs, as loud as it can: the server's own lines, and every statement to the database with its rows."""
    heard = io.StringIO()
    handler = logging.StreamHandler(heard)
    loggers = [logging.getLogger(name) for name in (None, "sqlalchemy.engine", "uvicorn.error", "signpost")]
    before = [logger.level for logger in loggers]
    loggers[0].addHandler(handler)
    for logger in loggers:
        logger.setLevel(logging.DEBUG)
    yield heard
    loggers[0].removeHandler(handler)
    for logger, level in zip(loggers, before, strict=True):
        logger.setLevel(level)


@dataclass
class Went:
    """The way once gone: what was noticed, and all that it left behind."""

    walk: Walk
    files: dict[str, bytes]
    log: str


@pytest.fixture(scope="module")
def went(chromium: Browser, served: Callable[[Starlette], str], real_directory: Settings, tmp_path_factory: pytest.TempPathFactory) -> Went:
    folder, clock = tmp_path_factory.mktemp("loop"), Clock()
    with everything_logged() as heard:
        store = Store.open(f"sqlite:///{folder / 'record.sqlite3'}", KeyRing.fresh())
        room = Room.over(store, clock, Hashing(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)))
        for team, name, role in ((OURS, "sam", Role.CLINICIAN), (PRACTICE, "kit", Role.GP)):
            room.accounts.add_team(team, team)
            room.accounts.add(name, name.title(), role, [team], PASSWORD)
        others_before(room.records(Actor("0" * 32, Role.CLINICIAN, frozenset({OURS}))))
        walk = Walk(served(create_app(real_directory, clock=clock, record=room)))
        logging.getLogger("uvicorn.error").setLevel(logging.DEBUG)  # starting it has turned it down
        go(chromium, walk, clock)
        files = {file.name: file.read_bytes() for file in folder.iterdir()}
        store.close()
    return Went(walk, files, heard.getvalue())


def go(chromium: Browser, walk: Walk, clock: Clock) -> None:
    contexts: list[BrowserContext] = []

    def hands(size: dict[str, Any]) -> Hands:
        contexts.append(chromium.new_context(base_url=walk.address, **size))
        contexts[-1].set_default_timeout(PATIENCE_MILLISECONDS)
        return Hands(contexts[-1].new_page(), walk, size)

    nurse, person, doctor = hands(DESK), hands(PHONE), hands(DESK)
    nurse.sign_in("sam")
    add_somebody(nurse)
    home = nurse.page.url
    tell(person, *make_link(nurse))
    made = plan(nurse, walk)
    print_paper_form(nurse, walk, home)
    summarise(nurse, home)
    share(nurse, home)
    clock.now += LATER
    doctor.sign_in("kit")
    review(doctor, walk)
    clock.now += timedelta(days=1)  # of two scores of one day nobody could say which came last
    nurse.sign_in("sam")
    score_again(nurse, made)
    count(nurse, walk)
    for context in contexts:
        context.close()


# -- what came of it ------------------------------------------------------------------------------------------------------


def test_who_has_filled_in_their_list_stands_on_the_worklist(went: Went) -> None:
    assert SURNAME in went.walk.worklist
    assert "Make the plan" in went.walk.worklist


def test_a_plan_with_services_and_its_three_copies_take_fewer_than_ten_presses(went: Went) -> None:
    assert went.walk.offered >= len(WORRIES)
    assert set(went.walk.copies) == {"The person", "GP", "Medical notes"}
    assert went.walk.presses < FEWER_PRESSES_THAN


def test_the_form_on_paper_is_one_sheet(went: Went) -> None:
    assert went.walk.sides == 2


def test_every_copy_tells_the_worries_in_the_persons_words(went: Went) -> None:
    for whose, text in went.walk.copies.items():
        for _, words in WORRIES.values():
            assert words in " ".join(text.split()), whose


def test_the_review_shows_what_became_of_every_signpost(went: Went) -> None:
    assert len(went.walk.signposts) >= len(WORRIES)
    for legend in went.walk.signposts:
        assert legend.split(": ", 1)[1] in went.walk.reviewed
    assert went.walk.reviewed.count("Used it, and it helped") == len(went.walk.signposts)


def test_the_report_shows_scores_before_and_after(went: Went) -> None:
    assert went.walk.report == ["Swelling", "5", "5", "6.4", "3.6"]


def test_no_page_on_the_way_has_a_fault(went: Went) -> None:
    assert len(went.walk.pages) > 25
    assert not went.walk.faults, "\n".join(went.walk.faults)


def secrets(went: Went) -> set[str]:
    """All that tells who somebody is or what they said, as typed and as somebody could come upon it."""
    typed = {text for text in went.walk.typed if len(text) >= (SHORTEST_NUMBER if text.replace(" ", "").isdigit() else SHORTEST_WORDS)}
    identity = {GIVEN, SURNAME, f"{GIVEN} {SURNAME}", NUMBER, POSTCODE}
    return {form for text in typed | identity for form in private.of_text(text)} | private.of_day(BORN)


def test_nothing_private_stands_in_the_database_or_the_logs(went: Went) -> None:
    assert len(went.files["record.sqlite3-wal"]) > 100_000
    assert "INSERT INTO versions" in went.log
    assert "POST /record/people/{person_id}" in went.log
    assert {OTHER, QUESTION, NUMBER, "9990000018", "LS14AP", "27/03/1948"} < secrets(went)
    for name, blob in {**went.files, "the log": went.log.encode()}.items():
        assert private.found_in(blob, secrets(went)) == set(), name


@pytest.mark.parametrize("planted", [SURNAME.upper(), "9990000018", "LS14AP", "LS1+4AP", "27 March 1948", OTHER, WORRIES["Swelling"][1]])
@pytest.mark.parametrize("encoding", private.ENCODINGS)
def test_the_search_finds_what_is_planted(went: Went, tmp_path: Path, planted: str, encoding: str) -> None:
    file = tmp_path / "planted"
    file.write_bytes(went.files["record.sqlite3"] + planted.encode(encoding) + went.log.encode())
    assert private.found_in(file.read_bytes(), secrets(went))
