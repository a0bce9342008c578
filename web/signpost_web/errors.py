"""The one place where an error becomes a status: problem+json (RFC 9457) for the API, a plain page for people."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from http import HTTPStatus

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from signpost.concerns import UnknownConcern
from signpost.gazetteer import AmbiguousPlace, ImpossiblePlace, MalformedPlace, UnknownPlace
from signpost.places import MalformedPostcode, echoed
from signpost.postcode_table import NoPostcodeTable
from signpost.problems import SignpostError, did_you_mean
from signpost.search.generation import BrokenGeneration
from signpost.search.request import BadCursor
from signpost.search.serving import NoIndexYet
from signpost_web import shapes
from signpost_web.params import IMPOSSIBLE, UNKNOWN, UNREADABLE, BadParameters

log = logging.getLogger("signpost.web")

EMBED = "/embed"  # stands within other sites' pages
RETRY_AFTER_SECONDS = "10"  # a first build takes about this long


class NotThere(SignpostError):
    """An address names something that the directory has not got."""


# What a client can mend, and what a build will. Any other is an operator's mistake, and none of the client's.
STATUSES: Mapping[type[SignpostError], int] = {
    MalformedPlace: UNREADABLE,
    MalformedPostcode: UNREADABLE,
    AmbiguousPlace: UNREADABLE,
    UnknownPlace: UNKNOWN,
    ImpossiblePlace: IMPOSSIBLE,
    UnknownConcern: UNKNOWN,
    BadCursor: UNREADABLE,
    NotThere: UNKNOWN,
    NoIndexYet: 503,
    BrokenGeneration: 503,
    NoPostcodeTable: 503,
}


@dataclass(frozen=True, slots=True)
class Kind:
    """What a status means here. `slug` ends the problem's `type`, and `/docs` explains it under that name."""

    slug: str
    title: str
    heading: str  # for people
    advice: str


KINDS: Mapping[int, Kind] = {
    400: Kind("unreadable", "The request cannot be read", "We could not read that", "Go back, change what you typed and try again."),
    403: Kind("elsewhere", "The request was sent from another site", "That did not work", "Go to the start page and try again."),
    404: Kind("not-found", "There is no such thing here", "We could not find that", "If you typed the address, check it. You can also search from the start page."),
    405: Kind("method", "This address does not take that method", "That did not work", "Go to the start page and try again."),
    413: Kind("too-large", "The request is too large", "That was too much at once", "Send less and try again."),
    415: Kind("media-type", "The body is of a kind that is not taken here", "That did not work", "Go to the start page and try again."),
    422: Kind("impossible", "The request is understood, but impossible", "That is not possible", "Go back, change what you typed and try again."),
    429: Kind("too-many", "Too many requests", "Too many tries", "Wait a minute and try again."),
    500: Kind("our-fault", "Something went wrong here", "Sorry, something went wrong", "It is our fault, not yours. Try again in a minute."),
    503: Kind("not-ready", "The directory is not ready yet", "The directory is not ready yet", "Try again in a minute."),
}


def not_there(what: str, given: str, known: Iterable[str]) -> NotThere:
    """An unknown id, with the nearest spelling."""
    asked = echoed(given)
    return NotThere(f"There is no {what} '{asked}'.{did_you_mean(asked, known)}")


def kind_of(status: int) -> Kind:
    """What a status means here; any other, in the words of its standard."""
    phrase = HTTPStatus(status).phrase
    return KINDS.get(status) or Kind(f"status-{status}", phrase, phrase, "Go to the start page and try again.")


def status_of(error: SignpostError) -> int:
    """Whose mistake it is, as a status; 500 for one that nothing is said about."""
    if isinstance(error, BadParameters):
        return error.status
    return next((status for kind, status in STATUSES.items() if isinstance(error, kind)), 500)


def for_machines(path: str) -> bool:
    """Whether the reader of this address is a program."""
    return path.startswith("/api/") or path in {"/api", "/healthz", "/readyz", "/openapi.json"}


def problem(status: int, detail: str, errors: Iterable[tuple[str, str]] = (), headers: Mapping[str, str] | None = None) -> Response:
    """An RFC 9457 problem."""
    kind = kind_of(status)
    body: shapes.Json = {"type": f"/docs#problem-{kind.slug}", "title": kind.title, "status": status, "detail": detail}
    if listed := [{"parameter": parameter, "detail": text} for parameter, text in errors]:
        body["errors"] = listed
    return Response(shapes.as_bytes(body), status, headers, media_type="application/problem+json")


def refusal(request: Request, status: int, detail: str, errors: Iterable[tuple[str, str]] = (), headers: Mapping[str, str] | None = None) -> Response:
    """The answer to what cannot be done, for whoever asked."""
    if for_machines(request.url.path):
        return problem(status, detail, errors, headers)
    from signpost_web.pages.rendering import render  # pages raise errors: the two need each other

    return render(request, "error.html", {"kind": kind_of(status), "detail": detail, "errors": list(errors)}, status, headers)


async def on_signpost_error(request: Request, error: Exception) -> Response:
    """The user's mistake, shown plainly; an operator's, without its particulars."""
    assert isinstance(error, SignpostError)
    status = status_of(error)
    errors = error.errors if isinstance(error, BadParameters) else ()
    if status < 500 or isinstance(error, NoIndexYet):
        detail = str(error)
    else:  # its words are for an operator, and may name folders
        detail = KINDS[status].advice
        log.error("an error of the installation\n%s", trace(error))
    return refusal(request, status, detail, errors, {"Retry-After": RETRY_AFTER_SECONDS} if status == 503 else None)


async def on_http_exception(request: Request, error: Exception) -> Response:
    """No such address, a method that is not taken, a body that is too large."""
    assert isinstance(error, HTTPException)
    details = {
        404: "There is nothing at this address.",
        405: f"This address only takes {(error.headers or {}).get('Allow', 'GET')}.",
        413: "A request's body may hold 64 kB at most.",
        415: error.detail,
    }
    return refusal(request, error.status_code, details.get(error.status_code, kind_of(error.status_code).advice), headers=error.headers)


def trace(error: BaseException) -> str:
    """Where an error arose, without its message: that may hold what a person typed."""
    cause = error.__cause__ or error.__context__
    earlier = f"{trace(cause)}\nthen:\n" if cause else ""
    return f"{earlier}{''.join(traceback.format_tb(error.__traceback__))}{type(error).__name__}"


class OurFault:
    """Turns any other exception into a bare 500, and writes its traceback, free of values, to the log."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        started = False

        async def sending(message: Message) -> None:
            nonlocal started
            started = True
            await send(message)

        try:
            await self.app(scope, receive, sending)
        except Exception as error:
            if scope["type"] != "http":
                raise
            log.error("an unexpected error\n%s", trace(error))
            if not started:
                await refusal(Request(scope), 500, KINDS[500].advice)(scope, receive, send)
