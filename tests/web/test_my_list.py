"""My list: what is kept and where, and what it turns into for paper, a phone and a calendar."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from html import unescape
from io import BytesIO
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from icalendar import Calendar
from starlette.testclient import TestClient

from signpost_web import serving
from signpost_web.app import create_app
from signpost_web.my_list import COOKIE, KEPT_FOR, MOST, local, opened, sealed
from signpost_web.pages import ringing, sheet
from signpost_web.pages.text_message import MOST as MOST_CHARACTERS
from signpost_web.pages.text_message import plain, text_of

if TYPE_CHECKING:
    from tests.web.fake import FakeCurrent

NOW = datetime(2026, 11, 1, 12, 0, tzinfo=UTC)
SECRET = "a key for tests that is long enough"
PUBLIC = "https://signpost.example.org"
THREE = ("aire-swelling-clinic", "visiting-nurses", "example-helpline")
SEARCH = "/search?concern=swelling&near=LS1+4AP"

Open = Callable[..., TestClient]


@pytest.fixture
def site(fake: Any, current: FakeCurrent) -> Iterator[Open]:
    """Visitors of one installation, each with a browser of their own; the time may move on."""
    clients = []

    def opened_at(now: datetime = NOW, **settings: Any) -> TestClient:
        made = {"secret": SECRET, **settings}
        clients.append(TestClient(create_app(replace(fake.settings(), **made), directory=current, clock=lambda: now), follow_redirects=False))
        return clients[-1]

    yield opened_at
    for client in clients:
        client.close()


@pytest.fixture
def visitor(site: Open) -> TestClient:
    return site()


def words(html: str) -> str:
    body = "<main" + html.partition("<main")[2].partition("</main>")[0]
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", body)).split())


def kept_by(visitor: TestClient, now: datetime = NOW) -> tuple[str, ...]:
    return opened(visitor.cookies.get(COOKIE) or "", SECRET, now)


def keep(visitor: TestClient, *ids: str) -> None:
    visitor.post("/list", data={"keep": list(ids)})


# -- keeping ------------------------------------------------------------------------------------------------------------


def test_a_service_is_kept_from_where_one_was_and_can_be_taken_out_again(visitor: TestClient) -> None:
    page = visitor.get(SEARCH).text
    assert f'name="back" value="{SEARCH.replace("&", "&amp;")}"' in page
    answer = visitor.post("/list", data={"back": SEARCH, "keep": "example-helpline"})
    assert (answer.status_code, answer.headers["location"]) == (303, f"{SEARCH}#keep-example-helpline")
    page = visitor.get(SEARCH).text
    assert re.search(r'id="keep-example-helpline" tabindex="-1">In your list\.', page)
    assert "My list (1)" in page
    visitor.post("/list", data={"back": SEARCH, "remove": "example-helpline"})
    assert "My list (1)" not in visitor.get(SEARCH).text
    assert COOKIE not in visitor.cookies


def test_what_is_kept_stands_in_the_order_in_which_it_was_kept_and_once(visitor: TestClient) -> None:
    keep(visitor, "example-helpline", "aire-swelling-clinic", "example-helpline")
    assert kept_by(visitor) == ("example-helpline", "aire-swelling-clinic")
    assert "My list (2)" in visitor.get("/").text


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites_and_expires(site: Open) -> None:
    plain_site, secure_site = site(), site(public_url=PUBLIC)
    for client, secure in ((plain_site, False), (secure_site, True)):
        header = client.post("/list", data={"keep": "example-helpline"}).headers["set-cookie"].lower()
        assert {"httponly", "samesite=lax", "path=/", f"max-age={KEPT_FOR.days * 86400}"} <= set(header.split("; "))
        assert ("secure" in header.split("; ")) is secure


def test_the_cookie_holds_ids_and_an_expiry_and_never_a_place_or_a_concern(visitor: TestClient) -> None:
    visitor.get("/list?near=LS1+4AP&concern=swelling")
    visitor.post("/list", data={"back": SEARCH, "keep": "example-helpline", "near": "LS1 4AP"})
    until = int((NOW + KEPT_FOR).timestamp())
    assert re.fullmatch(rf"{until}\.example-helpline\.[0-9a-f]{{64}}", visitor.cookies[COOKIE])


def test_nobody_gets_a_cookie_who_keeps_nothing(visitor: TestClient) -> None:
    for address in ("/", SEARCH, "/list", "/list?services=example-helpline", "/services/example-helpline"):
        assert "set-cookie" not in visitor.get(address).headers


@pytest.mark.parametrize("spoil", [lambda value: value.replace("example", "exomple"), lambda value: f"9{value}", lambda value: value[:-1], lambda _: "", lambda _: "...", lambda _: "ünlesbar"])
def test_a_cookie_that_was_changed_counts_as_empty(spoil: Callable[[str], str]) -> None:
    value = sealed(["example-helpline"], SECRET, NOW + KEPT_FOR)
    assert opened(value, SECRET, NOW) == ("example-helpline",)
    assert opened(spoil(value), SECRET, NOW) == ()
    assert opened(value, "another key that is as long as this", NOW) == ()


def test_a_list_that_has_expired_is_empty(site: Open) -> None:
    visitor = site()
    keep(visitor, "example-helpline")
    later = site(NOW + KEPT_FOR + timedelta(seconds=1))
    later.cookies = visitor.cookies
    assert "There is nothing in your list yet" in words(later.get("/list").text)


def test_every_worker_reads_what_another_has_sealed_even_with_no_secret_set(fake: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    environment: dict[str, str] = {}
    monkeypatch.setattr("os.environ", environment)
    monkeypatch.setattr("uvicorn.run", lambda *_, **__: None)
    serving.run(fake.settings())
    first, second = serving.from_environment(), serving.from_environment()
    assert first.state.secret == second.state.secret
    assert len(first.state.secret) >= 32
    environment.clear()
    serving.run(fake.settings())
    assert serving.from_environment().state.secret != first.state.secret


@pytest.mark.parametrize(("headers", "status"), [({"Sec-Fetch-Site": "same-origin"}, 303), ({"Sec-Fetch-Site": "cross-site"}, 403), ({"Sec-Fetch-Site": "same-site"}, 403), ({"Origin": "https://elsewhere.example"}, 403), ({"Origin": "http://testserver"}, 303)])
def test_another_site_cannot_keep_or_take_out_anything(visitor: TestClient, headers: dict[str, str], status: int) -> None:
    assert visitor.post("/list", data={"keep": "example-helpline"}, headers=headers).status_code == status
    assert (COOKIE in visitor.cookies) is (status == 303)


@pytest.mark.parametrize("address", ["//elsewhere.example/", "https://elsewhere.example/", "/\\elsewhere.example", "javascript:alert(1)", "", "/a\r\nSet-Cookie: x=y", "search"])
def test_a_button_never_leads_to_another_site(visitor: TestClient, address: str) -> None:
    assert local(address) == "/list"
    assert visitor.post("/list", data={"back": address, "keep": "example-helpline"}).headers["location"] == "/list#kept"


def test_what_is_no_service_is_not_kept(visitor: TestClient) -> None:
    keep(visitor, "no-such-service", "../../etc", "<b>", "x" * 5000)
    assert kept_by(visitor) == ()


def test_a_full_list_says_so_and_keeps_what_it_has(visitor: TestClient, fake: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    many = {f"{'long-name-' * 9}{number}": {**fake.HELPLINE, "id": f"{'long-name-' * 9}{number}"} for number in range(MOST + 1)}
    monkeypatch.setattr(fake, "ENTRIES", many)
    keep(visitor, *list(many)[:MOST])
    answer = visitor.post("/list", data={"back": SEARCH, "keep": list(many)[MOST]})
    assert answer.headers["location"] == "/list#full"
    assert kept_by(visitor) == tuple(many)[:MOST]
    assert f"Your list is full. It holds {MOST} services." in words(visitor.get("/list").text)
    assert len(visitor.cookies[COOKIE]) < 4000  # what every browser holds


def test_a_list_can_be_emptied_at_once(visitor: TestClient) -> None:
    keep(visitor, *THREE)
    assert visitor.post("/list", data={"empty": "yes"}).headers["location"] == "/list#taken"
    assert COOKIE not in visitor.cookies


# -- the page -----------------------------------------------------------------------------------------------------------


def test_each_service_says_what_it_is_how_to_reach_it_when_where_and_what_to_do(visitor: TestClient) -> None:
    keep(visitor, *THREE)
    text = words(visitor.get("/list").text)
    for piece in ("Aire Swelling Clinic", "Nurses who help with a swollen arm or leg.", "Ring 0113 496 0000", "Extension 2", "Monday to Friday, 9am to 5pm",
                  "Aire House, LS14 6UH", "Ring them yourself. You do not need a referral.", "Not taking new people at the moment", "Checked 1 October 2026",
                  "Ring 0808 157 0000", "(the organisation's general number)", "We do not know its hours. Ring first.", "Ring and ask how to be referred.", "Not yet checked by a person"):  # fmt: skip
        assert piece in text, piece
    assert "miles" not in text


def test_distances_show_once_a_place_is_known_and_it_comes_along_from_a_search(visitor: TestClient) -> None:
    keep(visitor, "aire-swelling-clinic")
    address = unescape(re.findall(r'<a href="(/list[^"]*)"', visitor.get(SEARCH).text)[0])
    assert parse_qs(urlsplit(address).query) == {"near": ["LS1 4AP"], "concern": ["swelling"]}
    assert "Aire House, LS14 6UH. 3.4 miles away" in words(visitor.get(address).text)
    assert "About 3.4 miles away" in words(visitor.get("/list?near=Leeds").text)


def test_of_several_places_the_first_stands_with_how_many_others_there_are(visitor: TestClient, fake: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    places = [{"name": name, "postcode": "LS14 6UH", "latitude": 53.8, "longitude": -1.46} for name in ("Aire House", "Wharfe House", "Nidd House")]
    monkeypatch.setitem(fake.ENTRIES, "aire-swelling-clinic", {**fake.CLINIC, "locations": places})
    assert "Aire House, LS14 6UH. And 2 other places Also by telephone" in words(visitor.get("/list?services=aire-swelling-clinic").text)


@pytest.mark.parametrize(("near", "status"), [("zzz9", 400), ("nowhere", 404), ("0,0", 422)])
def test_a_bad_place_is_named_and_the_list_still_stands(visitor: TestClient, near: str, status: int) -> None:
    keep(visitor, "aire-swelling-clinic")
    answer = visitor.get("/list", params={"near": near})
    assert answer.status_code == status
    assert 'href="#field-near"' in answer.text
    assert "0113 496 0000" in answer.text


def test_a_link_shows_the_list_to_anybody_without_a_cookie(site: Open) -> None:
    visitor, other = site(), site()
    keep(visitor, *THREE)
    path = re.findall(r'<a href="(/list\?services=[^"]*)"', visitor.get("/list?near=LS1+4AP&concern=swelling").text)[0]
    assert path == f"/list?services={','.join(THREE)}"
    page = other.get(path)
    assert all(name in words(page.text) for name in ("A list for you", "Aire Swelling Clinic", "Visiting <Nurses>", "Example Helpline", "Keep all 3 in my list"))
    assert "set-cookie" not in page.headers
    other.post("/list", data={"back": "/list", "keep": re.findall(r'name="keep" value="([^"]+)"', page.text)})
    assert kept_by(other) == THREE


def test_what_has_closed_or_gone_is_told_and_left_out(visitor: TestClient) -> None:
    page = visitor.get("/list?services=example-helpline,gone-helpline,never-was")
    assert "2 services have closed or left the directory." in words(page.text)
    assert "Gone Helpline" not in page.text
    assert visitor.get("/list?services=gone-helpline").status_code == 404
    keep(visitor, "example-helpline", "gone-helpline")
    page = visitor.get("/list")
    assert (page.status_code, 'name="remove" value="gone-helpline"' in page.text) == (200, True)


@pytest.mark.parametrize("services", ["", ",,,", "%00", "<script>", "a" * 5000, ",".join(f"x{n}" for n in range(1000))])
def test_a_link_that_nobody_can_read_shows_an_empty_list(visitor: TestClient, services: str) -> None:
    answer = visitor.get("/list", params={"services": services})
    assert answer.status_code == 404
    assert "<script>" not in answer.text


@pytest.mark.parametrize("address", ["/list?services=%ff&style=%ff", "/list?near=%ff&concern=%ff%00", "/list?services=example-helpline&concern=%ED%A0%80", "/list/qr.svg?services=%ff", "/list?" + "near=a&" * 300])
def test_what_is_no_text_is_never_our_fault(visitor: TestClient, address: str) -> None:
    assert visitor.get(address).status_code < 500
    assert visitor.post("/list", content=b"keep=%ff&back=/%ff", headers={"Content-Type": "application/x-www-form-urlencoded"}).status_code == 303


def test_every_style_keeps_every_fact_and_the_place(visitor: TestClient) -> None:
    address = f"/list?services={','.join(THREE)}&near=LS1+4AP&concern=swelling"
    links = [unescape(link) for link in re.findall(r'<li><a href="(/list\?[^"]+)"', visitor.get(address).text) if "services=" in link]
    assert {parse_qs(urlsplit(link).query).get("style", [""])[0] for link in links} == {"", "large", "easy"}
    normal = set(words(visitor.get(address).text).split())
    for link in links:
        assert {word.rstrip(".") for word in normal} - {word.rstrip(".") for word in words(visitor.get(link).text).split()} <= {"It", "prints", "one", "page", "on"}


def test_easy_read_says_one_thing_a_line_each_with_its_symbol(visitor: TestClient) -> None:
    html = visitor.get("/list?services=aire-swelling-clinic&style=easy").text
    assert "<span>Ring them yourself.</span> <span>You do not need a referral.</span>" in html
    assert len(re.findall(r'<svg class="symbol"[^>]* aria-hidden="true"', html)) == 5
    assert sheet.sentences("Drop in; Ring first. No need to book") == ["Drop in.", "Ring first.", "No need to book."]


@pytest.mark.parametrize(
    ("changes", "step"),
    [
        ({"referral": ["self", "gp"]}, "Ring them yourself. You do not need a referral."),
        ({"referral": ["self"], "contacts": {"url": "https://example.org/"}}, "Go to their website yourself. You do not need a referral."),
        ({"referral": ["self"], "contacts": {"email": "hello@example.org"}}, "Send them an email yourself. You do not need a referral."),
        ({"referral_text": "In treatment you need a GP."}, "Ring them yourself."),
        ({"referral": ["gp"]}, "Ask your GP to refer you."),
        ({"referral": ["professional", "gp"]}, "Ask your nurse or GP to refer you."),
        ({"referral": []}, "Ring and ask how to be referred."),
        ({"referral": [], "contacts": {"url": "https://example.org/"}}, "Go to their website, or ask your nurse how to be referred."),
        ({"contacts": {}}, "Ask your cancer nurse about it before you travel. We have no telephone number or website for it."),
    ],
)
def test_the_next_step_is_one_that_can_be_taken(fake: Any, changes: dict[str, Any], step: str) -> None:
    assert sheet.next_step({**fake.CLINIC, **changes}) == step


def test_the_page_follows_the_rules_of_every_page(visitor: TestClient) -> None:
    for address in ("/list", f"/list?services={','.join(THREE)}&style=easy&near=LS1+4AP"):
        html = visitor.get(address).text
        assert not re.search(r"<script(?! src=)|\sstyle=|<style|\son\w+=|javascript:", html)
        assert len(re.findall("<h1", html)) == 1
        ids = re.findall(r'\sid="([^"]+)"', html)
        assert len(ids) == len(set(ids))
        assert "None" not in words(html)


# -- what to say --------------------------------------------------------------------------------------------------------


def test_the_call_is_made_of_the_concern_and_the_services_own_conditions(fake: Any) -> None:
    said = ringing.lines({**fake.CLINIC, "cost": None, "areas_served": {"local_authorities": ["E08000035"]}}, None, fake.SCHEME)
    assert said == (
        "Hello. I would like some help. It is about swelling.",
        "I have read this: “Adults registered with a Leeds GP.” Is that right for me?",
        "Do you help with my kind of cancer?",
        "Do you help people of my age?",
        "I live in ________. Do you help people there?",
        "Is it free?",
        "How soon could I be seen?",
    )


def test_the_call_is_about_what_was_searched_for_when_the_service_helps_with_it(fake: Any, visitor: TestClient) -> None:
    assert ringing.lines(fake.HELPLINE, "pain-or-discomfort", fake.SCHEME)[0].endswith("It is about pain or discomfort.")
    assert ringing.lines(fake.HELPLINE, "pets", fake.SCHEME)[0].endswith("It is about swelling.")
    assert "It is about pain or discomfort." in words(visitor.get("/list?services=example-helpline&concern=pain-or-discomfort").text)


def test_nobody_is_told_to_read_out_a_note_or_to_ring_what_has_no_number(fake: Any, visitor: TestClient) -> None:
    unknown = {"eligibility": {"text": "The source does not say which nations it covers: ask."}}
    assert len(ringing.lines({**fake.HELPLINE, **unknown}, None, fake.SCHEME)) == len(ringing.lines(fake.HELPLINE, None, fake.SCHEME))
    assert "What to say" not in visitor.get("/list?services=silent-drop-in").text


# -- a text message -----------------------------------------------------------------------------------------------------


def a_kept(number: int, name: str = "A Service With Quite A Long Name, Somewhere") -> sheet.Kept:
    return sheet.Kept(f"s{number}", "swelling", name, None, "Help.", (), {}, f"0113 496 00{number:02}", None, (), (), (), "", None)


def test_a_short_list_fits_a_message_whole(visitor: TestClient) -> None:
    html = unescape(visitor.get(f"/list?services={','.join(THREE)}&near=LS1+4AP").text)
    text = html.partition("<textarea")[2].partition(">")[2].partition("</textarea>")[0]
    assert text.splitlines() == ["My list from Signpost", "Aire Swelling Clinic: 0113 496 0000", "Visiting <Nurses>: 0113 496 0000", "Example Helpline: 0808 157 0000"]
    assert unquote(re.findall(r'href="sms:\?&body=([^"]+)"', html)[0]) == text


@pytest.mark.parametrize("count", [1, 5, 9, 12, MOST])
def test_a_long_list_is_cut_to_three_messages_by_names_first_and_never_within_a_number(count: int) -> None:
    text = text_of([a_kept(number) for number in range(count)])
    assert len(text) <= MOST_CHARACTERS < 3 * 160
    lines = text.splitlines()[1:]
    left = re.fullmatch(r"and (\d+) more", lines[-1])
    shown = lines[:-1] if left else lines
    assert len(shown) + (int(left[1]) if left else 0) == count
    assert all(line.endswith(f": 0113 496 00{number:02}") for number, line in enumerate(shown))


def test_a_message_has_no_sign_that_would_make_it_cost_double() -> None:
    assert plain("Maggie’s – Ynys Môn “caffè”…") == 'Maggie\'s - Ynys Mon "caffe"...'


# -- codes and dates ----------------------------------------------------------------------------------------------------


def code_in(visitor: TestClient, address: str) -> str:
    """The picture of a code. What it says, the tests in a browser read."""
    answer = visitor.get(address)
    assert answer.status_code == 200, address
    assert answer.headers["content-type"] == "image/svg+xml"
    assert not re.search(r"<script|\sstyle=|\son\w+=", answer.text)
    return answer.text


def test_a_service_and_a_list_have_a_code_where_the_site_has_a_public_address(site: Open) -> None:
    visitor = site(public_url=f"{PUBLIC}/")
    html = visitor.get(f"/list?services={','.join(THREE)}").text
    assert html.count('src="/services/') == 3
    assert f'src="/list/qr.svg?services={",".join(THREE)}"' in html
    assert code_in(visitor, "/services/example-helpline/qr.svg") != code_in(visitor, "/services/visiting-nurses/qr.svg")
    assert code_in(visitor, f"/list/qr.svg?services={','.join(THREE)}")


def test_without_a_public_address_a_code_rings_and_a_list_has_none(visitor: TestClient) -> None:
    keep(visitor, *THREE, "silent-drop-in")
    html = visitor.get("/list").text
    assert html.count('alt="QR code: scan to ring"') == 3
    assert "/list/qr.svg" not in html
    assert visitor.get("/list/qr.svg?services=example-helpline").status_code == 404
    assert visitor.get("/services/silent-drop-in/qr.svg").status_code == 404
    assert visitor.get("/services/never-was/qr.svg").status_code == 404


def test_dates_to_come_are_a_calendar_in_uk_time(visitor: TestClient) -> None:
    assert "/services/aire-swelling-clinic/dates.ics" in visitor.get("/list?services=aire-swelling-clinic").text
    answer = visitor.get("/services/aire-swelling-clinic/dates.ics")
    assert answer.headers["content-type"].startswith("text/calendar")
    assert answer.headers["content-disposition"] == 'attachment; filename="aire-swelling-clinic.ics"'
    [event] = Calendar.from_ical(BytesIO(answer.content).read()).walk("VEVENT")
    assert event["summary"] == "Aire Swelling Clinic"
    assert event.decoded("dtstart").isoformat() == "2027-01-14T10:00:00+00:00"
    assert event.decoded("dtend").isoformat() == "2027-01-14T15:00:00+00:00"
    assert event["dtstart"].params["TZID"] == "Europe/London"
    assert event["location"] == "Aire House, 1 Example Road, Leeds, LS14 6UH"
    assert (event["url"], event["uid"]) == ("https://example.org/book", "aire-swelling-clinic-2027-01-14T10:00@signpost")
    assert b"BEGIN:VTIMEZONE" in answer.content


def test_a_service_without_dates_to_come_has_no_calendar(site: Open) -> None:
    assert site().get("/services/example-helpline/dates.ics").status_code == 404
    assert site(NOW + timedelta(days=90)).get("/services/aire-swelling-clinic/dates.ics").status_code == 404
