"""What guards every answer: headers, a limit on bodies, and a log that says nothing about anybody. Pure ASGI."""

from __future__ import annotations

import logging
from base64 import b64encode
from collections.abc import Mapping
from hashlib import sha256
from time import perf_counter
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from signpost_web.errors import EMBED, on_http_exception

MAX_BODY_BYTES = 64 * 1024
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})

# Pages have stylesheets, an icon, a few small scripts and forms that lead back here, all of them our own files; nothing else may load or run.
CONTENT_SECURITY_POLICY = "default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

HEADERS: Mapping[str, str] = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "Referrer-Policy": "no-referrer",  # an address may hold a postcode
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "accelerometer=(), browsing-topics=(), camera=(), geolocation=(), gyroscope=(), microphone=(), payment=(), usb=()",
}
YEAR_SECONDS = 365 * 24 * 3600

log = logging.getLogger("signpost.access")


def with_own_styles(style: bytes) -> str:
    """The policy of a page that brings this style sheet within it, and nothing else that a browser acts on."""
    digest = b64encode(sha256(style).digest()).decode()
    return f"default-src 'none'; style-src 'sha256-{digest}'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'"


def sent_from_here(request: Request) -> bool:
    """Whether a form was sent from our own pages, and not from another site in the name of its visitor.

    Browsers tell by Sec-Fetch-Site; older ones by Origin, which is `null` where pages send no referrer, as ours do not.
    """
    site, origin = request.headers.get("sec-fetch-site"), request.headers.get("origin", "null")
    if site is not None:
        return site in {"same-origin", "none"}
    return origin == "null" or urlsplit(origin).netloc == request.headers.get("host")


class SafeHeaders:
    """Adds the headers above, but to a page with a policy of its own. What says nothing about caching may not be stored: an address or an answer may tell of a person.

    Nobody may frame a page of ours but the sites that are named, and they only the box that is made for them.
    """

    def __init__(self, app: ASGIApp, https: bool = False, embed_origins: str = "") -> None:
        self.app = app
        self.https = https  # whether the outside world reaches us by https
        self.embed_origins = embed_origins

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self.app(scope, receive, send)

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                self.add_to(MutableHeaders(scope=message), scope["path"])
            await send(message)

        return await self.app(scope, receive, sending)

    def add_to(self, headers: MutableHeaders, path: str) -> None:
        for name, value in HEADERS.items():
            if name != "Content-Security-Policy" or name not in headers:
                headers[name] = value
        if path == EMBED and self.embed_origins:
            headers["Content-Security-Policy"] = CONTENT_SECURITY_POLICY.replace("frame-ancestors 'none'", f"frame-ancestors {self.embed_origins}")
            del headers["X-Frame-Options"]  # it cannot name a site
        headers.setdefault("Cache-Control", "no-store")
        if self.https:
            headers["Strict-Transport-Security"] = f"max-age={YEAR_SECONDS}"
        if path.startswith("/api/") or path == "/openapi.json":
            headers["Access-Control-Allow-Origin"] = "*"
            headers["Cross-Origin-Resource-Policy"] = "cross-origin"
        else:
            headers["Cross-Origin-Resource-Policy"] = "same-origin"


class BodyLimit:
    """Refuses a body of more than 64 kB: at once when its length is announced, else as soon as it has grown so far."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        announced = Headers(scope=scope).get("content-length", "")
        if announced.isdecimal() and int(announced[:20]) > MAX_BODY_BYTES:
            answer = await on_http_exception(Request(scope), HTTPException(413, headers={"Connection": "close"}))
            return await answer(scope, receive, send)
        taken = 0

        async def receiving() -> Message:
            nonlocal taken
            message = await receive()
            taken += len(message.get("body", b""))
            if taken > MAX_BODY_BYTES:
                raise HTTPException(413)
            return message

        return await self.app(scope, receiving, send)


class AccessLog:
    """One line a request: method, route, status, milliseconds. Never an address, a query, or a word that a client sent."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        began, status = perf_counter(), 0

        async def sending(message: Message) -> None:
            nonlocal status
            status = message.get("status", status)
            await send(message)

        try:
            return await self.app(scope, receive, sending)
        finally:
            method = scope["method"] if scope["method"] in METHODS else "OTHER"
            route = getattr(scope.get("route"), "path", "(no such address)")
            log.info("%s %s %d %.1f ms", method, route, status, (perf_counter() - began) * 1000)
