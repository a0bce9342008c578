"""The record's cookies, those that hold a session's id first: only this host gets them back, no script reads them, and no other site can make a browser send them."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

STAFF, LINK, SAVED = "signpost-record", "signpost-checklist", "signpost-saved"


def kept(request: Request, name: str) -> str:
    """What the browser sent; empty when it has none."""
    return request.cookies.get(_name(request, name), "")


def leave(response: Response, request: Request, name: str, token: str, *, from_elsewhere: bool = False) -> None:
    """Leaves an id with the browser, until the browser is closed. `from_elsewhere`: a link on another site may bring it along."""
    response.set_cookie(_name(request, name), token, secure=_https(request), httponly=True, samesite="lax" if from_elsewhere else "strict")


def take_back(response: Response, request: Request, name: str) -> None:
    """The browser forgets it."""
    response.delete_cookie(_name(request, name), secure=_https(request), httponly=True, samesite="strict")


def _name(request: Request, name: str) -> str:
    """Over https with the prefix by which a browser holds it to this host and to https."""
    return f"__Host-{name}" if _https(request) else name


def _https(request: Request) -> bool:
    return request.url.scheme == "https" or (request.app.state.settings.public_url or "").startswith("https://")
