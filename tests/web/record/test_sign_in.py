"""Signing in and out: cookies, fixation, time-outs, guessing, forms of other sites, and what a session's end does to what was typed."""

from __future__ import annotations

import logging
import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from starlette.testclient import TestClient

from signpost.record.access import Role
from signpost.record.store.sealing import WrongKey, new_key
from signpost_web.app import create_app
from signpost_web.record.room import Room

if TYPE_CHECKING:
    from tests.web.fake import FakeCurrent
    from tests.web.record.conftest import Clock, Staff

OURS, PASSWORD = "breast-unit", "lavender tram kettle"
COOKIE = "signpost-record"
Browser = Callable[[], TestClient]


@pytest.fixture(autouse=True)
def sam(room: Room) -> None:
    room.accounts.add("sam", "Sam Example", Role.CLINICIAN, [OURS], PASSWORD)


def sign_in(client: TestClient, password: str = PASSWORD, name: str = "sam", **more: str) -> Any:
    return client.post("/record/sign-in", data={"name": name, "password": password, **more})


def test_nobody_gets_in_without_signing_in_and_comes_back_to_where_they_were_going(browser: Browser) -> None:
    client = browser()
    answer = client.get("/record/open")
    assert (answer.status_code, answer.headers["location"]) == (303, "/record/sign-in?next=%2Frecord%2Fopen")
    assert 'name="next" value="/record/open"' in client.get(answer.headers["location"]).text
    answer = sign_in(client, next="/record/open")
    assert (answer.status_code, answer.headers["location"]) == (303, "/record/open")
    page = client.get("/record/open")
    assert page.status_code == 200
    assert "Sam Example" in page.text
    assert "Breast unit" in page.text


@pytest.mark.parametrize("address", ["https://example.org/record", "//example.org/record", "/record/../search", "/search", "/record?x=1", "/record\\example.org", "/recordings"])
def test_signing_in_never_leads_out_of_the_record(browser: Browser, address: str) -> None:
    assert sign_in(browser(), next=address).headers["location"] == "/record"


def test_the_cookie_is_for_this_host_alone_and_no_script_reads_it(browser: Browser) -> None:
    cookie = sign_in(browser()).headers["set-cookie"]
    assert re.fullmatch(r"signpost-record=[\w-]{43}; HttpOnly; Path=/; SameSite=strict", cookie)


def test_over_https_the_cookie_is_held_to_https_and_to_this_host(fake: Any, current: FakeCurrent, room: Room, clock: Clock) -> None:
    settings = replace(fake.settings(), public_url="https://signpost.example.org")
    app = create_app(settings, directory=current, clock=clock, record=room)
    with TestClient(app, base_url="https://signpost.example.org", follow_redirects=False, headers={"Sec-Fetch-Site": "same-origin"}) as client:
        cookie = sign_in(client).headers["set-cookie"]
        assert re.fullmatch(r"__Host-signpost-record=[\w-]{43}; HttpOnly; Path=/; SameSite=strict; Secure", cookie)
        assert client.get("/record").status_code == 200


def test_signing_in_makes_a_new_session_whatever_the_browser_had(browser: Browser, room: Room) -> None:
    client = browser()
    client.cookies.set(COOKIE, "planted-by-somebody-else", "testserver.local")
    sign_in(client)
    first = client.cookies[COOKIE]
    assert first != "planted-by-somebody-else"
    sign_in(client)
    second = client.cookies[COOKIE]
    assert second != first
    assert room.sessions.session(first) is None
    assert room.sessions.session(second) is not None


def test_signing_out_ends_the_session_in_the_store_too(browser: Browser, room: Room) -> None:
    client = browser()
    sign_in(client)
    token = client.cookies[COOKIE]
    assert client.post("/record/sign-out").status_code == 303
    assert COOKIE not in client.cookies
    assert room.sessions.session(token) is None


def test_fifteen_idle_minutes_end_a_session_and_work_prolongs_it(browser: Browser, clock: Clock) -> None:
    client = browser()
    sign_in(client)
    for _ in range(3):
        clock.move(minutes=14)
        assert client.get("/record").status_code == 200
    clock.move(minutes=15)
    assert client.get("/record").status_code == 303


def test_no_session_outlives_a_long_shift(browser: Browser, clock: Clock) -> None:
    client = browser()
    sign_in(client)
    for _ in range(71):
        clock.move(minutes=10)
        assert client.get("/record").status_code == 200
    clock.move(minutes=10)
    assert client.get("/record").status_code == 303


def test_what_was_typed_can_be_sent_again_after_the_session_has_ended(browser: Browser, clock: Clock) -> None:
    client = browser()
    sign_in(client)
    clock.move(minutes=20)
    answer = client.post("/record/open", data={"reason": "She is <here>", "password": "not-to-be-shown"})
    assert answer.status_code == 401
    assert '<form action="/record/open" method="post">' in answer.text
    assert 'name="reason" value="She is &lt;here&gt;"' in answer.text
    assert "not-to-be-shown" not in answer.text


def test_a_browser_can_keep_its_session_from_ending_and_learns_whose_it_is(browser: Browser, clock: Clock, room: Room) -> None:
    client = browser()
    assert client.post("/record/stay").status_code == 401
    sign_in(client)
    clock.move(minutes=14)
    assert client.post("/record/stay").json() == {"account": room.accounts.all()[0].id}
    clock.move(minutes=14)
    assert client.get("/record").status_code == 200


@pytest.mark.parametrize("change", ["disable", "password"])
def test_a_changed_password_and_a_disabled_account_end_every_session(browser: Browser, room: Room, change: str) -> None:
    client = browser()
    sign_in(client)
    if change == "disable":
        room.accounts.disable("sam")
    else:
        room.accounts.set_password("sam", "entirely other words")
    assert client.get("/record").status_code == 303


def test_the_sign_in_page_says_the_same_whatever_was_wrong(browser: Browser, room: Room) -> None:
    room.accounts.add("ash", "Ash Example", Role.GP, [], PASSWORD)
    room.accounts.disable("ash")
    client = browser()
    pages = [sign_in(client, "wrong words altogether", name) for name in ("sam", "ash", "nobody")]
    assert [page.status_code for page in pages] == [403, 403, 403]
    assert len({page.text.replace(f'value="{name}"', "") for page, name in zip(pages, ("sam", "ash", "nobody"), strict=True)}) == 1
    assert "wrong words" not in pages[0].text


def test_five_wrong_passwords_lock_the_account_even_for_the_right_one(browser: Browser, clock: Clock) -> None:
    client = browser()
    for _ in range(5):
        assert sign_in(client, "wrong words altogether").status_code == 403
    assert sign_in(client).status_code == 403
    clock.move(seconds=61)
    assert sign_in(client).status_code == 303


def test_one_address_may_not_try_for_ever(browser: Browser) -> None:
    client = browser()
    answers = [sign_in(client, "wrong words altogether", f"user{number}").status_code for number in range(31)]
    assert answers == [403] * 30 + [429]


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "cross-site", "Origin": "http://testserver"},
        {"Sec-Fetch-Site": "", "Origin": "https://example.org"},
        {"Sec-Fetch-Site": ""},
    ],
    ids=["another site", "a neighbour", "another site that lies", "an old browser at another site", "no browser"],
)
def test_what_another_site_sends_is_refused(browser: Browser, headers: dict[str, str]) -> None:
    client = browser()
    sign_in(client)
    del client.headers["Sec-Fetch-Site"]
    sent = {name: value for name, value in headers.items() if value}
    for address in ("/record/sign-out", "/record/open", "/record/sign-in", "/checklist/abc"):
        assert client.post(address, data={"reason": "x"}, headers=sent).status_code == 403
    assert client.get("/record").status_code == 200


def test_an_old_browser_that_names_our_own_origin_is_let_through(browser: Browser) -> None:
    client = browser()
    del client.headers["Sec-Fetch-Site"]
    assert client.post("/record/sign-in", data={"name": "sam", "password": PASSWORD}, headers={"Origin": "http://testserver"}).status_code == 303


def test_no_page_of_the_record_is_stored_or_tells_where_it_was(staff: Staff) -> None:
    client = staff(Role.CLINICIAN, OURS)
    for address in ("/record", "/record/open", "/record/sign-in", "/checklist/abc", "/record/no-such-page"):
        headers = client.get(address).headers
        assert (headers["cache-control"], headers["referrer-policy"]) == ("no-store", "no-referrer")


def test_no_log_line_holds_a_token_an_id_a_name_or_a_password(browser: Browser, room: Room, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        client = browser()
        sign_in(client, "wrong words altogether")
        sign_in(client, next="/record/secretid")
        client.get("/record")
        client.get("/record/people/secretid")
        client.get("/checklist/secrettoken")
        client.post("/checklist/secrettoken", data={"pin": "121212", "day": "27", "month": "3", "year": "1961"})
        client.post("/record/open", data={"number": "999 000 0018", "reason": "secretreason enough", "known": "yes"})
    said = "\n".join(record.getMessage() for record in caplog.records if record.name.startswith(("signpost", "uvicorn", "starlette", "sqlalchemy")))
    assert "POST /record/sign-in 303" in said
    assert "GET /checklist/{token} 410" in said
    assert not re.search(f"secret|121212|1961|999 000|Sam|sam|lavender|wrong words|{client.cookies[COOKIE]}", said)


def test_without_a_key_there_is_no_record(client: TestClient) -> None:
    assert client.get("/record").status_code == 404
    assert client.get("/record/sign-in").status_code == 404


def test_a_key_in_the_settings_switches_the_record_on(fake: Any, current: FakeCurrent, tmp_path: Path) -> None:
    settings = replace(fake.settings(), record_key=new_key("1"), database_url=f"sqlite:///{tmp_path / 'own.sqlite3'}")
    with TestClient(create_app(settings, directory=current), follow_redirects=False) as client:
        assert client.get("/record").headers["location"] == "/record/sign-in"


def test_a_wrong_key_stops_the_program_before_it_serves_anything(fake: Any, current: FakeCurrent, tmp_path: Path) -> None:
    settings = replace(fake.settings(), record_key=new_key("1"), database_url=f"sqlite:///{tmp_path / 'own.sqlite3'}")
    create_app(settings, directory=current).state.record.store.close()
    with pytest.raises(WrongKey):
        create_app(replace(settings, record_key=new_key("1")), directory=current)


def test_no_page_of_the_directory_loads_what_the_record_needs() -> None:
    """Most sites have no record, and should not pay for one."""
    script = (
        "import sys; from pathlib import Path; from signpost.settings import Settings; from signpost_web.app import create_app; "
        "create_app(Settings.from_env({})); print([name for name in ('sqlalchemy', 'alembic', 'cryptography', 'argon2') if name in sys.modules])"
    )
    assert subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout == "[]\n"
