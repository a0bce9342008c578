"""`/record/sign-in` and out again, and the small page that keeps a session from ending under somebody's hands."""

from __future__ import annotations

import re

from anyio import to_thread
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from signpost.record.accounts import SignInRefused
from signpost_web.pages.rendering import render
from signpost_web.record import cookies
from signpost_web.record.door import OpenRoute, RecordRoute
from signpost_web.record.forms import Form
from signpost_web.record.room import Room, room_of
from signpost_web.record.visits import Visit

START = "/record"
TOO_MANY = "There were too many tries from here in the last minute. Wait a minute and try again."
_WITHIN = re.compile(r"/record(?:/[a-z0-9-]+)*")  # of this site's record alone, and without a query


async def show(request: Request, form: Form) -> Response:
    """The form; `next` in the address is where somebody was on the way to."""
    return sign_in_form(request, Form((("next", within_record(request.query_params.get("next", ""))),)))


async def sign_in(request: Request, form: Form) -> Response:
    """A new session, whatever the browser had before; or the form again, with the same words whatever was wrong."""
    room = room_of(request)
    if not room.sign_ins.take(request.client.host if request.client else ""):
        return sign_in_form(request, form.wrong([("name", TOO_MANY)]), 429)
    try:
        token = await to_thread.run_sync(_signed_in, room, form, cookies.kept(request, cookies.STAFF), limiter=room.hashing_turns)
    except SignInRefused as refused:
        return sign_in_form(request, form.wrong([("name", str(refused))]), 403)
    answer = RedirectResponse(within_record(form.text("next")), 303)
    cookies.leave(answer, request, cookies.STAFF, token)
    return answer


def _signed_in(room: Room, form: Form, former: str) -> str:
    return room.sessions.start(room.accounts.sign_in(form.text("name"), _password(form)), former)


def _password(form: Form) -> str:
    """As it was typed: spaces around it may belong to it."""
    return next((text for name, text in form.pairs if name == "password"), "")


def sign_out(visit: Visit) -> Response:
    """The session ends here, and not only in the browser."""
    visit.room.sessions.end(cookies.kept(visit.request, cookies.STAFF))
    answer = visit.to("/record/sign-in")
    cookies.take_back(answer, visit.request, cookies.STAFF)
    answer.headers["Clear-Site-Data"] = '"cache"'
    return answer


def stay(visit: Visit) -> Response:
    """Somebody is still there: to have come this far has prolonged the session. Tells the page's script who."""
    return JSONResponse({"account": visit.account.id})


def sign_in_form(request: Request, form: Form, status: int = 200) -> Response:
    """The page that asks for name and password, or sends on to the organisation's own sign-in."""
    return render(request, "record/sign_in.html", {"visit": None, "form": form.without("password"), "issuer": room_of(request).issuer}, status)


def within_record(address: str) -> str:
    """An address within the record; its start when it leads anywhere else."""
    return address if _WITHIN.fullmatch(address) else START


ROUTES = (
    OpenRoute("/record/sign-in", show),
    OpenRoute("/record/sign-in", sign_in, ["POST"]),
    RecordRoute("/record/sign-out", sign_out, None, ["POST"]),
    RecordRoute("/record/stay", stay, None, ["POST"]),
)
