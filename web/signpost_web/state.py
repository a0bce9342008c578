"""What every handler needs of the running program: the newest directory, the time, and one search over both."""

from __future__ import annotations

from datetime import datetime
from typing import cast
from zoneinfo import ZoneInfo

from starlette.exceptions import HTTPException
from starlette.requests import Request

from signpost.search.request import BadCursor, SearchPage
from signpost_web.directory import Directory
from signpost_web.params import UNREADABLE, BadParameters, Fault, Pair, parse_search, query_pairs

LONDON = ZoneInfo("Europe/London")
FORM = "application/x-www-form-urlencoded"


def directory_of(request: Request) -> Directory:
    """The newest generation. Raises NoIndexYet."""
    return cast(Directory, request.app.state.directory.get())


def now_of(request: Request) -> datetime:
    """The time, as UK clocks show it."""
    return cast(datetime, request.app.state.clock()).astimezone(LONDON)


def pairs_of(request: Request) -> list[Pair]:
    """The query parameters, in order."""
    return query_pairs(request.scope["query_string"])


async def body_of(request: Request, kind: str) -> bytes:
    """What was sent, when it says that it is of this media type; else a 415."""
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != kind:
        raise HTTPException(415, f"This address takes {kind}: say so in the header Content-Type.")
    return await request.body()


def search(request: Request, pairs: list[Pair], directory: Directory) -> tuple[SearchPage, datetime | None]:
    """One search, and the moment that stood for now, if one was given. Raises BadParameters."""
    asked, as_of = parse_search(pairs, directory)
    try:
        return directory.search(asked, as_of or now_of(request)), as_of
    except BadCursor as error:
        raise BadParameters([Fault("cursor", str(error), UNREADABLE)]) from None
