"""Signing in by an OpenID Connect issuer: a made-up one on this machine, and all that a false one might try."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit

import pytest
from joserfc import jwt
from joserfc.jwk import OctKey, RSAKey
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.testclient import TestClient

from signpost.record.access import Role
from signpost.record.accounts import SignInRefused
from signpost.record.issuer import BadIssuer, Issuer
from signpost.settings import Settings
from signpost_web.app import create_app
from signpost_web.record.room import Room

if TYPE_CHECKING:
    from tests.web.fake import FakeCurrent
    from tests.web.record.conftest import Clock

CLIENT, SECRET = "signpost", "a made-up secret"
COOKIE = "__Host-signpost-record"
RSA = RSAKey.generate_key(2048, {"kid": "made-up"})
OTHER_RSA = RSAKey.generate_key(2048, {"kid": "made-up"})


@dataclass
class FakeIssuer:
    """What the made-up issuer says; a test changes it to say something else."""

    url: str = ""
    code: str = "made-up-code"
    asked: dict[str, str] = field(default_factory=dict)  # what our site sent the browser with
    claims: dict[str, Any] = field(default_factory=dict)  # of the token, over what is right
    key: Any = field(default_factory=lambda: RSA)
    header: dict[str, str] = field(default_factory=lambda: {"alg": "RS256", "kid": "made-up"})
    named: str | None = None  # what it calls itself

    async def configuration(self, request: Request) -> Response:
        return JSONResponse({"issuer": self.named or self.url, **{f"{one}_endpoint": f"{self.url}/{one}" for one in ("authorization", "token")}, "jwks_uri": f"{self.url}/keys"})

    async def keys(self, request: Request) -> Response:
        return JSONResponse({"keys": [RSA.as_dict(private=False)]})

    async def token(self, request: Request) -> Response:
        sent = dict(parse_qsl((await request.body()).decode()))
        challenge = base64.urlsafe_b64encode(hashlib.sha256(sent["code_verifier"].encode()).digest()).decode().rstrip("=")
        right = (
            sent["code"] == self.code
            and challenge == self.asked["code_challenge"]
            and sent["redirect_uri"] == self.asked["redirect_uri"]
            and request.headers["authorization"] == f"Basic {base64.b64encode(f'{CLIENT}:{SECRET}'.encode()).decode()}"
        )
        if not right:
            return JSONResponse({"error": "invalid_grant"}, 400)
        claims = {"iss": self.url, "aud": CLIENT, "sub": "1", "preferred_username": "Sam", "nonce": self.asked["nonce"], **self.claims}
        return JSONResponse({"id_token": jwt.encode(self.header, {name: one for name, one in claims.items() if one is not None}, self.key, algorithms=[self.header["alg"]])})


@pytest.fixture(scope="module")
def running(served: Callable[[Starlette], str]) -> tuple[Callable[[], FakeIssuer], str]:
    now: list[FakeIssuer] = [FakeIssuer()]

    def to(name: str) -> Callable[[Request], Any]:
        async def handler(request: Request) -> Response:
            answer: Response = await getattr(now[0], name)(request)
            return answer

        return handler

    routes = [Route("/.well-known/openid-configuration", to("configuration")), Route("/keys", to("keys")), Route("/token", to("token"), methods=["POST"])]
    url = served(Starlette(routes=routes))

    def fresh() -> FakeIssuer:
        now[0] = FakeIssuer(url)
        return now[0]

    return fresh, url


@pytest.fixture
def issuer(running: tuple[Callable[[], FakeIssuer], str], clock: Clock) -> FakeIssuer:
    made = running[0]()
    made.claims = {"exp": int(clock.now.timestamp()) + 300, "iat": int(clock.now.timestamp())}
    return made


@pytest.fixture
def settings(fake: Any, issuer: FakeIssuer) -> Settings:
    made: Settings = fake.settings()
    return replace(made, public_url="https://signpost.example.org", oidc_issuer=issuer.url, oidc_client_id=CLIENT, oidc_client_secret=SECRET)


@pytest.fixture
def client(settings: Settings, current: FakeCurrent, room: Room, clock: Clock) -> Iterator[TestClient]:
    room.accounts.add("sam", "Sam Example", Role.CLINICIAN, ["breast-unit"], None)
    app = create_app(settings, directory=current, clock=clock, record=replace(room, issuer=Issuer.of(settings)))
    with TestClient(app, base_url="https://signpost.example.org", follow_redirects=False) as made:
        yield made


def begun(client: TestClient, issuer: FakeIssuer, going: str = "/record/open") -> dict[str, str]:
    """Off to the issuer; what it would send back."""
    answer = client.get(f"/record/issuer?next={going}")
    assert answer.status_code == 303
    address = urlsplit(answer.headers["location"])
    assert f"{address.scheme}://{address.netloc}{address.path}" == f"{issuer.url}/authorization"
    issuer.asked = {name: texts[0] for name, texts in parse_qs(address.query).items()}
    return {"code": issuer.code, "state": issuer.asked["state"]}


def come_back(client: TestClient, **sent: str) -> Any:
    return client.get(f"/record/issuer/back?{urlencode(sent)}")


def test_who_the_issuer_names_is_signed_in_and_led_to_where_they_were_going(client: TestClient, issuer: FakeIssuer) -> None:
    assert "/record/issuer?next=/record/open" in client.get("/record/sign-in?next=/record/open").text
    page = come_back(client, **begun(client, issuer))
    assert page.status_code == 200
    assert 'content="0;url=/record/open"' in page.text
    assert "Sam Example" in client.get("/record/open").text
    assert {"redirect_uri": "https://signpost.example.org/record/issuer/back", "code_challenge_method": "S256", "response_type": "code"}.items() <= issuer.asked.items()


def test_the_cookies_are_held_to_this_host_and_the_session_s_stays_strict(client: TestClient, issuer: FakeIssuer) -> None:
    first = client.get("/record/issuer").headers["set-cookie"]
    assert first.startswith("__Host-signpost-issuer=")
    assert first.endswith("; HttpOnly; Path=/; SameSite=lax; Secure")
    cookies = come_back(client, **begun(client, issuer)).headers.get_list("set-cookie")
    assert next(one for one in cookies if one.startswith(f"{COOKIE}=")).endswith("; HttpOnly; Path=/; SameSite=strict; Secure")


@pytest.mark.parametrize(
    "claims",
    [{"nonce": "another"}, {"nonce": None}, {"aud": "another-site"}, {"iss": "https://example.org"}, {"exp": 1}, {"exp": None}, {"preferred_username": None}],
    ids=["another attempt's", "of no attempt", "for another site", "of another issuer", "too old", "for ever", "of nobody"],
)
def test_a_token_that_is_not_for_this_sign_in_lets_nobody_in(client: TestClient, issuer: FakeIssuer, claims: dict[str, Any]) -> None:
    sent = begun(client, issuer)
    issuer.claims |= claims
    page = come_back(client, **sent)
    assert page.status_code == 403
    assert "cannot be trusted" in page.text
    assert COOKIE not in client.cookies


@pytest.mark.parametrize(("key", "algorithm"), [(OTHER_RSA, "RS256"), (OctKey.import_key(f"{SECRET}, longer than it was made"), "HS256")], ids=["another key", "a shared secret"])
def test_a_token_with_a_false_signature_lets_nobody_in(client: TestClient, issuer: FakeIssuer, key: Any, algorithm: str) -> None:
    sent = begun(client, issuer)
    issuer.key, issuer.header = key, {"alg": algorithm, "kid": "made-up"}
    assert come_back(client, **sent).status_code == 403
    assert COOKIE not in client.cookies


def test_what_another_browser_began_does_not_sign_this_one_in(client: TestClient, issuer: FakeIssuer) -> None:
    sent = begun(client, issuer)
    assert come_back(client, **{**sent, "state": "of somebody else"}).status_code == 403
    client.cookies.clear()
    assert come_back(client, **sent).status_code == 403
    client.cookies.set("__Host-signpost-issuer", "00ff", "signpost.example.org")
    assert come_back(client, **sent).status_code == 403


def test_a_sign_in_that_took_too_long_is_over(client: TestClient, issuer: FakeIssuer, clock: Clock) -> None:
    sent = begun(client, issuer)
    clock.move(minutes=10)
    assert "took too long" in come_back(client, **sent).text


def test_somebody_without_an_account_or_with_a_disabled_one_is_told_so(client: TestClient, issuer: FakeIssuer, room: Room) -> None:
    sent = begun(client, issuer)
    room.accounts.disable("sam")
    page = come_back(client, **sent)
    assert page.status_code == 403
    assert "You have no account for the record here." in page.text


def test_the_session_that_the_browser_had_ends(client: TestClient, issuer: FakeIssuer, room: Room) -> None:
    come_back(client, **begun(client, issuer))
    first = client.cookies[COOKIE]
    come_back(client, **begun(client, issuer))
    assert room.sessions.session(first) is None


def test_an_issuer_that_is_another_than_it_says_is_not_asked(client: TestClient, issuer: FakeIssuer) -> None:
    issuer.named = "https://example.org"
    assert client.get("/record/issuer").status_code == 403


def test_an_address_must_be_verified_to_be_a_user_name(settings: Settings, current: FakeCurrent, room: Room, clock: Clock, issuer: FakeIssuer) -> None:
    room.accounts.add("sam@example.org", "Sam Example", Role.CLINICIAN, [], None)
    by_address = replace(room, issuer=Issuer.of(replace(settings, oidc_claim="email")))
    with TestClient(create_app(settings, directory=current, clock=clock, record=by_address), base_url="https://signpost.example.org", follow_redirects=False) as client:
        for verified, status in ((False, 403), (None, 403), (True, 200)):
            sent = begun(client, issuer)
            issuer.claims |= {"email": "sam@example.org", "email_verified": verified}
            assert come_back(client, **sent).status_code == status


def test_an_account_without_a_password_has_no_other_way_in(client: TestClient, room: Room) -> None:
    with pytest.raises(SignInRefused):
        room.accounts.sign_in("sam", "")


def test_without_an_issuer_there_is_no_such_address(browser: Callable[[], TestClient]) -> None:
    assert browser().get("/record/issuer").status_code == 404
    assert browser().get("/record/issuer/back?code=1&state=2").status_code == 404
    assert "organisation" not in browser().get("/record/sign-in").text


@pytest.mark.parametrize("wrong", [{"oidc_client_secret": None}, {"public_url": None}, {"oidc_issuer": "http://login.example.org"}])
def test_settings_that_would_not_do_stop_the_program(settings: Settings, wrong: dict[str, Any]) -> None:
    with pytest.raises(BadIssuer, match="SIGNPOST_OIDC_ISSUER"):
        Issuer.of(replace(settings, **wrong))
