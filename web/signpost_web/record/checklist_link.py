"""`/checklist/{token}`: the door of a one-time link. It asks for a PIN and a date of birth, and shows nobody's data before or after."""

from __future__ import annotations

from datetime import date

from anyio import to_thread
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from signpost.record.links import Answering, LinkOver, Standing, WrongPin
from signpost_web.pages.rendering import render
from signpost_web.record import cookies
from signpost_web.record.door import OpenRoute
from signpost_web.record.forms import Form
from signpost_web.record.room import Room, room_of
from signpost_web.record.sign_in import TOO_MANY

BLANK = "/checklist"  # the checklist itself, where nothing in the address tells of the link
THANKS = f"{BLANK}/thanks"
NO_DATE = "Write your date of birth as day, month and year in numbers, such as 27 3 1961"
FIRST_YEAR = 1900  # an earlier one is a slip, such as 61 for 1961, and costs no try
_STATUSES = {Standing.PAUSED: 403, Standing.SENT: 409, Standing.ANSWERED: 409, Standing.OVER: 410, Standing.OPEN: 409}


async def show(request: Request, form: Form) -> Response:
    """What it will ask, and the form for the PIN; or that the link is over."""
    works = await run_in_threadpool(room_of(request).links.works, request.path_params["token"])
    return _form(request, form) if works else over(request)


async def enter(request: Request, form: Form) -> Response:
    """On to the checklist with the right PIN and date of birth."""
    room, born = room_of(request), _born(form)
    if born is None:
        return _form(request, form.wrong([("day", NO_DATE)]), 400)
    if not room.pins.take(request.client.host if request.client else ""):
        return _form(request, form.wrong([("pin", TOO_MANY)]), 429)
    try:
        token = await to_thread.run_sync(room.links.open, request.path_params["token"], form.text("pin"), born, limiter=room.hashing_turns)
    except WrongPin as wrong:
        return _form(request, form.wrong([("pin", str(wrong))]), 403)
    except LinkOver:
        return over(request)
    answer = RedirectResponse(BLANK, 303)
    cookies.leave(answer, request, cookies.LINK, token)
    return answer


def answering(room: Room, request: Request) -> Answering | None:
    """The assessment that this browser may fill in, once; None when its hour is over, or it never gave a PIN. Blocks."""
    return room.links.answering(cookies.kept(request, cookies.LINK))


def over(request: Request) -> Response:
    """The link is worth nothing any more, or never was."""
    return render(request, "record/checklist_over.html", {"visit": None}, 410)


def not_now(request: Request, standing: Standing, said: list[tuple[str, str]], *, kept: bool) -> Response:
    """Why this browser can fill in nothing now, with what was typed in it."""
    shown = {"visit": None, "standing": standing.name, "said": said, "kept": kept}
    return render(request, "record/checklist_not_sent.html", shown, _STATUSES[standing])


def _form(request: Request, form: Form, status: int = 200) -> Response:
    return render(request, "record/checklist_pin.html", {"visit": None, "form": form.without("pin")}, status)


def _born(form: Form) -> date | None:
    try:
        born = date(int(form.text("year")), int(form.text("month")), int(form.text("day")))
    except (ValueError, OverflowError):
        return None
    return born if born.year >= FIRST_YEAR else None


ROUTES = (
    OpenRoute("/checklist/{token}", show),
    OpenRoute("/checklist/{token}", enter, ["POST"]),
)
