"""The services that a visitor keeps: in a signed cookie of their own browser, and nowhere else.

The cookie holds ids and the day on which it expires. Who changes it breaks its signature, and then it counts as empty.
"""

from __future__ import annotations

import hmac
import re
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response

from signpost_web.params import BadParameters, query_pairs

COOKIE = "signpost-list"
KEPT_FOR = timedelta(days=30)  # from clinic to clinic; every change starts it anew
MOST = 20  # services: more is no list that helps, and 20 of the longest ids still fit into a cookie
SEARCHED = frozenset({"near", "concern"})  # what a search tells the list: where distances start, and what a call is about
_PURPOSE = b"signpost: the list of a visitor"
_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_ID_CHARACTERS = 100  # as many as `signpost.services` lets an id have
_LOCAL_ADDRESS = re.compile(r"/(?![/\\])[^\x00-\x20\\\x7f]{0,4000}")


def new_secret() -> str:
    """A key for those who set none."""
    return secrets.token_hex(32)


def readable(ids: Iterable[str]) -> tuple[str, ...]:
    """What can be an id, each once, in order: no more than a list holds."""
    return tuple(dict.fromkeys(one for one in ids if len(one) <= _ID_CHARACTERS and _ID.fullmatch(one)))[:MOST]


def sealed(ids: Iterable[str], secret: str, until: datetime) -> str:
    """The cookie's value."""
    said = ".".join([str(int(until.timestamp())), *ids])
    return f"{said}.{_signature(said, secret)}"


def opened(cookie: str, secret: str, now: datetime) -> tuple[str, ...]:
    """The ids in a cookie; none when it has expired, or was not sealed with this secret."""
    said, _, signature = cookie.rpartition(".")
    if not hmac.compare_digest(_signature(said, secret).encode(), signature.encode()):
        return ()
    until, *ids = said.split(".")
    return readable(ids) if int(until) > now.timestamp() else ()


def _signature(said: str, secret: str) -> str:
    return hmac.digest(secret.encode(), _PURPOSE + said.encode(), sha256).hex()


@dataclass(frozen=True, slots=True)
class MyList:
    """A visitor's list as every page knows it: `back` is the page's own address, `address` the list's, seen from this page."""

    ids: tuple[str, ...]
    back: str
    address: str

    @classmethod
    def of(cls, request: Request) -> MyList:
        kept = opened(request.cookies.get(COOKIE, ""), request.app.state.secret, request.app.state.clock())
        query = f"?{request.url.query}" if request.url.query else ""
        back = "/list" if request.method == "POST" else f"{request.url.path}{query}"  # what a form brought cannot be gone back to
        return cls(kept, back, _address(request))

    def __len__(self) -> int:
        return len(self.ids)

    def __contains__(self, service_id: str) -> bool:
        return service_id in self.ids


def _address(request: Request) -> str:
    """Where the list stands; from a search on, its place and concern come along."""
    try:
        pairs = query_pairs(request.scope["query_string"])
    except BadParameters:
        pairs = []
    known = [(name, text) for name, text in pairs if name in SEARCHED and text.strip() and text.isprintable()]
    return f"/list?{urlencode(known)}" if known and request.url.path in {"/search", "/list"} else "/list"


def keep_in(response: Response, ids: Iterable[str], request: Request) -> None:
    """Leaves the list with the browser; an empty one is taken from it."""
    ids = readable(ids)
    https = over_https(request)
    if not ids:
        response.delete_cookie(COOKIE, secure=https, httponly=True, samesite="lax")
        return
    value = sealed(ids, request.app.state.secret, request.app.state.clock() + KEPT_FOR)
    response.set_cookie(COOKIE, value, max_age=int(KEPT_FOR.total_seconds()), secure=https, httponly=True, samesite="lax")


def over_https(request: Request) -> bool:
    """Whether the visitor reaches us so that a cookie may be for https alone."""
    return request.url.scheme == "https" or (request.app.state.settings.public_url or "").startswith("https://")


def local(address: str, otherwise: str = "/list") -> str:
    """An address within this site, in place of one that leads anywhere else."""
    path = address.partition("#")[0]
    return path if _LOCAL_ADDRESS.fullmatch(path) else otherwise
