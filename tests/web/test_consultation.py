"""The nurse's page: what it takes, what it shows beside each concern, the sheet, and the text for notes and letter."""

from __future__ import annotations

import logging
import re
from datetime import date
from html import unescape
from typing import TYPE_CHECKING, Any

import pytest
from starlette.testclient import TestClient

from signpost_web import shapes
from signpost_web.pages import clinic_notes, wording
from signpost_web.pages.cards import card
from signpost_web.pages.clinic_notes import Advised
from signpost_web.pages.sheet import next_step

if TYPE_CHECKING:
    from tests.web.fake import FakeDirectory

PAGE = "/consultation"


def shown(client: TestClient, *concerns: str, near: str = "LS1 4AP", status: int = 200, **more: str) -> str:
    """The page that answers; its markup."""
    got = client.post(PAGE, data={"near": near, "concern": list(concerns), **more})
    assert got.status_code == status, got.text
    return got.text


def words(html: str) -> str:
    """What stands on the page."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html.partition("<main")[2].partition(">")[2].partition("</main>")[0])).split())


def box(html: str, name: str) -> str:
    """What stands in the box of this name."""
    [text] = re.findall(rf'<textarea id="{name}" readonly[^>]*>(.*?)</textarea>', html, re.DOTALL)
    return unescape(text)


def advised(fake: Any, **changes: Any) -> Advised:
    """The clinic, with other values, as help with swelling."""
    entry = {**fake.CLINIC, **changes}
    request = fake.SearchRequest(("swelling",), near=fake.PLACES["ls1 4ap"])
    result = shapes.result(fake.result(entry, fake.Reach.REMOTE), request)
    return Advised(card(result, date(2026, 11, 1)), ["Swelling"], next_step(result))


# -- the form -----------------------------------------------------------------------------------------------------------


def test_the_whole_checklist_stands_there_by_category(client: TestClient, fake: Any) -> None:
    html = client.get(PAGE).text
    assert re.findall(r'name="concern" value="([^"]+)"', html) == [one.id for one in fake.SCHEME.concerns]
    assert re.findall(r"<legend>([^<]+)</legend>", html) == [one.label for one in fake.SCHEME.categories]
    assert 'data-also="Lymphoedema"' in html, "another name finds it as well"


def test_a_bookmark_brings_the_clinics_town_and_nothing_else(client: TestClient) -> None:
    html = client.get(f"{PAGE}?near=Leeds&concern=swelling").text
    assert 'name="near" type="text" value="Leeds"' in html
    assert " checked" not in html


def test_what_is_missing_or_wrong_is_told_beside_its_field_and_nothing_is_lost(client: TestClient) -> None:
    html = shown(client, status=400, near="")
    assert '<a href="#field-near">Tell us where: add a postcode or town</a>' in html
    assert '<a href="#field-concern">Choose at least one concern</a>' in html
    html = shown(client, near="zzz9", status=400)
    assert html.index('href="#field-near"') < html.index('href="#field-concern"'), "in the order of the page"
    html = shown(client, "swelling", near="zzz9", age="two", status=400)
    assert '<a href="#field-near">&#39;zzz9&#39; is not a postcode.' in html
    assert '<a href="#field-age">Age is &#39;two&#39;' in html
    assert re.search(r'value="swelling" checked', html)
    assert shown(client, "sweling", status=404).count("Did you mean") > 0


@pytest.mark.parametrize("kind", ["application/json", "multipart/form-data; boundary=x"])
def test_only_a_form_is_taken(client: TestClient, kind: str) -> None:
    assert client.post(PAGE, content=b"{}", headers={"Content-Type": kind}).status_code == 415


def test_what_is_said_of_the_patient_reaches_the_directory(client: TestClient, directory: FakeDirectory) -> None:
    shown(client, "swelling", "pets", near="Leeds", age="67", cancer_type="colorectal", radius_miles="10")
    [(assessment, _)] = directory.assessed
    assert [(one.concern, one.score) for one in assessment.concerns] == [("swelling", None), ("pets", None)]
    assert (assessment.near.name, assessment.radius_miles, assessment.per_concern) == ("Leeds", 10, 3)
    assert (assessment.person.age, assessment.person.cancer_type) == (67, "bowel")


# -- the answer ---------------------------------------------------------------------------------------------------------


def test_beside_each_concern_stand_its_services(client: TestClient) -> None:
    text = words(shown(client, "swelling", "pets"))
    swelling = text[text.index("Services for 2 concerns near LS1 4AP") : text.index("Help for you")]
    for piece in ("Aire Swelling Clinic The wait was about 3 weeks", "3.4 miles away · Aire House, LS14 6UH 0113 496 0000 Extension 2 Self-referral They should take you : You live in England Listed under Swelling", "Visiting <Nurses>", "Not for you", "Referral route not stated", "Not yet checked by a person"):
        assert piece in swelling, piece
    assert "Pets Ask your nurse. The nearest is" in swelling


def test_urgent_advice_comes_before_everything_that_was_found(client: TestClient) -> None:
    found = shown(client, "swelling", "high-temperature-or-fever").partition('id="found"')[2]
    assert found.index("urgent-fever") < found.index("<h1>")


def test_a_referral_that_is_needed_is_marked(client: TestClient, fake: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "offer-refer" not in shown(client, "swelling")
    monkeypatch.setitem(fake.CLINIC, "referral", ["professional", "gp"])
    html = shown(client, "swelling")
    assert '<p class="offer-refer">Professional referral needed</p>' in html
    assert "Next step: Ask your nurse or GP to refer you." in words(html)
    assert "0113 496 0000 extension 2. Professional referral needed." in box(html, "notes")


def test_the_sheet_has_the_plan_the_next_step_and_a_few_others(client: TestClient) -> None:
    html = shown(client, "swelling", "pain-or-discomfort", "pets")
    sheet = words(html).partition("Help for you, 1 November 2026")[2].partition("Text for the notes")[0]
    for piece in ("Helps with swelling and pain or discomfort. 0113 496 0000", "Pets Ask your nurse.", "Next step: Ring them yourself. You do not need a referral. Say: “I would like help with swelling and pain or discomfort.”", "Example Helpline 0808 157 0000", "Ring before you travel."):
        assert piece in sheet, piece
    assert not re.search("Visiting|Silent", sheet), "nobody is sent where they are not taken, or cannot ask"


def test_of_further_services_the_first_of_each_concern_come_first(client: TestClient) -> None:
    sheet = words(shown(client, "pain-or-discomfort", "swelling")).partition("You can also ask")[2].partition("Text for the notes")[0]
    assert sheet.index("Aire Swelling Clinic") < sheet.index("Example Helpline")
    assert sheet.count("Example Helpline") == 1
    assert "Pain or discomfort, Swelling." in sheet


def test_nothing_that_was_typed_is_in_a_log_an_address_or_a_cache(client: TestClient, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO):
        got = client.post(PAGE, data={"near": "LS1 4AP", "concern": "swelling"})
    assert got.headers["cache-control"] == "no-store"
    assert "set-cookie" not in got.headers
    ours = [record.getMessage() for record in caplog.records if record.name.startswith("signpost")]
    assert not re.search("LS1|4AP|swelling", "\n".join(ours), re.IGNORECASE)
    links = re.findall(r'(?:href|action)="([^"]*)"', got.text)
    assert links
    assert not any("LS1" in link for link in links)


def test_no_script_stands_within_the_page(client: TestClient) -> None:
    html = shown(client, "swelling")
    assert re.findall(r"<script( \w+)?=?[^>]*/(\w+).js\" defer></script>", html) == [(" src", "paper"), (" src", "consultation")]
    assert html.count("<script") == 2
    assert not re.search(r"\sstyle=|<style|\son\w+=|javascript:", html)


def test_every_script_key_is_hidden_until_the_script_shows_it(client: TestClient) -> None:
    html = shown(client, "swelling")
    assert "To print the patient’s sheet, press Ctrl+P." in words(html)
    assert all(" hidden" in tag for tag in re.findall(r'<[^>]+class="[^"]*\bscripted\b[^>]*>', html))


def test_the_page_can_be_reached_from_the_start_page_and_every_footer(client: TestClient) -> None:
    assert client.get("/").text.count('href="/consultation"') == 2
    assert '<a href="/consultation">For nurses</a>' in client.get("/about").text.partition("<footer")[2]


# -- the text for notes and letter --------------------------------------------------------------------------------------


def test_the_notes_are_short_and_plain(client: TestClient) -> None:
    assert box(shown(client, "high-temperature-or-fever", "swelling", "pets"), "notes").splitlines() == [
        "Signposted on 1 November 2026",
        "Concerns: High temperature or fever; Swelling; Pets",
        "Urgent advice: A high temperature. Your 24-hour cancer line now. 999 if you are very ill.",
        "1. Aire Swelling Clinic (Aire Made-up Trust), for high temperature or fever and swelling. Tel 0113 496 0000 extension 2. Self-referral.",
        "No service in the plan for pets: Ask your nurse.",
    ]


def test_the_letter_speaks_in_sentences(client: TestClient) -> None:
    assert box(shown(client, "swelling", "pets"), "letter").split("\n\n") == [
        "We talked about swelling and pets on 1 November 2026.",
        "Aire Swelling Clinic (Aire Made-up Trust) helps with swelling. Its telephone number is 0113 496 0000 extension 2. It is 3.4 miles away, at Aire House, LS14 6UH. You can refer yourself.",
        "For pets we have no service to send you to yet. Ask your nurse.",
        clinic_notes.FROM.format(site="Signpost"),
    ]


def test_what_nobody_has_checked_is_said_in_the_notes(fake: Any) -> None:
    unchecked = advised(fake, assurance={"source": "A leaflet", "last_checked": None})
    checked = advised(fake)
    assert clinic_notes.NOT_CHECKED in clinic_notes.notes(clinic_notes.Talk("1 November 2026", ["Swelling"], [checked, unchecked], [], []))
    assert clinic_notes.NOT_CHECKED not in clinic_notes.notes(clinic_notes.Talk("1 November 2026", ["Swelling"], [checked], [], []))


@pytest.mark.parametrize(
    ("contacts", "noted", "told"),
    [
        ({"email": "clinic@example.org"}, "Email clinic@example.org.", "Its email address is clinic@example.org."),
        ({"url": "https://example.org/clinic"}, "Web https://example.org/clinic.", "Its website is https://example.org/clinic."),
        ({}, "No telephone number known.", "helps with swelling. You can refer yourself."),
    ],
)
def test_without_a_telephone_the_next_best_way_to_reach_them_is_named(fake: Any, contacts: dict[str, str], noted: str, told: str) -> None:
    talk = clinic_notes.Talk("1 November 2026", ["Swelling"], [advised(fake, contacts=contacts)], [], [])
    assert noted in clinic_notes.notes(talk)
    assert told in clinic_notes.letter(talk)


def test_each_way_in_has_a_professionals_word() -> None:
    ways = [wording.way_in(referral, "ring to ask") for referral in (["self", "gp"], ["professional"], ["gp"], [])]
    assert [wording.route(way) for way in ways] == ["Self-referral", "Professional referral needed", "GP referral needed", "Referral route not stated"]
